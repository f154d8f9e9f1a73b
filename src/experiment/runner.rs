//! The one runner: blocks in, results out in the order of the plan.
//!
//! Blocks run side by side while there are enough of them to keep every thread busy; the rest run one after another, each with all
//! threads inside; never both at once. Whatever the finishing order, results are handed on in plan order, so the bytes of every
//! file are the same for any number of threads. Blocks that finish early wait in a buffer of a few per thread; when it is full no
//! block is started, so memory does not grow with the plan.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use super::guard::{WORKER, guarded};
use crate::base::words::{Both, both, shown};
use crate::measure::collect::Collect;
use crate::measure::record::{Audited, RunRecord};
use crate::measure::table::{Head, Table};
use crate::measure::tables::RUNS;
use crate::store::plan::{Block, Plan};

/// Blocks per thread that may be started before the oldest of them is written.
const AHEAD: usize = 4;

/// What a simulator is asked for: one replicate, every policy.
pub struct BlockRequest<'a> {
    /// Replicate, from 0.
    pub replicate: u32,
    /// Whether every check runs on every tick.
    pub audit: bool,
    /// Threads to use inside the block. Above 1 the call comes from a thread of a pool of that many, so plain `rayon` iterators use
    /// them; at 1 the block must not use `rayon`, because its neighbours run on the same pool.
    pub inner_threads: usize,
    /// Tables to fill besides `runs.csv`.
    pub collect: Collect,
    /// Set when the block should give up soon.
    pub stop: &'a AtomicBool,
    /// Takes the work units (policy-ticks) done since the last call.
    pub progress: &'a (dyn Fn(u64) + Sync),
}

/// Why a block has no results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockError {
    /// It was asked to stop.
    Stopped,
    /// It went wrong; the reason goes to `runs.csv`.
    Failed(String),
}

/// Something that simulates the blocks of one world point.
pub trait Simulate: Sync {
    /// Runs one block: one record per policy, in the order of the plan.
    ///
    /// # Errors
    /// When it was asked to stop, or failed.
    fn block(&self, request: &BlockRequest<'_>) -> Result<Vec<RunRecord>, BlockError>;

    /// Work units (policy-ticks) of one block.
    fn work_units(&self) -> u64;

    /// The seed of a replicate as `runs.csv` shows it; used for the rows of failed runs.
    fn seed(&self, _replicate: u32) -> Option<u64> {
        None
    }

    /// Owners (subdistricts) that can work side by side inside a block. Decides only how threads are used.
    fn owners(&self) -> usize {
        usize::MAX
    }
}

/// How blocks are run.
#[derive(Clone, Copy, Debug)]
pub struct Means<'a> {
    /// Threads.
    pub threads: usize,
    /// Whether every check runs on every tick.
    pub audit: bool,
    /// Set to stop; the runner sets it itself when a result cannot be kept.
    pub stop: &'a AtomicBool,
}

/// The results of one block, checked: one record per policy, in order.
#[derive(Clone, Debug)]
pub struct BlockResult {
    /// The block.
    pub block: Block,
    /// One record per policy.
    pub records: Vec<RunRecord>,
}

/// Why the runner ended early.
#[derive(Debug)]
pub enum RunnerError<E> {
    /// The threads could not be started.
    Threads(String),
    /// The sink refused a result.
    Sink(E),
}

/// Threads that the system refuses, in both languages.
#[must_use]
pub fn cannot_start(threads: usize, reason: &str) -> Both {
    let reason = shown(reason);
    both!(
        "cannot start {threads} threads: {reason}\n  Use fewer with --threads.",
        "无法启动 {threads} 个线程（{reason}）\n  请用 --threads 减少线程数。"
    )
}

