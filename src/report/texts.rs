//! Every text that the table and the charts print, in both languages, side by side.
//!
//! Terms are those of the glossary. `{x}` marks a place that [`fill`] replaces. Cells that must line up use ASCII or Chinese
//! characters only: dashes and quotes of other ranges are one or two columns wide depending on the terminal.

/// The texts of one language.
#[derive(Debug)]
pub struct Texts {
    /// First line: what was run.
    pub head: &'static str,
    /// Second line: assumptions stand as they are.
    pub not_varied: &'static str,
    /// Heading of the first block.
    pub outcomes: &'static str,
    /// Heading of the block of parts.
    pub lost: &'static str,
    /// Heading of the block of costs.
    pub effort: &'static str,
    /// Heading of the block of the transition and the settled state.
    pub last: &'static str,
    /// Difference in the first two years.
    pub first_years: &'static str,
    /// Difference in the last two years.
    pub last_years: &'static str,
    /// How the difference moves.
    pub slope: &'static str,
    /// Unit: percentage points a year.
    pub points_a_year: &'static str,
    /// Column of the state.
    pub state: &'static str,
    /// The difference has settled.
    pub settled: &'static str,
    /// It still moves.
    pub moving: &'static str,
    /// Neither can be said.
    pub undecided: &'static str,
    /// What the words say.
    pub settled_note: &'static str,
    /// Column of policies.
    pub policy: &'static str,
    /// Unmet share.
    pub unmet: &'static str,
    /// Unmet share, weighted.
    pub weighted: &'static str,
    /// Difference with its interval.
    pub difference: &'static str,
    /// Unit: percentage points.
    pub points: &'static str,
    /// Mark of the baseline.
    pub baseline: &'static str,
    /// Mean wait.
    pub wait: &'static str,
    /// Unit of waits.
    pub days: &'static str,
    /// Latent, intake, route, giving up, failure, open.
    pub parts: [&'static str; 7],
    /// Social cost.
    pub social: &'static str,
    /// Public cost.
    pub public: &'static str,
    /// Unit: yuan per resolved need.
    pub yuan: &'static str,
    /// Coordination.
    pub coordination: &'static str,
    /// Unit: minutes per resolved need.
    pub minutes: &'static str,
    /// Utilisation.
    pub utilisation: &'static str,
    /// Heading of the block of parity: equal public budget, paid hours, social cost.
    pub parity: [&'static str; 3],
    /// Budget factor.
    pub factor: &'static str,
    /// Policies that miss parity.
    pub residual: &'static str,
    /// Policies that miss it by more than the limit.
    pub beyond: &'static str,
    /// How many replicates.
    pub replicates: &'static str,
    /// A policy with fewer replicates.
    pub fewer: &'static str,
    /// Explanation of differences and intervals.
    pub paired: &'static str,
    /// Variance removed by pairing.
    pub pairing: &'static str,
    /// One replicate.
    pub no_interval: &'static str,
    /// Definition of unmet.
    pub counted: &'static str,
    /// The parts sum to the weighted share.
    pub parts_sum: &'static str,
    /// Notice on named places.
    pub illustrative: &'static str,
    /// Approvals are overloaded.
    pub approvals: &'static str,
    /// Runs that failed.
    pub failed: &'static str,
    /// One run that failed.
    pub failed_run: &'static str,
    /// The baseline has no runs.
    pub no_baseline: &'static str,
    /// A chart that was left out because a table was not collected.
    pub skipped_table: &'static str,
    /// A chart that was left out because there is nothing to draw.
    pub skipped_empty: &'static str,
    /// No charts, because no table was collected.
    pub no_charts: &'static str,
    /// The program was built without charts.
    pub cannot_draw: &'static str,
    /// Heading of the list of files.
    pub files: &'static str,
    /// Explanation of the chart over time.
    pub over_time_note: &'static str,
    /// Its horizontal axis.
    pub years: &'static str,
    /// Its vertical axis.
    pub unmet_axis: &'static str,
    /// Explanation of the chart of costs.
    pub cost_note: &'static str,
    /// Its axis.
    pub cost_axis: &'static str,
    /// Coordination, execution, administration, transaction, learning, idle.
    pub cost_parts: [&'static str; 6],
    /// Social cost outside the six categories.
    pub other: &'static str,
    /// Sum.
    pub total: &'static str,
    /// Explanation of the chart of unmet share against cost.
    pub against_note: &'static str,
    /// Its horizontal axis.
    pub against_axis: &'static str,
    /// Explanation of the chart of differences.
    pub forest_note: &'static str,
    /// Its axis.
    pub forest_axis: &'static str,
    /// Left of zero.
    pub fewer_unmet: &'static str,
    /// Right of zero.
    pub more_unmet: &'static str,
    /// Explanation of the chart of parts.
    pub lost_note: &'static str,
    /// Its axis.
    pub lost_axis: &'static str,
    /// Heading of the block of gaps.
    pub gaps: &'static str,
    /// Shortage, space, category, foresight, discovery, coordination.
    pub gap_parts: [&'static str; 6],
    /// Explanation of the gaps.
    pub gaps_sum: &'static str,
    /// Explanation of the row of the bound.
    pub omniscient: &'static str,
    /// Explanation of the chart of gaps.
    pub gaps_note: &'static str,
}

/// English.
pub static EN: Texts = Texts {
    head: "{title}: {years} measured, after {burn_in} under the baseline ({baseline})",
    not_varied: "Assumptions were not varied: what follows holds for this scenario's values; --worlds 64 varies them over their ranges.",
    outcomes: "Outcomes",
    lost: "Where needs were lost (weighted by severity)",
    effort: "Cost and effort",
    last: "Transition and settled state: difference of the unmet share from the baseline",
    first_years: "years 1-2 [95 %]",
    last_years: "last two years [95 %]",
    slope: "slope after year 2 [90 %]",
    points_a_year: "points a year",
    state: "state",
    settled: "settled",
    moving: "moving",
    undecided: "undecided",
    settled_note: "Settled: the 90 % interval of the slope lies within a fifth of the smallest difference that counts,\n{delta} points a year; moving: \
                   outside; undecided: neither. What has not settled says nothing of how things stay.",
    policy: "policy",
    unmet: "unmet",
    weighted: "unmet, weighted",
    difference: "difference [95 %]",
    points: "percentage points",
    baseline: "baseline",
    wait: "mean wait",
    days: "working days",
    parts: ["latent", "door", "desk", "routing", "giving up", "failure", "open"],
    social: "social cost",
    public: "public cost",
    yuan: "yuan/resolved",
    coordination: "coordination",
    minutes: "min/resolved",
    utilisation: "utilisation",
    parity: [
        "Parity: equal public budget (residual: outlays against the budget accrued)",
        "Parity: equal paid hours (residual: hours against the baseline's)",
        "Parity: equal social cost (residual: cost against the baseline's)",
    ],
    factor: "budget factor",
    residual: "residual",
    beyond: "Parity is missed by more than {limit} % under: {policies}.",
    replicates: "Replicates per policy: {n}.",
    fewer: "{policy}: {n}",
    paired: "Differences are paired; interval = chance (seeds) only, assumptions not tested.",
    pairing: "Pairing removed {low} to {high} % of the variance of the differences.",
    no_interval: "One replicate has no interval.",
    counted: "Unmet: of all needs that arose, also those never voiced and those still open at the end.",
    parts_sum: "The seven parts sum to the unmet share weighted by severity, not to the one by count above.",
    illustrative: "Illustrative scenario: assumed unless noted otherwise; no description of the actual place, not for ranking.",
    approvals: "Warning: level {level} approvals are {value} % busy under the baseline (limit {limit} %): see government.clerk_hours.",
    failed: "Warning: runs that failed and are left out: {n}",
    failed_run: "{policy}, replicate {replicate}: {reason}",
    no_baseline: "No run of the baseline ({baseline}) is there: differences cannot be given.",
    skipped_table: "{file}: not drawn, {table} was not collected",
    skipped_empty: "{file}: not drawn, there is nothing to show",
    no_charts: "No charts: --collect none keeps runs.csv alone.",
    cannot_draw: "No charts: this program was built without the feature `charts`.",
    files: "Files in {folder}:",
    over_time_note: "Of what ended in a quarter (62.5 working days), whenever it arose, how much ended unmet: a flow, not the share of the window. \
                     Lines: means; bands: 95 % intervals (chance only) of the baseline and the best, which may overlap where the paired \
                     difference is clear. The axis need not begin at 0.",
    years: "years since policies parted",
    unmet_axis: "unmet share, %",
    cost_note: "Mean of replicates. Resources used by anyone in the window / needs resolved; transfers between parties cancel.",
    cost_axis: "yuan per resolved need",
    cost_parts: ["coordination", "execution", "administration", "transaction", "learning", "idle"],
    other: "other",
    total: "total",
    against_note: "Means, 95 % intervals (chance only; may overlap where a paired difference is clear). Down and left is better; axes may not \
                   begin at 0.",
    against_axis: "social cost, yuan per resolved need",
    forest_note: "Paired difference with 95 % interval over {n} replicates (chance only, assumptions not tested). Shaded: too small to \
                  matter.",
    forest_axis: "difference of the unmet share, percentage points",
    fewer_unmet: "fewer needs unmet",
    more_unmet: "more needs unmet",
    lost_note: "Parts of the unmet share weighted by severity, mean of replicates. Blue: lost on the way; grey: never known, or open at the end.",
    lost_axis: "share of all needs, weighted by severity, %",
    gaps: "Against the omniscient bound (weighted by severity)",
    gap_parts: ["shortage", "space", "category", "foresight", "discovery", "coordination"],
    gaps_sum: "Shortage: beyond all minutes of the run; each next part: what one more limit costs; coordination: the rest.",
    omniscient: "omniscient: what even full knowledge could not meet with the baseline's own minutes ({baseline}); not a run.",
    gaps_note: "Means: what nobody could meet with the run's own minutes (shortage), what each further limit costs in this order, the rest: \
                coordination.",
};

/// Chinese.
pub static ZH: Texts = Texts {
    head: "{title}：在基准政策（{baseline}）下预热 {burn_in}后，比较 {years}",
    not_varied: "未变动假定：以下结果只对本情景的取值成立。加 --worlds 64 可在已知范围内变动假定。",
    outcomes: "结果",
    lost: "需求止于何处（按严重程度加权）",
    effort: "成本与投入",
    last: "过渡期与稳定状态：未满足率与基准之差",
    first_years: "第1至2年 [95%区间]",
    last_years: "末两年 [95%区间]",
    slope: "第2年后的斜率 [90%区间]",
    points_a_year: "百分点/年",
    state: "状态",
    settled: "已稳定",
    moving: "仍在变动",
    undecided: "未定",
    settled_note: "已稳定：斜率的90%区间落在最小有意义差异的五分之一（每年{delta}个百分点）之内；仍在变动：在其之外；\n\
                   未定：两者都不能断定。未稳定的结果不能说明长期状况。",
    policy: "政策",
    unmet: "未满足率",
    weighted: "加权未满足率",
    difference: "与基准之差 [95%区间]",
    points: "百分点",
    baseline: "基准",
    wait: "平均等待",
    days: "工作日",
    parts: ["未被知晓", "止于受理前", "止于派单前", "止于派转", "等待中放弃", "服务未果", "期末未结"],
    social: "社会总成本",
    public: "财政成本",
    yuan: "元/解决一件",
    coordination: "协调",
    minutes: "分钟/解决一件",
    utilisation: "人员饱和度",
    parity: [
        "同等投入：财政预算相同（残差：实际支出与应计预算之比）",
        "同等投入：付薪工时相同（残差：与基准政策工时之比）",
        "同等投入：社会总成本相同（残差：与基准政策成本之比）",
    ],
    factor: "预算系数",
    residual: "残差",
    beyond: "以下政策的残差超过 {limit}%：{policies}。",
    replicates: "每项政策 {n} 次重复。",
    fewer: "{policy}：{n} 次",
    paired: "差值为配对差；区间只反映随机种子的偶然性，未检验假设敏感性。",
    pairing: "配对消除了差值方差的 {low}% 至 {high}%。",
    no_interval: "仅一次重复，没有区间。",
    counted: "未满足率以全部发生的需求为分母，含从未表达的需求和期末未结的需求。",
    parts_sum: "七个部分之和等于加权未满足率，不等于上表按件数计的未满足率。",
    illustrative: "示意情景，除注明外均为假设，不代表该社区实际；不用于考核排名。",
    approvals: "警告：基准政策下第 {level} 级审批的繁忙度为 {value}%（超过 {limit}% 即提示），结果由审批排队决定，\
                请检查 government.clerk_hours。",
    failed: "警告：{n} 次运行失败，未计入：",
    failed_run: "{policy}，第 {replicate} 次重复：{reason}",
    no_baseline: "没有基准政策（{baseline}）的运行，无法给出差值。",
    skipped_table: "{file}：未绘制，因为没有收集 {table}",
    skipped_empty: "{file}：未绘制，没有可显示的数据",
    no_charts: "不画图：--collect none 只保留 runs.csv。",
    cannot_draw: "不画图：本程序构建时未启用 `charts` 功能。",
    files: "{folder} 中的文件：",
    over_time_note: "每季度（62.5 个工作日）终结的需求中未满足而终者的比例，不论何时发生；这是流量，不是窗口期内产生的需求的未满足率。线：各次重复的均值；\
                     带：基准与最优者的 95% 区间（仅偶然性），即使重叠，配对差仍可能明确。纵轴不一定从 0 开始。",
    years: "政策分开后的年数",
    unmet_axis: "未满足率，%",
    cost_note: "各次重复的均值。窗口期内各方耗用的资源 / 已解决件数；主体之间的转移支付相互抵消。",
    cost_axis: "元/解决一件",
    cost_parts: ["沟通", "执行", "行政", "交易", "学习", "闲置"],
    other: "其他",
    total: "合计",
    against_note: "各次重复的均值及 95% 区间（仅偶然性）；越靠左下越好。即使区间重叠，配对差仍可能明确。坐标轴不一定从 0 开始。",
    against_axis: "社会总成本，元/解决一件",
    forest_note: "{n} 次重复的配对差及 95% 区间（仅偶然性，未检验假设敏感性）。灰底：差异不足为据。",
    forest_axis: "未满足率之差，百分点",
    fewer_unmet: "未满足的需求更少",
    more_unmet: "未满足的需求更多",
    lost_note: "按严重程度加权的未满足率的各部分，各次重复的均值。蓝：在途中流失；灰：从未被知晓，或期末未结。",
    lost_axis: "占全部需求的比例（按严重程度加权），%",
    gaps: "与全知上界相比（按严重程度加权）",
    gap_parts: ["总量短缺", "空间", "品类", "预见", "发现", "协调"],
    gaps_sum: "总量短缺：全部分钟也无法满足；其后各项：每多一道限制的代价（按此顺序）；余下为协调损失。",
    omniscient: "omniscient（全知）：预知一切时，基准（{baseline}）自身的分钟仍无法满足的部分；不是一次运行。",
    gaps_note: "对每次运行自身分钟的嵌套上界：先是任何人都无法满足的部分（总量短缺），其后依次为每多一道限制的代价，余下为协调损失。\
                各次重复的均值；各部分之和等于加权未满足率。",
};

/// Replaces each `{name}` of a text by its value.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    // One pass from left to right: braces inside a value are not expanded.
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let replaced = rest.find('}').and_then(|close| {
            let (_, value) = values.iter().find(|(name, _)| *name == &rest[1..close])?;
            Some((close, value))
        });
        if let Some((close, value)) = replaced {
            filled.push_str(value);
            rest = &rest[close + 1..];
        } else {
            filled.push('{');
            rest = &rest[1..];
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once() {
        assert_eq!(fill("{a} of {b}: {c}", &[("a", "{b}"), ("b", "2")]), "{b} of 2: {c}");
    }
}
