//! Reading on after a mistake.
//!
//! A type is read until something in the tree is wrong with it. That mistake is noted and set aside: an unknown key is dropped, a missing
//! one is put there, a wrong value is replaced by the least that its type takes, as its schema says. Then the tree is read again, until
//! no error remains. Removed values are remembered, so that no later check mentions a value that the user did not write.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::de::Error as _;
use serde_json::Value as Schema;

use crate::base::words::both;
use crate::scenario::error::{Kind, Origin, ScenarioError, list};
use crate::scenario::reading::mistakes::Mistakes;
use crate::scenario::reading::node::{Key, Node, Table, Value};
use crate::scenario::reading::typed;
use crate::scenario::schema::resolve;

/// Maximum number of nodes reread after errors: for a large file with many errors, fewer are reported at once.
const MOST_READ: usize = 20_000_000;

/// A type that was read from a tree in which something may be wrong.
#[derive(Debug)]
pub(in crate::scenario) struct Read<T> {
    /// The value read; `None` if the errors could not be removed.
    pub(in crate::scenario) value: Option<T>,
    /// The mistakes.
    pub(in crate::scenario) mistakes: Mistakes,
    /// Dotted keys whose intended value is unknown.
    pub(in crate::scenario) unsure: Vec<String>,
}

/// Reads a type from a whole tree, with all that is wrong in it.
pub(in crate::scenario) fn read<T: DeserializeOwned + JsonSchema>(table: &Table, whole: &Origin) -> Read<T> {
    let mut read = Read { value: None, mistakes: Mistakes::default(), unsure: Vec::new() };
    let mut error = match typed::read(table, whole) {
        Ok(value) => {
            read.value = Some(value);
            return read;
        }
        Err(error) => error,
    };
    let schema = schemars::schema_for!(T).to_value();
    let mut table = table.clone();
    let mut left = MOST_READ / (1 + table.size());
    let mut last: Option<Vec<String>> = None;
    loop {
        let steps = error.report().steps().to_vec();
        // The same place again: the replacement is not valid either.
        if last.as_ref() == Some(&steps) {
            read.mistakes.and_more();
            return read;
        }
        let set_aside = Repair { schema: &schema, whole, read: &mut read }.set_aside(&mut table, error, &steps);
        if !set_aside || read.mistakes.is_full() || left == 0 {
            // Only what cannot be read at all ends here; of the rest there may be more.
            if set_aside {
                read.mistakes.and_more();
            }
            return read;
        }
        left -= 1;
        last = Some(steps);
        match typed::read(&table, whole) {
            Ok(value) => {
                read.value = Some(value);
                return read;
            }
            Err(next) => error = next,
        }
    }
}

struct Repair<'r, T> {
    schema: &'r Schema,
    whole: &'r Origin,
    read: &'r mut Read<T>,
}

impl<'r, T> Repair<'r, T> {
    /// Notes a mistake and mends the tree so that reading gets past it; says whether it could.
    fn set_aside(&mut self, table: &mut Table, error: ScenarioError, steps: &[String]) -> bool {
        let Some((last, above)) = steps.split_last() else {
            self.read.mistakes.add(error);
            return false;
        };
        match error.report().kind {
            Kind::UnknownKey => self.drop_unknown(table, error, above),
            Kind::MissingKey => self.put_missing(table, error, last, above),
            _ => {
                self.unsure(above, last);
                self.read.mistakes.add(error);
                let Some(value) = self.schema_of(steps).and_then(|schema| least(self.schema, schema, self.whole, 0)) else {
                    return false;
                };
                node_at(table, steps).map(|node| node.value = value).is_some()
            }
        }
    }

    /// All keys of a table that it may not have.
    fn drop_unknown(&mut self, table: &mut Table, error: ScenarioError, above: &[String]) -> bool {
        let known = error.report().known();
        let Some(table) = table_at(table, above) else {
            self.read.mistakes.add(error);
            return false;
        };
        for (key, _) in table.iter().filter(|(key, _)| !known.contains(&key.name.as_str())) {
            // Finding the line of a key reads the text up to it, so only keys that will be reported are located.
            if self.read.mistakes.is_full() {
                self.read.mistakes.and_more();
                break;
            }
            let mut each = ScenarioError::unknown_field(&key.name, known).at(&key.origin);
            for part in above.iter().rev() {
                each = each.under(part);
            }
            if let Some(near) = crate::scenario::error::nearest(&key.name, known.iter().copied()) {
                self.unsure(above, near);
            }
            self.read.mistakes.add(each);
        }
        table.leave(known);
        true
    }

