//! Numbers of an experiment: functions of seed, table, experiment and position, so that no table moves another.

use sanshe::base::draws::{mix, normal, unit};
use sanshe::measure::statistics::moments::Moments;

/// Numbers of one experiment, one after another.
pub struct Numbers {
    key: u64,
    next: u64,
}

const APART: u64 = 0x9E37_79B9_7F4A_7C15;

impl Numbers {
    /// Those of an experiment of a table.
    pub fn of(seed: u64, table: u64, experiment: u64) -> Self {
        let key = mix(mix(mix(seed).wrapping_add(table.wrapping_mul(APART))) ^ (experiment + 1).wrapping_mul(APART));
        Self { key, next: 0 }
    }

    fn bits(&mut self) -> u64 {
        self.next += 1;
        mix(self.key.wrapping_add(self.next.wrapping_mul(APART)))
    }

    /// A standard normal number.
    pub fn normal(&mut self) -> f64 {
        normal(self.bits())
    }

    /// An exponential number with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -libm::log1p(-unit(self.bits()))
    }

    /// One of the first `n` numbers.
    pub fn below(&mut self, n: usize) -> usize {
        (((self.bits() >> 32) * n as u64) >> 32) as usize
    }
}

/// Where differences come from. Each has mean 0 and standard deviation 1.
pub enum Law {
    /// The normal law.
    Normal,
    /// The exponential law less 1: skewness 2.
    Exponential,
    /// Values drawn with replacement.
    Values {
        /// Less their mean, in units of their standard deviation.
        scaled: Vec<f64>,
        /// Their mean.
        mean: f64,
        /// Their standard deviation.
        deviation: f64,
        /// Their skewness.
        skewness: f64,
    },
}

impl Law {
    /// The law of values drawn with replacement.
    pub fn of_values(values: Vec<f64>) -> Self {
        let moments: Moments = values.iter().copied().collect();
        let n = values.len() as f64;
        let mean = moments.mean().unwrap_or(0.0);
        // Of the population that they are here, not of one that they are drawn from.
        let deviation = (moments.variance().unwrap_or(0.0) * (n - 1.0) / n).sqrt();
        let scaled = values.iter().map(|x| (x - mean) / deviation).collect();
        Self::Values { scaled, mean, deviation, skewness: moments.skewness().unwrap_or(0.0) }
    }

    /// The next value.
    pub fn next(&self, numbers: &mut Numbers) -> f64 {
        match self {
            Self::Normal => numbers.normal(),
            Self::Exponential => numbers.exponential() - 1.0,
            Self::Values { scaled, .. } => scaled[numbers.below(scaled.len())],
        }
    }

    /// What is demanded of intervals of its mean, if anything.
    pub const fn target(&self) -> Option<f64> {
        match self {
            Self::Normal => Some(0.945),
            Self::Exponential => None,
            Self::Values { .. } => Some(0.93),
        }
    }
}
