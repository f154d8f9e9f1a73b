//! The command line: one file per command, no logic of its own.

pub mod check;
pub mod diff;
pub mod new;
pub mod schema;
