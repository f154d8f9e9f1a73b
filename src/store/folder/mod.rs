//! An output folder: made, locked, resumed, grown, replaced or refused.
//!
//! [`Folder::open`] looks and decides, and changes nothing: a folder without a journal must be empty; one of the same experiment is
//! resumed, and grows by the waves that it lacks; one of another experiment is refused, or with `fresh`
//! replaced; a file that differs from the journal's record is refused if it is in the way. [`Folder::begin`] then acts, in an order such
//! that an interruption at any moment leaves a state that the next start completes:
//!
//! - *replacing*: the journal says so; the report's files, the small files and the tables are removed; a journal with the new head takes
//!   the old one's place; the new files are made.
//! - *resuming*: the journal says where the tables end, then they are cut.
//! - *growing*: the journal says which waves there are and of which digest the small files will be, then these are written.
//!
//! From then on the folder is the one that was opened, even if it is moved: before every commit and before and after the report it is
//! compared with the folder at its path.

mod files;
mod growth;
mod rows;

use std::path::Path;

use super::ahead::Ahead;
use super::closed::{self, ReportFiles, Told, Whose};
use super::journal::{Found, Head, JOURNAL, Journal, Kept, Line, State, Whole};
use super::tables::{self, Checked, TableFile};
use super::{Action, StoreError};
use crate::base::files::{Held, Kind, PART, Place, Trouble};
use crate::base::words::{Both, both, shown, shown_path};
use crate::store::digest::digest_of;
use crate::store::plan::{Plan, Shard};

/// An output folder, locked for as long as this value lives.
#[derive(Debug)]
pub struct Folder {
    held: Held,
    journal: Journal,
    report: &'static [ReportFiles],
    state: Option<State>,
    next: Next,
    tables: Vec<TableFile>,
    /// The plan with the waves and the order of policies of this folder.
    plan: Plan,
    kept: Kept,
    /// Rows that are not yet on the disk.
    ahead: Ahead,
    notes: Vec<Both>,
    other_build: bool,
}

/// The action of [`Folder::begin`].
#[derive(Debug)]
enum Next {
    /// The folder is empty.
    Start,
    /// Results are replaced: the files at our names, and whether the journal is of this format.
    Replace(Vec<(String, Whose)>),
    /// Results are added to.
    Resume(Checked),
    /// Nothing more.
    Done,
}

/// The small files of an experiment, by name: written when it starts and when it grows.
pub type Small = Vec<(String, String)>;

/// How an experiment that is taken up again goes on.
#[derive(Clone, Copy, Debug)]
pub struct Growth<'a> {
    /// What the folder that shards are merged into held when this one of them starts: its waves are those of the shards.
    pub beside: Option<&'a State>,
    /// Another of the shards that began before, with its folder's name: parts of two experiments would be computed and could not be merged.
    pub sibling: Option<(&'a str, &'a State)>,
    /// Whether it gets the waves that it lacks to have all that is asked for. Otherwise its waves stand as they are: the next follows from the rows of
    /// all of them, by a rule.
    pub to_what_is_asked: bool,
}

impl Growth<'_> {
    /// Waves to have all that is asked for.
    pub const TO_WHAT_IS_ASKED: Self = Self { beside: None, sibling: None, to_what_is_asked: true };
    /// Waves by a rule.
    pub const BY_RULE: Self = Self { beside: None, sibling: None, to_what_is_asked: false };
}

