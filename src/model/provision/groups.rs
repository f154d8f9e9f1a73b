//! Groups (小组服务): one session that serves several needs of a category.
//!
//! A share of the needs of a category can be served in a group, by one draw per need. When such a need reaches the head of a line that
//! holds sessions, the next of its category in that line that can join are taken along, as far as the room and the server's free cases go.
//! The effort of each, the trip to each and the most minutes of a day for each are divided by the size of the group: what is booked for all
//! of them together is one session of the provider. Sessions are held at facilities and, where a policy shares the rooms of communities, at
//! stations, offices and organisations, which book a room for each.

use crate::base::draws::{Draw, Keys};
use crate::base::need::Need;
use crate::model::state::lines::Unit;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::pool::Pool;
use crate::model::state::subdistrict::Context;
use crate::model::state::worker::{Clock, MOST_CASES, Worker};
use crate::world::World;
use crate::world::sites::{Party, Seat, Site};

/// How far down a line others are looked for to fill a group.
const AHEAD: usize = 64;

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
    share > 0.0 && keys.unit(Draw::groupable(id, category)) < share
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
pub fn gather(unit: &mut Unit, needs: &Pool, ctx: &Context<'_>, slot: u32, most: usize) -> Others {
    let mut others = Others { slots: [0; MOST_CASES], number: 0 };
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
    day.booked[Account::Coordination] += u32::from(spent);
    day.owe(Account::Coordination, u32::from(minutes - spent));
}
