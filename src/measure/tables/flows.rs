//! `flows.csv`: moves of needs between stages.

use crate::base::need::Stage;
use crate::measure::column::{Cell, Topic, columns, described, name, number, scale, whole};
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table, TableSpec};
use crate::measure::tables::head::HEAD;

/// Moves from one stage to another.
#[derive(Clone, Copy, Debug)]
pub struct Flow {
    /// Name of the stage left.
    pub from: &'static str,
    /// Name of the stage entered.
    pub to: &'static str,
    /// Moves.
    pub moves: u64,
}

/// The value of a column of a flow.
pub type OfFlow = for<'r> fn(&'r Flow) -> Cell<'r>;

columns! {
    /// All columns after the run.
    pub MOVES: OfFlow;

    FROM: scale::WORDS, "stage left", "离开阶段", |flow| name(flow.from);
    TO: scale::WORDS, "stage entered", "进入阶段", |flow| name(flow.to);
    NEEDS: scale::NEEDS, "moves, all needs of the window's days", "件次", |flow| whole(flow.moves);
}

const TOPICS: &[Topic<OfFlow>] = &[MOVES];

/// `flows.csv`.
pub static FLOWS: TableSpec = TableSpec {
    file: "flows.csv",
    row: "a policy, a replicate, a pair of stages",
    row_zh: "阶段之间的流量",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// Adds the rows of a run; pairs of stages between which nothing moved are left out.
pub fn rows(seen: Seen<'_>, head: &Head<'_>, table: &mut Table) {
    for from in Stage::ALL {
        for to in Stage::ALL {
            let moves: u64 = seen.tallies().map(|tally| tally.flows[from][to]).sum();
            if moves > 0 {
                let flow = Flow { from: from.name(), to: to.name(), moves };
                table.row(head, TOPICS, |value| value(&flow));
            }
        }
    }
}
