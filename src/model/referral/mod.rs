//! Referral (转介): who is chosen, who may decide, how files and needs travel, what routers know.

pub mod approvals;
pub mod choice;
pub mod closing;
pub mod crossing;
pub mod deciding;
pub mod desk;
pub mod handoff;
pub mod homecoming;
pub mod reports;
pub mod routing;
pub mod ties;
