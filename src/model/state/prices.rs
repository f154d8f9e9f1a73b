//! Prices of posts: wages that drift from year to year while the budget stays, and overhead on them.
//!
//! wage(y + 1) = wage(y) · (1 + g) for community workers and · (1 + g + h · scarcity) for social workers and care workers, g `wages.drift`,
//! h `wages.scarcity`, scarcity of [`crate::model::state::labour::LabourPool::scarcity`] for each. Whole fen a day. Overhead on the pay of social
//! workers and care workers is `organisation.overhead` of it in an organisation and `social_worker.inhouse_overhead` in-house.

use crate::base::calendar::FEN;
use crate::base::calendar::whole_days;
use crate::world::World;

use crate::model::state::post::Post;

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
    factor: [f64; 3],
}

impl Prices {
    /// Prices of the first year.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let mut prices =
            Self { community_worker: 0, social_worker: 0, overhead: 0, inhouse_overhead: 0, care: [0; 3], factor: [1.0; 3] };
        prices.round(world);
        prices
    }

    fn round(&mut self, world: &World) {
        let keys = &world.keys;
        let [community, social, care] = self.factor;
        self.community_worker = whole_days(*keys.community_worker.wage * FEN * community);
        let with_overhead =
            |wage: f64| [wage, wage * *keys.organisation.overhead, wage * *keys.social_worker.inhouse_overhead].map(whole_days);
        [self.social_worker, self.overhead, self.inhouse_overhead] = with_overhead(*keys.social_worker.wage * FEN * social);
        if world.occupations.hired() {
            self.care = with_overhead(*keys.care_worker.wage * FEN * care);
        }
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

    #[test]
    fn wages_drift_from_year_to_year_and_those_of_social_workers_rise_with_their_scarcity() {
        let (world, _, _) = district(&["wages.drift=0.1", "wages.scarcity=0.2"], |_| {});
        let mut prices = Prices::new(&world);
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
        let (world, _, _) = district(&[&sets[..], &["wages.scarcity=0.5"]].concat(), |_| {});
        let mut prices = Prices::new(&world);
        let pair = |p: &Prices, posts: [Post; 2]| posts.map(|post| (p.pay(post), p.overhead(post)));
        assert_eq!(pair(&prices, Post::IN_HOUSE), [(6_000_000, 600_000), (4_000_000, 400_000)]);
        for posts in [Post::BOUGHT, Post::OPERATED, Post::OF_GRANTS] {
            assert_eq!(pair(&prices, posts), [(6_000_000, 1_500_000), (4_000_000, 1_000_000)], "{posts:?}");
        }
        assert_eq!((prices.of(Post::CommunityWorker), prices.overhead(Post::Coordinator)), (5_000_000, 0));
        prices.next_year(&world, [0.0, 0.2]);
        assert_eq!(pair(&prices, Post::IN_HOUSE), [(6_000_000, 600_000), (4_400_000, 440_000)]);
    }
}
