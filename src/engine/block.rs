//! A block: one replicate, burn-in once, then every policy.
//!
//! All policies live through the same days side by side. The needs of some days are drawn once and read by all, so they cannot differ.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::bound::classes::ByGroups;
use crate::measure::collect::Collect;
use crate::measure::metrics::Run;
use crate::measure::parity::Means;
use crate::measure::record::RunRecord;
use crate::measure::table::Table;
use crate::measure::{metrics, rows, tables};
use crate::model::compiled::Plan;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::scenario::keys::policy::Policy;
use crate::world::World;
use crate::world::demand::Demand;

use crate::base::draws;
use crate::base::draws::Keys;
use crate::engine::audit;
use crate::engine::stretch;
use crate::engine::stretch::Stretch;
use crate::model::state::arm::Arm;

/// A world and the policies to compare in it.
#[derive(Debug)]
pub struct Engine {
    /// The world.
    pub world: World,
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
    /// Set when the block should give up.
    pub stop: &'a AtomicBool,
    /// Takes the policy-ticks done since the last call.
    pub progress: &'a (dyn Fn(u64) + Sync),
}

impl Conditions<'_> {
    /// Checks the evening of a day: sums always, every account if requested.
    fn check(&self, arm: &mut Arm, world: &World, day: u16) -> Result<(), String> {
        if self.audit {
            let audited = audit::check(arm, world, day)?;
            arm.audited.add(audited);
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

/// Why a block has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// It was told to stop.
    Stopped,
    /// An account did not close.
    Failed(String),
}

/// One policy in progress, with its rows of `daily.csv`.
struct Walker<'a> {
    run: Run<'a>,
    arm: Arm,
    daily: Table,
    /// Why it stopped early.
    halt: Option<Halt>,
}

impl Engine {
    /// Policy-ticks of one block.
    #[must_use]
    pub fn work_units(&self) -> u64 {
        u64::from(self.world.burn_in_days()) + self.policies.len() as u64 * u64::from(self.world.window_days())
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
        let world = &self.world;
        let parallel = how.threads > 1;
        let mut arm = Arm::new(world, keys, Plan::new(world, &self.policies[self.baseline].1));
        stretch::each(world, keys, demand, 0..world.burn_in_days(), parallel, |days| {
            days.walk(&mut arm, parallel, |arm, day| {
                how.check(arm, world, day).map_err(Halt::Failed)?;
                (how.progress)(1);
                how.go_on()
            })
        })?;
        Ok(arm)
    }

