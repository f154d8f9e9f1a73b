//! Terms of money: a day's part of a year, and what a post, a contract or a room costs in a year.

use crate::base::calendar::{DAYS_PER_YEAR, FEN, whole_days};
use crate::model::compiled::Plan;
use crate::model::state::post::Post;
use crate::model::state::prices::of_contracts;
use crate::world::World;

/// A day's part of a yearly amount of whole fen a day ([`whole_days`]): no day costs more than another.
#[inline]
#[must_use]
pub fn daily(yearly: i64) -> i64 {
    debug_assert_eq!(yearly % i64::from(DAYS_PER_YEAR), 0, "whole fen a day");
    yearly / i64::from(DAYS_PER_YEAR)
}

/// Rent of facilities: cost of rooms besides their staff, whole fen per day.
#[must_use]
pub fn rent(world: &World) -> i64 {
    whole_days(*world.keys.facility.fixed_cost * FEN)
}

/// Tender and monitoring over the value of a contract.
#[must_use]
pub fn extra(world: &World, plan: &Plan) -> f64 {
    of_contracts(world, &plan.policy)
}

/// Tender and monitoring of a contract of this value, in a year, fen: whole fen a day.
#[must_use]
pub fn of_contract(world: &World, plan: &Plan, yearly: i64) -> i64 {
    whole_days(yearly as f64 * extra(world, plan))
}

/// Yearly cost of a contracted or granted post beyond its price, fen: tender and monitoring of a contract, the tender alone of a grant.
/// Purchased posts have their own prices: see [`of_contract`].
#[must_use]
pub fn friction(world: &World, plan: &Plan, post: Post) -> i64 {
    match post {
        Post::Operator | Post::OperatorCare => of_contract(world, plan, plan.prices.of(post)),
        Post::Granted | Post::GrantedCare => whole_days(plan.prices.of(post) as f64 * *world.keys.money.tender),
        _ => 0,
    }
}

/// Cost of a post to the channel that pays for it, with what contracting it out costs, in a year, fen.
#[must_use]
pub fn with_friction(world: &World, plan: &Plan, post: Post) -> i64 {
    plan.prices.of(post) + friction(world, plan, post)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::idle::district;
    use crate::scenario::keys::quantity::Share;

    #[test]
    fn a_contract_costs_its_tender_and_as_much_monitoring_as_the_policy_wants_a_grant_the_tender_alone() {
        let (world, _, arm) = district(&["money.monitoring=0.2", "facility.fixed_cost=1000"], |p| {
            p.purchase.monitoring = Share::new(0.5).expect("a share");
        });
        let plan = &arm.plan;
        assert!((extra(&world, plan) - 0.2).abs() < 1e-12);
        assert_eq!(of_contract(&world, plan, 8_000_000), 1_600_000);
        let posts = [Post::Operator, Post::Granted, Post::Purchased, Post::SocialWorker, Post::Coordinator];
        assert_eq!(posts.map(|post| friction(&world, plan, post)), [1_500_000, 750_000, 0, 0, 0]);
        let whole = [9_000_000, 8_250_000, 7_500_000, 6_000_000, 5_000_000];
        assert_eq!(posts.map(|post| with_friction(&world, plan, post)), whole);
        assert_eq!((rent(&world), daily(rent(&world))), (100_000, 400));
    }
}
