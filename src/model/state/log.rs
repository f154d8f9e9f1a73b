//! The log of a day: what happened to needs in one subdistrict, for the kinds of events that are watched.
//!
//! Mechanisms write events and never read them. Events of a kind that is not watched are not built: the writer pays one test. Minutes, money
//! and counts that behaviour or the audit needs are no events: they are accounts, part of the state.

use crate::base::need::{Need, Stage};
use crate::base::places::{CategoryId, CommunityId, SegmentId};
use crate::model::state::unheard;
use crate::world::demand::{Births, Onset};
use crate::world::sites::Party;

/// What happened to a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It arose. A log keeps no event for it: see [`Log::arisen`].
    Arose,
    /// It became known for the first time.
    Known,
    /// A grid worker (`false`) or a social worker (`true`) came upon it.
    Found(bool),
    /// Triage gave it this label, which is wrong.
    Labelled(CategoryId),
    /// It moved from one stage to another.
    Moved(Stage, Stage),
    /// A router decided where it goes.
    Decided {
        /// Whether to a provider beyond the community.
        crossing: bool,
        /// Whether the community decided by itself.
        local: bool,
    },
    /// Level 1 or 2 approved its file after this number of days.
    Approved(u16),
    /// It was handed from one party to another.
    HandedOff {
        /// Whether it was lost on the way.
        lost: bool,
    },
    /// It was delivered to a provider, who may still refuse it.
    Delivered,
    /// It joined the line of this site.
    Joined(u32),
    /// A server opened it as a case.
    Opened {
        /// Whether under a wrong label.
        misrouted: bool,
    },
    /// A server saw to it in person, once on a day at the most.
    Visited {
        /// The site of the server.
        site: u32,
        /// Minutes of the visit.
        minutes: u16,
        /// Minutes of work that are left.
        left: u16,
        /// Category of the part that was served.
        category: CategoryId,
        /// Segment of the resident.
        segment: SegmentId,
        /// Whether the server is a social worker.
        social_worker: bool,
    },
    /// Its label turned out wrong; this is the true category.
    Mislabelled(CategoryId),
    /// A server has done the work of a case: a try is made. How it ends is told by another event.
    Tried(Try),
    /// A try failed.
    TryFailed {
        /// Party of the server's site.
        party: Party,
        /// Whether it was the first try of the part.
        first: bool,
    },
    /// The district found a job for it.
    FoundJob,
    /// All of it is met.
    Met {
        /// Party of the last server's site.
        party: Party,
        /// Whether the last server is a social worker.
        social_worker: bool,
    },
    /// The books say closed.
    ClosedOnPaper,
    /// The household has given up, or help failed, and the books say closed.
    WrittenOff,
    /// The organisation of this site passed it on to a peer.
    PassedOn(u32),
    /// The household called the hotline.
    Hotline,
    /// The household did not come to the facility of this site.
    StayedAway(u32),
    /// A station or an organisation, this site, took it in at its own door.
    TakenIn(Party, u32),
    /// A second file of it was found.
    Duplicate,
}

/// A try: the work of a case is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Try {
    /// Party of the server's site.
    pub party: Party,
    /// Category of the part.
    pub category: CategoryId,
    /// Whether it is the first try of the part.
    pub first: bool,
    /// Skill of the server in the category, in 1/65535.
    pub skill: u16,
    /// Whether the category is the server's specialty.
    pub specialist: bool,
    /// Whether the case was opened together with others, as a group.
    pub in_group: bool,
    /// Minutes with the resident that the case took its server; in a group, its part of them.
    pub minutes: u16,
}

