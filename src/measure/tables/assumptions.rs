//! `assumptions.csv`: every key of the world with its value, its grade and its source.

use crate::measure::column::{Cell, Topic, columns, described, name, number, scale::*};
use crate::measure::table::{Head, OfHead, Table, TableSpec};

/// A key of the world.
#[derive(Clone, Debug, Default)]
pub struct Assumption {
    /// Dotted key.
    pub key: String,
    /// Its value, as the scenario could write it.
    pub value: String,
    /// Unit.
    pub unit: String,
    /// Grade of evidence.
    pub grade: String,
    /// Range to sample.
    pub range: String,
    /// What it is, in English and in Chinese.
    pub text: [String; 2],
    /// Where the value comes from, in English and in Chinese.
    pub source: [String; 2],
}

/// The value of a column of a key.
pub type OfKey = for<'r> fn(&'r Assumption) -> Cell<'r>;

columns! {
    /// All columns.
    pub ASSUMPTIONS_ALL: OfKey;

    KEY: WORDS, "key of the world", "情景的键", |key| Cell::Words(&key.key);
    VALUE: WORDS, "its value in this experiment", "本次取值", |key| Cell::Words(&key.value);
    UNIT: WORDS, "its unit; empty where there is none", "单位；无单位者为空", |key| name(key.unit.as_str());
    GRADE: WORDS,
        "grade of evidence: A official statistics, B a published study or another place, C an assumption; `-` what the scenario states",
        "证据等级：A 官方统计，B 已发表研究或他处数据，C 假设；- 为情景自身的规定",
        |key| name(key.grade.as_str());
    RANGE: WORDS, "range that sweeps sample; empty where there is none", "抽样范围；无者为空", |key| name(key.range.as_str());
    TEXT_EN: WORDS, "what it is, in English", "含义（英文）", |key| Cell::Words(&key.text[0]);
    TEXT_ZH: WORDS, "what it is, in Chinese", "含义（中文）", |key| Cell::Words(&key.text[1]);
    SOURCE_EN: WORDS, "where the shipped value comes from, in English", "随附取值的来源（英文）", |key| Cell::Words(&key.source[0]);
    SOURCE_ZH: WORDS, "where the shipped value comes from, in Chinese", "随附取值的来源（中文）", |key| Cell::Words(&key.source[1]);
}

const NO_HEAD: Topic<OfHead> = &[];
const TOPICS: &[Topic<OfKey>] = &[ASSUMPTIONS_ALL];

/// `assumptions.csv`.
pub static ASSUMPTIONS: TableSpec = TableSpec {
    file: "assumptions.csv",
    row: "a key of the world",
    row_zh: "情景的一个键",
    head: NO_HEAD,
    columns: &described::<_, _, { number(NO_HEAD, TOPICS) }>(NO_HEAD, TOPICS),
};

/// Adds the row of a key.
pub fn row(key: &Assumption, table: &mut Table) {
    let head = Head { policy: "", replicate: 0, point: 0, seed: None, failure: None };
    table.row(&head, TOPICS, |value| value(key));
}
