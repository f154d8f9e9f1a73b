//! JSON Schemas of the files, for editors; and from the same schemas, which keys exist, so that a key in the wrong file can be told
//! from one that exists nowhere.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::policy_keys::Policy;
use super::world_keys::Scenario;

/// The schema of a scenario file. A file may leave out whatever the file it extends says, so no key is required.
#[must_use]
pub fn scenario() -> Value {
    of_file(schemars::schema_for!(Scenario).to_value(), "a scenario of sanshe")
}

/// The schema of a policy file. No key is required, as in [`scenario`].
#[must_use]
pub fn policy() -> Value {
    of_file(schemars::schema_for!(Policy).to_value(), "a policy of sanshe")
}

fn of_file(mut schema: Value, title: &str) -> Value {
    drop_required(&mut schema);
    schema["title"] = json!(title);
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(
            "extends".to_string(),
            json!({ "type": "string", "description": "The file below this one, relative to it: what this file leaves out is read there." }),
        );
        properties.insert(
            "without".to_string(),
            json!({ "type": "array", "items": { "type": "string" }, "description": "Keys of the extended file that are dropped." }),
        );
    }
    schema
}

fn drop_required(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            // A key named `required` would be a table of its own; the keyword is a list.
            if map.get("required").is_some_and(Value::is_array) {
                map.remove("required");
            }
            map.values_mut().for_each(drop_required);
        }
        Value::Array(list) => list.iter_mut().for_each(drop_required),
        _ => {}
    }
}

/// Whether a scenario has that dotted key.
#[must_use]
pub fn is_world_key(path: &str) -> bool {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    has(SCHEMA.get_or_init(scenario), path)
}

/// Whether a policy has that dotted key.
#[must_use]
pub fn is_policy_key(path: &str) -> bool {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    has(SCHEMA.get_or_init(policy), path)
}

fn has(root: &Value, path: &str) -> bool {
    let mut at = root;
    for part in path.split('.') {
        at = resolve(root, at);
        let next =
            at.get("properties").and_then(|p| p.get(part)).or_else(|| at.get("additionalProperties").filter(|a| a.is_object()));
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    true
}

/// Follows references, and the one branch of an optional table that is not null.
pub(super) fn resolve<'a>(root: &'a Value, mut at: &'a Value) -> &'a Value {
    for _ in 0..8 {
        if let Some(name) = at.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/$defs/")) {
            match root.get("$defs").and_then(|d| d.get(name)) {
                Some(next) => at = next,
                None => return at,
            }
        } else if let Some(branch) = at
            .get("anyOf")
            .and_then(Value::as_array)
            .and_then(|branches| branches.iter().find(|b| b.get("type").and_then(Value::as_str) != Some("null")))
        {
            at = branch;
        } else {
            return at;
        }
    }
    at
}
