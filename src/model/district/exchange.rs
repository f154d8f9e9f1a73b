//! Exchanges: the only moments at which subdistricts meet.
//!
//! Crossing items are applied in an order that depends on the identity of needs, never on their sender or on thread timing.

use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::model::provision::outcome::{self, Outcomes};
use crate::model::referral::{approvals, crossing};
use crate::model::state::district::District;
use crate::model::state::files::Level;
use crate::model::state::jobs::JobPool;
use crate::model::state::parcel::JobRequest;
use crate::model::state::subdistrict::{Context, Subdistrict};

/// Files go up to the district; its clerks work for a day; what they finish goes back to the subdistricts, which send it out.
pub fn files(subs: &mut Of<SubdistrictId, Subdistrict>, level: &mut Level, ctx: &Context<'_>) {
    if ctx.plan.levels < 2 {
        let minutes: u64 = level.clerks.iter().map(|&m| u64::from(m)).sum();
        level.available += minutes;
        return;
    }
    for sub in subs.iter_mut() {
        sub.approvals.upward.drain(..).for_each(|file| level.filed.push(file));
    }
    level.take_in();
    let mut finished = std::mem::take(&mut level.finished);
    approvals::work(level, ctx, |f| subs[f.home].cases.needs.holds(f.need), |f| finished.push(f));
    for file in finished.drain(..) {
        subs[file.home].approvals.finished.push(file);
    }
    level.finished = finished;
}

/// What leaves one subdistrict for another is laid into the inbox of the receiver, in the order of the senders.
pub fn parcels(subs: &mut Of<SubdistrictId, Subdistrict>, _: &mut District, ctx: &Context<'_>) {
    for from in subs.places() {
        let mut outbox = std::mem::take(&mut subs[from].cases.transit.outbox);
        for parcel in outbox.drain(..) {
            let receiver = crossing::receiver(ctx.world, &parcel);
            subs[receiver].cases.transit.inbox.push(parcel);
        }
        subs[from].cases.transit.outbox = outbox;
    }
}

/// The district's jobs are given to today's requests, in an order drawn for the day.
pub fn jobs(subs: &mut Of<SubdistrictId, Subdistrict>, jobs: &mut JobPool, ctx: &Context<'_>) {
    let mut requests: Vec<(JobRequest, SubdistrictId)> = Vec::new();
    for (s, sub) in subs.pairs_mut() {
        requests.extend(sub.cases.transit.job_requests.drain(..).map(|r| (r, s)));
    }
    requests.sort_unstable_by_key(|(r, _)| r.order);
    for (request, s) in requests {
        let granted = jobs.take();
        outcome::job_answer(&mut Outcomes::of(&mut subs[s]), ctx, request, granted);
    }
}
