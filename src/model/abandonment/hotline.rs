//! The hotline (12345): a household that gives up may call it.

use crate::base::need::flag;
use crate::model::access::voicing;
use crate::model::state::log::What;
use crate::model::state::subdistrict::{Context, Subdistrict};

/// A case comes back by the hotline: one extra task for the office, and intake again.
pub fn call(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    let Some(local) = sub.local(ctx.world, sub.needs[slot].community()) else { return };
    sub.needs[slot].note(flag::ESCALATED);
    sub.log.push(sub.needs[slot].id, What::Hotline);
    let task = *ctx.world.keys.persistence.hotline_task_minutes as u64;
    sub.communities[local].backlog += task;
    sub.accounts.tasks_created += task;
    sub.communities[local].lost_today += 1;
    voicing::to_intake(sub, ctx, slot, local);
}
