//! From the bytes of a file to its sheets: workbooks by what they begin with, anything else as text.
//!
//! Text is UTF-8 with or without a mark, UTF-16 with a mark ("Unicode text" of Excel), or GB18030; what is valid UTF-8 is read as that.

use std::borrow::Cow;

use super::columns::{Needed, known};
use super::format::Format;
use super::grid::{Cell, Grid, row_place, short};
use crate::base::encoding;
use crate::base::words::{Both, both};
use crate::scenario::error::{Kind, ScenarioError};

/// Number of rows of a text examined to detect its separator.
const LOOKED_AT: usize = 60;
/// Number of bytes of a text examined for that.
const LOOKED_AT_BYTES: usize = 1 << 16;

/// The sheets of a file, in its order.
///
/// # Errors
/// When the file is none that can be read, is damaged, or is larger than any sheet of communities.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Grid>, ScenarioError> {
    if let Some(format) = Format::of(bytes) {
        return workbook_sheets(format, bytes);
    }
    let (text, encoding) = decode(bytes)?;
    Ok(vec![table(&text, encoding)?])
}

#[cfg(feature = "files")]
use super::workbook::sheets as workbook_sheets;

/// A program without the feature `files` reads text alone.
#[cfg(not(feature = "files"))]
fn workbook_sheets(_: Format, _: &[u8]) -> Result<Vec<Grid>, ScenarioError> {
    Err(ScenarioError::new(Kind::Encoding)
        .found(both!("a workbook", "工作簿"))
        .expected(both!("UTF-8 or UTF-16 text: this build reads no workbooks", "UTF-8 或 UTF-16 文本：本构建不读取工作簿"))
        .hint(both!("save the sheet as \"CSV UTF-8\"", "请把表格另存为“CSV UTF-8”")))
}

/// The text of a table, and how it was written.
fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static str), ScenarioError> {
    let marked = bytes.strip_prefix(b"\xff\xfe").map(|rest| encoding::utf_16(rest, u16::from_le_bytes));
    let marked = marked.or_else(|| bytes.strip_prefix(b"\xfe\xff").map(|rest| encoding::utf_16(rest, u16::from_be_bytes)));
    if let Some(text) = marked {
        return Ok((Cow::Owned(text.ok_or_else(not_text)?), "UTF-16"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((Cow::Borrowed(text), "UTF-8"));
    }
    Ok((encoding::gb18030(bytes).ok_or_else(not_text)?, "GB18030"))
}

fn not_text() -> ScenarioError {
    ScenarioError::new(Kind::Encoding)
        .expected(both!(
            "UTF-8, UTF-16 or GB18030 text, or a workbook (.xlsx, .xls)",
            "UTF-8、UTF-16 或 GB18030 文本，或工作簿（.xlsx、.xls）"
        ))
        .hint(both!("save the sheet as .xlsx or as \"CSV UTF-8\"", "请把表格另存为 .xlsx 或“CSV UTF-8”"))
}

/// The rows of a text.
fn table(text: &str, encoding: &str) -> Result<Grid, ScenarioError> {
    let (separator, text, mut row) = match told_separator(text) {
        Some((separator, rest)) => (separator, rest, 1),
        None => (separator(text), text, 0),
    };
    let name = match separator {
        ',' => both!("commas", "逗号"),
        ';' => both!("semicolons", "分号"),
        _ => both!("tabs", "制表符"),
    };
    let written = both!("text in {encoding}, cells apart by {name}", "{encoding} 文本，以{name}分隔"; name = name);
    let mut grid = Grid::new("", written, Some(separator));
    for record in reader(text, separator).records() {
        let record = record.map_err(|e| {
            let what = short(&e.to_string());
            ScenarioError::new(Kind::Cell)
                .cell(row_place(row + 1))
                .found(Both::same(what))
                .expected(both!("a table of comma-separated values", "以逗号分隔的表格"))
        })?;
        row += 1 + record.position().map_or(0, |position| empty_lines(text.as_bytes(), position.byte()));
        grid.push(row, record.iter().map(Cell::text).collect())?;
    }
    Ok(grid)
}

/// Empty lines that were passed over from there to the next record. Together with the records they number rows as the spreadsheet does,
/// even where a cell holds a line feed.
fn empty_lines(text: &[u8], from: u64) -> u64 {
    let mut at = usize::try_from(from).unwrap_or(usize::MAX).min(text.len());
    // The second half of the line end before.
    if at > 0 && text[at - 1] == b'\r' && text.get(at) == Some(&b'\n') {
        at += 1;
    }
    let mut lines = 0;
    while let Some(byte) = text.get(at).filter(|byte| matches!(byte, b'\r' | b'\n')) {
        at += if *byte == b'\r' && text.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
        lines += 1;
    }
    lines
}

fn reader(text: &str, separator: char) -> csv::Reader<&[u8]> {
    let delimiter = u8::try_from(separator).unwrap_or(b',');
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

/// The separator that the first line names, as `sep=;` does for Excel, and the text below it.
fn told_separator(text: &str) -> Option<(char, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let told = line.trim().trim_matches('"').strip_prefix("sep=")?;
    [',', ';', '\t'].into_iter().find(|c| told == c.to_string()).map(|c| (c, rest))
}

/// The separator of cells: the one by which most headers are understood, then the most frequent one; a comma when in doubt.
fn separator(text: &str) -> char {
    let mut end = text.len().min(LOOKED_AT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = &text[..end];
    let score = |separator: char| {
        let headers = |record: &csv::StringRecord| {
            let known = record.iter().filter_map(known);
            let (mut needed, mut all) = (0, 0);
            known.for_each(|column| {
                all += 1;
                needed += usize::from(Needed::of(column).is_some());
            });
            (needed > 0, all)
        };
        let best = reader(start, separator).records().take(LOOKED_AT).flatten().map(|r| headers(&r)).max().unwrap_or_default();
        (best, start.lines().take(LOOKED_AT).map(|line| line.matches(separator).count()).max().unwrap_or_default())
    };
    [',', ';', '\t'].into_iter().rev().max_by_key(|&separator| (score(separator), separator == ',')).unwrap_or(',')
}
