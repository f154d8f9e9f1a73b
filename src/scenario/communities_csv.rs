//! Communities from a spreadsheet: what an analyst has at hand, as Excel or WPS writes it.
//!
//! The text is UTF-8 with or without a mark, or GB18030; what is valid UTF-8 is read as that. Headers are English or Chinese, in any
//! order; [`COLUMNS`] lists them. An empty cell means that the value is not known: the district's is used.
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
//! **Read and left.** Households, social workers and the facility are columns of the usual sheet that the model does not take: households
//! are inside the needs per resident, social workers belong to subdistricts and organisations, and facilities are not modelled yet.

use std::borrow::Cow;

use super::check;
use super::error::{Kind, ScenarioError, nearest};
use super::quantity::{Count, Keyed, NonNegative, Persons, Real, Share};
use super::world_keys::{CommunityKeys, Scenario};

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Code,
    Name,
    Subdistrict,
    X,
    Y,
    Residents,
    Over60,
    /// Persons of a segment of the scenario, by its place there.
    Segment(usize),
    CommunityWorkers,
    CertifiedShare,
    Organisations,
    Associations,
    Volunteers,
    PropertyShare,
    Ignored,
}

/// A column of the sheet.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// English header.
    pub english: &'static str,
    /// Chinese header.
    pub chinese: &'static str,
    /// Other spellings that are understood.
    pub also: &'static [&'static str],
    meaning: Known,
}

/// What a column of the usual sheet means, before the scenario's segments are known.
#[derive(Clone, Copy, Debug)]
enum Known {
    Is(Meaning),
    Segment(&'static str),
}

const fn is(
    english: &'static str,
    chinese: &'static str,
    also: &'static [&'static str],
    meaning: Meaning,
) -> Column {
    Column {
        english,
        chinese,
        also,
        meaning: Known::Is(meaning),
    }
}

const fn segment(
    english: &'static str,
    chinese: &'static str,
    also: &'static [&'static str],
    name: &'static str,
) -> Column {
    Column {
        english,
        chinese,
        also,
        meaning: Known::Segment(name),
    }
}

/// The columns of the usual sheet, in the order of the empty one that `sanshe new --table` writes.
pub const COLUMNS: [Column; 21] = [
    is("code", "编号", &["代码", "社区编号", "id"], Meaning::Code),
    is(
        "name",
        "名称",
        &["社区", "社区名称", "name_zh"],
        Meaning::Name,
    ),
    is(
        "subdistrict",
        "街道",
        &["街道办事处", "所属街道"],
        Meaning::Subdistrict,
    ),
    is("x", "横坐标", &["x_km", "x坐标"], Meaning::X),
    is("y", "纵坐标", &["y_km", "y坐标"], Meaning::Y),
    is(
        "residents",
        "常住人口",
        &["人口", "居民", "population"],
        Meaning::Residents,
    ),
    is(
        "60+",
        "60岁以上",
        &["60岁及以上", "老年人口", "over_60"],
        Meaning::Over60,
    ),
    segment(
        "80+",
        "80岁以上",
        &["80岁及以上", "高龄", "over_80"],
        "elderly_80",
    ),
    segment(
        "low income",
        "低保",
        &["低保老人", "low-income"],
        "low_income",
    ),
    segment("disabled", "残疾", &["残疾老人"], "disabled"),
    segment("bereaved", "失独", &["失独老人"], "bereaved"),
    segment("unemployed", "失业", &["失业人员"], "unemployed"),
    is("households", "户数", &["家庭户"], Meaning::Ignored),
    is(
        "staff",
        "社区工作者",
        &["community workers", "工作人员"],
        Meaning::CommunityWorkers,
    ),
    is(
        "certified",
        "持证比例",
        &["certified share", "持证社工比例"],
        Meaning::CertifiedShare,
    ),
    is(
        "social workers",
        "社会工作者",
        &["社工", "专职社工"],
        Meaning::Ignored,
    ),
    is(
        "organisations",
        "社会组织",
        &["organizations"],
        Meaning::Organisations,
    ),
    is(
        "associations",
        "社区社会组织",
        &["备案社会组织"],
        Meaning::Associations,
    ),
    is("volunteers", "志愿者", &["活跃志愿者"], Meaning::Volunteers),
    is("facility", "设施", &["服务设施"], Meaning::Ignored),
    is(
        "property share",
        "物业覆盖率",
        &["物业比例", "managed share"],
        Meaning::PropertyShare,
    ),
];

