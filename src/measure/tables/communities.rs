//! `communities.csv`: every community.

use crate::measure::column::{Cell, Topic, columns, described, number, real, scale::*, whole};
use crate::measure::counts::CellCounts;
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table, TableSpec};
use crate::measure::tables::head::HEAD;
use crate::model::office_unit;
use crate::model::state::community::Community;
use crate::world::geography;

/// A community at the end of a run.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// What the scenario says of it.
    pub place: &'a geography::Community,
    /// Code of its subdistrict.
    pub subdistrict: &'a str,
    /// Its state.
    pub state: &'a Community,
    /// Needs of the cohort.
    pub counts: CellCounts,
    /// Workers in its office.
    pub workers: u64,
}

/// The value of a column of a community.
pub type OfPlace = for<'r> fn(&'r Place<'_>) -> Cell<'r>;

columns! {
    /// All columns after the run.
    pub PLACES: OfPlace;

    COMMUNITY: WORDS, "code of the community", "社区代码", |at| Cell::Words(&at.place.code);
    NAME: WORDS,
        "its name, as the scenario or the sheet of communities gives it; empty where there is none",
        "社区名称（按情景或社区表所填；未填为空）",
        |at| Cell::Words(&at.place.name);
    SUBDISTRICT: WORDS,
        "its subdistrict, by code or name as given",
        "所属街道（按所填的代码或名称）",
        |at| Cell::Words(at.subdistrict);
    RESIDENTS: PERSONS, "residents", "居民数", |at| real(at.place.residents);
    CREATED: NEEDS, "needs of the cohort", "需求", |at| whole(at.counts.created);
    KNOWN: NEEDS, "of these, known", "被知晓", |at| whole(at.counts.known);
    RESOLVED: NEEDS, "of these, resolved", "已解决", |at| whole(at.counts.resolved);
    UNMET_SHARE: SHARE, "1 - resolved / created", "未满足率", |at| real(at.counts.unmet());
    TRUST: SHARE, "trust at the end", "信任", |at| real(f64::from(at.state.trust));
    VOLUNTEERS: PERSONS, "active volunteers at the end", "活跃志愿者", |at| real(f64::from(at.state.volunteers));
    WORKERS: HEADS, "workers in the office at the end", "社区工作者", |at| whole(at.workers);
    ADMIN_BACKLOG_MINUTES: MINUTES, "administrative backlog at the end", "行政积压", |at| whole(at.state.backlog);
}

const TOPICS: &[Topic<OfPlace>] = &[PLACES];

/// `communities.csv`.
pub static COMMUNITIES: TableSpec = TableSpec {
    file: "communities.csv",
    row: "a policy, a replicate, a community",
    row_zh: "某政策某重复的一个社区",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// Adds the rows of a run.
pub fn rows(seen: Seen<'_>, head: &Head<'_>, table: &mut Table) {
    let Seen { arm, world, .. } = seen;
    let mut sums = vec![CellCounts::default(); world.places.communities.len()];
    for (community, _, _, counts) in seen.cells() {
        sums[usize::from(community)].add(&counts);
    }
    for (place, counts) in world.places.communities.iter().zip(sums) {
        let sub = &arm.subs[usize::from(place.subdistrict)];
        let local = usize::from(place.local);
        let office = office_unit(world, sub.index, local);
        let at = Place {
            place,
            subdistrict: &world.places.subdistricts[usize::from(place.subdistrict)].code,
            state: &sub.communities[local],
            counts,
            workers: sub.lines.units[office].servers.len() as u64,
        };
        table.row(head, TOPICS, |value| value(&at));
    }
}
