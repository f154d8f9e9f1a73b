//! Sanshe (三社): districts in which communities (社区), social organisations (社会组织) and social workers (社会工作者) try to meet
//! residents' needs, compared under coordination policies.
//!
//! Data flows one way: [`scenario`] → [`world`] → [`engine`] (with [`model`]) → [`measure`] → [`store`] → [`report`], with
//! [`experiment`] on top and [`cli`] outside. [`bound`] says what nobody could beat with the minutes of a run.

pub mod base;
pub mod bound;
#[cfg(feature = "cli")]
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod measure;
pub mod model;
pub mod report;
pub mod scenario;
pub mod store;
#[cfg(feature = "files")]
pub mod verification;
pub mod world;
