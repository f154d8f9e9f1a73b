//! Service: people with a clock of minutes see to open cases first, then to the line.
//!
//! Effort of a case = work · (1 + a·(1 − q)), q the server's skill. A day's visit takes at most m minutes and costs a trip of
//! 2·distance/speed. Among the servers with a free case and enough minutes, the best skill takes the head of the line, or, under a policy that
//! has servers look for places they know (片区包干), one of the first n of the same priority: from the community that it knows best. With K = 1 and
//! no limit m this is a line with c servers. Groups and facilities: [`crate::model::provision::facility`].

use crate::base::of::Of;
use crate::base::places::{CommunityId, Maybe, SiteId, SubdistrictId, UnitId, WorkerId};
use crate::model::state::scratch::Free;
use crate::model::state::scratch::Left;
use crate::world::geography::distance;
use crate::world::sites::{Party, Seat, Site};
use crate::world::{MOST_CATEGORIES, Trips};

use crate::base::calendar::MaybeDay;
use crate::base::need::{Need, Stage};
use crate::model::provision::by_place;
use crate::model::provision::groups::Sessions;
use crate::model::provision::line;
use crate::model::state::caseload::Caseload;
use crate::model::state::lines::Lines;
use crate::model::state::log::{Kind, Log, What};
use crate::model::state::minutes::{Account, Day};
use crate::model::state::pool::Pool;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;
use crate::model::state::worker::{self, Case, Clock, MOST_CASES, Worker};

/// Shortest visit worth a trip, minutes.
const SHORTEST_VISIT: u16 = 15;

/// What service changes.
pub struct Service<'a> {
    /// The cases.
    pub cases: &'a mut Caseload,
    /// Lines and servers.
    pub lines: &'a mut Lines,
    /// Minutes of sites.
    pub days: &'a mut Of<SiteId, Day>,
    /// Cases that left their servers today.
    pub left: &'a mut Vec<Left>,
}

/// All lines of a subdistrict are served for a day. `free` is room for the servers of a line.
pub fn serve(all: &mut Service<'_>, staff: &Of<SiteId, Staff>, free: &mut Vec<Free>, ctx: &Context<'_>) {
    look_ahead(all.lines, &all.cases.needs);
    for unit in all.lines.units.places() {
        all.lines.units[unit].clocked = false;
        if all.lines.units[unit].open == 0 && all.lines.units[unit].waiting == 0 {
            continue;
        }
        let shop = Shop::of(ctx, all.cases.home, unit);
        open_clocks(all, &shop, unit, free);
        if all.lines.units[unit].waiting > 0 {
            take_from_line(all, &shop, unit, free);
        }
    }
    free.clear();
    let pooling = *ctx.plan.policy.capacity.pooling;
    if pooling > 0.0 {
        help_other_bins(all, ctx, pooling);
    }
    close_days(all.days, staff);
    // Who ends a case learns from it: outcomes come next.
    let learners = all.left.iter().map(|case| &all.lines.workers[case.worker]);
    std::hint::black_box(learners.fold(0, |seen, w| seen ^ u32::from(w.known[0].share) ^ w.skill[0].to_bits()));
}

/// Looks at the servers who have open cases and at the heads of all lines: so the processor fetches many at a time and need not wait for
/// each in turn.
fn look_ahead(lines: &Lines, needs: &Pool) {
    let mut seen = 0;
    for unit in lines.units.iter().filter(|u| u.open > 0 || u.waiting > 0) {
        let busy =
            lines.clocks.part(unit.servers).iter().zip(lines.workers.part(unit.servers)).filter(|(clock, _)| clock.open > 0);
        for (clock, worker) in busy {
            seen ^= worker.cases[0].slot ^ worker.cases[usize::from(clock.open).min(MOST_CASES) - 1].slot;
        }
    }
    std::hint::black_box(seen);
    let heads = lines.units.iter().flat_map(|u| u.line.iter().take(4));
    needs.look_ahead(heads.map(|waiting| waiting.need.slot));
}

/// What every visit of a line's servers has in common.
struct Shop<'a> {
    ctx: &'a Context<'a>,
    site: &'a Site,
    /// Place of the site among those of the subdistrict.
    index: SiteId,
    /// Community within which a trip is local, if there is one.
    close: Maybe<CommunityId>,
    /// Minutes of trips; none where residents come.
    trips: Trips,
    /// Groups it serves.
    sessions: Sessions,
}

