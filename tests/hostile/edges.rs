//! Extreme but legal values: every number stays a number, every account closes, and the time a run takes is bounded by its size.

use std::path::Path;

use sanshe::base::draws::{Draw, Keys};
use sanshe::engine::block::Conditions;
use sanshe::experiment::simulator::engine;
use sanshe::measure::collect::Collect;
use sanshe::scenario::load::{LoadOptions, load};
use sanshe::scenario::memory;

/// Keys that hold less than their type may: the sum of their group must stay 1.
fn is_bound(key: &str) -> bool {
    ["run.", "district.", "name", "title", "baseline", "policies"].iter().any(|p| key.starts_with(p))
        || [".share", ".mix"].iter().any(|e| key.ends_with(e))
        || key.contains("severity")
}

/// Runs the smallest world with these settings; nothing when they are refused. Every value of every table lies within the range of its column.
fn run(sets: &[String]) -> Option<Vec<String>> {
    let mut all: Vec<String> = [
        "district.generate.subdistricts=2",
        "district.generate.communities=2",
        "district.generate.residents=1000",
        "run.seeds=1",
        "run.years=1",
        "run.burn_in_years=0",
        // Ten times the usual money, so that contracts, a grant, a room and appeals are paid even here, and nothing is off that can be on.
        "community_worker.per_10k=180",
        "social_worker.per_10k=50",
        "posts.community_worker_pool=300",
        "posts.social_worker_pool=90",
        "organisation.per_1000=2",
        "organisation.founders_per_1000=2",
        "facility.fixed_cost=12000",
        "facility.posts=1",
        "facility.rooms_per_10k=20",
        "demand.needs_per_resident=4",
        "demand.ageing=0.02",
        "demand.shifts_per_year=1",
        "segment.adults.able_to_pay=0.3",
        "persistence.movers_take_needs=true",
        "wages.drift=0.02",
        "wages.scarcity=0.05",
        "shock.surge={day=40,days=30,demand=2.0,reach=0.5,absent=0.1}",
    ]
    .map(str::to_owned)
    .to_vec();
    all.extend(sets.iter().cloned());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference.toml");
    let policies = Some(vec!["administrative".to_owned(), "five-society".to_owned(), "endogenous".to_owned()]);
    let experiment = load(&path, &LoadOptions { sets: all, policies, memory: None }).ok()?;
    // A world that is large because it says so is no matter of this test.
    if memory::of(&experiment).whole() > 16 << 20 {
        return None;
    }
    let engine = engine(&experiment).ok()?;
    let how = Conditions { audit: true, threads: 1, collect: Collect::ALL, ..Conditions::default() };
    let records = engine.block(0, &how).unwrap_or_else(|e| panic!("{sets:?}: {e:?}"));
    for table in records.iter().flat_map(|r| &r.tables) {
        assert_eq!(table.fault(), None, "{sets:?}");
    }
    Some(records.iter().map(|r| r.tables[0].text().to_owned()).collect())
}

/// Every key of the world, one at a time, at the least and the most that it may be.
#[test]
fn every_key_at_its_least_and_its_most_gives_a_run_or_a_message() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference.toml");
    let experiment = load(&path, &LoadOptions::default()).expect("it loads");
    let (mut ran, mut refused) = (0, Vec::new());
    for (key, value) in experiment.world_keys.iter().filter(|(key, _)| !is_bound(key)) {
        if value.parse::<f64>().is_err() {
            continue;
        }
        for edge in ["0", "1", "1e-9", "-100.0", "10000", "1e9"] {
            match run(&[format!("{key}={edge}")]) {
                Some(rows) => {
                    ran += 1;
                    for row in rows {
                        assert!(row.contains(",ok,") && !row.contains("NaN") && !row.contains("inf"), "{key}={edge}: {row}");
                    }
                }
                None => refused.push(format!("{key}={edge}")),
            }
        }
    }
    assert!(ran > 300, "{ran} ran, {} refused", refused.len());
}

/// Heterogeneity, volatility and spread of work beyond what a mean can stand for used to give a world without needs.
#[test]
fn spreads_whose_means_no_run_would_see_are_refused() {
    for set in ["demand.volatility=100", "demand.heterogeneity=50", "demand.work_cv=1e9", "district.generate.residents_cv=1e9"] {
        assert!(run(&[set.to_owned()]).is_none(), "{set}");
    }
}

#[test]
fn the_smallest_world_has_one_resident() {
    let one = ["district.generate.subdistricts=1", "district.generate.communities=1", "district.generate.residents=1"];
    let rows = run(&one.map(str::to_owned)).expect("it is legal");
    assert!(rows.iter().all(|r| r.contains(",ok,")));
}

#[test]
fn a_draw_of_any_mean_takes_no_longer_than_one_of_a_small_one() {
    let keys = Keys::new(1);
    for mean in [65_537.0, 1e6, 1e9] {
        let n = 2000;
        let counts: Vec<f64> = (0..n).map(|i| f64::from(keys.poisson(Draw::onsets(i, 0), mean))).collect();
        let average = counts.iter().sum::<f64>() / n as f64;
        let variance = counts.iter().map(|c| (c - average) * (c - average)).sum::<f64>() / n as f64;
        assert!((average / mean - 1.0).abs() < 4.0 / libm::sqrt(mean * n as f64) + 1e-9, "{average} of {mean}");
        assert!((variance / mean - 1.0).abs() < 0.15, "{variance} of {mean}");
    }
    // These would not end one by one.
    assert_eq!(keys.poisson(Draw::onsets(1, 1), 1e300), u32::MAX);
    assert_eq!(keys.poisson(Draw::onsets(1, 1), f64::INFINITY), u32::MAX);
    assert_eq!(keys.poisson(Draw::onsets(1, 1), f64::NAN), 0);
}
