//! What every layer stands on and nothing of which knows the model: the calendar, keyed random draws, whole numbers dealt by weight, the
//! record of a need, sentences in two languages.

pub mod apportion;
pub mod calendar;
pub mod draws;
pub mod files;
pub mod identity;
pub mod need;
pub mod power;
pub mod ring;
pub mod words;
