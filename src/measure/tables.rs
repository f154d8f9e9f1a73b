//! The tables of the output folder.

use super::table::{Column, TableSpec};

const fn column(name: &'static str, unit: &'static str, meaning: &'static str, meaning_zh: &'static str) -> Column {
    Column { name, unit, meaning, meaning_zh }
}

/// `runs.csv`: a run: one policy, one replicate.
pub static RUNS: TableSpec = TableSpec {
    file: "runs.csv",
    row: "a run: one policy, one replicate",
    row_zh: "一次运行",
    columns: &[
        column("policy", "-", "policy", "政策"),
        column(
            "replicate",
            "-",
            "replicate, from 0; policies of one replicate share all that policies cannot change",
            "重复编号，自 0 起；同一编号下各政策共用不受政策影响的一切",
        ),
        column("seed", "-", "seed of the replicate", "随机种子"),
        column("status", "-", "`ok`, or `failed` with a reason", "状态"),
        column("reason", "-", "why the run failed", "失败原因"),
        column("needs_created", "needs", "needs with onset in the window (the cohort)", "窗口期内产生的需求"),
        column("needs_resolved", "needs", "of these, resolved before the end", "其中已解决"),
        column("unmet_share", "share", "1 - needs_resolved / needs_created", "未满足率（件数）"),
        column("unmet_share_weighted", "share", "the same, weighted by severity", "未满足率（加权）"),
        column("unmet_latent", "share", "part of unmet_share_weighted: never known", "其中：从未被知晓"),
        column("unmet_intake", "share", "part: known, lost before a decision where to send it", "其中：止于受理"),
        column(
            "unmet_route",
            "share",
            "part: lost between decision and delivery (approval, hand-off, refusal)",
            "其中：止于派转",
        ),
        column("unmet_giving_up", "share", "part: gave up in a provider's line", "其中：等待中放弃"),
        column("unmet_failure", "share", "part: served in vain", "其中：服务未果"),
        column("unmet_open", "share", "part: still open at the end", "其中：期末未结"),
        column(
            "shortage",
            "share",
            "part of unmet_share_weighted against the bound: no allocation of this run's minutes could have met it, if every minute could go \
             to any need that has arisen, its luck and length known",
            "全知上界分解之一：短缺（总分钟不足）",
        ),
        column(
            "space_gap",
            "share",
            "next part: met if minutes were not bound to places (rungs are nested and removed in this order)",
            "全知上界分解之二：空间错配",
        ),
        column(
            "category_gap",
            "share",
            "next part: met if every provider could take every category and difficulty",
            "全知上界分解之三：品类错配",
        ),
        column(
            "foresight_gap",
            "share",
            "next part: met if luck and length of each need were known beforehand",
            "全知上界分解之四：预见不足",
        ),
        column(
            "discovery_gap",
            "share",
            "next part: met if all needs were known as they arise, without search",
            "全知上界分解之五：发现不足",
        ),
        column(
            "coordination_gap",
            "share",
            "the rest: known needs that the same minutes could have met",
            "全知上界分解之六：协调损失",
        ),
        column(
            "unmet_share_last2",
            "share",
            "unmet_share of needs with onset in the last two years of the window",
            "未满足率，末两年",
        ),
        column(
            "unmet_share_weighted_last2",
            "share",
            "unmet_share_weighted of needs with onset in the last two years",
            "未满足率（加权），末两年",
        ),
        column(
            "mean_wait_days",
            "working days",
            "onset to first service: Kaplan-Meier mean restricted to the horizon",
            "平均等待（发生至首次服务）",
        ),
        column(
            "median_wait_days",
            "working days",
            "onset to first service: Kaplan-Meier median; empty when more than half never are",
            "等待中位数",
        ),
        column(
            "mean_wait_voiced_days",
            "working days",
            "voicing to first service: Kaplan-Meier mean restricted to the horizon",
            "平均等待（表达至首次服务）",
        ),
        column(
            "social_cost_per_resolved_cny",
            "yuan per need",
            "resources used by anyone in the window / needs_resolved",
            "每解决一件的社会总成本",
        ),
        column(
            "public_cost_per_resolved_cny",
            "yuan per need",
            "public outlays in the window / needs_resolved",
            "每解决一件的财政成本",
        ),
        column("public_cost_cny", "yuan", "public outlays in the window", "财政支出"),
        column("social_cost_cny", "yuan", "social cost in the window", "社会总成本"),
        column("entitlement_cny", "yuan", "public budget accrued in the window", "应计财政预算"),
        column(
            "coordination_minutes_per_resolved",
            "minutes per need",
            "messages, search, meetings, ties, reports / needs_resolved",
            "每解决一件的协调分钟",
        ),
        column("coordination_cost_cny", "yuan", "coordination and reports", "沟通成本"),
        column(
            "execution_cost_cny",
            "yuan",
            "direct work, travel, search for needs, materials, overhead, rent of facilities, help bought outside; volunteers and families at shadow wages",
            "执行成本",
        ),
        column("admin_cost_cny", "yuan", "approvals, administrative tasks, recording, intake", "行政成本"),
        column(
            "transaction_cost_cny",
            "yuan",
            "tender, monitoring, fundraising (severance moves money and is in the public cost alone)",
            "交易成本",
        ),
        column("learning_cost_cny", "yuan", "training; insurance and training of volunteers", "学习成本"),
        column("idle_cost_cny", "yuan", "paid minutes without work, and those lost to burnout", "闲置成本"),
        column(
            "utilisation",
            "share",
            "(direct + travel + intake + coordination) / (those + idle), paid staff",
            "人员饱和度（付薪人员）",
        ),
        column("utilisation_offices", "share", "the same, offices", "人员饱和度：社区"),
        column("utilisation_stations", "share", "the same, in-house social workers", "人员饱和度：街道社工"),
        column("utilisation_organisations", "share", "the same, organisations", "人员饱和度：社会组织"),
        column("approvals_utilisation_1", "share", "clerk minutes used / available, level 1", "审批繁忙度（街道）"),
        column("approvals_utilisation_2", "share", "clerk minutes used / available, level 2", "审批繁忙度（区）"),
        column(
            "approval_mean_days",
            "working days",
            "days in approvals per file decided in the window; without levels, of files that the burn-in left",
            "审批天数",
        ),
        column("voiced_share", "share", "needs voiced by residents / needs_created", "自行表达比例"),
        column("found_share", "share", "needs found by patrol or outreach / needs_created", "被发现比例"),
        column("known_share", "share", "needs that became known / needs_created", "被知晓比例"),
        column("routed_out_share", "share", "decisions across the community's boundary / decisions", "跨界派转比例"),
        column("decision_locality", "share", "cross-boundary decisions taken locally / cross-boundary decisions", "就地决定比例"),
        column("hops_per_known", "hops per need", "deliveries per known need", "每件流转次数"),
        column("misroute_share", "share", "deliveries that came to the wrong category / deliveries", "误派率"),
        column("handoff_lost_share", "share", "hand-offs lost / hand-offs", "转介流失率"),
        column("ownerless_days_per_known", "working days", "days nobody held a known need, per known need", "无主天数"),
        column("contact_rate", "share", "first service within the timely days of being known / known needs", "响应率"),
        column("recorded_closure", "share", "recorded as closed (resolved or on paper) / known needs", "办结率"),
        column("resolved_share", "share", "resolved / known needs", "解决率"),
        column("satisfaction", "share", "expected satisfaction of closed cases", "满意率"),
        column("repeat_share", "share", "repeats of cases closed on paper / known needs", "重复诉求率"),
        column("escalated_share", "share", "needs taken to the hotline / needs_created", "转热线比例"),
        column("family_hours", "hours", "hours of family care after giving up", "家庭照料时数"),
        column(
            "bought_share",
            "share",
            "needs given up for help that the household bought outside / needs_created",
            "放弃后自费购买比例",
        ),
        column("outside_cost_cny", "yuan", "what households paid for help outside (in execution_cost_cny)", "居民自费购买支出"),
        column("vacancies_filled", "jobs", "jobs found for residents", "就业岗位落实"),
        column("volunteer_hours", "hours", "hours of service by volunteers", "志愿服务时数"),
        column("volunteer_share_resolved", "share", "needs resolved by associations / needs_resolved", "志愿者解决比例"),
        column("organisation_share_resolved", "share", "needs resolved by organisations / needs_resolved", "社会组织解决比例"),
        column("social_worker_heads", "heads", "social workers at the end, all employers", "社工人数（期末）"),
        column("community_worker_heads", "heads", "community workers at the end", "社区工作者人数（期末）"),
        column("active_volunteers", "persons", "active volunteers at the end", "活跃志愿者（期末）"),
        column("administrativisation", "share", "administrative minutes / all paid minutes", "行政化程度"),
        column("administrativisation_organisations", "share", "the same, organisations", "社会组织行政化程度"),
        column(
            "office_backlog_days",
            "working days",
            "administrative backlog of offices at the end, days of their stream",
            "社区行政积压",
        ),
        column("trust", "share", "mean trust at the end, weighted by residents", "信任"),
        column("last_mile_ratio", "ratio", "resolved share in the remotest fifth / in the nearest fifth", "末端可及"),
        column("gini_cells", "index", "Gini index of the unmet share of cells (community x segment)", "未满足率基尼系数"),
        column("worst_category_unmet", "share", "largest unmet share of a category", "最差品类未满足率"),
        column("burnout", "share", "mean burnout of paid staff at the end", "职业倦怠"),
        column("turnover", "share", "paid staff who left per head and year", "离职率"),
        column("organisations", "number", "organisations that exist at the end", "社会组织数"),
        column("founded", "number", "organisations founded", "新设组织"),
        column("closed", "number", "organisations closed", "关闭组织"),
        column("dependence", "share", "mean dependence of organisations on public money at the end", "对财政的依赖度"),
        column("contract_hhi", "index", "Herfindahl index of purchased posts over organisations at the end", "合同集中度"),
        column("bids_per_lot", "number", "bids per lot put out to tender", "每标段投标数"),
        column("lots_changed", "share", "lots that went to another holder", "易主标段"),
        column("grants", "number", "grants awarded", "创投项目数"),
        column("facilities", "number", "facilities open at the end", "开放设施数"),
        column("charity_cny", "yuan", "donations raised by appeals and spent", "新增捐赠"),
        column("budget_used", "share", "public cost over the budget accrued", "预算执行率"),
        column(
            "administrativisation_associations",
            "share",
            "administration over the minutes of associations",
            "社区社会组织行政化",
        ),
        column(
            "recovery_days",
            "working days",
            "from the end of the shock until the backlog of known needs is near its level before (20 days with a mean of at most a tenth, \
             or 2 standard deviations, above it); the days left of the window when it never is; empty without a shock",
            "冲击后恢复天数（未恢复时为窗口期剩余天数；无冲击时为空）",
        ),
        column("recovered", "0 or 1", "whether it was near that level again; empty without a shock", "冲击后是否恢复"),
        column("paid_hours", "hours", "paid hours in the window: offices, stations, organisations, clerks", "付薪工时"),
        column(
            "parity_residual",
            "share",
            "what misses parity: equal_public: public_cost_cny / entitlement_cny - 1; equal_paid_hours, equal_social_cost: paid_hours or \
             social_cost_cny / the baseline's of the replicate - 1",
            "同等投入的残差（相对应计预算，或相对同一重复的基准政策）",
        ),
        column("onset_digest", "-", "digest of the needs that arose: equal for all policies of a replicate", "需求摘要"),
    ],
};

