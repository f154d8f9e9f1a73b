//! A block that is run and not kept: how long a sweep takes, and how much it writes.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use crate::experiment::runner::{BlockRequest, Worlds};
use crate::experiment::sweep::Sweep;
use crate::store::plan::Plan;

/// What the first block of a sweep took.
#[derive(Clone, Copy, Debug)]
pub struct Pilot {
    /// Its time on one thread, with that of building its world.
    pub took: Duration,
    /// Bytes of its rows.
    bytes: usize,
    /// How many times the work of this block that of all blocks is.
    share: f64,
}

impl Pilot {
    /// Runs the first block of a sweep; nothing when it cannot be run or was stopped.
    #[must_use]
    pub fn of(sweep: &Sweep, plan: &Plan, stop: &AtomicBool) -> Option<Self> {
        let started = Instant::now();
        let mut records = None;
        let policies = sweep.policies(0);
        let request = BlockRequest {
            point: 0,
            replicate: 0,
            policies: &policies,
            audit: false,
            inner_threads: 1,
            collect: plan.collect,
            memory: u64::MAX,
            stop,
            progress: &|_| (),
        };
        sweep.with(0, &mut |simulator| records = simulator.block(&request).ok()).ok()?;
        let (took, records) = (started.elapsed(), records?);
        let bytes = records.iter().flat_map(|record| &record.tables).map(|table| table.text().len()).sum();
        let work: f64 = (0..plan.points).map(|point| sweep.block_work(point)).sum::<f64>() * f64::from(plan.replicates());
        Some(Self { took, bytes, share: work / sweep.block_work(0).max(1.0) })
    }

    /// About how long all blocks take, divided evenly among so many threads.
    #[must_use]
    pub fn whole(&self, threads: f64) -> Duration {
        self.took.mul_f64(self.share / threads.max(1.0))
    }

    /// About how many bytes the rows of all blocks have.
    #[must_use]
    pub fn bytes(&self) -> f64 {
        self.bytes as f64 * self.share
    }
}

/// A time in the unit that suits it.
#[must_use]
pub fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        s if s < 1.0 => format!("{:.0} ms", s * 1e3),
        s if s < 120.0 => format!("{s:.1} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}
