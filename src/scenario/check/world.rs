//! Checks across the keys of a scenario. The length of a run needs no check of its own: the types of `run.years` and `run.burn_in_years` end
//! at 120 years together.

use crate::base::words::both;
use crate::scenario::check::categories::{categories, unknown_category};
use crate::scenario::check::district;
use crate::scenario::check::pointer::{Pointer, named, of_them};
use crate::scenario::check::shifts;
use crate::scenario::error::{Kind, Origin};
use crate::scenario::keys::world::Scenario;
use crate::scenario::reading::mistakes::Mistakes;
use crate::scenario::reading::name::{NAME, is_name};
use crate::scenario::reading::node::Table;

/// Most categories and most segments.
const MOST_GROUPS: usize = 12;

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

fn demand(p: &Pointer<'_>, scenario: &Scenario, mistakes: &mut Mistakes) {
    let demand = &scenario.demand;
    let severity: Vec<f64> = demand.severity.iter().map(|s| **s).collect();
    p.sum("demand.severity", &["demand.severity".to_string()], &severity, mistakes);
    p.ordered(("demand.difficulty_low", *demand.difficulty_low), ("demand.difficulty_high", *demand.difficulty_high), mistakes);
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
