//! Service: people with a clock of minutes see to open cases first, then to the line.
//!
//! Effort of a case = work · (1 + a·(1 − q)), q the server's skill. A day's visit takes at most m minutes and costs a trip of
//! 2·distance/speed. Among the servers with a free case and enough minutes, the best skill takes the head of the line. With K = 1 and
//! no limit m this is a line with c servers.

use crate::world::World;
use crate::world::sites::{Party, Site};

use super::line;
use super::minutes::Account;
use super::need::{NEVER, Stage};
use super::subdistrict::{Context, Subdistrict};
use super::trace::What;

/// A case that left its server today.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    /// The need.
    pub slot: u32,
    /// The server.
    pub worker: u32,
    /// Whether the work is done; otherwise the label was wrong and the site does not do this.
    pub done: bool,
}

/// Shortest visit worth a trip, minutes.
const SHORTEST_VISIT: u16 = 15;

/// All lines of a subdistrict are served for a day; cases that end are returned.
#[inline(never)]
pub fn serve(sub: &mut Subdistrict, ctx: &Context<'_>, left: &mut Vec<Left>) {
    for unit in 0..sub.units.len() {
        sub.units[unit].clocked = false;
        if sub.units[unit].open == 0 && sub.units[unit].waiting == 0 {
            continue;
        }
        clocks(sub, ctx, unit);
        continue_cases(sub, ctx, unit, left);
        take_from_line(sub, ctx, unit, unit, left);
    }
    let pooling = *ctx.plan.policy.capacity.pooling;
    if pooling > 0.0 {
        help_other_bins(sub, ctx, pooling, left);
    }
    close_days(sub);
}

/// Minutes each server has for service: the person's share of what duties leave of the site's day.
fn clocks(sub: &mut Subdistrict, ctx: &Context<'_>, unit: usize) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let day = &sub.days[usize::from(own.site_of[unit])];
    let (free, all) = (day.left(), day.available.max(1));
    sub.units[unit].clocked = true;
    for w in sub.units[unit].servers.clone() {
        let worker = &mut sub.workers[w as usize];
        worker.minutes = (u32::from(worker.potential) * free / all) as u16;
    }
}

#[inline(never)]
fn continue_cases(sub: &mut Subdistrict, ctx: &Context<'_>, unit: usize, left: &mut Vec<Left>) {
    if sub.units[unit].open == 0 {
        return;
    }
    for w in sub.units[unit].servers.clone() {
        let mut kept = 0;
        let open = usize::from(sub.workers[w as usize].open);
        for i in 0..open {
            let slot = sub.workers[w as usize].cases[i];
            let before = sub.needs[slot].left;
            let finished = visit(sub, ctx, w, slot);
            let worked = u64::from(before - sub.needs[slot].left);
            sub.units[unit].begun = sub.units[unit].begun.saturating_sub(worked);
            if finished {
                left.push(Left { slot, worker: w, done: true });
                sub.units[unit].open -= 1;
            } else {
                sub.workers[w as usize].cases[kept] = slot;
                kept += 1;
            }
        }
        sub.workers[w as usize].open = kept as u8;
    }
}

/// Minutes of a trip there and back.
#[inline]
fn trip(world: &World, site: &Site, community: u16) -> u16 {
    if community == site.community && site.party != Party::Station {
        return world.trips.local;
    }
    let km = World::distance(site.at, world.places.communities[usize::from(community)].at);
    ((km * world.trips.per_km + 0.5).min(10_000.0) as u16).max(world.trips.local)
}

/// A server sees to an open case; whether that finished the work.
fn visit(sub: &mut Subdistrict, ctx: &Context<'_>, w: u32, slot: u32) -> bool {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let worker = &mut sub.workers[w as usize];
    let site_index = usize::from(own.site_of[usize::from(worker.unit)]);
    let site = &own.sites[site_index];
    let need = &mut sub.needs[slot];
    let travel = trip(ctx.world, site, need.community());
    let most = need.left.min(ctx.world.categories[usize::from(need.category)].visit_minutes);
    if worker.minutes < travel.saturating_add(most.min(SHORTEST_VISIT)) {
        return false;
    }
    let direct = most.min(worker.minutes - travel);
    worker.minutes -= direct + travel;
    worker.busy += u32::from(direct + travel);
    need.left -= direct;
    if need.served == NEVER {
        need.served = ctx.day;
    }
    let day = &mut sub.days[site_index];
    day.booked[Account::Direct as usize] += u32::from(direct);
    day.booked[Account::Travel as usize] += u32::from(travel);
    let (id, rest) = (need.id, need.left);
    if let Some(followed) = &mut sub.trace {
        followed.note(ctx.day, id, What::Visited(site.stable, direct, rest));
    }
    rest == 0
}

