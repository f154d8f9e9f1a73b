//! What one run leaves behind.

use super::table::Table;

/// One run: a policy and a replicate, with its rows for every table it fills.
#[derive(Clone, Debug)]
pub struct RunRecord {
    /// Place of the policy in the experiment.
    pub policy: usize,
    /// Replicate, from 0.
    pub replicate: u32,
    /// Needs whose lives were simulated, burn-in included: the unit of work.
    pub lives: u64,
    /// Whether the run ended as it should.
    pub ok: bool,
    /// Rows of `runs.csv` (always one), then of the other per-run tables that were asked for.
    pub tables: Vec<Table>,
}
