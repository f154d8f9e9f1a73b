//! Communities from a spreadsheet: what an analyst has at hand, as Excel or WPS writes it.
//!
//! The text is UTF-8 with or without a mark, or GB18030; what is valid UTF-8 is read as that. Headers are English or Chinese, in
//! any order; [`COLUMNS`](super::communities_columns::COLUMNS) lists them. An empty cell means that the value is not known: the
//! district's is used.
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
//!
//! **Left unread.** [`UNREAD`](super::communities_columns::UNREAD) lists columns that sheets have and the model has no use for; they and
//! columns without a header are named in a remark. Any other header is an error. `docs/communities.md` tells all this to whoever fills a
//! sheet in.

use std::borrow::Cow;

use super::check_district as check;
use super::communities_columns::{Meaning, columns, is_header, plain};
use super::error::{Kind, ScenarioError};
use super::quantity::{Count, Keyed, NonNegative, Persons, Real, Share};
use super::world_keys::{CommunityKeys, Scenario};

/// The groups of the 60+ that are taken out of the 60–79, and the 60–79 themselves.
const OLD: [&str; 4] = ["elderly_80", "low_income", "disabled", "bereaved"];
const REST_OF_OLD: &str = "elderly_60_79";

/// The name of the sheet that `sanshe new --table` writes.
pub const SHEET: &str = "communities.csv";

/// What a sheet says.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Its communities, in its order.
    pub communities: Keyed<CommunityKeys>,
    /// Columns in which something stands that is not read: number from 1, and header, which may be empty.
    pub unread: Vec<(usize, String)>,
}

/// Reads the communities of a scenario from the bytes of its table. `name` is the file's, for messages.
///
/// # Errors
/// When the text cannot be decoded, a column is unknown, missing or double, or a cell is not what its column takes.
pub fn read(name: &str, bytes: &[u8], scenario: &Scenario) -> Result<Sheet, ScenarioError> {
    let text = decode(name, bytes)?;
    let mut reader = reader(&text);
    let headers = reader.headers().map_err(|e| malformed(name, &e))?.clone();
    let columns = columns(name, &headers, scenario)?;
    let mut communities: Vec<(String, CommunityKeys)> = Vec::new();
    let mut codes = std::collections::BTreeMap::new();
    let mut filled = vec![false; headers.len()];
    for record in reader.records() {
        let record = record.map_err(|e| malformed(name, &e))?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        // The line in the file: the sheet's own row number unless a cell holds a line feed.
        let row = record.position().map_or(0, csv::Position::line);
        let line = Line { name, row, record: &record, columns: &columns, headers: &headers };
        filled.iter_mut().zip(&record).for_each(|(filled, cell)| *filled |= !cell.is_empty());
        if record.len() > headers.len()
            && let Some((at, extra)) = record.iter().enumerate().skip(headers.len()).find(|(_, cell)| !cell.is_empty())
        {
            return Err(ScenarioError::new(Kind::Cell)
                .in_file(format!("{name}: row {row}, column {}", at + 1))
                .found(format!("{extra:?}"))
                .expected(format!("{} cells, as the header has", headers.len())));
        }
        line.is_no_total()?;
        let (code, keys) = line.community(scenario)?;
        if let Some(first) = codes.insert(code.clone(), row) {
            return Err(line.wrong(Meaning::Code, &code).expected(format!("a code of its own: row {first} has the same")));
        }
        communities.push((code, keys));
        if communities.len() > check::MOST_COMMUNITIES {
            return Err(ScenarioError::new(Kind::OutOfRange)
                .in_file(format!("{name}: row {row}"))
                .expected(format!("at most {} communities", check::MOST_COMMUNITIES)));
        }
    }
    if communities.is_empty() {
        return Err(ScenarioError::new(Kind::Cell)
            .in_file(format!("{name}: row 2"))
            .found("no communities below the header")
            .expected("at least one row")
            .hint("fill in at least one community: code, subdistrict and residents (编号, 街道, 常住人口)"));
    }
    let is_unread = |at: &usize| columns[*at] == Meaning::Ignored && filled[*at];
    let unread = (0..headers.len()).filter(is_unread).map(|at| (at + 1, headers[at].to_string())).collect();
    Ok(Sheet { communities: Keyed(communities), unread })
}

