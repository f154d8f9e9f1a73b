//! `worlds.csv`: how a policy does over worlds in which all that is assumed has other values, measure by measure.

use crate::measure::column::{Cell, Range, Scale, Topic, columns, described, name, number, real, scale::*, whole};
use crate::measure::statistics::share::Share;
use crate::measure::statistics::sign::SignTest;
use crate::measure::statistics::verdict::Verdict;
use crate::measure::statistics::worlds::{Signs, WorldRegret};
use crate::measure::statistics::{Estimate, LEVEL};
use crate::measure::table::{Head, OfHead, Table, TableSpec};

/// A policy over worlds, by one measure.
#[derive(Clone, Debug)]
pub struct OverWorlds {
    /// The policy.
    pub policy: String,
    /// Name of the measure: a column of `runs.csv`.
    pub measure: &'static str,
    /// Worlds with runs of the policy and of the baseline.
    pub worlds: usize,
    /// The difference that would matter.
    pub delta: f64,
    /// Against the baseline; nothing for the baseline itself.
    pub against: Option<Against>,
    /// Against the best policy of each world.
    pub regret: Option<WorldRegret>,
    /// What is good enough, and the share of worlds that reach it.
    pub enough: Option<(f64, Share)>,
}

/// A policy against the baseline over worlds.
#[derive(Clone, Debug)]
pub struct Against {
    /// The difference in the scenario as it is.
    pub as_it_is: Option<Estimate>,
    /// What the intervals of the worlds say.
    pub signs: Signs,
    /// The signs of the mean differences.
    pub test: SignTest,
    /// Median, least and largest of the mean differences; nothing without worlds.
    pub spread: Option<[f64; 3]>,
    /// The assumption that the mean difference follows most.
    pub follows: Option<Follows>,
    /// How many assumptions were tried.
    pub tried: usize,
}

/// An assumption that the difference follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Follows {
    /// Its key.
    pub key: String,
    /// Rank correlation of its values with the mean differences.
    pub rho: f64,
    /// P-value, for all that were tried.
    pub adjusted: f64,
    /// The median of the mean differences in the worlds with its lower and with its higher values.
    pub halves: [f64; 2],
}

impl Follows {
    /// Whether it stands out from what chance brings among so many.
    #[must_use]
    pub fn stands_out(&self) -> bool {
        self.adjusted <= 1.0 - LEVEL
    }
}

/// The value of a column.
pub type OfWorlds = for<'r> fn(&'r OverWorlds) -> Cell<'r>;

/// The scale of differences from the baseline.
pub const DIFFERENCE_OF: Scale =
    Scale { unit: "share", range: Range::Signed("below 0 where it is less than the baseline's", "低于基准时为负") };
const RHO: Scale = Scale { unit: "-", range: Range::Between(-1.0, 1.0) };
const EXCESS: Scale = Scale { unit: "share", range: Range::AtLeast(0.0) };
const LEVEL_OF: Scale = Scale { unit: "that of the measure", range: Range::AtLeast(0.0) };

fn count(n: usize) -> Cell<'static> {
    whole(n as u64)
}

fn maybe(value: Option<f64>) -> Cell<'static> {
    value.map_or(Cell::Nothing, real)
}

fn sign(it: &OverWorlds, sign: Verdict, of: fn(Share) -> f64) -> Cell<'static> {
    maybe(it.against.as_ref().and_then(|against| against.signs.share(sign, LEVEL)).map(of))
}

fn follows(it: &OverWorlds) -> Option<&Follows> {
    it.against.as_ref()?.follows.as_ref()
}

columns! {
    /// Which policy and measure it is.
    pub WHICH: OfWorlds;

    POLICY: WORDS, "policy, as in runs.csv", "政策，同 runs.csv", |it| name(it.policy.as_str());
    MEASURE: WORDS, "column of runs.csv; lower is better", "runs.csv 中的列，越低越好", |it| name(it.measure);
    WORLDS: NUMBER,
        "worlds with runs of the policy and the baseline, without the scenario as it is (point 0)",
        "政策与基准均有运行的世界数，不含情景本身（第 0 点）",
        |it| count(it.worlds);
    DELTA: SHARE,
        "smallest difference that counts (measure.delta): of the unmet share, or of the baseline's cost in the same world",
        "算作差别的最小差（measure.delta）：未满足率之差，或占同一世界中基准成本的比例",
        |it| real(it.delta);
}

