//! What a search for budgets of equal means found, as the manifest keeps it.

use crate::scenario::keys::world::Parity as Rule;
use serde::{Deserialize, Serialize};

/// The budget found for a policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The policy.
    pub policy: String,
    /// Its budget factor.
    pub factor: f64,
    /// Measure over the baseline's, less 1, on the pilots.
    pub pilot_residual: f64,
    /// Whether that is within the limit.
    pub reached: bool,
    /// Whether more money never bought less, of all factors tried.
    pub monotone: bool,
    /// Factors tried.
    pub tried: u32,
}

/// What was searched for, and found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parity {
    /// The rule.
    pub rule: Rule,
    /// Digest of the plan before the search: equal questions have equal answers.
    pub asked: String,
    /// Pilot replicates.
    pub pilots: Vec<u32>,
    /// What was found, in the order of the policies, the baseline left out.
    pub found: Vec<Found>,
}
