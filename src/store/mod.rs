//! Result files: an output folder that can be cut off at any moment and taken up again.
//!
//! A block's rows are appended to every table and flushed to the disk; only then does the [`journal`] say so, with the length and a
//! digest of every file. Whatever lies beyond those lengths is torn and dropped on restart; whatever lies within them and is not as it
//! was written is refused. The folder is held open from the first look to the last, and deletes or replaces only files of a
//! [closed list](closed) that are as the journal says they were left.

pub mod closed;
pub mod dictionary;
pub mod error;
pub mod field;
pub mod folder;
pub mod identity;
pub mod journal;
pub mod manifest;
pub mod parity;
pub mod plan;
pub mod policies_csv;
pub mod read;
pub mod tables;
pub mod timing;

pub use self::error::{Action, StoreError};
