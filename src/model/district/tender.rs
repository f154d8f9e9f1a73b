//! The tender office (招标): who may bid for which lot, who gets it, and how many posts are called off.
//!
//! A tender settles who holds each lot and at what price for a period. How many posts a lot buys is called off every month, as far as the
//! channel's money goes, since in-house posts give way slowly. A new tender repays advances, and a holder who loses every lot in a
//! subdistrict loses its ties there.

use crate::base::of::Of;
use crate::base::places::{SiteId, SubdistrictId};
use crate::model::state::lots::Lot;
use std::collections::BTreeMap;

use crate::base::apportion::apportion;
use crate::base::calendar::whole_days;
use crate::base::calendar::{DAYS_PER_YEAR, MINUTES_PER_DAY};
use crate::base::draws::Draw;
use crate::model::money::purchase;
use crate::model::money::purchase::Bid;
use crate::model::money::purchase::markup;
use crate::model::money::terms;
use crate::model::state::channel::Channel;
use crate::model::state::minutes::Account;
use crate::model::state::post::Post;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::workforce::posts;
use crate::scenario::keys::policy::{Award, Lots, Purchaser};
use crate::world::World;
use crate::world::sites::{Seat, UnitRef};

use crate::model::compiled::Plan;
use crate::model::district::advances::repay_advances;
use crate::model::district::treasury;
use crate::model::state::district::District;
use crate::model::state::minutes::Day;
use crate::model::state::staff::Staff;

/// Categories of each bundle, as bit sets.
fn bundles(world: &World, lots: Lots) -> Vec<u16> {
    let kinds = world.kinds();
    match lots {
        Lots::Zone => vec![((1_u32 << kinds) - 1) as u16],
        Lots::ZoneCategory => (0..kinds).map(|k| 1 << k).collect(),
        Lots::ZoneDepartment => {
            let mut sets = vec![0; world.department_names.len()];
            for (k, c) in world.categories.pairs() {
                sets[usize::from(c.department)] |= 1 << k.get();
            }
            sets
        }
    }
}

/// Weight of each category when money is dealt to lots: expected work, and what is earmarked.
fn weights(world: &World, plan: &Plan) -> Vec<f64> {
    let expected = posts::expected_hours(world);
    let all: f64 = expected.iter().sum();
    let named: Vec<f64> = expected.iter().enumerate().map(|(k, w)| if plan.earmarked >> k & 1 == 1 { *w } else { 0.0 }).collect();
    let marked: f64 = named.iter().sum();
    let share = if marked > 0.0 { *plan.policy.guidance.earmark } else { 0.0 };
    expected
        .iter()
        .zip(&named)
        .map(|(w, n)| (1.0 - share) * w / all.max(1e-9) + if marked > 0.0 { share * n / marked } else { 0.0 })
        .collect()
}

/// Lines of the organisations that may bid for a bundle in a zone, in the order of identity.
fn bidders(world: &World, plan: &Plan, zone: SubdistrictId, bundle: u16) -> Vec<UnitRef> {
    let mut found: BTreeMap<u32, UnitRef> = BTreeMap::new();
    let communities = world.places.subdistricts[zone].communities.places().iter();
    for local in communities.take(if plan.sight[zone].is_shared() { 1 } else { usize::MAX }) {
        for k in world.categories.places().iter().filter(|k| bundle >> k.get() & 1 == 1) {
            for option in plan.sight[zone].of(local, k).providers.iter().filter(|o| o.is_organisation()) {
                let site = world.site(option.unit);
                let near = plan.policy.purchase.purchaser == Purchaser::District || option.unit.owner == zone;
                if near && site.seat != Seat::Facility {
                    found.insert(site.stable, option.unit);
                }
            }
        }
    }
    found.into_values().collect()
}

/// Share of a bundle's expected work that an organisation does.
fn coverage(weights: &[f64], bundle: u16, categories: u16) -> f64 {
    let sum = |set: u16| -> f64 { weights.iter().enumerate().filter(|(k, _)| set >> k & 1 == 1).map(|(_, w)| w).sum() };
    sum(bundle & categories) / sum(bundle).max(1e-9)
}

/// What was paid in advance goes back on the evening on which contracts end.
pub fn wind_up(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
    if district.next_tender <= ctx.day {
        repay_advances(subs, &mut district.treasury);
    }
}

