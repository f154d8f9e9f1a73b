//! Which rows below the header are communities, and which are notes, totals or repeated headers.

use std::collections::BTreeMap;

use super::columns::Meaning;
use super::columns::plain;
use super::grid::{Cell, Grid, Row, found, short};
use super::header::{Header, repeats};
use super::numbers::{self, Number, Read, Sign, shown};
use super::problems::{At, Problems};
use super::totals::{self, Line, Verdict, Way};
use super::units::{self, Unit};
use crate::base::words::{Both, both};
use crate::scenario::error::{Kind, ScenarioError};

/// A row that is a community.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub row: &'a Row,
    /// The subdistrict of rows above, where the cell is empty.
    pub carried: Option<&'a str>,
}

/// Rows that are none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Skipped {
    /// Rows with text only: number and text.
    pub notes: Vec<(u64, String)>,
    /// Rows that repeat the header.
    pub headers: Vec<u64>,
    /// Totals.
    pub totals: Vec<Total>,
    /// Rows that look like something other than a community but are not: they are in the list of problems.
    pub wrong: usize,
}

/// A row of totals.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Total {
    pub row: u64,
    /// Its name.
    pub name: String,
    /// How it follows, and from how many rows; nothing when it has no numbers.
    pub follows: Option<(Way, usize)>,
}

/// Sorts the rows below the header.
pub(super) fn sort<'a>(grid: &'a Grid, header: &Header, problems: &mut Problems) -> (Vec<Entry<'a>>, Skipped) {
    let mut skipped = Skipped::default();
    // Remaining rows, with whether a note is above them.
    let mut left: Vec<(&Row, bool)> = Vec::new();
    let mut broken = false;
    for row in &grid.rows[header.below..] {
        if repeats(row, header) {
            skipped.headers.push(row.number);
        } else if is_note(row, header, grid.separator) {
            let text = row.filled().map(|(_, cell)| cell.text.as_str()).next().unwrap_or_default();
            if let Some(error) = row.filled().find_map(|(_, cell)| unit_in_note(&cell.text)) {
                problems.add(At { row: row.number, column: None }, "unit", error);
            }
            skipped.notes.push((row.number, short(text)));
            broken = true;
        } else if is_part(row, header) {
            skipped.wrong += 1;
            problems.add(At { row: row.number, column: None }, "part", part(&label(row, header)));
        } else {
            left.push((row, std::mem::take(&mut broken)));
        }
    }
    let subdistrict = header.of(Meaning::Subdistrict);
    let lines = lines(&left, header, grid.separator);
    let verdicts = totals::verdicts(&lines.0, &lines.2);
    let mut entries = Vec::new();
    let mut carried: Option<&str> = None;
    for (((row, after_note), line), verdict) in left.iter().zip(&lines.0).zip(verdicts) {
        if *after_note {
            carried = None;
        }
        let name = called(row, header).unwrap_or_else(|| label(row, header));
        let at = At { row: row.number, column: None };
        match verdict {
            Verdict::Community => {
                let own = subdistrict.and_then(|at| row.cell(at)).map(|cell| cell.text.as_str()).filter(|text| !is_ditto(text));
                entries.push(Entry { row, carried: if own.is_none() { carried } else { None } });
                carried = own.or(carried);
                continue;
            }
            Verdict::Total { way, of } => {
                skipped.totals.push(Total { row: row.number, name: short(&name), follows: Some((way, of)) });
            }
            Verdict::Empty => skipped.totals.push(Total { row: row.number, name: short(&name), follows: None }),
            other => {
                skipped.wrong += 1;
                problem(at, &name, &other, header, &lines.1, line, problems);
            }
        }
        // Below a total a new group begins: values from above do not carry over.
        carried = None;
    }
    (entries, skipped)
}

