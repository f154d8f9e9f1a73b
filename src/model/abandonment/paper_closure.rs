//! Paper closure (办结 without 解决): at its deadline a handler may close a case on paper.
//!
//! Recorded as done, still unmet. A case in service goes on. One that waits leaves the line; the resident comes back with it as a
//! repeat after some days, or gives up. This is how books and experience part.

use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::UnitId;

use crate::base::need::{Stage, flag};
use crate::model::abandonment::withdrawal::withdraw;
use crate::model::abandonment::write_off;
use crate::model::referral::homecoming;
use crate::model::state::agenda::Event;
use crate::model::state::caseload::Caseload;
use crate::model::state::lines::Unit;
use crate::model::state::log::What;
use crate::model::state::parcel::Homecoming;
use crate::model::state::subdistrict::Context;

/// The deadline of a case has come.
pub fn at_deadline(cases: &mut Caseload, units: &mut Of<UnitId, Unit>, ctx: &Context<'_>, slot: u32) {
    let need = &cases.needs[slot];
    let (id, stage) = (need.id, need.stage);
    let keys = &ctx.world.keys.persistence;
    if need.stage.is_final()
        || need.is(flag::PAPER)
        || matches!(need.stage, Stage::Paper | Stage::Ownerless | Stage::Latent | Stage::Intake)
    {
        return;
    }
    let Some(taken_in) = need.taken_in() else { return };
    let deadline = taken_in.saturating_add(keys.paper_deadline_days.get() as u16);
    if deadline > ctx.day {
        cases.file(ctx.day, deadline, slot, Event::Deadline);
        return;
    }
    if ctx.keys.unit(Draw::paper_closure(id, ctx.day)) >= write_off::chance(ctx) {
        return;
    }
    cases.needs[slot].note(flag::PAPER);
    cases.log.push(id, What::ClosedOnPaper);
    if stage == Stage::Serving {
        return;
    }
    withdraw(&mut cases.needs, units, ctx.day, slot);
    cases.needs[slot].lost_in = stage;
    homecoming::send(cases, ctx, slot, Homecoming::Paper);
}
