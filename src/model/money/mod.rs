//! Money (经费): prices, payers, and the finances of organisations.

pub mod bill;
pub mod casual;
pub mod charity;
pub mod funding;
pub mod organisation;
pub mod purchase;
pub mod terms;