columns! {
    /// Against the baseline.
    pub AGAINST: OfWorlds;

    AS_IT_IS: DIFFERENCE_OF,
        "paired mean difference from the baseline in the scenario as it is; of a cost, as a share of the baseline's",
        "情景本身中与基准的配对平均差；成本为占基准的比例",
        |it| maybe(it.against.as_ref().and_then(|a| a.as_it_is).map(|e| e.mean));
    AS_IT_IS_LOW: DIFFERENCE_OF, "lower end of its 95 % interval", "其 95% 区间下限",
        |it| maybe(it.against.as_ref().and_then(|a| a.as_it_is?.interval).map(|i| i.low));
    AS_IT_IS_HIGH: DIFFERENCE_OF, "upper end of its 95 % interval", "其 95% 区间上限",
        |it| maybe(it.against.as_ref().and_then(|a| a.as_it_is?.interval).map(|i| i.high));
    MEDIAN_DIFFERENCE: DIFFERENCE_OF, "median over worlds of the mean difference", "各世界平均差的中位数",
        |it| maybe(it.against.as_ref().and_then(|a| a.spread).map(|s| s[0]));
    LEAST_DIFFERENCE: DIFFERENCE_OF, "its least over worlds", "各世界中的最小值",
        |it| maybe(it.against.as_ref().and_then(|a| a.spread).map(|s| s[1]));
    LARGEST_DIFFERENCE: DIFFERENCE_OF, "its largest over worlds", "各世界中的最大值",
        |it| maybe(it.against.as_ref().and_then(|a| a.spread).map(|s| s[2]));
    MINUS: SHARE, "share of worlds with −: the interval of the difference is below -delta (better)", "判为 − 的世界比例：差值区间低于 -delta（更好）",
        |it| sign(it, Verdict::Minus, |s| s.value);
    MINUS_LOW: SHARE, "lower end of its 95 % interval (Clopper and Pearson)", "其 95% 区间下限（Clopper-Pearson）",
        |it| sign(it, Verdict::Minus, |s| s.interval.low);
    MINUS_HIGH: SHARE, "upper end of it", "其上限", |it| sign(it, Verdict::Minus, |s| s.interval.high);
    ZERO: SHARE, "share of worlds with 0: the interval is within delta of 0", "判为 0 的世界比例：区间在 ±delta 之内",
        |it| sign(it, Verdict::Zero, |s| s.value);
    ZERO_LOW: SHARE, "lower end of its 95 % interval", "其 95% 区间下限", |it| sign(it, Verdict::Zero, |s| s.interval.low);
    ZERO_HIGH: SHARE, "upper end of it", "其上限", |it| sign(it, Verdict::Zero, |s| s.interval.high);
    PLUS: SHARE, "share of worlds with +: the interval is above delta (worse)", "判为 + 的世界比例：区间高于 delta（更差）",
        |it| sign(it, Verdict::Plus, |s| s.value);
    PLUS_LOW: SHARE, "lower end of its 95 % interval", "其 95% 区间下限", |it| sign(it, Verdict::Plus, |s| s.interval.low);
    PLUS_HIGH: SHARE, "upper end of it", "其上限", |it| sign(it, Verdict::Plus, |s| s.interval.high);
    UNDECIDED: SHARE, "share of worlds in which the replicates do not decide", "重复次数不足以判定的世界比例",
        |it| sign(it, Verdict::Undecided, |s| s.value);
    UNDECIDED_LOW: SHARE, "lower end of its 95 % interval", "其 95% 区间下限", |it| sign(it, Verdict::Undecided, |s| s.interval.low);
    UNDECIDED_HIGH: SHARE, "upper end of it", "其上限", |it| sign(it, Verdict::Undecided, |s| s.interval.high);
    MEAN_BELOW: NUMBER, "worlds whose mean difference is below 0, whatever its size", "平均差低于 0 的世界数（不论大小）",
        |it| it.against.as_ref().map_or(Cell::Nothing, |a| count(a.test.minus));
    MEAN_ABOVE: NUMBER, "worlds whose mean difference is above 0", "平均差高于 0 的世界数",
        |it| it.against.as_ref().map_or(Cell::Nothing, |a| count(a.test.plus));
    SIGN_P: SHARE, "p-value of the sign test of these two", "两者的符号检验 p 值", |it| maybe(it.against.as_ref().map(|a| a.test.p));
    FOLLOWS: WORDS, "assumption that the mean difference follows most over worlds", "平均差在各世界间最随之变化的假定",
        |it| follows(it).map_or(Cell::Nothing, |f| name(f.key.as_str()));
    RANK_CORRELATION: RHO, "rank correlation of its values with the mean differences", "其取值与平均差的秩相关",
        |it| maybe(follows(it).map(|f| f.rho));
    ADJUSTED_P: SHARE, "p-value of that correlation, for all assumptions tried", "该相关的 p 值，已按所试假定数校正",
        |it| maybe(follows(it).map(|f| f.adjusted));
    ASSUMPTIONS: NUMBER, "assumptions that were tried", "所试的假定数",
        |it| it.against.as_ref().map_or(Cell::Nothing, |a| count(a.tried));
    LOWER_HALF: DIFFERENCE_OF, "median of the mean differences in the half of the worlds with its lower values", "其取值较低的一半世界中平均差的中位数",
        |it| maybe(follows(it).map(|f| f.halves[0]));
    HIGHER_HALF: DIFFERENCE_OF, "the same in the half with its higher values", "其取值较高的一半世界中的相应值",
        |it| maybe(follows(it).map(|f| f.halves[1]));
}

