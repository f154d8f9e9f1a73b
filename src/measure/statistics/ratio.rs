//! The ratio of two means of paired samples, with Fieller's interval.
//!
//! For pairs (aᵢ, bᵢ) the ratio ρ = μ_b / μ_a is in the set when a t test does not reject μ_b − ρ·μ_a = 0:
//!
//! (b̄ − ρ·ā)² ≤ t²·(s_bb − 2ρ·s_ab + ρ²·s_aa) / n
//!
//! with t of n − 1 degrees of freedom (Fieller 1954). It assumes that the means are nearly normal, not that the ratio is. With
//! A = ā² − t²·s_aa/n, B = ā·b̄ − t²·s_ab/n and C = b̄² − t²·s_bb/n the set is A·ρ² − 2B·ρ + C ≤ 0: an interval around b̄/ā when
//! ā differs from 0 by its own t test (A > 0); otherwise all but an interval, or every number. The last two are no failure:
//! a ratio whose denominator may be 0 may be anything, and an interval that is always bounded cannot cover (Gleser and Hwang 1987).

use super::moments::PairMoments;
use super::{Interval, count, t_quantile};

/// The ratios that the data do not reject.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RatioSet {
    /// Those between two ends.
    Within(Interval),
    /// Those not between two ends: at or below the lower, at or above the upper. An end is infinite in the limiting case in which the set is a
    /// half-line.
    Outside(Interval),
    /// Every number.
    Everything,
}

impl RatioSet {
    /// Whether a ratio is in the set.
    #[must_use]
    pub fn contains(&self, ratio: f64) -> bool {
        match self {
            Self::Within(i) => i.low <= ratio && ratio <= i.high,
            Self::Outside(i) => ratio <= i.low || ratio >= i.high,
            Self::Everything => true,
        }
    }

    /// The ends, if the set is bounded.
    #[must_use]
    pub const fn bounded(&self) -> Option<Interval> {
        match self {
            Self::Within(interval) => Some(*interval),
            Self::Outside(_) | Self::Everything => None,
        }
    }
}

/// A ratio of means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// Number of pairs.
    pub n: usize,
    /// b̄ / ā.
    pub value: f64,
    /// The ratios not rejected; one pair has none.
    pub set: Option<RatioSet>,
}

/// The ratio of means, b̄ / ā, of pairs (a, b) = (baseline, other), with Fieller's interval at a level.
///
/// Nothing for no pairs, or when ā is 0.
#[must_use]
pub fn of_means(pairs: &[(f64, f64)], level: f64) -> Option<Ratio> {
    of_moments(&pairs.iter().copied().collect(), level)
}

/// [`of_means`] from moments.
#[must_use]
pub fn of_moments(moments: &PairMoments, level: f64) -> Option<Ratio> {
    let (n, a, b) = (moments.n(), moments.first().mean()?, moments.second().mean()?);
    let value = b / a;
    if !value.is_finite() {
        return None;
    }
    Some(Ratio { n, value, set: set(moments, a, b, level) })
}

fn set(moments: &PairMoments, a: f64, b: f64, level: f64) -> Option<RatioSet> {
    let (aa, bb, ab) = (moments.first().variance()?, moments.second().variance()?, moments.covariance()?);
    let t = t_quantile(moments.n() - 1, level)?;
    let q = t * t / count(moments.n());
    let (square, middle, rest) = (a * a - q * aa, a * b - q * ab, b * b - q * bb);
    // B² − AC, written without the difference of two nearly equal fourth powers of means.
    let under = q * (a * a * bb - 2.0 * a * b * ab + b * b * aa) - q * q * (aa * bb - ab * ab);
    let root = under.max(0.0).sqrt();
    let (one, other) = ((middle - root) / square, (middle + root) / square);
    let ends = Interval { low: one.min(other), high: one.max(other) };
    Some(if square > 0.0 {
        RatioSet::Within(ends)
    } else if square < 0.0 && under > middle * middle * 1e-12 {
        // Less than that is what rounding leaves of 0, when b is a multiple of a.
        RatioSet::Outside(ends)
    } else if square < 0.0 || middle == 0.0 {
        RatioSet::Everything
    } else if middle > 0.0 {
        RatioSet::Outside(Interval { low: f64::NEG_INFINITY, high: rest / (2.0 * middle) })
    } else {
        RatioSet::Outside(Interval { low: rest / (2.0 * middle), high: f64::INFINITY })
    })
}

