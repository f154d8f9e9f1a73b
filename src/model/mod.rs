//! The agents and mechanisms, one file each; no input or output, no threads.
//!
//! A need's life runs through [`voicing`] and [`discovery`], [`intake`], [`routing`], [`approvals`], [`handoff`], [`line`],
//! [`service`], [`outcome`], or leaves by [`giving_up`] and [`paper_closure`]. Around it: [`administration`], [`reports`], [`ties`],
//! [`skills`], [`burnout`], [`absence`], [`moving`], [`facility`], [`reallocation`], [`trust`], [`participation`], [`posts`], [`labour`],
//! [`vacancies`]. Money: [`channel`], [`funding`], [`prices`], [`casual`], [`charity`]; who lives on it: [`organisation`], [`purchase`],
//! [`pass_through`]. A policy is compiled in [`plan`]; state lies in [`subdistrict`], [`need`], [`pool`], [`latent`], [`agenda`],
//! [`worker`], [`minutes`]; [`trace`] follows lives.

pub mod absence;
pub mod administration;
pub mod agenda;
pub mod approvals;
pub mod board;
pub mod burnout;
pub mod casual;
pub mod channel;
pub mod charity;
pub mod choice;
pub mod desk;
pub mod discovery;
pub mod facility;
pub mod funding;
pub mod giving_up;
pub mod handoff;
pub mod intake;
pub mod labour;
pub mod latent;
pub mod line;
pub mod minutes;
pub mod moving;
pub mod organisation;
pub mod outcome;
pub mod paper_closure;
pub mod parcel;
pub mod participation;
pub mod pass_through;
pub mod plan;
pub mod pool;
pub mod posts;
pub mod prices;
pub mod purchase;
pub mod reallocation;
pub mod reports;
pub mod routing;
pub mod service;
pub mod skills;
pub mod staff;
pub mod subdistrict;
pub mod ties;
pub mod trace;
pub mod trust;
pub mod unheard;
pub mod vacancies;
pub mod voicing;
pub mod worker;

use crate::world::World;

/// Unit of the office of a community, by subdistrict and place in it.
#[inline]
#[must_use]
pub fn office_unit(world: &World, subdistrict: u16, local: usize) -> u16 {
    world.sites.by_subdistrict[usize::from(subdistrict)].office[local]
}

/// Site of the office of a community, by subdistrict and place in it.
#[inline]
#[must_use]
pub fn office_site(world: &World, subdistrict: u16, local: usize) -> usize {
    let own = &world.sites.by_subdistrict[usize::from(subdistrict)];
    usize::from(own.site_of[usize::from(own.office[local])])
}
