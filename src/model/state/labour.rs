//! The labour market (劳动力市场) of the district: one finite pool from which government and organisations hire.

use crate::world::World;

use crate::model::state::worker::Kind;

/// People the district's labour market holds beside those in post.
#[derive(Clone, Debug, Default)]
pub struct LabourPool {
    /// Social workers out of post.
    pub social: i64,
    /// Care workers out of post.
    pub care: i64,
    /// Community workers out of post.
    pub community: i64,
}

impl LabourPool {
    /// The pool of a district at its first day, before anyone is in post.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let posts = &world.keys.posts;
        let [social, care, community] = [posts.social_worker_pool, posts.care_worker_pool, posts.community_worker_pool]
            .map(|per_10k| libm::round(world.residents / 10_000.0 * *per_10k) as i64);
        Self { social, care, community }
    }

    /// People of this kind.
    const fn side(&mut self, kind: Kind) -> &mut i64 {
        match kind {
            Kind::SocialWorker | Kind::OwnStaff => &mut self.social,
            Kind::CareWorker | Kind::OwnCareWorker => &mut self.care,
            _ => &mut self.community,
        }
    }

    /// Takes a person if one is available.
    pub fn take(&mut self, kind: Kind) -> bool {
        let side = self.side(kind);
        let there = *side > 0;
        *side -= i64::from(there);
        there
    }

    /// A person is out of post again.
    pub fn returns(&mut self, kind: Kind) {
        *self.side(kind) += 1;
    }

    /// Scarcity of social workers and of care workers: 1 when nobody is without a post, 0 when half are.
    #[must_use]
    pub fn scarcity(&self, world: &World) -> [f64; 2] {
        let posts = &world.keys.posts;
        [(self.social, posts.social_worker_pool), (self.care, posts.care_worker_pool)].map(|(out_of_post, per_10k)| {
            let all = world.residents / 10_000.0 * *per_10k;
            (1.0 - 2.0 * out_of_post.max(0) as f64 / all.max(1.0)).clamp(0.0, 1.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::reference::world;

    #[test]
    fn the_market_is_scarce_when_nobody_is_without_a_post_and_not_when_half_are() {
        let world = world(&["posts.social_worker_pool=10", "posts.care_worker_pool=20"]);
        let mut pool = LabourPool::new(&world);
        // 72,000 residents.
        assert_eq!((pool.social, pool.care), (72, 144));
        assert_eq!(pool.scarcity(&world), [0.0; 2]);
        for (left, scarcity) in [(36, 0.0), (18, 0.5), (9, 0.75), (0, 1.0)] {
            pool.social = left;
            assert_eq!(pool.scarcity(&world), [scarcity, 0.0], "{left} left");
        }
        assert!(!pool.take(Kind::SocialWorker));
        pool.returns(Kind::SocialWorker);
        assert!(pool.take(Kind::SocialWorker) && pool.social == 0);
        // Care workers are other people.
        pool.care = 36;
        assert!(pool.take(Kind::CareWorker) && pool.take(Kind::OwnCareWorker) && pool.care == 34);
        pool.returns(Kind::CareWorker);
        assert_eq!((pool.care, pool.scarcity(&world)), (35, [1.0, 1.0 - 70.0 / 144.0]));
    }
}
