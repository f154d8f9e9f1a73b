//! Where the engine meets the runner.

use super::runner::{BlockError, BlockRequest, Simulate};
use crate::base::words::both;
use crate::engine::block::{Conditions, Engine, Halt};
use crate::engine::limits;
use crate::measure::record::RunRecord;
use crate::measure::tables::places;
use crate::scenario::error::{Kind, ScenarioError};
use crate::scenario::experiment::Experiment;
use crate::scenario::keys::policy::Policy;
use crate::scenario::keys::world::Scenario;
use crate::scenario::load::place_of;
use crate::scenario::memory::Footprint;
use crate::world::World;
use crate::world::error::WorldError;

/// The engine of an experiment: its world and its policies.
///
/// # Errors
/// When the world cannot be built from the scenario, or could overflow the engine's counters; at the line of the key to change.
pub fn engine(experiment: &Experiment) -> Result<Engine, ScenarioError> {
    let policies = experiment.policies.iter().map(|p| (p.name.clone(), p.policy.clone())).collect();
    engine_of(experiment.scenario.clone(), policies, experiment)
}

/// The engine of a scenario and its policies; `read` is the experiment whose files say where a key stands.
///
/// # Errors
/// As [`engine`].
pub fn engine_of(scenario: Scenario, policies: Vec<(String, Policy)>, read: &Experiment) -> Result<Engine, ScenarioError> {
    let engine = known_engine(scenario, policies, read)?;
    let beyond = limits::check(&engine.world, &engine.policies);
    match ScenarioError::many(beyond.into_iter().map(|e| at_its_key(Kind::OutOfRange, e, read))) {
        Some(errors) => Err(errors),
        None => Ok(engine),
    }
}

/// An error about a world, at the line of its key.
fn at_its_key(kind: Kind, error: WorldError, read: &Experiment) -> ScenarioError {
    place_of(ScenarioError::new(kind), read, error.key).found(error.found).expected(error.expected)
}

/// As [`engine_of`], of a world whose counters were checked before.
///
/// # Errors
/// When the world cannot be built.
pub fn known_engine(scenario: Scenario, policies: Vec<(String, Policy)>, read: &Experiment) -> Result<Engine, ScenarioError> {
    let wrong = |kind, error| at_its_key(kind, error, read);
    let baseline = policies.iter().position(|(name, _)| *name == scenario.baseline).ok_or_else(|| {
        let name = &scenario.baseline;
        let found = both!("`{name}`, which is not among the policies", "`{name}`，它不在所列政策之中");
        wrong(Kind::Contradiction, WorldError::new("baseline", found, both!("one of the policies", "所列政策之一")))
    })?;
    let world = World::of(scenario).map_err(|e| wrong(Kind::OutOfRange, e))?;
    Ok(Engine::new(world, policies, baseline))
}

/// The simulator of an experiment's world.
///
/// # Errors
/// As [`engine`].
pub fn simulator(experiment: &Experiment) -> Result<Box<dyn Simulate + '_>, ScenarioError> {
    Ok(Box::new(engine(experiment)?))
}

impl<'a> BlockRequest<'a> {
    /// How the engine is to run the block.
    #[must_use]
    pub const fn conditions(&self) -> Conditions<'a> {
        Conditions {
            audit: self.audit,
            threads: self.inner_threads,
            collect: self.collect,
            point: self.point,
            memory: self.memory,
            stop: self.stop,
            progress: self.progress,
        }
    }
}

impl From<Halt> for BlockError {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Stopped => Self::Stopped,
            Halt::Failed(reason) => Self::Failed(reason),
        }
    }
}

/// An engine with watchers of somebody's own beside its runs: a simulator like the engine itself but for its blocks.
pub trait Beside: Sync {
    /// The engine.
    fn engine(&self) -> &Engine;

    /// Runs a block with the watchers.
    ///
    /// # Errors
    /// As [`Simulate::block`].
    fn watched(&self, request: &BlockRequest<'_>) -> Result<Vec<RunRecord>, BlockError>;
}

impl<T: Beside> Simulate for T {
    fn policies(&self) -> Vec<String> {
        Simulate::policies(self.engine())
    }

    fn block(&self, request: &BlockRequest<'_>) -> Result<Vec<RunRecord>, BlockError> {
        self.watched(request)
    }

    fn work_units(&self) -> u64 {
        self.engine().work_units()
    }

    fn seed(&self, replicate: u32) -> Option<u64> {
        Some(self.engine().seed(replicate))
    }

    fn places(&self) -> Option<String> {
        Simulate::places(self.engine())
    }

    fn owners(&self) -> usize {
        Simulate::owners(self.engine())
    }

    fn footprint(&self) -> Footprint {
        Simulate::footprint(self.engine())
    }
}

impl Simulate for Engine {
    fn policies(&self) -> Vec<String> {
        self.policies.iter().map(|(name, _)| name.clone()).collect()
    }

    fn block(&self, request: &BlockRequest<'_>) -> Result<Vec<RunRecord>, BlockError> {
        let wanted = |name: &String| request.policies.is_empty() || request.policies.contains(name);
        let places: Vec<usize> = self.policies.iter().enumerate().filter(|(_, p)| wanted(&p.0)).map(|(place, _)| place).collect();
        Ok(self.block_of(request.replicate, &request.conditions(), &places)?)
    }

    fn work_units(&self) -> u64 {
        Self::work_units(self)
    }

    fn seed(&self, replicate: u32) -> Option<u64> {
        Some(Self::seed(self, replicate))
    }

    fn places(&self) -> Option<String> {
        Some(places::text(&self.world))
    }

    fn owners(&self) -> usize {
        self.world.places.subdistricts.len().max(self.policies.len())
    }

    fn footprint(&self) -> Footprint {
        let all: Vec<usize> = (0..self.policies.len()).collect();
        Self::footprint(self, &all)
    }
}
