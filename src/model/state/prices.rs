//! Prices of posts: wages that drift from year to year while the budget stays, and overhead on them.
//!
//! wage(y + 1) = wage(y) · (1 + g) for community workers and · (1 + g + h · scarcity) for social workers and care workers, g `wages.drift`,
//! h `wages.scarcity`, scarcity of [`crate::model::state::labour::LabourPool::scarcity`] for each. Whole fen a day. Overhead on the pay of social
//! workers and care workers is `organisation.overhead` of it in an organisation and `social_worker.inhouse_overhead` in-house. Where posts are bought
//! (`purchase.unit`), those in-house too are under contracts: o + (1 + o) · e of their pay, o `organisation.overhead`, e tender and monitoring.

use crate::base::calendar::FEN;
use crate::base::calendar::whole_days;
use crate::scenario::keys::policy::{Policy, PurchaseUnit};
use crate::world::World;

use crate::model::state::post::Post;

/// Tender and monitoring over the value of a contract.
#[must_use]
pub fn of_contracts(world: &World, policy: &Policy) -> f64 {
    *world.keys.money.tender + *world.keys.money.monitoring * *policy.purchase.monitoring
}

/// What a year of a post costs, fen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prices {
    /// Pay of a community worker.
    pub community_worker: i64,
    /// Pay of a social worker, whoever employs.
    pub social_worker: i64,
    /// Overhead of an organisation on a social worker.
    pub overhead: i64,
    /// Overhead on an in-house social worker.
    pub inhouse_overhead: i64,
    /// Pay of a care worker, and overhead of an organisation and in-house on one; nothing where none are hired.
    care: [i64; 3],
    /// Overhead on in-house pay, ratio.
    inhouse: f64,
    factor: [f64; 3],
}

impl Prices {
    /// Prices of the first year where no post is bought.
    #[must_use]
    pub fn of_world(world: &World) -> Self {
        Self::with_overhead(world, *world.keys.social_worker.inhouse_overhead)
    }

    /// Prices of the first year under a policy.
    #[must_use]
    pub fn new(world: &World, policy: &Policy) -> Self {
        let contract = *world.keys.organisation.overhead;
        match policy.purchase.unit {
            PurchaseUnit::Service => Self::of_world(world),
            PurchaseUnit::Post => Self::with_overhead(world, contract + (1.0 + contract) * of_contracts(world, policy)),
        }
    }

    fn with_overhead(world: &World, inhouse: f64) -> Self {
        let mut prices = Self {
            community_worker: 0,
            social_worker: 0,
            overhead: 0,
            inhouse_overhead: 0,
            care: [0; 3],
            inhouse,
            factor: [1.0; 3],
        };
        prices.round(world);
        prices
    }

    fn round(&mut self, world: &World) {
        let keys = &world.keys;
        let [community, social, care] = self.factor;
        self.community_worker = whole_days(*keys.community_worker.wage * FEN * community);
        let with_overhead = |wage: f64| [wage, wage * *keys.organisation.overhead, wage * self.inhouse].map(whole_days);
        [self.social_worker, self.overhead, self.inhouse_overhead] = with_overhead(*keys.social_worker.wage * FEN * social);
        if world.occupations.hired() {
            self.care = with_overhead(*keys.care_worker.wage * FEN * care);
        }
    }

    /// Wages stay as they have become under the policy before.
    pub fn go_on_from(&mut self, before: &Self, world: &World) {
        self.factor = before.factor;
        self.round(world);
    }

    /// A year passes, at the end of which social workers and care workers are so scarce.
    pub fn next_year(&mut self, world: &World, [social, care]: [f64; 2]) {
        let wages = &world.keys.wages;
        let rise = [0.0, social, care].map(|scarcity| *wages.drift + *wages.scarcity * scarcity);
        for (factor, rise) in self.factor.iter_mut().zip(rise) {
            *factor *= (1.0 + rise).max(0.0);
        }
        self.round(world);
    }

    /// Pay of whoever holds a post, in a year.
    #[must_use]
    pub const fn pay(&self, post: Post) -> i64 {
        match post {
            Post::CommunityWorker | Post::Coordinator => self.community_worker,
            _ if post.is_care() => self.care[0],
            _ => self.social_worker,
        }
    }

