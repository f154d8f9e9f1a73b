//! Copies of the tables that Excel and WPS open correctly: `--excel`.
//!
//! The original tables are UTF-8 without a byte order mark, which a Chinese Excel reads as GBK. The copies, in their own folder, have the
//! mark, Windows line ends, and an apostrophe before fields that a spreadsheet would turn into a formula, a date or a different number.
//! The originals do not change.

use std::io::{self, BufRead, BufReader, Read, Write};

use crate::base::words::{Both, both};
use crate::measure::tables;
use crate::store::StoreError;
use crate::store::closed::ReportFiles;
use crate::store::folder::Folder;

/// The folder of the copies, in the output folder.
pub const FOLDER: &str = "excel";
/// Maximum number of rows of an Excel sheet, including the header.
pub const MOST_ROWS: usize = 1_048_576;
/// The byte order mark by which Excel recognises UTF-8.
const MARK: &str = "\u{feff}";

/// The copies as files of an output folder.
pub static KEPT: ReportFiles = ReportFiles { folder: FOLDER, files: &tables::FILES };

/// Writes a copy of every existing table of a folder, and removes copies without a table, which would belong to other results. Returns a
/// sentence for each table with more rows than Excel allows, which gets no copy.
///
/// # Errors
/// When a table cannot be read, a copy cannot be written, or a copy was changed since, in which case it is kept.
pub fn write(place: &mut Folder) -> Result<Vec<Both>, StoreError> {
    let mut left_out = Vec::new();
    for file in tables::FILES {
        let table = place.table(file)?;
        let mut rows = 0;
        place.write_streamed(FOLDER, file, &mut |out| {
            rows = table.as_ref().map_or(Ok(0), |table| copy(table, out))?;
            Ok((1..=MOST_ROWS).contains(&rows))
        })?;
        if rows > MOST_ROWS {
            left_out.push(both!(
                "{FOLDER}/{file} is not written: {file} has more than the {MOST_ROWS} rows that Excel opens",
                "未写 {FOLDER}/{file}：{file} 的行数超过 Excel 能打开的 {MOST_ROWS} 行"
            ));
        }
    }
    Ok(left_out)
}

/// Copies a table and counts its rows; stops at the first row beyond the maximum.
fn copy(table: impl Read, target: &mut dyn Write) -> io::Result<usize> {
    target.write_all(MARK.as_bytes())?;
    let mut rows = 0;
    // Each line is one row: fields never contain a line feed.
    for line in BufReader::new(table).lines() {
        rows += 1;
        if rows > MOST_ROWS {
            break;
        }
        target.write_all(row(&line?).as_bytes())?;
    }
    Ok(rows)
}

/// A row for Excel, with its line end.
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

/// Whether a spreadsheet would reinterpret a field: `=1` as a formula, `1-2` or `MAR1` as a date, `007` as 7, `1E5` as 10⁵. Numbers in the
/// tables are never written like this.
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

/// Whether a field looks like a date: numbers separated by hyphens or slashes, or a month and a number.
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
    fn a_table_with_more_rows_than_excel_opens_is_known_by_its_rows() {
        let mut out = Vec::new();
        assert_eq!(copy(&b"a\n1\n"[..], &mut out).expect("it copies"), 2);
        assert_eq!(out, b"\xef\xbb\xbfa\r\n1\r\n");
        let long = "a\n".repeat(MOST_ROWS + 7);
        assert_eq!(copy(long.as_bytes(), &mut io::sink()).expect("it copies"), MOST_ROWS + 1);
    }
}
