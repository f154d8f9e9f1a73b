//! The same kernel through the engine: `scenarios/verification/referral-queue.toml` at any number of districts.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use sanshe::base::calendar::DAYS_PER_YEAR;
use sanshe::base::disk::Disk;
use sanshe::base::draws::Keys;
use sanshe::base::need::Stage;
use sanshe::base::of::Of;
use sanshe::base::places::SubdistrictId;
use sanshe::engine::block::{Conditions, Engine};
use sanshe::engine::stretch;
use sanshe::experiment::simulator::engine;
use sanshe::measure::collect::Collect;
use sanshe::measure::tally::Tally;
use sanshe::model::compiled::Plan;
use sanshe::model::state::arm::Arm;
use sanshe::model::state::minutes::Account;
use sanshe::scenario::LoadOptions;
use sanshe::scenario::load::load_accompanied;
use sanshe::verification::case::CaseKeys;
use sanshe::world::World;
use sanshe::world::demand::Demand;

use crate::kernel::{CATEGORIES, LONG, Outcome, Rules};

/// Keys that give the scenario another number of districts.
#[must_use]
pub fn size(districts: usize) -> [String; 3] {
    let rules = Rules::new(districts);
    let communities = districts * rules.communities;
    [
        format!("district.generate.subdistricts={districts}"),
        format!("district.generate.communities={communities}"),
        format!("district.generate.residents={}", communities * 1000),
    ]
}

/// The engine of the kernel.
///
/// # Errors
/// When the engine refuses a world of this size: in its own words.
pub fn of_kernel(districts: usize, years: u32, seed: u32) -> Result<Engine, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut sets = size(districts).to_vec();
    sets.extend([format!("run.root_seed={seed}"), format!("run.years={years}"), "run.seeds=1".to_owned()]);
    let disk = Disk::at(&root).map_err(|e| format!("{}: {e}", root.display()))?;
    let options = LoadOptions { sets, ..LoadOptions::default() };
    let file = Path::new("verification/referral-queue.toml");
    let read = load_accompanied::<CaseKeys>(Arc::new(disk), file, "case", &options).map_err(|e| e.to_string())?;
    engine(&read.experiment).map_err(|e| e.to_string())
}

/// A timed run.
#[derive(Clone, Copy, Debug)]
pub struct Timed {
    /// Needs of the days timed.
    pub needs: u64,
    /// Seconds of these days.
    pub seconds: f64,
    /// Seconds before the first day: files read, world built, state laid out.
    pub start_up: f64,
}

