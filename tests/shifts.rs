//! What moves in the world while days pass, whatever the policy: volatility, regime shifts, ageing, shocks, people who move.

#[path = "support/small_world.rs"]
mod small_world;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use sanshe::base::draws::Keys;
use sanshe::base::need::{Need, Stage};
use sanshe::base::places::{CategoryId, CommunityId};
use sanshe::engine::block::{Conditions, Engine};
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;
use sanshe::measure::tables::{DAILY, FLOWS, RUNS};
use sanshe::model::abandonment::moving;
use sanshe::model::compiled::Plan;
use sanshe::model::state::subdistrict::{Context, Subdistrict};
use sanshe::world::ageing;
use sanshe::world::demand::{Demand, Onset};
use small_world::{column, metric, run_on, small};

const MONTH_OF_DOUBLE: [&str; 1] = ["shock.surge={day=101,days=20,demand=2.0,reach=1.0,absent=0.0}"];

fn world(sets: &[&str], policies: &[&str]) -> Engine {
    small(sets, Some(policies))
}

fn run(engine: &Engine, threads: usize, collect: Collect) -> Vec<RunRecord> {
    run_on(engine, threads, true, collect).expect("every account closes on every tick")
}

/// Needs that arise, day by day from the first of the burn-in.
fn arising(engine: &Engine, replicate: u32) -> Vec<Vec<Need>> {
    let keys = Keys::new(engine.seed(replicate));
    let mut demand = Demand::new(&engine.world, &keys);
    let days = engine.world.burn_in_days() + engine.world.window_days();
    (0..days)
        .map(|day| {
            demand.draw(&engine.world, &keys, day, day + 1, false);
            demand.arrivals.iter().flat_map(|a| a.day(0)).map(Onset::need).collect()
        })
        .collect()
}

/// Needs of a span of days by community and category.
fn counts(days: &[Vec<Need>]) -> BTreeMap<(CommunityId, CategoryId), f64> {
    let mut counts = BTreeMap::new();
    for need in days.iter().flatten() {
        *counts.entry((need.community(), need.origin())).or_default() += 1.0;
    }
    counts
}

#[test]
fn volatile_demand_swings_more_around_the_same_mean() {
    let months = |volatility: &str| -> Vec<f64> {
        let engine = world(&[volatility, "run.years=8", "demand.heterogeneity=0"], &["administrative"]);
        let days = arising(&engine, 0);
        // Of one category in one community.
        days.chunks(20)
            .map(|month| counts(month).get(&(CommunityId::FIRST, CategoryId::FIRST)).copied().unwrap_or_default())
            .collect()
    };
    let (still, moved) = (months("demand.volatility=0"), months("demand.volatility=0.8"));
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let variance = |v: &[f64]| v.iter().map(|x| (x - mean(v)) * (x - mean(v))).sum::<f64>() / v.len() as f64;
    assert!(variance(&moved) > 2.0 * variance(&still), "{} {}", variance(&moved), variance(&still));
    assert!((mean(&moved) / mean(&still) - 1.0).abs() < 0.5, "{} {}", mean(&moved), mean(&still));
}

#[test]
fn a_regime_shift_changes_what_a_community_needs() {
    let base = ["demand.volatility=0", "run.years=2", "run.burn_in_years=0", "demand.heterogeneity=1.0"];
    let turned = |shifts: &str| -> f64 {
        let mut sets = base.to_vec();
        sets.push(shifts);
        let days = arising(&world(&sets, &["administrative"]), 0);
        let (first, second) = (counts(&days[..250]), counts(&days[250..]));
        let moved: f64 = first.iter().map(|(cell, n)| (n - second.get(cell).copied().unwrap_or_default()).abs()).sum();
        moved / first.values().sum::<f64>()
    };
    let (still, shifting) = (turned("demand.shifts_per_year=0"), turned("demand.shifts_per_year=1"));
    assert!(shifting > 2.0 * still, "{still} {shifting}");
}

