//! `manifest.json`: what an experiment is, without anything that differs between two machines.
//!
//! No host names, wall times, thread counts or absolute paths: those go to [`timing`](super::timing). Equal experiments give equal
//! manifests. It is written when an experiment starts and again when it grows, and says what was read then: a remark that is added to a
//! file later changes nothing in it.

use serde_json::{Map, Value, json};

use crate::measure::tables::POLICIES;
use crate::store::parity::Parity;
use crate::store::plan::Plan;

/// Name of the file.
pub const MANIFEST: &str = "manifest.json";

/// The fields, with their meaning in English and Chinese; the dictionary prints them.
pub const FIELDS: [(&str, &str, &str); 16] = [
    ("program", "name of the program", "程序名"),
    ("version", "version of the program", "程序版本"),
    ("command", "command that makes the same results", "得到同样结果的命令"),
    ("results", "version of the results: equal versions of equal plans have equal bytes", "结果版本号"),
    ("build", "digest of the code that wrote this file", "写入本文件的程序构建的摘要"),
    (
        "plan",
        "digest of everything that decides the results, the number of replicates apart (BLAKE3)",
        "决定结果的一切（重复次数除外）的摘要",
    ),
    ("scenario", "name of the scenario", "情景名称"),
    ("baseline", "policy the others are compared with", "基准政策"),
    ("replicates", "replicates of each policy", "重复次数"),
    ("years", "years in the window", "窗口期年数"),
    ("burn_in_years", "years under the baseline before policies part", "预热年数"),
    ("root_seed", "root of all random keys", "根种子"),
    ("policies", "policies in order, each with every switch", "各政策及其全部开关"),
    (
        "parity",
        "budgets that were searched for, with the pilot replicates; null under equal_public",
        "为同等投入搜索到的预算系数",
    ),
    ("inputs", "files that were read, each with the BLAKE3 of its contents", "读取的文件及其摘要"),
    ("files", "tables of the folder, each with its columns", "输出的表及其列"),
];

/// The budgets that a manifest says were searched for.
#[must_use]
pub fn parity(text: &str) -> Option<Parity> {
    let manifest: Value = serde_json::from_str(text).ok()?;
    serde_json::from_value(manifest.get("parity")?.clone()).ok()
}

/// The text of the manifest.
#[must_use]
pub fn manifest(plan: &Plan, command: &str) -> String {
    let policies: Vec<Value> = plan
        .arms
        .iter()
        .map(|arm| {
            let pairs = arm.switches.iter().map(|(key, value)| (key.clone(), json!(value)));
            json!({ "name": arm.name, "switches": pairs.collect::<Map<_, _>>() })
        })
        .collect();
    let inputs: Vec<Value> = plan.inputs.iter().map(|input| json!({ "path": input.path, "blake3": input.blake3 })).collect();
    let mut tables = plan.collect.tables();
    tables.insert(1, &POLICIES);
    let files: Vec<Value> = tables
        .iter()
        .map(|table| {
            let columns: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
            json!({ "file": table.file, "row": table.row, "columns": columns })
        })
        .collect();
    let values = [
        json!(env!("CARGO_PKG_NAME")),
        json!(env!("CARGO_PKG_VERSION")),
        json!(command),
        json!(plan.results),
        json!(plan.build),
        json!(plan.digest()),
        json!(plan.scenario),
        json!(plan.baseline),
        json!(plan.replicates),
        json!(plan.years),
        json!(plan.burn_in_years),
        json!(plan.root_seed),
        json!(policies),
        json!(plan.parity),
        json!(inputs),
        json!(files),
    ];
    let fields: Map<String, Value> = FIELDS.iter().map(|f| f.0.to_owned()).zip(values).collect();
    format!("{:#}\n", Value::Object(fields))
}
