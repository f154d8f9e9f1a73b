//! Room for what lives within a phase: kept from day to day so that nothing is allocated anew.

use crate::base::drawn::{Drawn, Keyed};
use crate::base::places::{Local, WorkerId};
use crate::model::sight::Candidate;
use crate::model::state::agenda::Entry;
use crate::model::state::groups;
use crate::model::state::latent::Place;
use crate::model::state::worker::Case;

/// Lists that are empty between phases, unless said otherwise.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// Items due today that are handled after delivery; filled in the morning.
    pub due: Vec<Entry>,
    /// Households that speak today.
    pub speaking: Drawn<Speaking>,
    /// Latent needs found today.
    pub found: Vec<Found>,
    /// Servers of a line that can open another case.
    pub free: Vec<Free>,
    /// Room for the options that a router may offer; see [`crate::model::provision::facility::offered`].
    pub offered: Vec<Candidate>,
    /// Cases that left their servers today; filled by service, read by outcomes.
    pub left: Vec<Left>,
}

/// A household that speaks today, or a lost file that surfaces.
#[derive(Clone, Copy, Debug)]
pub struct Speaking {
    /// Order among those of a day.
    pub order: u64,
    /// Which need, and why.
    pub entry: Entry,
}

impl Keyed for Speaking {
    #[inline]
    fn key(&self) -> u64 {
        self.order
    }
}

/// A case that left its server today.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    /// The need.
    pub slot: u32,
    /// The server.
    pub worker: WorkerId,
    /// Whether the work is done; otherwise the label was wrong and the site does not do this.
    pub done: bool,
    /// Whether it was opened in a group.
    pub in_group: bool,
    /// Minutes with the resident that it took; in a group, its part of them.
    pub minutes: u16,
}

impl Left {
    /// A case whose work is done.
    #[inline]
    #[must_use]
    pub const fn done(case: &Case, worker: WorkerId) -> Self {
        Self { slot: case.slot, worker, done: true, in_group: case.seat != groups::ALONE, minutes: case.whole }
    }

    /// A case that the site does not do.
    #[inline]
    #[must_use]
    pub const fn turned_away(slot: u32, worker: WorkerId) -> Self {
        Self { slot, worker, done: false, in_group: false, minutes: 0 }
    }
}

/// A server of a line who can open another case.
#[derive(Clone, Copy, Debug)]
pub struct Free {
    /// The server.
    pub worker: WorkerId,
    /// Minutes left today.
    pub minutes: u16,
}

/// A latent need that was found today.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Place of its community in the subdistrict.
    pub local: Local,
    /// Day it was to leave the latent needs.
    pub due: u16,
    /// Where its record is.
    pub place: Place,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_that_is_done_took_the_minutes_with_which_it_was_opened() {
        let worker = WorkerId::new(2);
        let left = |seat| Left::done(&Case { slot: 7, whole: 90, seat, ..Case::default() }, worker);
        let (alone, second_of_three) = (left(groups::ALONE), left(groups::seat(1, 3)));
        assert_eq!((alone.slot, alone.minutes, alone.in_group), (7, 90, false));
        assert_eq!((second_of_three.minutes, second_of_three.in_group), (90, true));
    }
}
