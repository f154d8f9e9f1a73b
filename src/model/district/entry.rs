//! Entry and exit of organisations (进入与退出).
//!
//! A seat founds an organisation in a year with chance e · g · x exp(1 − x), where there is money to apply for: g = own gap /
//! (own gap + mean gap) of the known needs that nobody has begun in its categories, x the organisations per resident over the
//! density at which founding is most likely. A founder lives on what it wins. An organisation closes when its cash and what it
//! can borrow were below zero for some days in a row, a founder also when it has neither people nor a lot nor a grant; its cases
//! go back to the routers.

use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::model::referral::{crossing, homecoming};
use crate::model::state::channel::Channel;
use crate::model::state::organisation::Organisation;
use crate::model::state::parcel::Homecoming;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::workforce::posts;
use crate::world::sites::{Seat, UnitRef};

use crate::model::district::exchange;
use crate::model::district::{advances, facilities};
use crate::model::state::district::District;

/// Seats found organisations.
pub fn found(subs: &mut Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
    let (world, keys, day) = (ctx.world, ctx.keys, ctx.day);
    let rate = *world.keys.market.entry_rate;
    let money = ctx.plan.shares[Channel::Purchase] + ctx.plan.shares[Channel::Venture];
    if rate <= 0.0 || money <= 0.0 {
        return;
    }
    let gaps = crate::model::district::venture::gaps(subs, world);
    let kinds = world.kinds();
    let open = subs.iter().flat_map(|s| &s.organisations).filter(|o| o.open).count() as f64;
    let x = open / (world.residents / 1000.0 * *world.keys.market.entry_density).max(1e-9);
    let crowd = x * libm::exp(1.0 - x);
    for (s, own) in world.sites.by_subdistrict.pairs() {
        for (seat, i) in own.all_organisations().enumerate() {
            let site = &own.sites[i];
            let last = &subs[s].organisations[seat];
            // Nobody moves in before the affairs of the house that closed here are wound up.
            let wound_up = last.book.due.is_empty() && last.book.quarter == 0;
            if site.seat != Seat::Founder || last.open || !wound_up {
                continue;
            }
            let local = world.places.communities[site.community].local;
            let categories = world.categories.places().iter().filter(|&k| site.takes(k));
            let (mut here, mut all) = (0.0, 0.0);
            for k in categories {
                here += gaps[s][local.at() * kinds + k.at()];
                all += gaps[s].iter().skip(k.at()).step_by(kinds).sum::<f64>();
            }
            let mean = all / subs[s].communities.len().max(1) as f64;
            let chance = rate * crowd * if here > 0.0 { here / (here + mean) } else { 0.0 };
            if keys.unit(Draw::founding(site.stable, day)) < chance {
                // Another house than the one that sat here before: without its debts, its name and what it had still to do.
                let new = Organisation {
                    open: true,
                    founding: true,
                    founded: Some(day),
                    ..Organisation::new(world, keys, site, false)
                };
                subs[s].organisations[seat] = new;
                subs[s].days[i].owed = Default::default();
            }
        }
    }
}

/// What founders have become once tender and venture round are over.
pub fn settle(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
    for (s, own) in ctx.world.sites.by_subdistrict.pairs() {
        for (seat, i) in own.all_organisations().enumerate() {
            if !std::mem::take(&mut subs[s].organisations[seat].founding) {
                continue;
            }
            let unit = UnitRef { owner: s, unit: own.sites[i].units.start };
            let lives = subs[s].organisations[seat].grant.is_some() || district.lots.iter().any(|l| l.holder == unit);
            subs[s].organisations[seat].open = lives;
            district.seen.founded += u64::from(lives);
        }
    }
}

