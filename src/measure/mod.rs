//! Metrics, ledgers and statistics: what is read off a run, and how runs are compared.

pub mod collect;
pub mod record;
pub mod table;
pub mod tables;
