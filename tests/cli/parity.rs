//! Equal means: budgets that are searched for before a run, kept with it, and shown.

use crate::support::World;

#[test]
fn equal_paid_hours_are_searched_for_once_and_kept_with_the_results() {
    let world = World::new();
    // In three years posts have moved to where a policy wants them.
    let line = "run tiny.toml --years 3 --set run.parity=equal_paid_hours --set run.frame=whole_budget --out a";
    let first = world.sanshe(line).ok().tells(&["Searching for the budgets"]);
    let first = first.says(&["Parity: equal paid hours", "budget factor", "residual"]);
    let policies = world.read("a/policies.csv");
    let factor = |policy: &str| -> f64 {
        let head = format!("{policy},funding.budget_factor,");
        let line = policies.lines().find_map(|l| l.strip_prefix(&head)).expect("the switch").to_owned();
        line.split(',').next().expect("a value").parse().expect("a number")
    };
    assert_eq!(factor("administrative"), 1.0);
    assert!((factor("linkage") - 1.0).abs() > 0.001, "the same money does not buy the same hours: {policies}");
    assert!(world.read("a/manifest.json").contains("\"pilot_residual\""));
    // The same question is not asked twice, and is answered alike in another folder and on other threads.
    let again = world.sanshe(line).ok();
    assert!(!again.err.contains("Searching"), "{}", again.err);
    assert_eq!(first.out, again.out);
    world
        .sanshe("run tiny.toml --years 3 --set run.parity=equal_paid_hours --set run.frame=whole_budget --out b --threads 1")
        .ok()
        .tells(&["Searching"]);
    world.same("a", "b");
    // Pilots are no replicates of the experiment: needs are those of any other run.
    world.sanshe("run tiny.toml --years 3 --set run.frame=whole_budget --out c -q").ok();
    assert_eq!(world.column("a", "onset_digest"), world.column("c", "onset_digest"));
}

#[test]
fn hours_are_nearer_to_the_baselines_after_the_search_than_before() {
    let world = World::new();
    // Large enough that one post more or less is less than a per cent.
    let size = "--set run.frame=whole_budget --set district.generate.residents=60000 --seeds 4 --years 3 --policy linkage -q";
    world.sanshe(&format!("run tiny.toml {size} --out before")).ok();
    world.sanshe(&format!("run tiny.toml {size} --out after --set run.parity=equal_paid_hours")).ok();
    let hours = |folder: &str, policy: &str| -> f64 {
        let rows = world.column(folder, "paid_hours");
        rows.iter().filter(|r| r.0 == policy).map(|r| r.2.parse::<f64>().expect("hours")).sum()
    };
    let gap = |folder: &str| (hours(folder, "linkage") / hours(folder, "administrative") - 1.0).abs();
    assert!(gap("before") > 0.02, "{}", gap("before"));
    assert!(gap("after") < 0.01, "{}", gap("after"));
}

#[test]
fn under_an_equal_budget_the_residual_is_outlays_over_what_accrued() {
    let world = World::new();
    let said = world.sanshe("run tiny.toml --out a").ok().says(&["Parity: equal public budget"]);
    assert!(!said.err.contains("Searching"), "{}", said.err);
    assert!(world.read("a/manifest.json").contains("\"parity\": null"));
    let column = |name: &str| -> Vec<f64> { world.column("a", name).iter().map(|r| r.2.parse().expect("a number")).collect() };
    let (residual, outlays, accrued) = (column("parity_residual"), column("public_cost_cny"), column("entitlement_cny"));
    for ((r, o), a) in residual.iter().zip(&outlays).zip(&accrued) {
        assert!((r - (o / a - 1.0)).abs() < 1e-12);
    }
    let chinese = world.sanshe("run tiny.toml --out a -q --lang zh").ok();
    chinese.says(&["同等投入", "预算系数", "残差"]);
}

#[test]
fn an_unknown_parity_is_refused_with_the_words_there_are() {
    let world = World::new();
    world.sanshe("run tiny.toml --set run.parity=equal_wages").ends(2).tells(&["run.parity", "`equal_paid_hours`"]);
}