impl Folder {
    /// Opens `dir` for `plan`, or with `fresh` to replace what it holds. Makes the folder, and an empty journal in it, when there is
    /// none; changes nothing else before [`Folder::begin`].
    ///
    /// # Errors
    /// When the folder is in use, contains another experiment (without `fresh`) or files changed since this program wrote them, or the
    /// system refuses.
    pub fn open(
        dir: &Path,
        plan: &Plan,
        growth: Growth<'_>,
        fresh: bool,
        report: &'static [ReportFiles],
    ) -> Result<Self, StoreError> {
        let begun = Self::begun(dir, plan, growth)?;
        let together = |plan: &Plan| if fresh { Ok(()) } else { growth.is_with_sibling(dir, plan) };
        if Held::open(dir).is_err() {
            // No folder is made for a shard that is refused.
            together(&begun)?;
        }
        let held = Held::create(dir).map_err(StoreError::io(Action::Make, dir))?;
        let has_journal = held.kind(JOURNAL).map_err(StoreError::io(Action::Open, dir.join(JOURNAL)))?.is_some();
        if !has_journal {
            must_be_empty(&held)?;
        }
        let (journal, found) = Journal::open(&held)?;
        let mut folder = Self {
            held,
            journal,
            report,
            state: None,
            next: Next::Start,
            tables: Vec::new(),
            plan: begun,
            kept: Kept { blocks: 0, failed: 0, tables: Vec::new() },
            ahead: Ahead::default(),
            notes: Vec::new(),
            other_build: false,
        };
        match found {
            // Only the journal itself may exist: nothing is written before its first line is complete.
            Found::Nothing => must_be_empty(&folder.held)?,
            Found::Old(record) if fresh => folder.replaces(plan, Told::Old(&record))?,
            Found::Old(_) => return Err(StoreError::OldFormat { dir: dir.to_owned() }),
            Found::Fault(_, fault) if !fresh => return Err(fault),
            Found::Fault(state, _) => {
                folder.replaces(plan, Told::State(&state))?;
                folder.state = Some(state);
            }
            Found::Whole(state) if fresh || state.clearing => {
                folder.replaces(plan, Told::State(&state))?;
                folder.state = Some(state);
            }
            Found::Whole(state) => folder.resumes(plan, growth, state)?,
        }
        together(&folder.plan)?;
        Ok(folder)
    }

    fn replaces(&mut self, plan: &Plan, told: Told<'_>) -> Result<(), StoreError> {
        let mut there = closed::survey(&self.held, self.report, told)?;
        closed::refuse_taken(&self.held, plan, &mut there)?;
        self.next = Next::Replace(there);
        Ok(())
    }

    fn resumes(&mut self, plan: &Plan, growth: Growth<'_>, state: State) -> Result<(), StoreError> {
        let dir = || self.held.path().to_owned();
        for name in closed::small().into_iter().filter(|name| closed::is_written(name, !plan.design.is_empty())) {
            self.as_left(&state, name)?;
        }
        for name in closed::small().into_iter().chain([JOURNAL]) {
            let part = format!("{name}{PART}");
            self.held.plain(&part).map_err(StoreError::at(&self.held, Action::Write, &part))?;
        }
        let (there, here) = (&state.head.identity, plan.identity());
        if there.results != here.results {
            return Err(StoreError::OtherResults { dir: dir(), found: there.results, wanted: here.results });
        }
        if !there.grows_into(&here) || state.head.shard != plan.shard {
            let mut differs = there.differences(&here);
            if state.head.shard != plan.shard {
                differs.push(both!("which part of the blocks is run", "所运行的区块部分"));
            }
            return Err(StoreError::OtherPlan { dir: dir(), scenario: there.scenario.clone(), differs });
        }
        let checked = tables::check(&self.held, &state, &self.journal)?;
        self.kept = checked.kept.clone();
        self.plan = Self::taken_up(plan, growth, &state, self.kept.blocks).map_err(|differs| StoreError::OtherPlan {
            dir: dir(),
            scenario: there.scenario.clone(),
            differs,
        })?;
        // The worlds of points that are not asked for are not known here.
        if plan.points < self.plan.points && (!self.is_complete() || self.plan.waves != state.waves) {
            let differs = vec![Self::other_points(self.plan.points, plan.points)];
            return Err(StoreError::OtherPlan { dir: dir(), scenario: there.scenario.clone(), differs });
        }
        if !self.is_complete() {
            // Obstacles to the report are reported before a long run, not after it.
            self.report_can_be_written(&state)?;
        }
        self.say_what_is_kept(plan, &state);
        self.other_build = state.build != plan.build && self.kept.blocks > 0 && !self.is_complete();
        self.next = Next::Resume(checked);
        self.state = Some(state);
        Ok(())
    }

    /// Checks that a small file, if it exists, is unchanged since this program wrote it.
    fn as_left(&self, state: &State, name: &str) -> Result<(), StoreError> {
        let (digest, known) = (closed::digest_at(&self.held, name)?, state.files.get(name));
        match known {
            _ if digest.is_none() => Ok(()),
            None => Err(StoreError::foreign(&self.held, name)),
            Some(whole) if whole.is(digest.as_ref()) => Ok(()),
            Some(_) => {
                let what = both!("its bytes have another digest", "内容的摘要不同");
                Err(StoreError::Changed { path: self.held.path().join(name), what })
            }
        }
    }

