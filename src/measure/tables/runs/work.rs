//! Metrics of work: how staff and clerks spend their time, staff in post, and strain.

use super::view::{OfRun, RunView};
use crate::base::calendar::DAYS_PER_YEAR;
use crate::measure::column::{columns, real, scale::*, whole};
use crate::measure::heads::heads;
use crate::measure::totals::ratio;
use crate::model::state::log::Kind;
use crate::model::state::minutes::Account;
use crate::model::workforce::administration::stream_minutes;
use crate::world::sites::Party;

/// Utilisation of some parties: (direct + travel + intake + coordination) / (those + idle).
fn utilisation(run: &RunView<'_>, parties: &[Party]) -> f64 {
    let sum = |account: Account| parties.iter().map(|&party| run.minutes(party, account)).sum::<u64>() as f64;
    let busy = sum(Account::Direct) + sum(Account::Travel) + sum(Account::Intake) + sum(Account::Coordination);
    ratio(busy, busy + sum(Account::Idle))
}

columns! {
    /// How staff and clerks spend their time.
    pub TIME: OfRun;

    UTILISATION: SHARE,
        "(direct + travel + intake + coordination) / (those + idle), paid staff",
        "人员饱和度（付薪人员）",
        |run| real(utilisation(run, &[Party::Office, Party::Station, Party::Organisation]));
    UTILISATION_OFFICES: SHARE, "the same, offices", "人员饱和度：社区", |run| real(utilisation(run, &[Party::Office]));
    UTILISATION_STATIONS: SHARE,
        "the same, in-house social workers",
        "人员饱和度：街道社工",
        |run| real(utilisation(run, &[Party::Station]));
    UTILISATION_ORGANISATIONS: SHARE,
        "the same, organisations",
        "人员饱和度：社会组织",
        |run| real(utilisation(run, &[Party::Organisation]));
    APPROVALS_UTILISATION_1: SHARE,
        "clerk minutes used / available, level 1",
        "审批繁忙度（街道）",
        |run| real(clerks_of_subdistricts(run));
    APPROVALS_UTILISATION_2: SHARE,
        "clerk minutes used / available, level 2",
        "审批繁忙度（区）",
        |run| real(clerks_of_district(run));
    APPROVAL_MEAN_DAYS: WORKING_DAYS,
        "days in approvals per file decided in the window; without levels, of files that the burn-in left",
        "审批天数",
        |run| real(ratio(run.traffic.file_days as f64, run.traffic.events[Kind::Approved] as f64));
}

fn clerks_of_subdistricts(run: &RunView<'_>) -> f64 {
    let levels = run.seen.arm.subs.iter().map(|sub| &sub.approvals.level);
    let (used, available) = levels.fold((0, 0), |(used, available), level| (used + level.used, available + level.available));
    ratio(used as f64, available as f64)
}

fn clerks_of_district(run: &RunView<'_>) -> f64 {
    let level = &run.seen.arm.district.level;
    ratio(level.used as f64, level.available as f64)
}

columns! {
    /// Who is in post, and what administration takes.
    pub STAFF: OfRun;

    SOCIAL_WORKER_HEADS: HEADS,
        "social workers at the end, all employers",
        "社工人数（期末）",
        |run| whole(heads(run.seen.arm).0);
    COMMUNITY_WORKER_HEADS: HEADS,
        "community workers at the end",
        "社区工作者人数（期末）",
        |run| whole(heads(run.seen.arm).1);
    CARE_WORKER_HEADS: HEADS,
        "care workers at the end, all employers",
        "护理员人数（期末）",
        |run| whole(heads(run.seen.arm).2);
    ACTIVE_VOLUNTEERS: PERSONS, "active volunteers at the end", "活跃志愿者（期末）", |run| real(volunteers(run));
    ADMINISTRATIVISATION: SHARE,
        "administrative minutes / all paid minutes",
        "行政化程度",
        |run| real(ratio(run.paid_minutes(Account::Administration), run.all_paid_minutes()));
    ADMINISTRATIVISATION_ORGANISATIONS: SHARE,
        "the same, organisations",
        "社会组织行政化程度",
        |run| real(administrative_share(run, Party::Organisation));
    TASKS_REFUSED_SHARE: SHARE,
        "tasks from above that offices refused / handed down, minutes; orders of the hotline are not among them",
        "被退回任务的比例（不含热线工单）",
        |run| real(of_tasks(run, 1));
    TASKS_BOUGHT_SHARE: SHARE,
        "tasks from above that were bought / handed down, minutes; orders of the hotline are not among them",
        "购买事务性工作的比例（不含热线工单）",
        |run| real(of_tasks(run, 2));
    OFFICE_BACKLOG_DAYS: WORKING_DAYS,
        "administrative backlog of offices at the end, days of their stream",
        "社区行政积压",
        |run| real(office_backlog(run));
}

fn volunteers(run: &RunView<'_>) -> f64 {
    run.seen.arm.subs.iter().flat_map(|sub| &sub.communities).map(|c| f64::from(c.volunteers)).sum()
}

/// Administration over all minutes of a party.
pub(super) fn administrative_share(run: &RunView<'_>, party: Party) -> f64 {
    ratio(run.minutes(party, Account::Administration) as f64, run.all_minutes(party) as f64)
}

/// Of the tasks handed down since the policy began, the part that is counted at a place of the account.
fn of_tasks(run: &RunView<'_>, part: usize) -> f64 {
    let sum = |at: usize| run.seen.arm.subs.iter().map(|sub| sub.cases.accounts.tasks_lately[at]).sum::<u64>() as f64;
    ratio(sum(part), sum(0))
}

fn office_backlog(run: &RunView<'_>) -> f64 {
    let world = run.world();
    let backlog: u64 = run.seen.arm.subs.iter().flat_map(|sub| &sub.communities).map(|c| c.backlog).sum();
    ratio(backlog as f64, stream_minutes(&world.keys.administration, world.residents))
}

columns! {
    /// How staff bears it.
    pub STRAIN: OfRun;

    BURNOUT: SHARE, "mean burnout of paid staff at the end", "职业倦怠", |run| real(burnout(run));
    TURNOVER: PER_HEAD_AND_YEAR,
        "paid staff who left per head and year",
        "离职率（每人每年）",
        |run| real(turnover(run));
}

fn burnout(run: &RunView<'_>) -> f64 {
    let workers = run.seen.arm.subs.iter().flat_map(|sub| &sub.lines.workers);
    let paid = workers.filter(|w| w.kind.is_social_worker() || w.kind.is_community_worker() || w.kind.is_care_worker());
    let staff: Vec<f64> = paid.map(|w| f64::from(w.burnout)).collect();
    ratio(staff.iter().sum(), staff.len() as f64)
}

fn turnover(run: &RunView<'_>) -> f64 {
    let left: u64 = run.seen.arm.subs.iter().map(|sub| sub.cases.accounts.leavers).sum();
    let days: u64 = run.seen.tallies().map(|tally| tally.person_days).sum();
    ratio(left as f64 * f64::from(DAYS_PER_YEAR), days as f64)
}
