//! Posts (岗位): target numbers of staff per site, and the pace of hiring and leaving.
//!
//! Targets are budget share ÷ price of a post (where care workers are hired: of the posts that the rule for their categories gives to each
//! occupation, [`crate::world::occupations`]), allotted to sites by largest remainders ([`set_targets`]). People leave by
//! attrition and, where a site exceeds its target, by dismissals up to a yearly share with severance; vacancies take time to
//! fill, from a finite labour pool, and are opened only with money that is not committed.

mod bins;
mod coming;
mod going;
mod stock;
mod turn;

use crate::base::apportion::apportion_among;
use crate::base::calendar::FEN;
use crate::base::of::Of;
use crate::base::places::{SiteId, SubdistrictId};
use crate::model::state::post::{ByPost, Post};
use crate::scenario::keys::policy::Base;
use crate::world::World;
use crate::world::occupations;
use crate::world::sites::{self, Party, SubdistrictSites};

use crate::model::compiled::Plan;
use crate::model::state::channel::Channel;
use crate::model::state::subdistrict::Subdistrict;

pub use crate::model::workforce::posts::bins::{bin_shares, expected_hours, move_to, replan};
pub use crate::model::workforce::posts::coming::{Seats, fill_all, fill_vacancies, hire, shifts};
pub use crate::model::workforce::posts::going::{dismiss, dismiss_all, leave};
pub use crate::model::workforce::posts::stock::rebuild;
pub use crate::model::workforce::posts::turn::turn;

/// Posts of government that the shares of a policy pay for, by kind; the clerks in post are paid first, from the personnel line or else the in-house share.
/// Commitments in force determine how much of their shares the other channels can count on. `beyond_share` is money that in-house posts
/// may take although their
/// share is less, fen a year ([`crate::model::district::treasury::inhouse_beyond_share`]).
#[must_use]
pub fn affordable(world: &World, plan: &Plan, clerk_minutes: u64, beyond_share: i64) -> ByPost<u64> {
    let budget = plan.budget();
    let clerks = sites::clerk_fen(&world.keys, clerk_minutes);
    let inhouse = (budget as f64 * plan.shares[Channel::InHouse]).max(beyond_share as f64);
    let (workers, social) = if plan.division.lines.fenced {
        (budget as f64 * plan.shares[Channel::Personnel] - clerks as f64, inhouse)
    } else {
        // Clerks in post are paid whatever the shares: social workers get the remainder of the in-house share.
        let social = (inhouse * plan.division.social).min((inhouse - clerks as f64).max(0.0));
        (inhouse - social - clerks as f64, social)
    };
    let posts = |money: f64, post: Post| (money.max(0.0) / plan.prices.of(post).max(1) as f64 + 1e-9) as u64;
    // Care workers and social workers together, as the rule for their categories divides them.
    let care = world.occupations.share(bin_shares(world, plan, None));
    let mut desks = occupations::affordable(social, care, Post::IN_HOUSE.map(|post| plan.prices.of(post)));
    let volunteers: f64 = world.places.communities.iter().map(|c| c.volunteers).sum();
    let insurance = volunteers * *world.keys.volunteer.cost_per_year * FEN;
    let mut wanted = ByPost::default();
    wanted[Post::CommunityWorker] = posts(workers, Post::CommunityWorker);
    let support = budget as f64 * plan.shares[Channel::SelfHelp] * (1.0 - *plan.policy.funding.fundraising);
    wanted[Post::Coordinator] = posts(support - insurance, Post::Coordinator);
    let cap = *world.keys.posts.inhouse_cap;
    if cap > 0.0 {
        // The establishment (编制) caps heads, whatever the money.
        let most = (world.residents / 10_000.0 * cap) as u64;
        let both = wanted[Post::CommunityWorker] + desks;
        if both > most {
            desks = desks * most / both;
            wanted[Post::CommunityWorker] = most - desks;
        }
    }
    [wanted[Post::SocialWorker], wanted[Post::CareWorker]] = occupations::split(desks, care);
    wanted
}

/// Sets the target numbers of government staff of every site under a plan, given the clerk minutes per day in post and the money beyond
/// the in-house share.
pub fn set_targets(subs: &mut Of<SubdistrictId, Subdistrict>, world: &World, plan: &Plan, clerk_minutes: u64, beyond_share: i64) {
    let posts = affordable(world, plan, clerk_minutes, beyond_share);
    // In order of identity, so that neither a sum nor a tie depends on the boundaries of subdistricts.
    let all = &world.sites.in_order;
    for post in Post::ALL.into_iter().filter(|p| p.is_governments()) {
        let weigh = |&(s, i): &(SubdistrictId, SiteId)| weight(world, plan, &world.sites.by_subdistrict[s], s, i, post);
        let weights: Vec<f64> = all.iter().map(weigh).collect();
        let total = if weights.iter().any(|w| *w > 0.0) { posts[post] } else { 0 };
        let identity = |at: usize| {
            let (s, i) = all[at];
            u64::from(world.sites.by_subdistrict[s].sites[i].stable)
        };
        for (&(s, i), wanted) in all.iter().zip(apportion_among(total, &weights, identity)) {
            subs[s].staff[i].target[post] = wanted as u32;
        }
    }
}

