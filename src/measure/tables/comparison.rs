//! `comparison.csv`: what the printed table says, for programs.

use crate::measure::column::{Cell, Range, Scale, Topic, columns, described, name, number, real, scale::*, whole};
use crate::measure::statistics::Estimate;
use crate::measure::table::{Head, OfHead, Table, TableSpec};

/// A measure of a policy.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The policy.
    pub policy: &'a str,
    /// Column of `runs.csv`.
    pub measure: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Over replicates; nothing where none has a value.
    pub mean: Option<Estimate>,
    /// Of the paired differences from the baseline; nothing for the baseline itself.
    pub difference: Option<Estimate>,
}

/// The value of a column of a measure.
pub type OfCompared = for<'r> fn(&'r Compared<'_>) -> Cell<'r>;

/// In the unit of the measure.
const OF_MEASURE: Scale = Scale { unit: "unit", range: Range::Signed("a difference has either sign", "差值可正可负") };

columns! {
    /// All columns.
    pub MEASURES: OfCompared;

    POLICY: WORDS, "policy", "政策", |it| name(it.policy);
    MEASURE: WORDS, "column of runs.csv", "指标（runs.csv 的列）", |it| name(it.measure);
    UNIT: WORDS, "its unit", "单位", |it| name(it.unit);
    N: NUMBER, "replicates that have a value", "有值的重复数", |it| whole(n(it.mean));
    MEAN: OF_MEASURE, "mean over replicates", "均值", |it| mean(it.mean);
    LOW: OF_MEASURE, "lower end of its 95 % interval (t); empty with fewer than two", "均值 95% 区间下限（t）；不足两次者为空", |it| low(it.mean);
    HIGH: OF_MEASURE, "upper end", "上限", |it| high(it.mean);
    PAIRS: NUMBER, "replicates paired with the baseline; 0 for the baseline itself", "与基准配对的重复数；基准自身为 0", |it| whole(n(it.difference));
    DIFFERENCE: OF_MEASURE, "mean of the paired differences from the baseline", "与基准的配对差均值", |it| mean(it.difference);
    DIFFERENCE_LOW: OF_MEASURE, "lower end of its 95 % interval (t)", "配对差 95% 区间下限（t）", |it| low(it.difference);
    DIFFERENCE_HIGH: OF_MEASURE, "upper end", "上限", |it| high(it.difference);
}

fn n(estimate: Option<Estimate>) -> u64 {
    estimate.map_or(0, |e| e.n as u64)
}

fn mean(estimate: Option<Estimate>) -> Cell<'static> {
    estimate.map_or(Cell::Nothing, |e| real(e.mean))
}

fn low(estimate: Option<Estimate>) -> Cell<'static> {
    estimate.and_then(|e| e.interval).map_or(Cell::Nothing, |i| real(i.low))
}

fn high(estimate: Option<Estimate>) -> Cell<'static> {
    estimate.and_then(|e| e.interval).map_or(Cell::Nothing, |i| real(i.high))
}

const NO_HEAD: Topic<OfHead> = &[];
const TOPICS: &[Topic<OfCompared>] = &[MEASURES];

/// `comparison.csv`.
pub static COMPARISON: TableSpec = TableSpec {
    file: "comparison.csv",
    row: "a policy, a measure of the printed table",
    row_zh: "某政策的一个指标（所打印表格中者）",
    head: NO_HEAD,
    columns: &described::<_, _, { number(NO_HEAD, TOPICS) }>(NO_HEAD, TOPICS),
};

/// Adds the row of a measure.
pub fn row(compared: &Compared<'_>, table: &mut Table) {
    let head = Head { policy: compared.policy, replicate: 0, point: 0, seed: None, failure: None };
    table.row(&head, TOPICS, |value| value(compared));
}
