//! `map.csv`, `sites.csv`, `referrals.csv`, `losses.csv`, `segments.csv` and `places.csv`: against each other and against the tables that tell
//! the same needs in another way.

use std::collections::{BTreeMap, BTreeSet};

use sanshe::engine::block::Engine;
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;
use sanshe::measure::table::TableSpec;
use sanshe::measure::tables::{COMMUNITIES, DAILY, LOSSES, MAP, REFERRALS, RUNS, SEGMENTS, SITES, places};
use small_world::{busy, column, metric, replicates, run_on, small};

#[path = "support/small_world.rs"]
mod small_world;

/// What a community or a site has in a period: fields by name.
type Row = BTreeMap<String, String>;

fn rows(record: &RunRecord, table: &'static TableSpec) -> Vec<Row> {
    let columns: Vec<(&str, Vec<String>)> = table.columns.iter().map(|c| (c.name, column(record, table, c.name))).collect();
    let number = columns[0].1.len();
    (0..number).map(|i| columns.iter().map(|(name, fields)| ((*name).to_owned(), fields[i].clone())).collect()).collect()
}

fn whole(row: &Row, name: &str) -> i64 {
    row[name].parse().unwrap_or_else(|_| panic!("{name}: {row:?}"))
}

fn total(rows: &[Row], name: &str, which: impl Fn(&Row) -> bool) -> i64 {
    rows.iter().filter(|row| which(row)).map(|row| whole(row, name)).sum()
}

fn worlds() -> [Engine; 3] {
    let two = ["run.years=2"];
    [small::<&str>(&[], None), small(&two, Some(&["administrative", "linkage"])), busy()]
}

fn records(engine: &Engine) -> Vec<RunRecord> {
    run_on(engine, 1, false, Collect::ALL).expect("every account closes")
}

/// The first record is that of the baseline, which has the burn-in before its window.
#[test]
fn what_arose_and_has_not_ended_is_latent_waiting_or_served_in_every_community_and_period() {
    for engine in worlds() {
        for (place, record) in records(&engine).iter().enumerate() {
            let mut before: BTreeMap<String, i64> = BTreeMap::new();
            let map = rows(record, &MAP);
            let burn_in = map.iter().any(|row| whole(row, "period") < 0);
            assert_eq!(burn_in, engine.policies[place].0 == engine.policies[engine.baseline].0);
            for row in map {
                let held = ["latent", "waiting", "serving"].iter().map(|name| whole(&row, name)).sum::<i64>();
                assert!(held >= 0 && whole(&row, "lost") < 1 << 31, "{row:?}");
                let came = whole(&row, "created") - whole(&row, "resolved") - whole(&row, "lost");
                match before.insert(row["community"].clone(), held) {
                    Some(then) => assert_eq!(held - then, came, "{row:?}"),
                    // The district is empty on the first day of the burn-in.
                    None if burn_in => assert_eq!(held, came, "{row:?}"),
                    None => {}
                }
            }
        }
    }
}

#[test]
fn a_map_adds_up_to_the_days_of_the_window_and_ends_as_they_do() {
    for engine in worlds() {
        for record in &records(&engine) {
            let map = rows(record, &MAP);
            let window: Vec<Row> = map.into_iter().filter(|row| whole(row, "period") >= 0).collect();
            let days = rows(record, &DAILY);
            for name in ["created", "known", "resolved", "lost"] {
                assert_eq!(total(&window, name, |_| true), total(&days, name, |_| true), "{name}");
            }
            let (last_day, last) = (days.last().expect("a day"), whole(window.last().expect("a row"), "period"));
            for (here, there) in
                [("latent", &["latent"][..]), ("waiting", &["intake", "route", "waiting"]), ("serving", &["serving"])]
            {
                let held: i64 = there.iter().map(|name| whole(last_day, name)).sum();
                assert_eq!(total(&window, here, |row| whole(row, "period") == last), held, "{here}");
            }
        }
    }
}

#[test]
fn periods_have_twenty_days_in_a_short_window_and_a_quarter_in_a_long_one() {
    let numbers = |sets: &[&str]| {
        let record = records(&small(sets, Some(&["administrative"]))).remove(0);
        column(&record, &MAP, "period").iter().map(|n| n.parse::<i32>().expect("a number")).collect::<BTreeSet<_>>()
    };
    // 250 days are twelve periods of twenty days and one of ten: in the burn-in it comes first, in the window last.
    assert_eq!(numbers(&["run.years=1"]), (-13..13).collect());
    assert_eq!(numbers(&["run.years=2"]), (-13..25).collect());
    assert_eq!(numbers(&["run.years=3"]), (-4..12).collect());
    assert_eq!(numbers(&["run.years=3", "run.burn_in_years=2"]), (-8..12).collect());
}

#[test]
fn sites_hold_at_the_end_of_a_period_what_the_days_say_of_them() {
    for engine in worlds() {
        for record in &records(&engine) {
            let (days, sites) = (rows(record, &DAILY), rows(record, &SITES));
            let last = whole(sites.last().expect("a site"), "period");
            let at_the_end = |row: &Row| whole(row, "period") == last;
            let last_day = days.last().expect("a day");
            assert_eq!(total(&sites, "line", at_the_end), whole(last_day, "waiting"));
            assert_eq!(total(&sites, "cases", at_the_end), whole(last_day, "serving"));
            assert_eq!(total(&sites, "social_workers", at_the_end), whole(last_day, "social_workers"));
        }
    }
}

