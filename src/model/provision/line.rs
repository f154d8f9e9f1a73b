//! Lines: what is delivered today joins the line of its provider, in an order that depends on identity alone.
//!
//! A property firm may refuse; a household may not come to a facility; an organisation with too long a line may pass the need to a peer.

use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{SiteId, UnitId};
use crate::world::sites::{Party, Seat, UnitRef};

use crate::base::need::{Need, Stage, flag};
use crate::model::abandonment::deadline;
use crate::model::provision::facility;
use crate::model::referral::{homecoming, routing};
use crate::model::state::agenda::{Entry, Event};
use crate::model::state::caseload::Caseload;
use crate::model::state::lines::Unit;
use crate::model::state::log::{Kind, What};
use crate::model::state::minutes::{Account, Day};
use crate::model::state::parcel::{Arrival, Homecoming, Parcel};
use crate::model::state::pool::Pool;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;
use crate::model::state::worker::Waiting;

/// A need from elsewhere arrives: it is held here from now on.
pub fn arrive(
    cases: &mut Caseload,
    days: &mut Of<SiteId, Day>,
    due: &mut Vec<Entry>,
    ctx: &Context<'_>,
    (unit, minutes): (UnitId, u16),
    need: Need,
) {
    let order = ctx.keys.bits(Draw::delivery_order(need.id, ctx.day));
    let site = ctx.world.sites.by_subdistrict[cases.home].site_of[unit];
    days[site].charge(Account::Coordination, u32::from(minutes));
    cases.accounts.come(need.stage);
    let slot = cases.needs.insert(need);
    // What falls due today falls due here as it would have at home: nobody gains a day by being sent across a boundary.
    falls_due(cases, due, ctx, slot, need.patience_ends(), Event::Patience);
    if let Some(taken_in) = need.taken_in()
        && !need.is(flag::PAPER)
        && let Some(deadline) = deadline::of(ctx, taken_in)
        && deadline >= ctx.day
    {
        falls_due(cases, due, ctx, slot, deadline, Event::Deadline);
    }
    let need = cases.needs.handle(slot);
    cases.transit.arrivals.push(Arrival::new(unit, order, need));
}

/// An event of a need that has just come: filed for its day, or dealt with this afternoon.
fn falls_due(cases: &mut Caseload, due: &mut Vec<Entry>, ctx: &Context<'_>, slot: u32, day: u16, event: Event) {
    if day > ctx.day {
        cases.file(ctx.day, day, slot, event);
    } else {
        due.push(Entry::new(slot, cases.needs.generation(slot), event));
    }
}

/// What deliveries change.
pub struct Delivery<'a> {
    /// The cases.
    pub cases: &'a mut Caseload,
    /// Lines.
    pub units: &'a mut Of<UnitId, Unit>,
    /// Minutes of sites.
    pub days: &'a mut Of<SiteId, Day>,
    /// Work that reached the station's bins since the last plan, minutes by category.
    pub reported: &'a mut [f64],
}

/// All arrivals of the day join their lines.
pub fn join(all: &mut Delivery<'_>, staff: &Of<SiteId, Staff>, ctx: &Context<'_>) {
    let Delivery { cases, units, days, reported } = all;
    facility::clear_closed(cases, units, staff, ctx);
    cases.needs.look_ahead(cases.transit.arrivals.items().iter().map(|a| a.need.slot));
    cases.transit.arrivals.order(Arrival::bits(units.len()));
    let arrivals = cases.transit.arrivals.take();
    for arrival in &arrivals {
        if !cases.needs.holds(arrival.need) {
            continue;
        }
        let slot = arrival.need.slot;
        cases.needs[slot].hops = cases.needs[slot].hops.saturating_add(1);
        cases.log.push(cases.needs[slot].id, What::Delivered);
        let own = &ctx.world.sites.by_subdistrict[cases.home];
        let place = own.site_of[arrival.unit()];
        let site = &own.sites[place];
        match site.party {
            Party::PropertyFirm if refuses(ctx, &cases.needs[slot]) => {
                cases.needs[slot].note(flag::REFUSED);
                cases.needs.renew(slot);
                homecoming::send(cases, ctx, slot, Homecoming::Lost);
            }
            Party::Organisation
                if site.seat == Seat::Facility
                    && facility::turns_back(cases, ctx, slot, site, facility::is_open(&staff[place])) => {}
            Party::Organisation if passes_on(cases, &units[arrival.unit()], days, ctx, slot, arrival.unit()) => {}
            party => {
                if party == Party::Station {
                    let need = &cases.needs[slot];
                    reported[usize::from(need.label)] += f64::from(need.work);
                }
                enter(cases, units, ctx, slot, arrival.unit());
            }
        }
    }
    cases.transit.arrivals.give_back(arrivals);
}

