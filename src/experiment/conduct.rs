//! Carries out a plan in a folder: missing blocks are run and appended, existing ones are kept.
//!
//! Here the [`runner`] meets the [`store`](crate::store); neither knows the other.

use std::fmt;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant, SystemTime};

use super::runner::{self, BlockResult, Means, Pending, RunnerError, Sink, Worlds, cannot_start};
use crate::base::words::{Both, both};
use crate::measure::record::Audited;
use crate::measure::tables::{POLICIES, WAVES};
use crate::store::StoreError;
use crate::store::closed::ReportFiles;
use crate::store::folder::{Folder, Growth, Small};
use crate::store::manifest::{MANIFEST, manifest};
use crate::store::plan::Plan;
use crate::store::policies_csv::policies_csv;
use crate::store::timing::{Session, timing};
use crate::store::wave::Wave;
use crate::store::waves_csv::waves_csv;

/// How and where a plan is carried out; none of this affects a result.
#[derive(Clone, Copy)]
pub struct Conditions<'a> {
    /// The output folder.
    pub dir: &'a Path,
    /// Whether results of another plan are replaced.
    pub fresh: bool,
    /// Threads.
    pub threads: usize,
    /// Whether every check runs on every tick.
    pub audit: bool,
    /// Bytes of memory that a run may take.
    pub memory: u64,
    /// How long rows may wait to be written together: the most work that a cut can cost.
    pub wait: Duration,
    /// The files of the report: what may be replaced along with the results.
    pub report: &'static [ReportFiles],
    /// Command that reproduces this number of replicates on any machine: for the manifest.
    pub command: &'a dyn Fn(u32) -> String,
    /// Command as typed: for the timing file.
    pub typed: &'a str,
    /// Set to stop.
    pub stop: &'a AtomicBool,
}

/// How an experiment goes on after the waves that it has.
pub trait Rule {
    /// What becomes of the waves that a folder holds.
    fn growth(&self) -> Growth<'_>;

    /// The wave that follows from the rows of a folder that is complete; nothing when the experiment is done.
    ///
    /// # Errors
    /// When the rows cannot be read.
    fn next(&self, folder: &Folder) -> Result<Option<Wave>, StoreError>;

    /// Small files besides those of every experiment, by name.
    fn files(&self, _plan: &Plan) -> Small {
        Small::new()
    }
}

/// All that was asked for, and nothing after it.
#[derive(Clone, Copy, Debug)]
pub struct AsAsked;

impl Rule for AsAsked {
    fn growth(&self) -> Growth<'_> {
        Growth::TO_WHAT_IS_ASKED
    }

    fn next(&self, _: &Folder) -> Result<Option<Wave>, StoreError> {
        Ok(None)
    }
}

/// Follows the work as it is done.
pub trait Watch: Sync {
    /// A remark about the folder for readers of its results.
    fn note(&self, text: &Both);
    /// Work starts: `done` of `blocks` blocks already exist, the rest is `units` work units.
    fn begin(&self, done: u64, blocks: u64, units: u64);
    /// Work units done since the last call; from any thread.
    fn units(&self, units: u64);
    /// Another wave follows: there are now so many blocks, and so many more units to do.
    fn more(&self, _blocks: u64, _units: u64) {}
    /// Another block is on the disk: `done` of `blocks`.
    fn block(&self, done: u64, blocks: u64);
    /// No more work follows.
    fn end(&self);
}

/// No progress is reported.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn note(&self, _: &Both) {}
    fn begin(&self, _: u64, _: u64, _: u64) {}
    fn units(&self, _: u64) {}
    fn block(&self, _: u64, _: u64) {}
    fn end(&self) {}
}

/// The result of carrying out a plan.
#[derive(Debug)]
pub struct Outcome {
    /// The folder, still locked.
    pub folder: Folder,
    /// Blocks that were there before.
    pub resumed: u64,
    /// Blocks of the plan.
    pub blocks: u64,
    /// What the audit checked in this session; `None` without an audit.
    pub audited: Option<Audit>,
}

/// What the audit checked in one session, in runs that ended well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Blocks (replicates) that were run and kept.
    pub blocks: u64,
    /// Policies of each.
    pub policies: u64,
    /// Runs that failed.
    pub failed: u64,
    /// Days and comparisons.
    pub checked: Audited,
}

/// Why a plan was not completed. As [`Display`](fmt::Display) it is English.
#[derive(Debug)]
pub enum ConductError {
    /// The folder cannot be used; no block was run.
    Folder(StoreError),
    /// Results could no longer be stored.
    Kept {
        /// What failed.
        source: StoreError,
        /// Blocks on the disk.
        complete: u64,
        /// Blocks of the plan.
        blocks: u64,
    },
    /// Threads could not be started.
    Threads {
        /// How many.
        threads: usize,
        /// Why not.
        reason: String,
    },
}