/// The groups of the 60+ that are taken out of the 60–79, and the 60–79 themselves.
const OLD: [&str; 4] = ["elderly_80", "low_income", "disabled", "bereaved"];
const REST_OF_OLD: &str = "elderly_60_79";

/// Reads the communities of a scenario from the bytes of its table. `name` is the file's, for messages.
///
/// # Errors
/// When the text cannot be decoded, a column is unknown, missing or double, or a cell is not what its column takes.
pub fn read(
    name: &str,
    bytes: &[u8],
    scenario: &Scenario,
) -> Result<Keyed<CommunityKeys>, ScenarioError> {
    let text = decode(name, bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|e| malformed(name, &e))?.clone();
    let columns = columns(name, &headers, scenario)?;
    let mut communities: Vec<(String, CommunityKeys)> = Vec::new();
    let mut codes = std::collections::BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|e| malformed(name, &e))?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        // The sheet's own row number: the header is row 1.
        let row = record.position().map_or(0, csv::Position::line);
        let line = Line {
            name,
            row,
            record: &record,
            columns: &columns,
            headers: &headers,
        };
        if record.len() > headers.len()
            && let Some((at, extra)) = record
                .iter()
                .enumerate()
                .skip(headers.len())
                .find(|(_, cell)| !cell.is_empty())
        {
            return Err(ScenarioError::new(Kind::Cell)
                .in_file(format!("{name}: row {row}, column {}", at + 1))
                .found(format!("{extra:?}"))
                .expected(format!("{} cells, as the header has", headers.len())));
        }
        let (code, keys) = line.community(scenario)?;
        if let Some(first) = codes.insert(code.clone(), row) {
            return Err(line
                .wrong(Meaning::Code, &code)
                .expected(format!("a code of its own: row {first} has the same")));
        }
        communities.push((code, keys));
        if communities.len() > check::MOST_COMMUNITIES {
            return Err(ScenarioError::new(Kind::OutOfRange)
                .in_file(format!("{name}: row {row}"))
                .expected(format!("at most {} communities", check::MOST_COMMUNITIES)));
        }
    }
    if communities.is_empty() {
        return Err(ScenarioError::new(Kind::Contradiction)
            .in_file(name)
            .found("no communities")
            .expected("a header and at least one row"));
    }
    Ok(Keyed(communities))
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
    ScenarioError::new(Kind::Cell)
        .in_file(name)
        .found(error)
        .expected("a table of comma-separated values")
}

