//! Keys of a file of patterns.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// Published facts that the status quo of a scenario is held against
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatternsFile {
    /// Name of the list
    pub name: String,
    /// What it is, in English
    #[serde(default)]
    pub title: String,
    /// What it is, in Chinese
    #[serde(default)]
    pub title_zh: String,
    /// The scenario whose baseline is held against them, relative to this file
    pub scenario: String,
    /// Replicates instead of the scenario's
    #[serde(default)]
    pub seeds: Option<u32>,
    /// Years that are measured instead of the scenario's
    #[serde(default)]
    pub years: Option<u32>,
    /// The patterns
    pub pattern: Vec<PatternKeys>,
    /// Keys of the world that a calibration may move, at most eight
    #[serde(default)]
    pub may_move: Vec<MoveKeys>,
}

/// A pattern: a measure and the values that are published of it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatternKeys {
    /// Name
    pub name: String,
    /// What it says, in English
    pub title: String,
    /// What it says, in Chinese
    pub title_zh: String,
    /// The measure: one of docs/patterns.md, or a column of runs.csv
    pub measure: String,
    /// Segments of residents that are meant; all unless said
    #[serde(default)]
    pub segments: Option<Vec<String>>,
    /// Of a segment, the part of its residents that is meant, where that is not all of it
    #[serde(default)]
    pub parts: Option<BTreeMap<String, f64>>,
    /// Categories of needs that are meant; all unless said
    #[serde(default)]
    pub categories: Option<Vec<String>>,
    /// Parties of servers that are meant; all unless said
    #[serde(default)]
    pub parties: Option<Vec<String>>,
    /// Working days, of a measure that asks for them
    #[serde(default)]
    pub days: Option<u32>,
    /// Names of patterns in falling order, of the measure `falling_order`
    #[serde(default)]
    pub order: Option<Vec<String>>,
    /// Lowest value that agrees with what is published
    #[serde(default)]
    pub low: Option<f64>,
    /// Highest value that agrees with what is published
    #[serde(default)]
    pub high: Option<f64>,
    /// Instead of both: values above this agree
    #[serde(default)]
    pub above: Option<f64>,
    /// Instead of both: values below this agree
    #[serde(default)]
    pub below: Option<f64>,
    /// Unit, in English
    pub unit: String,
    /// Unit, in Chinese
    pub unit_zh: String,
    /// How well the values are supported
    pub grade: Grade,
    /// Where the values come from, in English
    pub source: String,
    /// Where the values come from, in Chinese
    pub source_zh: String,
    /// What it is for
    #[serde(rename = "use")]
    pub purpose: Purpose,
}

/// How well values are supported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Grade {
    /// Figures that stand in the source
    F,
    /// Reckoned from such figures
    D,
    /// The source supports the direction or the order of magnitude
    #[default]
    B,
}

impl Grade {
    /// Its letter.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::F => "F",
            Self::D => "D",
            Self::B => "B",
        }
    }
}

/// What a pattern is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A calibration may use it
    Fit,
    /// A calibration may not look at it
    HeldOut,
    /// A figure to check, too rough or too far from the model to decide
    Check,
    /// Shown beside the others; what is published contradicts itself
    #[default]
    Shown,
}

impl Purpose {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Fit, Self::HeldOut, Self::Check, Self::Shown];

    /// Its word in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::HeldOut => "held_out",
            Self::Check => "check",
            Self::Shown => "shown",
        }
    }
}

/// A key that a calibration may move.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveKeys {
    /// Dotted key of the world
    pub key: String,
    /// Why it may be moved, in English
    pub reason: String,
    /// Why it may be moved, in Chinese
    pub reason_zh: String,
}
