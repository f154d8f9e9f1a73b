//! Moments of a series that comes one value after another, and of a series of pairs, in memory that does not grow.
//!
//! With every value x the count n, the mean m and the sums of powers of deviations are brought up to date (Welford 1962; Pébay 2008
//! for the third power): with δ = x − m before, and n after, the value,
//!
//! - M₃ ← M₃ + δ³(n − 1)(n − 2)/n² − 3·δ·M₂/n
//! - M₂ ← M₂ + δ²(n − 1)/n
//! - m ← m + δ/n
//!
//! and for pairs C ← C + (a − m_a before)·(b − m_b after). Nothing large is subtracted from something large, so a mean far from 0
//! costs no digits. There is no way to merge two accumulators: values are added in the order of replicates, by whoever computed them, and
//! the last bits of a mean then depend on no thread.

use super::{Estimate, Interval, count, t_quantile};

/// Count, mean and sums of powers of deviations.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    n: usize,
    mean: f64,
    squares: f64,
    cubes: f64,
}

impl Moments {
    /// Adds a value.
    pub fn add(&mut self, x: f64) {
        let before = count(self.n);
        self.n += 1;
        let step = x - self.mean;
        let part = step / count(self.n);
        let square = step * part * before;
        self.cubes += square * part * (before - 1.0) - 3.0 * part * self.squares;
        self.squares += square;
        self.mean += part;
    }

    /// Number of values.
    #[must_use]
    pub const fn n(&self) -> usize {
        self.n
    }

    /// Their mean, if there are any.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean)
    }

    /// The sample variance, M₂ / (n − 1); nothing for fewer than two values.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| self.squares / count(self.n - 1))
    }

    /// The skewness, √n · M₃ / M₂^(3/2); nothing when the values do not vary.
    #[must_use]
    pub fn skewness(&self) -> Option<f64> {
        (self.squares > 0.0).then(|| count(self.n).sqrt() * self.cubes / (self.squares * self.squares.sqrt()))
    }

    /// The mean with its Student interval, m ± t₍ₙ₋₁₎ · s / √n; no interval for one value.
    #[must_use]
    pub fn estimate(&self, level: f64) -> Option<Estimate> {
        let mean = self.mean()?;
        let interval = self.variance().and_then(|variance| {
            let half = t_quantile(self.n - 1, level)? * (variance / count(self.n)).sqrt();
            Some(Interval { low: mean - half, high: mean + half })
        });
        Some(Estimate { n: self.n, mean, interval })
    }
}

impl Extend<f64> for Moments {
    fn extend<T: IntoIterator<Item = f64>>(&mut self, values: T) {
        values.into_iter().for_each(|x| self.add(x));
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<T: IntoIterator<Item = f64>>(values: T) -> Self {
        let mut moments = Self::default();
        moments.extend(values);
        moments
    }
}

/// Moments of pairs (baseline, other) of the same replicates.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PairMoments {
    first: Moments,
    second: Moments,
    // Kept besides the two: its variance, taken from theirs, would lose the digits that pairing gains.
    difference: Moments,
    products: f64,
}

impl PairMoments {
    /// Adds a pair.
    pub fn add(&mut self, first: f64, second: f64) {
        let step = first - self.first.mean;
        self.first.add(first);
        self.second.add(second);
        self.difference.add(second - first);
        self.products += step * (second - self.second.mean);
    }

    /// Number of pairs.
    #[must_use]
    pub const fn n(&self) -> usize {
        self.first.n
    }

    /// Moments of the first of each pair.
    #[must_use]
    pub const fn first(&self) -> &Moments {
        &self.first
    }

    /// Moments of the second of each pair.
    #[must_use]
    pub const fn second(&self) -> &Moments {
        &self.second
    }

    /// Moments of the differences, second less first.
    #[must_use]
    pub const fn difference(&self) -> &Moments {
        &self.difference
    }

