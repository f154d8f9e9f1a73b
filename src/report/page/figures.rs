//! Every number of the page: means of all policies and paired differences of any two, with what they say.

use super::facts::Facts;
use crate::base::words::{Both, both};
use crate::measure::statistics::{Estimate, LEVEL, mean_interval, paired_difference, t_quantile};
use crate::measure::tables::runs::{Metric, answer, costs, market, outcomes, shared, work};
use crate::report::error::ReportError;
use crate::report::says::Says;
use crate::report::settled::{self, State};
use crate::report::table;

/// What the page measures. The first that has values is the measure of the headline.
pub const MEASURES: [Metric; 28] = [
    outcomes::UNMET_SHARE_LAST2,
    outcomes::UNMET_SHARE,
    outcomes::UNMET_SHARE_FIRST2,
    table::PARTS[0],
    table::PARTS[1],
    table::PARTS[2],
    table::PARTS[3],
    table::PARTS[4],
    table::PARTS[5],
    table::PARTS[6],
    outcomes::UNMET_SHARE_WEIGHTED,
    answer::CONTACT_RATE,
    answer::RECORDED_CLOSURE,
    answer::RESOLVED_SHARE,
    answer::SATISFACTION,
    costs::PUBLIC_COST_CNY,
    costs::SOCIAL_COST_PER_RESOLVED_CNY,
    work::SOCIAL_WORKER_HEADS,
    work::COMMUNITY_WORKER_HEADS,
    work::CARE_WORKER_HEADS,
    market::ORGANISATIONS,
    table::GAPS[0],
    table::GAPS[1],
    table::GAPS[2],
    table::GAPS[3],
    table::GAPS[4],
    table::GAPS[5],
    shared::RECOVERY_DAYS,
];
/// The last two years.
pub const SETTLED: usize = 0;
/// The whole window.
pub const WHOLE: usize = 1;
/// The first two years.
pub const FIRST: usize = 2;
/// The parts of the unmet share, weighted by severity.
pub const PARTS: std::ops::Range<usize> = 3..10;
/// The sum of the parts.
pub const WEIGHTED: usize = 10;
/// The four shares of the books.
pub const BOOKS: std::ops::Range<usize> = 11..15;
/// Public money.
pub const PUBLIC: usize = 15;
/// All money over needs resolved.
pub const PER_RESOLVED: usize = 16;
/// Heads at the end: social workers, community workers, care workers; and organisations.
pub const PEOPLE: [usize; 4] = [17, 18, 19, 20];
/// The parts of the weighted unmet share against the omniscient bound.
pub const GAPS: std::ops::Range<usize> = 21..27;
/// Days until the backlog is as before a shock; without a shock there is no value.
pub const RECOVERY: usize = 27;

/// What people call a part of the unmet share.
#[must_use]
pub fn part(measure: usize) -> Both {
    match measure.wrapping_sub(PARTS.start) {
        0 => both!("never known", "未被知晓"),
        1 => both!("lost at a door", "止于受理前"),
        2 => both!("lost at a desk", "止于派单前"),
        3 => both!("lost on the way", "止于派转"),
        4 => both!("gave up waiting", "等待中放弃"),
        5 => both!("served in vain", "服务未果"),
        _ => both!("still open", "期末未结"),
    }
}

/// All of them.
#[derive(Debug)]
pub struct Figures {
    /// By policy and measure.
    pub means: Vec<Vec<Option<Estimate>>>,
    /// By baseline, policy and measure; nothing of a policy against itself.
    pub differences: Vec<Vec<Vec<Option<Estimate>>>>,
    /// By baseline and policy: in how many pairs of replicates the measure of the headline is less, and of how many.
    pub fewer: Vec<Vec<(usize, usize)>>,
    /// By baseline and policy: whether the difference still moves; nothing where the window is too short to say.
    pub states: Vec<Vec<Option<State>>>,
    /// The measure of the headline.
    pub headline: usize,
}

