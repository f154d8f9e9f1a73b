//! Time, owners, exchanges and draws.

pub mod arm;
pub mod audit;
pub mod block;
pub mod branch;
pub mod limits;
pub mod stretch;
pub mod year;
