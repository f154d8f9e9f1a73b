//! Copies of the tables that Excel and WPS open as they are meant: `--excel`.
//!
//! The tables of the record are UTF-8 without a mark, which a Chinese Excel takes for GBK. The copies, in a folder of their own, have the
//! mark, lines that end as Windows ends them, and an apostrophe before fields that a spreadsheet would make a formula, a day or another
//! number of. The record keeps its bytes.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use super::ReportError;
use crate::both;
use crate::measure::tables;
use crate::store::no_link;
use crate::words::Both;

/// The folder of the copies, in the output folder.
pub const FOLDER: &str = "excel";
/// Most rows of a sheet of Excel, the header among them.
pub const MOST_ROWS: usize = 1_048_576;
/// Ending of a copy that is being written.
const PART: &str = ".part";
/// How Excel knows UTF-8.
const MARK: &str = "\u{feff}";

/// Names of all copies there may be, as seen from the output folder.
pub fn paths() -> impl Iterator<Item = String> {
    tables::ALL.iter().map(|table| format!("{FOLDER}/{}", table.file))
}

/// Writes a copy of every table of `dir` that is there, and removes those whose table is not: it would belong to other results. Returns a
/// sentence for each table that has more rows than Excel takes: it has no copy.
///
/// # Errors
/// When a table cannot be read or a copy not be written.
pub fn write(dir: &Path) -> Result<Vec<Both>, ReportError> {
    let folder = dir.join(FOLDER);
    no_link(&folder).and_then(|()| fs::create_dir_all(&folder)).map_err(failed(&folder))?;
    let mut left_out = Vec::new();
    for table in tables::ALL {
        let (from, to) = (dir.join(table.file), folder.join(table.file));
        let part = folder.join(format!("{}{PART}", table.file));
        no_link(&to).and_then(|()| no_link(&part)).map_err(failed(&to))?;
        let rows = if from.is_file() { copy(&from, &part)? } else { 0 };
        if (1..=MOST_ROWS).contains(&rows) {
            fs::rename(&part, &to).map_err(failed(&to))?;
            continue;
        }
        super::remove(&part)?;
        super::remove(&to)?;
        if rows > MOST_ROWS {
            let file = table.file;
            left_out.push(both!(
                "{FOLDER}/{file} is not written: {file} has more than the {MOST_ROWS} rows that Excel opens",
                "未写 {FOLDER}/{file}：{file} 的行数超过 Excel 能打开的 {MOST_ROWS} 行"
            ));
        }
    }
    Ok(left_out)
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> ReportError {
    let path: PathBuf = path.to_owned();
    move |source| ReportError::Write { path, source }
}

/// Copies a table and counts its rows; stops at the first too many.
fn copy(from: &Path, to: &Path) -> Result<usize, ReportError> {
    let source = BufReader::new(File::open(from).map_err(failed(from))?);
    let mut target = std::io::BufWriter::new(File::create(to).map_err(failed(to))?);
    target.write_all(MARK.as_bytes()).map_err(failed(to))?;
    let mut rows = 0;
    // A table has a row on each line: the record writes no line feed inside a field.
    for line in source.lines() {
        rows += 1;
        if rows > MOST_ROWS {
            break;
        }
        let line = line.map_err(failed(from))?;
        target.write_all(row(&line).as_bytes()).map_err(failed(to))?;
    }
    target.into_inner().map_err(|e| failed(to)(e.into_error()))?.sync_all().map_err(failed(to))?;
    Ok(rows)
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
    fn a_table_with_more_rows_than_excel_opens_is_named_and_not_copied() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::write(dir.path().join("runs.csv"), "a\n1\n").expect("written");
        fs::write(dir.path().join("waits.csv"), "a\n".repeat(MOST_ROWS + 1)).expect("written");
        fs::create_dir(dir.path().join(FOLDER)).expect("made");
        fs::write(dir.path().join("excel/flows.csv"), "old").expect("written");
        let said = write(dir.path()).expect("the rest is copied");
        assert_eq!(said.len(), 1);
        assert!(said[0].en.contains("waits.csv has more than the 1048576 rows"), "{said:?}");
        let names: Vec<_> =
            fs::read_dir(dir.path().join(FOLDER)).expect("lists").map(|e| e.expect("an entry").file_name()).collect();
        assert_eq!(names, ["runs.csv"]);
        assert_eq!(fs::read(dir.path().join("excel/runs.csv")).expect("read"), b"\xef\xbb\xbfa\r\n1\r\n");
    }
}
