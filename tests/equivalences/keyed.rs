//! Draws are keyed: an extra one for an agent disturbs no other.

use proptest::prelude::*;

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
