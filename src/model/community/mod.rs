//! The community (社区): trust and participation.

pub mod participation;
pub mod trust;
