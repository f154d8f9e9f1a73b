//! `sites.csv`: every site at the end of every map period.

use crate::measure::column::{Cell, Range, Scale, Topic, columns, described, number, scale::*, whole};
use crate::measure::map::SiteState;
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table, TableSpec};
use crate::measure::tables::head::HEAD;
use crate::measure::tables::map::MAP_PERIOD;
use crate::measure::tables::places::ids;

/// A site in a period.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Number of the period.
    pub period: i32,
    /// Its identity, as `places.csv` has it.
    pub site: &'a str,
    /// How it stands.
    pub state: SiteState,
}

/// The value of a column of a site in a period.
pub type OfStanding = for<'r> fn(&'r Standing<'_>) -> Cell<'r>;

columns! {
    /// All columns after the run.
    pub STANDINGS: OfStanding;

    PERIOD: MAP_PERIOD, "map period; see map.csv", "地图期，见 map.csv", |at| whole(at.period);
    SITE: WORDS, "the site, by its `id` in places.csv", "服务点（places.csv 中的 id）", |at| Cell::Words(at.site);
    OPEN: Scale { unit: "0 or 1", range: Range::Whole(0, 1) },
        "whether it exists at the end of the period",
        "期末是否存在",
        |at| whole(u8::from(at.state.open));
    STAFF: HEADS, "people in post; shifts of volunteers at an association", "在岗人数（社区社会组织为志愿班次）", |at| whole(at.state.staff);
    SOCIAL_WORKERS: HEADS, "of these, social workers", "其中社会工作者", |at| whole(at.state.social_workers);
    LINE: NEEDS, "needs in its lines", "排队中的需求", |at| whole(at.state.line);
    CASES: NEEDS, "open cases", "在办个案", |at| whole(at.state.cases);
}

const TOPICS: &[Topic<OfStanding>] = &[STANDINGS];

/// `sites.csv`.
pub static SITES: TableSpec = TableSpec {
    file: "sites.csv",
    row: "a policy, a map period, a site that exists or has somebody or something; of replicate 0, in which sites are looked at",
    row_zh: "某政策某地图期的一个服务点（仅第 0 次重复；不存在且空者略）",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// Adds the rows of a run; a site that does not exist and is empty is left out.
pub fn rows(seen: Seen<'_>, head: &Head<'_>, table: &mut Table) {
    let ids = ids(seen.world);
    for period in seen.map().iter().flat_map(|map| &map.periods) {
        for state in &period.sites {
            if !state.open && state.staff + state.line + state.cases == 0 {
                continue;
            }
            let site = &seen.world.own(state.subdistrict).sites[state.site];
            let at = Standing { period: period.number, site: ids.get(&site.stable).map_or("", String::as_str), state: *state };
            table.row(head, TOPICS, |value| value(&at));
        }
    }
}
