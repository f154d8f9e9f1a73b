//! Metrics of burden: who bears the tasks from above, how heavy the offices' months are, and what is done that nobody ordered.

use super::view::{OfRun, RunView};
use crate::base::places::CommunityId;
use crate::measure::column::{columns, real, scale::*};
use crate::measure::months::Burden;
use crate::measure::statistics::quantile;
use crate::measure::totals::ratio;
use crate::model::state::minutes::Account;
use crate::model::workforce::administration::{month_share, stream_minutes};
use crate::world::sites::Party;

columns! {
    /// Tasks from above, the months of offices, and action that nobody ordered.
    pub BURDEN: OfRun;

    TASKS_BY_OTHERS: SHARE,
        "minutes of tasks from above worked off by organisations and associations / by all",
        "行政任务外移率：社会组织与社区社会组织完成的行政任务分钟 / 全部完成的行政任务分钟",
        |run| real(tasks_by_others(run));
    OFFICE_ADMIN_MINUTES_PER_NEED: MINUTES_PER_NEED,
        "minutes of offices for administration and intake / needs_created",
        "社区每件需求的行政与受理分钟",
        |run| real(run.per_created(run.minutes(Party::Office, Account::Administration) + run.minutes(Party::Office, Account::Intake)));
    OFFICE_LOAD_PEAK: SHARE,
        "minutes of offices asked for other than by service / minutes of their people, all offices together, in the whole month of the window in which it is greatest",
        "社区负荷峰值：服务以外占用的分钟 / 可用分钟（全区社区合计，取窗口期内最高的整月）",
        |run| real(highest(run.months.months.iter().map(Burden::share)));
    OFFICE_LOAD_SPREAD: SHARE,
        "standard deviation over offices of the same share over the whole months of the window",
        "社区负荷离散度：各社区在窗口期各整月中该比例的标准差",
        |run| real(spread(&run.months.offices.iter().map(Burden::share).filter(|x| x.is_finite()).collect::<Vec<_>>()));
    OFFICE_BACKLOG_PEAK_DAYS: WORKING_DAYS,
        "administrative backlog of offices at the end of the month in which it is greatest, days of their stream",
        "社区行政积压峰值（月末，全区合计，折合下达天数）",
        |run| real(backlog_peak(run));
    OFFICE_BACKLOG_P90_DAYS: WORKING_DAYS,
        "the greatest backlog that an office had at the end of a month, days of its own stream: the 90th percentile over offices",
        "各社区月末行政积压的最大值（折合本社区下达天数），取社区间第90百分位",
        |run| real(backlog_of_most(run));
    SELF_INITIATED_SHARE: SHARE,
        "minutes in use that were neither contracted nor handed down / all minutes in use of organisations and associations: associations' minutes, and those of \
         organisations' own people whom neither contract, grant nor casual pay pays, less tasks from above (in an organisation, tasks and idle minutes are shared \
         evenly by its people)",
        "自主行动比例：社会组织与社区社会组织中既非合同购买亦非上级下达的在用分钟 / 其全部在用分钟",
        |run| real(self_initiated(run));
    SELF_INITIATED_ORGANISATIONS: SHARE,
        "the same, organisations",
        "自主行动比例：社会组织",
        |run| real(ratio(own_of_organisations(run), in_use(run, Party::Organisation) as f64));
    SELF_INITIATED_OFFICES: SHARE,
        "1 - minutes of tasks from above / all minutes of offices",
        "社区非任务时间比例：1 - 行政任务分钟 / 社区全部分钟",
        |run| real(1.0 - ratio(run.total.tasks[Party::Office] as f64, run.all_minutes(Party::Office) as f64));
    SOCIAL_WORKER_TURNOVER: PER_HEAD_AND_YEAR,
        "social workers of all employers who left of their own accord, per head and year",
        "社工离职率（全部雇主，每人每年）",
        |run| real(ratio(social_leavers(run) as f64, run.months.social_heads as f64 * month_share()));
    SOCIAL_WORKER_UTILISATION: SHARE,
        "minutes of social workers of all employers that were in use (their part of what their sites asked for other than by service, and their cases) / \
         minutes that they had",
        "社工时间利用率（全部雇主）：服务以外占用的份额与个案所用分钟 / 可用分钟",
        |run| real(ratio(run.months.social_used as f64, run.months.social_minutes as f64));
}

fn tasks_by_others(run: &RunView<'_>) -> f64 {
    let tasks = &run.total.tasks;
    ratio((tasks[Party::Organisation] + tasks[Party::Association]) as f64, tasks.iter().sum::<u64>() as f64)
}

/// The greatest of some numbers, those that do not exist left out; `NaN` without any.
fn highest(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(f64::NAN, f64::max)
}

/// Standard deviation of all there are; `NaN` of none.
fn spread(numbers: &[f64]) -> f64 {
    let n = numbers.len() as f64;
    let mean = ratio(numbers.iter().sum(), n);
    libm::sqrt(ratio(numbers.iter().map(|x| (x - mean) * (x - mean)).sum(), n))
}

fn backlog_peak(run: &RunView<'_>) -> f64 {
    let stream = stream_minutes(&run.world().keys.administration, run.world().residents);
    highest(run.months.months.iter().map(|month| ratio(month.backlog as f64, stream)))
}

fn backlog_of_most(run: &RunView<'_>) -> f64 {
    let world = run.world();
    let homes = world.places.subdistricts.iter().flat_map(|place| &place.communities);
    let days = |(home, office): (&CommunityId, &Burden)| {
        let stream = stream_minutes(&world.keys.administration, world.places.communities[*home].residents);
        ratio(office.backlog as f64, stream)
    };
    let days: Vec<f64> = homes.zip(&run.months.offices).map(days).filter(|days| days.is_finite()).collect();
    quantile::of_sorted(&quantile::sorted(&days), 0.9).unwrap_or(f64::NAN)
}

/// Minutes of a party that were used for something: not idle, and not lost to strain.
fn in_use(run: &RunView<'_>, party: Party) -> u64 {
    run.all_minutes(party) - run.minutes(party, Account::Idle) - run.minutes(party, Account::Strain)
}

/// Minutes in use of organisations' own people that are no tasks from above; tasks and idle minutes fall evenly on all people of organisations.
fn own_of_organisations(run: &RunView<'_>) -> f64 {
    let all = run.all_minutes(Party::Organisation);
    let own = run.months.own_minutes.min(all) as f64;
    let used = in_use(run, Party::Organisation).saturating_sub(run.total.tasks[Party::Organisation]);
    if all == 0 { 0.0 } else { own * used as f64 / all as f64 }
}

fn self_initiated(run: &RunView<'_>) -> f64 {
    let associations = in_use(run, Party::Association);
    let own = associations.saturating_sub(run.total.tasks[Party::Association]) as f64 + own_of_organisations(run);
    ratio(own, (associations + in_use(run, Party::Organisation)) as f64)
}

fn social_leavers(run: &RunView<'_>) -> u64 {
    run.seen.arm.subs.iter().map(|sub| sub.cases.accounts.social_leavers).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_of_two_offices_is_half_of_their_difference() {
        assert_eq!(spread(&[0.25, 0.75]), 0.25);
        assert_eq!(spread(&[0.4]), 0.0);
        assert!(spread(&[]).is_nan() && highest([f64::NAN].into_iter()).is_nan());
        assert_eq!(highest([0.2, f64::NAN, 0.7, 0.1].into_iter()), 0.7);
    }
}
