//! A district with what was counted of it: what the rows of tables are made from.

use super::contacts::Contacts;
use super::counts::CellCounts;
use super::ledger::Ledger;
use super::map::Map;
use super::tally::Tally;
use super::watch::Instruments;
use crate::base::places::{CategoryId, CommunityId, Local, SegmentId};
use crate::model::state::arm::Arm;
use crate::world::World;

/// A district under one policy, with its instruments.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The district.
    pub arm: &'a Arm,
    /// Its instruments.
    pub watch: &'a Instruments<'a>,
    /// Its world.
    pub world: &'a World,
}

impl<'a> Seen<'a> {
    /// The counters of every subdistrict.
    pub fn tallies(self) -> impl Iterator<Item = &'a Tally> {
        self.watch.tallies()
    }

    /// Minutes and money of the window.
    #[must_use]
    pub const fn ledger(self) -> &'a Ledger {
        &self.watch.ledger
    }

    /// Known needs that have not ended, at the end of each day of the window; recorded if there is a shock.
    #[must_use]
    pub fn backlog(self) -> &'a [u32] {
        &self.watch.backlog.0
    }

    /// Visits and those who were visited, if they were watched.
    #[must_use]
    pub const fn contacts(self) -> Option<&'a Contacts> {
        self.watch.contacts.as_ref()
    }

    /// Communities, sites and ways between them by map period, if they were watched.
    #[must_use]
    pub const fn map(self) -> Option<&'a Map> {
        self.watch.map.as_ref()
    }

    /// Counts of cells, with the community (place among all), segment and category of each.
    pub fn cells(self) -> impl Iterator<Item = (CommunityId, SegmentId, CategoryId, CellCounts)> + 'a {
        let (segments, kinds) = (self.world.segment_names.len(), self.world.kinds());
        self.tallies().zip(&self.world.places.subdistricts).flat_map(move |(tally, place)| {
            (0..place.communities.len() * segments * kinds).map(move |i| {
                let local = Local::from(i / (segments * kinds));
                let (segment, category) = (SegmentId::from(i / kinds % segments), CategoryId::from(i % kinds));
                (place.communities[local], segment, category, tally.counts(local, segment, category))
            })
        })
    }
}