impl ConductError {
    /// Whether the folder was refused before anything was run or changed.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(self, Self::Folder(error) if error.is_refusal())
    }

    fn kept(source: StoreError, folder: &Folder) -> Self {
        Self::Kept { source, complete: folder.done(), blocks: folder.plan().blocks() }
    }

    /// An error before anything was run: with what the folder holds already, if anything, when it is not the folder that is refused.
    fn after(source: StoreError, folder: &Folder) -> Self {
        if source.is_refusal() || folder.done() == 0 { Self::Folder(source) } else { Self::kept(source, folder) }
    }

    /// The problem and its remedy, in both languages.
    #[must_use]
    pub fn said(&self) -> Both {
        match self {
            Self::Folder(error) => error.said(),
            Self::Kept { source, complete, blocks } => {
                let said = source.said();
                match source {
                    StoreError::Moved { removed: true, .. } => both!(
                        "{said}\n  Its results are gone with it; the same command starts anew.",
                        "{said}\n  其中的结果已随之丢失；重新执行同一命令将从头开始。"; said = said
                    ),
                    StoreError::Moved { .. } => both!(
                        "{said}\n  {complete} of {blocks} blocks are complete in the folder that was moved; move it back, and the same command \
                         goes on from there.",
                        "{said}\n  被移走的文件夹中已完成 {blocks} 个区块中的 {complete} 个；将其移回后，重新执行同一命令即可续跑。"; said = said
                    ),
                    _ => both!(
                        "{said}\n  {complete} of {blocks} blocks are complete and kept; the same command goes on from there.",
                        "{said}\n  {blocks} 个区块中已完成并保存 {complete} 个；重新执行同一命令即可续跑。"; said = said
                    ),
                }
            }
            Self::Threads { threads, reason } => cannot_start(*threads, reason),
        }
    }
}

impl fmt::Display for ConductError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said().en)
    }
}

impl std::error::Error for ConductError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Folder(source) | Self::Kept { source, .. } => Some(source),
            Self::Threads { .. } => None,
        }
    }
}

impl From<StoreError> for ConductError {
    fn from(error: StoreError) -> Self {
        Self::Folder(error)
    }
}

/// Carries out `plan`: opens the folder, runs the blocks it lacks, wave by wave as `rule` says, and leaves it complete or, when `conditions.stop` was set,
/// ready to be resumed. A folder with more replicates than `plan` asks for keeps them.
///
/// If existing blocks come from another build of the program, the first of them is rerun before anything is changed: if the bytes agree
/// the folder is continued, otherwise it is refused.
///
/// # Errors
/// When the folder is refused or cannot be written, or threads cannot be started. What is complete is kept.
pub fn conduct(
    plan: &Plan,
    worlds: &dyn Worlds,
    conditions: Conditions<'_>,
    rule: &dyn Rule,
    watch: &dyn Watch,
) -> Result<Outcome, ConductError> {
    let (started, clock) = (SystemTime::now(), Instant::now());
    let mut folder = Folder::open(conditions.dir, plan, rule.growth(), conditions.fresh, conditions.report)?;
    folder.wait(conditions.wait);
    let resumed = folder.done();
    let audited = conditions.audit.then(Audit::default);
    if folder.is_of_another_build() && !is_the_same_build(&folder, worlds, conditions)? {
        let blocks = folder.plan().blocks();
        return Ok(Outcome { folder, resumed, blocks, audited });
    }
    let small = |plan: &Plan| small(plan, conditions.command, rule);
    let begun = folder.begin(&small(folder.plan()));
    folder.take_notes().iter().for_each(|note| watch.note(note));
    begun.map_err(|source| ConductError::after(source, &folder))?;
    let mut work = Work { folder, watch, runs: 0, lives: 0, audit: audited };
    let mut ended = Ok(());
    let mut began = false;
    loop {
        let plan = work.folder.plan().clone();
        if work.folder.is_complete() {
            match goes_on(&mut work.folder, rule, &small) {
                Ok(false) => break,
                Ok(true) if began => {
                    let plan = work.folder.plan();
                    watch.more(plan.blocks(), units(plan, worlds, work.folder.done()));
                }
                Ok(true) => {}
                Err(source) if began => {
                    ended = Err(RunnerError::Sink(source));
                    break;
                }
                Err(source) => return Err(ConductError::after(source, &work.folder)),
            }
            continue;
        }
        if !began {
            watch.begin(resumed, plan.blocks(), units(&plan, worlds, resumed));
            began = true;
        }
        let pending = Pending::after(&plan, work.folder.done());
        let whole = runner::run(&plan, worlds, pending, conditions.means(), &|n| watch.units(n), &mut work);
        let kept = work.folder.commit();
        ended = whole.and_then(|whole| kept.map(|()| whole).map_err(RunnerError::Sink)).map(drop);
        if ended.is_err() || !work.folder.is_complete() {
            break;
        }
    }
    let Work { mut folder, runs, lives, audit, .. } = work;
    let blocks = folder.plan().blocks();
    if !began {
        return Ok(Outcome { folder, resumed, blocks, audited: audit });
    }
    watch.end();
    let session = Session {
        started,
        command: conditions.typed.to_owned(),
        threads: conditions.threads,
        elapsed: clock.elapsed(),
        blocks: folder.done() - resumed,
        runs,
        lives,
    };
    let timed = folder.check_place().and_then(|()| folder.write_timing(|before| timing(before, &session)));
    match ended {
        Ok(()) => timed.map_err(|source| ConductError::kept(source, &folder))?,
        Err(RunnerError::Sink(source)) => return Err(ConductError::kept(source, &folder)),
        Err(RunnerError::Threads(reason)) => {
            return Err(ConductError::Threads { threads: conditions.threads, reason });
        }
    }
    Ok(Outcome { folder, resumed, blocks, audited: audit })
}

