//! Stopping at a precision, valid: Stein's two stages.
//!
//! A first stage of n₀ paired differences with standard deviation s₀ says how many are needed for an interval of half-width h:
//!
//! N = max(n₀, ⌈(t·s₀ / h)²⌉), t of n₀ − 1 degrees of freedom
//!
//! The second stage adds N − n₀ more; the interval is d̄_N ± t·s₀/√N with the mean of all N but the deviation of the first n₀ (Stein 1945). For
//! normal differences it covers exactly with its level and is never wider than h, because the mean of all N is, given s₀, independent of it.
//! Looking after every replicate and stopping when an ordinary interval is narrow enough covers less: it stops when the deviation happens to be
//! small.
//!
//! With several comparisons N is the largest of theirs. Each stays exact: a mean is independent of the deviations of all comparisons of the same
//! normal replicates, not only of its own. Skewed differences are where it may fail, so their skewness is reported.
//!
//! Fewer than [`LEAST`] differences are refused as a first stage: with three, t is 4.30 and N four times what it need be.

use super::holm::two_sided;
use super::moments::Moments;
use super::{Estimate, Interval, count, mean, t_quantile};

/// The fewest differences in a first stage.
pub const LEAST: usize = 10;

/// A comparison whose mean difference is wanted to a precision.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Differences of the first stage, in the order of replicates.
    pub first: &'a [f64],
    /// Half-width that the interval may have.
    pub half_width: f64,
}

/// How several comparisons share the chance of a miss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Not at all: each interval covers with the level by itself.
    Each,
    /// Each of m has level 1 − α/m, so that all cover together with the level (Bonferroni). It is also the level of the first step of Holm's
    /// procedure: with it the p-values of [`First::p`], adjusted by [`super::holm::adjusted`], find whatever these intervals find, and perhaps
    /// more.
    Together,
}

/// What a first stage says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct First {
    /// Differences in it, n₀.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, s₀.
    pub deviation: f64,
    /// Their skewness; nothing when they do not vary. Intervals of means hold less well beyond about ±1.
    pub skewness: Option<f64>,
    /// Student's t at the level.
    pub t: f64,
    /// Replicates needed, N.
    pub needed: usize,
}

impl First {
    /// The first stage of a comparison at a level.
    ///
    /// Nothing for fewer than [`LEAST`] differences, one that is not finite, a half-width that is not above 0, or a level outside (0, 1).
    #[must_use]
    pub fn new(wanted: Wanted<'_>, level: f64) -> Option<Self> {
        let moments: Moments = wanted.first.iter().copied().collect();
        let (n, deviation) = (moments.n(), moments.variance()?.sqrt());
        if n < LEAST || !deviation.is_finite() || wanted.half_width.is_nan() || wanted.half_width <= 0.0 {
            return None;
        }
        let t = t_quantile(n - 1, level)?;
        let root = t * deviation / wanted.half_width;
        // A cast from a number beyond every integer gives the largest integer: more than can be run, and refused by whoever plans runs.
        let needed = n.max((root * root).ceil() as usize);
        Some(Self { n, mean: moments.mean()?, deviation, skewness: moments.skewness(), t, needed })
    }

    /// The interval after the second stage, from all differences, those of the first stage among them: mean ± t·s₀/√N.
    ///
    /// Nothing for fewer differences than the first stage had. More than are needed make it narrower, as long as their number was not chosen by
    /// looking at means.
    #[must_use]
    pub fn estimate(&self, all: &[f64]) -> Option<Estimate> {
        let centre = mean(all)?;
        let half = self.t * self.error(all.len())?;
        Some(Estimate { n: all.len(), mean: centre, interval: Some(Interval { low: centre - half, high: centre + half }) })
    }

    /// The p-value of the hypothesis that the mean difference is 0, from T = d̄_N √N / s₀ with n₀ − 1 degrees of freedom.
    #[must_use]
    pub fn p(&self, all: &[f64]) -> Option<f64> {
        let (centre, error) = (mean(all)?, self.error(all.len())?);
        if centre == 0.0 { Some(1.0) } else { two_sided(centre / error, self.n - 1) }
    }