    /// The sample covariance, C / (n − 1); nothing for fewer than two pairs.
    #[must_use]
    pub fn covariance(&self) -> Option<f64> {
        (self.n() > 1).then(|| self.products / count(self.n() - 1))
    }

    /// The share of the variance of the difference that pairing removes, 1 − s²_d / (s²_a + s²_b), as [`super::variance_removed`].
    #[must_use]
    pub fn variance_removed(&self) -> Option<f64> {
        let apart = self.first.variance()? + self.second.variance()?;
        let paired = self.difference.variance()?;
        (apart > 0.0).then(|| 1.0 - paired / apart)
    }
}

impl FromIterator<(f64, f64)> for PairMoments {
    fn from_iter<T: IntoIterator<Item = (f64, f64)>>(pairs: T) -> Self {
        let mut moments = Self::default();
        pairs.into_iter().for_each(|(a, b)| moments.add(a, b));
        moments
    }
}

#[cfg(test)]
mod tests {
    use super::super::{mean, mean_interval, sample_variance, variance_removed};
    use super::*;

    const VALUES: [f64; 6] = [2.0, 8.0, 0.0, 4.0, 1.0, 9.0];

    #[test]
    fn one_pass_gives_what_two_passes_give() {
        let moments: Moments = VALUES.into_iter().collect();
        assert!((moments.mean().expect("six") - mean(&VALUES).expect("six")).abs() < 1e-14);
        assert!((moments.variance().expect("six") - sample_variance(&VALUES).expect("six")).abs() < 1e-13);
        let (a, b) = (moments.estimate(0.95).expect("six"), mean_interval(&VALUES).expect("six"));
        assert!((a.low() - b.low()).abs() < 1e-12 && (a.high() - b.high()).abs() < 1e-12);
    }

    #[test]
    fn skewness_is_that_of_the_definition() {
        // 0, 0, 3: deviations −1, −1, 2; M₂ = 6, M₃ = 6, √3·6/6^1.5 = 1/√2.
        let moments: Moments = [0.0, 0.0, 3.0].into_iter().collect();
        assert!((moments.skewness().expect("varies") - std::f64::consts::FRAC_1_SQRT_2).abs() < 1e-14);
        let mirrored: Moments = [0.0, 0.0, -3.0].into_iter().collect();
        assert!((mirrored.skewness().expect("varies") + std::f64::consts::FRAC_1_SQRT_2).abs() < 1e-14);
        assert_eq!([2.0, 2.0].into_iter().collect::<Moments>().skewness(), None);
    }

    #[test]
    fn a_far_mean_costs_no_digits() {
        let moments: Moments = [4.0, 7.0, 13.0, 16.0].into_iter().map(|x| 1e9 + x).collect();
        assert!((moments.variance().expect("four") - 30.0).abs() < 1e-6);
    }

    #[test]
    fn the_variance_of_a_difference_is_that_of_both_less_twice_the_covariance() {
        let pairs = [(1.0, 2.0), (3.0, 7.0), (4.0, 4.0), (9.0, 8.0)];
        let moments: PairMoments = pairs.into_iter().collect();
        let both = moments.first().variance().expect("four") + moments.second().variance().expect("four");
        let difference = moments.difference().variance().expect("four");
        assert!((difference - (both - 2.0 * moments.covariance().expect("four"))).abs() < 1e-12);
        assert!((moments.variance_removed().expect("varies") - variance_removed(&pairs).expect("varies")).abs() < 1e-12);
    }

    #[test]
    fn few_values_have_no_spread() {
        assert_eq!(Moments::default().mean(), None);
        let one: Moments = [3.0].into_iter().collect();
        assert_eq!((one.mean(), one.variance(), one.skewness()), (Some(3.0), None, None));
        assert_eq!(one.estimate(0.95), Some(Estimate { n: 1, mean: 3.0, interval: None }));
        assert_eq!(PairMoments::default().covariance(), None);
    }
}
