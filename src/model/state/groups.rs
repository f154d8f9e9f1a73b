//! Groups (小组): how many share a session, and each one's part of it.

use crate::scenario::keys::policy::Policy;
use crate::world::World;

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
pub const fn group_of(seat: u16) -> u16 {
    let group = seat & 0xFF;
    if group == 0 { 1 } else { group }
}

/// One member's part of the group's minutes; the parts of all members add up to the whole.
#[inline]
#[must_use]
pub const fn part(minutes: u16, seat: u16) -> u16 {
    let (index, group) = (seat as u32 >> 8, group_of(seat) as u32);
    ((index + 1) * minutes as u32 / group - index * minutes as u32 / group) as u16
}
