//! Intake (受理) and triage (分类研判), first come first served: by the office, and where a policy says so at a window of the station.
//!
//! Triage gives a wrong label with chance ε·(1 − q), q the mean skill in the true category of those who take the need in.

use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{CategoryId, Local, SiteId, UnitId};

use crate::base::need::{Need, Stage, flag};
use crate::model::abandonment::deadline;
use crate::model::access::voicing;
use crate::model::state::agenda::Event;
use crate::model::state::caseload::Caseload;
use crate::model::state::lines::Unit;
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
    for local in cases.desks.places() {
        let site = crate::model::office_site(ctx.world, cases.home, local);
        while let Some(slot) = first_waiting(cases, local) {
            if days[site].left() < minutes {
                break;
            }
            days[site].take(Account::Intake, minutes);
            let office = crate::model::office_unit(ctx.world, cases.home, local);
            let skills = &ctx.boards[cases.home].skill;
            take_up(cases, ctx, slot, local, |category| skills[office.at() * ctx.world.kinds() + category.at()]);
        }
    }
}

/// The window of the station (社工站窗口) takes in what the offices have left, one community after the other, on a share of its minutes
/// (`information.station_intake`). Which community comes first changes from day to day. Its people triage with their own skill: q is the mean
/// over its lines with people in them.
pub fn take_in_at_station(cases: &mut Caseload, days: &mut Of<SiteId, Day>, units: &Of<UnitId, Unit>, ctx: &Context<'_>) {
    let minutes = *ctx.world.keys.intake.minutes as u32;
    let own = ctx.world.own(cases.home);
    let (skills, kinds) = (&ctx.boards[cases.home].skill, ctx.world.kinds());
    let skill = |category: CategoryId| {
        let staffed = own.sites[own.station_site].units.iter().filter(|unit| !units[*unit].servers.is_empty());
        let (sum, lines) =
            staffed.fold((0.0, 0.0_f32), |(sum, n), unit| (sum + skills[unit.at() * kinds + category.at()], n + 1.0));
        sum / lines.max(1.0)
    };
    let day = &mut days[own.station_site];
    let mut room = (f64::from(day.left()) * *ctx.plan.policy.information.station_intake) as u32;
    let number = cases.desks.len();
    for i in 0..number {
        let local = Local::from((i + usize::from(ctx.day)) % number);
        while room >= minutes.max(1)
            && let Some(slot) = first_waiting(cases, local)
        {
            room -= day.take(Account::Intake, minutes);
            take_up(cases, ctx, slot, local, skill);
        }
    }
}

/// The first need that waits for intake in a community, if any; entries of needs that have left are dropped.
fn first_waiting(cases: &mut Caseload, local: Local) -> Option<u32> {
    let queue = &mut cases.desks[local].intake;
    while let Some(&handle) = queue.front() {
        if cases.needs.holds(handle) && cases.needs[handle.slot].stage == Stage::Intake {
            return Some(handle.slot);
        }
        queue.pop_front();
    }
    None
}

/// The first need that waits for intake in a community gets a label and a deadline, and goes on to the desk.
fn take_up(cases: &mut Caseload, ctx: &Context<'_>, slot: u32, local: Local, skill: impl Fn(CategoryId) -> f32) {
    cases.desks[local].intake.pop_front();
    let need = &mut cases.needs[slot];
    need.label = triage(ctx, need, skill);
    need.take_in(ctx.day);
    if need.label != need.category {
        cases.log.push(need.id, What::Labelled(need.label));
    }
    if let Some(deadline) = deadline::of(ctx, ctx.day) {
        cases.file(ctx.day, deadline, slot, Event::Deadline);
    }
    queue_at_desk(cases, slot, local);
}

/// The category as triaged by people of this skill.
fn triage(ctx: &Context<'_>, need: &Need, skill: impl Fn(CategoryId) -> f32) -> CategoryId {
    let kinds = ctx.world.kinds();
    if kinds < 2 || *ctx.world.keys.intake.error == 0.0 {
        return need.category;
    }
    let error = *ctx.world.keys.intake.error as f32 * (1.0 - skill(need.category));
    let (u, which) = draws::two(ctx.keys.bits(Draw::triage(need.id, need.hops)));
    if u >= error {
        return need.category;
    }
    let other = (which * (kinds - 1) as f32) as u8;
    CategoryId::new(if other >= need.category.get() { other + 1 } else { other })
}

/// A need that is at home joins the desk of its community.
pub fn queue_at_desk(cases: &mut Caseload, slot: u32, local: Local) {
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
    let need = &cases.needs[slot];
    if !need.is(flag::PAPER)
        && let Some(taken_in) = need.taken_in()
        && let Some(day) = deadline::of(ctx, taken_in)
        && day > ctx.day
    {
        cases.file(ctx.day, day, slot, Event::Deadline);
    }
    queue_at_desk(cases, slot, local);
}
