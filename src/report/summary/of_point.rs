//! The rows of `summary.csv` that a point gives: every arm by itself, against the baseline and against the best of the replicate.

use crate::measure::statistics::bootstrap::Bootstrap;
use crate::measure::statistics::moments::Moments;
use crate::measure::statistics::quantile::quantile;
use crate::measure::statistics::regret::{Better, Regret, regrets};
use crate::measure::statistics::stein::{First, Wanted};
use crate::measure::statistics::{self, Estimate, LEVEL, holm, ratio};
use crate::measure::tables::runs::{Metric, costs, outcomes, work};
use crate::measure::tables::summary::{Paired, Summary};
use crate::store::by_point::{ArmRuns, PointRuns};

/// What is summarised: the columns of the table that `sanshe run` prints. Of those whose regret is summarised too, which values are better; its resamples
/// take more time than everything else, so that these are one outcome and one cost.
pub const MEASURES: [(Metric, Option<Better>); 9] = [
    (outcomes::UNMET_SHARE, Some(Better::Lower)),
    (outcomes::UNMET_SHARE_WEIGHTED, None),
    (outcomes::UNMET_SHARE_FIRST2, None),
    (outcomes::UNMET_SHARE_LAST2, None),
    (outcomes::MEAN_WAIT_DAYS, None),
    (costs::SOCIAL_COST_PER_RESOLVED_CNY, Some(Better::Lower)),
    (costs::PUBLIC_COST_PER_RESOLVED_CNY, None),
    (costs::COORDINATION_MINUTES_PER_RESOLVED, None),
    (work::UTILISATION, None),
];
/// The place of the unmet share among them.
pub const UNMET: usize = 0;
/// Orders of the quantiles.
const ORDERS: [f64; 3] = [0.1, 0.5, 0.9];

/// The columns of the measures.
#[must_use]
pub fn columns() -> Vec<Metric> {
    MEASURES.iter().map(|(metric, _)| *metric).collect()
}

/// All rows of a point: by measure, in each the arms in the order of the file.
///
/// `first` is the number of replicates of a first stage, where what it showed decided how many followed: means, differences and their p-values are then
/// Stein's. Resamples of regret are drawn by the number of the point: those of an arm depend on no other arm, and on no other point.
#[must_use]
pub fn of_point<'a>(runs: &'a PointRuns, baseline: &str, first: Option<u32>) -> Vec<Summary<'a>> {
    (0..MEASURES.len()).flat_map(|measure| of_measure(runs, baseline, first, measure)).collect()
}

fn of_measure<'a>(runs: &'a PointRuns, baseline: &str, first: Option<u32>, measure: usize) -> Vec<Summary<'a>> {
    let base = runs.arm(baseline);
    let mut paired: Vec<Option<Paired>> = runs
        .arms
        .iter()
        .map(|arm| base.filter(|base| base.name != arm.name).and_then(|base| pair(base, arm, first, measure)))
        .collect();
    adjust(&mut paired);
    let regrets = regret_of_all(runs, measure);
    let rows = runs.arms.iter().zip(paired).zip(regrets);
    rows.map(|((arm, paired), regret)| {
        let values = arm.numbers(measure);
        Summary {
            point: runs.point,
            policy: &arm.name,
            measure: MEASURES[measure].0.name,
            failed: arm.failed,
            mean: Staged { stage: first.map(|first| arm.until(first).numbers(measure)), all: &values }.estimate(),
            deviation: statistics::sample_variance(&values).map(f64::sqrt),
            paired,
            quantiles: ORDERS.map(|order| quantile(&values, order, LEVEL)),
            regret,
        }
    })
    .collect()
}

/// An arm against the baseline; nothing when no replicate has both.
fn pair(base: &ArmRuns, arm: &ArmRuns, first: Option<u32>, measure: usize) -> Option<Paired> {
    let pairs = base.pairs(arm, measure);
    let differences = statistics::differences(&pairs);
    let moments: Moments = differences.iter().copied().collect();
    let stage = first.map(|first| statistics::differences(&base.until(first).pairs(&arm.until(first), measure)));
    let staged = Staged { stage, all: &differences };
    Some(Paired {
        difference: staged.estimate()?,
        deviation: statistics::sample_variance(&differences).map(f64::sqrt),
        skewness: moments.skewness(),
        removed: statistics::variance_removed(&pairs),
        p: staged.p(),
        adjusted: None,
        ratio: ratio::of_means(&pairs, LEVEL),
    })
}

