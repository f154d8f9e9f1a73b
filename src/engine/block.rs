//! A block: one replicate, burn-in once, then every policy.
//!
//! All policies live through the same days side by side. The needs of some days are drawn once and read by all, so they cannot differ.
//! Policies that have no room side by side in the memory that a block may take live one group after another, each from the end of the
//! same burn-in, through the same needs drawn again.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::words::{Both, both, shown};
use crate::bound::classes::ByGroups;
use crate::bound::yardstick::Yardstick;
use crate::measure::collect::Collect;
use crate::measure::map::Map;
use crate::measure::parity::Means;
use crate::measure::record::{Audited, RunRecord};
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table};
use crate::measure::tables;
use crate::measure::tables::runs::view::RunView;
use crate::measure::watch::Instruments;
use crate::model::compiled::Plan;
use crate::model::state::subdistrict::Context;
use crate::scenario::keys::policy::Policy;
use crate::scenario::memory::{self, Footprint};
use crate::world::World;
use crate::world::demand::Demand;

use crate::base::draws;
use crate::base::draws::Keys;
use crate::engine::audit;
use crate::engine::stretch;
use crate::engine::stretch::Stretch;
use crate::model::state::arm::Arm;
use crate::model::state::watch::WatchDistrict;

/// A world and the policies to compare in it.
#[derive(Debug)]
pub struct Engine {
    /// The world.
    pub world: World,
    /// What a need takes at the least in this world.
    pub yardstick: Yardstick,
    /// Policies by name, in order.
    pub policies: Vec<(String, Policy)>,
    /// Place of the baseline, under which the burn-in runs.
    pub baseline: usize,
}

/// How a block is run.
#[derive(Clone, Copy)]
pub struct Conditions<'a> {
    /// Check every account on every tick; sums over the district are always checked.
    pub audit: bool,
    /// Threads to use inside.
    pub threads: usize,
    /// Tables to fill.
    pub collect: Collect,
    /// The world point, as rows name it.
    pub point: u32,
    /// Bytes of memory that it may take; decides how many policies run at a time, and nothing else.
    pub memory: u64,
    /// Set when the block should give up.
    pub stop: &'a AtomicBool,
    /// Takes the policy-ticks done since the last call.
    pub progress: &'a (dyn Fn(u64) + Sync),
}

impl Conditions<'_> {
    /// Checks the evening of a day: what are sums always, every account where it is asked for; adds what that was to `audited`.
    fn check(&self, arm: &Arm, world: &World, day: u16, audited: &mut Audited) -> Result<(), String> {
        if self.audit {
            audited.add(audit::check(arm, world, day)?);
            return Ok(());
        }
        audit::sums(arm, day)
    }

    /// Whether to go on.
    ///
    /// # Errors
    /// When told to stop.
    pub fn go_on(&self) -> Result<(), Halt> {
        if self.stop.load(Ordering::Relaxed) { Err(Halt::Stopped) } else { Ok(()) }
    }
}

/// Nobody stops a block and nobody follows it.
impl Default for Conditions<'_> {
    fn default() -> Self {
        static NEVER: AtomicBool = AtomicBool::new(false);
        Self { audit: false, threads: 1, collect: Collect::NONE, point: 0, memory: u64::MAX, stop: &NEVER, progress: &|_| () }
    }
}

/// Why a block has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// It was told to stop.
    Stopped,
    /// An account did not close.
    Failed(String),
}

impl Halt {
    /// What it says, in both languages; the reason of a run that failed stands as it is.
    #[must_use]
    pub fn said(&self) -> Both {
        match self {
            Self::Stopped => both!("stopped", "已停止"),
            Self::Failed(reason) => {
                let reason = shown(reason);
                both!("the run failed: {reason}", "运行失败，原因（照录）：{reason}")
            }
        }
    }
}

impl fmt::Display for Halt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for Halt {}

