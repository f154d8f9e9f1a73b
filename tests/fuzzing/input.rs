//! An input: one file of the folder replaced, or some words on the command line.

use super::bytes;
use super::dice::Dice;
use super::tree;

/// The shipped files from which inputs are made.
#[derive(Clone, Debug, Default)]
pub struct Seeds {
    /// Scenarios: name and text.
    pub scenarios: Vec<(String, String)>,
    /// Policies.
    pub policies: Vec<(String, String)>,
    /// Sheets of communities.
    pub sheets: Vec<(String, String)>,
}

/// Where the bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The scenario itself.
    Scenario,
    /// The base that the scenario extends.
    Base,
    /// A policy.
    Policy,
    /// The sheet of communities.
    Sheet,
    /// `--set`, one per line.
    Settings,
}

/// An input.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its number.
    pub number: u64,
    /// Where the bytes go.
    pub place: Place,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Input {
    /// Input `number` of a seed.
    pub fn new(seed: u64, number: u64, seeds: &Seeds) -> Self {
        let mut dice = Dice::new(seed, number);
        let place = match dice.below(100) {
            0..46 => Place::Scenario,
            46..52 => Place::Base,
            52..78 => Place::Policy,
            78..92 => Place::Sheet,
            _ => Place::Settings,
        };
        let bytes = match place {
            Place::Settings => settings(&mut dice, seeds),
            Place::Sheet => {
                let (_, text) = dice.pick(&seeds.sheets).clone();
                let mut bytes = if dice.chance(70) { tree::sheet(&mut dice, &text) } else { text.into_bytes() };
                if dice.chance(40) {
                    bytes::change(&mut dice, &mut bytes, seeds.policies[0].1.as_bytes());
                }
                bytes
            }
            _ => {
                let of = if place == Place::Policy { &seeds.policies } else { &seeds.scenarios };
                let text = match place {
                    Place::Base => base(seeds).to_owned(),
                    _ => dice.pick(of).1.clone(),
                };
                let other = dice.pick(&seeds.scenarios).1.clone();
                // Scenarios say little themselves: some keys of the base are written into them, so that there is more to change.
                let text = if place == Place::Scenario { with_keys(&mut dice, &text, seeds) } else { text };
                let changed = if dice.chance(60) { tree::change(&mut dice, &text, &other) } else { None };
                let mut bytes = changed.clone().unwrap_or(text).into_bytes();
                if changed.is_none() || dice.chance(10) {
                    bytes::change(&mut dice, &mut bytes, other.as_bytes());
                }
                bytes
            }
        };
        Self { number, place, bytes }
    }
}

fn base(seeds: &Seeds) -> &str {
    seeds.scenarios.iter().find(|(name, _)| name == "base.toml").map_or("", |(_, text)| text)
}

/// Dotted keys and values of a tree that are no tables.
fn leaves(table: &toml::Table, path: &str, out: &mut Vec<(String, toml::Value)>) {
    for (key, value) in table {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value {
            toml::Value::Table(inner) => leaves(inner, &path, out),
            value => out.push((path, value.clone())),
        }
    }
}

/// Writes some keys of the base into a scenario.
fn with_keys(dice: &mut Dice, text: &str, seeds: &Seeds) -> String {
    let (Ok(mut tree), Ok(base)) = (text.parse::<toml::Table>(), base(seeds).parse::<toml::Table>()) else {
        return text.to_owned();
    };
    for _ in 0..dice.below(4) {
        let tables: Vec<(&String, &toml::Value)> = base.iter().filter(|(_, v)| v.is_table()).collect();
        if tables.is_empty() {
            break;
        }
        let (name, from) = *dice.pick(&tables);
        let (Some(from), Some(to)) =
            (from.as_table(), tree.entry(name.clone()).or_insert_with(|| toml::Value::Table(toml::Table::new())).as_table_mut())
        else {
            continue;
        };
        for _ in 0..1 + dice.below(4) {
            let keys: Vec<&String> = from.keys().collect();
            let key = *dice.pick(&keys);
            to.entry(key.clone()).or_insert_with(|| from[key].clone());
        }
    }
    toml::to_string(&tree).unwrap_or_else(|_| text.to_owned())
}

/// Some `KEY=VALUE`.
fn settings(dice: &mut Dice, seeds: &Seeds) -> Vec<u8> {
    let mut all = Vec::new();
    if let Ok(tree) = base(seeds).parse::<toml::Table>() {
        leaves(&tree, "", &mut all);
    }
    let mut out = Vec::new();
    for _ in 0..1 + dice.below(3) {
        let Some((key, old)) = (!all.is_empty()).then(|| dice.pick(&all)) else { break };
        let value = match dice.below(4) {
            0 => old.to_string(),
            1 => (*dice.pick(&["0", "1", "0.5", "1e-9", "1e9", "100.0", "-100.0", "1e6", "1000.0", "24", "100"])).to_owned(),
            2 => (*dice.pick(&bytes::NUMBERS)).to_owned(),
            _ => (*dice.pick(&["true", "[]", "{}", "x", "'沙'", "[1,2]", "{a=1}", "", "=", "\"", "[[[["])).to_owned(),
        };
        out.extend_from_slice(format!("{key}={value}\n").as_bytes());
    }
    if dice.chance(20) {
        bytes::change(dice, &mut out, b"segment.x.y=3\n");
    }
    out
}
