//! What a file may say, checked. Nothing else in the program reads TOML.
//!
//! ```text
//! files ─ layers ─▶ node (merged, every leaf with its line) ─ typed ─▶ world_keys, policy_keys ─ check ─▶ experiment::Experiment
//! ```

pub mod check;
mod comments;
pub mod describe;
pub mod diff;
pub mod error;
pub mod experiment;
pub mod keys;
pub mod labels;
pub mod load;
pub mod memory;
#[cfg(feature = "files")]
pub mod new_folder;
#[cfg(feature = "files")]
pub mod other_file;
#[cfg(feature = "files")]
pub mod overlay;
pub(in crate::scenario) mod place;
pub mod reading;
pub mod remark;
pub mod schema;
pub mod sheet;
pub mod starter;

pub use error::ScenarioError;
pub use experiment::{Experiment, InputFile, NamedPolicy};
pub use load::LoadOptions;
#[cfg(feature = "files")]
pub use load::load;
pub use reading::name::{NAME, is_name};