    fn error(&self, all: usize) -> Option<f64> {
        (all >= self.n).then(|| self.deviation / count(all).sqrt())
    }
}

/// The second stage of several comparisons, planned once.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Level of each interval.
    pub level: f64,
    /// Replicates needed altogether: the largest N.
    pub replicates: usize,
    /// What each first stage says, in order.
    pub first: Vec<First>,
}

/// Plans the second stage of comparisons of the same replicates, as policies by metrics.
///
/// Nothing for no comparisons, or when one of them has no first stage ([`First::new`]).
#[must_use]
pub fn plan(wanted: &[Wanted<'_>], level: f64, split: Split) -> Option<Plan> {
    let each = match split {
        Split::Each => level,
        Split::Together => 1.0 - (1.0 - level) / count(wanted.len()),
    };
    let first: Vec<First> = wanted.iter().map(|w| First::new(*w, each)).collect::<Option<_>>()?;
    Some(Plan { level: each, replicates: first.iter().map(|f| f.needed).max()?, first })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten differences with mean 5.5 and variance 55/6.
    fn ten() -> Vec<f64> {
        (1..=10).map(f64::from).collect()
    }

    #[test]
    fn the_number_needed_is_that_of_the_formula() {
        // (2.262157 · √(55/6) / 1)² = 46.909…
        let first = First::new(Wanted { first: &ten(), half_width: 1.0 }, 0.95).expect("ten");
        assert_eq!((first.n, first.needed), (10, 47));
        assert!(first.skewness.expect("varies").abs() < 1e-12);
        let wide = First::new(Wanted { first: &ten(), half_width: 100.0 }, 0.95).expect("ten");
        assert_eq!(wide.needed, 10);
    }

    #[test]
    fn the_interval_is_never_wider_than_was_asked() {
        for half_width in [0.3, 0.7, 1.0, 2.0] {
            let first = First::new(Wanted { first: &ten(), half_width }, 0.95).expect("ten");
            let all: Vec<f64> = ten().into_iter().cycle().take(first.needed).collect();
            let estimate = first.estimate(&all).expect("all");
            assert!(estimate.high() - estimate.low() <= 2.0 * half_width + 1e-12);
        }
    }

    #[test]
    fn without_a_second_stage_it_is_the_ordinary_interval() {
        let first = First::new(Wanted { first: &ten(), half_width: 100.0 }, 0.95).expect("ten");
        let (a, b) = (first.estimate(&ten()).expect("ten"), super::super::mean_interval(&ten()).expect("ten"));
        assert!((a.low() - b.low()).abs() < 1e-12 && (a.high() - b.high()).abs() < 1e-12);
        assert_eq!(first.p(&ten()), super::super::holm::of_differences(&ten()));
        assert_eq!(first.estimate(&ten()[..9]), None);
    }

    #[test]
    fn the_widest_comparison_decides_and_a_shared_level_needs_more() {
        let tenfold: Vec<f64> = ten().iter().map(|x| 10.0 * x).collect();
        let wanted = [Wanted { first: &ten(), half_width: 1.0 }, Wanted { first: &tenfold, half_width: 5.0 }];
        let each = plan(&wanted, 0.95, Split::Each).expect("two");
        assert_eq!(each.replicates, each.first[1].needed);
        assert_eq!(each.first[0].needed, 47);
        let together = plan(&wanted, 0.95, Split::Together).expect("two");
        assert!((together.level - 0.975).abs() < 1e-15 && together.replicates > each.replicates);
    }

    #[test]
    fn too_little_to_plan_on_is_refused() {
        let refused = |first: &[f64], half_width| First::new(Wanted { first, half_width }, 0.95).is_none();
        assert!(refused(&ten()[..9], 1.0) && refused(&ten(), 0.0) && refused(&ten(), -1.0) && refused(&ten(), f64::NAN));
        assert!(refused(&[f64::NAN; 10], 1.0));
        assert_eq!(plan(&[], 0.95, Split::Together), None);
        let same = First::new(Wanted { first: &[2.0; 10], half_width: 0.1 }, 0.95).expect("ten");
        assert_eq!((same.needed, same.skewness), (10, None));
    }
}
