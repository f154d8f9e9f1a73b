//! The library as others use it: scenarios from the disk and from memory are the same, and so are their mistakes.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use assert_cmd::Command;
use sanshe::keys::{Count, Share};
use sanshe::watch::{Day, Kind, Kinds, Need, Watched, Watcher};
use sanshe::{Collect, Error, Lang, Memory, Progress, Scenario, Stop, What};

#[path = "../examples/watcher.rs"]
#[allow(dead_code, reason = "the example has a `main` of its own")]
mod watcher;

const SMALL: [&str; 5] =
    ["run.seeds=2", "run.years=1", "district.generate.communities=4", "district.generate.residents=6000", "run.root_seed=5"];

/// The files of a folder and of those below it, as a page would hand them in.
fn held(folder: &Path) -> Memory {
    let mut files = Memory::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("it lists") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let parts: Vec<String> =
                    path.strip_prefix(folder).expect("below").iter().map(|part| part.to_string_lossy().into_owned()).collect();
                files.insert(parts.join("/"), fs::read(&path).expect("it reads"));
            }
        }
    }
    files
}

fn started(table: bool) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let mut command = Command::cargo_bin("sanshe").expect("built");
    command.args(["new", "--lang", "en"]).arg(dir.path().join("d"));
    if table {
        command.arg("--table");
    }
    command.assert().success();
    dir
}

