//! From a file of patterns to patterns: all that is wrong in it at once, each at its line.

use std::collections::BTreeSet;
use std::path::Path;

use super::Patterns;
use super::checker::Checker;
use super::keys::{PatternKeys, PatternsFile};
use super::targets::{self, Known};
use crate::base::words::{Both, both};
use crate::measure::patterns::vocabulary::{Choice, Named, named, names};
use crate::scenario::error::{Kind, ScenarioError, list};
use crate::scenario::experiment::Experiment;
use crate::scenario::load::{LoadOptions, load};
use crate::scenario::other_file;
use crate::scenario::{NAME, is_name};

/// Most keys that a calibration may move.
pub const MOST_MOVED: usize = 8;

/// What the command line adds to a file of patterns.
#[derive(Clone, Debug, Default)]
pub struct PatternsOptions {
    /// `KEY=VALUE` each, laid over the scenario; they come after what the file says.
    pub sets: Vec<String>,
    /// See [`LoadOptions::memory`].
    pub memory: Option<u64>,
}

/// Reads a file of patterns and its scenario.
///
/// # Errors
/// What is wrong with keys and types in the file; else all that is wrong with its patterns and in the scenario.
pub fn read(path: &Path, options: &PatternsOptions) -> Result<Patterns, ScenarioError> {
    let file = other_file::read::<PatternsFile>(path)?;
    let keys = &file.value;
    let mut checker = Checker::of(&file);
    checker.all();
    let experiment = match scenario(path, keys, options) {
        Ok(experiment) => experiment,
        Err(error) => {
            checker.errors.push(error);
            return Err(ScenarioError::many(checker.errors).unwrap_or_else(|| ScenarioError::new(Kind::Syntax)));
        }
    };
    let known = Known::of(&experiment);
    let targets: Vec<_> = (0..).zip(&keys.pattern).map(|(at, one)| targets::target(&mut checker, at, one, &known)).collect();
    checker.moved(&known);
    if let Some(error) = ScenarioError::many(checker.errors) {
        return Err(error);
    }
    let may_move = keys.may_move.iter();
    Ok(Patterns {
        name: keys.name.clone(),
        title: Both { en: keys.title.clone(), zh: keys.title_zh.clone() },
        targets: targets.into_iter().flatten().collect(),
        may_move: may_move.map(|one| (one.key.clone(), Both { en: one.reason.clone(), zh: one.reason_zh.clone() })).collect(),
        experiment,
    })
}

/// The scenario with its baseline alone.
fn scenario(path: &Path, keys: &PatternsFile, options: &PatternsOptions) -> Result<Experiment, ScenarioError> {
    let of = |key: &str, value: Option<u32>| value.map(|value| format!("run.{key}={value}"));
    let mut sets: Vec<String> = of("seeds", keys.seeds).into_iter().chain(of("years", keys.years)).collect();
    sets.extend(options.sets.iter().cloned());
    load(&path.with_file_name(&keys.scenario), &LoadOptions { sets, policies: Some(Vec::new()), memory: options.memory })
}

