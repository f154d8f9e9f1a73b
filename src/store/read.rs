//! Reads a table of a folder back, field by field, by the columns it was written with.
//!
//! The header must be the one this build writes.

use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::{Action, StoreError};
use crate::base::files::input;
use crate::base::words::both;
use crate::measure::column::Column;
use crate::measure::table::TableSpec;

/// The rows of a table, in the order of the file.
#[derive(Clone, Debug)]
pub struct Rows {
    spec: &'static TableSpec,
    path: PathBuf,
    records: Vec<StringRecord>,
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    rows: &'a Rows,
    /// Its place, from 0.
    place: usize,
}

/// Reads a table of a folder.
///
/// # Errors
/// When the file is missing, cannot be read, or has another header.
pub fn table(dir: &Path, spec: &'static TableSpec) -> Result<Rows, StoreError> {
    let path = dir.join(spec.file);
    let mut reader = csv::Reader::from_reader(input(&path).map_err(StoreError::of(Action::Read, &path))?);
    let header = reader.headers().map_err(|e| broken(&path, e))?;
    if !header.iter().eq(spec.columns.iter().map(|c| c.name)) {
        let what = both!(
            "the header is not the one this version of the program writes; run the experiment again with --fresh",
            "表头与本版本程序所写的不同；请用 --fresh 重新运行"
        );
        return Err(StoreError::Table { path, what });
    }
    let records = reader.records().collect::<Result<_, _>>().map_err(|e| broken(&path, e))?;
    Ok(Rows { spec, path, records })
}

/// What is wrong with a table as a file.
pub fn broken(path: &Path, error: csv::Error) -> StoreError {
    let path = path.to_owned();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => StoreError::io(Action::Read, path)(source),
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.map_or(0, |p| p.line());
            let what = both!(
                "line {line}: found {len} fields, expected {expected_len}",
                "第 {line} 行：读到 {len} 个字段，应为 {expected_len} 个"
            );
            StoreError::Table { path, what }
        }
        other => {
            let what = both!("not readable as CSV ({other:?})", "无法按 CSV 读取（{other:?}）");
            StoreError::Table { path, what }
        }
    }
}

impl Rows {
    /// The rows.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.records.len()).map(|place| Row { rows: self, place })
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

impl<'a> Row<'a> {
    /// What stands in a column; nothing where the table has no such column.
    #[must_use]
    pub fn words<F>(self, column: &Column<F>) -> &'a str {
        let place = self.rows.spec.position(column.name);
        place.and_then(|place| self.rows.records[self.place].get(place)).unwrap_or_default()
    }

    /// The number in a column; nothing where the field is empty.
    ///
    /// # Errors
    /// When something else stands there.
    pub fn number<F>(self, column: &Column<F>) -> Result<Option<f64>, StoreError> {
        match self.words(column) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| StoreError::Field {
                path: self.rows.path.clone(),
                record: self.place + 1,
                column: column.name,
                text: text.to_owned(),
                expected: Box::new(both!("a number or nothing", "数字或空")),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tables::{DAILY, LEDGER, ledger};

    #[test]
    fn an_error_names_the_file_the_record_the_column_and_the_text() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let text = LEDGER.header() + "a,0,0,0,office,pay,fen,12\na,0,0,0,office,pay,fen,much\n";
        std::fs::write(dir.path().join(LEDGER.file), text).expect("written");
        let rows = table(dir.path(), &LEDGER).expect("it reads");
        let amounts: Vec<_> = rows.iter().map(|row| row.number(&ledger::AMOUNT)).collect();
        assert!(matches!(amounts[0], Ok(Some(12.0))));
        let error = amounts[1].as_ref().expect_err("`much` is no amount").to_string();
        assert!(error.contains("ledger.csv, record 2, column `amount`: found `much`"), "{error}");
    }

    #[test]
    fn a_table_that_is_not_there_or_has_another_header_is_an_error() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        assert!(table(dir.path(), &DAILY).is_err());
        std::fs::write(dir.path().join(DAILY.file), LEDGER.header()).expect("written");
        assert!(matches!(table(dir.path(), &DAILY), Err(StoreError::Table { .. })));
    }
}
