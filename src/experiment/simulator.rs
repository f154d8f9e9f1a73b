//! Where the engine meets the runner.

use super::runner::Simulate;
use crate::scenario::load::Experiment;

/// The simulator of an experiment's world.
///
/// # Errors
/// When the world cannot be built from the scenario; the text says why.
pub fn simulator(experiment: &Experiment) -> Result<Box<dyn Simulate + '_>, String> {
    Err(format!(
        "{}: this build has no engine",
        experiment.scenario.name
    ))
}