/// Organisations that cannot pay, and those with nothing left to do, close.
pub fn close(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
    let world = ctx.world;
    let most = world.keys.organisation.red_days.get() as u16;
    let mut closing = Vec::new();
    for (s, own) in world.sites.by_subdistrict.pairs() {
        for (seat, i) in own.all_organisations().enumerate() {
            let (org, staff) = (&subs[s].organisations[seat], &subs[s].staff[i]);
            let unit = UnitRef { owner: s, unit: own.sites[i].units.start };
            let hires = staff.vacancies.iter().any(|v| !v.is_empty()) || !staff.own_vacancies.is_empty();
            let empty = staff.heads == 0 && !hires && org.grant.is_none() && !district.lots.iter().any(|l| l.holder == unit);
            let founder = own.sites[i].seat == Seat::Founder;
            if org.open && (org.red >= most || (founder && empty)) {
                closing.push((s, seat, i, unit));
            }
        }
    }
    if closing.is_empty() {
        return;
    }
    for &(s, seat, i, unit) in &closing {
        district.lots.retain(|l| l.holder != unit);
        district.seen.closed += 1;
        let sub = &mut subs[s];
        for rooms in &mut sub.rooms {
            if rooms.operator == Some(seat as u16) {
                rooms.operator = None;
            }
        }
        sub.staff[i].target = Default::default();
        posts::dismiss_all(&mut sub.cases, &mut sub.lines, &mut sub.staff[i], ctx, i, &mut district.labour);
        let org = &mut sub.organisations[seat];
        org.open = false;
        org.grant = None;
        advances::repay_advance(org, &mut district.treasury);
        // Tasks go back to the office of the seat.
        let tasks = std::mem::take(&mut org.tasks);
        let local = world.places.communities[world.sites.by_subdistrict[s].sites[i].community].local;
        sub.communities[local].backlog += u64::from(tasks);
        let line: Vec<_> = sub.lines.units[unit.unit].line.drain(..).collect();
        sub.lines.units[unit.unit].waiting = 0;
        sub.lines.units[unit.unit].work = 0;
        for entry in line {
            if sub.cases.needs.holds(entry.need) {
                homecoming::send(&mut sub.cases, ctx, entry.need.slot, Homecoming::Decide);
            }
        }
    }
    facilities::vacate(subs, &mut district.labour, ctx);
    for sub in subs.iter_mut() {
        // What a peer had passed on to a house that is closed now needs a new decision.
        let passed = std::mem::take(&mut sub.cases.transit.tomorrow);
        for (unit, handle) in passed {
            if !closing.iter().any(|c| c.3 == unit) {
                sub.cases.transit.tomorrow.push((unit, handle));
            } else if sub.cases.needs.holds(handle) {
                homecoming::send(&mut sub.cases, ctx, handle.slot, Homecoming::Decide);
            }
        }
    }
    exchange::parcels(subs, district, ctx);
    for sub in subs.iter_mut() {
        crossing::take_in(&mut sub.cases, &mut sub.days, &mut sub.scratch.due, ctx);
        homecoming::take_back(&mut sub.cases, &mut sub.communities, ctx);
        posts::rebuild(sub, ctx);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::idle::district;

    #[test]
    fn a_house_that_was_below_zero_for_too_long_closes_and_others_stay() {
        let (world, keys, mut arm) = district(&["organisation.red_days=20"], |_| {});
        let here = crate::base::places::SubdistrictId::FIRST;
        for (org, red) in arm.subs[here].organisations.iter_mut().zip([20, 19]) {
            (org.red, org.tasks) = (red, 70);
            (org.book.advance, org.book.paid) = (500, 500);
        }
        let ctx = Context { boards: &arm.boards, ..Context::quiet(&world, &arm.plan, &keys, 40) };
        close(&mut arm.subs, &mut arm.district, &ctx);
        let sub = &arm.subs[here];
        assert_eq!(
            sub.organisations.iter().map(|o| (o.open, o.tasks, o.book.advance)).collect::<Vec<_>>(),
            [(false, 0, 0), (true, 70, 500)]
        );
        assert_eq!(sub.communities.iter().map(|c| c.backlog).sum::<u64>(), 70, "its tasks go back to the office");
        assert_eq!((arm.district.seen.closed, arm.district.treasury.received), (1, 500), "and its advance to the treasury");
    }
}
