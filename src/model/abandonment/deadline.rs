//! Deadline (办理时限): the day on which a case may be closed on paper; see [`crate::model::abandonment::paper_closure`].

use crate::model::state::subdistrict::Context;

/// Day on which a case that was taken in on a day may be closed on paper; none in a world where no case ever is.
#[inline]
#[must_use]
pub fn of(ctx: &Context<'_>, taken_in: u16) -> Option<u16> {
    let keys = &ctx.world.keys.persistence;
    (*keys.paper_closure > 0.0).then(|| taken_in.saturating_add(keys.paper_deadline_days.get() as u16))
}