/// Runs `pending` (blocks of `plan`, ascending) and hands their results to `sink` in that order. Ends early, without an error, when
/// `means.stop` is set; says whether all of `pending` was handed on.
///
/// `simulators` holds one simulator per point of the plan.
///
/// # Errors
/// When threads cannot be started, or with the first error of `sink`.
pub fn run<E>(
    plan: &Plan,
    simulators: &[&dyn Simulate],
    pending: &[Block],
    means: Means<'_>,
    progress: &(dyn Fn(u64) + Sync),
    sink: &mut dyn FnMut(BlockResult) -> Result<(), E>,
) -> Result<bool, RunnerError<E>> {
    let owners = simulators.iter().map(|s| s.owners()).max().unwrap_or(1);
    // More threads than there is work for would only idle.
    let threads = means.threads.clamp(1, pending.len().max(owners).max(1));
    let crew = Crew::of(threads, WORKER).map_err(RunnerError::Threads)?;
    let job = Job { plan, simulators, means, progress };
    let single = match &crew {
        Crew::Pool(pool) => {
            let (abreast, single) = pending.split_at(abreast(pending.len(), threads, owners));
            if !job.abreast(pool, abreast, sink)? {
                return Ok(false);
            }
            single
        }
        Crew::Caller => pending,
    };
    job.one_by_one(&crew, single, sink)
}

/// The threads that do the work.
pub enum Crew {
    /// A pool of them.
    Pool(ThreadPool),
    /// The calling thread: the system has no others, as in a browser.
    Caller,
}

impl Crew {
    /// That number of threads, whose names begin so. On a system that knows no threads the caller's own stands for any number.
    ///
    /// # Errors
    /// When the system refuses them, with its reason.
    pub fn of(threads: usize, name: &'static str) -> Result<Self, String> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(move |i| format!("{name}-{i}")).build();
        match pool {
            Ok(pool) => Ok(Self::Pool(pool)),
            Err(error) if knows_no_threads(&error) => Ok(Self::Caller),
            Err(error) => Err(error.to_string()),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn threads(&self) -> usize {
        match self {
            Self::Pool(pool) => pool.current_num_threads(),
            Self::Caller => 1,
        }
    }

    /// Does some work on them.
    pub fn work<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match self {
            Self::Pool(pool) => pool.install(work),
            Self::Caller => work(),
        }
    }
}

fn knows_no_threads(error: &ThreadPoolBuildError) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<std::io::Error>());
    cause.is_some_and(|cause| cause.kind() == std::io::ErrorKind::Unsupported)
}

/// How many of `blocks` run side by side; the rest run one after another.
///
/// A remainder smaller than the threads would leave some idle, so it is worth splitting inside, but only over as many threads as
/// there are owners.
fn abreast(blocks: usize, threads: usize, owners: usize) -> usize {
    let remainder = blocks % threads;
    if remainder < owners { blocks - remainder } else { blocks }
}

struct Job<'a> {
    plan: &'a Plan,
    simulators: &'a [&'a dyn Simulate],
    means: Means<'a>,
    progress: &'a (dyn Fn(u64) + Sync),
}

