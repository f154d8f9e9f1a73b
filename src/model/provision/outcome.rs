//! Outcomes: a try ends in success, rework, or failure.
//!
//! P(success) = σ(a·(q + b·κ + e − d)), q skill, κ local knowledge, d difficulty. A failed try leaves a part of the work and a new
//! decision; the last one leaves the need failed. A bundle is resolved when both parts are. Success in a category that needs a job
//! takes one from the district's pool, or counts as a failed try.

use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{Maybe, SiteId, UnitId, WorkerId};
use crate::model::state::worker::Worker;
use crate::world::sites::{ByParty, Party, SubdistrictSites};

use crate::base::need::{Stage, flag};
use crate::model::access::voicing;
use crate::model::access::voicing::logistic;
use crate::model::provision::line;
use crate::model::referral::homecoming;
use crate::model::state::agenda::Event;
use crate::model::state::caseload::Caseload;
use crate::model::state::lines::Lines;
use crate::model::state::log::{Try, What};
use crate::model::state::minutes::{Account, Day};
use crate::model::state::parcel::{Homecoming, JobRequest};
use crate::model::state::scratch::Left;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::{Context, Subdistrict};

/// What outcomes change.
pub struct Outcomes<'a> {
    /// The cases.
    pub cases: &'a mut Caseload,
    /// Lines and servers.
    pub lines: &'a mut Lines,
    /// Minutes of sites.
    pub days: &'a mut Of<SiteId, Day>,
    /// Staff of sites.
    pub staff: &'a mut Of<SiteId, Staff>,
    /// Cases resolved since the year began, by party.
    pub resolved: &'a mut ByParty<u64>,
}

impl<'a> Outcomes<'a> {
    /// Those parts of a subdistrict.
    #[must_use]
    pub fn of(sub: &'a mut Subdistrict) -> Self {
        let Subdistrict { cases, lines, days, staff, resolved, .. } = sub;
        Self { cases, lines, days, staff, resolved }
    }
}

/// What becomes of the cases that left their servers today.
pub fn settle(all: &mut Outcomes<'_>, ctx: &Context<'_>, left: &[Left]) {
    all.cases.needs.look_ahead(left.iter().map(|case| case.slot));
    for case in left {
        if case.done {
            tried(all, ctx, case);
        } else {
            all.cases.needs[case.slot].bounce();
            homecoming::send(all.cases, ctx, case.slot, Homecoming::Decide);
        }
    }
}

fn tried(all: &mut Outcomes<'_>, ctx: &Context<'_>, case: &Left) {
    let keys = &ctx.world.keys;
    let need = &all.cases.needs[case.slot];
    let id = need.id;
    let worker = &mut all.lines.workers[case.worker];
    let category = need.category;
    let skill = worker.skill[category.at()];
    let knows = worker.learn_place(need.community(), *keys.learning.knowledge_growth as f32);
    let score = skill + *keys.service.success_local as f32 * knows + *keys.service.success_ease as f32 - need.difficulty;
    let p = logistic(*keys.service.success_slope as f32 * score);
    let u = ctx.keys.unit(Draw::success(need.id, need.tries, need.in_last_part()));
    worker.skill[category.at()] += *keys.learning.skill_growth as f32 * (1.0 - skill);
    let unit = worker.unit;
    let made = Try {
        party: ctx.world.own(all.cases.home).party_of(unit),
        category,
        first: need.tries == 0,
        skill: (skill * 65535.0) as u16,
        specialist: worker.specialty.is(category),
        in_group: case.in_group,
        minutes: case.minutes,
    };
    all.cases.log.push(id, What::Tried(made));
    record(all, ctx, case.slot, unit);
    if u >= f64::from(p) {
        failed_try(all, ctx, case.slot, case.worker);
    } else if ctx.world.categories[category].needs_vacancy {
        let order = ctx.keys.bits(Draw::job_order(id, ctx.day));
        all.cases.transit.job_requests.push(JobRequest { order, slot: case.slot, worker: case.worker });
    } else {
        met(all, ctx, case.slot, case.worker);
    }
}

/// A publicly funded need is recorded once, on the provider's time.
fn record(all: &mut Outcomes<'_>, ctx: &Context<'_>, slot: u32, unit: UnitId) {
    let own = &ctx.world.sites.by_subdistrict[all.cases.home];
    let site = own.site_of[unit];
    let public = matches!(own.sites[site].party, Party::Office | Party::Station | Party::Organisation);
    if public && !all.cases.needs[slot].is(flag::RECORDED) {
        all.cases.needs[slot].note(flag::RECORDED);
        all.days[site].owe(Account::Administration, *ctx.world.keys.intake.record_minutes as u32);
    }
}

/// The district answers a request for a job.
pub fn job_answer(all: &mut Outcomes<'_>, ctx: &Context<'_>, request: JobRequest, granted: bool) {
    if granted {
        all.cases.log.push(all.cases.needs[request.slot].id, What::FoundJob);
        met(all, ctx, request.slot, request.worker);
    } else {
        failed_try(all, ctx, request.slot, request.worker);
    }
}

/// Counts a try at the site of its server: 0 met, 1 failed.
fn note_case(staff: &mut Of<SiteId, Staff>, own: &SubdistrictSites, worker: &Worker, what: usize) {
    staff[own.site_of[worker.unit]].cases[what] += 1;
}

