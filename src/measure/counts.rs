//! Counts of needs and decisions: whole numbers that add up over subdistricts in any order.

use crate::base::need::ByLoss;
use crate::model::state::log::{ByKind, Kind, Log};
use crate::world::MOST_CATEGORIES;
use crate::world::sites::{ByParty, Party};

/// Counters of a day, cleared every morning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCounts {
    /// Needs that arose.
    pub created: u32,
    /// Needs that became known.
    pub known: u32,
    /// Needs resolved.
    pub resolved: u32,
    /// Needs that ended unmet.
    pub lost: u32,
    /// Of those that became known, needs of the cohort.
    pub known_cohort: u32,
    /// Of those resolved, needs of the cohort.
    pub resolved_cohort: u32,
    /// Of those that ended unmet, needs of the cohort.
    pub lost_cohort: u32,
}

/// Counts of needs of the cohort, for one cell or community.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellCounts {
    /// Arose.
    pub created: u32,
    /// Became known.
    pub known: u32,
    /// Resolved.
    pub resolved: u32,
}

/// Needs of the cohort that arose in one year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Arose.
    pub created: u64,
    /// Resolved.
    pub resolved: u64,
    /// Of these, by organisations.
    pub by_organisations: u64,
    /// By organisations or by social workers of others.
    pub by_professionals: u64,
    /// Arose, by category.
    pub arisen: [u64; MOST_CATEGORIES],
}

/// Sums over the cohort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cohort {
    /// Needs by severity.
    pub created: [u64; 3],
    /// Resolved by severity.
    pub resolved: [u64; 3],
    /// Unmet by part and severity.
    pub lost: ByLoss<[u64; 3]>,
    /// Became known.
    pub known: u64,
    /// Found by patrol or outreach.
    pub found: u64,
    /// Served within the timely days of being known.
    pub timely: u64,
    /// Recorded as closed: resolved, or on paper.
    pub recorded: u64,
    /// Closed on paper and not resolved.
    pub paper_unresolved: u64,
    /// Came back after they were closed on paper.
    pub came_back: u64,
    /// Taken to the hotline.
    pub escalated: u64,
    /// Bought outside after giving up.
    pub bought: u64,
    /// Days on which a known need had no owner.
    pub ownerless_days: u64,
    /// Became known, in categories of property firms.
    pub known_property: u64,
    /// Days on which such a need had no owner.
    pub ownerless_property: u64,
    /// Refused, passed on, lost or sent to the wrong place twice or more, of those known.
    pub bounced_twice: u64,
    /// Digest of what arose.
    pub digest: u64,
}

/// Events of the window, and what columns need to know of them beside their number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Events of each kind, whether or not they are watched; see [`Log::count`].
    pub events: ByKind<u64>,
    /// Days in approvals of the files that were decided.
    pub file_days: u64,
    /// Needs of the cohort that were resolved, by the party of the last server.
    pub resolved_by: ByParty<u64>,
    /// Jobs found for needs of the cohort.
    pub jobs: u64,
    /// Days from the onset of these needs until then.
    pub job_days: u64,
}

impl Year {
    /// A need that arose in the year is resolved.
    pub fn resolve(&mut self, party: Party, social_worker: bool) {
        let organisation = party == Party::Organisation;
        self.by_organisations += u64::from(organisation);
        self.by_professionals += u64::from(organisation || social_worker);
    }

    /// Adds the counts of another subdistrict or year.
    pub fn add(&mut self, other: &Self) {
        self.created += other.created;
        self.resolved += other.resolved;
        self.by_organisations += other.by_organisations;
        self.by_professionals += other.by_professionals;
        for (to, from) in self.arisen.iter_mut().zip(other.arisen) {
            *to += from;
        }
    }
}

impl DayCounts {
    /// Adds the counts of another subdistrict.
    pub fn add(&mut self, other: &Self) {
        self.created += other.created;
        self.known += other.known;
        self.resolved += other.resolved;
        self.lost += other.lost;
        self.known_cohort += other.known_cohort;
        self.resolved_cohort += other.resolved_cohort;
        self.lost_cohort += other.lost_cohort;
    }
}

impl CellCounts {
    /// Adds the counts of another cell.
    pub fn add(&mut self, other: &Self) {
        self.created += other.created;
        self.known += other.known;
        self.resolved += other.resolved;
    }

    /// 1 - resolved / created; `NaN` where none arose.
    #[must_use]
    pub fn unmet(&self) -> f64 {
        if self.created > 0 { 1.0 - f64::from(self.resolved) / f64::from(self.created) } else { f64::NAN }
    }
}

fn add_all<const N: usize>(to: &mut [u64; N], from: &[u64; N]) {
    for (t, f) in to.iter_mut().zip(from) {
        *t += f;
    }
}

impl Cohort {
    /// Adds the sums of another subdistrict.
    pub fn add(&mut self, other: &Self) {
        add_all(&mut self.created, &other.created);
        add_all(&mut self.resolved, &other.resolved);
        for (to, from) in self.lost.iter_mut().zip(&other.lost) {
            add_all(to, from);
        }
        self.known += other.known;
        self.found += other.found;
        self.timely += other.timely;
        self.recorded += other.recorded;
        self.paper_unresolved += other.paper_unresolved;
        self.came_back += other.came_back;
        self.escalated += other.escalated;
        self.bought += other.bought;
        self.ownerless_days += other.ownerless_days;
        self.known_property += other.known_property;
        self.ownerless_property += other.ownerless_property;
        self.bounced_twice += other.bounced_twice;
        self.digest = self.digest.wrapping_add(other.digest);
    }
}

impl Traffic {
    /// Adds the number of events in a log.
    #[inline]
    pub fn count(&mut self, log: &Log) {
        for (sum, new) in self.events.iter_mut().zip(log.counts()) {
            *sum += u64::from(*new);
        }
    }

    /// Events of some kinds.
    fn of(&self, kinds: &[Kind]) -> u64 {
        kinds.iter().map(|kind| self.events[*kind]).sum()
    }

    /// Decisions of routers.
    #[must_use]
    pub fn decisions(&self) -> u64 {
        self.of(&[Kind::DecidedWithin, Kind::DecidedAcross, Kind::DecidedAcrossAlone])
    }

    /// Of these across the community's boundary.
    #[must_use]
    pub fn crossing(&self) -> u64 {
        self.of(&[Kind::DecidedAcross, Kind::DecidedAcrossAlone])
    }

    /// Cases that servers opened.
    #[must_use]
    pub fn opened(&self) -> u64 {
        self.of(&[Kind::Opened, Kind::OpenedMisrouted])
    }

    /// Hand-offs between parties, those that were lost included.
    #[must_use]
    pub fn handoffs(&self) -> u64 {
        self.of(&[Kind::HandedOff, Kind::LostOnTheWay])
    }

    /// Adds the sums of another subdistrict.
    pub fn add(&mut self, other: &Self) {
        for (to, from) in self.events.iter_mut().zip(&other.events) {
            *to += from;
        }
        self.jobs += other.jobs;
        self.job_days += other.job_days;
        self.file_days += other.file_days;
        for (to, from) in self.resolved_by.iter_mut().zip(other.resolved_by) {
            *to += from;
        }
    }
}
