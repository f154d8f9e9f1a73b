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
    // With x sorted, ½ Σ_i Σ_j w_i w_j |x_i − x_j| = Σ_i W_i (1 − W_i) (x_{i+1} − x_i), W_i the weight up to i: no term is negative, and all
    // are exactly 0 where there is no inequality.
    let (mut below, mut sum) = (0.0, 0.0);
    for pair in points.windows(2) {
        below += pair[0].1;
        sum += below / all * ((all - below) / all).max(0.0) * (pair[1].0 - pair[0].0);
    }
    (sum / mean).min(1.0)
}

/// Theil index T of weighted values: Σ w_i (x_i/x̄) ln(x_i/x̄), weights as shares; 0 for nothing to compare or a mean of 0.
#[must_use]
pub fn theil(points: &[(f64, f64)]) -> f64 {
    let all: f64 = points.iter().map(|p| p.1).sum();
    let mean = points.iter().map(|p| p.0 * p.1).sum::<f64>() / all;
    if mean.is_nan() || mean <= 0.0 {
        return 0.0;
    }
    let term = |x: f64| if x > 0.0 { x / mean * libm::log(x / mean) } else { 0.0 };
    points.iter().map(|&(x, w)| w / all * term(x)).sum()
}

/// Theil index of grouped values as its two parts: within groups and between them; they add up to the whole.
#[must_use]
pub fn theil_parts(groups: &[Vec<(f64, f64)>]) -> (f64, f64) {
    let weight = |g: &[(f64, f64)]| g.iter().map(|p| p.1).sum::<f64>();
    let held = |g: &[(f64, f64)]| g.iter().map(|p| p.0 * p.1).sum::<f64>();
    let total: f64 = groups.iter().map(|g| held(g)).sum();
    if total.is_nan() || total <= 0.0 {
        return (0.0, 0.0);
    }
    let within = groups.iter().filter(|g| !g.is_empty()).map(|g| held(g) / total * theil(g)).sum();
    let means: Vec<(f64, f64)> = groups.iter().filter(|g| weight(g) > 0.0).map(|g| (held(g) / weight(g), weight(g))).collect();
    (within, theil(&means))
}

/// Concentration index (集中指数) of weighted values in the order of some rank: C = 2 Σ w_i x_i R_i / x̄ − 1, weights as shares, R_i the weight before
/// i and half of its own. Below 0 where values are greater among the first; `NaN` for nothing to compare or a mean of 0.
#[must_use]
pub fn concentration(points: &[(f64, f64)]) -> f64 {
    let all: f64 = points.iter().map(|p| p.1).sum();
    let held: f64 = points.iter().map(|p| p.0 * p.1).sum();
    if held.is_nan() || held <= 0.0 {
        return f64::NAN;
    }
    let (mut before, mut sum) = (0.0, 0.0);
    for &(x, w) in points {
        sum += x * w * (before + w / 2.0) / all;
        before += w;
    }
    (2.0 * sum / held - 1.0).clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unmet_needs_of_the_first_alone_are_concentrated_there() {
        // Ranks of a quarter and three quarters: 2 · ½ · ¼ / ½ − 1.
        assert_eq!(concentration(&[(1.0, 5.0), (0.0, 5.0)]), -0.5);
        assert_eq!(concentration(&[(0.0, 5.0), (1.0, 5.0)]), 0.5);
        assert!(concentration(&[(0.3, 1.0), (0.3, 2.0), (0.3, 1.0)]).abs() < 1e-12);
        assert!(concentration(&[(0.0, 1.0)]).is_nan() && concentration(&[]).is_nan());
    }

    #[test]
    fn the_index_of_one_two_three_four_is_a_quarter() {
        let mut points = [(4.0, 1.0), (1.0, 1.0), (3.0, 1.0), (2.0, 1.0)];
        assert!((gini(&mut points) - 0.25).abs() < 1e-12);
    }

    #[test]
    fn where_all_are_equal_the_index_is_zero_to_the_last_digit() {
        // Weighted means of these are off by one in the last digit.
        let mut points: Vec<(f64, f64)> = (1..40).map(|w| (0.1, f64::from(w) * 0.1)).collect();
        assert_eq!(gini(&mut points), 0.0);
        assert_eq!(gini(&mut [(2.0, 5.0), (2.0, 1.0)]), 0.0);
    }

    #[test]
    fn theil_of_one_two_three_four_splits_into_within_and_between() {
        let points = [(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0)];
        assert!((theil(&points) - 0.106_440).abs() < 1e-6);
        let groups = [vec![(1.0, 1.0), (4.0, 2.5)], vec![(2.0, 0.5)], vec![(3.0, 1.0), (0.0, 1.0)]];
        let (within, between) = theil_parts(&groups);
        let whole = theil(&groups.concat());
        assert!((within + between - whole).abs() < 1e-12 && within > 0.0 && between > 0.0);
        assert!(theil(&[(2.0, 1.0), (2.0, 3.0)]).abs() < 1e-15);
    }
}
