//! The record of one run.

use super::table::{Table, TableSpec};
use super::tables::RUNS;
use super::tables::runs::Metric;

/// Counts of what an audit has checked; nothing in a run reads them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audited {
    /// Days of a policy on which every identity was checked.
    pub days: u64,
    /// Comparisons that this took: an identity of every site is one for each site.
    pub comparisons: u64,
}

impl Audited {
    /// Adds what another has checked.
    pub const fn add(&mut self, other: Self) {
        self.days += other.days;
        self.comparisons += other.comparisons;
    }
}

/// One run: a policy and a replicate, with its rows for every table it fills.
#[derive(Clone, Debug)]
pub struct RunRecord {
    /// Place of the policy in the experiment.
    pub policy: usize,
    /// Replicate, from 0.
    pub replicate: u32,
    /// Needs whose lives were simulated, the unit of work: those of the window, and with the first policy those of the burn-in that all share.
    pub lives: u64,
    /// Counts of the audit's checks, the burn-in with the first policy as above; empty without `--audit`.
    pub audited: Audited,
    /// Whether the run ended as it should.
    pub ok: bool,
    /// Rows of `runs.csv` (always one), then of the other collected per-run tables.
    pub tables: Vec<Table>,
}

impl RunRecord {
    /// Its rows of a table; `None` if that was not collected.
    #[must_use]
    pub fn table(&self, spec: &TableSpec) -> Option<&Table> {
        self.tables.iter().find(|table| table.spec.file == spec.file)
    }

    /// A metric of the run; nothing where it has no value.
    #[must_use]
    pub fn metric(&self, metric: &Metric) -> Option<f64> {
        self.table(&RUNS)?.numbers(metric).next().filter(|value| value.is_finite())
    }
}
