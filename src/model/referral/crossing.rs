//! Crossing (跨街道): what comes from another subdistrict, a need for a provider here or one on its way home.
//!
//! Parcels are laid into the inbox of their receiver at an exchange, in the order of the senders, and taken in by the receiver itself, so that
//! subdistricts do so side by side. What depends on an order among needs is decided by draws.

use crate::base::of::Of;
use crate::base::places::{SiteId, SubdistrictId};
use crate::model::provision::line;
use crate::model::referral::homecoming;
use crate::model::state::agenda::Entry;
use crate::model::state::caseload::Caseload;
use crate::model::state::minutes::Day;
use crate::model::state::parcel::Parcel;
use crate::model::state::subdistrict::Context;
use crate::world::World;

/// The subdistrict that a parcel goes to: that of the provider, or of the household.
#[must_use]
pub fn receiver(world: &World, parcel: &Parcel) -> SubdistrictId {
    match parcel {
        Parcel::Deliver(unit, ..) => unit.owner,
        Parcel::Home(need, _) => world.places.communities[need.community()].subdistrict,
    }
}

/// A subdistrict takes in what lies in its inbox. `due` takes what falls due this afternoon.
pub fn take_in(cases: &mut Caseload, days: &mut Of<SiteId, Day>, due: &mut Vec<Entry>, ctx: &Context<'_>) {
    let mut inbox = std::mem::take(&mut cases.transit.inbox);
    for parcel in inbox.drain(..) {
        match parcel {
            Parcel::Deliver(unit, need, minutes) => line::arrive(cases, days, due, ctx, (unit.unit, minutes), need),
            Parcel::Home(need, what) => {
                cases.accounts.come(need.stage);
                let slot = cases.needs.insert(need);
                homecoming::arrive(cases, ctx, slot, what);
            }
        }
    }
    cases.transit.inbox = inbox;
}
