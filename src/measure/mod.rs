//! Metrics, ledgers and statistics: what is read off a run, and how runs are compared.

<<<<<<< HEAD
pub mod ledger;
=======
pub mod collect;
>>>>>>> store
pub mod record;
<<<<<<< HEAD
pub mod tally;
=======
pub mod statistics;
>>>>>>> report
pub mod table;
pub mod tables;
