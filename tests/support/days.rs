//! A policy day by day, in the hands of a test.

#![allow(dead_code, reason = "every test program uses a part of this")]

use std::sync::atomic::AtomicBool;

use sanshe::base::draws::Keys;
use sanshe::engine::audit;
use sanshe::engine::block::{Conditions, Engine};
use sanshe::measure::collect::Collect;
use sanshe::measure::ledger::Ledger;
use sanshe::model::compiled::Plan;
use sanshe::model::state::arm::Arm;
use sanshe::model::state::watch::WatchDistrict;
use sanshe::world::demand::Demand;

/// A policy from the day on which it takes over from the engine's baseline, day by day.
pub struct Days<'a> {
    /// The engine.
    pub engine: &'a Engine,
    /// Keys of the replicate.
    pub keys: Keys,
    demand: Demand,
    /// The district under the policy.
    pub arm: Arm,
    /// Minutes and money since the policy began.
    pub ledger: Ledger,
    /// Today.
    pub day: u16,
}

impl<'a> Days<'a> {
    /// The district on the day on which a policy of the engine takes over.
    pub fn of(engine: &'a Engine, policy: usize) -> Self {
        let how = Conditions {
            audit: true,
            threads: 1,
            collect: Collect::NONE,
            stop: &AtomicBool::new(false),
            progress: &|_| {},
            ..Conditions::default()
        };
        let (world, keys) = (&engine.world, Keys::new(engine.seed(0)));
        let mut demand = Demand::new(world, &keys);
        let day = world.burn_in_days();
        let trunk = engine.burn_in(&keys, &mut demand, &how).expect("every account closes on every tick");
        let arm = trunk.branch(world, &keys, Plan::new(world, &engine.policies[policy].1), day);
        Self { engine, keys, demand, arm, ledger: Ledger::default(), day }
    }

    /// A day passes.
    pub fn pass(&mut self) {
        let mut ledger = std::mem::take(&mut self.ledger);
        self.pass_watched(&mut ledger);
        self.ledger = ledger;
    }

    /// A day passes, and somebody watches.
    pub fn pass_watched(&mut self, watch: &mut dyn WatchDistrict) {
        let world = &self.engine.world;
        self.demand.draw(world, &self.keys, self.day, self.day + 1, false);
        self.arm.tick(world, &self.keys, self.day, &self.demand.arrivals, 0, false, watch);
        audit::check(&self.arm, world, self.day).expect("every account closes");
        self.day += 1;
    }
}
