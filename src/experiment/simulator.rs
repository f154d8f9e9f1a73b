//! Where the engine meets the runner.

use super::runner::{BlockError, BlockRequest, Simulate};
use crate::engine::block::{Conditions, Engine, Halt};
use crate::measure::record::RunRecord;
use crate::scenario::load::Experiment;
use crate::world::World;

/// The engine of an experiment: its world and its policies.
///
/// # Errors
/// When the world cannot be built from the scenario; the text says why.
pub fn engine(experiment: &Experiment) -> Result<Engine, String> {
    let baseline = experiment
        .policies
        .iter()
        .position(|p| p.name == experiment.scenario.baseline)
        .ok_or_else(|| format!("the baseline `{}` is not among the policies", experiment.scenario.baseline))?;
    Ok(Engine {
        world: World::new(&experiment.scenario)?,
        policies: experiment.policies.iter().map(|p| (p.name.clone(), p.policy.clone())).collect(),
        baseline,
    })
}

/// The simulator of an experiment's world.
///
/// # Errors
/// When the world cannot be built from the scenario; the text says why.
pub fn simulator(experiment: &Experiment) -> Result<Box<dyn Simulate + '_>, String> {
    Ok(Box::new(engine(experiment)?))
}

impl Simulate for Engine {
    fn block(&self, request: &BlockRequest<'_>) -> Result<Vec<RunRecord>, BlockError> {
        let how = Conditions {
            audit: request.audit,
            threads: request.inner_threads,
            collect: request.collect,
            stop: request.stop,
            progress: request.progress,
        };
        Self::block(self, request.replicate, &how).map_err(|halt| match halt {
            Halt::Stopped => BlockError::Stopped,
            Halt::Failed(reason) => BlockError::Failed(reason),
        })
    }

    fn work_units(&self) -> u64 {
        Self::work_units(self)
    }

    fn seed(&self, replicate: u32) -> Option<u64> {
        Some(Self::seed(self, replicate))
    }

    fn owners(&self) -> usize {
        self.world.places.subdistricts.len().max(self.policies.len())
    }
}