/// The rows as they are compared, the places of the columns that are compared, and whether those are read.
fn lines(rows: &[(&Row, bool)], header: &Header, separator: Option<char>) -> (Vec<Line>, Vec<usize>, Vec<bool>) {
    let width = header.columns.len();
    let mut comparable: Vec<bool> = (0..width).map(|at| is_compared(header, at)).collect();
    let mut numbers = vec![false; width];
    for (row, _) in rows {
        for (at, cell) in row.filled().filter(|(at, _)| *at < width) {
            match read_plain(header, at, cell, separator) {
                Read::Number(_) => numbers[at] = true,
                Read::Empty { .. } => {}
                // A cell that cannot be read is in the list of problems; sums of its column say nothing.
                Read::Wrong | Read::Ambiguous(_) => comparable[at] = false,
            }
        }
    }
    let compared: Vec<usize> = (0..width).filter(|at| comparable[*at] && numbers[*at]).collect();
    let read = compared.iter().map(|at| header.columns[*at].meaning.is_number()).collect();
    let subdistrict = header.of(Meaning::Subdistrict);
    let (mut group, mut name) = (0, "");
    let lines = rows
        .iter()
        .map(|(row, _)| {
            let own = subdistrict.and_then(|at| row.cell(at)).map(|cell| cell.text.as_str());
            if let Some(own) = own.filter(|own| *own != name && !is_ditto(own)) {
                (group, name) = (group + 1, own);
            }
            let values = compared.iter().map(|at| {
                let cell = row.cell(*at).filter(|cell| !cell.merged)?;
                match read_plain(header, *at, cell, separator) {
                    Read::Number(Number { value, decimals, sign: None }) => Some((value, decimals)),
                    Read::Number(Number { value, decimals, sign: Some(Sign::Times(times)) }) => {
                        Some((numbers::times(value, times), decimals))
                    }
                    _ => None,
                }
            });
            let called = called(row, header).is_some();
            Line {
                values: values.collect(),
                called,
                community: !called && is_community(row, header),
                heads: !called && is_head(row, header),
                street: is_named_subdistrict(&label(row, header)),
                group,
            }
        })
        .collect();
    (lines, compared, read)
}

/// Whether the numbers of a column add up.
fn is_compared(header: &Header, at: usize) -> bool {
    let column = &header.columns[at];
    let words = [Meaning::Code, Meaning::Name, Meaning::Subdistrict, Meaning::Index, Meaning::X, Meaning::Y];
    let is_share = column.meaning.is_share() || matches!(column.unit, Some(Unit::Percent | Unit::Permille));
    !words.contains(&column.meaning) && !is_share
}

fn read_plain(header: &Header, at: usize, cell: &Cell, separator: Option<char>) -> Read {
    let column = &header.columns[at];
    numbers::read(cell, separator, counts(column.meaning, column.unit))
}

/// Whether a column counts wholes, one by one: then three digits behind a point are most likely thousands.
pub(super) fn counts(meaning: Meaning, unit: Option<Unit>) -> bool {
    (meaning.is_people() || meaning.is_whole()) && !matches!(unit, Some(Unit::Times(times)) if times > 1.0)
}

/// Whether a row is a note: text alone, in one cell or as remarks beside each other.
fn is_note(row: &Row, header: &Header, separator: Option<char>) -> bool {
    let is_number = |at: usize, cell: &Cell| {
        let Some(column) = header.columns.get(at) else { return false };
        let words = [Meaning::Code, Meaning::Name, Meaning::Subdistrict, Meaning::Index];
        !words.contains(&column.meaning)
            && matches!(read_plain(header, at, cell, separator), Read::Number(_) | Read::Ambiguous(_))
    };
    if row.filled().any(|(at, cell)| is_number(at, cell)) {
        return false;
    }
    let filled: Vec<(usize, &Cell)> = row.filled().filter(|(_, cell)| !cell.merged).collect();
    let Some((first, cell)) = filled.first() else { return true };
    let word = cell.text.trim_start_matches(['(', '（', '*', '※', '[']).to_lowercase();
    let begins = ["注", "备注", "说明", "数据", "资料", "来源", "填", "制表", "审核", "联系", "单位", "note", "source", "remark"];
    if begins.iter().any(|begin| word.starts_with(begin)) {
        return true;
    }
    if filled.len() == 1 {
        let meaning = header.columns.get(*first).map(|column| column.meaning);
        let is_identity = matches!(meaning, Some(Meaning::Code | Meaning::Name | Meaning::Subdistrict | Meaning::Residents));
        let is_short_code = cell.text.len() <= 16 && cell.text.bytes().all(|b| b.is_ascii_alphanumeric());
        // A community with an empty row is reported, not skipped.
        return !(is_identity && (is_short_code || is_named_community(&cell.text)) || meaning == Some(Meaning::Residents));
    }
    filled.iter().all(|(_, cell)| cell.text.contains([':', '：']))
}

