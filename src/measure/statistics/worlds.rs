//! Over worlds: how a policy does when the assumptions vary, from one mean difference (and its interval) per world.
//!
//! A world is a row of a design over the keys that nobody knows exactly; in each, policies are compared in pairs over its replicates. Worlds are
//! a sample of what was assumed possible, so that shares below are shares of that, not chances.
//!
//! - **Signs**: in how many worlds the verdict ([`super::verdict`]) is +, 0, − or undecided. The four sum to the number of worlds.
//! - **Regret**: per world, the best mean of all policies less the policy's own; its mean, maximum and ninetieth percentile over worlds
//!   (Savage 1951; Lempert, Popper and Bankes 2003). Means of replicates are not exact: the best of several has an error to its own
//!   favour, and regret is too large by the order of the standard error of a difference. Differences from the baseline serve as well as levels, the
//!   baseline's own being 0: what is taken from all policies of a world changes no regret.
//! - **Satisficing**: the share of worlds in which the mean is good enough (Simon 1956), with Clopper and Pearson's interval.

use super::quantile::{of_sorted, sorted};
use super::regret::{Better, by_column};
use super::share::{Share, share};
use super::verdict::{Verdict, verdict};
use super::{Interval, mean};

/// In how many worlds a policy is above, near, or below the baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// Worlds with +.
    pub plus: usize,
    /// Worlds with 0.
    pub zero: usize,
    /// Worlds with −.
    pub minus: usize,
    /// Worlds in which the replicates do not decide.
    pub undecided: usize,
}

impl Signs {
    /// The signs of a policy against ±δ, from its interval in every world. A world without an interval (one replicate) is undecided.
    pub fn of(intervals: impl IntoIterator<Item = Option<Interval>>, delta: f64) -> Self {
        let mut signs = Self::default();
        intervals.into_iter().for_each(|interval| signs.add(interval, delta));
        signs
    }

    /// Adds a world.
    pub fn add(&mut self, interval: Option<Interval>, delta: f64) {
        *match interval.map_or(Verdict::Undecided, |i| verdict(i, delta)) {
            Verdict::Plus => &mut self.plus,
            Verdict::Zero => &mut self.zero,
            Verdict::Minus => &mut self.minus,
            Verdict::Undecided => &mut self.undecided,
        } += 1;
    }

    /// Number of worlds.
    #[must_use]
    pub const fn worlds(&self) -> usize {
        self.plus + self.zero + self.minus + self.undecided
    }

    /// The share of worlds with a verdict, with its interval; nothing for no worlds.
    #[must_use]
    pub fn share(&self, verdict: Verdict, level: f64) -> Option<Share> {
        let cases = match verdict {
            Verdict::Plus => self.plus,
            Verdict::Zero => self.zero,
            Verdict::Minus => self.minus,
            Verdict::Undecided => self.undecided,
        };
        share(cases, self.worlds(), level)
    }
}

/// Regret of a policy over worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldRegret {
    /// Its mean.
    pub mean: f64,
    /// Its ninetieth percentile.
    pub ninetieth: f64,
    /// The largest.
    pub maximum: f64,
    /// The first world in which it is the largest.
    pub worst: usize,
    /// In how many worlds the policy is the best, alone or with others.
    pub best: usize,
}

/// Regret of every policy, from means by policy and world, in one order of worlds; the baseline is one of the policies.
///
/// Nothing for no policies or worlds, rows of different lengths, or a mean that is not finite.
#[must_use]
pub fn regrets(means: &[Vec<f64>], better: Better) -> Option<Vec<WorldRegret>> {
    by_column(means, better)?.iter().map(|values| over_worlds(values)).collect()
}

fn over_worlds(regrets: &[f64]) -> Option<WorldRegret> {
    let sorted = sorted(regrets);
    let maximum = *sorted.last()?;
    Some(WorldRegret {
        mean: mean(regrets)?,
        ninetieth: of_sorted(&sorted, 0.9)?,
        maximum,
        worst: regrets.iter().position(|r| *r >= maximum)?,
        best: regrets.iter().filter(|r| **r == 0.0).count(),
    })
}

/// The share of worlds in which a policy's mean is at the threshold or better; nothing for no worlds. A mean that is no number is not good enough.
#[must_use]
pub fn satisficing(means: &[f64], threshold: f64, better: Better, level: f64) -> Option<Share> {
    share(means.iter().filter(|m| better.gain(threshold, **m) >= 0.0).count(), means.len(), level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_signs_sum_to_the_worlds() {
        let interval = |low, high| Some(Interval { low, high });
        let worlds =
            [interval(0.2, 0.4), interval(-0.05, 0.05), interval(-1.0, -0.2), interval(-0.3, 0.3), None, interval(0.11, 0.2)];
        let signs = Signs::of(worlds, 0.1);
        assert_eq!(signs, Signs { plus: 2, zero: 1, minus: 1, undecided: 2 });
        assert_eq!(signs.worlds(), worlds.len());
        assert_eq!(signs.share(Verdict::Plus, 0.95).map(|s| (s.cases, s.n)), Some((2, 6)));
        assert_eq!(Signs::default().share(Verdict::Zero, 0.95), None);
    }

    #[test]
    fn the_worst_world_of_a_policy_is_named() {
        let means = [vec![0.0, 0.0, 0.0], vec![-0.1, 0.2, 0.1]];
        let regrets = regrets(&means, Better::Lower).expect("two policies");
        assert_eq!((regrets[0].maximum, regrets[0].worst, regrets[0].best), (0.1, 0, 2));
        assert_eq!((regrets[1].maximum, regrets[1].worst, regrets[1].best), (0.2, 1, 1));
        // Of 0, .1 and .2 the ninetieth percentile has rank 1 + 2·.9.
        assert!((regrets[1].ninetieth - 0.18).abs() < 1e-12 && (regrets[1].mean - 0.1).abs() < 1e-12);
    }

    #[test]
    fn what_all_policies_of_a_world_share_changes_no_regret() {
        let differences = [vec![0.0, 0.0], vec![-0.25, 0.5]];
        let shift = [3.0, 8.0];
        let levels: Vec<Vec<f64>> = differences.iter().map(|row| row.iter().zip(shift).map(|(d, s)| d + s).collect()).collect();
        assert_eq!(regrets(&differences, Better::Lower), regrets(&levels, Better::Lower));
    }

    #[test]
    fn a_threshold_counts_those_at_it() {
        let means = [0.5, 0.6, 0.7, f64::NAN];
        assert_eq!(satisficing(&means, 0.6, Better::Lower, 0.95).map(|s| (s.cases, s.n)), Some((2, 4)));
        assert_eq!(satisficing(&means, 0.6, Better::Higher, 0.95).map(|s| s.cases), Some(2));
        assert_eq!((satisficing(&[], 0.6, Better::Lower, 0.95), regrets(&[], Better::Lower)), (None, None));
    }
}
