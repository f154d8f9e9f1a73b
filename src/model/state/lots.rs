//! Lots (标段) and their holders; counts of the market.

use crate::base::places::SubdistrictId;
use crate::world::sites::UnitRef;

/// A lot, or a share of it, and who holds it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lot {
    /// Subdistrict for which it is.
    pub zone: SubdistrictId,
    /// Bundle of categories.
    pub bundle: u8,
    /// Expected work, of this share.
    pub weight: f64,
    /// Share of the lot.
    pub share: f64,
    /// The line of the organisation that holds it.
    pub holder: UnitRef,
    /// Price of a post in a year, fen.
    pub price: i64,
    /// The same of a post that a care worker holds.
    pub care_price: i64,
}

/// Counts of the market since the policy began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Lots put out to tender.
    pub lots: u64,
    /// Bids.
    pub bids: u64,
    /// Lots partly held by an organisation that held none of them before.
    pub changed: u64,
    /// Organisations founded.
    pub founded: u64,
    /// Organisations closed.
    pub closed: u64,
    /// People who went over to another employer.
    pub transferred: u64,
    /// Grants.
    pub grants: u64,
}
