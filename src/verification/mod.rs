//! Verification: exact cases through the same engine, from scenario files.
//!
//! A [`case`] names a law; [`exact`] turns its keys into the values of the discretised process that the engine runs, by the [`laws`], and
//! into the textbook law that is its limit; [`conduct`] runs the engine and reads its own state and tables by [`probe`] or follows lives
//! through it ([`lived`]: [`sojourn`], [`effort`], [`turns`]); [`interval`] gives the tolerance for chance; [`report`] prints the result.

pub mod case;
pub mod conduct;
pub mod effort;
pub mod exact;
pub mod interval;
pub mod laws;
pub mod lived;
pub mod probe;
pub mod read;
pub mod report;
pub mod sojourn;
pub mod turns;
pub mod words;
