//! Repeats (重复诉求): what a household does with a case that was closed on paper.
//!
//! It comes back with the case after some days, or it gives up; see [`crate::model::abandonment::paper_closure`].

use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::need::{Stage, flag};
use crate::model::abandonment::withdrawal::hold_again;
use crate::model::access::voicing;
use crate::model::referral::closing;
use crate::model::state::agenda::Event;
use crate::model::state::caseload::Caseload;
use crate::model::state::subdistrict::Context;

/// A case closed on paper is back with the household: it returns as a repeat, or the household gives up.
pub fn at_home(cases: &mut Caseload, ctx: &Context<'_>, slot: u32) {
    let keys = &ctx.world.keys.persistence;
    let (id, due) = (cases.needs[slot].id, cases.needs[slot].patience_ends());
    if ctx.keys.unit(Draw::repeats(id, ctx.day)) < *keys.repeat_share {
        let days = *keys.repeat_mean_days * draws::exponential(ctx.keys.bits(Draw::repeats_after(id, ctx.day)));
        let back = ctx.day.saturating_add(days.clamp(1.0, 500.0) as u16);
        cases.needs[slot].let_go(ctx.day);
        cases.shift(slot, Stage::Paper);
        cases.file(ctx.day, back, slot, Event::Repeat);
        cases.file(ctx.day, due.max(ctx.day), slot, Event::Patience);
    } else {
        cases.shift(slot, Stage::Dropped);
        closing::close(cases, ctx, slot);
    }
}

/// The resident comes back with a case closed on paper: the books are opened again.
pub fn again(cases: &mut Caseload, ctx: &Context<'_>, slot: u32) {
    if cases.needs[slot].stage != Stage::Paper {
        return;
    }
    let Some(local) = cases.local(ctx.world, cases.needs[slot].community()) else { return };
    hold_again(&mut cases.needs, ctx.day, slot);
    cases.needs[slot].flags &= !flag::PAPER;
    cases.needs[slot].came_back = true;
    voicing::to_intake(cases, ctx, slot, local);
}