/// How many rows a sheet of communities has below its header; nothing when it is not a sheet of communities, or has none.
#[must_use]
pub fn rows(bytes: &[u8]) -> Option<usize> {
    let text = decode("", bytes).ok()?;
    let mut reader = reader(&text);
    if !is_header(reader.headers().ok()?) {
        return None;
    }
    let rows = reader.records().take_while(Result::is_ok).flatten().filter(|r| !r.iter().all(str::is_empty)).count();
    (rows > 0).then_some(rows)
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes())
}

/// The text of a table, whichever of the two encodings it is in.
fn decode<'b>(name: &str, bytes: &'b [u8]) -> Result<Cow<'b, str>, ScenarioError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    let (text, broken) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    if broken {
        return Err(ScenarioError::new(Kind::Encoding)
            .in_file(name)
            .expected("UTF-8 or GB18030 text")
            .hint("save the sheet as \"CSV UTF-8\""));
    }
    Ok(text)
}

/// Sheets are separated by commas; some systems write semicolons or tabs.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |c: char| first.matches(c).count();
    [(b',', ','), (b';', ';'), (b'\t', '\t')]
        .into_iter()
        .max_by_key(|&(byte, c)| (count(c), byte == b','))
        .map_or(b',', |(byte, _)| byte)
}

fn malformed(name: &str, error: &csv::Error) -> ScenarioError {
    ScenarioError::new(Kind::Cell).in_file(name).found(error.to_string()).expected("a table of comma-separated values")
}

/// A row with all that is needed to name its cells.
struct Line<'a> {
    name: &'a str,
    row: u64,
    record: &'a csv::StringRecord,
    columns: &'a [Meaning],
    headers: &'a csv::StringRecord,
}

