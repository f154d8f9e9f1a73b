//! What is kept of every world, and what all of them say.
//!
//! Point 0 is the scenario as it is: it stands beside the worlds and is not counted among them. Of every world, policy and measure a mean
//! difference, its interval and a mean are kept, nothing of its runs. Differences of a cost are shares of the baseline's mean cost in the same world, so that dear
//! worlds and cheap ones can be put together, and one δ serves both.

use super::follows;
use crate::experiment::sweep::Sweep;
use crate::measure::statistics::quantile::{of_sorted, sorted};
use crate::measure::statistics::regret::Better;
use crate::measure::statistics::sign::sign_test;
use crate::measure::statistics::worlds::{Signs, WorldRegret, regrets, satisficing};
use crate::measure::statistics::{Estimate, Interval, LEVEL, mean, paired_difference};
use crate::measure::tables::WORLDS_CSV;
use crate::measure::tables::runs::{Metric, costs, outcomes};
use crate::measure::tables::worlds::{self, Against, OverWorlds};
use crate::store::StoreError;
use crate::store::by_point::{ArmRuns, ByPoint};
use crate::store::complete::Complete;

/// What policies are compared by; lower is better of all.
pub const MEASURES: [Metric; 2] = [outcomes::UNMET_SHARE, costs::SOCIAL_COST_PER_RESOLVED_CNY];
/// The place of the one whose differences are shares of the baseline's.
pub const COST: usize = 1;

/// A policy in a world by one measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Its mean; no number where no run has one.
    pub level: f64,
    /// Its mean difference from the baseline; 0 of the baseline itself, no number without a pair.
    pub difference: f64,
    /// The interval of that.
    pub interval: Option<Interval>,
}

/// A policy in the scenario as it is: its mean, and the difference from the baseline.
pub type AsItIs = (f64, Option<Estimate>);

/// What is kept of the runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gathered {
    /// Points of the worlds, in order.
    pub worlds: Vec<u32>,
    /// By measure and policy, what was seen in each of them.
    pub seen: [Vec<Vec<Seen>>; MEASURES.len()],
    /// The same of the scenario as it is, with the difference; nothing where it has no runs.
    pub as_it_is: [Vec<Option<AsItIs>>; MEASURES.len()],
    /// The fewest and the most replicates.
    pub replicates: [usize; 2],
    /// Runs that failed.
    pub failed: usize,
}

/// Writes `worlds.csv` of a folder that is complete, and returns what is to be printed; `sweep` has at least the worlds of the folder.
///
/// # Errors
/// When a file cannot be read or written, or the table was changed since this program wrote it.
pub fn write(folder: &mut Complete, sweep: &Sweep) -> Result<(Gathered, Vec<OverWorlds>), StoreError> {
    let identity = &folder.state().head.identity;
    let policies: Vec<String> = identity.policies.iter().map(|(name, _)| name.clone()).collect();
    let baseline = identity.baseline.clone();
    let gathered = gather(&mut folder.by_point(&MEASURES)?, &policies, &baseline)?;
    let rows = over_worlds(sweep, &gathered, &policies, &baseline);
    let text = worlds::text(&rows);
    folder.write(WORLDS_CSV.file, &mut |out| out.write_all(text.as_bytes()).map(|()| true))?;
    Ok((gathered, rows))
}

/// Reads the runs, point by point.
///
/// # Errors
/// As [`ByPoint::next_point`].
pub fn gather(runs: &mut ByPoint, policies: &[String], baseline: &str) -> Result<Gathered, StoreError> {
    let mut found = Gathered { replicates: [usize::MAX, 0], ..Gathered::default() };
    for measure in 0..MEASURES.len() {
        found.seen[measure] = vec![Vec::new(); policies.len()];
        found.as_it_is[measure] = vec![None; policies.len()];
    }
    while let Some(point) = runs.next_point()? {
        let base = point.arm(baseline);
        if point.point > 0 {
            found.worlds.push(point.point);
        }
        for (place, policy) in policies.iter().enumerate() {
            let arm = point.arm(policy);
            let n = arm.map_or(0, |arm| arm.replicates.len());
            found.replicates = [found.replicates[0].min(n), found.replicates[1].max(n)];
            found.failed += arm.map_or(0, |arm| arm.failed);
            for measure in 0..MEASURES.len() {
                let level = arm.and_then(|arm| mean(&arm.numbers(measure)));
                let difference = arm.zip(base).and_then(|(arm, base)| difference(arm, base, measure));
                if point.point == 0 {
                    found.as_it_is[measure][place] = level.map(|level| (level, difference));
                } else {
                    let (level, mean) = (level.unwrap_or(f64::NAN), difference.map_or(f64::NAN, |d| d.mean));
                    let interval = difference.and_then(|d| d.interval);
                    found.seen[measure][place].push(Seen { level, difference: mean, interval });
                }
            }
        }
    }
    Ok(found)
}

