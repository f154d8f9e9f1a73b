//! Bins without pooling are worlds of their own.

use proptest::prelude::*;

use crate::small_world::CATEGORIES;
use crate::worlds::{Draft, some};

/// Everything that two categories share in the full model is put aside: the office's own people (there are none) and their minutes for
/// intake, search, messages, reports and records; errors of triage and bundles; trust, ties, burnout and turnover, which carry what
/// happens in one category to all; clerks; the reports by which the yearly plan deals posts. What is left are needs, one line per
/// category at each station, and the people dealt to it evenly.
const APART: [&str; 26] = [
    "community_worker.per_10k=0",
    "organisation.per_1000=0",
    "volunteer.associations=0",
    "volunteer.active_share=0",
    "property_firm.managed_share=0",
    "intake.minutes=0",
    "intake.error=0",
    "intake.record_minutes=0",
    "routing.search_minutes=0",
    "routing.report_minutes=0",
    "handoff.message_minutes=0",
    "handoff.tie_growth=0",
    "handoff.upkeep_minutes=0",
    "trust.gain=0",
    "trust.loss=0",
    "burnout.time_lost=0",
    "burnout.social_worker_quit=0",
    "posts.attrition=0",
    "posts.dismissals=0",
    "government.levels=0",
    "demand.bundle_share=0",
    "demand.shifts_per_year=0",
    "persistence.hotline_task_minutes=0",
    "administration.hours_per_1000=0",
    "social_worker.per_10k=40",
    "social_worker.admin_share=0.2",
];

const BINNED: &str = r#"extends = "administrative.toml"
[information]
patrol_share = 0.0
categories_reported = 8
[capacity]
bins = "zone-category"
pooling = 0.0
[funding.whole_budget]
community_workers = 0.0
inhouse = 1.0
purchase = 0.0
venture = 0.0
facility = 0.0
self_help = 0.0
[planning]
by_reports = 0.0
replan_days = 10000
[oversight]
audit_share = 0.0
"#;

fn world(needs: f64, mix: &dyn Fn(usize) -> f64, seed: u32, pooling: f64) -> Draft {
    let mut sets: Vec<String> = APART.iter().map(|s| (*s).to_owned()).collect();
    sets.push(format!("demand.needs_per_resident={needs}"));
    sets.push(format!("run.root_seed={seed}"));
    sets.extend(CATEGORIES.iter().enumerate().map(|(k, name)| format!("category.{name}.mix={}", mix(k))));
    Draft::eight(&sets).policy("binned", &BINNED.replace("pooling = 0.0", &format!("pooling = {pooling}")))
}

/// Rows of a table that are about a category.
fn about(tables: &crate::worlds::Tables, file: &str, category: &str) -> Vec<Vec<String>> {
    tables.rows(file).iter().filter(|row| row.iter().any(|f| f == category)).cloned().collect()
}

proptest! {
    #![proptest_config(some(4))]

    /// (g) φ = 0 with an intake of its own for every bin: all categories together are the sum of each simulated alone.
    #[test]
    fn bins_that_share_nothing_are_the_sum_of_their_own_worlds(seed in 0_u32..100_000, needs in 0.5_f64..4.0) {
        let together = world(needs * 8.0, &|_| 0.125, seed, 0.0).run(&["binned"]);
        let mut created = 0.0;
        for (k, name) in CATEGORIES.iter().enumerate() {
            let alone = world(needs, &|other| if other == k { 1.0 } else { 0.0 }, seed, 0.0).run(&["binned"]);
            for file in ["cells.csv", "waits.csv"] {
                let (whole, part) = (about(&together[0], file, name), about(&alone[0], file, name));
                prop_assert!(!part.is_empty());
                prop_assert_eq!(whole, part, "{} in {}", name, file);
            }
            created += alone[0].needs();
        }
        prop_assert_eq!(together[0].needs(), created);
        prop_assert!(together[0].metric("needs_resolved") > 100.0);
    }
}

/// The test above can fail: with pooling the bins meet.
#[test]
fn bins_that_help_each_other_are_more_than_their_own_worlds() {
    let resolved = |pooling| -> f64 {
        (0..4).map(|seed| world(8.0, &|_| 0.125, seed, pooling).run(&["binned"])[0].metric("needs_resolved")).sum()
    };
    let (apart, pooled) = (resolved(0.0), resolved(1.0));
    assert!(pooled > apart, "{pooled} {apart}");
}
