//! What the files say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sanshe::measure::tables::head as of_run;
use sanshe::measure::tables::runs::{head, outcomes};
use sanshe::measure::tables::{DAILY, LEDGER, RUNS, daily, ledger};
use sanshe::store::read::{self, Row};

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
            if !["manifest.json", "journal.jsonl", "waves.csv"].contains(&name.as_str()) {
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
        let table = read::table(dir.path(), &RUNS).expect("they read");
        let rows: Vec<Row<'_>> = table.iter().collect();
        assert_eq!(rows.len(), 30);
        for row in &rows {
            let ok = row.words(&head::STATUS) == head::OK;
            assert_eq!(ok, !["3", "5"].contains(&row.words(&head::REPLICATE)));
            assert_eq!(row.number(&outcomes::UNMET_SHARE).expect("a number").is_some(), ok);
        }
        assert_eq!(rows[9].words(&head::REASON), "the ledger, day 3, is off by 1 fen");
        assert_eq!((rows[10].words(&head::POLICY), rows[10].words(&head::SEED)), ("linkage", "1003"));
        let reason = rows[15].words(&head::REASON);
        assert!(reason.contains("a need was lost"), "{reason}");
    }
}

#[test]
fn a_value_outside_the_range_of_its_column_fails_its_run_with_column_value_and_range() {
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.fake.outside = Some(2);
    let outcome = run.go().expect("the experiment goes on");
    assert_eq!(outcome.folder.failed(), 3);
    let table = read::table(dir.path(), &RUNS).expect("they read");
    let rows: Vec<Row<'_>> = table.iter().collect();
    for row in &rows {
        assert_eq!(row.words(&head::STATUS) == head::OK, row.words(&head::REPLICATE) != "2");
    }
    let reason = rows[6].words(&head::REASON);
    for word in ["runs.csv", "column `unmet_share`", "found 2.6", "expected 0 … 1"] {
        assert!(reason.contains(word), "{word}: {reason}");
    }
}

#[test]
fn tables_read_back_as_they_were_written() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    let table = read::table(dir.path(), &RUNS).expect("they read");
    let rows: Vec<Row<'_>> = table.iter().collect();
    assert_eq!(rows[3].words(&head::REPLICATE), "1");
    assert_eq!(rows[3].number(&outcomes::UNMET_SHARE).expect("a number"), Some(0.1));
    let days = read::table(dir.path(), &DAILY).expect("they read");
    let policies: BTreeSet<&str> = days.iter().map(|day| day.words(&of_run::POLICY)).collect();
    assert_eq!(policies, BTreeSet::from(ARMS));
    let created: Vec<_> = days.iter().map(|day| day.number(&daily::CREATED).expect("a number")).collect();
    assert_eq!(created[..3], [Some(0.0), Some(1.0), Some(2.0)]);
    let entries = read::table(dir.path(), &LEDGER).expect("they read");
    assert!(entries.len() > 80);
    assert!(entries.iter().all(|entry| (entry.words(&ledger::PARTY), entry.words(&ledger::UNIT)) == ("office", "fen")));
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
