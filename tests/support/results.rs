//! A made-up output folder: tables written through the same descriptions as real ones, with numbers a reader can check by head.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use sanshe::base::source::Memory;
use sanshe::measure::column::{Column, name, real, whole};
use sanshe::measure::table::{Head, Table, TableSpec};
use sanshe::measure::tables::{DAILY, RUNS};
use sanshe::scenario::experiment::{Experiment, FileOrigin, NamedPolicy};
use sanshe::scenario::keys::policy::Policy;
use sanshe::scenario::keys::world::Scenario;
use serde_json::{Map, Value, json};

/// The smallest value that a schema allows: required keys only, lowest numbers, first variants. Types gain keys over time; a test of
/// the report should not have to follow.
fn least(schema: &Value, root: &Value) -> Value {
    if let Some(target) = schema["$ref"].as_str() {
        return least(root.pointer(target.trim_start_matches('#')).expect("a definition"), root);
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(first) = schema[choice].get(0) {
            return least(first, root);
        }
    }
    if let Some(value) = schema.get("const").or_else(|| schema["enum"].get(0)) {
        return value.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match kind {
        Some("object") => {
            let mut object = Map::new();
            for key in schema["required"].as_array().into_iter().flatten() {
                let key = key.as_str().expect("a name");
                object.insert(key.to_owned(), least(&schema["properties"][key], root));
            }
            Value::Object(object)
        }
        Some("array") => {
            let items = schema["minItems"].as_u64().unwrap_or(0);
            (0..items).map(|_| least(&schema["items"], root)).collect()
        }
        Some("integer") => schema.get("minimum").cloned().unwrap_or_else(|| json!(0)),
        Some("number") => json!(schema["minimum"].as_f64().unwrap_or(0.0).max(0.5)),
        Some("boolean") => json!(false),
        _ => json!("x"),
    }
}

fn value_of<T: schemars::JsonSchema>() -> Value {
    let schema = schemars::schema_for!(T).to_value();
    least(&schema, &schema)
}

/// An experiment with these policies (name, label, 中文); the first is the baseline.
pub fn experiment(policies: &[(&str, &str, &str)]) -> Experiment {
    let mut scenario = value_of::<Scenario>();
    scenario["name"] = json!("made-up");
    scenario["title"] = json!("A made-up district");
    scenario["title_zh"] = json!("虚构区");
    scenario["baseline"] = json!(policies[0].0);
    scenario["run"]["years"] = json!(6);
    scenario["run"]["burn_in_years"] = json!(1);
    scenario["district"]["illustrative"] = json!(true);
    scenario["government"]["warn_utilisation"] = json!(0.95);
    scenario["measure"]["delta"] = json!(0.005);
    let policies = policies.iter().map(|(name, label, label_zh)| {
        let mut policy = value_of::<Policy>();
        policy["label"] = json!(label);
        policy["label_zh"] = json!(label_zh);
        NamedPolicy { name: (*name).to_owned(), policy: serde_json::from_value(policy).expect("a policy"), switches: Vec::new() }
    });
    Experiment {
        path: "made-up.toml".into(),
        origin: FileOrigin { files: Arc::new(Memory::new()), file: "made-up.toml".into() },
        scenario: serde_json::from_value(scenario).expect("a scenario"),
        policies: policies.collect(),
        inputs: Vec::new(),
        world_keys: Vec::new(),
        remarks: Vec::new(),
        sheet: None,
    }
}

/// A row of `runs.csv`; metrics that are not named stay empty.
pub fn run(table: &mut Table, policy: &str, replicate: u32, failed: Option<&str>, metrics: &[(&str, f64)]) {
    let head = Head { policy, replicate, point: 0, seed: Some(1000 + u64::from(replicate)), failure: failed };
    let known = |column: &Column| RUNS.head.iter().find(|of_head| of_head.name == column.name);
    table.fill(|column| match known(column) {
        Some(of_head) => (of_head.value)(&head),
        None if column.name == "onset_digest" => name("d1ge57"),
        None => real(metrics.iter().find(|(metric, _)| *metric == column.name).map_or(f64::NAN, |(_, value)| *value)),
    });
}

/// A row of `daily.csv`: what arose and was not resolved is lost.
pub fn day(table: &mut Table, policy: &str, replicate: u32, day: u32, created: u32, resolved: u32) {
    table.fill(|column| match column.name {
        "policy" => name(policy),
        "replicate" => whole(replicate),
        "day" => whole(day),
        "created" => whole(created),
        "resolved" => whole(resolved),
        "lost" => whole(created - resolved),
        _ => whole(0),
    });
}

/// Writes a table with its header.
pub fn write(dir: &Path, spec: &TableSpec, table: &Table) {
    fs::write(dir.join(spec.file), spec.header() + table.text()).expect("written");
}

/// A table of runs and one of days.
pub fn tables() -> [Table; 2] {
    [Table::new(&RUNS), Table::new(&DAILY)]
}
