//! `policies.csv`: every switch of every policy.

use crate::measure::column::{Cell, Range, Scale, Topic, columns, described, name, number, scale::*, whole};
use crate::measure::table::{Head, OfHead, Table, TableSpec};

/// A switch of a policy.
#[derive(Clone, Copy, Debug)]
pub struct Switch<'a> {
    /// The policy.
    pub policy: &'a str,
    /// The key of its file.
    pub key: &'a str,
    /// Its value.
    pub value: &'a str,
    /// Whether the baseline has another value; nothing when the baseline is not among the policies of the experiment.
    pub differs: Option<bool>,
}

/// The value of a column of a switch.
pub type OfSwitch = for<'r> fn(&'r Switch<'_>) -> Cell<'r>;

columns! {
    /// All columns.
    pub SWITCHES: OfSwitch;

    POLICY: WORDS, "policy", "政策", |switch| name(switch.policy);
    SWITCH: WORDS, "key of the policy file", "键", |switch| name(switch.key);
    VALUE: WORDS, "its value", "取值", |switch| name(switch.value);
    DIFFERS: Scale { unit: "0 or 1", range: Range::Whole(0, 1) },
        "whether it differs from the baseline's",
        "是否异于基准",
        |switch| switch.differs.map_or(Cell::Nothing, |differs| whole(u8::from(differs)));
}

const NO_HEAD: Topic<OfHead> = &[];
const TOPICS: &[Topic<OfSwitch>] = &[SWITCHES];

/// `policies.csv`.
pub static POLICIES: TableSpec = TableSpec {
    file: "policies.csv",
    row: "a switch of a policy",
    row_zh: "政策的一个开关",
    head: NO_HEAD,
    columns: &described::<_, _, { number(NO_HEAD, TOPICS) }>(NO_HEAD, TOPICS),
};

/// Adds the row of a switch.
pub fn row(switch: &Switch<'_>, table: &mut Table) {
    let head = Head { policy: switch.policy, replicate: 0, point: 0, seed: None, failure: None };
    table.row(&head, TOPICS, |value| value(switch));
}
