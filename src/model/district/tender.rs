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
use crate::world::occupations;
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
    let [(_, cost), of_care] = Post::BOUGHT.map(|post| {
        let prices = &ctx.plan.prices;
        (post, prices.of(post) as f64 - prices.pay(post) as f64 * *market.cut_saving * cut)
    });
    let of_social = (Post::Purchased, cost);
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
                    // Like with like: what a post of a social worker would cost, whoever the house hires.
                    Bid { quality, price: price(subs, ctx, *u, of_social, n) as f64 / reference, standing }
                })
                .collect();
            let draw = |i: usize| keys.unit(Draw::bid(world.site(units[i]).stable, day, zone, b as u8));
            let shares = purchase::award(&terms, *market.score_noise, &bids, draw);
            bear_costs(subs, district.budget, ctx, &units, work * residents, cost);
            let mut changed = false;
            for (u, share) in units.iter().zip(shares).filter(|(_, s)| *s > 0.0) {
                let [price, care_price] = [of_social, of_care].map(|cost| price(subs, ctx, *u, cost, n));
                let org = organisation(world, *u);
                let org = &mut subs[u.owner].organisations[org];
                org.wins += 1;
                org.cut = cut as f32;
                changed |= !before.is_empty() && held(u).is_none();
                let weight = work * residents * share;
                district.lots.push(Lot { zone, bundle: b as u8, weight, share, holder: *u, price, care_price });
            }
            district.seen.lots += 1;
            district.seen.bids += n as u64;
            district.seen.changed += u64::from(changed);
        }
    }
    district.strangers.extend(losers(&district.lots, &before));
    if *world.keys.posts.transfer <= 0.0 {
        forget_strangers(subs, district, world);
    }
    district.next_tender = day.saturating_add(terms.period_days.get() as u16);
    call_off(subs, district, ctx);
}