/// Runs the kernel as a user runs an experiment, on one thread, with no table but `runs.csv`; times the days from `warm` on.
///
/// # Errors
/// When the engine refuses the world, or an account does not close.
pub fn timed(districts: usize, warm: u16, days: u16, seed: u32) -> Result<Timed, String> {
    let begin = Instant::now();
    if !(warm + days).is_multiple_of(DAYS_PER_YEAR) {
        return Err(format!("{warm} + {days} days: the engine runs whole years of {DAYS_PER_YEAR}"));
    }
    let years = u32::from((warm + days) / DAYS_PER_YEAR);
    let engine = of_kernel(districts, years, seed)?;
    let built = begin.elapsed();
    let quiet = AtomicBool::new(false);
    let keys = Keys::new(engine.seed(0));
    let evenings: Mutex<Vec<Instant>> = Mutex::new(Vec::with_capacity(usize::from(warm + days)));
    let note = |_: u64| {
        if let Ok(mut evenings) = evenings.lock() {
            evenings.push(Instant::now());
        }
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(|e| e.to_string())?;
    let how =
        Conditions { audit: false, threads: 1, collect: Collect::NONE, stop: &quiet, progress: &note, ..Conditions::default() };
    let records = pool.install(|| engine.block(0, &how)).map_err(|e| e.to_string())?;
    let evenings = evenings.into_inner().map_err(|e| e.to_string())?;
    let (from, to) = (usize::from(warm), usize::from(warm + days));
    if from == 0 || evenings.len() < to {
        return Err(format!("{} evenings, of which {from} are warm", evenings.len()));
    }
    let seconds = (evenings[to - 1] - evenings[from - 1]).as_secs_f64();
    // A burn-in of no days lays out the state, as the run did; done behind it, so that the run's memory is its own.
    let laying = Instant::now();
    let how = Conditions { audit: false, threads: 1, collect: Collect::NONE, stop: &quiet, ..Conditions::default() };
    let mut demand = Demand::new(&engine.world, &keys);
    drop(engine.burn_in(&keys, &mut demand, &how).map_err(|e| e.to_string())?);
    let start_up = (built + laying.elapsed()).as_secs_f64();
    let all: u64 = records.iter().map(|record| record.lives).sum();
    Ok(Timed { needs: all - arisen(&engine.world, &keys, warm), seconds, start_up })
}

/// Needs of the first days, drawn once more: they are functions of the seed.
fn arisen(world: &World, keys: &Keys, days: u16) -> u64 {
    let mut demand = Demand::new(world, keys);
    let mut needs = 0;
    for day in 0..days {
        demand.draw(world, keys, day, day + 1, false);
        needs += demand.arrivals.iter().map(|a| a.day(0).len() as u64).sum::<u64>();
    }
    needs
}

/// Runs the kernel and counts what [`Outcome`] asks for, from the engine's own state and tables, over the days from `warm` on.
///
/// # Errors
/// When the engine refuses the world.
pub fn observed(districts: usize, warm: u16, days: u16, seed: u32) -> Result<Outcome, String> {
    let engine = of_kernel(districts, 1, seed)?;
    let (world, keys) = (&engine.world, Keys::new(engine.seed(0)));
    let mut arm = Arm::new(world, &keys, Plan::new(world, &engine.policies[0].1));
    let mut demand = Demand::new(world, &keys);
    let mut tallies: Of<SubdistrictId, Tally> = Of::from_fn(arm.subs.len(), |s| Tally::new(world, s, Collect::NONE));
    let mut seen = Outcome::default();
    let Ok(()) = stretch::each(world, &keys, &mut demand, 0..warm, 1, false, |days| {
        days.walk(&mut arm, &mut tallies, false, |_, _, _| Ok::<(), Infallible>(()))
    });
    let before = tallies.clone();
    let Ok(()) = stretch::each(world, &keys, &mut demand, warm..warm + days, 1, false, |days| {
        days.walk(&mut arm, &mut tallies, false, |arm, _, _| {
            evening(arm, &mut seen);
            Ok::<(), Infallible>(())
        })
    });
    for (now, then) in tallies.iter().zip(&before) {
        let less = |a: &[u32], b: &[u32]| -> Vec<u64> { a.iter().zip(b).map(|(a, b)| u64::from(a - b)).collect() };
        seen.needs += less(&now.created, &then.created).iter().sum::<u64>();
        let width = now.horizon + 1;
        for (at, n) in less(&now.served, &then.served).into_iter().enumerate() {
            let (category, waited) = (at / width, (at % width) as u64);
            seen.met[category] += n;
            seen.waited += waited * n;
            seen.same_day += if waited == 0 { n } else { 0 };
            seen.long += if waited >= u64::from(LONG) { n } else { 0 };
        }
        for (at, n) in less(&now.censored, &then.censored).into_iter().enumerate() {
            seen.gave_up[at / width] += n;
        }
    }
    debug_assert_eq!(world.kinds(), CATEGORIES);
    Ok(seen)
}

/// What is counted in the evening.
fn evening(arm: &Arm, seen: &mut Outcome) {
    seen.days += 1;
    let stages = arm.stages();
    seen.waiting += stages[Stage::Waiting].max(0) as u64;
    seen.serving += stages[Stage::Serving].max(0) as u64;
    for sub in &arm.subs {
        seen.minutes += sub.days.iter().map(|day| u64::from(day.booked[Account::Direct])).sum::<u64>();
        seen.crowding += sub.lines.units.iter().map(|u| u64::from(u.waiting) * u64::from(u.waiting)).sum::<u64>();
    }
}
