//! The omniscient bound (全知上界): what nobody could beat with the minutes of one run.
//!
//! For every run, nested optima over that run's own paid and volunteer minutes split `unmet_share_weighted` exactly into
//! shortage + space + category + foresight + discovery + coordination, each of them zero or more. The head of [`rungs`] says which limit each rung
//! adds, [`yardstick`] what a need takes at the least, [`capacity`] which minutes count, [`grid`] how efforts are kept, [`flow`] how
//! the optimum is found. What a bound leaves out (expiry, travel beyond the community, skill below 1, limits on open cases) makes it smaller
//! and the coordination gap greater; never the other way round.

pub mod capacity;
pub mod classes;
pub mod flow;
pub mod grid;
pub mod reach;
pub mod rungs;
pub mod yardstick;

use crate::model::state::arm::Arm;
use crate::world::World;

use classes::Arisen;
use rungs::RUNGS;

/// The six parts of the unmet share against the bound.
pub const GAPS: usize = RUNGS + 1;

/// Differences of less than this share of all weight are rounding.
const ROUNDING: f64 = 1e-9;

/// The parts of the unmet weight, in the order shortage, space, category, foresight, discovery, coordination, given what arose in each
/// subdistrict, its weight and that of what this run resolved.
#[must_use]
pub fn gaps(arm: &Arm, arisen: &[Arisen], world: &World, weight: f64, resolved: f64) -> [f64; GAPS] {
    let optima = rungs::optima(arm, arisen, world);
    let mut gaps = [0.0; GAPS];
    let mut above = weight;
    for (gap, optimum) in gaps.iter_mut().zip(optima.into_iter().chain([resolved])) {
        *gap = above - optimum;
        above = optimum;
        // Sums of the same weights in another order may differ in their last digits.
        if *gap < 0.0 && *gap > -ROUNDING * weight {
            above += *gap;
            *gap = 0.0;
        }
    }
    gaps
}
