//! What may come of an input: a message, or a scenario; of a scenario, a run whose every number is one.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use sanshe::engine::block::{Conditions, Halt};
use sanshe::experiment::conduct::{self, AsAsked, Unwatched, conduct};
use sanshe::experiment::guard::guarded;
use sanshe::experiment::runner::One;
use sanshe::experiment::simulator::engine;
use sanshe::measure::collect::Collect;
use sanshe::measure::column::Range;
use sanshe::measure::record::RunRecord;
use sanshe::measure::tables::RUNS;
use sanshe::report::lang::Lang;
use sanshe::scenario::experiment::Experiment;
use sanshe::scenario::keys::quantity::Count as Whole;
use sanshe::scenario::load::{LoadOptions, load};
use sanshe::scenario::memory;
use sanshe::store::plan::Plan;

use super::folder::Kept;
use super::input::{Input, Place};
use super::sandbox::{SECRET, Sandbox};
use super::{Count, Fault, Kind};

/// Longest time of a load, and of a run of a tiny world.
const LONGEST_LOAD: Duration = Duration::from_secs(5);
const LONGEST_RUN: Duration = Duration::from_secs(30);
/// Worlds that take more memory than this are read and not run.
const LARGEST: u64 = 24 << 20;

/// How strictly inputs are judged, and what is under way.
pub struct Judge {
    /// One in N scenarios that load is run.
    pub run_every: u64,
    /// One in N of these runs goes through the store into a folder.
    pub store_every: u64,
    /// What is under way: its number and since when.
    pub under_way: Mutex<Option<(u64, Instant)>>,
    kept: OnceLock<Kept>,
}

impl Judge {
    /// A judge who runs one in N.
    pub fn new(run_every: u64, store_every: u64) -> Self {
        Self { run_every, store_every, under_way: Mutex::new(None), kept: OnceLock::new() }
    }

    fn note(&self, number: Option<u64>) {
        if let Ok(mut place) = self.under_way.lock() {
            *place = number.map(|n| (n, Instant::now()));
        }
    }

    /// Judges one input.
    pub fn one(&self, input: &Input, sandbox: &Sandbox, count: &mut Count) {
        count.tried += 1;
        self.note(Some(input.number));
        let before = (count.loaded, count.run);
        let judged =
            if input.place == Place::Folder { self.folder(input, sandbox, count) } else { self.judged(input, sandbox, count) };
        if let Err(fault) = judged {
            count.wrong.push((input.number, fault));
        }
        let (loaded, run) = (count.loaded - before.0, count.run - before.1);
        let reached = count.by_place.entry(input.place).or_default();
        reached.tried += 1;
        reached.loaded += loaded;
        reached.run += run;
        self.note(None);
    }

    /// A folder of results that somebody tampered with: taken up or refused, and nothing else touched.
    fn folder(&self, input: &Input, sandbox: &Sandbox, count: &mut Count) -> Result<(), Fault> {
        let start = Instant::now();
        let outcome = self.kept.get_or_init(|| Kept::new(sandbox)).tampered(input, sandbox)?;
        count.loaded += u64::from(outcome);
        let took = start.elapsed();
        if took > LONGEST_RUN { Err(Fault::of(Kind::Hang, format!("a folder took {took:?}"))) } else { Ok(()) }
    }

    fn judged(&self, input: &Input, sandbox: &Sandbox, count: &mut Count) -> Result<(), Fault> {
        let (path, policies, sets) = sandbox.place(input);
        let start = Instant::now();
        let loaded = guarded(|| load(&path, &LoadOptions { sets, policies, memory: None })).map_err(|e| panicked("load", &e))?;
        let took = start.elapsed();
        count.slowest_ms = count.slowest_ms.max(took.as_millis() as u64);
        if took > LONGEST_LOAD {
            return Err(Fault::of(Kind::Hang, format!("load took {took:?}")));
        }
        let experiment = match loaded {
            Err(error) => {
                let (text, zh) = (error.to_string(), error.in_language(Lang::Zh));
                if text.contains(SECRET) || zh.contains(SECRET) {
                    return Err(format!("a file outside the folder was read: {text}").into());
                }
                // Each mistake is one message; fifty of them are told, and that there are more.
                let longest = error.reports().map(|report| report.in_language(Lang::En).len()).max().unwrap_or(0);
                if longest > 20_000 {
                    return Err(format!("a message of {longest} bytes").into());
                }
                let told = error.reports().count();
                if told > 51 {
                    return Err(format!("{told} mistakes told at once").into());
                }
                return Ok(());
            }
            Ok(experiment) => experiment,
        };
        if experiment.world_keys.iter().any(|(_, value)| value.contains(SECRET)) {
            return Err("a file outside the folder was read".into());
        }
        count.loaded += 1;
        // Prices are about money, which only a run moves: eight times as often as others.
        let every = if input.place == Place::Wages { self.run_every.div_ceil(8) } else { self.run_every };
        if !count.loaded.is_multiple_of(every) {
            return Ok(());
        }
        let mut experiment = experiment;
        shorten(&mut experiment);
        if memory::of(&experiment).whole() > LARGEST {
            return Ok(());
        }
        count.run += 1;
        fs::write(sandbox.path("running"), input.number.to_string()).expect("written");
        let start = Instant::now();
        if count.run.is_multiple_of(self.store_every) {
            count.stored += 1;
            guarded(|| stored(&experiment, sandbox)).map_err(|e| panicked("store", &e))??;
        } else {
            guarded(|| run(&experiment)).map_err(|e| panicked("run", &e))??;
        }
        let took = start.elapsed();
        if took > LONGEST_RUN { Err(Fault::of(Kind::Hang, format!("a run of a tiny world took {took:?}"))) } else { Ok(()) }
    }
}