/// The paired difference of an arm from the baseline.
fn difference(arm: &ArmRuns, base: &ArmRuns, measure: usize) -> Option<Estimate> {
    let pairs = base.pairs(arm, measure);
    let difference = paired_difference(&pairs)?;
    if measure != COST {
        return Some(difference);
    }
    let own = mean(&pairs.iter().map(|(base, _)| *base).collect::<Vec<_>>())?;
    (own > 0.0).then(|| difference.scaled(1.0 / own))
}

/// What the worlds say: a row for each measure and policy, the baseline first.
#[must_use]
pub fn over_worlds(sweep: &Sweep, gathered: &Gathered, policies: &[String], baseline: &str) -> Vec<OverWorlds> {
    let delta = sweep.base.experiment.scenario.measure.delta.get();
    let base = policies.iter().position(|policy| policy == baseline);
    let order: Vec<usize> = base.into_iter().chain((0..policies.len()).filter(|place| Some(*place) != base)).collect();
    let mut rows = Vec::new();
    for (measure, metric) in MEASURES.iter().enumerate() {
        let regrets = regret(&gathered.seen[measure]);
        let threshold = base.and_then(|base| gathered.as_it_is[measure][base]).map(|(level, _)| level);
        for &policy in &order {
            let seen = &gathered.seen[measure][policy];
            let differences: Vec<f64> = seen.iter().map(|one| one.difference).filter(|d| d.is_finite()).collect();
            // Where nothing was met there is no cost of it, which is not good enough.
            let levels: Vec<f64> = seen.iter().map(|one| one.level).collect();
            let against = (Some(policy) != base && base.is_some()).then(|| Against {
                as_it_is: gathered.as_it_is[measure][policy].and_then(|(_, difference)| difference),
                signs: Signs::of(seen.iter().map(|one| one.interval), delta),
                test: sign_test(&differences),
                spread: spread(&differences),
                follows: None,
                tried: 0,
            });
            rows.push(OverWorlds {
                policy: policies[policy].clone(),
                measure: metric.name,
                worlds: differences.len(),
                delta,
                against,
                regret: regrets.as_ref().and_then(|regrets| regrets.get(policy).copied()),
                enough: threshold.and_then(|t| Some((t, satisficing(&levels, t, Better::Lower, LEVEL)?))),
            });
        }
    }
    let differences = (0..MEASURES.len()).flat_map(|measure| order.iter().map(move |&policy| (measure, policy)));
    let differences =
        differences.map(|(measure, policy)| gathered.seen[measure][policy].iter().map(|one| one.difference).collect());
    follows::fill(sweep, &gathered.worlds, &differences.collect::<Vec<Vec<f64>>>(), &mut rows);
    rows
}

/// Median, least and largest of some values: costs of worlds in which hardly a need is met would decide a mean.
fn spread(values: &[f64]) -> Option<[f64; 3]> {
    let sorted = sorted(values);
    Some([of_sorted(&sorted, 0.5)?, *sorted.first()?, *sorted.last()?])
}

/// Regret of every policy over the worlds in which all have a difference.
fn regret(seen: &[Vec<Seen>]) -> Option<Vec<WorldRegret>> {
    let worlds = seen.first()?.len();
    let whole: Vec<usize> = (0..worlds).filter(|world| seen.iter().all(|policy| policy[*world].difference.is_finite())).collect();
    let means: Vec<Vec<f64>> = seen.iter().map(|policy| whole.iter().map(|world| policy[*world].difference).collect()).collect();
    regrets(&means, Better::Lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arm(name: &str, unmet: &[f64], cost: &[f64]) -> ArmRuns {
        let replicates = (0..unmet.len() as u32).collect();
        ArmRuns { name: name.to_owned(), replicates, values: vec![unmet.to_vec(), cost.to_vec()], failed: 0 }
    }

    #[test]
    fn a_cost_is_compared_as_a_share_of_the_baseline_s_in_the_same_world() {
        let base = arm("a", &[0.25, 0.5], &[100.0, 300.0]);
        let other = arm("b", &[0.5, 0.75], &[150.0, 350.0]);
        let of = |measure| difference(&other, &base, measure).expect("two pairs");
        assert_eq!((of(0).mean, of(0).interval), (0.25, Some(Interval { low: 0.25, high: 0.25 })));
        assert_eq!((of(COST).mean, of(COST).interval), (0.25, Some(Interval { low: 0.25, high: 0.25 })));
        assert_eq!(difference(&base, &base, 0).map(|d| d.mean), Some(0.0), "the baseline differs from itself by nothing");
    }

    #[test]
    fn a_world_that_a_policy_lacks_leaves_the_regret_of_all() {
        let seen = |difference: f64| Seen { level: 0.5, difference, interval: None };
        let policies = [vec![seen(0.0), seen(0.0), seen(0.0)], vec![seen(-0.25), seen(f64::NAN), seen(0.5)]];
        let regret = regret(&policies).expect("two worlds");
        assert_eq!((regret[0].maximum, regret[0].best, regret[1].maximum, regret[1].best), (0.25, 1, 0.5, 1));
    }
}
