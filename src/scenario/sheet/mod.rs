//! Communities from a sheet: what an analyst has at hand, as Excel or WPS writes it.
//!
//! ```text
//! file ─ workbook ─▶ grid ─ header ─▶ columns, units ─ rows, totals ─▶ communities
//!                                                         all problems ─▶ one error
//! ```
//!
//! Headers are English or Chinese, in any order; [`COLUMNS`] lists them. Titles, notes, totals and repeated headers are no communities;
//! what was made of them is in [`Understood`]. An ambiguous number is an error that names both readings.
//!
//! **Left unread.** [`UNREAD`] lists columns that sheets have and the model has no use for; they, columns with other headers and columns
//! without one are named in a remark. A misspelt header is an error. `docs/communities.md` explains all this to users.

mod columns;
mod communities;
mod file;
mod format;
mod grid;
mod header;
mod numbers;
mod problems;
mod rows;
mod totals;
mod understood;
mod units;
#[cfg(feature = "files")]
mod workbook;
#[cfg(feature = "files")]
mod xls_extent;

pub use columns::{COLUMNS, Column, UNREAD};
pub use communities::RESIDENTS;
pub use understood::Understood;

use self::columns::{Meaning, Needed};
use self::grid::{Grid, row_place, short};
use self::header::Header;
use self::numbers::shown;
use self::problems::Problems;
use super::error::{Kind, ScenarioError};
use crate::base::words::{Both, both};
use crate::scenario::keys::quantity::Keyed;
use crate::scenario::keys::world::{CommunityKeys, Scenario};

/// The name of the sheet that `sanshe new --table` writes.
pub const SHEET: &str = "communities.csv";

/// The contents of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Its communities, in its order.
    pub communities: Keyed<CommunityKeys>,
    /// Non-empty columns that are not read: number from 1, and header, which may be empty.
    pub unread: Vec<(usize, String)>,
    /// Assumptions made in reading it, and columns left unread for a reason other than being unused by the model.
    pub assumed: Vec<Both>,
    /// The interpretation.
    pub understood: Understood,
}

/// Reads the communities of a scenario from the bytes of its table. `name` is the file's, for messages.
///
/// # Errors
/// When the file cannot be read, a column is missing, double or misspelt, or a cell is not what its column takes: all of it at once.
pub fn read(name: &str, bytes: &[u8], scenario: &Scenario) -> Result<Sheet, ScenarioError> {
    read_bytes(name, bytes, scenario).map_err(|error| error.in_file(name))
}

fn read_bytes(name: &str, bytes: &[u8], scenario: &Scenario) -> Result<Sheet, ScenarioError> {
    let grids = file::sheets(bytes)?;
    let Some((chosen, found, others)) = choose(&grids) else {
        return Err(no_header(&grids));
    };
    let grid = &grids[chosen];
    let mut problems = Problems::default();
    let header = header::columns(grid, found, scenario, &mut problems);
    let (entries, skipped) = rows::sort(grid, &header, &mut problems);
    let communities = communities::read(&header, &entries, grid.separator, scenario, &mut problems);
    if entries.is_empty() && skipped.wrong == 0 && problems.is_empty() {
        let error = ScenarioError::new(Kind::Cell)
            .found(both!("no communities below the header", "表头之下没有社区"))
            .expected(both!("at least one row", "至少一行"))
            .hint(both!(
                "fill in at least one community: code, subdistrict and residents (编号, 街道, 常住人口)",
                "请至少填写一个社区：编号、街道、常住人口"
            ));
        let below = grid.rows[header.below - 1].number + 1;
        return Err(error.cell(row_place(below)));
    }
    if let Some(error) = problems.error() {
        return Err(error);
    }
    let parts =
        understood::Parts { file: name, grid, others: &others, header: &header, skipped: &skipped, communities: &communities };
    let understood = understood::understood(&parts);
    let filled = filled(&header, &entries);
    Ok(Sheet {
        unread: unread(&header, &filled),
        assumed: assumed(&header, &entries, grid.separator, &filled, scenario),
        understood,
        communities: Keyed(communities.list),
    })
}

