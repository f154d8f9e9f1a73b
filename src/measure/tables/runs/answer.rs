//! Metrics of the course of needs: how they became known, how they were passed on, and what answer they got.

use super::view::{OfRun, RunView};
use crate::base::calendar::FEN as FEN_PER_YUAN;
use crate::measure::column::{Range, Scale, columns, real, scale::*, whole};
use crate::measure::counts::Year;
use crate::measure::totals::ratio;
use crate::model::state::bill::Fen;
use crate::model::state::log::Kind;
use crate::model::state::minutes::Account;
use crate::world::sites::Party;

const TRIES: Scale = Scale { unit: "tries", range: Range::AtLeast(0.0) };
const NET_JOBS: Scale = Scale { unit: "jobs", range: Range::AtLeast(0.0) };
const JOBS: Scale = Scale { unit: "jobs", range: Range::Count };

columns! {
    /// How needs became known and were passed on.
    pub COURSE: OfRun;

    VOICED_SHARE: SHARE,
        "needs voiced by residents / needs_created",
        "自行表达比例",
        |run| real(ratio(run.cohort.known as f64 - run.cohort.found as f64, run.created() as f64));
    FOUND_SHARE: SHARE,
        "needs found by patrol or outreach / needs_created",
        "被发现比例",
        |run| real(run.per_created(run.cohort.found));
    KNOWN_SHARE: SHARE,
        "needs that became known / needs_created",
        "被知晓比例",
        |run| real(run.per_created(run.cohort.known));
    ROUTED_OUT_SHARE: SHARE,
        "decisions across the community's boundary / decisions",
        "跨界派转比例",
        |run| real(ratio(run.traffic.crossing() as f64, run.traffic.decisions() as f64));
    DECISION_LOCALITY: SHARE,
        "cross-boundary decisions taken locally / cross-boundary decisions",
        "就地决定比例",
        |run| real(ratio(run.traffic.events[Kind::DecidedAcrossAlone] as f64, run.traffic.crossing() as f64));
    HOPS_PER_KNOWN: HOPS_PER_NEED,
        "deliveries per known need",
        "每件流转次数",
        |run| real(run.per_known(run.traffic.events[Kind::Delivered]));
    MISROUTE_SHARE: SHARE,
        "cases that came to their server under the wrong category / cases that servers opened",
        "误派率：以错误品类到达的个案 / 服务者受理的个案",
        |run| real(ratio(run.traffic.events[Kind::OpenedMisrouted] as f64, run.traffic.opened() as f64));
    TAKEN_IN_BY_STATION: HOPS_PER_NEED,
        "intakes at the door of a station / known needs",
        "社工站受理次数 / 被知晓的需求",
        |run| real(run.per_known(run.traffic.events[Kind::TakenInByStation]));
    TAKEN_IN_BY_ORGANISATION: HOPS_PER_NEED,
        "intakes at the door of an organisation / known needs",
        "社会组织受理次数 / 被知晓的需求",
        |run| real(run.per_known(run.traffic.events[Kind::TakenInByOrganisation]));
    DUPLICATES_PER_KNOWN: HOPS_PER_NEED,
        "second files of needs that were found / known needs",
        "重复受理 / 被知晓的需求",
        |run| real(run.per_known(run.traffic.events[Kind::Duplicate]));
    HANDOFF_LOST_SHARE: SHARE,
        "hand-offs lost / hand-offs",
        "转介流失率",
        |run| real(ratio(run.traffic.events[Kind::LostOnTheWay] as f64, run.traffic.handoffs() as f64));
    OWNERLESS_DAYS_PER_KNOWN: WORKING_DAYS,
        "days without an owner, per known need",
        "无主天数",
        |run| real(run.per_known(run.cohort.ownerless_days));
    OWNERLESS_DAYS_PROPERTY: WORKING_DAYS,
        "the same, of needs in categories that are a property firm's on managed estates (`category.*.property`), on managed estates and elsewhere; empty without any",
        "无主天数：物业类需求（不论小区是否有物业管理）；无此类需求时为空",
        |run| real(ratio(run.cohort.ownerless_property as f64, run.cohort.known_property as f64));
    BOUNCED_SHARE: SHARE,
        "known needs that were refused, passed on to a peer, lost on the way or sent to somebody who does not do this, twice or more / known needs",
        "推诿率：被拒收、转给同行、途中遗失或派错对象达两次及以上的需求 / 被知晓的需求",
        |run| real(run.per_known(run.cohort.bounced_twice));
}

