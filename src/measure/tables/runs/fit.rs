//! Metrics of fit: whether what is offered and what is resolved has the mix of what is needed; and the ties by which needs are handed on.

use super::view::{OfRun, RunView};
use crate::measure::column::{Range, Scale, columns, real, scale::*};
use crate::measure::counts::{CellCounts, Year};
use crate::measure::mismatch::total_variation;
use crate::measure::totals::ratio;
use crate::world::MOST_CATEGORIES;

const TIES_PER_COMMUNITY: Scale = Scale { unit: "number", range: Range::AtLeast(0.0) };

columns! {
    /// The mix of what is needed, resolved and offered.
    pub FIT: OfRun;

    MIX_DISTANCE: SHARE,
        "distance between the categories of needs_resolved and of needs_created: half the sum of absolute differences of their shares; 0 where both are alike",
        "品类结构偏离：已解决需求与产生的需求各品类占比之差的绝对值之和的一半",
        |run| real(mix_distance(run));
    PLAN_ERROR_FIRST2: SHARE,
        "the same distance between the specialties of social workers and care workers in post (minutes a day at the ends of months, all employers) and the work of \
         needs that arose (mean work of their categories), first two years of the window",
        "配置误差，头两年：在岗社工与护理员的专长结构（月末可用分钟）与所产生需求的工作量结构的距离",
        |run| real(plan_error(run, &run.first_years(), 0));
    PLAN_ERROR_LAST2: SHARE,
        "the same, last two years",
        "配置误差，末两年",
        |run| real(plan_error(run, &run.last_years(), run.years.len().saturating_sub(super::view::TRANSITION)));
}

/// Distance between two mixes, from 0 to 1; `NaN` where there is nothing of one.
fn distance(a: &[u64], b: &[u64]) -> f64 {
    let is_empty = |mix: &[u64]| mix.iter().all(|n| *n == 0);
    if is_empty(a) || is_empty(b) { f64::NAN } else { total_variation(a, b).min(1.0) }
}

fn mix_distance(run: &RunView<'_>) -> f64 {
    let mut sums = [CellCounts::default(); MOST_CATEGORIES];
    for (_, _, category, counts) in &run.cells {
        sums[category.at()].add(counts);
    }
    distance(&sums.map(|counts| u64::from(counts.resolved)), &sums.map(|counts| u64::from(counts.created)))
}

/// Distance between what was offered from a year on, two years at the most, and the work that arose.
fn plan_error(run: &RunView<'_>, arisen: &Year, from: usize) -> f64 {
    let (mut offered, mut work) = ([0; MOST_CATEGORIES], [0; MOST_CATEGORIES]);
    for year in run.months.offered.iter().skip(from).take(super::view::TRANSITION) {
        for (sum, minutes) in offered.iter_mut().zip(year) {
            *sum += minutes;
        }
    }
    for ((sum, number), category) in work.iter_mut().zip(arisen.arisen).zip(&run.world().categories) {
        *sum = libm::round(number as f64 * category.work_minutes) as u64;
    }
    distance(&offered, &work)
}

columns! {
    /// Ties of communities with the providers they may hand needs to.
    pub TIES: OfRun;

    MEAN_TIE: INDEX,
        "mean strength at the end of the ties of communities with the stations and organisations that they can see",
        "关系强度均值（期末，社区与其可见的社工站、社会组织）",
        |run| real(ratio(ties(run).0, ties(run).2 as f64));
    ACTIVE_TIE_SHARE: SHARE,
        "of these ties, those that are stronger than handoff.upkeep_from",
        "活跃关系比例：强度高于 handoff.upkeep_from 者",
        |run| real(ratio(ties(run).1 as f64, ties(run).2 as f64));
    ACTIVE_TIES: TIES_PER_COMMUNITY,
        "ties stronger than that, for each community: how many others one works with",
        "每个社区的活跃关系数",
        |run| real(ratio(ties(run).1 as f64, run.world().places.communities.len() as f64));
}

/// Sum of the strengths of all ties at the end, how many are active, how many there are.
fn ties(run: &RunView<'_>) -> (f64, u64, u64) {
    let (first, from) = (&run.seen.arm.plan.first_ties, *run.world().keys.handoff.upkeep_from as f32);
    let (mut sum, mut active, mut all) = (0.0, 0, 0);
    for sub in &run.seen.arm.subs {
        let own = run.world().own(sub.index);
        for strength in sub.communities.iter().flat_map(|community| community.ties.strengths(own, first)) {
            sum += f64::from(strength);
            active += u64::from(strength > from);
            all += 1;
        }
    }
    (sum, active, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixes_are_as_far_apart_as_the_part_that_would_have_to_move() {
        assert_eq!(distance(&[1, 1, 0], &[1, 2, 1]), 0.25);
        assert_eq!((distance(&[3, 0], &[0, 9]), distance(&[2, 4], &[1, 2])), (1.0, 0.0));
        assert!(distance(&[0], &[1]).is_nan() && distance(&[1], &[0]).is_nan());
    }
}
