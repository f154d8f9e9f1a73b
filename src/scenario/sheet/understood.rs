//! How a sheet was interpreted, for its author: nothing is silently left out, converted or assumed.

use super::columns::Meaning;
use super::communities::{Communities, name, subdistricts};
use super::grid::{Grid, short};
use super::header::{Column, Header};
use super::numbers::shown;
use super::rows::{Skipped, Total};
use super::totals::Way;
use super::units::Unit;
use crate::base::words::{Both, both};

/// Number of rows listed individually before they are only counted.
const NAMED: usize = 5;

/// A summary of a sheet, and how its rows and columns were interpreted.
#[derive(Clone, Debug, PartialEq)]
pub struct Understood {
    /// The file.
    pub file: String,
    /// Communities.
    pub communities: usize,
    /// Subdistricts.
    pub subdistricts: usize,
    /// Residents in all.
    pub residents: f64,
    /// Smallest and largest community: name, residents.
    pub extremes: [(String, f64); 2],
    /// The file's format, the interpretation of rows and units, what was skipped and why: a sentence each.
    pub said: Vec<Both>,
}

impl Understood {
    /// One line.
    #[must_use]
    pub fn line(&self) -> Both {
        let (file, communities, subdistricts) = (&self.file, self.communities, self.subdistricts);
        let residents = shown(self.residents);
        let (one, some) = (if communities == 1 { "community" } else { "communities" }, if subdistricts == 1 { "" } else { "s" });
        both!(
            "{file}: {communities} {one} in {subdistricts} subdistrict{some}, {residents} residents",
            "{file}：{subdistricts} 个街道，{communities} 个社区，居民 {residents} 人"
        )
    }

    /// Everything, a sentence each.
    #[must_use]
    pub fn lines(&self) -> Vec<Both> {
        let [(small, few), (large, many)] = &self.extremes;
        let (few, many) = (shown(*few), shown(*many));
        let sizes = both!(
            "smallest: {small}, {few} residents; largest: {large}, {many} residents",
            "最小：{small}，{few} 人；最大：{large}，{many} 人"
        );
        [self.line(), sizes].into_iter().chain(self.said.iter().cloned()).collect()
    }
}

/// The inputs of that summary.
pub(super) struct Parts<'a> {
    pub file: &'a str,
    pub grid: &'a Grid,
    /// Other sheets of the workbook that could have been read.
    pub others: &'a [String],
    pub header: &'a Header,
    pub skipped: &'a Skipped,
    pub communities: &'a Communities,
}

/// Builds the summary.
pub(super) fn understood(parts: &Parts<'_>) -> Understood {
    let list = &parts.communities.list;
    let sized = || list.iter().map(|c| (name(c), c.1.residents.map_or(0.0, |r| r.get())));
    // The first among equals, in the order of the sheet.
    let smallest = sized().reduce(|a, b| if b.1 < a.1 { b } else { a }).unwrap_or_default();
    let largest = sized().reduce(|a, b| if b.1 > a.1 { b } else { a }).unwrap_or_default();
    Understood {
        file: parts.file.to_owned(),
        communities: list.len(),
        subdistricts: subdistricts(list).len(),
        residents: sized().map(|(_, residents)| residents).sum(),
        extremes: [smallest, largest],
        said: said(parts),
    }
}

fn said(parts: &Parts<'_>) -> Vec<Both> {
    let mut said = Vec::new();
    let (grid, header) = (parts.grid, parts.header);
    let written = &grid.written;
    let row = header.row;
    let last = grid.rows[header.below - 1].number;
    let head =
        if last > row { both!("rows {row} and {last}", "第 {row}、{last} 行") } else { both!("row {row}", "第 {row} 行") };
    said.push(if grid.name.is_empty() {
        both!("read as {written}; the header is {head}", "读作 {written}；表头为{head}"; written = written, head = head)
    } else {
        let sheet = short(&grid.name);
        both!("read as {written}, sheet \"{sheet}\"; the header is {head}", "读作 {written}，工作表“{sheet}”；表头为{head}"; written = written, head = head)
    });
    if !parts.others.is_empty() {
        let others = named(parts.others.iter().map(|name| short(name)));
        said.push(both!(
            "other sheets with such a header are not read: {others}",
            "其他带同类表头的工作表未读取：{others}"; others = others
        ));
    }
    said.extend(units(&header.columns));
    let titles: Vec<u64> = grid.rows[..header.first].iter().map(|row| row.number).collect();
    if !titles.is_empty() {
        let rows = numbers(&titles);
        said.push(both!("skipped above the header: {rows} (titles)", "表头之上跳过：{rows}（标题）"; rows = rows));
    }
    said.extend(skipped(parts.skipped));
    let Communities { carried, not_known, named, .. } = *parts.communities;
    if carried > 0 {
        said.push(both!(
            "rows whose empty subdistrict is that of the row above: {carried}",
            "街道为空、沿用上一行的行数：{carried}"
        ));
    }
    if not_known > 0 {
        said.push(both!(
            "cells with a dash or the like, which means that nothing is known, so that the district's value is used: {not_known}",
            "以短横等符号表示“未知”、按城区取值的单元格数：{not_known}"
        ));
    }
    if named {
        said.push(both!("no column of codes: names serve as codes", "没有编号列：以名称作编号"));
    }
    said
}

