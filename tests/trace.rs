//! Following lives: what is told is what happened, and following it changes nothing.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::AtomicBool;

use sanshe::base::need::Stage;
use sanshe::base::of::Of;
use sanshe::base::places::SubdistrictId;
use sanshe::bound::classes::ByGroups;
use sanshe::engine::block::{Conditions, Engine};
use sanshe::experiment::simulator::engine;
use sanshe::experiment::tracing::error::TracingError;
use sanshe::experiment::tracing::{self, CLEARLY, Choice, Days, Fork, Lives, Why, lives};
use sanshe::measure::collect::Collect;
use sanshe::measure::parity::Means;
use sanshe::measure::seen::Seen;
use sanshe::measure::table::{Head, Table};
use sanshe::measure::tables;
use sanshe::measure::tables::runs::view::RunView;
use sanshe::measure::trace::Trace;
use sanshe::measure::watch::Instruments;
use sanshe::model::state::log::What;
use sanshe::model::state::subdistrict::Context;
use sanshe::scenario::experiment::Experiment;
use sanshe::scenario::load::{LoadOptions, load};
use sanshe::world::demand::Demand;
use sanshe::world::sites::{ByParty, Party, Seat};
use unicode_width::UnicodeWidthStr;

fn reference() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference.toml")
}

fn experiment() -> Experiment {
    let options = LoadOptions {
        sets: vec!["run.years=2".into(), "routing.peer_wait_days=1".into()],
        policies: Some(vec!["administrative".into(), "linkage".into()]),
        memory: None,
    };
    load(&reference(), &options).expect("the reference scenario is valid")
}

static NEVER: AtomicBool = AtomicBool::new(false);

fn how(threads: usize) -> Conditions<'static> {
    Conditions { audit: false, threads, collect: Collect::NONE, stop: &NEVER, ..Conditions::default() }
}

fn built() -> Engine {
    engine(&experiment()).expect("the world can be built")
}

fn followed(engine: &Engine, needs: usize, seed: u32) -> Lives {
    lives(engine, &[0, 1], 0, Choice { needs, seed }, how(1)).expect("a run without faults")
}

#[test]
fn following_everything_there_is_changes_no_result() {
    let engine = built();
    let world = &engine.world;
    let all = followed(&engine, 50, 1);
    let mut ids: Vec<u64> = all.lives.iter().map(|l| l.need.id).collect();
    ids.sort_unstable();
    let person = tracing::person(world, "station:s01:0").expect("a person");
    let watch = Trace {
        ids,
        site: Some(person.place.stable),
        worker: Some(u64::from(person.place.stable) << 32),
        cohort: 0..u16::MAX,
        ..Trace::default()
    };
    let fork = Fork::new(&engine, 0, how(1)).expect("a burn-in without faults");
    let instruments = || Instruments::new(world, &engine.yardstick, Collect::ALL);
    let both = || (instruments(), Of::<SubdistrictId, _>::alike(watch.clone(), world.places.subdistricts.len()));
    let arms = fork.walk_with(&[0, 1], world.window_days(), both).expect("a window without faults");
    let untraced = engine.block(0, &how(1)).expect("a block without faults");
    let (start, days) = (world.burn_in_days(), world.window_days());
    let mut demand = Demand::new(world, fork.keys());
    demand.draw(world, fork.keys(), 0, start, false);
    demand.draw(world, fork.keys(), start, start + days, false);
    let mut arisen = ByGroups::new(&engine.yardstick, world.places.subdistricts.len(), arms.iter().map(|(arm, _)| &arm.plan));
    arisen.take(world, fork.keys(), &demand.arrivals, 0, days, false);
    for (((arm, (mut seen, traces)), record), (name, _)) in arms.into_iter().zip(untraced).zip(&engine.policies) {
        let noted: usize = traces.iter().map(|t| t.happenings.len().min(t.endings.len())).sum();
        assert!(noted > 0, "{name}: something was noted");
        seen.close(&arm, &Context::quiet(world, &arm.plan, fork.keys(), start + days));
        let mut runs = Table::new(&tables::RUNS);
        let own = Means::of(&seen.ledger, seen.family_minutes(), world);
        let head = Head { policy: name, replicate: 0, point: 0, seed: Some(engine.seed(0)), failure: None };
        let arisen = arisen.of(arm.plan.groups_so_far());
        let seen = Seen { arm: &arm, watch: &seen, world };
        tables::runs::row(&RunView::new(seen, head, arisen, &engine.yardstick, &own), &mut runs);
        assert_eq!(runs.text(), record.tables[0].text(), "{name}");
    }
}

