//! A run: how many threads, what is collected, who follows it, when it stops.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::engine::block::Engine;
use crate::experiment::runner::{Means, One, Simulate};
use crate::experiment::{parity, simulator, unkept};
use crate::facade::error::Error;
use crate::facade::results::Results;
use crate::facade::scenario::Scenario;
use crate::facade::watch::{Watched, Watcher, Watching};
use crate::measure::collect::Collect;
use crate::scenario::memory::{all_threads, allowed};
use crate::store::plan::Plan;

/// Stops a run from elsewhere: a copy is kept, and set when the run should end.
///
/// ```
/// # fn main() -> Result<(), sanshe::Error> {
/// use sanshe::{Error, Scenario, Stop};
///
/// let scenario = Scenario::from_text(&Scenario::template("my-district"))?;
/// let stop = Stop::new();
/// let kept = stop.clone();
/// let ended = scenario.runner().stop(&stop).progress(move |_| kept.set()).run();
/// assert_eq!(ended.err(), Some(Error::Stopped));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Not set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Tells the run to stop: it ends within a day of the simulation with [`Error::Stopped`].
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How far a run is, in days of a policy. The burn-in, which all policies of a replicate share, counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Days done.
    pub done: u64,
    /// Days in all.
    pub total: u64,
}

/// A run of a scenario, to be adjusted before it starts.
pub struct Run<'a> {
    scenario: &'a Scenario,
    threads: usize,
    memory: u64,
    audit: bool,
    collect: Collect,
    stop: Stop,
    follow: Option<Follow<'a>>,
}

type Follow<'a> = Box<dyn Fn(Progress) + Sync + 'a>;

impl fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.scenario.keys().name;
        f.debug_struct("Run").field("scenario", name).field("threads", &self.threads).field("collect", &self.collect).finish()
    }
}

impl Scenario {
    /// Runs every replicate of every policy on all threads of the machine.
    ///
    /// # Errors
    /// See [`Run::run`].
    pub fn run(&self) -> Result<Results, Error> {
        self.runner().run()
    }

    /// A run to be adjusted before it starts.
    #[must_use]
    pub fn runner(&self) -> Run<'_> {
        Run::of(self)
    }
}

impl<'a> Run<'a> {
    fn of(scenario: &'a Scenario) -> Self {
        let (stop, collect) = (Stop::new(), Collect::NONE);
        Self { scenario, threads: all_threads(), memory: allowed(None), audit: false, collect, stop, follow: None }
    }

    /// Threads to use; all of the machine unless said otherwise. They decide how long a run takes, never what comes out of it.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// Bytes of memory that the run may take, about; four fifths of the machine's unless said otherwise. Policies that have no room side by
    /// side run in groups: that takes longer, and nothing else differs.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = bytes;
        self
    }

    /// Checks every account on every day.
    #[must_use]
    pub const fn audit(mut self) -> Self {
        self.audit = true;
        self
    }

    /// Tables to fill besides `runs.csv`; none unless said otherwise.
    #[must_use]
    pub const fn collect(mut self, tables: Collect) -> Self {
        self.collect = tables;
        self
    }

    /// Ends the run once `stop` is set.
    #[must_use]
    pub fn stop(mut self, stop: &Stop) -> Self {
        self.stop = stop.clone();
        self
    }

    /// Calls `follow` as days are done, from any thread.
    #[must_use]
    pub fn progress(mut self, follow: impl Fn(Progress) + Sync + 'a) -> Self {
        self.follow = Some(Box::new(follow));
        self
    }

    /// Runs every replicate of every policy. Where the scenario asks for equal means (`run.parity`) other than the public budget, the
    /// budgets are searched for first.
    ///
    /// # Errors
    /// [`Error::Scenario`] when the world cannot be built, [`Error::Failed`] with the first run that failed, [`Error::Stopped`],
    /// [`Error::Threads`].
    pub fn run(&self) -> Result<Results, Error> {
        let (plan, engine) = self.prepared()?;
        self.carried_out(&plan, &engine)
    }

    /// Runs every replicate of every policy, each beside a watcher of its own: `make` gets the name of the policy and the number of the
    /// replicate, from 0. The watchers come back with the results, by replicate, then by policy in the order of the experiment. Results are
    /// those of [`Run::run`] to the byte. The burn-in, and a search for equal means, are not watched.
    ///
    /// # Errors
    /// As [`Run::run`]; a watcher that panics is a run that failed.
    pub fn run_watched<W: Watcher>(&self, make: impl Fn(&str, u32) -> W + Sync) -> Result<(Results, Vec<Watched<W>>), Error> {
        let (plan, engine) = self.prepared()?;
        let watching = Watching::new(&engine, make);
        let results = self.carried_out(&plan, &watching)?;
        Ok((results, watching.into_watched()))
    }

    /// The plan of the run and the engine that carries it out, after the search for equal means.
    fn prepared(&self) -> Result<(Plan, Engine), Error> {
        let mut experiment = self.scenario.experiment().clone();
        parity::settle(&mut experiment, None, self.threads, &self.stop.0, &|| ())?;
        let plan = Plan::of(&experiment, self.collect);
        let engine = simulator::engine(&experiment)?;
        Ok((plan, engine))
    }

    /// Runs all blocks of a plan.
    fn carried_out(&self, plan: &Plan, simulator: &dyn Simulate) -> Result<Results, Error> {
        let (done, total) = (AtomicU64::new(0), plan.blocks() * simulator.work_units());
        let progress = |days: u64| {
            let done = done.fetch_add(days, Ordering::Relaxed) + days;
            if let Some(follow) = &self.follow {
                follow(Progress { done, total });
            }
        };
        // The runner stops all blocks when a result cannot be kept; the caller's own `Stop` stays as it is.
        let means = Means { threads: self.threads, audit: self.audit, memory: self.memory, stop: &self.stop.0 };
        match unkept::records(plan, &One(simulator), means, &progress) {
            Ok(Some(records)) => Results::new(plan, records),
            Ok(None) => Err(Error::Stopped),
            Err(reason) => Err(Error::Threads { threads: self.threads, reason }),
        }
    }
}
