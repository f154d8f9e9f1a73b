//! Files that are neither a scenario nor a policy, such as sweeps: layers, types, and all that is wrong with them at once.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::base::disk::Disk;
use crate::base::files::input;
use crate::base::words::{Both, both, of_system};
use crate::scenario::error::{Kind, ScenarioError};
use crate::scenario::reading::layers::{Folder, Layered, unreadable};
use crate::scenario::reading::repair;

/// A file that was read.
#[derive(Debug)]
pub struct OtherFile<T> {
    /// What it says.
    pub value: T,
    /// Its keys and values with their places.
    pub layered: Layered,
    /// The files that were read: path as published, BLAKE3 of the contents.
    pub inputs: Vec<(String, String)>,
}

/// Reads a file as `T`, with the files that it extends.
///
/// # Errors
/// When it cannot be read, or with all that is wrong in it.
pub fn read<T: DeserializeOwned + JsonSchema>(path: &Path) -> Result<OtherFile<T>, ScenarioError> {
    let disk = Disk::around(path).map_err(|e| unreadable(path, &e))?;
    let file = path.file_name().map(PathBuf::from).ok_or_else(|| {
        ScenarioError::new(Kind::Unreadable).in_file(path.display().to_string()).expected(both!("a file", "一个文件"))
    })?;
    let mut folder = Folder::new(Arc::new(disk));
    let layered = folder.layered(&file)?;
    let read = repair::read::<T>(&layered.table, &layered.top);
    let value = read.mistakes.or(read.value)?;
    let value = value.ok_or_else(|| ScenarioError::new(Kind::Syntax).at(&layered.top))?;
    Ok(OtherFile { value, layered, inputs: folder.inputs() })
}

/// Whether a file, with those that it extends, has one of these keys at its top; not so where it cannot be read.
#[must_use]
pub fn has_any(path: &Path, keys: &[&str]) -> bool {
    let read = || {
        let disk = Disk::around(path).ok()?;
        Folder::new(Arc::new(disk)).layered(Path::new(path.file_name()?)).ok()
    };
    read().is_some_and(|layered| keys.iter().any(|key| layered.table.get(key).is_some()))
}

/// Largest table of rows that is read, bytes.
const LARGEST: u64 = 256 << 20;

/// Reads a table of rows that a file names, relative to it.
///
/// # Errors
/// When it cannot be read, is too large or is no text.
pub fn text_beside(path: &Path, written: &str) -> Result<String, Both> {
    let beside = path.with_file_name(written);
    let mut bytes = Vec::new();
    let file = input(&beside).map_err(|trouble| trouble.said())?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| of_system(&e))?;
    if bytes.len() as u64 > LARGEST {
        return Err(both!("more than {LARGEST} bytes", "超过 {LARGEST} 字节"));
    }
    let text = String::from_utf8(bytes).map_err(|_| both!("it is not UTF-8", "不是 UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}
