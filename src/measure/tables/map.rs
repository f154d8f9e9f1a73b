//! `map.csv`: every community in every map period, the burn-in among them.

use crate::measure::column::{Cell, Range, Scale, Topic, columns, described, number, scale::*, whole};
use crate::measure::map::Counts;
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table, TableSpec};
use crate::measure::tables::head::HEAD;

/// A community in a period.
#[derive(Clone, Copy, Debug)]
pub struct Square<'a> {
    /// Number of the period.
    pub period: i32,
    /// Code of the community.
    pub community: &'a str,
    /// Its needs.
    pub counts: Counts,
}

/// The value of a column of a community in a period.
pub type OfSquare = for<'r> fn(&'r Square<'_>) -> Cell<'r>;

/// A map period.
pub const MAP_PERIOD: Scale =
    Scale { unit: "period", range: Range::Signed("the burn-in comes before period 0", "预热期在第 0 期之前") };

columns! {
    /// All columns after the run.
    pub SQUARES: OfSquare;

    PERIOD: MAP_PERIOD,
        "map period: 20 working days where the window has two years at the most, else a quarter; 0 is the first of the window, those of the \
         burn-in are negative and stand under the baseline, under which all policies lived through it",
        "地图期：窗口期不超过两年时为 20 个工作日，否则为一个季度；窗口期第一期为 0，预热期为负并只列于基准政策之下",
        |at| whole(at.period);
    COMMUNITY: WORDS, "code of the community in which the needs arose", "需求产生的社区代码", |at| Cell::Words(at.community);
    CREATED: NEEDS, "needs that arose in the period", "本期新发生", |at| whole(at.counts.created);
    KNOWN: NEEDS, "needs that became known in the period, regardless of onset", "本期新知晓（不论何时发生）", |at| whole(at.counts.known);
    RESOLVED: NEEDS, "needs resolved in the period, regardless of onset", "本期解决（不论何时发生）", |at| whole(at.counts.resolved);
    LOST: NEEDS, "needs that ended unmet in the period, regardless of onset", "本期未满足而终（不论何时发生）", |at| whole(at.counts.lost);
    LATENT: NEEDS, "needs that nobody knows of, at the end of the period", "期末无人知晓", |at| whole(at.counts.latent);
    WAITING: NEEDS,
        "known needs that are not served, wherever they are, at the end of the period: from intake to the line of a provider, without an owner, \
         or closed on paper only",
        "期末已知晓而未获服务（受理至排队，以及无人负责、仅台账办结者），不论在何处",
        |at| whole(at.counts.waiting);
    SERVING: NEEDS, "needs being served, at the end of the period", "期末服务中", |at| whole(at.counts.serving);
}

const TOPICS: &[Topic<OfSquare>] = &[SQUARES];

/// `map.csv`.
pub static MAP: TableSpec = TableSpec {
    file: "map.csv",
    row: "a policy, a replicate, a map period, a community",
    row_zh: "某政策某重复某地图期的一个社区",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// Adds the rows of a run.
pub fn rows(seen: Seen<'_>, head: &Head<'_>, table: &mut Table) {
    for period in seen.map().iter().flat_map(|map| &map.periods) {
        for (place, &counts) in seen.world.places.communities.iter().zip(&period.communities) {
            let at = Square { period: period.number, community: &place.code, counts };
            table.row(head, TOPICS, |value| value(&at));
        }
    }
}
