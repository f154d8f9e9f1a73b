//! A folder to start from: a commented scenario, the base values, the policies, and an empty sheet for communities.
//!
//! The files are those that ship, compiled in, so that a program alone is enough to begin.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::communities_columns::COLUMNS;

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

/// The scenario of a new folder.
pub const SCENARIO: &str = r#"# A scenario to start from. It says only what differs from base.toml; every key there may be set here.
#   sanshe check scenario.toml      finds mistakes
#   sanshe run scenario.toml        runs and reports
#   sanshe check scenario.toml --set demand.remit_share=0.4      tries one value
extends = "base.toml"
name = "my-district"
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

# Communities are generated. To use your own, fill in a sheet (`sanshe new DIR --table` writes an empty one), delete the next table and
# write `table = "communities.csv"` above this line, inside [district].
[district.generate]
subdistricts = 2
communities = 20
residents = 150000
residents_cv = 0.3                   # how unequal communities are in size

# [demand]
# remit_share = 0.4                  # share of episodes for which a household would take organised help: .1–.5
"#;

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

/// Writes a new folder; `table` adds the empty sheet. Returns the files written.
///
/// # Errors
/// When one of the files exists already (then nothing is written) or cannot be written.
pub fn write(folder: &Path, table: Option<HeaderLanguage>) -> io::Result<Vec<PathBuf>> {
    let sheet = table.map(empty_table);
    let files: Vec<(PathBuf, &str)> = [("scenario.toml", SCENARIO)]
        .into_iter()
        .chain(FILES.iter().copied())
        .chain(sheet.as_deref().map(|text| ("communities.csv", text)))
        .map(|(path, text)| (folder.join(path), text))
        .collect();
    if let Some((path, _)) = files.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("{} exists already; nothing was written", path.display()),
        ));
    }
    fs::create_dir_all(folder.join("policies"))?;
    let mut written = Vec::new();
    for (path, text) in files {
        fs::File::create_new(&path)?.write_all(text.as_bytes())?;
        written.push(path);
    }
    Ok(written)
}