#[test]
fn in_six_years_the_elderly_grow_from_28_to_35_percent_and_the_residents_stay_as_many() {
    let engine = world(&["demand.ageing=0.038", "run.years=6"], &["administrative"]);
    let world = &engine.world;
    let place = &world.places.communities[CommunityId::FIRST];
    let share = |months: u16| {
        let residents = ageing::segments(world, place, months);
        let old: f64 = residents.iter().zip(world.keys.segment.iter()).filter(|(_, (_, s))| s.older).map(|(n, _)| n).sum();
        assert!((residents.iter().sum::<f64>() - place.residents).abs() < 1e-6);
        old / place.residents
    };
    assert!((share(0) - 0.28).abs() < 1e-9);
    assert!((share(75) - 0.35).abs() < 0.001, "{}", share(75));
    assert_eq!(ageing::months(world, world.burn_in_days() + 19), 0);
    assert_eq!(ageing::months(world, world.burn_in_days() + 1499), 74);
    // However long it goes on, nobody is negative.
    assert!(ageing::segments(world, place, 60_000).iter().all(|n| *n >= 0.0));
    assert!((share(60_000) - 1.0).abs() < 1e-9);
}

#[test]
fn an_ageing_district_has_more_needs_of_the_old_and_fewer_of_the_young() {
    let still = arising(&world(&["demand.ageing=0", "run.years=4"], &["administrative"]), 0);
    let engine = world(&["demand.ageing=0.05", "run.years=4"], &["administrative"]);
    let ageing = arising(&engine, 0);
    let older: Vec<bool> = engine.world.keys.segment.iter().map(|(_, s)| s.older).collect();
    let of =
        |days: &[Vec<Need>], old: bool| days.iter().flatten().filter(|n| older[usize::from(n.segment)] == old).count() as f64;
    // Until the first month of the window is over nothing differs, the last year does.
    assert_eq!(still[..270], ageing[..270]);
    assert!(of(&ageing[1000..], true) > 1.1 * of(&still[1000..], true));
    assert!(of(&ageing[1000..], false) < 0.97 * of(&still[1000..], false));
}

#[test]
fn a_shock_adds_needs_on_its_days_to_its_categories_and_changes_no_other() {
    let calm = arising(&world(&[], &["administrative"]), 0);
    let sets = ["shock.surge={day=101,days=20,demand=2.0,categories=['medical','comfort'],reach=1.0,absent=0.0}"];
    let engine = world(&sets, &["administrative"]);
    let shocked = arising(&engine, 0);
    let first = usize::from(engine.world.burn_in_days()) + 100;
    let named: Vec<usize> =
        ["medical", "comfort"].iter().map(|n| engine.world.keys.category.position(n).expect("it is")).collect();
    assert_eq!(calm[..first], shocked[..first]);
    assert_eq!(calm[first + 20..], shocked[first + 20..]);
    let (mut before, mut after) = (0.0, 0.0);
    for (calm, shocked) in calm[first..first + 20].iter().zip(&shocked[first..first + 20]) {
        // Every need of the calm day arises in the shock too, the same in all its traits.
        assert!(calm.iter().all(|n| shocked.contains(n)));
        let of =
            |needs: &[Need], hit: bool| needs.iter().filter(|n| named.contains(&usize::from(n.origin())) == hit).count() as f64;
        assert_eq!(of(calm, false), of(shocked, false));
        before += of(calm, true);
        after += of(shocked, true);
    }
    assert!((after / before - 2.0).abs() < 0.3, "{before} {after}");
}

#[test]
fn half_of_the_communities_are_hit_when_the_reach_is_a_half() {
    let calm = arising(&world(&[], &["administrative"]), 0);
    let shocked = arising(&world(&["shock.surge={day=1,days=60,demand=0.0,reach=0.5,absent=0.0}"], &["administrative"]), 0);
    let communities = |days: &[Vec<Need>]| {
        let mut seen: Vec<CommunityId> = days.iter().flatten().map(Need::community).collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    };
    assert_eq!(communities(&calm[250..310]), 8);
    assert_eq!(communities(&shocked[250..310]), 4);
}

