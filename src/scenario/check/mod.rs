//! Checks across keys: what no single type can know. Each points at the key to change.
//!
//! Where several keys contradict each other, the one that the highest layer wrote is shown: most likely it is the newest. The length of a
//! run needs no check of its own: the types of `run.years` and `run.burn_in_years` end at 120 years together.
//!
//! All that is wrong is told at once; a check whose keys were set aside because they could not be read is silent.

pub(in crate::scenario) mod district;
pub mod memory;
pub mod remark;
pub(in crate::scenario) mod shifts;

use super::error::{Kind, Origin, ScenarioError, meant, nearest, one_of};
use crate::base::words::Both;
use crate::both;
use crate::scenario::keys::policy::Policy;
use crate::scenario::keys::world::Scenario;
use crate::scenario::reading::load::Experiment;
use crate::scenario::reading::mistakes::Mistakes;
use crate::scenario::reading::node::Table;

pub use crate::scenario::check::memory::estimated_bytes;
pub use crate::scenario::reading::name::{NAME, is_name};

/// How far a sum of shares may be from 1.
const TOLERANCE: f64 = 1e-6;
/// Most categories and most segments.
const MOST_GROUPS: usize = 12;

/// A tree to point into.
pub(in crate::scenario) struct Pointer<'t> {
    pub(in crate::scenario) table: &'t Table,
    pub(in crate::scenario) top: &'t Origin,
    /// Dotted keys of which nobody knows what was meant.
    pub(in crate::scenario) unsure: &'t [String],
}

impl Pointer<'_> {
    /// An error at a key's value, or at its nearest table that exists.
    pub(in crate::scenario) fn at(&self, kind: Kind, key: &str) -> ScenarioError {
        let error = ScenarioError::new(kind).key(key);
        match self.table.locate(key) {
            Some((_, node)) => error.at(&node.origin),
            None => error.at(self.top),
        }
    }

    /// An error at a key itself.
    pub(in crate::scenario) fn at_key(&self, kind: Kind, path: &str) -> ScenarioError {
        let error = ScenarioError::new(kind).key(path);
        match self.table.locate(path) {
            Some((key, _)) => error.at(&key.origin),
            None => error.at(self.top),
        }
    }

    /// Whether all of these keys say what was meant, with all that stands below them.
    pub(in crate::scenario) fn sure<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> bool {
        let below = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        keys.into_iter().all(|key| !self.unsure.iter().any(|unsure| below(unsure, key) || below(key, unsure)))
    }

    /// Shares must sum to 1.
    fn sum(&self, name: &str, keys: &[String], shares: &[f64], mistakes: &mut Mistakes) {
        let sum: f64 = shares.iter().sum();
        if (sum - 1.0).abs() <= TOLERANCE || !self.sure(keys.iter().map(String::as_str)) {
            return;
        }
        let place = self.table.latest(keys.iter().map(String::as_str)).map_or(self.top, |(_, node)| &node.origin);
        let (sum, rest) = (rounded(sum), rounded((sum - 1.0).abs()));
        mistakes.add(
            ScenarioError::new(Kind::Contradiction)
                .at(place)
                .key(name)
                .found(both!("shares that sum to {sum}", "比例之和为 {sum}"))
                .expected(both!("a sum of 1", "合计为 1"))
                .hint(if sum > 1.0 {
                    both!("take {rest} away", "请减去 {rest}")
                } else {
                    both!("add {rest} more", "请再加 {rest}")
                }),
        );
    }

    /// Shares of the same whole must not exceed it.
    fn at_most_one(&self, keys: [&str; 2], shares: [f64; 2], mistakes: &mut Mistakes) {
        let sum: f64 = shares.iter().sum();
        if sum <= 1.0 + TOLERANCE || !self.sure(keys) {
            return;
        }
        let place = self.table.latest(keys).map_or(self.top, |(_, node)| &node.origin);
        let sum = rounded(sum);
        mistakes.add(
            ScenarioError::new(Kind::Contradiction)
                .at(place)
                .key(keys.join(" + "))
                .found(both!("a sum of {sum}", "合计为 {sum}"))
                .expected(both!("at most 1: both are shares of the same whole", "至多 1：两者是同一总量的比例")),
        );
    }

    fn ordered(&self, low: (&str, f64), high: (&str, f64), mistakes: &mut Mistakes) {
        if low.1 <= high.1 || !self.sure([low.0, high.0]) {
            return;
        }
        let place = self.table.latest([low.0, high.0]).map_or(self.top, |(_, node)| &node.origin);
        let ((low, lower), (high, higher)) = (low, high);
        mistakes.add(
            ScenarioError::new(Kind::Contradiction)
                .at(place)
                .key(low)
                .found(both!("{low} = {lower}, {high} = {higher}", "{low} = {lower}，{high} = {higher}"))
                .expected(both!("`{low}` not above `{high}`", "`{low}` 不大于 `{high}`")),
        );
    }

    fn names<'a>(&self, table: &str, names: impl Iterator<Item = &'a str>, mistakes: &mut Mistakes) {
        for name in names.filter(|name| !is_name(name)) {
            let error = ScenarioError::new(Kind::OutOfRange).key(table).found(named(name)).expected(NAME);
            // A name with a dot cannot be looked up by a dotted path.
            let place = self.table.get(table).and_then(|(_, node)| match &node.value {
                crate::scenario::reading::node::Value::Table(inner) => inner.get(name),
                _ => None,
            });
            mistakes.add(error.at(place.map_or(self.top, |(key, _)| &key.origin)));
        }
    }
}

