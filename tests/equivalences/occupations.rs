//! Occupations: with equal skill and equal pay it does not matter who is hired; whoever is, every fen is accounted for.

use proptest::prelude::*;
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;

use crate::small_world::{CATEGORIES, metric};
use crate::worlds::{Draft, any_world, same, same_in, some};

/// Outreach and guidance of volunteers are social workers' alone: without them nothing is.
fn alone(policy: &str) -> String {
    format!("extends = \"{policy}.toml\"\n[information]\noutreach_share = 0.0\n[training]\nguidance_share = 0.0\n")
}

/// All policies that ways of paying and seating differ between.
const POLICIES: [&str; 6] = ["administrative", "linkage", "purchase", "facility", "venture", "posts"];

/// Everybody as able as anybody in work of a category, at the same pay.
fn alike(hired: bool) -> Vec<String> {
    let wages = if hired {
        // Care workers are cheaper by less than a fen a year: all posts are theirs.
        ["social_worker.wage=90000", "care_worker.wage=89999.9999999"]
    } else {
        ["social_worker.wage=90000", "care_worker.wage=90000"]
    };
    let skills = CATEGORIES.iter().enumerate().flat_map(|(k, name)| {
        let skill = if name.ends_with("care") || *name == "medical" || *name == "nursing" { 0.7 } else { 0.6 + 0.02 * k as f64 };
        ["skill_specialist", "skill_other", "skill_care_worker"].map(|key| format!("category.{name}.{key}={skill}"))
    });
    let rest = [format!("care_worker.hired={hired}"), "care_worker.skill_social_worker=0.7".into()];
    let pools = ["posts.social_worker_pool=9", "posts.care_worker_pool=9", "wages.scarcity=0.1", "organisation.own_staff=2"];
    skills.chain(rest).chain(wages.map(str::to_owned)).chain(pools.map(str::to_owned)).collect()
}

proptest! {
    #![proptest_config(some(3))]

    #[test]
    fn with_equal_skill_and_equal_pay_it_does_not_matter_who_is_hired(world in any_world()) {
        let runs = |hired: bool| {
            let names = POLICIES.map(|policy| format!("{policy}-alone"));
            let named = POLICIES.iter().zip(&names);
            let draft = Draft::eight(&world).set(&alike(hired)).set(&["posts.casual_limit=1", "social_worker.inhouse_overhead=0.1"]);
            named.fold(draft, |draft, (policy, name)| draft.policy(name, &alone(policy))).run(&names.each_ref().map(String::as_str))
        };
        let (social, care) = (runs(false), runs(true));
        for (social, care) in social.iter().zip(&care) {
            same_in(social, care, &["communities.csv", "cells.csv", "waits.csv", "ledger.csv"]);
            for measure in ["unmet_share_weighted", "public_cost_cny", "social_cost_cny", "turnover", "burnout"] {
                prop_assert_eq!(social.metric(measure).to_bits(), care.metric(measure).to_bits(), "{}", measure);
            }
            let heads = |run: &crate::worlds::Tables| ["social_worker_heads", "care_worker_heads"].map(|name| run.metric(name));
            let ([social, none], [nobody, carers]) = (heads(social), heads(care));
            prop_assert_eq!((social, none, nobody), (carers, 0.0, 0.0));
            prop_assert!(carers > 0.0, "nobody is there");
        }
    }

    /// Where no care worker gives more for the money, none is hired, and hiring them is as good as not hiring them.
    #[test]
    fn care_workers_who_are_never_the_better_choice_change_nothing(world in any_world()) {
        let runs = |hired: bool| {
            let none = CATEGORIES.iter().flat_map(|k| [format!("category.{k}.skill_care_worker=0"), format!("category.{k}.care_work=false")]);
            let sets: Vec<String> = none.chain([format!("care_worker.hired={hired}")]).collect();
            Draft::eight(&world).set(&sets).run(&["administrative", "linkage", "purchase"])
        };
        for (off, on) in runs(false).iter().zip(&runs(true)) {
            same(off, on);
        }
    }

    /// Where a trip takes no time, outreach that travels is outreach.
    #[test]
    fn outreach_that_travels_in_no_time_is_outreach(world in any_world()) {
        let runs = |travels: bool, speed: &str| {
            let sets = [format!("discovery.outreach_travels={travels}"), format!("service.speed_kmh={speed}")];
            Draft::eight(&world).set(&sets).run(&["linkage"])
        };
        same(&runs(false, "1e9")[0], &runs(true, "1e9")[0]);
        let found = |travels: bool| {
            let run = &runs(travels, "5")[0];
            ["discovery", "travel"].map(|account| minutes(run, account))
        };
        let ([search, way], [less, more]) = (found(false), found(true));
        prop_assert!(less < search && more > way, "{} and {}, {} and {}", search, less, way, more);
    }
}

