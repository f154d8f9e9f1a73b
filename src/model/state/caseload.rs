//! The caseload (个案台账) of a subdistrict: known needs wherever they stand, and everything that moves when one of them does.
//!
//! A mechanism that sends a need on, home or to its end changes this part and no other; what else it borrows is its own subject.

use std::collections::VecDeque;

use crate::base::need::Stage;
use crate::base::of::Of;
use crate::base::places::{CommunityId, Local, SiteId, SubdistrictId};
use crate::model::state::accounts::Accounts;
use crate::model::state::agenda::{Agenda, Event};
use crate::model::state::log::{Log, What};
use crate::model::state::parcel::Transit;
use crate::model::state::pool::{Handle, Pool};
use crate::world::World;

/// Known needs of a subdistrict and what moves with them.
#[derive(Clone, Debug, Default)]
pub struct Caseload {
    /// Place of the subdistrict.
    pub home: SubdistrictId,
    /// The needs.
    pub needs: Pool,
    /// What falls due.
    pub agenda: Agenda,
    /// Queues of each community.
    pub desks: Of<Local, Desk>,
    /// Known needs waiting for intake at the door of a site other than an office; empty where there never was such a door.
    pub windows: Of<SiteId, VecDeque<Handle>>,
    /// What is on its way today.
    pub transit: Transit,
    /// Needs and tasks, counted.
    pub accounts: Accounts,
    /// Today's events, of the kinds that are watched.
    pub log: Log,
    /// Today's payments of this subdistrict's households for outside help, fen.
    pub bought_fen: i64,
    /// What tasks bought today cost, fen.
    pub assistance_fen: i64,
}

/// Queues at the office of a community, and how cases of its households ended today.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// Households on their way to a door, where a policy has others than the office.
    pub arriving: Vec<Handle>,
    /// Known needs waiting for intake by the office.
    pub intake: VecDeque<Handle>,
    /// Needs waiting for a router.
    pub desk: VecDeque<Handle>,
    /// Needs resolved today, for trust.
    pub resolved_today: u32,
    /// Needs given up, failed or lost today.
    pub lost_today: u32,
}

impl Desk {
    /// A household sets out: to the office where there is no other door, else to the one that it will choose.
    #[inline]
    pub fn go(&mut self, need: Handle, office_alone: bool) {
        if office_alone { self.intake.push_back(need) } else { self.arriving.push(need) }
    }
}

impl Caseload {
    /// The empty caseload of a subdistrict with this number of communities.
    #[must_use]
    pub fn new(home: SubdistrictId, communities: usize) -> Self {
        Self { home, desks: Of::alike(Desk::default(), communities), ..Self::default() }
    }

    /// Moves a need to another stage; the only place where stages change.
    #[inline]
    pub fn shift(&mut self, slot: u32, to: Stage) {
        let need = &mut self.needs[slot];
        let from = std::mem::replace(&mut need.stage, to);
        self.accounts.moved(from, to);
        self.log.push(need.id, What::Moved(from, to));
    }

    /// Files an event of a need.
    #[inline]
    pub fn file(&mut self, today: u16, day: u16, slot: u32, event: Event) {
        let generation = self.needs.generation(slot);
        self.agenda.file(today, day, slot, generation, event);
    }

    /// Place of the community of a need in this subdistrict, if it belongs to it.
    #[inline]
    #[must_use]
    pub fn local(&self, world: &World, community: CommunityId) -> Option<Local> {
        let place = &world.places.communities[community];
        (place.subdistrict == self.home).then_some(place.local)
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.needs.bytes() + self.agenda.bytes()
    }
}
