//! Small worlds, their runs, and what to compare of them.

use std::fs;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use sanshe::engine::block::{Conditions, Engine};
use sanshe::experiment::simulator::engine;
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;
use sanshe::measure::table::Table;
use sanshe::measure::tables::ALL;
use sanshe::scenario::experiment::Experiment;
use sanshe::scenario::load::{LoadOptions, load};

use crate::small_world::{PLAIN, copy_shipped};

/// A scenario of its own: the base, some policies of its own, and settings.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Lines after the base's.
    pub lines: String,
    /// Policies beside the shipped ones: name and text.
    pub policies: Vec<(String, String)>,
    /// `KEY=VALUE`, laid over in order.
    pub sets: Vec<String>,
}

/// Eight communities in two subdistricts, one year after one.
pub const EIGHT: &str = r#"
[district.generate]
subdistricts = 2
communities = 8
residents = 16000
residents_cv = 0.4
"#;

/// No minute but service's, nobody fails for want of skill, tires or leaves; one kind of employer.
pub const QUIET: [&str; 22] = [
    "discovery.voice_trust=0",
    "intake.minutes=0",
    "intake.error=0",
    "intake.record_minutes=0",
    "persistence.voiced_patience_factor=1e9",
    "persistence.paper_closure=0",
    "routing.search_minutes=0",
    "routing.report_minutes=0",
    "handoff.message_minutes=0",
    "handoff.upkeep_minutes=0",
    "service.success_ease=100",
    "service.local_trip=0",
    "organisation.per_1000=0",
    "volunteer.associations=0",
    "volunteer.active_share=0",
    "property_firm.managed_share=0",
    "burnout.time_lost=0",
    "posts.attrition=0",
    "administration.hours_per_1000=0",
    "demand.bundle_share=0",
    "demand.heterogeneity=0",
    "demand.volatility=0",
];

impl Draft {
    /// A generated world.
    pub fn eight(sets: &[String]) -> Self {
        Self { lines: EIGHT.into(), policies: Vec::new(), sets: sets.to_vec() }
    }

    /// The same with more settings.
    pub fn set<S: AsRef<str>>(mut self, sets: &[S]) -> Self {
        self.sets.extend(sets.iter().map(|s| s.as_ref().to_owned()));
        self
    }

    /// The same with a policy of its own.
    pub fn policy(mut self, name: &str, text: &str) -> Self {
        self.policies.push((name.to_owned(), text.to_owned()));
        self
    }

    /// The engine under these policies; the first is the baseline.
    pub fn engine(&self, policies: &[&str]) -> Engine {
        engine(&self.experiment(policies)).unwrap_or_else(|e| panic!("{e}"))
    }

    /// The scenario with these policies; the first is the baseline.
    pub fn experiment(&self, policies: &[&str]) -> Experiment {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let to = temp.path();
        copy_shipped(to);
        for (name, text) in &self.policies {
            fs::write(to.join("policies").join(format!("{name}.toml")), text).expect("written");
        }
        // Without casual hours: money that one place leaves buys none elsewhere, so that places do not touch through the treasury.
        let head = format!(
            "extends = \"base.toml\"\nname = \"x\"\nbaseline = \"{}\"\n[run]\nseeds = 1\nyears = 1\n[posts]\ncasual_limit = 0.0\n{}",
            policies[0], self.lines
        );
        fs::write(to.join("x.toml"), head).expect("written");
        let options = LoadOptions {
            sets: PLAIN.into_iter().map(str::to_owned).chain(self.sets.iter().cloned()).collect(),
            policies: Some(policies.iter().map(|p| (*p).to_owned()).collect()),
            memory: None,
        };
        load(&to.join("x.toml"), &options).unwrap_or_else(|e| panic!("{e}"))
    }

    /// The tables of one replicate under each policy.
    pub fn run(&self, policies: &[&str]) -> Vec<Tables> {
        tables(&self.engine(policies), 0)
    }
}

/// All tables of a run, the policy's name left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables(Vec<(&'static str, Vec<Vec<String>>)>);

/// The tables of a replicate, by policy, with every account checked on every tick.
pub fn tables(engine: &Engine, replicate: u32) -> Vec<Tables> {
    tables_on(engine, replicate, 1, Collect::ALL)
}