/// Whether a name is one that only communities have.
fn is_named_community(name: &str) -> bool {
    let name = name.to_lowercase();
    ["社区", "居委会", "村委会", "村", "community"].iter().any(|ending| name.ends_with(ending))
}

/// Whether the words of a row are those of a community.
fn is_community(row: &Row, header: &Header) -> bool {
    let own = |meaning: Meaning| header.of(meaning).and_then(|at| row.cell(at)).filter(|cell| !cell.merged);
    own(Meaning::Code).is_some()
        || own(Meaning::Name).is_some_and(|cell| is_named_community(&cell.text))
        || (own(Meaning::Subdistrict).is_some() && (own(Meaning::Name).is_some() || header.of(Meaning::Name).is_none()))
}

/// Whether a row is named like a subdistrict, as lines on top of its communities are.
fn is_head(row: &Row, header: &Header) -> bool {
    is_named_subdistrict(&label(row, header)) && !is_community(row, header)
}

/// Whether a name is one that subdistricts have.
fn is_named_subdistrict(name: &str) -> bool {
    ["街道", "街道办事处", "镇", "乡"].iter().any(|ending| name.ends_with(ending))
}

/// Whether a row counts a part of what the row above it counts: 其中.
fn is_part(row: &Row, header: &Header) -> bool {
    let name = label(row, header).to_lowercase();
    ["of which", "其中", "including", "thereof"].iter().any(|word| name.starts_with(word))
}

/// A row that counts people of the row above again.
fn part(name: &str) -> ScenarioError {
    ScenarioError::new(Kind::Cell)
        .found(found(name))
        .expected(both!(
            "a community in every row: this one counts a part of the row above it",
            "每行一个社区：此行只是上一行的一部分"
        ))
        .hint(both!("delete the row, or move its numbers to a column", "请删去该行，或把其数字改为一列"))
}

/// A note that names a unit of people below the table, where it is easily passed over.
fn unit_in_note(text: &str) -> Option<ScenarioError> {
    let is_multiple = |unit: &Unit| matches!(unit, Unit::Times(times) if *times != 1.0);
    units::of_line(text).into_iter().flatten().any(|unit| is_multiple(&unit)).then(|| {
        ScenarioError::new(Kind::Cell)
            .found(found(text))
            .expected(both!("units above the table or in its headers", "单位写在表头或表上方"))
            .hint(both!(
                "write the unit into each header, such as 常住人口（万人）",
                "请把单位写进各列表头，例如 常住人口（万人）"
            ))
    })
}

/// The words by which a row is known.
pub(super) fn label(row: &Row, header: &Header) -> String {
    let of = |meaning: Meaning| header.of(meaning).and_then(|at| row.cell(at)).filter(|cell| !cell.merged);
    let cell = of(Meaning::Name).or_else(|| of(Meaning::Code)).or_else(|| of(Meaning::Subdistrict));
    cell.or_else(|| row.filled().next().map(|(_, cell)| cell)).map_or(String::new(), |cell| cell.text.clone())
}

/// The word by which a row is called a total: in a column of names, or in any before the first number.
fn called(row: &Row, header: &Header) -> Option<String> {
    let first_number = header.columns.iter().position(|column| column.meaning.is_number()).unwrap_or(usize::MAX);
    let words = row.filled().filter(|(at, cell)| {
        let Some(column) = header.columns.get(*at) else { return false };
        let names = [Meaning::Code, Meaning::Name, Meaning::Subdistrict, Meaning::Index].contains(&column.meaning);
        !cell.merged && (names || (*at < first_number && !column.meaning.is_number()))
    });
    words.map(|(_, cell)| &cell.text).find(|text| is_total(text)).cloned()
}

