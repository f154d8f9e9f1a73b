//! The communities of a sheet: what the cells of a row say, checked.
//!
//! An empty cell means that the value is not known: the district's is used.
//!
//! **Persons by group.** Spreadsheets count groups that overlap, the model's segments exclude each other. `60+` includes `80+`; low-income,
//! disabled and bereaved residents are counted among those of 60 and over and are taken out of the 60–79, because their overlap with the
//! 80+ is not known:
//!
//! ```text
//! elderly_60_79 = 60+ − 80+ − low income − disabled − bereaved
//! ```
//!
//! Where `60+` is given and one of the others is not, the missing one is its share of the 60+ in the scenario. A scenario with other
//! segments uses their names or labels as headers; those columns are taken as they are.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::Meaning;
use super::grid::{Row, found, short};
use super::header::Header;
use super::numbers::{self, Read, Sign, is_not_known, shown};
use super::problems::{At, Problems};
use super::rows::{Entry, counts, is_ditto, occurrences};
use super::units::Unit;
use crate::base::words::{Both, both};
use crate::scenario::check::code as check;
use crate::scenario::error::{Kind, ScenarioError};
use crate::scenario::keys::quantity::{Count, Keyed, NonNegative, Persons, Real, Share};
use crate::scenario::keys::world::{CommunityKeys, Scenario};

/// The groups of the 60+ that are taken out of the 60–79, and the 60–79 themselves.
const OLD: [&str; 4] = ["elderly_80", "low_income", "disabled", "bereaved"];
const REST_OF_OLD: &str = "elderly_60_79";
/// Fewest and most residents of a community in a sheet: beyond, the unit of the column is most likely another one.
pub const RESIDENTS: (f64, f64) = (50.0, 100_000.0);

/// The rows of communities.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Communities {
    pub list: Vec<(String, CommunityKeys)>,
    /// Rows whose subdistrict is that of a row above.
    pub carried: usize,
    /// Cells with a mark for what is not known.
    pub not_known: usize,
    /// Whether codes are made from names.
    pub named: bool,
}

/// Reads the communities; what is wrong goes to the list.
pub(super) fn read(
    header: &Header,
    entries: &[Entry<'_>],
    separator: Option<char>,
    scenario: &Scenario,
    problems: &mut Problems,
) -> Communities {
    let codes = Codes::new(header, entries);
    let mut communities = Communities { named: codes.made.is_some(), ..Communities::default() };
    let mut rows: BTreeMap<String, u64> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let mut line = Line { header, entry, separator, problems, scenario, not_known: 0 };
        if line.is_too_long() {
            continue;
        }
        let code = line.code(&codes, at);
        let keys = line.community();
        communities.not_known += line.not_known;
        communities.carried += usize::from(entry.carried.is_some());
        let row = entry.row.number;
        let Some(code) = code else { continue };
        if let Some(first) = rows.get(&code) {
            let (place, kind) = (header.at(row, codes.column.unwrap_or_default()), "code twice");
            problems.cell(
                place,
                kind,
                &code,
                both!("a code of its own: row {first} has the same", "不重复的编号：第 {first} 行已用"),
                None,
            );
            continue;
        }
        rows.insert(code.clone(), row);
        if let Some(keys) = keys {
            communities.list.push((code, keys));
        }
        if communities.list.len() > check::MOST_COMMUNITIES {
            let most = check::MOST_COMMUNITIES;
            let error = ScenarioError::new(Kind::OutOfRange).expected(both!("at most {most} communities", "至多 {most} 个社区"));
            problems.add(At { row, column: None }, "most", error);
            break;
        }
    }
    communities
}

/// Where codes come from: their column, or names.
struct Codes {
    column: Option<usize>,
    /// Codes made from names, by row.
    made: Option<Vec<Option<String>>>,
}

