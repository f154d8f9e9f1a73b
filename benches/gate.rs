//! The work that `.ci/gate` counts: a few days of each of four worlds, on one thread.
//!
//!     cargo bench --bench gate -- --case reference          one case: a line that says what was done
//!     cargo bench --bench gate -- --case reference 20 5     with other numbers of days, under the baseline and watched
//!     cargo bench --bench gate -- --cases                   their names, one a line
//!     .ci/gate                                              instructions and peak heap of all, against `.ci/gate.tsv`
//!
//! A case lives some days under the baseline, as a burn-in is lived, and then days of every policy with the instruments of a run watching. Nothing
//! is timed and no table is written. The line names needs and minutes, so that two builds that did different work are not taken for equal.

#[path = "plain/engine.rs"]
#[allow(dead_code, reason = "only the kernel's scenario is needed here")]
mod engine;
#[path = "plain/kernel.rs"]
#[allow(dead_code, reason = "only the kernel's rules are needed here")]
mod kernel;

use std::path::Path;
use std::process::ExitCode;

use sanshe::base::calendar::DAYS_PER_YEAR;
use sanshe::base::draws::Keys;
use sanshe::base::need::Stage;
use sanshe::bound::classes::ByGroups;
use sanshe::engine::audit;
use sanshe::engine::block::Engine;
use sanshe::engine::stretch;
use sanshe::measure::collect::Collect;
use sanshe::measure::watch::Instruments;
use sanshe::model::compiled::Plan;
use sanshe::model::state::arm::Arm;
use sanshe::model::state::minutes::Account;
use sanshe::scenario::load::{LoadOptions, load};
use sanshe::world::demand::Demand;

/// A world, and how long it is lived in.
struct Case {
    name: &'static str,
    /// The engine of a window of this number of years.
    world: fn(u32) -> Result<Engine, String>,
    /// Days under the baseline, watched by nobody.
    before: u16,
    /// Days of every policy, watched.
    watched: u16,
}

/// The days are chosen so that a case takes at most 5·10⁹ instructions, most of them in days of life rather than in reading and building.
const CASES: [Case; 4] = [
    Case { name: "reference", world: |years| of_file("reference", &[], None, years), before: 200, watched: 250 },
    Case { name: "shahekou", world: |years| of_file("shahekou", &[], None, years), before: 40, watched: 30 },
    Case { name: "twenty", world: twenty, before: 60, watched: 60 },
    Case { name: "kernel", world: |years| engine::of_kernel(9, years, 1), before: 120, watched: 120 },
];

/// 20 subdistricts of Shahekou's size under one policy.
fn twenty(years: u32) -> Result<Engine, String> {
    let names: Vec<String> = (1..=20).map(|number| format!("\"s{number}\"")).collect();
    let names = format!("district.subdistricts=[{}]", names.join(", "));
    let sets = [
        "baseline=linkage",
        &names,
        "district.generate.subdistricts=20",
        "district.generate.communities=260",
        "district.generate.residents=1960000",
    ];
    of_file("shahekou", &sets, Some("linkage"), years)
}

/// The engine of a scenario of the repository. Its window begins on the first day, so that it holds all days of a case.
fn of_file(name: &str, sets: &[&str], policy: Option<&str>, years: u32) -> Result<Engine, String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name).with_extension("toml");
    let window = ["run.seeds=1".to_owned(), "run.burn_in_years=0".to_owned(), format!("run.years={years}")];
    let sets = sets.iter().map(|&set| set.to_owned()).chain(window).collect();
    let policies = policy.map(|policy| vec![policy.to_owned()]);
    let experiment = load(&file, &LoadOptions { sets, policies, memory: None }).map_err(|e| e.to_string())?;
    sanshe::experiment::simulator::engine(&experiment).map_err(|e| e.to_string())
}

/// Sums over all policies that differ where the work does.
#[derive(Default)]
struct Done {
    arisen: u64,
    resolved: u64,
    direct_minutes: u64,
}

impl Done {
    fn evening(&mut self, arm: &Arm) {
        let days = arm.subs.iter().flat_map(|sub| &sub.days);
        self.direct_minutes += days.map(|day| u64::from(day.booked[Account::Direct])).sum::<u64>();
    }

