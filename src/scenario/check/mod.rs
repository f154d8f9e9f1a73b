//! Checks across keys: what no single type can know. Each points at the key to change.
//!
//! Where several keys contradict each other, the one that the highest layer wrote is shown: most likely it is the newest. All mistakes are
//! reported together; a check is silent when one of its keys could not be read.

pub(in crate::scenario) mod categories;
pub(in crate::scenario) mod code;
pub(in crate::scenario) mod district;
pub(in crate::scenario) mod pointer;
pub(in crate::scenario) mod policy;
pub(in crate::scenario) mod shifts;
pub(in crate::scenario) mod world;
