//! Posts (岗位): target numbers of staff per site, and the pace of hiring and leaving.
//!
//! Targets are budget share ÷ price of a post, allotted to sites by largest remainders ([`set_targets`]). People leave by
//! attrition and, where a site exceeds its target, by dismissals up to a yearly share with severance; vacancies take time to
//! fill, from a finite labour pool, and are opened only with money that is not committed.

mod bins;
mod coming;
mod going;
mod stock;
mod turn;

use crate::base::apportion::apportion_among;
use crate::base::calendar::FEN;
use crate::base::places::SiteId;
use crate::model::state::post::{ByPost, Post};
use crate::scenario::keys::policy::Base;
use crate::world::World;
use crate::world::sites::{self, Party, SubdistrictSites};

use crate::model::compiled::Plan;
use crate::model::state::channel::Channel;
use crate::model::state::subdistrict::Subdistrict;

pub use crate::model::workforce::posts::bins::{bin_shares, expected_hours, move_to, replan};
pub use crate::model::workforce::posts::coming::{Seats, fill_all, fill_vacancies, hire, shifts};
pub use crate::model::workforce::posts::going::{dismiss, dismiss_all, leave};
pub use crate::model::workforce::posts::stock::rebuild;
pub use crate::model::workforce::posts::turn::turn;

/// Posts of government that the shares of a policy pay for, by kind; the clerks in post are paid first from the in-house share.
/// Commitments in force determine how much of their shares the other channels can count on. `beyond_share` is money that in-house posts
/// may take although their
/// share is less, fen a year ([`crate::model::district::treasury::inhouse_beyond_share`]).
#[must_use]
pub fn affordable(world: &World, plan: &Plan, clerk_minutes: u64, beyond_share: i64) -> ByPost<u64> {
    let budget = plan.budget(world);
    let clerks = sites::clerk_fen(&world.keys, clerk_minutes);
    let inhouse = (budget as f64 * plan.shares[Channel::InHouse]).max(beyond_share as f64);
    // Clerks in post are paid whatever the shares: social workers get the remainder of the in-house share.
    let social = (inhouse * *plan.policy.capacity.social_worker_share).min((inhouse - clerks as f64).max(0.0));
    let posts = |money: f64, post: Post| (money.max(0.0) / plan.prices.of(post).max(1) as f64 + 1e-9) as u64;
    let volunteers: f64 = world.places.communities.iter().map(|c| c.volunteers).sum();
    let insurance = volunteers * *world.keys.volunteer.cost_per_year * FEN;
    let mut wanted = ByPost::default();
    wanted[Post::CommunityWorker] = posts(inhouse - social - clerks as f64, Post::CommunityWorker);
    wanted[Post::SocialWorker] = posts(social, Post::SocialWorker);
    let support = budget as f64 * plan.shares[Channel::SelfHelp] * (1.0 - *plan.policy.funding.fundraising);
    wanted[Post::Coordinator] = posts(support - insurance, Post::Coordinator);
    let cap = *world.keys.posts.inhouse_cap;
    if cap > 0.0 {
        // The establishment (编制) caps heads, whatever the money.
        let most = (world.residents / 10_000.0 * cap) as u64;
        let both = wanted[Post::CommunityWorker] + wanted[Post::SocialWorker];
        if both > most {
            wanted[Post::SocialWorker] = wanted[Post::SocialWorker] * most / both;
            wanted[Post::CommunityWorker] = most - wanted[Post::SocialWorker];
        }
    }
    wanted
}

/// Sets the target numbers of government staff of every site under a plan, given the clerk minutes per day in post and the money beyond
/// the in-house share.
pub fn set_targets(subs: &mut [Subdistrict], world: &World, plan: &Plan, clerk_minutes: u64, beyond_share: i64) {
    let posts = affordable(world, plan, clerk_minutes, beyond_share);
    // In order of identity, so that neither a sum nor a tie depends on the boundaries of subdistricts.
    let all = &world.sites.in_order;
    for post in Post::ALL.into_iter().filter(|p| p.is_governments()) {
        let weigh = |&(s, i): &(u16, SiteId)| {
            let s = usize::from(s);
            weight(world, plan, &world.sites.by_subdistrict[s], s, i, post)
        };
        let weights: Vec<f64> = all.iter().map(weigh).collect();
        let total = if weights.iter().any(|w| *w > 0.0) { posts[post] } else { 0 };
        let identity = |at: usize| {
            let (s, i) = all[at];
            u64::from(world.sites.by_subdistrict[usize::from(s)].sites[i].stable)
        };
        for (&(s, i), wanted) in all.iter().zip(apportion_among(total, &weights, identity)) {
            subs[usize::from(s)].staff[i].target[post] = wanted as u32;
        }
    }
}

/// Weight of a site in the allotment of posts.
fn weight(world: &World, plan: &Plan, own: &SubdistrictSites, s: usize, i: SiteId, post: Post) -> f64 {
    let site = &own.sites[i];
    let community = &world.places.communities[usize::from(site.community)];
    let in_offices = plan.policy.capacity.base == Base::Office;
    match (post, site.party) {
        (Post::CommunityWorker, Party::Office) => {
            community.community_workers.unwrap_or(community.residents / 10_000.0 * *world.keys.community_worker.per_10k)
        }
        (Post::Coordinator, Party::Office) => community.residents,
        (Post::SocialWorker, Party::Office) if in_offices => community.residents,
        (Post::SocialWorker, Party::Station) if !in_offices => world.places.residents_of(s),
        _ => 0.0,
    }
}
