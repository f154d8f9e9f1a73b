//! The columns of a sheet of communities: their headers in both languages and what they mean.

use std::sync::LazyLock;

use super::units::of_header;
use crate::base::words::{Both, both};
use crate::scenario::error::nearest;
use crate::scenario::keys::world::Scenario;

/// The meaning of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
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
    /// The number of the row (序号).
    Index,
    /// Nothing that is read.
    Ignored,
}

impl Meaning {
    /// Whether the column counts people.
    pub(super) const fn is_people(self) -> bool {
        matches!(self, Self::Residents | Self::Over60 | Self::Segment(_) | Self::CommunityWorkers | Self::Volunteers)
    }

    /// Whether the column holds shares.
    pub(super) const fn is_share(self) -> bool {
        matches!(self, Self::CertifiedShare | Self::PropertyShare)
    }

    /// Whether the column counts things that come whole.
    pub(super) const fn is_whole(self) -> bool {
        matches!(self, Self::Organisations | Self::Associations)
    }

    /// Whether the column holds numbers that are read.
    pub(super) const fn is_number(self) -> bool {
        self.is_people() || self.is_share() || self.is_whole() || matches!(self, Self::X | Self::Y)
    }
}

/// A column of the sheet.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// English header.
    pub english: &'static str,
    /// Chinese header.
    pub chinese: &'static str,
    /// Other accepted spellings.
    pub also: &'static [&'static str],
    meaning: Known,
}

/// The meaning of a standard column, before the scenario's segments are known.
#[derive(Clone, Copy, Debug)]
enum Known {
    Is(Meaning),
    Segment(&'static str),
}

const fn is(english: &'static str, chinese: &'static str, also: &'static [&'static str], meaning: Meaning) -> Column {
    Column { english, chinese, also, meaning: Known::Is(meaning) }
}

const fn segment(english: &'static str, chinese: &'static str, also: &'static [&'static str], name: &'static str) -> Column {
    Column { english, chinese, also, meaning: Known::Segment(name) }
}

/// The columns that are read, in the order of the empty sheet that `sanshe new --table` writes; `docs/communities.md` explains them.
pub static COLUMNS: [Column; 18] = [
    is("code", "编号", &["代码", "社区编号", "社区代码", "id"], Meaning::Code),
    is("name", "名称", &["社区", "社区名称", "社区居委会", "居委会", "name_zh"], Meaning::Name),
    is("subdistrict", "街道", &["街道办事处", "所属街道", "街道名称", "街镇", "所属街镇"], Meaning::Subdistrict),
    is("x", "横坐标", &["x_km", "x坐标"], Meaning::X),
    is("y", "纵坐标", &["y_km", "y坐标"], Meaning::Y),
    is("residents", "常住人口", &["总人口", "总人数", "人口", "居民", "population"], Meaning::Residents),
    is("60+", "60岁以上", &["60岁及以上", "60岁以上老年人", "老年人口", "老年人", "over_60"], Meaning::Over60),
    segment("80+", "80岁以上", &["80岁及以上", "80岁以上老年人", "高龄", "高龄老人", "over_80"], "elderly_80"),
    segment("low income 60+", "低保老人", &["low income", "低保", "低保对象", "最低生活保障"], "low_income"),
    segment("disabled 60+", "残疾老人", &["disabled", "残疾", "残疾人", "持证残疾人"], "disabled"),
    segment("bereaved 60+", "失独老人", &["bereaved", "失独", "失独人员"], "bereaved"),
    segment("unemployed", "失业", &["失业人员", "登记失业"], "unemployed"),
    is(
        "staff",
        "社区工作者",
        &["community workers", "工作人员", "社区工作人员", "专职社区工作者", "社区专职工作者"],
        Meaning::CommunityWorkers,
    ),
    is("certified", "持证比例", &["certified share", "持证社工比例"], Meaning::CertifiedShare),
    is("organisations", "社会组织", &["organizations"], Meaning::Organisations),
    is("associations", "社区社会组织", &["备案社会组织"], Meaning::Associations),
    is("volunteers", "志愿者", &["活跃志愿者"], Meaning::Volunteers),
    is("property share", "物业覆盖率", &["物业比例", "managed share"], Meaning::PropertyShare),
];

