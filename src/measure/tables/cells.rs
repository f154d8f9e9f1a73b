//! `cells.csv`: needs by segment, category and distance.

use crate::base::places::{CategoryId, SegmentId};
use crate::measure::column::{Cell, Range, Scale, Topic, columns, described, name, number, real, scale::*, whole};
use crate::measure::counts::CellCounts;
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table, TableSpec};
use crate::measure::tables::head::HEAD;

/// Fifths of communities by distance.
const FIFTHS: usize = 5;

/// Needs of a segment and a category in a fifth of the communities.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    /// Name of the segment.
    pub segment: &'a str,
    /// Name of the category.
    pub category: &'a str,
    /// The fifth, 0 nearest.
    pub fifth: u64,
    /// Needs of the cohort.
    pub counts: CellCounts,
}

/// The value of a column of a cell.
pub type OfGroup = for<'r> fn(&'r Group<'_>) -> Cell<'r>;

columns! {
    /// All columns after the run.
    pub GROUPS: OfGroup;

    SEGMENT: WORDS, "segment of residents", "人群", |group| name(group.segment);
    CATEGORY: WORDS, "category of need", "品类", |group| name(group.category);
    DISTANCE_FIFTH: Scale { unit: "1 to 5", range: Range::Whole(1, 5) },
        "fifth of communities by distance from the centre of their subdistrict, 1 = nearest",
        "距离五分位",
        |group| whole(group.fifth + 1);
    CREATED: NEEDS, "needs of the cohort", "需求", |group| whole(group.counts.created);
    KNOWN: NEEDS, "of these, known", "被知晓", |group| whole(group.counts.known);
    RESOLVED: NEEDS, "of these, resolved", "已解决", |group| whole(group.counts.resolved);
    UNMET_SHARE: SHARE, "1 - resolved / created", "未满足率", |group| real(group.counts.unmet());
}

const TOPICS: &[Topic<OfGroup>] = &[GROUPS];

/// `cells.csv`.
pub static CELLS: TableSpec = TableSpec {
    file: "cells.csv",
    row: "a policy, a replicate, a segment, a category, a distance fifth",
    row_zh: "人群 × 品类 × 距离五分位",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// Adds the rows of a run; cells in which no need arose are left out.
pub fn rows(seen: Seen<'_>, head: &Head<'_>, table: &mut Table) {
    let world = seen.world;
    let (segments, kinds) = (world.segment_names.len(), world.kinds());
    let mut sums = vec![CellCounts::default(); segments * kinds * FIFTHS];
    for (community, s, k, counts) in seen.cells() {
        let fifth = usize::from(world.places.communities[community].fifth);
        sums[(s.at() * kinds + k.at()) * FIFTHS + fifth].add(&counts);
    }
    for (i, &counts) in sums.iter().enumerate().filter(|(_, n)| n.created > 0) {
        let (s, k) = (SegmentId::from(i / FIFTHS / kinds), CategoryId::from(i / FIFTHS % kinds));
        let fifth = (i % FIFTHS) as u64;
        let group = Group { segment: &world.segment_names[s], category: &world.category_names[k], fifth, counts };
        table.row(head, TOPICS, |value| value(&group));
    }
}