/// Holds the tender, when the policy buys at all and the contracts have ended.
pub fn hold(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
    let (world, keys, day) = (ctx.world, ctx.keys, ctx.day);
    if ctx.plan.shares[Channel::Purchase] <= 0.0 {
        district.lots.clear();
        repay_advances(subs, &mut district.treasury);
        call_off(subs, district, ctx);
        return;
    }
    repay_advances(subs, &mut district.treasury);
    let terms = ctx.plan.policy.purchase.clone();
    let market = world.keys.market.clone();
    let before = std::mem::take(&mut district.lots);
    let weights = weights(world, ctx.plan);
    let cut = purchase::cut(&market, &terms);
    let cost = ctx.plan.prices.of(Post::Purchased) as f64 - ctx.plan.prices.social_worker as f64 * *market.cut_saving * cut;
    for zone in world.places.subdistricts.places() {
        let residents = world.places.residents_of(zone);
        for (b, set) in bundles(world, terms.lots).into_iter().enumerate() {
            let work: f64 = (0..world.kinds()).filter(|k| set >> k & 1 == 1).map(|k| weights[k]).sum();
            let units = bidders(world, ctx.plan, zone, set);
            if units.is_empty() || work <= 0.0 {
                continue;
            }
            let n = units.len();
            let reference = cost * (1.0 + *market.markup);
            let held = |u: &UnitRef| before.iter().find(|l| l.zone == zone && usize::from(l.bundle) == b && l.holder == *u);
            let bids: Vec<Bid> = units
                .iter()
                .map(|u| {
                    let org = &subs[u.owner].organisations[organisation(world, *u)];
                    let standing = match terms.award {
                        Award::Winner => f64::from(org.wins) + 1.0,
                        Award::Shares => held(u).map_or(1.0 / n as f64, |l| l.share),
                    };
                    let quality = f64::from(org.reputation) * coverage(&weights, set, world.site(*u).categories);
                    Bid { quality, price: price(subs, ctx, *u, cost, n) as f64 / reference, standing }
                })
                .collect();
            let draw = |i: usize| keys.unit(Draw::bid(world.site(units[i]).stable, day, zone, b as u8));
            let shares = purchase::award(&terms, *market.score_noise, &bids, draw);
            bear_costs(subs, district.budget, ctx, &units, work * residents, cost);
            let mut changed = false;
            for (u, share) in units.iter().zip(shares).filter(|(_, s)| *s > 0.0) {
                let price = price(subs, ctx, *u, cost, n);
                let org = organisation(world, *u);
                let org = &mut subs[u.owner].organisations[org];
                org.wins += 1;
                org.cut = cut as f32;
                changed |= !before.is_empty() && held(u).is_none();
                district.lots.push(Lot { zone, bundle: b as u8, weight: work * residents * share, share, holder: *u, price });
            }
            district.seen.lots += 1;
            district.seen.bids += n as u64;
            district.seen.changed += u64::from(changed);
        }
    }
    reset_ties(subs, &district.lots, &before, world);
    district.next_tender = day.saturating_add(terms.period_days.get() as u16);
    call_off(subs, district, ctx);
}

/// What a house asks for a post in a year, fen, among n bidders: its own cost and the markup. `cost`: that of a house with the usual overhead.
fn price(subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, unit: UnitRef, cost: f64, n: usize) -> i64 {
    let org = &subs[unit.owner].organisations[organisation(ctx.world, unit)];
    let usual = ctx.plan.prices.overhead;
    whole_days((cost + (org.overhead(usual) - usual) as f64) * (1.0 + markup(&ctx.world.keys.market, n)))
}

fn organisation(world: &World, unit: UnitRef) -> usize {
    let own = &world.sites.by_subdistrict[unit.owner];
    own.seat_of(own.site_of[unit.unit]).unwrap_or(0)
}

fn site(world: &World, unit: UnitRef) -> SiteId {
    world.sites.by_subdistrict[unit.owner].site_of[unit.unit]
}

/// A bid takes hours of the bidder's people: those of any bid, and what the contest for the rent is worth.
fn bear_costs(
    subs: &mut Of<SubdistrictId, Subdistrict>,
    budget: i64,
    ctx: &Context<'_>,
    units: &[UnitRef],
    work: f64,
    cost: f64,
) {
    let world = ctx.world;
    let market = &world.keys.market;
    let all: f64 = world.residents;
    let n = units.len();
    // The rent of a lot: the markup on what it is expected to buy in a year.
    let budget = budget as f64 * ctx.plan.shares[Channel::Purchase];
    let rent = budget * work / all.max(1.0) * markup(market, n);
    let minute = cost / (f64::from(DAYS_PER_YEAR) * f64::from(MINUTES_PER_DAY));
    let minutes = *market.bid_hours * 60.0 + purchase::effort(market, n, rent) / minute.max(1.0);
    for u in units {
        let (sub, site) = (&mut subs[u.owner], site(world, *u));
        spend_hours(&mut sub.days[site], &sub.staff[site], minutes);
    }
}

/// A bid or a proposal takes minutes of the people of a house, if it has any.
pub(super) fn spend_hours(day: &mut Day, staff: &Staff, minutes: f64) {
    if staff.heads > 0 {
        day.owe(Account::Administration, minutes.min(1.0e6) as u32);
    }
}

