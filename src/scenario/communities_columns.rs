//! The columns of a sheet of communities: their headers in both languages and what they mean.

use super::error::{Kind, ScenarioError, nearest};
use super::world_keys::Scenario;

/// What a column means.
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
    Ignored,
}

/// Where all headers are to be had.
const ALL_HEADERS: &str = "`sanshe new DIR --table` writes a sheet with all headers; docs/communities.md explains them";

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

const fn is(english: &'static str, chinese: &'static str, also: &'static [&'static str], meaning: Meaning) -> Column {
    Column { english, chinese, also, meaning: Known::Is(meaning) }
}

const fn segment(english: &'static str, chinese: &'static str, also: &'static [&'static str], name: &'static str) -> Column {
    Column { english, chinese, also, meaning: Known::Segment(name) }
}

/// The columns that are read, in the order of the empty sheet that `sanshe new --table` writes; `docs/communities.md` explains them.
pub const COLUMNS: [Column; 18] = [
    is("code", "编号", &["代码", "社区编号", "id"], Meaning::Code),
    is("name", "名称", &["社区", "社区名称", "name_zh"], Meaning::Name),
    is("subdistrict", "街道", &["街道办事处", "所属街道"], Meaning::Subdistrict),
    is("x", "横坐标", &["x_km", "x坐标"], Meaning::X),
    is("y", "纵坐标", &["y_km", "y坐标"], Meaning::Y),
    is("residents", "常住人口", &["人口", "居民", "population"], Meaning::Residents),
    is("60+", "60岁以上", &["60岁及以上", "老年人口", "over_60"], Meaning::Over60),
    segment("80+", "80岁以上", &["80岁及以上", "高龄", "over_80"], "elderly_80"),
    segment("low income", "低保", &["低保老人", "low-income"], "low_income"),
    segment("disabled", "残疾", &["残疾老人"], "disabled"),
    segment("bereaved", "失独", &["失独老人"], "bereaved"),
    segment("unemployed", "失业", &["失业人员"], "unemployed"),
    is("staff", "社区工作者", &["community workers", "工作人员"], Meaning::CommunityWorkers),
    is("certified", "持证比例", &["certified share", "持证社工比例"], Meaning::CertifiedShare),
    is("organisations", "社会组织", &["organizations"], Meaning::Organisations),
    is("associations", "社区社会组织", &["备案社会组织"], Meaning::Associations),
    is("volunteers", "志愿者", &["活跃志愿者"], Meaning::Volunteers),
    is("property share", "物业覆盖率", &["物业比例", "managed share"], Meaning::PropertyShare),
];

/// Columns that sheets have and the model has no use for: they may stand in a sheet, and loading says that they are not read. Households are
/// inside the needs per resident; how many social workers there are, and where, follows from `social_worker.per_10k` and the policy; where
/// rooms for facilities are follows from `facility.rooms_per_10k`.
pub const UNREAD: [Column; 3] = [
    is("households", "户数", &["家庭户"], Meaning::Ignored),
    is("social workers", "社会工作者", &["社工", "专职社工"], Meaning::Ignored),
    is("facility", "设施", &["服务设施"], Meaning::Ignored),
];

/// The columns without which there is no community, with their headers for messages.
const NEEDED: [(Meaning, &str); 3] = [
    (Meaning::Code, "`code` (编号)"),
    (Meaning::Subdistrict, "`subdistrict` (街道)"),
    (Meaning::Residents, "`residents` (常住人口)"),
];

/// A header as it is compared: without blanks, underscores and hyphens, lower case, full-width plus and brackets' content dropped.
pub(super) fn plain(header: &str) -> String {
    let cut = header.find(['(', '（']).map_or(header, |at| &header[..at]);
    cut.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
        .map(|c| if c == '＋' { '+' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}

/// What every column of a header means.
pub(super) fn columns(name: &str, headers: &csv::StringRecord, scenario: &Scenario) -> Result<Vec<Meaning>, ScenarioError> {
    let mut columns: Vec<Meaning> = Vec::new();
    for (index, header) in headers.iter().enumerate() {
        let place = format!("{name}: row 1, column {} ({header})", index + 1);
        // A column without a header is somebody's note.
        let meaning =
            if header.is_empty() { Meaning::Ignored } else { meaning(header, scenario).map_err(|e| e.in_file(place.clone()))? };
        if meaning != Meaning::Ignored && columns.contains(&meaning) {
            return Err(ScenarioError::new(Kind::Cell).in_file(place).found("two columns of this meaning").expected("one"));
        }
        columns.push(meaning);
    }
    for (needed, header) in NEEDED {
        if !columns.contains(&needed) {
            return Err(ScenarioError::new(Kind::Cell)
                .in_file(format!("{name}: row 1"))
                .found("a header without that column")
                .expected(format!("the column {header}"))
                .hint(ALL_HEADERS));
        }
    }
    Ok(columns)
}

/// Whether a header has the columns that every sheet of communities has.
pub(super) fn is_header(headers: &csv::StringRecord) -> bool {
    let has = |needed: Meaning| {
        headers.iter().filter_map(|h| usual(&plain(h))).any(|c| matches!(c.meaning, Known::Is(m) if m == needed))
    };
    NEEDED.into_iter().all(|(needed, _)| has(needed))
}

/// The column of the usual sheet with that header.
fn usual(word: &str) -> Option<&'static Column> {
    COLUMNS.iter().chain(&UNREAD).find(|c| [c.english, c.chinese].iter().chain(c.also).any(|h| plain(h) == word))
}

/// What one header means.
fn meaning(header: &str, scenario: &Scenario) -> Result<Meaning, ScenarioError> {
    let word = plain(header);
    let usual = usual(&word);
    if let Some(Column { meaning: Known::Is(meaning), .. }) = usual {
        return Ok(*meaning);
    }
    let wanted = match usual {
        Some(Column { meaning: Known::Segment(segment), .. }) => plain(segment),
        _ => word.clone(),
    };
    let found =
        scenario.segment.iter().position(|(name, keys)| [name, &keys.label, &keys.label_zh].iter().any(|h| plain(h) == wanted));
    if let Some(index) = found {
        return Ok(Meaning::Segment(index));
    }
    let error = ScenarioError::new(Kind::Cell).found(format!("the header {header:?}"));
    if usual.is_some() {
        return Err(error.expected("a segment of the scenario that counts these residents"));
    }
    let segments = scenario.segment.iter().flat_map(|(name, keys)| [name, keys.label.as_str(), keys.label_zh.as_str()]);
    let known = COLUMNS.iter().flat_map(|c| [c.english, c.chinese]).chain(segments);
    let error = error.expected("a header of the sheet, or the name of a segment");
    Err(match nearest(header, known) {
        Some(near) => error.hint(format!("did you mean {near:?}?")),
        None => error.hint(ALL_HEADERS),
    })
}
