//! A folder to start from: a commented scenario, the base values, the policies, and an empty sheet for communities.
//!
//! The files are those that ship, compiled in, so that a program alone is enough to begin. Comments that say what a key is are printed by
//! `describe`; the others are English, and `comments` turns them into Chinese.

use super::comments;
use super::describe::{behind, commented, said};
use super::keys::ranges::Scope;
use super::sheet::{COLUMNS, SHEET};
use crate::base::words::Lang;
use crate::scenario::place::width;

macro_rules! shipped {
    ($($path:literal),* $(,)?) => {
        /// The files every new folder gets: path inside it, text.
        pub const FILES: &[(&str, &str)] = &[
            $(($path, include_str!(concat!("../../scenarios/", $path)))),*
        ];
    };
}

shipped![
    "base.toml",
    "policies/administrative.toml",
    "policies/endogenous.toml",
    "policies/endogenous-office.toml",
    "policies/purchase.toml",
    "policies/venture.toml",
    "policies/facility.toml",
    "policies/five-society.toml",
    "policies/linkage.toml",
    "policies/linkage-broker.toml",
    "policies/linkage-substitute.toml",
    "policies/linkage-dismissal.toml",
    "policies/posts.toml",
    "policies/posts-direct.toml",
    "policies/random.toml",
    "policies/reformed-administration.toml",
];

/// Communities of a new scenario that has no sheet.
const GENERATED: &str = r#"# Communities are generated. To use your own, start another folder with `sanshe new OTHER-DIR --table`: it has an empty sheet and reads it. Or
# put a sheet beside this file as communities.csv, delete the next table down to the empty line, and write in its place
#   table = "communities.csv"
# docs/communities.md, which comes with the program, says what a sheet may hold.
[district.generate]
subdistricts = 2
communities = 20
residents = 150000
residents_cv = 0.3
"#;

/// Communities of a new scenario that has one.
const READ: &str = r#"# Communities are read from this sheet: CSV, .xlsx or .xls. Fill it in, or put your own in its place: titles, totals and notes may stay.
# `sanshe check scenario.toml` says what it understood, or all that is wrong.
#   Needed are code (or name), subdistrict and residents (编号, 街道, 常住人口). An empty cell means not known: the district's value is used.
#   60+, 80+, low income 60+, disabled 60+, bereaved 60+, unemployed and volunteers are persons; organisations and associations are numbers of them.
#   certified and property share are shares: 0.45 or 45%. x and y are km, both or none.
#   staff (社区工作者) is money, not a promise of heads: a year's pay of that number of people enters the personnel line in place of
#   community_worker.per_10k, and what the line pays is dealt to offices in proportion to staff. So an office may have fewer or more than the sheet says.
# docs/communities.md, which comes with the program, explains every column.
table = "communities.csv"

# To have communities generated instead, delete the line above and write
#   [district.generate]
#   subdistricts = 2
#   communities = 20
#   residents = 150000
#   residents_cv = 0.3
"#;

/// The scenario of a new folder before it has a name: `NAME` stands for it.
fn template(lang: Lang, with_sheet: bool) -> String {
    let share = said(lang, Scope::World, "demand.needs_per_resident").map(|said| said.comment(lang)).unwrap_or_default();
    let share = behind("# needs_per_resident = 0.8", &share);
    let communities = if with_sheet { READ } else { GENERATED };
    format!(
        r#"# A scenario to start from. It says only what differs from base.toml; every key there may be set here.
#   sanshe check scenario.toml      finds mistakes
#   sanshe run scenario.toml        runs and reports
#   sanshe check scenario.toml --set demand.needs_per_resident=0.4      tries one value
extends = "base.toml"
{NAMED}# results go to out/NAME
title = "My district"
title_zh = "我的城区"

# Policies to compare: files in the folder `policies`. The baseline is always among them.
policies = ["administrative", "linkage", "reformed-administration"]

[run]
seeds = 10

[district]
name = "My district"
name_zh = "我的城区"
illustrative = true

{communities}
# [demand]
{share}
"#
    )
}

/// The line of the template that names the scenario, up to its comment.
const NAMED: &str = "name = \"NAME\" ";

/// The scenario of a new folder, under that name, with communities that are generated or read from a sheet; comments in English.
#[must_use]
pub fn scenario(name: &str, with_sheet: bool) -> String {
    scenario_in(Lang::En, name, with_sheet)
}

/// As [`scenario`], with comments in that language.
#[must_use]
pub fn scenario_in(lang: Lang, name: &str, with_sheet: bool) -> String {
    let text = in_language(lang, "scenario.toml", &template(lang, with_sheet));
    let gap = " ".repeat(28_usize.saturating_sub(width(name)).max(2));
    text.replacen(NAMED, &format!("name = \"{name}\"{gap}"), 1).replacen("out/NAME", &format!("out/{name}"), 1)
}

/// A file of a new folder, with comments in that language: those of keys printed (a policy says why it sets a switch, not what the switch
/// is), the others as they are written.
fn in_language(lang: Lang, path: &str, text: &str) -> String {
    let text = if path.starts_with("policies/") { text.to_string() } else { commented(lang, Scope::World, text) };
    match lang {
        Lang::En => text,
        Lang::Zh => comments::in_chinese(&text),
    }
}

/// Language of the headers of the empty sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderLanguage {
    /// English.
    English,
    /// Chinese.
    Chinese,
}

/// The empty sheet for communities, with the mark by which Excel knows UTF-8.
#[must_use]
pub fn empty_table(language: HeaderLanguage) -> String {
    let headers: Vec<&str> = COLUMNS
        .iter()
        .map(|c| match language {
            HeaderLanguage::English => c.english,
            HeaderLanguage::Chinese => c.chinese,
        })
        .collect();
    format!("\u{feff}{}\r\n", headers.join(","))
}

/// The files of a new folder: path inside it, text, with comments in that language.
#[must_use]
pub fn texts(name: &str, lang: Lang, table: Option<HeaderLanguage>) -> Vec<(&'static str, String)> {
    let scenario = scenario_in(lang, name, table.is_some());
    [("scenario.toml", scenario)]
        .into_iter()
        .chain(FILES.iter().map(|(path, text)| (*path, in_language(lang, path, text))))
        .chain(table.map(|headers| (SHEET, empty_table(headers))))
        .collect()
}
