//! Worlds that must come to the same, bit for bit, and limits that a world must come to.
//!
//! Each test draws random worlds and states in which two runs may not differ. Where the engine's form of an equivalence is narrower than
//! the textbook's, the comment says what else meets and why; `docs/robustness.md` lists them.

#[path = "../support/small_world.rs"]
mod small_world;

mod bins;
mod couplings;
mod frames;
mod groups;
mod keyed;
mod limits;
mod names;
mod occupations;
mod purchase;
mod regrouping;
mod switched_off;
mod together;
mod worlds;
