//! Metrics of equity: trust, and how unmet needs differ between places, groups and categories.

use super::view::{OfRun, RunView};
use crate::base::of::Of;
use crate::base::places::CategoryId;
use crate::measure::column::{Range, Scale, columns, real, scale::*};
use crate::measure::counts::CellCounts;
use crate::measure::inequality;
use crate::measure::totals::ratio;

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
