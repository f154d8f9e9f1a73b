//! Facilities (社区设施) and groups: where residents come to the provider, and where one session serves several of them.
//!
//! A facility is closed until an operator has staff in it. A need that is delivered there stays when its household comes, which it does
//! up to a distance of its own: with chance e^(−d/a) at distance d, by one draw per need. Otherwise the need goes home for a new
//! decision; from its second decision on, the household has been asked, and no router sends it farther than it would go. Nobody at a
//! facility travels.
//!
//! A share of the needs of a category can be served in a group, again by one draw per need. When such a need reaches the head of a line
//! that holds sessions, the next of its category in that line that can join are taken along, as far as the room and the server's free
//! cases go. The effort of each, the trip to each and the most minutes of a day for each are divided by the size of the group: what is
//! booked for all of them together is one session of the provider. Sessions are held at facilities and, where a policy shares the rooms
//! of communities, at stations, offices and organisations, which book a room for each.

use crate::base::draws::{Keys, Purpose};
use crate::scenario::policy_keys::Policy;
use crate::world::World;
use crate::world::sites::{Party, Seat, Site};

use crate::base::need::{Need, Stage};
use crate::model::compiled::{Candidate, Options};
use crate::model::state::minutes::{Account, Day};
use crate::model::state::subdistrict::{Context, Homecoming, Subdistrict};
use crate::model::state::worker::{Clock, MOST_CASES, Worker};
use crate::model::trace::What;

/// How far down a line others are looked for to fill a group.
const AHEAD: usize = 64;

/// Whether a facility is open: an operator has staff in it.
#[inline]
#[must_use]
pub fn is_open(sub: &Subdistrict, site: usize) -> bool {
    sub.staff[site].heads > 0
}

/// How far the household of a need would go, km: e^(−d/a) of all households go d km and farther.
#[inline]
#[must_use]
pub fn farthest(ctx: &Context<'_>, need: &Need) -> f32 {
    let u = ctx.keys.unit(Purpose::Facility, need.id, 0, 0);
    (-*ctx.world.keys.facility.attendance_km * libm::log(u)) as f32
}

/// The options that a router may offer to a need: all of them on the first decision; later it knows how far the household would go.
/// `kept` is room for the others.
#[inline]
#[must_use]
pub fn offered<'a>(ctx: &Context<'_>, need: &Need, options: Options<'a>, kept: &'a mut Vec<Candidate>) -> &'a [Candidate] {
    if !ctx.plan.rooms_open || need.hops == 0 {
        return options.providers;
    }
    let most = farthest(ctx, need);
    if options.ways.iter().all(|&way| way < most) {
        return options.providers;
    }
    kept.clear();
    kept.extend(options.providers.iter().zip(options.ways).filter(|(_, way)| **way < most).map(|(provider, _)| provider));
    kept
}

/// A need arrives at a facility. Where it is closed, or too far for the household, the need goes home for a new decision; whether it
/// does.
pub fn turns_back(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, site: &Site, place: usize) -> bool {
    let need = &sub.needs[slot];
    let km = World::distance(ctx.world.places.communities[usize::from(need.community())].at, site.at);
    if is_open(sub, place) && km < farthest(ctx, need) {
        return false;
    }
    let id = need.id;
    if let Some(followed) = &mut sub.trace {
        followed.note(ctx.day, id, What::StayedAway(site.stable));
    }
    sub.needs.renew(slot);
    sub.send_home(ctx, slot, Homecoming::Decide);
    true
}

/// Who waits at a facility that has closed goes home for a new decision.
pub fn clear_closed(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    for place in own.facilities.clone().map(usize::from) {
        let unit = usize::from(own.sites[place].units.start);
        if sub.units[unit].waiting == 0 || is_open(sub, place) {
            continue;
        }
        for entry in std::mem::take(&mut sub.units[unit].line) {
            if sub.needs.holds(entry.need) && sub.needs[entry.need.slot].stage == Stage::Waiting {
                crate::model::abandonment::giving_up::withdraw(sub, ctx, entry.need.slot);
                sub.send_home(ctx, entry.need.slot, Homecoming::Decide);
            }
        }
    }
}

/// How a line serves groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sessions {
    /// Largest group; 1 where everybody is served alone.
    pub most: u16,
    /// Minutes to book a room.
    pub booking: u16,
}

impl Sessions {
    /// Those of a site under the policy of today.
    #[inline]
    #[must_use]
    pub fn of(ctx: &Context<'_>, site: &Site) -> Self {
        let keys = &ctx.world.keys.facility;
        if site.seat == Seat::Facility {
            return Self { most: keys.group_size.get() as u16, booking: 0 };
        }
        let shares = ctx.plan.policy.information.shared_assets;
        if shares && matches!(site.party, Party::Office | Party::Station | Party::Organisation) {
            return Self { most: keys.shared_group_size.get() as u16, booking: *keys.booking_minutes as u16 };
        }
        Self { most: 1, booking: 0 }
    }

