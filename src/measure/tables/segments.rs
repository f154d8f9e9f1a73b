//! `segments.csv`: every segment in every community.

use crate::measure::column::{Cell, Topic, columns, described, name, number, real, scale::*, whole};
use crate::measure::counts::CellCounts;
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table, TableSpec};
use crate::measure::tables::head::HEAD;

/// A segment in a community.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    /// Code of the community.
    pub community: &'a str,
    /// Name of the segment.
    pub segment: &'a str,
    /// Residents at the start.
    pub residents: f64,
    /// Needs of the cohort.
    pub counts: CellCounts,
}

/// The value of a column of a segment in a community.
pub type OfGroup = for<'r> fn(&'r Group<'_>) -> Cell<'r>;

columns! {
    /// All columns after the run.
    pub GROUPS: OfGroup;

    COMMUNITY: WORDS, "code of the community", "社区代码", |group| Cell::Words(group.community);
    SEGMENT: WORDS, "segment of residents", "人群", |group| name(group.segment);
    RESIDENTS: PERSONS, "residents of the segment at the start", "期初该人群人数", |group| real(group.residents);
    CREATED: NEEDS, "needs of the cohort", "需求", |group| whole(group.counts.created);
    KNOWN: NEEDS, "of these, known", "被知晓", |group| whole(group.counts.known);
    RESOLVED: NEEDS, "of these, resolved", "已解决", |group| whole(group.counts.resolved);
    UNMET_SHARE: SHARE, "1 - resolved / created", "未满足率", |group| real(group.counts.unmet());
}

const TOPICS: &[Topic<OfGroup>] = &[GROUPS];

/// `segments.csv`.
pub static SEGMENTS: TableSpec = TableSpec {
    file: "segments.csv",
    row: "a policy, a replicate, a community, a segment",
    row_zh: "社区 × 人群",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// Adds the rows of a run; a segment in which no need arose is left out.
pub fn rows(seen: Seen<'_>, head: &Head<'_>, table: &mut Table) {
    let world = seen.world;
    let segments = world.segment_names.len();
    let mut sums = vec![CellCounts::default(); world.places.communities.len() * segments];
    for (community, segment, _, counts) in seen.cells() {
        sums[community.at() * segments + segment.at()].add(&counts);
    }
    for (place, counts) in world.places.communities.iter().zip(sums.chunks_exact(segments.max(1))) {
        for ((s, segment), &counts) in world.segment_names.pairs().zip(counts).filter(|(_, counts)| counts.created > 0) {
            let residents = place.segments.get(s.at()).copied().unwrap_or_default();
            let group = Group { community: &place.code, segment, residents, counts };
            table.row(head, TOPICS, |value| value(&group));
        }
    }
}
