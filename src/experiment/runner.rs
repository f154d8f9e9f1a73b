//! The one runner: blocks in, results out in the order of the plan.
//!
//! Blocks run side by side while there are enough of them to keep every thread busy; the rest run one after another, each with all
//! threads inside; never both at once. Where the memory has no room for a block on every thread, all of them run one after another. Whatever the finishing order, results are handed on in plan order, so the bytes of every
//! file are the same for any number of threads. Blocks that finish early wait in a buffer of a few per thread; when it is full no
//! block is started, so memory does not grow with the plan.

use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use super::guard::{WORKER, guarded};
use crate::base::words::{Both, both, shown};
use crate::measure::collect::Collect;
use crate::measure::record::{Audited, RunRecord};
use crate::measure::table::{Head, Table};
use crate::measure::tables::RUNS;
use crate::scenario::memory::Footprint;
use crate::store::plan::Plan;
use crate::store::wave::Block;

/// Blocks per thread that may be started before the oldest of them is written.
const AHEAD: usize = 4;

/// How long nothing may come before the sink is told. Only a system with threads waits, and such a one has a clock.
const PATIENCE: Duration = Duration::from_millis(500);

/// What a simulator is asked for: one replicate under some of its policies.
pub struct BlockRequest<'a> {
    /// World point, from 0: the first column of every row.
    pub point: u32,
    /// Replicate, from 0.
    pub replicate: u32,
    /// Names of the policies whose records are wanted; all if there is none. The baseline is simulated in any case.
    pub policies: &'a [String],
    /// Whether every check runs on every tick.
    pub audit: bool,
    /// Threads to use inside the block. Above 1 the call comes from a thread of a pool of that many, so plain `rayon` iterators use
    /// them; at 1 the block must not use `rayon`, because its neighbours run on the same pool.
    pub inner_threads: usize,
    /// Tables to fill besides `runs.csv`.
    pub collect: Collect,
    /// Bytes of memory that the block may take: policies that have no room side by side run in groups, with the same records.
    pub memory: u64,
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
    /// Names of its policies, in order.
    fn policies(&self) -> Vec<String>;

    /// Runs one block: one record per policy that is wanted, in the order of [`Simulate::policies`], whose places they name.
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

    /// The text of `places.csv` of its world, if that has places.
    fn places(&self) -> Option<String> {
        None
    }

    /// Owners (subdistricts) that can work side by side inside a block. Decides only how threads are used.
    fn owners(&self) -> usize {
        usize::MAX
    }

    /// What a block takes of the memory.
    fn footprint(&self) -> Footprint {
        Footprint::default()
    }
}

/// The worlds of an experiment by point: each built when one of its blocks starts, and dropped after it.
pub trait Worlds: Sync {
    /// Names of the policies at a point, in the order of their rows: known without building the world.
    fn policies(&self, point: u32) -> Vec<String>;

    /// Builds the world of a point and gives it to `work`.
    ///
    /// # Errors
    /// Why it cannot be built.
    fn with(&self, point: u32, work: &mut dyn FnMut(&dyn Simulate)) -> Result<(), String>;

    /// Work units of a block of a point.
    fn work_units(&self, point: u32) -> u64;

    /// Need lives that a work unit of a point is, about: a day of a large world is more work than one of a small world. What
    /// progress is measured in.
    fn lives_a_unit(&self, _point: u32) -> u64 {
        1
    }

    /// The seed of a replicate as `runs.csv` shows it; used for the rows of failed runs.
    fn seed(&self, point: u32, replicate: u32) -> Option<u64>;

    /// Owners (subdistricts) that can work side by side inside a block of any point. Decides only how threads are used.
    fn owners(&self) -> usize;

    /// What a block of any point takes of the memory at the most. Decides only what runs side by side.
    fn footprint(&self) -> Footprint {
        Footprint::default()
    }
}

/// One world for all points: of an experiment that varies none.
#[derive(Clone, Copy)]
pub struct One<'a>(pub &'a dyn Simulate);

impl Worlds for One<'_> {
    fn policies(&self, _: u32) -> Vec<String> {
        self.0.policies()
    }

    fn with(&self, _: u32, work: &mut dyn FnMut(&dyn Simulate)) -> Result<(), String> {
        work(self.0);
        Ok(())
    }

    fn work_units(&self, _: u32) -> u64 {
        self.0.work_units()
    }

    fn seed(&self, _: u32, replicate: u32) -> Option<u64> {
        self.0.seed(replicate)
    }

    fn owners(&self) -> usize {
        self.0.owners()
    }

    fn footprint(&self) -> Footprint {
        self.0.footprint()
    }
}

/// How blocks are run.
#[derive(Clone, Copy, Debug)]
pub struct Means<'a> {
    /// Threads.
    pub threads: usize,
    /// Whether every check runs on every tick.
    pub audit: bool,
    /// Bytes of memory that all of it may take.
    pub memory: u64,
    /// Set to stop; the runner sets it itself when a result cannot be kept.
    pub stop: &'a AtomicBool,
}

