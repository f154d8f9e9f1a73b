//! Repeats (重复诉求): what a household does with a case that was closed on paper.
//!
//! It comes back with the case after some days, or it gives up; see [`crate::model::abandonment::paper_closure`].

use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::need::{Stage, flag};
use crate::model::abandonment::withdrawal::withdraw;
use crate::model::access::voicing;
use crate::model::referral::closing;
use crate::model::state::agenda::Event;
use crate::model::state::subdistrict::{Context, Subdistrict};

/// A case closed on paper is back with the household: it returns as a repeat, or the household gives up.
pub fn at_home(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    let keys = &ctx.world.keys.persistence;
    let (id, due) = (sub.needs[slot].id, sub.needs[slot].patience_ends());
    if ctx.keys.unit(Draw::repeats(id, ctx.day)) < *keys.repeat_share {
        let days = *keys.repeat_mean_days * draws::exponential(ctx.keys.bits(Draw::repeats_after(id, ctx.day)));
        let back = ctx.day.saturating_add(days.clamp(1.0, 500.0) as u16);
        sub.needs[slot].let_go(ctx.day);
        sub.shift(slot, Stage::Paper);
        sub.file(ctx.day, back, slot, Event::Repeat);
        sub.file(ctx.day, due.max(ctx.day), slot, Event::Patience);
    } else {
        sub.shift(slot, Stage::Dropped);
        closing::close(sub, ctx, slot);
    }
}

/// The resident comes back with a case closed on paper: the books are opened again.
pub fn again(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    if sub.needs[slot].stage != Stage::Paper {
        return;
    }
    let Some(local) = sub.local(ctx.world, sub.needs[slot].community()) else { return };
    withdraw(sub, ctx, slot);
    sub.needs[slot].flags &= !flag::PAPER;
    sub.needs[slot].came_back = true;
    voicing::to_intake(sub, ctx, slot, local);
}