#[test]
fn a_life_is_one_chain_of_stages_from_onset_to_its_end() {
    let engine = built();
    let all = followed(&engine, 400, 1);
    assert_eq!(all.lives.len(), 400);
    let (mut moves, mut abroad) = (0, 0);
    for life in &all.lives {
        for course in &life.courses {
            let first = course.happenings[0];
            assert_eq!((first.day, first.what), (life.need.onset(), What::Arose));
            let mut stage = Stage::Latent;
            for pair in course.happenings.windows(2) {
                assert!(pair[0].day <= pair[1].day, "days follow each other");
            }
            for happening in &course.happenings {
                if let What::Moved(from, to) = happening.what {
                    assert_eq!(from, stage, "{:?}", course.happenings);
                    stage = to;
                    moves += 1;
                }
                abroad += usize::from(matches!(happening.what, What::PassedOn(_)));
            }
            assert_eq!(stage, course.ending.stage);
            if stage.is_final() {
                let last = course.happenings.last().expect("at least its onset");
                assert_eq!(last.day, course.ending.day);
            }
        }
    }
    assert!(moves > 2_000, "{moves} moves");
    assert!(abroad > 0, "some needs are passed on to peers");
}

#[test]
fn needs_said_to_have_fared_worse_have() {
    let engine = built();
    let all = followed(&engine, 12, 1);
    let count = |why| all.lives.iter().filter(|l| l.why == why).count();
    assert_eq!([count(Why::All), count(Why::Worse), count(Why::Better)], [6, 3, 3]);
    assert!(all.worse > 3 && all.better > 3 && all.worse + all.better < all.cohort);
    for life in &all.lives {
        let [a, b] = [&life.courses[0].ending, &life.courses[1].ending];
        let (better, worse) = match life.why {
            Why::All => continue,
            Why::Worse => (a, b),
            Why::Better => (b, a),
        };
        assert_eq!(better.stage, Stage::Resolved);
        assert!(worse.stage != Stage::Resolved || worse.day >= better.day + CLEARLY);
    }
}

#[test]
fn too_few_that_fared_worse_are_made_up_for_from_all() {
    let engine = built();
    let choice = Choice { needs: 12, seed: 1 };
    // Under one policy, or twice the same, no need fares worse or better.
    for policies in [&[0][..], &[0, 0][..]] {
        let all = lives(&engine, policies, 0, choice, how(1)).expect("a run without faults");
        assert_eq!((all.worse, all.better, all.lives.len()), (0, 0, 12));
        assert!(all.lives.iter().all(|l| l.why == Why::All));
    }
}