/// Servers of `helpers` take needs from the line of `unit` while they have room and minutes.
#[inline(never)]
fn take_from_line(sub: &mut Subdistrict, ctx: &Context<'_>, unit: usize, helpers: usize, left: &mut Vec<Left>) {
    if sub.units[unit].waiting == 0 {
        return;
    }
    let most_open = ctx.world.keys.service.open_cases.get() as u8;
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let site = &own.sites[usize::from(own.site_of[unit])];
    let servers = sub.units[helpers].servers.clone();
    while let Some(slot) = line::next(sub, unit) {
        let need = &sub.needs[slot];
        let travel = trip(ctx.world, site, need.community());
        let cap = ctx.world.categories[usize::from(need.category)].visit_minutes;
        let enough = travel.saturating_add(need.work.min(cap).min(SHORTEST_VISIT));
        let label = usize::from(need.label);
        let mut best = (-1.0, u32::MAX);
        for (w, worker) in servers.clone().zip(&sub.workers[servers.start as usize..servers.end as usize]) {
            if worker.minutes >= enough && worker.open < most_open && worker.skill[label] > best.0 {
                best = (worker.skill[label], w);
            }
        }
        if best.1 == u32::MAX {
            break;
        }
        line::leave(sub, unit, slot);
        begin(sub, ctx, slot, best.1, unit, left);
    }
}

/// A server opens a case. A wrong label shows now: another line of work goes back to the router unless the site can do it.
fn begin(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, w: u32, unit: usize, left: &mut Vec<Left>) {
    sub.shift(slot, Stage::Serving, ctx.day);
    let need = &mut sub.needs[slot];
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let site = &own.sites[usize::from(own.site_of[unit])];
    if need.label != need.category {
        if sub.tally.in_window {
            sub.tally.traffic.misrouted += 1;
        }
        need.label = need.category;
        let binned = site.party == Party::Station && ctx.plan.station_unit(site.units.start, need.category) != unit as u16;
        if binned || !site.takes(need.category) {
            let worker = &mut sub.workers[w as usize];
            let spent = worker.minutes.min(*ctx.world.keys.intake.minutes as u16);
            worker.minutes -= spent;
            worker.busy += u32::from(spent);
            sub.days[usize::from(own.site_of[unit])].booked[Account::Intake as usize] += u32::from(spent);
            if let Some(followed) = &mut sub.trace {
                followed.note(ctx.day, sub.needs[slot].id, What::Mislabelled(sub.needs[slot].category));
            }
            left.push(Left { slot, worker: w, done: false });
            return;
        }
    }
    let skill = sub.workers[w as usize].skill[usize::from(need.category)];
    let slack = *ctx.world.keys.service.effort_slack as f32;
    need.left = libm::roundf(f32::from(need.work) * (1.0 + slack * (1.0 - skill))).clamp(1.0, 65_000.0) as u16;
    if visit(sub, ctx, w, slot) {
        left.push(Left { slot, worker: w, done: true });
    } else {
        let home = usize::from(sub.workers[w as usize].unit);
        sub.units[home].open += 1;
        sub.units[home].begun += u64::from(sub.needs[slot].left);
        sub.workers[w as usize].take_case(slot);
    }
}

/// Pooling: a server of a station whose own bin is empty may help one other bin a day, with a share of the day's minutes less what
/// the switch costs.
fn help_other_bins(sub: &mut Subdistrict, ctx: &Context<'_>, pooling: f64, left: &mut Vec<Left>) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let (Some(station), site) = (own.sites.last(), own.sites.len() - 1) else { return };
    let switch = *ctx.world.keys.service.switch_minutes as u16;
    let bins = station.units.clone();
    if bins.clone().all(|u| sub.units[usize::from(u)].waiting == 0) {
        return;
    }
    // Helpers: clocks of bins that had nothing to do today are set now.
    let mut helped: Vec<u32> = Vec::new();
    for unit in bins.clone() {
        if !sub.units[usize::from(unit)].clocked {
            clocks(sub, ctx, usize::from(unit));
        }
    }
    for unit in bins.clone() {
        for helper in bins.clone() {
            let h = usize::from(helper);
            if sub.units[usize::from(unit)].waiting == 0 {
                break;
            }
            if helper == unit || sub.units[h].waiting > 0 {
                continue;
            }
            let servers = sub.units[h].servers.clone();
            let before: Vec<u16> = servers.clone().map(|w| sub.workers[w as usize].minutes).collect();
            for w in servers.clone() {
                let worker = &mut sub.workers[w as usize];
                let most = (f64::from(worker.potential) * pooling) as u16;
                let free = if helped.contains(&w) { 0 } else { worker.minutes.min(most) };
                worker.minutes = free.saturating_sub(switch);
            }
            let given: Vec<u16> = servers.clone().map(|w| sub.workers[w as usize].minutes).collect();
            take_from_line(sub, ctx, usize::from(unit), h, left);
            for ((w, before), given) in servers.zip(before).zip(given) {
                let worker = &mut sub.workers[w as usize];
                let used = given - worker.minutes;
                worker.minutes = before - used;
                if used > 0 {
                    worker.minutes -= switch;
                    worker.busy += u32::from(switch);
                    sub.days[site].booked[Account::Travel as usize] += u32::from(switch);
                    helped.push(w);
                }
            }
        }
    }
}

/// What burnout took is strain; what else is paid and not booked was idle.
fn close_days(sub: &mut Subdistrict) {
    for (day, staff) in sub.days.iter_mut().zip(&sub.staff) {
        day.booked[Account::Strain as usize] += staff.paid - staff.available;
        let booked: u32 = day.booked.iter().sum();
        day.booked[Account::Idle as usize] += day.paid().saturating_sub(booked);
    }
}
