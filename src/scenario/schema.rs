//! JSON Schemas of the files, for editors; and from the same schemas, which keys exist, so that a key in the wrong file can be told
//! from one that exists nowhere.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::scenario::keys::policy::Policy;
use crate::scenario::keys::world::Scenario;

/// The schema of a scenario file. A file may leave out whatever the file it extends says, so no key is required.
#[must_use]
pub fn scenario() -> Value {
    of_file(schemars::schema_for!(Scenario).to_value(), TITLES[0].0)
}

/// The schema of a policy file. No key is required, as in [`scenario`].
#[must_use]
pub fn policy() -> Value {
    of_file(schemars::schema_for!(Policy).to_value(), TITLES[1].0)
}

/// A schema with its title and descriptions in Chinese, for people whose editor shows them; keys, words and ranges stay as they are.
#[must_use]
pub fn in_chinese(mut schema: Value) -> Value {
    // The table is compiled in; that it can be read is a test's to show.
    let chinese: BTreeMap<String, String> = toml::from_str(include_str!("schema.zh.toml")).unwrap_or_default();
    describe(&mut schema, &chinese);
    for (english, title) in TITLES {
        if schema["title"] == *english {
            schema["title"] = json!(title);
        }
    }
    schema
}

/// Titles, English and Chinese.
const TITLES: &[(&str, &str)] = &[("a scenario of sanshe", "sanshe 的情景文件"), ("a policy of sanshe", "sanshe 的政策文件")];

fn describe(schema: &mut Value, chinese: &BTreeMap<String, String>) {
    match schema {
        Value::Object(map) => {
            // A key named `description` would be a table of its own; the keyword is a text.
            if let Some(Value::String(text)) = map.get_mut("description")
                && let Some(known) = chinese.get(text.as_str())
            {
                text.clone_from(known);
            }
            map.values_mut().for_each(|inner| describe(inner, chinese));
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| describe(inner, chinese)),
        _ => {}
    }
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
pub(in crate::scenario) fn resolve<'a>(root: &'a Value, mut at: &'a Value) -> &'a Value {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn descriptions(schema: &Value, out: &mut BTreeSet<String>) {
        match schema {
            Value::Object(map) => {
                out.extend(map.get("description").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|inner| descriptions(inner, out));
            }
            Value::Array(list) => list.iter().for_each(|inner| descriptions(inner, out)),
            _ => {}
        }
    }

    #[test]
    fn every_description_has_its_chinese_and_no_chinese_is_left_over() {
        let table: BTreeMap<String, String> = toml::from_str(include_str!("schema.zh.toml")).expect("the table is TOML");
        let mut all = BTreeSet::new();
        descriptions(&scenario(), &mut all);
        descriptions(&policy(), &mut all);
        for text in &all {
            assert!(table.contains_key(text), "no Chinese for: {text}");
        }
        for text in table.keys() {
            assert!(all.contains(text), "no key is described by: {text}");
        }
        for schema in [scenario(), policy()] {
            let mut shown = BTreeSet::new();
            descriptions(&in_chinese(schema.clone()), &mut shown);
            for text in shown {
                assert!(text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{text}");
            }
            assert_ne!(in_chinese(schema.clone())["title"], schema["title"]);
        }
    }
}
