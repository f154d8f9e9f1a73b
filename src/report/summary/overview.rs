//! What is kept of all points while they pass by, for the screen: counts, ends, a sample, and the cases themselves while they are few.
//!
//! A case is an arm of a point against the baseline of that point, by the unmet share. What is kept does not grow with the number of cases.

use std::collections::BinaryHeap;

use super::factors::Set;
use crate::base::draws::mix;
use crate::measure::statistics::Estimate;
use crate::measure::statistics::moments::PairMoments;
use crate::measure::statistics::quantile::{of_sorted, sorted};
use crate::measure::statistics::sign::{SignTest, of_counts};
use crate::measure::statistics::worlds::Signs;

/// As many points and cases at most are listed one by one.
const FEW: (usize, usize) = (12, 30);
/// As many arms at most have a row of their own; more are put together by policy.
const ARMS: usize = 12;
/// Cases of which a median is taken: all while there are no more, else a sample.
const SAMPLE: usize = 4096;

/// A case of a sweep.
#[derive(Clone, Debug)]
pub struct Case {
    /// The point.
    pub point: u32,
    /// The arm.
    pub policy: String,
    /// Unmet share of the baseline and of the arm.
    pub unmet: [f64; 2],
    /// The paired difference.
    pub difference: Estimate,
    /// What the arm of the point sets.
    pub values: Vec<String>,
}

/// What is kept of an arm of a point: a row of the unmet share in `summary.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmet {
    /// The point.
    pub point: u32,
    /// The arm.
    pub policy: String,
    /// Its runs that failed.
    pub failed: usize,
    /// Mean over its runs.
    pub mean: Option<Estimate>,
    /// Against the baseline.
    pub difference: Option<Estimate>,
}

/// Cases of an arm, or of a policy.
#[derive(Clone, Debug, Default)]
pub struct Over {
    /// What the intervals say against the difference that would matter.
    pub signs: Signs,
    /// Mean differences above, below and at 0.
    counts: [usize; 3],
    /// The smallest difference and the largest, with their points.
    pub ends: Option<[(f64, u32); 2]>,
    /// The point of the last case, and whether some point has several.
    last: Option<u32>,
    several: bool,
    sample: Sample,
    /// Of every factor, its value beside the difference, as far as it is a number.
    follows: Vec<PairMoments>,
}

/// Everything that is kept.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// Names of the factors.
    pub factors: Vec<String>,
    /// Points that have runs.
    pub points: usize,
    /// Runs that failed.
    pub failed: usize,
    /// The fewest and the most replicates of an arm.
    pub replicates: Option<[usize; 2]>,
    /// The cases, while they are few.
    pub cases: Option<Vec<Case>>,
    /// By arm, in the order in which they came; nothing when there are many.
    arms: Option<Vec<(String, Over)>>,
    policies: Vec<(String, Over)>,
    delta: f64,
}

impl Overview {
    /// Nothing yet; δ is the difference that would matter.
    #[must_use]
    pub fn new(factors: Vec<String>, delta: f64) -> Self {
        Self { factors, delta, cases: Some(Vec::new()), arms: Some(Vec::new()), ..Self::default() }
    }

    /// Adds a point.
    pub fn add(&mut self, rows: &[Unmet], baseline: &str, sets: &[Set]) {
        self.points += 1;
        let base = rows.iter().find(|row| row.policy == baseline).and_then(|row| row.mean);
        for row in rows {
            self.failed += row.failed;
            let n = row.mean.map_or(0, |mean| mean.n);
            self.replicates = Some(self.replicates.map_or([n, n], |[least, most]| [least.min(n), most.max(n)]));
            let (Some(base), Some(mean), Some(difference)) = (base, row.mean, row.difference) else { continue };
            let values = sets.iter().find(|set| set.policy == row.policy).map(|set| set.values.clone()).unwrap_or_default();
            let unmet = [base.mean, mean.mean];
            self.take(Case { point: row.point, policy: row.policy.clone(), unmet, difference, values });
        }
        if self.points > FEW.0 || self.cases.as_ref().is_some_and(|cases| cases.len() > FEW.1) {
            self.cases = None;
        }
    }

    fn take(&mut self, case: Case) {
        let policy = case.policy.split('@').next().unwrap_or_default();
        place(&mut self.policies, policy).add(&case, self.delta);
        if let Some(arms) = &mut self.arms {
            place(arms, &case.policy).add(&case, self.delta);
            if arms.len() > ARMS {
                self.arms = None;
            }
        }
        if let Some(cases) = &mut self.cases {
            cases.push(case);
        }
    }

    /// By arm, or by policy where there are many arms.
    #[must_use]
    pub fn rows(&self) -> &[(String, Over)] {
        self.arms.as_deref().unwrap_or(&self.policies)
    }

    /// By policy.
    #[must_use]
    pub fn policies(&self) -> &[(String, Over)] {
        &self.policies
    }
}

/// The one of that name.
fn place<'a>(list: &'a mut Vec<(String, Over)>, name: &str) -> &'a mut Over {
    let at = list.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
        list.push((name.to_owned(), Over::default()));
        list.len() - 1
    });
    &mut list[at].1
}