impl Codes {
    fn new(header: &Header, entries: &[Entry<'_>]) -> Self {
        if let Some(column) = header.of(Meaning::Code) {
            return Self { column: Some(column), made: None };
        }
        let Some(column) = header.of(Meaning::Name) else { return Self { column: None, made: None } };
        let subdistrict = header.of(Meaning::Subdistrict);
        let name = |entry: &Entry<'_>| entry.row.cell(column).map_or("", |cell| cell.text.as_str()).to_owned();
        let names: Vec<String> = entries.iter().map(name).map(|name| code_of(&name)).collect();
        let counts = occurrences(names.iter().map(String::as_str));
        // A name used in two subdistricts is qualified by the subdistrict, whatever the order of rows.
        let made = names.iter().zip(entries).map(|(name, entry)| {
            if name.is_empty() {
                return None;
            }
            if counts.get(name.as_str()) == Some(&1) {
                return Some(name.clone());
            }
            let own = subdistrict.and_then(|at| entry.row.cell(at)).map(|cell| cell.text.as_str()).filter(|t| !is_ditto(t));
            Some(code_of(&format!("{}-{name}", own.or(entry.carried).unwrap_or_default())))
        });
        Self { column: Some(column), made: Some(made.collect()) }
    }
}

/// A name as a code: without what no code may hold.
fn code_of(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).take(64).collect()
}

/// A row with all that is needed to name its cells.
struct Line<'a> {
    header: &'a Header,
    entry: &'a Entry<'a>,
    separator: Option<char>,
    problems: &'a mut Problems,
    scenario: &'a Scenario,
    not_known: usize,
}

/// Allowed values of a column of persons, in words.
fn persons_words() -> Both {
    both!("a number of persons that is not negative: not a share of them, not a percentage", "非负的人数，不是占比，也不是百分数")
}

/// Allowed values of a column of staff, in words.
fn heads_words() -> Both {
    both!("a number of heads that is not negative, not a percentage", "非负的人数，不是百分数")
}

