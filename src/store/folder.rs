//! An output folder: made, locked, resumed or refused.
//!
//! The rules, in the order in which they are tried: a folder without a journal must be empty; a folder of the same plan is resumed;
//! a folder of another plan is refused, or with `fresh` replaced; files the journal does not name are never touched, and a name
//! taken by such a file is refused rather than overwritten.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};

use super::journal::{BlockLine, JOURNAL, Journal, Line, PlanLine, Record};
use super::manifest::MANIFEST;
use super::timing::TIMING;
use super::{StoreError, no_link};
use crate::experiment::plan::Plan;
use crate::measure::record::RunRecord;
use crate::measure::table::TableSpec;
use crate::measure::tables::POLICIES;

/// An output folder, locked for as long as this value lives.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    journal: Journal,
    tables: Vec<TableFile>,
    wrote: Vec<String>,
    blocks: u64,
    done: u64,
    failed: u64,
}

#[derive(Debug)]
struct TableFile {
    spec: &'static TableSpec,
    path: PathBuf,
    file: File,
    length: u64,
}

impl Folder {
    /// Opens `dir` for `plan`: makes it, resumes it, or with `fresh` replaces what it holds.
    ///
    /// # Errors
    /// When the folder is in use, holds another plan (without `fresh`) or foreign content, or the system refuses.
    pub fn open(dir: &Path, plan: &Plan, fresh: bool) -> Result<Self, StoreError> {
        let foreign = |entry: &str| StoreError::Foreign { dir: dir.to_owned(), entry: entry.to_owned() };
        if !dir.exists() {
            fs::create_dir_all(dir).map_err(StoreError::io("create the folder", dir))?;
        }
        if !dir.join(JOURNAL).exists()
            && let Some(entry) = first_entry(dir)?
        {
            return Err(foreign(&entry));
        }
        let (mut journal, record) = Journal::open(dir)?;
        let Record { plan: held, blocks, wrote } = record;
        let wanted = plan_line(plan);
        let starts = match &held {
            None => {
                // Only the journal itself may be there: nothing is written before its first line is whole.
                if let Some(entry) = first_entry(dir)? {
                    return Err(foreign(&entry));
                }
                true
            }
            Some(_) if fresh => {
                let taken = |name: &&String| !wrote.contains(name) && dir.join(name).exists();
                if let Some(name) = wanted.files.iter().find(taken) {
                    return Err(foreign(name));
                }
                true
            }
            Some(line) if line.digest == wanted.digest => false,
            Some(line) => {
                return Err(StoreError::OtherPlan {
                    dir: dir.to_owned(),
                    scenario: line.scenario.clone(),
                    found: short(&line.digest),
                    wanted: short(&wanted.digest),
                });
            }
        };
        let kept = if starts { 0 } else { intact(dir, plan, &blocks)? };
        journal.drop_torn()?;
        if starts || (kept == 0 && !blocks.is_empty()) {
            journal.append(&Line::Plan(wanted))?;
        } else {
            journal.keep_blocks(kept)?;
        }
        if kept == 0 {
            clear(dir, &wrote)?;
        }
        let blocks = &blocks[..kept];
        let mut tables = Vec::new();
        for spec in plan.collect.tables() {
            let kept = blocks.last().and_then(|b| b.lengths.get(spec.file)).copied();
            tables.push(TableFile::open(dir, spec, kept)?);
        }
        sync_dir(dir);
        Ok(Self {
            dir: dir.to_owned(),
            journal,
            tables,
            wrote,
            blocks: plan.blocks(),
            done: blocks.len() as u64,
            failed: blocks.iter().map(|b| b.failed).sum(),
        })
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Blocks on the disk: they are the first of the plan, because results are written in plan order.
    #[must_use]
    pub const fn done(&self) -> u64 {
        self.done
    }

    /// Runs on the disk that failed.
    #[must_use]
    pub const fn failed(&self) -> u64 {
        self.failed
    }

    /// Whether every block of the plan is on the disk.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.done == self.blocks
    }