/// Columns common in sheets but unused by the model: they may appear in a sheet, and loading reports that they are not read. Households are
/// inside the needs per resident; how many social workers there are, and where, follows from `social_worker.per_10k` and the policy; where
/// rooms for facilities are follows from `facility.rooms_per_10k`. Registered residents are not those who live there, registered volunteers
/// not those who are active.
pub static UNREAD: [Column; 11] = [
    is("households", "户数", &["总户数", "家庭户", "户籍户数"], Meaning::Ignored),
    is("social workers", "社会工作者", &["社工", "专职社工"], Meaning::Ignored),
    is("facility", "设施", &["服务设施"], Meaning::Ignored),
    is("registered residents", "户籍人口", &[], Meaning::Ignored),
    is("floating population", "流动人口", &["外来人口"], Meaning::Ignored),
    is("registered volunteers", "注册志愿者", &[], Meaning::Ignored),
    is("male", "男", &["男性"], Meaning::Ignored),
    is("female", "女", &["女性"], Meaning::Ignored),
    is("dependent residents", "失能", &["失智", "失能老人"], Meaning::Ignored),
    is("unemployment rate", "失业率", &[], Meaning::Ignored),
    is("remarks", "备注", &["说明"], Meaning::Ignored),
];

/// Headers of row numbers, which are not codes: they change when rows are moved.
const INDEX: [&str; 6] = ["序号", "no", "no.", "#", "index", "行号"];

/// Longest header that may be a known one, bytes.
const LONGEST: usize = 200;

/// Columns that every community needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Needed {
    /// A code or a name.
    Identity,
    Subdistrict,
    Residents,
}

impl Needed {
    pub(super) const ALL: [Self; 3] = [Self::Identity, Self::Subdistrict, Self::Residents];

    /// What of this a column is.
    pub(super) fn of(meaning: Meaning) -> Option<Self> {
        match meaning {
            Meaning::Code | Meaning::Name => Some(Self::Identity),
            Meaning::Subdistrict => Some(Self::Subdistrict),
            Meaning::Residents => Some(Self::Residents),
            _ => None,
        }
    }

    /// The column for a message.
    pub(super) fn said(self) -> Both {
        match self {
            Self::Identity => both!("the column `code` (编号) or `name` (名称)", "`编号`（code）或 `名称`（name）列"),
            Self::Subdistrict => both!("the column `subdistrict` (街道)", "`街道`（subdistrict）列"),
            Self::Residents => both!("the column `residents` (常住人口)", "`常住人口`（residents）列"),
        }
    }
}

/// A header normalised for comparison: lower case, without blanks, underscores, hyphens, text in brackets and `其中：`.
pub(super) fn plain(header: &str) -> String {
    let cut = header.find(['(', '（', '[', '［', '【']).map_or(header, |at| &header[..at]);
    let word: String = cut
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{feff}' | '\u{200b}'))
        .map(|c| match c {
            '＋' => '+',
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect();
    let rest = word.strip_prefix("其中").map(|rest| rest.trim_start_matches([':', '：', ',', '，']));
    rest.filter(|rest| !rest.is_empty()).map_or(word.clone(), str::to_owned)
}

/// A plain header without the words that only say that it counts: 低保人数 is 低保.
pub(super) fn stem(word: &str) -> &str {
    for ending in ["人口总数", "总人口数", "人口数", "总人数", "人数", "人口", "总数", "数量", "数"] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.chars().count() >= 2
        {
            return stem;
        }
    }
    word
}

/// The meaning of a header, and its distance from the column's own name: 0 the name itself, 1 a synonym, 2 one with a suffix.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Header {
    /// A column of the sheet.
    Is { meaning: Meaning, rank: u8 },
    /// A column of the usual sheet whose segment the scenario has not.
    NoSegment,
    /// An unknown header, and the known one that was probably intended.
    Unknown { near: Option<String> },
}

/// All normalised words for the standard columns: word, column, rank. Built once, because a wide sheet looks up many.
static WORDS: LazyLock<Vec<(String, &'static Column, u8)>> = LazyLock::new(|| {
    let of = |column: &'static Column| {
        let own = [column.english, column.chinese].into_iter().map(|word| (word, 0));
        own.chain(column.also.iter().map(|word| (*word, 1))).map(move |(word, rank)| (plain(word), column, rank))
    };
    COLUMNS.iter().chain(&UNREAD).flat_map(of).collect()
});

/// The column of the usual sheet with that header, and its rank.
fn usual(word: &str) -> Option<(&'static Column, u8)> {
    let exact = WORDS.iter().filter(|(known, ..)| known == word).min_by_key(|(_, _, rank)| *rank);
    let by_stem = || WORDS.iter().find(|(known, ..)| stem(known) == stem(word)).map(|(_, column, _)| (*column, 2));
    exact.map(|(_, column, rank)| (*column, *rank)).or_else(by_stem)
}

/// Whether a header counts all residents of 60 and over: headers below it are parts of them, or the total.
pub(super) fn is_all_of_the_old(header: &str) -> bool {
    let word = plain(&of_header(header).0);
    matches!(usual(&word), Some((Column { meaning: Known::Is(Meaning::Over60), .. }, _)))
}

