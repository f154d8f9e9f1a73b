//! The sign test: whether one sign is more frequent than the other among independent cases, as the mean differences of a policy in many worlds.
//!
//! Under the hypothesis that + and − are equally likely, the number K of + among n cases that are not 0 is Bin(n, ½); the exact two-sided
//! p-value is min(1, 2·P(X ≤ min(K, n − K))). Nothing is assumed about how large the differences are, or how they are distributed
//! (Arbuthnott 1710; Dixon and Mood 1946, who leave out zeros). How large a majority of worlds is, [`super::share`] says with an interval.

use super::nine_decimals;
use super::share::{Share, at_most, share};

/// Signs of cases, and what they say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignTest {
    /// Cases above 0.
    pub plus: usize,
    /// Cases below 0.
    pub minus: usize,
    /// Cases at 0, which the test leaves out.
    pub zero: usize,
    /// The exact two-sided p-value, to nine decimals; 1 when every case is 0.
    pub p: f64,
}

impl SignTest {
    /// The share of + among cases that are not 0, with Clopper and Pearson's interval; nothing when every case is 0.
    #[must_use]
    pub fn share(&self, level: f64) -> Option<Share> {
        share(self.plus, self.plus + self.minus, level)
    }
}

/// The sign test of values. One that is no number is left out.
#[must_use]
pub fn sign_test(values: &[f64]) -> SignTest {
    let number = |holds: fn(&f64) -> bool| values.iter().filter(|x| holds(x)).count();
    of_counts(number(|&x| x > 0.0), number(|&x| x < 0.0), number(|&x| x == 0.0))
}

/// [`sign_test`] of so many cases above, below and at 0.
#[must_use]
pub fn of_counts(plus: usize, minus: usize, zero: usize) -> SignTest {
    let p = (2.0 * at_most(plus.min(minus), plus + minus, 0.5)).min(1.0);
    SignTest { plus, minus, zero, p: nine_decimals(p) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_of_ten_have_p_22_of_1024() {
        let mut values = [1.0; 10];
        values[3] = -0.1;
        let test = sign_test(&values);
        assert_eq!((test.plus, test.minus, test.zero), (9, 1, 0));
        assert!((test.p - 22.0 / 1024.0).abs() < 1e-9);
    }

    #[test]
    fn the_test_knows_no_side_and_no_size() {
        let values = [3.0, 0.2, -1.0, 5.0, 8.0, 0.0, 1e-9];
        let turned = values.map(|x| -7.0 * x);
        let (a, b) = (sign_test(&values), sign_test(&turned));
        assert_eq!((a.p, a.plus, a.minus, a.zero), (b.p, b.minus, b.plus, b.zero));
    }

    #[test]
    fn an_even_split_or_nothing_says_nothing() {
        assert_eq!(sign_test(&[1.0, -1.0]).p, 1.0);
        assert_eq!(sign_test(&[0.0, 0.0, f64::NAN]), SignTest { plus: 0, minus: 0, zero: 2, p: 1.0 });
        assert_eq!(sign_test(&[]).share(0.95), None);
        assert_eq!(sign_test(&[1.0, 2.0]).p, 0.5);
    }

    #[test]
    fn a_majority_has_an_interval() {
        let share = sign_test(&[1.0, 1.0, -1.0, 0.0]).share(0.95).expect("three");
        assert_eq!((share.cases, share.n), (2, 3));
        assert!(share.interval.low < 0.1 && share.interval.high > 0.99);
    }
}
