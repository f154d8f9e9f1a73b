//! `summary.csv`: what the replicates of a point say of an arm, measure by measure.

use crate::measure::column::{Cell, Range, Scale, Topic, columns, described, name, number, real, scale::*, whole};
use crate::measure::statistics::quantile::Quantile;
use crate::measure::statistics::ratio::{Ratio, RatioSet};
use crate::measure::statistics::regret::Regret;
use crate::measure::statistics::{Estimate, Interval};
use crate::measure::table::{Head, OfHead, Table, TableSpec};

/// A measure of an arm at a point.
#[derive(Clone, Debug)]
pub struct Summary<'a> {
    /// The point.
    pub point: u32,
    /// The arm.
    pub policy: &'a str,
    /// Name of the measure: a column of `runs.csv`.
    pub measure: &'a str,
    /// Runs of the arm that failed.
    pub failed: usize,
    /// Mean over replicates; nothing when no run has a value.
    pub mean: Option<Estimate>,
    /// Standard deviation.
    pub deviation: Option<f64>,
    /// Against the baseline; nothing for the baseline itself, or without it.
    pub paired: Option<Paired>,
    /// Tenth percentile, median and ninetieth percentile.
    pub quantiles: [Option<Quantile>; 3],
    /// Against the best arm of each replicate, of the measures that have it.
    pub regret: Option<Regret>,
}

/// An arm against the baseline of its point.
#[derive(Clone, Debug)]
pub struct Paired {
    /// Mean difference.
    pub difference: Estimate,
    /// Standard deviation of the differences.
    pub deviation: Option<f64>,
    /// Their skewness.
    pub skewness: Option<f64>,
    /// Share of the variance that pairing removes.
    pub removed: Option<f64>,
    /// Of the paired t test.
    pub p: Option<f64>,
    /// Adjusted for all arms of the point.
    pub adjusted: Option<f64>,
    /// Ratio of the means.
    pub ratio: Option<Ratio>,
}

/// The value of a column.
pub type OfSummary = for<'r> fn(&'r Summary<'_>) -> Cell<'r>;

/// The word of `ratio_set` for the ratios that are not between the two ends.
pub const OUTSIDE: &str = "outside";

const LEVEL_OF: Scale = Scale { unit: "that of the measure", range: Range::AtLeast(0.0) };
const END: Scale =
    Scale { unit: "that of the measure", range: Range::Signed("an interval may reach below 0", "区间可低于 0") };
/// The scale of differences from the baseline.
pub const DIFFERENCE_OF: Scale = Scale {
    unit: "that of the measure",
    range: Range::Signed("below 0 where it is less than the baseline's", "低于基准时为负"),
};
const RATIO_OF: Scale = Scale {
    unit: "ratio",
    range: Range::Signed("a ratio whose denominator may be 0 may be anything", "分母可能为 0 时可为任意值"),
};
const REMOVED: Scale =
    Scale { unit: "share", range: Range::Signed("below 0 where pairing adds variance", "配对反而增大方差时为负") };
const SKEWNESS_OF: Scale = Scale { unit: "-", range: Range::Signed("to the left or to the right", "向左或向右偏") };

columns! {
    /// Which arm and measure it is.
    pub WHICH: OfSummary;

    POINT: IDENTITY, "point, as in points.csv", "点，同 points.csv", |it| whole(it.point);
    POLICY: WORDS, "arm, as in runs.csv", "支，同 runs.csv", |it| name(it.policy);
    MEASURE: WORDS, "column of runs.csv that is summarised", "所汇总的 runs.csv 列", |it| name(it.measure);
    FAILED: NUMBER, "runs that failed; they and their pairs are left out", "失败的运行数，连同其配对均不计入", |it| count(it.failed);
}

