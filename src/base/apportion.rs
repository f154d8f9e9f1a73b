//! Whole numbers dealt by weight: the method of largest remainders.

use super::draws;

/// Deals a whole number by weights: floors, then the largest remainders; equals in an order that favours no place in the list.
#[must_use]
pub fn apportion(total: u64, weights: &[f64]) -> Vec<u64> {
    apportion_among(total, weights, |i| i as u64)
}

/// As [`apportion`], among parties that have an identity: equals come in an order that depends on it and on nobody else.
#[must_use]
pub fn apportion_among(total: u64, weights: &[f64], identity: impl Fn(usize) -> u64) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 || weights.is_empty() {
        let number = weights.len().max(1) as u64;
        return (0..weights.len() as u64).map(|i| total / number + u64::from(i < total % number)).collect();
    }
    let exact: Vec<f64> = weights.iter().map(|w| total as f64 * w / sum).collect();
    let mut dealt: Vec<u64> = exact.iter().map(|e| *e as u64).collect();
    let given: u64 = dealt.iter().sum();
    let rest = total.saturating_sub(given) as usize;
    // Who has the largest remainders is all that counts, not their order.
    let mut order: Vec<(f64, u64, u32)> =
        exact.iter().zip(&dealt).enumerate().map(|(i, (e, d))| (e - *d as f64, draws::mix(identity(i) + 1), i as u32)).collect();
    if 0 < rest && rest < order.len() {
        order.select_nth_unstable_by(rest - 1, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    }
    for &(.., i) in order.iter().cycle().take(rest) {
        dealt[i as usize] += 1;
    }
    dealt
}
