//! `losses.csv`: what became of needs, by segment, category and severity.

use crate::base::need::Loss;
use crate::base::places::{CategoryId, SegmentId};
use crate::measure::column::{Cell, Topic, columns, described, name, number, scale::*, whole};
use crate::measure::losses::{BySeverity, Fates};
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table, TableSpec};
use crate::measure::tables::head::HEAD;

/// Needs of a segment and category with the same fate.
#[derive(Clone, Copy, Debug)]
pub struct Fate<'a> {
    /// Name of the segment.
    pub segment: &'a str,
    /// Name of the category.
    pub category: &'a str,
    /// What became of them.
    pub fate: &'static str,
    /// How many.
    pub needs: BySeverity,
}

/// The value of a column of a fate.
pub type OfFate = for<'r> fn(&'r Fate<'_>) -> Cell<'r>;

columns! {
    /// All columns after the run.
    pub FATES: OfFate;

    SEGMENT: WORDS, "segment of residents", "人群", |at| name(at.segment);
    CATEGORY: WORDS, "category of need", "品类", |at| name(at.category);
    FATE: WORDS,
        "`resolved`, or the part of the unmet share to which the needs count, named as in runs.csv: `latent`, `door`, `desk`, `route`, \
         `giving_up`, `failure`, `open`",
        "去向：resolved 为已解决，其余为未满足的各部分（与 runs.csv 同名）",
        |at| name(at.fate);
    NEEDS: crate::measure::column::scale::NEEDS, "needs of the cohort", "需求数", |at| whole(at.needs.iter().sum::<u64>());
    SEVERITY_1: crate::measure::column::scale::NEEDS, "of these, of severity 1", "其中严重程度一级", |at| whole(at.needs[0]);
    SEVERITY_2: crate::measure::column::scale::NEEDS, "of these, of severity 2", "其中严重程度二级", |at| whole(at.needs[1]);
    SEVERITY_3: crate::measure::column::scale::NEEDS, "of these, of severity 3", "其中严重程度三级", |at| whole(at.needs[2]);
}

const TOPICS: &[Topic<OfFate>] = &[FATES];

/// `losses.csv`.
pub static LOSSES: TableSpec = TableSpec {
    file: "losses.csv",
    row: "a policy, a replicate, a segment, a category, a fate",
    row_zh: "人群 × 品类 × 去向",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// The fate of a need that is resolved.
pub const RESOLVED: &str = "resolved";

/// What becomes of needs, with its name.
const ALL: [(&str, Option<Loss>); 8] = [
    (RESOLVED, None),
    ("latent", Some(Loss::Latent)),
    ("door", Some(Loss::Door)),
    ("desk", Some(Loss::Desk)),
    ("route", Some(Loss::Route)),
    ("giving_up", Some(Loss::GivingUp)),
    ("failure", Some(Loss::Failure)),
    ("open", Some(Loss::Open)),
];

/// Adds the rows of a run; a fate that no need had is left out.
pub fn rows(seen: Seen<'_>, head: &Head<'_>, table: &mut Table) {
    let world = seen.world;
    for (s, segment) in world.segment_names.pairs() {
        for (k, category) in world.category_names.pairs() {
            let sum = sum(seen, s, k);
            for (fate, part) in ALL {
                let needs = part.map_or(sum.resolved, |part| sum.lost(part));
                if needs != [0; 3] {
                    let at = Fate { segment, category, fate, needs };
                    table.row(head, TOPICS, |value| value(&at));
                }
            }
        }
    }
}

fn sum(seen: Seen<'_>, segment: SegmentId, category: CategoryId) -> Fates {
    let mut sum = Fates::default();
    seen.watch.losses().for_each(|own| sum.add(own.fates(segment, category)));
    sum
}
