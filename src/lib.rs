//! Sanshe (三社): districts in which communities (社区), social organisations (社会组织) and social workers (社会工作者) try to meet
//! residents' needs, compared under coordination policies.
//!
//! A [`Scenario`] is read, run and asked for its metrics:
//!
//! ```
//! # fn main() -> Result<(), sanshe::Error> {
//! use sanshe::Scenario;
//!
//! // From a file: `Scenario::load("scenarios/reference.toml")?`. Here from a text over the base values that ship with the program.
//! let scenario = Scenario::from_text(&Scenario::template("my-district"))?
//!     .with(["run.seeds=2", "run.years=1", "district.generate.residents=3000"])?
//!     .comparing(["linkage"])?;
//! let results = scenario.run()?;
//!
//! let unmet = results.metric("unmet_share", "linkage", 0)?.expect("somebody had a need");
//! assert!((0.0..=1.0).contains(&unmet));
//!
//! // Both policies met the same needs: replicate by replicate, with the 95 % interval of chance.
//! let difference = results.difference("unmet_share", "linkage")?.expect("both policies ran");
//! println!("unmet under linkage, less the baseline's: {:+.3} to {:+.3}", difference.low(), difference.high());
//! # Ok(())
//! # }
//! ```
//!
//! - [`Scenario::with_policy`] compares a policy built in code, from typed keys ([`keys`]).
//! - [`Scenario::runner`] adjusts a run: threads, tables, progress, a way to stop it.
//! - [`Run::run_watched`] runs it beside a watcher of your own, which sees what happens to needs and counts what no table has ([`watch`]).
//! - [`Scenario::from_files`] reads from [`Memory`], or from a [`Source`] of your own, instead of the disk.
//! - [`Error`] says what is wrong in English and Chinese ([`Lang`]), with file, line and key where there is one.
//!
//! The same scenario gives the same bytes on any machine, for any number of threads.
//!
//! # Features
//! All are on by default. `cli`: the command `sanshe`. `charts`: the charts of its report. `files`: scenarios, workbooks and cases from
//! the disk, and results on it. Without them the library needs no operating system and builds for `wasm32-unknown-unknown`: files are
//! handed to it ([`Memory`]), sheets are UTF-8 or UTF-16 text, and where there are no threads a run uses the one it is called on.

// The parts of the program. They are public because the integration tests and benchmarks, which are crates of their own, test them by their
// paths, and hidden because they are no part of the interface: they change without notice. One hidden module that re-exports them all
// would hide the same and lengthen every path. `RUSTDOCFLAGS="--cfg internals"` documents them too.
#[cfg_attr(not(internals), doc(hidden))]
pub mod base;
#[cfg_attr(not(internals), doc(hidden))]
pub mod bound;
#[cfg(feature = "cli")]
#[cfg_attr(not(internals), doc(hidden))]
pub mod cli;
#[cfg_attr(not(internals), doc(hidden))]
pub mod engine;
#[cfg_attr(not(internals), doc(hidden))]
pub mod experiment;
mod facade;
#[cfg_attr(not(internals), doc(hidden))]
pub mod measure;
#[cfg_attr(not(internals), doc(hidden))]
pub mod model;
#[cfg_attr(not(internals), doc(hidden))]
pub mod report;
#[cfg_attr(not(internals), doc(hidden))]
pub mod scenario;
#[cfg_attr(not(internals), doc(hidden))]
pub mod store;
#[cfg(feature = "files")]
#[cfg_attr(not(internals), doc(hidden))]
pub mod verification;
#[cfg_attr(not(internals), doc(hidden))]
pub mod world;

pub use base::source::{Memory, Source, Unread};
pub use base::words::Lang;
pub use facade::{Error, Progress, Results, Run, Scenario, Stop, What};
pub use measure::collect::Collect;
pub use measure::statistics::{Estimate, Interval};
pub use scenario::error::ScenarioError;

/// The keys of a policy and of the world, with their types: every value is within its range.
pub mod keys {
    pub use crate::scenario::keys::policy::*;
    pub use crate::scenario::keys::quantity::{
        Count, Factor, LogDeviation, Minutes, NonNegative, Persons, Piece, Positive, Real, Share, Variation, Wage,
    };
    pub use crate::scenario::keys::world::Scenario as World;
}

/// What an own watcher is made of: it sees the events of every day ([`Watcher`](watch::Watcher)), and the needs whose lives end.
pub mod watch {
    pub use crate::base::calendar::MaybeDay;
    pub use crate::base::need::{Need, Stage, flag};
    pub use crate::base::places::{CategoryId, CommunityId, Maybe, SegmentId};
    pub use crate::facade::{Day, Watched, Watcher};
    pub use crate::model::state::log::{Event, Kind, Kinds, What};
    pub use crate::world::sites::Party;
}
