//! What a place is called, and where in the list it stands.
//!
//! A community's identity is its place in the list, and every draw depends on identity. So names may change and no row does; an order
//! may not, because another place has other luck. That there is luck in it and nothing else is shown by communities that are alike.

use proptest::prelude::*;

use crate::worlds::{Draft, Tables, any_world, some};

const POLICIES: [&str; 5] = ["administrative", "linkage", "endogenous", "purchase", "five-society"];

/// Ten communities in three subdistricts, with codes by a rule.
fn listed(code: &dyn Fn(usize) -> String, subdistrict: &dyn Fn(usize) -> String) -> String {
    let place = |i: usize| {
        let (x, y) = ((i % 5) as f64 * 0.7, (i / 5) as f64 * 0.7);
        let residents = 1400 + 170 * (i * 3 % 10);
        format!(
            "[community.{}]\nsubdistrict = \"{}\"\nresidents = {residents}\nx_km = {x}\ny_km = {y}\n",
            code(i),
            subdistrict(i * 3 / 10)
        )
    };
    (0..10).map(place).collect()
}

/// Rows of a table with every name of a place replaced by its place in the list.
fn unnamed(tables: &Tables, file: &str, names: &dyn Fn(&str) -> Option<String>) -> Vec<Vec<String>> {
    let field = |f: &String| names(f).unwrap_or_else(|| f.clone());
    tables.rows(file).iter().map(|row| row.iter().map(field).collect()).collect()
}

proptest! {
    #![proptest_config(some(6))]

    /// (i) Communities and subdistricts under other names, in another order of the alphabet, give the same rows up to the names.
    #[test]
    fn places_by_other_names_give_the_same_rows(world in any_world()) {
        let run = |code: &dyn Fn(usize) -> String, subdistrict: &dyn Fn(usize) -> String| {
            let draft = Draft { lines: listed(code, subdistrict), policies: Vec::new(), sets: world.clone() };
            let runs = draft.set(&["organisation.per_1000=0.3"]).run(&POLICIES);
            let place = |name: &str| {
                let of = |n: usize, rule: &dyn Fn(usize) -> String, what: &str| (0..n).find(|&i| rule(i) == name).map(|i| format!("{what} {i}"));
                of(10, code, "community").or_else(|| of(3, subdistrict, "subdistrict"))
            };
            runs.iter()
                .map(|run| ["runs.csv", "daily.csv", "communities.csv", "cells.csv", "flows.csv", "waits.csv", "ledger.csv"].map(|f| unnamed(run, f, &place)))
                .collect::<Vec<_>>()
        };
        let one = run(&|i| format!("c{i}"), &|s| format!("s{s}"));
        let other = run(&|i| format!("z{}", 9 - i), &|s| ["upper", "Middle", "a-lower"][s].to_owned());
        for ((a, b), policy) in one.iter().zip(&other).zip(POLICIES) {
            for (left, right) in a.iter().zip(b) {
                prop_assert!(!left.is_empty() && left == right, "{}", policy);
            }
        }
    }
}

/// Eight communities that are alike, at one point, in two subdistricts. Jobs, clerks, the labour market, lots and shared desks are short,
/// so that whoever were served first would have more. Posts are as many as can be dealt evenly: of an odd number the last one goes to the
/// same place in every replicate, by identity.
#[test]
fn to_stand_first_in_the_list_brings_nothing() {
    let place = |i: usize| {
        format!("[community.c{i}]\nsubdistrict = \"s{}\"\nresidents = 2000\nx_km = 0.0\ny_km = 0.0\norganisations = 1\n", i / 4)
    };
    let kinds = ["health", "psychosocial", "culture", "mediation", "employment"];
    let mut sets: Vec<String> = kinds.iter().map(|k| format!("organisation.kind.{k}.share=0")).collect();
    sets.extend(
        [
            "organisation.kind.elderly-care.share=1",
            "organisation.kind.elderly-care.categories=[\"living_care\",\"nursing\",\"comfort\",\"employment\",\"culture\"]",
            "demand.needs_per_resident=0.9",
            "demand.heterogeneity=0",
            "vacancies.per_resident=0.01",
            "posts.social_worker_pool=5",
            "posts.community_worker_pool=20.8",
            "posts.attrition=0.3",
            "burnout.social_worker_quit=0.5",
            "government.clerk_hours=0.2",
            // Posts that can be dealt evenly: 32 workers in offices under the administration, 24 under linkage, 8 at the stations.
            "community_worker.per_10k=20.8",
            "posts.casual_limit=0.5",
        ]
        .map(str::to_owned),
    );
    let draft = Draft { lines: (0..8).map(place).collect(), policies: Vec::new(), sets };
    let policies = ["administrative", "linkage", "linkage-broker", "random"];
    let engine = draft.engine(&policies);
    let n = 80;
    // Unmet share of each community less the mean of its replicate, by policy.
    let mut sums = vec![[(0.0_f64, 0.0_f64); 8]; policies.len()];
    for replicate in 0..n {
        for (sum, tables) in sums.iter_mut().zip(crate::worlds::tables(&engine, replicate)) {
            let unmet = tables.numbers("communities.csv", "unmet_share");
            let mean = unmet.iter().sum::<f64>() / 8.0;
            for (place, share) in sum.iter_mut().zip(unmet) {
                place.0 += share - mean;
                place.1 += (share - mean) * (share - mean);
            }
        }
    }
    for (sum, policy) in sums.iter().zip(policies) {
        for (i, (sum, squares)) in sum.iter().enumerate() {
            let mean = sum / f64::from(n);
            let error = ((squares / f64::from(n) - mean * mean) / f64::from(n - 1)).sqrt();
            // 32 numbers; chance alone goes beyond 4 errors once in 500 such tests.
            assert!(mean.abs() < 4.0 * error, "{policy}, place {i}: {mean} ± {error}");
            assert!(error < 0.01, "{policy} tells nothing: {error}");
        }
    }
}