/// A name that was found.
pub(in crate::scenario) fn named(name: &str) -> Both {
    both!("the name {name:?}", "名称 {name:?}")
}

/// A word that stands in a list twice.
pub(in crate::scenario) fn twice(word: &str) -> Both {
    both!("{word:?} twice", "{word:?} 出现两次")
}

/// So many of something.
pub(in crate::scenario) fn of_them(count: usize) -> Both {
    both!("{count} of them", "共 {count} 个")
}

/// A sum without the dust of binary fractions.
fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// Checks a scenario; `unsure` are the keys of which nobody knows what was meant.
pub(in crate::scenario) fn scenario(scenario: &Scenario, table: &Table, top: &Origin, unsure: &[String]) -> Mistakes {
    let p = Pointer { table, top, unsure };
    let mut mistakes = Mistakes::default();
    if !is_name(&scenario.name) && p.sure(["name"]) {
        mistakes.add(p.at(Kind::OutOfRange, "name").found(format!("{:?}", scenario.name)).expected(NAME));
    }
    groups(&p, scenario, &mut mistakes);
    demand(&p, scenario, &mut mistakes);
    organisations(&p, scenario, &mut mistakes);
    p.at_most_one(
        ["persistence.to_family", "persistence.to_hotline"],
        [*scenario.persistence.to_family, *scenario.persistence.to_hotline],
        &mut mistakes,
    );
    p.ordered(
        ("volunteer.active_share", *scenario.volunteer.active_share),
        ("volunteer.most_active", *scenario.volunteer.most_active),
        &mut mistakes,
    );
    shifts::shifts(&p, scenario, &mut mistakes);
    district::district(&p, scenario, &mut mistakes);
    mistakes
}

/// Segments and categories.
fn groups(p: &Pointer<'_>, scenario: &Scenario, mistakes: &mut Mistakes) {
    for (table, count) in [("segment", scenario.segment.len()), ("category", scenario.category.len())] {
        if !(1..=MOST_GROUPS).contains(&count) && p.sure([table]) {
            mistakes.add(
                p.at_key(Kind::OutOfRange, table)
                    .found(of_them(count))
                    .expected(both!("1 to {MOST_GROUPS}", "1 到 {MOST_GROUPS} 个")),
            );
        }
    }
    p.names("segment", scenario.segment.iter().map(|(name, _)| name), mistakes);
    p.names("category", scenario.category.iter().map(|(name, _)| name), mistakes);
    let keys: Vec<String> = scenario.segment.iter().map(|(name, _)| format!("segment.{name}.share")).collect();
    let shares: Vec<f64> = scenario.segment.iter().map(|(_, s)| *s.share).collect();
    p.sum("segment.*.share", &keys, &shares, mistakes);
    let keys: Vec<String> = scenario.category.iter().map(|(name, _)| format!("category.{name}.mix")).collect();
    let shares: Vec<f64> = scenario.category.iter().map(|(_, c)| *c.mix).collect();
    p.sum("category.*.mix", &keys, &shares, mistakes);
    for (segment, keys) in scenario.segment.iter() {
        for (category, _) in keys.rate.iter().filter(|(name, _)| scenario.category.get(name).is_none()) {
            let key = format!("segment.{segment}.rate.{category}");
            mistakes.add(unknown_category(p.at_key(Kind::UnknownKey, &key), category, scenario));
        }
        for (category, _) in scenario.category.iter().filter(|(name, _)| keys.rate.get(name).is_none()) {
            if p.sure([format!("segment.{segment}.rate").as_str()]) {
                mistakes.add(
                    p.at_key(Kind::MissingKey, &format!("segment.{segment}.rate"))
                        .key(format!("segment.{segment}.rate.{category}"))
                        .expected(both!(
                            "a rate for every category, 0 when there is no such need",
                            "每个类别都要有比率，没有此类需求时写 0"
                        )),
                );
            }
        }
    }
}

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

