//! Carries a plan out into a folder: what is missing there is run and appended, what is there is kept.
//!
//! Here the [`runner`] meets the [`store`](crate::store); neither knows the other.

use std::fmt;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Instant, SystemTime};

use super::plan::{Block, Plan};
use super::runner::{self, Means, RunnerError, Simulate};
use crate::both;
use crate::measure::record::Audited;
use crate::measure::tables::POLICIES;
use crate::store::StoreError;
use crate::store::folder::Folder;
use crate::store::manifest::{MANIFEST, manifest};
use crate::store::policies_csv::policies_csv;
use crate::store::timing::{Session, TIMING, timing};
use crate::words::{Both, shown, shown_lines};

/// How and where a plan is carried out; nothing of it decides a result.
#[derive(Clone, Copy, Debug)]
pub struct Conditions<'a> {
    /// The output folder.
    pub dir: &'a Path,
    /// Whether results of another plan are replaced.
    pub fresh: bool,
    /// Threads.
    pub threads: usize,
    /// Whether every check runs on every tick.
    pub audit: bool,
    /// Command that makes the same results on any machine: for the manifest.
    pub command: &'a str,
    /// Command as typed: for the timing file.
    pub typed: &'a str,
    /// Set to stop.
    pub stop: &'a AtomicBool,
}

/// Follows the work as it is done.
pub trait Watch: Sync {
    /// Work starts: `done` of `blocks` blocks are there already, the rest is `units` work units.
    fn begin(&self, done: u64, blocks: u64, units: u64);
    /// Work units done since the last call; from any thread.
    fn units(&self, units: u64);
    /// A block more is on the disk: `done` of `blocks`.
    fn block(&self, done: u64, blocks: u64);
    /// No more work follows.
    fn end(&self);
}

/// Nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn begin(&self, _: u64, _: u64, _: u64) {}
    fn units(&self, _: u64) {}
    fn block(&self, _: u64, _: u64) {}
    fn end(&self) {}
}

/// What there is in the end.
#[derive(Debug)]
pub struct Outcome {
    /// The folder, still locked.
    pub folder: Folder,
    /// Blocks that were there before.
    pub resumed: u64,
    /// Blocks of the plan.
    pub blocks: u64,
    /// What the audit checked in this session; nothing without one.
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

/// Why a plan was not carried out to its end.
#[derive(Debug)]
pub enum ConductError {
    /// The folder cannot be used; no block was run.
    Folder(StoreError),
    /// Results could no longer be kept.
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
    /// What it says, in both languages.
    #[must_use]
    pub fn said(&self) -> Both {
        match self {
            Self::Folder(error) => of_store(error),
            Self::Kept { source, complete, blocks } => {
                let why = of_store(source);
                both!(
                    "{why}\n  {complete} of {blocks} blocks are complete and kept; the same command goes on from there.",
                    "{why}\n  {blocks} 个区块中已完成并保存 {complete} 个；重新执行同一命令即可续跑。";
                    why = why
                )
            }
            Self::Threads { threads, reason } => cannot_start(*threads, reason),
        }
    }
}

/// Threads that the system refuses, in both languages.
pub(super) fn cannot_start(threads: usize, reason: &str) -> Both {
    let reason = shown(reason);
    both!(
        "cannot start {threads} threads: {reason}\n  Use fewer with --threads.",
        "无法启动 {threads} 个线程（{reason}）\n  请用 --threads 减少线程数。"
    )
}

/// What the store says.
#[must_use]
pub fn of_store(error: &StoreError) -> Both {
    Both::same(shown_lines(&error.to_string()))
}

impl fmt::Display for ConductError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for ConductError {}

impl From<StoreError> for ConductError {
    fn from(error: StoreError) -> Self {
        Self::Folder(error)
    }
}

/// Carries out `plan`: opens the folder, runs the blocks it lacks, and leaves it complete or, when `conditions.stop` was set, ready
/// to be resumed. `simulators` holds one simulator per point.
///
/// # Errors
/// When the folder is refused or cannot be written, or threads cannot be started. What is complete is kept.
pub fn conduct(
    plan: &Plan,
    simulators: &[&dyn Simulate],
    conditions: Conditions<'_>,
    watch: &dyn Watch,
) -> Result<Outcome, ConductError> {
    let (started, clock) = (SystemTime::now(), Instant::now());
    let mut folder = Folder::open(conditions.dir, plan, conditions.fresh)?;
    let (resumed, blocks) = (folder.done(), plan.blocks());
    for (name, text) in [(MANIFEST, manifest(plan, conditions.command)), (POLICIES.file, policies_csv(plan))] {
        if folder.read_whole(name).is_none() {
            folder.write_whole(name, &text)?;
        }
    }
    let pending: Vec<Block> = plan.list().filter(|b| b.number >= resumed).collect();
    if pending.is_empty() {
        return Ok(Outcome { folder, resumed, blocks, audited: conditions.audit.then(Audit::default) });
    }
    let units = pending.iter().filter_map(|b| simulators.get(usize::try_from(b.point).ok()?));
    watch.begin(resumed, blocks, units.map(|s| s.work_units()).sum());
    let means = Means { threads: conditions.threads, audit: conditions.audit, stop: conditions.stop };
    let (mut runs, mut lives) = (0, 0);
    let mut audit = Audit { policies: plan.arms.len() as u64, ..Audit::default() };
    let ended = runner::run(plan, simulators, &pending, means, &|n| watch.units(n), &mut |result| {
        folder.append(result.block.number, &result.records)?;
        runs += result.records.len() as u64;
        lives += result.records.iter().map(|r| r.lives).sum::<u64>();
        audit.blocks += 1;
        for record in &result.records {
            audit.failed += u64::from(!record.ok);
            audit.checked.add(record.audited);
        }
        watch.block(folder.done(), blocks);
        Ok(())
    });
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
    let timed = folder.write_whole(TIMING, &timing(folder.read_whole(TIMING).as_deref(), &session));
    let kept = |source| ConductError::Kept { source, complete: folder.done(), blocks };
    match ended {
        Ok(_) => timed.map_err(kept)?,
        Err(RunnerError::Sink(source)) => return Err(kept(source)),
        Err(RunnerError::Threads(reason)) => {
            return Err(ConductError::Threads { threads: conditions.threads, reason });
        }
    }
    Ok(Outcome { folder, resumed, blocks, audited: conditions.audit.then_some(audit) })
}
