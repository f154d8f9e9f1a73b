//! A folder all of whose blocks are there: its rows are read, and files that follow from them are written.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::journal::{Found, JOURNAL, Journal, Line, State, Whole};
use super::manifest::{self, MANIFEST};
use super::tables;
use super::{Action, StoreError};
use super::{closed, finished};
use crate::base::files::{Held, PART, Place};
use crate::base::identity::summary;
use crate::base::words::both;
use crate::measure::tables::RUNS;
use crate::measure::tables::runs::Metric;
use crate::store::by_point::ByPoint;
use crate::store::digest::{digest_of, short};

/// What fills a file; it returns whether there is to be such a file.
pub type Fill<'a> = &'a mut dyn FnMut(&mut dyn Write) -> io::Result<bool>;

/// A complete folder, locked for as long as this value lives.
#[derive(Debug)]
pub struct Complete {
    held: Held,
    journal: Journal,
    state: State,
}

impl Complete {
    /// Opens a folder, and checks that its tables are as they were left; nothing where blocks are missing.
    ///
    /// # Errors
    /// When it is in use, holds no results of this version or was changed.
    pub fn open(dir: &Path) -> Result<Option<Self>, StoreError> {
        let held = Held::open(dir).map_err(StoreError::io(Action::Open, dir))?;
        let (journal, found) = Journal::open(&held)?;
        let state = match found {
            Found::Whole(state) => state,
            Found::Old(_) => return Err(StoreError::OldFormat { dir: dir.to_owned() }),
            Found::Fault(_, fault) => return Err(fault),
            Found::Nothing => return Err(StoreError::foreign(&held, JOURNAL)),
        };
        let there = tables::check(&held, &state, &journal)?.kept.blocks;
        Ok((there >= state.blocks()).then_some(Self { held, journal, state }))
    }

    /// Checks that its small files are as they were left, too.
    ///
    /// # Errors
    /// When one was changed or cannot be read.
    pub fn check_small(&self) -> Result<(), StoreError> {
        finished::check_small(&self.held, &self.state)
    }

    /// A folder that is open already.
    pub(super) const fn of(held: Held, journal: Journal, state: State) -> Self {
        Self { held, journal, state }
    }

    /// The folder's path as it was given.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.held.path()
    }

    /// Its name, its baseline, its waves.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The difference that would matter, of the unmet share; 0 where the manifest does not say.
    ///
    /// # Errors
    /// When the manifest cannot be read.
    pub fn delta(&self) -> Result<f64, StoreError> {
        let text = self.held.text(MANIFEST).map_err(StoreError::at(&self.held, Action::Read, MANIFEST))?;
        Ok(text.and_then(|text| manifest::delta(&text)).unwrap_or(0.0))
    }

    /// A file of the folder, for reading; nothing if it does not exist.
    ///
    /// # Errors
    /// When it is not a plain file, or the system refuses.
    pub fn file(&self, name: &str) -> Result<Option<File>, StoreError> {
        self.held.read(name).map_err(StoreError::at(&self.held, Action::Read, name))
    }

    /// The runs, point by point: the values of these columns.
    ///
    /// # Errors
    /// As [`ByPoint::new`].
    pub fn by_point(&self, columns: &[Metric]) -> Result<ByPoint, StoreError> {
        by_point(&self.held, self.state.kept.tables.first().map_or(0, |extent| extent.0), columns)
    }

    /// Writes a file of any size as a whole: until it is whole, the one before stays.
    ///
    /// # Errors
    /// When the folder was moved away, a file of that name was changed since this program wrote it, or cannot be written.
    pub fn write(&mut self, name: &str, fill: Fill<'_>) -> Result<(), StoreError> {
        self.write_of(name, None, fill)
    }

    /// Whether a file is there that this very program wrote with [`Complete::write_from`], from the rows and the small files as they are now.
    ///
    /// # Errors
    /// When it was changed since, or cannot be read.
    pub fn follows(&self, name: &str, from: &[&str]) -> Result<bool, StoreError> {
        let (there, of) = (known_digest(&self.held, &self.state, name)?, self.basis(from)?);
        let told = self.state.files.get(name);
        Ok(told.is_some_and(|whole| there.is_some() && whole.to == there && whole.of.as_ref() == Some(&of)))
    }

    /// As [`Complete::write`]; the journal keeps what it follows from: the rows, these small files and this program.
    ///
    /// # Errors
    /// As [`Complete::write`].
    pub fn write_from(&mut self, name: &str, from: &[&str], fill: Fill<'_>) -> Result<(), StoreError> {
        let of = self.basis(from)?;
        self.write_of(name, Some(of), fill)
    }

    fn basis(&self, from: &[&str]) -> Result<String, StoreError> {
        let small: Vec<_> = from.iter().map(|name| self.state.files.get(*name).and_then(|whole| whole.to.as_ref())).collect();
        let text = serde_json::to_vec(&(summary(), &self.state.kept, &self.state.waves, small));
        text.map(|text| digest_of(&text))
            .map_err(|e| StoreError::at(&self.held, Action::Read, JOURNAL)(io::Error::from(e).into()))
    }

    fn write_of(&mut self, name: &str, of: Option<String>, fill: Fill<'_>) -> Result<(), StoreError> {
        let place = self.held.place().map_err(StoreError::io(Action::Open, self.dir()))?;
        if place != Place::Here || !self.journal.has_name() {
            return Err(StoreError::Moved { dir: self.dir().to_owned(), removed: place != Place::Moved });
        }
        streamed(&self.held, &mut self.journal, &mut self.state, (name, of), fill)
    }
}

