//! An own watcher: `cargo run --release --example watcher`.
//!
//! `runs.csv` says which share of hand-offs is lost, over all needs of a run. This watcher counts what no table has: losses by the
//! category in which a need arose, how many of those needs an intake sees again, and after how many working days. The world is a made-up
//! district of 6,000 residents with the values of `base.toml`, under the baseline and under linkage.

use std::collections::BTreeMap;

use sanshe::watch::{CategoryId, Day, Kind, Kinds, Stage, Watcher, What};
use sanshe::{Error, Scenario};

/// Hand-offs, of a category or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Needs handed from one party to another, each time.
    pub handed: u64,
    /// Of these, lost on the way.
    pub lost: u64,
    /// Of the lost ones, back at an intake within the run.
    pub back: u64,
    /// Working days until then, over all that came back.
    pub days: u64,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.handed += other.handed;
        self.lost += other.lost;
        self.back += other.back;
        self.days += other.days;
    }
}

/// Losses of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// By the category in which the need arose.
    pub by_category: BTreeMap<CategoryId, Count>,
    /// Needs that are lost now, with the day of the loss.
    away: BTreeMap<u64, u16>,
}

impl Watcher for Losses {
    fn kinds(&self) -> Kinds {
        Kinds::of(&[Kind::HandedOff, Kind::LostOnTheWay, Kind::Moved, Kind::Ended])
    }

    fn see(&mut self, day: &Day<'_>) {
        for event in day.events() {
            match event.what {
                What::HandedOff { lost } => {
                    let count = self.by_category.entry(event.category()).or_default();
                    count.handed += 1;
                    if lost {
                        count.lost += 1;
                        self.away.insert(event.id, day.number());
                    }
                }
                What::Moved(_, Stage::Intake) => {
                    if let Some(since) = self.away.remove(&event.id) {
                        let count = self.by_category.entry(event.category()).or_default();
                        count.back += 1;
                        count.days += u64::from(day.number() - since);
                    }
                }
                _ => {}
            }
        }
        for need in day.ended() {
            self.away.remove(&need.id);
        }
    }
}

impl Losses {
    /// Over all categories.
    pub fn all(&self) -> Count {
        let mut all = Count::default();
        self.by_category.values().for_each(|count| all.add(count));
        all
    }
}

/// A row: a share or a mean of nothing is not 0 but not there.
fn row(name: &str, count: &Count) -> String {
    let ratio = |part: u64, whole: u64, factor: f64| match whole {
        0 => "-".to_owned(),
        _ => format!("{:.1}", part as f64 / whole as f64 * factor),
    };
    format!(
        "  {name:<16}{:>10}{:>8}{:>8}{:>8}{:>14}",
        count.handed,
        count.lost,
        ratio(count.lost, count.handed, 100.0),
        count.back,
        ratio(count.days, count.back, 1.0),
    )
}

fn main() -> Result<(), Error> {
    let small = ["district.generate.communities=4", "district.generate.residents=6000", "run.seeds=6", "run.years=1"];
    let scenario = Scenario::from_text(&Scenario::template("small"))?.with(small)?.comparing(["linkage"])?;
    let (results, watched) = scenario.runner().run_watched(|_, _| Losses::default())?;
    println!("Sums over {} replicates of one year each.", results.replicates());
    for policy in results.policies() {
        let runs: Vec<&Losses> = watched.iter().filter(|run| run.policy == policy).map(|run| &run.watcher).collect();
        let (mut all, mut shares) = (Count::default(), Vec::new());
        println!("{policy}");
        println!("  {:<16}{:>10}{:>8}{:>8}{:>8}{:>14}", "category", "hand-offs", "lost", "lost, %", "back", "days to back");
        for (category, name) in (0..).map(CategoryId::new).zip(scenario.categories()) {
            let mut sum = Count::default();
            runs.iter().filter_map(|run| run.by_category.get(&category)).for_each(|count| sum.add(count));
            if sum.handed > 0 {
                println!("{}", row(name, &sum));
            }
            all.add(&sum);
        }
        println!("{}", row("all", &all));
        for run in &runs {
            let Count { handed, lost, .. } = run.all();
            shares.extend((handed > 0).then(|| lost as f64 / handed as f64 * 100.0));
        }
        let (low, high) = shares.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), s| (low.min(*s), high.max(*s)));
        if low <= high {
            println!("  lost in single replicates: {low:.1} % to {high:.1} %");
        }
    }
    println!(
        "Back: at an intake again within the year; days: the mean from loss to intake. One lost late in the year may come back after it,"
    );
    println!("so both are low. Differences between rows of few losses are mostly chance.");
    Ok(())
}
