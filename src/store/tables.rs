//! The tables of a folder: how much of them is as the journal says, and rows appended.
//!
//! Every table is read once when a folder is taken up again, and its digest compared with that of the last commit. When they differ,
//! journal and tables are read side by side to find the commit after which they part: a table that ends before the commit says lost
//! what a disk had confirmed, and all tables are cut back to the commit before; a table that is long enough and has another digest was
//! changed.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use super::journal::{Commit, Extent, Journal, Kept, State};
use super::{Action, StoreError};
use crate::base::files::Held;
use crate::base::words::both;
use crate::measure::table::TableSpec;
use crate::store::digest::short;

/// A table that is read, with the digest of what was read.
#[derive(Debug)]
pub struct Reading {
    file: Option<BufReader<File>>,
    hasher: blake3::Hasher,
    at: u64,
}

impl Reading {
    /// Begins at the start of a file.
    #[must_use]
    pub fn new(file: File) -> Self {
        Self { file: Some(BufReader::with_capacity(1 << 16, file)), hasher: blake3::Hasher::new(), at: 0 }
    }

    /// A table of a folder; one that is not there has no bytes.
    fn open(held: &Held, name: &str) -> Result<Self, StoreError> {
        let file = held.read(name).map_err(StoreError::at(held, Action::Read, name))?;
        Ok(Self { file: file.map(|file| BufReader::with_capacity(1 << 16, file)), hasher: blake3::Hasher::new(), at: 0 })
    }