    /// All missing keys of a table, reported as one error.
    fn put_missing(&mut self, table: &mut Table, error: ScenarioError, first: &str, above: &[String]) -> bool {
        let Some(schema) = self.schema_of(above) else {
            self.read.mistakes.add(error);
            return false;
        };
        let Some(table) = table_at(table, above) else {
            self.read.mistakes.add(error);
            return false;
        };
        let required = schema.get("required").and_then(Schema::as_array).into_iter().flatten().filter_map(Schema::as_str);
        let missing: Vec<&str> = required.filter(|key| *key != first && table.get(key).is_none()).collect();
        let error = if missing.is_empty() {
            error
        } else {
            let keys = list(missing.iter().copied());
            error.found(both!("with it are missing: {keys}", "同时缺少：{keys}"; keys = keys))
        };
        self.read.mistakes.add(error);
        let mut done = true;
        for key in std::iter::once(first).chain(missing) {
            self.unsure(above, key);
            let property = schema.get("properties").and_then(|all| all.get(key));
            match property.and_then(|schema| least(self.schema, schema, self.whole, 0)) {
                Some(value) => table
                    .push(Key { name: key.to_string(), origin: self.whole.clone() }, Node { origin: self.whole.clone(), value }),
                None => done = false,
            }
        }
        done
    }

    fn unsure(&mut self, above: &[String], key: &str) {
        self.read.unsure.push(above.iter().map(String::as_str).chain([key]).collect::<Vec<_>>().join("."));
    }

    /// The schema at the end of those steps.
    fn schema_of(&self, steps: &[String]) -> Option<&'r Schema> {
        let mut at: &'r Schema = resolve(self.schema, self.schema);
        for step in steps {
            let next = match index(step) {
                Some(index) => at.get("prefixItems").and_then(|items| items.get(index)).or_else(|| at.get("items")),
                None => at.get("properties").and_then(|all| all.get(step)).or_else(|| at.get("additionalProperties")),
            };
            at = resolve(self.schema, next?);
        }
        Some(at)
    }
}

/// The index of a step into a list: `[2]`.
fn index(step: &str) -> Option<usize> {
    step.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

fn node_at<'t>(table: &'t mut Table, steps: &[String]) -> Option<&'t mut Node> {
    let (first, rest) = steps.split_first()?;
    let mut node = table.get_mut(first)?;
    for step in rest {
        node = match (&mut node.value, index(step)) {
            (Value::Table(inner), _) => inner.get_mut(step)?,
            (Value::List(items), Some(index)) => items.get_mut(index)?,
            _ => return None,
        };
    }
    Some(node)
}

fn table_at<'t>(table: &'t mut Table, steps: &[String]) -> Option<&'t mut Table> {
    if steps.is_empty() {
        return Some(table);
    }
    match &mut node_at(table, steps)?.value {
        Value::Table(inner) => Some(inner),
        _ => None,
    }
}

/// The least value that a schema takes: the lowest number, the first word, the shortest list, a table with the keys it must have.
fn least(root: &Schema, schema: &Schema, whole: &Origin, depth: usize) -> Option<Value> {
    if depth > crate::scenario::reading::depth::DEEPEST {
        return None;
    }
    let schema = resolve(root, schema);
    let node = |value: Value| Node { origin: whole.clone(), value };
    let below = |inner: &Schema| least(root, inner, whole, depth + 1);
    if let Some(word) = schema.get("const").or_else(|| schema.get("enum").and_then(|words| words.get(0))) {
        return word.as_str().map(|word| Value::Text(word.to_string()));
    }
    if let Some(first) = schema.get("oneOf").and_then(|variants| variants.get(0)) {
        return below(first);
    }
    let kind = schema.get("type").and_then(|kind| kind.as_str().or_else(|| kind.get(0).and_then(Schema::as_str)))?;
    let least = schema.get("minimum").and_then(Schema::as_f64).unwrap_or(0.0);
    Some(match kind {
        "string" => Value::Text("x".to_string()),
        "boolean" => Value::Flag(false),
        "number" => Value::Real(least),
        "integer" => Value::Integer(schema.get("minimum").and_then(Schema::as_i64).unwrap_or(0)),
        "array" => {
            let length = schema.get("minItems").and_then(Schema::as_u64).unwrap_or(0);
            let items = (0..length).map(|_| schema.get("items").and_then(below).map(node));
            Value::List(items.collect::<Option<_>>()?)
        }
        "object" => {
            let mut table = Table::default();
            for key in schema.get("required").and_then(Schema::as_array).into_iter().flatten().filter_map(Schema::as_str) {
                let value = schema.get("properties").and_then(|all| all.get(key)).and_then(below)?;
                table.push(Key { name: key.to_string(), origin: whole.clone() }, node(value));
            }
            Value::Table(table)
        }
        _ => return None,
    })
}