impl Line<'_> {
    /// A row of totals is no community: its residents would be there twice.
    fn is_no_total(&self) -> Result<(), ScenarioError> {
        let Some((at, cell)) = self.record.iter().enumerate().find(|(_, cell)| is_total(cell)) else {
            return Ok(());
        };
        Err(self.wrong_at(Some(at), cell).expected("a community in every row").hint("delete the row of totals"))
    }

    /// The text of a cell; nothing when it is empty or there is no such column.
    fn cell(&self, meaning: Meaning) -> Option<&str> {
        let at = self.columns.iter().position(|c| *c == meaning)?;
        self.record.get(at).filter(|cell| !cell.is_empty())
    }

    /// An error at a cell.
    fn wrong(&self, meaning: Meaning, value: &str) -> ScenarioError {
        self.wrong_at(self.columns.iter().position(|c| *c == meaning), value)
    }

    /// An error in a column, by its place.
    fn wrong_at(&self, at: Option<usize>, value: &str) -> ScenarioError {
        let header = at.and_then(|at| self.headers.get(at)).unwrap_or_default();
        let column = at.map_or(String::new(), |at| format!(", column {} ({header})", at + 1));
        ScenarioError::new(Kind::Cell).in_file(format!("{}: row {}{column}", self.name, self.row)).found(if value.is_empty() {
            "an empty cell".to_string()
        } else {
            format!("{value:?}")
        })
    }

    fn text(&self, meaning: Meaning, expected: impl Into<crate::words::Both>) -> Result<&str, ScenarioError> {
        self.cell(meaning).ok_or_else(|| self.wrong(meaning, "").expected(expected))
    }

    /// A number in a cell, which its type must take.
    fn number<T>(&self, meaning: Meaning, take: impl Fn(f64) -> Option<T>, expected: &str) -> Result<Option<T>, ScenarioError> {
        self.parsed(meaning, |cell| number(cell).and_then(&take), expected)
    }

    /// What a cell says, which must be as the column takes it.
    fn parsed<T>(&self, meaning: Meaning, parse: impl Fn(&str) -> Option<T>, expected: &str) -> Result<Option<T>, ScenarioError> {
        let Some(cell) = self.cell(meaning) else {
            return Ok(None);
        };
        parse(cell).map(Some).ok_or_else(|| self.wrong(meaning, cell).expected(expected))
    }

    fn persons(&self, meaning: Meaning) -> Result<Option<f64>, ScenarioError> {
        self.number(meaning, |n| Persons::new(n).map(Persons::get).filter(|n| is_persons(*n)), PERSONS)
    }

    /// A number of people of whom a community cannot have more than residents.
    fn heads(
        &self,
        meaning: Meaning,
        residents: f64,
        is: impl Fn(f64) -> bool,
        expected: &str,
    ) -> Result<Option<NonNegative>, ScenarioError> {
        let heads = self.number(meaning, |n| NonNegative::new(n).filter(|n| is(n.get())), expected)?;
        match heads.filter(|heads| **heads > residents) {
            Some(_) => {
                let cell = self.cell(meaning).unwrap_or_default();
                Err(self.wrong(meaning, cell).expected(format!("at most the {residents} residents of this row")))
            }
            None => Ok(heads),
        }
    }

    fn community(&self, scenario: &Scenario) -> Result<(String, CommunityKeys), ScenarioError> {
        let code = self.text(Meaning::Code, check::CODE)?;
        if !check::is_code(code) {
            return Err(self.wrong(Meaning::Code, code).expected(check::CODE));
        }
        let subdistrict = self.text(Meaning::Subdistrict, "the name of the subdistrict")?;
        if let Some((expected, hint)) = check::wrong_subdistrict(scenario, subdistrict) {
            return Err(self.wrong(Meaning::Subdistrict, subdistrict).expected(expected).hint(hint));
        }
        let needed = "a number of residents above 0";
        let cell = self.text(Meaning::Residents, needed)?;
        let residents = number(cell)
            .filter(|n| *n > 0.0)
            .and_then(Persons::new)
            .ok_or_else(|| self.wrong(Meaning::Residents, cell).expected(needed))?;
        let segments = self.segments(scenario, residents.get())?;
        let (x_km, y_km) = (self.place(Meaning::X)?, self.place(Meaning::Y)?);
        if x_km.is_some() != y_km.is_some() {
            let empty = if x_km.is_some() { Meaning::Y } else { Meaning::X };
            return Err(self.wrong(empty, "").expected("both coordinates, or none"));
        }
        Ok((
            code.to_string(),
            CommunityKeys {
                subdistrict: subdistrict.to_string(),
                residents: Some(residents),
                x_km,
                y_km,
                name_zh: self.cell(Meaning::Name).map(str::to_string),
                segments,
                community_workers: self.heads(Meaning::CommunityWorkers, residents.get(), |heads| heads >= 0.0, HEADS)?,
                certified_share: self.share(Meaning::CertifiedShare)?,
                organisations: self.number(Meaning::Organisations, whole, "a whole number from 0 to 1000")?,
                associations: self.number(Meaning::Associations, whole, "a whole number from 0 to 100")?,
                volunteers: self.heads(Meaning::Volunteers, residents.get(), is_persons, PERSONS)?,
                property_managed_share: self.share(Meaning::PropertyShare)?,
            },
        ))
    }

    fn place(&self, meaning: Meaning) -> Result<Option<Real>, ScenarioError> {
        self.number(meaning, Real::new, "kilometres between -100 and 100")
    }

    fn share(&self, meaning: Meaning) -> Result<Option<Share>, ScenarioError> {
        self.parsed(meaning, |cell| share(cell).and_then(Share::new), "a share between 0 and 1, or a percentage such as 45%")
    }

    /// Persons by segment, by the rule on top of this file.
    fn segments(&self, scenario: &Scenario, residents: f64) -> Result<Option<Keyed<Persons>>, ScenarioError> {
        let mut persons: Vec<Option<f64>> = Vec::with_capacity(scenario.segment.len());
        for index in 0..scenario.segment.len() {
            persons.push(self.persons(Meaning::Segment(index))?);
        }
        if let Some(over_60) = self.persons(Meaning::Over60)? {
            let place = |name: &str| scenario.segment.position(name);
            let Some(rest) = place(REST_OF_OLD) else {
                return Err(self
                    .wrong(Meaning::Over60, self.cell(Meaning::Over60).unwrap_or_default())
                    .expected(format!("no such column: the scenario has no segment `{REST_OF_OLD}`")));
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
                    return Err(self.wrong(Meaning::Over60, self.cell(Meaning::Over60).unwrap_or_default()).expected(format!(
                        "at least {}: the 80+, low-income, disabled and bereaved of this row together",
                        (over_60 - left).ceil()
                    )));
                }
                persons[rest] = Some(left.max(0.0));
            }
        }
        let named: f64 = persons.iter().flatten().sum();
        if named > residents + 0.5 {
            let cell = self.cell(Meaning::Residents).unwrap_or_default();
            return Err(self
                .wrong(Meaning::Residents, cell)
                .expected(format!("at least the {} persons of this row's groups", named.ceil())));
        }
        let list: Vec<(String, Persons)> = scenario
            .segment
            .iter()
            .zip(&persons)
            .filter_map(|((name, _), n)| Some((name.to_string(), Persons::new((*n)?)?)))
            .collect();
        Ok((!list.is_empty()).then_some(Keyed(list)))
    }
}

