//! Waits by Kaplan–Meier: needs that leave without service are censored, not forgotten.

/// Survival of waiting from counts by day: `S(t) = Π_{d ≤ t} (1 − served[d] / at risk[d])`.
#[derive(Clone, Debug)]
pub struct Survival {
    curve: Vec<f64>,
}

impl Survival {
    /// From counts of those served and those who left unserved on each day; the last day includes everything later.
    #[must_use]
    pub fn new(served: &[u64], censored: &[u64]) -> Self {
        let mut at_risk: u64 = served.iter().chain(censored).sum();
        let mut survival = 1.0;
        let mut curve = Vec::with_capacity(served.len());
        for (&s, &c) in served.iter().zip(censored) {
            if at_risk > 0 {
                survival *= 1.0 - s as f64 / at_risk as f64;
            }
            curve.push(survival);
            at_risk -= (s + c).min(at_risk);
        }
        Self { curve }
    }

    /// Mean restricted to the horizon, days: Σ_{t < horizon} S(t).
    #[must_use]
    pub fn restricted_mean(&self) -> f64 {
        let horizon = self.curve.len().saturating_sub(1);
        self.curve[..horizon].iter().sum()
    }

    /// The share that is left at the horizon.
    #[must_use]
    pub fn left(&self) -> f64 {
        self.curve.last().copied().unwrap_or(f64::NAN)
    }

    /// First day by which half are served, if that day is within the horizon.
    #[must_use]
    pub fn median(&self) -> Option<usize> {
        self.curve.iter().position(|&s| s <= 0.5).filter(|&d| d + 1 < self.curve.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_censoring_the_restricted_mean_is_the_mean() {
        // Served after 0, 1, 1, 3 days: mean 1.25.
        let s = Survival::new(&[1, 2, 0, 1, 0, 0], &[0; 6]);
        assert!((s.restricted_mean() - 1.25).abs() < 1e-12);
        assert_eq!(s.median(), Some(1));
    }

    #[test]
    fn those_who_leave_are_at_risk_until_they_leave() {
        // Two served at day 2, two leave at day 1: S = 1, 1, 0.
        let s = Survival::new(&[0, 0, 2, 0], &[0, 2, 0, 0]);
        assert!((s.restricted_mean() - 2.0).abs() < 1e-12);
    }
}
