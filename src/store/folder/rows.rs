//! Rows of blocks on their way into the tables.

use std::time::{Duration, Instant};

use super::Folder;
use crate::measure::record::RunRecord;
use crate::store::StoreError;
use crate::store::ahead::Ahead;
use crate::store::journal::{Commit, Kept, Line};
use crate::store::plan::Plan;
use crate::store::tables::{self, TableFile};

impl Folder {
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
}

fn rows_of(file: &str, records: &[RunRecord]) -> String {
    records.iter().flat_map(|record| &record.tables).filter(|t| t.spec.file == file).map(|t| t.text()).collect()
}