impl<'a> Shop<'a> {
    fn of(ctx: &'a Context<'a>, subdistrict: SubdistrictId, unit: UnitId) -> Self {
        let own = &ctx.world.sites.by_subdistrict[subdistrict];
        let index = own.site_of[unit];
        let site = &own.sites[index];
        let close = if site.party == Party::Station { Maybe::NONE } else { Maybe::some(site.community) };
        let trips = if site.seat == Seat::Facility { Trips { local: 0, per_km: 0.0 } } else { ctx.world.trips };
        Self { ctx, site, index, close, trips, sessions: Sessions::of(ctx, site) }
    }

    /// Minutes of a trip there and back.
    #[inline]
    fn trip(&self, community: CommunityId) -> u16 {
        let world = self.ctx.world;
        if self.close.is(community) {
            return self.trips.local;
        }
        self.trips.over(distance(self.site.at, world.places.communities[community].at))
    }

    /// Minutes of a trip to a need, and those with which a first visit is worth it.
    #[inline]
    fn asks(&self, need: &Need) -> (u16, u16) {
        let travel = self.trip(need.community());
        let cap = self.ctx.world.categories[need.category].visit_minutes;
        (travel, travel.saturating_add(need.work.min(cap).min(SHORTEST_VISIT)))
    }

    /// Most open cases of a server.
    #[inline]
    const fn most_open(&self) -> u8 {
        self.ctx.world.keys.service.open_cases.get() as u8
    }

    /// Minutes with which nobody can do anything: a visit takes a trip, of which a group bears only parts, and at least a minute.
    #[inline]
    const fn least(&self) -> u16 {
        if self.sessions.any() { 0 } else { self.trips.local }
    }

    /// A server sees to an open case, when there is time for the trip and a visit worth it.
    #[inline]
    fn visit(&self, who: worker::Kind, minutes: &mut u16, busy: &mut u32, case: &mut Case, books: &mut Books<'_>) {
        let most = case.left.min(case.most);
        if *minutes < case.trip.saturating_add(most.min(SHORTEST_VISIT)) {
            return;
        }
        let direct = most.min(*minutes - case.trip);
        *minutes -= direct + case.trip;
        *busy += u32::from(direct + case.trip);
        case.left -= direct;
        books.direct += u32::from(direct);
        books.travel += u32::from(case.trip);
        if !case.seen {
            case.seen = true;
            let need = &mut books.needs[case.slot];
            if !need.served.has_come() {
                need.served = MaybeDay::on(self.ctx.day);
            }
        }
        if books.log.watches(Kind::Visited) {
            let (site, left, social_worker) = (self.site.stable, case.left, who.is_social_worker());
            let need = &books.needs[case.slot];
            let (category, segment) = (need.category, need.segment);
            books.log.push(need.id, What::Visited { site, minutes: direct, left, category, segment, social_worker });
        }
    }
}

/// Where a visit is booked.
struct Books<'a> {
    needs: &'a mut Pool,
    log: &'a mut Log,
    direct: u32,
    travel: u32,
}

/// Minutes each server has for service: the person's share of what duties leave of the site's day.
fn clocks(lines: &mut Lines, day: &Day, unit: UnitId) {
    let (free, all) = (day.left(), day.base.max(1));
    lines.units[unit].clocked = true;
    for clock in lines.clocks.part_mut(lines.units[unit].servers) {
        clock.minutes = (u32::from(clock.potential) * free / all) as u16;
    }
}

/// Each server's clock starts, and the server sees to the open cases, oldest first. `free` takes the servers who can open another.
fn open_clocks(all: &mut Service<'_>, shop: &Shop<'_>, unit: UnitId, free: &mut Vec<Free>) {
    let Lines { units, workers, clocks } = &mut *all.lines;
    let Caseload { needs, log, .. } = &mut *all.cases;
    let left = &mut *all.left;
    let (unit, day) = (&mut units[unit], &mut all.days[shop.index]);
    let (rest, all) = (day.left(), day.base.max(1));
    let (least, most_open) = (shop.least(), shop.most_open());
    unit.clocked = true;
    free.clear();
    let servers = unit.servers;
    let mut books = Books { needs, log, direct: 0, travel: 0 };
    let mut ended = 0;
    for (w, clock) in servers.iter().zip(clocks.part_mut(servers)) {
        clock.minutes = (u32::from(clock.potential) * rest / all) as u16;
        if clock.open > 0 && clock.minutes > least {
            ended += see_to_open_cases(&mut workers[w], clock, w, shop, &mut books, left);
        }
        if clock.minutes > least && clock.open < most_open {
            free.push(Free { worker: w, minutes: clock.minutes });
        }
    }
    day.booked[Account::Direct] += books.direct;
    day.booked[Account::Travel] += books.travel;
    unit.open -= ended;
    unit.begun = unit.begun.saturating_sub(u64::from(books.direct));
}

