//! Reads tables back for the report.
//!
//! A table is read in one pass into flat rows; repeated names, such as policies, are stored once and rows hold their index. The
//! header must be the one this build writes.

use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::{Action, StoreError};
use crate::base::files::input;
use crate::base::words::Both;
use crate::both;
use crate::measure::table::TableSpec;
use crate::measure::tables::{DAILY, LEDGER, RUNS};

/// Values of a day: the columns of `daily.csv` after `policy`, `replicate`, `day`.
pub const DAILY_VALUES: usize = 20;

/// A run, as `runs.csv` tells it.
#[derive(Clone, Debug)]
pub struct RunRow {
    /// Policy.
    pub policy: String,
    /// Replicate.
    pub replicate: u32,
    /// Seed as written.
    pub seed: String,
    /// Whether the run ended without an error.
    pub ok: bool,
    /// Why it did not.
    pub reason: String,
    /// Digest of the needs that arose.
    pub onset_digest: String,
    values: Vec<f64>,
}

impl RunRow {
    /// The value of a metric by its column name; nothing when it is empty or there is no such column.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<f64> {
        self.values.get(RUNS.position(name)?).copied().filter(|v| v.is_finite())
    }

    /// The value at a column's place in `runs.csv`; `NaN` when it is empty or text.
    #[must_use]
    pub fn at(&self, position: usize) -> f64 {
        self.values.get(position).copied().unwrap_or(f64::NAN)
    }
}

/// A day of a run.
#[derive(Clone, Copy, Debug)]
pub struct DailyRow {
    /// Place of the policy in [`Daily::policies`].
    pub policy: usize,
    /// Replicate.
    pub replicate: u32,
    /// Day of the window, from 0.
    pub day: u32,
    /// Values, in the order of the columns from the fourth on.
    pub values: [f64; DAILY_VALUES],
}

/// `daily.csv`.
#[derive(Clone, Debug, Default)]
pub struct Daily {
    /// Names of the policies, as they first appear.
    pub policies: Vec<String>,
    /// Rows in the order of the file.
    pub rows: Vec<DailyRow>,
}

impl Daily {
    /// The place in [`DailyRow::values`] of a column.
    #[must_use]
    pub fn position(name: &str) -> Option<usize> {
        DAILY.position(name)?.checked_sub(3)
    }
}

/// A row of the ledger.
#[derive(Clone, Copy, Debug)]
pub struct LedgerRow {
    /// Place of the policy in [`Ledger::policies`].
    pub policy: usize,
    /// Replicate.
    pub replicate: u32,
    /// Quarter of the window, from 0.
    pub quarter: u32,
    /// Place of the party in [`Ledger::parties`].
    pub party: usize,
    /// Place of the account in [`Ledger::categories`].
    pub category: usize,
    /// Whether the amount is money (fen) rather than minutes.
    pub is_fen: bool,
    /// Amount, in fen or minutes.
    pub amount: f64,
}

/// `ledger.csv`.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Names of the policies, as they first appear.
    pub policies: Vec<String>,
    /// Names of the parties, as they first appear.
    pub parties: Vec<String>,
    /// Names of the accounts, as they first appear.
    pub categories: Vec<String>,
    /// Rows in the order of the file.
    pub rows: Vec<LedgerRow>,
}

/// Reads `runs.csv` of a folder.
///
/// # Errors
/// When the file is missing, has another header, or a field is not what its column holds.
pub fn runs(dir: &Path) -> Result<Vec<RunRow>, StoreError> {
    const TEXT: [&str; 5] = ["policy", "seed", "status", "reason", "onset_digest"];
    let mut rows = Vec::new();
    let is_text: Vec<bool> = RUNS.columns.iter().map(|c| TEXT.contains(&c.name)).collect();
    each(dir, &RUNS, |row| {
        let text = |name| RUNS.position(name).map_or("", |place| row.text(place)).to_owned();
        let values = is_text.iter().enumerate();
        let values = values.map(|(place, &text)| if text { Ok(f64::NAN) } else { row.real(place) });
        rows.push(RunRow {
            policy: text("policy"),
            replicate: row.whole(1)?,
            seed: text("seed"),
            ok: text("status") == "ok",
            reason: text("reason"),
            onset_digest: text("onset_digest"),
            values: values.collect::<Result<_, _>>()?,
        });
        Ok(())
    })?;
    Ok(rows)
}

/// Reads `daily.csv` of a folder; nothing when it was not collected.
///
/// # Errors
/// As [`runs`].
pub fn daily(dir: &Path) -> Result<Option<Daily>, StoreError> {
    let mut daily = Daily::default();
    if !dir.join(DAILY.file).exists() {
        return Ok(None);
    }
    each(dir, &DAILY, |row| {
        let mut values = [f64::NAN; DAILY_VALUES];
        for (value, place) in values.iter_mut().zip(3..) {
            *value = row.real(place)?;
        }
        daily.rows.push(DailyRow {
            policy: place_of(&mut daily.policies, row.text(0)),
            replicate: row.whole(1)?,
            day: row.whole(2)?,
            values,
        });
        Ok(())
    })?;
    Ok(Some(daily))
}

