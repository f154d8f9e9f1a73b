//! Own watchers: code of the library's user that sees what happens in a run and counts what no table has.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::base::need::Need;
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::engine::block::Engine;
use crate::experiment::runner::{BlockError, BlockRequest};
use crate::experiment::simulator::Beside;
use crate::measure::record::RunRecord;
use crate::model::state::log::{Event, Kind, Kinds};
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::WatchDistrict;
use crate::world::World;

/// Watches one run, which is one policy in one replicate, from the first day of its window. [`Run::run_watched`](crate::Run::run_watched)
/// makes one for each run and hands them back. No result depends on it.
///
/// Hand-offs by category of need, under two policies:
///
/// ```
/// # fn main() -> Result<(), sanshe::Error> {
/// use sanshe::Scenario;
/// use sanshe::watch::{Day, Kind, Kinds, Watcher};
///
/// #[derive(Default)]
/// struct HandOffs([u64; 16]);
///
/// impl Watcher for HandOffs {
///     fn kinds(&self) -> Kinds {
///         Kinds::of(&[Kind::HandedOff, Kind::LostOnTheWay])
///     }
///
///     fn see(&mut self, day: &Day<'_>) {
///         for event in day.events() {
///             self.0[usize::from(event.category())] += 1;
///         }
///     }
/// }
///
/// let scenario = Scenario::from_text(&Scenario::template("my-district"))?
///     .with(["run.seeds=2", "run.years=1", "district.generate.communities=4", "district.generate.residents=3000"])?
///     .comparing(["linkage"])?;
/// let (results, watched) = scenario.runner().run_watched(|_, _| HandOffs::default())?;
/// assert_eq!(watched.len(), 4, "two policies in two replicates");
/// for run in &watched {
///     let HandOffs(counts) = &run.watcher;
///     for (category, count) in scenario.categories().zip(counts) {
///         println!("{}, replicate {}: {count} hand-offs of {category}", run.policy, run.replicate);
///     }
///     assert_eq!(counts.iter().sum::<u64>() > 0, results.metric("handoff_lost_share", &run.policy, run.replicate)?.is_some());
/// }
/// # Ok(())
/// # }
/// ```
pub trait Watcher: Send {
    /// Kinds of events it wants to see; asked once, before the first day. What nobody asks for is not written down, so a watcher costs
    /// what it asks for.
    fn kinds(&self) -> Kinds;

    /// Sees what has happened since the last call: in the evening of every day, and once more on a day at whose end posts, contracts or a
    /// year changed.
    fn see(&mut self, day: &Day<'_>);
}

/// What has happened in the district today, of the kinds that the watcher asked for. Events of one need are in the order in which they
/// happened.
#[derive(Clone, Copy)]
pub struct Day<'a> {
    subs: &'a Of<SubdistrictId, Subdistrict>,
    world: &'a World,
    kinds: Kinds,
    number: u16,
}

impl fmt::Debug for Day<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Day").field("number", &self.number).field("kinds", &self.kinds).finish_non_exhaustive()
    }
}

impl<'a> Day<'a> {
    /// The working day, counted from the first day of the burn-in, like all days of a [`Need`].
    #[must_use]
    pub const fn number(&self) -> u16 {
        self.number
    }

    /// The working day, counted from the first day of the window, which is 0.
    #[must_use]
    pub fn of_window(&self) -> u16 {
        self.number - self.world.burn_in_days()
    }

    /// What happened to needs.
    pub fn events(&self) -> impl Iterator<Item = &'a Event> + use<'a> {
        let (subs, kinds) = (self.subs, self.kinds);
        let parts =
            subs.iter().filter_map(|sub| sub.cases.log.events.last()).map(|last| u16::from(last.part) + 1).max().unwrap_or(0);
        // A need is in one subdistrict during a part of the day, and parts follow each other.
        let of_part = move |part: u16| {
            subs.iter().flat_map(move |sub| {
                let events = &sub.cases.log.events;
                let until = |part: u16| events.partition_point(|event| u16::from(event.part) < part);
                &events[until(part)..until(part + 1)]
            })
        };
        (0..parts).flat_map(of_part).filter(move |event| kinds.has(event.what.kind()))
    }

