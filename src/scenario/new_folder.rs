//! A folder to start from, written to the disk: see [`starter`] for what stands in it.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::base::files::{Held, Trouble};
use crate::base::words::{Both, Lang, both, shown_path};
use crate::scenario::reading::name::nearest_name;
use crate::scenario::starter;
use crate::scenario::starter::HeaderLanguage;

/// The folder of the policies.
const POLICIES: &str = "policies";

/// Name of a scenario whose folder has no name that a scenario may have.
const ANY_NAME: &str = "my-district";

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

/// Writes a new folder, whose last part names the scenario, with comments in that language; `table` adds the empty sheet, from which the
/// scenario then reads its communities. Returns the files written.
///
/// # Errors
/// When one of the files exists already ([`Exists`]; then nothing is written) or cannot be written.
pub fn write_in(folder: &Path, lang: Lang, table: Option<HeaderLanguage>) -> io::Result<Vec<PathBuf>> {
    let files = starter::texts(&name_of(folder).name, lang, table);
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
