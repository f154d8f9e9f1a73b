//! Intake (受理) and triage (分类研判) by the office, first come first served.
//!
//! Triage gives a wrong label with chance ε·(1 − q), q the office's mean skill in the true category.

use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::SiteId;

use crate::base::need::{Stage, flag};
use crate::model::access::voicing;
use crate::model::state::agenda::Event;
use crate::model::state::caseload::Caseload;
use crate::model::state::log::What;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::subdistrict::Context;

/// Number of needs at the head of a queue that are prefetched together.
pub const FETCHED: usize = 8;

/// Every office takes in as many needs as it has minutes for.
pub fn take_in(cases: &mut Caseload, days: &mut Of<SiteId, Day>, ctx: &Context<'_>) {
    let minutes = *ctx.world.keys.intake.minutes as u32;
    let first = cases.desks.iter().flat_map(|c| c.intake.iter().take(FETCHED));
    cases.needs.look_ahead(first.map(|handle| handle.slot));
    for local in 0..cases.desks.len() {
        let site = crate::model::office_site(ctx.world, cases.home, local);
        while let Some(&handle) = cases.desks[local].intake.front() {
            if !cases.needs.holds(handle) || cases.needs[handle.slot].stage != Stage::Intake {
                cases.desks[local].intake.pop_front();
                continue;
            }
            if days[site].left() < minutes {
                break;
            }
            cases.desks[local].intake.pop_front();
            days[site].take(Account::Intake, minutes);
            triage(cases, ctx, handle.slot, local);
            let need = &mut cases.needs[handle.slot];
            need.take_in(ctx.day);
            if need.label != need.category {
                cases.log.push(need.id, What::Labelled(need.label));
            }
            let deadline = ctx.world.keys.persistence.paper_deadline_days.get() as u16;
            cases.file(ctx.day, ctx.day.saturating_add(deadline), handle.slot, Event::Deadline);
            queue_at_desk(cases, handle.slot, local);
        }
    }
}

fn triage(cases: &mut Caseload, ctx: &Context<'_>, slot: u32, local: usize) {
    let kinds = ctx.world.kinds();
    let need = &mut cases.needs[slot];
    need.label = need.category;
    if kinds < 2 {
        return;
    }
    let office = crate::model::office_unit(ctx.world, cases.home, local);
    let skill = ctx.boards[usize::from(cases.home)].skill[usize::from(office) * kinds + usize::from(need.category)];
    let error = *ctx.world.keys.intake.error as f32 * (1.0 - skill);
    let (u, which) = draws::two(ctx.keys.bits(Draw::triage(need.id, need.hops)));
    if u < error {
        let other = (which * (kinds - 1) as f32) as u8;
        need.label = if other >= need.category { other + 1 } else { other };
    }
}

/// A need that is at home joins the desk of its community.
pub fn queue_at_desk(cases: &mut Caseload, slot: u32, local: usize) {
    cases.shift(slot, Stage::Desk);
    let handle = cases.needs.handle(slot);
    cases.desks[local].desk.push_back(handle);
}

/// A need that was being served, or was refused, needs a new decision: fresh patience, then the desk.
pub fn to_desk(cases: &mut Caseload, ctx: &Context<'_>, slot: u32) {
    let Some(local) = cases.local(ctx.world, cases.needs[slot].community()) else { return };
    let wait = voicing::patience(ctx, &cases.needs[slot]);
    let need = &mut cases.needs[slot];
    let due = need.bear_until(ctx.day.saturating_add(wait));
    cases.file(ctx.day, due, slot, Event::Patience);
    let deadline = ctx.world.keys.persistence.paper_deadline_days.get() as u16;
    let need = &cases.needs[slot];
    if !need.is(flag::PAPER)
        && let Some(taken_in) = need.taken_in()
    {
        let day = taken_in.saturating_add(deadline);
        if day > ctx.day {
            cases.file(ctx.day, day, slot, Event::Deadline);
        }
    }
    queue_at_desk(cases, slot, local);
}