/// A server sees to open cases, oldest first, while there are minutes; how many of them end.
#[inline]
fn see_to_open_cases(
    worker: &mut Worker,
    clock: &mut Clock,
    w: WorkerId,
    shop: &Shop<'_>,
    books: &mut Books<'_>,
    left: &mut Vec<Left>,
) -> u32 {
    let (least, open) = (shop.least(), usize::from(clock.open).min(MOST_CASES));
    let mut kept = 0;
    for i in 0..open {
        if clock.minutes <= least {
            if kept < i {
                worker.cases.copy_within(i..open, kept);
            }
            kept += open - i;
            break;
        }
        let case = &mut worker.cases[i];
        shop.visit(worker.kind, &mut clock.minutes, &mut worker.busy, case, books);
        if case.left == 0 {
            left.push(Left::done(case, w));
        } else {
            if kept < i {
                worker.cases[kept] = worker.cases[i];
            }
            kept += 1;
        }
    }
    for place in &mut worker.cases[kept..open] {
        place.left = 0;
    }
    clock.open = kept as u8;
    (open - kept) as u32
}

/// The `free` servers take needs from the line of `unit` while they have room and minutes.
fn take_from_line(all: &mut Service<'_>, shop: &Shop<'_>, unit: UnitId, free: &mut Vec<Free>) {
    let (least, most_open) = (shop.least(), shop.most_open());
    // Skills of all who may be asked are looked at before any are compared: see `look_ahead`.
    std::hint::black_box(free.iter().fold(0, |seen, f| seen ^ all.lines.workers[f.worker].skill[0].to_bits()));
    while !free.is_empty() {
        let Some(slot) = line::next(&mut all.lines.units[unit], &all.cases.needs) else { break };
        let need = &all.cases.needs[slot];
        let (travel, enough) = shop.asks(need);
        let label = usize::from(need.label).min(MOST_CATEGORIES - 1);
        let Some(best) = best_of(free, &all.lines.workers, label, enough) else { break };
        let w = free[best].worker;
        let (slot, travel) = if shop.ctx.plan.look_ahead > 1 {
            let fits = |need: &Need| shop.asks(need).1 <= free[best].minutes;
            let (line, worker) = (&mut all.lines.units[unit], &all.lines.workers[w]);
            let slot = by_place::take(line, &all.cases.needs, worker, shop.ctx.plan.look_ahead, fits);
            (slot, shop.trip(all.cases.needs[slot].community()))
        } else {
            line::leave(&mut all.lines.units[unit], all.cases.needs[slot].work);
            (slot, travel)
        };
        if shop.sessions.any() {
            hold_session(all, shop, (slot, travel), w, unit);
        } else {
            begin(all, shop, slot, (travel, crate::model::state::groups::ALONE), w, unit);
        }
        let clock = &all.lines.clocks[w];
        free[best].minutes = clock.minutes;
        if clock.minutes <= least || clock.open >= most_open {
            free.remove(best);
        }
    }
}

/// The place of the most skilled among the servers who have enough minutes, the first of equals.
#[inline]
fn best_of(free: &[Free], workers: &Of<WorkerId, Worker>, label: usize, enough: u16) -> Option<usize> {
    // One whole number per server, greater for more skill and, among equals, for an earlier place: skills are not negative, so their bits
    // are in order. The winner is effectively random; a branch would mispredict half the time.
    let best = free.iter().enumerate().fold(0, |best: u64, (place, server)| {
        let skill = workers[server.worker].skill[label].to_bits();
        let rank = u64::from(skill) << 32 | u64::from(u32::MAX - place as u32);
        best.max(if server.minutes >= enough { rank } else { 0 })
    });
    (best > 0).then_some((u32::MAX - best as u32) as usize)
}

/// A server opens a case together with others of the line who can be served in the same group.
fn hold_session(all: &mut Service<'_>, shop: &Shop<'_>, (slot, trip): (u32, u16), w: WorkerId, unit: UnitId) {
    let room = usize::from(shop.most_open()).saturating_sub(usize::from(all.lines.clocks[w].open) + 1);
    let (line, most) = (&mut all.lines.units[unit], room.min(usize::from(shop.sessions.most) - 1));
    let others = crate::model::provision::groups::gather(line, &all.cases.needs, shop.ctx, slot, most);
    let group = others.group();
    begin(all, shop, slot, (trip, crate::model::state::groups::seat(0, group)), w, unit);
    for (index, &other) in (1..).zip(others.slots()) {
        let trip = shop.trip(all.cases.needs[other].community());
        begin(all, shop, other, (trip, crate::model::state::groups::seat(index, group)), w, unit);
    }
    if group > 1 && shop.sessions.booking > 0 {
        let (worker, clock) = (&mut all.lines.workers[w], &mut all.lines.clocks[w]);
        crate::model::provision::groups::book_room(worker, clock, &mut all.days[shop.index], shop.sessions.booking);
    }
}