    /// Overhead on that pay, in a year.
    #[must_use]
    pub const fn overhead(&self, post: Post) -> i64 {
        match post {
            Post::CommunityWorker | Post::Coordinator => 0,
            Post::SocialWorker => self.inhouse_overhead,
            Post::CareWorker => self.care[2],
            _ if post.is_care() => self.care[1],
            _ => self.overhead,
        }
    }

    /// Cost of a post to its employer in a year; what a contract adds is the organisation's matter.
    #[must_use]
    pub const fn of(&self, post: Post) -> i64 {
        self.pay(post) + self.overhead(post)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::idle::district;
    use crate::scenario::keys::quantity::Share;

    #[test]
    fn wages_drift_from_year_to_year_and_those_of_social_workers_rise_with_their_scarcity() {
        let (world, _, arm) = district(&["wages.drift=0.1", "wages.scarcity=0.2"], |_| {});
        let mut prices = arm.plan.prices;
        let now = |p: &Prices| [p.of(Post::CommunityWorker), p.of(Post::SocialWorker), p.of(Post::Purchased)];
        assert_eq!(now(&prices), [5_000_000, 6_000_000, 7_500_000]);
        prices.next_year(&world, [0.5, 0.0]);
        assert_eq!(now(&prices), [5_500_000, 7_200_000, 9_000_000]);
        prices.next_year(&world, [0.0, 1.0]);
        assert_eq!(now(&prices), [6_050_000, 7_920_000, 9_900_000]);
        assert_eq!([prices.of(Post::Coordinator), prices.of(Post::Operator)], [6_050_000, 9_900_000]);
        assert_eq!(Post::ALL.map(|post| prices.of(post)).iter().filter(|fen| **fen == 0).count(), 4, "no care worker is hired");
    }

    #[test]
    fn a_care_worker_costs_a_care_workers_pay_and_the_overhead_of_the_employer_on_it() {
        let sets = ["care_worker.hired=true", "care_worker.wage=40000", "social_worker.inhouse_overhead=0.1", "wages.drift=0"];
        let (world, _, arm) = district(&[&sets[..], &["wages.scarcity=0.5"]].concat(), |_| {});
        let mut prices = arm.plan.prices;
        let pair = |p: &Prices, posts: [Post; 2]| posts.map(|post| (p.pay(post), p.overhead(post)));
        assert_eq!(pair(&prices, Post::IN_HOUSE), [(6_000_000, 600_000), (4_000_000, 400_000)]);
        for posts in [Post::BOUGHT, Post::OPERATED, Post::OF_GRANTS] {
            assert_eq!(pair(&prices, posts), [(6_000_000, 1_500_000), (4_000_000, 1_000_000)], "{posts:?}");
        }
        assert_eq!((prices.of(Post::CommunityWorker), prices.overhead(Post::Coordinator)), (5_000_000, 0));
        prices.next_year(&world, [0.0, 0.2]);
        assert_eq!(pair(&prices, Post::IN_HOUSE), [(6_000_000, 600_000), (4_400_000, 440_000)]);
    }

    #[test]
    fn a_post_that_is_bought_costs_what_its_contract_does() {
        let sets = ["organisation.overhead=0.25", "money.tender=0.1", "money.monitoring=0.2"];
        let (_, _, arm) = district(&sets, |p| {
            (p.purchase.unit, p.purchase.monitoring) = (PurchaseUnit::Post, Share::new(0.5).expect("a share"));
        });
        let prices = &arm.plan.prices;
        // 60,000 yuan of pay, 15,000 of overhead, a fifth of both for tender and monitoring.
        assert_eq!((prices.pay(Post::SocialWorker), prices.of(Post::SocialWorker)), (6_000_000, 9_000_000));
        assert_eq!(prices.of(Post::CommunityWorker), 5_000_000);
    }

    #[test]
    fn wages_go_on_under_another_policy_with_the_overhead_of_its_own_contracts() {
        let sets = ["organisation.overhead=0.25", "money.tender=0", "money.monitoring=0", "wages.drift=0.1"];
        let (world, _, own) = district(&sets, |_| {});
        let (_, _, bought) = district(&sets, |p| p.purchase.unit = PurchaseUnit::Post);
        let mut before = own.plan.prices;
        before.next_year(&world, [0.0, 0.0]);
        let mut after = bought.plan.prices;
        after.go_on_from(&before, &world);
        assert_eq!((before.of(Post::SocialWorker), after.of(Post::SocialWorker)), (6_600_000, 8_250_000));
        assert_eq!(before.of(Post::Purchased), after.of(Post::Purchased));
    }
}
