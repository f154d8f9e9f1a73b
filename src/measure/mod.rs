//! Metrics, ledgers and statistics: what is read off a run, and how runs are compared.

pub mod record;
pub mod statistics;
pub mod table;
pub mod tables;