/// A panic that was caught.
pub fn panicked(during: &str, message: &str) -> Fault {
    Fault::of(Kind::Panic, format!("{during}: {message}"))
}

/// One replicate, one year, at most one year before it, at most three policies.
fn shorten(experiment: &mut Experiment) {
    let run = &mut experiment.scenario.run;
    run.years = Whole::new(1).expect("in range");
    run.seeds = Whole::new(1).expect("in range");
    run.burn_in_years = Whole::new(run.burn_in_years.get().min(1)).expect("in range");
    let baseline = experiment.scenario.baseline.clone();
    let others: Vec<_> = experiment.policies.iter().filter(|p| p.name != baseline).take(2).cloned().collect();
    experiment.policies.retain(|p| p.name == baseline);
    experiment.policies.extend(others);
}

/// Runs an experiment with every check on every tick, and looks at its numbers.
fn run(experiment: &Experiment) -> Result<(), String> {
    let Ok(engine) = engine(experiment) else { return Ok(()) };
    let how = Conditions { audit: true, threads: 1, collect: Collect::ALL, ..Conditions::default() };
    match engine.block(0, &how) {
        Ok(records) => records.iter().try_for_each(numbers),
        Err(Halt::Stopped) => Err("stopped".into()),
        Err(Halt::Failed(reason)) => Err(format!("an account does not close: {reason}")),
    }
}

/// Runs an experiment through the store, with charts, and looks at what was touched.
fn stored(experiment: &Experiment, sandbox: &Sandbox) -> Result<(), Fault> {
    let dir = sandbox.path("out/结果 1");
    let _ = fs::remove_dir_all(&dir);
    if engine(experiment).is_err() {
        return Ok(());
    }
    conducted(experiment, &dir, false)?;
    let runs = fs::read_to_string(dir.join("runs.csv")).map_err(|e| e.to_string())?;
    if runs.contains(",failed,") {
        return Err(format!("a run failed: {runs}").into());
    }
    sandbox.is_untouched()
}

/// Carries an experiment out into a folder, as `sanshe run` does, with every check and with the report.
///
/// # Errors
/// What a user would be told.
pub fn conducted(experiment: &Experiment, dir: &Path, fresh: bool) -> Result<(), String> {
    let engine = engine(experiment).map_err(|e| e.to_string())?;
    let stop = AtomicBool::new(false);
    let plan = Plan::of(experiment, Collect::ALL);
    let conditions = conduct::Conditions {
        memory: u64::MAX,
        dir,
        fresh,
        threads: 1,
        audit: true,
        wait: std::time::Duration::from_secs(1),
        report: &sanshe::report::KEPT,
        command: &|_| "c".to_owned(),
        typed: "c",
        stop: &stop,
    };
    let mut outcome = conduct(&plan, &One(&engine), conditions, &AsAsked, &Unwatched).map_err(|e| format!("store: {e}"))?;
    let report = sanshe::report::make(dir, experiment, Lang::Zh, true).map_err(|e| format!("report: {e}"))?;
    let charts: Vec<_> = report.charts.iter().map(|(file, svg)| (*file, svg.as_deref())).collect();
    outcome.folder.write_report(&charts).map_err(|e| format!("charts: {e}"))
}

/// Whether a number lies beyond the range that its column declares, by more than rounding.
fn is_outside(range: Range, x: f64) -> bool {
    match range {
        Range::Between(least, most) => !(least - 1e-9..=most + 1e-9).contains(&x),
        Range::Whole(least, most) => !(least as f64..=most as f64).contains(&x),
        Range::AtLeast(least) => x < least - 1e-6,
        Range::Count => x < 0.0,
        Range::Signed(..) | Range::Text => false,
    }
}

/// Every field is empty, a word, or a number that can be: within the range of its column.
fn numbers(record: &RunRecord) -> Result<(), String> {
    if let Some(fault) = record.tables.iter().find_map(|table| table.fault()) {
        return Err(fault.to_owned());
    }
    // Communities may have any code; the other tables name categories, segments and stages, which no number looks like.
    // A community may be called anything.
    let names = ["communities.csv", "segments.csv", "map.csv", "sites.csv", "referrals.csv"];
    for table in record.tables.iter().filter(|t| !names.contains(&t.spec.file)) {
        if let Some(field) = table.text().split([',', '\n']).find(|f| ["NaN", "inf", "-inf"].contains(f)) {
            return Err(format!("{field} in {}", table.spec.file));
        }
    }
    let mut created = 0.0;
    let runs = record.table(&RUNS).ok_or("no row of runs.csv")?;
    for column in RUNS.columns {
        let number = runs.numbers(column).next().filter(|value| !value.is_nan());
        if column.name == "needs_created" {
            created = number.unwrap_or(-1.0);
        }
        let is_wrong = match number {
            Some(x) => is_outside(column.range, x),
            // With needs there is a share of them that is unmet; of the last two years, of severities that weigh nothing there may not.
            None => column.name == "unmet_share" && created > 0.0,
        };
        if is_wrong {
            return Err(format!("{} = {number:?} of {created} needs", column.name));
        }
    }
    Ok(())
}
