//! Where the table of a sheet begins, and what its columns mean.
//!
//! Offices put a title and a line of units above the header. The header is the first row with headers of all that a community needs: a code or
//! a name, its subdistrict, its residents. A second row below it belongs to it if it has no numbers and is below merged headers, as
//! 男 and 女 below 其中.

use super::columns::{Header as Known, Meaning, Needed, is_all_of_the_old, is_of_the_old, known, meaning, plain};
use super::grid::{Cell, Grid, Row, short};
use super::numbers::{self, Read};
use super::problems::{At, Problems};
use super::units::{self, Unit};
use crate::base::words::{Both, both};
use crate::scenario::error::{Kind, ScenarioError};
use crate::scenario::keys::world::Scenario;

/// Rows among which the header is looked for.
const LOOKED_AT: usize = 100;
/// Maximum width of a sheet: columns beyond are not read.
const WIDEST: usize = 1000;
/// Words of a lower header that mean what the header above it says.
const SAME_AS_ABOVE: [&str; 9] = ["合计", "小计", "总计", "总数", "计", "人数", "总人数", "total", "count"];

/// A column of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    /// Its header, that above and that below.
    pub header: String,
    pub meaning: Meaning,
    /// In what it counts, where the header or the line of units says so.
    pub unit: Option<Unit>,
    /// Why it is not read although its header is known.
    pub unread: Option<Both>,
}

/// The header of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Header {
    /// Place of its first row among the rows of the sheet.
    pub first: usize,
    /// Place of the first row below it.
    pub below: usize,
    /// Number of its first row as the spreadsheet counts.
    pub row: u64,
    /// Columns of the header, those without a word among them.
    pub width: usize,
    pub columns: Vec<Column>,
}

impl Header {
    /// The column of that meaning.
    pub(super) fn of(&self, meaning: Meaning) -> Option<usize> {
        self.columns.iter().position(|column| column.meaning == meaning)
    }

    /// A place in that column.
    pub(super) fn at(&self, row: u64, column: usize) -> At<'_> {
        At { row, column: self.columns.get(column).map(|c| (column, c.header.as_str())) }
    }
}

/// The position of a sheet's header.
#[derive(Clone, Debug)]
pub(super) struct Found {
    first: usize,
    rows: usize,
    labels: Vec<Label>,
    /// How much of what a community needs it has.
    pub needed: usize,
}

impl Found {
    /// Rows down to the header's last.
    pub(super) const fn below(&self) -> usize {
        self.first + self.rows
    }
}

/// The words over a column.
#[derive(Clone, Debug, Default, PartialEq)]
struct Label {
    text: String,
    unit: Option<Unit>,
}

/// Looks for the header: the first that has all that is needed, or the one that has most.
pub(super) fn find(grid: &Grid) -> Option<Found> {
    let mut best: Option<(usize, usize, Found)> = None;
    for first in 0..grid.rows.len().min(LOOKED_AT) {
        let row = &grid.rows[first];
        // A title is not an upper header: an upper header contains a known word itself and is refined by the lower one.
        let (upper, own) = (meanings(&labels(row, None)), |below: &&Row| needed(&meanings(&labels(below, None))));
        let below = grid.rows.get(first + 1).filter(|below| !upper.is_empty() && own(below) < Needed::ALL.len());
        let below = below.filter(|below| continues(row, below));
        let labels = labels(row, below);
        let columns = meanings(&labels);
        let needed = needed(&columns);
        let found = Found { first, rows: 1 + usize::from(below.is_some()), labels, needed };
        if needed == Needed::ALL.len() {
            return Some(found);
        }
        if columns.len() > 1 && best.as_ref().is_none_or(|(n, all, _)| (needed, columns.len()) > (*n, *all)) {
            best = Some((needed, columns.len(), found));
        }
    }
    best.map(|(_, _, found)| found)
}

/// The columns that are known by their words.
fn meanings(labels: &[Label]) -> Vec<Meaning> {
    labels.iter().filter_map(|label| known(&label.text)).collect()
}

