//! Giving up (放弃): patience ends before service begins.
//!
//! The need falls back on the family (still unmet; the family's minutes are a social cost), is dropped, or goes to the hotline (12345)
//! and comes back to intake with an administrative task, once.

use crate::engine::draws::Purpose;

use super::need::{Stage, flag};
use super::subdistrict::{Context, Homecoming, Subdistrict};
use super::trace::What;
use super::voicing;

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
pub fn at_end_of_patience(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    let need = &sub.needs[slot];
    let (id, stage, due, escalated) = (need.id, need.stage, need.due, need.is(flag::ESCALATED));
    if !patience_runs(stage) {
        return;
    }
    if due > ctx.day {
        // Filed for the last day of the ring: file again.
        sub.file(ctx.day, due, slot, super::agenda::Event::Patience);
        return;
    }
    withdraw(sub, ctx, slot);
    let keys = &ctx.world.keys.persistence;
    let u = ctx.keys.unit(Purpose::GivingUp, id, u32::from(escalated), 0);
    let (family, hotline) = (*keys.to_family, *keys.to_hotline);
    if stage != Stage::Paper {
        sub.needs[slot].lost_in = stage;
    }
    let end = if u < family {
        Stage::Family
    } else if u >= 1.0 - hotline && !escalated {
        sub.send_home(ctx, slot, Homecoming::Hotline);
        return;
    } else {
        Stage::Dropped
    };
    sub.shift(slot, end, ctx.day);
    sub.send_home(ctx, slot, Homecoming::Ended);
}

/// A need leaves whatever line or file it is in: references to it go stale; days without an owner are counted.
pub fn withdraw(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    let need = &mut sub.needs[slot];
    match need.stage {
        Stage::Waiting => {
            let unit = usize::from(need.line);
            let work = u64::from(need.work);
            sub.units[unit].waiting -= 1;
            sub.units[unit].work = sub.units[unit].work.saturating_sub(work);
        }
        Stage::Ownerless | Stage::Paper => {
            need.ownerless = need.ownerless.saturating_add(ctx.day.saturating_sub(need.intake));
        }
        _ => {}
    }
    sub.needs.renew(slot);
}

/// A case comes back by the hotline: one extra task for the office, and intake again.
pub fn from_hotline(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    let Some(local) = sub.local(ctx.world, sub.needs[slot].community()) else { return };
    sub.needs[slot].note(flag::ESCALATED);
    if let Some(followed) = &mut sub.trace {
        followed.note(ctx.day, sub.needs[slot].id, What::Hotline);
    }
    let task = *ctx.world.keys.persistence.hotline_task_minutes as u32;
    sub.communities[local].backlog += task;
    sub.tally.tasks_created += u64::from(task);
    sub.communities[local].lost_today += 1;
    voicing::to_intake(sub, ctx, slot, local);
}