/// Adds the wave that follows in a folder that is complete; whether one does.
fn goes_on(folder: &mut Folder, rule: &dyn Rule, small: &dyn Fn(&Plan) -> Small) -> Result<bool, StoreError> {
    match rule.next(folder)? {
        None => Ok(false),
        Some(wave) => folder.add_wave(wave, small).map(|()| true),
    }
}

/// What follows in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// Nothing: the experiment is done.
    Nothing {
        /// Its blocks.
        blocks: u64,
    },
    /// A wave, which is now noted in the folder and still to be run.
    Wave {
        /// Its number, from 0.
        number: usize,
        /// Blocks that are still to be run.
        blocks: u64,
    },
}

/// Where the results of an experiment are.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The folder.
    pub dir: &'a Path,
    /// See [`Conditions::report`].
    pub report: &'static [ReportFiles],
    /// See [`Conditions::command`].
    pub command: &'a dyn Fn(u32) -> String,
}

/// Adds the wave that follows in a folder by `rule`, and runs none of it. A folder that already waits for blocks is left as it is.
///
/// # Errors
/// When the folder is refused, or cannot be read or written.
pub fn follow(plan: &Plan, place: Place<'_>, rule: &dyn Rule) -> Result<Followed, StoreError> {
    let growth = Growth { to_what_is_asked: false, ..rule.growth() };
    let mut folder = Folder::open(place.dir, plan, growth, false, place.report)?;
    if folder.is_complete()
        && let Some(wave) = rule.next(&folder)?
    {
        let small = |plan: &Plan| small(plan, place.command, rule);
        folder.begin(&small(folder.plan()))?;
        folder.add_wave(wave, &small)?;
    }
    let (waves, blocks) = (folder.plan().waves.len(), folder.plan().blocks());
    Ok(match blocks - folder.done() {
        0 => Followed::Nothing { blocks },
        open => Followed::Wave { number: waves.saturating_sub(1), blocks: open },
    })
}

/// Units of the blocks after the first `done`.
fn units(plan: &Plan, worlds: &dyn Worlds, done: u64) -> u64 {
    let left = plan.list().skip(usize::try_from(done).unwrap_or(usize::MAX));
    left.map(|block| worlds.work_units(block.point) * worlds.lives_a_unit(block.point)).sum()
}

/// A session's work: results on their way into the folder.
struct Work<'a> {
    folder: Folder,
    watch: &'a dyn Watch,
    runs: u64,
    lives: u64,
    audit: Option<Audit>,
}

impl Sink<StoreError> for Work<'_> {
    fn take(&mut self, result: BlockResult) -> Result<(), StoreError> {
        let records = &result.records;
        self.folder.append(records)?;
        self.runs += records.len() as u64;
        self.lives += records.iter().map(|r| r.lives).sum::<u64>();
        if let Some(audit) = &mut self.audit {
            audit.blocks += 1;
            audit.policies = audit.policies.max(records.len() as u64);
            for record in records {
                audit.failed += u64::from(!record.ok);
                audit.checked.add(record.audited);
            }
        }
        self.watch.block(self.folder.taken(), self.folder.plan().blocks());
        Ok(())
    }

    fn idle(&mut self) -> Result<(), StoreError> {
        self.folder.commit_what_waits()
    }
}

/// The small files of a plan.
fn small(plan: &Plan, command: &dyn Fn(u32) -> String, rule: &dyn Rule) -> Small {
    let command = command(plan.replicates());
    let mut files = vec![
        (MANIFEST.to_owned(), manifest(plan, &command)),
        (POLICIES.file.to_owned(), policies_csv(plan)),
        (WAVES.file.to_owned(), waves_csv(plan)),
    ];
    files.extend(rule.files(plan));
    files
}

/// Reruns the first block and compares its rows with those of the folder; returns whether it ran to its end.
fn is_the_same_build(folder: &Folder, worlds: &dyn Worlds, conditions: Conditions<'_>) -> Result<bool, ConductError> {
    let plan = folder.plan();
    let mut compare = |result: BlockResult| match folder.first_that_differs(plan, &result.records)? {
        Some(table) => Err(StoreError::OtherBuild { dir: folder.dir().to_owned(), table }),
        None => Ok(()),
    };
    let ended = runner::run(plan, worlds, Pending::first(plan), conditions.means(), &|_| (), &mut compare);
    ended.map_err(|error| match error {
        RunnerError::Sink(error) => error.into(),
        RunnerError::Threads(reason) => ConductError::Threads { threads: conditions.threads, reason },
    })
}

impl<'a> Conditions<'a> {
    const fn means(&self) -> Means<'a> {
        Means { threads: self.threads, audit: self.audit, memory: self.memory, stop: self.stop }
    }
}
