//! A stretch (时段): days whose needs are drawn together, so that every policy walks through all of them before the next are drawn.

use std::ops::Range;

use rayon::prelude::*;

use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::world::World;
use crate::world::demand::{Arrivals, Demand};

use crate::base::draws::Keys;
use crate::engine::phase::{Lived, Moment};
use crate::engine::tick::Schedule;
use crate::model::state::arm::Arm;
use crate::model::state::watch::WatchDistrict;

/// Some days with all that arises on them.
#[derive(Clone, Debug)]
pub struct Stretch<'a> {
    world: &'a World,
    keys: &'a Keys,
    /// The needs, by owner.
    pub arrivals: &'a Of<SubdistrictId, Arrivals>,
    /// The days, from the start of the burn-in.
    pub days: Range<u16>,
}

/// Draws the needs of some days, one stretch after another, and hands each to `walk`, which lets this number of districts live through it.
///
/// # Errors
/// The first of `walk`; later days are not drawn then.
pub fn each<E>(
    world: &World,
    keys: &Keys,
    demand: &mut Demand,
    days: Range<u16>,
    districts: usize,
    parallel: bool,
    mut walk: impl FnMut(Stretch<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let most = demand.days_at_a_time(districts);
    let mut from = days.start;
    while from < days.end {
        let to = from.saturating_add(most).min(days.end);
        demand.draw(world, keys, from, to, parallel);
        walk(Stretch { world, keys, arrivals: &demand.arrivals, days: from..to })?;
        from = to;
    }
    Ok(())
}

impl Stretch<'_> {
    /// A district lives through these days, watched; `evening` sees both at the end of each.
    ///
    /// # Errors
    /// The first of `evening`; the district then stands at the end of that day.
    pub fn walk<W: WatchDistrict, E>(
        &self,
        arm: &mut Arm,
        watch: &mut W,
        parallel: bool,
        mut evening: impl FnMut(&Arm, &mut W, u16) -> Result<(), E>,
    ) -> Result<(), E> {
        let schedule = Schedule::of(&Lived::of(self.world, &arm.plan));
        for (place, day) in self.days.clone().enumerate() {
            let moment = Moment { world: self.world, keys: self.keys, day, arrivals: self.arrivals, place };
            schedule.day(arm, &moment, parallel, watch);
            evening(arm, watch, day)?;
        }
        Ok(())
    }
}

/// Does something for every policy: side by side while there are enough of them for all threads, else one after another; then `work` is told
/// to use the threads itself. Never both.
pub fn side_by_side<T: Send>(all: &mut [T], threads: usize, work: impl Fn(&mut T, bool) + Send + Sync) {
    if threads > 1 && all.len() >= threads {
        all.par_iter_mut().for_each(|one| work(one, false));
    } else {
        all.iter_mut().for_each(|one| work(one, threads > 1));
    }
}
