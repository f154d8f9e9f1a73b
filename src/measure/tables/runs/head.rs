//! Which run a row of `runs.csv` is, and whether it ended as it should.

use crate::measure::column::{Cell, columns, name, scale::*, whole};
use crate::measure::table::OfHead;

/// Status of a run that ended as it should.
pub const OK: &str = "ok";
/// Status of a run that did not.
pub const FAILED: &str = "failed";

columns! {
    /// The columns that a failed run also has.
    pub HEAD: OfHead;

    POLICY: WORDS, "policy", "政策", |head| name(head.policy);
    REPLICATE: IDENTITY,
        "replicate, from 0; policies of one replicate share all that policies cannot change",
        "重复编号，自 0 起；同一编号下各政策共用不受政策影响的一切",
        |head| whole(head.replicate);
    POINT: IDENTITY,
        "point of the sweep, whose values are in points.csv; 0 where there is none",
        "扫描中的点，其取值见 points.csv；非扫描时为 0",
        |head| whole(head.point);
    SEED: IDENTITY, "seed of the replicate", "随机种子", |head| head.seed.map_or(Cell::Nothing, whole);
    STATUS: WORDS,
        "`ok`, or `failed` with a reason",
        "状态",
        |head| name(if head.failure.is_some() { FAILED } else { OK });
    REASON: WORDS, "why the run failed", "失败原因", |head| name(head.failure.unwrap_or_default());
}
