//! Rank correlation: whether one thing rises with another, whatever the shape.
//!
//! Spearman's ρ is the correlation of the ranks of n pairs, equal values sharing the mean of their ranks (Spearman 1904). Under independence
//! t = ρ·√((n − 2) / (1 − ρ²)) is close to Student's law with n − 2 degrees of freedom (Kendall and Stuart 1973; from ten pairs on its error in p is below .01). Of m
//! things that are tried, the largest |ρ| is judged at m times its p-value (Bonferroni), which holds for any dependence between them.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{count, mean, nine_decimals, t_quantile};

/// The fewest pairs of which anything is said.
pub const FEWEST: usize = 8;

/// A rank correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correlation {
    /// ρ, −1 to 1.
    pub rho: f64,
    /// Two-sided p-value under independence, to nine decimals.
    pub p: f64,
}

/// Ranks from 1; equal values share the mean of theirs.
#[must_use]
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tied in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        // Of ranks f, f + 1, …, l the mean is (f + l) / 2.
        let rank = f64::midpoint(count(before + 1), count(before + tied.len()));
        tied.iter().for_each(|at| ranks[*at] = rank);
        before += tied.len();
    }
    ranks
}

/// The correlation of two rankings. Nothing for fewer than [`FEWEST`] pairs, or where one side does not vary.
#[must_use]
pub fn correlation(a: &[f64], b: &[f64]) -> Option<Correlation> {
    let n = a.len();
    if n != b.len() || n < FEWEST {
        return None;
    }
    let (centre_a, centre_b) = (mean(a)?, mean(b)?);
    let (mut both, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        let (x, y) = (x - centre_a, y - centre_b);
        both += x * y;
        of_a += x * x;
        of_b += y * y;
    }
    if of_a <= 0.0 || of_b <= 0.0 {
        return None;
    }
    let rho = nine_decimals(both / (of_a * of_b).sqrt()).clamp(-1.0, 1.0);
    let left = 1.0 - rho * rho;
    let p = if left > 0.0 {
        let t = rho.abs() * (count(n - 2) / left).sqrt();
        2.0 * (1.0 - StudentsT::new(0.0, 1.0, count(n - 2)).ok()?.cdf(t))
    } else {
        0.0
    };
    Some(Correlation { rho, p: nine_decimals(p).clamp(0.0, 1.0) })
}

/// The smallest |ρ| of n pairs that stands out among `tried` at a level; nothing for too few pairs.
#[must_use]
pub fn standing_out(n: usize, tried: usize, level: f64) -> Option<f64> {
    if n < FEWEST || tried == 0 {
        return None;
    }
    let t = t_quantile(n - 2, 1.0 - (1.0 - level) / count(tried))?;
    Some(t / (t * t + count(n - 2)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_the_mean_of_their_ranks() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0, 3.0]), [4.0, 1.0, 4.0, 2.0, 4.0]);
        assert_eq!(ranks(&[]), Vec::<f64>::new());
    }

    /// Ten pairs of a textbook: IQ and hours before the television, Σd² = 194, ρ = 1 − 6·194 / 990.
    #[test]
    fn a_correlation_is_that_of_the_textbook() {
        let a = ranks(&[106.0, 86.0, 100.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0]);
        let b = ranks(&[7.0, 0.0, 27.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0]);
        let found = correlation(&a, &b).expect("ten pairs");
        assert!((found.rho + 29.0 / 165.0).abs() < 1e-9, "{found:?}");
        assert!((found.p - 0.627).abs() < 1e-3, "{found:?}");
    }

    #[test]
    fn whatever_rises_all_along_has_a_correlation_of_one() {
        let a: Vec<f64> = (0..12).map(f64::from).collect();
        let b: Vec<f64> = a.iter().map(|x| x * x * x).collect();
        let turned: Vec<f64> = b.iter().map(|x| -x).collect();
        assert_eq!(correlation(&ranks(&a), &ranks(&b)), Some(Correlation { rho: 1.0, p: 0.0 }));
        assert_eq!(correlation(&ranks(&a), &ranks(&turned)), Some(Correlation { rho: -1.0, p: 0.0 }));
    }

    #[test]
    fn nothing_is_said_of_few_pairs_or_of_what_does_not_vary() {
        assert_eq!(correlation(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), None);
        assert_eq!(correlation(&[1.0; 9], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]), None);
        assert_eq!((standing_out(7, 3, 0.95), standing_out(20, 0, 0.95)), (None, None));
    }

    #[test]
    fn a_correlation_just_standing_out_has_the_p_value_of_its_share_of_the_miss() {
        for (n, tried) in [(16, 200), (64, 10), (200, 1)] {
            let rho = standing_out(n, tried, 0.95).expect("enough");
            let t = rho * (count(n - 2) / (1.0 - rho * rho)).sqrt();
            let p = 2.0 * (1.0 - StudentsT::new(0.0, 1.0, count(n - 2)).expect("a law").cdf(t));
            assert!((p * count(tried) - 0.05).abs() < 1e-5, "{n} {tried} {p}");
        }
    }
}
