//! Giving up (放弃): patience ends before service begins, or the household moves away.
//!
//! A household that can pay buys the help outside (still unmet by the three parties; what it pays is a social cost). Otherwise the need
//! falls back on the family (still unmet; the family's minutes are a social cost), is dropped, or goes to the hotline (12345) and comes
//! back to intake with an administrative task, once.

use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::UnitId;

use crate::base::need::{Need, Stage, flag};
use crate::model::abandonment::moving;
use crate::model::abandonment::withdrawal::withdraw;
use crate::model::referral::homecoming;
use crate::model::state::caseload::Caseload;
use crate::model::state::lines::Unit;
use crate::model::state::parcel::Homecoming;
use crate::model::state::subdistrict::Context;

/// Whether a stage is one in which patience runs.
#[must_use]
pub const fn patience_runs(stage: Stage) -> bool {
    matches!(
        stage,
        Stage::Intake
            | Stage::Desk
            | Stage::Approval1
            | Stage::Approval2
            | Stage::Transit
            | Stage::Ownerless
            | Stage::Paper
            | Stage::Waiting
    )
}

/// Patience of a need ends today, unless it was renewed or service has begun.
pub fn at_end_of_patience(cases: &mut Caseload, units: &mut Of<UnitId, Unit>, ctx: &Context<'_>, slot: u32) {
    let need = &cases.needs[slot];
    if !patience_runs(need.stage) {
        return;
    }
    let due = need.patience_ends();
    if due > ctx.day {
        // Filed for the last day of the ring: file again.
        cases.file(ctx.day, due, slot, crate::model::state::agenda::Event::Patience);
        return;
    }
    let need = *need;
    withdraw(&mut cases.needs, units, ctx.day, slot);
    if need.stage != Stage::Paper {
        cases.needs[slot].lost_in = need.stage;
    }
    if moving::gone(ctx, need.id) {
        cases.shift(slot, Stage::Moved);
        homecoming::send(cases, ctx, slot, Homecoming::Ended);
        return;
    }
    let keys = &ctx.world.keys.persistence;
    let u = ctx.keys.unit(Draw::giving_up(need.id, need.is(flag::ESCALATED)));
    let (family, hotline) = (*keys.to_family, *keys.to_hotline);
    let end = if buys(ctx, &need) {
        Stage::Bought
    } else if u < family {
        Stage::Family
    } else if u >= 1.0 - hotline && !need.is(flag::ESCALATED) {
        homecoming::send(cases, ctx, slot, Homecoming::Hotline);
        return;
    } else {
        Stage::Dropped
    };
    cases.shift(slot, end);
    homecoming::send(cases, ctx, slot, Homecoming::Ended);
}

/// Whether the household of a need can pay for help outside: drawn once per need, with the chance of its segment.
fn buys(ctx: &Context<'_>, need: &Need) -> bool {
    let able = *ctx.world.keys.segment.0[usize::from(need.segment)].1.able_to_pay;
    able > 0.0 && ctx.keys.unit(Draw::buying(need.id)) < able
}
