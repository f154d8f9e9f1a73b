//! Little's law as an identity of whole numbers: over a run that drains until nobody is left, the need-days counted stage by stage every
//! evening equal the days that single lives spent in that stage.
//!
//! The one side is the engine's counts by stage, the other the moves of every life as the trace wrote them down.

use super::case::Case;
use crate::engine::arm::Arm;
use crate::engine::audit;
use crate::engine::draws::{self, Keys};
use crate::model::need::{STAGES, Stage};
use crate::model::plan::Plan;
use crate::model::trace::{Trace, What};
use crate::scenario::policy_keys::Policy;
use crate::scenario::quantity::Positive;
use crate::world::World;
use crate::world::demand::Demand;

/// Latest day of the draining.
const LAST_DAY: u16 = 60_000;

/// Need-days by stage: from lives, and as counted; with the needs that arose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sojourn {
    /// From the moves of single lives.
    pub lived: [u64; STAGES],
    /// Sum of the evening counts.
    pub counted: [u64; STAGES],
    /// Needs that arose.
    pub arisen: u64,
    /// Needs left at the end: 0.
    pub left: u64,
}

/// Runs a replicate of a case under a policy until it has drained.
///
/// # Errors
/// When an account does not close on some tick; the text says which.
pub fn run(case: &Case, world: &World, policy: &Policy, replicate: u32) -> Result<Sojourn, String> {
    let keys = Keys::new(draws::replicate_seed(world.keys.run.root_seed.get(), replicate));
    let mut arm = Arm::new(world, &keys, Plan::new(world, policy));
    for sub in &mut arm.subs {
        sub.trace = Some(Box::default());
    }
    arm.open_window();
    // The same world in which hardly anything arises any more.
    let mut quiet = world.clone();
    quiet.keys.demand.needs_per_resident = Positive::new(Positive::LOW).unwrap_or(quiet.keys.demand.needs_per_resident);
    let (mut demand, mut none) = (Demand::new(world, &keys), Demand::new(&quiet, &keys));
    let busy = case.keys.days.get() as u16;
    let mut sum = Sojourn::default();
    for day in 0..LAST_DAY {
        let source = if day < busy { &mut demand } else { &mut none };
        source.draw(world, &keys, day, day + 1, false);
        follow(&mut arm, source);
        arm.tick(world, &keys, day, &source.arrivals, 0, false);
        audit::check(&arm, world, day)?;
        let stages = arm.stages();
        for (counted, n) in sum.counted.iter_mut().zip(stages) {
            *counted += n.max(0) as u64;
        }
        if day >= busy && stages.iter().all(|&n| n == 0) {
            break;
        }
    }
    sum.left = arm.stages().iter().map(|n| n.unsigned_abs()).sum();
    sum.arisen = arm.subs.iter().map(|s| s.tally.arisen).sum();
    lives(&mut arm, &mut sum);
    Ok(sum)
}

/// Every need that arises today is followed, wherever it goes.
fn follow(arm: &mut Arm, demand: &Demand) {
    let mut ids: Vec<u64> = demand.arrivals.iter().flat_map(|a| a.day(0)).map(|onset| onset.id).collect();
    if ids.is_empty() {
        return;
    }
    ids.sort_unstable();
    let clock = arm.subs.iter().find_map(|s| s.trace.as_ref().map(|t| t.clock.clone())).unwrap_or_default();
    for trace in arm.subs.iter_mut().filter_map(|s| s.trace.as_mut()) {
        trace.ids.extend_from_slice(&ids);
        trace.ids.sort_unstable();
        trace.clock = clock.clone();
    }
}

/// Adds up the days of every life.
fn lives(arm: &mut Arm, sum: &mut Sojourn) {
    let traces: Vec<Box<Trace>> = arm.subs.iter_mut().filter_map(|s| s.trace.take()).collect();
    let mut moves: Vec<_> = traces.iter().flat_map(|t| &t.happenings).copied().collect();
    moves.sort_unstable_by_key(|h| (h.id, h.order));
    let mut now: Option<(u64, Stage, u16)> = None;
    for happening in moves {
        let to = match happening.what {
            What::Arose => Stage::Latent,
            What::Moved(_, to) => to,
            _ => continue,
        };
        if let Some((id, stage, since)) = now
            && id == happening.id
        {
            sum.lived[stage as usize] += u64::from(happening.day - since);
        }
        now = Some((happening.id, to, happening.day));
    }
}