/// One policy in progress, with its rows of `daily.csv`.
struct Walker<'a> {
    /// Place of the policy in the engine.
    place: usize,
    head: Head<'a>,
    arm: Arm,
    watch: Instruments<'a>,
    /// Watches beside the instruments.
    beside: Option<&'a mut dyn WatchDistrict>,
    daily: Table,
    /// What the audit has checked since the policy began.
    audited: Audited,
    /// Why it got no further.
    halt: Option<Halt>,
}

/// A replicate at the end of its burn-in.
struct Trunk {
    arm: Arm,
    /// The map of the burn-in, if it is collected.
    map: Option<Map>,
    /// What the audit has checked.
    audited: Audited,
}

impl Engine {
    /// The engine of a world and its policies; `baseline` is the place of the policy under which the burn-in runs.
    #[must_use]
    pub fn new(world: World, policies: Vec<(String, Policy)>, baseline: usize) -> Self {
        Self { yardstick: Yardstick::new(&world), world, policies, baseline }
    }

    /// Policy-ticks of one block.
    #[must_use]
    pub fn work_units(&self) -> u64 {
        u64::from(self.world.burn_in_days()) + self.policies.len() as u64 * u64::from(self.world.window_days())
    }

    /// What a replicate of these policies takes of the memory.
    #[must_use]
    pub fn footprint(&self, places: &[usize]) -> Footprint {
        let policies: Vec<&Policy> = places.iter().filter_map(|&place| self.policies.get(place)).map(|p| &p.1).collect();
        memory::footprint(&self.world.keys, &policies)
    }

    /// Seed of a replicate.
    #[must_use]
    pub fn seed(&self, replicate: u32) -> u64 {
        draws::replicate_seed(self.world.keys.run.root_seed.get(), replicate)
    }

    /// Runs the burn-in of a replicate under the baseline.
    ///
    /// # Errors
    /// When told to stop, or when an account does not close.
    pub fn burn_in(&self, keys: &Keys, demand: &mut Demand, how: &Conditions<'_>) -> Result<Arm, Halt> {
        self.trunk(keys, 0, demand, &Conditions { collect: Collect::NONE, ..*how }).map(|trunk| trunk.arm)
    }

    /// The burn-in.
    fn trunk(&self, keys: &Keys, replicate: u32, demand: &mut Demand, how: &Conditions<'_>) -> Result<Trunk, Halt> {
        let (world, mut audited) = (&self.world, Audited::default());
        let mut map = how.collect.map.then(|| Map::new(world, replicate));
        let parallel = how.threads > 1;
        let mut arm = Arm::new(world, keys, Plan::new(world, &self.policies[self.baseline].1));
        stretch::each(world, keys, demand, 0..world.burn_in_days(), 1, parallel, |days| {
            days.walk(&mut arm, &mut map, parallel, |arm, _, day| {
                how.check(arm, world, day, &mut audited).map_err(Halt::Failed)?;
                (how.progress)(1);
                how.go_on()
            })
        })?;
        Ok(Trunk { arm, map, audited })
    }

    /// Runs one replicate: one record per policy, in order.
    ///
    /// # Errors
    /// When told to stop, or when an account does not close.
    pub fn block(&self, replicate: u32, how: &Conditions<'_>) -> Result<Vec<RunRecord>, Halt> {
        self.block_watched(replicate, how, Vec::new())
    }

    /// Runs one replicate of the policies at these places, ascending, and of the baseline, with which they are compared: one record for each of
    /// the places, the same as those of a block of all.
    ///
    /// # Errors
    /// As [`Engine::block`].
    pub fn block_of(&self, replicate: u32, how: &Conditions<'_>, places: &[usize]) -> Result<Vec<RunRecord>, Halt> {
        let mut simulated = places.to_vec();
        if !places.contains(&self.baseline) {
            simulated.push(self.baseline);
        }
        let mut records = self.branches(replicate, how, &simulated, Vec::new())?;
        records.truncate(places.len());
        Ok(records)
    }