/// Units that are applied: those that change a number.
fn units(columns: &[Column]) -> impl Iterator<Item = Both> + '_ {
    columns.iter().enumerate().filter_map(|(at, column)| {
        let (number, header) = (at + 1, short(&column.header));
        if matches!(column.meaning, Meaning::Ignored | Meaning::Index) || !column.meaning.is_number() {
            return None;
        }
        Some(match column.unit? {
            Unit::Times(times) if times > 1.0 => {
                let times = shown(times);
                both!("column {number} ({header}) is times {times}", "第 {number} 列（{header}）乘以 {times}")
            }
            Unit::Percent => both!("column {number} ({header}) is in percent", "第 {number} 列（{header}）按百分数"),
            Unit::Permille => both!("column {number} ({header}) is in per mille", "第 {number} 列（{header}）按千分数"),
            Unit::Metres => both!("column {number} ({header}) is in metres", "第 {number} 列（{header}）按米"),
            _ => return None,
        })
    })
}

fn skipped(skipped: &Skipped) -> Vec<Both> {
    let mut said = Vec::new();
    if !skipped.notes.is_empty() {
        let rows: Vec<u64> = skipped.notes.iter().map(|(row, _)| *row).collect();
        let (rows, (_, first)) = (numbers(&rows), &skipped.notes[0]);
        said.push(both!(
            "skipped as notes, since they have no numbers: {rows} (the first begins \"{first}\")",
            "作为说明跳过（没有数字）：{rows}（第一处为“{first}”）"; rows = rows
        ));
    }
    if !skipped.headers.is_empty() {
        let rows = numbers(&skipped.headers);
        said.push(both!("skipped, since they repeat the header: {rows}", "跳过重复的表头：{rows}"; rows = rows));
    }
    for Total { row, name: text, follows } in skipped.totals.iter().take(NAMED) {
        said.push(match follows {
            Some((Way::Sum, of)) => both!(
                "row {row} \"{text}\" is left out: its numbers are the sum of {of} rows",
                "第 {row} 行“{text}”不计：其数字为 {of} 行之和"
            ),
            Some((Way::Mean, of)) => both!(
                "row {row} \"{text}\" is left out: its numbers are the mean of {of} rows",
                "第 {row} 行“{text}”不计：其数字为 {of} 行的平均"
            ),
            None => both!("row {row} \"{text}\" is left out: it has no numbers", "第 {row} 行“{text}”不计：没有数字"),
        });
    }
    if skipped.totals.len() > NAMED {
        let more = skipped.totals.len() - NAMED;
        said.push(both!("{more} more rows of totals are left out", "另有 {more} 个合计行不计"));
    }
    said
}

fn numbers(rows: &[u64]) -> Both {
    let plural = if rows.len() == 1 { "row" } else { "rows" };
    let more = rows.len().saturating_sub(NAMED);
    let first: Vec<String> = rows.iter().take(NAMED).map(u64::to_string).collect();
    let (en, zh) = (first.join(", "), first.join("、"));
    if more == 0 {
        both!("{plural} {en}", "第 {zh} 行")
    } else {
        both!("{plural} {en} and {more} more", "第 {zh} 行及另外 {more} 行")
    }
}

/// The first of a list, and how many more there are.
fn named(texts: impl ExactSizeIterator<Item = String>) -> Both {
    let more = texts.len().saturating_sub(NAMED);
    let first: Vec<String> = texts.take(NAMED).collect();
    let (en, zh) = (first.join(", "), first.join("、"));
    if more == 0 { Both { en, zh } } else { both!("{en} and {more} more", "{zh} 等（另有 {more} 个）") }
}
