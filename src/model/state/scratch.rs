//! Room for what lives within a phase: kept from day to day so that nothing is allocated anew.

use crate::model::state::latent::Place;

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

/// A server of a line who can open another case.
#[derive(Clone, Copy, Debug)]
pub struct Free {
    /// The server.
    pub worker: u32,
    /// Minutes left today.
    pub minutes: u16,
}

/// A latent need that was found today.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Place of its community in the subdistrict.
    pub local: u16,
    /// Day it was to leave the latent needs.
    pub due: u16,
    /// Where its record is.
    pub place: Place,
}