/// Reads `ledger.csv` of a folder; nothing when it was not collected.
///
/// # Errors
/// As [`runs`].
pub fn ledger(dir: &Path) -> Result<Option<Ledger>, StoreError> {
    let mut ledger = Ledger::default();
    if !dir.join(LEDGER.file).exists() {
        return Ok(None);
    }
    each(dir, &LEDGER, |row| {
        let is_fen = match row.text(5) {
            "fen" => true,
            "minutes" => false,
            _ => return Err(row.wrong(5, both!("`minutes` or `fen`", " `minutes` 或 `fen`"))),
        };
        ledger.rows.push(LedgerRow {
            policy: place_of(&mut ledger.policies, row.text(0)),
            replicate: row.whole(1)?,
            quarter: row.whole(2)?,
            party: place_of(&mut ledger.parties, row.text(3)),
            category: place_of(&mut ledger.categories, row.text(4)),
            is_fen,
            amount: row.real(6)?,
        });
        Ok(())
    })?;
    Ok(Some(ledger))
}

/// The place of a name, added when it is new. Names repeat in runs and are few, so the last places are looked at first.
fn place_of(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().rposition(|n| n == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

/// A record with what an error about it must name.
struct Row<'a> {
    path: &'a Path,
    spec: &'static TableSpec,
    number: usize,
    record: &'a StringRecord,
}

impl Row<'_> {
    fn text(&self, place: usize) -> &str {
        self.record.get(place).unwrap_or("")
    }

    fn wrong(&self, place: usize, expected: Both) -> StoreError {
        StoreError::Field {
            path: self.path.to_owned(),
            record: self.number,
            column: self.spec.columns.get(place).map_or("?", |c| c.name),
            text: self.text(place).to_owned(),
            expected: Box::new(expected),
        }
    }

    fn whole(&self, place: usize) -> Result<u32, StoreError> {
        self.text(place).parse().map_err(|_| self.wrong(place, both!("a whole number", "整数")))
    }

    fn real(&self, place: usize) -> Result<f64, StoreError> {
        match self.text(place) {
            "" => Ok(f64::NAN),
            text => text.parse().map_err(|_| self.wrong(place, both!("a number or nothing", "数字或空"))),
        }
    }
}

fn each(
    dir: &Path,
    spec: &'static TableSpec,
    mut take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let path: PathBuf = dir.join(spec.file);
    let broken = |e: csv::Error| match e.into_kind() {
        csv::ErrorKind::Io(source) => StoreError::io(Action::Read, &path)(source),
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.map_or(0, |p| p.line());
            let what = both!(
                "line {line}: found {len} fields, expected {expected_len}",
                "第 {line} 行：读到 {len} 个字段，应为 {expected_len} 个"
            );
            StoreError::Table { path: path.clone(), what }
        }
        other => {
            let what = both!("not readable as CSV ({other:?})", "无法按 CSV 读取（{other:?}）");
            StoreError::Table { path: path.clone(), what }
        }
    };
    let mut reader = csv::Reader::from_reader(input(&path).map_err(StoreError::of(Action::Read, &path))?);
    let header = reader.headers().map_err(broken)?;
    if !header.iter().eq(spec.columns.iter().map(|c| c.name)) {
        let what = both!(
            "the header is not the one this version of the program writes; run the experiment again with --fresh",
            "表头与本版本程序所写的不同；请用 --fresh 重新运行"
        );
        return Err(StoreError::Table { path, what });
    }
    let mut record = StringRecord::new();
    let mut number = 0;
    while reader.read_record(&mut record).map_err(broken)? {
        number += 1;
        take(&Row { path: &path, spec, number, record: &record })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_a_day_after_its_keys_has_a_place() {
        assert_eq!(DAILY.columns.len(), DAILY_VALUES + 3);
        assert_eq!(Daily::position("created"), Some(0));
        assert_eq!(Daily::position("community_workers"), Some(DAILY_VALUES - 1));
    }

    #[test]
    fn an_error_names_the_file_the_record_the_column_and_the_text() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let text = LEDGER.header() + "a,0,0,office,pay,fen,12\na,0,0,office,pay,fen,much\n";
        std::fs::write(dir.path().join(LEDGER.file), text).expect("written");
        let error = ledger(dir.path()).expect_err("`much` is no amount").to_string();
        assert!(error.contains("ledger.csv, record 2, column `amount`: found `much`"), "{error}");
    }

    #[test]
    fn a_table_that_was_not_collected_is_nothing() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        assert!(daily(dir.path()).expect("no error").is_none());
        assert!(runs(dir.path()).is_err());
    }
}
