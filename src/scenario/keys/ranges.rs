//! What is said of a key beside its type and its documentation, once: `scenarios/ranges.toml`, compiled in.
//!
//! The legal range of a key is its Rust type and its English text the documentation there; Chinese, unit, sampled range, grade of evidence,
//! source and ties to other keys stand in that file. Nothing of it decides a result.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::scenario::keys::quantity::Keyed;

/// Whose keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of a scenario.
    World,
    /// Those of a policy.
    Policy,
}

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranges {
    /// Chinese of units, and of sources that many keys share.
    pub words: BTreeMap<String, String>,
    /// Keys and tables of the world by dotted path, `*` for the name of a category, segment, kind, shock or community.
    pub world: Keyed<About>,
    /// Keys and tables of a policy.
    pub policy: Keyed<About>,
}

/// What is said of a key or a table.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Chinese of its text; absent in an entry of one of a kind, which says only what differs from the kind.
    pub zh: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// Grade of evidence; tables have none.
    pub grade: Option<Grade>,
    /// Lowest and highest value to sample.
    pub range: Option<[f64; 2]>,
    /// One more value to sample, outside `range`.
    pub or: Option<f64>,
    /// Of a list, the item (from 1) that `range` is about; the others follow in proportion.
    pub item: Option<usize>,
    /// Lowest and highest factor on the default.
    pub times: Option<[f64; 2]>,
    /// Distance from the default, both ways, within what is legal.
    pub plus: Option<f64>,
    /// Values to sample of a key that takes words or yes and no.
    pub among: Option<Vec<toml::Value>>,
    /// Where the value comes from.
    pub source: Option<String>,
    /// Chinese of the source; absent when it stands in [`Ranges::words`].
    pub source_zh: Option<String>,
    /// What holds between this key and others.
    #[serde(default)]
    pub ties: Vec<Tie>,
    /// Chinese of the words that the key can take.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
}

/// Grade of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Grade {
    /// Documented.
    A,
    /// Order of magnitude documented.
    B,
    /// Assumption, to be swept before a conclusion depends on it.
    C,
    /// By definition, a choice of the experiment or the policy, or data of a place: nothing to be graded.
    #[serde(rename = "-")]
    Given,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::Given => "–",
        })
    }
}

/// What holds between keys; the checks of [`crate::scenario::check`] enforce it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tie {
    /// These shares sum to 1; one key with `*` or a list sums over its own values.
    SumToOne(Vec<String>),
    /// This key and that one are shares of the same whole.
    AtMostOneWith(String),
    /// This key does not exceed that one.
    NotAbove(String),
}

/// The file, read once.
#[must_use]
pub fn ranges() -> &'static Ranges {
    static RANGES: OnceLock<Ranges> = OnceLock::new();
    // The file is compiled in; that it can be read is a test's to show.
    RANGES.get_or_init(|| toml::from_str(TEXT).unwrap_or_default())
}

/// The text of the file.
pub const TEXT: &str = include_str!("../../../scenarios/ranges.toml");

impl Ranges {
    /// All entries of a scope, in the order of the file.
    #[must_use]
    pub const fn of(&self, scope: Scope) -> &Keyed<About> {
        match scope {
            Scope::World => &self.world,
            Scope::Policy => &self.policy,
        }
    }

    /// What is said of a key or table, given by the path of the file (`category.medical.mix`) or of its kind (`category.*.mix`).
    #[must_use]
    pub fn about(&self, scope: Scope, path: &str) -> Option<About> {
        let entries = self.of(scope);
        let own = entries.get(path);
        if let Some(about) = own.filter(|about| about.zh.is_some()) {
            return Some(about.clone());
        }
        let kind = kinds_of(path).into_iter().find_map(|kind| entries.get(&kind))?;
        Some(own.map_or_else(|| kind.clone(), |own| own.over(kind)))
    }

    /// Chinese of a unit or a source: the entry's own, or that of the words that many share.
    #[must_use]
    pub fn chinese<'r>(&'r self, word: &str, own: Option<&'r str>) -> Option<&'r str> {
        own.or_else(|| self.words.get(word).map(String::as_str))
    }
}

/// The paths of the kinds that a path may belong to: one part of it replaced by `*`.
#[must_use]
pub fn kinds_of(path: &str) -> Vec<String> {
    let parts: Vec<&str> = path.split('.').collect();
    (1..parts.len())
        .map(|at| parts.iter().enumerate().map(|(i, p)| if i == at { "*" } else { p }).collect::<Vec<_>>().join("."))
        .collect()
}

impl About {
    /// This entry of one of a kind, with what it leaves out taken from the kind.
    fn over(&self, kind: &Self) -> Self {
        let mut about = kind.clone();
        if self.grade.is_some() {
            about.grade = self.grade;
        }
        if self.is_sampled() {
            (about.range, about.or, about.item) = (self.range, self.or, self.item);
            (about.times, about.plus, about.among) = (self.times, self.plus, self.among.clone());
        }
        if self.source.is_some() {
            (about.source, about.source_zh) = (self.source.clone(), self.source_zh.clone());
        }
        about
    }

    /// Whether a sampled range is given.
    #[must_use]
    pub const fn is_sampled(&self) -> bool {
        self.range.is_some() || self.times.is_some() || self.plus.is_some() || self.among.is_some()
    }

    /// Lowest and highest number to sample around a default, within what is legal; nothing for words and for keys that are not sampled.
    #[must_use]
    pub fn sampled(&self, default: f64, legal: [f64; 2]) -> Option<[f64; 2]> {
        if self.range.is_some() {
            return self.range;
        }
        let [a, b] = match (self.times, self.plus) {
            (Some([low, high]), _) => [default * low, default * high],
            (None, Some(distance)) => [default - distance, default + distance],
            (None, None) => return None,
        };
        Some([a.min(b).max(legal[0]), a.max(b).min(legal[1])])
    }
}
