//! Whether a comparison has settled (稳定): what was measured is a transition as long as the difference from the baseline still moves.
//!
//! With b the paired difference of `unmet_share_slope`, over replicates: **settled** when its 90 % interval (Student's) lies within ± δ / 5 a year,
//! **moving** when it lies outside, else **undecided**: a slope that cannot be told from 0 in few replicates is not settled for that.

use crate::measure::statistics::Estimate;
use crate::measure::statistics::moments::Moments;

/// Level of the interval.
pub const LEVEL: f64 = 0.9;
/// The most that a settled difference moves in a year, over the smallest difference that counts.
pub const MOST: f64 = 0.2;

/// What is said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It moves by no more than a fifth of what counts in a year.
    Settled,
    /// It moves by more.
    Moving,
    /// Neither can be said.
    Undecided,
}

/// The mean slope of paired differences with its interval; nothing without a pair that has slopes.
#[must_use]
pub fn slope(pairs: &[(f64, f64)]) -> Option<Estimate> {
    let mut moments = Moments::default();
    for (baseline, policy) in pairs.iter().filter(|(a, b)| a.is_finite() && b.is_finite()) {
        moments.add(policy - baseline);
    }
    moments.estimate(LEVEL)
}

/// The state of a difference with that slope, where so much counts.
#[must_use]
pub fn state(slope: &Estimate, delta: f64) -> State {
    let most = MOST * delta;
    match slope.interval {
        Some(interval) if interval.low >= -most && interval.high <= most => State::Settled,
        Some(interval) if interval.low > most || interval.high < -most => State::Moving,
        _ => State::Undecided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(slopes: &[f64]) -> State {
        let pairs: Vec<(f64, f64)> = slopes.iter().map(|slope| (0.01, 0.01 + slope)).collect();
        state(&slope(&pairs).expect("slopes"), 0.02)
    }

    #[test]
    fn a_difference_has_settled_when_its_slope_surely_lies_within_a_fifth_of_what_counts() {
        assert_eq!(said(&[0.001, 0.0012, 0.0008, 0.001]), State::Settled);
        assert_eq!(said(&[0.01, 0.011, 0.009, 0.01]), State::Moving);
        assert_eq!(said(&[-0.01, -0.011, -0.009, -0.01]), State::Moving);
        // The mean slope is 0, but four replicates do not show it.
        assert_eq!(said(&[0.02, -0.02, 0.01, -0.01]), State::Undecided);
        assert_eq!(said(&[0.001]), State::Undecided, "one replicate shows nothing");
        assert!(slope(&[(f64::NAN, 0.1)]).is_none());
    }
}
