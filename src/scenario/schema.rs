//! JSON Schemas of the files; and from the same schemas, which keys exist, so that a key in the wrong file can be told from one that exists
//! nowhere, and what the documentation says of each.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value;

use crate::scenario::keys::policy::Policy;
use crate::scenario::keys::ranges::Scope;
use crate::scenario::keys::world::Scenario;

/// The schema of a file. A file may leave out whatever the file it extends says, so no key is required.
#[must_use]
pub fn of(scope: Scope) -> &'static Value {
    static WORLD: OnceLock<Value> = OnceLock::new();
    static POLICY: OnceLock<Value> = OnceLock::new();
    let build = |mut schema: Value| {
        drop_required(&mut schema);
        schema
    };
    match scope {
        Scope::World => WORLD.get_or_init(|| build(schemars::schema_for!(Scenario).to_value())),
        Scope::Policy => POLICY.get_or_init(|| build(schemars::schema_for!(Policy).to_value())),
    }
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

/// Keys of every file that the loader takes out before types are read.
pub(in crate::scenario) const OF_LOADER: [&str; 2] = ["extends", "without"];

/// Whether a scenario has that dotted key.
#[must_use]
pub fn is_world_key(path: &str) -> bool {
    OF_LOADER.contains(&path) || at(Scope::World, path).is_some()
}

/// Whether a policy has that dotted key.
#[must_use]
pub fn is_policy_key(path: &str) -> bool {
    OF_LOADER.contains(&path) || at(Scope::Policy, path).is_some()
}

/// The schema of a key or table by its dotted path, references followed; any name, `*` too, stands for one of a kind.
#[must_use]
pub fn at(scope: Scope, path: &str) -> Option<&'static Value> {
    let root = of(scope);
    let mut at = resolve(root, root);
    for part in path.split('.') {
        let next = at
            .get("properties")
            .and_then(|p| p.get(part))
            .or_else(|| at.get("additionalProperties").filter(|a| a.is_object()))?;
        at = resolve(root, next);
    }
    Some(at)
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

/// A description in a schema: where it stands, and what it is about.
#[derive(Clone, Debug)]
pub struct Described {
    /// JSON pointer of the object that has the description.
    pub pointer: String,
    /// Dotted path of the key or table, `*` for one of a kind; empty for the file itself.
    pub path: String,
    /// The word it explains, where the key takes words.
    pub word: Option<String>,
    /// The description.
    pub text: String,
}

/// All descriptions of a file's schema.
#[must_use]
pub fn described(scope: Scope) -> Vec<Described> {
    described_in(of(scope))
}

/// All descriptions of a schema.
#[must_use]
pub fn described_in(schema: &Value) -> Vec<Described> {
    let mut out = Vec::new();
    visit(schema, schema, "", "", &mut out);
    out
}

fn visit(root: &Value, at: &Value, pointer: &str, path: &str, out: &mut Vec<Described>) {
    if let Some(text) = at.get("description").and_then(Value::as_str) {
        let word = at.get("const").and_then(Value::as_str).map(str::to_owned);
        out.push(Described { pointer: pointer.to_string(), path: path.to_string(), word, text: text.to_string() });
    }
    if let Some(name) = at.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/$defs/"))
        && let Some(target) = root.get("$defs").and_then(|d| d.get(name))
    {
        visit(root, target, &format!("/$defs/{name}"), path, out);
    }
    for branches in ["anyOf", "oneOf"] {
        for (index, branch) in at.get(branches).and_then(Value::as_array).into_iter().flatten().enumerate() {
            visit(root, branch, &format!("{pointer}/{branches}/{index}"), path, out);
        }
    }
    if let Some(inner) = at.get("items").filter(|inner| inner.is_object()) {
        visit(root, inner, &format!("{pointer}/items"), &format!("{path}.*"), out);
    }
    for (key, inner) in at.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        visit(root, inner, &format!("{pointer}/properties/{key}"), &below, out);
    }
    if let Some(inner) = at.get("additionalProperties").filter(|inner| inner.is_object()) {
        visit(root, inner, &format!("{pointer}/additionalProperties"), &format!("{path}.*"), out);
    }
}

/// What the documentation says of a key or table, by its path with `*` for one of a kind.
#[must_use]
pub fn text(scope: Scope, path: &str) -> Option<&'static str> {
    type Texts = BTreeMap<String, String>;
    static WORLD: OnceLock<Texts> = OnceLock::new();
    static POLICY: OnceLock<Texts> = OnceLock::new();
    let build = || {
        let mut texts = Texts::new();
        // The key's own text comes before that of its type.
        for found in described(scope).into_iter().filter(|found| found.word.is_none()) {
            texts.entry(found.path).or_insert(found.text);
        }
        texts
    };
    let texts = match scope {
        Scope::World => WORLD.get_or_init(build),
        Scope::Policy => POLICY.get_or_init(build),
    };
    texts.get(path).map(String::as_str)
}
