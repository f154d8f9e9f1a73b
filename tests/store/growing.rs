//! What is one experiment: more replicates are the same one, longer; another build is the same one as long as it makes the same bytes.

use std::fs;

use sanshe::experiment::conduct::{ConductError, Rule};
use sanshe::measure::tables::RUNS;
use sanshe::store::StoreError;
use sanshe::store::folder::{Folder, Growth};
use sanshe::store::read;
use sanshe::store::wave::{Part, Wave};

use super::support::{ARMS, Try, bytes, folder, plan, raw, undisturbed};

fn without_journal(dir: &std::path::Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut files = bytes(dir);
    files.remove("journal.jsonl");
    // Which wave brought a row is of the folder; the rows are not.
    files.remove("waves.csv");
    files
}

#[test]
fn three_replicates_and_then_five_are_the_bytes_of_five_at_once() {
    let mut expected = undisturbed(&plan(5));
    expected.retain(|name, _| !["journal.jsonl", "waves.csv"].contains(&name.as_str()));
    for stops in [None, Some(1)] {
        let dir = folder();
        let mut run = Try::new(dir.path());
        run.plan = plan(3);
        run.fake.stops = stops;
        run.go().expect("it runs");
        let mut more = Try::new(dir.path());
        more.plan = plan(5);
        let outcome = more.go().expect("it grows");
        assert!(outcome.folder.is_complete());
        assert_eq!(outcome.resumed + more.blocks_run(), 5);
        drop(outcome);
        assert_eq!(without_journal(dir.path()), expected);
        assert!(String::from_utf8_lossy(&expected["manifest.json"]).contains("\"replicates\": 5"));
    }
}

/// Three replicates more, until the shares of all that are there add up to so much: the next wave follows from the rows.
struct Until(f64);

impl Rule for Until {
    fn growth(&self) -> Growth<'_> {
        Growth::BY_RULE
    }

    fn next(&self, folder: &Folder) -> Result<Option<Wave>, StoreError> {
        let rows = read::table(folder.dir(), &RUNS)?;
        let share = RUNS.columns.iter().find(|column| column.name == "unmet_share").expect("a column");
        let shares: Vec<f64> =
            rows.iter().map(|row| row.number(share).map(|x| x.expect("a number"))).collect::<Result<_, _>>()?;
        let (from, policies) = (folder.plan().replicates(), folder.plan().policies());
        let more = Wave::of("precision", policies, Part::whole((0, 1), (from, from + 3)));
        Ok((shares.iter().sum::<f64>() < self.0).then_some(more))
    }
}

#[test]
fn waves_that_follow_from_rows_end_in_the_same_bytes_wherever_they_were_cut_off() {
    let whole = folder();
    let mut run = Try::new(whole.path());
    run.plan = plan(2);
    run.by(&Until(2.0)).expect("it runs");
    let expected = bytes(whole.path());
    let waves = String::from_utf8_lossy(&expected["waves.csv"]).into_owned();
    assert!(waves.lines().count() > 4, "several waves: {waves}");
    let last = read::table(whole.path(), &RUNS).expect("they read").len() / 3;
    for stops in 0..last as u32 {
        let dir = folder();
        let mut cut = Try::new(dir.path());
        (cut.plan, cut.fake.stops, cut.threads) = (plan(2), Some(stops), 1);
        assert!(!cut.by(&Until(2.0)).expect("it stops").folder.is_complete());
        let mut again = Try::new(dir.path());
        again.plan = plan(2);
        again.by(&Until(2.0)).expect("it goes on");
        let [found, wanted] = [bytes(dir.path()), expected.clone()].map(|mut files| {
            files.remove("journal.jsonl");
            files
        });
        assert_eq!(found, wanted, "cut at replicate {stops}");
        assert_eq!(cut.blocks_run() + again.blocks_run(), last as u64 + 1, "the one that was stopped runs twice, no other");
    }
}

/// A policy that comes later brings its rows, and no other is run again.
#[test]
fn a_further_policy_is_one_more_wave_of_the_same_experiment() {
    let dir = folder();
    let mut two = Try::new(dir.path());
    two.plan.arms.remove(1);
    two.plan = two.plan.of_replicates(3);
    two.fake.without = Some(ARMS[1]);
    two.go().expect("it runs");
    let before = raw(dir.path());
    let mut three = Try::new(dir.path());
    three.plan = plan(4);
    let outcome = three.go().expect("it grows");
    assert!(outcome.folder.is_complete());
    assert_eq!((outcome.resumed, outcome.blocks), (3, 7), "three of two policies, three of the third, one of all");
    drop(outcome);
    assert!(three.said().contains("grows from 2 to 3 policies"), "{}", three.said());
    let (after, whole) = (raw(dir.path()), undisturbed(&plan(4)));
    for spec in plan(4).collect.tables() {
        assert!(after[spec.file].starts_with(&before[spec.file]), "{}", spec.file);
        let sorted = |bytes: &[u8]| {
            let mut rows: Vec<String> = String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect();
            rows.sort();
            rows
        };
        assert_eq!(sorted(&after[spec.file]), sorted(&whole[spec.file]), "{}", spec.file);
    }
    // Fewer policies than it holds are another experiment; the same ones in another order are not.
    let mut other = Try::new(dir.path());
    other.plan = plan(4);
    other.plan.arms.reverse();
    assert_eq!(other.go().expect("nothing is missing").blocks, 7);
    let mut fewer = Try::new(dir.path());
    fewer.plan.arms.remove(1);
    fewer.fake.without = Some(ARMS[1]);
    assert!(fewer.go().expect_err("another experiment").to_string().contains("the policies ("));
}