impl Line<'_> {
    fn row(&self) -> &Row {
        self.entry.row
    }

    fn text_at(&self, at: usize) -> &str {
        self.row().cell(at).map_or("", |cell| cell.text.as_str())
    }

    fn text(&self, meaning: Meaning) -> &str {
        self.header.of(meaning).map_or("", |at| self.text_at(at))
    }

    /// Adds a problem with the cell of that meaning.
    fn wrong(&mut self, meaning: Meaning, kind: &'static str, expected: Both, hint: Option<Both>) {
        let Some(column) = self.header.of(meaning) else { return };
        let text = self.text_at(column).to_owned();
        self.problems.cell(self.header.at(self.row().number, column), kind, &text, expected, hint);
    }

    /// Whether a text has cells beyond the last header: an extra cell, or a number split by its own commas.
    fn is_too_long(&mut self) -> bool {
        let width = self.header.width;
        let Some((at, extra)) = self.row().filled().find(|(at, _)| *at >= width).filter(|_| self.separator.is_some()) else {
            return false;
        };
        let hint = self.cut_number();
        let error = ScenarioError::new(Kind::Cell)
            .found(found(&extra.text))
            .expected(both!("{width} cells, as the header has", "{width} 个单元格，与表头一致"));
        let error = match hint {
            Some(hint) => error.hint(hint),
            None => error,
        };
        self.problems.add(At { row: self.row().number, column: Some((at, "")) }, "too long", error);
        true
    }

    /// Two neighbouring cells that are one number with a comma in it, where the row would then be as long as the header.
    fn cut_number(&self) -> Option<Both> {
        if self.separator != Some(',') || self.row().cells.len() > 2 * self.header.columns.len() {
            return None;
        }
        let digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
            lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
        };
        let cells = &self.row().cells;
        let is_cut = |at: &usize| {
            let (a, b) = (&cells[*at].text, &cells[*at + 1].text);
            let number = self.header.columns.get(*at).is_some_and(|c| c.meaning.is_number() || c.meaning == Meaning::Ignored);
            number && digits(a, 1..=3) && !a.starts_with('0') && digits(b, 3..=3)
        };
        let at = (0..cells.len().saturating_sub(1)).find(is_cut)?;
        let (a, b, first, second) = (&cells[at].text, &cells[at + 1].text, at + 1, at + 2);
        Some(both!(
            "cells {first} and {second} may be one number, {a},{b}: then write \"{a},{b}\" in quotes or {a}{b}; or they are two, and the row has a \
             cell too many",
            "第 {first}、{second} 个单元格可能是同一个数 {a},{b}：若是，请加引号写成 \"{a},{b}\" 或写成 {a}{b}；若为两个数，则该行多出一个单元格"
        ))
    }

    fn code(&mut self, codes: &Codes, at: usize) -> Option<String> {
        let column = codes.column?;
        let expected = Both::from(check::CODE);
        let place = self.header.at(self.row().number, column);
        let text = self.text_at(column).to_owned();
        if let Some(made) = &codes.made {
            let code = made.get(at).cloned().flatten();
            if code.is_none() {
                let expected = both!("the community's name: the sheet has no codes", "社区名称：表中没有编号列");
                self.problems.cell(place, "name", &text, expected, None);
            }
            return code;
        }
        if !check::is_code(&text) {
            self.problems.cell(place, "code", &text, expected, None);
            return None;
        }
        Some(text)
    }

    fn subdistrict(&mut self) -> Option<String> {
        let column = self.header.of(Meaning::Subdistrict)?;
        let own = Some(self.text_at(column)).filter(|text| !text.is_empty() && !is_ditto(text) && !is_not_known(text));
        let Some(name) = own.or(self.entry.carried.filter(|_| !is_not_known(self.text_at(column)))).map(str::to_owned) else {
            self.wrong(Meaning::Subdistrict, "subdistrict", both!("the name of the subdistrict", "街道名称"), None);
            return None;
        };
        if let Some((expected, hint)) = check::wrong_subdistrict(self.scenario, &name) {
            let place = self.header.at(self.row().number, column);
            self.problems.cell(place, "subdistrict", &name, expected, Some(hint));
            return None;
        }
        Some(name)
    }

    /// The number in a cell with its unit applied. `Err` if its contents are in the list of problems.
    fn number(&mut self, meaning: Meaning, expected: &Both) -> Result<Option<f64>, ()> {
        let Some(at) = self.header.of(meaning) else { return Ok(None) };
        let (column, row) = (&self.header.columns[at], self.entry.row);
        let Some(cell) = row.cell(at) else { return Ok(None) };
        if cell.merged {
            let hint = both!("one number stands over several rows: give each row its own", "一个数字合并在多行上：请分行填写");
            self.wrong(meaning, "merged", expected.clone(), Some(hint));
            return Err(());
        }
        let number = match numbers::read(cell, self.separator, counts(meaning, column.unit)) {
            Read::Empty { marked } => {
                self.not_known += usize::from(marked);
                return Ok(None);
            }
            Read::Number(number) => number,
            Read::Ambiguous([decimal, thousands]) => {
                let expected = both!("one reading: {decimal} or {thousands}", "只有一种读法：{decimal} 或 {thousands}"; decimal = decimal, thousands = thousands);
                let hint = both!("write thousands without a mark", "请去掉千分位符号");
                self.wrong(meaning, "two readings", expected, Some(hint));
                return Err(());
            }
            Read::Wrong => {
                self.wrong(meaning, "number", expected.clone(), None);
                return Err(());
            }
        };
        let unit = match number.sign {
            Some(Sign::Percent) => Some(Unit::Percent),
            Some(Sign::Permille) => Some(Unit::Permille),
            Some(Sign::Times(times)) => Some(Unit::Times(times)),
            None => column.unit,
        };
        match (meaning.is_share(), unit) {
            (true, Some(Unit::Percent | Unit::Permille)) => self.part(meaning, number, unit == Some(Unit::Percent)).map(Some),
            (false, Some(Unit::Percent | Unit::Permille)) | (true, Some(Unit::Times(_))) => {
                self.wrong(meaning, "number", expected.clone(), None);
                Err(())
            }
            (false, Some(Unit::Times(times))) => Ok(Some(numbers::times(number.value, times))),
            (false, Some(Unit::Metres)) if matches!(meaning, Meaning::X | Meaning::Y) => Ok(Some(number.value * 1e-3)),
            _ => Ok(Some(number.value)),
        }
    }

    /// A share that is written in percent: in the cell itself, or by a header whose cells leave it open whether 1 is 1 % or all.
    fn part(&mut self, meaning: Meaning, number: numbers::Number, is_percent: bool) -> Result<f64, ()> {
        let (of, sign) = if is_percent { (0.01, "%") } else { (0.001, "‰") };
        let value = number.value;
        if number.sign.is_none() && value > 0.0 && value <= 1.0 {
            let (all, first) = (shown(value * 100.0), shown(value));
            let expected = both!(
                "one reading: {first} {sign} (as the header says) or {all} % (if it is a share between 0 and 1)",
                "只有一种读法：{first}{sign}（按表头）或 {all}%（若为 0 至 1 之间的比例）"
            );
            let hint = both!("write {first}{sign} or {all}% into the cell", "请在单元格中写明 {first}{sign} 或 {all}%");
            self.wrong(meaning, "two readings", expected, Some(hint));
            return Err(());
        }
        Ok(value * of)
    }

    /// A number that its type must take.
    fn taken<T>(&mut self, meaning: Meaning, take: impl Fn(f64) -> Option<T>, expected: &Both) -> Result<Option<T>, ()> {
        let Some(number) = self.number(meaning, expected)? else { return Ok(None) };
        if let Some(taken) = take(number) {
            return Ok(Some(taken));
        }
        self.wrong(meaning, "number", expected.clone(), None);
        Err(())
    }

    fn persons(&mut self, meaning: Meaning) -> Result<Option<f64>, ()> {
        self.taken(meaning, |n| Persons::new(n).map(Persons::get).filter(|n| is_persons(*n)), &persons_words())
    }

    /// A number of people that cannot exceed a community's residents.
    fn heads(
        &mut self,
        meaning: Meaning,
        residents: Option<f64>,
        is: impl Fn(f64) -> bool,
        expected: &Both,
    ) -> Result<Option<NonNegative>, ()> {
        let heads = self.taken(meaning, |n| NonNegative::new(n).filter(|n| is(n.get())), expected)?;
        if let (Some(heads), Some(residents)) = (heads, residents)
            && *heads > residents
        {
            let expected = both!("at most the {residents} residents of this row", "不超过本行的 {residents} 名居民");
            self.wrong(meaning, "more than residents", expected, None);
            return Err(());
        }
        Ok(heads)
    }

    fn residents(&mut self) -> Result<Persons, ()> {
        let needed = both!("a number of residents above 0", "大于 0 的居民人数");
        let taken = self.taken(Meaning::Residents, |n| Persons::new(n).filter(|n| n.get() > 0.0), &needed)?;
        let Some(residents) = taken else {
            self.wrong(Meaning::Residents, "number", needed, None);
            return Err(());
        };
        let (fewest, most) = RESIDENTS;
        if !(fewest..=most).contains(&residents.get()) {
            let (low, high) = (shown(fewest), shown(most));
            let read = shown(residents.get());
            let expected = both!(
                "{low} to {high} residents in a community; this is read as {read}",
                "每个社区 {low} 至 {high} 名居民；此处读作 {read}"
            );
            let hint = self.cut_number().unwrap_or_else(|| {
                both!(
                    "in which unit is the column? Write it into the header, such as 常住人口（万人） or residents (thousands)",
                    "这一列的单位是什么？请写进表头，例如 常住人口（万人）"
                )
            });
            self.wrong(Meaning::Residents, "unit", expected, Some(hint));
            return Err(());
        }
        Ok(residents)
    }

    /// All that the row says; nothing when some of it is in the list of problems.
    fn community(&mut self) -> Option<CommunityKeys> {
        let subdistrict = self.subdistrict();
        let residents = if self.header.of(Meaning::Residents).is_some() { self.residents().ok() } else { None };
        let of = residents.map(Persons::get);
        let segments = self.segments(of);
        let (mut x_km, y_km) = (self.place(Meaning::X), self.place(Meaning::Y));
        if let (Ok(x), Ok(y)) = (&x_km, &y_km)
            && x.is_some() != y.is_some()
        {
            let (empty, given) = if x.is_some() { (Meaning::Y, Meaning::X) } else { (Meaning::X, Meaning::Y) };
            let at = if self.header.of(empty).is_some() { empty } else { given };
            self.wrong(at, "place", both!("both coordinates, or none", "两个坐标都填，或都不填"), None);
            x_km = Err(());
        }
        let organisations =
            self.taken(Meaning::Organisations, whole, &both!("a whole number from 0 to 1000", "0 至 1000 的整数"));
        let associations = self.taken(Meaning::Associations, whole, &both!("a whole number from 0 to 100", "0 至 100 的整数"));
        let community_workers = self.heads(Meaning::CommunityWorkers, of, |heads| heads >= 0.0, &heads_words());
        let volunteers = self.heads(Meaning::Volunteers, of, is_persons, &persons_words());
        let (certified, managed) = (self.share(Meaning::CertifiedShare), self.share(Meaning::PropertyShare));
        Some(CommunityKeys {
            subdistrict: subdistrict?,
            residents: Some(residents?),
            x_km: x_km.ok()?,
            y_km: y_km.ok()?,
            name_zh: Some(self.text(Meaning::Name)).filter(|name| !name.is_empty()).map(str::to_owned),
            segments: segments.ok()?,
            community_workers: community_workers.ok()?,
            certified_share: certified.ok()?,
            organisations: organisations.ok()?,
            associations: associations.ok()?,
            volunteers: volunteers.ok()?,
            property_managed_share: managed.ok()?,
        })
    }

    fn place(&mut self, meaning: Meaning) -> Result<Option<Real>, ()> {
        self.taken(meaning, Real::new, &both!("kilometres between -100 and 100", "-100 至 100 之间的公里数"))
    }

    fn share(&mut self, meaning: Meaning) -> Result<Option<Share>, ()> {
        let expected = both!("a share between 0 and 1, or a percentage such as 45%", "0 至 1 之间的比例，或 45% 这样的百分数");
        self.taken(meaning, Share::new, &expected)
    }

    /// Persons by segment, by the rule on top of this file.
    fn segments(&mut self, residents: Option<f64>) -> Result<Option<Keyed<Persons>>, ()> {
        let scenario = self.scenario;
        let mut persons: Vec<Option<f64>> = Vec::with_capacity(scenario.segment.len());
        let mut sound = true;
        for index in 0..scenario.segment.len() {
            let read = self.persons(Meaning::Segment(index));
            sound &= read.is_ok();
            persons.push(read.unwrap_or_default());
        }
        let over_60 = self.persons(Meaning::Over60)?;
        if !sound {
            return Err(());
        }
        if let Some(over_60) = over_60 {
            self.divide_the_old(over_60, &mut persons)?;
        }
        let named: f64 = persons.iter().flatten().sum();
        if let Some(residents) = residents
            && named > residents + 0.5
        {
            let named = named.ceil();
            let expected = both!("at least the {named} persons of this row's groups", "不少于本行各群体合计的 {named} 人");
            self.wrong(Meaning::Residents, "groups", expected, None);
            return Err(());
        }
        let list: Vec<(String, Persons)> = scenario
            .segment
            .iter()
            .zip(&persons)
            .filter_map(|((name, _), n)| Some((name.to_string(), Persons::new((*n)?)?)))
            .collect();
        Ok((!list.is_empty()).then_some(Keyed(list)))
    }

    /// Divides the 60+ among the segments of the old.
    fn divide_the_old(&mut self, over_60: f64, persons: &mut [Option<f64>]) -> Result<(), ()> {
        let scenario = self.scenario;
        let place = |name: &str| scenario.segment.position(name);
        let Some(rest) = place(REST_OF_OLD) else {
            let expected = both!(
                "no such column: the scenario has no segment `{REST_OF_OLD}`",
                "不应有此列：情景中没有群体 `{REST_OF_OLD}`"
            );
            self.wrong(Meaning::Over60, "segment", expected, None);
            return Err(());
        };
        let share = |at: usize| scenario.segment.0.get(at).map_or(0.0, |(_, s)| *s.share);
        let old: Vec<usize> = OLD.iter().filter_map(|name| place(name)).collect();
        let all = share(rest) + old.iter().map(|at| share(*at)).sum::<f64>();
        let mut left = over_60;
        for at in old {
            let filled = persons[at].unwrap_or(if all > 0.0 { over_60 * share(at) / all } else { 0.0 });
            persons[at] = Some(filled);
            left -= filled;
        }
        if persons[rest].is_none() {
            if left < -0.5 {
                let least = (over_60 - left).ceil();
                let expected = both!(
                    "at least {least}: the 80+, low-income, disabled and bereaved of this row together",
                    "不少于 {least}：本行 80 岁以上、低保、残疾、失独之和"
                );
                self.wrong(Meaning::Over60, "groups of the old", expected, None);
                return Err(());
            }
            persons[rest] = Some(left.max(0.0));
        }
        Ok(())
    }
}

/// Whether a number can be one of persons; a part of one is a share that was meant.
fn is_persons(number: f64) -> bool {
    number == 0.0 || number >= 1.0
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and inside the range before the conversion")]
fn whole<const HIGH: u32>(number: f64) -> Option<Count<0, HIGH>> {
    (number.fract() == 0.0 && (0.0..=f64::from(HIGH)).contains(&number)).then(|| Count::new(number as u32)).flatten()
}

/// The subdistricts of a list of communities.
pub(super) fn subdistricts(list: &[(String, CommunityKeys)]) -> BTreeSet<&str> {
    list.iter().map(|(_, keys)| keys.subdistrict.as_str()).collect()
}

/// A name for people: the community's, or its code.
pub(super) fn name(community: &(String, CommunityKeys)) -> String {
    short(community.1.name_zh.as_deref().unwrap_or(&community.0))
}
