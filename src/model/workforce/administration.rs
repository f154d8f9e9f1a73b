//! Administrative tasks (行政任务) from above, and the fixed parts of a day.
//!
//! Tasks are conserved: handed down = worked off + waiting, where offices take all of them on ([`crate::model::workforce::admission`]). An office works on waiting tasks, up to a share of its day, the smaller of
//! the world's (`daily_cap`) and the policy's (`task_cap`); the rest is for patrol, self-governance, intake, routing and service. A share of the day
//! (`service_floor`) can be kept for people at the door, beyond debts, training and social workers' own files: tasks, support, reports and patrol
//! do not get it. When in the day an office works on tasks is the world's `order`: before everything else, after the door and the desk, or after
//! service. Organisations
//! and associations work off what was passed on to them up to the same share of what they have left. Social workers carry a fixed share of their
//! own files and meetings wherever they work; in an office they also share the office's tasks.

use crate::base::calendar::{DAYS_PER_YEAR, MINUTES_PER_DAY};
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{Local, SiteId};
use crate::scenario::keys::service::TaskOrder;
use crate::world::sites::{Party, SubdistrictSites};

use crate::model::state::community::Community;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::organisation::Organisation;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;
use crate::model::workforce::admission::{self, Stream};
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
        let (social, filed, available) = (staff.social, staff.filed, staff.available + staff.casual);
        day.open(staff.heads, staff.paid, staff.available, staff.casual);
        if available == 0 && site.party != Party::Office {
            continue;
        }
        if !matches!(site.party, Party::Association | Party::PropertyFirm) {
            let training = *policy.training.share + *policy.training.guidance_share * f64::from(social);
            day.take(Account::Training, (f64::from(available) * training) as u32);
        }
        // A social worker's own files and meetings move with the desk; a care worker has as many.
        if filed > 0.0 {
            day.take(Account::Administration, (f64::from(available) * desk * f64::from(filed)) as u32);
        }
        if matches!(site.party, Party::Organisation | Party::Association) {
            let most = (f64::from(day.left()) * cap) as u32;
            let done = pass_through::work_off(own, i, organisations, communities, most, ctx);
            day.tasks += day.take(Account::Administration, done);
            worked_off += u64::from(done);
            continue;
        }
        if site.party == Party::Office {
            day.keep((f64::from(available) * *ctx.world.keys.administration.service_floor) as u32);
            let local = ctx.world.places.communities[site.community].local;
            let community = &mut communities[local];
            if ctx.world.keys.administration.order == TaskOrder::TasksFirst {
                worked_off += u64::from(work_off(day, community, available, cap));
            }
            let support = (f64::from(day.left()) * *policy.capacity.self_governance_share) as u32;
            let coordinators = community.coordinators * MINUTES_PER_DAY + staff.support;
            community.support_minutes += day.take(Account::Coordination, support) + coordinators;
            day.paid += coordinators;
            day.booked[Account::Coordination] += coordinators;
        }
    }
    worked_off
}

/// An office works on its tasks up to a share of its day; returns the minutes worked off.
fn work_off(day: &mut Day, community: &mut Community, available: u32, cap: f64) -> u32 {
    let most = (f64::from(available) * cap) as u32;
    let most = u32::try_from(community.backlog).unwrap_or(u32::MAX).min(most);
    let done = day.take(Account::Administration, most);
    community.backlog -= u64::from(done);
    day.tasks += done;
    done
}

/// Tasks of the offices where something else comes first; returns the minutes worked off.
pub fn tasks_later(
    own: &SubdistrictSites,
    staff: &Of<SiteId, Staff>,
    days: &mut Of<SiteId, Day>,
    communities: &mut Of<Local, Community>,
    ctx: &Context<'_>,
) -> u64 {
    let cap = ctx.world.keys.administration.daily_cap.min(*ctx.plan.policy.oversight.task_cap);
    let mut worked_off = 0;
    for (i, site) in own.sites.pairs().filter(|(_, site)| site.party == Party::Office) {
        let local = ctx.world.places.communities[site.community].local;
        let available = staff[i].available + staff[i].casual;
        worked_off += u64::from(work_off(&mut days[i], &mut communities[local], available, cap));
    }
    worked_off
}

/// The doors of the offices open (开门): minutes kept for people at the door are theirs.
pub fn open_doors(own: &SubdistrictSites, days: &mut Of<SiteId, Day>) {
    for (i, _) in own.sites.pairs().filter(|(_, site)| site.party == Party::Office) {
        days[i].open_door();
    }
}

