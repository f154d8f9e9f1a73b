//! Outsourcing of facilities (设施项目外包): rooms are opened as far as the channel's money goes, and run under contracts of years.
//!
//! Of the rooms that are closed, the one opens next that reaches most residents who are not yet near one, Σ residents ·
//! exp(−distance / ℓ). Its operator is found by the tender's own score among the organisations of the subdistrict; one bid, of
//! `market.bid_hours`, is for all rooms of a round. A contract pays the operator's people, overhead and the fixed cost; tender and monitoring
//! come on top of the first two.

use std::collections::BTreeSet;

use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{SiteId, SubdistrictId, WorkerId};
use crate::model::money::purchase;
use crate::model::money::purchase::Bid;
use crate::model::money::terms;
use crate::model::state::channel::Channel;
use crate::model::state::post::Post;
use crate::model::state::subdistrict::Context;
use crate::model::workforce::posts;
use crate::world::World;
use crate::world::geography::distance;
use crate::world::occupations;
use crate::world::sites::Site;

use crate::model::district::{tender, transfer, treasury};
use crate::model::state::district::District;
use crate::model::state::labour::LabourPool;
use crate::model::state::organisation::Rooms;
use crate::model::state::subdistrict::Subdistrict;

/// Contracts that have ended are tendered again; new rooms open while there is money for another.
pub fn adjust(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
    let (world, day) = (ctx.world, ctx.day);
    let pays = ctx.plan.shares[Channel::Facility] > 0.0;
    if !pays && subs.iter().all(|s| s.rooms.iter().all(|r| r.operator.is_none())) {
        return;
    }
    let mut bidders = BTreeSet::new();
    for s in subs.places() {
        for f in 0..subs[s].rooms.len() {
            let rooms = subs[s].rooms[f];
            if rooms.operator.is_some() && rooms.until <= day {
                // Under a policy without a share for rooms, contracts run out.
                let next = if pays { operator(subs, ctx, (s, f), &mut bidders) } else { None };
                if next != rooms.operator {
                    district.seen.transferred += change_hands(&mut subs[s], &mut district.labour, f, next.is_some(), ctx);
                }
                contract(&mut subs[s], f, ctx, next);
            }
        }
    }
    let one = terms::rent(world) + of_people(ctx);
    let flow = treasury::flows(subs, district, ctx)[Channel::Facility];
    let mut open = subs.iter().flat_map(|s| &s.rooms).filter(|r| r.operator.is_some()).count() as i64;
    // Rooms that the budget can no longer pay close, the last opened first.
    let unpaid = |subs: &Of<SubdistrictId, Subdistrict>, district: &District| {
        district.budget < treasury::binding(subs, district, world, ctx.plan)
    };
    while open > 0 && open * one > flow.max(0) && unpaid(subs, district) {
        let last = subs
            .places()
            .iter()
            .flat_map(|s| (0..subs[s].rooms.len()).map(move |f| (s, f)))
            .filter(|&(s, f)| subs[s].rooms[f].operator.is_some())
            .max_by_key(|&(s, f)| (subs[s].rooms[f].until, s, f));
        let Some((s, f)) = last else { break };
        release(&mut subs[s], &mut district.labour, f, ctx);
        contract(&mut subs[s], f, ctx, None);
        open -= 1;
    }
    while (open + 1) * one <= flow {
        let Some((s, f)) = next_rooms(subs, world) else { break };
        let Some(seat) = operator(subs, ctx, (s, f), &mut bidders) else { break };
        contract(&mut subs[s], f, ctx, Some(seat));
        open += 1;
    }
    // One bid per bidder, however many rooms.
    for (s, site) in bidders {
        let sub = &mut subs[s];
        tender::spend_hours(&mut sub.days[site], &sub.staff[site], *world.keys.market.bid_hours * 60.0);
    }
}

/// Posts of a room, of social workers and of care workers: its people are for its categories in turn.
fn posts_of(world: &World, site: &Site) -> [u32; 2] {
    let care = world.occupations.share_in_turn(&site.in_order());
    occupations::split(u64::from(world.keys.facility.posts.get()), care).map(|n| n as u32)
}

/// What the people of a room cost in a year, with tender and monitoring, fen: rooms are for the same categories everywhere.
fn of_people(ctx: &Context<'_>) -> i64 {
    let mut rooms = ctx.world.sites.by_subdistrict.iter().flat_map(|own| own.facilities.iter().map(|i| &own.sites[i]));
    let posts = rooms.next().map_or([0; 2], |site| posts_of(ctx.world, site));
    let each = Post::OPERATED.into_iter().zip(posts);
    each.map(|(post, n)| i64::from(n) * terms::with_friction(ctx.world, ctx.plan, post)).sum()
}

fn contract(sub: &mut Subdistrict, f: usize, ctx: &Context<'_>, operator: Option<u16>) {
    let until = ctx.day.saturating_add(ctx.plan.policy.facility.contract_days.get() as u16);
    let site = ctx.world.own(sub.index).facilities.nth(f);
    sub.rooms[f] = Rooms { operator, until };
    let wanted = posts_of(ctx.world, &ctx.world.own(sub.index).sites[site]);
    for (post, n) in Post::OPERATED.into_iter().zip(wanted) {
        sub.staff[site].target[post] = if operator.is_some() { n } else { 0 };
    }
}