#[test]
fn whoever_waits_at_a_site_beyond_the_own_office_is_in_its_line() {
    for engine in worlds() {
        let offices: BTreeSet<String> = engine.world.places.communities.iter().map(|c| c.code.clone()).collect();
        for record in &records(&engine) {
            let (sites, referrals) = (rows(record, &SITES), rows(record, &REFERRALS));
            let mut waiting: BTreeMap<(i64, String), i64> = BTreeMap::new();
            for row in &referrals {
                assert_ne!(row["community"], row["site"], "the own office is left out");
                assert!(whole(row, "delivered") + whole(row, "waiting") > 0, "{row:?}");
                *waiting.entry((whole(row, "period"), row["site"].clone())).or_default() += whole(row, "waiting");
            }
            assert!(waiting.values().sum::<i64>() > 0);
            for row in sites {
                let there = waiting.remove(&(whole(&row, "period"), row["site"].clone())).unwrap_or_default();
                // An office has its own residents in the line too.
                let own_office = offices.contains(&row["site"]);
                assert!(there == whole(&row, "line") || own_office && there <= whole(&row, "line"), "{there}: {row:?}");
            }
            assert!(waiting.values().all(|&there| there == 0), "{waiting:?}");
        }
    }
}

#[test]
fn fates_by_segment_and_category_add_up_to_the_parts_of_the_unmet_share() {
    for engine in worlds() {
        for record in &records(&engine) {
            let losses = rows(record, &LOSSES);
            let created = metric(record, "needs_created");
            assert_eq!(total(&losses, "needs", |_| true) as f64, created);
            assert_eq!(total(&losses, "needs", |row| row["fate"] == "resolved") as f64, metric(record, "needs_resolved"));
            let weights = engine.world.keys.measure.severity_weight.map(|w| *w);
            let weighted = |which: &dyn Fn(&Row) -> bool| -> f64 {
                let of = |(name, w): (&str, f64)| w * total(&losses, name, which) as f64;
                ["severity_1", "severity_2", "severity_3"].into_iter().zip(weights).map(of).sum()
            };
            for part in ["latent", "door", "desk", "route", "giving_up", "failure", "open"] {
                let share = weighted(&|row| row["fate"] == part) / weighted(&|_| true);
                let told = metric(record, &format!("unmet_{part}"));
                assert!((share - told).abs() < 1e-9, "{part}: {share}, not {told}");
            }
        }
    }
}

#[test]
fn segments_of_a_community_add_up_to_it() {
    for engine in worlds() {
        for record in &records(&engine) {
            let (segments, communities) = (rows(record, &SEGMENTS), rows(record, &COMMUNITIES));
            for community in &communities {
                for name in ["created", "known", "resolved"] {
                    let sum = total(&segments, name, |row| row["community"] == community["community"]);
                    assert_eq!(sum, whole(community, name), "{name} of {community:?}");
                }
            }
            assert_eq!(total(&segments, "created", |_| true).to_string(), column(record, &RUNS, "needs_created")[0]);
        }
    }
}

#[test]
fn every_place_has_one_row_and_every_site_of_a_run_is_among_them() {
    for engine in worlds() {
        let text = places::text(&engine.world);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("it reads");
        let ids: BTreeSet<(&str, &str)> = read.iter().map(|row| (&row[0], &row[1])).collect();
        assert_eq!(ids.len(), read.len(), "kind and id name one place");
        let of_kind = |kind: &str| ids.iter().filter(|(k, _)| *k == kind).count();
        assert_eq!(of_kind("community"), engine.world.places.communities.len());
        assert_eq!((of_kind("office"), of_kind("station")), (of_kind("community"), of_kind("subdistrict")));
        let sites: BTreeSet<&str> =
            ids.iter().filter(|(k, _)| !["subdistrict", "community"].contains(k)).map(|(_, id)| *id).collect();
        assert_eq!(sites.len(), read.len() - of_kind("community") - of_kind("subdistrict"), "a site is named by its id alone");
        for record in &records(&engine) {
            for id in column(record, &SITES, "site") {
                assert!(sites.contains(id.as_str()), "{id}");
            }
        }
    }
}

#[test]
fn what_is_collected_of_places_changes_no_other_table() {
    let engine = busy();
    let of = |collect| run_on(&engine, 1, false, collect).expect("every account closes");
    let (with, without) = (of(Collect::ALL), of(Collect { map: false, losses: false, ..Collect::ALL }));
    for (with, without) in with.iter().zip(&without) {
        assert!(with.tables.len() == without.tables.len() + 4);
        for table in &without.tables {
            let same = with.tables.iter().find(|t| t.spec.file == table.spec.file).expect("it is there");
            assert_eq!(same.text(), table.text(), "{}", table.spec.file);
        }
    }
}

#[test]
fn sites_are_looked_at_in_the_first_replicate_alone() {
    let engine = small::<&str>(&[], Some(&["administrative"]));
    let of = |number: usize, table| column(&replicates(&engine, 2, Collect::ALL)[number][0], table, "period").len();
    assert!(of(0, &SITES) > 0 && of(0, &REFERRALS) > 0);
    assert_eq!((of(1, &SITES), of(1, &REFERRALS)), (0, 0));
    assert_eq!(of(0, &MAP), of(1, &MAP));
}
