//! Following lives: which needs, sites and people to follow, and what happened to them under each policy.
//!
//! Recording affects no decision, so every pass over the days ends like a run without it.

mod days;
mod fork;
mod lives;
mod places;

pub use self::days::{Days, days_units, site_days, worker_days};
pub use self::fork::Fork;
pub use self::lives::{CLEARLY, Choice, Course, Life, Lives, Why, fared, lives, lives_units};
pub use self::places::{Person, person, place};

pub mod error;
