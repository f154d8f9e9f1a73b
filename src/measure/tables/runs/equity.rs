//! Metrics of equity: trust, and how unmet needs differ between places, groups and categories.

use super::view::{OfRun, RunView};
use crate::base::of::Of;
use crate::base::places::{CategoryId, SegmentId};
use crate::measure::column::{Range, Scale, columns, real, scale::*};
use crate::measure::contacts::residents;
use crate::measure::counts::CellCounts;
use crate::measure::inequality;
use crate::measure::totals::ratio;

/// Fewest needs of a cell whose share is asked for.
const FEWEST: u32 = 30;
/// Work of needs per resident, over that of the district, from which on a segment is vulnerable.
const VULNERABLE: f64 = 2.0;
const CONCENTRATION: Scale = Scale { unit: "index", range: Range::Between(-1.0, 1.0) };
const DIFFERENCE: Scale = Scale { unit: "share", range: Range::Between(-1.0, 1.0) };
const RATIO: Scale = Scale { unit: "ratio", range: Range::AtLeast(0.0) };

columns! {
    /// Trust, and differences between places, groups and categories.
    pub EQUITY: OfRun;

    TRUST: SHARE, "mean trust at the end, weighted by residents", "信任", |run| real(mean_trust(run));
    LAST_MILE_RATIO: RATIO,
        "resolved share in the remotest fifth / in the nearest fifth",
        "末端可及",
        |run| real(last_mile(run));
    GINI_CELLS: INDEX,
        "Gini index of the unmet share of cells (community x segment)",
        "未满足率基尼系数",
        |run| real(gini(run));
    WORST_CELL_UNMET: SHARE,
        "largest unmet share of a cell (segment x category, whole district) with at least 30 needs: with fewer, luck moves a share by more than .09; empty \
         where there is none",
        "最差单元未满足率（人群×品类，全区，至少30件需求；无此单元时为空）",
        |run| real(worst_cell(run));
    UNMET_CONCENTRATION: CONCENTRATION,
        "concentration index of the unmet share over segments, in the order of the work of their needs per resident, most first: below 0 where those who need \
         most go short most",
        "未满足率集中指数：人群按人均需求工作量由多到少排列；负值表示需要最多者缺口最大",
        |run| real(concentration(run));
    VULNERABLE_GAP: DIFFERENCE,
        "unmet share of the vulnerable - that of all others; vulnerable are older segments (`segment.*.older`) whose needs are at least twice as much work per \
         resident as those of the district; empty where there are none",
        "弱势老人差距：弱势老人（老年人群中人均需求工作量不低于全区两倍者）与其他人群未满足率之差；无此人群时为空",
        |run| real(vulnerable_gap(run));
    WORST_CATEGORY_UNMET: SHARE, "largest unmet share of a category", "最差品类未满足率", |run| real(worst_category(run));
}

fn mean_trust(run: &RunView<'_>) -> f64 {
    let (mut sum, mut all) = (0.0, 0.0);
    for community in run.seen.arm.subs.iter().flat_map(|sub| &sub.communities) {
        let residents = run.world().places.communities[community.index].residents;
        sum += residents * f64::from(community.trust);
        all += residents;
    }
    ratio(sum, all)
}

fn last_mile(run: &RunView<'_>) -> f64 {
    let mut sums = [CellCounts::default(); 5];
    for (community, _, _, counts) in &run.cells {
        sums[usize::from(run.world().places.communities[*community].fifth)].add(counts);
    }
    let share = |c: &CellCounts| ratio(f64::from(c.resolved), f64::from(c.created));
    ratio(share(&sums[4]), share(&sums[0]))
}

/// Gini index of the unmet share over cells (community × segment), weighted by needs:
/// G = Σ_i Σ_j w_i w_j |u_i − u_j| / (2 ū), w the share of needs.
fn gini(run: &RunView<'_>) -> f64 {
    let world = run.world();
    let segments = world.segment_names.len();
    let mut by_cell = vec![CellCounts::default(); world.places.communities.len() * segments];
    for (community, segment, _, counts) in &run.cells {
        by_cell[usize::from(*community) * segments + segment.at()].add(counts);
    }
    let arisen = by_cell.iter().filter(|c| c.created > 0);
    let mut points: Vec<(f64, f64)> = arisen.map(|c| (c.unmet(), f64::from(c.created))).collect();
    inequality::gini(&mut points)
}

fn worst_category(run: &RunView<'_>) -> f64 {
    let mut sums: Of<CategoryId, CellCounts> = Of::alike(CellCounts::default(), run.world().kinds());
    for (_, _, category, counts) in &run.cells {
        sums[*category].add(counts);
    }
    sums.iter().filter(|c| c.created > 0).map(CellCounts::unmet).fold(f64::NAN, f64::max)
}

fn worst_cell(run: &RunView<'_>) -> f64 {
    let kinds = run.world().kinds();
    let mut sums = vec![CellCounts::default(); run.world().segment_names.len() * kinds];
    for (_, segment, category, counts) in &run.cells {
        sums[segment.at() * kinds + category.at()].add(counts);
    }
    sums.iter().filter(|c| c.created >= FEWEST).map(CellCounts::unmet).fold(f64::NAN, f64::max)
}

/// A segment with needs.
struct Segment {
    place: SegmentId,
    /// Work of its needs per resident, over that of the district.
    work: f64,
    counts: CellCounts,
}

/// Segments with needs, from the most work to the least, in the order of the scenario among equals. Residents are those of the middle of the window.
fn segments(run: &RunView<'_>) -> Vec<Segment> {
    let world = run.world();
    let number = world.segment_names.len();
    let mut counts: Of<SegmentId, CellCounts> = Of::alike(CellCounts::default(), number);
    let mut work: Of<SegmentId, f64> = Of::alike(0.0, number);
    for (_, segment, category, cell) in &run.cells {
        counts[*segment].add(cell);
        work[*segment] += f64::from(cell.created) * world.categories[*category].work_minutes;
    }
    let mut people: Of<SegmentId, f64> = Of::alike(0.0, number);
    for community in residents(world, run.years.len() / 2) {
        people.iter_mut().zip(community).for_each(|(sum, residents)| *sum += residents);
    }
    let mean = ratio(work.iter().sum(), people.iter().sum());
    let those = counts.places().iter().filter(|&s| counts[s].created > 0 && people[s] > 0.0);
    let segment = |s| Segment { place: s, work: work[s] / people[s] / mean, counts: counts[s] };
    let mut segments: Vec<Segment> = those.map(segment).collect();
    segments.sort_by(|a, b| b.work.total_cmp(&a.work));
    segments
}

fn concentration(run: &RunView<'_>) -> f64 {
    let points: Vec<_> = segments(run).iter().map(|s| (s.counts.unmet(), f64::from(s.counts.created))).collect();
    inequality::concentration(&points)
}

fn vulnerable_gap(run: &RunView<'_>) -> f64 {
    let (mut vulnerable, mut others) = (CellCounts::default(), CellCounts::default());
    for Segment { place, work, counts } in segments(run) {
        let so = work >= VULNERABLE && run.world().keys.segment.0[place.at()].1.older;
        if so { &mut vulnerable } else { &mut others }.add(&counts);
    }
    vulnerable.unmet() - others.unmet()
}