crate::base::by::enumerated! {
    /// A kind of event that can be watched.
    pub enum Kind, /// One value for each kind of event.
    pub type ByKind {
        /// [`Log::arisen`], [`Log::births`], [`What::Arose`].
        Arose,
        /// [`What::Known`].
        Known,
        /// [`What::Found`].
        Found,
        /// [`What::Labelled`].
        Labelled,
        /// [`What::Moved`].
        Moved,
        /// [`What::Decided`]: a provider of the community's own.
        DecidedWithin,
        /// [`What::Decided`]: a provider beyond the community, with consent from above or without need of it.
        DecidedAcross,
        /// [`What::Decided`]: a provider beyond the community, decided by the community alone.
        DecidedAcrossAlone,
        /// [`What::Approved`].
        Approved,
        /// [`What::HandedOff`]: it arrived.
        HandedOff,
        /// [`What::HandedOff`]: it was lost on the way.
        LostOnTheWay,
        /// [`What::Delivered`].
        Delivered,
        /// [`What::Joined`].
        Joined,
        /// [`What::Opened`]: under its own category.
        Opened,
        /// [`What::Opened`]: under a wrong label.
        OpenedMisrouted,
        /// [`What::Visited`].
        Visited,
        /// [`What::Mislabelled`].
        Mislabelled,
        /// [`What::Tried`].
        Tried,
        /// [`What::TryFailed`].
        TryFailed,
        /// [`What::FoundJob`].
        FoundJob,
        /// [`What::Met`].
        Met,
        /// [`What::ClosedOnPaper`].
        ClosedOnPaper,
        /// [`What::WrittenOff`].
        WrittenOff,
        /// [`What::PassedOn`].
        PassedOn,
        /// [`What::Hotline`].
        Hotline,
        /// [`What::StayedAway`].
        StayedAway,
        /// [`What::TakenIn`]: by a station.
        TakenInByStation,
        /// [`What::TakenIn`]: by an organisation.
        TakenInByOrganisation,
        /// [`What::Duplicate`].
        Duplicate,
        /// [`Log::ended`]: the records of lives that ended.
        Ended,
        /// [`Log::unheard`]: needs that left without anybody having heard of them.
        Unheard,
        /// Unheard needs keep their records until they leave, and are then in [`Log::ended`] like all others, not in
        /// [`Log::unheard`].
        WholeLives,
    }
}

impl What {
    /// The kind of this event.
    #[inline(always)]
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Arose => Kind::Arose,
            Self::Known => Kind::Known,
            Self::Found(_) => Kind::Found,
            Self::Labelled(_) => Kind::Labelled,
            Self::Moved(..) => Kind::Moved,
            Self::Decided { crossing: false, .. } => Kind::DecidedWithin,
            Self::Decided { local: false, .. } => Kind::DecidedAcross,
            Self::Decided { .. } => Kind::DecidedAcrossAlone,
            Self::Approved(_) => Kind::Approved,
            Self::HandedOff { lost: false } => Kind::HandedOff,
            Self::HandedOff { lost: true } => Kind::LostOnTheWay,
            Self::Delivered => Kind::Delivered,
            Self::Joined(_) => Kind::Joined,
            Self::Opened { misrouted: false } => Kind::Opened,
            Self::Opened { misrouted: true } => Kind::OpenedMisrouted,
            Self::Visited { .. } => Kind::Visited,
            Self::Mislabelled(_) => Kind::Mislabelled,
            Self::Tried(_) => Kind::Tried,
            Self::TryFailed { .. } => Kind::TryFailed,
            Self::FoundJob => Kind::FoundJob,
            Self::Met { .. } => Kind::Met,
            Self::ClosedOnPaper => Kind::ClosedOnPaper,
            Self::WrittenOff => Kind::WrittenOff,
            Self::PassedOn(_) => Kind::PassedOn,
            Self::Hotline => Kind::Hotline,
            Self::StayedAway(_) => Kind::StayedAway,
            Self::TakenIn(Party::Station, _) => Kind::TakenInByStation,
            Self::TakenIn(..) => Kind::TakenInByOrganisation,
            Self::Duplicate => Kind::Duplicate,
        }
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u64);

impl Kinds {
    /// No kind.
    pub const NONE: Self = Self(0);

    /// These kinds.
    #[must_use]
    pub const fn of(kinds: &[Kind]) -> Self {
        let (mut set, mut i) = (0_u64, 0);
        while i < kinds.len() {
            set |= 1 << kinds[i] as u8;
            i += 1;
        }
        Self(set)
    }

    /// The kinds of either set.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These kinds when something is so, else none.
    #[must_use]
    pub const fn when(self, so: bool) -> Self {
        if so { self } else { Self::NONE }
    }

    /// Whether a kind is in the set.
    #[inline(always)]
    #[must_use]
    pub const fn has(self, kind: Kind) -> bool {
        self.0 >> kind as u8 & 1 == 1
    }
}

