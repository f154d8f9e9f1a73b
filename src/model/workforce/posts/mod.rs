//! Posts (岗位): how many people each site wants, and the pace at which people come and go.
//!
//! Targets follow from budget share ÷ price of a post, dealt to sites by largest remainders ([`set_targets`]). People leave by
//! attrition and, where a site has more than it wants, by dismissals up to a yearly share with severance; vacancies take time to
//! fill, from a finite labour pool, and are opened only with money that is not committed.

mod bins;
mod coming;
mod going;

use crate::base::apportion::apportion_among;
use crate::base::calendar::FEN;
use crate::base::draws::Draw;
use crate::model::state::post::ALL;
use crate::model::state::post::POSTS;
use crate::model::state::post::Post;
use crate::scenario::keys::policy::Base;
use crate::world::World;
use crate::world::sites::{self, Party, SubdistrictSites};

use crate::model::compiled::Plan;
use crate::model::money::casual;
use crate::model::state::channel::Channel;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::worker::Kind;

pub use crate::model::workforce::posts::bins::{bin_shares, expected_hours, move_to, replan};
pub use crate::model::workforce::posts::coming::{Seats, fill_all, fill_vacancies, hire, shifts};
pub use crate::model::workforce::posts::going::{dismiss, dismiss_all, leave};

/// Posts of government that the shares of a policy pay for, by kind; the clerks in post are paid first from the in-house share. What is in
/// force decides how much of their shares the other channels can count on. `beyond_share` is money that in-house posts may take although their
/// share is less, fen a year ([`crate::model::district::treasury::inhouse_beyond_share`]).
#[must_use]
pub fn affordable(world: &World, plan: &Plan, clerk_minutes: u64, beyond_share: i64) -> [u64; POSTS] {
    let budget = plan.budget(world);
    let clerks = sites::clerk_fen(&world.keys, clerk_minutes);
    let inhouse = (budget as f64 * plan.shares[Channel::InHouse as usize]).max(beyond_share as f64);
    // Clerks are there whatever the shares say: social workers have what they leave of the in-house share.
    let social = (inhouse * *plan.policy.capacity.social_worker_share).min((inhouse - clerks as f64).max(0.0));
    let posts = |money: f64, post: Post| (money.max(0.0) / plan.prices.of(post).max(1) as f64 + 1e-9) as u64;
    let volunteers: f64 = world.places.communities.iter().map(|c| c.volunteers).sum();
    let insurance = volunteers * *world.keys.volunteer.cost_per_year * FEN;
    let mut wanted = [0; POSTS];
    wanted[Post::CommunityWorker as usize] = posts(inhouse - social - clerks as f64, Post::CommunityWorker);
    wanted[Post::SocialWorker as usize] = posts(social, Post::SocialWorker);
    let support = budget as f64 * plan.shares[Channel::SelfHelp as usize] * (1.0 - *plan.policy.funding.fundraising);
    wanted[Post::Coordinator as usize] = posts(support - insurance, Post::Coordinator);
    let cap = *world.keys.posts.inhouse_cap;
    if cap > 0.0 {
        // The establishment (编制) caps heads, whatever money there is.
        let most = (world.residents / 10_000.0 * cap) as u64;
        let both = wanted[Post::CommunityWorker as usize] + wanted[Post::SocialWorker as usize];
        if both > most {
            wanted[Post::SocialWorker as usize] = wanted[Post::SocialWorker as usize] * most / both;
            wanted[Post::CommunityWorker as usize] = most - wanted[Post::SocialWorker as usize];
        }
    }
    wanted
}

/// Sets how many people of government every site wants under a plan, with so many clerk minutes a day in post and so much money beyond the
/// in-house share.
pub fn set_targets(subs: &mut [Subdistrict], world: &World, plan: &Plan, clerk_minutes: u64, beyond_share: i64) {
    let posts = affordable(world, plan, clerk_minutes, beyond_share);
    // In the order of identity, so that neither a sum nor an equal remainder hangs on where boundaries run.
    let all = &world.sites.in_order;
    for post in ALL.into_iter().filter(|p| p.is_governments()) {
        let weigh = |&(s, i): &(u16, u16)| {
            let (s, i) = (usize::from(s), usize::from(i));
            weight(world, plan, &world.sites.by_subdistrict[s], s, i, post)
        };
        let weights: Vec<f64> = all.iter().map(weigh).collect();
        let total = if weights.iter().any(|w| *w > 0.0) { posts[post as usize] } else { 0 };
        let identity = |at: usize| {
            let (s, i) = all[at];
            u64::from(world.sites.by_subdistrict[usize::from(s)].sites[usize::from(i)].stable)
        };
        for (&(s, i), wanted) in all.iter().zip(apportion_among(total, &weights, identity)) {
            subs[usize::from(s)].staff[usize::from(i)].target[post as usize] = wanted as u32;
        }
    }
}

/// Weight of a site when posts are dealt.
fn weight(world: &World, plan: &Plan, own: &SubdistrictSites, s: usize, i: usize, post: Post) -> f64 {
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

/// Takes stock: orders people by line, and counts anew what every line and site has in them. Every change of people is followed by it, and it
/// takes most of the owner: people and clocks, lines, staff, and the claims on casual hours that follow from them.
pub fn rebuild(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    sub.workers.sort_by_key(|w| (w.unit, w.stable));
    for unit in &mut sub.units {
        unit.servers = 0..0;
        unit.potential = 0;
        unit.open = 0;
        unit.begun = 0;
    }
    for staff in &mut sub.staff {
        staff.heads = 0;
        staff.paid = 0;
        staff.available = 0;
        staff.social = 0.0;
    }
    let mut social = vec![0_u32; sub.staff.len()];
    let mut knowledge = vec![(0.0_f32, 0.0_f32); sub.staff.len()];
    sub.clocks.clear();
    for (i, worker) in sub.workers.iter().enumerate() {
        let clock = worker.clock();
        sub.clocks.push(clock);
        let unit = &mut sub.units[usize::from(worker.unit)];
        if unit.servers.is_empty() {
            unit.servers = i as u32..i as u32;
        }
        unit.servers.end = i as u32 + 1;
        unit.potential += u32::from(worker.potential);
        unit.open += u32::from(clock.open);
        unit.begun += worker.open_cases().iter().map(|c| u64::from(c.left)).sum::<u64>();
        let place = usize::from(own.site_of[usize::from(worker.unit)]);
        let staff = &mut sub.staff[place];
        staff.heads += 1;
        staff.paid += match worker.kind {
            Kind::Volunteer | Kind::FirmStaff => u32::from(worker.potential),
            _ => u32::from(worker.full),
        };
        staff.available += u32::from(worker.potential);
        if worker.kind.is_social_worker() {
            social[place] += u32::from(worker.potential);
            knowledge[place].0 += worker.mean_knowledge();
            knowledge[place].1 += 1.0;
        }
    }
    for ((staff, social), (known, people)) in sub.staff.iter_mut().zip(social).zip(knowledge) {
        staff.knowledge = if people > 0.0 { known / people } else { 0.0 };
        staff.social = social as f32 / staff.available.max(1) as f32;
    }
    sub.claims = casual::claims(sub, ctx.world, ctx.plan);
}

/// Whose turn it is among sites that are equally far from what they want: drawn for the day, so that no place in the list is favoured.
#[must_use]
pub fn turn(ctx: &Context<'_>, s: usize, i: usize) -> u64 {
    let stable = ctx.world.sites.by_subdistrict[s].sites[i].stable;
    ctx.keys.bits(Draw::site_order(stable, ctx.day))
}
