//! Verification: exact cases through the same engine, from scenario files.
//!
//! A [`case`] names a law; [`exact`] turns its keys into the values of the discretised process that the engine runs, by the [`laws`], and
//! into the textbook law that is its limit; [`conduct`] runs the engine and reads its own state and tables by [`probe`] and [`sojourn`];
//! [`interval`] says how far chance may go; [`report`] tells.

pub mod case;
pub mod conduct;
pub mod exact;
pub mod interval;
pub mod laws;
pub mod probe;
pub mod report;
pub mod sojourn;