impl Job<'_> {
    fn stopped(&self) -> bool {
        self.means.stop.load(Ordering::Relaxed)
    }

    fn abreast<E>(
        &self,
        pool: &ThreadPool,
        blocks: &[Block],
        sink: &mut dyn FnMut(BlockResult) -> Result<(), E>,
    ) -> Result<bool, RunnerError<E>> {
        let window = AHEAD * pool.current_num_threads();
        let (send, receive) = mpsc::channel();
        pool.in_place_scope(|scope| {
            let mut waiting = BTreeMap::new();
            let (mut started, mut finished, mut written) = (0, 0, 0);
            let mut error = None;
            loop {
                while started < blocks.len() && started - written < window && error.is_none() && !self.stopped() {
                    let (place, block, send) = (started, blocks[started], send.clone());
                    scope.spawn(move |_| {
                        // The receiver lives until every started block has been received.
                        let _ = send.send((place, self.block(block, 1)));
                    });
                    started += 1;
                }
                if finished == started {
                    break;
                }
                let Ok((place, result)) = receive.recv() else {
                    break;
                };
                finished += 1;
                waiting.insert(place, result);
                while error.is_none()
                    && let Some(Some(_)) = waiting.get(&written)
                    && let Some(Some(result)) = waiting.remove(&written)
                {
                    match sink(result) {
                        Ok(()) => written += 1,
                        Err(e) => {
                            self.means.stop.store(true, Ordering::Relaxed);
                            error = Some(e);
                        }
                    }
                }
            }
            match error {
                Some(e) => Err(RunnerError::Sink(e)),
                None => Ok(written == blocks.len()),
            }
        })
    }

    fn one_by_one<E>(
        &self,
        crew: &Crew,
        blocks: &[Block],
        sink: &mut dyn FnMut(BlockResult) -> Result<(), E>,
    ) -> Result<bool, RunnerError<E>> {
        for &block in blocks {
            if self.stopped() {
                return Ok(false);
            }
            let Some(result) = crew.work(|| self.block(block, crew.threads())) else {
                return Ok(false);
            };
            sink(result).map_err(RunnerError::Sink)?;
        }
        Ok(true)
    }

    /// Runs one block; `None` if it was stopped.
    fn block(&self, block: Block, inner_threads: usize) -> Option<BlockResult> {
        if self.stopped() {
            return None;
        }
        let request = BlockRequest {
            replicate: block.replicate,
            audit: self.means.audit,
            inner_threads,
            collect: self.plan.collect,
            stop: self.means.stop,
            progress: self.progress,
        };
        let simulator = usize::try_from(block.point).ok().and_then(|p| self.simulators.get(p));
        let result = match simulator {
            None => Err(BlockError::Failed(format!("no world for point {}", block.point))),
            Some(simulator) => guarded(|| simulator.block(&request)).unwrap_or_else(|reason| Err(BlockError::Failed(reason))),
        };
        let records = match result.and_then(|records| self.checked(block, records)) {
            Ok(records) => records,
            Err(BlockError::Stopped) => return None,
            Err(BlockError::Failed(reason)) => {
                let seed = simulator.and_then(|s| s.seed(block.replicate));
                self.failed(block, seed, &reason)
            }
        };
        Some(BlockResult { block, records })
    }

    /// One record per policy, in order, each with one row in `runs.csv`, every value within the range of its column.
    fn checked(&self, block: Block, records: Vec<RunRecord>) -> Result<Vec<RunRecord>, BlockError> {
        let whole = records.len() == self.plan.arms.len()
            && records.iter().enumerate().all(|(policy, record)| {
                let rows: usize =
                    record.tables.iter().filter(|t| t.spec.file == RUNS.file).map(|t| t.text().matches('\n').count()).sum();
                record.policy == policy && record.replicate == block.replicate && rows == 1
            });
        if !whole {
            let what = "internal error: the block does not have one record per policy, in order, with one row each";
            return Err(BlockError::Failed(what.to_owned()));
        }
        let policies = records.iter().zip(&self.plan.arms);
        let fault = policies.flat_map(|(r, arm)| r.tables.iter().map(|t| (&arm.name, t.fault()))).find(|f| f.1.is_some());
        match fault {
            Some((policy, Some(fault))) => Err(BlockError::Failed(format!("internal error: {policy}: {fault}"))),
            _ => Ok(records),
        }
    }

    /// A failed block as rows: every policy of it, with the reason, all metrics empty.
    fn failed(&self, block: Block, seed: Option<u64>, reason: &str) -> Vec<RunRecord> {
        let arms = self.plan.arms.iter().enumerate();
        arms.map(|(policy, arm)| {
            let head = Head { policy: &arm.name, replicate: block.replicate, seed, failure: Some(reason) };
            let mut row = Table::new(&RUNS);
            row.failed(&head);
            RunRecord { policy, replicate: block.replicate, lives: 0, audited: Audited::default(), ok: false, tables: vec![row] }
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::abreast;

    #[test]
    fn blocks_run_side_by_side_while_there_are_as_many_as_threads() {
        assert_eq!(abreast(10, 2, usize::MAX), 10);
        assert_eq!(abreast(11, 2, usize::MAX), 10);
        assert_eq!(abreast(1, 2, usize::MAX), 0);
        assert_eq!(abreast(3, 1, usize::MAX), 3);
    }

    #[test]
    fn a_remainder_is_split_inside_only_when_there_are_owners_enough() {
        assert_eq!(abreast(26, 64, 7), 26);
        assert_eq!(abreast(3, 64, 7), 0);
        assert_eq!(abreast(1, 2, 1), 1);
    }
}
