//! Draws are keyed: an extra one for an agent disturbs no other; together they are even and independent.

use proptest::prelude::*;
use sanshe::base::draws;
use sanshe::base::draws::{Keys, Purpose};

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

    /// The test above can fail: where there is something to share, more draws in one place are felt in another.
    #[test]
    fn a_disturbance_travels_by_what_is_shared_alone(seed in 0_u32..100_000) {
        let run = |first: &str, shared: &[&str]| {
            Draft { lines: apart(first), policies: Vec::new(), sets: vec![format!("run.root_seed={seed}")] }
                .set(&[
                    "posts.community_worker_pool=1000",
                    "posts.social_worker_pool=1000",
                    "government.levels=0",
                    "volunteer.cost_per_year=0",
                    "burnout.quit_slope=0",
                    "organisation.radius_km=5",
                    "demand.needs_per_resident=1.5",
                ])
                .set(shared)
                .run(&["reformed-administration"])
                .remove(0)
        };
        let far = |t: &crate::worlds::Tables| -> Vec<Vec<String>> {
            t.rows("communities.csv").iter().filter(|r| r.iter().any(|f| f == "b")).cloned().collect()
        };
        let more = "associations = 9\nvolunteers = 90\ncertified_share = 0.9\nproperty_managed_share = 0.1";
        let none = ["vacancies.per_resident=0"];
        prop_assert_eq!(far(&run("", &none)), far(&run(more, &none)));
        // Jobs belong to the district.
        let few = ["vacancies.per_resident=0.01"];
        prop_assert_ne!(far(&run("", &few)), far(&run(more, &few)));
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

/// Something that gives 64 bits for a purpose, an entity, a tick and an index.
type Bits<'a> = &'a dyn Fn(Purpose, u64, u32, u32) -> u64;

/// The largest distance of the share of ones from a half, over all bits of all purposes. Standard deviation of a share of 40,000: a
/// quarter of a percent; 64 × 8 bits are looked at.
fn unevenness(bits: Bits<'_>) -> f64 {
    let n = 40_000;
    let mut most = 0.0_f64;
    for purpose in PURPOSES {
        let mut ones = [0_u32; 64];
        for i in 0..n {
            let bits = bits(purpose, need(i % 90, i / 90, i % 3), (i % 250) as u32, (i % 2) as u32);
            for (b, count) in ones.iter_mut().enumerate() {
                *count += (bits >> b & 1) as u32;
            }
        }
        most = ones.iter().map(|&c| (f64::from(c) / n as f64 - 0.5).abs()).fold(most, f64::max);
    }
    most
}

/// The largest correlation between draws of neighbouring counters: community, day, ordinal, tick, index, purpose. Standard deviation
/// 1/√n: four tenths of a percent.
fn correlation(bits: Bits<'_>) -> f64 {
    let n = 60_000_u64;
    let mut most = 0.0_f64;
    for purpose in PURPOSES {
        let unit = |purpose, id, tick, index| draws::unit(bits(purpose, id, tick, index)) - 0.5;
        let at = |community, day, ordinal, tick, index| unit(purpose, need(community, day, ordinal), tick, index);
        let neighbours: [&dyn Fn(u64) -> (f64, f64); 6] = [
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90 + 1, i / 90, 0, 3, 0)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90, i / 90 + 1, 0, 3, 0)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90, i / 90, 1, 3, 0)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90, i / 90, 0, 4, 0)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), at(i % 90, i / 90, 0, 3, 1)),
            &|i| (at(i % 90, i / 90, 0, 3, 0), unit(Purpose::Audit, need(i % 90, i / 90, 0), 3, 0)),
        ];
        for pair in neighbours {
            let sum: f64 = (0..n).map(pair).map(|(a, b)| a * b).sum();
            most = most.max((12.0 * sum / n as f64).abs());
        }
    }
    most
}

/// χ² of pairs in 16 × 16 cells, the one farthest from its mean. 255 degrees of freedom: mean 255, standard deviation 22.6.
fn pairs(bits: Bits<'_>) -> f64 {
    let n = 160_000_u64;
    let mut farthest = 255.0_f64;
    for purpose in PURPOSES {
        let mut cells = [0_u32; 256];
        for i in 0..n {
            let id = need(i % 90, i / 90, 0);
            let cell = |index| (draws::unit(bits(purpose, id, 1, index)) * 16.0) as usize;
            cells[cell(0) * 16 + cell(1)] += 1;
        }
        let expected = n as f64 / 256.0;
        let chi: f64 = cells.iter().map(|&c| (f64::from(c) - expected) * (f64::from(c) - expected) / expected).sum();
        if (chi - 255.0).abs() > (farthest - 255.0).abs() {
            farthest = chi;
        }
    }
    farthest
}

#[test]
fn every_bit_of_every_purpose_is_even() {
    let keys = Keys::new(11);
    let share = unevenness(&|p, e, t, i| keys.bits(p, e, t, i));
    assert!(share < 0.0115, "{share}");
}

#[test]
fn neighbouring_counters_of_any_kind_are_independent() {
    let keys = Keys::new(12);
    let correlation = correlation(&|p, e, t, i| keys.bits(p, e, t, i));
    assert!(correlation < 0.018, "{correlation}");
}

#[test]
fn pairs_of_draws_fill_the_square_evenly() {
    let keys = Keys::new(13);
    let chi = pairs(&|p, e, t, i| keys.bits(p, e, t, i));
    assert!((150.0..365.0).contains(&chi), "{chi}");
}

/// The tests above can fail: each way in which draws could be keyed badly is seen by one of them.
#[test]
fn draws_that_are_keyed_badly_are_found_out() {
    let keys = Keys::new(14);
    let mixed = |e: u64, t: u32, i: u32| e.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (u64::from(t) << 32 | u64::from(i));
    // Counters that are not mixed: bits are not even, and neighbours go together.
    assert!(unevenness(&|_, e, _, _| e) > 0.0115);
    assert!(correlation(&|_, e, t, i| mixed(e, t, i)) > 0.018);
    // What the draw should hang on and does not: the tick, the index, the purpose, the ordinal.
    assert!(correlation(&|p, e, _, i| keys.bits(p, e, 0, i)) > 0.9);
    assert!(correlation(&|p, e, t, _| keys.bits(p, e, t, 0)) > 0.9);
    assert!(correlation(&|_, e, t, i| keys.bits(Purpose::Audit, e, t, i)) > 0.9);
    assert!(correlation(&|p, e, t, i| keys.bits(p, e >> 1, t, i)) > 0.4);
    // Draws of one need that are the same, or that exclude each other.
    assert!(!(150.0..365.0).contains(&pairs(&|p, e, t, _| keys.bits(p, e, t, 0))));
    assert!(!(150.0..365.0).contains(&pairs(&|p, e, t, i| if i == 0 { keys.bits(p, e, t, 0) } else { !keys.bits(p, e, t, 0) })));
    // A generator of few states: all that it gives lies on lines.
    assert!(!(150.0..365.0).contains(&pairs(&|_, e, _, i| (e.wrapping_mul(65_539).wrapping_add(u64::from(i))) << 40)));
}
