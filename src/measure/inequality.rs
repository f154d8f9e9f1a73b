//! Inequality of a quantity between cells.

/// Gini index of weighted values: G = Σ_i Σ_j w_i w_j |x_i − x_j| / (2 x̄), weights as shares. Sorts its input; 0 for no inequality,
/// nothing to compare, or a mean of 0.
#[must_use]
pub fn gini(points: &mut [(f64, f64)]) -> f64 {
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let all: f64 = points.iter().map(|p| p.1).sum();
    let mean: f64 = points.iter().map(|p| p.0 * p.1).sum::<f64>() / all;
    if mean.is_nan() || mean <= 0.0 {
        return 0.0;
    }
    // With x sorted, Σ_i Σ_j w_i w_j |x_i − x_j| = 2 Σ_i w_i x_i (W_before − W_after).
    let (mut before, mut sum) = (0.0, 0.0);
    for &(x, w) in points.iter() {
        let w = w / all;
        sum += w * x * (2.0 * before + w - 1.0);
        before += w;
    }
    sum / mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_one_two_three_four_is_a_quarter() {
        let mut points = [(4.0, 1.0), (1.0, 1.0), (3.0, 1.0), (2.0, 1.0)];
        assert!((gini(&mut points) - 0.25).abs() < 1e-12);
        assert!(gini(&mut [(2.0, 5.0), (2.0, 1.0)]).abs() < 1e-12);
    }
}
