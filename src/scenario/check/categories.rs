//! Categories that a file names: each must be one of the scenario's, and stand in a list once.

use crate::base::words::both;
use crate::scenario::check::pointer::twice;
use crate::scenario::error::{Kind, ScenarioError, meant, nearest, one_of};
use crate::scenario::keys::world::Scenario;
use crate::scenario::reading::mistakes::Mistakes;

/// A word that is no category of the scenario.
pub(in crate::scenario) fn unknown_category(error: ScenarioError, word: &str, scenario: &Scenario) -> ScenarioError {
    let known = || scenario.category.iter().map(|(name, _)| name);
    let error = error.found(both!("the category {word:?}", "类别 {word:?}")).expected(one_of(known()));
    match nearest(word, known()) {
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
    let mut seen: Vec<&String> = Vec::new();
    for (index, category) in names.enumerate() {
        if scenario.category.get(category).is_none() {
            mistakes.add(unknown_category(at(Kind::UnknownWord, index), category, scenario));
        } else if seen.contains(&category) {
            mistakes.add(
                at(Kind::Contradiction, index).found(twice(category)).expected(both!("every category once", "每个类别一次")),
            );
        }
        seen.push(category);
    }
}
