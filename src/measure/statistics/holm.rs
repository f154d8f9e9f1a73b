//! Several comparisons at once: p-values of paired t tests, and Holm's step-down adjustment, which holds the chance of one false
//! discovery or more in a family at the level, however the tests depend on each other.
//!
//! A test asks whether the mean of n paired differences is 0: T = d̄ / (s_d / √n), p = 2·P(t₍ₙ₋₁₎ > |T|). It assumes that the mean of n
//! differences is nearly normal. Of m tests with p₍₁₎ ≤ … ≤ p₍ₘ₎ the adjusted ones are
//!
//! p̃₍ᵢ₎ = max over j ≤ i of min(1, (m − j + 1)·p₍ⱼ₎)
//!
//! so that "p̃ ≤ α" rejects what Holm's procedure at level α rejects (Holm 1979; Wright 1992 for adjusted p-values). It assumes nothing
//! on the dependence of the tests, which policies that share their baseline and their needs certainly have.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{count, mean, nine_decimals, sample_variance};

/// The two-sided p-value of a Student statistic, 2·P(t > |T|), to nine decimals like the quantiles: 0 means below 5·10⁻¹⁰.
///
/// Nothing without degrees of freedom, or when the statistic is no number.
#[must_use]
pub fn two_sided(statistic: f64, degrees: usize) -> Option<f64> {
    if degrees == 0 || statistic.is_nan() {
        return None;
    }
    if statistic.is_infinite() {
        return Some(0.0);
    }
    let t = StudentsT::new(0.0, 1.0, count(degrees)).ok()?;
    Some(nine_decimals((2.0 * t.sf(statistic.abs())).clamp(0.0, 1.0)))
}

/// The p-value of the paired t test of differences against a mean of 0.
///
/// Differences that are all the same have p = 1 when they are 0 and p = 0 otherwise. Nothing for fewer than two.
#[must_use]
pub fn of_differences(differences: &[f64]) -> Option<f64> {
    let centre = mean(differences)?;
    let error = (sample_variance(differences)? / count(differences.len())).sqrt();
    if centre == 0.0 {
        return Some(1.0);
    }
    two_sided(centre / error, differences.len() - 1)
}

/// Holm's adjusted p-values, in the order of the tests. A p-value that is no number counts as 1: a test without a result rejects nothing,
/// but is part of the family.
#[must_use]
pub fn adjusted(p: &[f64]) -> Vec<f64> {
    let p: Vec<f64> = p.iter().map(|&p| if p.is_nan() { 1.0 } else { p }).collect();
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = vec![0.0; p.len()];
    let mut least: f64 = 0.0;
    for (step, &test) in order.iter().enumerate() {
        least = least.max(count(p.len() - step) * p[test]).min(1.0);
        adjusted[test] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_values_are_those_of_the_exact_laws() {
        // One degree of freedom is Cauchy's law: P(|T| > 1) = 1/2. Two: P(|T| > t) = 1 − t/√(2 + t²).
        assert_eq!(two_sided(1.0, 1), Some(0.5));
        let t: f64 = 3.0;
        let exact = 1.0 - t / (2.0 + t * t).sqrt();
        assert!((two_sided(-t, 2).expect("exists") - exact).abs() < 1e-9);
        assert!((two_sided(2.262_157_163, 9).expect("exists") - 0.05).abs() < 1e-8);
        assert_eq!((two_sided(1.0, 0), two_sided(f64::NAN, 4)), (None, None));
    }

    #[test]
    fn the_sleep_data_of_student_have_his_p_value() {
        // Student (1908), ten patients, difference of two drugs: t = 4.0621, df = 9, p = .002833.
        let differences = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
        assert!((of_differences(&differences).expect("ten") - 0.002_833).abs() < 5e-7);
    }

    #[test]
    fn differences_without_spread_are_certain() {
        assert_eq!(of_differences(&[0.0, 0.0, 0.0]), Some(1.0));
        assert_eq!(of_differences(&[0.5, 0.5]), Some(0.0));
        assert_eq!(of_differences(&[0.5]), None);
    }

    #[test]
    fn adjusted_values_are_those_of_the_definition() {
        // m = 4: .005·4, .01·3 = .03, .03·2 = .06, .04·1 raised to .06.
        let adjusted = adjusted(&[0.01, 0.04, 0.03, 0.005]);
        for (a, b) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((a - b).abs() < 1e-15, "{a} {b}");
        }
    }

    #[test]
    fn adjusted_values_are_at_least_the_plain_ones_and_at_most_those_of_bonferroni() {
        let p = [0.2, 0.001, 0.9, 0.04, 0.04];
        for (adjusted, p) in adjusted(&p).into_iter().zip(p) {
            assert!(adjusted >= p && adjusted <= (5.0 * p).min(1.0));
        }
        assert_eq!(adjusted(&[]), Vec::<f64>::new());
        assert_eq!(adjusted(&[f64::NAN, 0.02]), [1.0, 0.04]);
    }
}