/// The sheet to read: the first whose header has all that is needed, otherwise the first that has most; with its header, and the names of
/// others that could be read as well.
fn choose(grids: &[Grid]) -> Option<(usize, header::Found, Vec<String>)> {
    let found: Vec<(usize, header::Found)> =
        grids.iter().enumerate().filter_map(|(at, grid)| Some((at, header::find(grid)?))).collect();
    let most = found.iter().map(|(_, found)| found.needed).max()?;
    let complete = Needed::ALL.len();
    let mut best = found.into_iter().filter(|(_, found)| found.needed == most);
    let (chosen, header) = best.next()?;
    let others = best.filter(|(_, found)| found.needed == complete).map(|(at, _)| grids[at].name.clone()).collect();
    Some((chosen, header, others))
}

fn no_header(grids: &[Grid]) -> ScenarioError {
    let row = grids.iter().find_map(|grid| grid.rows.first()).map_or(1, |row| row.number);
    ScenarioError::new(Kind::Cell)
        .cell(row_place(row))
        .found(both!("no row that is a header of a sheet of communities", "没有可作表头的一行"))
        .expected(both!(
            "a header with code or name, subdistrict and residents (编号或名称, 街道, 常住人口)",
            "含编号或名称、街道、常住人口的表头"
        ))
        .hint(both!(
            "`sanshe new DIR --table` writes a sheet with all headers; docs/communities.md explains them",
            "`sanshe new 文件夹 --table` 可生成含全部表头的空表，说明见 docs/communities.md"
        ))
}

/// Whether each column is non-empty in the rows of communities.
fn filled(header: &Header, entries: &[rows::Entry<'_>]) -> Vec<bool> {
    let mut filled = vec![false; header.columns.len()];
    for entry in entries {
        for (at, _) in entry.row.filled() {
            if let Some(filled) = filled.get_mut(at) {
                *filled = true;
            } else {
                filled.resize(at + 1, true);
            }
        }
    }
    filled
}

/// Columns of no use to the model, with something in them. Numbers of rows are not worth a word.
fn unread(header: &Header, filled: &[bool]) -> Vec<(usize, String)> {
    let name = |at: usize| match header.columns.get(at) {
        Some(column) if column.meaning != Meaning::Ignored || column.unread.is_some() => None,
        Some(column) => Some(column.header.clone()),
        None => Some(String::new()),
    };
    (0..filled.len()).filter(|at| filled[*at]).filter_map(|at| Some((at + 1, name(at)?))).collect()
}

/// Assumptions.
fn assumed(
    header: &Header,
    entries: &[rows::Entry<'_>],
    separator: Option<char>,
    filled: &[bool],
    scenario: &Scenario,
) -> Vec<Both> {
    let mut assumed = Vec::new();
    for (at, column) in header.columns.iter().enumerate().filter(|(at, _)| filled[*at]) {
        let (number, name) = (at + 1, short(&column.header));
        if let Some(why) = &column.unread {
            assumed.push(both!(
                "column {number} ({name}) is not read: {why}",
                "第 {number} 列（{name}）未读取：{why}"; why = why
            ));
        }
        if header::is_of_all_ages(column, scenario) {
            let times = if let Some(units::Unit::Times(times)) = column.unit { times } else { 1.0 };
            let people: f64 = entries
                .iter()
                .filter_map(|entry| entry.row.cell(at))
                .filter_map(|cell| match numbers::read(cell, separator, false) {
                    numbers::Read::Number(number) => Some(number.value),
                    _ => None,
                })
                .sum();
            let people = shown(people * times);
            assumed.push(both!(
                "column {number} ({name}) does not say that only residents of 60 and over are meant. All {people} are counted among them; if the \
                 column counts all ages, that is too many: give those of 60 and over (低保老人, 残疾老人, 失独老人)",
                "第 {number} 列（{name}）没有说明只统计 60 岁以上居民。现将全部 {people} 人计入 60 岁以上；若该列含各年龄，则偏多：请改填 60 岁以上人数\
                 （低保老人、残疾老人、失独老人）"
            ));
        }
    }
    assumed
}

/// How many communities a sheet seems to have; nothing when it is not a sheet of communities, or has none.
#[must_use]
pub fn rows(bytes: &[u8]) -> Option<usize> {
    let grids = file::sheets(bytes).ok()?;
    let (chosen, found, _) = choose(&grids).filter(|(_, found, _)| found.needed == Needed::ALL.len())?;
    let rows = grids[chosen].rows.len() - found.below();
    (rows > 0).then_some(rows)
}
