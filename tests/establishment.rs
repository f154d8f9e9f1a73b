//! Posts of government: at what pace they go, what that costs, and how many a budget pays.

#[path = "support/days.rs"]
mod days;
#[path = "support/small_world.rs"]
mod small_world;

use days::Days;
use sanshe::base::calendar::DAYS_PER_YEAR;
use sanshe::measure::collect::Collect;
use sanshe::model::district::treasury;
use sanshe::model::state::bill::Fen;
use sanshe::model::state::post::Post;
use sanshe::scenario::keys::quantity::Factor;
use sanshe::world::sites::Party;
use small_world::{metric, run, small};

fn in_post(days: &Days<'_>, post: Post) -> u32 {
    days.arm.subs.iter().flat_map(|s| &s.staff).map(|s| s.by_post[post]).sum()
}

/// Community workers and in-house social workers before and after a year of a policy that buys for a third of its budget.
fn a_year(sets: &[&str]) -> (u32, u32) {
    let engine = small(&[&["district.generate.residents=180000"], sets].concat(), Some(&["administrative", "purchase"]));
    let mut days = Days::of(&engine, 1);
    let both = |days: &Days<'_>| in_post(days, Post::CommunityWorker) + in_post(days, Post::SocialWorker);
    let before = both(&days);
    (0..DAYS_PER_YEAR).for_each(|_| days.pass());
    (before, both(&days))
}

#[test]
fn offices_shrink_at_the_worlds_pace_however_fast_a_channel_spends_what_it_has() {
    let share_kept = |sets: &[&str]| {
        let (before, after) = a_year(sets);
        f64::from(after) / f64::from(before)
    };
    let by_attrition = share_kept(&["posts.dismissals=0"]);
    for casual_days in ["posts.casual_days=1", "posts.casual_days=2", "posts.casual_days=10"] {
        let let_go = by_attrition - share_kept(&[casual_days]);
        // Five in a hundred a year; who leaves of their own accord differs a little where others are in post.
        assert!((let_go - 0.05).abs() < 0.02, "{casual_days}: {let_go} let go");
    }
}

#[test]
fn severance_is_three_months_of_pay_that_goes_on() {
    let engine = small(&["district.generate.residents=60000", "run.years=2"], Some(&["administrative", "purchase"]));
    let mut days = Days::of(&engine, 1);
    let months = *engine.world.keys.posts.severance_months;
    let owed = |days: &Days<'_>| days.arm.district.severance.iter().map(|one| one.left).sum::<i64>();
    let paid = |days: &Days<'_>| days.ledger.total().fen[Party::Government][Fen::Severance];
    let (mut due, mut let_go) = (owed(&days), 0);
    for _ in 0..2 * DAYS_PER_YEAR {
        let (owed_before, paid_before) = (owed(&days), paid(&days));
        days.pass();
        let today = paid(&days) - paid_before;
        let new = owed(&days) + today - owed_before;
        due += new;
        if new > 0 {
            let community = days.arm.plan.prices.of(Post::CommunityWorker) as f64 * months / 12.0;
            let social = days.arm.plan.prices.of(Post::SocialWorker) as f64 * months / 12.0;
            assert!((new as f64) >= community.min(social) - 1.0, "{new} of {community}, {social}");
            let_go += 1;
        }
        // Paid on: never more in a day than those let go in the last months earned in one.
        let earned: i64 = days.arm.district.severance.iter().map(|one| one.daily).sum();
        assert!(
            today <= earned + 10 * days.arm.plan.prices.of(Post::SocialWorker) / i64::from(DAYS_PER_YEAR),
            "{today}, {earned}"
        );
    }
    assert!(let_go > 5, "{let_go} months in which somebody was let go");
    assert_eq!(paid(&days) + owed(&days), due);
}

#[test]
fn a_policy_with_less_money_begins_with_as_many_posts_as_that_pays() {
    for factor in [1.0, 0.97, 0.9, 0.8] {
        let mut engine = small(&["run.years=2"], Some(&["administrative", "linkage"]));
        engine.policies[1].1.funding.budget_factor = Factor::searched(factor);
        let days = Days::of(&engine, 1);
        let (world, district) = (&engine.world, &days.arm.district);
        let (bound, budget) = (treasury::binding(&days.arm.subs, district, world, &days.arm.plan), district.budget);
        assert!(bound <= budget, "{factor}: {bound} for posts in force, {budget} there");
        if factor < 0.95 {
            let dearest = days.arm.plan.prices.of(Post::SocialWorker);
            assert!(bound > budget - 2 * dearest, "{factor}: no more go than must, {bound} of {budget}");
        }
        let used = metric(&run(&engine, Collect::NONE)[1], "budget_used");
        assert!((used - 1.0).abs() < 2e-3, "{factor}: {used}");
    }
}

#[test]
fn every_policy_takes_over_from_every_baseline_and_all_accounts_close() {
    let names = ["administrative", "purchase", "venture", "facility", "linkage", "five-society", "reformed-administration"];
    for baseline in names {
        let engine = small(&[&format!("baseline={baseline}")], Some(&names));
        for (record, (name, _)) in run(&engine, Collect::NONE).iter().zip(&engine.policies) {
            let used = metric(record, "budget_used");
            assert!(used < 1.0 + 5e-3, "{name} after {baseline}: {used}");
        }
    }
}

#[test]
fn whom_only_the_baseline_s_contracts_paid_goes_when_a_policy_without_them_begins() {
    let engine = small(&["baseline=purchase"], Some(&["purchase", "administrative"]));
    let days = Days::of(&engine, 1);
    assert_eq!(in_post(&days, Post::Purchased), 0);
    assert!(in_post(&Days::of(&engine, 0), Post::Purchased) > 0);
}
