//! The engine as a world: what must hold in it whatever the scenario, and the golden tables of small runs.

#[path = "golden/table.rs"]
mod golden;
#[path = "support/small_world.rs"]
mod small_world;

use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use sanshe::base::identity::RESULTS;
use sanshe::base::places::SubdistrictId;
use sanshe::engine::block::{Conditions, Engine};
use sanshe::measure::collect::Collect;
use sanshe::measure::column::Range;
use sanshe::measure::record::RunRecord;
use sanshe::measure::tables::runs::{self, outcomes};
use sanshe::measure::tables::{COMMUNITIES, DAILY, LEDGER, RUNS};
use sanshe::model::state::channel::Channel;
use small_world::{CATEGORIES, NOBODY, busy, column, metric, replicates, run, run_on, small};

/// Compares all tables of a world under every shipped policy with `tests/golden`. An intended change of results raises
/// `sanshe::base::identity::RESULTS` and renews these files, in the commit that explains it: `SANSHE_RENEW=1 cargo test --test world golden`.
fn is_golden(world: &str, engine: &Engine) {
    let records = run_on(engine, 1, false, Collect::ALL).expect("the run ends well");
    let policies: Vec<&str> = engine.policies.iter().map(|(name, _)| name.as_str()).collect();
    golden::compare(world, &policies, &records);
}

#[test]
fn golden_a_small_run_gives_the_results_it_gave_before() {
    is_golden("small", &small::<&str>(&[], None));
}

#[test]
fn golden_a_busy_run_gives_the_results_it_gave_before() {
    is_golden("busy", &busy());
}

#[test]
fn a_changed_number_is_shown_with_its_policy_and_by_how_much_it_moved() {
    let engine = small::<&str>(&[], Some(&["administrative", "linkage"]));
    let records = run_on(&engine, 1, false, Collect::ALL).expect("the run ends well");
    let lines = golden::lines(&records, None);
    let policies = ["administrative", "linkage"];
    let text = golden::body(&policies, &lines);
    assert!(golden::moved(&policies, &text, &lines).is_empty());
    let mut other = lines.clone();
    let at = other.iter().position(|(name, _)| name == "daily.csv resolved").expect("a sum");
    let was: u64 = other[at].1[1].parse().expect("a whole number");
    other[at].1[1] = (was + 3).to_string();
    let moved = golden::moved(&policies, &text, &other);
    let percent = 300.0 / was as f64;
    assert_eq!(moved, [format!("daily.csv resolved, linkage: {was} -> {} (+3, +{percent:.2} %)", was + 3)]);
    // A change that leaves every sum is seen in the digest of its table.
    let mut other = lines.clone();
    other.last_mut().expect("digests stand last").1[0] = "0".into();
    assert_eq!(golden::moved(&policies, &text, &other).len(), 1);
}

/// What a golden table does not list is a column that was added after it, in `runs.csv` or in another table.
#[test]
fn a_new_column_moves_no_number_of_a_golden_table() {
    let policies = ["administrative"];
    let records = run_on(&small::<&str>(&[], Some(&policies)), 1, false, Collect::ALL).expect("the run ends well");
    let all = golden::lines(&records, None);
    let text = golden::body(&policies, &all);
    assert_eq!(golden::lines(&records, Some(&golden::Listed::of(&text))), all);
    let new = ["needs_resolved", "daily.csv known"];
    let is_new = |name: &str| new.contains(&name);
    let earlier: golden::Lines = all.iter().filter(|(name, _)| !is_new(name)).cloned().collect();
    let now = golden::lines(&records, Some(&golden::Listed::of(&golden::body(&policies, &earlier))));
    let differ: Vec<&str> = now.iter().zip(&earlier).filter(|(a, b)| a != b).map(|((name, _), _)| name.as_str()).collect();
    assert_eq!((now.len(), differ), (all.len() - new.len(), vec!["runs.csv blake3", "daily.csv blake3"]));
    // The digests are those of the tables without these columns.
    for (file, column) in [("runs.csv", "needs_resolved"), ("daily.csv", "known")] {
        let table = records[0].tables.iter().find(|t| t.spec.file == file).expect("it is collected");
        let place = table.spec.position(column).expect("a column");
        let point = table.spec.position("point").expect("a column");
        let rows = table.text().lines().map(|row| {
            let fields = row.split(',').enumerate().filter(|(i, _)| ![place, point].contains(i)).map(|(_, field)| field);
            fields.collect::<Vec<_>>().join(",") + "\n"
        });
        let digest = blake3::hash(rows.collect::<String>().as_bytes()).to_hex();
        let line = now.iter().find(|(name, _)| *name == format!("{file} blake3")).expect("a digest");
        assert_eq!(line.1, [&digest[..16]], "{file}");
    }
    assert_eq!(golden::with_columns("1,\"a,b\",2\n3,c,4\n", &[true, false, true]), "1,2\n3,4\n");
    assert_eq!(golden::with_columns("1,\"a,b\",2\n3,c,4\n", &[false, true, true]), "\"a,b\",2\nc,4\n");
}

