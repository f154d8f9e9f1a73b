//! Time, owners, exchanges and draws.

pub mod arm;
pub mod audit;
pub mod block;
pub mod bounds;
pub mod district;
pub mod entry;
pub mod establishment;
pub mod exchange;
pub mod facilities;
pub mod market;
pub mod stretch;
pub mod switch;
pub mod tender;
pub mod treasury;
pub mod venture;
