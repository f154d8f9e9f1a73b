//! Monotone couplings, only where the theory holds: one line, one kind of need, first come first served, nobody gives up, nobody
//! learns, tires or travels. In the full model more people or fewer needs may make some things worse, and nothing is asserted there.

use proptest::prelude::*;

use crate::worlds::{Draft, QUIET, Tables, some};

/// One office, with this number of people and needs; a case at a time, no limit of a visit, all voiced at once, all known as what they are.
fn line(people: u32, needs: f64, seed: u32) -> Tables {
    let kinds = ["medical", "nursing", "comfort", "counselling", "employment", "property", "culture"];
    let mut sets: Vec<String> = kinds.iter().map(|k| format!("category.{k}.mix=0")).collect();
    sets.extend(QUIET.map(str::to_owned));
    sets.extend(
        [
            "category.living_care.mix=1",
            "category.living_care.stigma=-100",
            "category.living_care.visit_minutes=0",
            // A day's work each: whoever takes a need has done with it by the evening. With other sizes a need may start with somebody
            // who has a quarter of an hour left instead of somebody with a whole day, and the couplings do not hold need by need.
            "category.living_care.work_hours=8",
            "demand.work_cv=0",
            "category.living_care.patience_days=1e9",
            "category.living_care.skill_community_worker=1",
            "government.levels=0",
            "service.open_cases=1",
            "community_worker.certified_share=0",
            "social_worker.per_10k=0",
            "learning.skill_growth=0",
            "run.burn_in_years=0",
        ]
        .map(str::to_owned),
    );
    sets.push(format!("demand.needs_per_resident={needs}"));
    sets.push(format!("run.root_seed={seed}"));
    let lines = format!("[community.one]\nsubdistrict = \"s\"\nresidents = 4000\ncommunity_workers = {people}\n");
    let policy = "extends = \"administrative.toml\"\n[information]\npatrol_share = 0.0\nvisibility = \"own\"\n[routing]\nlevels = 0\n\
                  [capacity]\nbins = \"none\"\nbase = \"office\"\nself_governance_share = 0.0\n\
                  [funding.whole_budget]\ncommunity_workers = 1.0\ninhouse = 0.0\npurchase = 0.0\nventure = 0.0\nfacility = 0.0\nself_help = 0.0\n\
                  [oversight]\naudit_share = 0.0\n";
    Draft { lines, policies: vec![("line".into(), policy.into())], sets }.run(&["line"]).remove(0)
}

/// Needs served within this number of days of their onset, for every number of days.
fn served_by(tables: &Tables) -> Vec<f64> {
    let days = tables.numbers("waits.csv", "days");
    let served = tables.numbers("waits.csv", "served");
    let mut within = vec![0.0; 121];
    for (day, n) in days.iter().zip(served) {
        for sum in &mut within[*day as usize..] {
            *sum += n;
        }
    }
    within
}

proptest! {
    #![proptest_config(some(12))]

    #[test]
    fn one_more_person_in_a_line_makes_no_wait_longer(people in 1_u32..8, needs in 0.02_f64..0.6, seed in 0_u32..100_000) {
        let (few, more) = (line(people, needs, seed), line(people + 1, needs, seed));
        prop_assert_eq!(few.needs(), more.needs());
        prop_assert!(few.metric("needs_resolved") > 20.0);
        for (day, (a, b)) in served_by(&few).iter().zip(served_by(&more)).enumerate() {
            prop_assert!(b >= *a, "within {} days: {} with {} people, {} with one more", day, a, people, b);
        }
    }

    /// A higher rate adds needs to those that arise anyway: on no day are fewer in the line.
    #[test]
    fn more_needs_never_leave_a_shorter_line(people in 1_u32..8, needs in 0.02_f64..0.5, more in 1.01_f64..2.0, seed in 0_u32..100_000) {
        let (few, many) = (line(people, needs, seed), line(people, needs * more, seed));
        let held = |t: &Tables| -> Vec<f64> {
            let of = |c| t.numbers("daily.csv", c);
            of("waiting").iter().zip(of("serving")).map(|(w, s)| w + s).collect()
        };
        for (day, (a, b)) in held(&few).iter().zip(held(&many)).enumerate() {
            prop_assert!(b >= *a, "day {}: {} before, {} with {} times the needs", day, a, b, more);
        }
    }
}
