//! Workbooks of Excel and WPS: `.xlsx` and `.xls`, recognised by their first bytes, not by their name.
//!
//! A workbook is compressed, so a small file may unpack into more than fits in memory; a cell may claim to be in the last row and column.
//! Both are measured before the workbook is read. It is read in a thread of its own: a mistake of the reading library in a damaged
//! file ends that thread, and the file is refused.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, copy, sink};
use std::thread;

use calamine::{Data, DataRef, Dimensions, Reader, SheetVisible, Xls, Xlsx};

use super::format::Format;
use super::grid::{Cell, Grid, MOST_CELLS, Merged, short};
use super::xls_extent;
use crate::base::words::{Both, both};
use crate::scenario::error::{Kind, ScenarioError};

/// Largest workbook that is read, bytes.
const LARGEST: usize = 32 << 20;
/// Most that a workbook may unpack into, bytes.
const LARGEST_UNPACKED: u64 = 192 << 20;
/// Most text in the cells of a sheet, bytes.
const MOST_TEXT: usize = 64 << 20;
/// Maximum number of sheets examined.
const MOST_SHEETS: usize = 50;
/// Name of the thread: the hook for panics says nothing of threads whose name begins so.
const THREAD: &str = "sanshe-worker: workbook";

/// The sheets of a workbook that people see, then the hidden ones.
///
/// # Errors
/// When it is damaged, locked with a password, or too large.
pub(super) fn sheets(format: Format, bytes: &[u8]) -> Result<Vec<Grid>, ScenarioError> {
    if bytes.len() > LARGEST {
        return Err(too_large());
    }
    let read = || match format {
        Format::Xlsx => xlsx(bytes),
        Format::Xls => xls(bytes),
    };
    thread::scope(|scope| match thread::Builder::new().name(THREAD.to_owned()).spawn_scoped(scope, read) {
        Ok(handle) => handle.join().unwrap_or_else(|_| Err(unreadable(&both!("the file is damaged", "文件已损坏")))),
        Err(_) => Err(unreadable(&both!("no thread can be started", "无法启动线程"))),
    })
}

fn too_large() -> ScenarioError {
    let (packed, unpacked) = (LARGEST >> 20, LARGEST_UNPACKED >> 20);
    ScenarioError::new(Kind::Unreadable)
        .found(both!("a workbook that is too large", "工作簿过大"))
        .expected(both!(
            "at most {packed} MiB packed, {unpacked} MiB unpacked, {MOST_CELLS} cells a sheet",
            "压缩后至多 {packed} MiB，解压后至多 {unpacked} MiB，每张表至多 {MOST_CELLS} 个单元格"
        ))
        .hint(both!("copy the rows of the communities into a new workbook", "请把社区各行复制到新的工作簿"))
}

fn unreadable(what: &Both) -> ScenarioError {
    ScenarioError::new(Kind::Unreadable)
        .found(what.clone())
        .expected(both!("a workbook (.xlsx, .xls) without a password", "不带密码的工作簿（.xlsx、.xls）"))
        .hint(both!("open it and save it anew as .xlsx or as \"CSV UTF-8\"", "请打开后另存为 .xlsx 或“CSV UTF-8”"))
}

fn damaged(error: impl std::fmt::Display) -> ScenarioError {
    let what = short(&error.to_string());
    unreadable(&both!("{what}", "读取失败：{what}"))
}

/// Unpacks everything once and forgets it: sizes that the file itself states are not to be believed.
fn measure(bytes: &[u8]) -> Result<(), ScenarioError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let is_book = |name: &str| name.to_ascii_lowercase().ends_with("workbook.xml");
    if !archive.file_names().any(|name| name.is_ok_and(|name| is_book(&name))) {
        return Err(unreadable(&both!(
            "no workbook of this kind (perhaps .ods or .xlsb)",
            "不是这类工作簿（可能是 .ods 或 .xlsb）"
        )));
    }
    let mut left = LARGEST_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        left -= copy(&mut part.take(left), &mut sink()).map_err(damaged)?;
        if left == 0 {
            return Err(too_large());
        }
    }
    Ok(())
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Grid>, ScenarioError> {
    measure(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut grids = Vec::new();
    for name in visible_first(book.sheets_metadata()) {
        // A sheet of charts has no cells.
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        let percent: Vec<bool> = reader
            .styles()
            .iter()
            .map(|style| style.number_format.as_ref().is_some_and(|format| format.format_code.contains('%')))
            .collect();
        let mut cells = Cells::default();
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
            let is_percent = percent.get(style).is_some_and(|is| *is);
            let value = match cell.get_value() {
                DataRef::Float(n) if is_percent => percentage(*n),
                DataRef::Int(n) => numeric(*n as f64),
                DataRef::Float(n) => numeric(*n),
                DataRef::String(text) => Cell::text(text),
                DataRef::SharedString(text) => Cell::text(text),
                DataRef::DateTime(date) => dated(date),
                DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::text(text),
                DataRef::Bool(is) => Cell::text(if *is { "TRUE" } else { "FALSE" }),
                DataRef::Error(error) => Cell::text(&error.to_string()),
                DataRef::Empty => continue,
            };
            cells.put(cell.get_position(), value)?;
        }
        drop(reader);
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        grids.push(cells.grid(&name, "xlsx", &merged)?);
    }
    Ok(grids)
}

