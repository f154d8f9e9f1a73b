//! What an interval says against a difference δ that would matter: above, near 0, below, or nothing yet.
//!
//! - `+` when low > δ
//! - `−` when high < −δ
//! - `0` when −δ ≤ low and high ≤ δ
//! - undecided otherwise
//!
//! With an interval that covers with level 1 − α a wrong `+`, `−` or `0` has a chance of at most α. (The `0` is the equivalence test by the
//! inclusion of an interval, Westlake 1972; Schuirmann 1987. His two one-sided tests would do with an interval of level 1 − 2α.) "Not different"
//! and "not yet known" are kept apart, which a test against 0 alone does not do. With δ = 0 nothing can be near 0.
//!
//! Looking again: with K looks planned, intervals of level 1 − α/K at every look are right together with chance at least 1 − α, whatever
//! is done in between (Bonferroni), so that one may stop at the first look that decides.

use super::{Interval, count};

/// What an interval says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// `−`: below by more than δ.
    Minus,
    /// `0`: no more than δ apart.
    Zero,
    /// `+`: above by more than δ.
    Plus,
    /// Nothing yet.
    Undecided,
}

impl Verdict {
    /// Its sign as printed in tables.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Minus => "-",
            Self::Zero => "0",
            Self::Plus => "+",
            Self::Undecided => "?",
        }
    }
}

/// The verdict of an interval against ±δ. A δ that is negative or no number, and an interval with an end that is no number, decide nothing.
#[must_use]
pub fn verdict(interval: Interval, delta: f64) -> Verdict {
    if delta.is_nan() || delta < 0.0 || interval.low.is_nan() || interval.high.is_nan() {
        Verdict::Undecided
    } else if interval.low > delta {
        Verdict::Plus
    } else if interval.high < -delta {
        Verdict::Minus
    } else if interval.low >= -delta && interval.high <= delta {
        Verdict::Zero
    } else {
        Verdict::Undecided
    }
}

/// The level of the interval at each of a number of planned looks, 1 − (1 − level)/K, so that all looks together hold the level.
///
/// Nothing for no looks, or a level outside (0, 1).
#[must_use]
pub fn level_of_each(level: f64, looks: usize) -> Option<f64> {
    (looks > 0 && level > 0.0 && level < 1.0).then(|| 1.0 - (1.0 - level) / count(looks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(low: f64, high: f64) -> Verdict {
        verdict(Interval { low, high }, 1.0)
    }

    #[test]
    fn an_interval_is_on_one_side_of_a_band_inside_it_or_undecided() {
        assert_eq!((of(1.1, 3.0), of(-3.0, -1.1)), (Verdict::Plus, Verdict::Minus));
        assert_eq!((of(-1.0, 1.0), of(0.5, 0.9)), (Verdict::Zero, Verdict::Zero));
        assert_eq!(
            (of(0.5, 1.5), of(-1.5, 0.5), of(-2.0, 2.0), of(1.0, 2.0)),
            (Verdict::Undecided, Verdict::Undecided, Verdict::Undecided, Verdict::Undecided)
        );
    }

    #[test]
    fn a_verdict_turns_with_the_sign() {
        for (low, high) in [(1.5, 2.0), (-0.5, 0.5), (-3.0, 0.0), (0.0, 9.0)] {
            let turned = match of(low, high) {
                Verdict::Plus => Verdict::Minus,
                Verdict::Minus => Verdict::Plus,
                same => same,
            };
            assert_eq!(of(-high, -low), turned);
        }
    }

    #[test]
    fn a_right_interval_never_gives_a_wrong_verdict() {
        for (low, high) in [(-2.5, -1.5), (-0.5, 0.7), (0.2, 1.2), (1.5, 9.0), (-3.0, 3.0)] {
            for step in 0..=10 {
                let truth = low + (high - low) * f64::from(step) / 10.0;
                match of(low, high) {
                    Verdict::Plus => assert!(truth > 1.0),
                    Verdict::Minus => assert!(truth < -1.0),
                    Verdict::Zero => assert!(truth.abs() <= 1.0),
                    Verdict::Undecided => {}
                }
            }
        }
    }

    #[test]
    fn what_is_no_number_decides_nothing() {
        assert_eq!(of(f64::NAN, 0.0), Verdict::Undecided);
        assert_eq!(of(f64::NEG_INFINITY, -2.0), Verdict::Minus);
        assert_eq!(verdict(Interval { low: 5.0, high: 6.0 }, f64::NAN), Verdict::Undecided);
        assert_eq!(verdict(Interval { low: 0.0, high: 0.0 }, 0.0), Verdict::Zero);
    }

    #[test]
    fn looks_share_the_chance_of_a_miss() {
        assert_eq!(level_of_each(0.95, 1), Some(0.95));
        assert!((level_of_each(0.95, 5).expect("five") - 0.99).abs() < 1e-15);
        assert_eq!((level_of_each(0.95, 0), level_of_each(1.0, 3)), (None, None));
    }
}
