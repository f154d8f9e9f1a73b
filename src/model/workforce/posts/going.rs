//! Departures: people who quit, and people who are dismissed. Open cases go back to their lines.

use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{SiteId, UnitId, WorkerId};
use crate::model::abandonment::withdrawal::hold_again;
use crate::model::access::{intake, voicing};
use crate::model::provision::line;
use crate::model::state::agenda::Event;
use crate::model::state::caseload::Caseload;
use crate::model::state::labour::LabourPool;
use crate::model::state::lines::{Lines, Unit};
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;
use crate::model::state::worker::{Case, Kind, Worker};
use crate::model::workforce::burnout;

/// Removes people, given their places in order; the last comes first.
pub(super) fn take_out(workers: &mut Of<WorkerId, Worker>, places: &[WorkerId]) -> Vec<Worker> {
    let gone = places.iter().rev().map(|&i| workers[i].clone()).collect();
    let (mut at, mut next) = (0, places.iter().peekable());
    // One pass moves those who stay; removing one at a time would move most people once per removal.
    if !places.is_empty() {
        workers.retain(|_| {
            let stays = next.next_if(|place| place.at() == at).is_none();
            at += 1;
            stays
        });
    }
    gone
}

/// A person leaves: open cases go back to the line.
pub fn dismiss(cases: &mut Caseload, lines: &mut Lines, ctx: &Context<'_>, worker: WorkerId) {
    let gone = lines.workers.remove(worker);
    release(cases, &mut lines.units, ctx, &gone);
}

/// A site gives up everybody it has and every vacancy; what it wants from now on is not decided here.
pub fn dismiss_all(
    cases: &mut Caseload,
    lines: &mut Lines,
    staff: &mut Staff,
    ctx: &Context<'_>,
    site: SiteId,
    pool: &mut LabourPool,
) {
    let units = ctx.world.sites.by_subdistrict[cases.home].sites[site].units;
    let people: Vec<WorkerId> = lines.workers.places().iter().filter(|&w| units.contains(lines.workers[w].unit)).collect();
    for worker in take_out(&mut lines.workers, &people) {
        pool.returns(worker.kind);
        release(cases, &mut lines.units, ctx, &worker);
    }
    staff.by_post = Default::default();
    staff.vacancies.iter_mut().for_each(Vec::clear);
    staff.own_vacancies.clear();
    // Nobody remains to work the hours allotted for tomorrow; their money stays in its channel.
    (staff.casual, staff.casual_fen, staff.charity_fen) = (0, 0, 0);
}

/// Open cases of a leaver return to the line they came from.
pub(super) fn release(cases: &mut Caseload, units: &mut Of<UnitId, Unit>, ctx: &Context<'_>, gone: &Worker) {
    for &Case { slot, left: rest, whole, .. } in gone.open_cases() {
        let unit = &mut units[gone.unit];
        unit.open = unit.open.saturating_sub(1);
        unit.begun = unit.begun.saturating_sub(u64::from(rest));
        // The part of the leaver's minutes that is left is the part of the work that is left; the next server's skill decides anew what it
        // takes. Rounded up: a case never takes fewer minutes than its work, so a departure saves none.
        let work = &mut cases.needs[slot].work;
        *work = (u32::from(*work) * u32::from(rest)).div_ceil(u32::from(whole).max(1)).max(1) as u16;
        let wait = voicing::patience(ctx, &cases.needs[slot]);
        let due = cases.needs[slot].bear_until(ctx.day.saturating_add(wait));
        cases.file(ctx.day, due, slot, Event::Patience);
        // A case of another bin that a helper had taken goes back to its own bin.
        let station = ctx.world.sites.by_subdistrict[cases.home].station;
        let label = cases.needs[slot].label;
        let unit = if gone.unit >= station { ctx.plan.station_unit(station, label) } else { gone.unit };
        let own = ctx.world.own(cases.home);
        if own.sites[own.site_of[unit]].takes(label) {
            line::enter(cases, units, ctx, slot, unit);
        } else {
            // Who went over brought a case along that the new employer has no line for.
            hold_again(&mut cases.needs, ctx.day, slot);
            intake::to_desk(cases, ctx, slot);
        }
    }
}

/// People quit.
pub fn leave(cases: &mut Caseload, lines: &mut Lines, staff: &mut Of<SiteId, Staff>, ctx: &Context<'_>, pool: &mut LabourPool) {
    let own = &ctx.world.sites.by_subdistrict[cases.home];
    let mut gone = Vec::new();
    for (i, worker) in lines.workers.pairs() {
        let p = burnout::leaving(ctx, worker.kind, worker.burnout);
        if p > 0.0 && ctx.keys.unit(Draw::leaving(worker.stable, ctx.day)) < p {
            gone.push(i);
        }
    }
    for worker in take_out(&mut lines.workers, &gone) {
        let site = own.site_of[worker.unit];
        cases.accounts.leavers += 1;
        cases.accounts.social_leavers += u64::from(worker.kind.is_social_worker());
        pool.returns(worker.kind);
        if let Some(post) = worker.post {
            staff[site].by_post[post] -= 1;
        } else if matches!(worker.kind, Kind::OwnStaff | Kind::OwnCareWorker) {
            // Its own income pays for the successor; the seat is filled like any other vacancy.
            let day = ctx.day.saturating_add(*ctx.world.keys.posts.vacancy_days as u16);
            staff[site].own_vacancies.push(day);
        }
        release(cases, &mut lines.units, ctx, &worker);
    }
}
