//! Mechanisms of the district (区): money, contracts and the establishment.

pub mod adaptive;
pub mod advances;
pub mod clerks;
pub mod entry;
pub mod establishment;
pub mod exchange;
pub mod facilities;
pub mod furthest;
pub mod registry;
pub mod takeover;
pub mod tender;
pub mod transfer;
pub mod treasury;
pub mod venture;