/// `policies.csv`: a switch of a policy.
pub static POLICIES: TableSpec = TableSpec {
    file: "policies.csv",
    row: "a switch of a policy",
    row_zh: "政策的一个开关",
    columns: &[
        column("policy", "-", "policy", "政策"),
        column("switch", "-", "key of the policy file", "键"),
        column("value", "-", "its value", "取值"),
        column("differs", "0 or 1", "whether it differs from the baseline's", "是否异于基准"),
    ],
};

/// `daily.csv`: a policy, a replicate, a day of the window.
pub static DAILY: TableSpec = TableSpec {
    file: "daily.csv",
    row: "a policy, a replicate, a day of the window",
    row_zh: "某政策某重复的一个工作日",
    columns: &[
        column("policy", "-", "policy", "政策"),
        column("replicate", "-", "replicate", "重复编号"),
        column("day", "working day", "day of the window, from 0", "窗口期工作日"),
        column("created", "needs", "needs that arose", "新发生"),
        column("known", "needs", "needs that became known", "新知晓"),
        column("resolved", "needs", "needs resolved", "解决"),
        column("lost", "needs", "needs that ended unmet", "未满足而终"),
        column("latent", "needs", "latent at the end of the day", "潜在"),
        column("intake", "needs", "in intake or waiting for a decision", "受理中"),
        column("route", "needs", "in approvals, on the way, lost or closed on paper", "派转中"),
        column("waiting", "needs", "in a provider's line", "等待"),
        column("serving", "needs", "open cases", "服务中"),
        column("direct_minutes", "minutes", "direct work, paid staff", "直接服务"),
        column("coordination_minutes", "minutes", "coordination and reports, paid staff", "协调"),
        column("admin_minutes", "minutes", "administration, paid staff", "行政"),
        column("idle_minutes", "minutes", "idle, paid staff (burnout apart)", "闲置"),
        column("volunteer_minutes", "minutes", "direct work of volunteers", "志愿服务"),
        column("public_fen", "fen", "public outlays", "财政支出"),
        column("social_workers", "heads", "social workers in post", "在岗社工"),
        column("community_workers", "heads", "community workers in post", "在岗社区工作者"),
    ],
};