fn demand(p: &Pointer<'_>, scenario: &Scenario, mistakes: &mut Mistakes) {
    let demand = &scenario.demand;
    let severity: Vec<f64> = demand.severity.iter().map(|s| **s).collect();
    p.sum("demand.severity", &["demand.severity".to_string()], &severity, mistakes);
    p.ordered(("demand.difficulty_low", *demand.difficulty_low), ("demand.difficulty_high", *demand.difficulty_high), mistakes);
    if *demand.remit_reference == 0.0 && p.sure(["demand.remit_reference"]) {
        mistakes
            .add(p.at(Kind::OutOfRange, "demand.remit_reference").found("0").expected(both!("a share above 0", "大于 0 的比例")));
    }
    if !p.sure(["segment"]) {
        return;
    }
    // Needs of a category go to segments by their rates: all zero would leave them without anyone to have them.
    for (category, keys) in scenario.category.iter() {
        let anyone = scenario.segment.iter().any(|(_, s)| *s.share > 0.0 && s.rate.get(category).is_some_and(|r| **r > 0.0));
        let key = format!("category.{category}.mix");
        if *keys.mix > 0.0 && !anyone && p.sure([key.as_str()]) {
            mistakes.add(
                p.at(Kind::Contradiction, &key).found(both!("needs that no segment has", "没有任何人群会有的需求")).expected(
                    both!(
                        "`segment.*.rate.{category}` above 0 in a segment with residents, or a mix of 0",
                        "某个有居民的人群的 `segment.*.rate.{category}` 大于 0，或 mix 为 0"
                    ),
                ),
            );
        }
    }
}

fn organisations(p: &Pointer<'_>, scenario: &Scenario, mistakes: &mut Mistakes) {
    let kinds = &scenario.organisation.kind;
    if kinds.is_empty() {
        if *scenario.organisation.per_1000 > 0.0 && p.sure(["organisation.per_1000", "organisation.kind"]) {
            mistakes.add(p.at_key(Kind::MissingKey, "organisation.kind").expected(both!(
                "at least one kind, or `organisation.per_1000 = 0`",
                "至少一种，或 `organisation.per_1000 = 0`"
            )));
        }
        return;
    }
    for (kind, keys) in kinds.iter() {
        if !is_name(kind) {
            mistakes.add(p.at_key(Kind::OutOfRange, "organisation.kind").found(named(kind)).expected(NAME));
        }
        let path = format!("organisation.kind.{kind}.categories");
        if keys.categories.is_empty() && p.sure([path.as_str()]) {
            mistakes.add(
                p.at(Kind::OutOfRange, &path)
                    .found(both!("an empty list", "空列表"))
                    .expected(both!("at least one category; the first is its home", "至少一个类别；第一个是它的本行")),
            );
        }
        categories(keys.categories.iter(), scenario, |kind, _| p.at(kind, &path), mistakes);
    }
    let keys: Vec<String> = kinds.iter().map(|(name, _)| format!("organisation.kind.{name}.share")).collect();
    let shares: Vec<f64> = kinds.iter().map(|(_, k)| *k.share).collect();
    p.sum("organisation.kind.*.share", &keys, &shares, mistakes);
}

/// Checks a policy.
pub(in crate::scenario) fn policy(policy: &Policy, table: &Table, top: &Origin, unsure: &[String]) -> Mistakes {
    let p = Pointer { table, top, unsure };
    let mut mistakes = Mistakes::default();
    let keys = ["inhouse", "purchase", "venture", "facility", "self_help"].map(|key| format!("funding.{key}"));
    let funding = &policy.funding;
    let shares = [*funding.inhouse, *funding.purchase, *funding.venture, *funding.facility, *funding.self_help];
    p.sum("funding", &keys, &shares, &mut mistakes);
    p.at_most_one(
        ["information.patrol_share", "capacity.self_governance_share"],
        [*policy.information.patrol_share, *policy.capacity.self_governance_share],
        &mut mistakes,
    );
    p.at_most_one(
        ["information.outreach_share", "training.guidance_share"],
        [*policy.information.outreach_share, *policy.training.guidance_share],
        &mut mistakes,
    );
    mistakes
}

/// Checks that a policy names categories that the scenario has, each once.
pub(in crate::scenario) fn guidance(policy: &Policy, scenario: &Scenario, table: &Table, top: &Origin) -> Mistakes {
    let p = Pointer { table, top, unsure: &[] };
    let mut mistakes = Mistakes::default();
    let lists = [
        ("guidance.priority_categories", &policy.guidance.priority_categories),
        ("guidance.earmarked_categories", &policy.guidance.earmarked_categories),
    ];
    for (path, names) in lists {
        // The name itself, where the list is written out line by line.
        let at = |kind: Kind, index: usize| match table.locate(path).map(|(_, node)| &node.value) {
            Some(crate::scenario::reading::node::Value::List(items)) if index < items.len() => {
                ScenarioError::new(kind).key(path).at(&items[index].origin)
            }
            _ => p.at(kind, path),
        };
        categories(names.iter(), scenario, at, &mut mistakes);
    }
    mistakes
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
    let fits_alone = threads > 1 && one <= there;
    let (needed, there, alone) = (memory::text(needed), memory::text(there), memory::text(one));
    let fewer_threads = if fits_alone {
        both!(", or fewer threads: with --threads 1 it takes about {alone}", "，或减少线程：--threads 1 时约需 {alone}")
    } else {
        Both::default()
    };
    Err(Pointer { table, top, unsure: &[] }
        .at(Kind::TooLarge, key)
        .found(both!("about {needed} of memory needed", "约需 {needed} 内存"))
        .expected(both!("at most the {there} of this machine", "不超过本机的 {there}"))
        .hint(both!(
            "fewer residents, needs or policies{fewer_threads}",
            "请减少居民、需求或政策{fewer_threads}"; fewer_threads = fewer_threads
        )))
}
