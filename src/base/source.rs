//! Where the files of a scenario come from: a folder on the disk ([`Disk`](crate::base::disk::Disk)), or texts that the caller holds
//! ([`Memory`]), as a page in a browser does.
//!
//! The loader knows files by their path below one folder and asks for them through [`Source`] alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Component, Path};
use std::sync::Arc;

/// A folder of input files, read by path relative to it.
pub trait Source: fmt::Debug + Send + Sync {
    /// The folder as people know it: it stands before the path in messages. Empty where paths stand alone.
    fn shown(&self) -> &Path;

    /// Whether there is such a plain file. It may still turn out to be outside, or unreadable.
    fn has(&self, relative: &Path) -> bool;

    /// Names of the plain files in a folder, in any order; none where there is no such folder.
    fn names(&self, relative: &Path) -> Vec<String>;

    /// Whether a path stays inside the folder once links are followed. A path that does not exist does.
    fn is_inside(&self, relative: &Path) -> bool;

    /// The bytes of a plain file of at most `largest` bytes.
    ///
    /// # Errors
    /// When it is not there, no plain file or larger, or the system refuses.
    fn read(&self, relative: &Path, largest: u64) -> Result<Vec<u8>, Unread>;
}

/// Why a source gives no bytes.
#[derive(Debug)]
pub enum Unread {
    /// The system refuses, or nothing stands there.
    System(io::Error),
    /// A folder stands there.
    Folder,
    /// Something else stands there that is no plain file.
    NotPlain,
    /// The file has this many bytes.
    TooLarge(u64),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// A path below a folder as it is published: its parts joined by `/` on every system.
#[must_use]
pub fn published(relative: &Path) -> String {
    let parts = relative.components().filter(|part| *part != Component::CurDir);
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Files that the caller holds: texts, or the bytes of sheets, by path.
///
/// ```
/// use sanshe::Memory;
///
/// let files = Memory::new().with("my.toml", "extends = \"base.toml\"").with("policies/mine.toml", "extends = \"linkage.toml\"");
/// assert_eq!(files.paths().collect::<Vec<_>>(), ["my.toml", "policies/mine.toml"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, or replaces the one of that path. Parts of the path are joined by `/`; it begins with the first of them.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, contents: impl Into<Vec<u8>>) -> Self {
        self.insert(path, contents);
        self
    }

    /// As [`Memory::with`], in place.
    pub fn insert(&mut self, path: impl Into<String>, contents: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), contents.into());
    }

    /// The paths of the files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

impl Source for Memory {
    fn shown(&self) -> &Path {
        Path::new("")
    }

    fn has(&self, relative: &Path) -> bool {
        self.files.contains_key(&published(relative))
    }

    fn names(&self, relative: &Path) -> Vec<String> {
        let folder = published(relative);
        let inside = |path: &str| match folder.as_str() {
            "" => Some(path.to_owned()),
            folder => Some(path.strip_prefix(folder)?.strip_prefix('/')?.to_owned()),
        };
        let names: BTreeSet<String> =
            self.files.keys().filter_map(|path| inside(path)).filter(|rest| !rest.contains('/')).collect();
        names.into_iter().collect()
    }

    fn is_inside(&self, _: &Path) -> bool {
        true
    }

    fn read(&self, relative: &Path, largest: u64) -> Result<Vec<u8>, Unread> {
        let path = published(relative);
        match self.files.get(&path) {
            Some(bytes) if bytes.len() as u64 > largest => Err(Unread::TooLarge(bytes.len() as u64)),
            Some(bytes) => Ok(bytes.clone()),
            None if self.files.keys().any(|file| file.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'))) => {
                Err(Unread::Folder)
            }
            None => Err(io::Error::from(io::ErrorKind::NotFound).into()),
        }
    }
}

/// Files that stand in front of those of another source: of two with one path, the one in front is read.
#[derive(Clone, Debug)]
pub struct InFront {
    /// The files in front.
    pub front: Memory,
    /// The source behind them.
    pub behind: Arc<dyn Source>,
}

impl Source for InFront {
    fn shown(&self) -> &Path {
        self.behind.shown()
    }

    fn has(&self, relative: &Path) -> bool {
        self.front.has(relative) || self.behind.has(relative)
    }

    fn names(&self, relative: &Path) -> Vec<String> {
        let mut names = self.behind.names(relative);
        names.extend(self.front.names(relative).into_iter().filter(|name| !self.behind.has(&relative.join(name))));
        names
    }

    fn is_inside(&self, relative: &Path) -> bool {
        self.front.has(relative) || self.behind.is_inside(relative)
    }

    fn read(&self, relative: &Path, largest: u64) -> Result<Vec<u8>, Unread> {
        if self.front.has(relative) { self.front.read(relative, largest) } else { self.behind.read(relative, largest) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_memory_stand_in_folders() {
        let files = Memory::new().with("a.toml", "x = 1").with("policies/b.toml", "").with("policies/deep/c.toml", "");
        assert!(files.has(Path::new("./a.toml")) && !files.has(Path::new("policies")));
        assert_eq!(files.names(Path::new("policies")), ["b.toml"]);
        assert_eq!(files.names(Path::new("")), ["a.toml"]);
        assert_eq!(files.read(Path::new("a.toml"), 5).expect("it is there"), b"x = 1");
        assert!(matches!(files.read(Path::new("a.toml"), 4), Err(Unread::TooLarge(5))));
        assert!(matches!(files.read(Path::new("policies"), 9), Err(Unread::Folder)));
        assert!(matches!(files.read(Path::new("b.toml"), 9), Err(Unread::System(e)) if e.kind() == io::ErrorKind::NotFound));
    }

    #[test]
    fn of_two_files_with_one_path_the_one_in_front_is_read() {
        let behind = Arc::new(Memory::new().with("p/a.toml", "behind").with("p/b.toml", "behind"));
        let both = InFront { front: Memory::new().with("p/b.toml", "front").with("p/c.toml", "front"), behind };
        let text = |path: &str| both.read(Path::new(path), 9).expect("it is there");
        assert_eq!((text("p/a.toml"), text("p/b.toml"), text("p/c.toml")), (b"behind".into(), b"front".into(), b"front".into()));
        let mut names = both.names(Path::new("p"));
        names.sort();
        assert_eq!(names, ["a.toml", "b.toml", "c.toml"]);
    }
}
