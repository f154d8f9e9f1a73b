//! Triage: how often a label is wrong, and the cost of a wrong one.

/// Chance of a wrong label: ε · (1 − q), q the triager's skill in the true category.
#[must_use]
pub fn mislabelled(error: f64, skill: f64) -> f64 {
    error * (1.0 - skill)
}

/// Share of wrong labels that name a given other category: uniform.
#[must_use]
pub fn taken_for(kinds: usize) -> f64 {
    1.0 / (kinds - 1) as f64
}

/// Means when a share of needs is labelled wrongly and capacity is ample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Misrouting {
    /// Days from onset to first service: a need sent to the wrong provider reaches the right one a day later.
    pub wait: f64,
    /// Deliveries per need.
    pub deliveries: f64,
    /// Minutes of intake per need: once at the office, once more at the wrong provider.
    pub intake: f64,
}

/// A share `wrong` of labels, an intake of this number of minutes.
#[must_use]
pub fn misrouting(wrong: f64, minutes: f64) -> Misrouting {
    Misrouting { wait: wrong, deliveries: 1.0 + wrong, intake: minutes * (1.0 + wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_skill_makes_no_error_and_two_categories_leave_no_choice() {
        assert!(mislabelled(0.4, 1.0) == 0.0 && (mislabelled(0.4, 0.25) - 0.3).abs() < 1e-15);
        assert!(taken_for(2) == 1.0 && (taken_for(3) - 0.5).abs() < 1e-15);
        assert!((misrouting(0.25, 8.0).intake - 10.0).abs() < 1e-15);
    }
}