#[test]
fn golden_tables_are_renewed_under_a_higher_number_alone() {
    let of = |number: u32| format!("results {number} blake3 0");
    assert!(golden::may_renew(&of(RESULTS), true).expect_err("the same number").contains(&format!("to {}", RESULTS + 1)));
    assert!(golden::may_renew(&of(RESULTS + 1), true).is_err());
    assert!(golden::may_renew(&of(RESULTS - 1), true).is_ok());
    assert!(golden::may_renew(&of(RESULTS), false).is_ok());
}

/// What does not happen in a world is not kept by its golden table.
#[test]
fn in_the_busy_world_everything_happens_that_can() {
    let records = replicates(&busy(), 3, Collect::ALL).concat();
    for what in [
        "grants",
        "facilities",
        "founded",
        "closed",
        "charity_cny",
        "bought_share",
        "lots_changed",
        "escalated_share",
        "repeat_share",
        "misroute_share",
        "handoff_lost_share",
        "vacancies_filled",
        "volunteer_hours",
        "approval_mean_days",
        "administrativisation_organisations",
        "administrativisation_associations",
        "turnover",
        "recovery_days",
    ] {
        let most = records.iter().map(|r| metric(r, what)).fold(0.0, f64::max);
        assert!(most > 0.0, "{what}: {most}");
    }
    // Community workers have a line of their own in other frames than the busy world's; equivalences/frames.rs sees to those.
    for channel in Channel::ALL.into_iter().filter(|&channel| channel != Channel::Personnel).map(Channel::name) {
        let borne = |r: &RunRecord| -> f64 {
            let (category, amount) = (column(r, &LEDGER, "category"), column(r, &LEDGER, "amount"));
            category.iter().zip(amount).filter(|(c, _)| *c == channel).filter_map(|(_, a)| a.parse::<f64>().ok()).sum()
        };
        assert!(records.iter().map(borne).fold(0.0, f64::max) > 0.0, "nothing was borne by {channel}");
    }
}

/// What a table says of days adds up to what the others say of the run, once it is said of the same needs.
#[test]
fn days_add_up_to_the_run_and_its_communities() {
    for engine in [small::<&str>(&[], None), busy()] {
        for record in run_on(&engine, 1, true, Collect::ALL).expect("every account closes") {
            let sum =
                |table, name: &str| column(&record, table, name).iter().map(|n| n.parse::<u64>().expect("a count")).sum::<u64>();
            let days = |name: &str| sum(&DAILY, name);
            assert_eq!(days("created"), sum(&RUNS, "needs_created"));
            assert_eq!(days("resolved_cohort"), sum(&RUNS, "needs_resolved"));
            assert_eq!(days("resolved_cohort"), sum(&COMMUNITIES, "resolved"));
            assert_eq!(days("known_cohort"), sum(&COMMUNITIES, "known"));
            // Older needs end in the window, too.
            assert!(days("resolved") > days("resolved_cohort") && days("lost") > days("lost_cohort"));
            // Of the cohort, what has not ended is held in some stage at the end.
            let open = days("created") - days("resolved_cohort") - days("lost_cohort");
            let last = |name: &str| column(&record, &DAILY, name).last().expect("a day").parse::<u64>().expect("a count");
            let held: u64 = ["latent", "intake", "route", "waiting", "serving"].into_iter().map(last).sum();
            assert!(0 < open && open <= held, "{open} of {held}");
        }
    }
}