fn xls(bytes: &[u8]) -> Result<Vec<Grid>, ScenarioError> {
    match xls_extent::cells(bytes) {
        None => return Err(unreadable(&both!("the file is damaged or locked", "文件已损坏或已加密"))),
        Some(cells) if cells > MOST_CELLS as u64 => return Err(too_large()),
        Some(_) => {}
    }
    let mut book = Xls::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut grids = Vec::new();
    for name in visible_first(book.sheets_metadata()) {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (top, left) = range.start().unwrap_or_default();
        let mut cells = Cells::default();
        for (row, column, value) in range.used_cells() {
            let at = (u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
            let value = match value {
                Data::Int(n) => numeric(*n as f64),
                Data::Float(n) => numeric(*n),
                Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::text(text),
                Data::DateTime(date) => dated(date),
                Data::Bool(is) => Cell::text(if *is { "TRUE" } else { "FALSE" }),
                Data::Error(error) => Cell::text(&error.to_string()),
                Data::Empty => continue,
            };
            cells.put((top.saturating_add(at.0), left.saturating_add(at.1)), value)?;
        }
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        grids.push(cells.grid(&name, "xls", &merged)?);
    }
    Ok(grids)
}

fn visible_first(sheets: &[calamine::Sheet]) -> Vec<String> {
    let mut sheets: Vec<&calamine::Sheet> = sheets.iter().collect();
    sheets.sort_by_key(|sheet| sheet.visible != SheetVisible::Visible);
    sheets.into_iter().take(MOST_SHEETS).map(|sheet| sheet.name.clone()).collect()
}

/// A cell that holds a number.
fn numeric(number: f64) -> Cell {
    if number.is_finite() { Cell { text: number.to_string(), number: Some(number), merged: false } } else { Cell::text("#NUM!") }
}

/// A cell that holds a number and shows it as a percentage: read as people see it.
fn percentage(number: f64) -> Cell {
    Cell::text(&format!("{}%", (number * 1e12).round() / 1e10))
}

/// A cell with a date. Excel turns codes such as `1-2` into dates.
fn dated(date: &calamine::ExcelDateTime) -> Cell {
    if !date.is_datetime() || !(0.0..3_000_000.0).contains(&date.as_f64()) {
        return Cell::text(&date.as_f64().to_string());
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    Cell::text(&format!("{year}-{month:02}-{day:02}"))
}

/// The non-empty cells of a sheet.
#[derive(Debug, Default)]
struct Cells {
    rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
    cells: usize,
    text: usize,
}

impl Cells {
    fn put(&mut self, (row, column): (u32, u32), cell: Cell) -> Result<(), ScenarioError> {
        if cell.is_empty() {
            return Ok(());
        }
        self.cells += 1;
        self.text += cell.text.len();
        if self.cells > MOST_CELLS || self.text > MOST_TEXT {
            return Err(too_large());
        }
        self.rows.entry(row).or_default().insert(column, cell);
        Ok(())
    }

    fn grid(self, name: &str, format: &str, merged: &[Dimensions]) -> Result<Grid, ScenarioError> {
        let mut grid = Grid::new(name, both!("{format} workbook", "{format} 工作簿"), None);
        for (row, cells) in self.rows {
            let width = cells.keys().next_back().map_or(0, |last| *last as usize + 1);
            if width > MOST_CELLS {
                return Err(too_large());
            }
            let mut line = vec![Cell::default(); width];
            for (column, cell) in cells {
                line[column as usize] = cell;
            }
            grid.push(u64::from(row) + 1, line)?;
        }
        let sound = |d: &&Dimensions| d.start.0 <= d.end.0 && d.start.1 <= d.end.1;
        grid.merged = merged
            .iter()
            .filter(sound)
            .map(|d| Merged {
                rows: (u64::from(d.start.0) + 1, u64::from(d.end.0) + 1),
                columns: (d.start.1 as usize, d.end.1 as usize),
            })
            .collect();
        grid.spread_merged();
        Ok(grid)
    }
}
