//! Prices of posts: wages that drift from year to year while the budget stays.
//!
//! wage(y + 1) = wage(y) · (1 + g) for community workers and · (1 + g + h · scarcity) for social workers, g `wages.drift`,
//! h `wages.scarcity`, scarcity of [`crate::model::state::labour::LabourPool::scarcity`]. Whole fen a day.

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
    factor: [f64; 2],
}

impl Prices {
    /// Prices of the first year.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let mut prices = Self { community_worker: 0, social_worker: 0, overhead: 0, factor: [1.0; 2] };
        prices.round(world);
        prices
    }

    fn round(&mut self, world: &World) {
        let keys = &world.keys;
        let [community, social] = self.factor;
        self.community_worker = whole_days(*keys.community_worker.wage * FEN * community);
        self.social_worker = whole_days(*keys.social_worker.wage * FEN * social);
        self.overhead = whole_days(*keys.social_worker.wage * FEN * social * *keys.organisation.overhead);
    }

    /// A year passes, at the end of which social workers are so scarce.
    pub fn next_year(&mut self, world: &World, scarcity: f64) {
        let wages = &world.keys.wages;
        let rise = [*wages.drift, *wages.drift + *wages.scarcity * scarcity];
        for (factor, rise) in self.factor.iter_mut().zip(rise) {
            *factor *= (1.0 + rise).max(0.0);
        }
        self.round(world);
    }

    /// Cost of a post to its employer in a year; what a contract adds is the organisation's matter.
    #[must_use]
    pub const fn of(&self, post: Post) -> i64 {
        match post {
            Post::CommunityWorker | Post::Coordinator => self.community_worker,
            Post::SocialWorker => self.social_worker,
            Post::Purchased | Post::Operator | Post::Granted => self.social_worker + self.overhead,
        }
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
        prices.next_year(&world, 0.5);
        assert_eq!(now(&prices), [5_500_000, 7_200_000, 9_000_000]);
        prices.next_year(&world, 0.0);
        assert_eq!(now(&prices), [6_050_000, 7_920_000, 9_900_000]);
        assert_eq!([prices.of(Post::Coordinator), prices.of(Post::Operator)], [6_050_000, 9_900_000]);
    }
}