columns! {
    /// Against the best, and against a threshold.
    pub STANDING: OfWorlds;

    BEST: NUMBER, "worlds in which no policy has a better mean", "没有政策均值更好的世界数",
        |it| it.regret.map_or(Cell::Nothing, |r| count(r.best));
    REGRET_MEAN: EXCESS,
        "mean over worlds of the regret: the mean difference from the baseline less that of the best policy of the world",
        "后悔值在各世界的均值：与基准的平均差减去该世界最佳政策的",
        |it| maybe(it.regret.map(|r| r.mean));
    REGRET_P90: EXCESS, "its ninetieth percentile over worlds", "其在各世界的第 90 百分位", |it| maybe(it.regret.map(|r| r.ninetieth));
    REGRET_MAX: EXCESS, "its maximum over worlds", "其在各世界的最大值", |it| maybe(it.regret.map(|r| r.maximum));
    ENOUGH_THRESHOLD: LEVEL_OF,
        "what is good enough: the mean of the baseline in the scenario as it is",
        "足够好的标准：情景本身中基准的均值",
        |it| maybe(it.enough.map(|(threshold, _)| threshold));
    ENOUGH: SHARE, "share of worlds in which the policy's mean is no higher (satisficing)", "政策均值不高于该标准的世界比例（满意）",
        |it| maybe(it.enough.map(|(_, share)| share.value));
    ENOUGH_LOW: SHARE, "lower end of its 95 % interval", "其 95% 区间下限", |it| maybe(it.enough.map(|(_, share)| share.interval.low));
    ENOUGH_HIGH: SHARE, "upper end of it", "其上限", |it| maybe(it.enough.map(|(_, share)| share.interval.high));
}

const NO_HEAD: Topic<OfHead> = &[];
const TOPICS: &[Topic<OfWorlds>] = &[WHICH, AGAINST, STANDING];

/// `worlds.csv`.
pub static WORLDS_CSV: TableSpec = TableSpec {
    file: "worlds.csv",
    row: "a policy and a measure, over all worlds",
    row_zh: "一项政策的一个指标，跨所有世界",
    head: NO_HEAD,
    columns: &described::<_, _, { number(NO_HEAD, TOPICS) }>(NO_HEAD, TOPICS),
};

/// The text of the file, header included.
#[must_use]
pub fn text(rows: &[OverWorlds]) -> String {
    let mut table = Table::new(&WORLDS_CSV);
    let head = Head { policy: "", replicate: 0, point: 0, seed: None, failure: None };
    for row in rows {
        table.row(&head, TOPICS, |value| value(row));
    }
    WORLDS_CSV.header() + table.text()
}