/// Whether a cell says that its row is a sum or mean of others: `合计`, `西安路小计`, `Total`, `West sub-total`.
fn is_total(cell: &str) -> bool {
    let word = plain(cell.trim_end_matches([':', '：']));
    let english = cell.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default().to_lowercase();
    ["合计", "总计", "小计", "共计", "汇总", "平均", "均值", "平均值", "平均数"].iter().any(|ending| word.ends_with(ending))
        || ["全区", "全市", "全县", "全街道", "全镇", "总数", "计"].contains(&word.as_str())
        || ["total", "totals", "subtotal", "subtotals", "sum", "average", "mean"].contains(&english.as_str())
}

/// Whether a cell repeats that above it.
pub(super) fn is_ditto(text: &str) -> bool {
    ["〃", "″", "\"", "同上", "ditto"].contains(&text)
}

/// A row that is a total by its words or its numbers, but not by both.
fn problem(at: At<'_>, name: &str, verdict: &Verdict, header: &Header, compared: &[usize], line: &Line, problems: &mut Problems) {
    let column = |column: usize| compared.get(column).copied().unwrap_or_default();
    let in_column = |column: usize| header.at(at.row, column);
    let name = short(name);
    let (place, expected, hint, stands): (At<'_>, Both, Both, Option<f64>) = match verdict {
        Verdict::Ambiguous { of } => (
            at,
            both!(
                "a community or a total: by its words \"{name}\" is a community, by its numbers it is the sum of {of} others",
                "要么是社区，要么是合计：按文字“{name}”是社区，按数字它是其他 {of} 行之和"
            ),
            both!(
                "if it is a total, call it 合计 or delete the row; if it is a community, move its row above those rows",
                "若为合计，请改称“合计”或删去该行；若为社区，请把该行移到那些行之前"
            ),
            None,
        ),
        Verdict::Nearly { column: c, sum, of, .. } => {
            let sum = shown(*sum);
            let hint = both!(
                "correct the number, or delete the row; if it is a community, give it its own subdistrict and a name that ends in 社区",
                "请更正数字或删去该行；若为社区，请填写其街道，并使用以“社区”结尾的名称"
            );
            let expected = both!(
                "{sum}: in most columns \"{name}\" is the sum of {of} rows, in this one it is not",
                "{sum}：“{name}”在多数列中等于 {of} 行之和，此列却不等"
            );
            (in_column(column(*c)), expected, hint, None)
        }
        Verdict::NotTheSum { column: c, sum, mean, of, .. } => {
            let (sum, mean) = (shown(*sum), shown(*mean));
            let hint = both!("correct the number, or delete the row of totals", "请更正数字，或删去合计行");
            let expected = both!(
                "{sum} if \"{name}\" is the sum of {of} rows, {mean} if it is their mean",
                "若“{name}”是 {of} 行之和应为 {sum}，若是其平均应为 {mean}"
            );
            (in_column(column(*c)), expected, hint, None)
        }
        _ => (
            at,
            both!("rows that \"{name}\" adds up: there are none", "“{name}”所合计的各行：没有"),
            both!("delete the row of totals", "请删去合计行"),
            line.values.iter().flatten().map(|(value, _)| *value).next(),
        ),
    };
    let what = match verdict {
        Verdict::NotTheSum { stands, .. } | Verdict::Nearly { stands, .. } => Both::same(shown(*stands)),
        _ => stands.map_or_else(|| found(&name), |value| Both::same(shown(value))),
    };
    let error = ScenarioError::new(Kind::Cell).found(what).expected(expected).hint(hint);
    problems.add(place, "total", error);
}

/// How often each text occurs.
pub(super) fn occurrences<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    texts.for_each(|text| *counts.entry(text).or_default() += 1);
    counts
}
