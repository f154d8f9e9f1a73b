//! Inputs that once did harm, or that stand for a kind that could: each must end in a message or in a sound run.

use std::fs;
use std::path::Path;

use crate::fuzzing::input::{Input, Place};
use crate::fuzzing::judge::Judge;
use crate::fuzzing::sandbox::Sandbox;
use crate::fuzzing::{Count, Kind, fuzz};

fn judged(judge: &Judge, input: &Input, sandbox: &Sandbox) -> Count {
    let mut count = Count::default();
    judge.one(input, sandbox, &mut count);
    count
}

/// The name of a file says where its bytes go: `scenario-…`, `base-…`, `policy-…`, `sheet-…`, `set-…`.
#[test]
fn the_corpus_does_no_harm() {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let sandbox = Sandbox::new(temp.path());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<_> = fs::read_dir(folder).expect("it lists").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    assert!(files.len() > 20, "the corpus is there");
    let judge = Judge::new(1, 4);
    for path in files {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let place = match name.split('-').next() {
            Some("scenario") => Place::Scenario,
            Some("base") => Place::Base,
            Some("policy") => Place::Policy,
            Some("sheet") => Place::Sheet,
            Some("set") => Place::Settings,
            _ => panic!("{name} does not say where it belongs"),
        };
        // An odd number: the policies that the scenario names are not all read.
        let input = Input { number: 1, place, bytes: fs::read(&path).expect("it reads") };
        let count = judged(&judge, &input, &sandbox);
        assert!(count.wrong.is_empty(), "{name}: {:?}", count.wrong);
        // Names that end in `-legal` must load, all others must be refused: neither changes unnoticed.
        assert_eq!(count.loaded == 1, name.contains("-legal"), "{name}");
    }
    sandbox.is_untouched().expect("nothing outside was written");
}

#[test]
fn a_short_run_of_the_fuzzer_finds_nothing() {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let sandbox = Sandbox::new(temp.path());
    let judge = Judge::new(24, 5);
    let mut count = fuzz(7, 0..700, &sandbox, &judge);
    count.add(fuzz(7, 700..1500, &sandbox, &judge));
    let told: Vec<String> = count.wrong.iter().map(|(n, fault)| format!("input {n}: {:?}: {}", fault.kind, fault.what)).collect();
    for kind in [Kind::Panic, Kind::Hang, Kind::Outside, Kind::Deleted, Kind::Other] {
        assert_eq!(count.of(kind), 0, "{kind:?}: {}", told.join("\n"));
    }
    for place in
        [Place::Scenario, Place::Base, Place::Policy, Place::Sheet, Place::Workbook, Place::Settings, Place::Wages, Place::Folder]
    {
        let reached = count.by_place.get(&place).copied().unwrap_or_default();
        assert!(reached.tried > 0, "no {} among the inputs", place.name());
    }
    assert!(count.loaded > 100 && count.run > 5 && count.stored > 0 && count.loaded < count.tried, "{count:?}");
}

#[test]
fn an_input_is_the_same_whenever_it_is_made() {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let sandbox = Sandbox::new(temp.path());
    for number in [0, 5, 999_999] {
        let (a, b) = (Input::new(3, number, sandbox.seeds()), Input::new(3, number, sandbox.seeds()));
        assert_eq!(a.bytes, b.bytes);
        assert_ne!(a.bytes, Input::new(4, number, sandbox.seeds()).bytes);
    }
}

/// Inputs that did harm at users' desks lie in `tests/cases`: each is there for a test.
#[test]
fn every_case_is_read_by_a_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let (mut text, mut open) = (String::new(), vec![tests.clone()]);
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).expect("it lists") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                text.push_str(&fs::read_to_string(path).expect("it reads"));
            }
        }
    }
    for case in fs::read_dir(tests.join("cases")).expect("it lists") {
        let name = case.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(text.contains(&name), "no test reads tests/cases/{name}");
    }
}
