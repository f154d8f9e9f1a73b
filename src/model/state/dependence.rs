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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::reference::world;

    #[test]
    fn associations_depend_by_half_on_support_that_is_worth_what_their_volunteers_give() {
        let world = world(&["volunteer.shadow_wage=0.5", "volunteer.hours_per_year=40", "community_worker.wage=60000"]);
        let volunteers: f64 = world.places.communities.iter().map(|c| c.volunteers).sum();
        // An hour of a community worker is a 2,000th of 60,000 yuan; theirs is worth half of it.
        let time = volunteers * 40.0 * 15.0 * 100.0;
        assert!(volunteers > 100.0);
        assert!((of_associations(&world, time) - 0.5).abs() < 1e-12);
        assert!((of_associations(&world, 3.0 * time) - 0.75).abs() < 1e-12);
        assert_eq!(of_associations(&world, 0.0), 0.0);
    }
}
