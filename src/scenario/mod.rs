//! What a file may say, checked. Nothing else in the program reads TOML.
//!
//! ```text
//! files ─ layers ─▶ node (merged, every leaf with its line) ─ typed ─▶ world_keys, policy_keys ─ check ─▶ load::Experiment
//! ```

pub mod check;
mod comments;
pub mod diff;
pub mod error;
pub mod keys;
pub mod reading;
pub mod schema;
pub mod sheet;
pub mod starter;

pub use error::ScenarioError;
pub use reading::load::{Experiment, InputFile, LoadOptions, NamedPolicy, load};