/// The results of one block, checked: one record per policy whose rows it brings, in order.
#[derive(Clone, Debug)]
pub struct BlockResult {
    /// The block.
    pub block: Block,
    /// One record per policy.
    pub records: Vec<RunRecord>,
}

/// Takes the results of blocks, in the order of the plan.
pub trait Sink<E> {
    /// Takes those of the next block.
    ///
    /// # Errors
    /// When they cannot be kept; no block is started after that.
    fn take(&mut self, result: BlockResult) -> Result<(), E>;

    /// Called when nothing has come for a while: what is not yet safe may be brought to safety.
    ///
    /// # Errors
    /// As [`Sink::take`].
    fn idle(&mut self) -> Result<(), E> {
        Ok(())
    }
}

impl<E, F: FnMut(BlockResult) -> Result<(), E>> Sink<E> for F {
    fn take(&mut self, result: BlockResult) -> Result<(), E> {
        self(result)
    }
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
/// # Errors
/// When threads cannot be started, or with the first error of `sink`.
pub fn run<E>(
    plan: &Plan,
    worlds: &dyn Worlds,
    pending: Pending<'_>,
    means: Means<'_>,
    progress: &(dyn Fn(u64) + Sync),
    sink: &mut dyn Sink<E>,
) -> Result<bool, RunnerError<E>> {
    let owners = worlds.owners();
    let Pending { number, mut blocks } = pending;
    // More threads than there is work for would only idle.
    let threads = means.threads.clamp(1, number.max(owners).max(1));
    let crew = Crew::of(threads, WORKER).map_err(RunnerError::Threads)?;
    let job = Job { plan, worlds, means, progress };
    let fits = worlds.footprint().least() <= job.share(threads);
    if let Crew::Pool(pool) = &crew
        && fits
        && !job.abreast(pool, abreast(number, threads, owners), &mut *blocks, sink)?
    {
        return Ok(false);
    }
    job.one_by_one(&crew, blocks, sink)
}

/// Blocks that are to be run, ascending, and how many there are.
pub struct Pending<'a> {
    /// How many.
    pub number: usize,
    /// They themselves, listed as they are started, so that a long list takes no memory.
    pub blocks: Box<dyn Iterator<Item = Block> + 'a>,
}

impl<'a> Pending<'a> {
    /// The blocks of a plan after the first `done`.
    #[must_use]
    pub fn after(plan: &'a Plan, done: u64) -> Self {
        let number = usize::try_from(plan.blocks().saturating_sub(done)).unwrap_or(usize::MAX);
        Self { number, blocks: Box::new(plan.list().skip(usize::try_from(done).unwrap_or(usize::MAX))) }
    }

    /// The first block of a plan alone.
    #[must_use]
    pub fn first(plan: &'a Plan) -> Self {
        Self { number: 1, blocks: Box::new(plan.list().take(1)) }
    }
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
    worlds: &'a dyn Worlds,
    means: Means<'a>,
    progress: &'a (dyn Fn(u64) + Sync),
}

