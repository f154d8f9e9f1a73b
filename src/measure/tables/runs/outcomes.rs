//! Metrics of outcome: needs unmet, where they were lost, how long they waited.

use super::view::{Gap, OfRun, TRANSITION};
use crate::base::need::Loss;
use crate::measure::column::{columns, real, scale::*, whole};

columns! {
    /// Needs of the cohort, and where those that are unmet were lost.
    pub OUTCOMES: OfRun;

    NEEDS_CREATED: NEEDS, "needs with onset in the window (the cohort)", "窗口期内产生的需求", |run| whole(run.created());
    NEEDS_RESOLVED: NEEDS, "of these, resolved before the end", "其中已解决", |run| whole(run.resolved());
    UNMET_SHARE: SHARE, "1 - needs_resolved / needs_created", "未满足率（件数）", |run| real(run.unmet(&run.cohort));
    UNMET_SHARE_WEIGHTED: SHARE,
        "the same, weighted by severity",
        "未满足率（加权）",
        |run| real(run.unmet_weighted(&run.cohort));
    UNMET_LATENT: SHARE,
        "part of unmet_share_weighted: never known",
        "其中：从未被知晓",
        |run| real(run.lost(Loss::Latent));
    UNMET_DOOR: SHARE,
        "part: known, lost at a door before anybody took it in",
        "其中：止于受理前",
        |run| real(run.lost(Loss::Door));
    UNMET_DESK: SHARE,
        "part: taken in, lost at a desk before a decision where to send it",
        "其中：止于派单前",
        |run| real(run.lost(Loss::Desk));
    UNMET_ROUTE: SHARE,
        "part: lost between decision and delivery (approval, hand-off, refusal)",
        "其中：止于派转",
        |run| real(run.lost(Loss::Route));
    UNMET_GIVING_UP: SHARE,
        "part: gave up in a provider's line",
        "其中：等待中放弃",
        |run| real(run.lost(Loss::GivingUp));
    UNMET_FAILURE: SHARE, "part: served without success", "其中：服务未果", |run| real(run.lost(Loss::Failure));
    UNMET_OPEN: SHARE, "part: still open at the end", "其中：期末未结", |run| real(run.lost(Loss::Open));
}

columns! {
    /// The unmet share against the omniscient bound.
    pub BOUND: OfRun;

    SHORTAGE: SHARE,
        "part of unmet_share_weighted against the bound: no allocation of this run's minutes could have met it, if every minute could go \
         to any need that has arisen, its luck and length known",
        "全知上界分解之一：短缺（总分钟不足）",
        |run| real(run.gap(Gap::Shortage));
    SPACE_GAP: SHARE,
        "next part: met if minutes were not bound to places (rungs are nested and removed in this order)",
        "全知上界分解之二：空间错配",
        |run| real(run.gap(Gap::Space));
    CATEGORY_GAP: SHARE,
        "next part: met if every provider could take every category and difficulty",
        "全知上界分解之三：品类错配",
        |run| real(run.gap(Gap::Category));
    FORESIGHT_GAP: SHARE,
        "next part: met if luck and length of each need were known beforehand",
        "全知上界分解之四：预见不足",
        |run| real(run.gap(Gap::Foresight));
    DISCOVERY_GAP: SHARE,
        "next part: met if all needs were known as they arise, without search",
        "全知上界分解之五：发现不足",
        |run| real(run.gap(Gap::Discovery));
    COORDINATION_GAP: SHARE,
        "the rest: known needs that the same minutes could have met",
        "全知上界分解之六：协调损失",
        |run| real(run.gap(Gap::Coordination));
}

columns! {
    /// Needs of the first two years, of the last two, and how the share moves.
    pub LAST_YEARS: OfRun;

    UNMET_SHARE_FIRST2: SHARE,
        "unmet_share of needs with onset in the first two years of the window: the transition",
        "未满足率，头两年（过渡期）",
        |run| real(run.unmet_in(0..TRANSITION));
    UNMET_SHARE_SLOPE: SHARE_PER_YEAR,
        "slope of unmet_share over the years of onset after the first two, least squares; empty where the window has fewer than two such years",
        "未满足率的年变化（头两年之后，最小二乘）",
        |run| real(run.unmet_slope());
    UNMET_SHARE_LAST2: SHARE,
        "unmet_share of needs with onset in the last two years of the window",
        "未满足率，末两年",
        |run| real(run.unmet(&run.late));
    UNMET_SHARE_WEIGHTED_LAST2: SHARE,
        "unmet_share_weighted of needs with onset in the last two years",
        "未满足率（加权），末两年",
        |run| real(run.unmet_weighted(&run.late));
}

columns! {
    /// Waits until the first service.
    pub WAITS: OfRun;

    MEAN_WAIT_DAYS: WORKING_DAYS,
        "onset to first service: Kaplan-Meier mean restricted to the horizon",
        "平均等待（发生至首次服务）",
        |run| real(run.waits.restricted_mean());
    MEDIAN_WAIT_DAYS: WORKING_DAYS,
        "onset to first service: Kaplan-Meier median; empty when more than half never are",
        "等待中位数",
        |run| real(run.waits.median().map_or(f64::NAN, |days| days as f64));
    MEAN_WAIT_VOICED_DAYS: WORKING_DAYS,
        "voicing to first service: Kaplan-Meier mean restricted to the horizon",
        "平均等待（表达至首次服务）",
        |run| real(run.waits_voiced.restricted_mean());
}
