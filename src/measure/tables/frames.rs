//! `frames.csv`: the runs of a scenario in other frames than its own.

use crate::measure::column::{Cell, Topic, columns, described, name, number, real, scale::*, whole};
use crate::measure::table::{Head, OfHead, Table, TableSpec};
use crate::measure::tables::runs::{Metric, costs, outcomes, shared, work};

/// The columns of `runs.csv` that a row has.
pub const MEASURES: [Metric; 8] = [
    outcomes::UNMET_SHARE,
    outcomes::UNMET_SHARE_FIRST2,
    outcomes::UNMET_SHARE_LAST2,
    outcomes::UNMET_SHARE_SLOPE,
    costs::SOCIAL_COST_PER_RESOLVED_CNY,
    costs::PUBLIC_COST_PER_RESOLVED_CNY,
    work::UTILISATION,
    shared::PARITY_RESIDUAL,
];

/// A run in a frame.
#[derive(Clone, Debug)]
pub struct InFrame {
    /// The frame.
    pub frame: String,
    /// The policy.
    pub policy: String,
    /// Its replicate.
    pub replicate: u32,
    /// Its values of [`MEASURES`].
    pub values: Vec<f64>,
}

/// The value of a column.
pub type OfFrame = for<'r> fn(&'r InFrame) -> Cell<'r>;

const NO_HEAD: Topic<OfHead> = &[];
const TOPICS: &[Topic<OfFrame>] = &[WHICH, VALUES];

/// `frames.csv`.
pub static FRAMES_CSV: TableSpec = TableSpec {
    file: "frames.csv",
    row: "a run in another frame than the scenario's",
    row_zh: "其他口径下的一次运行",
    head: NO_HEAD,
    columns: &described::<_, _, { number(NO_HEAD, TOPICS) }>(NO_HEAD, TOPICS),
};

/// The text of the file, header included.
#[must_use]
pub fn text(rows: &[InFrame]) -> String {
    let mut table = Table::new(&FRAMES_CSV);
    let head = Head { policy: "", replicate: 0, point: 0, seed: None, failure: None };
    for row in rows {
        table.row(&head, TOPICS, |value| value(row));
    }
    FRAMES_CSV.header() + table.text()
}

columns! {
    /// Which run it is.
    pub WHICH: OfFrame;

    FRAME: WORDS,
        "line-N: a project line of N yuan a resident and year; added: an increment on top of what the status quo has; whole-budget: one budget that \
         pays community workers too; paper, platform: how reports are made; burnout: burnout takes time",
        "口径：line-N 为每位居民每年 N 元的项目经费；added 为现状之上的增量；whole-budget 为含社区工作者的全部预算；paper、platform 为报表方式；burnout 为倦怠耗时",
        |it| name(it.frame.as_str());
    POLICY: WORDS,
        "policy, as in runs.csv; the baseline's name with -other: its in-house share pays the other kind of staff",
        "政策，同 runs.csv；基准名加 -other：其内设份额支付另一类人员",
        |it| name(it.policy.as_str());
    REPLICATE: NUMBER, "number of the replicate, from 0", "重复编号，从 0 起", |it| whole(u64::from(it.replicate));
}

columns! {
    /// What was measured, as in `runs.csv`.
    pub VALUES: OfFrame;

    UNMET_SHARE: SHARE, "as in runs.csv", "同 runs.csv", |it| real(it.values[0]);
    UNMET_SHARE_FIRST2: SHARE, "as in runs.csv", "同 runs.csv", |it| real(it.values[1]);
    UNMET_SHARE_LAST2: SHARE, "as in runs.csv", "同 runs.csv", |it| real(it.values[2]);
    UNMET_SHARE_SLOPE: SHARE_PER_YEAR, "as in runs.csv", "同 runs.csv", |it| real(it.values[3]);
    SOCIAL_COST_PER_RESOLVED_CNY: YUAN_PER_NEED, "as in runs.csv", "同 runs.csv", |it| real(it.values[4]);
    PUBLIC_COST_PER_RESOLVED_CNY: YUAN_PER_NEED, "as in runs.csv", "同 runs.csv", |it| real(it.values[5]);
    UTILISATION: SHARE, "as in runs.csv", "同 runs.csv", |it| real(it.values[6]);
    PARITY_RESIDUAL: shared::RESIDUAL, "as in runs.csv", "同 runs.csv", |it| real(it.values[7]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_measures_stand_under_the_names_that_they_have_in_runs() {
        let names: Vec<&str> = VALUES.iter().map(|column| column.name).collect();
        assert_eq!(names, MEASURES.map(|metric| metric.name));
        for (column, metric) in VALUES.iter().zip(&MEASURES) {
            assert_eq!((column.unit, column.range), (metric.unit, metric.range), "{}", metric.name);
        }
    }
}