/// Something that happened to a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// The need.
    pub id: u64,
    /// What.
    pub what: What,
    /// Part of the day: raised whenever subdistricts meet. A need is in one subdistrict during a part, so its events over all subdistricts are
    /// in order by part, then by place in the log.
    pub part: u8,
}

impl Event {
    /// Category in which the need arose.
    #[inline]
    #[must_use]
    pub const fn category(&self) -> CategoryId {
        Need::category_of(self.id)
    }

    /// Community in which the need arose.
    #[inline]
    #[must_use]
    pub const fn community(&self) -> CommunityId {
        Need::community_of(self.id)
    }

    /// Day on which the need arose.
    #[inline]
    #[must_use]
    pub const fn onset(&self) -> u16 {
        Need::onset_of(self.id)
    }
}

/// What happened in one subdistrict since its log was last read.
#[derive(Clone, Debug, Default)]
pub struct Log {
    watched: Kinds,
    part: u8,
    counts: ByKind<u32>,
    /// Events, in the order in which they happened.
    pub events: Vec<Event>,
    /// Needs that arose, in order.
    pub arisen: Vec<Onset>,
    /// The same, counted.
    pub births: Births,
    /// Lives that ended: the records as they were at the end, in order.
    pub ended: Vec<Need>,
    /// Needs that left unheard, and such that did not after all.
    pub unheard: Vec<unheard::Entry>,
}

impl Log {
    /// Opens the log of a day, in which these kinds are watched.
    #[inline]
    pub fn open(&mut self, watched: Kinds) {
        self.clear();
        (self.watched, self.part) = (watched, 0);
    }

    /// Clears events that have been read; the day continues.
    #[inline]
    pub fn clear(&mut self) {
        self.counts = ByKind::default();
        self.events.clear();
        self.arisen.clear();
        self.births = Births::default();
        self.ended.clear();
        self.unheard.clear();
    }

    /// Another part of the day begins.
    #[inline]
    pub const fn turn(&mut self) {
        self.part += 1;
    }

    /// Whether anybody watches a kind.
    #[inline(always)]
    #[must_use]
    pub const fn watches(&self, kind: Kind) -> bool {
        self.watched.has(kind)
    }

    /// How many events of a kind there were, whether or not anybody watches it: who needs no more than their number need not have them written.
    /// Of [`Kind::Arose`], [`Kind::Ended`] and [`Kind::Unheard`] the lists say it.
    #[inline]
    #[must_use]
    pub fn count(&self, kind: Kind) -> u64 {
        u64::from(self.counts[kind])
    }

    /// The numbers of events of all kinds; see [`count`](Self::count).
    #[inline]
    #[must_use]
    pub const fn counts(&self) -> &ByKind<u32> {
        &self.counts
    }

    /// Counts an event, and writes it down when anybody watches its kind.
    #[inline(always)]
    pub fn push(&mut self, id: u64, what: What) {
        self.counts[what.kind()] += 1;
        if self.watches(what.kind()) {
            let part = self.part;
            self.events.push(Event { id, what, part });
        }
    }

    /// Writes down what arose today.
    #[inline]
    pub fn arose(&mut self, onsets: &[Onset], births: &Births) {
        if self.watches(Kind::Arose) {
            self.arisen.extend_from_slice(onsets);
            self.births = *births;
        }
    }

    /// Writes down the end of a life; `need.stage` says how it ended.
    #[inline(always)]
    pub fn end(&mut self, need: &Need) {
        if self.watches(Kind::Ended) {
            self.ended.push(*need);
        }
    }

    /// Writes down that a need left unheard.
    #[inline(always)]
    pub fn leave_unheard(&mut self, entry: unheard::Entry) {
        if self.watches(Kind::Unheard) {
            self.unheard.push(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_watches_is_not_written() {
        let mut log = Log::default();
        log.push(1, What::Delivered);
        log.open(Kinds::of(&[Kind::Delivered]));
        log.push(2, What::Delivered);
        log.push(2, What::Hotline);
        log.turn();
        log.push(3, What::Delivered);
        assert_eq!(log.events.iter().map(|e| (e.id, e.part)).collect::<Vec<_>>(), [(2, 0), (3, 1)]);
        assert_eq!((log.count(Kind::Delivered), log.count(Kind::Hotline)), (2, 1), "what is not written is counted");
        log.clear();
        assert_eq!(log.count(Kind::Hotline), 0);
    }
}
