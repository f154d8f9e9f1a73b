//! A simulator that is only rows, and folders to put them in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use sanshe::base::words::Both;
use sanshe::experiment::conduct::{AsAsked, Conditions, ConductError, Outcome, Rule, Watch, conduct};
use sanshe::experiment::runner::{BlockError, BlockRequest, One, Simulate};
use sanshe::measure::collect::Collect;
use sanshe::measure::column::{Cell, Range, name, real, whole};
use sanshe::measure::record::{Audited, RunRecord};
use sanshe::measure::table::{Table, TableSpec};
use sanshe::report::KEPT;
use sanshe::store::plan::{Arm, Plan};

pub const ARMS: [&str; 3] = ["administrative", "linkage", "purchase"];

/// A simulator whose rows depend on policy and replicate alone, and whose blocks take unequal time.
#[derive(Default)]
pub struct Fake {
    pub fails: Option<u32>,
    /// A replicate whose shares are none.
    pub outside: Option<u32>,
    pub panics: Option<u32>,
    /// A policy that it has not.
    pub without: Option<&'static str>,
    /// Sets the stop flag when this replicate starts.
    pub stops: Option<u32>,
    pub ran: AtomicU64,
    /// Threads each replicate was given inside, as blocks ended.
    pub inner: Mutex<Vec<(u32, usize)>>,
}

impl Simulate for Fake {
    fn policies(&self) -> Vec<String> {
        ARMS.into_iter().filter(|name| self.without != Some(name)).map(str::to_owned).collect()
    }

    fn block(&self, request: &BlockRequest<'_>) -> Result<Vec<RunRecord>, BlockError> {
        self.ran.fetch_add(1, Ordering::Relaxed);
        let replicate = request.replicate;
        if self.stops == Some(replicate) {
            request.stop.store(true, Ordering::Relaxed);
        }
        // Early blocks take longest, so that blocks finish out of order.
        for _ in 0..(12 - replicate.min(12)) {
            if request.stop.load(Ordering::Relaxed) {
                return Err(BlockError::Stopped);
            }
            std::thread::sleep(Duration::from_micros(300));
        }
        if self.fails == Some(replicate) {
            return Err(BlockError::Failed("the ledger, day 3, is off by 1 fen".into()));
        }
        assert!(self.panics != Some(replicate), "a need was lost");
        (request.progress)(self.work_units());
        let mut inner = self.inner.lock().expect("no block panics while it holds this");
        inner.push((replicate, request.inner_threads));
        drop(inner);
        let record = |policy: usize| RunRecord {
            policy,
            replicate,
            lives: 100,
            audited: Audited::default(),
            ok: true,
            tables: request
                .collect
                .tables()
                .into_iter()
                .map(|spec| rows(spec, &self.policies()[policy], replicate, self.outside == Some(replicate)))
                .collect(),
        };
        let policies = self.policies();
        let wanted = |policy: &usize| request.policies.is_empty() || request.policies.contains(&policies[*policy]);
        Ok((0..policies.len()).filter(wanted).map(record).collect())
    }

    fn work_units(&self) -> u64 {
        30
    }

    fn seed(&self, replicate: u32) -> Option<u64> {
        Some(1000 + u64::from(replicate))
    }
}

pub fn rows(spec: &'static TableSpec, policy: &str, replicate: u32, outside: bool) -> Table {
    let mut table = Table::new(spec);
    let count = if spec.file == "runs.csv" { 1 } else { 3 + replicate % 5 };
    for row in 0..count {
        table.fill(|column| match column.name {
            "policy" => name(policy),
            "replicate" => whole(replicate),
            "point" => whole(0),
            "status" => name("ok"),
            "reason" => Cell::Nothing,
            "unit" => name("fen"),
            "day" | "quarter" => whole(row),
            "party" | "category" => name("office"),
            _ => match column.range {
                Range::Text => name("x"),
                Range::Count => whole(replicate * 7 + row),
                Range::Whole(least, _) => whole(least),
                Range::Between(..) if outside => real(2.6),
                Range::Between(..) => real(1.0 / f64::from(replicate * 7 + row + 3)),
                Range::AtLeast(_) | Range::Signed(..) => real(f64::from(replicate * 7 + row) / 3.0),
            },
        });
    }
    table
}

