//! What the district (区) does: money, contracts, and the establishment.

pub mod entry;
pub mod establishment;
pub mod facilities;
pub mod tender;
pub mod treasury;
pub mod venture;