/// A server opens a case: a trip there, at a seat of a group. A wrong label shows now: another line of work goes back to the router unless
/// the site can do it.
fn begin(all: &mut Service<'_>, shop: &Shop<'_>, slot: u32, (trip, seat): (u16, u16), w: WorkerId, unit: UnitId) {
    let ctx = shop.ctx;
    all.cases.shift(slot, Stage::Serving);
    let Lines { units, workers, clocks } = &mut *all.lines;
    let Caseload { needs, log, .. } = &mut *all.cases;
    let left = &mut *all.left;
    let (need, day) = (&mut needs[slot], &mut all.days[shop.index]);
    let (worker, clock) = (&mut workers[w], &mut clocks[w]);
    let misrouted = need.label != need.category;
    log.push(need.id, What::Opened { misrouted });
    if misrouted {
        need.label = need.category;
        let site = shop.site;
        let binned = site.party == Party::Station && ctx.plan.station_unit(site.units.start, need.category) != unit;
        if binned || !site.takes(need.category) {
            let spent = clock.minutes.min(*ctx.world.keys.intake.minutes as u16);
            clock.minutes -= spent;
            worker.busy += u32::from(spent);
            day.booked[Account::Intake] += u32::from(spent);
            log.push(need.id, What::Mislabelled(need.category));
            left.push(Left::turned_away(slot, w));
            return;
        }
    }
    let skill = worker.skill[need.category.at()];
    let slack = *ctx.world.keys.service.effort_slack as f32;
    let effort = rounded(f32::from(need.work) * (1.0 + slack * (1.0 - skill))).clamp(1, 65_000) as u16;
    let most = ctx.world.categories[need.category].visit_minutes;
    let mut case = Case { slot, left: effort, whole: effort, trip, most, seat, seen: false };
    if seat != crate::model::state::groups::ALONE {
        let part = |minutes| crate::model::state::groups::part(minutes, seat);
        (case.left, case.trip, case.most) = (part(effort).max(1), part(trip), part(most).max(1));
        case.whole = case.left;
    }
    let mut books = Books { needs, log, direct: 0, travel: 0 };
    shop.visit(worker.kind, &mut clock.minutes, &mut worker.busy, &mut case, &mut books);
    day.booked[Account::Direct] += books.direct;
    day.booked[Account::Travel] += books.travel;
    if case.left == 0 {
        left.push(Left::done(&case, w));
    } else {
        let home = &mut units[worker.unit];
        home.open += 1;
        home.begun += u64::from(case.left);
        worker.cases[usize::from(clock.open)] = case;
        clock.open += 1;
    }
}

/// The open cases of a server who moved to another site: trips begin there from now on.
pub fn measure_trips(worker: &mut Worker, needs: &Pool, subdistrict: SubdistrictId, ctx: &Context<'_>) {
    let shop = Shop::of(ctx, subdistrict, worker.unit);
    for case in worker.cases.iter_mut().take_while(|case| case.left > 0) {
        case.trip = crate::model::state::groups::part(shop.trip(needs[case.slot].community()), case.seat);
    }
}

/// The nearest whole number of a number that is not negative, halves up.
#[inline]
fn rounded(x: f32) -> u32 {
    let whole = x as u32;
    whole.saturating_add(u32::from(x - whole as f32 >= 0.5))
}

