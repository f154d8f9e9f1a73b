//! Dotted keys and values as text: the form in which keys go into manifests, tables of switches and comparisons.

use serde::Serialize;
use serde_json::Value;

/// Every key that has a value, in the order of the types.
///
/// Numbers are written the shortest way that reads back the same; lists stay one value.
#[must_use]
pub fn flatten<T: Serialize>(value: &T) -> Vec<(String, String)> {
    let mut out = Vec::new();
    // Our types serialize to tables, numbers, words and lists: nothing in them can fail.
    if let Ok(value) = serde_json::to_value(value) {
        walk(&mut out, String::new(), &value);
    }
    out
}

fn walk(out: &mut Vec<(String, String)>, path: String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Object(map) => {
            for (key, inner) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(out, path, inner);
            }
        }
        other => out.push((path, text(other))),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(real) => format!("{real}"),
            None => number.to_string(),
        },
        Value::Array(list) => {
            let items: Vec<String> = list.iter().map(item).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

/// A value of a list: a word that could be taken for several stands in quotes, so that no two lists look alike.
fn item(value: &Value) -> String {
    match value {
        Value::String(word) if word.contains([',', '[', ']', '"']) => value.to_string(),
        other => text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_lists_look_alike() {
        let flat = |list: &[&str]| flatten(&std::collections::BTreeMap::from([("k", list)]));
        assert_eq!(flat(&["a", "b"]), [("k".to_owned(), "[a, b]".to_owned())]);
        assert_ne!(flat(&["a, b"]), flat(&["a", "b"]));
        assert_ne!(flat(&["a]"]), flat(&["a"]));
    }
}
