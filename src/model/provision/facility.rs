//! Facilities (社区设施): where residents come to the provider.
//!
//! A facility is closed until an operator has staff in it. A need that is delivered there stays when its household comes, which it does
//! up to a distance of its own: with chance e^(−d/a) at distance d, by one draw per need. Otherwise the need goes home for a new
//! decision; from its second decision on, the household has been asked, and no router sends it farther than it would go. Nobody at a
//! facility travels.

use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{SiteId, UnitId};
use crate::world::geography::distance;
use crate::world::sites::Site;

use crate::base::need::{Need, Stage};
use crate::model::abandonment::withdrawal::withdraw;
use crate::model::referral::homecoming;
use crate::model::sight::{Candidate, Options};
use crate::model::state::caseload::Caseload;
use crate::model::state::lines::Unit;
use crate::model::state::log::What;
use crate::model::state::parcel::Homecoming;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;

/// Whether a facility is open: an operator has staff in it.
#[inline]
#[must_use]
pub const fn is_open(site: &Staff) -> bool {
    site.heads > 0
}

/// How far the household of a need would go, km: e^(−d/a) of all households go d km and farther.
#[inline]
#[must_use]
pub fn farthest(ctx: &Context<'_>, need: &Need) -> f32 {
    let u = ctx.keys.unit(Draw::attendance(need.id));
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
pub fn turns_back(cases: &mut Caseload, ctx: &Context<'_>, slot: u32, site: &Site, open: bool) -> bool {
    let need = &cases.needs[slot];
    let km = distance(ctx.world.places.communities[need.community()].at, site.at);
    if open && km < farthest(ctx, need) {
        return false;
    }
    cases.log.push(need.id, What::StayedAway(site.stable));
    cases.needs.renew(slot);
    homecoming::send(cases, ctx, slot, Homecoming::Decide);
    true
}

/// Who waits at a facility that has closed goes home for a new decision.
pub fn clear_closed(cases: &mut Caseload, units: &mut Of<UnitId, Unit>, staff: &Of<SiteId, Staff>, ctx: &Context<'_>) {
    let own = &ctx.world.sites.by_subdistrict[cases.home];
    for place in own.facilities.iter() {
        let unit = own.sites[place].units.start;
        if units[unit].waiting == 0 || is_open(&staff[place]) {
            continue;
        }
        for entry in std::mem::take(&mut units[unit].line) {
            if cases.needs.holds(entry.need) && cases.needs[entry.need.slot].stage == Stage::Waiting {
                withdraw(&mut cases.needs, units, ctx.day, entry.need.slot);
                homecoming::send(cases, ctx, entry.need.slot, Homecoming::Decide);
            }
        }
    }
}
