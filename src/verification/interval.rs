//! Estimates from independent samples: the ratio of two sums, with a Student interval from its residuals.
//!
//! A sample is one subdistrict of one run, or one batch of its days. The printed interval has 99 %: of a hundred correct numbers, one is
//! outside. So a number passes if the exact value is within the interval at 1 − .01/[`FAMILY`]: by chance alone, a verification of that
//! many numbers fails once in a hundred, and one of n numbers n · .01/[`FAMILY`] of the time.

use crate::measure::statistics::{sum, t_quantile};

/// Level of the interval that is printed.
pub const LEVEL: f64 = 0.99;
/// Numbers over which the chance of a false alarm is spread.
pub const FAMILY: f64 = 150.0;

/// In one of how many verifications of this number of correct values chance alone fails one; `None` if there is nothing to fail.
#[must_use]
pub fn false_alarm(numbers: usize) -> Option<f64> {
    (numbers > 0).then(|| FAMILY / (1.0 - LEVEL) / numbers as f64)
}

/// A numerator and a denominator, summed over a sample.
pub type Sample = (f64, f64);

/// An estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The ratio of the sums.
    pub value: f64,
    /// Half the width of the 99 % interval.
    pub half: f64,
    /// Half the width at the family level.
    pub allowed: f64,
    /// Samples.
    pub n: usize,
}

/// Half widths for residuals that sum to 0 and are in the unit of the value.
fn estimate(value: f64, residuals: &[f64]) -> Estimate {
    let n = residuals.len();
    let squares: Vec<f64> = residuals.iter().map(|e| e * e).collect();
    let error = (sum(&squares) / (n.max(2) - 1) as f64 / n as f64).sqrt();
    let half = |level| t_quantile(n.saturating_sub(1), level).map_or(f64::INFINITY, |t| t * error);
    Estimate { value, half: half(LEVEL), allowed: half(1.0 - (1.0 - LEVEL) / FAMILY), n }
}

fn residuals(samples: &[Sample], value: f64) -> Vec<f64> {
    let below: Vec<f64> = samples.iter().map(|s| s.1).collect();
    let mean = sum(&below) / samples.len() as f64;
    samples.iter().map(|(a, b)| (a - value * b) / mean).collect()
}

fn value(samples: &[Sample]) -> f64 {
    let (above, below): (Vec<f64>, Vec<f64>) = samples.iter().copied().unzip();
    sum(&above) / sum(&below)
}

/// The ratio of the sums.
#[must_use]
pub fn ratio(samples: &[Sample]) -> Estimate {
    let value = value(samples);
    estimate(value, &residuals(samples, value))
}

/// The ratio of two such ratios, sample by sample in pairs: the second over the first.
#[must_use]
pub fn ratio_of_ratios(first: &[Sample], second: &[Sample]) -> Estimate {
    let (a, b) = (value(first), value(second));
    let both = residuals(first, a).into_iter().zip(residuals(second, b));
    let joint: Vec<f64> = both.map(|(e, f)| f / a - b / (a * a) * e).collect();
    estimate(b / a, &joint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_equal_denominators_it_is_the_textbook_interval() {
        let samples: Vec<Sample> = (1..=10).map(|x| (f64::from(x), 1.0)).collect();
        let e = ratio(&samples);
        assert!((e.value - 5.5).abs() < 1e-12 && (e.half - 3.249_836 * (55.0_f64 / 60.0).sqrt()).abs() < 1e-5);
        assert!(e.allowed > e.half);
    }

    #[test]
    fn a_ratio_of_what_moves_together_is_sharp() {
        let first: Vec<Sample> = (1..=10).map(|x| (f64::from(x), 1.0)).collect();
        let second: Vec<Sample> = (1..=10).map(|x| (3.0 * f64::from(x), 1.0)).collect();
        let e = ratio_of_ratios(&first, &second);
        assert!((e.value - 3.0).abs() < 1e-12 && e.half < 1e-9);
    }
}