/// How much of what a community needs there is.
fn needed(columns: &[Meaning]) -> usize {
    Needed::ALL.into_iter().filter(|needed| columns.iter().any(|m| Needed::of(*m) == Some(*needed))).count()
}

/// Whether a row below a header belongs to it.
fn continues(row: &Row, below: &Row) -> bool {
    let is_number = |cell: &Cell| !matches!(numbers::read(cell, None, false), Read::Wrong | Read::Empty { .. });
    if below.filled().any(|(_, cell)| is_number(cell)) {
        return false;
    }
    let own = |row: &Row, at: usize| row.cell(at).is_some_and(|cell| !cell.merged);
    let mut some = false;
    for (at, cell) in below.filled().filter(|(at, cell)| *at < WIDEST && !cell.merged) {
        let is_wider = at + 1 < row.cells.len() || own(below, at + 1);
        let spans = if own(row, at) { !own(row, at + 1) && is_wider } else { parent(row, at).is_some() };
        let is_unit = units::unit(cell.text.trim_matches(['(', ')', '（', '）'])).is_some();
        if !spans && !is_unit {
            return false;
        }
        some = true;
    }
    some
}

/// The header that spans a column from the left.
fn parent(row: &Row, at: usize) -> Option<&Cell> {
    row.cells[..row.cells.len().min(at + 1)].iter().rev().find(|cell| !cell.is_empty() && !cell.merged)
}

fn labels(row: &Row, below: Option<&Row>) -> Vec<Label> {
    let Some(below) = below else {
        let label = |cell: &Cell| {
            let text = if cell.merged { String::new() } else { cell.text.clone() };
            Label { unit: units::of_header(&text).1, text }
        };
        return row.cells.iter().take(WIDEST).map(label).collect();
    };
    (0..row.cells.len().max(below.cells.len()).min(WIDEST))
        .map(|at| {
            let lower = below.cell(at).filter(|cell| !cell.merged).map_or("", |cell| cell.text.as_str());
            let own = row.cell(at).filter(|cell| !cell.merged).map_or("", |cell| cell.text.as_str());
            if lower.is_empty() {
                return Label { text: own.to_owned(), unit: units::of_header(own).1 };
            }
            if let Some(unit) = units::unit(lower.trim_matches(['(', ')', '（', '）'])) {
                return Label { text: own.to_owned(), unit: Some(unit) };
            }
            let upper = if own.is_empty() { parent(row, at).map_or("", |cell| cell.text.as_str()) } else { own };
            Label { text: joined(upper, lower), unit: units::of_header(lower).1.or(units::of_header(upper).1) }
        })
        .collect()
}

/// The meaning of a lower header below an upper one.
fn joined(upper: &str, lower: &str) -> String {
    if SAME_AS_ABOVE.contains(&plain(lower).as_str()) && !upper.is_empty() {
        return upper.to_owned();
    }
    // Below the low-income header, 60岁以上 means the low-income residents of 60 and over, not all residents of that age.
    let above = known(upper).filter(|meaning| *meaning != Meaning::Residents && !is_all_of_the_old(upper));
    if upper.is_empty() || (above.is_none() && known(lower).is_some()) { lower.to_owned() } else { format!("{upper}：{lower}") }
}

