//! What the district (区) does: money, contracts, and the establishment.

pub mod adaptive;
pub mod advances;
pub mod entry;
pub mod establishment;
pub mod exchange;
pub mod facilities;
pub mod registry;
pub mod tender;
pub mod treasury;
pub mod venture;
