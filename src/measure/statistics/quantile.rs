//! Quantiles over replicates, with intervals from order statistics.
//!
//! The number B of n values below the quantile ξ of order q is Bin(n, q), whatever the law of the values. So the interval from the j-th to the
//! k-th smallest value covers with chance at least
//!
//! P(x₍ⱼ₎ ≤ ξ ≤ x₍ₖ₎) ≥ 1 − P(B ≤ j − 1) − P(B ≥ k)
//!
//! exactly so when the law is continuous (Thompson 1936; David and Nagaraja 2003, §7.1). j is the largest and k the smallest rank that leave out
//! at most α/2 on their side. Where the first or last value leaves out more (a tenth of 30), the other side gets what is left of α; where even
//! that is too little (a tenth of 10), the interval has no end on that side: ten values say nothing on how far below them the lowest tenth
//! reaches. That is an answer; a bootstrap interval there ends at the smallest value, and covers two times in three (`docs/statistics.md`).
//!
//! It is used for every n: a bootstrap of quantiles has no guarantee, and gains at most the rounding to ranks.

use super::share::{at_least, at_most};
use super::{Interval, count};

/// A quantile with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// Number of values.
    pub n: usize,
    /// Its order q, from 0 to 1.
    pub order: f64,
    /// The quantile of the values.
    pub value: f64,
    /// From one value to another; an end is infinite when the values say nothing on that side.
    pub interval: Interval,
    /// With which chance such an interval covers, at least.
    pub covers: f64,
}

/// The quantile of sorted values, linear between the values with ranks 1 + (n − 1)·q around it (type 7 of Hyndman and Fan 1996, as in R, NumPy and
/// pandas).
///
/// Nothing for no values, or an order outside [0, 1].
#[must_use]
pub fn of_sorted(sorted: &[f64], order: f64) -> Option<f64> {
    if sorted.is_empty() || !(0.0..=1.0).contains(&order) {
        return None;
    }
    let rank = count(sorted.len() - 1) * order;
    let below = rank.floor();
    let at = |rank: f64| sorted.get(rank as usize).copied();
    let (low, high) = (at(below)?, at(rank.ceil())?);
    // Between two equal ones nothing is added, not even when both are infinite.
    Some(if high > low { low + (high - low) * (rank - below) } else { low })
}

/// The values from the smallest to the largest.
#[must_use]
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// A quantile of values with its interval at a level.
///
/// Nothing for no values, one that is no number, or an order or level outside (0, 1).
#[must_use]
pub fn quantile(values: &[f64], order: f64, level: f64) -> Option<Quantile> {
    let open = |x: f64| x > 0.0 && x < 1.0;
    if values.iter().any(|x| x.is_nan()) || !open(order) || !open(level) {
        return None;
    }
    let sorted = sorted(values);
    let value = of_sorted(&sorted, order)?;
    let n = sorted.len();
    let (low, high) = ranks(n, order, 1.0 - level);
    let missed = low.map_or(0.0, |j| at_most(j - 1, n, order)) + high.map_or(0.0, |k| at_least(k, n, order));
    let interval =
        Interval { low: low.map_or(f64::NEG_INFINITY, |j| sorted[j - 1]), high: high.map_or(f64::INFINITY, |k| sorted[k - 1]) };
    Some(Quantile { n, order, value, interval, covers: 1.0 - missed })
}

/// Ranks from 1 to n of the ends that together miss at most `miss`; none where there is no end.
fn ranks(n: usize, order: f64, miss: f64) -> (Option<usize>, Option<usize>) {
    // The largest rank whose value is above the quantile, and the smallest whose value is below it, with at most this chance.
    let lower = |miss: f64| (1..=n).take_while(|j| at_most(j - 1, n, order) <= miss).last();
    let upper = |miss: f64| (1..=n).rev().take_while(|k| at_least(*k, n, order) <= miss).last();
    match (lower(miss / 2.0), upper(miss / 2.0)) {
        (None, high) => {
            let spent = at_most(0, n, order);
            let both = if spent < miss { upper(miss - spent) } else { None };
            if both.is_some() { (Some(1), both) } else { (None, upper(miss).or(high)) }
        }
        (low, None) => {
            let spent = at_least(n, n, order);
            let both = if spent < miss { lower(miss - spent) } else { None };
            if both.is_some() { (both, Some(n)) } else { (lower(miss).or(low), None) }
        }
        both => both,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_to(n: u32) -> Vec<f64> {
        (1..=n).rev().map(f64::from).collect()
    }

    #[test]
    fn quantiles_are_those_of_the_usual_definition() {
        let values = sorted(&one_to(10));
        for (order, expected) in [(0.0, 1.0), (0.1, 1.9), (0.5, 5.5), (0.9, 9.1), (1.0, 10.0)] {
            assert!((of_sorted(&values, order).expect("ten") - expected).abs() < 1e-12, "{order}");
        }
        assert_eq!((of_sorted(&[], 0.5), of_sorted(&values, 1.1)), (None, None));
    }

    #[test]
    fn the_median_of_ten_is_between_the_second_and_the_ninth() {
        // 1 − 2·(1 + 10)/1024.
        let median = quantile(&one_to(10), 0.5, 0.95).expect("ten");
        assert_eq!(median.interval, Interval { low: 2.0, high: 9.0 });
        assert!((median.covers - 1002.0 / 1024.0).abs() < 1e-12);
        let thirty = quantile(&one_to(30), 0.5, 0.95).expect("thirty");
        assert_eq!(thirty.interval, Interval { low: 10.0, high: 21.0 });
    }

    #[test]
    fn ten_values_bound_their_tenth_from_above_alone() {
        let tenth = quantile(&one_to(10), 0.1, 0.95).expect("ten");
        assert_eq!(tenth.interval, Interval { low: f64::NEG_INFINITY, high: 4.0 });
        assert!((tenth.covers - 0.987_204_8).abs() < 1e-6);
        let nine = quantile(&one_to(10), 0.9, 0.95).expect("ten");
        assert_eq!(nine.interval, Interval { low: 7.0, high: f64::INFINITY });
        assert!((nine.covers - tenth.covers).abs() < 1e-12);
    }

    #[test]
    fn thirty_values_bound_their_tenth_on_both_sides() {
        // .9³⁰ = .0424 below the first; P(B ≥ 9) = .0020 is the first to fit into the rest.
        let tenth = quantile(&one_to(30), 0.1, 0.95).expect("thirty");
        assert_eq!(tenth.interval, Interval { low: 1.0, high: 9.0 });
        assert!(tenth.covers >= 0.95 && tenth.covers < 0.958, "{}", tenth.covers);
    }

    #[test]
    fn both_ends_exist_from_29_values_on_for_a_tenth_and_from_6_for_a_median() {
        let bounded = |n, order| {
            let ends = quantile(&one_to(n), order, 0.95).expect("values").interval;
            ends.low.is_finite() && ends.high.is_finite()
        };
        assert_eq!(((1..40).find(|n| bounded(*n, 0.1)), (1..40).find(|n| bounded(*n, 0.9))), (Some(29), Some(29)));
        assert_eq!((1..40).find(|n| bounded(*n, 0.5)), Some(6));
    }

    #[test]
    fn few_values_bound_nothing() {
        let two = quantile(&[1.0, 2.0], 0.5, 0.95).expect("two");
        assert_eq!(two.interval, Interval { low: f64::NEG_INFINITY, high: f64::INFINITY });
        assert_eq!(two.covers, 1.0);
        assert_eq!((quantile(&[], 0.5, 0.95), quantile(&[f64::NAN], 0.5, 0.95)), (None, None));
    }
}
