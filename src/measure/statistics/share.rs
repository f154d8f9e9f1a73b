//! A share of n cases: the binomial law, and the interval of Clopper and Pearson.
//!
//! Of n independent cases k have a property that each has with chance p. The interval has the ends at which k would be just too many and
//! just too few: P(X ≥ k | low) = α/2 and P(X ≤ k | high) = α/2 with X ~ Bin(n, p) and α = 1 − level (Clopper and Pearson 1934). It covers
//! at least with its level for every n and p, mostly more; with 0 or n cases it has one end at 0 or 1.

use super::{Interval, count, nine_decimals};

/// P(X ≤ k) of X ~ Bin(n, p).
///
/// The smaller tail is summed from its largest term on, so that nothing small is left over from 1.
#[must_use]
pub fn at_most(k: usize, n: usize, p: f64) -> f64 {
    if k >= n || p <= 0.0 {
        return 1.0;
    }
    if p >= 1.0 {
        return 0.0;
    }
    if count(k) <= count(n) * p { tail(k, n, p) } else { 1.0 - tail(n - k - 1, n, 1.0 - p) }
}

/// P(X ≥ k) of X ~ Bin(n, p).
#[must_use]
pub fn at_least(k: usize, n: usize, p: f64) -> f64 {
    match k {
        0 => 1.0,
        _ if k > n => 0.0,
        _ => at_most(n - k, n, 1.0 - p),
    }
}

/// P(X ≤ k), for 0 < p < 1 and k < n about at or below the mean: terms fall from the first on.
fn tail(k: usize, n: usize, p: f64) -> f64 {
    let (kept, total) = (count(k), count(n));
    let ways = libm::lgamma(total + 1.0) - libm::lgamma(kept + 1.0) - libm::lgamma(total - kept + 1.0);
    let mut term = libm::exp(ways + kept * libm::log(p) + (total - kept) * libm::log1p(-p));
    let odds = (1.0 - p) / p;
    let mut sum = 0.0;
    for i in (0..=k).rev() {
        sum += term;
        if term <= sum * 1e-17 {
            break;
        }
        term *= count(i) / (total - count(i) + 1.0) * odds;
    }
    sum.min(1.0)
}

/// A share with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Cases with the property.
    pub cases: usize,
    /// Cases altogether.
    pub n: usize,
    /// k / n.
    pub value: f64,
    /// Clopper and Pearson's interval, to nine decimals.
    pub interval: Interval,
}

/// The share of cases with a property, with its interval at a level.
///
/// Nothing for no cases, more with the property than there are, or a level outside (0, 1).
#[must_use]
pub fn share(cases: usize, n: usize, level: f64) -> Option<Share> {
    if n == 0 || cases > n || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let miss = (1.0 - level) / 2.0;
    let low = if cases == 0 { 0.0 } else { crossing(|p| at_least(cases, n, p) < miss) };
    let high = if cases == n { 1.0 } else { crossing(|p| at_most(cases, n, p) > miss) };
    Some(Share { cases, n, value: count(cases) / count(n), interval: Interval { low, high } })
}

/// Up to which chance something holds that holds at 0, not at 1, and changes once, by halving.
fn crossing(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..48 {
        let middle = f64::midpoint(low, high);
        if holds(middle) { low = middle } else { high = middle }
    }
    nine_decimals(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn the_law_of_ten_coins_is_counted() {
        // 1, 10, 45, 120, 210, 252, … of 1024.
        let mut ways = 0.0;
        for (k, next) in [1.0, 10.0, 45.0, 120.0, 210.0, 252.0, 210.0, 120.0, 45.0, 10.0].into_iter().enumerate() {
            ways += next;
            close(at_most(k, 10, 0.5), ways / 1024.0, 1e-13);
            close(at_least(k + 1, 10, 0.5), 1.0 - ways / 1024.0, 1e-13);
        }
        assert_eq!((at_most(10, 10, 0.5), at_least(0, 10, 0.5), at_least(11, 10, 0.5)), (1.0, 1.0, 0.0));
    }

    #[test]
    fn tails_keep_their_digits() {
        close(at_most(0, 30, 0.9) / 1e-30, 1.0, 1e-10);
        close(at_least(30, 30, 0.1) / 1e-30, 1.0, 1e-10);
        close(at_most(0, 30, 0.1), 0.042_391_158_275_216, 1e-13);
        // Near the middle of a long law: one half and half the middle term, 1/√(2πn/4).
        close(at_most(50_000, 100_000, 0.5), 0.5 + 0.001_261_56, 1e-7);
    }

    #[test]
    fn no_case_of_ten_leaves_up_to_31_percent() {
        // (1 − p)^10 = .025.
        let none = share(0, 10, 0.95).expect("ten");
        assert_eq!(none.interval.low, 0.0);
        close(none.interval.high, 1.0 - libm::pow(0.025, 0.1), 1e-9);
        let all = share(10, 10, 0.95).expect("ten");
        close(all.interval.low, libm::pow(0.025, 0.1), 1e-9);
        assert_eq!(all.interval.high, 1.0);
    }

    #[test]
    fn five_of_ten_are_those_of_the_tables() {
        let half = share(5, 10, 0.95).expect("ten");
        close(half.interval.low, 0.187_086_0, 1e-6);
        close(half.interval.high, 0.812_914_0, 1e-6);
        let (seven, three) = (share(7, 10, 0.95).expect("ten"), share(3, 10, 0.95).expect("ten"));
        close(seven.interval.low, 1.0 - three.interval.high, 2e-9);
    }

    #[test]
    fn every_true_share_is_covered_at_least_at_the_level() {
        for n in [5, 10, 30] {
            let shares: Vec<Share> = (0..=n).filter_map(|k| share(k, n, 0.95)).collect();
            for percent in 1..100 {
                let p = f64::from(percent) / 100.0;
                let covered = shares.iter().filter(|s| s.interval.low <= p && p <= s.interval.high);
                let chance: f64 =
                    covered.map(|s| at_most(s.cases, n, p) - if s.cases == 0 { 0.0 } else { at_most(s.cases - 1, n, p) }).sum();
                assert!(chance >= 0.95 - 1e-9, "{n} {p} {chance}");
            }
        }
    }

    #[test]
    fn nothing_is_said_of_no_cases() {
        assert_eq!((share(0, 0, 0.95), share(3, 2, 0.95), share(1, 2, 1.0)), (None, None, None));
    }
}
