//! Parity (同等投入): what policies have in common, and by how much a run misses it.
//!
//! `equal_public`: outlays of the window over the public budget that accrued in it, less 1. Deliveries count on their day, whenever
//! it is paid. `equal_paid_hours`, `equal_social_cost`: hours or cost of the run over those of the baseline in the same
//! replicate, less 1.

use super::costs::{Costs, PAID};
use super::ledger::{Ledger, Quarter};
use crate::base::calendar::FEN;
use crate::scenario::keys::world::Parity;
use crate::world::World;

/// Limit of the residual of `equal_public`.
pub const PUBLIC_LIMIT: f64 = 0.001;
/// Limit of the residual of the others.
pub const SEARCH_LIMIT: f64 = 0.005;

/// Consumption of a run in its window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Means {
    /// Public outlays, yuan.
    pub public: f64,
    /// Public budget accrued, yuan.
    pub entitlement: f64,
    /// Minutes paid: offices, stations, organisations, clerks.
    pub paid_minutes: u64,
    /// Social cost, yuan.
    pub social: f64,
}

impl Means {
    /// Consumption in the window so far, from the ledger and these minutes of families.
    #[must_use]
    pub fn of(ledger: &Ledger, family_minutes: u64, world: &World) -> Self {
        let total = ledger.total();
        Self::from(&total, &Costs::of(&total, family_minutes, world))
    }

    /// The same from the sums of a ledger and the costs that follow from them.
    #[must_use]
    pub fn from(total: &Quarter, costs: &Costs) -> Self {
        Self {
            public: costs.public,
            entitlement: total.entitlement as f64 / FEN,
            paid_minutes: PAID.iter().map(|&p| total.minutes[p].iter().sum::<u64>()).sum(),
            social: costs.social(),
        }
    }

    /// The quantity that must be equal under a rule: public outlays, minutes or cost.
    #[must_use]
    pub const fn measure(&self, rule: Parity) -> f64 {
        match rule {
            Parity::EqualPublic => self.public,
            Parity::EqualPaidHours => self.paid_minutes as f64,
            Parity::EqualSocialCost => self.social,
        }
    }

    /// By how much a run misses parity; `baseline` is the baseline's run of the same replicate.
    #[must_use]
    pub fn residual(&self, rule: Parity, baseline: &Self) -> f64 {
        let of = match rule {
            Parity::EqualPublic => self.entitlement,
            _ => baseline.measure(rule),
        };
        if of > 0.0 { self.measure(rule) / of - 1.0 } else { f64::NAN }
    }
}

/// Limit of the residual under a rule.
#[must_use]
pub const fn limit(rule: Parity) -> f64 {
    match rule {
        Parity::EqualPublic => PUBLIC_LIMIT,
        _ => SEARCH_LIMIT,
    }
}
