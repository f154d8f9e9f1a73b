//! Limits: without anybody every need stays unmet; with everything for everybody none does; in between, what cannot be served is what
//! there are no minutes for.

use proptest::prelude::*;

use crate::small_world::{CATEGORIES, NOBODY};
use crate::worlds::{Draft, QUIET, any_world, some};

/// With [`QUIET`]: nobody asks for minutes elsewhere, nobody fails, travels, tires, learns or leaves.
const FRICTIONLESS: [&str; 11] = [
    "routing.report_noise_days=0",
    "handoff.loss=0",
    "government.file_minutes=0",
    "service.effort_slack=0",
    "service.speed_kmh=1e9",
    "service.switch_minutes=0",
    "burnout.social_worker_quit=0",
    "posts.dismissals=0",
    "social_worker.admin_share=0",
    "vacancies.per_resident=100",
    "vacancies.open_days=1000",
];

fn frictionless(more: &[String]) -> Draft {
    let voiced = CATEGORIES.map(|k| format!("category.{k}.stigma=-100"));
    let sets: Vec<String> =
        QUIET.iter().chain(&FRICTIONLESS).map(|s| (*s).to_owned()).chain(voiced).chain(more.iter().cloned()).collect();
    let shares = "[information]\nvisibility = \"registry\"\npatrol_share = 0.0\n[capacity]\nbins = \"none\"\nself_governance_share = 0.0\n\
                  [oversight]\naudit_share = 0.0\n[routing]\nchoices = 8\n";
    let policy = |router: &str, choice: &str, levels: u32| {
        format!("extends = \"administrative.toml\"\n{shares}router = \"{router}\"\nchoice = \"{choice}\"\nlevels = {levels}\n")
    };
    Draft::eight(&sets)
        .policy("above", &policy("hierarchy", "utility", 2))
        .policy("desk", &policy("office", "utility", 0))
        .policy("blind", &policy("office", "uniform", 0))
}

proptest! {
    #![proptest_config(some(4))]

    #[test]
    fn without_anybody_every_need_of_any_world_stays_unmet(world in any_world()) {
        let runs = Draft::eight(&world)
            .set(&NOBODY)
            .run(&["administrative", "linkage", "endogenous", "random"]);
        for run in runs {
            prop_assert!(run.needs() > 100.0);
            prop_assert_eq!(run.metric("unmet_share"), 1.0);
            prop_assert_eq!(run.metric("public_cost_cny") > 0.0, run.metric("approvals_utilisation_1").is_finite());
        }
    }

    #[test]
    fn with_plenty_of_people_and_no_friction_every_need_is_met_that_had_the_time(seed in 0_u32..100_000) {
        let draft = frictionless(&[
            format!("run.root_seed={seed}"),
            "community_worker.per_10k=400".into(),
            "posts.community_worker_pool=1000".into(),
        ]);
        for run in draft.run(&["desk", "above", "blind"]) {
            let open = run.metric("unmet_open");
            prop_assert!(open < 0.08, "open {}", open);
            prop_assert!((run.metric("unmet_share_weighted") - open).abs() < 1e-9, "only what is still open is unmet");
        }
    }

    /// V24, ρ → ∞: who decides, and how, ceases to matter; U → 1 − S/D.
    #[test]
    fn far_beyond_capacity_what_is_unmet_is_what_there_are_no_minutes_for(seed in 0_u32..100_000, needs in 1.5_f64..3.0) {
        let mut more = vec![
            format!("run.root_seed={seed}"),
            format!("demand.needs_per_resident={needs}"),
            "community_worker.per_10k=9".to_owned(),
            // First come, first served: a backlog from before the window would be all that is served in it.
            "run.burn_in_years=0".to_owned(),
            "service.open_cases=2".to_owned(),
            // Cases of one size, so that minutes are needs.
            "demand.work_cv=0".to_owned(),
        ];
        more.extend(CATEGORIES.iter().flat_map(|k| {
            [format!("category.{k}.work_hours=4"), format!("category.{k}.visit_minutes=0"), format!("category.{k}.skill_community_worker=1")]
        }));
        for run in frictionless(&more).run(&["desk", "above", "blind"]) {
            let hours: f64 = ledger(&run, "direct") + ledger(&run, "idle");
            let (share, demand) = (hours / 60.0, run.needs() * 4.0);
            let expected = 1.0 - share / demand;
            prop_assert!(share / demand < 0.6, "{} of {}", share, demand);
            prop_assert!((run.metric("unmet_share") - expected).abs() < 0.05, "{} and {}", run.metric("unmet_share"), expected);
        }
    }
}

