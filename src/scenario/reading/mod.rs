//! From files to values: layers, places in files, names, repairs.

pub(in crate::scenario) mod depth;
pub mod flat;
pub mod layers;
pub(in crate::scenario) mod mistakes;
pub(in crate::scenario) mod name;
pub mod node;
pub(in crate::scenario) mod repair;
pub(in crate::scenario) mod syntax;
pub mod typed;