    /// Runs one replicate with a watcher beside the instruments of each policy, in order, from the first day of the window; a policy for
    /// which there is none is watched by its instruments alone.
    ///
    /// # Errors
    /// As [`Engine::block`].
    pub fn block_watched<'a>(
        &'a self,
        replicate: u32,
        how: &Conditions<'_>,
        beside: Vec<&'a mut dyn WatchDistrict>,
    ) -> Result<Vec<RunRecord>, Halt> {
        let all: Vec<usize> = (0..self.policies.len()).collect();
        self.branches(replicate, how, &all, beside)
    }

    /// Runs the burn-in of a replicate and then the policies at these places, the baseline among them: one record each, in that order.
    fn branches<'a>(
        &'a self,
        replicate: u32,
        how: &Conditions<'_>,
        places: &[usize],
        beside: Vec<&'a mut dyn WatchDistrict>,
    ) -> Result<Vec<RunRecord>, Halt> {
        let seed = self.seed(replicate);
        let keys = Keys::new(seed);
        let mut demand = Demand::new(&self.world, &keys);
        let trunk = self.trunk(&keys, replicate, &mut demand, how)?;
        // The burn-in is everybody's; it is counted with the first policy.
        let (shared, audited) = (arisen_in(&trunk.arm), trunk.audited);
        let branching = Branching { engine: self, keys: &keys, seed, replicate, how };
        let mut records = branching.in_groups(trunk, demand, places, beside)?;
        for (p, record) in records.iter_mut().enumerate() {
            if p == 0 {
                record.audited.add(audited);
            } else {
                record.lives -= shared;
            }
        }
        Ok(records)
    }

    fn record(
        &self,
        policy: usize,
        walker: Walker<'_>,
        keys: &Keys,
        arisen: &ByGroups<'_>,
        baseline: &Means,
        collect: Collect,
    ) -> RunRecord {
        let Walker { head, arm, mut watch, daily, audited, .. } = walker;
        let world = &self.world;
        let end = world.burn_in_days() + world.window_days();
        watch.close(&arm, &Context::quiet(world, &arm.plan, keys, end));
        let seen = Seen { arm: &arm, watch: &watch, world };
        let run = RunView::new(seen, head, arisen.of(arm.plan.groups_so_far()), &self.yardstick, baseline);
        let mut record = RunRecord {
            policy,
            replicate: head.replicate,
            lives: arisen_in(&arm),
            audited,
            ok: true,
            tables: collect.of_run(&run),
        };
        if collect.daily {
            record.tables.push(daily);
        }
        record
    }
}

/// The window of a replicate, under several policies from the end of one burn-in.
struct Branching<'a, 'h> {
    engine: &'a Engine,
    keys: &'h Keys,
    seed: u64,
    replicate: u32,
    how: &'h Conditions<'h>,
}

