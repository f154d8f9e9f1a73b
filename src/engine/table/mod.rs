//! The table of phases: the order of the model, told once.
//!
//! The engine runs this table ([`crate::engine::tick`]), `sanshe phases` prints it, and a test holds `docs/odd.md` §3 against it.

mod begin;
mod calendar;
mod day;
mod market;
mod needed;
pub mod page;

use crate::engine::phase::Phase;

/// All phases, in the order in which those of one day run.
pub fn phases() -> impl Iterator<Item = &'static Phase> {
    let blocks: [&'static [Phase]; 5] = [begin::FIRST, begin::BRANCH, day::DAY, calendar::CALENDAR, calendar::PLANS];
    blocks.into_iter().flatten()
}
