//! Statistics over replicates: means, intervals, paired differences.
//!
//! Policies of one replicate meet the same needs, so they are compared in pairs: what two policies share cancels in the difference,
//! and its interval is far narrower than those of the two means. The intervals cover chance (seeds) only; what the assumptions
//! contribute is not in them.
//!
//! Sums run from first to last in plain order, so that the same rows give the same bytes anywhere; nothing here depends on threads.
//!
//! One file per method. `docs/statistics.md` says what each interval assumes, when it is used and how often it covers, measured by
//! `examples/coverage`.

pub mod bootstrap;
#[cfg(test)]
mod coverage;
pub mod holm;
pub mod moments;
pub mod quantile;
pub mod rank;
pub mod ratio;
pub mod regret;
pub mod share;
pub mod sign;
pub mod stein;
pub mod verdict;
pub mod worlds;

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Level of every interval that is printed.
pub const LEVEL: f64 = 0.95;

/// The ends of an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A mean with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Number of values (or pairs).
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// The interval; one value has none.
    pub interval: Option<Interval>,
}

impl Estimate {
    /// The same in another unit: mean and ends multiplied by `factor`.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let (a, b) = self.interval.map_or((0.0, 0.0), |i| (i.low * factor, i.high * factor));
        Self { n: self.n, mean: self.mean * factor, interval: self.interval.map(|_| Interval { low: a.min(b), high: a.max(b) }) }
    }

    /// Lower end, or the mean if there is no interval.
    #[must_use]
    pub fn low(&self) -> f64 {
        self.interval.map_or(self.mean, |i| i.low)
    }

    /// Upper end, or the mean if there is no interval.
    #[must_use]
    pub fn high(&self) -> f64 {
        self.interval.map_or(self.mean, |i| i.high)
    }
}

/// The sum from first to last, `((x₁ + x₂) + x₃) + …`.
///
/// `Iterator::sum` starts at −0, so that the sum of nothing would be printed as `-0`; this one starts at 0.
#[must_use]
pub fn sum(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |total, x| total + x)
}

/// The mean, `x̄ = Σxᵢ / n`; `None` if there are no values.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| sum(values) / count(values.len()))
}

/// The sample variance, `s² = Σ(xᵢ − x̄)² / (n − 1)`; nothing for fewer than two values.
///
/// Two passes: the one-pass form loses every digit when the mean is large beside the spread, as costs are.
#[must_use]
pub fn sample_variance(values: &[f64]) -> Option<f64> {
    let centre = mean(values)?;
    (values.len() > 1).then(|| {
        let squares = values.iter().fold(0.0, |total, x| total + (x - centre) * (x - centre));
        squares / count(values.len() - 1)
    })
}

/// The two-sided quantile of Student's t: `t` with `P(|T| ≤ t) = level` for `degrees` degrees of freedom; nothing for none, or for a
/// level outside (0, 1).
///
/// Rounded to nine decimals: the last digits of the library's logarithms differ by processor, those printed must not.
#[must_use]
pub fn t_quantile(degrees: usize, level: f64) -> Option<f64> {
    if degrees == 0 || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let t = StudentsT::new(0.0, 1.0, count(degrees)).ok()?;
    Some(nine_decimals(t.inverse_cdf(0.5 + level / 2.0)))
}

/// A number to nine decimals.
fn nine_decimals(x: f64) -> f64 {
    let scale = 1e9;
    (x * scale).round() / scale
}

/// The mean with its Student interval, `x̄ ± t₍ₙ₋₁₎ · s / √n`, at [`LEVEL`].
///
/// Nothing for no values; no interval for one.
#[must_use]
pub fn mean_interval(values: &[f64]) -> Option<Estimate> {
    mean_interval_at(values, LEVEL)
}

/// [`mean_interval`] at another level; no interval for a level outside (0, 1).
#[must_use]
pub fn mean_interval_at(values: &[f64], level: f64) -> Option<Estimate> {
    let centre = mean(values)?;
    let n = values.len();
    let interval = sample_variance(values).and_then(|variance| {
        let half = t_quantile(n - 1, level)? * (variance / count(n)).sqrt();
        Some(Interval { low: centre - half, high: centre + half })
    });
    Some(Estimate { n, mean: centre, interval })
}

