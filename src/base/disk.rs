//! A folder on the disk as a [`Source`] of input files: only plain files are read, and no link leads out of the folder.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::base::files::{Trouble, input};
use crate::base::source::{Source, Unread};

/// A folder on the disk.
#[derive(Clone, Debug)]
pub struct Disk {
    /// As it was given: for messages.
    shown: PathBuf,
    /// Resolved: for reading, and for the check that nothing leaves it.
    real: PathBuf,
}

impl Disk {
    /// The folder in which a file stands.
    ///
    /// # Errors
    /// When the folder does not exist or cannot be read.
    pub fn around(file: &Path) -> io::Result<Self> {
        let parent = file.parent().filter(|parent| *parent != Path::new(""));
        Self::at(parent.unwrap_or(Path::new(".")))
    }

    /// That folder.
    ///
    /// # Errors
    /// As [`Disk::around`].
    pub fn at(folder: &Path) -> io::Result<Self> {
        Ok(Self { shown: folder.to_path_buf(), real: fs::canonicalize(folder)? })
    }
}

impl Source for Disk {
    fn shown(&self) -> &Path {
        &self.shown
    }

    fn has(&self, relative: &Path) -> bool {
        self.real.join(relative).is_file()
    }

    fn names(&self, relative: &Path) -> Vec<String> {
        let entries = fs::read_dir(self.real.join(relative)).into_iter().flatten().flatten();
        let files = entries.map(|entry| entry.path()).filter(|path| path.is_file());
        files.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect()
    }

    fn is_inside(&self, relative: &Path) -> bool {
        fs::canonicalize(self.real.join(relative)).map_or(true, |real| real.starts_with(&self.real))
    }

    fn read(&self, relative: &Path, largest: u64) -> Result<Vec<u8>, Unread> {
        let path = self.real.join(relative);
        let meta = fs::metadata(&path)?;
        if meta.is_dir() {
            return Err(Unread::Folder);
        }
        if !meta.is_file() {
            return Err(Unread::NotPlain);
        }
        if meta.len() > largest {
            return Err(Unread::TooLarge(meta.len()));
        }
        Ok(read(&path, largest)?)
    }
}

/// The bytes of a plain file. What stands there may be another than was looked at, so opening it never waits, and no more is read than is
/// allowed.
fn read(path: &Path, largest: u64) -> io::Result<Vec<u8>> {
    let file = input(path).map_err(|trouble| match trouble {
        Trouble::System(error) => error,
        other => io::Error::other(other),
    })?;
    let mut bytes = Vec::new();
    file.take(largest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}