/// The meaning of a header in any scenario; `None` if it is unknown.
pub(super) fn known(header: &str) -> Option<Meaning> {
    if header.is_empty() || header.len() > LONGEST {
        return None;
    }
    // The particular segment does not matter here: any elderly segment represents all.
    match usual(&plain(&of_header(header).0))?.0.meaning {
        Known::Is(Meaning::Ignored) => None,
        Known::Is(meaning) => Some(meaning),
        Known::Segment(_) => Some(Meaning::Over60),
    }
}

/// The meaning of a header without its unit.
pub(super) fn meaning(header: &str, scenario: &Scenario) -> Header {
    let word = plain(header);
    if word.is_empty() || header.len() > LONGEST {
        return Header::Is { meaning: Meaning::Ignored, rank: 0 };
    }
    if INDEX.contains(&word.as_str()) {
        return Header::Is { meaning: Meaning::Index, rank: 0 };
    }
    let segment_of = |wanted: &str| {
        let names = scenario.segment.iter();
        names
            .map(|(name, keys)| [name, &keys.label, &keys.label_zh].map(plain))
            .position(|names| names.iter().any(|n| n == wanted))
    };
    match usual(&word) {
        Some((Column { meaning: Known::Is(meaning), .. }, rank)) => return Header::Is { meaning: *meaning, rank },
        Some((Column { meaning: Known::Segment(segment), .. }, rank)) => {
            return match segment_of(&plain(segment)) {
                Some(index) => Header::Is { meaning: Meaning::Segment(index), rank },
                None => Header::NoSegment,
            };
        }
        None => {}
    }
    if let Some(index) = segment_of(&word) {
        return Header::Is { meaning: Meaning::Segment(index), rank: 0 };
    }
    let segments = scenario.segment.iter().flat_map(|(name, keys)| [name, keys.label.as_str(), keys.label_zh.as_str()]);
    let names = COLUMNS.iter().flat_map(|c| [c.english, c.chinese]).chain(segments);
    Header::Unknown { near: near(&word, names) }
}

/// Whether a header of people says that only the old are meant.
pub(super) fn is_of_the_old(header: &str) -> bool {
    let word = plain(header);
    ["老", "60", "elderly", "old"].iter().any(|part| word.contains(part))
}

/// The known header that was perhaps meant. Chinese headers are short, so that one character must suffice: most sheets have columns that
/// differ from a known one in two. Ages and other numbers are no slips: 65岁以上 is another column than 60岁以上.
fn near<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    if word.is_ascii() && !word.contains('+') {
        return nearest(word, names.filter(|name| name.is_ascii())).map(str::to_owned).filter(|name| {
            // Of short words two letters make another one.
            word.chars().count() > 6 || common(word, &plain(name)) + 1 >= word.chars().count()
        });
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let slips = |name: &&str| {
        let name = plain(name);
        let (a, b) = (word.chars().count(), name.chars().count());
        a == b && a >= 2 && digits(word) == digits(&name) && word.chars().zip(name.chars()).filter(|(a, b)| a != b).count() == 1
    };
    let mut names = names.filter(|name| !name.is_ascii());
    names.find(slips).map(str::to_owned)
}

/// Letters that two words share from the start and from the end.
fn common(a: &str, b: &str) -> usize {
    let start = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let most = a.chars().count().min(b.chars().count()) - start;
    start + a.chars().rev().zip(b.chars().rev()).take(most).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_offices_are_understood_by_their_stem() {
        for (header, expected) in [
            ("总人口", Some(Meaning::Residents)),
            ("总人口数", Some(Meaning::Residents)),
            ("常住人口数（人）", Some(Meaning::Residents)),
            ("60岁以上人口", Some(Meaning::Over60)),
            ("其中：60岁以上人数", Some(Meaning::Over60)),
            ("社区工作者人数", Some(Meaning::CommunityWorkers)),
            ("社区名称", Some(Meaning::Name)),
            ("所属街道", Some(Meaning::Subdistrict)),
            ("总户数", None),
            ("其中：男", None),
            ("65岁以上人口", None),
            ("注册志愿者人数", None),
            ("备注", None),
        ] {
            assert_eq!(known(header), expected, "{header}");
        }
        assert!(is_of_the_old("低保老人") && !is_of_the_old("低保人数"));
    }

    #[test]
    fn a_slip_is_told_from_another_column() {
        let near = |word: &str| near(&plain(word), COLUMNS.iter().flat_map(|c| [c.english, c.chinese]));
        for (word, expected) in
            [("常驻人口", "常住人口"), ("volunters", "volunteers"), ("失也", "失业"), ("residants", "residents")]
        {
            assert_eq!(near(word).as_deref(), Some(expected), "{word}");
        }
        for word in ["65岁以上", "联系电话", "书记姓名", "占地面积", "weather", "notes", "phone", "area", "sex"] {
            assert_eq!(near(word), None, "{word}");
        }
    }
}