/// The ratio of a mean difference in cost to a mean difference in outcome, as yuan per need: Fieller's interval of the pairs of
/// differences. Each pair is (baseline, other) of one replicate, costs and outcomes in the same order.
///
/// Its sign alone says little: costs more and does more, and costs less and does less, have the same. Nothing when the lists differ in length.
#[must_use]
pub fn of_differences(costs: &[(f64, f64)], outcomes: &[(f64, f64)], level: f64) -> Option<Ratio> {
    let pairs = outcomes.iter().zip(costs).map(|((a, b), (c, d))| (b - a, d - c));
    if costs.len() == outcomes.len() { of_moments(&pairs.collect(), level) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the definition says, without the quadratic.
    fn not_rejected(pairs: &[(f64, f64)], ratio: f64) -> bool {
        let residuals: Vec<f64> = pairs.iter().map(|(a, b)| b - ratio * a).collect();
        super::super::mean_interval(&residuals).is_some_and(|e| e.low() <= 0.0 && e.high() >= 0.0)
    }

    fn agrees(pairs: &[(f64, f64)]) -> RatioSet {
        let set = of_means(pairs, 0.95).expect("a ratio").set.expect("a set");
        for i in -4000..=4000 {
            let ratio = f64::from(i) / 100.0 + 0.001_234;
            assert_eq!(set.contains(ratio), not_rejected(pairs, ratio), "{ratio} {set:?}");
        }
        set
    }

    #[test]
    fn a_bounded_set_is_what_the_test_does_not_reject() {
        let set = agrees(&[(10.0, 21.0), (12.0, 23.0), (9.0, 20.0), (11.0, 20.0), (10.5, 22.0)]);
        let ends = set.bounded().expect("bounded");
        assert!(ends.low < 2.0 && 2.0 < ends.high);
    }

    #[test]
    fn a_denominator_near_nought_leaves_all_but_an_interval_or_everything() {
        let outside = agrees(&[(-1.0, 5.0), (2.0, 5.5), (0.5, 6.0), (-0.5, 5.2)]);
        assert!(matches!(outside, RatioSet::Outside(_)), "{outside:?}");
        let everything = agrees(&[(-1.0, 1.0), (2.0, -1.5), (0.5, 2.0), (-0.5, -1.0)]);
        assert_eq!(everything, RatioSet::Everything);
    }

    #[test]
    fn a_denominator_that_does_not_vary_gives_the_interval_of_the_mean() {
        let values = [3.0, 5.0, 4.0, 8.0];
        let pairs: Vec<(f64, f64)> = values.iter().map(|&b| (2.0, b)).collect();
        let ends = of_means(&pairs, 0.95).and_then(|r| r.set?.bounded()).expect("bounded");
        let plain = super::super::mean_interval(&values).expect("four");
        assert!((ends.low - plain.low() / 2.0).abs() < 1e-12 && (ends.high - plain.high() / 2.0).abs() < 1e-12);
    }

    #[test]
    fn proportional_samples_have_one_ratio() {
        let set = of_means(&[(1e9, 3e9), (2e9, 6e9), (4e9, 12e9)], 0.95).expect("a ratio").set;
        assert_eq!(set, Some(RatioSet::Everything), "a mean that may be 0, and nothing that is rejected");
        let bounded = of_means(&[(1e9, 3e9), (1.1e9, 3.3e9), (0.9e9, 2.7e9)], 0.95).and_then(|r| r.set?.bounded());
        let ends = bounded.expect("bounded");
        assert!((ends.low - 3.0).abs() < 1e-6 && (ends.high - 3.0).abs() < 1e-6, "{ends:?}");
    }

    #[test]
    fn few_or_empty_denominators_have_no_set() {
        assert_eq!(of_means(&[], 0.95), None);
        assert_eq!(of_means(&[(0.0, 1.0), (0.0, 2.0)], 0.95), None);
        assert_eq!(of_means(&[(2.0, 1.0)], 0.95), Some(Ratio { n: 1, value: 0.5, set: None }));
    }

    #[test]
    fn a_ratio_of_differences_is_cost_per_outcome() {
        let costs = [(100.0, 130.0), (90.0, 121.0), (95.0, 124.0)];
        let outcomes = [(10.0, 12.0), (9.0, 11.5), (9.5, 11.0)];
        let ratio = of_differences(&costs, &outcomes, 0.95).expect("three");
        assert!((ratio.value - 15.0).abs() < 1e-12, "{}", ratio.value);
        assert_eq!(of_differences(&costs[..2], &outcomes, 0.95), None);
    }
}
