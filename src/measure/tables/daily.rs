//! `daily.csv`: every day of the window.

use crate::base::need::{ByStage, Stage};
use crate::measure::column::{Cell, Topic, columns, described, number, scale::*, whole};
use crate::measure::costs::PAID;
use crate::measure::counts::DayCounts;
use crate::measure::heads::heads;
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table, TableSpec};
use crate::measure::tables::head::HEAD;
use crate::model::state::minutes::{Account, ByAccount};
use crate::world::sites::{ByParty, Party};

/// A day of a district.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a> {
    /// Day of the window, from 0.
    pub day: u16,
    /// What happened on it.
    pub counts: DayCounts,
    /// Needs in each stage in the evening.
    pub stages: ByStage<i64>,
    /// Minutes by party and account.
    pub minutes: &'a ByParty<ByAccount<u64>>,
    /// Public outlays, fen.
    pub public_fen: i64,
    /// Social workers, community workers and care workers in post.
    pub heads: (u32, u32, u32),
}

impl<'a> Day<'a> {
    /// The day of the window that ends now.
    #[must_use]
    pub fn of(seen: Seen<'a>, day: u16) -> Self {
        let mut counts = DayCounts::default();
        for tally in seen.tallies() {
            counts.add(&tally.today);
        }
        let ledger = seen.ledger();
        Self {
            day,
            counts,
            stages: seen.arm.stages(),
            minutes: &ledger.today,
            public_fen: ledger.today_fen,
            heads: heads(seen.arm),
        }
    }

    fn needs_in(&self, stages: &[Stage]) -> Cell<'static> {
        whole(stages.iter().map(|&stage| self.stages[stage]).sum::<i64>())
    }

    /// Minutes of paid staff on some accounts.
    fn paid(&self, accounts: &[Account]) -> Cell<'static> {
        let of = |party: Party| accounts.iter().map(|&a| self.minutes[party][a]).sum::<u64>();
        whole(PAID.iter().map(|&party| of(party)).sum::<u64>())
    }
}

/// The value of a column of a day.
pub type OfDay = for<'r> fn(&'r Day<'_>) -> Cell<'r>;

columns! {
    /// Needs.
    pub NEEDS_OF_DAY: OfDay;

    DAY: WORKING_DAY, "day of the window, from 0", "窗口期工作日", |day| whole(day.day);
    CREATED: NEEDS,
        "needs that arose: all of them are of the cohort, so the sum over days is `needs_created`",
        "新发生；均属窗口期需求，各日之和即 needs_created",
        |day| whole(day.counts.created);
    KNOWN: NEEDS,
        "needs that became known on the day, regardless of onset",
        "新知晓（不论何时发生）",
        |day| whole(day.counts.known);
    RESOLVED: NEEDS,
        "needs resolved on the day, regardless of onset",
        "当日解决（不论何时发生）",
        |day| whole(day.counts.resolved);
    LOST: NEEDS,
        "needs that ended unmet on the day, regardless of onset",
        "当日未满足而终（不论何时发生）",
        |day| whole(day.counts.lost);
    KNOWN_COHORT: NEEDS,
        "of `known`, needs of the cohort (those that arose in the window): the sum over days is that of `known` in communities.csv",
        "known 中窗口期内产生者；各日之和等于 communities.csv 的 known 之和",
        |day| whole(day.counts.known_cohort);
    RESOLVED_COHORT: NEEDS,
        "of `resolved`, needs of the cohort: the sum over days is `needs_resolved`",
        "resolved 中窗口期内产生者；各日之和即 needs_resolved",
        |day| whole(day.counts.resolved_cohort);
    LOST_COHORT: NEEDS,
        "of `lost`, needs of the cohort: `needs_created` less the sums of this and of resolved_cohort is what is open at the end",
        "lost 中窗口期内产生者；needs_created 减去本列与 resolved_cohort 之和即期末未结",
        |day| whole(day.counts.lost_cohort);
    LATENT: NEEDS, "latent at the end of the day", "潜在", |day| day.needs_in(&[Stage::Latent]);
    INTAKE: NEEDS,
        "in intake or waiting for a decision",
        "受理中",
        |day| day.needs_in(&[Stage::Intake, Stage::Desk]);
    ROUTE: NEEDS,
        "in approvals, on the way, lost or closed on paper",
        "派转中",
        |day| day.needs_in(&[Stage::Approval1, Stage::Approval2, Stage::Transit, Stage::Ownerless, Stage::Paper]);
    WAITING: NEEDS, "in a provider's line", "等待", |day| day.needs_in(&[Stage::Waiting]);
    SERVING: NEEDS, "open cases", "服务中", |day| day.needs_in(&[Stage::Serving]);
}

columns! {
    /// Minutes, money and staff.
    pub EFFORT_OF_DAY: OfDay;

    DIRECT_MINUTES: MINUTES, "direct work, paid staff", "直接服务", |day| day.paid(&[Account::Direct]);
    COORDINATION_MINUTES: MINUTES,
        "coordination and reports, paid staff",
        "协调",
        |day| day.paid(&[Account::Coordination, Account::Reports]);
    ADMIN_MINUTES: MINUTES, "administration, paid staff", "行政", |day| day.paid(&[Account::Administration]);
    IDLE_MINUTES: MINUTES, "idle, paid staff (burnout apart)", "闲置", |day| day.paid(&[Account::Idle]);
    VOLUNTEER_MINUTES: MINUTES,
        "direct work of volunteers",
        "志愿服务",
        |day| whole(day.minutes[Party::Association][Account::Direct]);
    PUBLIC_FEN: FEN, "public outlays", "财政支出", |day| whole(day.public_fen);
    SOCIAL_WORKERS: HEADS, "social workers in post", "在岗社工", |day| whole(day.heads.0);
    COMMUNITY_WORKERS: HEADS, "community workers in post", "在岗社区工作者", |day| whole(day.heads.1);
    CARE_WORKERS: HEADS, "care workers in post", "在岗护理员", |day| whole(day.heads.2);
}

const TOPICS: &[Topic<OfDay>] = &[NEEDS_OF_DAY, EFFORT_OF_DAY];

/// `daily.csv`.
pub static DAILY: TableSpec = TableSpec {
    file: "daily.csv",
    row: "a policy, a replicate, a day of the window",
    row_zh: "某政策某重复的一个工作日",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// Adds the row of the day of the window that ends now.
pub fn row(seen: Seen<'_>, head: &Head<'_>, day: u16, table: &mut Table) {
    let day = Day::of(seen, day);
    table.row(head, TOPICS, |value| value(&day));
}
