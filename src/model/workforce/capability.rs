//! Capability (可用工时): the minutes that a person can give a day, less what burnout takes, and none during an absence.

use crate::base::draws::Draw;
use crate::base::places::CommunityId;
use crate::model::state::subdistrict::Context;
use crate::model::state::worker::Worker;

/// Minutes a person of the staff can give a day: none while absent.
#[must_use]
pub fn potential(ctx: &Context<'_>, worker: &Worker, community: CommunityId) -> u16 {
    if absent(ctx, worker, community) { 0 } else { rested(ctx, worker.full, worker.burnout) }
}

fn absent(ctx: &Context<'_>, worker: &Worker, community: CommunityId) -> bool {
    let lasting = ctx.world.shocks.iter().enumerate().filter(|(_, s)| s.absent > 0.0 && s.lasts(ctx.day));
    lasting.into_iter().any(|(number, shock)| {
        ctx.keys.unit(Draw::absence(worker.stable, number as u16)) < shock.absent && shock.hits(ctx.keys, number, community)
    })
}

/// Minutes a person with this burnout can give a day, of the minutes of a full day.
#[must_use]
pub fn rested(ctx: &Context<'_>, full: u16, burnout: f32) -> u16 {
    let lost = *ctx.world.keys.burnout.time_lost as f32 * burnout.clamp(0.0, 1.0);
    (f32::from(full) * (1.0 - lost)) as u16
}
