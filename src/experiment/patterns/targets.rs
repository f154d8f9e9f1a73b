//! One pattern of a file: its words turned into places of the scenario.

use super::checker::{Checker, is_of_run};
use super::keys::{PatternKeys, PatternsFile};
use super::{Goal, Target};
use crate::base::of::Of;
use crate::base::words::{Both, both};
use crate::measure::contacts::Chosen;
use crate::measure::patterns::Asked;
use crate::measure::patterns::vocabulary::named;
use crate::scenario::error::list;
use crate::scenario::experiment::Experiment;
use crate::world::sites::{ByParty, Party};

/// Names of the scenario.
pub(super) struct Known {
    segments: Vec<String>,
    categories: Vec<String>,
    /// Keys of the world that are numbers.
    pub(super) numbers: Vec<String>,
}

impl Known {
    pub(super) fn of(experiment: &Experiment) -> Self {
        let scenario = &experiment.scenario;
        let is_number = |value: &str| value.parse::<f64>().is_ok();
        let keys = experiment.world_keys.iter();
        Self {
            segments: scenario.segment.iter().map(|(name, _)| name.to_owned()).collect(),
            categories: scenario.category.iter().map(|(name, _)| name.to_owned()).collect(),
            numbers: keys.filter(|(k, value)| !k.starts_with("run.") && is_number(value)).map(|(k, _)| k.clone()).collect(),
        }
    }
}

/// Which of the known names are listed; all where there is no list.
fn chosen(checker: &mut Checker<'_>, at: usize, key: &str, given: Option<&Vec<String>>, known: &[&str]) -> Vec<bool> {
    let Some(given) = given else { return vec![true; known.len()] };
    let words = || list(known.iter().copied());
    if given.is_empty() {
        let words = words();
        checker.wrong(at, key, both!("none", "空"), both!("some of {words}", "以下若干项：{words}"; words = words));
    }
    for word in given.iter().filter(|word| !known.contains(&word.as_str())) {
        let words = words();
        let expected = both!("some of {words}", "以下若干项：{words}"; words = words);
        checker.unknown("pattern", at, key, word, expected, known.iter().copied());
    }
    known.iter().map(|name| given.iter().any(|word| word == name)).collect()
}

/// The part of each segment that is meant.
fn parts(checker: &mut Checker<'_>, at: usize, one: &PatternKeys, known: &Known) -> Vec<f64> {
    let names: Vec<&str> = known.segments.iter().map(String::as_str).collect();
    let meant = chosen(checker, at, "segments", one.segments.as_ref(), &names);
    let mut parts: Vec<f64> = meant.into_iter().map(|is| if is { 1.0 } else { 0.0 }).collect();
    for (name, part) in one.parts.iter().flatten() {
        match names.iter().position(|known| known == name).filter(|place| parts[*place] > 0.0) {
            None => {
                let expected = both!("one of the segments that are meant", "所选人群之一");
                checker.unknown("pattern", at, "parts", name, expected, names.iter().copied());
            }
            Some(_) if !(*part > 0.0 && *part <= 1.0) => {
                checker.wrong(at, "parts", (*part).into(), both!("a part above 0, at most 1", "大于 0 且不超过 1"));
            }
            Some(place) => parts[place] = *part,
        }
    }
    parts
}

/// A pattern; what is wrong with it is noted, and there is none where its measure is unknown.
pub(super) fn target(checker: &mut Checker<'_>, at: usize, one: &PatternKeys, known: &Known) -> Option<Target> {
    let parts = parts(checker, at, one, known);
    let names: Vec<&str> = known.categories.iter().map(String::as_str).collect();
    let categories = chosen(checker, at, "categories", one.categories.as_ref(), &names);
    let parties = chosen(checker, at, "parties", one.parties.as_ref(), &Party::ALL.map(Party::name));
    let order = order(checker, at, one);
    let chosen = Chosen {
        parts: Of::from_iter(parts),
        categories: Of::from_iter(categories),
        parties: ByParty::from_fn(|party| parties[party as usize]),
    };
    let goal = match (one.low, one.high, one.above, one.below) {
        (Some(low), Some(high), ..) => Goal::Between(low, high),
        (.., Some(above), _) => Goal::Above(above),
        (.., below) => Goal::Below(below?),
    };
    let both = |en: &String, zh: &String| Both { en: en.clone(), zh: zh.clone() };
    Some(Target {
        name: one.name.clone(),
        title: both(&one.title, &one.title_zh),
        measure: named(&one.measure)?,
        asked: Asked { of: chosen, days: u16::try_from(one.days.unwrap_or(0)).unwrap_or(u16::MAX) },
        order,
        goal,
        unit: both(&one.unit, &one.unit_zh),
        grade: one.grade,
        source: both(&one.source, &one.source_zh),
        purpose: one.purpose,
    })
}

/// Places of the patterns that one names, which must be other ones with values of their own.
fn order(checker: &mut Checker<'_>, at: usize, one: &PatternKeys) -> Vec<usize> {
    let Some(given) = &one.order else { return Vec::new() };
    let PatternsFile { pattern, .. } = checker.keys();
    if given.len() < 2 {
        let number = given.len();
        checker.wrong(at, "order", both!("{number} names", "{number} 个名称"), both!("at least two patterns", "至少两项"));
    }
    let mut places = Vec::new();
    for word in given {
        match pattern.iter().position(|other| other.name == *word && is_of_run(&other.measure)) {
            Some(place) => places.push(place),
            None => {
                let measured = pattern.iter().filter(|other| is_of_run(&other.measure)).map(|other| other.name.as_str());
                let expected = both!("another pattern that is measured of a run", "另一项由运行测得的模式");
                checker.unknown("pattern", at, "order", word, expected, measured);
            }
        }
    }
    places
}