#[test]
fn lives_of_the_burn_in_are_counted_once_however_many_policies_share_it() {
    let lives = |policies: &[&str]| -> Vec<u64> {
        run(&small::<&str>(&[], Some(policies)), Collect::NONE).iter().map(|r| r.lives).collect()
    };
    let (one, three) = (lives(&["administrative"]), lives(&["administrative", "linkage", "purchase"]));
    assert_eq!(three[0], one[0]);
    assert_eq!(three[1], three[2]);
    let record = &run(&small::<&str>(&[], Some(&["administrative"])), Collect::NONE)[0];
    assert_eq!(three[1] as f64, metric(record, "needs_created"), "the window's needs and no others");
    assert!(one[0] > three[1]);
}

#[test]
fn the_audit_says_how_often_it_checked_and_changes_nothing() {
    let engine = small::<&str>(&[], Some(&["administrative", "linkage"]));
    let rows =
        |records: &[RunRecord]| -> Vec<String> { records.iter().flat_map(|r| &r.tables).map(|t| t.text().to_owned()).collect() };
    let of = |audit| run_on(&engine, 1, audit, Collect::ALL).expect("every account closes");
    let (audited, plain) = (of(true), of(false));
    assert_eq!(rows(&audited), rows(&plain));
    // A year of burn-in, counted with the first policy, and a year of the window for each.
    assert_eq!(audited.iter().map(|r| r.audited.days).collect::<Vec<_>>(), [500, 250]);
    assert!(audited.iter().all(|r| r.audited.comparisons > 100 * r.audited.days));
    assert!(plain.iter().all(|r| r.audited == Default::default()));
}

/// Sums over the district are checked whether or not anybody asked for an audit.
#[test]
fn money_that_goes_missing_fails_a_run_without_an_audit() {
    use sanshe::base::draws::Keys;
    use sanshe::engine::audit;
    use sanshe::world::demand::Demand;
    let engine = small::<&str>(&[], Some(&["administrative"]));
    let how = Conditions {
        audit: false,
        threads: 1,
        collect: Collect::NONE,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        ..Conditions::default()
    };
    let keys = Keys::new(engine.seed(0));
    let arm = engine.burn_in(&keys, &mut Demand::new(&engine.world, &keys), &how).expect("it closes");
    let after = |disturb: &dyn Fn(&mut sanshe::model::state::arm::Arm)| {
        let mut arm = arm.clone();
        disturb(&mut arm);
        audit::sums(&arm, 249).expect_err("it does not close")
    };
    assert!(after(&|arm| arm.district.treasury.cash -= 1).contains("cash"));
    assert!(
        after(&|arm| (arm.district.balances.0[Channel::InHouse], arm.district.balances.0[Channel::Purchase]) =
            (-5, arm.district.balances.sum() + 5))
        .contains("a channel has spent more")
    );
    assert!(after(&|arm| arm.subs[SubdistrictId::FIRST].cases.accounts.arisen += 1).contains("needs: "));
    assert!(after(&|arm| arm.subs[SubdistrictId::FIRST].cases.accounts.tasks_done += 1).contains("administrative minutes"));
    assert!(audit::sums(&arm, 249).is_ok());
}

#[test]
fn subdistricts_side_by_side_give_the_same_rows_as_one_after_another() {
    // One policy alone, so that threads work on subdistricts and not on policies.
    let engine = small::<&str>(&[], Some(&["administrative"]));
    let rows = |threads| -> Vec<String> {
        let records = run_on(&engine, threads, false, Collect::ALL).expect("the run ends well");
        records[0].tables.iter().map(|t| t.text().to_owned()).collect()
    };
    let one = rows(1);
    assert_eq!(one, rows(2));
    assert_eq!(one, rows(5));
}

#[test]
fn without_anybody_to_serve_every_need_stays_unmet() {
    let engine = small(&NOBODY, Some(&["administrative"]));
    let records = run(&engine, Collect::NONE);
    assert!(metric(&records[0], "needs_created") > 1000.0);
    assert_eq!(metric(&records[0], "unmet_share"), 1.0);
}

