//! A sheet as rows of cells, whatever file it came from.

use crate::base::words::{Both, both, shown};
use crate::scenario::error::{Kind, ScenarioError};

/// Maximum number of non-empty rows: enough for the maximum number of communities, each with rows of totals and notes.
pub(super) const MOST_ROWS: usize = 200_000;
/// Most cells of a sheet.
pub(super) const MOST_CELLS: usize = 3_000_000;
/// Columns of the widest merged cell whose text is spread: wider ones are titles.
#[cfg(feature = "files")]
const WIDEST: usize = 1000;
/// Longest text of a cell that is shown in a message.
const LONGEST: usize = 60;

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cell {
    /// The displayed text, trimmed.
    pub text: String,
    /// Its number, where the file keeps numbers apart from texts: then nothing about it is ambiguous.
    pub number: Option<f64>,
    /// Whether the text belongs to a merged cell that begins elsewhere.
    pub merged: bool,
}

impl Cell {
    /// A cell that holds text.
    pub(super) fn text(text: &str) -> Self {
        Self { text: text.trim_matches(is_blank).to_string(), number: None, merged: false }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Blanks around what people type, the wide blank and marks of the byte order among them.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// A non-empty row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// Its number, from 1, as the spreadsheet counts.
    pub number: u64,
    /// How many cells it has, empty ones at its end among them.
    pub width: usize,
    /// Its cells up to the last that holds something.
    pub cells: Vec<Cell>,
}

impl Row {
    pub(super) fn cell(&self, at: usize) -> Option<&Cell> {
        self.cells.get(at).filter(|cell| !cell.is_empty())
    }

    /// The cells that hold something, with their places.
    pub(super) fn filled(&self) -> impl Iterator<Item = (usize, &Cell)> {
        self.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty())
    }
}

/// Cells that are merged into one: first and last row by the spreadsheet's count, first and last column from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Merged {
    pub rows: (u64, u64),
    pub columns: (usize, usize),
}

/// A sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Grid {
    /// The sheet's name in its workbook; empty where a file is one sheet.
    pub name: String,
    /// How the file is written, for people.
    pub written: Both,
    /// The separator of cells; `None` in a workbook.
    pub separator: Option<char>,
    /// Non-empty rows.
    pub rows: Vec<Row>,
    /// Merged cells of several rows or columns.
    pub merged: Vec<Merged>,
    cells: usize,
}

impl Grid {
    /// An empty sheet.
    pub(super) fn new(name: &str, written: Both, separator: Option<char>) -> Self {
        Self { name: name.to_owned(), written, separator, ..Self::default() }
    }

    /// Adds a row below the others, unless it is empty.
    ///
    /// # Errors
    /// When the sheet becomes larger than any sheet of communities.
    pub(super) fn push(&mut self, number: u64, mut cells: Vec<Cell>) -> Result<(), ScenarioError> {
        let width = cells.len();
        cells.truncate(cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1));
        if cells.is_empty() {
            return Ok(());
        }
        self.cells += cells.len();
        if self.rows.len() == MOST_ROWS || self.cells > MOST_CELLS {
            return Err(ScenarioError::new(Kind::OutOfRange)
                .cell(row_place(number))
                .found(both!("more than {MOST_ROWS} rows or {MOST_CELLS} cells", "超过 {MOST_ROWS} 行或 {MOST_CELLS} 个单元格"))
                .expected(both!("a sheet of at most 60000 communities", "至多 60000 个社区的表")));
        }
        self.rows.push(Row { number, width, cells });
        Ok(())
    }

    /// Puts the text of every merged cell into all cells that it covers, marked as merged.
    #[cfg(feature = "files")]
    pub(super) fn spread_merged(&mut self) {
        // Overlapping regions do not occur in a sound file; the budget keeps a broken one from taking long.
        let mut budget = MOST_CELLS;
        for merged in self.merged.iter().filter(|merged| merged.columns.1 - merged.columns.0 < WIDEST) {
            let start = self.rows.partition_point(|row| row.number < merged.rows.0);
            let Some(first) = self.rows.get(start).filter(|row| row.number == merged.rows.0) else { continue };
            let Some(cell) = first.cell(merged.columns.0).filter(|cell| !cell.merged).cloned() else { continue };
            for row in self.rows[start..].iter_mut().take_while(|row| row.number <= merged.rows.1) {
                let width = merged.columns.1 - merged.columns.0 + 1;
                if width > budget {
                    return;
                }
                budget -= width;
                if row.cells.len() <= merged.columns.1 {
                    row.cells.resize(merged.columns.1 + 1, Cell::default());
                }
                for covered in &mut row.cells[merged.columns.0..=merged.columns.1] {
                    if covered.is_empty() {
                        *covered = Cell { merged: true, ..cell.clone() };
                    }
                }
            }
        }
    }
}

/// Text of the sheet on one line of a message.
pub(super) fn short(text: &str) -> String {
    let mut part: String = text.chars().take(LONGEST).collect();
    if part.len() < text.len() {
        part.push('…');
    }
    shown(&part)
}

/// The place of a row.
pub(super) fn row_place(row: u64) -> Both {
    both!("row {row}", "第 {row} 行")
}

/// The place of a cell, by row, column from 0 and header.
pub(super) fn cell_place(row: u64, column: usize, header: &str) -> Both {
    let (column, header) = (column + 1, short(header));
    both!("row {row}, column {column} ({header})", "第 {row} 行第 {column} 列（{header}）")
}

/// The contents of a cell, for the line of an error that says what was found.
pub(super) fn found(text: &str) -> Both {
    if text.is_empty() {
        return both!("an empty cell", "空单元格");
    }
    let text = short(text);
    both!("\"{text}\"", "\"{text}\"")
}