    /// Checks that the places of the report's files contain only what this program wrote there.
    fn report_can_be_written(&self, state: &State) -> Result<(), StoreError> {
        for report in self.report {
            let path = self.held.path().join(report.folder);
            match self.held.kind(report.folder).map_err(StoreError::io(Action::Read, &path))? {
                None => continue,
                Some(Kind::Folder) => {}
                Some(kind) => return Err(StoreError::NotPlain { path, found: Trouble::Kind(kind) }),
            }
            for name in report.paths() {
                self.as_left(state, &name)?;
                let part = format!("{name}{PART}");
                let plain = closed::with(&self.held, &part, |held, leaf| held.plain(leaf));
                plain.map_err(StoreError::at(&self.held, Action::Write, &part))?;
            }
        }
        Ok(())
    }

    /// Whether existing blocks come from another build of the program: then the rows of the first block, rerun, must be
    /// [`the same`](Self::first_that_differs) before anything is added.
    #[must_use]
    pub const fn is_of_another_build(&self) -> bool {
        self.other_build
    }

    /// Makes the folder ready for the blocks of [`Folder::plan`].
    ///
    /// # Errors
    /// When a file cannot be written or removed; the next start goes on from there.
    pub fn begin(&mut self, small: &Small) -> Result<(), StoreError> {
        let plan = &self.plan.clone();
        match std::mem::replace(&mut self.next, Next::Done) {
            Next::Start => {
                self.journal.drop_torn()?;
                let head = head(plan, small);
                self.journal.append(&Line::Head(head.clone()))?;
                self.fill(plan, State::new(head), small)
            }
            Next::Replace(there) => {
                if let Some(state) = &self.state
                    && !state.clearing
                {
                    self.journal.drop_torn()?;
                    self.journal.append(&Line::Clear {})?;
                }
                for name in closed::clear(&self.held, there)? {
                    let (dir, name) = (shown_path(self.held.path()), shown(&name));
                    self.notes.push(both!(
                        "{dir}: `{name}` is not as this program left it, and stays.",
                        "{dir}：`{name}` 与本程序留下的不同，予以保留。"
                    ));
                }
                let (journal, state) = Journal::replace(&self.held, head(plan, small))?;
                self.journal = journal;
                self.fill(plan, state, small)
            }
            Next::Resume(checked) => self.take_up(plan, &checked, small),
            Next::Done => Ok(()),
        }
    }

    /// The files of an experiment that starts.
    fn fill(&mut self, plan: &Plan, state: State, small: &Small) -> Result<(), StoreError> {
        self.kept = state.kept.clone();
        self.state = Some(state);
        for spec in plan.collect.tables() {
            self.tables.push(TableFile::create(&self.held, spec)?);
        }
        self.held.sync();
        self.small(small)
    }

    fn take_up(&mut self, plan: &Plan, checked: &Checked, small: &Small) -> Result<(), StoreError> {
        self.journal.drop_torn()?;
        // Files left half written by an interruption are useless.
        for name in closed::small().into_iter().chain([JOURNAL]) {
            let part = format!("{name}{PART}");
            self.held.remove_plain(&part).map_err(StoreError::at(&self.held, Action::Remove, &part))?;
        }
        if self.state.as_ref().is_some_and(|state| self.kept.blocks < state.kept.blocks) {
            self.tell(Line::Cut(self.kept.clone()))?;
        }
        for (place, spec) in plan.collect.tables().into_iter().enumerate() {
            self.tables.push(TableFile::resume(&self.held, spec, place, checked)?);
        }
        self.held.sync();
        if self.other_build {
            self.tell(Line::Build { build: plan.build.clone() })?;
        }
        let same = |state: &State| {
            state.waves == plan.waves && state.head.points == plan.points && state.head.identity.policies.len() == plan.arms.len()
        };
        if !self.state.as_ref().is_some_and(same) {
            return self.grow(small);
        }
        self.small(small)
    }

    /// Writes the manifest and the table of policies if they are missing or differ from the journal's record: the first version is kept,
    /// however often the folder is resumed.
    fn small(&mut self, small: &Small) -> Result<(), StoreError> {
        for (name, text) in small {
            let digest = closed::digest_at(&self.held, name)?;
            let known = self.state.as_ref().and_then(|state| state.files.get(name)).and_then(|whole| whole.to.clone());
            if digest.is_none() || digest != known {
                self.write_all(&[(name.clone(), Some(text.as_str()))])?;
            }
        }
        Ok(())
    }