/// Values, with those of a first stage among them that decided how many there are.
struct Staged<'a> {
    stage: Option<Vec<f64>>,
    all: &'a [f64],
}

impl Staged<'_> {
    /// Stein's first stage; no width is asked of it here.
    fn first(stage: &[f64]) -> Option<First> {
        First::new(Wanted { first: stage, half_width: 1.0 }, LEVEL)
    }

    /// The mean with Student's interval, or Stein's; without one where the first stage is too small for it.
    fn estimate(&self) -> Option<Estimate> {
        let student = statistics::mean_interval(self.all)?;
        let Some(stage) = &self.stage else { return Some(student) };
        let stein = Self::first(stage).and_then(|first| first.estimate(self.all));
        Some(stein.unwrap_or(Estimate { interval: None, ..student }))
    }

    /// The p-value of a mean of 0.
    fn p(&self) -> Option<f64> {
        match &self.stage {
            None => holm::of_differences(self.all),
            Some(stage) => Self::first(stage)?.p(self.all),
        }
    }
}

/// Adjusts the p-values of all arms of the point that are compared; one without a p-value is part of the family.
fn adjust(paired: &mut [Option<Paired>]) {
    let family: Vec<f64> = paired.iter().flatten().map(|paired| paired.p.unwrap_or(f64::NAN)).collect();
    for (paired, adjusted) in paired.iter_mut().flatten().zip(holm::adjusted(&family)) {
        paired.adjusted = paired.p.map(|_| adjusted);
    }
}

/// The regret of every arm, over the replicates in which all arms have a value; nothing for a single arm.
fn regret_of_all(runs: &PointRuns, measure: usize) -> Vec<Option<Regret>> {
    let nothing = || vec![None; runs.arms.len()];
    let Some(better) = MEASURES[measure].1.filter(|_| runs.arms.len() > 1) else { return nothing() };
    let bootstrap = Bootstrap::new(u64::from(runs.point));
    match regrets(&in_common(&runs.arms, measure), better, &bootstrap) {
        Some(regrets) => regrets.into_iter().map(Some).collect(),
        None => nothing(),
    }
}