fn small() -> Scenario {
    Scenario::from_text(&Scenario::template("small")).and_then(|scenario| scenario.with(SMALL)).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn a_scenario_from_memory_gives_the_bytes_of_the_command_on_the_same_files() {
    let dir = started(false);
    let folder = dir.path().join("d");
    let mut command = Command::cargo_bin("sanshe").expect("built");
    command.arg("run").arg(folder.join("scenario.toml")).args(["--quiet", "--threads", "2", "--out"]).arg(dir.path().join("out"));
    command.args(SMALL.iter().flat_map(|set| ["--set", set])).assert().success();
    let scenario = Scenario::from_files(held(&folder), "scenario.toml").and_then(|scenario| scenario.with(SMALL));
    let scenario = scenario.unwrap_or_else(|e| panic!("{e}"));
    let results = scenario.runner().threads(1).collect(Collect::ALL).run().unwrap_or_else(|e| panic!("{e}"));
    for file in ["runs.csv", "daily.csv", "communities.csv", "cells.csv", "flows.csv", "waits.csv", "ledger.csv"] {
        let there = fs::read_to_string(dir.path().join("out").join(file)).expect(file);
        assert!(results.csv(file).expect(file) == there, "{file}");
    }
}

#[test]
fn mistakes_in_memory_are_told_like_those_on_the_disk_with_their_places() {
    let dir = started(true);
    let folder = dir.path().join("d");
    let sheet = "code,subdistrict,residents\nc1,s1,900\nc2,s1,many\n";
    let wrong = [
        ("scenario.toml", "extends = \"base.toml\"\nname = \"x\"\n[run]\nseedz = 3\nyears = 0\n"),
        ("scenario.toml", "extends = \"other.toml\"\n"),
        ("scenario.toml", "extends = \"../base.toml\"\n"),
        ("scenario.toml", "extends = \"policies\"\n"),
        ("policies/linkage.toml", "extends = \"administrative.toml\"\n[routing]\ntheta = 2.0\n"),
        ("communities.csv", sheet),
    ];
    for (file, text) in wrong {
        let before = fs::read(folder.join(file)).expect("it is there");
        fs::write(folder.join(file), text).expect("written");
        let on_disk = Scenario::load(folder.join("scenario.toml")).expect_err(text);
        let in_memory = Scenario::from_files(held(&folder), "scenario.toml").expect_err(text);
        fs::write(folder.join(file), before).expect("written");
        for lang in [Lang::En, Lang::Zh] {
            let place = format!("{}{}", folder.display(), std::path::MAIN_SEPARATOR);
            let told = on_disk.in_language(lang).replace(&place, "").replace(&folder.display().to_string(), ".");
            let held = in_memory.in_language(lang);
            // What the system says of a file that is not there is its own.
            let line = |text: &str| {
                text.lines().filter(|l| !l.contains("os error") && !l.contains("entity not found")).collect::<Vec<_>>().join("\n")
            };
            assert_eq!(line(&held), line(&told), "{text}");
            assert!(held.contains(file) || file == "communities.csv", "{held}");
        }
    }
}

#[test]
fn a_world_that_cannot_be_is_shown_at_its_line_from_memory_too() {
    let text = Scenario::template("x").replace("seeds = 10 ", "seeds = 1 ").replace("residents = 150000", "residents = 1.5e9");
    let error = Scenario::from_text(&text).and_then(|scenario| scenario.run()).expect_err("no machine counts that far");
    assert!(error.to_string().starts_with("scenario.toml:"), "{error}");
}

#[test]
fn a_policy_built_in_code_is_the_policy_of_a_file_with_the_same_values() {
    let scenario = small();
    let mut policy = scenario.policy("linkage").expect("it is there").clone();
    policy.routing.theta = Share::new(0.25).expect("a share");
    policy.information.report_period_days = Count::new(3).expect("days");
    let built = scenario.with_policy("own", &policy).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(built.policy("own").expect("it is there"), &policy);

    let text = "extends = \"linkage.toml\"\n[routing]\ntheta = 0.25\n[information]\nreport_period_days = 3\n";
    let files = Scenario::shipped().with("policies/own.toml", text).with("scenario.toml", Scenario::template("small"));
    let read = Scenario::from_files(files, "scenario.toml").and_then(|scenario| scenario.with(SMALL)).expect("it reads");
    let names: Vec<&str> = built.policies().collect();
    let read = read.comparing(&names).expect("it reads");
    let runs = |scenario: &Scenario| scenario.run().and_then(|results| results.csv("runs.csv")).expect("it runs");
    assert_eq!(runs(&built), runs(&read));
}

#[test]
fn a_policy_built_in_code_is_checked_and_takes_no_others_name() {
    let scenario = small();
    let mut policy = scenario.policy("linkage").expect("it is there").clone();
    policy.funding.purchase = Share::new(0.9).expect("a share");
    let error = scenario.with_policy("own", &policy).expect_err("shares beyond the budget");
    assert!(matches!(&error, Error::Scenario(_)) && error.to_string().contains("own.toml"), "{error}");
    let taken = scenario.with_policy("posts", &policy).expect_err("it ships");
    assert_eq!(taken, Error::NameTaken { name: "posts".to_owned() });
}

#[test]
fn progress_ends_at_the_whole_and_a_stop_ends_the_run() {
    let scenario = small();
    let (last, total) = (AtomicU64::new(0), AtomicU64::new(0));
    let follow = |progress: Progress| {
        last.fetch_max(progress.done, Ordering::Relaxed);
        total.store(progress.total, Ordering::Relaxed);
    };
    scenario.runner().threads(2).progress(follow).run().unwrap_or_else(|e| panic!("{e}"));
    assert!(last.load(Ordering::Relaxed) > 0);
    assert_eq!(last.into_inner(), total.into_inner());
    let stop = Stop::new();
    stop.set();
    assert_eq!(scenario.runner().stop(&stop).run().expect_err("stopped"), Error::Stopped);
}

#[test]
fn metrics_are_those_of_the_table_and_unknown_names_are_answered() {
    let results = small().run().unwrap_or_else(|e| panic!("{e}"));
    let table = results.csv("runs.csv").expect("it is always there");
    let mut reader = csv_rows(&table);
    let header = reader.next().expect("a header");
    let at = |name: &str| header.iter().position(|column| *column == name).expect("a column");
    for row in reader {
        let (policy, replicate) = (row[at("policy")], row[at("replicate")].parse().expect("a number"));
        for metric in ["unmet_share", "social_cost_cny", "needs_created"] {
            let value = results.metric(metric, policy, replicate).expect("known");
            assert_eq!(value, row[at(metric)].parse().ok(), "{metric}");
        }
    }
    let known = results.difference("unmet_share", results.policies().next().expect("a policy")).expect("known");
    assert_eq!(known.expect("two replicates").mean, 0.0, "the baseline differs from itself");
    let error = results.metric("unmet_shar", "linkage", 0).expect_err("a slip");
    assert_eq!(error.to_string(), "no metric `unmet_shar`; did you mean `unmet_share`?");
    assert!(matches!(results.metric("unmet_share", "linkage", 9), Err(Error::Unknown { what: What::Replicate, .. })));
    assert!(results.csv("daily.csv").is_err() && error.source().is_none());
}

/// Asks for everything: which needs arose and ended, and every event in the order in which it was seen.
#[derive(Clone, Debug, Default, PartialEq)]
struct Everything {
    arisen: u64,
    /// Whether a need has ended, of those that arose while watched.
    over: BTreeMap<u64, bool>,
    seen: Vec<(u16, u64, sanshe::watch::What)>,
    unheard: u64,
    first: Option<u16>,
    last: u16,
}

const EVERYTHING: Kinds = Kinds::of(&[
    Kind::Arose,
    Kind::Known,
    Kind::Found,
    Kind::Labelled,
    Kind::Moved,
    Kind::DecidedWithin,
    Kind::DecidedAcross,
    Kind::DecidedAcrossAlone,
    Kind::Approved,
    Kind::HandedOff,
    Kind::LostOnTheWay,
    Kind::Delivered,
    Kind::Joined,
    Kind::Opened,
    Kind::OpenedMisrouted,
    Kind::Visited,
    Kind::Mislabelled,
    Kind::TryFailed,
    Kind::FoundJob,
    Kind::Met,
    Kind::ClosedOnPaper,
    Kind::PassedOn,
    Kind::Hotline,
    Kind::StayedAway,
    Kind::Ended,
    Kind::WholeLives,
]);

impl Watcher for Everything {
    fn kinds(&self) -> Kinds {
        EVERYTHING
    }

    fn see(&mut self, day: &Day<'_>) {
        self.first.get_or_insert(day.of_window());
        self.last = day.of_window();
        for id in day.arisen() {
            assert_eq!(Need::onset_of(id), day.number());
            self.arisen += 1;
            assert_eq!(self.over.insert(id, false), None, "a need arises once");
        }
        self.seen.extend(day.events().map(|event| (day.number(), event.id, event.what)));
        for need in day.ended() {
            assert!(need.stage.is_final(), "{need:?}");
            self.unheard += u64::from(!need.known.has_come());
            if let Some(over) = self.over.get_mut(&need.id) {
                assert!(!std::mem::replace(over, true), "a life ends once");
            }
        }
    }
}

#[test]
fn an_own_watcher_counts_what_runs_csv_says_and_more() {
    let scenario = small().with(["handoff.loss=0.6"]).and_then(|scenario| scenario.comparing(["linkage"])).expect("it reads");
    let ran = |threads| scenario.runner().threads(threads).run_watched(|_, _| watcher::Losses::default()).expect("it runs");
    let (results, watched) = ran(1);
    let names: Vec<(&str, u32)> = watched.iter().map(|run| (run.policy.as_str(), run.replicate)).collect();
    assert_eq!(names, [("administrative", 0), ("linkage", 0), ("administrative", 1), ("linkage", 1)]);
    for Watched { policy, replicate, watcher } in &watched {
        let all = watcher.all();
        let share = results.metric("handoff_lost_share", policy, *replicate).expect("known").expect("some were handed off");
        assert!((all.lost as f64 / all.handed as f64 - share).abs() < 1e-9, "{policy} {replicate}: {all:?}, {share}");
        assert!(all.lost > 20 && all.back > 0 && all.back < all.lost && all.days >= all.back, "{all:?}");
        assert!(
            watcher.by_category.len() > 1 && watcher.by_category.keys().all(|c| usize::from(*c) < scenario.categories().count())
        );
    }
    assert_ne!(watched[0].watcher, watched[2].watcher, "each run has its own");
    assert_eq!(watched, ran(2).1, "whatever the threads");
}

#[test]
fn a_watched_run_gives_the_same_bytes_whatever_is_watched() {
    let scenario = small().comparing(["linkage"]).expect("it reads");
    let alone = scenario.runner().collect(Collect::ALL).audit().run().expect("it runs");
    let (beside, watched) =
        scenario.runner().collect(Collect::ALL).audit().run_watched(|_, _| Everything::default()).expect("it runs");
    for file in ["runs.csv", "daily.csv", "communities.csv", "cells.csv", "flows.csv", "waits.csv", "ledger.csv"] {
        assert!(alone.csv(file).expect(file) == beside.csv(file).expect(file), "{file}");
    }
    for Watched { policy, replicate, watcher } in &watched {
        let created = beside.metric("needs_created", policy, *replicate).expect("known");
        assert_eq!(Some(watcher.arisen as f64), created, "{policy} {replicate}");
        assert!(watcher.unheard > 0 && !watcher.seen.is_empty());
        assert_eq!((watcher.first, watcher.last), (Some(0), 249));
    }
    // The instruments want other kinds when they fill other tables; a watcher sees what it asked for.
    let bare = scenario.runner().threads(1).run_watched(|_, _| Everything::default()).expect("it runs").1;
    assert!(watched == bare);
    struct Nothing(u64);
    impl Watcher for Nothing {
        fn kinds(&self) -> Kinds {
            Kinds::NONE
        }

        fn see(&mut self, day: &Day<'_>) {
            self.0 += (day.events().count() + day.ended().count() + day.arisen().count()) as u64;
        }
    }
    let (_, watched) = scenario.runner().collect(Collect::ALL).run_watched(|_, _| Nothing(0)).expect("it runs");
    assert!(watched.iter().all(|run| run.watcher.0 == 0));
}

#[test]
fn a_watcher_that_panics_is_a_run_that_failed() {
    struct Wrong;
    impl Watcher for Wrong {
        fn kinds(&self) -> Kinds {
            Kinds::NONE
        }

        fn see(&mut self, day: &Day<'_>) {
            assert!(day.of_window() < 3, "three days are enough");
        }
    }
    let error = small().runner().run_watched(|_, _| Wrong).err().expect("it fails");
    assert!(matches!(&error, Error::Failed { reason, .. } if reason.contains("three days are enough")), "{error}");
}

/// Rows of a table without quoted fields.
fn csv_rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().map(|line| line.split(',').collect())
}
