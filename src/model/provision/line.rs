//! Lines: what is delivered today joins the line of its provider, in an order that depends on identity alone.
//!
//! A property firm may refuse; a household may not come to a facility; an organisation with too long a line may pass the need to a peer.

use crate::base::draws::Draw;
use crate::world::sites::{Party, Seat};

use crate::base::need::NEVER;
use crate::base::need::{Stage, flag};
use crate::model::provision::facility;
use crate::model::referral::{homecoming, routing};
use crate::model::state::agenda::{Entry, Event};
use crate::model::state::log::{Kind, What};
use crate::model::state::minutes::Account;
use crate::model::state::parcel::{Arrival, Homecoming, Parcel};
use crate::model::state::pool::Pool;
use crate::model::state::subdistrict::{Context, Subdistrict, Unit};
use crate::model::state::worker::Waiting;

/// A need from elsewhere arrives: it is held here from now on.
pub fn arrive(sub: &mut Subdistrict, ctx: &Context<'_>, unit: u16, need: crate::base::need::Need, minutes: u16) {
    let order = ctx.keys.bits(Draw::delivery_order(need.id, ctx.day));
    let site = ctx.world.sites.by_subdistrict[usize::from(sub.index)].site_of[usize::from(unit)];
    sub.days[usize::from(site)].charge(Account::Coordination, u32::from(minutes));
    sub.accounts.come(need.stage);
    let slot = sub.needs.insert(need);
    // What falls due today falls due here as it would have at home: nobody gains a day by being sent across a boundary.
    falls_due(sub, ctx, slot, need.due, Event::Patience);
    if need.intake != NEVER && !need.is(flag::PAPER) {
        let deadline = need.intake.saturating_add(ctx.world.keys.persistence.paper_deadline_days.get() as u16);
        if deadline >= ctx.day {
            falls_due(sub, ctx, slot, deadline, Event::Deadline);
        }
    }
    let need = sub.needs.handle(slot);
    sub.arrivals.push(Arrival::new(unit, order, need));
}

/// An event of a need that has just come: filed for its day, or dealt with this afternoon.
fn falls_due(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, day: u16, event: Event) {
    if day > ctx.day {
        sub.file(ctx.day, day, slot, event);
    } else {
        sub.due.push(Entry::new(slot, sub.needs.generation(slot), event));
    }
}

/// All arrivals of the day join their lines.
pub fn join(sub: &mut Subdistrict, ctx: &Context<'_>) {
    facility::clear_closed(sub, ctx);
    let mut arrivals = std::mem::take(&mut sub.arrivals);
    sub.needs.look_ahead(arrivals.iter().map(|a| a.need.slot));
    arrivals.sort_unstable_by_key(Arrival::order);
    for arrival in arrivals.drain(..) {
        if !sub.needs.holds(arrival.need) {
            continue;
        }
        let slot = arrival.need.slot;
        sub.needs[slot].hops = sub.needs[slot].hops.saturating_add(1);
        sub.log.push(sub.needs[slot].id, What::Delivered);
        let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
        let place = usize::from(own.site_of[usize::from(arrival.unit())]);
        let site = &own.sites[place];
        match site.party {
            Party::PropertyFirm if refuses(ctx, sub, slot) => {
                sub.needs[slot].note(flag::REFUSED);
                sub.needs.renew(slot);
                homecoming::send(sub, ctx, slot, Homecoming::Lost);
            }
            Party::Organisation if site.seat == Seat::Facility && facility::turns_back(sub, ctx, slot, site, place) => {}
            Party::Organisation if passes_on(sub, ctx, slot, arrival.unit()) => {}
            party => {
                if party == Party::Station {
                    let need = &sub.needs[slot];
                    sub.reported_work[usize::from(need.label)] += f64::from(need.work);
                }
                enter(sub, ctx, slot, arrival.unit());
            }
        }
    }
    sub.arrivals = arrivals;
}