impl Figures {
    /// Computes them.
    ///
    /// # Errors
    /// When `runs.csv` lacks a column or a field is not a number.
    pub fn of(facts: &Facts) -> Result<Self, ReportError> {
        let all = 0..facts.policies.len();
        let mean = |policy: usize| -> Result<Vec<_>, ReportError> {
            MEASURES.iter().map(|metric| Ok(mean_interval(&facts.runs.values(policy, metric)?))).collect()
        };
        let means: Vec<Vec<Option<Estimate>>> = all.clone().map(mean).collect::<Result<_, _>>()?;
        let settled = means.iter().all(|of| of[SETTLED].is_some()) && facts.years > 2;
        let headline = if settled { SETTLED } else { WHOLE };
        let (mut differences, mut fewer, mut states) = (Vec::new(), Vec::new(), Vec::new());
        for baseline in all.clone() {
            let (mut of_baseline, mut less, mut moving) = (Vec::new(), Vec::new(), Vec::new());
            for policy in all.clone() {
                let (mut row, mut pairs_of_headline) = (Vec::new(), Vec::new());
                for (at, metric) in MEASURES.iter().enumerate() {
                    let pairs = if policy == baseline { Vec::new() } else { facts.runs.pairs(baseline, policy, metric)? };
                    row.push(paired_difference(&pairs));
                    if at == headline {
                        pairs_of_headline = pairs;
                    }
                }
                let slopes = if policy == baseline {
                    Vec::new()
                } else {
                    facts.runs.pairs(baseline, policy, &outcomes::UNMET_SHARE_SLOPE)?
                };
                moving.push(settled::slope(&slopes).map(|slope| settled::state(&slope, facts.delta)));
                less.push((pairs_of_headline.iter().filter(|(a, b)| b < a).count(), pairs_of_headline.len()));
                of_baseline.push(row);
            }
            differences.push(of_baseline);
            fewer.push(less);
            states.push(moving);
        }
        Ok(Self { means, differences, fewer, states, headline })
    }

    /// The difference of the headline.
    #[must_use]
    pub fn main(&self, baseline: usize, policy: usize) -> Option<Estimate> {
        self.differences[baseline][policy][self.headline]
    }

    /// The policies that are surely better than a baseline, from the least unmet, as far as they cannot be told from the first of them.
    #[must_use]
    pub fn leaders(&self, baseline: usize, delta: f64) -> Vec<usize> {
        let better = |says| matches!(says, Says::Better | Says::BetterUnsure);
        let sure: Vec<usize> =
            self.sorted(baseline).into_iter().filter(|p| better(Says::of(self.main(baseline, *p), delta))).collect();
        let Some(&first) = sure.first() else { return Vec::new() };
        let apart = |policy: usize| self.main(first, policy).and_then(|e| e.interval).is_some_and(|interval| interval.low > 0.0);
        sure.into_iter().filter(|&policy| policy == first || !apart(policy)).collect()
    }

    /// Policies but a baseline, from the least unmet to the most; those without a difference last.
    #[must_use]
    pub fn sorted(&self, baseline: usize) -> Vec<usize> {
        let mut others: Vec<usize> = (0..self.means.len()).filter(|policy| *policy != baseline).collect();
        let effect = |policy: usize| self.main(baseline, policy).map_or(f64::INFINITY, |estimate| estimate.mean);
        others.sort_by(|a, b| effect(*a).total_cmp(&effect(*b)));
        others
    }
}

/// How many replicates would tell whether a difference counts, if its mean and spread stay as they are: the fewest n for which the half width
/// t(n − 1) s / √n is no more than the distance of the mean from the nearer of δ and −δ. Nothing beyond a thousand, or without an interval.
#[must_use]
pub fn replicates_needed(estimate: Estimate, delta: f64) -> Option<usize> {
    let interval = estimate.interval?;
    let half = (interval.high - interval.low) / 2.0;
    let root = |n: usize| libm::sqrt(n as f64);
    let spread = half * root(estimate.n) / t_quantile(estimate.n.checked_sub(1)?, LEVEL)?;
    let gap = (estimate.mean.abs() - delta).abs();
    (estimate.n..=1000).find(|&n| t_quantile(n - 1, LEVEL).is_some_and(|t| t * spread / root(n) <= gap))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::statistics::Interval;

    fn estimate(low: f64, high: f64) -> Estimate {
        Estimate { n: 10, mean: (low + high) / 2.0, interval: Some(Interval { low, high }) }
    }

    #[test]
    fn a_difference_takes_the_replicates_that_narrow_it_to_its_distance_from_what_counts() {
        // s = .02 √10 / 2.262 = .02796 around −.01, which is .01 from −δ: t(33 − 1) s / √33 = .00991.
        assert_eq!(replicates_needed(estimate(-0.03, 0.01), 0.02), Some(33));
        assert_eq!(replicates_needed(estimate(-0.02, 0.02), 0.02), Some(10), "it lies within δ already");
        assert_eq!(replicates_needed(estimate(0.0, 0.04), 0.02), None, "on the border it never clears it");
    }
}
