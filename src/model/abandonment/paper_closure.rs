//! Paper closure (办结 without 解决): at its deadline a handler may close a case on paper.
//!
//! Recorded as done, still unmet. A case in service goes on. One that waits leaves the line; the resident comes back with it as a
//! repeat after some days, or gives up. This is how books and experience part.

use crate::base::draws;
use crate::base::draws::Draw;

use crate::base::need::{NEVER, Stage, flag};
use crate::model::abandonment::giving_up;
use crate::model::access::voicing;
use crate::model::state::agenda::Event;
use crate::model::state::parcel::Homecoming;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::trace;

/// The deadline of a case has come.
pub fn at_deadline(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    let need = &sub.needs[slot];
    let (id, stage) = (need.id, need.stage);
    let keys = &ctx.world.keys.persistence;
    if need.stage.is_final()
        || need.is(flag::PAPER)
        || need.intake == NEVER
        || matches!(need.stage, Stage::Paper | Stage::Ownerless | Stage::Latent | Stage::Intake)
    {
        return;
    }
    let deadline = need.intake.saturating_add(keys.paper_deadline_days.get() as u16);
    if deadline > ctx.day {
        sub.file(ctx.day, deadline, slot, Event::Deadline);
        return;
    }
    let closes = *keys.paper_closure * (1.0 - *ctx.plan.policy.oversight.spot_check_share);
    if ctx.keys.unit(Draw::paper_closure(id, ctx.day)) >= closes {
        return;
    }
    sub.needs[slot].note(flag::PAPER);
    if let Some(followed) = &mut sub.trace {
        followed.note(ctx.day, id, trace::What::ClosedOnPaper);
    }
    if stage == Stage::Serving {
        return;
    }
    giving_up::withdraw(sub, ctx, slot);
    sub.needs[slot].lost_in = stage;
    sub.send_home(ctx, slot, Homecoming::Paper);
}

/// A case closed on paper is back with the household: it returns as a repeat, or the household gives up.
pub fn at_home(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    let keys = &ctx.world.keys.persistence;
    let (id, due) = (sub.needs[slot].id, sub.needs[slot].due);
    if ctx.keys.unit(Draw::repeats(id, ctx.day)) < *keys.repeat_share {
        let days = *keys.repeat_mean_days * draws::exponential(ctx.keys.bits(Draw::repeats_after(id, ctx.day)));
        let back = ctx.day.saturating_add(days.clamp(1.0, 500.0) as u16);
        sub.needs[slot].intake = ctx.day;
        sub.shift(slot, Stage::Paper, ctx.day);
        sub.file(ctx.day, back, slot, Event::Repeat);
        sub.file(ctx.day, due.max(ctx.day), slot, Event::Patience);
    } else {
        sub.shift(slot, Stage::Dropped, ctx.day);
        sub.close(ctx, slot);
    }
}

/// The resident comes back with a case closed on paper: the books are opened again.
pub fn repeat(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    if sub.needs[slot].stage != Stage::Paper {
        return;
    }
    let Some(local) = sub.local(ctx.world, sub.needs[slot].community()) else { return };
    giving_up::withdraw(sub, ctx, slot);
    sub.needs[slot].flags &= !flag::PAPER;
    sub.needs[slot].came_back = true;
    voicing::to_intake(sub, ctx, slot, local);
}
