//! The plain referral queue of `docs/benchmark.md`: the engine and plain Rust agree within chance, and one rule changed is noticed.

#[path = "../benches/plain/kernel.rs"]
mod kernel;

#[path = "../benches/plain/engine.rs"]
#[allow(dead_code, reason = "the benchmark times runs; here they are only counted")]
mod engine;

use std::collections::BTreeSet;

use kernel::{DAY, Kernel, Outcome, Rules};
use rayon::prelude::*;
use sanshe::measure::statistics::{mean, sample_variance};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Size and days of every run.
const DISTRICTS: usize = 9;
const WARM: u16 = 100;
const DAYS: u16 = 200;

/// Runs of the engine, of the kernel, and of the kernel with a rule changed.
const ENGINE_RUNS: u32 = 12;
const KERNEL_RUNS: u32 = 48;
const CHANGED_RUNS: u32 = 12;

/// Chance with which two equal models would be told apart, over all statistics together.
const LEVEL: f64 = 0.01;

/// A number that one run gives.
type Statistic = fn(&Outcome) -> f64;

/// What is compared, each with its name.
const STATISTICS: [(&str, Statistic); 13] = [
    ("needs a day", |o| o.needs as f64 / o.days as f64),
    ("unmet share", |o| share(o.gave_up.iter().sum(), o.met.iter().sum())),
    ("unmet share of category 1", |o| share(o.gave_up[0], o.met[0])),
    ("unmet share of category 4", |o| share(o.gave_up[3], o.met[3])),
    ("unmet share of category 8", |o| share(o.gave_up[7], o.met[7])),
    ("mean wait, days", |o| o.waited as f64 / met(o)),
    ("served on the day of onset", |o| o.same_day as f64 / met(o)),
    ("served after 2 days or more", |o| o.long as f64 / met(o)),
    ("minutes per need met", |o| o.minutes as f64 / met(o)),
    ("utilisation", |o| o.minutes as f64 / (o.days as f64 * f64::from(DAY) * 4.0 * providers())),
    ("waiting at a provider", |o| o.waiting as f64 / (o.days as f64 * providers())),
    ("square of the waiting at a provider", |o| o.crowding as f64 / (o.days as f64 * providers())),
    ("open cases of a provider", |o| o.serving as f64 / (o.days as f64 * providers())),
];

fn share(part: u64, rest: u64) -> f64 {
    part as f64 / (part + rest) as f64
}

fn met(o: &Outcome) -> f64 {
    o.met.iter().sum::<u64>() as f64
}

fn providers() -> f64 {
    (DISTRICTS * Rules::new(DISTRICTS).providers) as f64
}

/// Runs of plain Rust under some rules.
fn plain(rules: &Rules, seeds: std::ops::Range<u64>) -> Vec<Outcome> {
    let run = |seed| {
        let mut kernel = Kernel::new(rules.clone(), seed);
        kernel.run(u32::from(WARM));
        kernel.seen = Outcome::default();
        kernel.run(u32::from(DAYS));
        kernel.seen
    };
    seeds.into_par_iter().map(run).collect()
}

/// Runs of the engine.
fn engine_runs() -> Vec<Outcome> {
    (1..=ENGINE_RUNS).into_par_iter().map(|seed| engine::observed(DISTRICTS, WARM, DAYS, seed).expect("it runs")).collect()
}

/// Welch's test for two means: the chance of a difference at least as large between equal models.
fn welch(a: &[f64], b: &[f64]) -> f64 {
    let part = |x: &[f64]| sample_variance(x).expect("several runs") / x.len() as f64;
    let (va, vb) = (part(a), part(b));
    let t = (mean(a).expect("runs") - mean(b).expect("runs")) / libm::sqrt(va + vb);
    let freedom = (va + vb) * (va + vb) / (va * va / (a.len() - 1) as f64 + vb * vb / (b.len() - 1) as f64);
    let student = StudentsT::new(0.0, 1.0, freedom).expect("a distribution");
    2.0 * student.cdf(-t.abs())
}

/// The statistics in which two sets of runs differ, at the level of the page.
fn differ(a: &[Outcome], b: &[Outcome]) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    for (name, of) in STATISTICS {
        let (x, y): (Vec<f64>, Vec<f64>) = (a.iter().map(of).collect(), b.iter().map(of).collect());
        let p = welch(&x, &y);
        println!("{name}: {:.5} against {:.5}, p = {p:.4}", mean(&x).expect("runs"), mean(&y).expect("runs"));
        if p < LEVEL / STATISTICS.len() as f64 {
            found.insert(name);
        }
    }
    found
}

#[test]
fn the_engine_and_plain_rust_agree_within_chance_and_a_changed_rule_is_noticed() {
    let rules = Rules::new(DISTRICTS);
    let engine = engine_runs();
    let found = differ(&engine, &plain(&rules, 0..u64::from(KERNEL_RUNS)));
    assert!(found.is_empty(), "the engine and plain Rust differ in {found:?}");
    let changed: [(&str, Rules); 8] = [
        ("patience is a tenth longer", Rules { patience: rules.patience.map(|days| days * 1.1), ..rules.clone() }),
        ("two are looked at", Rules { looks: 2, ..rules.clone() }),
        ("four are looked at", Rules { looks: 4, ..rules.clone() }),
        ("news is of last evening", Rules { news_days: 1, ..rules.clone() }),
        ("news is of six days", Rules { news_days: 6, ..rules.clone() }),
        ("a day of backlog weighs a fifth more", Rules { weight: rules.weight * 1.2, ..rules.clone() }),
        ("services last a hundredth longer", Rules { work: rules.work.map(|m| m * 1.01), ..rules.clone() }),
        ("who joined last is served first", Rules { last_first: true, ..rules.clone() }),
    ];
    for (what, rules) in changed {
        let found = differ(&engine, &plain(&rules, 0..u64::from(CHANGED_RUNS)));
        println!("{what}: {found:?}\n");
        assert!(!found.is_empty(), "{what}: not noticed");
    }
}

#[test]
fn every_need_of_the_kernel_is_met_gives_up_or_is_still_there() {
    let mut kernel = Kernel::new(Rules::new(2), 5);
    kernel.run(300);
    let seen = &kernel.seen;
    let ended: u64 = seen.met.iter().chain(&seen.gave_up).sum();
    assert_eq!(seen.needs, ended + kernel.in_system());
    assert!(seen.needs > 90_000 && ended > seen.needs * 9 / 10, "{seen:?}");
}
