//! The library as others use it: a scenario is read, run and asked for its metrics. All that is public and documented stands here; the
//! crate page shows it at work.

mod error;
mod results;
mod run;
mod scenario;
mod watch;

pub use self::error::{Error, What};
pub use self::results::Results;
pub use self::run::{Progress, Run, Stop};
pub use self::scenario::Scenario;
pub use self::watch::{Day, Watched, Watcher};
