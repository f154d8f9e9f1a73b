//! The small world of most tests: eight communities in two subdistricts on the values of the reference, one year after one; its runs and
//! what to read in them.

#![allow(dead_code, reason = "every test program uses a part of this")]

use std::fs;
use std::path::{Path, PathBuf};

use sanshe::engine::block::{Conditions, Engine, Halt};
use sanshe::experiment::simulator::engine;
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;
use sanshe::measure::table::TableSpec;
use sanshe::measure::tables::runs;
use sanshe::scenario::experiment::Experiment;
use sanshe::scenario::load::{LoadOptions, load};

const FRAME: [&str; 5] = [
    "district.generate.subdistricts=2",
    "district.generate.communities=8",
    "district.generate.residents=24000",
    "run.seeds=1",
    "run.years=1",
];

/// Settings under which nobody serves.
pub const NOBODY: [&str; 5] = [
    "community_worker.per_10k=0",
    "social_worker.per_10k=0",
    "organisation.own_staff=0",
    "volunteer.active_share=0",
    "property_firm.staff_per_10k=0",
];

/// Names of the categories of the shipped scenarios.
pub const CATEGORIES: [&str; 8] =
    ["living_care", "medical", "nursing", "comfort", "counselling", "employment", "property", "culture"];

/// A shipped scenario or folder.
pub fn shipped(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// Copies the shipped base and policies into a folder.
pub fn copy_shipped(to: &Path) {
    fs::copy(shipped("base.toml"), to.join("base.toml")).expect("copied");
    fs::create_dir(to.join("policies")).expect("a folder");
    for entry in fs::read_dir(shipped("policies")).expect("it lists") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, to.join("policies").join(path.file_name().expect("a name"))).expect("copied");
    }
}

/// The small world's experiment with these settings laid over, under these policies or all of the reference.
pub fn experiment<S: AsRef<str>>(sets: &[S], policies: Option<&[&str]>) -> Experiment {
    let sets = FRAME.into_iter().chain(sets.iter().map(AsRef::as_ref)).map(str::to_owned).collect();
    let policies = policies.map(|p| p.iter().map(|s| (*s).to_owned()).collect());
    load(&shipped("reference.toml"), &LoadOptions { sets, policies, memory: None }).unwrap_or_else(|e| panic!("{e}"))
}

/// The small world's engine.
pub fn small<S: AsRef<str>>(sets: &[S], policies: Option<&[&str]>) -> Engine {
    built(&experiment(sets, policies))
}

/// The engine of an experiment.
pub fn built(experiment: &Experiment) -> Engine {
    engine(experiment).expect("the world can be built")
}

/// The first replicate, with every account checked on every tick.
pub fn run(engine: &Engine, collect: Collect) -> Vec<RunRecord> {
    run_on(engine, 1, true, collect).expect("every account closes on every tick")
}

/// The first replicate on this number of threads.
pub fn run_on(engine: &Engine, threads: usize, audit: bool, collect: Collect) -> Result<Vec<RunRecord>, Halt> {
    let how = Conditions { audit, threads, collect, ..Conditions::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
    pool.install(|| engine.block(0, &how))
}

/// So many replicates, with every account checked on every tick.
pub fn replicates(engine: &Engine, number: u32, collect: Collect) -> Vec<Vec<RunRecord>> {
    let how = Conditions { audit: true, threads: 1, collect, ..Conditions::default() };
    (0..number).map(|r| engine.block(r, &how).expect("every account closes on every tick")).collect()
}

/// A column of a table of a run.
pub fn column(record: &RunRecord, spec: &TableSpec, name: &str) -> Vec<String> {
    let at = spec.position(name).expect("a column");
    let text = record.table(spec).expect("the table was collected").text();
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    rows.records().map(|row| row.expect("a row")[at].to_owned()).collect()
}

/// A metric of `runs.csv`; NaN where it is empty.
pub fn metric(record: &RunRecord, name: &str) -> f64 {
    record.metric(runs::metric(name).expect("a metric")).unwrap_or(f64::NAN)
}
