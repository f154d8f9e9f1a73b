//! Checks of the district: where its communities come from, and what those say that are written out.

use crate::base::words::{Both, both};
use crate::scenario::check::code::{CODE, MOST_COMMUNITIES, is_code, wrong_subdistrict};
use crate::scenario::check::pointer::Pointer;
use crate::scenario::error::{Kind, ScenarioError, list, meant, nearest, one_of};
use crate::scenario::keys::quantity::Keyed;
use crate::scenario::keys::world::{CommunityKeys, DistrictKeys, GenerateKeys, Scenario};
use crate::scenario::reading::mistakes::Mistakes;

/// Where the communities come from.
pub(in crate::scenario) fn district(p: &Pointer<'_>, scenario: &Scenario, mistakes: &mut Mistakes) {
    let district = &scenario.district;
    source(p, scenario, mistakes);
    if let Some(names) = &district.subdistricts {
        for (index, name) in names.iter().enumerate() {
            if !is_code(name) || names[..index].contains(name) {
                mistakes.add(p.at(Kind::OutOfRange, "district.subdistricts").found(format!("{name:?}")).expected({
                    let code = Both::from(CODE);
                    both!("different names of {code}", "互不相同的名称，各为{code}"; code = code)
                }));
            }
        }
    }
    if let Some(generate) = &district.generate {
        generated(p, district, generate, mistakes);
    }
    if let Some(communities) = &scenario.community {
        written_communities(p, scenario, communities, mistakes);
    }
}

/// Exactly one of the ways to say which communities there are.
fn source(p: &Pointer<'_>, scenario: &Scenario, mistakes: &mut Mistakes) {
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
        [] if !p.sure(["district", "community"]) => {}
        [] => mistakes.add(p.at_key(Kind::MissingKey, "district").expected(both!(
            "communities: one of `[district.generate]`, `district.table = \"communities.csv\"` and `[community.CODE]`",
            "社区：`[district.generate]`、`district.table = \"communities.csv\"`、`[community.CODE]` 三者之一"
        ))),
        several => {
            let place = p.table.latest(several.iter().copied());
            let drop: Vec<&&str> =
                several.iter().filter(|key| place.is_none_or(|(found, _)| !key.ends_with(&found.name))).collect();
            // `without` drops what lower files say; what this very file says can only be deleted.
            let lower = |key: &&str| {
                p.table.locate(key).is_some_and(|(k, _)| k.origin.source.has_lines && k.origin.source.name != p.top.source.name)
            };
            let hint = if several.iter().any(lower) {
                both!(
                    "drop what an extended file says with `without = {drop:?}` before the first table",
                    "在第一个表之前写 `without = {drop:?}`，去掉被扩展文件中的内容"
                )
            } else {
                both!("keep one, and delete what the file says of the other", "保留一种，删去文件中的另一种")
            };
            mistakes.add(
                ScenarioError::new(Kind::Contradiction)
                    .at(place.map_or(p.top, |(key, _)| &key.origin))
                    .key("district")
                    .found(list(several.iter().copied()))
                    .expected(both!("one of them", "其中之一"))
                    .hint(hint),
            );
        }
    }
}

/// Communities that are generated.
fn generated(p: &Pointer<'_>, district: &DistrictKeys, generate: &GenerateKeys, mistakes: &mut Mistakes) {
    let (subdistricts, communities) = (generate.subdistricts.get(), generate.communities.get());
    let sure = |keys: &[&str]| p.sure(keys.iter().copied());
    if subdistricts > communities && sure(&["district.generate.subdistricts", "district.generate.communities"]) {
        mistakes.add(
            p.at(Kind::Contradiction, "district.generate.subdistricts")
                .found(both!(
                    "{subdistricts} subdistricts for {communities} communities",
                    "{communities} 个社区分属 {subdistricts} 个街道"
                ))
                .expected(both!("no more subdistricts than communities", "街道不多于社区")),
        );
    }
    if let Some(names) = &district.subdistricts
        && names.len() != subdistricts as usize
        && sure(&["district.generate.subdistricts", "district.subdistricts"])
    {
        let named = names.len();
        mistakes.add(
            p.at(Kind::Contradiction, "district.subdistricts").found(both!("{named} names", "{named} 个名称")).expected(both!(
                "{subdistricts}, as `district.generate.subdistricts` says",
                "{subdistricts} 个，与 `district.generate.subdistricts` 一致"
            )),
        );
    }
    if *generate.residents < f64::from(communities) && sure(&["district.generate.residents", "district.generate.communities"]) {
        mistakes.add(p.at(Kind::OutOfRange, "district.generate.residents").found(generate.residents.get()).expected(both!(
            "at least {communities}: a resident in every community",
            "至少 {communities}：每个社区至少一名居民"
        )));
    }
}

