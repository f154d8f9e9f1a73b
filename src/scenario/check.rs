//! Checks across keys: what no single type can know. Each points at the key to change.
//!
//! Where several keys contradict each other, the one that the highest layer wrote is shown: most likely it is the newest. The length of a
//! run needs no check of its own: the types of `run.years` and `run.burn_in_years` end at 120 years together.

use super::check_district;
use super::check_shifts;
use super::error::{Kind, Origin, ScenarioError, list, nearest};
use super::load::Experiment;
use super::memory;
use super::node::Table;
use super::policy_keys::Policy;
use super::world_keys::Scenario;

pub use super::memory::estimated_bytes;

/// How far a sum of shares may be from 1.
const TOLERANCE: f64 = 1e-6;
/// Most categories and most segments.
const MOST_GROUPS: usize = 12;
/// What a name may look like.
pub const NAME: &str = "1 to 64 letters without accents, digits, `-` or `_`, not beginning with `-`";
/// Whether a name can be the name of a file and a field of a table on every system.
#[must_use]
pub fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && !name.starts_with('-')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// A tree to point into.
pub(super) struct Pointer<'t> {
    pub(super) table: &'t Table,
    pub(super) top: &'t Origin,
}

impl Pointer<'_> {
    /// An error at a key's value, or at its nearest table that exists.
    pub(super) fn at(&self, kind: Kind, key: &str) -> ScenarioError {
        let error = ScenarioError::new(kind).key(key);
        match self.table.locate(key) {
            Some((_, node)) => error.at(&node.origin),
            None => error.at(self.top),
        }
    }

    /// An error at a key itself.
    pub(super) fn at_key(&self, kind: Kind, path: &str) -> ScenarioError {
        let error = ScenarioError::new(kind).key(path);
        match self.table.locate(path) {
            Some((key, _)) => error.at(&key.origin),
            None => error.at(self.top),
        }
    }

    /// Shares must sum to 1.
    fn sum(&self, name: &str, keys: &[String], shares: &[f64]) -> Result<(), ScenarioError> {
        let sum: f64 = shares.iter().sum();
        if (sum - 1.0).abs() <= TOLERANCE {
            return Ok(());
        }
        let place = self.table.latest(keys.iter().map(String::as_str)).map_or(self.top, |(_, node)| &node.origin);
        Err(ScenarioError::new(Kind::Contradiction)
            .at(place)
            .key(name)
            .found(format!("shares that sum to {}", rounded(sum)))
            .expected("a sum of 1")
            .hint(format!(
                "{} {} {}",
                if sum > 1.0 { "take" } else { "add" },
                rounded((sum - 1.0).abs()),
                if sum > 1.0 { "away" } else { "more" }
            )))
    }

    /// Shares of the same whole must not exceed it.
    fn at_most_one(&self, keys: [&str; 2], shares: [f64; 2]) -> Result<(), ScenarioError> {
        let sum: f64 = shares.iter().sum();
        if sum <= 1.0 + TOLERANCE {
            return Ok(());
        }
        let place = self.table.latest(keys).map_or(self.top, |(_, node)| &node.origin);
        Err(ScenarioError::new(Kind::Contradiction)
            .at(place)
            .key(keys.join(" + "))
            .found(format!("a sum of {}", rounded(sum)))
            .expected("at most 1: both are shares of the same whole"))
    }

    fn ordered(&self, low: (&str, f64), high: (&str, f64)) -> Result<(), ScenarioError> {
        if low.1 <= high.1 {
            return Ok(());
        }
        let place = self.table.latest([low.0, high.0]).map_or(self.top, |(_, node)| &node.origin);
        Err(ScenarioError::new(Kind::Contradiction)
            .at(place)
            .key(low.0)
            .found(format!("{} = {}, {} = {}", low.0, low.1, high.0, high.1))
            .expected(format!("`{}` not above `{}`", low.0, high.0)))
    }

    fn names<'a>(&self, table: &str, names: impl Iterator<Item = &'a str>) -> Result<(), ScenarioError> {
        for name in names {
            if !is_name(name) {
                let error = ScenarioError::new(Kind::OutOfRange).key(table).found(format!("the name {name:?}")).expected(NAME);
                // A name with a dot cannot be looked up by a dotted path.
                let place = self.table.get(table).and_then(|(_, node)| match &node.value {
                    super::node::Value::Table(inner) => inner.get(name),
                    _ => None,
                });
                return Err(error.at(place.map_or(self.top, |(key, _)| &key.origin)));
            }
        }
        Ok(())
    }
}

