//! Closing (结案): the end of a life is booked where its household lives.

use crate::base::calendar::FEN;
use crate::base::need::{Need, Stage};
use crate::model::abandonment::write_off;
use crate::model::state::caseload::Caseload;
use crate::model::state::subdistrict::Context;

/// Ends a life at home: the need leaves the pool and is booked.
pub fn close(cases: &mut Caseload, ctx: &Context<'_>, slot: u32) {
    write_off::write_off(cases, ctx, slot);
    let need = cases.needs.remove(slot);
    let Some(local) = cases.local(ctx.world, need.community()) else { return };
    let community = &mut cases.desks[local];
    match need.stage {
        Stage::Resolved => community.resolved_today += 1,
        Stage::Expired | Stage::Moved => {}
        _ => community.lost_today += 1,
    }
    if need.stage == Stage::Bought {
        cases.bought_fen += outside_fen(ctx, &need);
    }
    cases.accounts.ended(need.stage, need.stage);
    cases.log.end(&need);
}

/// What help outside costs for the work of a need that is still open, fen.
#[must_use]
fn outside_fen(ctx: &Context<'_>, need: &Need) -> i64 {
    libm::round(f64::from(need.open_work()) / 60.0 * *ctx.world.keys.market.outside_price * FEN) as i64
}