/// The paired difference, `d̄ ± t₍ₙ₋₁₎ · s_d / √n` with `dᵢ = bᵢ − aᵢ`, of pairs `(a, b)` = (baseline, other).
#[must_use]
pub fn paired_difference(pairs: &[(f64, f64)]) -> Option<Estimate> {
    mean_interval(&differences(pairs))
}

/// The share of the variance of a difference that pairing removes, `1 − s²_d / (s²_a + s²_b)`.
///
/// 0 when pairing does nothing, negative when it hurts; nothing for fewer than two pairs or when neither side varies.
#[must_use]
pub fn variance_removed(pairs: &[(f64, f64)]) -> Option<f64> {
    let (first, second): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let apart = sample_variance(&first)? + sample_variance(&second)?;
    let paired = sample_variance(&differences(pairs))?;
    (apart > 0.0).then(|| 1.0 - paired / apart)
}

/// Differences, `b − a`, of pairs `(a, b)`.
#[must_use]
pub fn differences(pairs: &[(f64, f64)]) -> Vec<f64> {
    pairs.iter().map(|(a, b)| b - a).collect()
}

/// A count as a number; counts of replicates are far below 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "counts of replicates are far below 2^53")]
const fn count(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (degrees, expected) in [(1, 12.706_205), (2, 4.302_653), (9, 2.262_157), (29, 2.045_230), (999, 1.962_341)] {
            close(t_quantile(degrees, 0.95).expect("exists"), expected, 6e-7);
        }
        close(t_quantile(9, 0.99).expect("exists"), 3.249_836, 6e-7);
        assert_eq!(t_quantile(0, 0.95), None);
        assert_eq!(t_quantile(9, 1.0), None);
    }

    #[test]
    fn an_interval_is_that_of_the_textbook() {
        // Ten values 1..10: mean 5.5, s² = 55/6, half width 2.262157 · √(55/60).
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        let estimate = mean_interval(&values).expect("ten values");
        let interval = estimate.interval.expect("more than one value");
        close(sample_variance(&values).expect("ten"), 55.0 / 6.0, 1e-12);
        close(estimate.mean, 5.5, 1e-12);
        close(interval.low, 5.5 - 2.165_850_6, 1e-6);
        close(interval.high, 5.5 + 2.165_850_6, 1e-6);
    }

    #[test]
    fn one_value_has_a_mean_and_no_interval() {
        assert_eq!(mean_interval(&[3.0]), Some(Estimate { n: 1, mean: 3.0, interval: None }));
        assert_eq!(mean_interval(&[]), None);
        assert_eq!(variance_removed(&[(1.0, 2.0)]), None);
    }

    #[test]
    fn what_two_policies_share_cancels_in_pairs() {
        let pairs = [(1.0, 1.5), (4.0, 4.5), (9.0, 9.5)];
        let estimate = paired_difference(&pairs).expect("three pairs");
        close(estimate.mean, 0.5, 1e-12);
        close(estimate.high() - estimate.low(), 0.0, 1e-12);
        close(variance_removed(&pairs).expect("varies"), 1.0, 1e-12);
        close(variance_removed(&[(0.0, 1.0), (1.0, 0.0)]).expect("varies"), -1.0, 1e-12);
    }

    #[test]
    fn a_large_mean_does_not_swallow_the_variance() {
        let values = [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0];
        close(sample_variance(&values).expect("four"), 30.0, 1e-9);
    }

    #[test]
    fn a_scaled_estimate_keeps_its_ends_in_order() {
        let flipped = mean_interval(&[1.0, 3.0]).expect("two").scaled(-100.0);
        close(flipped.mean, -200.0, 1e-9);
        assert!(flipped.low() < flipped.high());
        assert!(sum(&[]).is_sign_positive());
    }
}