/// A sum without the dust of binary fractions.
fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// Checks a scenario.
///
/// # Errors
/// At the first contradiction.
pub fn scenario(scenario: &Scenario, table: &Table, top: &Origin) -> Result<(), ScenarioError> {
    let p = Pointer { table, top };
    if !is_name(&scenario.name) {
        return Err(p.at(Kind::OutOfRange, "name").found(format!("{:?}", scenario.name)).expected(NAME));
    }
    groups(&p, scenario)?;
    demand(&p, scenario)?;
    organisations(&p, scenario)?;
    p.at_most_one(
        ["persistence.to_family", "persistence.to_hotline"],
        [*scenario.persistence.to_family, *scenario.persistence.to_hotline],
    )?;
    p.ordered(
        ("volunteer.active_share", *scenario.volunteer.active_share),
        ("volunteer.most_active", *scenario.volunteer.most_active),
    )?;
    check_shifts::shifts(&p, scenario)?;
    check_district::district(&p, scenario)
}

/// Segments and categories.
fn groups(p: &Pointer<'_>, scenario: &Scenario) -> Result<(), ScenarioError> {
    for (table, count) in [("segment", scenario.segment.len()), ("category", scenario.category.len())] {
        if !(1..=MOST_GROUPS).contains(&count) {
            return Err(p
                .at_key(Kind::OutOfRange, table)
                .found(format!("{count} of them"))
                .expected(format!("1 to {MOST_GROUPS}")));
        }
    }
    p.names("segment", scenario.segment.iter().map(|(name, _)| name))?;
    p.names("category", scenario.category.iter().map(|(name, _)| name))?;
    let keys: Vec<String> = scenario.segment.iter().map(|(name, _)| format!("segment.{name}.share")).collect();
    let shares: Vec<f64> = scenario.segment.iter().map(|(_, s)| *s.share).collect();
    p.sum("segment.*.share", &keys, &shares)?;
    let keys: Vec<String> = scenario.category.iter().map(|(name, _)| format!("category.{name}.mix")).collect();
    let shares: Vec<f64> = scenario.category.iter().map(|(_, c)| *c.mix).collect();
    p.sum("category.*.mix", &keys, &shares)?;
    for (segment, keys) in scenario.segment.iter() {
        for (category, _) in keys.rate.iter() {
            if scenario.category.get(category).is_none() {
                let key = format!("segment.{segment}.rate.{category}");
                return Err(unknown_category(p.at_key(Kind::UnknownKey, &key), category, scenario));
            }
        }
        for (category, _) in scenario.category.iter() {
            if keys.rate.get(category).is_none() {
                return Err(p
                    .at_key(Kind::MissingKey, &format!("segment.{segment}.rate"))
                    .key(format!("segment.{segment}.rate.{category}"))
                    .expected("a rate for every category, 0 when there is no such need"));
            }
        }
    }
    Ok(())
}

