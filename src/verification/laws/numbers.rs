//! Distributions as lists of probabilities, and the stationary law of a chain by iteration.
//!
//! Sums run in plain order and logarithms come from `libm`, so that an exact value is the same bytes on any machine.

pub use crate::base::power::power;

/// Chances below this are left out of a list.
const DUST: f64 = 1e-15;
/// A chain has settled when a step moves less than this.
const SETTLED: f64 = 1e-12;
/// Most steps of an iteration.
const MOST_STEPS: usize = 400_000;

/// Poisson probabilities of 0, 1, 2, … until the rest is negligible; they sum to 1.
#[must_use]
pub fn poisson(mean: f64) -> Vec<f64> {
    let mut list = Vec::new();
    let mut k = 0.0;
    loop {
        let p = libm::exp(k * libm::log(mean.max(1e-300)) - mean - libm::lgamma(k + 1.0));
        if k > mean && p < DUST {
            break;
        }
        list.push(p);
        k += 1.0;
    }
    normalised(list)
}

/// Binomial chances of 0 to n.
#[must_use]
pub fn binomial(n: usize, p: f64) -> Vec<f64> {
    let mut row = vec![1.0];
    for _ in 0..n {
        let mut next = vec![0.0; row.len() + 1];
        for (i, x) in row.iter().enumerate() {
            next[i] += x * (1.0 - p);
            next[i + 1] += x * p;
        }
        row = next;
    }
    row
}

/// Binomial chances for every number of trials up to `n`.
#[must_use]
pub fn binomials(n: usize, p: f64) -> Vec<Vec<f64>> {
    (0..=n).map(|i| binomial(i, p)).collect()
}

/// A list scaled to sum 1.
#[must_use]
pub fn normalised(mut list: Vec<f64>) -> Vec<f64> {
    let total: f64 = list.iter().sum();
    list.iter_mut().for_each(|p| *p /= total);
    list
}

/// Mean of a list of chances.
#[must_use]
pub fn mean(list: &[f64]) -> f64 {
    list.iter().enumerate().map(|(i, p)| i as f64 * p).sum()
}

/// Mean of the square.
#[must_use]
pub fn mean_square(list: &[f64]) -> f64 {
    list.iter().enumerate().map(|(i, p)| (i * i) as f64 * p).sum()
}

/// Sum of two independent numbers, capped at `most`.
#[must_use]
pub fn convolve(a: &[f64], b: &[f64], most: usize) -> Vec<f64> {
    let mut out = vec![0.0; (a.len() + b.len() - 1).min(most + 1)];
    let last = out.len() - 1;
    for (i, x) in a.iter().enumerate().filter(|(_, x)| **x > 0.0) {
        for (j, y) in b.iter().enumerate() {
            out[(i + j).min(last)] += x * y;
        }
    }
    out
}

/// The law of Σ of a random number of independent numbers: `count[k]` the chance of k of them.
#[must_use]
pub fn compound(count: &[f64], each: &[f64], most: usize) -> Vec<f64> {
    let mut out = vec![0.0; most + 1];
    let mut sum = vec![1.0];
    for (k, p) in count.iter().enumerate() {
        if k > 0 {
            sum = convolve(&sum, each, most);
        }
        for (o, s) in out.iter_mut().zip(&sum) {
            *o += p * s;
        }
    }
    while out.len() > 1 && out.last().is_some_and(|p| *p < DUST) {
        out.pop();
    }
    normalised(out)
}

/// Distribution of the number of a Poisson batch ahead of one of its members: P(K = k) = P(Poisson > k) / mean.
#[must_use]
pub fn ahead_in_batch(batch: &[f64]) -> Vec<f64> {
    let average = mean(batch);
    let mut above = 1.0;
    let list = batch
        .iter()
        .map(|p| {
            above -= p;
            above.max(0.0) / average
        })
        .collect();
    normalised(list)
}

/// The stationary law of a chain, from a first guess: `step` writes the law of tomorrow into its second argument.
#[must_use]
pub fn settle(first: Vec<f64>, mut step: impl FnMut(&[f64], &mut [f64])) -> Vec<f64> {
    let (mut now, mut next) = (first, Vec::new());
    next.resize(now.len(), 0.0);
    for _ in 0..MOST_STEPS {
        next.fill(0.0);
        step(&now, &mut next);
        let moved: f64 = now.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
        std::mem::swap(&mut now, &mut next);
        if moved < SETTLED {
            break;
        }
    }
    normalised(now)
}

/// The standard normal distribution function.
#[must_use]
pub fn normal_below(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_the_moments_of_their_laws() {
        let p = poisson(3.2);
        assert!((mean(&p) - 3.2).abs() < 1e-12 && (mean_square(&p) - 3.2 * 4.2).abs() < 1e-11);
        assert!((mean(&binomial(7, 0.3)) - 2.1).abs() < 1e-12);
        let c = compound(&p, &[0.0, 0.5, 0.5], 200);
        assert!((mean(&c) - 3.2 * 1.5).abs() < 1e-10);
        assert!((mean(&ahead_in_batch(&p)) - 1.6).abs() < 1e-10, "half of the others");
    }
}
