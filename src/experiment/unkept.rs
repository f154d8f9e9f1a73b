//! Carries out a plan and keeps its records in memory: for whoever asks for the results and no folder.

use std::convert::Infallible;

use super::runner::{self, BlockResult, Means, Pending, RunnerError, Worlds};
use crate::measure::record::RunRecord;
use crate::store::plan::Plan;

/// Runs all blocks of a plan; gives their records by replicate, then by policy, or nothing when `means.stop` was set.
///
/// # Errors
/// The system's reason when threads cannot be started.
pub fn records(
    plan: &Plan,
    worlds: &dyn Worlds,
    means: Means<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Option<Vec<RunRecord>>, String> {
    let mut records = Vec::new();
    let mut keep = |result: BlockResult| {
        records.extend(result.records);
        Ok(())
    };
    match runner::run::<Infallible>(plan, worlds, Pending::after(plan, 0), means, progress, &mut keep) {
        Ok(all) => Ok(all.then_some(records)),
        Err(RunnerError::Threads(reason)) => Err(reason),
        Err(RunnerError::Sink(never)) => match never {},
    }
}
