//! The first columns of most tables, which identify the run.

use crate::measure::column::{columns, name, scale::*, whole};
use crate::measure::table::OfHead;

columns! {
    /// The run that a row is part of.
    pub HEAD: OfHead;

    POLICY: WORDS, "policy", "政策", |head| name(head.policy);
    REPLICATE: IDENTITY, "replicate", "重复编号", |head| whole(head.replicate);
    POINT: IDENTITY, "point of the sweep; 0 where there is none", "扫描中的点；非扫描时为 0", |head| whole(head.point);
}
