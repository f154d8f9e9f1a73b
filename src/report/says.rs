//! What an interval says of a difference, and its sign: one rule for the page and for the charts.

use crate::measure::statistics::Estimate;
use crate::measure::statistics::verdict::{Verdict, verdict};

/// What is said of a difference of a share of needs that is the better the smaller it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// Less by more than what counts.
    Better,
    /// Less, whether by as much as counts is open.
    BetterUnsure,
    /// No difference that counts.
    Same,
    /// More, whether by as much as counts is open.
    WorseUnsure,
    /// More by more than what counts.
    Worse,
    /// Not even the sign is sure.
    Undecided,
}

impl Says {
    /// Of an estimate, where so much counts.
    #[must_use]
    pub fn of(estimate: Option<Estimate>, delta: f64) -> Self {
        let Some(interval) = estimate.and_then(|estimate| estimate.interval) else { return Self::Undecided };
        match verdict(interval, delta) {
            Verdict::Minus => Self::Better,
            Verdict::Plus => Self::Worse,
            Verdict::Zero => Self::Same,
            Verdict::Undecided if interval.high < 0.0 => Self::BetterUnsure,
            Verdict::Undecided if interval.low > 0.0 => Self::WorseUnsure,
            Verdict::Undecided => Self::Undecided,
        }
    }

    /// Its sign.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Better => "▼",
            Self::Worse => "▲",
            Self::Same => "＝",
            Self::BetterUnsure | Self::WorseUnsure | Self::Undecided => "◇",
        }
    }

    /// The class of what is drawn in its colour.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Better | Self::BetterUnsure => "better",
            Self::Worse | Self::WorseUnsure => "worse",
            Self::Same | Self::Undecided => "level",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::statistics::Interval;

    fn estimate(low: f64, high: f64) -> Estimate {
        Estimate { n: 10, mean: (low + high) / 2.0, interval: Some(Interval { low, high }) }
    }

    #[test]
    fn an_interval_says_one_of_six_things() {
        let says = |low, high| Says::of(Some(estimate(low, high)), 0.02);
        assert_eq!(says(-0.06, -0.03), Says::Better);
        assert_eq!(says(-0.03, -0.01), Says::BetterUnsure);
        assert_eq!(says(-0.01, 0.01), Says::Same);
        assert_eq!(says(-0.03, 0.01), Says::Undecided);
        assert_eq!(says(0.01, 0.03), Says::WorseUnsure);
        assert_eq!(says(0.03, 0.06), Says::Worse);
        assert_eq!(Says::of(None, 0.02), Says::Undecided);
        assert_eq!(Says::of(Some(Estimate { n: 1, mean: 0.3, interval: None }), 0.02), Says::Undecided, "one replicate");
    }
}
