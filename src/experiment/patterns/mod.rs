//! Patterns: published facts that the status quo of a scenario is held against, as data.
//!
//! A file lists them with interval, grade and source, says which of them a calibration may use and which it may not look at, and which few keys of the
//! world it may move. [`mod@file`] reads and checks it; [`observed`] runs the baseline alone and says of each pattern whether it is met.

mod checker;
pub mod file;
pub mod keys;
pub mod observed;
mod targets;

use self::keys::{Grade, Purpose};
use crate::base::words::Both;
use crate::measure::patterns::Asked;
use crate::measure::patterns::vocabulary::Named;
use crate::measure::statistics::Estimate;
use crate::scenario::experiment::Experiment;

/// A list of patterns with the scenario they are for.
#[derive(Debug)]
pub struct Patterns {
    /// Name of the list.
    pub name: String,
    /// What it is.
    pub title: Both,
    /// The patterns, in the order of the file.
    pub targets: Vec<Target>,
    /// Keys of the world that a calibration may move, with the reasons.
    pub may_move: Vec<(String, Both)>,
    /// The scenario with its baseline alone.
    pub experiment: Experiment,
}

/// A pattern.
#[derive(Clone, Debug)]
pub struct Target {
    /// Name.
    pub name: String,
    /// What it says.
    pub title: Both,
    /// What it measures.
    pub measure: Named,
    /// What is chosen of the measure.
    pub asked: Asked,
    /// Places of other patterns, of which it says that they are in falling order.
    pub order: Vec<usize>,
    /// The values that agree with it.
    pub goal: Goal,
    /// Unit.
    pub unit: Both,
    /// How well it is supported.
    pub grade: Grade,
    /// Where it comes from.
    pub source: Both,
    /// What it is for.
    pub purpose: Purpose,
}

/// The values that agree with a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// From one to another.
    Between(f64, f64),
    /// Above this.
    Above(f64),
    /// Below this.
    Below(f64),
}

/// Whether a pattern is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The interval of the mean lies within the values that agree.
    Met,
    /// It lies outside.
    Missed,
    /// It does neither, or there is none.
    Undecided,
}

impl Goal {
    /// Whether a mean with its interval meets it.
    #[must_use]
    pub fn judge(self, estimate: Estimate) -> Verdict {
        let Some(interval) = estimate.interval else { return Verdict::Undecided };
        let (low, high) = (interval.low, interval.high);
        let (inside, outside) = match self {
            Self::Between(least, most) => (least <= low && high <= most, high < least || most < low),
            Self::Above(least) => (least < low, high <= least),
            Self::Below(most) => (high < most, most <= low),
        };
        match (inside, outside) {
            (true, _) => Verdict::Met,
            (_, true) => Verdict::Missed,
            _ => Verdict::Undecided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::statistics::Interval;

    #[test]
    fn a_pattern_is_met_or_missed_by_the_whole_interval_and_not_by_the_mean() {
        let of = |goal: Goal, low: f64, high: f64| {
            goal.judge(Estimate { n: 3, mean: f64::midpoint(low, high), interval: Some(Interval { low, high }) })
        };
        let between = Goal::Between(0.2, 0.4);
        assert_eq!(
            [(0.2, 0.4), (0.25, 0.3), (0.1, 0.19), (0.41, 0.5), (0.3, 0.41), (0.1, 0.9)]
                .map(|(low, high)| of(between, low, high)),
            [Verdict::Met, Verdict::Met, Verdict::Missed, Verdict::Missed, Verdict::Undecided, Verdict::Undecided]
        );
        let signs = [(0.11, 0.2), (0.0, 0.1), (0.05, 0.15)];
        assert_eq!(signs.map(|(low, high)| of(Goal::Above(0.1), low, high)), [Verdict::Met, Verdict::Missed, Verdict::Undecided]);
        assert_eq!(
            signs.map(|(low, high)| of(Goal::Below(0.1), low, high)),
            [Verdict::Missed, Verdict::Undecided, Verdict::Undecided]
        );
        assert_eq!(of(Goal::Below(0.1), 0.0, 0.09), Verdict::Met);
        assert_eq!(between.judge(Estimate { n: 1, mean: 0.3, interval: None }), Verdict::Undecided, "one value has no interval");
    }
}
