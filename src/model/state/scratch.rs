//! Room for what lives within a phase: kept from day to day so that nothing is allocated anew.

use crate::base::drawn::{Drawn, Keyed};
use crate::base::places::{Local, WorkerId};
use crate::model::sight::Candidate;
use crate::model::state::agenda::Entry;
use crate::model::state::latent::Place;

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
