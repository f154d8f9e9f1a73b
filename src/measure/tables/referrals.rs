//! `referrals.csv`: whose needs go to which site, and wait there.

use crate::measure::column::{Cell, Topic, columns, described, number, scale::*, whole};
use crate::measure::map::Referral;
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table, TableSpec};
use crate::measure::tables::head::HEAD;
use crate::measure::tables::map::MAP_PERIOD;
use crate::measure::tables::places::ids;

/// A community and a site in a period.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// Number of the period.
    pub period: i32,
    /// Code of the community.
    pub community: &'a str,
    /// The site, as `places.csv` names it.
    pub site: &'a str,
    /// What goes there.
    pub referral: Referral,
}

/// The value of a column of a way.
pub type OfWay = for<'r> fn(&'r Way<'_>) -> Cell<'r>;

columns! {
    /// All columns after the run.
    pub WAYS: OfWay;

    PERIOD: MAP_PERIOD, "map period; see map.csv", "地图期，见 map.csv", |at| whole(at.period);
    COMMUNITY: WORDS, "code of the community in which the needs arose", "需求产生的社区代码", |at| Cell::Words(at.community);
    SITE: WORDS, "the site, by its `id` in places.csv", "服务点（places.csv 中的 id）", |at| Cell::Words(at.site);
    DELIVERED: NEEDS, "needs that joined its line in the period", "本期进入其队列", |at| whole(at.referral.delivered);
    WAITING: NEEDS, "needs that wait there at the end of the period", "期末在其队列中", |at| whole(at.referral.waiting);
}

const TOPICS: &[Topic<OfWay>] = &[WAYS];

/// `referrals.csv`.
pub static REFERRALS: TableSpec = TableSpec {
    file: "referrals.csv",
    row: "a policy, a map period, a community, a site beyond the community's own office to which its needs went or at which they wait; of replicate 0",
    row_zh: "某政策某地图期中一个社区与其服务站以外的一个服务点（仅第 0 次重复）",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// Adds the rows of a run.
pub fn rows(seen: Seen<'_>, head: &Head<'_>, table: &mut Table) {
    let ids = ids(seen.world);
    for period in seen.map().iter().flat_map(|map| &map.periods) {
        for &referral in &period.referrals {
            let community = &seen.world.places.communities[referral.community].code;
            let site = ids.get(&referral.site).map_or("", String::as_str);
            let at = Way { period: period.number, community, site, referral };
            table.row(head, TOPICS, |value| value(&at));
        }
    }
}
