//! Administrative tasks (行政任务) from above, and the fixed parts of a day.
//!
//! Tasks are conserved: handed down = worked off + waiting. An office works on waiting tasks, up to a share of its day, the smaller of
//! the world's (`daily_cap`) and the policy's (`task_cap`); the rest is for patrol, self-governance, intake, routing and service. Organisations
//! and associations work off what was passed on to them up to the same share of what they have left. Social workers carry a fixed share of their
//! own files and meetings wherever they work; in an office they also share the office's tasks.

use crate::base::calendar::{DAYS_PER_YEAR, MINUTES_PER_DAY};
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{Local, SiteId};
use crate::world::sites::{Party, SubdistrictSites};

use crate::model::state::community::Community;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::organisation::Organisation;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;
use crate::model::workforce::pass_through;

/// Opens the day of every site: debts of yesterday, training, desk work, tasks from above, support of volunteers.
/// Returns the minutes of tasks worked off.
pub fn open_day(
    own: &SubdistrictSites,
    staff: &Of<SiteId, Staff>,
    days: &mut Of<SiteId, Day>,
    communities: &mut Of<Local, Community>,
    organisations: &mut [Organisation],
    ctx: &Context<'_>,
) -> u64 {
    let mut worked_off = 0;
    let policy = &ctx.plan.policy;
    let desk = *ctx.world.keys.social_worker.admin_share;
    let cap = ctx.world.keys.administration.daily_cap.min(*policy.oversight.task_cap);
    for (i, site) in own.sites.pairs() {
        let (staff, day) = (&staff[i], &mut days[i]);
        let (social, available) = (staff.social, staff.available + staff.casual);
        day.open(staff.heads, staff.paid, staff.available, staff.casual);
        if available == 0 && site.party != Party::Office {
            continue;
        }
        if !matches!(site.party, Party::Association | Party::PropertyFirm) {
            let training = *policy.training.share + *policy.training.guidance_share * f64::from(social);
            day.take(Account::Training, (f64::from(available) * training) as u32);
        }
        // A social worker's own files and meetings move with the desk.
        if social > 0.0 {
            day.take(Account::Administration, (f64::from(available) * desk * f64::from(social)) as u32);
        }
        if matches!(site.party, Party::Organisation | Party::Association) {
            let most = (f64::from(day.left()) * cap) as u32;
            let done = pass_through::work_off(own, i, organisations, communities, most, ctx);
            day.take(Account::Administration, done);
            worked_off += u64::from(done);
            continue;
        }
        if site.party == Party::Office {
            let local = ctx.world.places.communities[site.community].local;
            let community = &mut communities[local];
            let most = (f64::from(available) * cap) as u32;
            let most = u32::try_from(community.backlog).unwrap_or(u32::MAX).min(most);
            let done = day.take(Account::Administration, most);
            community.backlog -= u64::from(done);
            worked_off += u64::from(done);
            let support = (f64::from(day.left()) * *policy.capacity.self_governance_share) as u32;
            let coordinators = community.coordinators * MINUTES_PER_DAY + staff.support;
            community.support_minutes += day.take(Account::Coordination, support) + coordinators;
            day.paid += coordinators;
            day.booked[Account::Coordination] += coordinators;
        }
    }
    worked_off
}

/// Tasks come down: a Poisson number per office and day. Returns their minutes.
pub fn hand_down(communities: &mut Of<Local, Community>, ctx: &Context<'_>) -> u64 {
    let mut handed_down = 0;
    let keys = &ctx.world.keys.administration;
    let task = (*keys.task_minutes as u32).max(1);
    for community in communities {
        let residents = ctx.world.places.communities[community.index].residents;
        let mean = residents / 1000.0 * *keys.hours_per_1000 * 60.0 / f64::from(task);
        let tasks = ctx.keys.poisson(Draw::tasks(community.index, ctx.day), mean);
        let minutes = u64::from(tasks) * u64::from(task);
        community.backlog += minutes;
        handed_down += minutes;
    }
    handed_down
}

/// Minutes of tasks that come down on a mean day for this number of residents.
#[must_use]
pub fn stream_minutes(keys: &crate::scenario::keys::service::AdministrationKeys, residents: f64) -> f64 {
    residents / 1000.0 * *keys.hours_per_1000 * 60.0
}

/// Part of a year that a month is.
#[must_use]
pub fn month_share() -> f64 {
    f64::from(crate::base::calendar::MONTH) / f64::from(DAYS_PER_YEAR)
}
