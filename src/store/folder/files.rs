//! Files of a folder that are written as a whole: the small files, the timing, the report.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::Folder;
use crate::base::files::{Held, PART};
use crate::base::words::both;
use crate::measure::tables::RUNS;
use crate::measure::tables::runs::Metric;
use crate::store::by_point::ByPoint;
use crate::store::closed;
use crate::store::digest::{digest_of, short};
use crate::store::journal::{Line, Whole};
use crate::store::timing::TIMING;
use crate::store::{Action, StoreError};

impl Folder {
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

    /// The runs that are on the disk, point by point: the values of these columns.
    ///
    /// # Errors
    /// As [`ByPoint::new`], or when the table is gone.
    pub fn by_point(&self, columns: &[Metric]) -> Result<ByPoint, StoreError> {
        let path = self.held.path().join(RUNS.file);
        let Some(file) = self.table(RUNS.file)? else {
            return Err(StoreError::Changed { path, what: both!("it is gone", "文件缺失") });
        };
        let length = self.kept.tables.first().map_or(0, |extent| extent.0);
        ByPoint::new(file, path, length, columns)
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
    pub(super) fn write_all(&mut self, files: &[(String, Option<&str>)]) -> Result<(), StoreError> {
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
