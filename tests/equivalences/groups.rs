//! Policies that have no room side by side run one group after another, and nothing else differs.

use sanshe::engine::block::{Conditions, Engine};
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;

use crate::small_world::{experiment, small};

/// Five, the baseline among them neither first nor last.
const FIVE: [&str; 5] = ["linkage", "posts", "administrative", "endogenous", "reformed-administration"];
const SHORT: [&str; 2] = ["run.years=1", "run.burn_in_years=1"];

fn all(engine: &Engine, memory: u64, threads: usize) -> Vec<RunRecord> {
    let how = Conditions { audit: true, threads, collect: Collect::ALL, memory, ..Conditions::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
    pool.install(|| engine.block(1, &how)).expect("every account closes on every tick")
}

/// Everything of a record that reaches a file or a count.
fn shown(records: &[RunRecord]) -> Vec<(usize, u64, String)> {
    let tables = |r: &RunRecord| r.tables.iter().map(|t| format!("{}\n{}", t.spec.file, t.text())).collect();
    records.iter().map(|r| (r.policy, r.lives, tables(r))).collect()
}

#[test]
fn any_number_of_policies_at_a_time_gives_the_same_records() {
    let engine = small(&SHORT, Some(&FIVE));
    let places: Vec<usize> = (0..FIVE.len()).collect();
    let footprint = engine.footprint(&places);
    let together = shown(&all(&engine, u64::MAX, 1));
    for at_a_time in 1..FIVE.len() - 1 {
        let memory = footprint.with(at_a_time);
        assert_eq!(footprint.arms_within(memory), at_a_time, "the group has the size that is meant");
        assert_eq!(shown(&all(&engine, memory, 1)), together, "{at_a_time} at a time");
    }
    assert_eq!(shown(&all(&engine, 0, 2)), together, "one at a time, on two threads");
}

#[test]
fn policies_that_are_asked_for_without_the_baseline_are_compared_with_it_all_the_same() {
    let engine = small(&SHORT, Some(&FIVE));
    let together = shown(&all(&engine, u64::MAX, 1));
    let how = Conditions { audit: true, collect: Collect::ALL, memory: 0, ..Conditions::default() };
    let two = engine.block_of(1, &how, &[1, 4]).expect("every account closes");
    let two = shown(&two);
    assert_eq!((two[0].0, two[1].0), (1, 4));
    assert_eq!([&two[0].2, &two[1].2], [&together[1].2, &together[4].2]);
}

#[test]
fn the_estimate_of_an_experiment_is_that_of_its_engine() {
    let experiment = experiment(&SHORT, Some(&FIVE));
    let engine = small(&SHORT, Some(&FIVE));
    let places: Vec<usize> = (0..FIVE.len()).collect();
    assert_eq!(sanshe::scenario::memory::of(&experiment), engine.footprint(&places));
}
