//! Categories and segments that a file names: each must be one of the scenario's, and stand in a list once.

use crate::base::words::{Both, both};
use crate::scenario::check::pointer::twice;
use crate::scenario::error::{Kind, ScenarioError, meant, nearest, one_of};
use crate::scenario::keys::world::Scenario;
use crate::scenario::reading::mistakes::Mistakes;

/// A word that is no category of the scenario.
pub(in crate::scenario) fn unknown_category(error: ScenarioError, word: &str, scenario: &Scenario) -> ScenarioError {
    let known: Vec<&str> = scenario.category.iter().map(|(name, _)| name).collect();
    unknown(error.found(both!("the category {word:?}", "类别 {word:?}")), word, &known)
}

/// A word that is none of those known, with the nearest of them.
fn unknown(error: ScenarioError, word: &str, known: &[&str]) -> ScenarioError {
    let error = error.expected(one_of(known.iter().copied()));
    match nearest(word, known.iter().copied()) {
        Some(near) => error.hint(meant(near)),
        None => error,
    }
}

/// The categories that a list names: each must be one of the scenario's, and there once.
pub(in crate::scenario) fn categories<'a>(
    names: impl Iterator<Item = &'a String>,
    scenario: &Scenario,
    at: impl Fn(Kind, usize) -> ScenarioError,
    mistakes: &mut Mistakes,
) {
    let known: Vec<&str> = scenario.category.iter().map(|(name, _)| name).collect();
    let found = |word: &str| both!("the category {word:?}", "类别 {word:?}");
    listed(names, &known, &found, &both!("every category once", "每个类别一次"), at, mistakes);
}

/// The segments that a list names: each must be one of the scenario's, and there once.
pub(in crate::scenario) fn segments<'a>(
    names: impl Iterator<Item = &'a String>,
    scenario: &Scenario,
    at: impl Fn(Kind, usize) -> ScenarioError,
    mistakes: &mut Mistakes,
) {
    let known: Vec<&str> = scenario.segment.iter().map(|(name, _)| name).collect();
    let found = |word: &str| both!("the segment {word:?}", "人群 {word:?}");
    listed(names, &known, &found, &both!("every segment once", "每个人群一次"), at, mistakes);
}

/// Names of a list, each of them known and there once.
fn listed<'a>(
    names: impl Iterator<Item = &'a String>,
    known: &[&str],
    found: &dyn Fn(&str) -> Both,
    once: &Both,
    at: impl Fn(Kind, usize) -> ScenarioError,
    mistakes: &mut Mistakes,
) {
    let mut seen: Vec<&String> = Vec::new();
    for (index, name) in names.enumerate() {
        if !known.contains(&name.as_str()) {
            mistakes.add(unknown(at(Kind::UnknownWord, index).found(found(name)), name, known));
        } else if seen.contains(&name) {
            mistakes.add(at(Kind::Contradiction, index).found(twice(name)).expected(once.clone()));
        }
        seen.push(name);
    }
}
