//! Result files: an output folder that can be cut off at any moment and taken up again.
//!
//! A block's rows are appended to every table and flushed to the disk; only then does the [`journal`] say so, with the length and a
//! digest of every file. Whatever lies beyond those lengths is torn and dropped on restart; whatever lies within them and is not as it
//! was written is refused. The folder is held open from the first look to the last, and deletes or replaces only files of a
//! [closed list](closed) that are as the journal says they were left.

#[cfg(feature = "files")]
pub mod ahead;
#[cfg(feature = "files")]
pub mod assumptions_csv;
#[cfg(feature = "files")]
pub mod by_point;
#[cfg(feature = "files")]
pub mod closed;
#[cfg(feature = "files")]
pub mod complete;
#[cfg(feature = "files")]
pub mod dictionary;
pub mod digest;
#[cfg(feature = "files")]
pub mod error;
pub mod field;
#[cfg(feature = "files")]
pub mod finished;
#[cfg(feature = "files")]
pub mod folder;
pub mod identity;
#[cfg(feature = "files")]
pub mod journal;
#[cfg(feature = "files")]
pub mod manifest;
#[cfg(feature = "files")]
pub mod merge;
pub mod parity;
pub mod plan;
#[cfg(feature = "files")]
pub mod policies_csv;
#[cfg(feature = "files")]
pub mod read;
#[cfg(feature = "files")]
pub mod shards;
#[cfg(feature = "files")]
pub mod tables;
#[cfg(feature = "files")]
pub mod timing;
pub mod wave;
#[cfg(feature = "files")]
pub mod waves_csv;

/// The folder, inside that of a run, of the same comparison in other frames: a sweep of its own.
pub const FRAMES: &str = "frames";

#[cfg(feature = "files")]
pub use self::error::{Action, StoreError};
