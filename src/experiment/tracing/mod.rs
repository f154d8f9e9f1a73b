//! Following lives: which needs, sites and people are looked at, and what happened to them under each policy.
//!
//! Nothing that is noted decides anything, so every pass over the days ends like a run without it.

mod days;
mod fork;
mod lives;
mod places;

use crate::engine::block::Halt;

pub use self::days::{Days, days_units, site_days, worker_days};
pub use self::fork::Fork;
pub use self::lives::{CLEARLY, Choice, Course, Life, Lives, Why, fared, lives, lives_units};
pub use self::places::{Person, Place, community_zh, person, place, places};

/// Why nothing could be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TracingError {
    /// No site has this name.
    #[error("no such site: {found:?}\n   expected: {expected}{}", hint(.near.as_deref()))]
    NoSuchSite {
        /// What was asked for.
        found: String,
        /// What there is.
        expected: String,
        /// What was meant, perhaps.
        near: Option<String>,
    },
    /// The site has no person of this number when policies part.
    #[error("no such person: {site}:{person}\n   expected: {}", people(.site, *.heads))]
    NoSuchPerson {
        /// The site.
        site: String,
        /// The number asked for, from 0.
        person: usize,
        /// People there.
        heads: usize,
    },
    /// Not a person.
    #[error("no such person: {found:?}\n   expected: a site and a number from 0, such as `{example}:0`")]
    NotAPerson {
        /// What was asked for.
        found: String,
        /// A site.
        example: String,
    },
    /// The day lies outside the window.
    #[error("day {from} is not in the window\n   expected: a day from 1 to {last} (working days from the moment policies part)")]
    OutsideWindow {
        /// First day asked for, from 1.
        from: u32,
        /// Last day of the window.
        last: u16,
    },
    /// A run was stopped, or an account did not close.
    #[error("{}", match .0 { Halt::Stopped => "stopped", Halt::Failed(reason) => reason.as_str() })]
    Halt(Halt),
}

fn hint(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("\n   hint: did you mean `{near}`?"))
}

fn people(site: &str, heads: usize) -> String {
    match heads {
        0 => "another site: nobody works there when policies part".to_owned(),
        1 => format!("`{site}:0`: one person works there when policies part"),
        n => format!("`{site}:0` to `{site}:{}`: {n} people work there when policies part", n - 1),
    }
}

impl TracingError {
    /// Whether what was asked for is at fault, not the run.
    #[must_use]
    pub const fn is_bad_input(&self) -> bool {
        !matches!(self, Self::Halt(_))
    }
}

impl From<Halt> for TracingError {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}
