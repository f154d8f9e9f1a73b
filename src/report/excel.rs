//! Copies of the tables that Excel and WPS open as they are meant: `--excel`.
//!
//! The tables of the record are UTF-8 without a mark, which a Chinese Excel takes for GBK. The copies, in a folder of their own, have the
//! mark, lines that end as Windows ends them, and an apostrophe before fields that a spreadsheet would make a formula, a day or another
//! number of. The record keeps its bytes.

use std::io::{BufRead, BufReader};
use std::path::Path;

use super::ReportError;
use crate::both;
use crate::files::{Trouble, input};
use crate::store::closed::ReportFiles;
use crate::words::Both;

/// Most rows of a sheet of Excel, the header among them.
pub const MOST_ROWS: usize = 1_048_576;
/// How Excel knows UTF-8.
const MARK: &str = "\u{feff}";

/// The tables of which there are copies: all.
const TABLES: [&str; 8] =
    ["runs.csv", "policies.csv", "daily.csv", "communities.csv", "cells.csv", "flows.csv", "waits.csv", "ledger.csv"];

/// The copies as files of an output folder.
pub const KEPT: ReportFiles = ReportFiles { folder: "excel", files: &TABLES };

/// The copy of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Copy {
    /// Its text.
    Text(String),
    /// There is no such table: it was not collected. A copy of that name would belong to other results.
    NoTable,
    /// The table has more rows than Excel takes.
    TooLong,
}

/// Says that a table has no copy.
#[must_use]
pub fn too_long(file: &str) -> Both {
    let folder = KEPT.folder;
    both!(
        "{folder}/{file} is not written: {file} has more than the {MOST_ROWS} rows that Excel opens",
        "未写 {folder}/{file}：{file} 的行数超过 Excel 能打开的 {MOST_ROWS} 行"
    )
}

/// Makes the copy of a table of `dir`. Writes nothing.
///
/// # Errors
/// When the table cannot be read.
pub fn copy(dir: &Path, file: &str) -> Result<Copy, ReportError> {
    let path = dir.join(file);
    let failed = |found: Trouble| ReportError::NotPlain { path: path.clone(), found };
    let source = match input(&path) {
        Ok(source) => BufReader::new(source),
        Err(Trouble::System(e)) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Copy::NoTable),
        Err(trouble) => return Err(failed(trouble)),
    };
    let mut text = MARK.to_owned();
    // A table has a row on each line: the record writes no line feed inside a field.
    for (rows, line) in source.lines().enumerate() {
        if rows == MOST_ROWS {
            return Ok(Copy::TooLong);
        }
        text.push_str(&row(&line.map_err(|e| failed(Trouble::System(e)))?));
    }
    Ok(Copy::Text(text))
}

/// A row as Excel is to read it, its line end with it.
fn row(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut field = String::new();
    let (mut quoted, mut first) = (false, true);
    let mut put = |field: &str, out: &mut String| {
        if !std::mem::take(&mut first) {
            out.push(',');
        }
        let kept = if is_changed_by_excel(field) { format!("'{field}") } else { field.to_owned() };
        if kept.contains(['"', ',']) {
            out.push_str(&format!("\"{}\"", kept.replace('"', "\"\"")));
        } else {
            out.push_str(&kept);
        }
    };
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => {
                put(&field, &mut out);
                field.clear();
            }
            c => field.push(c),
        }
    }
    put(&field, &mut out);
    out.push_str("\r\n");
    out
}

/// Whether a spreadsheet would make something else of a field: a formula of `=1`, a day of `1-2` or `MAR1`, 7 of `007`, 10⁵ of `1E5`.
/// Numbers of the record are never written so.
fn is_changed_by_excel(field: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_number = |text: &str| {
        let text = text.strip_prefix('-').unwrap_or(text);
        match text.split_once('.') {
            Some((whole, part)) => digits(whole) && digits(part),
            None => digits(text),
        }
    };
    if field.starts_with(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠']) {
        return !is_number(field);
    }
    let zero = field.strip_prefix('0').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) && is_number(field);
    let exponent = field.split_once(['e', 'E']).is_some_and(|(a, b)| is_number(a) && digits(b));
    zero || exponent || is_day(field)
}

/// Whether a field looks like a day: numbers apart by hyphens or strokes, or a month and a number.
fn is_day(field: &str) -> bool {
    let numbers: Vec<&str> = field.split(['-', '/']).collect();
    let short = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if (2..=3).contains(&numbers.len()) && numbers.iter().all(short) {
        return true;
    }
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"];
    let lower = field.to_ascii_lowercase();
    let letters = lower.trim_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '/');
    letters.len() < lower.len() && months.contains(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_and_what_a_spreadsheet_would_change_is_kept_as_text() {
        assert_eq!(row("linkage,0,-0.5,12,"), "linkage,0,-0.5,12,\r\n");
        assert_eq!(row("0.25,1000000,春柳街道"), "0.25,1000000,春柳街道\r\n");
        assert_eq!(row("=1+1,-x,+2,@a,-"), "'=1+1,'-x,'+2,'@a,'-\r\n");
        assert_eq!(row("1-2,2024-03-01,007,1E5,MAR1,A1,1-2-3-4"), "'1-2,'2024-03-01,'007,'1E5,'MAR1,A1,1-2-3-4\r\n");
        assert_eq!(row("\"a, \"\"b\"\"\",\"=c,d\""), "\"a, \"\"b\"\"\",\"'=c,d\"\r\n");
    }

    #[test]
    fn a_table_with_more_rows_than_excel_opens_has_no_copy() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(dir.path().join("runs.csv"), "a\n1\n").expect("written");
        std::fs::write(dir.path().join("waits.csv"), "a\n".repeat(MOST_ROWS + 1)).expect("written");
        let copy = |file| copy(dir.path(), file).expect("it reads");
        assert_eq!(copy("runs.csv"), Copy::Text("\u{feff}a\r\n1\r\n".into()));
        assert_eq!(copy("waits.csv"), Copy::TooLong);
        assert_eq!(copy("flows.csv"), Copy::NoTable);
        assert!(too_long("waits.csv").en.contains("waits.csv has more than the 1048576 rows"));
    }

    #[test]
    fn every_table_has_a_copy() {
        assert!(crate::measure::tables::ALL.iter().map(|table| table.file).eq(TABLES));
    }
}
