//! Changes that know the format: keys and values of a TOML tree, cells of a sheet.

use toml::{Table, Value};

use super::bytes::NUMBERS;
use super::dice::Dice;

/// Paths that lead out of the folder, round in a circle, or to something that is no file.
pub const PATHS: [&str; 24] = [
    "../outside/secret.toml",
    "policies/../../outside/secret.toml",
    "/etc/passwd",
    "link-out.toml",
    "link-folder/secret.toml",
    "loop.toml",
    "policies",
    ".",
    "..",
    "",
    "nowhere.toml",
    "input.toml",
    "./input.toml",
    "policies/../input.toml",
    "a\\b",
    "C:\\x",
    "file:///etc/passwd",
    "~/x",
    "a\u{0}b",
    "沙河口.toml",
    "base.toml",
    "policies/administrative.toml",
    "circle-a.toml",
    "dangling.toml",
];

/// Words where a name, a policy or a label is expected.
const WORDS: [&str; 20] = [
    "",
    "a",
    "../x",
    "a/b",
    "沙河口",
    "x y",
    "=SUM(A1)",
    "\u{0}",
    "\u{202e}abc",
    "administrative",
    "linkage",
    "random",
    "hierarchy",
    "lead",
    "none",
    "registry",
    "-x",
    "a,b",
    "\"",
    "0123456789012345678901234567890123456789012345678901234567890123456789",
];

/// Changes a text in TOML; nothing when it is none.
pub fn change(dice: &mut Dice, text: &str, other: &str) -> Option<String> {
    let mut tree: Table = text.parse().ok()?;
    for _ in 0..1 + dice.below(3) {
        once(dice, &mut tree, other);
    }
    toml::to_string(&tree).ok()
}

fn once(dice: &mut Dice, tree: &mut Table, other: &str) {
    match dice.below(12) {
        0..6 => {
            if let Some(value) = leaf(dice, tree) {
                *value = edge(dice, value);
            }
        }
        6 => {
            if let Some(value) = leaf(dice, tree) {
                *value = any(dice, 0);
            }
        }
        7 => {
            let table = inner(dice, tree);
            if let Some(key) = key(dice, table) {
                table.remove(&key);
            }
        }
        8 => {
            let value = any(dice, 0);
            let name = (*dice.pick(&WORDS)).to_owned();
            inner(dice, tree).insert(name, value);
        }
        9 => {
            let Ok(mut from) = other.parse::<Table>() else { return };
            let source = inner(dice, &mut from);
            let Some(key) = key(dice, source) else { return };
            let value = source[&key].clone();
            inner(dice, tree).insert(key, value);
        }
        10 => {
            let path = Value::String((*dice.pick(&PATHS)).to_owned());
            match dice.below(4) {
                0 => drop(tree.insert("extends".into(), path)),
                1 => set(tree, "district", "table", path),
                2 => drop(tree.insert("policies".into(), Value::Array(vec![path]))),
                _ => drop(tree.insert("baseline".into(), path)),
            }
        }
        _ => {
            let drop_key = ["district.generate", "community", "segment", "run.seeds", "name", "a.b.c", ""];
            tree.insert("without".into(), Value::Array(vec![Value::String((*dice.pick(&drop_key)).to_owned())]));
        }
    }
}

fn set(tree: &mut Table, table: &str, key: &str, value: Value) {
    if let Some(inner) = tree.entry(table).or_insert_with(|| Value::Table(Table::new())).as_table_mut() {
        inner.insert(key.into(), value);
    }
}

fn key(dice: &mut Dice, table: &Table) -> Option<String> {
    let keys: Vec<&String> = table.keys().collect();
    (!keys.is_empty()).then(|| (*dice.pick(&keys)).clone())
}

/// Some table of a tree.
fn inner<'t>(dice: &mut Dice, tree: &'t mut Table) -> &'t mut Table {
    let keys: Vec<String> = tree.iter().filter(|(_, v)| v.is_table()).map(|(k, _)| k.clone()).collect();
    if keys.is_empty() || dice.chance(20) {
        return tree;
    }
    let key = dice.pick(&keys).clone();
    match tree.get_mut(&key) {
        Some(Value::Table(table)) => inner(dice, table),
        _ => unreachable!("the key was taken from the table"),
    }
}

