//! What the files say.

use std::fs;
use std::path::Path;

use sanshe::store::read;

use super::support::{ARMS, Try, bytes, folder, plan, undisturbed};

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
        assert_eq!((rows[10].policy.as_str(), rows[10].seed.as_str()), ("linkage", "1003"));
        assert!(rows[15].reason.contains("a need was lost"), "{}", rows[15].reason);
    }
}

#[test]
fn a_value_outside_the_range_of_its_column_fails_its_run_with_column_value_and_range() {
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.fake.outside = Some(2);
    let outcome = run.go().expect("the experiment goes on");
    assert_eq!(outcome.folder.failed(), 3);
    let rows = read::runs(dir.path()).expect("they read");
    for row in &rows {
        assert_eq!(row.ok, row.replicate != 2);
    }
    let reason = &rows[6].reason;
    for word in ["runs.csv", "column `unmet_share`", "found 2.6", "expected 0 … 1"] {
        assert!(reason.contains(word), "{word}: {reason}");
    }
}

#[test]
fn tables_read_back_as_they_were_written() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    let rows = read::runs(dir.path()).expect("they read");
    assert_eq!(rows[3].replicate, 1);
    assert_eq!(rows[3].metric("unmet_share"), Some(0.1));
    let daily = read::daily(dir.path()).expect("they read").expect("collected");
    assert_eq!(daily.policies, ARMS);
    assert_eq!(daily.rows[1].values[0], 1.0);
    let ledger = read::ledger(dir.path()).expect("they read").expect("collected");
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
    assert!(!text.contains("/x/") && !text.contains("threads") && !text.contains(&*dir.path().to_string_lossy()));
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