pub(super) fn unknown_category(error: ScenarioError, word: &str, scenario: &Scenario) -> ScenarioError {
    let known = || scenario.category.iter().map(|(name, _)| name);
    let error = error.found(format!("the category {word:?}")).expected(format!("one of {}", list(known())));
    match nearest(word, known()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}

fn demand(p: &Pointer<'_>, scenario: &Scenario) -> Result<(), ScenarioError> {
    let demand = &scenario.demand;
    let severity: Vec<f64> = demand.severity.iter().map(|s| **s).collect();
    p.sum("demand.severity", &["demand.severity".to_string()], &severity)?;
    p.ordered(("demand.difficulty_low", *demand.difficulty_low), ("demand.difficulty_high", *demand.difficulty_high))?;
    if *demand.remit_reference == 0.0 {
        return Err(p.at(Kind::OutOfRange, "demand.remit_reference").found("0").expected("a share above 0"));
    }
    // Needs of a category go to segments by their rates: all zero would leave them without anyone to have them.
    for (category, keys) in scenario.category.iter() {
        let anyone = scenario.segment.iter().any(|(_, s)| *s.share > 0.0 && s.rate.get(category).is_some_and(|r| **r > 0.0));
        if *keys.mix > 0.0 && !anyone {
            return Err(p
                .at(Kind::Contradiction, &format!("category.{category}.mix"))
                .found("needs that no segment has")
                .expected(format!("`segment.*.rate.{category}` above 0 in a segment with residents, or a mix of 0")));
        }
    }
    Ok(())
}

fn organisations(p: &Pointer<'_>, scenario: &Scenario) -> Result<(), ScenarioError> {
    let kinds = &scenario.organisation.kind;
    if kinds.is_empty() {
        if *scenario.organisation.per_1000 == 0.0 {
            return Ok(());
        }
        return Err(p
            .at_key(Kind::MissingKey, "organisation.kind")
            .expected("at least one kind, or `organisation.per_1000 = 0`"));
    }
    for (kind, keys) in kinds.iter() {
        let path = format!("organisation.kind.{kind}");
        if !is_name(kind) {
            return Err(p.at_key(Kind::OutOfRange, "organisation.kind").found(format!("the name {kind:?}")).expected(NAME));
        }
        let path = format!("{path}.categories");
        if keys.categories.is_empty() {
            return Err(p
                .at(Kind::OutOfRange, &path)
                .found("an empty list")
                .expected("at least one category; the first is its home"));
        }
        for (index, category) in keys.categories.iter().enumerate() {
            if scenario.category.get(category).is_none() {
                let error = p.at(Kind::UnknownWord, &path);
                return Err(unknown_category(error, category, scenario));
            }
            if keys.categories[..index].contains(category) {
                return Err(p.at(Kind::Contradiction, &path).found(format!("{category:?} twice")));
            }
        }
    }
    let keys: Vec<String> = kinds.iter().map(|(name, _)| format!("organisation.kind.{name}.share")).collect();
    let shares: Vec<f64> = kinds.iter().map(|(_, k)| *k.share).collect();
    p.sum("organisation.kind.*.share", &keys, &shares)
}

/// Checks a policy.
///
/// # Errors
/// At the first contradiction.
pub fn policy(policy: &Policy, table: &Table, top: &Origin) -> Result<(), ScenarioError> {
    let p = Pointer { table, top };
    let keys = ["inhouse", "purchase", "venture", "facility", "self_help"].map(|key| format!("funding.{key}"));
    let funding = &policy.funding;
    let shares = [*funding.inhouse, *funding.purchase, *funding.venture, *funding.facility, *funding.self_help];
    p.sum("funding", &keys, &shares)?;
    p.at_most_one(
        ["information.patrol_share", "capacity.self_governance_share"],
        [*policy.information.patrol_share, *policy.capacity.self_governance_share],
    )?;
    p.at_most_one(
        ["information.outreach_share", "training.guidance_share"],
        [*policy.information.outreach_share, *policy.training.guidance_share],
    )
}

/// Checks that a policy names categories that the scenario has.
///
/// # Errors
/// At the first name that it has not, or that is there twice.
pub fn guidance(policy: &Policy, scenario: &Scenario, table: &Table, top: &Origin) -> Result<(), ScenarioError> {
    let p = Pointer { table, top };
    let lists = [
        ("guidance.priority_categories", &policy.guidance.priority_categories),
        ("guidance.earmarked_categories", &policy.guidance.earmarked_categories),
    ];
    for (path, names) in lists {
        for (index, category) in names.iter().enumerate() {
            // The name itself, where the list is written out line by line.
            let item = match table.locate(path).map(|(_, node)| &node.value) {
                Some(super::node::Value::List(items)) => items.get(index),
                _ => None,
            };
            let at = |kind| match item {
                Some(node) => ScenarioError::new(kind).key(path).at(&node.origin),
                None => p.at(kind, path),
            };
            if scenario.category.get(category).is_none() {
                return Err(unknown_category(at(Kind::UnknownWord), category, scenario));
            }
            if names[..index].contains(category) {
                return Err(at(Kind::Contradiction).found(format!("{category:?} twice")).expected("every category once"));
            }
        }
    }
    Ok(())
}

/// Whether this machine has the memory that a run with so many threads will take; points at the key that says how many residents
/// there are.
///
/// # Errors
/// When it has not.
pub fn memory(experiment: &Experiment, table: &Table, top: &Origin, threads: usize) -> Result<(), ScenarioError> {
    let needed = memory::estimated_bytes_with(experiment, threads);
    let Some(there) = memory::available_bytes().filter(|there| needed > *there) else {
        return Ok(());
    };
    let key = ["district.generate.residents", "district.table", "community"]
        .into_iter()
        .find(|key| table.has(key))
        .unwrap_or("district");
    let one = memory::estimated_bytes_with(experiment, 1);
    let fewer_threads = if threads > 1 && one <= there {
        format!(", or fewer threads: with --threads 1 it takes about {}", memory::text(one))
    } else {
        String::new()
    };
    Err(Pointer { table, top }
        .at(Kind::TooLarge, key)
        .found(format!("about {} of memory needed", memory::text(needed)))
        .expected(format!("at most the {} of this machine", memory::text(there)))
        .hint(format!("fewer residents, needs or policies{fewer_threads}")))
}