/// Communities written out in the file.
fn written_communities(p: &Pointer<'_>, scenario: &Scenario, communities: &Keyed<CommunityKeys>, mistakes: &mut Mistakes) {
    let count = communities.len();
    if !(1..=MOST_COMMUNITIES).contains(&count) {
        mistakes.add(
            p.at_key(Kind::OutOfRange, "community")
                .found(both!("{count} communities", "{count} 个社区"))
                .expected(both!("1 to {MOST_COMMUNITIES}", "1 到 {MOST_COMMUNITIES} 个")),
        );
        return;
    }
    for (code, keys) in communities.iter() {
        if mistakes.is_full() {
            mistakes.and_more();
            return;
        }
        written_community(p, scenario, (code, keys), mistakes);
    }
    let total: f64 = communities.iter().filter_map(|(_, keys)| keys.residents).map(|residents| *residents).sum();
    if total <= 0.0 && p.sure(["community"]) && communities.iter().all(|(_, keys)| keys.residents.is_some()) {
        mistakes.add(
            p.at_key(Kind::OutOfRange, "community")
                .found(both!("0 residents in all", "居民合计为 0"))
                .expected(both!("at least one resident", "至少一名居民")),
        );
    }
}

/// A community written out in the file.
fn written_community(p: &Pointer<'_>, scenario: &Scenario, (code, keys): (&str, &CommunityKeys), mistakes: &mut Mistakes) {
    let path = format!("community.{code}");
    if !is_code(code) {
        mistakes.add(p.at_key(Kind::OutOfRange, "community").found(both!("the code {code:?}", "编号 {code:?}")).expected(CODE));
        return;
    }
    let subdistrict = format!("{path}.subdistrict");
    if let Some((expected, hint)) = wrong_subdistrict(scenario, &keys.subdistrict)
        && p.sure([subdistrict.as_str(), "district.subdistricts"])
    {
        mistakes
            .add(p.at(Kind::UnknownWord, &subdistrict).found(format!("{:?}", keys.subdistrict)).expected(expected).hint(hint));
    }
    let written = format!("{path}.residents");
    let Some(residents) = keys.residents else {
        if p.sure([written.as_str()]) {
            mistakes.add(p.at_key(Kind::MissingKey, &path).key(written).expected(both!("the number of residents", "居民人数")));
        }
        return;
    };
    let sure = |key: &str| p.sure([written.as_str(), key]);
    for (key, heads) in [("community_workers", keys.community_workers), ("volunteers", keys.volunteers)] {
        let key = format!("{path}.{key}");
        if let Some(heads) = heads.filter(|heads| **heads > *residents && sure(&key)) {
            mistakes.add(
                p.at(Kind::Contradiction, &key)
                    .found(heads.get())
                    .expected(both!("at most the {residents} residents", "不超过居民人数 {residents}")),
            );
        }
    }
    let mut named = 0.0;
    for (segment, persons) in keys.segments.iter().flat_map(Keyed::iter) {
        if scenario.segment.get(segment).is_none() {
            let known = || scenario.segment.iter().map(|(name, _)| name);
            let error = p.at_key(Kind::UnknownKey, &format!("{path}.segments.{segment}")).expected(one_of(known()));
            mistakes.add(match nearest(segment, known()) {
                Some(near) => error.hint(meant(near)),
                None => error,
            });
        }
        named += **persons;
    }
    let key = format!("{path}.segments");
    if named > *residents + 0.5 && sure(&key) {
        mistakes.add(
            p.at_key(Kind::Contradiction, &key)
                .found(both!("{named} persons in segments, {residents} residents", "各人群共 {named} 人，居民 {residents} 人"))
                .expected(both!("no more persons in segments than residents", "各人群人数之和不超过居民人数")),
        );
    }
}
