//! What must be true of the output folder, whatever happens to the run that fills it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use sanshe::experiment::conduct::{Conditions, ConductError, Outcome, Unwatched, conduct};
use sanshe::experiment::plan::{Arm, Plan};
use sanshe::experiment::runner::{BlockError, BlockRequest, Simulate};
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;
use sanshe::measure::table::{Column, Table};
use sanshe::store::{StoreError, read};

const ARMS: [&str; 3] = ["administrative", "linkage", "purchase"];

/// A simulator whose rows depend on policy and replicate alone, and whose blocks take unequal time.
#[derive(Default)]
struct Fake {
    fails: Option<u32>,
    panics: Option<u32>,
    /// Sets the stop flag when this replicate starts.
    stops: Option<u32>,
    ran: AtomicU64,
}

impl Simulate for Fake {
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
            return Err(BlockError::Failed(
                "the ledger, day 3, is off by 1 fen".into(),
            ));
        }
        assert!(self.panics != Some(replicate), "a need was lost");
        (request.progress)(self.work_units());
        let record = |policy: usize| RunRecord {
            policy,
            replicate,
            lives: 100,
            ok: true,
            tables: request
                .collect
                .tables()
                .into_iter()
                .map(|spec| rows(spec, policy, replicate))
                .collect(),
        };
        Ok((0..ARMS.len()).map(record).collect())
    }

    fn work_units(&self) -> u64 {
        30
    }

    fn seed(&self, replicate: u32) -> Option<u64> {
        Some(1000 + u64::from(replicate))
    }
}

fn rows(spec: &'static sanshe::measure::table::TableSpec, policy: usize, replicate: u32) -> Table {
    let mut table = Table::new(spec);
    let count = if spec.file == "runs.csv" {
        1
    } else {
        3 + replicate % 5
    };
    for row in 0..count {
        for Column { name, .. } in spec.columns {
            match *name {
                "policy" => table.name(ARMS[policy]),
                "replicate" => table.int(replicate),
                "status" => table.name("ok"),
                "reason" => table.name(""),
                "unit" => table.name("fen"),
                "day" | "quarter" => table.int(row),
                "party" | "category" => table.name("office"),
                _ => table.real(f64::from(replicate * 7 + row) / 3.0),
            };
        }
        table.end();
    }
    table
}

fn plan(replicates: u32) -> Plan {
    Plan {
        scenario: "small".into(),
        baseline: ARMS[0].into(),
        arms: ARMS
            .iter()
            .map(|name| Arm {
                name: (*name).into(),
                switches: vec![
                    (
                        "routing.theta".into(),
                        if *name == ARMS[0] { "0" } else { "0.5" }.into(),
                    ),
                    ("capacity.bins".into(), "none".into()),
                ],
            })
            .collect(),
        points: 1,
        replicates,
        years: 1,
        burn_in_years: 1,
        root_seed: 1,
        world_keys: vec![("demand.volatility".into(), "0.1".into())],
        inputs: vec![],
        collect: Collect::ALL,
    }
}

struct Try<'a> {
    dir: &'a Path,
    plan: Plan,
    fake: Fake,
    threads: usize,
    fresh: bool,
}

impl<'a> Try<'a> {
    fn new(dir: &'a Path) -> Self {
        Self {
            dir,
            plan: plan(10),
            fake: Fake::default(),
            threads: 2,
            fresh: false,
        }
    }

    fn go(&self) -> Result<Outcome, ConductError> {
        let stop = AtomicBool::new(false);
        let conditions = Conditions {
            dir: self.dir,
            fresh: self.fresh,
            threads: self.threads,
            audit: false,
            command: "sanshe run small.toml",
            typed: "sanshe run /x/small.toml",
            stop: &stop,
        };
        conduct(&self.plan, &[&self.fake], conditions, &Unwatched)
    }

    fn blocks_run(&self) -> u64 {
        self.fake.ran.load(Ordering::Relaxed)
    }
}

/// Every file but the timing, with its bytes.
fn bytes(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir)
        .expect("the folder lists")
        .map(|e| e.expect("an entry"));
    let files = entries.map(|e| (e.file_name().to_string_lossy().into_owned(), e.path()));
    files
        .filter(|(name, _)| name != "timing.json")
        .map(|(name, path)| (name, fs::read(path).expect("the file reads")))
        .collect()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// The bytes of a run that nothing disturbed.
fn undisturbed(plan: &Plan) -> BTreeMap<String, Vec<u8>> {
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.plan = plan.clone();
    run.threads = 1;
    assert!(run.go().expect("it runs").folder.is_complete());
    bytes(dir.path())
}