fn refuses(ctx: &Context<'_>, sub: &Subdistrict, slot: u32) -> bool {
    ctx.keys.unit(Draw::firm_refuses(sub.needs[slot].id)) < *ctx.world.keys.property_firm.refusal
}

/// An organisation whose line is too long passes a need on to a peer, who gets it tomorrow.
fn passes_on(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, unit: u16) -> bool {
    let keys = &ctx.world.keys;
    let need = &sub.needs[slot];
    let id = need.id;
    if !ctx.plan.policy.routing.peer_referral || u32::from(need.hops) >= keys.routing.most_hops.get() {
        return false;
    }
    let line = &sub.units[usize::from(unit)];
    let days = line.work as f64 / f64::from(line.capacity.max(1.0));
    if days <= *keys.routing.peer_wait_days {
        return false;
    }
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let site = own.site_of[usize::from(unit)];
    let seat = own.sites[usize::from(site)].community;
    let local = usize::from(ctx.world.places.communities[usize::from(seat)].local);
    let Some(peer) = routing::choose_peer(sub, ctx, need, unit, local) else { return false };
    let believed = ctx.boards[usize::from(peer.owner)].notices[usize::from(peer.unit)].days;
    if f64::from(believed) >= days {
        return false;
    }
    let minutes = *keys.routing.search_minutes as u32 + *keys.handoff.message_minutes as u32;
    sub.days[usize::from(site)].charge(Account::Coordination, minutes);
    sub.log.push(id, What::PassedOn(own.sites[usize::from(site)].stable));
    let handle = sub.needs.handle(slot);
    sub.tomorrow.push((peer, handle));
    true
}

/// Needs passed to peers yesterday go out.
pub fn pass_to_peers(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let passed = std::mem::take(&mut sub.tomorrow);
    let minutes = *ctx.world.keys.handoff.message_minutes as u16;
    let loss = *ctx.world.keys.handoff.loss;
    for (unit, handle) in &passed {
        if !sub.needs.holds(*handle) {
            continue;
        }
        // Peers have no tie of their own: the loss is that between strangers.
        let need = &sub.needs[handle.slot];
        let lost = ctx.keys.unit(Draw::lost_to_peer(need.id, ctx.day, need.hops)) < loss;
        sub.log.push(need.id, What::HandedOff { lost });
        if lost {
            sub.needs.renew(handle.slot);
            homecoming::send(sub, ctx, handle.slot, Homecoming::Lost);
            continue;
        }
        if unit.owner == sub.index {
            let site = ctx.world.sites.by_subdistrict[usize::from(sub.index)].site_of[usize::from(unit.unit)];
            sub.days[usize::from(site)].charge(Account::Coordination, u32::from(minutes));
            let order = ctx.keys.bits(Draw::delivery_order(sub.needs[handle.slot].id, ctx.day));
            sub.arrivals.push(Arrival::new(unit.unit, order, *handle));
        } else {
            let need = sub.needs.remove(handle.slot);
            sub.accounts.leave(need.stage);
            sub.outbox.push(Parcel::Deliver(*unit, need, minutes));
        }
    }
    let mut passed = passed;
    passed.clear();
    sub.tomorrow = passed;
}

/// A need joins a line.
pub fn enter(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, unit: u16) {
    let need = &sub.needs[slot];
    let (id, work) = (need.id, need.work);
    let weight = ctx.world.keys.measure.severity_weight;
    let priority = ctx.plan.priority([*weight[0], *weight[1], *weight[2]], need.severity, u32::from(work), need.label);
    sub.needs[slot].line = unit;
    sub.shift(slot, Stage::Waiting);
    if sub.log.watches(Kind::Joined) {
        let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
        let site = &own.sites[usize::from(own.site_of[usize::from(unit)])];
        sub.log.push(id, What::Joined(site.stable));
    }
    let handle = sub.needs.handle(slot);
    insert(&mut sub.units[usize::from(unit)], &sub.needs, Waiting { priority, need: handle }, u64::from(work));
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
