//! Counters: a city for fifty years fits, by arithmetic; what would not fit is refused with how much it is.

use std::path::Path;

use sanshe::engine::bounds::bounds;
use sanshe::experiment::simulator::engine;
use sanshe::scenario::error::Kind;
use sanshe::scenario::load::{Experiment, LoadOptions, load};

fn experiment(sets: &[&str]) -> Experiment {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/shahekou.toml");
    let policies = Some(vec!["administrative".to_owned()]);
    let options = LoadOptions { sets: sets.iter().map(|s| (*s).to_owned()).collect(), policies };
    load(&path, &options).unwrap_or_else(|e| panic!("{e}"))
}

/// 25 million residents in 3,270 communities of a hundred and twenty subdistricts: all counters hold fifty years after twenty.
#[test]
fn a_city_of_25_million_for_fifty_years_fits_every_counter() {
    let mut city = experiment(&[
        "run.seeds=1",
        "run.years=50",
        "run.burn_in_years=20",
        "district.generate.residents=500000",
        "district.generate.subdistricts=7",
    ]);
    // Made large here and not by `--set`: whether this machine has the memory is another question than whether counters hold.
    city.scenario.district.subdistricts = None;
    let generate = city.scenario.district.generate.as_mut().expect("generated");
    generate.residents = sanshe::scenario::quantity::Persons::new(25e6).expect("in range");
    generate.communities = sanshe::scenario::quantity::Count::new(3270).expect("in range");
    generate.subdistricts = sanshe::scenario::quantity::Count::new(120).expect("in range");
    let engine = engine(&city).unwrap_or_else(|e| panic!("{e}"));
    let all = bounds(&engine.world, &engine.policies);
    assert!(all.len() >= 12);
    for bound in &all {
        assert!(bound.most > 0.0 && bound.fits(), "{bound:?}");
        println!("{:<75} {:>10.3e} of {:>10.3e}", bound.what, bound.most, bound.limit);
    }
    // Money and minutes of the whole city keep a factor of a hundred to the largest number.
    let room = |what: &str| all.iter().find(|b| b.what.contains(what)).map(|b| b.limit / b.most).expect("it is bounded");
    assert!(room("fen in one account") > 100.0);
    assert!(room("minutes paid") > 100.0);
}

/// The longest run that a scenario can ask for ends before day 60,000 of the 65,534 that a day's number holds.
#[test]
fn the_longest_run_is_shorter_than_a_day_number_can_count() {
    let longest = experiment(&["run.years=100", "run.burn_in_years=20"]);
    let engine = engine(&longest).unwrap_or_else(|e| panic!("{e}"));
    let days = u32::from(engine.world.burn_in_days()) + u32::from(engine.world.window_days());
    assert_eq!(days, 120 * 250);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference.toml");
    for set in ["run.years=101", "run.burn_in_years=21"] {
        let options = LoadOptions { sets: vec![set.into()], policies: None };
        let error = load(&path, &options).expect_err("too long");
        assert_eq!(error.report().kind, Kind::OutOfRange, "{error}");
    }
}

#[test]
fn a_world_that_would_outgrow_its_counters_is_refused_at_the_line_that_makes_it() {
    for (sets, key, words) in [
        (&["persistence.family_minutes=1e9"][..], "persistence.family_minutes", "minutes of families"),
        (&["administration.hours_per_1000=1e9", "administration.task_minutes=1"], "administration.hours_per_1000", "tasks"),
        (&["money.materials_per_hour=1e9", "run.years=100"], "community_worker.wage", "fen in one account"),
        (
            &["district.generate.communities=7", "community_worker.per_10k=2000", "posts.community_worker_pool=5000"],
            "district",
            "people at one site",
        ),
        (&["district.generate.communities=20000", "volunteer.associations=25"], "district", "lines of providers"),
        (&["organisation.per_1000=700"], "organisation.per_1000", "lines of providers"),
    ] {
        let experiment = experiment(sets);
        match engine(&experiment) {
            Ok(_) => assert!(key.is_empty(), "{sets:?} was let pass"),
            Err(error) => {
                let text = error.to_string();
                assert_eq!(error.report().key, key, "{text}");
                assert!(text.contains(words) && text.contains("expected: at most"), "{text}");
                let place = error.report().place.as_ref().expect("a place");
                assert!(place.file.ends_with(".toml") && place.line.is_some(), "{text}");
            }
        }
    }
}
