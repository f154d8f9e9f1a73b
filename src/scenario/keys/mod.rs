//! The keys of scenario and policy files, one declaration each: a key's legal range is its type.

pub mod market;
pub mod needs;
pub mod policy;
pub mod quantity;
pub mod ranges;
pub mod service;
pub mod staff;
pub mod world;
