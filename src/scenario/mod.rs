//! What a file may say, checked. Nothing else in the program reads TOML.

pub mod load;
pub mod policy_keys;
pub mod quantity;
pub mod world_keys;
