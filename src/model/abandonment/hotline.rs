//! The hotline (12345): a household that gives up may call it.

use crate::base::need::flag;
use crate::base::of::Of;
use crate::base::places::Local;
use crate::model::access::voicing;
use crate::model::state::caseload::Caseload;
use crate::model::state::community::Community;
use crate::model::state::log::What;
use crate::model::state::subdistrict::Context;

/// A case comes back by the hotline: one extra task for the office, and intake again.
pub fn call(cases: &mut Caseload, communities: &mut Of<Local, Community>, ctx: &Context<'_>, slot: u32) {
    let Some(local) = cases.local(ctx.world, cases.needs[slot].community()) else { return };
    book(cases, communities, ctx, slot, local);
    cases.desks[local].lost_today += 1;
    voicing::to_intake(cases, ctx, slot, local);
}

/// A call is booked: it makes a task for the office.
pub fn book(cases: &mut Caseload, communities: &mut Of<Local, Community>, ctx: &Context<'_>, slot: u32, local: Local) {
    cases.needs[slot].note(flag::ESCALATED);
    cases.log.push(cases.needs[slot].id, What::Hotline);
    let task = *ctx.world.keys.persistence.hotline_task_minutes as u64;
    communities[local].backlog += task;
    cases.accounts.tasks_created += task;
}
