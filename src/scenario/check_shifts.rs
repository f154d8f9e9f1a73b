//! Checks of what moves in the world while days pass: ageing and shocks.

use super::check::{NAME, Pointer, is_name, unknown_category};
use super::error::{Kind, ScenarioError};
use super::world_keys::Scenario;
use crate::world::DAYS_PER_YEAR;

/// Checks ageing and shocks.
pub(super) fn shifts(p: &Pointer<'_>, scenario: &Scenario) -> Result<(), ScenarioError> {
    ageing(p, scenario)?;
    let window = scenario.run.years.get() * u32::from(DAYS_PER_YEAR);
    for (name, shock) in scenario.shock.iter().flat_map(|table| table.iter()) {
        if !is_name(name) {
            return Err(p.at_key(Kind::OutOfRange, "shock").found(format!("the name {name:?}")).expected(NAME));
        }
        let last = shock.day.get() + shock.days.get() - 1;
        if last > window {
            return Err(p
                .at(Kind::Contradiction, &format!("shock.{name}.day"))
                .found(format!("a shock from day {} to day {last}", shock.day.get()))
                .expected(format!("days of the window, 1 to {window}"))
                .hint("more `run.years`, or an earlier or shorter shock"));
        }
        let key = format!("shock.{name}.categories");
        for (index, category) in shock.categories.iter().flatten().enumerate() {
            if scenario.category.get(category).is_none() {
                return Err(unknown_category(p.at(Kind::UnknownWord, &key), category, scenario));
            }
            if shock.categories.iter().flatten().take(index).any(|c| c == category) {
                return Err(p.at(Kind::Contradiction, &key).found(format!("{category:?} twice")));
            }
        }
    }
    Ok(())
}

/// Whoever grows needs somebody who gives way.
fn ageing(p: &Pointer<'_>, scenario: &Scenario) -> Result<(), ScenarioError> {
    let people = |older: bool| scenario.segment.iter().any(|(_, s)| s.older == older && *s.share > 0.0);
    if *scenario.demand.ageing == 0.0 || (people(true) && people(false)) {
        return Ok(());
    }
    Err(p
        .at(Kind::Contradiction, "demand.ageing")
        .found(if people(true) { "residents in older segments alone" } else { "no residents in an older segment" })
        .expected("some segments with `older = true` and some with `older = false`, or an ageing of 0"))
}