    fn end(&mut self, arm: &Arm) {
        for sub in &arm.subs {
            self.arisen += sub.cases.accounts.arisen;
            self.resolved += sub.cases.accounts.ended_in[Stage::Resolved];
        }
    }
}

/// Lives through a case as [`Engine::block`] does: all policies walk through days whose needs were drawn once.
fn live(engine: &Engine, before: u16, watched: u16) -> Result<Done, String> {
    let world = &engine.world;
    let keys = Keys::new(engine.seed(0));
    let mut demand = Demand::new(world, &keys);
    let mut trunk = Arm::new(world, &keys, Plan::new(world, &engine.policies[engine.baseline].1));
    stretch::each(world, &keys, &mut demand, 0..before, 1, false, |days| {
        days.walk(&mut trunk, &mut (), false, |arm, (), day| audit::sums(arm, day))
    })?;
    let mut walkers: Vec<_> = engine
        .policies
        .iter()
        .map(|(_, policy)| {
            let arm = trunk.branch(world, &keys, Plan::new(world, policy), before);
            (arm, Instruments::new(world, &engine.yardstick, Collect::ALL), Done::default())
        })
        .collect();
    drop(trunk);
    let plans = walkers.iter().map(|(arm, ..)| &arm.plan);
    let mut arisen = ByGroups::new(&engine.yardstick, world.places.subdistricts.len(), plans);
    stretch::each(world, &keys, &mut demand, before..before + watched, walkers.len(), false, |days| {
        let (first, number) = (days.days.start - before, days.days.end - days.days.start);
        arisen.take(world, &keys, days.arrivals, first, number, false);
        walkers.iter_mut().try_for_each(|(arm, watch, done)| {
            days.walk(arm, watch, false, |arm, _, day| {
                done.evening(arm);
                audit::sums(arm, day)
            })
        })
    })?;
    let mut all = Done::default();
    for (arm, _, done) in &walkers {
        all.direct_minutes += done.direct_minutes;
        all.end(arm);
    }
    Ok(all)
}

/// What the command line asks for: what a case did, in one line; the names of all; or, as when all benchmarks are run, neither.
fn answer() -> Result<String, String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let names = || CASES.map(|case| case.name);
    if words.iter().any(|word| word == "--cases") {
        return Ok(names().join("\n"));
    }
    // Cargo adds `--bench`, before or behind.
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--bench").collect();
    let Some(at) = words.iter().position(|word| *word == "--case") else {
        return Ok(format!("gate: nothing is timed here; .ci/gate counts the cases {}", names().join(", ")));
    };
    let words = &words[at + 1..];
    let name = words.first().ok_or("--case takes a name")?;
    let case = CASES.iter().find(|case| case.name == *name);
    let case = case.ok_or_else(|| format!("no case is called {name:?}; there are {}", names().join(", ")))?;
    let number = |at: usize, otherwise: u16| {
        words.get(at).map_or(Ok(otherwise), |word| word.parse().map_err(|_| format!("a number of days, not {word:?}")))
    };
    run(case, number(1, case.before)?, number(2, case.watched)?)
}

/// What a case did in these days.
fn run(case: &Case, before: u16, watched: u16) -> Result<String, String> {
    let days = before.checked_add(watched).ok_or_else(|| format!("{before} + {watched} days are too many"))?;
    // The calling thread is the pool, so that whatever would be done side by side needs no other thread.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().map_err(|e| e.to_string())?;
    pool.install(|| {
        let engine = (case.world)(u32::from(days.div_ceil(DAYS_PER_YEAR)))?;
        let (name, policies) = (case.name, engine.policies.len());
        let Done { arisen, resolved, direct_minutes } = live(&engine, before, watched)?;
        Ok(format!(
            "{name}: {policies} policies, {before} days and {watched} watched, {arisen} needs arose, {resolved} resolved, \
             {direct_minutes} direct minutes"
        ))
    })
}

fn main() -> ExitCode {
    match answer() {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(what) => {
            eprintln!("{what}");
            ExitCode::FAILURE
        }
    }
}