impl Checker<'_> {
    /// What can be said without the scenario.
    fn all(&mut self) {
        let keys = &self.file.value;
        if !is_name(&keys.name) {
            let at = self.file.layered.table.locate("name").map_or(&self.file.layered.top, |(_, node)| &node.origin);
            let error = ScenarioError::new(Kind::OutOfRange).at(at).key("name");
            self.errors.push(error.found(format!("{:?}", keys.name)).expected(NAME));
        }
        if keys.pattern.is_empty() {
            let error = ScenarioError::new(Kind::MissingKey).at(&self.file.layered.top).key("pattern");
            self.errors.push(error.expected(both!("at least one [[pattern]]", "至少一个 [[pattern]]")));
        }
        let mut seen = BTreeSet::new();
        for (at, one) in keys.pattern.iter().enumerate() {
            if !is_name(&one.name) {
                self.wrong(at, "name", Both::same(format!("{:?}", one.name)), NAME.into());
            } else if !seen.insert(&one.name) {
                let expected = both!("a name of its own for each pattern", "每项各有自己的名称");
                self.wrong(at, "name", Both::same(format!("{:?}", one.name)), expected);
            }
            self.goal(at, one);
            match named(&one.measure) {
                Some(measure) => self.choices(at, one, measure),
                None => {
                    let expected = both!("a measure, or a column of runs.csv with numbers", "一个度量，或 runs.csv 中的数值列");
                    self.unknown("pattern", at, "measure", &one.measure, expected, names());
                }
            }
        }
    }

    /// The values that agree: a range with two ends, or a sign.
    fn goal(&mut self, at: usize, one: &PatternKeys) {
        let expected = || {
            both!(
                "`low` and `high`, low below high, or one of `above` and `below` alone",
                "`low` 与 `high`（low 小于 high），或仅给出 `above`、`below` 之一"
            )
        };
        let given = [("low", one.low), ("high", one.high), ("above", one.above), ("below", one.below)];
        let finite = given.iter().all(|(_, value)| value.is_none_or(f64::is_finite));
        let right = match (one.low, one.high, one.above, one.below) {
            (Some(low), Some(high), None, None) => finite && low < high,
            (None, None, Some(_), None) | (None, None, None, Some(_)) => finite,
            _ => false,
        };
        if !right {
            let words = given.iter().filter_map(|(key, value)| value.map(|value| format!("{key} = {value}")));
            let words = words.collect::<Vec<_>>().join(", ");
            let found = if words.is_empty() { both!("none of them", "均未给出") } else { Both::same(words) };
            let first = given.iter().find(|(_, value)| value.is_some()).map_or("low", |(key, _)| key);
            self.wrong(at, first, found, expected());
        }
    }

    /// Keys that choose something that the measure does not take, and such as it needs.
    fn choices(&mut self, at: usize, one: &PatternKeys, measure: Named) {
        let given = [
            ("segments", one.segments.is_some()),
            ("parts", one.parts.is_some()),
            ("categories", one.categories.is_some()),
            ("parties", one.parties.is_some()),
            ("days", one.days.is_some()),
            ("order", one.order.is_some()),
        ];
        let taken: Vec<&str> = measure.takes().iter().flat_map(|choice| choice.keys()).copied().collect();
        let (name, words) = (&one.measure, list(taken.iter().copied()));
        for (key, _) in given.iter().filter(|(key, is)| *is && !taken.contains(key)) {
            let found = both!("`{key}`, of which `{name}` knows nothing", "`{key}`，而 `{name}` 不取该项");
            let expected = if taken.is_empty() {
                both!("no choice: `{name}` is one value of a run", "无需选择：`{name}` 每次运行只有一个值")
            } else {
                both!("of `{name}` only {words}", "`{name}` 只可用 {words}"; words = words)
            };
            self.note("pattern", at, key, Kind::UnknownKey, found, expected);
        }
        for (choice, key) in [(Choice::Days, "days"), (Choice::Order, "order")] {
            let missing = given.iter().any(|(other, is)| *other == key && !is);
            if measure.takes().contains(&choice) && missing {
                let expected = both!("`{key}`, which `{name}` needs", "`{name}` 所需的 `{key}`");
                self.note("pattern", at, key, Kind::MissingKey, both!("none", "未给出"), expected);
            }
        }
        if let Some(days) = one.days.filter(|days| !(1..=250).contains(days)) {
            self.wrong(at, "days", days.into(), both!("1 to 250 working days", "1 至 250 个工作日"));
        }
    }

    /// Keys that may be moved.
    fn moved(&mut self, known: &Known) {
        let moved = &self.file.value.may_move;
        let mut seen = BTreeSet::new();
        for (at, one) in moved.iter().enumerate() {
            if at == MOST_MOVED {
                let number = moved.len();
                let expected = both!(
                    "at most {MOST_MOVED}: with more keys than that any value can be reached",
                    "至多 {MOST_MOVED} 个：可动的键再多，任何取值都能凑出"
                );
                self.note("may_move", at, "key", Kind::OutOfRange, both!("{number} keys", "{number} 个键"), expected);
            }
            if !known.numbers.contains(&one.key) {
                let expected = both!("a key of the world that is a number", "情景中取数值的键");
                self.unknown("may_move", at, "key", &one.key, expected, known.numbers.iter().map(String::as_str));
            } else if !seen.insert(&one.key) {
                let found = Both::same(format!("{:?}", one.key));
                self.note("may_move", at, "key", Kind::Contradiction, found, both!("each key once", "每个键只列一次"));
            }
        }
    }
}