/// `communities.csv`: a policy, a replicate, a community.
pub static COMMUNITIES: TableSpec = TableSpec {
    file: "communities.csv",
    row: "a policy, a replicate, a community",
    row_zh: "某政策某重复的一个社区",
    columns: &[
        column("policy", "-", "policy", "政策"),
        column("replicate", "-", "replicate", "重复编号"),
        column("community", "-", "code of the community", "社区代码"),
        column("subdistrict", "-", "code of its subdistrict", "街道代码"),
        column("residents", "persons", "residents", "居民数"),
        column("created", "needs", "needs of the cohort", "需求"),
        column("known", "needs", "of these, known", "被知晓"),
        column("resolved", "needs", "of these, resolved", "已解决"),
        column("unmet_share", "share", "1 - resolved / created", "未满足率"),
        column("trust", "share", "trust at the end", "信任"),
        column("volunteers", "persons", "active volunteers at the end", "活跃志愿者"),
        column("workers", "heads", "workers in the office at the end", "社区工作者"),
        column("admin_backlog_minutes", "minutes", "administrative backlog at the end", "行政积压"),
    ],
};

/// `cells.csv`: a policy, a replicate, a segment, a category, a distance fifth.
pub static CELLS: TableSpec = TableSpec {
    file: "cells.csv",
    row: "a policy, a replicate, a segment, a category, a distance fifth",
    row_zh: "人群 × 品类 × 距离五分位",
    columns: &[
        column("policy", "-", "policy", "政策"),
        column("replicate", "-", "replicate", "重复编号"),
        column("segment", "-", "segment of residents", "人群"),
        column("category", "-", "category of need", "品类"),
        column(
            "distance_fifth",
            "1 to 5",
            "fifth of communities by distance from the centre of their subdistrict, 1 = nearest",
            "距离五分位",
        ),
        column("created", "needs", "needs of the cohort", "需求"),
        column("known", "needs", "of these, known", "被知晓"),
        column("resolved", "needs", "of these, resolved", "已解决"),
        column("unmet_share", "share", "1 - resolved / created", "未满足率"),
    ],
};

