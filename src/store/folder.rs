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

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use super::ahead::Ahead;
use super::closed::{self, ReportFiles, Told, Whose};
use super::journal::{Commit, Found, Grown, Head, JOURNAL, Journal, Kept, Line, State, Whole};
use super::tables::{self, Checked, TableFile};
use super::timing::TIMING;
use super::{Action, StoreError};
use crate::base::files::{Held, Kind, PART, Place, Trouble};
use crate::base::words::{Both, both, shown, shown_path};
use crate::measure::record::RunRecord;
use crate::store::digest::{digest_of, short};
use crate::store::plan::Plan;
use crate::store::wave::{self, Wanted, Wave};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// It gets the waves that it lacks to have all that is asked for.
    ToWhatIsAsked,
    /// Its waves stand as they are: the next follows from its rows, by a rule.
    ByRule,
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
        growth: Growth,
        fresh: bool,
        report: &'static [ReportFiles],
    ) -> Result<Self, StoreError> {
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
            plan: plan.clone(),
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
        Ok(folder)
    }

    fn replaces(&mut self, plan: &Plan, told: Told<'_>) -> Result<(), StoreError> {
        let mut there = closed::survey(&self.held, self.report, told)?;
        closed::refuse_taken(&self.held, plan, &mut there)?;
        self.next = Next::Replace(there);
        Ok(())
    }

    fn resumes(&mut self, plan: &Plan, growth: Growth, state: State) -> Result<(), StoreError> {
        let dir = || self.held.path().to_owned();
        for name in closed::small() {
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
        self.plan = taken_up(plan, growth, &state, self.kept.blocks);
        // The worlds of points that are not asked for are not known here.
        if plan.points < state.head.points && (!self.is_complete() || self.plan.waves != state.waves) {
            let (there, here) = (state.head.points, plan.points);
            let differs = vec![both!(
                "the points ({there} there, {here} here: ask for at least as many)",
                "点数（该处 {there}，本次 {here}：请至少要求同样多）"
            )];
            return Err(StoreError::OtherPlan { dir: dir(), scenario: state.head.identity.scenario.clone(), differs });
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

    fn say_what_is_kept(&mut self, plan: &Plan, state: &State) {
        let dir = shown_path(self.held.path());
        let (asked, now) = (plan.replicates(), self.plan.replicates());
        let before = state.waves.iter().flat_map(|wave| &wave.parts).map(|part| part.replicates.1).max().unwrap_or(0);
        if self.kept.blocks < state.kept.blocks {
            let (lost, first) = (state.kept.blocks - self.kept.blocks, self.kept.blocks);
            self.notes.push(both!(
                "{dir}: rows that were on the disk are gone; {lost} blocks, from block {first} on, are run again.",
                "{dir}：磁盘上已有的部分数据行丢失；从第 {first} 个区块起，{lost} 个区块将重新运行。"
            ));
        }
        if now > asked {
            self.notes.push(both!(
                "{dir} holds {now} replicates, more than the {asked} asked for: all of them are used.",
                "{dir} 已有 {now} 次重复，多于所要求的 {asked} 次：全部使用。"
            ));
        } else if now > before && self.kept.blocks > 0 {
            self.notes.push(both!(
                "{dir}: the experiment grows from {before} to {now} replicates.",
                "{dir}：实验由 {before} 次重复增至 {now} 次。"
            ));
        }
        let (more, had) = (plan.arms.len(), state.head.identity.policies.len());
        if more > had {
            self.notes.push(both!(
                "{dir}: the experiment grows from {had} to {more} policies.",
                "{dir}：实验由 {had} 项政策增至 {more} 项。"
            ));
        }
        if plan.points > state.head.points {
            let (had, more) = (state.head.points, plan.points);
            self.notes.push(both!(
                "{dir}: the experiment grows from {had} to {more} world points.",
                "{dir}：实验由 {had} 个世界点增至 {more} 个。"
            ));
        }
    }

    /// Whether existing blocks come from another build of the program: then the rows of the first block, rerun, must be
    /// [`the same`](Self::first_that_differs) before anything is added.
    #[must_use]
    pub const fn is_of_another_build(&self) -> bool {
        self.other_build
    }

    /// The first table that does not begin with the rows of these records; `None` if all do.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub fn first_that_differs(&self, plan: &Plan, records: &[RunRecord]) -> Result<Option<&'static str>, StoreError> {
        for spec in plan.collect.tables() {
            if !tables::begins_with(&self.held, spec, rows_of(spec.file, records).as_bytes())? {
                return Ok(Some(spec.file));
            }
        }
        Ok(None)
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

    /// Tells the journal of the waves, and of the small files that go with them, and writes these.
    fn grow(&mut self, small: &Small) -> Result<(), StoreError> {
        let mut files = std::collections::BTreeMap::new();
        for (name, text) in small {
            files
                .insert(name.clone(), Whole { from: closed::digest_at(&self.held, name)?, to: Some(digest_of(text.as_bytes())) });
        }
        let Plan { waves, points, .. } = self.plan.clone();
        let policies = self.plan.identity().policies;
        self.tell(Line::Waves(Grown { waves, policies, points, files }))?;
        self.small(small)
    }

    /// Adds a wave after all blocks are there. `small` makes the small files of the plan with it.
    ///
    /// # Errors
    /// When a file cannot be written; the next start goes on from there.
    pub fn add_wave(&mut self, wave: Wave, small: &dyn Fn(&Plan) -> Small) -> Result<(), StoreError> {
        self.commit()?;
        self.plan.waves.push(wave);
        let small = small(&self.plan);
        self.grow(&small)
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
    /// When it was moved or removed.
    pub fn check_place(&self) -> Result<(), StoreError> {
        let moved = |removed| Err(StoreError::Moved { dir: self.held.path().to_owned(), removed });
        let named = || self.journal.has_name() && self.tables.iter().all(TableFile::has_name);
        match self.held.place() {
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

    /// Lets rows wait for this long at most before they are written.
    pub const fn wait(&mut self, most: Duration) {
        self.ahead.wait(most);
    }

    /// Takes the rows of the next block. They are written together with those of other blocks, at the latest when a block more could make it too
    /// long since the last time, or when they are many; [`Folder::commit`] writes them at once. The bytes of the tables do not depend on when.
    ///
    /// Rows of tables that are not collected are left out.
    ///
    /// # Errors
    /// As [`Folder::commit`].
    pub fn append(&mut self, records: &[RunRecord]) -> Result<(), StoreError> {
        self.ahead.take(self.tables.iter().map(|table| rows_of(table.spec.file, records)), records);
        if self.ahead.is_due() { self.commit() } else { Ok(()) }
    }

    /// As [`Folder::commit`], if rows have been waiting for some time.
    ///
    /// # Errors
    /// As [`Folder::commit`].
    pub fn commit_what_waits(&mut self) -> Result<(), StoreError> {
        if self.ahead.waits() { self.commit() } else { Ok(()) }
    }

    /// Appends the rows that were taken to every table, waits until they are on the disk, and records this in the journal: one line, however many blocks.
    ///
    /// # Errors
    /// When the folder was moved away, or a file cannot be written. The tables are truncated to the last commit if the system allows it;
    /// otherwise the next start does it. What was taken since the last commit is then lost.
    pub fn commit(&mut self) -> Result<(), StoreError> {
        let ahead = self.ahead.taken();
        if ahead.blocks == 0 {
            return Ok(());
        }
        let started = Instant::now();
        self.check_place()?;
        let marks: Vec<_> = self.tables.iter().map(TableFile::mark).collect();
        let (first, last) = (self.kept.blocks, self.kept.blocks + ahead.blocks - 1);
        let failed = self.kept.failed + ahead.failed;
        let written = self.write_rows(&ahead).and_then(|()| {
            let extents = self.tables.iter().map(TableFile::extent).collect();
            self.tell(Line::Commit(Commit { first, last, failed, tables: extents }))
        });
        if let Err(error) = written {
            // Best effort: torn rows are dropped on the next start, and the first error is the one to report.
            let _ = self.journal.drop_torn();
            for (table, (length, hasher)) in self.tables.iter_mut().zip(marks) {
                let _ = table.back(length, hasher);
            }
            return Err(error);
        }
        self.kept = Kept { blocks: last + 1, failed, tables: self.tables.iter().map(TableFile::extent).collect() };
        self.ahead.cost(started.elapsed());
        Ok(())
    }

    fn write_rows(&mut self, ahead: &Ahead) -> Result<(), StoreError> {
        for (table, rows) in self.tables.iter_mut().zip(&ahead.rows) {
            table.append(&self.held, rows.as_bytes())?;
        }
        Ok(())
    }

    /// Writes the timing file, given what makes its text from the text before.
    ///
    /// # Errors
    /// When something else changed it, or it cannot be written.
    pub fn write_timing(&mut self, text: impl FnOnce(Option<&str>) -> String) -> Result<(), StoreError> {
        let before = self.held.text(TIMING).map_err(StoreError::at(&self.held, Action::Read, TIMING))?;
        let text = text(before.as_deref());
        self.write_all(&[(TIMING.to_owned(), Some(&text))])
    }

    /// A table of the folder, for reading; `None` if it does not exist.
    ///
    /// # Errors
    /// When it is not a plain file, or the system refuses.
    pub fn table(&self, name: &str) -> Result<Option<File>, StoreError> {
        self.held.read(name).map_err(StoreError::at(&self.held, Action::Read, name))
    }

    /// Writes a file of the report of any size, in that folder, with what `fill` writes; `fill` returns whether there is to be such a file.
    ///
    /// # Errors
    /// As [`Folder::write_report`].
    pub fn write_streamed(
        &mut self,
        folder: &'static str,
        file: &str,
        fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<bool>,
    ) -> Result<(), StoreError> {
        self.check_place()?;
        let name = format!("{folder}/{file}");
        let fail = |held: &Held| StoreError::at(held, Action::Write, &name);
        let below = self.held.make_below(folder).map_err(fail(&self.held))?;
        let from = self.known_digest(&name)?;
        let part = format!("{file}{PART}");
        below.remove_plain(&part).map_err(fail(&self.held))?;
        let mut target =
            Hashing { file: below.create_new(&part).map_err(|e| fail(&self.held)(e.into()))?, hasher: blake3::Hasher::new() };
        let mut buffer = BufWriter::with_capacity(1 << 16, &mut target);
        let filled = fill(&mut buffer).and_then(|keeps| buffer.flush().map(|()| keeps));
        drop(buffer);
        let to = filled.and_then(|keeps| target.file.sync_all().map(|()| keeps.then(|| short(&target.hasher.finalize()))));
        let moved = to.map_err(|e| fail(&self.held)(e.into())).and_then(|to| {
            if to != from {
                self.tell(Line::Files([(name.clone(), Whole { from: from.clone(), to: to.clone() })].into()))?;
            }
            match to {
                Some(_) => below.rename(&part, file).map_err(|e| fail(&self.held)(e.into())),
                None => below.remove_plain(file).map(drop).map_err(fail(&self.held)),
            }
        });
        // Already gone if it was moved; a partial file otherwise.
        let _ = below.remove_plain(&part);
        moved
    }

    /// Digest of an existing small file; it must be one recorded in the journal.
    fn known_digest(&self, name: &str) -> Result<Option<String>, StoreError> {
        let digest = closed::digest_at(&self.held, name)?;
        let known = self.state.as_ref().and_then(|state| state.files.get(name));
        if digest.is_some() && !known.is_some_and(|whole| whole.is(digest.as_ref())) {
            let (dir, entry) = (self.held.path().to_owned(), name.to_owned());
            return Err(StoreError::Foreign { dir, entry, changed: known.is_some() });
        }
        Ok(digest)
    }

    /// Writes the charts, or removes those that have no text; names are relative to the first of the report's folders.
    ///
    /// # Errors
    /// When the folder was moved away, a file of that name was changed since this program wrote it, or cannot be written or removed.
    pub fn write_report(&mut self, files: &[(&str, Option<&str>)]) -> Result<(), StoreError> {
        self.check_place()?;
        let Some(folder) = self.report.first().map(|report| report.folder) else {
            return Ok(());
        };
        if files.iter().any(|(_, text)| text.is_some()) {
            self.held.make_below(folder).map_err(StoreError::at(&self.held, Action::Write, folder))?;
        }
        let files: Vec<_> = files.iter().map(|&(file, text)| (format!("{folder}/{file}"), text)).collect();
        self.write_all(&files)
    }

    /// Writes small files as a whole, or removes them, after recording this in one line of the journal. Files that differ from the
    /// journal's record are not replaced, and unchanged files are not rewritten.
    fn write_all(&mut self, files: &[(String, Option<&str>)]) -> Result<(), StoreError> {
        let (mut lines, mut changes) = (std::collections::BTreeMap::new(), Vec::new());
        for (name, text) in files {
            let from = self.known_digest(name)?;
            let known = self.state.as_ref().and_then(|state| state.files.get(name));
            let to = text.map(|text| digest_of(text.as_bytes()));
            if known.and_then(|whole| whole.to.as_ref()) != to.as_ref() {
                lines.insert(name.clone(), Whole { from: from.clone(), to: to.clone() });
            }
            if from != to {
                changes.push((name, *text));
            }
        }
        if !lines.is_empty() {
            self.tell(Line::Files(lines))?;
        }
        for (name, _) in files {
            let part = format!("{name}{PART}");
            let gone = closed::with(&self.held, &part, |held, leaf| held.remove_plain(leaf));
            gone.map_err(StoreError::at(&self.held, Action::Remove, &part))?;
        }
        for (name, text) in changes {
            let done = closed::with(&self.held, name, |held, leaf| match text {
                Some(text) => held.replace(leaf, text.as_bytes()),
                None => held.remove_plain(leaf).map(drop),
            });
            done.map_err(StoreError::at(&self.held, Action::Write, name))?;
        }
        Ok(())
    }
}

/// A file being written, with the digest of its contents so far.
struct Hashing {
    file: File,
    hasher: blake3::Hasher,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn head(plan: &Plan, small: &Small) -> Head {
    let whole = |text: &str| Whole { from: None, to: Some(digest_of(text.as_bytes())) };
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

/// What was asked for, in a folder that holds something already: its policies first, with the waves that it has or now gets.
fn taken_up(asked: &Plan, growth: Growth, state: &State, kept: u64) -> Plan {
    let there = &state.head.identity.policies;
    let place = |name: &str| there.iter().position(|(known, _)| known == name).unwrap_or(usize::MAX);
    let mut plan = asked.clone();
    plan.arms.sort_by_key(|arm| place(&arm.name));
    plan.points = asked.points.max(state.head.points);
    plan.waves = match growth {
        Growth::ByRule => state.waves.clone(),
        Growth::ToWhatIsAsked => {
            let policies: Vec<String> = plan.arms.iter().map(|arm| arm.name.clone()).collect();
            let wanted = Wanted { points: plan.points, replicates: asked.replicates(), policies: &policies };
            wave::grown(&state.waves, kept, wanted)
        }
    };
    plan
}

fn rows_of(file: &str, records: &[RunRecord]) -> String {
    records.iter().flat_map(|record| &record.tables).filter(|t| t.spec.file == file).map(|t| t.text()).collect()
}

/// Refuses a folder that contains anything besides the journal and hidden entries.
fn must_be_empty(held: &Held) -> Result<(), StoreError> {
    let mut names = held.names().map_err(StoreError::io(Action::List, held.path()))?.into_iter();
    match names.find(|name| name != JOURNAL && !name.starts_with('.')) {
        Some(entry) => Err(StoreError::foreign(held, &entry)),
        None => Ok(()),
    }
}