fn refuses(ctx: &Context<'_>, need: &Need) -> bool {
    ctx.keys.unit(Draw::firm_refuses(need.id)) < *ctx.world.keys.property_firm.refusal
}

/// An organisation whose line is too long passes a need on to a peer, who gets it tomorrow.
fn passes_on(cases: &mut Caseload, line: &Unit, days: &mut Of<SiteId, Day>, ctx: &Context<'_>, slot: u32, unit: UnitId) -> bool {
    let keys = &ctx.world.keys;
    let need = &cases.needs[slot];
    let id = need.id;
    if !ctx.plan.policy.routing.peer_referral || u32::from(need.hops) >= keys.routing.most_hops.get() {
        return false;
    }
    let wait = line.work as f64 / f64::from(line.capacity.max(1.0));
    if wait <= *keys.routing.peer_wait_days {
        return false;
    }
    let own = &ctx.world.sites.by_subdistrict[cases.home];
    let site = own.site_of[unit];
    let seat = own.sites[site].community;
    let local = ctx.world.places.communities[seat].local;
    let Some(peer) = routing::choose_peer(ctx, need, UnitRef { owner: cases.home, unit }, local) else { return false };
    let believed = ctx.boards[peer.owner].notices[peer.unit].days;
    if f64::from(believed) >= wait {
        return false;
    }
    let minutes = *keys.routing.search_minutes as u32 + *keys.handoff.message_minutes as u32;
    days[site].charge(Account::Coordination, minutes);
    cases.log.push(id, What::PassedOn(own.sites[site].stable));
    cases.needs[slot].bounce();
    let handle = cases.needs.handle(slot);
    cases.transit.tomorrow.push((peer, handle));
    true
}

/// Needs passed to peers yesterday go out.
pub fn pass_to_peers(cases: &mut Caseload, days: &mut Of<SiteId, Day>, ctx: &Context<'_>) {
    let passed = std::mem::take(&mut cases.transit.tomorrow);
    let minutes = *ctx.world.keys.handoff.message_minutes as u16;
    let loss = *ctx.world.keys.handoff.loss;
    for (unit, handle) in &passed {
        if !cases.needs.holds(*handle) {
            continue;
        }
        // Peers have no tie of their own: the loss is that between strangers.
        let need = &cases.needs[handle.slot];
        let lost = ctx.keys.unit(Draw::lost_to_peer(need.id, ctx.day, need.hops)) < loss;
        cases.log.push(need.id, What::HandedOff { lost });
        if lost {
            cases.needs.renew(handle.slot);
            homecoming::send(cases, ctx, handle.slot, Homecoming::Lost);
            continue;
        }
        if unit.owner == cases.home {
            let site = ctx.world.sites.by_subdistrict[cases.home].site_of[unit.unit];
            days[site].charge(Account::Coordination, u32::from(minutes));
            let order = ctx.keys.bits(Draw::delivery_order(cases.needs[handle.slot].id, ctx.day));
            cases.transit.arrivals.push(Arrival::new(unit.unit, order, *handle));
        } else {
            let need = cases.needs.remove(handle.slot);
            cases.accounts.leave(need.stage);
            cases.transit.outbox.push(Parcel::Deliver(*unit, need, minutes));
        }
    }
    let mut passed = passed;
    passed.clear();
    cases.transit.tomorrow = passed;
}

