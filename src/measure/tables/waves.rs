//! `waves.csv`: the waves of an experiment, and the blocks that each of them holds.

use crate::measure::column::{Cell, Topic, columns, described, name, number, scale::*, whole};
use crate::measure::table::{Head, OfHead, Table, TableSpec};

/// A part of a wave: points × replicates.
#[derive(Clone, Copy, Debug)]
pub struct WavePart<'a> {
    /// Number of the wave, from 0.
    pub wave: u32,
    /// Why it was run.
    pub why: &'a str,
    /// Number of its first block.
    pub first_block: u64,
    /// How many blocks it has.
    pub blocks: u64,
    /// Number of the part, from 0.
    pub part: u32,
    /// First point, and the one after the last.
    pub points: (u32, u32),
    /// First replicate, and the one after the last.
    pub replicates: (u32, u32),
    /// The policies whose rows it brings, separated by spaces; empty for all of a point.
    pub policies: &'a str,
    /// Digest of the wave and of all before it.
    pub digest: &'a str,
}

/// The value of a column of a part of a wave.
pub type OfPart = for<'r> fn(&'r WavePart<'_>) -> Cell<'r>;

columns! {
    /// All columns.
    pub PARTS: OfPart;

    WAVE: IDENTITY, "number of the wave, from 0", "波次编号，自 0 起", |it| whole(it.wave);
    WHY: WORDS, "why it was run: `start`, `replicates`, `points`, `policies` or `precision`", "运行原因", |it| name(it.why);
    FIRST_BLOCK: IDENTITY, "number of its first block", "首个区块的编号", |it| whole(it.first_block);
    BLOCKS: IDENTITY, "how many blocks it has", "区块数", |it| whole(it.blocks);
    PART: IDENTITY, "number of the part of the wave, from 0", "波次内部分的编号，自 0 起", |it| whole(it.part);
    FIRST_POINT: IDENTITY, "first point of the part", "该部分的首个点", |it| whole(it.points.0);
    LAST_POINT: IDENTITY, "last point of the part", "该部分的末个点", |it| whole(it.points.1.saturating_sub(1));
    FIRST_REPLICATE: IDENTITY, "first replicate of each of them", "各点的首次重复", |it| whole(it.replicates.0);
    LAST_REPLICATE: IDENTITY, "last replicate of each of them", "各点的末次重复", |it| whole(it.replicates.1.saturating_sub(1));
    POLICIES: WORDS,
        "policies whose rows it brings, separated by spaces; empty for all of the point",
        "给出结果行的政策，以空格分隔；空为该点的全部政策",
        |it| name(it.policies);
    DIGEST: WORDS, "digest of the wave and of all before it", "本波次及此前各波次的摘要", |it| name(it.digest);
}

const NO_HEAD: Topic<OfHead> = &[];
const TOPICS: &[Topic<OfPart>] = &[PARTS];

/// `waves.csv`.
pub static WAVES: TableSpec = TableSpec {
    file: "waves.csv",
    row: "a part of a wave: points and replicates under the same policies",
    row_zh: "波次的一部分：同一组政策下的若干点与若干次重复",
    head: NO_HEAD,
    columns: &described::<_, _, { number(NO_HEAD, TOPICS) }>(NO_HEAD, TOPICS),
};

/// Adds the row of a part.
pub fn row(part: &WavePart<'_>, table: &mut Table) {
    let head = Head { policy: "", replicate: 0, point: 0, seed: None, failure: None };
    table.row(&head, TOPICS, |value| value(part));
}