/// A few numbers for choosing places: no quality needed, only variety that repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound.max(1)
    }
}

#[test]
fn the_bytes_of_every_file_are_equal_for_any_number_of_threads() {
    for replicates in [1, 3, 10, 25] {
        let plan = plan(replicates);
        let expected = undisturbed(&plan);
        assert_eq!(
            expected.len(),
            10,
            "seven tables, policies, manifest, journal"
        );
        for threads in [2, 4, 7] {
            let dir = folder();
            let mut run = Try::new(dir.path());
            run.plan = plan.clone();
            run.threads = threads;
            run.go().expect("it runs");
            assert_eq!(
                bytes(dir.path()),
                expected,
                "{replicates} replicates, {threads} threads"
            );
        }
    }
}

#[test]
fn a_folder_cut_off_at_any_moment_is_completed_to_the_same_bytes() {
    let plan = plan(10);
    let expected = undisturbed(&plan);
    let journal = String::from_utf8(expected["journal.jsonl"].clone()).expect("text");
    let mut dice = Dice(1);
    for trial in 0..40 {
        let dir = folder();
        // The state a kill leaves: `whole` journalled blocks, perhaps a torn journal line, and every table anywhere between its
        // journalled length and what the next block would have added.
        let lines: Vec<&str> = journal.split_inclusive('\n').collect();
        let whole = dice.below(lines.len());
        let mut cut: String = lines[..=whole].concat();
        let next = lines.get(whole + 1).copied().unwrap_or("");
        let torn = &next[..dice.below(next.len())];
        cut.push_str(torn);
        let length = |line: &str, file: &str| -> Option<usize> {
            let value: serde_json::Value = serde_json::from_str(line).ok()?;
            usize::try_from(value["block"]["lengths"][file].as_u64()?).ok()
        };
        for (name, full) in &expected {
            let content = match name.as_str() {
                "journal.jsonl" => cut.as_bytes(),
                "manifest.json" | "policies.csv" => full,
                table => {
                    let least = length(lines[whole], table).unwrap_or(0);
                    let most = length(next, table).unwrap_or(full.len());
                    // A torn journal line means that the rows it tells of were whole.
                    let end = if torn.is_empty() {
                        least + dice.below(most - least + 1)
                    } else {
                        most
                    };
                    &full[..end]
                }
            };
            fs::write(dir.path().join(name), content).expect("written");
        }
        let run = Try::new(dir.path());
        run.go().expect("it resumes");
        assert_eq!(
            run.blocks_run(),
            10 - whole as u64,
            "finished blocks are not run again"
        );
        assert_eq!(
            bytes(dir.path()),
            expected,
            "trial {trial}, {whole} blocks whole"
        );
    }
}

#[test]
fn a_kill_before_the_first_block_leaves_a_folder_that_can_be_used() {
    let plan = plan(10);
    let expected = undisturbed(&plan);
    let journal = &expected["journal.jsonl"];
    let first = journal.iter().position(|&b| b == b'\n').expect("a line") + 1;
    for end in [0, 1, 5, 20, first - 1, first] {
        let dir = folder();
        fs::write(dir.path().join("journal.jsonl"), &journal[..end]).expect("written");
        Try::new(dir.path()).go().expect("it runs");
        assert_eq!(bytes(dir.path()), expected, "{end} bytes of journal");
    }
}

#[test]
fn rows_a_disk_lost_after_confirming_them_are_run_again() {
    let expected = undisturbed(&plan(10));
    let mut dice = Dice(2);
    for _ in 0..10 {
        let dir = folder();
        for (name, content) in &expected {
            let end = if name == "waits.csv" {
                dice.below(content.len())
            } else {
                content.len()
            };
            fs::write(dir.path().join(name), &content[..end]).expect("written");
        }
        let run = Try::new(dir.path());
        run.go().expect("it resumes");
        let mut found = bytes(dir.path());
        let mut expected = expected.clone();
        if run.blocks_run() == 10 {
            // Starting over is one more line in the journal.
            found.remove("journal.jsonl");
            expected.remove("journal.jsonl");
        }
        assert_eq!(found, expected);
    }
}

#[test]
fn a_complete_folder_is_only_read() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    let before = bytes(dir.path());
    let again = Try::new(dir.path());
    let outcome = again.go().expect("nothing to do");
    assert_eq!((again.blocks_run(), outcome.resumed), (0, 10));
    assert_eq!(bytes(dir.path()), before);
}

