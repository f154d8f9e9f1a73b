//! Experiments: what is to be simulated ([`plan`](crate::store::plan)), who carries it out ([`runner`]) and how its results reach a folder
//! (`conduct`). Which values a sweep varies, and in which rows, is in [`design`].
//!
//! One runner serves every kind of experiment; commands differ in the plans they make, never in how blocks are run.

#[cfg(feature = "files")]
pub mod conduct;
pub mod design;
#[cfg(test)]
mod draws_taken;
pub mod guard;
#[cfg(feature = "files")]
pub mod of_run;
pub mod parity;
#[cfg(feature = "files")]
pub mod patterns;
#[cfg(feature = "files")]
pub mod precision;
pub mod runner;
pub mod simulator;
#[cfg(feature = "files")]
pub mod sweep;
pub mod tracing;
pub mod unkept;