/// A part of a need is met.
fn met(all: &mut Outcomes<'_>, ctx: &Context<'_>, slot: u32, worker: WorkerId) {
    let own = &ctx.world.sites.by_subdistrict[all.cases.home];
    let unit = all.lines.workers[worker].unit;
    let site = &own.sites[own.site_of[unit]];
    note_case(all.staff, own, &all.lines.workers[worker], 0);
    let need = &mut all.cases.needs[slot];
    let Some(second) = need.second.get() else {
        all.resolved[site.party] += 1;
        let social_worker = all.lines.workers[worker].kind.is_social_worker();
        all.cases.log.push(need.id, What::Met { party: site.party, social_worker });
        all.cases.shift(slot, Stage::Resolved);
        homecoming::send(all.cases, ctx, slot, Homecoming::Ended);
        return;
    };
    need.category = second;
    need.label = second;
    need.work = need.second_work;
    need.second = Maybe::NONE;
    need.tries = 0;
    if !ctx.plan.policy.routing.joint_file {
        need.flags &= !flag::APPROVED;
    }
    // With a joint file the other part stays in the house when the house can do it.
    if ctx.plan.policy.routing.joint_file && site.takes(need.category) {
        let unit = if site.party == Party::Station { ctx.plan.station_unit(site.units.start, need.category) } else { unit };
        let due = need.bear_until(ctx.day.saturating_add(voicing::patience(ctx, need)));
        all.cases.file(ctx.day, due, slot, Event::Patience);
        line::enter(all.cases, &mut all.lines.units, ctx, slot, unit);
    } else {
        homecoming::send(all.cases, ctx, slot, Homecoming::Decide);
    }
}

/// What a failed try leaves of its work.
#[inline]
#[must_use]
pub fn rework(work: u16, share: f64) -> u16 {
    ((f64::from(work) * share) as u16).max(1)
}

fn failed_try(all: &mut Outcomes<'_>, ctx: &Context<'_>, slot: u32, worker: WorkerId) {
    let own = ctx.world.own(all.cases.home);
    note_case(all.staff, own, &all.lines.workers[worker], 1);
    let party = own.party_of(all.lines.workers[worker].unit);
    let keys = &ctx.world.keys;
    let need = &mut all.cases.needs[slot];
    let first = need.tries == 0;
    need.tries += 1;
    let id = need.id;
    let over = u32::from(need.tries) >= keys.service.most_tries.get();
    if !over {
        // A part of the work of the try, even when the case changed hands on the way and the last server had less of it to do.
        need.work = (0..need.tries).fold(need.part_work(), |work, _| rework(work, *keys.service.rework));
    }
    all.cases.log.push(id, What::TryFailed { party, first });
    if over {
        all.cases.shift(slot, Stage::Failed);
        homecoming::send(all.cases, ctx, slot, Homecoming::Ended);
    } else {
        homecoming::send(all.cases, ctx, slot, Homecoming::Decide);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::{CategoryId, CommunityId, SubdistrictId};
    use crate::model::state::arm::idle::{district, need, person};
    use crate::model::state::log::{Kind, Kinds};
    use crate::model::state::worker;

    /// What the log says of a case of a social worker at the station who has the specialty and half of the skill, and how often the need has bounced;
    /// luck plays no part, since it is far too easy or far too hard.
    fn told(difficulty: f32, tries: u8, left: impl Fn(u32, WorkerId) -> Left) -> (Vec<What>, u8) {
        let (world, keys, mut arm) = district(&["service.most_tries=3"], |_| {});
        let sub = &mut arm.subs[SubdistrictId::FIRST];
        let one = person(worker::Kind::SocialWorker, world.own(SubdistrictId::FIRST).station);
        sub.lines.workers = std::iter::once(Worker { specialty: Maybe::some(CategoryId::FIRST), ..one }).collect();
        let slot = sub.cases.needs.insert(need(CommunityId::FIRST, CategoryId::FIRST, 0, 60).at(Stage::Serving));
        sub.cases.accounts.come(Stage::Serving);
        (sub.cases.needs[slot].difficulty, sub.cases.needs[slot].tries) = (difficulty, tries);
        sub.cases.log.open(Kinds::of(&[Kind::Tried, Kind::TryFailed, Kind::Met]));
        let case = left(slot, WorkerId::new(0));
        settle(&mut Outcomes::of(sub), &Context::quiet(&world, &arm.plan, &keys, 3), &[case]);
        let bounces = if case.done { 0 } else { sub.cases.needs[slot].bounces };
        (sub.cases.log.events.iter().map(|event| event.what).collect(), bounces)
    }

    #[test]
    fn a_try_is_told_with_who_made_it_and_how_it_ended() {
        let done = |slot, worker| Left { slot, worker, done: true, in_group: true, minutes: 75 };
        let (party, category) = (Party::Station, CategoryId::FIRST);
        // Half of 65,535, rounded down.
        let made = |first| Try { party, category, first, skill: 32_767, specialist: true, in_group: true, minutes: 75 };
        let met = What::Met { party, social_worker: true };
        assert_eq!(told(-1e6, 0, done).0, [What::Tried(made(true)), met]);
        assert_eq!(told(1e6, 0, done).0, [What::Tried(made(true)), What::TryFailed { party, first: true }]);
        assert_eq!(told(1e6, 1, done).0, [What::Tried(made(false)), What::TryFailed { party, first: false }]);
    }

    #[test]
    fn who_was_sent_to_somebody_that_does_not_do_this_has_bounced_and_was_not_served() {
        assert_eq!(told(0.5, 0, Left::turned_away), (vec![], 1));
    }

    #[test]
    fn a_failed_try_leaves_a_part_of_its_work_and_never_nothing() {
        assert_eq!(
            [(100, 0.25), (101, 0.25), (1, 0.1), (60, 1.0), (60, 0.0)].map(|(work, share)| rework(work, share)),
            [25, 25, 1, 60, 1]
        );
    }
}
