//! Runs that are killed at a system call, tampered with, and taken up again. Used by `cargo run --example kills`.

#[path = "../fuzzing/dice.rs"]
pub mod dice;
#[path = "../fuzzing/tamper.rs"]
pub mod tamper;

pub mod calls;
pub mod report;
pub mod trial;
