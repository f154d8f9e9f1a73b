//! Runs with recorded lives: every need is followed from onset to end, the world drains until no need is left, and every account is
//! audited on every tick.
//!
//! The recorded lives are then compared with what the engine counted, or with a rule, in integers: [`super::sojourn`],
//! [`super::effort`], [`super::turns`].

use super::case::{Case, Measure};
use crate::base::draws;
use crate::base::draws::Keys;
use crate::base::need::{ByStage, Need};
use crate::engine::audit;
use crate::measure::trace::{Happening, Trace};
use crate::model::compiled::Plan;
use crate::model::state::arm::Arm;
use crate::model::state::minutes::Account;

use crate::scenario::keys::policy::Policy;
use crate::scenario::keys::quantity::Positive;
use crate::world::World;
use crate::world::demand::Demand;
use crate::world::sites::ByParty;

/// Latest day of the draining.
const LAST_DAY: u16 = 60_000;

/// What a run recorded.
#[derive(Clone, Debug, Default)]
pub struct Lived {
    /// What happened to needs, in the order in which it happened.
    pub happenings: Vec<Happening>,
    /// Needs as they arose.
    pub births: Vec<Need>,
    /// Sums of the evening counts by stage.
    pub counted: ByStage<u64>,
    /// Direct minutes booked, by party.
    pub direct: ByParty<u64>,
    /// Needs that arose.
    pub arisen: u64,
    /// Needs left at the end: 0.
    pub left: u64,
}

/// An integer by a rule, or by lives, and as counted by the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Of what.
    pub measure: Measure,
    /// Of which stage, party, delivery.
    pub detail: String,
    /// By the rule.
    pub law: u64,
    /// In the run.
    pub run: u64,
}

/// Runs a replicate of a case under a policy until it has drained.
///
/// # Errors
/// When an account does not close on some tick; the text says which.
pub fn drain(case: &Case, world: &World, policy: &Policy, replicate: u32) -> Result<Lived, String> {
    let keys = Keys::new(draws::replicate_seed(world.keys.run.root_seed.get(), replicate));
    let mut arm = Arm::new(world, &keys, Plan::new(world, policy));
    let mut watch = vec![Trace { everyone: true, ..Trace::default() }; arm.subs.len()];
    // The same world in which hardly anything arises any more.
    let mut quiet = world.clone();
    quiet.keys.demand.needs_per_resident = Positive::new(Positive::LOW).unwrap_or(quiet.keys.demand.needs_per_resident);
    let (mut demand, mut none) = (Demand::new(world, &keys), Demand::new(&quiet, &keys));
    let busy = case.keys.days.get() as u16;
    let mut lived = Lived::default();
    for day in 0..LAST_DAY {
        let source = if day < busy { &mut demand } else { &mut none };
        source.draw(world, &keys, day, day + 1, false);
        arm.tick(world, &keys, day, &source.arrivals, 0, false, &mut watch);
        audit::check(&arm, world, day)?;
        let stages = arm.stages();
        for (counted, n) in lived.counted.iter_mut().zip(stages) {
            *counted += n.max(0) as u64;
        }
        for (party, minutes) in arm.subs.iter().flat_map(|sub| sub.each_day(world)) {
            lived.direct[party] += u64::from(minutes.booked[Account::Direct]);
        }
        if day >= busy && stages.iter().all(|&n| n == 0) {
            break;
        }
    }
    lived.left = arm.stages().iter().map(|n| n.unsigned_abs()).sum();
    lived.arisen = arm.subs.iter().map(|s| s.cases.accounts.arisen).sum();
    for trace in watch {
        lived.happenings.extend(trace.happenings);
        lived.births.extend(trace.births);
    }
    lived.happenings.sort_by_key(|h| (h.day, h.order));
    Ok(lived)
}
