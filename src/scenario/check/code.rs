//! Codes of communities and subdistricts, in a file as in a sheet.

use crate::base::words::{Both, both};
use crate::scenario::error::{meant_in_quotes, nearest, one_of};
use crate::scenario::keys::world::Scenario;
use crate::scenario::reading::name::Rule;

/// Most communities.
pub(in crate::scenario) const MOST_COMMUNITIES: usize = 60_000;
/// What a code of a community or subdistrict may look like.
pub(in crate::scenario) const CODE: Rule =
    Rule { en: "1 to 64 letters, digits, `-` or `_`", zh: "1 到 64 个字母、汉字、数字、`-` 或 `_`" };

/// Whether a code can stand in tables; Chinese letters may.
pub(in crate::scenario) fn is_code(code: &str) -> bool {
    (1..=64).contains(&code.chars().count()) && code.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// What is wrong with a subdistrict's name: what was expected, and a hint.
pub(in crate::scenario) fn wrong_subdistrict(scenario: &Scenario, name: &str) -> Option<(Both, Both)> {
    if !is_code(name) {
        return Some((CODE.into(), both!("name the subdistrict", "请写街道名称")));
    }
    let known = scenario.district.subdistricts.as_ref()?;
    if known.iter().any(|k| k == name) {
        return None;
    }
    let hint = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => meant_in_quotes(near),
        None => both!(
            "add it to `district.subdistricts`, or drop that list: then every name is allowed",
            "请加入 `district.subdistricts`，或删去该列表：此时任何名称都可以"
        ),
    };
    Some((one_of(known.iter().map(String::as_str)), hint))
}
