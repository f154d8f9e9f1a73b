//! Time, owners, exchanges and draws.

pub mod audit;
pub mod begin;
pub mod block;
pub mod limits;
pub mod phase;
pub mod stretch;
pub mod table;
pub mod tick;