    /// Appends a line to the journal and applies it.
    fn tell(&mut self, line: Line) -> Result<(), StoreError> {
        self.journal.append(&line)?;
        if let Some(state) = &mut self.state {
            let _ = state.take(line);
        }
        Ok(())
    }

    /// The folder's path as given by the user.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.held.path()
    }

    /// Remarks about the state in which the folder was found; given once.
    pub fn take_notes(&mut self) -> Vec<Both> {
        std::mem::take(&mut self.notes)
    }

    /// The plan as this folder carries it out: what was asked for together with what it holds.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Replicates of the experiment: the larger of the requested and the existing number.
    #[must_use]
    pub fn replicates(&self) -> u32 {
        self.plan.replicates()
    }

    /// Blocks on the disk: they are the first of the plan, because results are written in plan order.
    #[must_use]
    pub const fn done(&self) -> u64 {
        self.kept.blocks
    }

    /// Blocks that were given, on the disk or on the way there.
    #[must_use]
    pub const fn taken(&self) -> u64 {
        self.kept.blocks + self.ahead.blocks
    }

    /// Runs on the disk that failed.
    #[must_use]
    pub const fn failed(&self) -> u64 {
        self.kept.failed
    }

    /// Whether every block of the plan is on the disk.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.kept.blocks >= self.plan.blocks()
    }

    /// Checks that the folder is still where it was opened, and its files still in it.
    ///
    /// # Errors
    /// When it was moved or removed, or the system does not let it be seen any more.
    pub fn check_place(&self) -> Result<(), StoreError> {
        let moved = |removed| Err(StoreError::Moved { dir: self.held.path().to_owned(), removed });
        let named = || self.journal.has_name() && self.tables.iter().all(TableFile::has_name);
        match self.held.place().map_err(StoreError::io(Action::Open, self.held.path()))? {
            Place::Here if named() => Ok(()),
            Place::Moved if named() => moved(false),
            _ => moved(true),
        }
    }

    /// Checks that the tables are on the disk as they were committed: later changes are reported before a comparison is made from them.
    ///
    /// # Errors
    /// When a table was changed by something else, or cannot be read.
    pub fn check_tables(&self) -> Result<(), StoreError> {
        let Some(state) = &self.state else { return Ok(()) };
        let found = tables::check(&self.held, state, &self.journal)?;
        if found.kept.blocks < self.kept.blocks {
            let (block, path) = (found.kept.blocks, self.held.path().to_owned());
            let what = both!("rows from block {block} on are gone", "第 {block} 个区块起的数据行丢失");
            return Err(StoreError::Changed { path, what });
        }
        Ok(())
    }
}

/// What a folder holds at this moment, read without its lock; nothing where there is no folder, or no experiment in it.
///
/// # Errors
/// When its journal is damaged, of an earlier format or of something else, or cannot be read.
pub fn look(dir: &Path) -> Result<Option<State>, StoreError> {
    match Held::open(dir) {
        Ok(held) => Journal::look(&held),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io(Action::Open, dir)(error)),
    }
}

fn head(plan: &Plan, small: &Small) -> Head {
    let whole = |text: &str| Whole { from: None, to: Some(digest_of(text.as_bytes())), of: None };
    let headers = plan.collect.tables().into_iter().map(|spec| spec.header());
    Head {
        format: super::journal::FORMAT,
        identity: plan.identity(),
        build: plan.build.clone(),
        points: plan.points,
        waves: plan.waves.clone(),
        shard: plan.shard,
        empty: headers.map(|header| (header.len() as u64, digest_of(header.as_bytes()))).collect(),
        files: small.iter().map(|(name, text)| (name.clone(), whole(text))).collect(),
    }
}

/// Refuses a folder that contains anything besides the journal and hidden entries.
fn must_be_empty(held: &Held) -> Result<(), StoreError> {
    let mut names = held.names().map_err(StoreError::io(Action::List, held.path()))?.into_iter();
    match names.find(|name| name != JOURNAL && !name.starts_with('.')) {
        Some(entry) if Shard::of_folder(&entry).is_some() => Err(StoreError::Unmerged { dir: held.path().to_owned(), entry }),
        Some(entry) => Err(StoreError::foreign(held, &entry)),
        None => Ok(()),
    }
}
