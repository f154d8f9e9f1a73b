//! What every layer stands on and nothing of which knows the model: the calendar, keyed random draws, whole numbers dealt by weight, the
//! record of a need, sentences in two languages.

pub mod apportion;
pub mod by;
pub mod calendar;
#[cfg(feature = "files")]
pub mod disk;
pub mod drawn;
pub mod draws;
pub mod encoding;
#[cfg(feature = "files")]
pub mod files;
pub mod functions;
pub mod identity;
#[cfg(feature = "files")]
pub mod machine;
pub mod need;
pub mod of;
pub mod places;
pub mod power;
pub mod ring;
pub mod source;
pub mod words;