#[test]
fn absent_staff_are_paid_and_serve_nobody_and_are_back_when_the_shock_ends() {
    let engine = world(&["shock.flu={day=101,days=10,demand=1.0,reach=1.0,absent=1.0}"], &["administrative", "linkage"]);
    let collect = Collect { daily: true, ..Collect::NONE };
    for record in run(&engine, 1, collect) {
        let direct: Vec<u64> = column(&record, &DAILY, "direct_minutes").iter().map(|m| m.parse().expect("minutes")).collect();
        let paid: Vec<u64> = column(&record, &DAILY, "public_fen").iter().map(|m| m.parse().expect("fen")).collect();
        assert!(direct[99] > 0);
        assert!(direct[100..110].iter().all(|m| *m == 0), "{:?}", &direct[98..112]);
        // Tasks that came down meanwhile are worked off first.
        let mean = |days: std::ops::Range<usize>| direct[days.clone()].iter().sum::<u64>() / days.len() as u64;
        assert!(mean(150..200) > mean(50..100) / 2, "{} {}", mean(50..100), mean(150..200));
        assert!(paid[104] > paid[99] * 9 / 10);
    }
}

#[test]
fn how_long_recovery_takes_is_known_with_a_shock_and_empty_without() {
    let calm = run(&world(&[], &["administrative"]), 1, Collect::NONE);
    assert!(metric(&calm[0], "recovery_days").is_nan() && metric(&calm[0], "recovered").is_nan());
    let shocked = run(&world(&MONTH_OF_DOUBLE, &["administrative"]), 1, Collect::NONE);
    let days = metric(&shocked[0], "recovery_days");
    assert!((1.0..=130.0).contains(&days), "{days}");
    let last = ["shock.surge={day=201,days=50,demand=4.0,reach=1.0,absent=0.0}"];
    let late = run(&world(&last, &["administrative"]), 1, Collect::NONE);
    assert!(metric(&late[0], "recovery_days").is_nan(), "no day after the shock was seen");
}

#[test]
fn nobody_who_has_moved_away_waits_for_longer_than_a_day() {
    let sets = ["persistence.movers_take_needs=true", "trust.residential_turnover=1.0"];
    let engine = world(&sets, &["linkage", "administrative"]);
    let keys = Keys::new(engine.seed(0));
    let how = Conditions {
        audit: true,
        threads: 1,
        collect: Collect::NONE,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        ..Conditions::default()
    };
    let mut demand = Demand::new(&engine.world, &keys);
    let trunk = engine.burn_in(&keys, &mut demand, &how).expect("every account closes");
    let start = engine.world.burn_in_days();
    for (_, policy) in &engine.policies {
        let mut arm = trunk.branch(&engine.world, &keys, Plan::new(&engine.world, policy), start);
        let mut demand = demand.clone();
        let mut moved = 0;
        for day in start..start + 100 {
            demand.draw(&engine.world, &keys, day, day + 1, false);
            arm.tick(&engine.world, &keys, day, &demand.arrivals, 0, false, &mut ());
            let ctx = Context::quiet(&engine.world, &arm.plan, &keys, day);
            for need in arm.subs.iter().flat_map(Subdistrict::held) {
                let gone = moving::gone(&ctx, need.id);
                // A latent need leaves on a date of its own.
                let may_stay = matches!(need.stage, Stage::Serving | Stage::Latent);
                assert!(!gone || may_stay || need.patience_ends() <= day + 1, "day {day}: {need:?}");
            }
            moved = arm.subs.iter().map(|s| s.cases.accounts.ended_in[Stage::Moved]).sum();
        }
        assert!(moved > 100, "{moved}");
    }
}

#[test]
fn needs_of_movers_end_unmet_and_stay_in_the_denominator() {
    let sets = ["trust.residential_turnover=0.5", "persistence.movers_take_needs=true"];
    let collect = Collect { flows: true, ..Collect::NONE };
    let stay = run(&world(&sets[..1], &["administrative"]), 1, collect);
    let leave = run(&world(&sets, &["administrative"]), 1, collect);
    let to_moved = |record: &RunRecord| -> Vec<f64> {
        let needs = column(record, &FLOWS, "needs").into_iter().zip(column(record, &FLOWS, "to"));
        needs.filter(|(_, to)| to == "moved").map(|(n, _)| n.parse().expect("a number")).collect()
    };
    assert!(to_moved(&stay[0]).is_empty());
    assert!(to_moved(&leave[0]).len() >= 3, "from latent, from the desk, from lines");
    assert_eq!(metric(&stay[0], "needs_created"), metric(&leave[0], "needs_created"));
    assert_eq!(column(&stay[0], &RUNS, "onset_digest"), column(&leave[0], &RUNS, "onset_digest"));
    let moved: f64 = to_moved(&leave[0]).iter().sum();
    assert!(moved > 0.05 * metric(&leave[0], "needs_created"), "{moved}");
    assert!(metric(&leave[0], "unmet_share") * metric(&leave[0], "needs_created") > moved);
    let parts = ["latent", "door", "desk", "route", "giving_up", "failure", "open"];
    let sum: f64 = parts.iter().map(|p| metric(&leave[0], &format!("unmet_{p}"))).sum();
    assert!((sum - metric(&leave[0], "unmet_share_weighted")).abs() < 1e-9);
}