    /// Appends the rows of a block to every table, waits until they are on the disk, and says so in the journal.
    ///
    /// Rows of tables that are not collected are left out.
    ///
    /// # Errors
    /// When a file cannot be written. The tables are cut back to the last complete block where the system lets them be; otherwise
    /// the next start does it.
    pub fn append(&mut self, number: u64, records: &[RunRecord]) -> Result<(), StoreError> {
        let before: Vec<u64> = self.tables.iter().map(|t| t.length).collect();
        let failed = records.iter().filter(|r| !r.ok).count() as u64;
        let written = self.write_rows(records).and_then(|()| {
            let lengths = self.tables.iter().map(|t| (t.spec.file.to_owned(), t.length));
            let lengths = lengths.collect();
            self.journal.append(&Line::Block(BlockLine { number, failed, lengths }))
        });
        if let Err(error) = written {
            // Best effort: what stays torn is dropped on the next start, and the first error is the one to tell.
            let _ = self.journal.drop_torn();
            for (table, length) in self.tables.iter_mut().zip(before) {
                let _ = table.cut(length);
            }
            return Err(error);
        }
        self.done += 1;
        self.failed += failed;
        Ok(())
    }

    fn write_rows(&mut self, records: &[RunRecord]) -> Result<(), StoreError> {
        for table in &mut self.tables {
            let mut rows = String::new();
            for record in records {
                for part in record.tables.iter().filter(|t| t.spec.file == table.spec.file) {
                    rows.push_str(part.text());
                }
            }
            table.append(rows.as_bytes())?;
        }
        Ok(())
    }

    /// Writes a small file whole: it is either the old or the new one, never half.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_whole(&self, name: &str, text: &str) -> Result<(), StoreError> {
        let path = self.dir.join(name);
        let part = self.dir.join(format!("{name}{PART}"));
        let write = || -> std::io::Result<()> {
            no_link(&part)?;
            let mut file = File::create(&part)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&part, &path)
        };
        write().map_err(StoreError::io("write", &path))
    }

    /// The text of a small file of the folder; nothing when it is not there or not text.
    #[must_use]
    pub fn read_whole(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.dir.join(name)).ok()
    }

    /// Lets `write` put the report into the folder and journals which files are new, so that `fresh` may later remove them.
    ///
    /// # Errors
    /// When the folder cannot be listed or the journal not be written.
    pub fn with_report<T>(&mut self, write: impl FnOnce(&Path) -> T) -> Result<T, StoreError> {
        let before = files_below(&self.dir)?;
        let result = write(&self.dir);
        let mut new = files_below(&self.dir)?;
        new.retain(|name| !before.contains(name) && !self.wrote.contains(name));
        if !new.is_empty() {
            self.journal.append(&Line::Report(new.clone()))?;
            self.wrote.extend(new);
        }
        Ok(result)
    }
}

/// Ending of a small file while it is being written.
const PART: &str = ".part";

fn plan_line(plan: &Plan) -> PlanLine {
    let tables = plan.collect.tables();
    let mut files: Vec<String> = [MANIFEST, POLICIES.file, TIMING].map(str::to_owned).into();
    files.extend(files.clone().iter().map(|name| format!("{name}{PART}")));
    files.extend(tables.iter().map(|t| t.file.to_owned()));
    PlanLine { digest: plan.digest(), scenario: plan.scenario.clone(), blocks: plan.blocks(), files }
}

