//! Exchanges: the only moments at which subdistricts meet.
//!
//! Crossing items are applied in an order that depends on the identity of needs, never on their sender or on thread timing.

use crate::model::provision::line;
use crate::model::provision::outcome::{self, Outcomes};
use crate::model::referral::deciding::Deciding;
use crate::model::referral::{approvals, homecoming};
use crate::model::state::files::{File, Level};
use crate::model::state::jobs::JobPool;
use crate::model::state::parcel::{JobRequest, Parcel};
use crate::model::state::subdistrict::{Context, Subdistrict};

/// Files go up to the district; its clerks work for a day; finished files go back to the community's subdistrict and out.
pub fn files(subs: &mut [Subdistrict], level: &mut Level, ctx: &Context<'_>) {
    if ctx.plan.levels < 2 {
        let minutes: u64 = level.clerks.iter().map(|&m| u64::from(m)).sum();
        level.available += minutes;
        return;
    }
    let mut upward: Vec<File> = Vec::new();
    for sub in subs.iter_mut() {
        upward.append(&mut sub.approvals.upward);
    }
    upward.sort_unstable_by_key(|f| f.order);
    for file in upward {
        level.received[usize::from(file.department)] += 1;
        level.queues[usize::from(file.department)].push_back(file);
    }
    let mut finished = Vec::new();
    approvals::work(level, ctx, |f| subs[usize::from(f.home)].cases.needs.holds(f.need), |f| finished.push(f));
    for (home, sub) in subs.iter().enumerate() {
        sub.cases.needs.look_ahead(finished.iter().filter(|f: &&File| usize::from(f.home) == home).map(|f| f.need.slot));
    }
    for file in finished {
        let home = &mut subs[usize::from(file.home)];
        let mut deciding = Deciding::of(home);
        let chosen = approvals::look_again(&mut deciding, ctx, &file, 2);
        approvals::approved(&mut deciding.dispatch, ctx, &file, chosen);
    }
}

/// Hand-offs cross subdistricts.
pub fn deliveries(subs: &mut [Subdistrict], ctx: &Context<'_>) {
    for from in 0..subs.len() {
        let mut parcels = std::mem::take(&mut subs[from].cases.transit.outbox);
        for parcel in parcels.drain(..) {
            match parcel {
                Parcel::Deliver(unit, need, minutes) => {
                    let Subdistrict { cases, days, scratch, .. } = &mut subs[usize::from(unit.owner)];
                    line::arrive(cases, days, &mut scratch.due, ctx, (unit.unit, minutes), need);
                }
                Parcel::Home(need, what) => come_home(subs, ctx, need, what),
            }
        }
        subs[from].cases.transit.outbox = parcels;
    }
}

/// Needs come home from elsewhere.
pub fn homecomings(subs: &mut [Subdistrict], ctx: &Context<'_>) {
    deliveries(subs, ctx);
}

fn come_home(
    subs: &mut [Subdistrict],
    ctx: &Context<'_>,
    need: crate::base::need::Need,
    what: crate::model::state::parcel::Homecoming,
) {
    let home = usize::from(ctx.world.places.communities[usize::from(need.community())].subdistrict);
    let cases = &mut subs[home].cases;
    cases.accounts.come(need.stage);
    let slot = cases.needs.insert(need);
    homecoming::arrive(cases, ctx, slot, what);
}

/// The district's jobs are given to today's requests, in an order drawn for the day.
pub fn jobs(subs: &mut [Subdistrict], jobs: &mut JobPool, ctx: &Context<'_>) {
    let mut requests: Vec<(JobRequest, usize)> = Vec::new();
    for (s, sub) in subs.iter_mut().enumerate() {
        requests.extend(sub.cases.transit.job_requests.drain(..).map(|r| (r, s)));
    }
    requests.sort_unstable_by_key(|(r, _)| r.order);
    for (request, s) in requests {
        let granted = jobs.take();
        outcome::job_answer(&mut Outcomes::of(&mut subs[s]), ctx, request, granted);
    }
}