/// The columns below the header that was found; what is wrong with them goes to the list.
pub(super) fn columns(grid: &Grid, found: Found, scenario: &Scenario, problems: &mut Problems) -> Header {
    let width = grid.rows[found.first..found.below()].iter().map(|row| row.width).max().unwrap_or_default();
    let (row, first, below) = (grid.rows[found.first].number, found.first, found.below());
    let (people, shares) = units_above(&grid.rows[..found.first], problems);
    let mut columns = Vec::with_capacity(found.labels.len());
    let mut ranks = Vec::with_capacity(found.labels.len());
    let mut slips = Vec::new();
    for (at, label) in found.labels.into_iter().enumerate() {
        let name = units::of_header(&label.text).0;
        let (mut means, mut rank) = (Meaning::Ignored, 0);
        match meaning(&name, scenario) {
            Known::Is { meaning, rank: nearness } => (means, rank) = (meaning, nearness),
            Known::NoSegment => {
                let expected = both!("a segment of the scenario that counts these residents", "情景中有统计这类居民的群体");
                problems.add(At { row, column: Some((at, &label.text)) }, "segment", unknown(&label.text).expected(expected));
            }
            Known::Unknown { near: Some(near) } => slips.push((at, near)),
            Known::Unknown { near: None } => {}
        }
        let mut unit = label.unit;
        if unit.is_none() {
            unit = if means.is_people() { people } else { shares.filter(|_| means.is_share()) };
        }
        let unread = unfit(means, unit);
        columns.push(Column {
            header: label.text,
            meaning: if unread.is_some() { Meaning::Ignored } else { means },
            unit,
            unread,
        });
        ranks.push(rank);
    }
    let mut header = Header { first, below, row, width: width.max(columns.len()), columns };
    settle_doubles(&mut header, &ranks, problems);
    for (at, near) in slips {
        // Where the column that is meant is there, the other is another one.
        let meant = match meaning(&near, scenario) {
            Known::Is { meaning, .. } => header.of(meaning).is_some(),
            _ => true,
        };
        if !meant {
            let near = short(&near);
            let error = unknown(&header.columns[at].header)
                .expected(both!("a header of the sheet, or the name of a segment", "表中的一个表头，或群体名称"))
                .hint(both!("did you mean \"{near}\"?", "是不是“{near}”？"));
            problems.add(header.at(row, at), "header", error);
        }
    }
    missing(&header, problems);
    header
}

fn unknown(header: &str) -> ScenarioError {
    let header = short(header);
    ScenarioError::new(Kind::Cell).found(both!("the header \"{header}\"", "表头“{header}”"))
}

/// Units of people and of shares given above the header.
fn units_above(rows: &[Row], problems: &mut Problems) -> (Option<Unit>, Option<Unit>) {
    let mut people: Option<f64> = None;
    let mut shares = None;
    for row in rows {
        for (at, cell) in row.filled().filter(|(_, cell)| !cell.merged) {
            for unit in units::of_line(&cell.text).into_iter().flatten() {
                match unit {
                    Unit::Times(times) if people.is_some_and(|before| before != times) => {
                        let error = ScenarioError::new(Kind::Cell)
                            .found(super::grid::found(&cell.text))
                            .expected(both!("one unit for people", "只有一种人数单位"))
                            .hint(both!(
                                "write the unit into each header, such as 常住人口（万人）",
                                "请把单位写进各列表头，例如 常住人口（万人）"
                            ));
                        problems.add(At { row: row.number, column: Some((at, "")) }, "unit", error);
                    }
                    Unit::Times(times) => people = Some(times),
                    Unit::Percent | Unit::Permille => shares = Some(unit),
                    _ => {}
                }
            }
        }
    }
    (people.filter(|times| *times != 1.0).map(Unit::Times), shares)
}

/// Why a column with that unit cannot be read as what its header says.
fn unfit(meaning: Meaning, unit: Option<Unit>) -> Option<Both> {
    let unit = unit?;
    let is_count = meaning.is_people() || meaning.is_whole();
    match unit {
        Unit::Households if is_count => Some(both!("it counts households, not persons", "按户统计，不是人数")),
        Unit::Visits if is_count || meaning.is_share() => Some(both!("it counts visits, not persons", "按人次统计，不是人数")),
        Unit::Hours if is_count || meaning.is_share() => Some(both!("it counts hours", "按小时统计")),
        Unit::Money if is_count || meaning.is_share() => Some(both!("it is money", "是金额")),
        Unit::Percent | Unit::Permille if is_count => Some(both!("it is a share, not a number", "是比例，不是数量")),
        Unit::Times(_) if meaning.is_share() => Some(both!("it is a number, not a share", "是数量，不是比例")),
        Unit::Kilometres | Unit::Metres if is_count || meaning.is_share() => Some(both!("it is a length", "是长度")),
        _ => None,
    }
}

