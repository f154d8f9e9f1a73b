//! Checks of the district: where its communities come from, and what those say that are written out.

use super::check::Pointer;
use super::error::{Kind, ScenarioError, list, nearest};
use super::quantity::Keyed;
use super::world_keys::{CommunityKeys, Scenario};

/// Most communities.
pub(super) const MOST_COMMUNITIES: usize = 60_000;
/// What a code of a community or subdistrict may look like.
pub(super) const CODE: &str = "1 to 64 letters, digits, `-` or `_`";

/// Whether a code can stand in tables; Chinese letters may.
pub(super) fn is_code(code: &str) -> bool {
    (1..=64).contains(&code.chars().count()) && code.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// Where the communities come from.
pub(super) fn district(p: &Pointer<'_>, scenario: &Scenario) -> Result<(), ScenarioError> {
    let district = &scenario.district;
    let given: Vec<&str> = [
        ("district.generate", district.generate.is_some()),
        ("district.table", district.table.is_some()),
        ("community", scenario.community.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, is)| is.then_some(key))
    .collect();
    match given.as_slice() {
        [_] => {}
        [] => {
            return Err(p.at_key(Kind::MissingKey, "district").expected(
                "communities: one of `[district.generate]`, `district.table = \"communities.csv\"` and `[community.CODE]`",
            ));
        }
        several => {
            let place = p.table.latest(several.iter().copied());
            let drop: Vec<&&str> =
                several.iter().filter(|key| place.is_none_or(|(found, _)| !key.ends_with(&found.name))).collect();
            // `without` drops what lower files say; what this very file says can only be deleted.
            let lower = |key: &&str| {
                p.table.locate(key).is_some_and(|(k, _)| k.origin.source.has_lines && k.origin.source.name != p.top.source.name)
            };
            let hint = if several.iter().any(lower) {
                format!("drop what an extended file says with `without = {drop:?}` before the first table")
            } else {
                "keep one, and delete what the file says of the other".to_string()
            };
            return Err(ScenarioError::new(Kind::Contradiction)
                .at(place.map_or(p.top, |(key, _)| &key.origin))
                .key("district")
                .found(list(several.iter().copied()))
                .expected("one of them")
                .hint(hint));
        }
    }
    if let Some(names) = &district.subdistricts {
        for (index, name) in names.iter().enumerate() {
            if !is_code(name) || names[..index].contains(name) {
                return Err(p
                    .at(Kind::OutOfRange, "district.subdistricts")
                    .found(format!("{name:?}"))
                    .expected(format!("different names of {CODE}")));
            }
        }
    }
    if let Some(generate) = &district.generate {
        let subdistricts = generate.subdistricts.get();
        let communities = generate.communities.get();
        if subdistricts > communities {
            return Err(p
                .at(Kind::Contradiction, "district.generate.subdistricts")
                .found(format!("{subdistricts} subdistricts for {communities} communities"))
                .expected("no more subdistricts than communities"));
        }
        if let Some(names) = &district.subdistricts
            && names.len() != subdistricts as usize
        {
            return Err(p
                .at(Kind::Contradiction, "district.subdistricts")
                .found(format!("{} names", names.len()))
                .expected(format!("{subdistricts}, as `district.generate.subdistricts` says")));
        }
        let communities = generate.communities.get();
        if *generate.residents < f64::from(communities) {
            return Err(p
                .at(Kind::OutOfRange, "district.generate.residents")
                .found(generate.residents)
                .expected(format!("at least {communities}: a resident in every community")));
        }
    }
    match &scenario.community {
        Some(communities) => written_communities(p, scenario, communities),
        None => Ok(()),
    }
}

/// Communities written out in the file.
fn written_communities(p: &Pointer<'_>, scenario: &Scenario, communities: &Keyed<CommunityKeys>) -> Result<(), ScenarioError> {
    if !(1..=MOST_COMMUNITIES).contains(&communities.len()) {
        return Err(p
            .at_key(Kind::OutOfRange, "community")
            .found(format!("{} communities", communities.len()))
            .expected(format!("1 to {MOST_COMMUNITIES}")));
    }
    let mut total = 0.0;
    for (code, keys) in communities.iter() {
        let path = format!("community.{code}");
        if !is_code(code) {
            return Err(p.at_key(Kind::OutOfRange, "community").found(format!("the code {code:?}")).expected(CODE));
        }
        if let Some((expected, hint)) = wrong_subdistrict(scenario, &keys.subdistrict) {
            return Err(p
                .at(Kind::UnknownWord, &format!("{path}.subdistrict"))
                .found(format!("{:?}", keys.subdistrict))
                .expected(expected)
                .hint(hint));
        }
        let Some(residents) = keys.residents else {
            return Err(p.at_key(Kind::MissingKey, &path).key(format!("{path}.residents")).expected("the number of residents"));
        };
        total += *residents;
        for (key, heads) in [("community_workers", keys.community_workers), ("volunteers", keys.volunteers)] {
            if let Some(heads) = heads.filter(|heads| **heads > *residents) {
                return Err(p
                    .at(Kind::Contradiction, &format!("{path}.{key}"))
                    .found(heads)
                    .expected(format!("at most the {residents} residents")));
            }
        }
        let mut named = 0.0;
        for (segment, persons) in keys.segments.iter().flat_map(Keyed::iter) {
            if scenario.segment.get(segment).is_none() {
                let known = || scenario.segment.iter().map(|(name, _)| name);
                let error = p
                    .at_key(Kind::UnknownKey, &format!("{path}.segments.{segment}"))
                    .expected(format!("one of {}", list(known())));
                return Err(match nearest(segment, known()) {
                    Some(near) => error.hint(format!("did you mean `{near}`?")),
                    None => error,
                });
            }
            named += **persons;
        }
        if named > *residents + 0.5 {
            return Err(p
                .at_key(Kind::Contradiction, &format!("{path}.segments"))
                .found(format!("{named} persons in segments, {residents} residents"))
                .expected("no more persons in segments than residents"));
        }
    }
    if total <= 0.0 {
        return Err(p.at_key(Kind::OutOfRange, "community").found("0 residents in all").expected("at least one resident"));
    }
    Ok(())
}

/// What is wrong with a subdistrict's name: what was expected, and a hint.
pub(super) fn wrong_subdistrict(scenario: &Scenario, name: &str) -> Option<(String, String)> {
    if !is_code(name) {
        return Some((CODE.to_string(), "name the subdistrict".to_string()));
    }
    let known = scenario.district.subdistricts.as_ref()?;
    if known.iter().any(|k| k == name) {
        return None;
    }
    let hint = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near:?}?"),
        None => "add it to `district.subdistricts`, or drop that list: then every name is allowed".to_string(),
    };
    Some((format!("one of {}", list(known.iter().map(String::as_str))), hint))
}
