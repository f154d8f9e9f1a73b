//! Following lives: events of chosen needs and the days of a chosen site, kept without touching any result.

use super::minutes::Day;
use super::need::{Need, Stage};

/// Something that happened to a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Happening {
    /// Day.
    pub day: u16,
    /// Order within the day and subdistrict.
    pub order: u32,
    /// The need.
    pub id: u64,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It moved from one stage to another.
    Moved(Stage, Stage),
    /// It joined the line of this site.
    Joined(u32),
    /// A server of this site saw to it for so many minutes; so many are left.
    Visited(u32, u16, u16),
    /// Its label turned out wrong.
    Mislabelled(u8),
    /// A try failed.
    TryFailed,
    /// The books say closed.
    ClosedOnPaper,
}

/// Lives being followed in one subdistrict.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Needs followed, sorted.
    pub ids: Vec<u64>,
    /// What happened.
    pub happenings: Vec<Happening>,
    /// Site followed, by its identity.
    pub site: Option<u32>,
    /// Days of the site followed: day, minutes.
    pub days: Vec<(u16, Day)>,
}

impl Trace {
    /// Notes a move.
    pub fn moved(&mut self, day: u16, need: &Need, from: Stage) {
        self.note(day, need.id, What::Moved(from, need.stage));
    }

    /// Notes something.
    pub fn note(&mut self, day: u16, id: u64, what: What) {
        if self.ids.binary_search(&id).is_ok() {
            let order = self.happenings.len() as u32;
            self.happenings.push(Happening { day, order, id, what });
        }
    }
}
