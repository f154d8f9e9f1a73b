//! Time, owners, exchanges and draws.

pub mod arm;
pub mod audit;
pub mod block;
pub mod district;
pub mod draws;
pub mod establishment;
pub mod exchange;
pub mod switch;
