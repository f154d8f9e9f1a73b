//! Dependence (依赖度) of associations on public money: public support over support and the value of the volunteers' time.

use crate::base::calendar::{DAYS_PER_YEAR, FEN};
use crate::world::World;

/// Dependence of associations that get this support in a year, fen.
#[must_use]
pub fn of_associations(world: &World, support: f64) -> f64 {
    let keys = &world.keys.volunteer;
    let volunteers: f64 = world.places.communities.iter().map(|c| c.volunteers).sum();
    let hour = *world.keys.community_worker.wage * FEN / (f64::from(DAYS_PER_YEAR) * 8.0);
    let time = volunteers * *keys.hours_per_year * hour * *keys.shadow_wage;
    if support > 0.0 { support / (support + time) } else { 0.0 }
}