    /// Identities of the needs that arose, with [`Kind::Arose`]: known or not, the same under every policy of a replicate.
    pub fn arisen(&self) -> impl Iterator<Item = u64> + use<'a> {
        self.of(Kind::Arose).iter().flat_map(|sub| &sub.cases.log.arisen).map(|onset| onset.id)
    }

    /// Needs whose lives ended, as they were at the end, with [`Kind::Ended`]; [`Need::stage`] says how. Needs that left without anybody
    /// having heard of them are among them if [`Kind::WholeLives`] was asked for too, which takes memory for every need that arises.
    pub fn ended(&self) -> impl Iterator<Item = &'a Need> + use<'a> {
        self.of(Kind::Ended).iter().flat_map(|sub| &sub.cases.log.ended)
    }

    /// All subdistricts, or none where this kind was not asked for.
    fn of(&self, kind: Kind) -> &'a [Subdistrict] {
        if self.kinds.has(kind) { self.subs.all() } else { &[] }
    }
}

/// A watcher with the run that it watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched<W> {
    /// Name of the policy.
    pub policy: String,
    /// Replicate, from 0.
    pub replicate: u32,
    /// The watcher, after the last day.
    pub watcher: W,
}

/// An own watcher beside the instruments.
struct Own<W> {
    kinds: Kinds,
    watcher: W,
}

impl<W: Watcher> Own<W> {
    fn of(watcher: W) -> Self {
        Self { kinds: watcher.kinds(), watcher }
    }

    fn see(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
        self.watcher.see(&Day { subs, world: ctx.world, kinds: self.kinds, number: ctx.day });
    }
}

impl<W: Watcher> WatchDistrict for Own<W> {
    fn kinds(&self) -> Kinds {
        self.kinds
    }

    fn subdistricts(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, _: bool) {
        self.see(subs, ctx);
    }

    fn late(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
        self.see(subs, ctx);
    }
}

/// An engine with an own watcher in every run.
pub(super) struct Watching<'a, W, F> {
    engine: &'a Engine,
    make: F,
    /// Those that have seen a whole run, by replicate, then by policy.
    done: Mutex<BTreeMap<(u32, usize), W>>,
}

impl<'a, W: Watcher, F: Fn(&str, u32) -> W + Sync> Watching<'a, W, F> {
    pub(super) const fn new(engine: &'a Engine, make: F) -> Self {
        Self { engine, make, done: Mutex::new(BTreeMap::new()) }
    }

    /// The watchers, by replicate, then by policy in the order of the experiment: the same for any number of threads.
    pub(super) fn into_watched(self) -> Vec<Watched<W>> {
        let done = self.done.into_inner().unwrap_or_else(PoisonError::into_inner);
        let named = |((replicate, policy), watcher): ((u32, usize), W)| Watched {
            policy: self.engine.policies[policy].0.clone(),
            replicate,
            watcher,
        };
        done.into_iter().map(named).collect()
    }
}

impl<W: Watcher, F: Fn(&str, u32) -> W + Sync> Beside for Watching<'_, W, F> {
    fn engine(&self) -> &Engine {
        self.engine
    }

    fn watched(&self, request: &BlockRequest<'_>) -> Result<Vec<RunRecord>, BlockError> {
        let replicate = request.replicate;
        let policies = self.engine.policies.iter();
        let mut own: Vec<Own<W>> = policies.map(|(name, _)| Own::of((self.make)(name, replicate))).collect();
        let beside = own.iter_mut().map(|one| one as &mut dyn WatchDistrict).collect();
        let records = self.engine.block_watched(replicate, &request.conditions(), beside)?;
        let seen = own.into_iter().enumerate().map(|(policy, one)| ((replicate, policy), one.watcher));
        self.done.lock().unwrap_or_else(PoisonError::into_inner).extend(seen);
        Ok(records)
    }
}