/// Values by arm and replicate, of the replicates in which every arm has one.
fn in_common(arms: &[ArmRuns], measure: usize) -> Vec<Vec<f64>> {
    let mut at = vec![0; arms.len()];
    let mut common = vec![Vec::new(); arms.len()];
    let Some((first, others)) = arms.split_first() else { return common };
    for (place, replicate) in first.replicates.iter().enumerate() {
        at[0] = place;
        let there = others.iter().zip(&mut at[1..]).fold(true, |all, (arm, at)| {
            while arm.replicates.get(*at).is_some_and(|own| own < replicate) {
                *at += 1;
            }
            all && arm.replicates.get(*at) == Some(replicate)
        });
        let value = |(arm, at): (&ArmRuns, &usize)| arm.values[measure][*at];
        if there && arms.iter().zip(&at).map(value).all(|value| !value.is_nan()) {
            arms.iter().zip(&at).zip(&mut common).for_each(|(pair, values)| values.push(value(pair)));
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::statistics::ratio::RatioSet;

    /// An arm with these unmet shares; `NaN` for a run that has none, and all other measures without values.
    fn arm(name: &str, unmet: &[(u32, f64)]) -> ArmRuns {
        let column = |measure| unmet.iter().map(|(_, y)| if measure == UNMET { *y } else { f64::NAN }).collect();
        ArmRuns {
            name: name.to_owned(),
            replicates: unmet.iter().map(|(replicate, _)| *replicate).collect(),
            values: (0..MEASURES.len()).map(column).collect(),
            failed: 0,
        }
    }

    fn runs() -> PointRuns {
        let a = arm("a", &[(0, 0.25), (1, 0.5), (2, 0.75)]);
        let b = arm("b", &[(0, 0.5), (1, 0.75), (2, 1.0)]);
        // Replicate 0 of c failed.
        let c = ArmRuns { failed: 1, ..arm("c", &[(1, 0.25), (2, 0.75)]) };
        PointRuns { point: 4, arms: vec![a, b, c] }
    }

    fn near(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|x| (x - expected).abs() < 1e-6), "{found:?}, not {expected}");
    }

    /// t with 2 degrees of freedom is 4.302653, with 1 degree 12.706205.
    #[test]
    fn means_and_differences_are_those_worked_out_by_hand() {
        let runs = runs();
        let rows = of_point(&runs, "a", None);
        let [a, b, c] = &rows[..3] else { panic!("three arms of the first measure") };
        assert_eq!((a.point, a.policy, a.measure, a.paired.is_none()), (4, "a", "unmet_share", true));
        let mean = a.mean.expect("three values");
        near(Some(mean.mean), 0.5);
        near(a.deviation, 0.25);
        near(Some(mean.low()), 0.5 - 4.302_653 * 0.25 / 3_f64.sqrt());
        let paired = b.paired.as_ref().expect("against the baseline");
        assert_eq!((paired.difference.n, paired.difference.mean), (3, 0.25));
        near(paired.removed, 1.0);
        assert_eq!((paired.p, paired.skewness), (Some(0.0), None), "differences that are all the same");
        // Pairs of c: (.5, .25) and (.75, .75); differences -.25 and 0, mean -.125, deviation .25/√2.
        let paired = c.paired.as_ref().expect("against the baseline");
        assert_eq!((paired.difference.n, paired.difference.mean, c.failed), (2, -0.125, 1));
        near(Some(paired.difference.high()), -0.125 + 12.706_205 * 0.125);
        near(paired.deviation, 0.25 / 2_f64.sqrt());
        // Variances 1/32 and 1/8, of the differences 1/32: four fifths are removed. T = -1, so p = 1/2.
        near(paired.removed, 0.8);
        near(paired.p, 0.5);
        // Of p = 0 and p = .5 the larger is not multiplied.
        near(paired.adjusted, 0.5);
        near(paired.ratio.map(|ratio| ratio.value), 0.8);
        assert!(!matches!(paired.ratio.and_then(|ratio| ratio.set), Some(RatioSet::Within(_))), "two pairs bound no ratio");
    }

    #[test]
    fn regret_is_over_the_replicates_that_all_arms_have() {
        let runs = runs();
        let rows = of_point(&runs, "a", None);
        // Replicates 1 and 2: the best are c with .25, then a and c with .75.
        let found: Vec<(f64, f64, usize)> = rows[..3]
            .iter()
            .map(|row| row.regret.as_ref().expect("it has one"))
            .map(|r| (r.mean.mean, r.maximum, r.best.cases))
            .collect();
        assert_eq!(found, [(0.125, 0.25, 1), (0.375, 0.5, 0), (0.0, 0.0, 2)]);
        let of =
            |measure: &str| rows.iter().filter(|row| row.measure == measure).map(|row| row.regret.is_some()).collect::<Vec<_>>();
        assert_eq!(of("utilisation"), [false; 3], "it is summarised of two measures");
    }

    #[test]
    fn an_arm_says_the_same_whoever_is_compared_beside_it() {
        let three = runs();
        let two = PointRuns { point: 4, arms: three.arms[..2].to_vec() };
        let (with, without) = (of_point(&three, "a", None), of_point(&two, "a", None));
        let text = |row: &Summary<'_>| {
            format!("{:?} {:?} {:?}", row.mean, row.quantiles, row.paired.as_ref().map(|p| (p.difference, p.p)))
        };
        assert_eq!(text(&with[1]), text(&without[1]));
        let nobody = of_point(&two, "z", None);
        assert!(nobody.iter().all(|row| row.paired.is_none()), "without the baseline nothing is compared");
    }

    /// t with 9 degrees of freedom is 2.262157. Ten differences of ±.1 have the deviation √(.1/9), fifteen the mean of all.
    #[test]
    fn where_a_first_stage_decided_how_many_followed_its_deviation_makes_the_interval() {
        let sign = |replicate: u32| if replicate.is_multiple_of(2) { 0.1 } else { -0.1 };
        let a = arm("a", &(0..15).map(|r| (r, 0.5)).collect::<Vec<_>>());
        let b = arm("b", &(0..15).map(|r| (r, if r < 10 { 0.5 + sign(r) } else { 0.8 })).collect::<Vec<_>>());
        let runs = PointRuns { point: 0, arms: vec![a, b] };
        let rows = of_point(&runs, "a", Some(10));
        let paired = rows[1].paired.as_ref().expect("against the baseline");
        near(Some(paired.difference.mean), 0.1);
        near(Some(paired.difference.high()), 0.1 + 2.262_157 * (0.1_f64 / 9.0).sqrt() / 15_f64.sqrt());
        let fixed = of_point(&runs, "a", None);
        assert_ne!(fixed[1].paired.as_ref().map(|paired| paired.difference), Some(paired.difference));
        // Nine differences are no first stage.
        let rows = of_point(&runs, "a", Some(9));
        assert!(rows[1].paired.as_ref().is_some_and(|paired| paired.difference.interval.is_none() && paired.p.is_none()));
    }
}