/// Pooling: a server of a station whose own bin is empty may help one other bin a day, with a share of the day's minutes less what
/// the switch costs.
fn help_other_bins(all: &mut Service<'_>, ctx: &Context<'_>, pooling: f64) {
    let own = &ctx.world.sites.by_subdistrict[all.cases.home];
    let site = own.station_site;
    let station = &own.sites[site];
    let switch = *ctx.world.keys.service.switch_minutes as u16;
    let bins = station.units;
    if bins.iter().all(|u| all.lines.units[u].waiting == 0) {
        return;
    }
    let shop = Shop::of(ctx, all.cases.home, own.station);
    // Helpers: clocks of bins that had nothing to do today are set now.
    let mut helped: Vec<WorkerId> = Vec::new();
    for unit in bins {
        if !all.lines.units[unit].clocked {
            clocks(all.lines, &all.days[site], unit);
        }
    }
    for unit in bins {
        for helper in bins {
            if all.lines.units[unit].waiting == 0 {
                break;
            }
            if helper == unit || all.lines.units[helper].waiting > 0 {
                continue;
            }
            let servers = all.lines.units[helper].servers;
            let before: Vec<u16> = servers.iter().map(|w| all.lines.clocks[w].minutes).collect();
            for w in servers {
                let clock = &mut all.lines.clocks[w];
                let most = (f64::from(clock.potential) * pooling) as u16;
                let free = if helped.contains(&w) { 0 } else { clock.minutes.min(most) };
                clock.minutes = free.saturating_sub(switch);
            }
            let given: Vec<u16> = servers.iter().map(|w| all.lines.clocks[w].minutes).collect();
            let (least, most_open) = (shop.least(), shop.most_open());
            let clocks = servers.iter().zip(all.lines.clocks.part(servers));
            let can = clocks.filter(|(_, clock)| clock.minutes > least && clock.open < most_open);
            let mut free: Vec<Free> = can.map(|(worker, clock)| Free { worker, minutes: clock.minutes }).collect();
            take_from_line(all, &shop, unit, &mut free);
            for ((w, before), given) in servers.iter().zip(before).zip(given) {
                let clock = &mut all.lines.clocks[w];
                let used = given - clock.minutes;
                clock.minutes = before - used;
                if used > 0 {
                    clock.minutes -= switch;
                    all.lines.workers[w].busy += u32::from(switch);
                    all.days[site].booked[Account::Travel] += u32::from(switch);
                    helped.push(w);
                }
            }
        }
    }
}

/// What burnout took is strain; what else is paid and not booked was idle.
fn close_days(days: &mut Of<SiteId, Day>, staff: &Of<SiteId, Staff>) {
    for (day, staff) in days.iter_mut().zip(staff) {
        day.booked[Account::Strain] += staff.paid - staff.available;
        let booked: u32 = day.booked.iter().sum();
        day.booked[Account::Idle] += day.paid().saturating_sub(booked);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::{CategoryId, Places};
    use crate::model::state::arm::idle::{district, need, person};
    use crate::scenario::keys::policy::Bins;
    use crate::scenario::keys::quantity::Share;

    /// Needs that wait and that are served after a day on which somebody stands idle in the second bin of a station and one waits in the first.
    fn after(pooling: f64) -> [i64; 2] {
        let (world, keys, mut arm) = district(&[], |p| {
            (p.capacity.bins, p.capacity.pooling) = (Bins::ZoneCategory, Share::new(pooling).expect("a share"));
        });
        let here = SubdistrictId::FIRST;
        let own = &world.sites.by_subdistrict[here];
        let (first, second) = (own.station, own.sites[own.station_site].units.nth(1));
        let sub = &mut arm.subs[here];
        sub.lines.workers = std::iter::once(person(crate::model::state::worker::Kind::SocialWorker, second)).collect();
        sub.lines.clocks = std::iter::once(Clock { minutes: 0, potential: 480, open: 0 }).collect();
        for unit in sub.lines.units.places() {
            let from = if unit.get() > second.get() { 1 } else { 0 };
            let to = if unit.get() >= second.get() { 1 } else { 0 };
            sub.lines.units[unit].servers = Places::new(WorkerId::new(from), WorkerId::new(to));
        }
        sub.days[own.station_site].open(1, 480, 480, 0);
        let slot = sub.cases.needs.insert(need(CommunityId::FIRST, CategoryId::FIRST, 0, 600).at(Stage::Desk));
        sub.cases.accounts.come(Stage::Desk);
        let ctx = Context { boards: &arm.boards, ..Context::quiet(&world, &arm.plan, &keys, 3) };
        line::enter(&mut sub.cases, &mut sub.lines.units, &ctx, slot, first);
        let (mut left, mut free) = (Vec::new(), Vec::new());
        let mut all = Service { cases: &mut sub.cases, lines: &mut sub.lines, days: &mut sub.days, left: &mut left };
        serve(&mut all, &sub.staff, &mut free, &ctx);
        let day = &sub.days[own.station_site];
        assert_eq!(day.booked.iter().sum::<u32>(), 480, "all that is paid is booked");
        [Stage::Waiting, Stage::Serving].map(|stage| sub.cases.accounts.stage[stage])
    }

    #[test]
    fn people_of_an_idle_bin_help_another_only_where_bins_are_pooled() {
        assert_eq!([after(0.0), after(1.0)], [[1, 0], [0, 1]]);
    }
}
