//! The bootstrap over replicates: the law of a statistic, from replicates drawn anew out of those that there are (Efron 1979).
//!
//! A resample draws n of n replicates with replacement, each as a whole, with the rows of all policies: what policies share stays shared. Its
//! draws are functions of (seed, resample, position), so that a resample is the same on any thread and for every statistic, and a policy that is
//! added changes none. Of B resamples the α-quantile of a statistic is the one with rank (B + 1)·α; [`RESAMPLES`] is 1,999, so that the ranks at
//! level .95 are 50 and 1,950, and the level of an end is off by at most ±.007 (two standard errors of the rank of the 50th).
//!
//! Three intervals for an estimate θ̂ with resampled values θ*:
//!
//! - [`Bootstrap::percentile`]: from the α/2- to the (1 − α/2)-quantile of θ*;
//! - [`Bootstrap::corrected`] (BCa, Efron 1987): the same at the orders Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))), with z₀ from the share of θ* below θ̂
//!   and a from the skewness of the values without one replicate each;
//! - [`Bootstrap::studentised_mean`]: θ̂ − t*·s/√n at the quantiles of t* = (θ* − θ̂)/(s*/√n), for means (Efron 1982; Hall 1988).
//!
//! All assume that the n replicates look like all there could be. With ten they show too little spread: the first two miss a mean twice as often
//! as they say, the third hardly more often, also for skewed values. None can be trusted for quantiles and maxima, which [`super::quantile`]
//! treats. `docs/statistics.md` has the measurements.

use statrs::distribution::{ContinuousCDF, Normal};

use super::{Interval, LEVEL, count, mean, nine_decimals, sample_variance};
use crate::base::draws::mix;

/// Resamples that are drawn.
pub const RESAMPLES: usize = 1_999;

/// How resamples are drawn, and the level of intervals.
#[derive(Clone, Copy, Debug)]
pub struct Bootstrap {
    /// Number of resamples, B.
    pub resamples: usize,
    /// Seed of their draws.
    pub seed: u64,
    /// Level of intervals.
    pub level: f64,
}

impl Bootstrap {
    /// [`RESAMPLES`] resamples and intervals at [`LEVEL`].
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { resamples: RESAMPLES, seed, level: LEVEL }
    }

    /// The replicates in a resample, in place of what is in `chosen`, whose length is the number of replicates.
    pub fn draw(&self, resample: usize, chosen: &mut [usize]) {
        const APART: u64 = 0x9E37_79B9_7F4A_7C15;
        let n = chosen.len() as u64;
        let key = mix(mix(self.seed) ^ (resample as u64 + 1).wrapping_mul(APART));
        for (position, replicate) in (1_u64..).zip(chosen) {
            // 32 bits times n, without the lower half: each replicate has its chance to a part in 2³²/n.
            let bits = mix(key.wrapping_add(position.wrapping_mul(APART))) >> 32;
            *replicate = ((bits * n) >> 32) as usize;
        }
    }

    /// Values of a statistic of replicates over all resamples of `n`, from the smallest to the largest; nothing for no replicates.
    ///
    /// The statistic is given the numbers of the replicates drawn.
    pub fn resampled(&self, n: usize, mut statistic: impl FnMut(&[usize]) -> f64) -> Vec<f64> {
        if n == 0 {
            return Vec::new();
        }
        let mut chosen = vec![0; n];
        let mut values: Vec<f64> = (0..self.resamples)
            .map(|resample| {
                self.draw(resample, &mut chosen);
                statistic(&chosen)
            })
            .collect();
        values.sort_by(f64::total_cmp);
        values
    }

    /// The percentile interval of a statistic of `n` replicates; nothing for fewer than two.
    pub fn percentile(&self, n: usize, statistic: impl FnMut(&[usize]) -> f64) -> Option<Interval> {
        self.between(n, &self.resampled(n, statistic), (1.0 - self.level) / 2.0, f64::midpoint(1.0, self.level))
    }

    /// The bias-corrected and accelerated interval of a statistic of `n` replicates; nothing for fewer than two.
    pub fn corrected(&self, n: usize, mut statistic: impl FnMut(&[usize]) -> f64) -> Option<Interval> {
        if n < 2 {
            return None;
        }
        let all: Vec<usize> = (0..n).collect();
        let value = statistic(&all);
        let without: Vec<f64> = (0..n).map(|left| statistic(&[&all[..left], &all[left + 1..]].concat())).collect();
        let values = self.resampled(n, statistic);
        let (low, high) = corrected_orders(value, &without, &values, self.level)?;
        self.between(n, &values, low, high)
    }

    /// The studentised interval of the mean of values; nothing for fewer than two, or when they do not vary.
    ///
    /// An end is infinite when so many resamples do not vary that their t* has no bound: the values then say nothing on that side.
    #[must_use]
    pub fn studentised_mean(&self, values: &[f64]) -> Option<Interval> {
        let (n, centre) = (values.len(), mean(values)?);
        let error = (sample_variance(values)? / count(n)).sqrt();
        if error.is_nan() || error <= 0.0 {
            return None;
        }
        let resampled = self.resampled(n, |chosen| {
            let (m, variance) = moments(values, chosen);
            if m == centre { 0.0 } else { (m - centre) / (variance / count(n)).sqrt() }
        });
        let t = self.between(n, &resampled, (1.0 - self.level) / 2.0, f64::midpoint(1.0, self.level))?;
        Some(Interval { low: centre - t.high * error, high: centre - t.low * error })
    }

    /// From one quantile of sorted resampled values to another.
    fn between(&self, n: usize, values: &[f64], low: f64, high: f64) -> Option<Interval> {
        let at = |order: f64| {
            // To nine decimals, or a rank that should be whole might fall short of itself.
            let rank = nine_decimals(count(self.resamples + 1) * order).floor() as usize;
            values.get(rank.clamp(1, values.len().max(1)) - 1).copied()
        };
        let level = self.level > 0.0 && self.level < 1.0;
        if n < 2 || !level { None } else { Some(Interval { low: at(low)?, high: at(high)? }) }
    }
}