#[test]
fn fewer_replicates_than_are_kept_use_all_of_them_and_say_so() {
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.plan = plan(5);
    run.go().expect("it runs");
    let before = raw(dir.path());
    let mut fewer = Try::new(dir.path());
    fewer.plan = plan(3);
    let outcome = fewer.go().expect("they are all there");
    assert_eq!((outcome.blocks, outcome.folder.replicates(), fewer.blocks_run()), (5, 5, 0));
    assert!(fewer.said().contains("holds 5 replicates, more than the 3 asked for"), "{}", fewer.said());
    assert_eq!(raw(dir.path()), before);
    assert_eq!(read::table(dir.path(), &RUNS).expect("they read").len(), 15);
}

#[test]
fn fewer_than_were_begun_but_more_than_are_kept_end_there() {
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.threads = 1;
    run.fake.stops = Some(2);
    run.go().expect("it stops");
    let mut fewer = Try::new(dir.path());
    fewer.plan = plan(4);
    assert!(fewer.go().expect("it goes on").folder.is_complete());
    let mut expected = undisturbed(&plan(4));
    expected.retain(|name, _| !["journal.jsonl", "waves.csv"].contains(&name.as_str()));
    assert_eq!(without_journal(dir.path()), expected);
}

/// A cut between the journal's line and the manifest leaves the old manifest: the next start writes the new one.
#[test]
fn growth_that_was_cut_off_is_finished() {
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.plan = plan(3);
    run.go().expect("it runs");
    let old = fs::read(dir.path().join("manifest.json")).expect("it reads");
    let mut more = Try::new(dir.path());
    more.plan = plan(5);
    more.fake.stops = Some(3);
    more.threads = 1;
    more.go().expect("it stops");
    for asked in [5, 3] {
        fs::write(dir.path().join("manifest.json"), &old).expect("written");
        let mut again = Try::new(dir.path());
        again.plan = plan(asked);
        again.go().expect("it goes on");
        let manifest = fs::read_to_string(dir.path().join("manifest.json")).expect("it reads");
        assert!(manifest.contains("\"replicates\": 5") && manifest.contains("run.seeds=5"), "{manifest}");
    }
}

#[test]
fn files_read_again_with_other_bytes_but_the_same_values_are_the_same_experiment() {
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.fake.stops = Some(4);
    run.go().expect("it stops");
    let manifest = fs::read(dir.path().join("manifest.json")).expect("it reads");
    let mut again = Try::new(dir.path());
    again.plan.inputs.push(sanshe::store::plan::Input { path: "small.toml".into(), blake3: "another".into() });
    again.go().expect("it goes on");
    assert_eq!(fs::read(dir.path().join("manifest.json")).expect("it reads"), manifest, "what was read first stays");
    assert_eq!(bytes(dir.path()), undisturbed(&plan(10)));
}

#[test]
fn another_build_goes_on_when_it_makes_the_bytes_of_the_first_block_again() {
    let expected = undisturbed(&plan(10));
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.fake.stops = Some(4);
    let done = run.go().expect("it stops").folder.done();
    let mut other = Try::new(dir.path());
    other.plan.build = "another build".into();
    other.go().expect("it goes on");
    assert_eq!(other.blocks_run(), 10 - done + 1, "the first block once more");
    let mut again = Try::new(dir.path());
    again.plan.build = "another build".into();
    again.plan = again.plan.of_replicates(11);
    again.go().expect("it goes on");
    assert_eq!(again.blocks_run(), 1, "the build that wrote last has shown what it makes");
    let found = bytes(dir.path());
    assert!(found["runs.csv"].starts_with(&expected["runs.csv"]));
}

#[test]
fn another_build_that_makes_other_bytes_is_refused() {
    let dir = folder();
    let mut run = Try::new(dir.path());
    run.fake.stops = Some(4);
    run.go().expect("it stops");
    let before = raw(dir.path());
    let mut other = Try::new(dir.path());
    other.plan.build = "another build".into();
    other.fake.fails = Some(0);
    let error = other.go().expect_err("other bytes");
    assert!(error.is_refusal(), "{error}");
    assert!(matches!(error, ConductError::Folder(StoreError::OtherBuild { table: "runs.csv", .. })), "{error}");
    assert_eq!(raw(dir.path()), before);
}

#[test]
fn results_of_another_version_are_refused_and_can_still_be_read() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    let before = raw(dir.path());
    let mut other = Try::new(dir.path());
    other.plan.results = 2;
    let error = other.go().expect_err("another version");
    assert!(matches!(error, ConductError::Folder(StoreError::OtherResults { found: 1, wanted: 2, .. })), "{error}");
    assert_eq!(raw(dir.path()), before);
    assert_eq!(read::table(dir.path(), &RUNS).expect("they read").len(), 30);
}

#[test]
fn a_refusal_says_what_differs() {
    let dir = folder();
    Try::new(dir.path()).go().expect("it runs");
    type Change = fn(&mut sanshe::store::plan::Plan);
    let changes: [(Change, &str); 7] = [
        (|p| p.years = 3, "the years (1 there, 3 here)"),
        (|p| p.root_seed = 9, "the root seed (1 there, 9 here)"),
        (|p| p.world_keys[0].1 = "0.7".into(), "[demand]"),
        (|p| p.arms[1].switches[0].1 = "1".into(), "switches of the policies linkage"),
        (|p| drop(p.arms.remove(1)), "the policies ("),
        (|p| p.design = "another".into(), "the design of the sweep"),
        (|p| p.collect.daily = false, "the collected tables ("),
    ];
    for (change, words) in changes {
        let mut other = Try::new(dir.path());
        change(&mut other.plan);
        let error = other.go().expect_err("another experiment");
        assert!(error.is_refusal() && error.to_string().contains(words), "{words}: {error}");
        assert!(error.said().zh.contains("不同之处"), "{}", error.said().zh);
    }
}
