//! Sums of the subdistricts' counters over the district.

use super::counts::{Cohort, Traffic, Year};
use super::seen::Seen;
use super::tries::Tries;
use crate::world::World;

/// Counts of a run over all subdistricts.
#[derive(Clone, Debug)]
pub struct Totals {
    /// The window's cohort.
    pub cohort: Cohort,
    /// The cohort of its last two years.
    pub late: Cohort,
    /// Needs of the window by year of onset.
    pub years: Vec<Year>,
    /// Decisions and hand-offs.
    pub traffic: Traffic,
    /// Tries of service.
    pub tries: Tries,
    /// Waits from onset over categories, by day: served, left.
    pub waits: [Vec<u64>; 2],
    /// Waits from voicing, by day: served, left.
    pub waits_known: [Vec<u64>; 2],
}

impl Totals {
    /// Sums the tallies of a district.
    #[must_use]
    pub fn of(seen: Seen<'_>) -> Self {
        let mut sum = Self {
            cohort: Cohort::default(),
            late: Cohort::default(),
            years: Vec::new(),
            traffic: Traffic::default(),
            tries: Tries::default(),
            waits: [Vec::new(), Vec::new()],
            waits_known: [Vec::new(), Vec::new()],
        };
        for tally in seen.tallies() {
            sum.cohort.add(&tally.early);
            sum.cohort.add(&tally.late);
            sum.late.add(&tally.late);
            sum.traffic.add(&tally.traffic);
            sum.tries.add(&tally.tries);
            sum.years.resize(tally.years.len(), Year::default());
            for (to, from) in sum.years.iter_mut().zip(&tally.years) {
                to.add(from);
            }
            let days = tally.horizon + 1;
            for (to, from) in sum.waits.iter_mut().zip([&tally.served, &tally.censored]) {
                to.resize(days, 0);
                for (i, &n) in from.iter().enumerate() {
                    to[i % days] += u64::from(n);
                }
            }
            for (to, from) in sum.waits_known.iter_mut().zip([&tally.served_known, &tally.censored_known]) {
                to.resize(days, 0);
                for (t, &n) in to.iter_mut().zip(from) {
                    *t += u64::from(n);
                }
            }
        }
        sum
    }
}

/// Counts by severity, weighted: Σ_s w_s n_s.
#[must_use]
pub fn weighted(counts: [u64; 3], world: &World) -> f64 {
    counts.iter().zip(&world.keys.measure.severity_weight).map(|(&n, w)| n as f64 * **w).sum()
}

/// a / b; `NaN` where b is not positive.
#[must_use]
pub fn ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { f64::NAN }
}
