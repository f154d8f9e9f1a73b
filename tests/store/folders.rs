//! Which folders are used, refused and replaced.

use std::fs;
use std::path::Path;

use sanshe::experiment::conduct::ConductError;
use sanshe::measure::collect::Collect;
use sanshe::store::StoreError;

use super::support::{Try, bytes, folder, plan, raw, undisturbed};

#[test]
fn a_folder_of_another_plan_is_refused_and_left_as_it_was() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    let before = raw(dir.path());
    let mut other = Try::new(dir.path());
    other.plan.root_seed = 2;
    let error = other.go().expect_err("another plan");
    assert!(matches!(error, ConductError::Folder(StoreError::OtherPlan { .. })));
    assert!(error.to_string().contains("--fresh"), "{error}");
    assert_eq!(raw(dir.path()), before);
    assert_eq!(other.blocks_run(), 0);
}

#[test]
fn fresh_replaces_what_the_program_wrote_and_leaves_the_rest_alone() {
    let dir = folder();
    let path = dir.path();
    let mut outcome = Try::new(path).go().expect("it runs");
    outcome.folder.write_report(&[("lost.svg", Some("<svg old")), ("bound.svg", Some("<svg old"))]).expect("written");
    drop(outcome);
    fs::write(path.join("notes.txt"), "mine").expect("written");
    fs::write(path.join("charts/mine.svg"), "mine").expect("written");
    let mut other = Try::new(path);
    other.plan = plan(4);
    other.plan.collect = Collect::NONE;
    other.fresh = true;
    other.go().expect("it replaces");
    assert!(!path.join("daily.csv").exists(), "the table of the old plan is gone");
    assert!(!path.join("charts/lost.svg").exists(), "the chart of the old plan is gone");
    assert_eq!(fs::read_to_string(path.join("notes.txt")).expect("kept"), "mine");
    assert_eq!(fs::read_to_string(path.join("charts/mine.svg")).expect("kept"), "mine");
    let expected = undisturbed(&other.plan);
    let found = bytes_of(path, &["runs.csv", "policies.csv", "manifest.json"]);
    assert_eq!(found, ["runs.csv", "policies.csv", "manifest.json"].map(|n| expected[n].clone()));
}

#[test]
fn fresh_never_overwrites_a_file_it_did_not_write() {
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.plan.collect = Collect::NONE;
    run.go().expect("it runs");
    fs::write(dir.path().join("daily.csv"), "my own days").expect("written");
    let before = raw(dir.path());
    let mut other = Try::new(dir.path());
    other.fresh = true;
    let error = other.go().expect_err("the name is taken");
    assert!(error.to_string().contains("daily.csv"), "{error}");
    assert_eq!(raw(dir.path()), before);
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
            assert!(matches!(error, ConductError::Folder(StoreError::Foreign { .. })), "{error}");
            assert_eq!(bytes(dir.path()).len(), 1);
            assert_eq!(fs::read_to_string(dir.path().join(name)).expect("kept"), "years of work\n");
        }
    }
}

#[test]
fn a_table_that_was_edited_is_refused_rather_than_cut() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    let path = dir.path().join("runs.csv");
    let text = fs::read_to_string(&path).expect("it reads").replace('\n', "\r\n");
    fs::write(&path, &text).expect("written");
    let error = Try::new(dir.path()).go().expect_err("changed");
    assert!(matches!(error, ConductError::Folder(StoreError::Changed { .. })), "{error}");
    assert_eq!(fs::read_to_string(&path).expect("it reads"), text);
}

#[test]
fn two_runs_cannot_write_one_folder() {
    let dir = folder();
    let first = Try::new(dir.path()).go().expect("it runs");
    let error = Try::new(dir.path()).go().expect_err("the first still holds it");
    assert!(matches!(error, ConductError::Folder(StoreError::Busy { .. })), "{error}");
    drop(first);
    Try::new(dir.path()).go().expect("free again");
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

fn bytes_of(dir: &Path, names: &[&str]) -> Vec<Vec<u8>> {
    names.iter().map(|n| fs::read(dir.join(n)).expect("it reads")).collect()
}