/// The same with this number of threads and these tables.
pub fn tables_on(engine: &Engine, replicate: u32, threads: usize, collect: Collect) -> Vec<Tables> {
    let how = Conditions { audit: true, threads, collect, ..Conditions::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
    let records = pool.install(|| engine.block(replicate, &how)).expect("every account closes");
    records.iter().map(Tables::of).collect()
}

impl Tables {
    fn of(record: &RunRecord) -> Self {
        let all =
            |text: &str| text.lines().map(|l| l.split(',').skip(1).map(str::to_owned).collect()).collect::<Vec<Vec<String>>>();
        let rows = |table: &Table| {
            let mut rows = all(table.text());
            // The burn-in stands under the baseline alone, and a place without anybody or anything is as none.
            let at = |name| table.spec.position(name).map(|place| place - 1);
            if let Some(period) = at("period") {
                rows.retain(|row| !row[period].starts_with('-'));
            }
            if table.spec.file == "sites.csv" {
                let empty = ["staff", "line", "cases"].map(|name| at(name).expect("a column"));
                rows.retain(|row| empty.iter().any(|&place| row[place] != "0"));
            }
            rows
        };
        Self(record.tables.iter().map(|t| (t.spec.file, rows(t))).collect())
    }

    /// The rows of a table.
    pub fn rows(&self, file: &str) -> &[Vec<String>] {
        &self.0.iter().find(|(name, _)| *name == file).expect("the table was collected").1
    }

    /// The fields of a column.
    pub fn column(&self, file: &str, column: &str) -> Vec<String> {
        let spec = ALL.iter().find(|t| t.file == file).expect("a table");
        // The policy, the first column, is left out of the rows.
        let at = spec.position(column).expect("a column") - 1;
        self.rows(file).iter().map(|r| r[at].clone()).collect()
    }

    /// A column as numbers.
    pub fn numbers(&self, file: &str, column: &str) -> Vec<f64> {
        self.column(file, column).iter().map(|f| f.parse().unwrap_or(f64::NAN)).collect()
    }

    /// A metric of the run.
    pub fn metric(&self, name: &str) -> f64 {
        self.numbers("runs.csv", name)[0]
    }

    /// Needs of the cohort: no equivalence of empty worlds passes.
    pub fn needs(&self) -> f64 {
        self.metric("needs_created")
    }
}

/// Fails at the first table in which two runs differ.
#[track_caller]
pub fn same(a: &Tables, b: &Tables) {
    for (file, rows) in &a.0 {
        same_in(a, b, &[file]);
        // Sites are looked at in the first replicate alone.
        assert!(!rows.is_empty() || ["sites.csv", "referrals.csv"].contains(file), "{file} is empty");
    }
}

/// Fails when two runs differ in more than these columns of `runs.csv`.
#[track_caller]
pub fn same_but(a: &Tables, b: &Tables, columns: &[&str]) {
    for (file, rows) in a.0.iter().filter(|(file, _)| *file != "runs.csv") {
        same_in(a, b, &[file]);
        // Sites are looked at in the first replicate alone.
        assert!(!rows.is_empty() || ["sites.csv", "referrals.csv"].contains(file), "{file} is empty");
    }
    let others = sanshe::measure::tables::RUNS.columns.iter().skip(1).map(|column| column.name);
    for name in others.filter(|name| !columns.contains(name)) {
        assert_eq!(a.column("runs.csv", name), b.column("runs.csv", name), "{name}");
    }
}

/// Fails when two runs differ in one of these tables.
#[track_caller]
pub fn same_in(a: &Tables, b: &Tables, files: &[&str]) {
    assert!(a.needs() > 100.0, "a world almost without needs shows nothing: {}", a.needs());
    for file in files {
        let (left, right) = (a.rows(file), b.rows(file));
        let first = left.iter().zip(right).position(|(l, r)| l != r);
        if let Some(i) = first {
            panic!("{file}, row {}:\n{:?}\n{:?}", i + 1, left[i], right[i]);
        }
        assert_eq!(left.len(), right.len(), "{file}");
    }
}

/// Settings of a random world: load, people, trust, frictions.
pub fn any_world() -> impl Strategy<Value = Vec<String>> {
    (
        (0.1_f64..2.0, 0.05_f64..0.95, 1_u32..24, 0.0_f64..0.6, 6.0_f64..40.0, 1.0_f64..12.0),
        (0.0_f64..0.5, 0.0_f64..1.0, 0_u32..100_000, 0.0_f64..1.0, 0.0_f64..1.0, 0_u32..3),
    )
        .prop_map(|((needs, trust, open, loss, workers, social), (bundle, paper, seed, gap, refusal, levels))| {
            vec![
                format!("demand.needs_per_resident={needs}"),
                format!("trust.initial={trust}"),
                format!("service.open_cases={open}"),
                format!("handoff.loss={loss}"),
                format!("community_worker.per_10k={workers}"),
                format!("social_worker.per_10k={social}"),
                format!("demand.bundle_share={bundle}"),
                format!("persistence.paper_closure={paper}"),
                format!("run.root_seed={seed}"),
                format!("demand.heterogeneity={gap}"),
                format!("property_firm.refusal={refusal}"),
                format!("government.levels={levels}"),
            ]
        })
}

/// As many random worlds as a test can afford, the same every time; `PROPTEST_CASES=50 cargo test --test equivalences` looks at others.
pub fn some(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    let (cases, rng_seed) = match std::env::var_os("PROPTEST_CASES") {
        Some(_) => (asked.cases, asked.rng_seed),
        None => (cases, RngSeed::Fixed(1)),
    };
    ProptestConfig { cases, rng_seed, max_shrink_iters: 40, failure_persistence: None, ..asked }
}
