//! An input: one file of the folder replaced, or some words on the command line.

use super::bytes;
use super::dice::Dice;
use super::{office, tree};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The scenario itself.
    Scenario,
    /// The base that the scenario extends.
    Base,
    /// A policy.
    Policy,
    /// The sheet of communities.
    Sheet,
    /// The sheet of communities, as a workbook.
    Workbook,
    /// `--set`, one per line.
    Settings,
    /// `--set` of legal prices, one per line.
    Wages,
    /// A folder of results, tampered with: the bytes are a seed.
    Folder,
}

impl Place {
    /// Its name in a report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scenario => "scenarios",
            Self::Base => "bases",
            Self::Policy => "policies",
            Self::Sheet => "sheets (CSV)",
            Self::Workbook => "sheets (workbooks)",
            Self::Settings => "settings",
            Self::Wages => "legal prices at their edge",
            Self::Folder => "folders tampered with",
        }
    }
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
        let place = match dice.below(1000) {
            0..430 => Place::Scenario,
            430..490 => Place::Base,
            490..735 => Place::Policy,
            735..875 => Place::Sheet,
            875..915 => Place::Workbook,
            915..985 => Place::Settings,
            985..990 => Place::Wages,
            _ => Place::Folder,
        };
        let bytes = match place {
            Place::Settings => settings(&mut dice, seeds),
            Place::Wages => wages(&mut dice, seeds),
            Place::Folder => dice.bits().to_le_bytes().to_vec(),
            Place::Sheet if dice.chance(50) => {
                let grid = office::grid(&mut dice);
                let mut bytes = office::csv(&mut dice, &grid);
                if dice.chance(20) {
                    bytes::change(&mut dice, &mut bytes, seeds.policies[0].1.as_bytes());
                }
                bytes
            }
            Place::Workbook => {
                let grid = office::grid(&mut dice);
                let mut bytes = office::workbook(&mut dice, &grid);
                match dice.below(10) {
                    0..3 => bytes::change(&mut dice, &mut bytes, b"PK\x03\x04<row r=\"1\">"),
                    // The head of an old workbook, and anything after it.
                    3 => bytes = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &bytes].concat(),
                    4 => bytes = office::csv(&mut dice, &grid),
                    _ => {}
                }
                bytes
            }
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

/// Prices of the base at what is legal and hardly thinkable: pay of a hundred yuan a year, or of millions.
fn wages(dice: &mut Dice, seeds: &Seeds) -> Vec<u8> {
    let mut all = Vec::new();
    if let Ok(tree) = base(seeds).parse::<toml::Table>() {
        leaves(&tree, "", &mut all);
    }
    let is_pay = |key: &str| key.ends_with(".wage");
    let is_price =
        |key: &str| ["cost", "price", "wage", "overhead", "reserve", "budget", "per_10k"].iter().any(|w| key.contains(w));
    let mut keys: Vec<&String> = all.iter().map(|(key, _)| key).filter(|key| is_pay(key)).collect();
    for _ in 0..dice.below(4) {
        let prices: Vec<&String> = all.iter().filter(|(k, v)| v.is_float() && is_price(k)).map(|(key, _)| key).collect();
        keys.extend(prices.get(dice.below(prices.len())));
    }
    let mut out = String::new();
    for key in keys {
        // Evenly over the digits: from the least to thirty times as much, sometimes to a million times.
        let digits = if dice.chance(80) { 1.5 } else { 6.0 };
        let factor = libm::pow(10.0, digits * (dice.below(10_001) as f64 / 10_000.0));
        let old = all.iter().find(|(k, _)| k == key).and_then(|(_, v)| v.as_float()).unwrap_or(1.0);
        let value =
            if is_pay(key) { (100.0 * factor).min(1e8) } else { old * if dice.chance(50) { factor } else { 1.0 / factor } };
        if dice.chance(80) {
            out.push_str(&format!("{key}={value:.3}\n"));
        }
    }
    out.into_bytes()
}
