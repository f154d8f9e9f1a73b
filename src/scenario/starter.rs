//! A folder to start from: a commented scenario, the base values, the policies, and an empty sheet for communities.
//!
//! The files are those that ship, compiled in, so that a program alone is enough to begin. Their comments are English; [`comments`] turns
//! them into Chinese.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::comments;
use super::sheet::{COLUMNS, SHEET};
use crate::base::files::{Held, Trouble};
use crate::base::words::{Both, Lang, shown_path};
use crate::both;
use crate::scenario::place::width;
use crate::scenario::reading::name::nearest_name;

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
    "policies/purchase.toml",
    "policies/venture.toml",
    "policies/facility.toml",
    "policies/five-society.toml",
    "policies/linkage.toml",
    "policies/linkage-broker.toml",
    "policies/linkage-substitute.toml",
    "policies/posts.toml",
    "policies/random.toml",
    "policies/reformed-administration.toml",
];

/// The folder of the policies.
const POLICIES: &str = "policies";

/// Name of a scenario whose folder has no name that a scenario may have.
const ANY_NAME: &str = "my-district";

/// Communities of a new scenario that has no sheet.
const GENERATED: &str = r#"# Communities are generated. To use your own, start another folder with `sanshe new OTHER-DIR --table`: it has an empty sheet and reads it. Or
# put a sheet beside this file as communities.csv, delete the next table down to the empty line, and write in its place
#   table = "communities.csv"
# docs/communities.md, which comes with the program, says what a sheet may hold.
[district.generate]
subdistricts = 2
communities = 20
residents = 150000
residents_cv = 0.3                   # how unequal communities are in size
"#;

/// Communities of a new scenario that has one.
const READ: &str = r#"# Communities are read from this sheet: CSV, .xlsx or .xls. Fill it in, or put your own in its place: titles, totals and notes may stay.
# `sanshe check scenario.toml` says what it understood, or all that is wrong.
#   Needed are code (or name), subdistrict and residents (编号, 街道, 常住人口). An empty cell means not known: the district's value is used.
#   60+, 80+, low income 60+, disabled 60+, bereaved 60+, unemployed and volunteers are persons; organisations and associations are numbers of them.
#   certified and property share are shares: 0.45 or 45%. x and y are km, both or none.
#   staff (社区工作者) is money, not a promise of heads: a year's pay of so many enters the public budget in place of
#   community_worker.per_10k. Each policy spends the whole budget by its own shares, under the status quo 28 % of it on social workers; what
#   is left for community workers is dealt to offices in proportion to staff. So an office may have fewer or more than the sheet says.
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
pub(in crate::scenario) fn template(with_sheet: bool) -> String {
    let communities = if with_sheet { READ } else { GENERATED };
    format!(
        r#"# A scenario to start from. It says only what differs from base.toml; every key there may be set here.
#   sanshe check scenario.toml      finds mistakes
#   sanshe run scenario.toml        runs and reports
#   sanshe check scenario.toml --set demand.remit_share=0.4      tries one value
extends = "base.toml"
{NAMED}# results go to out/NAME
title = "My district"
title_zh = "我的城区"

# Policies to compare: files in the folder `policies`. The baseline is always among them.
policies = ["administrative", "linkage", "reformed-administration"]

[run]
seeds = 10                           # more replicates narrow the interval of chance

[district]
name = "My district"
name_zh = "我的城区"
illustrative = true                  # keep this while values are assumed

{communities}
# [demand]
# remit_share = 0.4                  # share of episodes for which a household would take organised help: .1–.5
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
    let text = in_language(lang, &template(with_sheet));
    let gap = " ".repeat(28_usize.saturating_sub(width(name)).max(2));
    text.replacen(NAMED, &format!("name = \"{name}\"{gap}"), 1).replacen("out/NAME", &format!("out/{name}"), 1)
}

/// A file that ships, with comments in that language.
fn in_language(lang: Lang, text: &str) -> String {
    match lang {
        Lang::En => text.to_string(),
        Lang::Zh => comments::in_chinese(text),
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

/// The name of a scenario in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderName {
    /// The name.
    pub name: String,
    /// What the folder is called, where a scenario cannot be.
    pub instead_of: Option<String>,
}

/// The name of a scenario in that folder: its last part, whatever its script; where no name may be so, the nearest one, with letters of a
/// digest, so that two folders with different names never share one place for their results.
#[must_use]
pub fn name_of(folder: &Path) -> FolderName {
    // `.` and `..` have a name too, when they are there.
    let whole = if folder.file_name().is_none() { fs::canonicalize(folder).ok() } else { None };
    let part = whole.as_deref().unwrap_or(folder).file_name().map(|part| part.to_string_lossy().into_owned()).unwrap_or_default();
    if part.is_empty() {
        return FolderName { name: ANY_NAME.to_string(), instead_of: None };
    }
    let name =
        nearest_name(&part).or_else(|| nearest_name(&format!("{ANY_NAME} {part}"))).unwrap_or_else(|| ANY_NAME.to_string());
    let instead_of = (name != part).then_some(part);
    FolderName { name, instead_of }
}

/// A file is there already: nothing was written.
#[derive(Debug)]
pub struct Exists(pub PathBuf);

impl fmt::Display for Exists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.both().fmt(f)
    }
}