impl<'a> Branching<'a, '_> {
    /// Runs the policies at these places, as many at a time as have room, the baseline in the first group: one record each, in that order.
    fn in_groups(
        &self,
        trunk: Trunk,
        demand: Demand,
        places: &[usize],
        beside: Vec<&'a mut dyn WatchDistrict>,
    ) -> Result<Vec<RunRecord>, Halt> {
        let at_a_time = self.engine.footprint(places).arms_within(self.how.memory);
        let mut beside = beside.into_iter();
        let mut waiting: Vec<_> = places.iter().map(|&place| (place, beside.next())).collect();
        if at_a_time < waiting.len() {
            waiting.sort_by_key(|(place, _)| *place != self.engine.baseline);
        }
        let (mut from, mut baseline, mut records) = (Some((trunk, demand)), None, Vec::new());
        while let Some((trunk, demand)) = from.take() {
            let later = waiting.split_off(at_a_time.min(waiting.len()));
            let group = std::mem::replace(&mut waiting, later);
            let walkers: Vec<Walker<'_>> = group.into_iter().map(|(place, beside)| self.walker(&trunk, place, beside)).collect();
            // The last group needs neither any more.
            let demand = if waiting.is_empty() {
                drop(trunk);
                demand
            } else {
                let again = demand.clone();
                from = Some((trunk, demand));
                again
            };
            records.extend(self.window(walkers, demand, &mut baseline)?);
        }
        records.sort_by_key(|record| places.iter().position(|&place| place == record.policy));
        Ok(records)
    }

    /// A policy at the end of the burn-in.
    fn walker(&self, trunk: &Trunk, place: usize, beside: Option<&'a mut dyn WatchDistrict>) -> Walker<'a> {
        let Engine { world, yardstick, policies, .. } = self.engine;
        let (name, policy) = &policies[place];
        let Conditions { point, collect, .. } = *self.how;
        let mut watch = Instruments::new(world, yardstick, collect);
        // The burn-in was lived under the baseline, whose map goes on.
        watch.map = match &trunk.map {
            Some(map) if place == self.engine.baseline => Some(map.clone()),
            other => other.as_ref().map(|_| Map::new(world, self.replicate)),
        };
        Walker {
            place,
            head: Head { policy: name, replicate: self.replicate, point, seed: Some(self.seed), failure: None },
            arm: trunk.arm.branch(world, self.keys, Plan::new(world, policy), world.burn_in_days()),
            watch,
            beside,
            daily: Table::new(&tables::DAILY),
            audited: Audited::default(),
            halt: None,
        }
    }

    /// Policies live through the window; `baseline` is what they are compared with, once the group that the baseline is in has lived.
    fn window(
        &self,
        mut walkers: Vec<Walker<'a>>,
        mut demand: Demand,
        baseline: &mut Option<Means>,
    ) -> Result<Vec<RunRecord>, Halt> {
        let (engine, keys, how) = (self.engine, self.keys, self.how);
        let (world, start) = (&engine.world, engine.world.burn_in_days());
        let plans = walkers.iter().map(|w| &w.arm.plan);
        let mut arisen = ByGroups::new(&engine.yardstick, world.places.subdistricts.len(), plans);
        let several = how.threads > 1;
        stretch::each(world, keys, &mut demand, start..start + world.window_days(), walkers.len(), several, |days| {
            let number = days.days.end - days.days.start;
            arisen.take(world, keys, days.arrivals, days.days.start - start, number, several);
            stretch::side_by_side(&mut walkers, how.threads, |walker, inner| {
                walker.halt = walker.walk(world, &days, inner, how).err();
            });
            // A failed account takes precedence over being told to stop.
            walkers.iter_mut().filter_map(|w| w.halt.take()).min_by_key(|halt| *halt == Halt::Stopped).map_or(Ok(()), Err)
        })?;
        let of_baseline = walkers.iter().find(|walker| walker.place == engine.baseline).or(walkers.first());
        let means = || of_baseline.map_or_else(Means::default, |w| Means::of(&w.watch.ledger, w.watch.family_minutes(), world));
        let baseline = &*baseline.get_or_insert_with(means);
        let records = walkers.into_iter().map(|w| engine.record(w.place, w, keys, &arisen, baseline, how.collect));
        Ok(records.collect())
    }
}

impl Walker<'_> {
    /// Lives through some days of the window.
    fn walk(&mut self, world: &World, days: &Stretch<'_>, parallel: bool, how: &Conditions<'_>) -> Result<(), Halt> {
        let Self { head, arm, watch, beside, daily, audited, .. } = self;
        days.walk(arm, &mut (watch, beside), parallel, |arm, (watch, _), day| {
            how.check(arm, world, day, audited).map_err(|reason| Halt::Failed(format!("{}: {reason}", head.policy)))?;
            if how.collect.daily {
                tables::daily::row(Seen { arm, watch, world }, head, day - world.burn_in_days(), daily);
            }
            (how.progress)(1);
            how.go_on()
        })
    }
}

/// Needs that have arisen in a district since its first day.
fn arisen_in(arm: &Arm) -> u64 {
    arm.subs.iter().map(|s| s.cases.accounts.arisen).sum()
}