/// Minutes of all parties in an account.
fn minutes(run: &crate::worlds::Tables, account: &str) -> f64 {
    let categories = run.column("ledger.csv", "category");
    categories.iter().zip(run.numbers("ledger.csv", "amount")).filter(|(c, _)| *c == account).map(|(_, n)| n).sum()
}

fn hiring(more: &[&str], policies: &[&str]) -> Vec<RunRecord> {
    let sets = ["care_worker.hired=true", "posts.casual_limit=1", "run.years=2", "run.burn_in_years=1", "wages.scarcity=0.1"];
    let engine = Draft::eight(&[]).set(&sets).set(more).engine(policies);
    crate::small_world::run(&engine, Collect::ALL)
}

/// Every account is checked on every tick; what accrues is used up.
#[test]
fn whoever_is_hired_every_policy_spends_what_accrues() {
    for frame in ["whole_budget", "project_line", "added"] {
        let frame = format!("run.frame={frame}");
        let sets = [frame.as_str(), "money.project_line=45", "social_worker.inhouse_overhead=0.15", "money.increment=16"];
        for run in hiring(&sets, &["administrative", "linkage", "purchase", "facility", "venture", "posts", "endogenous"]) {
            let residual = metric(&run, "parity_residual");
            assert!(residual.abs() < 1e-3, "{frame}, policy {}: {residual}", run.policy);
            assert!(
                metric(&run, "care_worker_heads") > 0.0 && metric(&run, "social_worker_heads") > 0.0,
                "{frame}, policy {}",
                run.policy
            );
        }
    }
}

/// Overhead is in the books of whoever employs, and leaves less for posts.
#[test]
fn in_house_overhead_is_paid_by_the_channel_that_pays_the_posts() {
    let ledger = |run: &RunRecord, party: &str, category: &str| -> f64 {
        let spec = &sanshe::measure::tables::LEDGER;
        let [parties, categories, amounts] =
            ["party", "category", "amount"].map(|name| crate::small_world::column(run, spec, name));
        let rows = parties.iter().zip(&categories).zip(&amounts);
        rows.filter(|((p, c), _)| *p == party && *c == category).map(|(_, n)| n.parse::<f64>().expect("a number")).sum()
    };
    let line = ["run.frame=project_line", "money.project_line=45"];
    let run = |overhead: &str| hiring(&[&line[..], &[overhead]].concat(), &["administrative"]).remove(0);
    let (without, with) = (run("social_worker.inhouse_overhead=0"), run("social_worker.inhouse_overhead=0.25"));
    assert_eq!(ledger(&without, "station", "overhead"), 0.0);
    // A quarter of the pay of posts; casual hours are pay.
    let (pay, overhead) = (ledger(&with, "station", "pay"), ledger(&with, "station", "overhead"));
    assert!(overhead > 0.0 && overhead <= 0.25 * pay && overhead > 0.15 * pay, "{overhead} on {pay}");
    let heads = |run: &RunRecord| metric(run, "social_worker_heads") + metric(run, "care_worker_heads");
    assert!(heads(&with) < heads(&without), "{} and {}", heads(&with), heads(&without));
    let used = |run: &RunRecord| ledger(run, "treasury", "inhouse");
    assert!((used(&with) / used(&without) - 1.0).abs() < 2e-3, "the same money");
}
