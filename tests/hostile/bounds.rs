//! Counters: a city for fifty years fits, by arithmetic; what would not fit is refused with how much it is.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use sanshe::engine::block::Conditions;
use sanshe::engine::limits::bounds;
use sanshe::experiment::simulator::engine;
use sanshe::measure::collect::Collect;
use sanshe::scenario::error::Kind;
use sanshe::scenario::experiment::Experiment;
use sanshe::scenario::load::{LoadOptions, load};

fn experiment(sets: &[&str]) -> Experiment {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/shahekou.toml");
    let policies = Some(["administrative", "five-society", "purchase"].map(str::to_owned).to_vec());
    let options = LoadOptions { sets: sets.iter().map(|s| (*s).to_owned()).collect(), policies, memory: None };
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
        "segment.adults.able_to_pay=0.5",
    ]);
    // Made large here and not by `--set`: whether this machine has the memory is another question than whether counters hold.
    city.scenario.district.subdistricts = None;
    let generate = city.scenario.district.generate.as_mut().expect("generated");
    generate.residents = sanshe::scenario::keys::quantity::Persons::new(25e6).expect("in range");
    generate.communities = sanshe::scenario::keys::quantity::Count::new(3270).expect("in range");
    generate.subdistricts = sanshe::scenario::keys::quantity::Count::new(120).expect("in range");
    let engine = engine(&city).unwrap_or_else(|e| panic!("{e}"));
    let all = bounds(&engine.world, &engine.policies);
    assert!(all.len() >= 12);
    for bound in &all {
        assert!(bound.most > 0.0 && bound.fits(), "{bound:?}");
        println!("{:<75} {:>10.3e} of {:>10.3e}", bound.what.en, bound.most, bound.limit);
    }
    // Money and minutes of the whole city keep a factor of a hundred to the largest number.
    let room = |what: &str| all.iter().find(|b| b.what.en.contains(what)).map(|b| b.limit / b.most).expect("it is bounded");
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
        let options = LoadOptions { sets: vec![set.into()], ..LoadOptions::default() };
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
        (&["segment.adults.able_to_pay=0.5", "market.outside_price=1e9", "run.years=100"], "market.outside_price", "households"),
        (&["charity.most_per_resident=1e9", "charity.yield_per_yuan=1e9"], "charity.most_per_resident", "donated minutes"),
        (&["charity.crowding_out=-100"], "charity.most_per_resident", "donated minutes"),
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

/// What a run counts is less than what was said of it before its first day, in worlds in which everything is on.
#[test]
fn no_run_counts_more_than_was_bounded() {
    for more in [
        &["demand.needs_per_resident=3"][..],
        &["shock.surge={day=20,days=200,demand=5.0,reach=1.0,absent=0.2}", "wages.drift=0.1", "charity.most_per_resident=500"],
        &[
            "community_worker.per_10k=100",
            "posts.community_worker_pool=200",
            "posts.casual_limit=1",
            "volunteer.hours_per_year=400",
        ],
    ] {
        let base = [
            "district.generate.communities=14",
            "district.generate.residents=30000",
            "run.seeds=1",
            "run.years=2",
            "segment.adults.able_to_pay=0.5",
            "persistence.movers_take_needs=true",
        ];
        let engine = engine(&experiment(&[&base, more].concat())).unwrap_or_else(|e| panic!("{e}"));
        let bounds = bounds(&engine.world, &engine.policies);
        let most = |what: &str| bounds.iter().find(|b| b.what.en.starts_with(what)).map(|b| b.most).expect("it is bounded");
        let stop = AtomicBool::new(false);
        let how = Conditions { audit: true, threads: 1, collect: Collect::ALL, stop: &stop, ..Conditions::default() };
        for record in engine.block(0, &how).unwrap_or_else(|e| panic!("{e:?}")) {
            // Sums over the window by account.
            let ledger = record.tables.iter().find(|t| t.spec.file == "ledger.csv").expect("a ledger");
            let (mut minutes, mut fen, mut household) = (0.0, std::collections::BTreeMap::<String, f64>::new(), 0.0);
            for row in ledger.text().lines() {
                let fields: Vec<&str> = row.split(',').collect();
                let [_, _, _, _, party, account, unit, amount] = fields[..] else { panic!("{row}") };
                let amount: f64 = amount.parse().expect("a number");
                match (unit, party) {
                    ("minutes", _) => minutes += amount,
                    (_, "household") => household += amount,
                    _ => *fen.entry(format!("{party} {account}")).or_default() += amount,
                }
            }
            assert!(minutes > 0.0 && minutes <= most("minutes paid"), "{minutes}");
            assert!(household <= most("fen paid by households"), "{household}");
            let largest = fen.values().copied().fold(0.0, f64::max);
            assert!(largest > 0.0 && largest <= most("fen in one account"), "{largest}: {fen:?}");
        }
    }
}
