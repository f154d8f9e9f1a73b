//! Metrics, ledgers and statistics: what is read off a run, and how runs are compared.

pub mod collect;
pub mod column;
pub mod contacts;
pub mod costs;
pub mod counts;
pub mod family;
pub mod fill;
pub mod heads;
pub mod heard;
pub mod inequality;
pub mod ledger;
pub mod mismatch;
pub mod orders;
pub mod parity;
pub mod patterns;
pub mod record;
pub mod recovery;
pub mod seen;
pub mod statistics;
pub mod table;
pub mod tables;
pub mod tally;
pub mod totals;
pub mod trace;
pub mod waits;
pub mod watch;
