//! The omniscient bound: what no run may beat, whatever the world, and that its optimum is one.

#[path = "support/small_world.rs"]
mod small_world;

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};
use proptest::prelude::*;
use sanshe::bound::flow::Network;
use sanshe::engine::block::Engine;
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;
use sanshe::scenario::load::{LoadOptions, load};
use small_world::{CATEGORIES, NOBODY, built, copy_shipped, metric, small};

const GAPS: [&str; 6] = ["shortage", "space_gap", "category_gap", "foresight_gap", "discovery_gap", "coordination_gap"];

fn run(engine: &Engine) -> Vec<RunRecord> {
    small_world::run(engine, Collect::NONE)
}

/// Every gap is zero or more, and together they are the weighted unmet share.
fn gaps_close(record: &RunRecord) -> Result<(), String> {
    let gaps = GAPS.map(|gap| metric(record, gap));
    let unmet = metric(record, "unmet_share_weighted");
    if unmet.is_nan() {
        return if gaps.iter().all(|g| g.is_nan()) { Ok(()) } else { Err(format!("gaps without needs: {gaps:?}")) };
    }
    if gaps.iter().any(|g| g.is_nan() || *g < 0.0) {
        return Err(format!("a gap below zero: {gaps:?} of {unmet}"));
    }
    let sum: f64 = gaps.iter().sum();
    if (sum - unmet).abs() > 1e-9 {
        return Err(format!("the gaps sum to {sum}, unmet are {unmet}: {gaps:?}"));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn in_any_world_no_run_beats_any_rung_and_the_gaps_sum_to_the_unmet_share(
        needs in 0.0_f64..1.0,
        trust in 0.0_f64..1.0,
        open in 1_u32..24,
        tries in 1_u32..5,
        rework in 0.0_f64..1.0,
        workers in 0.0_f64..40.0,
        social in 0.0_f64..12.0,
        quits in 0.0_f64..1.0,
        bundle in 0.0_f64..1.0,
        jobs in 0.0_f64..0.05,
        ease in -0.3_f64..0.3,
        radius in 0.0_f64..4.0,
        spacing in 0.2_f64..6.0,
        associations in 0_u32..4,
        period in 1_u32..300,
        clear in any::<bool>(),
        seed in 0_u32..1000,
    ) {
        // Few needs as likely as many.
        let needs = 3.0 * needs * needs * needs + 0.001;
        let sets = [
            format!("demand.needs_per_resident={needs}"),
            format!("trust.initial={trust}"),
            format!("service.open_cases={open}"),
            format!("service.most_tries={tries}"),
            format!("service.rework={rework}"),
            format!("service.success_ease={ease}"),
            format!("community_worker.per_10k={workers}"),
            format!("social_worker.per_10k={social}"),
            format!("burnout.social_worker_quit={quits}"),
            format!("demand.bundle_share={bundle}"),
            format!("vacancies.per_resident={jobs}"),
            format!("organisation.radius_km={radius}"),
            format!("district.spacing_km={spacing}"),
            format!("volunteer.associations={associations}"),
            format!("measure.bound_period_days={period}"),
            format!("run.root_seed={seed}"),
        ];
        let mut sets = sets.to_vec();
        if clear {
            // A world without friction, in which runs come near to the bound: all is voiced, everybody is able and lives next door.
            for category in CATEGORIES {
                sets.push(format!("category.{category}.stigma=-20"));
                for who in ["community_worker", "specialist", "other", "volunteer"] {
                    sets.push(format!("category.{category}.skill_{who}=1"));
                }
            }
            let frictions =
                ["intake.minutes", "intake.record_minutes", "intake.error", "handoff.loss", "service.local_trip",
                "administration.hours_per_1000", "social_worker.admin_share", "routing.search_minutes", "handoff.message_minutes"];
            sets.extend(frictions.map(|key| format!("{key}=0")));
        }
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        for record in run(&small(&sets, None)) {
            let closes = gaps_close(&record);
            prop_assert!(closes.is_ok(), "policy {}: {closes:?}", record.policy);
        }
    }

    #[test]
    fn a_longer_period_never_raises_a_bound(seed in 0_u32..1000, needs in 0.2_f64..4.0) {
        let bounds = |period: u32| -> Vec<f64> {
            let sets = [
                format!("demand.needs_per_resident={needs}"),
                format!("run.root_seed={seed}"),
                format!("measure.bound_period_days={period}"),
                // Jobs enough: the price of a job is found for each period of its own.
                "vacancies.per_resident=1".to_owned(),
            ];
            let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
            let records = run(&small(&sets, Some(&["administrative", "linkage"])));
            // What is left of the unmet share on the first three rungs.
            records.iter().flat_map(|r| (1..4).map(|n| GAPS[..n].iter().map(|g| metric(r, g)).sum::<f64>())).collect()
        };
        let (short, middle, long) = (bounds(10), bounds(50), bounds(250));
        for ((short, middle), long) in short.iter().zip(&middle).zip(&long) {
            prop_assert!(*short >= middle - 1e-9 && *middle >= long - 1e-9, "{short} {middle} {long}");
        }
    }
}

#[test]
fn without_anybody_to_serve_all_is_shortage() {
    let engine = small(&NOBODY, Some(&["administrative"]));
    let records = run(&engine);
    assert_eq!(metric(&records[0], "shortage"), 1.0);
    for gap in &GAPS[1..] {
        assert_eq!(metric(&records[0], gap), 0.0, "{gap}");
    }
}

#[test]
fn with_plenty_of_able_people_nothing_is_short_and_nobody_is_out_of_reach() {
    let engine = small(
        &[
            "community_worker.per_10k=300",
            "posts.community_worker_pool=1000",
            "demand.difficulty_high=0.1",
            "vacancies.per_resident=1",
            "demand.needs_per_resident=0.1",
        ],
        Some(&["administrative", "linkage"]),
    );
    for record in run(&engine) {
        assert!(GAPS[..3].iter().all(|gap| metric(&record, gap) < 0.001), "{:?}", GAPS.map(|gap| metric(&record, gap)));
    }
}

#[test]
fn needs_that_no_try_can_meet_are_beyond_everybody() {
    // The chance of success of the best is below one in a hundred.
    let engine = small(
        &["demand.difficulty_low=0.8", "demand.difficulty_high=0.9", "service.success_ease=-1.0"],
        Some(&["administrative"]),
    );
    let records = run(&engine);
    assert!(metric(&records[0], "shortage") > 0.97, "{}", metric(&records[0], "shortage"));
}

#[test]
fn specialists_who_may_not_do_other_work_leave_a_gap_between_categories() {
    // Organisations alone, each for its own categories.
    let engine = small(
        &[
            "community_worker.per_10k=0.5",
            "social_worker.per_10k=0",
            "volunteer.active_share=0",
            "property_firm.staff_per_10k=0",
            "organisation.per_1000=0.5",
            "organisation.own_staff=3",
        ],
        Some(&["administrative"]),
    );
    let records = run(&engine);
    assert!(metric(&records[0], "category_gap") > 0.01, "{}", metric(&records[0], "category_gap"));
}

#[test]
fn people_in_the_wrong_place_leave_a_gap_of_space() {
    let dir = tempfile::tempdir().expect("a folder");
    copy_shipped(dir.path());
    let text = |workers: [f64; 2]| {
        format!(
            "extends = \"base.toml\"\nname = \"two\"\ntitle = \"Two\"\ntitle_zh = \"两处\"\n\
             [district]\nname = \"Two\"\nname_zh = \"两处\"\nillustrative = false\nspacing_km = 1.0\n\
             [community.a]\nsubdistrict = \"west\"\nresidents = 3000\nx_km = 0.0\ny_km = 0.0\ncommunity_workers = {:.1}\n\
             [community.b]\nsubdistrict = \"east\"\nresidents = 3000\nx_km = 100.0\ny_km = 0.0\ncommunity_workers = {:.1}\n",
            workers[0], workers[1]
        )
    };
    let sets = [
        "run.years=1",
        "social_worker.per_10k=0",
        "organisation.per_1000=0",
        "volunteer.active_share=0",
        "property_firm.managed_share=0",
        "demand.needs_per_resident=2",
        // Both places have the same demand, but for chance.
        "demand.heterogeneity=0",
        "demand.volatility=0",
        "posts.attrition=0",
        "posts.dismissals=0",
    ];
    let gap = |workers| {
        let file = dir.path().join("two.toml");
        std::fs::write(&file, text(workers)).expect("written");
        let options = LoadOptions {
            sets: sets.map(str::to_owned).to_vec(),
            policies: Some(vec!["administrative".to_owned()]),
            memory: None,
        };
        let records = run(&built(&load(&file, &options).expect("the scenario loads")));
        metric(&records[0], "space_gap")
    };
    let (apart, alike) = (gap([16.0, 0.0]), gap([8.0, 8.0]));
    assert!(apart > 0.08, "{apart}");
    assert!(alike < 0.02, "{alike}");
}

/// Solves the same relaxation as a linear program: weight per minute, minutes served of each need from each pool and period.
fn oracle(reach: &[Vec<u32>], pools: usize, periods: usize, minutes: &[i64], needs: &[(u32, i64, f64)]) -> f64 {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let mut used: Vec<Vec<_>> = vec![Vec::new(); pools * periods];
    for &(node, asked, worth) in needs {
        let (group, onset) = (node as usize / periods, node as usize % periods);
        let mut all = Vec::new();
        for &pool in &reach[group] {
            for t in onset..periods {
                let x = problem.add_var(worth, (0.0, f64::INFINITY));
                used[pool as usize * periods + t].push((x, 1.0));
                all.push((x, 1.0));
            }
        }
        if !all.is_empty() {
            problem.add_constraint(&all, ComparisonOp::Le, asked as f64);
        }
    }
    for (terms, &limit) in used.iter().zip(minutes).filter(|(terms, _)| !terms.is_empty()) {
        problem.add_constraint(terms, ComparisonOp::Le, limit as f64);
    }
    match problem.solve() {
        Ok(SolveOutcome::Solution(solution)) => solution.objective(),
        other => panic!("a bounded program has a solution: {other:?}"),
    }
}

/// The optimum by the flow: the most valuable first.
fn by_flow(reach: &[Vec<u32>], pools: usize, periods: usize, minutes: &[i64], needs: &[(u32, i64, f64)]) -> f64 {
    let mut worths: Vec<f64> = needs.iter().map(|n| n.2).collect();
    worths.sort_by(|a, b| b.total_cmp(a));
    worths.dedup();
    let levels: Vec<Vec<(u32, i64)>> =
        worths.iter().map(|w| needs.iter().filter(|n| n.2 == *w).map(|n| (n.0, n.1)).collect()).collect();
    let mut network = Network::new(reach.to_vec(), pools, periods, minutes.to_vec());
    network.serve(&levels).iter().zip(&worths).map(|(served, worth)| *served as f64 * worth).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_flow_finds_the_optimum_of_the_linear_program(
        reach in prop::collection::vec(prop::collection::btree_set(0_u32..4, 0..4), 1..5),
        periods in 1_usize..5,
        minutes in prop::collection::vec(0_i64..30, 16),
        needs in prop::collection::vec((0_u32..100, 1_i64..25, 1_u32..9), 1..24),
    ) {
        let reach: Vec<Vec<u32>> = reach.into_iter().map(|set| set.into_iter().collect()).collect();
        let nodes = (reach.len() * periods) as u32;
        let minutes = &minutes[..4 * periods];
        let needs: Vec<(u32, i64, f64)> = needs.iter().map(|&(n, m, w)| (n % nodes, m, f64::from(w))).collect();
        let (flow, program) = (by_flow(&reach, 4, periods, minutes, &needs), oracle(&reach, 4, periods, minutes, &needs));
        prop_assert!((flow - program).abs() < 1e-6 * (1.0 + program), "flow {flow}, program {program}");
    }
}

#[test]
fn one_relaxation_serves_both_of_two_needs_where_a_rolling_batch_may_serve_one() {
    // One need a batch: a patient for the first batch only, b for both. Batch 1 and batch 2 are pools, so that patience can end.
    let reach = [vec![0], vec![0, 1]];
    for order in [[0, 1], [1, 0]] {
        let needs: Vec<(u32, i64, f64)> = order.iter().enumerate().map(|(i, &g)| (g, 1, 2.0 - i as f64)).collect();
        let mut network = Network::new(reach.to_vec(), 2, 1, vec![1, 1]);
        let levels: Vec<Vec<(u32, i64)>> = needs.iter().map(|n| vec![(n.0, n.1)]).collect();
        assert_eq!(network.serve(&levels).iter().sum::<i64>(), 2, "whichever is worth more");
    }
    // As the engine's needs are, b can wait: the same as periods of one pool.
    let mut network = Network::new(vec![vec![0]], 1, 2, vec![1, 1]);
    assert_eq!(network.serve(&[vec![(0, 1)], vec![(0, 1)]]), [1, 1]);
}

#[test]
fn a_specialist_far_away_is_used_when_the_generalist_is_needed_elsewhere() {
    // A generalist takes both kinds, a specialist the first: whoever comes first, both needs are met.
    let mut network = Network::new(vec![vec![0, 1], vec![0]], 2, 1, vec![1, 1]);
    assert_eq!(network.serve(&[vec![(0, 1)], vec![(1, 1)]]), [1, 1]);
    // Two providers of 3 and 2 minutes, two needs of each kind: one minute is short.
    let mut network = Network::new(vec![vec![0], vec![0, 1]], 2, 1, vec![3, 2]);
    assert_eq!(network.serve(&[vec![(0, 3), (1, 3)]]), [5]);
}

#[test]
fn groups_that_no_room_was_ever_open_for_make_nobody_s_work_lighter() {
    let gaps = |size: &str, rent: &str| {
        let engine = small(&[size, rent, "run.years=3", "community_worker.per_10k=4"], Some(&["administrative", "facility"]));
        GAPS.map(|gap| metric(&run(&engine)[1], gap))
    };
    let (large, small) = ("facility.group_size=12", "facility.group_size=2");
    let beyond_means = "facility.fixed_cost=1e9";
    assert_eq!(gaps(large, beyond_means), gaps(small, beyond_means));
    let within = "facility.fixed_cost=1000";
    assert_ne!(gaps(large, within), gaps(small, within));
}