/// Rooms without an operator are closed.
pub fn vacate(subs: &mut Of<SubdistrictId, Subdistrict>, labour: &mut LabourPool, ctx: &Context<'_>) {
    for sub in subs {
        for f in 0..sub.rooms.len() {
            let site = ctx.world.own(sub.index).facilities.nth(f);
            if sub.rooms[f].operator.is_none() && Post::OPERATED.iter().any(|&post| sub.staff[site].target[post] > 0) {
                contract(sub, f, ctx, None);
                release(sub, labour, f, ctx);
            }
        }
    }
}

/// The people of a former operator leave, but for those who go over to the next, if there is one; returns their number.
fn change_hands(sub: &mut Subdistrict, labour: &mut LabourPool, f: usize, goes_on: bool, ctx: &Context<'_>) -> u64 {
    let own = ctx.world.own(sub.index);
    let site = own.facilities.nth(f);
    let units = own.sites[site].units;
    let workers = &sub.lines.workers;
    let stays = |w: WorkerId| units.contains(workers[w].unit) && transfer::is_willing(&workers[w], ctx);
    let staying = if goes_on { workers.places().iter().filter(|&w| stays(w)).count() as u64 } else { 0 };
    if staying == 0 {
        release(sub, labour, f, ctx);
        return 0;
    }
    // The last comes first, so that places of those before stay what they are.
    let leaving: Vec<WorkerId> = workers.places().iter().filter(|&w| units.contains(workers[w].unit) && !stays(w)).collect();
    for w in leaving.into_iter().rev() {
        let worker = &sub.lines.workers[w];
        labour.returns(worker.kind);
        if let Some(post) = worker.post {
            sub.staff[site].by_post[post] -= 1;
        }
        posts::dismiss(&mut sub.cases, &mut sub.lines, ctx, w);
    }
    staying
}

/// The people of a former operator leave.
fn release(sub: &mut Subdistrict, labour: &mut LabourPool, f: usize, ctx: &Context<'_>) {
    let site = ctx.world.own(sub.index).facilities.nth(f);
    let Subdistrict { cases, lines, staff, .. } = sub;
    posts::dismiss_all(cases, lines, &mut staff[site], ctx, site, labour);
}

/// The organisation of the subdistrict with the best score for rooms, by subdistrict and place; bidders are added to `bidders`.
fn operator(
    subs: &Of<SubdistrictId, Subdistrict>,
    ctx: &Context<'_>,
    (s, f): (SubdistrictId, usize),
    bidders: &mut BTreeSet<(SubdistrictId, SiteId)>,
) -> Option<u16> {
    let own = &ctx.world.sites.by_subdistrict[s];
    let groups = own.sites[own.facilities.nth(f)].categories;
    let (mut bids, mut seats, mut stables) = (Vec::new(), Vec::new(), Vec::new());
    for (seat, i) in own.all_organisations().enumerate() {
        let org = &subs[s].organisations[seat];
        let shared = (own.sites[i].categories & groups).count_ones();
        if org.open && shared > 0 && org.red == 0 {
            let coverage = f64::from(shared) / f64::from(groups.count_ones().max(1));
            bids.push(Bid { quality: f64::from(org.reputation) * coverage, price: 1.0, standing: f64::from(org.wins) + 1.0 });
            seats.push(seat as u16);
            stables.push(own.sites[i].stable);
            bidders.insert((s, i));
        }
    }
    let terms = &ctx.plan.policy.purchase;
    let draw = |i: usize| ctx.keys.unit(Draw::facility_bid(stables[i], ctx.day, f as u16));
    let shares = purchase::award(terms, *ctx.world.keys.market.score_noise, &bids, draw);
    (0..seats.len()).max_by(|&a, &b| shares[a].total_cmp(&shares[b])).map(|i| seats[i])
}

/// The closed rooms that reach the most residents far from open ones.
fn next_rooms(subs: &Of<SubdistrictId, Subdistrict>, world: &World) -> Option<(SubdistrictId, usize)> {
    let scale = *world.keys.facility.attendance_km;
    let near = |a: (f32, f32), b: (f32, f32)| libm::exp(-f64::from(distance(a, b)) / scale);
    let at = |s: SubdistrictId, f: usize| {
        let own = &world.sites.by_subdistrict[s];
        own.sites[own.facilities.nth(f)].at
    };
    let mut best: Option<(f64, SubdistrictId, usize)> = None;
    for (s, sub) in subs.pairs() {
        let open: Vec<usize> = (0..sub.rooms.len()).filter(|&f| sub.rooms[f].operator.is_some()).collect();
        for f in (0..sub.rooms.len()).filter(|f| !open.contains(f)) {
            let mut reach = 0.0;
            for &c in &world.places.subdistricts[s].communities {
                let place = &world.places.communities[c];
                let covered = open.iter().map(|&o| near(place.at, at(s, o))).fold(0.0, f64::max);
                reach += place.residents * (near(place.at, at(s, f)) - covered).max(0.0);
            }
            if best.is_none_or(|(most, ..)| reach > most) {
                best = Some((reach, s, f));
            }
        }
    }
    best.map(|(_, s, f)| (s, f))
}