impl std::error::Error for Exists {}

impl Exists {
    /// The error in both languages.
    #[must_use]
    pub fn both(&self) -> Both {
        let path = shown_path(&self.0);
        both!("{path} exists already; nothing was written", "{path} 已经存在；没有写入任何文件")
    }
}

/// The files of a new folder: path inside it, text, with comments in that language.
#[must_use]
pub fn texts(name: &str, lang: Lang, table: Option<HeaderLanguage>) -> Vec<(&'static str, String)> {
    let scenario = scenario_in(lang, name, table.is_some());
    [("scenario.toml", scenario)]
        .into_iter()
        .chain(FILES.iter().map(|(path, text)| (*path, in_language(lang, text))))
        .chain(table.map(|headers| (SHEET, empty_table(headers))))
        .collect()
}

/// Writes a new folder, whose last part names the scenario, with comments in that language; `table` adds the empty sheet, from which the
/// scenario then reads its communities. Returns the files written.
///
/// # Errors
/// When one of the files exists already ([`Exists`]; then nothing is written) or cannot be written.
pub fn write_in(folder: &Path, lang: Lang, table: Option<HeaderLanguage>) -> io::Result<Vec<PathBuf>> {
    let files = texts(&name_of(folder).name, lang, table);
    let there = |name: &str| folder.join(name).symlink_metadata().is_ok();
    // A folder `policies` may be there, and be filled; a link of that name leads elsewhere.
    let no_folder = |name: &str| folder.join(name).symlink_metadata().is_ok_and(|meta| !meta.is_dir());
    if let Some(name) = files.iter().map(|(name, _)| *name).find(|name| there(name)).or(no_folder(POLICIES).then_some(POLICIES)) {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, Exists(folder.join(name))));
    }
    // Files go through the folders as they were opened, so that a link put there meanwhile leads nowhere.
    let held = Held::create(folder)?;
    let policies = held.make_below(POLICIES).map_err(|trouble| match trouble {
        Trouble::System(error) => error,
        other => io::Error::other(other),
    })?;
    let mut written = Vec::new();
    for (name, text) in files {
        let mut file = match name.split_once('/') {
            Some((_, leaf)) => policies.create_new(leaf)?,
            None => held.create_new(name)?,
        };
        file.write_all(text.as_bytes())?;
        written.push(folder.join(name));
    }
    Ok(written)
}

/// As [`write_in`], with comments in English.
///
/// # Errors
/// As [`write_in`].
pub fn write(folder: &Path, table: Option<HeaderLanguage>) -> io::Result<Vec<PathBuf>> {
    write_in(folder, Lang::En, table)
}
