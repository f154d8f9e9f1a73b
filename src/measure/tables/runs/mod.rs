//! `runs.csv`: every run, one row.
//!
//! The columns are in files by topic. Each follows from [`view::RunView`], everything that columns read of a finished run.

pub mod answer;
pub mod burden;
pub mod costs;
pub mod equity;
pub mod fit;
pub mod head;
pub mod market;
pub mod outcomes;
pub mod shared;
pub mod tries;
pub mod view;
pub mod work;

use self::head::HEAD;
use self::view::{OfRun, RunView};
use crate::measure::column::{Column, Topic, described, number};
use crate::measure::table::{Table, TableSpec};

/// A metric of a run: a column of `runs.csv`.
pub type Metric = Column<OfRun>;

/// The metrics by topic, in the order of the file.
const TOPICS: &[Topic<OfRun>] = &[
    outcomes::OUTCOMES,
    outcomes::BOUND,
    outcomes::LAST_YEARS,
    outcomes::WAITS,
    costs::COSTS,
    work::TIME,
    answer::COURSE,
    answer::ANSWER,
    answer::AFTER,
    tries::TRIES,
    work::STAFF,
    burden::BURDEN,
    equity::EQUITY,
    fit::FIT,
    fit::TIES,
    work::STRAIN,
    market::MARKET,
    shared::RECOVERY,
    shared::PARITY,
];

/// `runs.csv`.
pub static RUNS: TableSpec = TableSpec {
    file: "runs.csv",
    row: "a run: one policy, one replicate",
    row_zh: "一次运行",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// Adds the row of a run.
pub fn row(run: &RunView<'_>, table: &mut Table) {
    table.row(&run.head, TOPICS, |value| value(run));
}

/// All metrics, in the order of the file.
pub fn metrics() -> impl Iterator<Item = &'static Metric> {
    TOPICS.iter().copied().flatten()
}

/// The metric of that name, if there is one.
#[must_use]
pub fn metric(name: &str) -> Option<&'static Metric> {
    metrics().find(|column| column.name == name)
}