#[test]
fn where_many_residents_move_volunteers_stay_near_where_they_began() {
    // How far volunteers are from where they began, a sum over replicates: paid work drives them away, newcomers know nothing of it.
    let far = |turnover: &str| -> f64 {
        let sets = [turnover, "run.years=2", "volunteer.crowding_out=4", "volunteer.leave_per_year=1", "volunteer.support=0"];
        let engine = world(&sets, &["administrative"]);
        let how = Conditions {
            audit: false,
            threads: 1,
            collect: Collect::NONE,
            stop: &AtomicBool::new(false),
            progress: &|_| {},
            ..Conditions::default()
        };
        let began = 24_000.0 * 0.0125;
        (0..4).fold(0.0, |sum, replicate| {
            let record = engine.block(replicate, &how).expect("a run").pop().expect("a run");
            sum + (metric(&record, "active_volunteers") - began).abs()
        })
    };
    let (settled, moving) = (far("trust.residential_turnover=0"), far("trust.residential_turnover=1"));
    assert!(moving < 0.8 * settled, "{moving} {settled}");
}

#[test]
fn with_all_of_it_needs_are_equal_under_every_policy_and_bytes_for_any_number_of_threads() {
    let sets = [
        "demand.ageing=0.05",
        "demand.shifts_per_year=1",
        "persistence.movers_take_needs=true",
        "shock.surge={day=101,days=20,demand=2.0,reach=0.6,absent=0.2}",
        "shock.late={day=110,days=30,demand=1.5,categories=['medical'],reach=1.0,absent=0.0}",
    ];
    let engine = world(&sets, &["administrative", "linkage", "endogenous"]);
    let one = run(&engine, 1, Collect::ALL);
    let digests: Vec<String> = one.iter().map(|r| column(r, &RUNS, "onset_digest").remove(0)).collect();
    assert!(digests.iter().all(|d| *d == digests[0]), "{digests:?}");
    let text = |records: &[RunRecord]| -> Vec<String> {
        records.iter().flat_map(|r| r.tables.iter().map(|t| t.text().to_owned())).collect()
    };
    assert!(text(&one) == text(&run(&engine, 2, Collect::ALL)));
    let alone = world(&sets, &["administrative"]);
    assert!(text(&one[..1]) == text(&run(&alone, 5, Collect::ALL)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn whatever_shifts_every_account_closes_on_every_tick(
        ageing in 0.0_f64..0.2,
        shifts in 0.0_f64..20.0,
        turnover in 0.0_f64..1.0,
        day in 1_u32..200,
        days in 1_u32..50,
        demand in 0.0_f64..6.0,
        reach in 0.0_f64..1.0,
        absent in 0.0_f64..1.0,
        seed in 0_u32..1000,
    ) {
        let sets = [
            format!("demand.ageing={ageing}"),
            format!("demand.shifts_per_year={shifts}"),
            format!("trust.residential_turnover={turnover}"),
            "persistence.movers_take_needs=true".to_owned(),
            format!("shock.any={{day={day},days={days},demand={demand},reach={reach},absent={absent}}}"),
            format!("run.root_seed={seed}"),
        ];
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        // The audit is on: a minute, a fen or a need too many is an error.
        let records = run(&world(&sets, &["administrative", "linkage", "posts", "endogenous"]), 1, Collect::NONE);
        let created = metric(&records[0], "needs_created");
        prop_assert!(records.iter().all(|r| metric(r, "needs_created") == created));
    }
}
