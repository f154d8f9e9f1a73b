//! Time, owners, exchanges and draws.

pub mod arm;
pub mod audit;
pub mod branch;
pub mod exchange;
pub mod stretch;
pub mod year;
