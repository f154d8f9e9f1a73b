//! Result files: an output folder that can be cut off at any moment and taken up again.
//!
//! A block's rows are appended to every table and flushed to the disk; only then does the [`journal`] say so, with the length of
//! every file. Whatever lies beyond those lengths is torn and dropped on restart. The folder deletes only what the journal says this
//! program wrote.

use std::io;
use std::path::{Path, PathBuf};

pub mod dictionary;
pub mod folder;
pub mod journal;
pub mod manifest;
pub mod policies_csv;
pub mod read;
pub mod timing;

/// Why a folder cannot be used, or a file not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system refused.
    #[error("{}: cannot {action}: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process writes the folder.
    #[error("{}: another run is writing this folder\n  Wait for it to end, or choose another folder with --out.", dir.display())]
    Busy {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder holds the results of another plan.
    #[error(
        "{}: this folder holds another experiment (scenario `{scenario}`, plan {found}; this one is plan {wanted})\n  The scenario, its \
         policies, seeds, years, collected tables or the program have changed since. Choose another folder with --out, or replace the \
         results with --fresh.",
        dir.display()
    )]
    OtherPlan {
        /// The folder.
        dir: PathBuf,
        /// Scenario of the plan found.
        scenario: String,
        /// Start of the digest found.
        found: String,
        /// Start of the digest wanted.
        wanted: String,
    },
    /// The folder holds what this program did not write.
    #[error(
        "{}: the folder holds `{entry}`, which is not from this program\n  Nothing was changed. Choose an empty or new folder with --out.",
        dir.display()
    )]
    Foreign {
        /// The folder.
        dir: PathBuf,
        /// An entry of it.
        entry: String,
    },
    /// A table was changed by something else.
    #[error(
        "{}: the file is not as this program left it ({what})\n  Nothing was changed. Restore it, choose another folder with --out, or \
         run everything again with --fresh.",
        path.display()
    )]
    Changed {
        /// The file.
        path: PathBuf,
        /// What differs.
        what: String,
    },
    /// A field of a table cannot be read.
    #[error("{}, record {record}, column `{column}`: found `{text}`, expected {expected}", path.display())]
    Field {
        /// The file.
        path: PathBuf,
        /// Record, from 1 after the header.
        record: usize,
        /// Column.
        column: &'static str,
        /// What stands there.
        text: String,
        /// What should.
        expected: &'static str,
    },
    /// A table cannot be read as CSV.
    #[error("{}: {what}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// Why.
        what: String,
    },
}

/// Refuses to write through a link: it may lead out of the output folder, which nothing ever does.
///
/// # Errors
/// When there is a link at that place.
pub fn no_link(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(meta) if meta.is_symlink() => Err(io::Error::other("a link stands there, and nothing is written through it")),
        _ => Ok(()),
    }
}

impl StoreError {
    /// Whether the folder was refused as it stands, before anything was run or changed: the caller should choose otherwise.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::OtherPlan { .. } | Self::Foreign { .. } | Self::Changed { .. })
    }

    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}
