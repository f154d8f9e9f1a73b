//! The same communities in other subdistricts.
//!
//! The rules that name a subdistrict: the station and its bins; sight of the own zone; level 1 of approvals; the desk shared by
//! brokers or by a lead organisation; outreach and guidance by people who go round the subdistrict; the initial tie with
//! organisations of the own subdistrict and who bears the upkeep of ties; contracts dealt by subdistrict; distance from its centre. A
//! policy that uses none of them must not notice where the boundaries run.

use proptest::prelude::*;

use crate::worlds::{Draft, any_world, some};

/// Everybody in offices, no level, no contract: each community's own desk decides.
fn own_desk(router: &str, visibility: &str, funding: &str) -> String {
    format!(
        "extends = \"administrative.toml\"\n[information]\nvisibility = \"{visibility}\"\nreport_period_days = 5\n\
         [routing]\nrouter = \"{router}\"\nlevels = 0\ntheta = 1.0\npeer_referral = true\n\
         [capacity]\nbins = \"none\"\nbase = \"office\"\nself_governance_share = 0.1\n{funding}"
    )
}

/// Twelve communities on a line of 600 m steps, by a rule that names the subdistrict of each.
fn listed(of: &dyn Fn(usize) -> usize) -> String {
    (0..12)
        .map(|i| {
            let (x, y) =
                (f64::from(u8::try_from(i % 4).expect("small")) * 0.6, f64::from(u8::try_from(i / 4).expect("small")) * 0.7);
            let residents = 1200 + 130 * (i * 5 % 12);
            format!("[community.c{i}]\nsubdistrict = \"s{}\"\nresidents = {residents}\nx_km = {x}\ny_km = {y}\n", of(i))
        })
        .collect()
}

/// Rows about communities, without the subdistrict's name, in the order of communities.
fn rows(tables: &crate::worlds::Tables) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = tables.rows("communities.csv").to_vec();
    for row in &mut rows {
        let at = row.iter().position(|f| f.starts_with('s')).expect("a subdistrict");
        row.remove(at);
    }
    rows.sort();
    rows
}

proptest! {
    #![proptest_config(some(6))]

    #[test]
    fn where_no_rule_names_a_subdistrict_boundaries_change_no_row(world in any_world(), split in 1_usize..12) {
        let policies = ["own", "registry", "neighbours", "self-help"];
        let run = |of: &dyn Fn(usize) -> usize| {
            Draft { lines: listed(of), policies: Vec::new(), sets: world.clone() }
                .set(&[
                    "handoff.initial_tie_organisation=0",
                    "handoff.upkeep_minutes=0",
                    "organisation.per_1000=0.4",
                    "organisation.radius_km=50",
                ])
                .policy("own", &own_desk("hierarchy", "own", ""))
                .policy("registry", &own_desk("office", "registry", ""))
                .policy("neighbours", &own_desk("neighbours", "own", ""))
                .policy("self-help", &own_desk("neighbours", "registry", "[funding]\ninhouse = 0.85\nself_help = 0.15\n"))
                .run(&policies)
        };
        let one = run(&|_| 0);
        for of in [&(|i| usize::from(i >= split)) as &dyn Fn(usize) -> usize, &|i| i % 3, &|i| i] {
            for ((a, b), name) in one.iter().zip(run(of)).zip(policies) {
                prop_assert!(a.needs() > 100.0);
                prop_assert_eq!(rows(a), rows(&b), "{}", name);
                prop_assert_eq!(a.rows("waits.csv"), b.rows("waits.csv"), "{}", name);
                for metric in ["needs_created", "needs_resolved", "social_worker_heads", "community_worker_heads", "vacancies_filled", "unmet_share"] {
                    prop_assert_eq!(a.metric(metric), b.metric(metric), "{} of {}", metric, name);
                }
            }
        }
    }
}