columns! {
    /// What answer needs got.
    pub ANSWER: OfRun;

    CONTACT_RATE: SHARE,
        "first service within the timely days of being known / known needs",
        "响应率",
        |run| real(run.per_known(run.cohort.timely));
    RECORDED_CLOSURE: SHARE,
        "recorded as closed (resolved or on paper) / known needs",
        "办结率",
        |run| real(run.per_known(run.cohort.recorded));
    RESOLVED_SHARE: SHARE, "resolved / known needs", "解决率", |run| real(run.per_known(run.resolved()));
    FAILED_TRIES_PER_KNOWN: TRIES,
        "tries of service in the window that ended without success (rework or failure) / known needs",
        "窗口期内未成功的服务次数（返工或失败）/ 被知晓的需求",
        |run| real(run.per_known(run.traffic.events[Kind::TryFailed]));
    SATISFACTION: SHARE, "expected satisfaction of closed cases", "满意率", |run| real(satisfaction(run));
    REPEAT_SHARE: SHARE,
        "known needs that came back at least once after they were closed on paper / known needs",
        "重复诉求率：纸面办结后至少再次提出一次的需求 / 被知晓的需求",
        |run| real(run.per_known(run.cohort.came_back));
    ESCALATED_SHARE: SHARE,
        "needs taken to the hotline / needs_created",
        "转热线比例",
        |run| real(run.per_created(run.cohort.escalated));
}

/// Closed cases, each with the probability that its household is satisfied.
fn satisfaction(run: &RunView<'_>) -> f64 {
    let measure = &run.world().keys.measure;
    let (resolved, on_paper) = (run.resolved() as f64, run.cohort.paper_unresolved as f64);
    let content = resolved * *measure.satisfied_resolved + on_paper * *measure.satisfied_unresolved;
    ratio(content, resolved + on_paper)
}

columns! {
    /// What else became of needs, and who resolved them.
    pub AFTER: OfRun;

    FAMILY_HOURS: HOURS,
        "hours of family care after giving up",
        "家庭照料时数",
        |run| real(run.family_minutes as f64 / 60.0);
    BOUGHT_SHARE: SHARE,
        "needs given up for help that the household bought outside / needs_created",
        "放弃后自费购买比例",
        |run| real(run.per_created(run.cohort.bought));
    OUTSIDE_COST_CNY: YUAN,
        "what households paid for help outside (in execution_cost_cny)",
        "居民自费购买支出",
        |run| real(run.total.fen[Party::Household][Fen::Outside] as f64 / FEN_PER_YUAN);
    VACANCIES_FILLED: JOBS, "jobs found for residents", "就业岗位落实", |run| whole(run.traffic.events[Kind::FoundJob]);
    VACANCIES_NET: NET_JOBS,
        "vacancies_filled less those that others would else have taken. Vacancies do not depend on what is done for residents, and those beyond the limit of open \
         days are others': so only the vacancies that would stand open at the end, and do not, are a gain",
        "扣除挤占后的就业岗位落实：岗位数不因服务而增加，超过开放期限者由他人取得，故仅期末本会空置而未空置的岗位为净增",
        |run| real(run.seen.arm.district.jobs.gained(run.world()));
    MEAN_JOB_DAYS: WORKING_DAYS,
        "onset until a job was found: mean over needs with onset in the window that found one in it; those that did not are not in it",
        "求职成功平均天数（发生至落实岗位，仅计窗口期内产生且已落实者）",
        |run| real(ratio(run.traffic.job_days as f64, run.traffic.jobs as f64));
    VOLUNTEER_HOURS: HOURS,
        "hours of service by volunteers",
        "志愿服务时数",
        |run| real(run.minutes(Party::Association, Account::Direct) as f64 / 60.0);
    VOLUNTEER_SHARE_RESOLVED: SHARE,
        "needs resolved by associations / needs_resolved",
        "志愿者解决比例",
        |run| real(resolved_by(run, Party::Association));
    ORGANISATION_SHARE_RESOLVED: SHARE,
        "needs resolved by organisations / needs_resolved",
        "社会组织解决比例",
        |run| real(resolved_by(run, Party::Organisation));
    ORGANISATION_SHARE_FIRST2: SHARE,
        "organisation_share_resolved of needs with onset in the first two years of the window",
        "社会组织解决比例，头两年",
        |run| real(by_organisations(&run.first_years()));
    ORGANISATION_SHARE_LAST2: SHARE,
        "the same, last two years",
        "社会组织解决比例，末两年",
        |run| real(by_organisations(&run.last_years()));
    PROFESSIONAL_SHARE_FIRST2: SHARE,
        "needs with onset in the first two years of the window resolved by organisations, or by social workers of others / those resolved",
        "社会组织与社工解决比例，头两年",
        |run| real(by_professionals(&run.first_years()));
    PROFESSIONAL_SHARE_LAST2: SHARE,
        "the same, last two years",
        "社会组织与社工解决比例，末两年",
        |run| real(by_professionals(&run.last_years()));
}

fn by_organisations(years: &Year) -> f64 {
    ratio(years.by_organisations as f64, years.resolved as f64)
}

fn by_professionals(years: &Year) -> f64 {
    ratio(years.by_professionals as f64, years.resolved as f64)
}

fn resolved_by(run: &RunView<'_>, party: Party) -> f64 {
    run.per_resolved(run.traffic.resolved_by[party] as f64)
}