pub fn plan(replicates: u32) -> Plan {
    Plan {
        scenario: "small".into(),
        title: Default::default(),
        baseline: ARMS[0].into(),
        arms: ARMS
            .iter()
            .map(|name| Arm {
                name: (*name).into(),
                switches: vec![
                    ("routing.theta".into(), if *name == ARMS[0] { "0" } else { "0.5" }.into()),
                    ("capacity.bins".into(), "none".into()),
                ],
                labels: Default::default(),
            })
            .collect(),
        points: 1,
        design: String::new(),
        waves: vec![],
        shard: None,
        years: 1,
        burn_in_years: 1,
        root_seed: 1,
        world_keys: vec![("demand.volatility".into(), "0.1".into())],
        inputs: vec![],
        collect: Collect::ALL,
        parity: None,
        results: 1,
        build: "one build".into(),
    }
    .of_replicates(replicates)
}

pub struct Try<'a> {
    pub dir: &'a Path,
    pub plan: Plan,
    pub fake: Fake,
    pub threads: usize,
    pub fresh: bool,
    pub notes: Mutex<Vec<String>>,
}

struct Notes<'a>(&'a Mutex<Vec<String>>);

impl Watch for Notes<'_> {
    fn note(&self, text: &Both) {
        assert_ne!(text.en, text.zh, "both languages");
        self.0.lock().expect("nobody panics while noting").push(text.en.clone());
    }
    fn begin(&self, _: u64, _: u64, _: u64) {}
    fn units(&self, _: u64) {}
    fn block(&self, _: u64, _: u64) {}
    fn end(&self) {}
}

impl<'a> Try<'a> {
    pub fn new(dir: &'a Path) -> Self {
        Self { dir, plan: plan(10), fake: Fake::default(), threads: 2, fresh: false, notes: Mutex::default() }
    }

    pub fn go(&self) -> Result<Outcome, ConductError> {
        self.by(&AsAsked)
    }

    /// Carries the plan out with the waves that a rule makes.
    pub fn by(&self, rule: &dyn Rule) -> Result<Outcome, ConductError> {
        let stop = AtomicBool::new(false);
        let conditions = Conditions {
            memory: u64::MAX,
            dir: self.dir,
            fresh: self.fresh,
            threads: self.threads,
            audit: false,
            wait: Duration::ZERO,
            report: &KEPT,
            command: &|replicates| format!("sanshe run small.toml --set run.seeds={replicates}"),
            typed: "sanshe run /x/small.toml",
            stop: &stop,
        };
        conduct(&self.plan, &One(&self.fake), conditions, rule, &Notes(&self.notes))
    }

    /// What was said about the folder, English.
    pub fn said(&self) -> String {
        self.notes.lock().expect("nobody panics while noting").join("\n")
    }

    pub fn blocks_run(&self) -> u64 {
        self.fake.ran.load(Ordering::Relaxed)
    }
}

/// Every file but the timing, with its bytes; of the journal only what is the same however often a run was taken up again.
pub fn bytes(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = raw(dir);
    files.remove("timing.json");
    if let Some(journal) = files.get_mut("journal.jsonl") {
        let text = String::from_utf8_lossy(journal).into_owned();
        let lines = text.lines().filter(|line| line.starts_with("{\"head\"") || line.starts_with("{\"commit\""));
        *journal = lines.map(|line| format!("{}\n", without_chain(line))).collect::<String>().into_bytes();
    }
    files
}

/// A line of the journal without the digest at its end.
pub fn without_chain(line: &str) -> &str {
    line.split_once(",\"chain\"").map_or(line, |(body, _)| body)
}

/// Every file with its bytes, folders in it left out.
pub fn raw(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir).expect("the folder lists").map(|e| e.expect("an entry"));
    let files = entries.map(|e| (e.file_name().to_string_lossy().into_owned(), e.path())).filter(|(_, path)| path.is_file());
    files.map(|(name, path)| (name, fs::read(path).expect("the file reads"))).collect()
}

/// Puts files into a folder.
pub fn put(dir: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (name, content) in files {
        fs::write(dir.join(name), content).expect("written");
    }
}

/// Every file, the timing apart, of a run that nothing disturbed, as it is.
pub fn undisturbed_raw(plan: &Plan) -> BTreeMap<String, Vec<u8>> {
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.plan = plan.clone();
    run.threads = 1;
    assert!(run.go().expect("it runs").folder.is_complete());
    let mut files = raw(dir.path());
    files.remove("timing.json");
    files
}

pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// The bytes of a run that nothing disturbed.
pub fn undisturbed(plan: &Plan) -> BTreeMap<String, Vec<u8>> {
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.plan = plan.clone();
    run.threads = 1;
    assert!(run.go().expect("it runs").folder.is_complete());
    bytes(dir.path())
}