/// Of two columns with one meaning the one is read whose header is nearer to the column's name; when they are equally near it is an error.
fn settle_doubles(header: &mut Header, ranks: &[u8], problems: &mut Problems) {
    for at in 0..header.columns.len() {
        let meaning = header.columns[at].meaning;
        if matches!(meaning, Meaning::Ignored | Meaning::Index) {
            continue;
        }
        let Some(first) = (0..at).find(|before| header.columns[*before].meaning == meaning) else { continue };
        if ranks[first] == ranks[at] {
            let error = ScenarioError::new(Kind::Cell)
                .found(both!("two columns of this meaning", "有两列含义相同"))
                .expected(both!("one", "只有一列"));
            let (row, other) = (header.row, first + 1);
            let error = error.hint(both!("the other is column {other}", "另一列是第 {other} 列"));
            problems.add(header.at(row, at), "double", error);
            header.columns[at].meaning = Meaning::Ignored;
            continue;
        }
        let (read, left) = if ranks[first] < ranks[at] { (first, at) } else { (at, first) };
        let number = read + 1;
        header.columns[left].meaning = Meaning::Ignored;
        header.columns[left].unread = Some(both!("column {number} says the same", "第 {number} 列含义相同"));
    }
}

/// Required headers that are missing.
fn missing(header: &Header, problems: &mut Problems) {
    for needed in Needed::ALL {
        if header.columns.iter().any(|column| Needed::of(column.meaning) == Some(needed)) {
            continue;
        }
        let unfit = header.columns.iter().find(|c| c.unread.is_some() && Needed::of(read_as(&c.header)) == Some(needed));
        let hint = match unfit.and_then(|column| Some((short(&column.header), column.unread.as_ref()?))) {
            Some((name, why)) => both!("\"{name}\" is not read: {why}", "“{name}”未读取：{why}"; why = why),
            None => both!(
                "`sanshe new DIR --table` writes a sheet with all headers; docs/communities.md explains them",
                "`sanshe new 文件夹 --table` 可生成含全部表头的空表，说明见 docs/communities.md"
            ),
        };
        let error = ScenarioError::new(Kind::Cell)
            .found(both!("a header without that column", "表头缺少这一列"))
            .expected(needed.said())
            .hint(hint);
        let kind = match needed {
            Needed::Identity => "no identity",
            Needed::Subdistrict => "no subdistrict",
            Needed::Residents => "no residents",
        };
        problems.add(At { row: header.row, column: None }, kind, error);
    }
}

fn read_as(header: &str) -> Meaning {
    known(header).unwrap_or(Meaning::Ignored)
}

/// Whether a row repeats the header, as on the next page of a printed sheet.
pub(super) fn repeats(row: &Row, header: &Header) -> bool {
    let same = |(at, cell): &(usize, &Cell)| header.columns.get(*at).is_some_and(|c| c.header == cell.text);
    let filled: Vec<(usize, &Cell)> = row.filled().collect();
    filled.len() > 2 && filled.iter().all(same)
}

/// Whether a column of an elderly group counts all ages, judging by its header.
pub(super) fn is_of_all_ages(column: &Column, scenario: &Scenario) -> bool {
    let Meaning::Segment(index) = column.meaning else { return false };
    let Some((name, keys)) = scenario.segment.0.get(index) else { return false };
    let of_the_old = ["low_income", "disabled", "bereaved"].contains(&name.as_str());
    let word = plain(&units::of_header(&column.header).0);
    let named = [name, &keys.label, &keys.label_zh].iter().any(|own| plain(own) == word);
    of_the_old && !named && !is_of_the_old(&column.header)
}