#[test]
fn without_stigma_loss_or_hardship_and_with_plenty_of_people_nearly_every_need_is_met() {
    let mut sets = vec![
        "community_worker.per_10k=300".to_owned(),
        "posts.community_worker_pool=1000".to_owned(),
        "demand.difficulty_high=0.05".to_owned(),
        "handoff.loss=0".to_owned(),
        "intake.error=0".to_owned(),
        "property_firm.managed_share=0".to_owned(),
        "vacancies.per_resident=1".to_owned(),
        "persistence.paper_closure=0".to_owned(),
        "persistence.voiced_patience_factor=20".to_owned(),
    ];
    for category in CATEGORIES {
        sets.push(format!("category.{category}.stigma=-20"));
        sets.push(format!("category.{category}.skill_community_worker=1.0"));
    }
    let engine = small(&sets, Some(&["endogenous"]));
    let records = run(&engine, Collect::NONE);
    let shares: Vec<f64> = records.iter().map(|r| metric(r, "unmet_share")).collect();
    // What arose in the last days is still open.
    assert!(shares.iter().all(|s| *s < 0.08), "{shares:?}");
}

#[test]
fn the_parts_of_the_unmet_share_add_up_and_costs_add_up_to_the_social_cost() {
    let engine = small::<&str>(&[], None);
    for record in run(&engine, Collect::NONE) {
        let parts: f64 = ["latent", "door", "desk", "route", "giving_up", "failure", "open"]
            .iter()
            .map(|p| metric(&record, &format!("unmet_{p}")))
            .sum();
        assert!((parts - metric(&record, "unmet_share_weighted")).abs() < 1e-9);
        let costs: f64 = ["coordination", "execution", "admin", "transaction", "learning", "idle"]
            .iter()
            .map(|c| metric(&record, &format!("{c}_cost_cny")))
            .sum();
        let social = metric(&record, "social_cost_cny");
        assert!((costs / social - 1.0).abs() < 1e-9);
        assert!(metric(&record, "public_cost_cny") <= metric(&record, "entitlement_cny") * 1.02);
    }
}

#[test]
fn a_metric_is_the_number_that_stands_in_its_column() {
    for record in run(&small::<&str>(&[], Some(&["linkage"])), Collect::NONE) {
        for described in &RUNS.columns[RUNS.head.len()..] {
            let metric = runs::metric(described.name).expect("every column after the run is a metric");
            let written: Option<f64> = match described.range {
                Range::Text => None,
                _ => column(&record, &RUNS, described.name)[0].parse().ok(),
            };
            assert_eq!(record.metric(metric), written, "{}", described.name);
        }
        assert_eq!(record.metric(&outcomes::UNMET_SHARE), Some(metric(&record, "unmet_share")));
    }
}

#[test]
fn needs_are_the_same_under_every_policy_and_differ_between_replicates() {
    let engine = small::<&str>(&[], None);
    let digest = |r: &RunRecord| column(r, &RUNS, "onset_digest");
    let how = |replicate| {
        let stop = AtomicBool::new(false);
        let how = Conditions { audit: false, threads: 1, collect: Collect::NONE, stop: &stop, ..Conditions::default() };
        engine.block(replicate, &how).expect("the run ends well")
    };
    let (first, second) = (how(0), how(1));
    assert!(first.iter().all(|r| digest(r) == digest(&first[0])));
    assert_ne!(digest(&first[0]), digest(&second[0]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn in_any_world_every_account_closes_on_every_tick(
        needs in 0.05_f64..3.0,
        trust in 0.0_f64..1.0,
        open in 1_u32..24,
        loss in 0.0_f64..1.0,
        levels in 0_u32..3,
        tasks in 0.0_f64..12.0,
        workers in 0.0_f64..40.0,
        social in 0.0_f64..12.0,
        quits in 0.0_f64..1.0,
        bundle in 0.0_f64..1.0,
        paper in 0.0_f64..1.0,
        associations in 0_u32..5,
        seed in 0_u32..1000,
    ) {
        let sets = [
            format!("demand.needs_per_resident={needs}"),
            format!("trust.initial={trust}"),
            format!("service.open_cases={open}"),
            format!("handoff.loss={loss}"),
            format!("government.levels={levels}"),
            format!("administration.hours_per_1000={tasks}"),
            format!("community_worker.per_10k={workers}"),
            format!("social_worker.per_10k={social}"),
            format!("burnout.social_worker_quit={quits}"),
            format!("demand.bundle_share={bundle}"),
            format!("persistence.paper_closure={paper}"),
            format!("volunteer.associations={associations}"),
            format!("run.root_seed={seed}"),
        ];
        let engine = small(&sets, None);
        let records = run_on(&engine, 1, true, Collect::NONE);
        prop_assert!(records.is_ok(), "{records:?}");
    }
}