columns! {
    /// The arm by itself.
    pub ALONE: OfSummary;

    N: NUMBER, "replicates with a value", "有值的重复数", |it| it.mean.map_or(whole(0), |mean| count(mean.n));
    MEAN: LEVEL_OF, "mean over replicates", "各重复的均值", |it| it.mean.map_or(Cell::Nothing, |mean| real(mean.mean));
    MEAN_LOW: END,
        "lower end of its 95 % interval (Student; Stein where a precision decided the number of replicates)",
        "其 95% 区间下端（t 区间；重复数由精度决定时为 Stein 区间）",
        |it| low(it.mean.and_then(|e| e.interval));
    MEAN_HIGH: END, "upper end", "上端", |it| high(it.mean.and_then(|e| e.interval));
    DEVIATION: LEVEL_OF, "standard deviation over replicates", "各重复的标准差", |it| maybe(it.deviation);
    TENTH: LEVEL_OF, "tenth percentile", "第 10 百分位数", |it| value(&it.quantiles[0]);
    TENTH_LOW: LEVEL_OF,
        "lower end of its 95 % interval (order statistics); empty where the replicates say nothing on that side, as with the other quantiles",
        "其 95% 区间下端（次序统计量）；重复数不足以判断该侧时为空，其他分位数同",
        |it| low(ends(&it.quantiles[0]));
    TENTH_HIGH: LEVEL_OF, "upper end", "上端", |it| high(ends(&it.quantiles[0]));
    MEDIAN: LEVEL_OF, "median", "中位数", |it| value(&it.quantiles[1]);
    MEDIAN_LOW: LEVEL_OF, "lower end of its 95 % interval", "其 95% 区间下端", |it| low(ends(&it.quantiles[1]));
    MEDIAN_HIGH: LEVEL_OF, "upper end", "上端", |it| high(ends(&it.quantiles[1]));
    NINETIETH: LEVEL_OF, "ninetieth percentile", "第 90 百分位数", |it| value(&it.quantiles[2]);
    NINETIETH_LOW: LEVEL_OF, "lower end of its 95 % interval", "其 95% 区间下端", |it| low(ends(&it.quantiles[2]));
    NINETIETH_HIGH: LEVEL_OF, "upper end", "上端", |it| high(ends(&it.quantiles[2]));
}

columns! {
    /// The arm against the baseline of its point.
    pub AGAINST: OfSummary;

    PAIRS: NUMBER,
        "replicates in which the arm and the baseline have a value; the columns from here to ratio_set are empty for the baseline",
        "该支与基准均有值的重复数；自此至 ratio_set 各列，基准行为空",
        |it| it.paired.as_ref().map_or(Cell::Nothing, |paired| count(paired.difference.n));
    DIFFERENCE: DIFFERENCE_OF,
        "mean of the paired differences from the baseline",
        "与基准的配对差均值",
        |it| it.paired.as_ref().map_or(Cell::Nothing, |paired| real(paired.difference.mean));
    DIFFERENCE_LOW: DIFFERENCE_OF,
        "lower end of its 95 % interval (Student or Stein, as for the mean)",
        "其 95% 区间下端（同均值，t 区间或 Stein 区间）",
        |it| low(it.paired.as_ref().and_then(|paired| paired.difference.interval));
    DIFFERENCE_HIGH: DIFFERENCE_OF, "upper end", "上端", |it| high(it.paired.as_ref().and_then(|paired| paired.difference.interval));
    DIFFERENCE_DEVIATION: LEVEL_OF,
        "standard deviation of the differences",
        "配对差的标准差",
        |it| maybe(it.paired.as_ref().and_then(|paired| paired.deviation));
    SKEWNESS: SKEWNESS_OF,
        "skewness of the differences; beyond ±1 Student's interval holds less well",
        "配对差的偏度；超过 ±1 时 t 区间不太可靠",
        |it| maybe(it.paired.as_ref().and_then(|paired| paired.skewness));
    VARIANCE_REMOVED: REMOVED,
        "share of the variance that pairing removes: 1 - var(differences) / (var(baseline) + var(arm))",
        "配对所消除的方差比例：1 − 差的方差 ÷（基准方差 + 该支方差）",
        |it| maybe(it.paired.as_ref().and_then(|paired| paired.removed));
    P: SHARE, "p-value of the paired t test, with the deviation of the interval", "配对 t 检验的 p 值，标准差同区间所用", |it| maybe(it.paired.as_ref().and_then(|paired| paired.p));
    P_HOLM: SHARE,
        "the same, adjusted by Holm for all arms of the point; not for the number of points or measures",
        "同上，按 Holm 法就该点各支校正；未就点数与指标数校正",
        |it| maybe(it.paired.as_ref().and_then(|paired| paired.adjusted));
    RATIO: RATIO_OF,
        "mean / mean of the baseline, over the pairs",
        "均值与基准均值之比（按配对的重复）",
        |it| maybe(ratio(it).map(|ratio| ratio.value));
    RATIO_LOW: RATIO_OF, "lower end of Fieller's set at 95 %", "其 95% Fieller 集下端", |it| low(ratio_ends(it));
    RATIO_HIGH: RATIO_OF, "upper end", "上端", |it| high(ratio_ends(it));
    RATIO_SET: WORDS,
        "`within`: the ratios between the two ends; `outside`: those that are not between them, as the denominator may be 0; `everything`",
        "within：两端之间；outside：两端之外（分母可能为 0）；everything：任意值",
        |it| name(match ratio(it).and_then(|ratio| ratio.set) {
            None => "",
            Some(RatioSet::Within(_)) => "within",
            Some(RatioSet::Outside(_)) => OUTSIDE,
            Some(RatioSet::Everything) => "everything",
        });
}

