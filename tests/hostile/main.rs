//! Hostile input: the corpus, a short run of the fuzzer, worlds at the edges of what is legal, and places that are not what they seem.
//!
//! The long run (10⁶ inputs) is `cargo run --release --example fuzz`; its seed and count are in `docs/robustness.md`.

#[path = "../fuzzing/mod.rs"]
mod fuzzing;

mod bounds;
mod corpus;
mod edges;
mod places;