    /// Reads on up to this number of bytes from the start; says whether there are that many.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn advance(&mut self, to: u64) -> io::Result<bool> {
        if let Some(file) = &mut self.file {
            self.at += io::copy(&mut file.take(to.saturating_sub(self.at)), &mut self.hasher)?;
        }
        Ok(self.at >= to)
    }

    /// Digest of what was read.
    #[must_use]
    pub fn digest(&self) -> String {
        short(&self.hasher.finalize())
    }

    /// Where a table stands with regard to what it should be.
    fn compare(&mut self, extent: &Extent) -> io::Result<Standing> {
        Ok(match self.advance(extent.0)? {
            false => Standing::Short,
            true if self.digest() == extent.1 => Standing::Same,
            true => Standing::Other,
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Same,
    Short,
    Other,
}

/// What the tables of a folder certainly hold.
#[derive(Debug)]
pub struct Checked {
    /// Blocks and extents.
    pub kept: Kept,
    /// The running digest of every table up to there.
    hashers: Vec<blake3::Hasher>,
}

/// Reads the tables of a folder against its journal. Changes nothing.
///
/// # Errors
/// When a table was changed, no plain file stands at its place, or it cannot be read.
pub fn check(held: &Held, state: &State, journal: &Journal) -> Result<Checked, StoreError> {
    let mut check = Check::open(held, state)?;
    let same = check.compare(&state.kept.tables)?.iter().all(|standing| *standing == Standing::Same);
    if same {
        return Ok(Checked { kept: state.kept.clone(), hashers: check.hashers() });
    }
    Check::open(held, state)?.last_good(journal)
}

struct Check<'a> {
    held: &'a Held,
    state: &'a State,
    readings: Vec<Reading>,
}

impl<'a> Check<'a> {
    fn open(held: &'a Held, state: &'a State) -> Result<Self, StoreError> {
        let names = state.head.identity.tables.iter();
        Ok(Self { held, state, readings: names.map(|(name, _)| Reading::open(held, name)).collect::<Result<_, _>>()? })
    }

    fn name(&self, place: usize) -> &str {
        self.state.head.identity.tables.get(place).map_or("", |(name, _)| name)
    }

    fn compare(&mut self, extents: &[Extent]) -> Result<Vec<Standing>, StoreError> {
        let held = self.held;
        let tables = &self.state.head.identity.tables;
        let pairs = self.readings.iter_mut().zip(extents).zip(tables);
        pairs
            .map(|((reading, extent), (name, _))| {
                reading.compare(extent).map_err(StoreError::io(Action::Read, held.path().join(name)))
            })
            .collect()
    }

    fn hashers(&self) -> Vec<blake3::Hasher> {
        self.readings.iter().map(|reading| reading.hasher.clone()).collect()
    }

    fn changed(&self, place: usize, what: crate::base::words::Both) -> StoreError {
        StoreError::Changed { path: self.held.path().join(self.name(place)), what }
    }

    /// The last commit that all tables still hold.
    fn last_good(mut self, journal: &Journal) -> Result<Checked, StoreError> {
        let head = &self.state.head;
        let mut good = Checked { kept: Kept { blocks: 0, failed: 0, tables: head.empty.clone() }, hashers: Vec::new() };
        let standing = self.compare(&head.empty)?;
        if let Some(place) = standing.iter().position(|s| *s == Standing::Other) {
            return Err(self.changed(place, both!("its first line is not the header", "首行不是表头")));
        }
        if let Some(place) = (0..standing.len()).find(|&place| standing[place] == Standing::Short && self.is_no_start(place)) {
            return Err(self.changed(place, both!("it does not begin with the header", "开头不是表头")));
        }
        if standing.contains(&Standing::Short) {
            return Ok(good);
        }
        good.hashers = self.hashers();
        journal.commits(&mut |commit| self.follows(commit, &mut good))?;
        Ok(good)
    }

    /// Whether a table that is shorter than its header is anything but the start of it. The header itself is known by its digest; what
    /// this build writes is the only text to compare with, and the identity says that it is the same.
    fn is_no_start(&self, place: usize) -> bool {
        let tables = crate::measure::collect::Collect::WHOLE.tables();
        let header = tables.iter().find(|t| t.file == self.name(place)).map(|t| t.header()).unwrap_or_default();
        let start = header.as_bytes().get(..usize::try_from(self.readings[place].at).unwrap_or(usize::MAX));
        start.is_none_or(|start| crate::store::digest::digest_of(start) != self.readings[place].digest())
    }

    fn follows(&mut self, commit: &Commit, good: &mut Checked) -> Result<bool, StoreError> {
        let standing = self.compare(&commit.tables)?;
        // A table that ends earlier is cut back to the commit before, and the others with it, whatever they hold from there on.
        if standing.contains(&Standing::Short) {
            return Ok(false);
        }
        if let Some(place) = standing.iter().position(|s| *s == Standing::Other) {
            let (first, last) = (commit.first, commit.last);
            let what = if first == last {
                both!("among the rows of block {first}", "第 {first} 个区块的数据行")
            } else {
                both!("among the rows of blocks {first} to {last}", "第 {first} 至 {last} 个区块的数据行")
            };
            return Err(self.changed(place, what));
        }
        good.kept = Kept { blocks: commit.last + 1, failed: commit.failed, tables: commit.tables.clone() };
        good.hashers = self.hashers();
        Ok(true)
    }
}

/// A table, open at its end.
#[derive(Debug)]
pub struct TableFile {
    /// Its description.
    pub spec: &'static TableSpec,
    file: File,
    hasher: blake3::Hasher,
    length: u64,
}

impl TableFile {
    /// A new table with its header.
    ///
    /// # Errors
    /// When something stands at its place, or it cannot be written.
    pub fn create(held: &Held, spec: &'static TableSpec) -> Result<Self, StoreError> {
        let file = held.create_new(spec.file).map_err(StoreError::io(Action::Write, held.path().join(spec.file)))?;
        let mut table = Self { spec, file, hasher: blake3::Hasher::new(), length: 0 };
        table.append(held, spec.header().as_bytes())?;
        Ok(table)
    }

    /// Opens a table at the place of an experiment's tables, cut to what it certainly holds.
    ///
    /// # Errors
    /// When no plain file stands there, or it cannot be written.
    pub fn resume(held: &Held, spec: &'static TableSpec, place: usize, checked: &Checked) -> Result<Self, StoreError> {
        let Some(file) = held.edit(spec.file).map_err(StoreError::at(held, Action::Write, spec.file))? else {
            return Self::create(held, spec);
        };
        let (extent, hasher) = (checked.kept.tables.get(place), checked.hashers.get(place));
        let (length, hasher) = match (extent, hasher) {
            (Some(extent), Some(hasher)) => (extent.0, hasher.clone()),
            _ => (0, blake3::Hasher::new()),
        };
        let mut table = Self { spec, file, hasher: hasher.clone(), length: 0 };
        table.back(length, hasher).map_err(StoreError::io(Action::Write, held.path().join(spec.file)))?;
        if length == 0 {
            table.append(held, spec.header().as_bytes())?;
        }
        Ok(table)
    }

    /// Appends bytes and waits until they are on the disk.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn append(&mut self, held: &Held, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_data());
        written.map_err(StoreError::io(Action::Write, held.path().join(self.spec.file)))?;
        self.length += bytes.len() as u64;
        self.hasher.update(bytes);
        Ok(())
    }

    /// How long it is, and of which digest.
    #[must_use]
    pub fn extent(&self) -> Extent {
        (self.length, short(&self.hasher.finalize()))
    }

    /// A mark to come [`back`](Self::back) to.
    #[must_use]
    pub fn mark(&self) -> (u64, blake3::Hasher) {
        (self.length, self.hasher.clone())
    }

    /// Cuts the table to where it was.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn back(&mut self, length: u64, hasher: blake3::Hasher) -> io::Result<()> {
        if self.file.metadata()?.len() != length {
            self.file.set_len(length)?;
        }
        (self.length, self.hasher) = (self.file.seek(SeekFrom::Start(length))?, hasher);
        Ok(())
    }

    /// Whether its file is still one of a folder.
    #[must_use]
    pub fn has_name(&self) -> bool {
        crate::base::files::has_name(&self.file).unwrap_or(false)
    }
}

/// Whether the rows after the header of a table begin with these.
///
/// # Errors
/// When the table cannot be read.
pub fn begins_with(held: &Held, spec: &'static TableSpec, rows: &[u8]) -> Result<bool, StoreError> {
    let fail = |e| StoreError::io(Action::Read, held.path().join(spec.file))(e);
    let Some(mut file) = held.read(spec.file).map_err(StoreError::at(held, Action::Read, spec.file))? else {
        return Ok(false);
    };
    file.seek(SeekFrom::Start(spec.header().len() as u64)).map_err(fail)?;
    let mut found = Vec::with_capacity(rows.len());
    file.take(rows.len() as u64).read_to_end(&mut found).map_err(fail)?;
    Ok(found == rows)
}