#[test]
fn the_choice_hangs_on_its_seed_and_not_on_threads() {
    let engine = built();
    let choice = Choice { needs: 12, seed: 1 };
    let one = followed(&engine, 12, 1);
    let two = lives(&engine, &[0, 1], 0, choice, how(2)).expect("a run without faults");
    let told = |all: &Lives| {
        let courses = all.lives.iter().flat_map(|l| &l.courses);
        courses
            .map(|c| {
                let what: Vec<_> = c.happenings.iter().map(|h| (h.day, h.what)).collect();
                (what, c.ending)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&one), told(&two));
    let other = followed(&engine, 12, 2);
    let ids = |all: &Lives| all.lives.iter().map(|l| l.need.id).collect::<Vec<_>>();
    assert!(ids(&one).iter().all(|id| !ids(&other).contains(id)));
    let more = followed(&engine, 24, 1);
    assert!(ids(&one).iter().all(|id| ids(&more).contains(id)));
}

#[test]
fn every_site_is_found_by_its_name() {
    let engine = built();
    let world = &engine.world;
    let mut parties = ByParty::<usize>::default();
    let mut standing = 0;
    for place in sanshe::world::named::places(world) {
        assert_eq!(tracing::place(world, &place.name(world)), Ok(place));
        parties[place.party] += 1;
        standing += usize::from(place.party == Party::Organisation && place.seat == Seat::Standing);
    }
    assert_eq!(parties[Party::Office], 24);
    assert_eq!(parties[Party::Station], world.places.subdistricts.len());
    assert_eq!(standing, world.sites.organisations);
    assert!(parties[Party::Organisation] > standing, "founders and facilities have names of their own");
}

#[test]
fn the_days_of_a_site_are_those_asked_for_and_their_minutes_add_up() {
    let engine = built();
    let world = &engine.world;
    let place = tracing::place(world, "s02-03").expect("an office");
    let days = Days { from: 11, number: 30 }.within(world).expect("days of the window");
    let seen = tracing::site_days(&engine, &[0, 1], 0, &place, days.clone(), how(1)).expect("a run without faults");
    for policy in seen {
        assert!(policy.iter().map(|(day, _)| *day).eq(days.clone()));
        for (_, minutes) in policy {
            assert_eq!(minutes.booked.iter().sum::<u32>(), minutes.paid);
        }
    }
    let last = Days { from: 500, number: 30 };
    assert_eq!(last.within(world).map(|d| d.len()), Ok(1), "cut at the window's end");
}

#[test]
fn a_person_works_no_longer_than_the_day_and_its_casual_hours_on_any_day() {
    let engine = built();
    let world = &engine.world;
    let person = tracing::person(world, "station:s01:1").expect("a person");
    let seen = tracing::worker_days(&engine, &[0, 1], 0, &person, 0..100, how(1)).expect("a run without faults");
    let mut worked = 0;
    for day in seen.iter().flatten() {
        // Minutes for needs are counted by the month; the first and last day of one must not take in the others.
        let casual = (480.0 * *world.keys.posts.casual_limit) as u32;
        assert!(day.minutes + day.duties <= 480 + casual, "{day:?}");
        worked += day.minutes;
    }
    assert!(worked > 0, "the person works");
}

#[test]
fn a_wrong_name_is_answered_with_the_names_there_are() {
    let engine = built();
    let world = &engine.world;
    let near = |name: &str| match tracing::place(world, name) {
        Err(TracingError::NoSuchSite { near, .. }) => near,
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(near("station:s1").as_deref(), Some("station:s01"));
    assert_eq!(near("s02").as_deref(), Some("station:s02"));
    assert_eq!(near("organisation:999"), None);
    let text = tracing::place(world, "organisation:999").expect_err("no such organisation").to_string();
    assert!(text.contains("`organisation:0` to `organisation:"), "{text}");
    assert!(tracing::person(world, "organisation:1").is_err());
    let nobody = tracing::person(world, "s01-01:99").expect("the name of a person");
    let error = tracing::worker_days(&engine, &[0], 0, &nobody, 0..1, how(1)).expect_err("no hundredth person");
    assert!(error.is_bad_input());
    assert!(error.to_string().contains("people work there"), "{error}");
}

fn sanshe(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sanshe")).arg("trace").arg(reference()).args(words).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8")
}

#[test]
fn lives_stand_side_by_side_within_the_terminal_in_both_languages() {
    for (lang, head, found) in [("en", "Need 1 of 8", "arises"), ("zh", "第 1 件（共 8 件）", "发生")] {
        for policies in ["linkage", "administrative,linkage,posts", "administrative,linkage,posts,random"] {
            let out = sanshe(&["--policy", policies, "--needs", "8", "--lang", lang]);
            assert!(out.status.success(), "{}", text(&out.stderr));
            let text = text(&out.stdout);
            assert!(text.contains(head) && text.contains(found), "{text}");
            let widest = text.lines().map(UnicodeWidthStr::width).max();
            assert!(widest <= Some(116), "{widest:?}\n{text}");
            // Columns begin at the same place: the rules under the names are as long as the columns.
            let rules = text.lines().filter(|l| l.contains("---- ")).count();
            assert!(rules >= 8, "{text}");
        }
    }
}

#[test]
fn the_baseline_and_the_next_policy_are_followed_when_none_is_named() {
    let out = sanshe(&["--needs", "1", "--years", "1", "--lang", "en"]);
    let text = text(&out.stdout);
    assert!(text.contains("lives of 1 need under administrative, endogenous"), "{text}");
}

#[test]
fn sites_and_people_are_printed_day_by_day() {
    let out = sanshe(&["--policy", "linkage", "--site", "station:s01", "--lang", "en"]);
    let site = text(&out.stdout);
    assert!(site.contains("the days of station s01"), "{site}");
    assert_eq!(site.lines().filter(|l| l.starts_with("sum")).count(), 2);
    let words = ["--worker", "s01-01:0", "--from", "41", "--days", "5", "--lang", "zh"];
    let out = sanshe(&words);
    let person = text(&out.stdout);
    assert!(person.contains("s01-01:0 的每日工作"), "{person}");
    assert!(person.contains("\n45  "), "{person}");
}

#[test]
fn bad_input_ends_in_2() {
    for (words, said) in [
        (&["--site", "s01-9"][..], "did you mean"),
        (&["--worker", "s01-01:99"], "people work there"),
        (&["--worker", "s01-01"], "such as `s01-01:0`"),
        (&["--site", "s01-01", "--from", "501"], "from 1 to 500"),
        (&["--from", "3"], "--site"),
        (&["--site", "s01-01", "--needs", "3"], "--needs"),
        (&["--needs", "0"], "--needs"),
        (&["--policy", "linkag"], "did you mean `linkage`?"),
        (&["--set", "run.year=2"], "run.year"),
    ] {
        let out = sanshe(words);
        assert_eq!(out.status.code(), Some(2), "{words:?}");
        let error = text(&out.stderr);
        assert!(error.contains(said), "{words:?}: {error}");
        assert!(out.stdout.is_empty(), "{words:?}");
    }
}