impl TableFile {
    /// Opens a table at its journalled length, or anew with its header.
    fn open(dir: &Path, spec: &'static TableSpec, kept: Option<u64>) -> Result<Self, StoreError> {
        let path = dir.join(spec.file);
        let fail = |e| StoreError::io("write", &path)(e);
        no_link(&path).map_err(StoreError::io("write", &path))?;
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(fail)?;
        let mut table = Self { spec, path: path.clone(), file, length: 0 };
        table.cut(kept.unwrap_or(0)).map_err(fail)?;
        if kept.is_none() {
            table.append(spec.header().as_bytes())?;
        }
        Ok(table)
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_data());
        written.map_err(StoreError::io("write", &self.path))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    fn cut(&mut self, length: u64) -> std::io::Result<()> {
        self.file.set_len(length)?;
        self.length = self.file.seek(SeekFrom::Start(length))?;
        Ok(())
    }
}

/// How many of the journalled blocks the tables really hold: all, unless a disk lost what it had confirmed. A table that something
/// else has changed is refused.
fn intact(dir: &Path, plan: &Plan, blocks: &[BlockLine]) -> Result<usize, StoreError> {
    let mut kept = blocks.len();
    for spec in plan.collect.tables() {
        let path = dir.join(spec.file);
        let Ok(mut file) = File::open(&path) else {
            return Ok(0);
        };
        let length = file.metadata().map_err(StoreError::io("read", &path))?.len();
        let within = |b: &BlockLine| b.lengths.get(spec.file).is_some_and(|&l| l <= length);
        kept = kept.min(blocks.iter().take_while(|b| within(b)).count());
        let Some(end) = blocks[..kept].last().and_then(|b| b.lengths.get(spec.file)) else {
            continue;
        };
        let changed = |what: &str| StoreError::Changed { path: path.clone(), what: what.to_owned() };
        let header = spec.header();
        let mut start = vec![0; header.len()];
        if file.read_exact(&mut start).is_err() || start != header.as_bytes() {
            return Err(changed("its first line is not the header"));
        }
        let mut last = [0];
        let seek = file.seek(SeekFrom::Start(end.saturating_sub(1)));
        if seek.and_then(|_| file.read_exact(&mut last)).is_err() || last != *b"\n" {
            return Err(changed("no row ends where the last finished block should"));
        }
    }
    Ok(kept)
}

/// Removes files this program wrote. Names come from a file, so anything but a plain name below the folder is passed over.
fn clear(dir: &Path, wrote: &[String]) -> Result<(), StoreError> {
    for name in wrote {
        let name = Path::new(name);
        let below = name.components().all(|c| matches!(c, Component::Normal(_)));
        let path = dir.join(name);
        if below && name != Path::new(JOURNAL) && path.is_file() {
            fs::remove_file(&path).map_err(StoreError::io("remove", &path))?;
        }
    }
    Ok(())
}

/// The first entry of a folder besides the journal and hidden ones, by name.
fn first_entry(dir: &Path) -> Result<Option<String>, StoreError> {
    let mut entries = names(dir)?;
    entries.retain(|name| name != JOURNAL && !name.starts_with('.'));
    Ok(entries.into_iter().min())
}

fn names(dir: &Path) -> Result<Vec<String>, StoreError> {
    let fail = |e| StoreError::io("list the folder", dir)(e);
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(fail)? {
        names.push(entry.map_err(fail)?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

/// Files of the folder and of the folders directly in it, with `/` between names.
fn files_below(dir: &Path) -> Result<Vec<String>, StoreError> {
    let mut files = Vec::new();
    for name in names(dir)? {
        let path = dir.join(&name);
        if path.is_dir() {
            let inner = names(&path)?.into_iter();
            files.extend(inner.filter(|n| path.join(n).is_file()).map(|n| format!("{name}/{n}")));
        } else {
            files.push(name);
        }
    }
    files.sort();
    Ok(files)
}

/// Makes new names certain. Not every system lets a folder be synchronised, and none needs it for a correct restart: a table whose
/// name was lost is written anew.
fn sync_dir(dir: &Path) {
    if let Ok(handle) = File::open(dir) {
        let _ = handle.sync_all();
    }
}

fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}