/// V24: fresh news, a sight of all, one line at each station, no level, nothing lost. What the same minutes could still have met, less what
/// was met, is what travel takes: the coordination gap goes to 0 with it. Needs are alike, so that nothing depends on whom one serves first.
#[test]
fn with_fresh_news_and_one_line_the_coordination_gap_vanishes_with_travel() {
    let gap = |speed: &str, needs: f64| {
        let mut sets: Vec<String> = QUIET.iter().chain(&FRICTIONLESS).map(|s| (*s).to_owned()).collect();
        sets.retain(|s| !s.starts_with("service.speed_kmh"));
        sets.extend(CATEGORIES.iter().flat_map(|k| {
            [
                format!("category.{k}.stigma=-100"),
                // A point of the grid on which the bound keeps efforts, and a fifth of a day: no minute is left over, nor rounded.
                format!("category.{k}.work_hours=1.6"),
                format!("category.{k}.visit_minutes=96"),
                format!("category.{k}.skill_specialist=1"),
                format!("category.{k}.skill_other=1"),
            ]
        }));
        sets.extend(
            [
                "demand.work_distribution=\"fixed\"",
                "demand.severity=[1.0, 0.0, 0.0]",
                "measure.bound_period_days=5",
                "community_worker.per_10k=0",
                "social_worker.per_10k=10",
                "posts.social_worker_pool=1000",
                "organisation.radius_km=100",
                "routing.noise=0.01",
                "routing.skill=0",
                "run.burn_in_years=0",
            ]
            .map(str::to_owned),
        );
        sets.push(format!("service.speed_kmh={speed}"));
        sets.push(format!("demand.needs_per_resident={needs}"));
        let policy = "extends = \"administrative.toml\"\n[information]\npatrol_share = 0.0\nvisibility = \"registry\"\n\
                      report_period_days = 1\ncategories_reported = 8\n[routing]\nrouter = \"office\"\nchoices = 8\nlevels = 0\n\
                      theta = 1.0\n[capacity]\nbins = \"none\"\nself_governance_share = 0.0\n\
                      [funding.whole_budget]\ncommunity_workers = 0.0\ninhouse = 1.0\npurchase = 0.0\nventure = 0.0\nfacility = 0.0\nself_help = 0.0\n\
                      [oversight]\naudit_share = 0.0\n";
        let run = Draft::eight(&sets).policy("one-line", policy).run(&["one-line"]).remove(0);
        assert!(run.needs() > 100.0);
        run.metric("coordination_gap")
    };
    // At about the load that the people can bear, at half as much again, and at twice as much.
    for needs in [1.2, 1.8, 2.4] {
        let gaps = ["2", "6", "20", "1e9"].map(|speed| gap(speed, needs));
        assert!(gaps.windows(2).all(|pair| pair[1] < pair[0]), "{needs}: {gaps:?}");
        assert!(gaps[0] > 0.1 && gaps[3] < 0.01, "{needs}: {gaps:?}");
    }
}

/// Minutes of an account over the window, clerks and firms apart.
fn ledger(run: &crate::worlds::Tables, account: &str) -> f64 {
    let (party, category) = (run.column("ledger.csv", "party"), run.column("ledger.csv", "category"));
    let amounts = run.numbers("ledger.csv", "amount");
    party
        .iter()
        .zip(category)
        .zip(amounts)
        .filter(|((p, c), _)| (*p == "office" || *p == "station") && c == account)
        .map(|(_, n)| n)
        .sum()
}