impl Job<'_> {
    fn stopped(&self) -> bool {
        self.means.stop.load(Ordering::Relaxed)
    }

    /// What each of so many blocks side by side may take of the memory.
    fn share(&self, threads: usize) -> u64 {
        self.means.memory / threads.max(1) as u64
    }

    /// Runs the next `number` of `blocks` side by side.
    fn abreast<E>(
        &self,
        pool: &ThreadPool,
        number: usize,
        blocks: &mut dyn Iterator<Item = Block>,
        sink: &mut dyn Sink<E>,
    ) -> Result<bool, RunnerError<E>> {
        let threads = pool.current_num_threads();
        let (window, memory) = (AHEAD * threads, self.share(threads));
        let (send, receive) = mpsc::channel();
        pool.in_place_scope(|scope| {
            let mut waiting = BTreeMap::new();
            let (mut started, mut finished, mut written) = (0, 0, 0);
            let mut error = None;
            loop {
                while started < number
                    && started - written < window
                    && error.is_none()
                    && !self.stopped()
                    && let Some(block) = blocks.next()
                {
                    let (place, send) = (started, send.clone());
                    scope.spawn(move |_| {
                        // The receiver lives until every started block has been received.
                        let _ = send.send((place, self.block(block, 1, memory)));
                    });
                    started += 1;
                }
                if finished == started {
                    break;
                }
                let kept = match receive.recv_timeout(PATIENCE) {
                    Ok((place, result)) => {
                        finished += 1;
                        waiting.insert(place, result);
                        self.hand_on(&mut waiting, &mut written, error.is_none(), sink)
                    }
                    Err(RecvTimeoutError::Timeout) if error.is_none() => sink.idle(),
                    Err(RecvTimeoutError::Timeout) => Ok(()),
                    Err(RecvTimeoutError::Disconnected) => break,
                };
                if let Err(e) = kept {
                    self.means.stop.store(true, Ordering::Relaxed);
                    error.get_or_insert(e);
                }
            }
            match error {
                Some(e) => Err(RunnerError::Sink(e)),
                None => Ok(written == number),
            }
        })
    }

    /// Hands on what has come and is next in the order of the plan.
    fn hand_on<E>(
        &self,
        waiting: &mut BTreeMap<usize, Option<BlockResult>>,
        written: &mut usize,
        wanted: bool,
        sink: &mut dyn Sink<E>,
    ) -> Result<(), E> {
        while wanted
            && let Some(Some(_)) = waiting.get(written)
            && let Some(Some(result)) = waiting.remove(written)
        {
            sink.take(result)?;
            *written += 1;
        }
        Ok(())
    }

    fn one_by_one<E>(
        &self,
        crew: &Crew,
        blocks: impl Iterator<Item = Block>,
        sink: &mut dyn Sink<E>,
    ) -> Result<bool, RunnerError<E>> {
        for block in blocks {
            if self.stopped() {
                return Ok(false);
            }
            let Some(result) = crew.work(|| self.block(block, crew.threads(), self.means.memory)) else {
                return Ok(false);
            };
            sink.take(result).map_err(RunnerError::Sink)?;
        }
        Ok(true)
    }

    /// Runs one block; `None` if it was stopped.
    fn block(&self, block: Block, inner_threads: usize, memory: u64) -> Option<BlockResult> {
        if self.stopped() {
            return None;
        }
        let policies = self.plan.brought_by(block, self.worlds.policies(block.point));
        let lives = self.worlds.lives_a_unit(block.point);
        let request = BlockRequest {
            point: block.point,
            replicate: block.replicate,
            policies: &policies,
            audit: self.means.audit,
            inner_threads,
            collect: self.plan.collect,
            memory,
            stop: self.means.stop,
            progress: &|units| (self.progress)(units * lives),
        };
        let mut result = Err(BlockError::Failed("internal error: the world of the point was not given".to_owned()));
        let built = guarded(|| {
            self.worlds.with(block.point, &mut |simulator| {
                result = simulator.block(&request).and_then(|records| checked(&request, &simulator.policies(), records));
            })
        });
        if let Err(reason) = built.and_then(|built| built) {
            result = Err(BlockError::Failed(reason));
        }
        let records = match result {
            Ok(records) => records,
            Err(BlockError::Stopped) => return None,
            Err(BlockError::Failed(reason)) => {
                let seed = self.worlds.seed(block.point, block.replicate);
                failed(&request, seed, &reason)
            }
        };
        Some(BlockResult { block, records })
    }
}

/// One record per policy that is wanted, in the order wanted, each with one row in `runs.csv`, every value within the range of its column.
fn checked(request: &BlockRequest<'_>, policies: &[String], mut records: Vec<RunRecord>) -> Result<Vec<RunRecord>, BlockError> {
    for record in &mut records {
        let name = policies.get(record.policy);
        record.policy = request.policies.iter().position(|wanted| Some(wanted) == name).unwrap_or(usize::MAX);
    }
    records.sort_by_key(|record| record.policy);
    let whole = records.len() == request.policies.len()
        && records.iter().enumerate().all(|(place, record)| {
            let rows: usize =
                record.tables.iter().filter(|t| t.spec.file == RUNS.file).map(|t| t.text().matches('\n').count()).sum();
            record.policy == place && record.replicate == request.replicate && rows == 1
        });
    if !whole {
        let what = "internal error: the block does not have one record per policy, with one row each";
        return Err(BlockError::Failed(what.to_owned()));
    }
    let fault = records.iter().flat_map(|r| r.tables.iter().map(move |t| (r.policy, t.fault()))).find(|f| f.1.is_some());
    match fault {
        Some((policy, Some(fault))) => {
            let policy = &request.policies[policy];
            Err(BlockError::Failed(format!("internal error: {policy}: {fault}")))
        }
        _ => Ok(records),
    }
}

/// A failed block as rows: every policy of it, with the reason, all metrics empty.
fn failed(request: &BlockRequest<'_>, seed: Option<u64>, reason: &str) -> Vec<RunRecord> {
    let BlockRequest { point, replicate, .. } = *request;
    let row = |(policy, name): (usize, &String)| {
        let head = Head { point, policy: name, replicate, seed, failure: Some(reason) };
        let mut row = Table::new(&RUNS);
        row.failed(&head);
        RunRecord { policy, replicate, lives: 0, audited: Audited::default(), ok: false, tables: vec![row] }
    };
    request.policies.iter().enumerate().map(row).collect()
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
