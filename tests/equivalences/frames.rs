//! Frames: which money the shares of a policy divide, and what no policy touches.

use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;

use crate::small_world::{column, metric};
use crate::worlds::Draft;

/// Nobody leaves, wages stay, hiring takes a day: what posts do is what money does.
const STILL: [&str; 3] = ["wages.drift=0", "run.burn_in_years=1", "run.years=2"];

/// All of the line through contracts.
const CONTRACTS: &str = "extends = \"purchase.toml\"\n[funding]\ninhouse = 0.0\npurchase = 1.0\n";
/// A half of it.
const HALF: &str = "extends = \"purchase.toml\"\n[funding]\ninhouse = 0.5\npurchase = 0.5\n";
/// All of it for in-house posts of another kind.
const WORKERS: &str = "extends = \"administrative.toml\"\n[funding]\nposts = \"community-workers\"\n";

fn runs(frame: &str, more: &[&str], policies: &[&str]) -> Vec<RunRecord> {
    let frame = format!("run.frame={frame}");
    let sets: Vec<&str> = STILL.into_iter().chain([frame.as_str(), "posts.casual_limit=1"]).chain(more.iter().copied()).collect();
    let draft = Draft::eight(&[]).policy("contracts", CONTRACTS).policy("half", HALF).policy("workers", WORKERS);
    let engine = draft.set(&sets).engine(policies);
    crate::small_world::run(&engine, Collect::ALL)
}

fn heads(run: &RunRecord) -> f64 {
    metric(run, "community_worker_heads")
}

#[test]
fn a_personnel_line_keeps_community_workers_at_their_standard_under_any_policy() {
    let runs = runs("project_line", &[], &["administrative", "contracts", "half"]);
    let standard = heads(&runs[0]);
    for run in &runs[1..] {
        assert!((heads(run) - standard).abs() <= 0.05 * standard, "{} and {standard}", heads(run));
    }
    // In the whole budget contracts take their money: they are dismissed, as fast as posts move.
    let whole = self::runs("whole_budget", &[], &["administrative", "contracts"]);
    assert!(heads(&whole[1]) < 0.8 * heads(&whole[0]), "{} of {}", heads(&whole[1]), heads(&whole[0]));
}

#[test]
fn every_frame_spends_what_accrues() {
    for frame in ["whole_budget", "project_line", "added"] {
        for run in runs(frame, &[], &["administrative", "half", "contracts"]) {
            let residual = metric(&run, "parity_residual");
            assert!(residual.abs() < 1e-3, "{frame}, policy {}: {residual}", run.policy);
        }
    }
}

#[test]
fn a_line_is_as_large_as_it_says_and_an_increment_comes_on_top() {
    let entitled = |frame: &str, more: &[&str]| metric(&runs(frame, more, &["administrative"])[0], "entitlement_cny");
    let whole = entitled("whole_budget", &["social_worker.per_10k=5", "social_worker.wage=90000"]);
    let line = entitled("project_line", &["money.project_line=45"]);
    assert!((whole / line - 1.0).abs() < 1e-6, "{whole} and {line}");
    let thin = entitled("project_line", &["money.project_line=15"]);
    let added = entitled("added", &["money.project_line=15", "money.increment=30"]);
    assert!((added / line - 1.0).abs() < 1e-6 && thin < line, "{added}, {line}, {thin}");
}

#[test]
fn an_increment_may_go_to_social_workers_or_to_community_workers() {
    let runs = runs("added", &["money.increment=45"], &["administrative", "workers"]);
    let (social, workers) = (&runs[0], &runs[1]);
    assert!(metric(social, "social_worker_heads") > metric(workers, "social_worker_heads") + 1.0);
    assert!(heads(workers) > heads(social) + 1.0);
}

#[test]
fn the_books_say_which_line_paid() {
    let of_channel = |run: &RunRecord, channel: &str| -> f64 {
        let ledger = &sanshe::measure::tables::LEDGER;
        let [party, category, amount] = ["party", "category", "amount"].map(|name| column(run, ledger, name));
        let rows = party.iter().zip(&category).zip(&amount);
        rows.filter(|((p, c), _)| *p == "treasury" && *c == channel).map(|(_, n)| n.parse::<f64>().expect("a number")).sum()
    };
    let whole = runs("whole_budget", &[], &["administrative"]);
    assert!(of_channel(&whole[0], "personnel") == 0.0 && of_channel(&whole[0], "inhouse") > 0.0);
    let line = runs("project_line", &[], &["administrative", "contracts"]);
    let personnel = of_channel(&line[0], "personnel");
    assert!(personnel > 0.0);
    let ratio = of_channel(&line[1], "personnel") / personnel;
    assert!((ratio - 1.0).abs() < 0.02, "{ratio}");
}
