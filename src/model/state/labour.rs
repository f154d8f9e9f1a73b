//! The labour market (劳动力市场) of the district: one finite pool from which government and organisations hire.

use crate::world::World;

use crate::model::state::worker::Kind;

/// People the district's labour market holds beside those in post.
#[derive(Clone, Debug, Default)]
pub struct LabourPool {
    /// Social workers out of post.
    pub social: i64,
    /// Community workers out of post.
    pub community: i64,
}

impl LabourPool {
    /// The pool of a district at its first day, before anyone is in post.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let per = world.residents / 10_000.0;
        Self {
            social: libm::round(per * *world.keys.posts.social_worker_pool) as i64,
            community: libm::round(per * *world.keys.posts.community_worker_pool) as i64,
        }
    }

    /// Takes a person if one is available.
    pub fn take(&mut self, kind: Kind) -> bool {
        let side = if kind.is_social_worker() { &mut self.social } else { &mut self.community };
        let there = *side > 0;
        *side -= i64::from(there);
        there
    }

    /// A person is out of post again.
    pub fn returns(&mut self, kind: Kind) {
        if kind.is_social_worker() {
            self.social += 1;
        } else {
            self.community += 1;
        }
    }

    /// Scarcity of social workers: 1 when nobody is without a post, 0 when half are.
    #[must_use]
    pub fn scarcity(&self, world: &World) -> f64 {
        let all = world.residents / 10_000.0 * *world.keys.posts.social_worker_pool;
        (1.0 - 2.0 * self.social.max(0) as f64 / all.max(1.0)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::reference::world;

    #[test]
    fn the_market_is_scarce_when_nobody_is_without_a_post_and_not_when_half_are() {
        let world = world(&["posts.social_worker_pool=10"]);
        let mut pool = LabourPool::new(&world);
        // 72,000 residents.
        assert_eq!(pool.social, 72);
        assert_eq!(pool.scarcity(&world), 0.0);
        for (left, scarcity) in [(36, 0.0), (18, 0.5), (9, 0.75), (0, 1.0)] {
            pool.social = left;
            assert_eq!(pool.scarcity(&world), scarcity, "{left} left");
        }
        assert!(!pool.take(Kind::SocialWorker));
        pool.returns(Kind::SocialWorker);
        assert!(pool.take(Kind::SocialWorker) && pool.social == 0);
    }
}
