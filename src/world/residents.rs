//! Residents as cells: community × segment.
//!
//! Overlapping groups are made exclusive by the order of the scenario's segments; the shipped base states the rule.

use crate::scenario::keys::quantity::{Keyed, Persons};
use crate::scenario::keys::world::Scenario;

/// Residents of one community by segment: given numbers are kept, the rest is divided in the district's proportions.
#[must_use]
pub fn by_segment(keys: &Scenario, residents: f64, given: Option<&Keyed<Persons>>) -> Vec<f64> {
    let fixed: Vec<Option<f64>> = keys.segment.iter().map(|(name, _)| given.and_then(|g| g.get(name)).map(|p| **p)).collect();
    let told: f64 = fixed.iter().flatten().sum();
    let open: f64 = keys.segment.iter().zip(&fixed).filter(|(_, f)| f.is_none()).map(|((_, s), _)| *s.share).sum();
    keys.segment
        .iter()
        .zip(&fixed)
        .map(|((_, s), f)| match f {
            Some(persons) => *persons,
            None if open > 0.0 => (residents - told).max(0.0) * *s.share / open,
            None => 0.0,
        })
        .collect()
}

/// Needs per person and year by (segment, category), row-major, scaled so that a district with the scenario's shares of segments
/// has `needs_per_resident` needs, divided over categories by `mix`:
///
/// `r[s][k] = needs · mix[k] · rate[s][k] / Σ_s share[s] · rate[s][k]`.
#[must_use]
pub fn rates(keys: &Scenario) -> Vec<f64> {
    let categories = keys.category.len();
    let scale = *keys.demand.needs_per_resident;
    let mut rates = vec![0.0; keys.segment.len() * categories];
    for (k, (name, category)) in keys.category.iter().enumerate() {
        let rate = |s: &crate::scenario::keys::needs::SegmentKeys| s.rate.get(name).map_or(0.0, |r| **r);
        let mean: f64 = keys.segment.iter().map(|(_, s)| *s.share * rate(s)).sum();
        for (s, (_, segment)) in keys.segment.iter().enumerate() {
            if mean > 0.0 {
                rates[s * categories + k] = scale * *category.mix * rate(segment) / mean;
            }
        }
    }
    rates
}
