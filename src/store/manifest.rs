//! `manifest.json`: what an experiment is, without anything that differs between two machines.
//!
//! No host names, wall times, thread counts or absolute paths: those go to [`timing`](super::timing). Equal experiments give equal
//! manifests. It is written when an experiment starts and again when it grows, and says what was read then: a remark that is added to a
//! file later changes nothing in it.

use serde_json::{Map, Value, json};

use super::field::{Field, field, object};
use crate::base::words::Both;
use crate::measure::table::TableSpec;
use crate::measure::tables::POLICIES;
use crate::store::parity::Parity;
use crate::store::plan::{Arm, Labels, Plan};

/// Name of the file.
pub const MANIFEST: &str = "manifest.json";

/// The field that lists the files that were read.
const INPUTS: &str = "inputs";

/// The key of the difference that would matter.
const DELTA: &str = "measure.delta";

/// The key of whose money is divided.
const FRAME: &str = "run.frame";

/// What a manifest describes.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The command that makes the same results.
    pub command: &'a str,
}

/// The value of a field of the manifest.
pub type OfManifest = fn(&About<'_>) -> Value;

/// The fields, in order.
pub static FIELDS: [Field<OfManifest>; 21] = [
    field("program", "name of the program", "程序名", |_| json!(env!("CARGO_PKG_NAME"))),
    field("version", "version of the program", "程序版本", |_| json!(env!("CARGO_PKG_VERSION"))),
    field("command", "command that makes the same results", "得到同样结果的命令", |it| json!(it.command)),
    field("results", "version of the results: equal versions of equal plans have equal bytes", "结果版本号", |it| {
        json!(it.plan.results)
    }),
    field("build", "digest of the code that wrote this file", "写入本文件的程序构建的摘要", |it| {
        json!(it.plan.build)
    }),
    field(
        "plan",
        "digest of everything that decides the results, the number of replicates apart (BLAKE3)",
        "决定结果的一切（重复次数除外）的摘要",
        |it| json!(it.plan.digest()),
    ),
    field("scenario", "name of the scenario", "情景名称", |it| json!(it.plan.scenario)),
    field("title", "title of the scenario, English and Chinese", "情景标题（英、中）", |it| both(&it.plan.title)),
    field("baseline", "policy the others are compared with", "基准政策", |it| json!(it.plan.baseline)),
    field("replicates", "replicates of each policy", "重复次数", |it| json!(it.plan.replicates())),
    field("points", "points of the design; 1 where there is none", "设计中的点数；非扫描时为 1", |it| {
        json!(it.plan.points)
    }),
    field("design", "digest of the design; empty where there is none", "设计的摘要；非扫描时为空", |it| {
        json!(it.plan.design)
    }),
    field("years", "years in the window", "窗口期年数", |it| json!(it.plan.years)),
    field("burn_in_years", "years under the baseline before policies part", "预热年数", |it| json!(it.plan.burn_in_years)),
    field(
        "delta",
        "smallest difference of the unmet share that counts (measure.delta)",
        "未满足率算作差别的最小差",
        |it| json!(it.plan.key(DELTA).and_then(|value| value.parse::<f64>().ok())),
    ),
    field("frame", "whose money is divided (run.frame)", "经费口径", |it| json!(it.plan.key(FRAME))),
    field("root_seed", "root of all random keys", "根种子", |it| json!(it.plan.root_seed)),
    field(
        "policies",
        "policies in order, each with its label, a short one, and every switch",
        "各政策及其标签、短标签与全部开关",
        |it| policies(it.plan),
    ),
    field(
        "parity",
        "budgets that were searched for, with the pilot replicates; null under equal_public",
        "为同等投入搜索到的预算系数",
        |it| json!(it.plan.parity),
    ),
    field(INPUTS, "files that were read, each with the BLAKE3 of its contents", "读取的文件及其摘要", |it| {
        inputs(it.plan)
    }),
    field("files", "tables of the folder, each with its columns", "输出的表及其列", |it| files(it.plan)),
];

fn both(text: &Both) -> Value {
    json!({ "en": text.en, "zh": text.zh })
}

fn policies(plan: &Plan) -> Value {
    let of = |arm: &Arm| {
        let pairs = arm.switches.iter().map(|(key, value)| (key.clone(), json!(value)));
        let Labels { label, short } = &arm.labels;
        json!({ "name": arm.name, "label": both(label), "short": both(short), "switches": pairs.collect::<Map<_, _>>() })
    };
    plan.arms.iter().map(of).collect()
}

fn inputs(plan: &Plan) -> Value {
    plan.inputs.iter().map(|input| json!({ "path": input.path, "blake3": input.blake3 })).collect()
}

fn files(plan: &Plan) -> Value {
    let mut tables = plan.collect.tables();
    tables.insert(1, &POLICIES);
    let of = |table: &TableSpec| {
        let columns: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
        json!({ "file": table.file, "row": table.row, "columns": columns })
    };
    tables.into_iter().map(of).collect()
}

/// Fields in which two manifests differ, but for the bytes of the files that were read: a remark that was added to one of them decides nothing.
#[must_use]
pub fn differences(one: &str, other: &str) -> Vec<&'static str> {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let (one, other) = (read(one), read(other));
    let deciding = FIELDS.iter().map(|field| field.name).filter(|name| *name != INPUTS);
    deciding.filter(|name| one.get(name) != other.get(name)).collect()
}

/// The budgets that a manifest says were searched for.
#[must_use]
pub fn parity(text: &str) -> Option<Parity> {
    let manifest: Value = serde_json::from_str(text).ok()?;
    serde_json::from_value(manifest.get("parity")?.clone()).ok()
}

/// The difference that would matter, as a manifest says it.
#[must_use]
pub fn delta(text: &str) -> Option<f64> {
    serde_json::from_str::<Value>(text).ok()?.get("delta")?.as_f64()
}

/// The text of the manifest.
#[must_use]
pub fn manifest(plan: &Plan, command: &str) -> String {
    let about = About { plan, command };
    format!("{:#}\n", object(&FIELDS, |value| value(&about)))
}