/// The first bytes of the runs of a folder, point by point.
pub(super) fn by_point(held: &Held, length: u64, columns: &[Metric]) -> Result<ByPoint, StoreError> {
    let path = held.path().join(RUNS.file);
    let Some(file) = held.read(RUNS.file).map_err(StoreError::at(held, Action::Read, RUNS.file))? else {
        return Err(StoreError::Changed { path, what: both!("it is gone", "文件缺失") });
    };
    ByPoint::new(file, path, length, columns)
}

/// Writes a file as a whole beside its place, tells the journal its digest and that of what it follows from, and puts it there. `name` may name a folder in the folder before it.
pub(super) fn streamed(
    held: &Held,
    journal: &mut Journal,
    state: &mut State,
    (name, of): (&str, Option<String>),
    fill: Fill<'_>,
) -> Result<(), StoreError> {
    let fail = || StoreError::at(held, Action::Write, name);
    let (folder, file) = name.split_once('/').map_or((None, name), |(folder, file)| (Some(folder), file));
    let inner = folder.map(|folder| held.make_below(folder)).transpose().map_err(fail())?;
    let below = inner.as_ref().unwrap_or(held);
    let from = known_digest(held, state, name)?;
    let part = format!("{file}{PART}");
    below.remove_plain(&part).map_err(fail())?;
    let mut target = Hashing { file: below.create_new(&part).map_err(|e| fail()(e.into()))?, hasher: blake3::Hasher::new() };
    let mut buffer = BufWriter::with_capacity(1 << 16, &mut target);
    let filled = fill(&mut buffer).and_then(|keeps| buffer.flush().map(|()| keeps));
    drop(buffer);
    let to = filled.and_then(|keeps| target.file.sync_all().map(|()| keeps.then(|| short(&target.hasher.finalize()))));
    let moved = to.map_err(|e| fail()(e.into())).and_then(|to| {
        let told = state.files.get(name).and_then(|whole| whole.of.as_ref());
        if to != from || of.as_ref() != told {
            let line = Line::Files([(name.to_owned(), Whole { from: from.clone(), to: to.clone(), of })].into());
            journal.append(&line)?;
            let _ = state.take(line);
        }
        match to {
            Some(_) => below.rename(&part, file).map_err(|e| fail()(e.into())),
            None => below.remove_plain(file).map(drop).map_err(fail()),
        }
    });
    // Already gone if it was moved; a partial file otherwise.
    let _ = below.remove_plain(&part);
    moved
}

/// Digest of an existing small file; it must be one recorded in the journal.
pub(super) fn known_digest(held: &Held, state: &State, name: &str) -> Result<Option<String>, StoreError> {
    let digest = closed::digest_at(held, name)?;
    let known = state.files.get(name);
    if digest.is_some() && !known.is_some_and(|whole| whole.is(digest.as_ref())) {
        let (dir, entry) = (held.path().to_owned(), name.to_owned());
        return Err(StoreError::Foreign { dir, entry, changed: known.is_some() });
    }
    Ok(digest)
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
