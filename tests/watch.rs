//! Watching: whoever wants to know reads the logs; the model knows no watcher, and what nobody watches is not written.

use std::fs;
use std::path::{Path, PathBuf};

use days::Days;
use sanshe::base::calendar::MaybeDay;
use sanshe::base::need::{Need, Stage};
use sanshe::measure::collect::Collect;
use sanshe::measure::watch::Instruments;
use sanshe::model::state::log::{Kind, Kinds, Log, What};
use sanshe::model::state::subdistrict::{Context, Subdistrict};
use sanshe::model::state::watch::Watch;
use small_world::{CATEGORIES, metric, run, small};

#[path = "support/days.rs"]
mod days;
#[path = "support/small_world.rs"]
mod small_world;

/// Counts what no table has: hand-offs and those lost by category, and needs served on the day on which they arose.
#[derive(Clone, Debug, Default, PartialEq)]
struct Counter {
    handed: [u64; 16],
    lost: [u64; 16],
    at_once: u64,
    moves: u64,
    evenings: u16,
    waiting: u64,
}

impl Watch for Counter {
    fn kinds(&self) -> Kinds {
        Kinds::of(&[Kind::HandedOff, Kind::LostOnTheWay, Kind::Ended])
    }

    fn fold(&mut self, log: &Log, _: &Context<'_>) {
        for event in &log.events {
            let category = usize::from(Need::category_of(event.id));
            match event.what {
                What::HandedOff { lost } => {
                    self.handed[category] += 1;
                    self.lost[category] += u64::from(lost);
                }
                What::Moved(..) => self.moves += 1,
                _ => {}
            }
        }
        self.at_once += log.ended.iter().filter(|need| need.served == MaybeDay::on(need.onset())).count() as u64;
    }

    fn evening(&mut self, sub: &Subdistrict, _: &Context<'_>) {
        self.evenings += 1;
        let lines: u64 = sub.lines.units.iter().map(|unit| u64::from(unit.waiting)).sum();
        assert_eq!(sub.cases.accounts.stage[Stage::Waiting], lines as i64, "the evening is that of the subdistrict");
        self.waiting += lines;
    }
}

/// A year under the second policy: the counters of every subdistrict.
fn counted(others: bool) -> (Vec<Counter>, f64) {
    let engine = small(&["handoff.loss=0.2"], Some(&["administrative", "linkage"]));
    let world = &engine.world;
    let mut days = Days::of(&engine, 1);
    let number = days.arm.subs.len();
    let mut watch = (vec![Counter::default(); number], Instruments::new(world, &engine.yardstick, Collect::ALL));
    for _ in 0..world.window_days() {
        if others {
            days.pass_watched(&mut watch);
        } else {
            days.pass_watched(&mut watch.0);
        }
    }
    let record = &run(&engine, Collect::NONE)[1];
    (watch.0, metric(record, "handoff_lost_share"))
}

#[test]
fn an_own_watcher_counts_what_no_table_has() {
    let (counters, share) = counted(false);
    let sum = |of: &dyn Fn(&Counter) -> u64| counters.iter().map(of).sum::<u64>();
    let (handed, lost) = (sum(&|c| c.handed.iter().sum()), sum(&|c| c.lost.iter().sum()));
    assert!(handed > 500 && lost > 50, "{handed} hand-offs, {lost} lost");
    // What it counted adds up to what the table says of all categories together.
    assert!((lost as f64 / handed as f64 - share).abs() < 1e-9, "{lost} of {handed}, {share}");
    assert!(counters.iter().all(|c| c.evenings == 250 && c.handed[CATEGORIES.len()..].iter().all(|&n| n == 0)));
    assert!(sum(&|c| c.waiting) > 0);
    assert!(sum(&|c| c.at_once) > 0, "some needs are served on their first day");
    assert_eq!(sum(&|c| c.moves), 0, "what it does not watch is not written");
}

#[test]
fn a_watcher_sees_the_same_beside_others_who_watch_more() {
    let (alone, among_others) = (counted(false).0, counted(true).0);
    let unmoved = |counters: Vec<Counter>| counters.into_iter().map(|c| Counter { moves: 0, ..c }).collect::<Vec<_>>();
    assert!(among_others.iter().any(|c| c.moves > 0), "the log has what others watch, too");
    assert_eq!(unmoved(alone), unmoved(among_others));
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("a folder of the source").map(|e| e.expect("an entry").path());
    entries.flat_map(|p| if p.is_dir() { sources(&p) } else { vec![p] }).collect()
}

/// No behaviour reads an instrument: the model names nothing of what stands above it, and its state names no mechanism.
#[test]
fn the_model_knows_no_instrument_and_its_state_no_mechanism() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let above =
        ["bound", "measure", "engine", "store", "experiment", "report", "verification", "cli"].map(|f| format!("crate::{f}::"));
    let mechanisms = fs::read_dir(src.join("model")).expect("the model").map(|e| e.expect("an entry").path());
    let mechanisms: Vec<String> = mechanisms
        .filter(|p| p.is_dir() && !p.ends_with("state"))
        .map(|p| format!("crate::model::{}::", p.file_name().expect("a name").to_string_lossy()))
        .collect();
    assert!(mechanisms.len() >= 8, "{mechanisms:?}");
    let names = |file: &Path, words: &[String]| -> Vec<String> {
        let text = fs::read_to_string(file).expect("a source file");
        let code = text.lines().map(|line| line.split("//").next().unwrap_or(line));
        code.filter(|line| words.iter().any(|w| line.contains(w))).map(|line| format!("{}: {line}", file.display())).collect()
    };
    let model = sources(&src.join("model"));
    assert!(model.len() > 50);
    let found: Vec<String> = model.iter().flat_map(|f| names(f, &above)).collect();
    assert_eq!(found, [""; 0]);
    let found: Vec<String> = sources(&src.join("model/state")).iter().flat_map(|f| names(f, &mechanisms)).collect();
    assert_eq!(found, [""; 0]);
}
