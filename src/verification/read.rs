//! Reads the cases of a folder.

use crate::base::disk::Disk;
use crate::base::words;
use crate::base::words::{Both, both};
use crate::scenario::LoadOptions;
use crate::scenario::error::{Kind, ScenarioError, list, nearest};
use crate::scenario::is_name;
use crate::scenario::load::{Accompanied, load_accompanied};
use crate::scenario::reading::layers;
use crate::verification::case::Case;
use crate::verification::case::CaseKeys;
use crate::verification::exact;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The parent folder and the path back: files that a case may extend are beside its folder.
fn split(folder: &Path) -> (PathBuf, PathBuf) {
    let whole = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    match (folder.parent(), folder.file_name(), whole.parent(), whole.file_name()) {
        (Some(above), Some(own), ..) if above != Path::new("") => (above.to_path_buf(), PathBuf::from(own)),
        (_, _, Some(above), Some(own)) => (above.to_path_buf(), PathBuf::from(own)),
        _ => (folder.to_path_buf(), PathBuf::new()),
    }
}

/// Names of the cases in a folder, in order: every TOML file except `base.toml`.
///
/// # Errors
/// When the folder cannot be read or holds no case.
pub fn names(folder: &Path) -> Result<Vec<String>, ScenarioError> {
    let unreadable = |found: Both| {
        ScenarioError::new(Kind::Unreadable)
            .in_file(folder.display().to_string())
            .found(found)
            .expected(both!("a folder with cases", "含有算例的文件夹"))
            .hint(both!(
                "the cases that ship are in scenarios/verification; --cases names another folder",
                "随附算例位于 scenarios/verification；用 --cases 指定其他文件夹"
            ))
    };
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map_err(|e| unreadable(words::of_system(&e)))?
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".toml").map(str::to_owned))
        .filter(|name| name != "base" && is_name(name))
        .collect();
    names.sort();
    if names.is_empty() {
        return Err(unreadable(both!("no case", "没有算例")));
    }
    Ok(names)
}

/// The cases of a folder: all, or those asked for.
///
/// # Errors
/// When the folder or a case cannot be read, or a name does not exist.
pub fn read_all(folder: &Path, wanted: &[String]) -> Result<Vec<Case>, ScenarioError> {
    let known = names(folder)?;
    for name in wanted {
        if !known.contains(name) {
            let all = list(known.iter().map(String::as_str));
            let error = ScenarioError::new(Kind::UnknownWord)
                .in_file(format!("--case {name}"))
                .found(format!("{name:?}"))
                .expected(both!("one of {all}", "以下之一：{all}"));
            return Err(match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => error.hint(both!("did you mean `{near}`?", "是否指 `{near}`？")),
                None => error,
            });
        }
    }
    known.iter().filter(|name| wanted.is_empty() || wanted.contains(name)).map(|name| Case::read(folder, name)).collect()
}

impl Case {
    /// Reads a case. `folder` is inside the folder whose files the case may extend.
    ///
    /// # Errors
    /// At the first thing that is wrong, with its place.
    pub fn read(folder: &Path, name: &str) -> Result<Self, ScenarioError> {
        let (root, relative) = split(folder);
        let file = relative.join(format!("{name}.toml"));
        let disk = Disk::at(&root).map_err(|e| layers::unreadable(&root.join(&file), &e))?;
        let read: Accompanied<CaseKeys> = load_accompanied(Arc::new(disk), &file, "case", &LoadOptions::default())?;
        let case = Self { name: name.to_owned(), keys: read.companion, experiment: read.experiment, layered: read.layered };
        case.check()?;
        exact::requirements(&case)?;
        Ok(case)
    }
}