/// Tasks come down: a Poisson number per office and day. Offices take them on, but for those that a policy refuses or buys.
pub fn hand_down(communities: &mut Of<Local, Community>, ctx: &Context<'_>) -> Stream {
    let mut stream = Stream::default();
    let takes_all = admission::takes_all(ctx);
    let keys = &ctx.world.keys.administration;
    let task = (*keys.task_minutes as u32).max(1);
    for community in communities {
        let residents = ctx.world.places.communities[community.index].residents;
        let mean = residents / 1000.0 * *keys.hours_per_1000 * 60.0 / f64::from(task);
        let tasks = ctx.keys.poisson(Draw::tasks(community.index, ctx.day), mean);
        let minutes = u64::from(tasks) * u64::from(task);
        stream.handed_down += minutes;
        if takes_all {
            community.backlog += minutes;
        } else {
            admission::sort(community, tasks, task, &mut stream, ctx);
        }
    }
    stream
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::SubdistrictId;
    use crate::model::state::arm::Arm;
    use crate::model::state::arm::idle::{district, houses};
    use crate::scenario::keys::quantity::Share;

    const HERE: SubdistrictId = SubdistrictId::FIRST;

    fn share(x: f64) -> Share {
        Share::new(x).expect("a share")
    }

    fn people(heads: u32, casual: u32, social: f32) -> Staff {
        Staff {
            heads,
            paid: heads * MINUTES_PER_DAY,
            available: heads * MINUTES_PER_DAY,
            casual,
            social,
            filed: social,
            ..Staff::default()
        }
    }

    /// Training takes a tenth of all and a tenth of what social workers give, own files a fifth of that, tasks at most a quarter, support of
    /// volunteers half of what is left.
    fn morning(at: impl Fn(&SubdistrictSites) -> SiteId, staff: Staff, backlog: u64, tasks: u32) -> (u64, Day, u64, u32, u32) {
        let sets = ["social_worker.admin_share=0.2", "administration.daily_cap=0.5"];
        let (world, keys, mut arm) = district(&sets, |p| {
            (p.training.share, p.training.guidance_share) = (share(0.1), share(0.1));
            (p.oversight.task_cap, p.capacity.self_governance_share) = (share(0.25), share(0.5));
        });
        let own = &world.sites.by_subdistrict[HERE];
        let (i, sub) = (at(own), &mut arm.subs[HERE]);
        let local = world.places.communities[own.sites[i].community].local;
        (sub.communities[local].backlog, sub.communities[local].coordinators) = (backlog, 2);
        (sub.staff[i], sub.organisations[0].tasks) = (staff, tasks);
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        let done = open_day(own, &sub.staff, &mut sub.days, &mut sub.communities, &mut sub.organisations, &ctx);
        let community = &sub.communities[local];
        (done, sub.days[i], community.backlog, sub.organisations[0].tasks, community.support_minutes)
    }

    /// An office of five people with more tasks than they can ever do.
    fn busy_office(own: &SubdistrictSites, arm: &mut Arm) -> SiteId {
        let (i, sub) = (office(own), &mut arm.subs[HERE]);
        sub.staff[i] = people(5, 0, 0.0);
        sub.communities[Local::FIRST].backlog = 100_000;
        i
    }

    #[test]
    fn minutes_kept_for_the_door_are_no_tasks_and_are_there_when_it_opens() {
        for (floor, tasks) in [("0", 2_400), ("0.25", 1_800), ("0.4", 1_440)] {
            let floor = format!("administration.service_floor={floor}");
            let sets = ["administration.daily_cap=1", "social_worker.admin_share=0", floor.as_str()];
            let (world, keys, mut arm) = district(&sets, |p| p.oversight.task_cap = Share::whole());
            let own = &world.sites.by_subdistrict[HERE];
            let (i, sub) = (busy_office(own, &mut arm), &mut arm.subs[HERE]);
            let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
            open_day(own, &sub.staff, &mut sub.days, &mut sub.communities, &mut sub.organisations, &ctx);
            assert_eq!((sub.days[i].booked[Account::Administration], sub.days[i].left()), (tasks, 0), "{floor}");
            open_doors(own, &mut sub.days);
            assert_eq!(sub.days[i].left(), 2_400 - tasks, "{floor}");
        }
    }

    #[test]
    fn where_something_else_comes_first_tasks_get_what_is_left_of_the_day_and_no_more_than_their_share() {
        for (order, morning, evening) in [("tasks_first", 1_200, 0), ("doors_first", 0, 1_200), ("service_first", 0, 1_200)] {
            let order = format!("administration.order={order}");
            let sets = ["administration.daily_cap=0.5", "social_worker.admin_share=0", order.as_str()];
            let (world, keys, mut arm) = district(&sets, |p| p.oversight.task_cap = Share::whole());
            let own = &world.sites.by_subdistrict[HERE];
            let (i, sub) = (busy_office(own, &mut arm), &mut arm.subs[HERE]);
            let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
            let before = open_day(own, &sub.staff, &mut sub.days, &mut sub.communities, &mut sub.organisations, &ctx);
            assert_eq!(before, morning, "{order}");
            if evening > 0 {
                let spent = sub.days[i].left() - 700;
                sub.days[i].take(Account::Direct, spent);
                let after = tasks_later(own, &sub.staff, &mut sub.days, &mut sub.communities, &ctx);
                assert_eq!((after, sub.days[i].left()), (700, 0), "{order}: service has taken the rest");
                assert_eq!(sub.communities[Local::FIRST].backlog, 100_000 - 700);
            }
        }
    }

    fn office(own: &SubdistrictSites) -> SiteId {
        own.site_of[own.office[Local::FIRST]]
    }

    #[test]
    fn an_office_trains_works_off_tasks_up_to_a_share_of_its_day_and_supports_volunteers_with_half_of_the_rest() {
        let staff = Staff { support: 30, ..people(4, 80, 0.0) };
        let (done, day, backlog, _, support) = morning(office, staff, 10_000, 0);
        // 2,000 minutes: 200, then 500; of 1,300 half; two coordinators and their casual half hour come on top.
        assert_eq!((done, backlog), (500, 9_500));
        assert_eq!((day.booked[Account::Training], day.booked[Account::Administration]), (200, 500));
        assert_eq!((day.booked[Account::Coordination], support), (650 + 990, 650 + 990));
        assert_eq!((day.heads, day.available, day.duty, day.paid), (4, 2_000, 200 + 500 + 650, 2_000 + 990));
    }

    #[test]
    fn an_office_works_off_no_more_tasks_than_wait() {
        let (done, day, backlog, _, _) = morning(office, people(4, 80, 0.0), 120, 0);
        assert_eq!((done, backlog, day.booked[Account::Administration]), (120, 0, 120));
    }

    #[test]
    fn social_workers_take_their_guidance_and_their_own_files_along() {
        // Half of 2,000 minutes are theirs: 200 + 100 of training, 200 of files, 500 of tasks.
        let (done, day, ..) = morning(office, people(4, 80, 0.5), 10_000, 0);
        assert_eq!((done, day.booked[Account::Training], day.booked[Account::Administration]), (500, 300, 700));
    }

    #[test]
    fn an_organisation_works_off_what_was_passed_to_it_up_to_a_share_of_what_is_left() {
        // 960 minutes, all of social workers: 192 of training and 192 of files leave 576.
        let house = |own: &SubdistrictSites| own.all_organisations().next().expect("a house");
        let (done, day, _, tasks, _) = morning(house, people(2, 0, 1.0), 0, 1_000);
        assert_eq!((done, tasks), (144, 856));
        assert_eq!((day.booked[Account::Training], day.booked[Account::Administration], day.duty), (192, 336, 528));
        let (done, day, _, tasks, _) = morning(house, people(2, 0, 1.0), 0, 100);
        assert_eq!((done, tasks, day.duty), (100, 0, 484));
    }

    #[test]
    fn where_nobody_is_in_post_nothing_is_done_but_by_coordinators() {
        let (done, day, backlog, ..) = morning(office, people(0, 0, 0.0), 10_000, 0);
        assert_eq!((done, backlog, day.duty, day.paid), (0, 10_000, 0, 960));
        let (world, ..) = district(&[], |_| {});
        assert_eq!(houses(&world).len(), 2, "one in each community");
    }

    #[test]
    fn tasks_come_down_whole_as_many_a_year_as_residents_bring() {
        let (world, keys, mut arm) = district(&["administration.hours_per_1000=3", "administration.task_minutes=45"], |_| {});
        assert_eq!(stream_minutes(&world.keys.administration, 2_000.0), 360.0);
        assert_eq!(month_share(), 0.08);
        let sub = &mut arm.subs[HERE];
        let mut all = 0;
        for day in 0..1_000 {
            let Stream { handed_down: minutes, bought, dropped, .. } =
                hand_down(&mut sub.communities, &Context::quiet(&world, &arm.plan, &keys, day));
            assert_eq!((bought, dropped), (0, 0));
            assert_eq!(minutes % 45, 0);
            all += minutes;
        }
        assert_eq!(sub.communities.iter().map(|c| c.backlog).sum::<u64>(), all);
        // 16 tasks a day: over 1,000 days the standard deviation is 127 tasks.
        let expected = 1_000.0 * stream_minutes(&world.keys.administration, world.residents);
        assert!((all as f64 - expected).abs() < 45.0 * 127.0 * 4.0, "{all} of {expected}");
    }
}