/// Weight of a site in the allotment of posts.
fn weight(world: &World, plan: &Plan, own: &SubdistrictSites, s: SubdistrictId, i: SiteId, post: Post) -> f64 {
    let site = &own.sites[i];
    let community = &world.places.communities[site.community];
    let in_offices = plan.policy.capacity.base == Base::Office;
    match (post, site.party) {
        (Post::CommunityWorker, Party::Office) => {
            community.community_workers.unwrap_or(community.residents / 10_000.0 * *world.keys.community_worker.per_10k)
        }
        (Post::Coordinator, Party::Office) => community.residents,
        (Post::SocialWorker | Post::CareWorker, Party::Office) if in_offices => community.residents,
        (Post::SocialWorker | Post::CareWorker, Party::Station) if !in_offices => world.places.residents_of(s),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::idle::district;
    use crate::model::state::channel::ByChannel;
    use crate::scenario::keys::quantity::Share;

    const SETS: [&str; 4] =
        ["community_worker.per_10k=100", "volunteer.cost_per_year=100", "volunteer.active_share=0.01", "posts.inhouse_cap=0"];

    fn share(x: f64) -> Share {
        Share::new(x).expect("a share")
    }

    #[test]
    fn posts_are_those_that_the_shares_of_the_budget_pay_for_clerks_first_and_insurance_before_coordinators() {
        let (world, _, mut arm) = district(&SETS, |p| {
            p.funding.fundraising = share(0.25);
        });
        arm.plan.division.social = 0.25;
        arm.plan.shares = ByChannel::new([0.8, 0.0, 0.0, 0.0, 0.2, 0.0]);
        let budget = arm.plan.budget() as f64;
        let whole = |money: f64, price: f64| (money / price) as u64;
        let posts = affordable(&world, &arm.plan, 0, 0);
        assert_eq!(posts[Post::CommunityWorker], whole(0.6 * budget, 5e6));
        assert_eq!(posts[Post::SocialWorker], whole(0.2 * budget, 6e6));
        // Forty volunteers at 10,000 fen.
        assert_eq!(posts[Post::Coordinator], whole(0.15 * budget - 400_000.0, 5e6));
        assert!(posts[Post::Coordinator] >= 4 && posts[Post::Purchased] == 0);
        // Ten days' worth of clerks take two posts.
        let clerks = affordable(&world, &arm.plan, 960, 0);
        assert_eq!(clerks[Post::CommunityWorker], whole(0.6 * budget - 1e7, 5e6));
        assert_eq!(clerks[Post::SocialWorker], posts[Post::SocialWorker]);
        let beyond = affordable(&world, &arm.plan, 0, budget as i64);
        assert_eq!(beyond[Post::CommunityWorker], whole(0.75 * budget, 5e6));
    }

    #[test]
    fn in_house_money_pays_for_the_occupations_that_the_categories_ask_for_and_for_no_more() {
        let sets = [&SETS[..], &["care_worker.hired=true", "care_worker.wage=40000"]].concat();
        let (world, _, mut arm) = district(&sets, |p| {
            p.planning.by_reports = share(1.0);
        });
        arm.plan.division.social = 1.0;
        arm.plan.shares = ByChannel::new([1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        let care = world.occupations.share(expected_hours(&world));
        assert!(care > 0.2 && care < 0.8, "{care}");
        let posts = affordable(&world, &arm.plan, 0, 0);
        let [social, carers] = Post::IN_HOUSE.map(|post| posts[post]);
        assert_eq!([social, carers], occupations::split(social + carers, care));
        let (cost, budget) = (social * 6_000_000 + carers * 4_000_000, arm.plan.budget() as u64);
        assert!(cost <= budget && budget - cost < 6_000_000, "{cost} of {budget}");
    }

    #[test]
    fn the_establishment_caps_heads_whatever_the_money() {
        let sets = [&SETS[..], &["posts.inhouse_cap=50"]].concat();
        let (world, _, mut arm) = district(&sets, |_| {});
        arm.plan.division.social = 0.5;
        arm.plan.shares = ByChannel::new([1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        let posts = affordable(&world, &arm.plan, 0, 0);
        assert_eq!(posts[Post::CommunityWorker] + posts[Post::SocialWorker], 20, "fifty for ten thousand");
        assert!(posts[Post::SocialWorker] > 7 && posts[Post::SocialWorker] < 10, "{posts:?}");
    }

    #[test]
    fn social_workers_are_wanted_at_the_station_or_in_the_offices() {
        for base in [Base::Station, Base::Office] {
            let (world, _, mut arm) = district(&SETS, |p| {
                p.capacity.base = base;
            });
            arm.plan.division.social = 0.5;
            arm.plan.shares = ByChannel::new([1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
            set_targets(&mut arm.subs, &world, &arm.plan, 0, 0);
            let posts = affordable(&world, &arm.plan, 0, 0);
            let own = &world.sites.by_subdistrict[SubdistrictId::FIRST];
            let staff = &arm.subs[SubdistrictId::FIRST].staff;
            let wanted = |post: Post, party: Party| -> u64 {
                own.sites.pairs().filter(|(_, s)| s.party == party).map(|(i, _)| u64::from(staff[i].target[post])).sum()
            };
            let social = [wanted(Post::SocialWorker, Party::Station), wanted(Post::SocialWorker, Party::Office)];
            let all = posts[Post::SocialWorker];
            assert_eq!(social, if base == Base::Station { [all, 0] } else { [0, all] });
            assert_eq!(wanted(Post::CommunityWorker, Party::Office), posts[Post::CommunityWorker]);
        }
    }
}