#[test]
fn what_is_collected_changes_no_row_of_the_other_tables() {
    let expected = undisturbed(&plan(10));
    for list in ["none", "daily", "ledger,cells"] {
        let dir = folder();
        let mut run = Try::new(dir.path());
        run.plan.collect = list.parse().expect("a valid list");
        run.go().expect("it runs");
        for (name, content) in bytes(dir.path()) {
            if name != "manifest.json" && name != "journal.jsonl" {
                assert_eq!(content, expected[&name], "{name} with --collect {list}");
            }
        }
    }
}

#[test]
fn a_folder_of_another_plan_is_refused_and_left_as_it_was() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    let before = bytes(dir.path());
    let mut other = Try::new(dir.path());
    other.plan.root_seed = 2;
    let error = other.go().expect_err("another plan");
    assert!(matches!(
        error,
        ConductError::Folder(StoreError::OtherPlan { .. })
    ));
    assert!(error.to_string().contains("--fresh"), "{error}");
    assert_eq!(bytes(dir.path()), before);
    assert_eq!(other.blocks_run(), 0);
}

#[test]
fn fresh_replaces_what_the_program_wrote_and_leaves_the_rest_alone() {
    let dir = folder();
    let path = dir.path();
    let mut outcome = Try::new(path).go().expect("it runs");
    outcome
        .folder
        .with_report(|dir| {
            fs::create_dir_all(dir.join("charts")).expect("made");
            fs::write(dir.join("charts/old.svg"), "old").expect("written");
        })
        .expect("journalled");
    drop(outcome);
    fs::write(path.join("notes.txt"), "mine").expect("written");
    fs::write(path.join("charts/mine.svg"), "mine").expect("written");
    let mut other = Try::new(path);
    other.plan = plan(4);
    other.plan.collect = Collect::NONE;
    other.fresh = true;
    other.go().expect("it replaces");
    assert!(
        !path.join("daily.csv").exists(),
        "the table of the old plan is gone"
    );
    assert!(
        !path.join("charts/old.svg").exists(),
        "the chart of the old plan is gone"
    );
    assert_eq!(
        fs::read_to_string(path.join("notes.txt")).expect("kept"),
        "mine"
    );
    assert_eq!(
        fs::read_to_string(path.join("charts/mine.svg")).expect("kept"),
        "mine"
    );
    let expected = undisturbed(&other.plan);
    let found = bytes_of(path, &["runs.csv", "policies.csv", "manifest.json"]);
    assert_eq!(
        found,
        ["runs.csv", "policies.csv", "manifest.json"].map(|n| expected[n].clone())
    );
}

fn bytes_of(dir: &Path, names: &[&str]) -> Vec<Vec<u8>> {
    names
        .iter()
        .map(|n| fs::read(dir.join(n)).expect("it reads"))
        .collect()
}

#[test]
fn fresh_never_overwrites_a_file_it_did_not_write() {
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.plan.collect = Collect::NONE;
    run.go().expect("it runs");
    fs::write(dir.path().join("daily.csv"), "my own days").expect("written");
    let before = bytes(dir.path());
    let mut other = Try::new(dir.path());
    other.fresh = true;
    let error = other.go().expect_err("the name is taken");
    assert!(error.to_string().contains("daily.csv"), "{error}");
    assert_eq!(bytes(dir.path()), before);
}

#[test]
fn a_folder_of_something_else_is_refused_with_and_without_fresh() {
    for fresh in [false, true] {
        for name in ["runs.csv", "thesis.docx", "journal.jsonl"] {
            let dir = folder();
            fs::write(dir.path().join(name), "years of work\n").expect("written");
            let mut run = Try::new(dir.path());
            run.fresh = fresh;
            let error = run.go().expect_err("not ours");
            assert!(
                matches!(error, ConductError::Folder(StoreError::Foreign { .. })),
                "{error}"
            );
            assert_eq!(bytes(dir.path()).len(), 1);
            assert_eq!(
                fs::read_to_string(dir.path().join(name)).expect("kept"),
                "years of work\n"
            );
        }
    }
}

#[test]
fn a_table_that_was_edited_is_refused_rather_than_cut() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    let path = dir.path().join("runs.csv");
    let text = fs::read_to_string(&path)
        .expect("it reads")
        .replace('\n', "\r\n");
    fs::write(&path, &text).expect("written");
    let error = Try::new(dir.path()).go().expect_err("changed");
    assert!(
        matches!(error, ConductError::Folder(StoreError::Changed { .. })),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&path).expect("it reads"), text);
}

