//! One replicate, run up to the moment at which policies part, and from there as often as is asked with something to watch for.

use std::fmt;

use crate::base::draws::Keys;
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::engine::block::{Conditions, Engine, Halt};
use crate::engine::stretch;
use crate::measure::trace::Trace;
use crate::model::compiled::Plan;
use crate::model::state::arm::Arm;
use crate::model::state::watch::WatchDistrict;
use crate::world::demand::Demand;

/// One replicate at the moment at which policies part.
pub struct Fork<'a> {
    engine: &'a Engine,
    how: Conditions<'a>,
    keys: Keys,
    /// The district at that moment.
    pub(super) trunk: Arm,
    demand: Demand,
}

/// What was seen in each subdistrict.
pub type Traces = Of<SubdistrictId, Trace>;

impl<'a> Fork<'a> {
    /// Runs the burn-in of a replicate.
    ///
    /// # Errors
    /// When told to stop, or when an account does not close.
    pub fn new(engine: &'a Engine, replicate: u32, how: Conditions<'a>) -> Result<Self, Halt> {
        let keys = Keys::new(engine.seed(replicate));
        let mut demand = Demand::new(&engine.world, &keys);
        let trunk = engine.burn_in(&keys, &mut demand, &how)?;
        Ok(Self { engine, how, keys, trunk, demand })
    }

    /// Keys of the replicate.
    #[must_use]
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Runs the first days of the window under some of the engine's policies, with a copy of `watch` in every subdistrict of each; gives the
    /// districts and what was seen in them.
    ///
    /// # Errors
    /// When told to stop.
    pub fn walk(&self, policies: &[usize], watch: &Trace, days: u16) -> Result<Vec<(Arm, Traces)>, Halt> {
        self.walk_with(policies, days, || Of::alike(watch.clone(), self.engine.world.places.subdistricts.len()))
    }

    /// The same for any watcher of a district, one for each policy.
    ///
    /// # Errors
    /// When told to stop.
    pub fn walk_with<W: WatchDistrict>(
        &self,
        policies: &[usize],
        days: u16,
        watch: impl Fn() -> W,
    ) -> Result<Vec<(Arm, W)>, Halt> {
        let world = &self.engine.world;
        let start = world.burn_in_days();
        let mut demand = self.demand.clone();
        let mut arms: Vec<(Arm, W)> = policies
            .iter()
            .map(|&p| {
                let plan = Plan::new(world, &self.engine.policies[p].1);
                (self.trunk.branch(world, &self.keys, plan, start), watch())
            })
            .collect();
        let several = self.how.threads > 1;
        let end = start + days.min(world.window_days());
        stretch::each(world, &self.keys, &mut demand, start..end, policies.len(), several, |days| {
            stretch::side_by_side(&mut arms, self.how.threads, |(arm, watch), inner| {
                // Told to stop: which is asked below.
                let _ = days.walk(arm, watch, inner, |_, _, _| {
                    (self.how.progress)(1);
                    self.how.go_on()
                });
            });
            self.how.go_on()
        })?;
        Ok(arms)
    }
}

impl fmt::Debug for Fork<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fork").finish_non_exhaustive()
    }
}