/// Some value that is no table.
fn leaf<'t>(dice: &mut Dice, tree: &'t mut Table) -> Option<&'t mut Value> {
    let key = key(dice, tree)?;
    match tree.get_mut(&key)? {
        Value::Table(table) => leaf(dice, table),
        value => Some(value),
    }
}

/// A value of the same type at the edge of its range.
fn edge(dice: &mut Dice, old: &Value) -> Value {
    match old {
        Value::Integer(n) => Value::Integer(*dice.pick(&[
            0,
            1,
            2,
            n.wrapping_sub(1),
            n.wrapping_mul(2),
            n.wrapping_mul(100),
            -1,
            24,
            100,
            1000,
            60_000,
            1_000_000_000,
            i64::MAX,
        ])),
        Value::Float(x) => Value::Float(*dice.pick(&[
            0.0,
            1.0,
            0.5,
            1e-9,
            1e-6,
            1e-3,
            100.0,
            -100.0,
            1e4,
            1e6,
            1e9,
            x * 10.0,
            x * 100.0,
            x / 100.0,
            -x,
            x + 1e-9,
            f64::NAN,
            f64::INFINITY,
        ])),
        Value::Boolean(flag) => Value::Boolean(!flag),
        Value::String(_) => Value::String((*dice.pick(&WORDS)).to_owned()),
        Value::Array(list) => {
            let mut list = list.clone();
            match dice.below(4) {
                0 => drop(list.pop()),
                1 => list.extend(list.clone()),
                2 => list.reverse(),
                _ => {
                    let at = dice.below(list.len());
                    if let Some(value) = list.get_mut(at) {
                        *value = edge(dice, value);
                    }
                }
            }
            Value::Array(list)
        }
        other => other.clone(),
    }
}

/// A value of any type.
fn any(dice: &mut Dice, depth: usize) -> Value {
    match dice.below(if depth < 3 { 7 } else { 5 }) {
        0 => Value::Integer(i64::from_le_bytes(dice.bits().to_le_bytes()) >> dice.below(64)),
        1 => Value::Float(f64::from_bits(dice.bits())),
        2 => Value::String((*dice.pick(&WORDS)).to_owned()),
        3 => Value::Boolean(dice.chance(50)),
        4 => "d = 1979-05-27".parse::<Table>().map_or(Value::Boolean(true), |t| t["d"].clone()),
        5 => Value::Array((0..dice.below(5)).map(|_| any(dice, depth + 1)).collect()),
        _ => Value::Table((0..dice.below(4)).map(|i| (format!("k{i}"), any(dice, depth + 1))).collect()),
    }
}

/// Changes a sheet: cells, columns, rows, separators, encoding.
pub fn sheet(dice: &mut Dice, text: &str) -> Vec<u8> {
    let mut rows: Vec<Vec<String>> = text.lines().map(|l| l.split(',').map(str::to_owned).collect()).collect();
    for _ in 0..1 + dice.below(4) {
        let row = dice.below(rows.len());
        let column = dice.below(rows.first().map_or(0, Vec::len));
        match dice.below(9) {
            0..4 => {
                if let Some(cell) = rows.get_mut(row).and_then(|r| r.get_mut(column)) {
                    let pool: &[&str] = if dice.chance(70) { &NUMBERS } else { &WORDS };
                    *cell = (*dice.pick(pool)).to_owned();
                    if dice.chance(20) {
                        cell.push('%');
                    }
                }
            }
            4 => rows.iter_mut().filter(|r| column < r.len()).for_each(|r| drop(r.remove(column))),
            5 => rows.iter_mut().filter(|r| column < r.len()).for_each(|r| r.push(r[column].clone())),
            6 => rows.push(rows[row].clone()),
            7 => drop((rows.len() > 1).then(|| rows.remove(row))),
            _ => {
                if let Some(cell) = rows.get_mut(row).and_then(|r| r.get_mut(column)) {
                    *cell = format!("\"{cell}");
                }
            }
        }
    }
    let separator = *dice.pick(&[",", ",", ",", ";", "\t", "|"]);
    let end = *dice.pick(&["\n", "\r\n", "\r"]);
    let text = rows.iter().map(|r| r.join(separator)).collect::<Vec<_>>().join(end);
    match dice.below(4) {
        0 => encoding_rs::GB18030.encode(&text).0.into_owned(),
        1 => [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat(),
        _ => text.into_bytes(),
    }
}