/// What a house asks for a post of a kind in a year, fen, among n bidders: its own cost and the markup. `cost`: that of a house with the usual
/// overhead.
fn price(subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, unit: UnitRef, (post, cost): (Post, f64), n: usize) -> i64 {
    let org = &subs[unit.owner].organisations[organisation(ctx.world, unit)];
    let usual = ctx.plan.prices.overhead(post);
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
            let posts = Post::BOUGHT.map(|post| sub.staff[i].target[post]);
            let called = posts.iter().sum::<u32>();
            let new = f64::from(called.saturating_sub(org.book.advanced));
            let wanted = libm::round(new * org.mean_price(posts) * part) as i64;
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

/// Who lost every lot of a zone.
fn losers(lots: &[Lot], before: &[Lot]) -> impl Iterator<Item = (SubdistrictId, UnitRef)> {
    let lost = |old: &&Lot| !lots.iter().any(|l| l.zone == old.zone && l.holder == old.holder);
    before.iter().filter(lost).map(|old| (old.zone, old.holder))
}

/// Who lost every lot of a zone is a stranger there again, once whoever goes over has taken ties along.
pub(super) fn forget_strangers(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, world: &World) {
    for (zone, holder) in std::mem::take(&mut district.strangers) {
        let first = if holder.owner == zone { *world.keys.handoff.initial_tie_organisation as f32 } else { 0.0 };
        for community in &mut subs[zone].communities {
            community.ties.limit(world.site(holder).stable, first, &world.weights);
        }
    }
}

/// Share of a house's posts that go to care workers: its people have its specialties in turn.
fn care_share(world: &World, unit: UnitRef) -> f64 {
    world.occupations.share_in_turn(&world.site(unit).specialties)
}

/// Price of a lot's posts, as the house divides them between social workers and care workers, fen a year.
fn mean_price(world: &World, lot: &Lot) -> f64 {
    let care = care_share(world, lot.holder);
    (1.0 - care) * lot.price as f64 + care * lot.care_price as f64
}

/// Deals this number of posts to the holders of lots by weight, and sets their prices.
fn deal_posts(subs: &mut Of<SubdistrictId, Subdistrict>, world: &World, lots: &[Lot], weights: &[f64], posts: u64) {
    let mut held: BTreeMap<UnitRef, (u64, [f64; 2], f64)> = BTreeMap::new();
    for (lot, n) in lots.iter().zip(apportion(posts, weights)) {
        let sum = held.entry(lot.holder).or_default();
        sum.0 += n;
        sum.1[0] += lot.weight * lot.price as f64;
        sum.1[1] += lot.weight * lot.care_price as f64;
        sum.2 += lot.weight;
    }
    for (unit, (n, value, weight)) in held {
        let (org, i) = (organisation(world, unit), site(world, unit));
        let sub = &mut subs[unit.owner];
        for (post, n) in Post::BOUGHT.into_iter().zip(occupations::split(n, care_share(world, unit))) {
            sub.staff[i].target[post] = n as u32;
        }
        let [price, care_price] = value.map(|value| whole_days(value / weight.max(1e-9)));
        (sub.organisations[org].price, sub.organisations[org].care_price) = (price, care_price);
    }
}

/// Cost of a year of what is called off, with tender and monitoring, fen.
fn called_off(subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) -> f64 {
    let mut sum = 0.0;
    for (sub, own) in subs.iter().zip(&ctx.world.sites.by_subdistrict) {
        for (org, i) in sub.organisations.iter().zip(own.all_organisations()) {
            for post in Post::BOUGHT {
                let price = org.price_of(post) + terms::of_contract(ctx.world, ctx.plan, org.price_of(post));
                sum += f64::from(sub.staff[i].target[post]) * price as f64;
            }
        }
    }
    sum
}

/// Calls off the posts that the channel's money buys; of what they cost this year a part is paid at once.
pub fn call_off(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
    deal(subs, district, ctx);
    if !district.lots.is_empty() {
        pay_advances(subs, district, ctx);
    }
}

/// Sets every holder's target and price by the posts that the channel's money buys.
pub(super) fn deal(subs: &mut Of<SubdistrictId, Subdistrict>, district: &District, ctx: &Context<'_>) {
    let world = ctx.world;
    for (sub, own) in subs.iter_mut().zip(&world.sites.by_subdistrict) {
        for i in own.all_organisations() {
            for post in Post::BOUGHT {
                sub.staff[i].target[post] = 0;
            }
        }
    }
    if district.lots.is_empty() {
        return;
    }
    let flow = treasury::flows(subs, district, ctx)[Channel::Purchase] as f64;
    let lots = district.lots.clone();
    let weights: Vec<f64> = lots.iter().map(|l| l.weight).collect();
    let all: f64 = weights.iter().sum();
    let mean: f64 = lots.iter().map(|l| l.weight * mean_price(world, l)).sum::<f64>() / all.max(1e-9);
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::Arm;
    use crate::model::state::arm::idle::{district, houses};
    use crate::model::state::channel::ByChannel;
    use crate::scenario::keys::quantity::Share;

    const HERE: SubdistrictId = SubdistrictId::FIRST;

    fn share(x: f64) -> Share {
        Share::new(x).expect("a share")
    }

    /// The lines of the two houses.
    fn lines(world: &World) -> Vec<UnitRef> {
        let own = &world.sites.by_subdistrict[HERE];
        houses(world).into_iter().map(|i| UnitRef { owner: HERE, unit: own.sites[i].units.nth(0) }).collect()
    }

    fn lot(holder: UnitRef, weight: f64, price: i64) -> Lot {
        Lot { zone: HERE, bundle: 0, weight, share: 1.0, holder, price, care_price: price / 2 }
    }

    #[test]
    fn earmarked_money_goes_to_the_categories_named_and_the_rest_to_all_by_their_work() {
        let marked = |names: &[&str]| {
            let (world, _, arm) = district(&[], |p| {
                p.guidance.earmark = share(0.4);
                p.guidance.earmarked_categories = names.iter().map(|n| (*n).to_owned()).collect();
            });
            let work = posts::expected_hours(&world);
            let all: f64 = work.iter().sum();
            let parts: Vec<f64> = work.iter().map(|w| w / all).collect();
            (weights(&world, &arm.plan), parts, world)
        };
        let near = |a: &[f64], b: &[f64]| assert!(a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-12), "{a:?} {b:?}");
        let (plain, parts, _) = marked(&[]);
        near(&plain, &parts);
        let (one, parts, world) = marked(&["nursing"]);
        let at = |name: &str| world.category_names.position(|c| c == name).expect("a category").at();
        let expected: Vec<f64> =
            parts.iter().enumerate().map(|(k, w)| 0.6 * w + if k == at("nursing") { 0.4 } else { 0.0 }).collect();
        near(&one, &expected);
        let (two, _, _) = marked(&["nursing", "comfort"]);
        let both = parts[at("nursing")] + parts[at("comfort")];
        assert!((two[at("comfort")] - parts[at("comfort")] * (0.6 + 0.4 / both)).abs() < 1e-12);
        assert!((two.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_house_covers_the_part_of_a_bundle_whose_categories_it_works_in() {
        assert!((coverage(&[1.0, 2.0, 3.0, 4.0], 0b0111, 0b1110) - 5.0 / 6.0).abs() < 1e-12);
        assert_eq!(coverage(&[1.0, 2.0], 0b01, 0b10), 0.0);
    }

    #[test]
    fn lots_are_of_all_categories_of_one_each_or_of_one_department_each() {
        let (world, _, _) = district(&[], |_| {});
        let every: u16 = (1 << world.kinds()) - 1;
        assert_eq!(bundles(&world, Lots::Zone), [every]);
        assert_eq!(bundles(&world, Lots::ZoneCategory).len(), world.kinds());
        for lots in [Lots::ZoneCategory, Lots::ZoneDepartment] {
            let sets = bundles(&world, lots);
            assert_eq!(sets.iter().fold(0, |all, set| all | set), every);
            assert_eq!(sets.iter().map(|set| set.count_ones() as usize).sum::<usize>(), world.kinds(), "each once: {lots:?}");
        }
        let of_health =
            bundles(&world, Lots::ZoneDepartment)[world.department_names.iter().position(|d| d == "health").expect("one")];
        let names = world.category_names.iter().enumerate().filter(|(k, _)| of_health >> k & 1 == 1).map(|(_, n)| n.as_str());
        assert_eq!(names.collect::<Vec<_>>(), ["medical", "nursing"]);
    }

    #[test]
    fn a_price_is_cost_with_the_overhead_of_the_house_and_a_markup_that_rivals_lower() {
        let (world, keys, mut arm) = district(&["market.markup=0.3"], |_| {});
        let unit = lines(&world)[0];
        arm.subs[HERE].organisations[0].overhead_factor = 1.5;
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        // Half of 1,500,000 more than others have.
        let expected = |markup: f64| whole_days((8_000_000.0 + 750_000.0) * (1.0 + markup));
        assert_eq!(price(&arm.subs, &ctx, unit, (Post::Purchased, 8_000_000.0), 1), expected(0.3));
        assert_eq!(price(&arm.subs, &ctx, unit, (Post::Purchased, 8_000_000.0), 3), expected(0.1));
        assert_eq!(price(&arm.subs, &ctx, lines(&world)[1], (Post::Purchased, 8_000_000.0), 3), whole_days(8_000_000.0 * 1.1));
    }

    #[test]
    fn a_bid_costs_hours_where_there_is_somebody_to_write_it() {
        let sets = ["market.bid_hours=20", "market.contest=0", "market.markup=0.3"];
        let (world, keys, mut arm) = district(&sets, |_| {});
        let sites = houses(&world);
        arm.subs[HERE].staff[sites[0]].heads = 2;
        arm.plan.shares[Channel::Purchase] = 1.0;
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        bear_costs(&mut arm.subs, 1_000_000_000, &ctx, &lines(&world), 4_000.0, 7_500_000.0);
        let owed = |arm: &Arm| sites.iter().map(|i| arm.subs[HERE].days[*i].owed[Account::Administration]).collect::<Vec<_>>();
        assert_eq!(owed(&arm), [1_200, 0]);
        // A contest of two spends a quarter of its decisiveness of the rent: the markup of .15 on what a lot of all residents buys, 250 fen a minute.
        let (world, keys, mut arm) = district(&["market.bid_hours=0", "market.contest=0.5", "market.markup=0.3"], |_| {});
        arm.subs[HERE].staff[sites[0]].heads = 1;
        arm.plan.shares[Channel::Purchase] = 0.5;
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        bear_costs(&mut arm.subs, 40_000_000, &ctx, &lines(&world), world.residents, 250.0 * 480.0 * 250.0);
        let minutes = 40_000_000.0 * 0.5 * 0.15 * 0.25 * 0.5 / 250.0;
        assert_eq!(owed(&arm), [minutes as u32, 0]);
    }

    #[test]
    fn posts_are_dealt_by_weight_at_the_mean_price_of_what_a_house_holds() {
        let (world, _, mut arm) = district(&[], |_| {});
        let units = lines(&world);
        let lots = [lot(units[0], 3.0, 8_000_000), lot(units[1], 2.0, 7_000_000), lot(units[0], 1.0, 9_000_000)];
        deal_posts(&mut arm.subs, &world, &lots, &[3.0, 2.0, 1.0], 6);
        let sub = &arm.subs[HERE];
        let called: Vec<u32> = houses(&world).iter().map(|i| sub.staff[*i].target[Post::Purchased]).collect();
        let prices: Vec<i64> = sub.organisations.iter().map(|o| o.price).collect();
        assert_eq!((called, prices), (vec![4, 2], vec![8_250_000, 7_000_000]));
        // With the tender, a tenth.
        let keys = crate::base::draws::Keys::new(7);
        let sum = called_off(&arm.subs, &Context::quiet(&world, &arm.plan, &keys, 0));
        assert!((sum - 1.1 * f64::from(4 * 8_250_000 + 2 * 7_000_000)).abs() < 1.0, "{sum}");
    }

    #[test]
    fn a_house_has_posts_of_both_occupations_as_its_specialties_ask_for_them() {
        let sets = [
            "care_worker.hired=true",
            "care_worker.wage=40000",
            "category.nursing.skill_care_worker=1",
            "category.living_care.skill_care_worker=1",
            "category.comfort.skill_care_worker=0",
        ];
        let (world, _, mut arm) = district(&sets, |_| {});
        let units = lines(&world);
        // Living care, nursing and comfort: two thirds are care workers' posts.
        let specialties = &world.site(units[0]).specialties;
        assert_eq!(specialties.iter().filter(|&&k| world.occupations.is_care(k)).count() * 3, 2 * specialties.len());
        let lots = [lot(units[0], 1.0, 9_000_000)];
        assert!((mean_price(&world, &lots[0]) - 6_000_000.0).abs() < 1.0);
        deal_posts(&mut arm.subs, &world, &lots, &[1.0], 5);
        let sub = &arm.subs[HERE];
        let org = &sub.organisations[0];
        assert_eq!(Post::BOUGHT.map(|post| sub.staff[houses(&world)[0]].target[post]), [2, 3]);
        assert_eq!(Post::BOUGHT.map(|post| org.price_of(post)), [9_000_000, 4_500_000]);
        assert_eq!((org.mean_price([2, 3]), org.mean_price([0, 0])), (6_300_000.0, 9_000_000.0));
        let keys = crate::base::draws::Keys::new(7);
        let sum = called_off(&arm.subs, &Context::quiet(&world, &arm.plan, &keys, 0));
        assert!((sum - 1.1 * f64::from(2 * 9_000_000 + 3 * 4_500_000)).abs() < 1.0, "{sum}");
    }

    #[test]
    fn no_more_posts_are_called_off_than_the_channels_money_pays_in_a_year() {
        let (world, keys, mut arm) = district(&[], |p| p.purchase.advance = share(0.0));
        let units = lines(&world);
        arm.district.lots = vec![lot(units[0], 1.0, 8_000_000), lot(units[1], 1.0, 8_000_000)];
        arm.plan.shares = ByChannel::new([0.5, 0.5, 0.0, 0.0, 0.0, 0.0]);
        let mut called = |budget: i64| {
            arm.district.budget = budget;
            let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
            call_off(&mut arm.subs, &mut arm.district, &ctx);
            houses(&world).iter().map(|i| arm.subs[HERE].staff[*i].target[Post::Purchased]).collect::<Vec<u32>>()
        };
        // A post costs 8,800,000 with its tender.
        assert_eq!(called(2 * 4 * 8_800_000 + 1_000), [2, 2]);
        assert_eq!(called(2 * 4 * 8_800_000 - 1_000), [2, 1]);
        assert_eq!(called(0), [0, 0]);
    }

    #[test]
    fn a_share_of_what_new_posts_cost_this_year_is_paid_in_advance_once_and_out_of_what_is_there() {
        let (world, keys, mut arm) = district(&[], |p| p.purchase.advance = share(0.4));
        let sites = houses(&world);
        let pay = |arm: &mut Arm, called: [u32; 2]| {
            for (site, n) in sites.iter().zip(called) {
                arm.subs[HERE].staff[*site].target[Post::Purchased] = n;
            }
            let ctx = Context::quiet(&world, &arm.plan, &keys, 375);
            pay_advances(&mut arm.subs, &mut arm.district, &ctx);
            arm.subs[HERE].organisations.iter().map(|o| o.book.advance).collect::<Vec<_>>()
        };
        for org in &mut arm.subs[HERE].organisations {
            (org.price, org.account) = (8_000_000, Default::default());
        }
        // Half of the second year is left, and a quarter of a year of the contract: a tenth of a year's price.
        arm.district.next_tender = 375 + 62;
        let part = 0.4 * 62.0 / 250.0;
        arm.plan.shares = ByChannel::new([0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
        arm.district.budget = 20_000_000;
        arm.district.treasury = crate::model::state::organisation::Account { cash: 90_000_000, received: 90_000_000, spent: 0 };
        let first = (16_000_000.0 * part) as i64;
        assert_eq!(pay(&mut arm, [2, 0]), [first, 0]);
        assert_eq!(pay(&mut arm, [2, 0]), [first, 0], "once");
        assert_eq!(pay(&mut arm, [3, 0]), [first * 3 / 2, 0], "for the new one");
        let org = &arm.subs[HERE].organisations[0];
        assert_eq!(
            (org.account.cash, org.income[0], org.book.paid, org.book.advanced),
            (first * 3 / 2, first * 3 / 2, first * 3 / 2, 3)
        );
        assert_eq!(arm.district.treasury.spent, first * 3 / 2);
        // The channel can count on half of a year's money for the rest of the year.
        assert_eq!(pay(&mut arm, [3, 100])[1], 10_000_000 - first * 3 / 2);
        let ctx = Context::quiet(&world, &arm.plan, &keys, 375);
        arm.district.next_tender = 375;
        wind_up(&mut arm.subs, &mut arm.district, &ctx);
        assert_eq!(
            (arm.district.treasury.spent, arm.district.treasury.cash),
            (10_000_000, 90_000_000),
            "what was not worked off goes back"
        );
    }

    #[test]
    fn who_lost_every_lot_of_a_zone_is_a_stranger_there() {
        let (world, _, mut arm) = district(&["handoff.initial_tie_organisation=0.25"], |_| {});
        let units = lines(&world);
        let (before, now) = ([lot(units[0], 1.0, 1), lot(units[1], 1.0, 1)], [lot(units[1], 1.0, 1)]);
        let own = &world.sites.by_subdistrict[HERE];
        let first = arm.plan.first_ties;
        let communities = &mut arm.subs[HERE].communities;
        crate::model::referral::ties::lay_out(communities, &arm.plan.partners[HERE], own, &first);
        for (community, partners) in communities.iter_mut().zip(&arm.plan.partners[HERE]) {
            for place in 0..partners.len() {
                community.ties.set(place as u16, 0.9, own, &world, &first);
            }
        }
        arm.district.strangers = losers(&now, &before).collect();
        forget_strangers(&mut arm.subs, &mut arm.district, &world);
        for community in &arm.subs[HERE].communities {
            let tie = |u: &UnitRef| community.ties.with(world.site(*u).stable, own, &first).expect("a partner").strength;
            assert_eq!((tie(&units[0]), tie(&units[1])), (0.25, 0.9));
        }
    }
}
