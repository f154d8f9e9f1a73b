//! Regret over replicates: what a policy gives away against the best policy of the same replicate.
//!
//! With the outcome y_pr of policy p in replicate r, lower being better, r_pr = y_pr − min over q of y_qr, and the other way round where higher
//! is better (Savage 1951). It is never negative, is 0 where the policy is the best, and depends on which policies are compared: a policy added
//! can only raise it. It is as uneven as the chances are, so:
//!
//! - its **mean** has the studentised interval of the bootstrap over replicates ([`super::bootstrap`]), which covers skewed values better than
//!   Student's;
//! - its **ninetieth percentile** has the interval of order statistics ([`super::quantile`]), without an upper end below 29 replicates;
//! - its **maximum** has none, as no sample bounds what is rarer than it shows. Instead: with the level's confidence at least the share
//!   (1 − level)^(1/n) of all replicates has at most this regret (Wilks 1941): .74 for n = 10, .905 for 30;
//! - how often it is the best has the interval of Clopper and Pearson ([`super::share`]). Where a policy is the best in nearly every replicate, only
//!   this interval tells anything: the mean of ten zeros has none.

use super::bootstrap::Bootstrap;
use super::quantile::{Quantile, quantile};
use super::share::{Share, share};
use super::{Estimate, Interval, count, mean};

/// Which outcomes are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Lower ones, as of unmet needs.
    Lower,
    /// Higher ones.
    Higher,
}

impl Better {
    /// How much better the second is than the first; negative if it is worse.
    #[must_use]
    pub fn gain(self, from: f64, to: f64) -> f64 {
        match self {
            Self::Lower => from - to,
            Self::Higher => to - from,
        }
    }
}

/// The regret of every policy in every column, from outcomes by policy and column (a replicate or a world).
///
/// Nothing for no policies, rows of different lengths, or an outcome that is not finite.
#[must_use]
pub fn by_column(outcomes: &[Vec<f64>], better: Better) -> Option<Vec<Vec<f64>>> {
    let columns = outcomes.first()?.len();
    if outcomes.iter().any(|row| row.len() != columns || row.iter().any(|y| !y.is_finite())) {
        return None;
    }
    let regret = |own: f64, column: usize| outcomes.iter().fold(0.0, |most: f64, row| most.max(better.gain(own, row[column])));
    Some(outcomes.iter().map(|row| row.iter().enumerate().map(|(column, own)| regret(*own, column)).collect()).collect())
}

/// Regret of a policy over replicates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regret {
    /// Its mean. No interval for one replicate, or when it does not vary; an infinite end where the replicates say nothing on that side.
    pub mean: Estimate,
    /// Its ninetieth percentile.
    pub ninetieth: Quantile,
    /// The largest.
    pub maximum: f64,
    /// At least this share of all replicates has no larger regret than `maximum`, with the level's confidence.
    pub within: f64,
    /// In how many replicates it is the best, alone or with others.
    pub best: Share,
}

/// Regret of every policy, from outcomes by policy and replicate; replicates in the same order for all.
///
/// Nothing for no policies or replicates, rows of different lengths, or an outcome that is not finite.
#[must_use]
pub fn regrets(outcomes: &[Vec<f64>], better: Better, bootstrap: &Bootstrap) -> Option<Vec<Regret>> {
    by_column(outcomes, better)?.iter().map(|values| regret(values, bootstrap)).collect()
}

fn regret(values: &[f64], bootstrap: &Bootstrap) -> Option<Regret> {
    let n = values.len();
    // Regret is known not to be negative, whatever the interval says.
    let interval = bootstrap.studentised_mean(values).map(|i| Interval { low: i.low.max(0.0), high: i.high });
    Some(Regret {
        mean: Estimate { n, mean: mean(values)?, interval },
        ninetieth: quantile(values, 0.9, bootstrap.level)?,
        maximum: values.iter().fold(0.0, |most: f64, x| most.max(*x)),
        within: libm::pow(1.0 - bootstrap.level, 1.0 / count(n)),
        best: share(values.iter().filter(|x| **x == 0.0).count(), n, bootstrap.level)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes() -> Vec<Vec<f64>> {
        vec![vec![0.5, 0.4, 0.7], vec![0.3, 0.6, 0.7], vec![0.4, 0.5, 0.9]]
    }

    #[test]
    fn regret_is_what_the_best_of_the_same_replicate_would_have_spared() {
        let regret = by_column(&outcomes(), Better::Lower).expect("three policies");
        let expected = [[0.2, 0.0, 0.0], [0.0, 0.2, 0.0], [0.1, 0.1, 0.2]];
        for (row, expected) in regret.iter().zip(expected) {
            row.iter().zip(expected).for_each(|(a, b)| assert!((a - b).abs() < 1e-12, "{a} {b}"));
        }
        let turned: Vec<Vec<f64>> = outcomes().iter().map(|row| row.iter().map(|y| -y).collect()).collect();
        assert_eq!(by_column(&turned, Better::Higher), Some(regret));
    }

    #[test]
    fn a_policy_added_never_lowers_a_regret() {
        let few = by_column(&outcomes()[..2], Better::Lower).expect("two policies");
        let many = by_column(&outcomes(), Better::Lower).expect("three policies");
        assert!(few.iter().flatten().zip(many.iter().flatten()).all(|(a, b)| a <= b));
    }

    #[test]
    fn a_policy_that_is_always_best_has_no_regret_and_an_interval_for_how_often() {
        let rows = vec![vec![0.1; 10], vec![0.2; 10]];
        let regret = regrets(&rows, Better::Lower, &Bootstrap::new(1)).expect("two policies");
        let best = regret[0];
        assert_eq!((best.mean.mean, best.mean.interval, best.maximum), (0.0, None, 0.0));
        assert_eq!((best.best.cases, best.best.interval.high), (10, 1.0));
        assert!(best.best.interval.low > 0.69);
        assert!((best.within - 0.741_134).abs() < 1e-6 && best.ninetieth.interval.high == f64::INFINITY);
        assert_eq!(regret[1].best.cases, 0);
    }

    #[test]
    fn mismatched_or_missing_outcomes_have_no_regret() {
        assert_eq!(by_column(&[], Better::Lower), None);
        assert_eq!(by_column(&[vec![1.0], vec![1.0, 2.0]], Better::Lower), None);
        assert_eq!(by_column(&[vec![f64::NAN], vec![1.0]], Better::Lower), None);
        assert_eq!(regrets(&[vec![], vec![]], Better::Lower, &Bootstrap::new(1)), None);
    }
}