/// A need joins a line.
pub fn enter(cases: &mut Caseload, units: &mut Of<UnitId, Unit>, ctx: &Context<'_>, slot: u32, unit: UnitId) {
    let need = &cases.needs[slot];
    let (id, work) = (need.id, need.work);
    let weight = ctx.world.keys.measure.severity_weight;
    let priority = ctx.plan.priority([*weight[0], *weight[1], *weight[2]], need);
    cases.needs[slot].queue_in(unit);
    cases.shift(slot, Stage::Waiting);
    if cases.log.watches(Kind::Joined) {
        let own = &ctx.world.sites.by_subdistrict[cases.home];
        let site = &own.sites[own.site_of[unit]];
        cases.log.push(id, What::Joined(site.stable));
    }
    let handle = cases.needs.handle(slot);
    insert(&mut units[unit], &cases.needs, Waiting { priority, need: handle }, u64::from(work));
}

fn insert(unit: &mut Unit, needs: &Pool, entry: Waiting, work: u64) {
    unit.waiting += 1;
    unit.work += work;
    let priority = entry.priority;
    // The line is sorted by priority, highest first; equals keep the order of arrival.
    if unit.line.back().is_none_or(|last| last.priority >= priority) {
        unit.line.push_back(entry);
    } else {
        let at = unit.line.partition_point(|w| w.priority >= priority);
        unit.line.insert(at, entry);
    }
    // Entries of needs that left are dropped once they outnumber the others.
    if unit.line.len() > 32 && unit.line.len() > 2 * unit.waiting as usize {
        unit.line.retain(|w| needs.holds(w.need));
    }
}

/// Takes the next need out of a line, or nothing when all have left.
#[inline]
pub fn next(unit: &mut Unit, needs: &Pool) -> Option<u32> {
    while let Some(first) = unit.line.front() {
        if needs.holds(first.need) {
            return Some(first.need.slot);
        }
        unit.line.pop_front();
    }
    None
}

/// A need with so much work leaves the head of its line to be served.
#[inline]
pub fn leave(unit: &mut Unit, work: u16) {
    unit.line.pop_front();
    unit.waiting -= 1;
    unit.work = unit.work.saturating_sub(u64::from(work));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::{CategoryId, CommunityId, SubdistrictId};
    use crate::model::state::arm::idle::{district, need};

    /// Segments of those who wait in an office's line where some are named, in the order in which they are served; they came the other way round.
    fn order(named: &[&str]) -> Vec<String> {
        let (world, keys, mut arm) =
            district(&[], |p| p.guidance.priority_segments = named.iter().map(|n| (*n).to_owned()).collect());
        let sub = &mut arm.subs[SubdistrictId::FIRST];
        let ctx = Context { boards: &arm.boards, ..Context::quiet(&world, &arm.plan, &keys, 3) };
        let office = crate::model::office_unit(&world, SubdistrictId::FIRST, crate::base::places::Local::FIRST);
        for (number, segment) in (0..).zip(["adults", "disabled", "elderly_80"]) {
            let segment = world.segment_names.position(|name| name == segment).expect("a segment");
            let mut need = need(CommunityId::FIRST, CategoryId::FIRST, number, 60).at(Stage::Transit);
            need.segment = segment;
            sub.cases.accounts.come(Stage::Transit);
            let slot = sub.cases.needs.insert(need);
            enter(&mut sub.cases, &mut sub.lines.units, &ctx, slot, office);
        }
        let mut order = Vec::new();
        while let Some(slot) = next(&mut sub.lines.units[office], &sub.cases.needs) {
            order.push(world.segment_names[sub.cases.needs[slot].segment].clone());
            leave(&mut sub.lines.units[office], 60);
        }
        order
    }

    #[test]
    fn of_those_who_wait_residents_of_the_segments_named_come_first_in_their_order() {
        assert_eq!(order(&[]), ["adults", "disabled", "elderly_80"]);
        assert_eq!(order(&["disabled"]), ["disabled", "adults", "elderly_80"]);
        assert_eq!(order(&["elderly_80", "disabled"]), ["disabled", "elderly_80", "adults"], "the order of the list is no rank");
        assert_eq!(order(&["bereaved"]), ["adults", "disabled", "elderly_80"], "nobody of them waits");
    }
}