/// `flows.csv`: a policy, a replicate, a pair of stages.
pub static FLOWS: TableSpec = TableSpec {
    file: "flows.csv",
    row: "a policy, a replicate, a pair of stages",
    row_zh: "阶段之间的流量",
    columns: &[
        column("policy", "-", "policy", "政策"),
        column("replicate", "-", "replicate", "重复编号"),
        column("from", "-", "stage left", "离开阶段"),
        column("to", "-", "stage entered", "进入阶段"),
        column("needs", "needs", "moves, all needs of the window's days", "件次"),
    ],
};

/// `waits.csv`: a policy, a replicate, a category, a day of waiting.
pub static WAITS: TableSpec = TableSpec {
    file: "waits.csv",
    row: "a policy, a replicate, a category, a day of waiting",
    row_zh: "等待天数分布",
    columns: &[
        column("policy", "-", "policy", "政策"),
        column("replicate", "-", "replicate", "重复编号"),
        column("category", "-", "category of need", "品类"),
        column("days", "working days", "days since onset", "发生后天数"),
        column("served", "needs", "first served at that age", "首次服务"),
        column("censored", "needs", "left without service at that age", "未获服务而离开"),
    ],
};

/// `ledger.csv`: a policy, a replicate, a quarter, a party, an account.
pub static LEDGER: TableSpec = TableSpec {
    file: "ledger.csv",
    row: "a policy, a replicate, a quarter, a party, an account",
    row_zh: "某季度某主体某科目",
    columns: &[
        column("policy", "-", "policy", "政策"),
        column("replicate", "-", "replicate", "重复编号"),
        column(
            "quarter",
            "-",
            "quarter of the window, from 0 (62.5 working days: quarters end on days 63, 125, 188, 250)",
            "季度",
        ),
        column("party", "-", "who spends it; `treasury`: the public budget by channel", "主体；`treasury` 为财政"),
        column(
            "category",
            "-",
            "account; of the treasury what each channel bore (`inhouse`, `contracts`, `grants`, `facilities`, `self_help`) and `entitlement`",
            "科目；财政一方为各经费渠道支出与应得预算",
        ),
        column("unit", "-", "`minutes` or `fen`", "单位"),
        column("amount", "unit", "amount", "数额"),
    ],
};

/// All tables, in the order of the documentation.
pub static ALL: [&TableSpec; 8] = [&RUNS, &POLICIES, &DAILY, &COMMUNITIES, &CELLS, &FLOWS, &WAITS, &LEDGER];
