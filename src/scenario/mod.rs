//! What a file may say, checked. Nothing else in the program reads TOML.
//!
//! ```text
//! files ─ layers ─▶ node (merged, every leaf with its line) ─ typed ─▶ world_keys, policy_keys ─ check ─▶ load::Experiment
//! ```

pub mod check;
mod check_district;
mod check_shifts;
mod comments;
mod depth;
pub mod diff;
pub mod error;
pub mod flat;
pub mod layers;
pub mod load;
pub mod market_keys;
pub mod memory;
mod mistakes;
mod name;
pub mod need_keys;
pub mod node;
mod place;
pub mod policy_keys;
pub mod quantity;
pub mod remark;
mod repair;
pub mod schema;
pub mod service_keys;
pub mod sheet;
pub mod staff_keys;
pub mod starter;
mod syntax;
pub mod typed;
pub mod world_keys;

pub use error::ScenarioError;
pub use load::{Experiment, InputFile, LoadOptions, NamedPolicy, load};
