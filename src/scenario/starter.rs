//! A folder to start from: a commented scenario, the base values, the policies, and an empty sheet for communities.
//!
//! The files are those that ship, compiled in, so that a program alone is enough to begin.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::check::is_name;
use super::communities_columns::COLUMNS;
use super::communities_csv::SHEET;
use crate::files::{Held, Trouble};

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
const READ: &str = r#"# Communities are read from this sheet. Fill it in, a row for each, save it as CSV; `sanshe check scenario.toml` says what is wrong with it.
#   Needed are code, subdistrict and residents (编号, 街道, 常住人口). An empty cell means not known: the district's value is used.
#   60+, 80+, low income, disabled, bereaved, unemployed and volunteers are persons; organisations and associations are numbers of them.
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

/// The scenario of a new folder, under that name, with communities that are generated or read from a sheet.
#[must_use]
pub fn scenario(name: &str, with_sheet: bool) -> String {
    let communities = if with_sheet { READ } else { GENERATED };
    format!(
        r#"# A scenario to start from. It says only what differs from base.toml; every key there may be set here.
#   sanshe check scenario.toml      finds mistakes
#   sanshe run scenario.toml        runs and reports
#   sanshe check scenario.toml --set demand.remit_share=0.4      tries one value
extends = "base.toml"
name = "{name}"{gap}# results go to out/{name}
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
"#,
        gap = " ".repeat(28_usize.saturating_sub(name.len()).max(2)),
    )
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

/// The name of a scenario in that folder: its last part, with a hyphen for what no name may hold.
fn name_of(folder: &Path) -> String {
    // `.` and `..` have a name too, when they are there.
    let whole = if folder.file_name().is_none() { fs::canonicalize(folder).ok() } else { None };
    let part = whole.as_deref().unwrap_or(folder).file_name().map(|part| part.to_string_lossy().into_owned()).unwrap_or_default();
    let mut name = String::new();
    for c in part.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            name.push(c);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(64);
    let name = name.trim_matches('-');
    if name.contains(|c: char| c.is_ascii_alphanumeric()) && is_name(name) { name.to_string() } else { ANY_NAME.to_string() }
}

/// Writes a new folder, whose last part names the scenario; `table` adds the empty sheet, from which the scenario then reads its
/// communities. Returns the files written.
///
/// # Errors
/// When one of the files exists already (then nothing is written) or cannot be written.
pub fn write(folder: &Path, table: Option<HeaderLanguage>) -> io::Result<Vec<PathBuf>> {
    let sheet = table.map(empty_table);
    let scenario = scenario(&name_of(folder), sheet.is_some());
    let files: Vec<(&str, &str)> = [("scenario.toml", scenario.as_str())]
        .into_iter()
        .chain(FILES.iter().copied())
        .chain(sheet.as_deref().map(|text| (SHEET, text)))
        .collect();
    let there = |name: &str| folder.join(name).symlink_metadata().is_ok();
    // A folder `policies` may be there, and be filled; a link of that name leads elsewhere.
    let no_folder = |name: &str| folder.join(name).symlink_metadata().is_ok_and(|meta| !meta.is_dir());
    if let Some(name) = files.iter().map(|(name, _)| *name).find(|name| there(name)).or(no_folder(POLICIES).then_some(POLICIES)) {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("{} exists already; nothing was written", folder.join(name).display()),
        ));
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
