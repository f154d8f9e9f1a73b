//! Draws are keyed: an extra one for an agent disturbs no other; together they are even and independent.

use proptest::prelude::*;
use sanshe::engine::draws::{Keys, Purpose};

use crate::worlds::{Draft, any_world, some};

/// Two subdistricts far apart, with nothing between them but the district's money and people.
fn apart(first: &str) -> String {
    let community = |i: usize, sub: &str, x: usize, more: &str| {
        format!("[community.{sub}{i}]\nsubdistrict = \"{sub}\"\nresidents = {}\nx_km = {x}\ny_km = {i}\n{more}\n", 1500 + 200 * i)
    };
    (0..4).map(|i| community(i, "a", 0, if i == 1 { first } else { "" }) + &community(i, "b", 60, "")).collect()
}

proptest! {
    #![proptest_config(some(8))]

    /// More associations, volunteers, certified people and firms in one community, so more draws there, change no row of the other
    /// subdistrict, and no need anywhere.
    #[test]
    fn more_draws_for_one_community_disturb_no_other(world in any_world()) {
        let run = |first: &str| {
            Draft { lines: apart(first), policies: Vec::new(), sets: world.clone() }
                // Jobs, the labour market, clerks and the insurance of volunteers are the district's: they are taken out of the way.
                .set(&[
                    "vacancies.per_resident=0",
                    "posts.community_worker_pool=1000",
                    "posts.social_worker_pool=1000",
                    "government.levels=0",
                    "volunteer.cost_per_year=0",
                    // Who tires leaves, and the post that falls free is opened where it is needed most.
                    "burnout.quit_slope=0",
                    "organisation.radius_km=5",
                ])
                // Policies with one channel: money that moves between channels is the district's.
                .run(&["administrative", "reformed-administration"])
        };
        let still = run("");
        let busy = run("associations = 9\nvolunteers = 90\ncertified_share = 0.9\nproperty_managed_share = 0.1");
        for (a, b) in still.iter().zip(&busy) {
            let of = |t: &crate::worlds::Tables, sub: &str| -> Vec<Vec<String>> {
                t.rows("communities.csv").iter().filter(|r| r.iter().any(|f| f == sub)).cloned().collect()
            };
            prop_assert_eq!(of(a, "b").len(), 4);
            prop_assert_eq!(of(a, "b"), of(b, "b"));
            prop_assert_ne!(of(a, "a"), of(b, "a"));
            prop_assert_eq!(a.column("communities.csv", "created"), b.column("communities.csv", "created"));
            prop_assert_eq!(a.column("runs.csv", "onset_digest"), b.column("runs.csv", "onset_digest"));
        }
    }

    /// V25: needs are the same under every policy.
    #[test]
    fn no_policy_changes_what_arises(world in any_world()) {
        let runs = Draft::eight(&world).run(&["administrative", "linkage", "endogenous", "posts", "random"]);
        for run in &runs[1..] {
            for column in ["onset_digest", "needs_created"] {
                prop_assert_eq!(run.column("runs.csv", column), runs[0].column("runs.csv", column));
            }
            prop_assert_eq!(run.column("daily.csv", "created"), runs[0].column("daily.csv", "created"));
        }
    }
}

/// V25: paired differences vary less than differences of independent runs.
#[test]
fn pairing_by_replicate_narrows_differences() {
    let engine = Draft::eight(&["demand.heterogeneity=0.8".into()]).engine(&["administrative", "reformed-administration"]);
    let runs: Vec<(f64, f64)> = (0..12)
        .map(|replicate| {
            let tables = crate::worlds::tables(&engine, replicate);
            (tables[0].metric("unmet_share"), tables[1].metric("unmet_share"))
        })
        .collect();
    let variance = |values: Vec<f64>| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (values.len() - 1) as f64
    };
    let paired = variance(runs.iter().map(|r| r.0 - r.1).collect());
    let apart = variance(runs.iter().map(|r| r.0).collect()) + variance(runs.iter().map(|r| r.1).collect());
    assert!(paired < 0.7 * apart, "paired {paired}, independent {apart}");
}

const PURPOSES: [Purpose; 8] = [
    Purpose::Heterogeneity,
    Purpose::Onset,
    Purpose::Voicing,
    Purpose::Choice,
    Purpose::Handoff,
    Purpose::Success,
    Purpose::Phase,
    Purpose::Trace,
];

/// Counters as the engine uses them: identities of needs (community, category, day, ordinal), small indices, days.
fn need(community: u64, day: u64, ordinal: u64) -> u64 {
    community << 48 | (community % 8) << 44 | day << 28 | ordinal
}

#[test]
fn every_bit_of_every_purpose_is_even() {
    let keys = Keys::new(11);
    for purpose in PURPOSES {
        let mut ones = [0_u32; 64];
        let n = 40_000;
        for i in 0..n {
            let bits = keys.bits(purpose, need(i % 90, i / 90, i % 3), (i % 250) as u32, (i % 2) as u32);
            for (b, count) in ones.iter_mut().enumerate() {
                *count += (bits >> b & 1) as u32;
            }
        }
        // Standard deviation of a share of 40,000: a quarter of a percent; 64 × 8 bits are looked at.
        for (b, count) in ones.iter().enumerate() {
            let share = f64::from(*count) / n as f64;
            assert!((share - 0.5).abs() < 0.0115, "{purpose:?}, bit {b}: {share}");
        }
    }
}

#[test]
fn neighbouring_counters_of_any_kind_are_independent() {
    let keys = Keys::new(12);
    let n = 60_000_u64;
    for purpose in PURPOSES {
        let at = |community, day, ordinal, tick, index| keys.unit(purpose, need(community, day, ordinal), tick, index) - 0.5;
        let neighbours: [&dyn Fn(u64) -> (f64, f64); 6] = [
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90 + 1, i / 90, 0, 3, 0)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90, i / 90 + 1, 0, 3, 0)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90, i / 90, 1, 3, 0)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90, i / 90, 0, 4, 0)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90, i / 90, 0, 3, 1)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), keys.unit(Purpose::Audit, need(i % 90, i / 90, 0), 3, 0) - 0.5),
        ];
        for (kind, pair) in neighbours.iter().enumerate() {
            let sum: f64 = (0..n).map(pair).map(|(a, b)| a * b).sum();
            // Correlation of independent numbers: standard deviation 1/√n, a quarter of a percent and a half.
            let correlation = 12.0 * sum / n as f64;
            assert!(correlation.abs() < 0.018, "{purpose:?}, neighbours of kind {kind}: {correlation}");
        }
    }
}

#[test]
fn pairs_of_draws_fill_the_square_evenly() {
    let keys = Keys::new(13);
    let n = 160_000_u64;
    for purpose in PURPOSES {
        let mut cells = [0_u32; 256];
        for i in 0..n {
            let id = need(i % 90, i / 90, 0);
            let cell = |u: f64| (u * 16.0) as usize;
            cells[cell(keys.unit(purpose, id, 1, 0)) * 16 + cell(keys.unit(purpose, id, 1, 1))] += 1;
        }
        let expected = n as f64 / 256.0;
        let chi: f64 = cells.iter().map(|&c| (f64::from(c) - expected) * (f64::from(c) - expected) / expected).sum();
        // 255 degrees of freedom: mean 255, standard deviation 22.6.
        assert!((150.0..365.0).contains(&chi), "{purpose:?}: {chi}");
    }
}
