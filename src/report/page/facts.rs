//! What a folder says, read for the page: its manifest, its runs and the tables that it has.

use std::path::Path;

use serde_json::Value;

use crate::base::words::Both;
use crate::measure::tables::{ASSUMPTIONS, assumptions};
use crate::report::data::Runs;
use crate::report::error::ReportError;
use crate::report::page::happened::Map;
use crate::report::page::places::Places;
use crate::report::sheet::Sheet;
use crate::store::manifest::MANIFEST;

/// A policy as the manifest has it.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: Both,
    /// Where there is little room.
    pub short: Both,
    /// Every switch with its value.
    pub switches: Vec<(String, String)>,
}

/// A key of the world.
#[derive(Clone, Debug, Default)]
pub struct Key {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// Its grade.
    pub grade: String,
    /// What is sampled.
    pub range: String,
    /// What it is.
    pub text: Both,
    /// Where the value comes from.
    pub source: Both,
}

/// All that the page is made from.
#[derive(Debug)]
pub struct Facts {
    /// Title of the scenario.
    pub title: Both,
    /// The command that makes the same results.
    pub command: String,
    /// Version of the program, of the results, digests of the build and of the plan.
    pub made_by: [String; 4],
    /// Years of the window.
    pub years: u32,
    /// Years of the burn-in.
    pub burn_in: u32,
    /// The difference that counts.
    pub delta: f64,
    /// Whose money is divided.
    pub frame: String,
    /// Policies, the baseline first.
    pub policies: Vec<Policy>,
    /// Runs of these policies, in the same order.
    pub runs: Runs,
    /// Keys of the world.
    pub keys: Vec<Key>,
    /// Places, where the folder has them.
    pub places: Option<Places>,
    /// Communities by period, where they were collected.
    pub map: Option<Map>,
}

impl Facts {
    /// Reads a folder.
    ///
    /// # Errors
    /// When a file that every folder has is missing, or one is not what it should be.
    pub fn read(dir: &Path) -> Result<Self, ReportError> {
        let manifest = manifest(dir)?;
        let text = |name: &str| manifest[name].as_str().unwrap_or_default().to_owned();
        let number = |name: &str| manifest[name].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or_default();
        let baseline = text("baseline");
        let mut policies: Vec<Policy> = manifest["policies"].as_array().into_iter().flatten().map(policy).collect();
        policies.sort_by_key(|policy| policy.name != baseline);
        let names: Vec<&str> = policies.iter().map(|policy| policy.name.as_str()).collect();
        let runs = Runs::read(dir, &names)?;
        let places = Places::read(dir)?;
        let map = match &places {
            Some(places) => Map::read(dir, &names, places)?,
            None => None,
        };
        Ok(Self {
            title: both(&manifest["title"]),
            command: text("command"),
            made_by: [text("version"), manifest["results"].to_string(), text("build"), text("plan")],
            years: number("years"),
            burn_in: number("burn_in_years"),
            delta: manifest["delta"].as_f64().unwrap_or_default(),
            frame: text("frame"),
            runs,
            keys: keys(dir)?,
            places,
            map,
            policies,
        })
    }

    /// The value of a key of the world.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&str> {
        self.keys.iter().find(|key| key.key == name).map(|key| key.value.as_str())
    }

    /// What people call a `segment` or `category`.
    #[must_use]
    pub fn label(&self, kind: &str, name: &str) -> Both {
        let of = |suffix: &str| self.key(&format!("{kind}.{name}.{suffix}")).filter(|label| !label.is_empty()).unwrap_or(name);
        let [en, zh] = ["label", "label_zh"].map(|suffix| of(suffix).to_owned());
        Both { en, zh }
    }

    /// Whether places are named without being described: nothing may be said of them by name.
    #[must_use]
    pub fn is_illustrative(&self) -> bool {
        self.key("district.illustrative").is_none_or(|value| value == "true")
    }

    /// Most replicates of a policy.
    #[must_use]
    pub fn replicates(&self) -> usize {
        (0..self.policies.len()).map(|policy| self.runs.count(policy)).max().unwrap_or_default()
    }
}

/// The manifest of a folder.
///
/// # Errors
/// When there is none, or it says no labels.
pub fn manifest(dir: &Path) -> Result<Value, ReportError> {
    let path = dir.join(MANIFEST);
    let text = std::fs::read_to_string(&path).map_err(|_| ReportError::Missing { path: path.clone() })?;
    let value: Value = serde_json::from_str(&text).unwrap_or_default();
    let whole = value["policies"].as_array().is_some_and(|all| all.iter().all(|policy| policy["label"].is_object()));
    if whole { Ok(value) } else { Err(ReportError::Old { path }) }
}

fn both(value: &Value) -> Both {
    let text = |lang: &str| value[lang].as_str().unwrap_or_default().to_owned();
    let [en, zh] = ["en", "zh"].map(text);
    Both { en, zh }
}

/// A policy of a manifest.
pub fn policy(value: &Value) -> Policy {
    let switches = value["switches"].as_object().into_iter().flatten();
    Policy {
        name: value["name"].as_str().unwrap_or_default().to_owned(),
        label: both(&value["label"]),
        short: both(&value["short"]),
        switches: switches.map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned())).collect(),
    }
}

fn keys(dir: &Path) -> Result<Vec<Key>, ReportError> {
    let mut sheet = Sheet::of(dir.join(ASSUMPTIONS.file))?;
    use assumptions::{GRADE, KEY, RANGE, SOURCE_EN, SOURCE_ZH, TEXT_EN, TEXT_ZH, UNIT, VALUE};
    let places = [KEY, VALUE, UNIT, GRADE, RANGE, TEXT_EN, TEXT_ZH, SOURCE_EN, SOURCE_ZH]
        .map(|column| sheet.place(&column))
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    let mut keys = Vec::new();
    while sheet.next()?.is_some() {
        let field = |at: usize| places.get(at).map_or("", |place| sheet.field(*place)).to_owned();
        keys.push(Key {
            key: field(0),
            value: field(1),
            unit: field(2),
            grade: field(3),
            range: field(4),
            text: Both { en: field(5), zh: field(6) },
            source: Both { en: field(7), zh: field(8) },
        });
    }
    Ok(keys)
}
