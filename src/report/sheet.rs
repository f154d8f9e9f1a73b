//! A table of a folder as it is read for people: row by row, its columns found by name, with the place of what is wrong.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::base::files::{Trouble, input};
use crate::base::words::Pair;
use crate::measure::column::Column;
use crate::report::error::ReportError;

/// What is expected of a field of numbers.
pub(in crate::report) const A_NUMBER: Pair = Pair { en: "a number", zh: "数字" };

/// A CSV file that is read row by row, with its position for error messages.
pub(in crate::report) struct Sheet {
    pub(in crate::report) path: PathBuf,
    reader: csv::Reader<Box<dyn Read>>,
    pub(in crate::report) columns: BTreeMap<String, usize>,
    pub(in crate::report) record: csv::StringRecord,
    line: u64,
}

impl Sheet {
    /// Opens a file and reads its header; nothing when there is no such file.
    pub(in crate::report) fn open(path: &Path) -> Result<Option<Self>, ReportError> {
        let file = match input(path) {
            Ok(file) => file,
            Err(Trouble::System(error)) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(Trouble::System(source)) => {
                return Err(ReportError::Read { path: path.to_owned(), source: source.into() });
            }
            Err(found) => return Err(ReportError::NotPlain { path: path.to_owned(), found }),
        };
        Self::new(path.to_owned(), Box::new(file)).map(Some)
    }

    /// Opens a file that must be there.
    pub(in crate::report) fn of(path: PathBuf) -> Result<Self, ReportError> {
        Self::open(&path)?.ok_or(ReportError::Missing { path })
    }

    /// Reads the header of a table; `path` is for messages.
    pub(in crate::report) fn new(path: PathBuf, table: Box<dyn Read>) -> Result<Self, ReportError> {
        let mut reader = csv::Reader::from_reader(table);
        let header = reader.headers().map_err(|source| ReportError::Read { path: path.clone(), source })?;
        let columns = header.iter().enumerate().map(|(i, name)| (name.to_owned(), i)).collect();
        Ok(Self { path, reader, columns, record: csv::StringRecord::new(), line: 1 })
    }

    pub(in crate::report) fn place<F>(&self, column: &Column<F>) -> Result<usize, ReportError> {
        place(&self.columns, column, &self.path)
    }

    /// Goes to the next row and gives its line; nothing at the end.
    pub(in crate::report) fn next(&mut self) -> Result<Option<u64>, ReportError> {
        let more =
            self.reader.read_record(&mut self.record).map_err(|source| ReportError::Read { path: self.path.clone(), source })?;
        self.line = self.record.position().map_or(self.line, csv::Position::line);
        Ok(more.then_some(self.line))
    }

    pub(in crate::report) fn field(&self, place: usize) -> &str {
        self.record.get(place).unwrap_or_default()
    }

    pub(in crate::report) fn policy(&self, place: usize, policies: &[&str]) -> Result<usize, ReportError> {
        let policy = policies.iter().position(|name| *name == self.field(place));
        policy.ok_or_else(|| self.wrong(place, Pair { en: "a policy of the experiment", zh: "本实验的政策" }))
    }

    pub(in crate::report) fn whole(&self, place: usize) -> Result<u32, ReportError> {
        self.field(place).parse().map_err(|_| self.wrong(place, Pair { en: "a whole number", zh: "整数" }))
    }

    pub(in crate::report) fn number(&self, place: usize) -> Result<f64, ReportError> {
        self.field(place).parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(|| self.wrong(place, A_NUMBER))
    }

    pub(in crate::report) fn wrong(&self, place: usize, expected: Pair) -> ReportError {
        let column = self.columns.iter().find(|(_, p)| **p == place).map_or("", |(name, _)| name);
        ReportError::Value {
            path: self.path.clone(),
            line: self.line,
            column: column.to_owned(),
            text: self.field(place).to_owned(),
            expected,
        }
    }
}

/// The place of a column among those of a file.
pub(in crate::report) fn place<F>(
    columns: &BTreeMap<String, usize>,
    column: &Column<F>,
    path: &Path,
) -> Result<usize, ReportError> {
    let missing = || ReportError::Column { path: path.to_owned(), column: column.name.to_owned() };
    columns.get(column.name).copied().ok_or_else(missing)
}