/// Mean and sample variance of the values drawn.
fn moments(values: &[f64], chosen: &[usize]) -> (f64, f64) {
    let n = count(chosen.len());
    let centre = chosen.iter().fold(0.0, |total, &i| total + values[i]) / n;
    let squares = chosen.iter().fold(0.0, |total, &i| total + (values[i] - centre) * (values[i] - centre));
    (centre, squares / (n - 1.0))
}

/// Orders of the ends of the bias-corrected and accelerated interval.
fn corrected_orders(value: f64, without: &[f64], resampled: &[f64], level: f64) -> Option<(f64, f64)> {
    if resampled.is_empty() || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let law = Normal::standard();
    let (below, equal) = (resampled.iter().filter(|x| **x < value).count(), resampled.iter().filter(|x| **x == value).count());
    // At most half a resample from the ends, where the quantile would be infinite.
    let resamples = count(resampled.len());
    let share = ((count(below) + count(equal) / 2.0) / resamples).clamp(0.5 / resamples, 1.0 - 0.5 / resamples);
    let bias = law.inverse_cdf(share);
    let centre = mean(without)?;
    let power = |f: fn(f64) -> f64| without.iter().fold(0.0, |total, x| total + f(centre - x));
    let (squares, cubes) = (power(|d| d * d), power(|d| d * d * d));
    let acceleration = if squares > 0.0 { cubes / (6.0 * squares * squares.sqrt()) } else { 0.0 };
    let order = |z: f64| {
        let shifted = bias + z;
        law.cdf(bias + shifted / (1.0 - acceleration * shifted))
    };
    let z = law.inverse_cdf(f64::midpoint(1.0, level));
    Some((order(-z), order(z)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resample_is_a_function_of_seed_and_number() {
        let bootstrap = Bootstrap::new(7);
        let (mut a, mut b) = ([0; 12], [0; 12]);
        bootstrap.draw(5, &mut a);
        bootstrap.draw(6, &mut b);
        assert_ne!(a, b);
        bootstrap.draw(5, &mut b);
        assert_eq!(a, b);
        Bootstrap::new(8).draw(5, &mut b);
        assert_ne!(a, b);
    }

    #[test]
    fn replicates_are_drawn_evenly() {
        let (bootstrap, mut chosen, mut times) = (Bootstrap::new(1), [0; 10], [0_u32; 10]);
        for resample in 0..10_000 {
            bootstrap.draw(resample, &mut chosen);
            chosen.iter().for_each(|&i| times[i] += 1);
        }
        // 100,000 draws: 10,000 each, with a standard deviation of 95.
        assert!(times.iter().all(|t| t.abs_diff(10_000) < 400), "{times:?}");
    }

    #[test]
    fn the_spread_of_a_resampled_mean_is_that_of_the_mean() {
        let values: Vec<f64> = (1..=20).map(f64::from).collect();
        let means = Bootstrap::new(3).resampled(20, |chosen| moments(&values, chosen).0);
        // Its variance is (n − 1)/n · s²/n = 33.25/20.
        let variance = sample_variance(&means).expect("many");
        assert!((variance / (33.25 / 20.0) - 1.0).abs() < 0.1, "{variance}");
        assert_eq!(means.len(), RESAMPLES);
    }

    #[test]
    fn symmetric_values_give_about_the_same_interval_by_every_method() {
        let values: Vec<f64> = (0..41).map(|i| f64::from(i - 20)).collect();
        let bootstrap = Bootstrap::new(2);
        let of_mean = |chosen: &[usize]| moments(&values, chosen).0;
        let plain = super::super::mean_interval(&values).expect("values");
        let all = [bootstrap.percentile(41, of_mean), bootstrap.corrected(41, of_mean), bootstrap.studentised_mean(&values)];
        for interval in all {
            let interval = interval.expect("values vary");
            assert!(
                (interval.low - plain.low()).abs() < 0.5 && (interval.high - plain.high()).abs() < 0.5,
                "{interval:?} {plain:?}"
            );
        }
    }

    #[test]
    fn the_studentised_interval_leans_to_the_side_of_the_long_tail() {
        let values = [0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.8, 4.1];
        let interval = Bootstrap::new(4).studentised_mean(&values).expect("values vary");
        let centre = mean(&values).expect("ten");
        assert!(interval.high - centre > 1.5 * (centre - interval.low), "{interval:?}");
    }

    #[test]
    fn what_does_not_vary_or_is_alone_has_no_interval() {
        let bootstrap = Bootstrap::new(5);
        assert_eq!(bootstrap.studentised_mean(&[2.0; 10]), None);
        assert_eq!(
            (bootstrap.percentile(1, |_| 1.0), bootstrap.percentile(0, |_| 1.0), bootstrap.corrected(1, |_| 1.0)),
            (None, None, None)
        );
        assert_eq!(bootstrap.corrected(4, |_| 1.0), Some(Interval { low: 1.0, high: 1.0 }));
    }

    #[test]
    fn no_resamples_and_no_level_give_no_interval() {
        for bootstrap in [Bootstrap { resamples: 0, ..Bootstrap::new(5) }, Bootstrap { level: 1.0, ..Bootstrap::new(5) }] {
            let values = [1.0, 2.0, 4.0];
            assert_eq!(bootstrap.studentised_mean(&values), None);
            assert_eq!((bootstrap.percentile(3, |c| values[c[0]]), bootstrap.corrected(3, |c| values[c[0]])), (None, None));
        }
    }
}
