//! Provision (服务供给): lines, visits, groups, outcomes, what people learn by serving.

pub mod by_place;
pub mod facility;
pub mod groups;
pub mod line;
pub mod outcome;
pub mod reallocation;
pub mod service;
pub mod skills;