    /// Whether anybody is served in a group.
    #[inline]
    #[must_use]
    pub const fn any(self) -> bool {
        self.most > 1
    }
}

/// Whether a need can be served in a group, by the category of its current part.
#[must_use]
pub fn groupable(ctx: &Context<'_>, need: &Need) -> bool {
    can_be_grouped(ctx.world, ctx.keys, need.id, need.category)
}

/// Whether the part of a need in a category can be served in a group.
#[must_use]
pub fn can_be_grouped(world: &World, keys: &Keys, id: u64, category: u8) -> bool {
    let share = *world.keys.category.0[usize::from(category)].1.group_share;
    share > 0.0 && keys.unit(Purpose::Facility, id, 1, u32::from(category)) < share
}

/// Groups that are possible at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Groups {
    /// Largest group.
    pub most: u16,
    /// Whether there are facilities.
    pub facilities: bool,
}

impl Groups {
    /// Groups under a policy, with facilities or without.
    #[must_use]
    pub fn of(world: &World, policy: &Policy, facilities: bool) -> Self {
        let keys = &world.keys.facility;
        let shared = if policy.information.shared_assets { keys.shared_group_size.get() } else { 1 };
        let most = if facilities { keys.group_size.get().max(shared) } else { shared };
        Self { most: most as u16, facilities }
    }

    /// Whether anything is easier than a visit to one person.
    #[must_use]
    pub const fn any(self) -> bool {
        self.facilities || self.most > 1
    }
}

/// A seat in a group: which of how many. An open case keeps its seat, and what it has left is that seat's part.
#[inline]
#[must_use]
pub const fn seat(index: u16, group: u16) -> u16 {
    index << 8 | group
}

/// A need that is served alone.
pub const ALONE: u16 = seat(0, 1);

/// Number of people in the group of a seat.
#[inline]
#[must_use]
const fn group_of(seat: u16) -> u16 {
    let group = seat & 0xFF;
    if group == 0 { 1 } else { group }
}

/// What one seat bears of minutes that the group takes together; over all seats the parts add up to the whole.
#[inline]
#[must_use]
pub const fn part(minutes: u16, seat: u16) -> u16 {
    let (index, group) = (seat as u32 >> 8, group_of(seat) as u32);
    ((index + 1) * minutes as u32 / group - index * minutes as u32 / group) as u16
}

/// Others who join a session.
#[derive(Clone, Copy, Debug)]
pub struct Others {
    slots: [u32; MOST_CASES],
    number: usize,
}

impl Others {
    /// Their slots.
    #[must_use]
    pub fn slots(&self) -> &[u32] {
        &self.slots[..self.number]
    }

    /// Size of the group with the one that reached the head of the line.
    #[must_use]
    pub const fn group(&self) -> u16 {
        self.number as u16 + 1
    }
}

/// Takes out of a line who joins the session of a need that has just left its head: at most `most` others of its category that can.
pub fn gather(sub: &mut Subdistrict, ctx: &Context<'_>, unit: usize, slot: u32, most: usize) -> Others {
    let mut others = Others { slots: [0; MOST_CASES], number: 0 };
    let (needs, unit) = (&sub.needs, &mut sub.units[unit]);
    let first = &needs[slot];
    if first.label != first.category || !groupable(ctx, first) {
        return others;
    }
    let most = most.min(MOST_CASES);
    let (mut i, mut seen) = (0, 0);
    while others.number < most && seen < AHEAD && i < unit.line.len() {
        let handle = unit.line[i].need;
        if !needs.holds(handle) {
            // Who has left the line and is still on the list is nobody: how far it is looked does not depend on them.
            i += 1;
            continue;
        }
        seen += 1;
        let need = &needs[handle.slot];
        let same = need.category == first.category && need.label == first.category;
        if same && groupable(ctx, need) {
            unit.line.remove(i);
            unit.waiting -= 1;
            unit.work = unit.work.saturating_sub(u64::from(need.work));
            others.slots[others.number] = handle.slot;
            others.number += 1;
        } else {
            i += 1;
        }
    }
    others
}

/// Books the room of a session: on the server's time, and what does not fit today is owed.
pub fn book_room(worker: &mut Worker, clock: &mut Clock, day: &mut Day, minutes: u16) {
    let spent = clock.minutes.min(minutes);
    clock.minutes -= spent;
    worker.busy += u32::from(spent);
    day.booked[Account::Coordination as usize] += u32::from(spent);
    day.owe(Account::Coordination, u32::from(minutes - spent));
}
