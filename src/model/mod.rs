//! The agents and mechanisms, one file each; no input or output, no threads.
//!
//! [`state`] knows no mechanism; [`compiled`] is a policy ready for use. The mechanisms stand in folders named like the parts of
//! `docs/odd.md` §7: [`access`], [`referral`], [`provision`], [`abandonment`], [`workforce`], [`community`], [`money`], [`district`].

pub mod abandonment;
pub mod access;
pub mod community;
pub mod compiled;
pub mod district;
pub mod money;
pub mod provision;
pub mod referral;
pub mod sight;
pub mod state;
pub mod workforce;

use crate::base::places::{Local, SiteId, SubdistrictId, UnitId};
use crate::world::World;

/// Unit of the office of a community, by subdistrict and place in it.
#[inline]
#[must_use]
pub fn office_unit(world: &World, subdistrict: SubdistrictId, local: Local) -> UnitId {
    world.sites.by_subdistrict[subdistrict].office[local]
}

/// Site of the office of a community, by subdistrict and place in it.
#[inline]
#[must_use]
pub fn office_site(world: &World, subdistrict: SubdistrictId, local: Local) -> SiteId {
    let own = &world.sites.by_subdistrict[subdistrict];
    own.site_of[own.office[local]]
}