#[test]
fn two_runs_cannot_write_one_folder() {
    let dir = folder();
    let first = Try::new(dir.path()).go().expect("it runs");
    let error = Try::new(dir.path())
        .go()
        .expect_err("the first still holds it");
    assert!(
        matches!(error, ConductError::Folder(StoreError::Busy { .. })),
        "{error}"
    );
    drop(first);
    Try::new(dir.path()).go().expect("free again");
}

#[test]
fn a_failed_block_is_a_row_per_policy_and_the_others_are_kept() {
    for threads in [1, 4] {
        let dir = folder();
        let mut run = Try::new(dir.path());
        run.threads = threads;
        run.fake.fails = Some(3);
        run.fake.panics = Some(5);
        let outcome = run.go().expect("the experiment goes on");
        assert!(outcome.folder.is_complete());
        assert_eq!(outcome.folder.failed(), 6);
        let rows = read::runs(dir.path()).expect("they read");
        assert_eq!(rows.len(), 30);
        for row in &rows {
            assert_eq!(row.ok, ![3, 5].contains(&row.replicate));
            assert_eq!(row.metric("unmet_share").is_some(), row.ok);
        }
        assert_eq!(rows[9].reason, "the ledger, day 3, is off by 1 fen");
        assert_eq!(
            (rows[10].policy.as_str(), rows[10].seed.as_str()),
            ("linkage", "1003")
        );
        assert!(
            rows[15].reason.contains("a need was lost"),
            "{}",
            rows[15].reason
        );
    }
}

#[test]
fn a_stopped_run_keeps_what_is_complete_and_goes_on_later() {
    let expected = undisturbed(&plan(10));
    for threads in [1, 2, 4] {
        let dir = folder();
        let mut run = Try::new(dir.path());
        run.threads = threads;
        run.fake.stops = Some(6);
        let outcome = run.go().expect("stopping is no error");
        let done = outcome.folder.done();
        assert!(done <= 6, "the stopped block is not there");
        assert!(!outcome.folder.is_complete());
        drop(outcome);
        let again = Try::new(dir.path());
        again.go().expect("it goes on");
        assert_eq!(again.blocks_run(), 10 - done);
        assert_eq!(bytes(dir.path()), expected, "{threads} threads");
    }
}

#[test]
fn a_place_that_is_no_folder_is_an_error_with_its_name() {
    let dir = folder();
    let file = dir.path().join("file");
    fs::write(&file, "x").expect("written");
    for place in [file.clone(), file.join("below")] {
        let error = Try::new(&place).go().expect_err("no folder").to_string();
        assert!(error.contains("file"), "{error}");
    }
}

#[test]
fn tables_read_back_as_they_were_written() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    let rows = read::runs(dir.path()).expect("they read");
    assert_eq!(rows[3].replicate, 1);
    assert_eq!(rows[3].metric("unmet_share"), Some(7.0 / 3.0));
    let daily = read::daily(dir.path())
        .expect("they read")
        .expect("collected");
    assert_eq!(daily.policies, ARMS);
    assert_eq!(daily.rows[1].values[0], 1.0 / 3.0);
    let ledger = read::ledger(dir.path())
        .expect("they read")
        .expect("collected");
    assert_eq!(ledger.parties, ["office"]);
    assert!(ledger.rows.iter().all(|row| row.is_fen));
}

#[test]
fn switches_that_differ_from_the_baseline_are_marked() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    let text = fs::read_to_string(dir.path().join("policies.csv")).expect("it reads");
    let lines: Vec<&str> = text.lines().take(4).collect();
    assert_eq!(
        lines,
        [
            "policy,switch,value,differs",
            "administrative,routing.theta,0,0",
            "administrative,capacity.bins,none,0",
            "linkage,routing.theta,0.5,1"
        ]
    );
}

#[test]
fn the_manifest_holds_nothing_of_this_machine() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    let text = fs::read_to_string(dir.path().join("manifest.json")).expect("it reads");
    assert!(
        !text.contains("/x/")
            && !text.contains("threads")
            && !text.contains(&*dir.path().to_string_lossy())
    );
    let timing = fs::read_to_string(dir.path().join("timing.json")).expect("it reads");
    assert!(timing.contains("\"lives\": 3000"), "{timing}");
}

#[test]
fn the_committed_data_dictionary_is_the_one_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/data-dictionary.md");
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == sanshe::store::dictionary::dictionary(),
        "docs/data-dictionary.md is out of date: run `cargo run -- dictionary > docs/data-dictionary.md`"
    );
}