impl Over {
    fn add(&mut self, case: &Case, delta: f64) {
        let mean = case.difference.mean;
        self.signs.add(case.difference.interval, delta);
        self.counts[if mean > 0.0 { 0 } else { 1 + usize::from(mean == 0.0) }] += 1;
        let here = (mean, case.point);
        self.ends = Some(self.ends.map_or([here, here], |[least, most]| {
            [if mean < least.0 { here } else { least }, if mean > most.0 { here } else { most }]
        }));
        self.several |= self.last.replace(case.point) == Some(case.point);
        self.sample.add(case, mean);
        self.follows.resize(case.values.len().max(self.follows.len()), PairMoments::default());
        for (follows, value) in self.follows.iter_mut().zip(&case.values) {
            if let Ok(value) = value.parse() {
                follows.add(value, mean);
            }
        }
    }

    /// How many cases.
    #[must_use]
    pub const fn cases(&self) -> usize {
        self.signs.worlds()
    }

    /// The median of the mean differences, and whether it is that of a sample.
    #[must_use]
    pub fn median(&self) -> Option<(f64, bool)> {
        let values: Vec<f64> = self.sample.kept.iter().map(|(_, bits)| f64::from_bits(*bits)).collect();
        Some((of_sorted(&sorted(&values), 0.5)?, self.cases() > SAMPLE))
    }

    /// The sign test over points; nothing where a point has several cases, which are not independent.
    #[must_use]
    pub fn sign_test(&self) -> Option<SignTest> {
        let [plus, minus, zero] = self.counts;
        (!self.several).then(|| of_counts(plus, minus, zero))
    }

    /// The factor that the difference follows most: its place, the share of the variance over cases that a straight line on it explains, and whether
    /// the difference rises with it. Nothing for fewer than eight cases, or when nothing varies.
    #[must_use]
    pub fn follows(&self) -> Option<(usize, f64, bool)> {
        let explained = |moments: &PairMoments| {
            let apart = moments.first().variance()? * moments.second().variance()?;
            let along = moments.covariance()?;
            (moments.n() >= 8 && apart > 0.0).then(|| (along * along / apart, along > 0.0))
        };
        let all =
            self.follows.iter().enumerate().filter_map(|(place, m)| explained(m).map(|(share, rises)| (place, share, rises)));
        all.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }
}

/// An even sample of the cases: those whose keys are the smallest.
#[derive(Clone, Debug, Default)]
struct Sample {
    kept: BinaryHeap<(u64, u64)>,
}

impl Sample {
    fn add(&mut self, case: &Case, value: f64) {
        let key = case.policy.bytes().fold(mix(u64::from(case.point)), |key, byte| mix(key ^ u64::from(byte)));
        self.kept.push((key, value.to_bits()));
        if self.kept.len() > SAMPLE {
            self.kept.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::statistics::Interval;

    fn case(point: u32, mean: f64, value: f64) -> Case {
        let interval = Some(Interval { low: mean - 0.01, high: mean + 0.01 });
        let difference = Estimate { n: 10, mean, interval };
        Case { point, policy: "b@1".into(), unmet: [0.5, 0.5 + mean], difference, values: vec![value.to_string(), "x".into()] }
    }

    #[test]
    fn cases_are_counted_by_what_their_intervals_say() {
        let mut over = Over::default();
        for (point, mean) in [-0.1, 0.005, 0.025, 0.2, 0.0].into_iter().enumerate() {
            over.add(&case(point as u32, mean, 1.0), 0.02);
        }
        let Signs { plus, zero, minus, undecided } = over.signs;
        assert_eq!((minus, zero, plus, undecided), (1, 2, 1, 1));
        assert_eq!(over.ends, Some([(-0.1, 0), (0.2, 3)]));
        assert_eq!(over.median(), Some((0.005, false)));
        let signs = over.sign_test().expect("a case for each point");
        assert_eq!((signs.plus, signs.minus, signs.zero), (3, 1, 1));
        over.add(&case(4, 0.1, 1.0), 0.02);
        assert!(over.sign_test().is_none(), "two cases of a point are no two worlds");
    }

    #[test]
    fn the_factor_that_a_difference_follows_is_found() {
        let mut over = Over::default();
        (0..20).for_each(|i| over.add(&case(i, -0.01 * f64::from(i), f64::from(i)), 0.02));
        let (place, share, rises) = over.follows().expect("it varies");
        assert!(place == 0 && (share - 1.0).abs() < 1e-9 && !rises, "{share}");
    }

    #[test]
    fn a_sample_of_many_has_nearly_the_median_of_all_and_no_more_memory() {
        let mut over = Over::default();
        (0..40_000).for_each(|i| over.add(&case(i, f64::from(i) / 40_000.0, 0.0), 0.02));
        assert_eq!(over.sample.kept.len(), SAMPLE);
        let (median, sampled) = over.median().expect("many");
        assert!(sampled && (median - 0.5).abs() < 0.03, "{median}");
    }
}
