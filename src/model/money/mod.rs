//! Money (经费): what costs what, who pays, and the houses that live on it.

pub mod bill;
pub mod casual;
pub mod charity;
pub mod funding;
pub mod organisation;
pub mod purchase;
pub mod terms;
