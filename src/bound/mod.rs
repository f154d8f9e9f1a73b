//! The omniscient bound (全知上界): what no allocation of one run's minutes could beat.
//!
//! For every run, nested optima over that run's own paid and volunteer minutes split `unmet_share_weighted` exactly into
//! shortage + space + category + foresight + discovery + coordination, each of them nonnegative. [`rungs`] describes the limit that each
//! rung adds, [`yardstick`] the minimum effort of a need, [`capacity`] which minutes count, [`grid`] how efforts are stored, [`flow`] how
//! the optimum is found. What the bound ignores (expiry, travel beyond the community, skill below 1, limits on open cases) makes the
//! shortage smaller and the coordination gap larger, never the reverse.

pub mod capacity;
pub mod classes;
pub mod flow;
pub mod grid;
pub mod reach;
pub mod rungs;
pub mod watch;
pub mod yardstick;

use crate::model::state::arm::Arm;
use crate::world::World;

use classes::Arisen;
use rungs::RUNGS;
use watch::Bounded;
use yardstick::Yardstick;

/// The six parts of the unmet share against the bound.
pub const GAPS: usize = RUNGS + 1;

/// Differences of less than this share of all weight are rounding.
const ROUNDING: f64 = 1e-9;

/// The parts of the unmet weight, in the order shortage, space, category, foresight, discovery, coordination, given the needs that arose
/// in each subdistrict, their weight and the weight resolved by this run.
#[must_use]
pub fn gaps(
    arm: &Arm,
    bounded: &[&Bounded<'_>],
    arisen: &[Arisen],
    yardstick: &Yardstick,
    world: &World,
    weight: f64,
    resolved: f64,
) -> [f64; GAPS] {
    let optima = rungs::optima(arm, bounded, arisen, yardstick, world);
    let mut gaps = [0.0; GAPS];
    let mut above = weight;
    for (gap, optimum) in gaps.iter_mut().zip(optima.into_iter().chain([resolved])) {
        *gap = above - optimum;
        above = optimum;
        // Sums of the same weights in a different order may differ in the last digits.
        if *gap < 0.0 && *gap > -ROUNDING * weight {
            above += *gap;
            *gap = 0.0;
        }
    }
    gaps
}