/// A header as it is compared: without blanks, underscores and hyphens, lower case, full-width plus and brackets' content dropped.
fn plain(header: &str) -> String {
    let cut = header.find(['(', '（']).map_or(header, |at| &header[..at]);
    cut.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
        .map(|c| if c == '＋' { '+' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}

/// What every column of a header means.
fn columns(
    name: &str,
    headers: &csv::StringRecord,
    scenario: &Scenario,
) -> Result<Vec<Meaning>, ScenarioError> {
    let mut columns: Vec<Meaning> = Vec::new();
    for (index, header) in headers.iter().enumerate() {
        let place = format!("{name}: row 1, column {} ({header})", index + 1);
        // A column without a header is a remark, unless something stands in it; it is not read.
        let meaning = if header.is_empty() {
            Meaning::Ignored
        } else {
            meaning(header, scenario).map_err(|e| e.in_file(place.clone()))?
        };
        if meaning != Meaning::Ignored && columns.contains(&meaning) {
            return Err(ScenarioError::new(Kind::Cell)
                .in_file(place)
                .found("two columns of this meaning")
                .expected("one"));
        }
        columns.push(meaning);
    }
    for (needed, header) in [
        (Meaning::Code, "`code` (编号)"),
        (Meaning::Subdistrict, "`subdistrict` (街道)"),
        (Meaning::Residents, "`residents` (常住人口)"),
    ] {
        if !columns.contains(&needed) {
            return Err(ScenarioError::new(Kind::Cell)
                .in_file(format!("{name}: row 1"))
                .found("a header without that column")
                .expected(format!("the column {header}"))
                .hint("`sanshe new --table` writes a sheet with all headers"));
        }
    }
    Ok(columns)
}

/// What one header means.
fn meaning(header: &str, scenario: &Scenario) -> Result<Meaning, ScenarioError> {
    let word = plain(header);
    let usual = COLUMNS.iter().find(|c| {
        [c.english, c.chinese]
            .iter()
            .chain(c.also)
            .any(|h| plain(h) == word)
    });
    if let Some(Column {
        meaning: Known::Is(meaning),
        ..
    }) = usual
    {
        return Ok(*meaning);
    }
    let wanted = match usual {
        Some(Column {
            meaning: Known::Segment(segment),
            ..
        }) => plain(segment),
        _ => word.clone(),
    };
    let found = scenario.segment.iter().position(|(name, keys)| {
        [name, &keys.label, &keys.label_zh]
            .iter()
            .any(|h| plain(h) == wanted)
    });
    if let Some(index) = found {
        return Ok(Meaning::Segment(index));
    }
    let error = ScenarioError::new(Kind::Cell).found(format!("the header {header:?}"));
    if usual.is_some() {
        return Err(error.expected("a segment of the scenario that counts these residents"));
    }
    let known = COLUMNS.iter().flat_map(|c| [c.english, c.chinese]);
    let error = error.expected("a header of the sheet, or the name of a segment");
    Err(match nearest(header, known) {
        Some(near) => error.hint(format!("did you mean {near:?}?")),
        None => error.hint("`sanshe new --table` writes a sheet with all headers"),
    })
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
    /// The text of a cell; nothing when it is empty or there is no such column.
    fn cell(&self, meaning: Meaning) -> Option<&str> {
        let at = self.columns.iter().position(|c| *c == meaning)?;
        self.record.get(at).filter(|cell| !cell.is_empty())
    }

    /// An error at a cell.
    fn wrong(&self, meaning: Meaning, value: &str) -> ScenarioError {
        let at = self.columns.iter().position(|c| *c == meaning);
        let header = at.and_then(|at| self.headers.get(at)).unwrap_or_default();
        let column = at.map_or(String::new(), |at| {
            format!(", column {} ({header})", at + 1)
        });
        ScenarioError::new(Kind::Cell)
            .in_file(format!("{}: row {}{column}", self.name, self.row))
            .found(if value.is_empty() {
                "an empty cell".to_string()
            } else {
                format!("{value:?}")
            })
    }

    fn text(&self, meaning: Meaning, expected: &str) -> Result<&str, ScenarioError> {
        self.cell(meaning)
            .ok_or_else(|| self.wrong(meaning, "").expected(expected))
    }

    /// A number in a cell, which its type must take.
    fn number<T>(
        &self,
        meaning: Meaning,
        take: impl Fn(f64) -> Option<T>,
        expected: &str,
    ) -> Result<Option<T>, ScenarioError> {
        let Some(cell) = self.cell(meaning) else {
            return Ok(None);
        };
        number(cell)
            .and_then(take)
            .map(Some)
            .ok_or_else(|| self.wrong(meaning, cell).expected(expected))
    }

    fn persons(&self, meaning: Meaning) -> Result<Option<f64>, ScenarioError> {
        self.number(
            meaning,
            |n| Persons::new(n).map(Persons::get),
            "a number of persons that is not negative",
        )
    }

    fn community(&self, scenario: &Scenario) -> Result<(String, CommunityKeys), ScenarioError> {
        let code = self.text(Meaning::Code, check::CODE)?;
        if !check::is_code(code) {
            return Err(self.wrong(Meaning::Code, code).expected(check::CODE));
        }
        let subdistrict = self.text(Meaning::Subdistrict, "the name of the subdistrict")?;
        if let Some((expected, hint)) = check::wrong_subdistrict(scenario, subdistrict) {
            return Err(self
                .wrong(Meaning::Subdistrict, subdistrict)
                .expected(expected)
                .hint(hint));
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
            let empty = if x_km.is_some() {
                Meaning::Y
            } else {
                Meaning::X
            };
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
                community_workers: self.number(
                    Meaning::CommunityWorkers,
                    NonNegative::new,
                    "a number of heads that is not negative",
                )?,
                certified_share: self.share(Meaning::CertifiedShare)?,
                organisations: self.number(
                    Meaning::Organisations,
                    whole,
                    "a whole number from 0 to 1000",
                )?,
                associations: self.number(
                    Meaning::Associations,
                    whole,
                    "a whole number from 0 to 100",
                )?,
                volunteers: self.number(
                    Meaning::Volunteers,
                    NonNegative::new,
                    "a number of persons that is not negative",
                )?,
                property_managed_share: self.share(Meaning::PropertyShare)?,
            },
        ))
    }

    fn place(&self, meaning: Meaning) -> Result<Option<Real>, ScenarioError> {
        self.number(meaning, Real::new, "kilometres between -100 and 100")
    }

    fn share(&self, meaning: Meaning) -> Result<Option<Share>, ScenarioError> {
        self.number(
            meaning,
            Share::new,
            "a share between 0 and 1, or a percentage such as 45%",
        )
    }

    /// Persons by segment, by the rule on top of this file.
    fn segments(
        &self,
        scenario: &Scenario,
        residents: f64,
    ) -> Result<Option<Keyed<Persons>>, ScenarioError> {
        let mut persons: Vec<Option<f64>> = Vec::with_capacity(scenario.segment.len());
        for index in 0..scenario.segment.len() {
            persons.push(self.persons(Meaning::Segment(index))?);
        }
        if let Some(over_60) = self.persons(Meaning::Over60)? {
            let place = |name: &str| scenario.segment.position(name);
            let Some(rest) = place(REST_OF_OLD) else {
                return Err(self
                    .wrong(
                        Meaning::Over60,
                        self.cell(Meaning::Over60).unwrap_or_default(),
                    )
                    .expected(format!(
                        "no such column: the scenario has no segment `{REST_OF_OLD}`"
                    )));
            };
            let share = |at: usize| scenario.segment.0.get(at).map_or(0.0, |(_, s)| *s.share);
            let old: Vec<usize> = OLD.iter().filter_map(|name| place(name)).collect();
            let all = share(rest) + old.iter().map(|at| share(*at)).sum::<f64>();
            let mut left = over_60;
            for at in old {
                let filled = persons[at].unwrap_or(if all > 0.0 {
                    over_60 * share(at) / all
                } else {
                    0.0
                });
                persons[at] = Some(filled);
                left -= filled;
            }
            if persons[rest].is_none() {
                if left < -0.5 {
                    return Err(self
                        .wrong(Meaning::Over60, self.cell(Meaning::Over60).unwrap_or_default())
                        .expected(format!(
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
            return Err(self.wrong(Meaning::Residents, cell).expected(format!(
                "at least the {} persons of this row's groups",
                named.ceil()
            )));
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

/// A number as people write it: `7,640`, `１２`, `45%`.
fn number(cell: &str) -> Option<f64> {
    let text: String = cell
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | ' ' | '\u{a0}'))
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '．' => '.',
            '％' => '%',
            other => other,
        })
        .collect();
    let (text, scale) = match text.strip_suffix('%') {
        Some(text) => (text, 0.01),
        None => (text.as_str(), 1.0),
    };
    // Words such as `nan` and `inf` are numbers to the language but not to a sheet.
    if !text
        .chars()
        .all(|c| c.is_ascii_digit() || ".+-eE".contains(c))
    {
        return None;
    }
    text.parse::<f64>()
        .ok()
        .filter(|n| n.is_finite())
        .map(|n| n * scale)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole and inside the range before the conversion"
)]
fn whole<const HIGH: u32>(number: f64) -> Option<Count<0, HIGH>> {
    (number.fract() == 0.0 && (0.0..=f64::from(HIGH)).contains(&number))
        .then(|| Count::new(number as u32))
        .flatten()
}
