//! Files of a folder that are written as a whole: the small files, the timing, the report.

use std::fs::File;

use super::Folder;
use crate::base::files::PART;
use crate::measure::tables::runs::Metric;
use crate::measure::tables::{COMPARISON, FRAMES_CSV};
use crate::store::by_point::ByPoint;
use crate::store::closed;
use crate::store::complete::{self, Complete, Fill};
use crate::store::digest::digest_of;
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
        complete::by_point(&self.held, self.kept.tables.first().map_or(0, |extent| extent.0), columns)
    }

    /// Writes a file of the report of any size, in its folder, with what `fill` writes; `fill` returns whether there is to be such a file.
    ///
    /// # Errors
    /// As [`Folder::write_report`].
    pub fn write_streamed(&mut self, folder: &'static str, file: &str, fill: Fill<'_>) -> Result<(), StoreError> {
        self.check_place()?;
        let Some(state) = &mut self.state else { return Ok(()) };
        complete::streamed(&self.held, &mut self.journal, state, (&format!("{folder}/{file}"), None), fill)
    }

    /// The folder as one that gets no more rows; nothing while blocks are missing.
    #[must_use]
    pub fn completed(self) -> Option<Complete> {
        let complete = self.is_complete();
        self.state.filter(|_| complete).map(|state| Complete::of(self.held, self.journal, state))
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

    /// Writes `frames.csv`.
    ///
    /// # Errors
    /// As [`Folder::write_report`].
    pub fn write_frames(&mut self, text: &str) -> Result<(), StoreError> {
        self.check_place()?;
        self.write_all(&[(FRAMES_CSV.file.to_owned(), Some(text))])
    }

    /// Writes the report as one page.
    ///
    /// # Errors
    /// As [`Folder::write_report`].
    pub fn write_page(&mut self, text: &str) -> Result<(), StoreError> {
        self.check_place()?;
        self.write_all(&[(closed::REPORT.to_owned(), Some(text))])
    }

    /// Writes `comparison.csv`.
    ///
    /// # Errors
    /// As [`Folder::write_report`].
    pub fn write_comparison(&mut self, text: &str) -> Result<(), StoreError> {
        self.check_place()?;
        self.write_all(&[(COMPARISON.file.to_owned(), Some(text))])
    }

    /// Writes small files as a whole, or removes them, after recording this in one line of the journal. Files that differ from the
    /// journal's record are not replaced, and unchanged files are not rewritten.
    pub(super) fn write_all(&mut self, files: &[(String, Option<&str>)]) -> Result<(), StoreError> {
        let (mut lines, mut changes) = (std::collections::BTreeMap::new(), Vec::new());
        for (name, text) in files {
            let from = match &self.state {
                Some(state) => complete::known_digest(&self.held, state, name)?,
                None => closed::digest_at(&self.held, name)?,
            };
            let known = self.state.as_ref().and_then(|state| state.files.get(name));
            let to = text.map(|text| digest_of(text.as_bytes()));
            if known.and_then(|whole| whole.to.as_ref()) != to.as_ref() {
                lines.insert(name.clone(), Whole { from: from.clone(), to: to.clone(), of: None });
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
