//! The exact laws of the discretised process that the engine runs, and the textbook laws that are their limits.

pub mod choices;
pub mod lives;
pub mod numbers;
pub mod pooling;
pub mod priority;
pub mod reneging;
pub mod returns;
pub mod servers;
pub mod single;
pub mod tandem;
pub mod textbook;
pub mod triage;
pub mod unequal;
pub mod volunteers;
pub mod work;