/// What a column of persons takes, in words.
const PERSONS: &str = "a number of persons that is not negative: not a share of them, not a percentage";
/// What the column of staff takes, in words.
const HEADS: &str = "a number of heads that is not negative, not a percentage";

/// Whether a number can be one of persons; a part of one is a share that was meant.
fn is_persons(number: f64) -> bool {
    number == 0.0 || number >= 1.0
}

/// Whether a cell says that its row is a sum of others: `合计`, `西安路小计`, `Total`, `West sub-total`.
fn is_total(cell: &str) -> bool {
    let chinese = plain(cell.trim_end_matches([':', '：']));
    let english = cell.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default().to_lowercase();
    ["合计", "总计", "小计", "共计"].iter().any(|word| chinese.ends_with(word))
        || ["total", "totals", "subtotal", "subtotals"].contains(&english.as_str())
}

/// A share as people write it: `0.45`, `45%`.
fn share(cell: &str) -> Option<f64> {
    match cell.strip_suffix(['%', '％']) {
        Some(percent) => number(percent).map(|n| n * 0.01),
        None => number(cell),
    }
}

/// A number as people write it: `7,640`, `１２`. A comma that does not set off thousands makes it none: `1,5` could mean two things.
fn number(cell: &str) -> Option<f64> {
    let text: String = cell
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}'))
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '．' => '.',
            '，' => ',',
            other => other,
        })
        .collect();
    let whole_part = text.split('.').next().unwrap_or_default();
    let mut groups = whole_part.split(',').skip(1);
    if groups.any(|group| group.len() != 3) || text[whole_part.len()..].contains(',') {
        return None;
    }
    let text = text.replace(',', "");
    // Words such as `nan` and `inf` are numbers to the language but not to a sheet.
    if !text.chars().all(|c| c.is_ascii_digit() || ".+-eE".contains(c)) {
        return None;
    }
    text.parse::<f64>().ok().filter(|n| n.is_finite())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and inside the range before the conversion")]
fn whole<const HIGH: u32>(number: f64) -> Option<Count<0, HIGH>> {
    (number.fract() == 0.0 && (0.0..=f64::from(HIGH)).contains(&number)).then(|| Count::new(number as u32)).flatten()
}