    /// Runs one replicate: one record per policy, in order.
    ///
    /// # Errors
    /// When told to stop, or when an account does not close.
    pub fn block(&self, replicate: u32, how: &Conditions<'_>) -> Result<Vec<RunRecord>, Halt> {
        let world = &self.world;
        let seed = self.seed(replicate);
        let keys = Keys::new(seed);
        let mut demand = Demand::new(world, &keys);
        let trunk = self.burn_in(&keys, &mut demand, how)?;
        let start = world.burn_in_days();
        let mut walkers: Vec<Walker<'_>> = self
            .policies
            .iter()
            .map(|(name, policy)| {
                let mut arm = trunk.branch(world, &keys, Plan::new(world, policy), start);
                arm.open_window();
                let run = Run { policy: name, replicate, seed };
                Walker { run, arm, daily: Table::new(&tables::DAILY), halt: None }
            })
            .collect();
        // The burn-in is shared by all policies; it is counted with the first.
        let (shared, audited) = (arisen_in(&trunk), trunk.audited);
        drop(trunk);
        let mut arisen = ByGroups::new(world.places.subdistricts.len(), walkers.iter().map(|w| &w.arm.plan));
        let several = how.threads > 1;
        stretch::each(world, &keys, &mut demand, start..start + world.window_days(), several, |days| {
            let number = days.days.end - days.days.start;
            arisen.take(world, &keys, days.arrivals, days.days.start - start, number, several);
            stretch::side_by_side(&mut walkers, how.threads, |walker, inner| {
                walker.halt = walker.walk(world, &days, inner, how).err();
            });
            // A failed account takes precedence over being told to stop.
            walkers.iter_mut().filter_map(|w| w.halt.take()).min_by_key(|halt| *halt == Halt::Stopped).map_or(Ok(()), Err)
        })?;
        let baseline = Means::of(&walkers[self.baseline].arm, world);
        let records = walkers.into_iter().enumerate();
        let mut records: Vec<RunRecord> =
            records.map(|(p, walker)| self.record(p, walker, &keys, &arisen, &baseline, how.collect)).collect();
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
        arisen: &ByGroups,
        baseline: &Means,
        collect: Collect,
    ) -> RunRecord {
        let Walker { run, mut arm, daily, .. } = walker;
        let world = &self.world;
        close_books(&mut arm, world, keys);
        let mut runs = Table::new(&tables::RUNS);
        metrics::row(&arm, arisen.of(arm.plan.groups_so_far()), world, run, baseline, &mut runs);
        let Run { policy: name, replicate, .. } = run;
        let mut record =
            RunRecord { policy, replicate, lives: arisen_in(&arm), audited: arm.audited, ok: true, tables: vec![runs] };
        let mut fill = |wanted: bool, spec, write: &dyn Fn(&mut Table)| {
            if wanted {
                let mut table = Table::new(spec);
                write(&mut table);
                record.tables.push(table);
            }
        };
        fill(collect.communities, &tables::COMMUNITIES, &|t| rows::communities(&arm, world, name, replicate, t));
        fill(collect.cells, &tables::CELLS, &|t| rows::cell_rows(&arm, world, name, replicate, t));
        fill(collect.flows, &tables::FLOWS, &|t| rows::flows(&arm, name, replicate, t));
        fill(collect.waits, &tables::WAITS, &|t| rows::waits(&arm, world, name, replicate, t));
        fill(collect.ledger, &tables::LEDGER, &|t| arm.district.ledger.rows(name, replicate, t));
        if collect.daily {
            record.tables.push(daily);
        }
        record
    }
}

impl Walker<'_> {
    /// Lives through some days of the window.
    fn walk(&mut self, world: &World, days: &Stretch<'_>, parallel: bool, how: &Conditions<'_>) -> Result<(), Halt> {
        let Self { run, arm, daily, .. } = self;
        days.walk(arm, parallel, |arm, day| {
            how.check(arm, world, day).map_err(|reason| Halt::Failed(format!("{}: {reason}", run.policy)))?;
            if how.collect.daily {
                rows::daily(arm, run.policy, run.replicate, day - world.burn_in_days(), daily);
            }
            (how.progress)(1);
            how.go_on()
        })
    }
}

/// Needs that have arisen in a district since its first day.
fn arisen_in(arm: &Arm) -> u64 {
    arm.subs.iter().map(|s| s.tally.arisen).sum()
}

/// Books the cohort's needs that are still open at the end.
pub fn close_books(arm: &mut Arm, world: &World, keys: &Keys) {
    let day = world.burn_in_days() + world.window_days();
    let ctx = Context::quiet(world, &arm.plan, keys, day);
    let mut open: Vec<crate::base::need::Need> = Vec::new();
    for sub in &arm.subs {
        open.extend(sub.held().copied().filter(|n| n.onset() >= ctx.window));
    }
    for need in open {
        let home = usize::from(world.places.communities[usize::from(need.community())].subdistrict);
        let sub: &mut Subdistrict = &mut arm.subs[home];
        if let Some(local) = sub.local(world, need.community()) {
            sub.tally.book(&ctx, local, &need);
        }
    }
    for sub in &mut arm.subs {
        for entry in sub.unheard.iter().filter(|entry| entry.onset >= ctx.window) {
            sub.tally.still_unheard(day, entry);
        }
    }
}