columns! {
    /// The arm against the best arm of the same replicate.
    pub REGRET: OfSummary;

    REGRET_MEAN: LEVEL_OF,
        "mean regret: by how much the arm is worse than the best arm of the point in the same replicate; of unmet_share and social_cost_per_resolved_cny alone",
        "平均遗憾值：同一重复中比该点最优的支差多少；仅 unmet_share 与 social_cost_per_resolved_cny 有此值",
        |it| maybe(it.regret.as_ref().map(|regret| regret.mean.mean));
    REGRET_LOW: LEVEL_OF,
        "lower end of its 95 % interval (studentised bootstrap over replicates)",
        "其 95% 区间下端（对重复作学生化自助法）",
        |it| low(it.regret.as_ref().and_then(|regret| regret.mean.interval));
    REGRET_HIGH: LEVEL_OF,
        "upper end; empty where the replicates say nothing on that side",
        "上端；重复数不足以判断时为空",
        |it| high(it.regret.as_ref().and_then(|regret| regret.mean.interval));
    REGRET_NINETIETH: LEVEL_OF,
        "ninetieth percentile of the regret",
        "遗憾值的第 90 百分位数",
        |it| maybe(it.regret.as_ref().map(|regret| regret.ninetieth.value));
    REGRET_MOST: LEVEL_OF, "largest regret", "最大遗憾值", |it| maybe(it.regret.as_ref().map(|regret| regret.maximum));
    BEST_SHARE: SHARE,
        "share of replicates in which the arm is the best, alone or with others",
        "该支为最优（含并列）的重复所占比例",
        |it| maybe(it.regret.as_ref().map(|regret| regret.best.value));
    BEST_SHARE_LOW: SHARE,
        "lower end of its 95 % interval (Clopper and Pearson)",
        "其 95% 区间下端（Clopper–Pearson）",
        |it| low(it.regret.as_ref().map(|regret| regret.best.interval));
    BEST_SHARE_HIGH: SHARE, "upper end", "上端", |it| high(it.regret.as_ref().map(|regret| regret.best.interval));
}

fn count(number: usize) -> Cell<'static> {
    Cell::Whole(number as i128)
}

/// A number that may be missing, or infinite: where nothing is known there is no field.
fn maybe(value: Option<f64>) -> Cell<'static> {
    value.filter(|value| value.is_finite()).map_or(Cell::Nothing, real)
}

fn low(interval: Option<Interval>) -> Cell<'static> {
    maybe(interval.map(|interval| interval.low))
}

fn high(interval: Option<Interval>) -> Cell<'static> {
    maybe(interval.map(|interval| interval.high))
}

fn value(quantile: &Option<Quantile>) -> Cell<'static> {
    maybe(quantile.map(|quantile| quantile.value))
}

fn ends(quantile: &Option<Quantile>) -> Option<Interval> {
    quantile.map(|quantile| quantile.interval)
}

fn ratio(it: &Summary<'_>) -> Option<Ratio> {
    it.paired.as_ref().and_then(|paired| paired.ratio)
}

fn ratio_ends(it: &Summary<'_>) -> Option<Interval> {
    match ratio(it)?.set? {
        RatioSet::Within(ends) | RatioSet::Outside(ends) => Some(ends),
        RatioSet::Everything => None,
    }
}

const NO_HEAD: Topic<OfHead> = &[];
const TOPICS: &[Topic<OfSummary>] = &[WHICH, ALONE, AGAINST, REGRET];

/// `summary.csv`.
pub static SUMMARY: TableSpec = TableSpec {
    file: "summary.csv",
    row: "a measure of an arm at a point of a sweep, over its replicates",
    row_zh: "扫描中某点某支的一项指标（对各次重复汇总）",
    head: NO_HEAD,
    columns: &described::<_, _, { number(NO_HEAD, TOPICS) }>(NO_HEAD, TOPICS),
};

/// Adds a row.
pub fn row(summary: &Summary<'_>, table: &mut Table) {
    let head = Head { policy: "", replicate: 0, point: 0, seed: None, failure: None };
    table.row(&head, TOPICS, |value| value(summary));
}