/// A share of what newly called-off posts will cost this year is paid at once, out of what the channel can still count on this year.
fn pay_advances(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
    let (world, day) = (ctx.world, ctx.day);
    let left = DAYS_PER_YEAR - day % DAYS_PER_YEAR;
    let rest = f64::from(district.next_tender.saturating_sub(day).min(left)) / f64::from(DAYS_PER_YEAR);
    let flow = treasury::flows(subs, district, ctx)[Channel::Purchase] as f64 * f64::from(left) / f64::from(DAYS_PER_YEAR);
    let outstanding: i64 = subs.iter().flat_map(|s| &s.organisations).map(|o| o.book.advance).sum();
    let mut there = (flow as i64 - outstanding).min(district.treasury.cash).max(0);
    let part = *ctx.plan.policy.purchase.advance * rest;
    for (sub, own) in subs.iter_mut().zip(&world.sites.by_subdistrict) {
        for (org, i) in sub.organisations.iter_mut().zip(own.all_organisations()).filter(|(o, _)| o.open) {
            let called = sub.staff[i].target[Post::Purchased];
            let new = i64::from(called.saturating_sub(org.book.advanced));
            let wanted = libm::round((new * org.price) as f64 * part) as i64;
            if wanted <= 0 {
                continue;
            }
            let paid = wanted.min(there);
            there -= paid;
            org.book.advanced = called;
            district.treasury.spend(paid);
            org.account.receive(paid);
            org.income[0] += paid;
            org.book.paid += paid;
            org.book.advance += paid;
        }
    }
}

/// Who lost every lot of a zone is a stranger there again.
fn reset_ties(subs: &mut Of<SubdistrictId, Subdistrict>, lots: &[Lot], before: &[Lot], world: &World) {
    for old in before {
        if lots.iter().any(|l| l.zone == old.zone && l.holder == old.holder) {
            continue;
        }
        let stable = world.site(old.holder).stable;
        let first = if old.holder.owner == old.zone { *world.keys.handoff.initial_tie_organisation as f32 } else { 0.0 };
        for community in &mut subs[old.zone].communities {
            community.ties.limit(stable, first, &world.weights);
        }
    }
}

/// Deals this number of posts to the holders of lots by weight, and sets their prices.
fn deal_posts(subs: &mut Of<SubdistrictId, Subdistrict>, world: &World, lots: &[Lot], weights: &[f64], posts: u64) {
    let mut held: BTreeMap<UnitRef, (u64, f64, f64)> = BTreeMap::new();
    for (lot, n) in lots.iter().zip(apportion(posts, weights)) {
        let sum = held.entry(lot.holder).or_default();
        sum.0 += n;
        sum.1 += lot.weight * lot.price as f64;
        sum.2 += lot.weight;
    }
    for (unit, (n, value, weight)) in held {
        let (org, i) = (organisation(world, unit), site(world, unit));
        let sub = &mut subs[unit.owner];
        sub.staff[i].target[Post::Purchased] = n as u32;
        sub.organisations[org].price = whole_days(value / weight.max(1e-9));
    }
}

/// Cost of a year of what is called off, with tender and monitoring, fen.
fn called_off(subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) -> f64 {
    let mut sum = 0.0;
    for (sub, own) in subs.iter().zip(&ctx.world.sites.by_subdistrict) {
        for (org, i) in sub.organisations.iter().zip(own.all_organisations()) {
            let post = org.price + terms::of_contract(ctx.world, ctx.plan, org.price);
            sum += f64::from(sub.staff[i].target[Post::Purchased]) * post as f64;
        }
    }
    sum
}

/// Calls off the posts that the channel's money buys, and sets every holder's target and price.
pub fn call_off(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
    let world = ctx.world;
    for (sub, own) in subs.iter_mut().zip(&world.sites.by_subdistrict) {
        for i in own.all_organisations() {
            sub.staff[i].target[Post::Purchased] = 0;
        }
    }
    if district.lots.is_empty() {
        return;
    }
    let flow = treasury::flows(subs, district, ctx)[Channel::Purchase] as f64;
    let lots = district.lots.clone();
    let weights: Vec<f64> = lots.iter().map(|l| l.weight).collect();
    let all: f64 = weights.iter().sum();
    let mean: f64 = lots.iter().map(|l| l.weight * l.price as f64).sum::<f64>() / all.max(1e-9);
    let extra = 1.0 + terms::extra(world, ctx.plan);
    let mut posts = (flow / (mean * extra).max(1.0)) as u64;
    loop {
        deal_posts(subs, world, &lots, &weights, posts);
        // Lots differ in price: what is called off must not cost more than there is.
        if posts == 0 || called_off(subs, ctx) <= flow {
            break;
        }
        posts -= 1;
    }
    pay_advances(subs, district, ctx);
}
