//! A need (需求): one record for its whole life, its repeats and rework included.

use super::calendar::MaybeDay;
use super::places::{CategoryId, CommunityId, Local, Maybe, SegmentId, UnitId};

/// No date that is set for a need is later than this.
pub const LAST_DAY: u16 = u16::MAX - 1;

crate::base::by::enumerated! {
    /// Where a need stands. Every need is in exactly one stage.
    pub enum Stage, /// One value for each stage.
    pub type ByStage {
        /// Nobody outside the household knows.
        Latent = "latent",
        /// In an office's intake queue (受理).
        Intake = "intake",
        /// Waits for a router's decision.
        Desk = "desk",
        /// File at the subdistrict.
        Approval1 = "approval_1",
        /// File at the district.
        Approval2 = "approval_2",
        /// On the way to a provider.
        Transit = "transit",
        /// The file was lost or refused; nobody holds it.
        Ownerless = "ownerless",
        /// Closed on paper, will come back or not.
        Paper = "paper",
        /// In a provider's line.
        Waiting = "waiting",
        /// An open case.
        Serving = "serving",
        /// Resolved, as the resident sees it.
        Resolved = "resolved",
        /// Served in vain to the last try.
        Failed = "failed",
        /// Given up: the family does it.
        Family = "family",
        /// Given up: nobody does it.
        Dropped = "dropped",
        /// Never known, and gone.
        Expired = "expired",
        /// The household moved away and took it along.
        Moved = "moved",
        /// Given up: the household buys help outside.
        Bought = "bought",
    }
}

impl Stage {
    /// Whether a life ends here.
    #[must_use]
    pub const fn is_final(self) -> bool {
        self as u8 >= Self::Resolved as u8
    }
}

crate::base::by::enumerated! {
    /// Where an unmet need was lost: the parts of the unmet share.
    pub enum Loss, /// One value for each part of the unmet share.
    pub type ByLoss {
        /// Never known.
        Latent,
        /// At a door, before anybody took it in.
        Door,
        /// At a desk, before a decision where to send it.
        Desk,
        /// Between decision and delivery.
        Route,
        /// In a provider's line.
        GivingUp,
        /// Served in vain.
        Failure,
        /// Still open at the end.
        Open,
    }
}

/// The part of the unmet share to which a need counts that is lost in this stage.
#[must_use]
pub const fn loss_in(stage: Stage) -> Loss {
    match stage {
        Stage::Latent | Stage::Expired | Stage::Moved => Loss::Latent,
        Stage::Intake => Loss::Door,
        Stage::Desk => Loss::Desk,
        Stage::Approval1 | Stage::Approval2 | Stage::Transit | Stage::Ownerless => Loss::Route,
        Stage::Waiting | Stage::Paper | Stage::Family | Stage::Dropped | Stage::Bought => Loss::GivingUp,
        Stage::Failed => Loss::Failure,
        Stage::Serving | Stage::Resolved => Loss::Open,
    }
}

/// Facts about a need that are either so or not.
pub mod flag {
    /// It became known.
    pub const KNOWN: u16 = 1;
    /// A patrol or outreach found it.
    pub const FOUND: u16 = 2;
    /// The books say closed although it is not.
    pub const PAPER: u16 = 4;
    /// It went to the hotline.
    pub const ESCALATED: u16 = 8;
    /// The property firm refused it.
    pub const REFUSED: u16 = 16;
    /// A file for it was approved (joint files need no second one).
    pub const APPROVED: u16 = 32;
    /// A social worker found it.
    pub const OUTREACH: u16 = 64;
    /// Its record has been written.
    pub const RECORDED: u16 = 128;
    /// Its household has asked at two doors.
    pub const TWICE: u16 = 256;
}

/// One need, 48 bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Need {
    /// (community, category, day, ordinal): the same under every policy.
    pub id: u64,
    /// 0 easy to 1 hard.
    pub difficulty: f32,
    /// Work of the current part that is still to be done, minutes.
    pub work: u16,
    /// Work of the first part as it arose, minutes.
    pub first_work: u16,
    /// Work of the other part of a bundle as it arose, minutes.
    pub second_work: u16,
    /// Category of the current part.
    pub category: CategoryId,
    /// Category of the other part; none of a need that is not a bundle, or of which one part is met.
    pub second: Maybe<CategoryId>,
    /// Segment of the resident.
    pub segment: SegmentId,
    /// 0, 1, 2 for severity 1, 2, 3.
    pub severity: u8,
    /// Personal patience, days. It counts from the day the need is known, times `persistence.voiced_patience_factor`, and starts afresh at
    /// every intake and new decision: see [`crate::model::access::voicing::patience`].
    pub patience: u16,
    /// Day it became known.
    pub known: MaybeDay,
    /// Day of first service.
    pub served: MaybeDay,
    /// See [`Need::leaves_on`] and [`Need::patience_ends`].
    date: u16,
    /// See [`Need::local`], [`Need::asked_at`] and [`Need::line`].
    place: u16,
    /// See [`Need::taken_in`] and [`Need::unheld_since`].
    since: MaybeDay,
    /// Category as triaged.
    pub label: CategoryId,
    /// Current stage.
    pub stage: Stage,
    /// See [`flag`].
    pub flags: u16,
    /// Tries of the current part.
    pub tries: u8,
    /// Deliveries so far.
    pub hops: u8,
    /// How often it was refused, passed on, lost on the way or sent to somebody who does not do this (推诿).
    pub bounces: u8,
    /// Stage it was in when it was closed on paper or lost.
    pub lost_in: Stage,
    /// Days nobody held it, capped.
    pub ownerless: u16,
    /// Whether it has come back after it was closed on paper.
    pub came_back: bool,
}

/// What a need is like as it arises.
#[derive(Clone, Copy, Debug)]
pub struct Traits {
    /// See [`Need::difficulty`].
    pub difficulty: f32,
    /// See [`Need::first_work`].
    pub work: u16,
    /// See [`Need::second_work`].
    pub second_work: u16,
    /// See [`Need::patience`].
    pub patience: u16,
    /// See [`Need::second`].
    pub second: Maybe<CategoryId>,
    /// See [`Need::segment`].
    pub segment: SegmentId,
    /// See [`Need::severity`].
    pub severity: u8,
}

/// What depends on the stage: three pairs of facts of which a need has one at a time share a field each, and each fact has its own name.
impl Need {
    /// Day on which a latent need is voiced or gone, unless somebody finds it before.
    #[inline]
    #[must_use]
    pub fn leaves_on(&self) -> u16 {
        debug_assert!(matches!(self.stage, Stage::Latent | Stage::Expired), "{self:?}");
        self.date
    }

    /// Place of the community of a latent need in its subdistrict.
    #[inline]
    #[must_use]
    pub fn local(&self) -> Local {
        debug_assert!(self.stage == Stage::Latent, "{self:?}");
        Local::new(self.place)
    }

    /// A latent need lies in a community, by its place in the subdistrict, until a day.
    #[inline]
    pub const fn lie(&mut self, local: Local, leaves_on: u16) {
        self.place = local.get();
        self.date = leaves_on;
    }

    /// Day on which patience ends.
    #[inline]
    #[must_use]
    pub fn patience_ends(&self) -> u16 {
        debug_assert!(self.stage != Stage::Latent, "{self:?}");
        self.date
    }

    /// Patience ends on a day; says which, since no date is later than [`LAST_DAY`].
    #[inline]
    pub fn bear_until(&mut self, day: u16) -> u16 {
        self.date = day.min(LAST_DAY);
        self.date
    }

    /// Line in which a need waits.
    #[inline]
    #[must_use]
    pub fn line(&self) -> UnitId {
        debug_assert!(self.stage == Stage::Waiting, "{self:?}");
        UnitId::new(self.place)
    }

    /// A need is put into a line.
    #[inline]
    pub const fn queue_in(&mut self, line: UnitId) {
        self.place = line.get();
    }

    /// Day of the last intake, unless it still waits for one.
    #[inline]
    #[must_use]
    pub fn taken_in(&self) -> Option<u16> {
        debug_assert!(!matches!(self.stage, Stage::Ownerless | Stage::Paper | Stage::Latent), "{self:?}");
        self.since.get()
    }

    /// A need waits for an intake, at no door yet.
    #[inline]
    pub const fn await_intake(&mut self) {
        self.since = MaybeDay::NOT_YET;
        self.place = Self::NO_DOOR;
        self.flags &= !flag::TWICE;
    }

    /// What [`Need::asked_at`] says before a door was chosen: no site and no line has this number.
    pub const NO_DOOR: u16 = u16::MAX - 1;

    /// Door at which a need waits, as [`Need::ask_at`] was told.
    #[inline]
    #[must_use]
    pub fn asked_at(&self) -> u16 {
        debug_assert!(self.stage == Stage::Intake, "{self:?}");
        self.place
    }

    /// A need waits at a door.
    #[inline]
    pub const fn ask_at(&mut self, door: u16) {
        self.place = door;
    }

    /// Whether somebody who has taken it in is dealing with it.
    #[inline]
    #[must_use]
    pub const fn is_looked_after(&self) -> bool {
        matches!(self.stage, Stage::Desk | Stage::Approval1 | Stage::Approval2 | Stage::Transit | Stage::Waiting | Stage::Serving)
    }

    /// An office takes a need in.
    #[inline]
    pub const fn take_in(&mut self, day: u16) {
        self.since = MaybeDay::on(day);
    }

    /// Day since when nobody holds a need: its file is lost, or closed on paper.
    #[inline]
    #[must_use]
    pub fn unheld_since(&self) -> u16 {
        debug_assert!(matches!(self.stage, Stage::Ownerless | Stage::Paper), "{self:?}");
        self.since.or_never()
    }

    /// A need was refused, passed on, lost or sent to the wrong place once more.
    #[inline]
    pub const fn bounce(&mut self) {
        self.bounces = self.bounces.saturating_add(1);
    }

    /// Nobody holds a need from a day on.
    #[inline]
    pub const fn let_go(&mut self, day: u16) {
        self.since = MaybeDay::on(day);
    }
}

impl Need {
    /// A need as it arises: latent.
    #[inline]
    #[must_use]
    pub const fn new(id: u64, traits: Traits) -> Self {
        let category = Self::category_of(id);
        Self {
            id,
            difficulty: traits.difficulty,
            work: traits.work,
            first_work: traits.work,
            second_work: traits.second_work,
            category,
            second: traits.second,
            segment: traits.segment,
            severity: traits.severity,
            patience: traits.patience,
            known: MaybeDay::NOT_YET,
            served: MaybeDay::NOT_YET,
            date: LAST_DAY,
            place: 0,
            since: MaybeDay::NOT_YET,
            label: category,
            stage: Stage::Latent,
            flags: 0,
            tries: 0,
            hops: 0,
            bounces: 0,
            lost_in: Stage::Latent,
            ownerless: 0,
            came_back: false,
        }
    }

    /// The need at another stage.
    #[inline]
    #[must_use]
    pub const fn at(mut self, stage: Stage) -> Self {
        self.stage = stage;
        self
    }

    /// Packs an identity. Communities: 16 bits, categories: 4, days: 16, ordinals: 28.
    #[inline]
    #[must_use]
    pub const fn pack(community: CommunityId, category: CategoryId, day: u16, ordinal: u32) -> u64 {
        ((community.get() as u64) << 48) | ((category.get() as u64) << 44) | ((day as u64) << 28) | ordinal as u64
    }

    /// Community it arose in.
    #[inline]
    #[must_use]
    pub const fn community(&self) -> CommunityId {
        Self::community_of(self.id)
    }

    /// Category it arose in.
    #[inline]
    #[must_use]
    pub const fn origin(&self) -> CategoryId {
        Self::category_of(self.id)
    }

    /// Category in which the need of an identity arose.
    #[inline]
    #[must_use]
    pub const fn category_of(id: u64) -> CategoryId {
        CategoryId::new(((id >> 44) & 0xF) as u8)
    }

    /// Community in which the need of an identity arose.
    #[inline]
    #[must_use]
    pub const fn community_of(id: u64) -> CommunityId {
        CommunityId::new((id >> 48) as u16)
    }

    /// Day it arose.
    #[inline]
    #[must_use]
    pub const fn onset(&self) -> u16 {
        Self::onset_of(self.id)
    }

    /// Day on which the need of an identity arose.
    #[inline]
    #[must_use]
    pub const fn onset_of(id: u64) -> u16 {
        (id >> 28) as u16
    }

    /// Whether a fact holds.
    #[inline]
    #[must_use]
    pub const fn is(&self, fact: u16) -> bool {
        self.flags & fact != 0
    }

    /// Notes a fact.
    #[inline]
    pub const fn note(&mut self, fact: u16) {
        self.flags |= fact;
    }

    /// Whether no other part is left but the current one.
    #[inline]
    #[must_use]
    pub fn in_last_part(&self) -> bool {
        !self.second.is_some()
    }

    /// Whether the first part of a bundle is met, and the other one is the current part.
    #[inline]
    #[must_use]
    pub fn in_second_part(&self) -> bool {
        self.in_last_part() && self.category != self.origin()
    }

    /// Work of the current part as it arose, minutes.
    #[inline]
    #[must_use]
    pub fn part_work(&self) -> u16 {
        if self.in_second_part() { self.second_work } else { self.first_work }
    }

    /// Work still to be done over all parts, minutes.
    #[inline]
    #[must_use]
    pub fn open_work(&self) -> u32 {
        self.work as u32 + if self.in_last_part() { 0 } else { self.second_work as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_is_one_record_of_forty_eight_bytes() {
        assert_eq!(size_of::<Need>(), 48);
        let id = Need::pack(CommunityId::new(60_000), CategoryId::new(11), 50_000, 268_435_455);
        let traits = Traits {
            difficulty: 0.0,
            work: 1,
            second_work: 0,
            patience: 0,
            second: Maybe::NONE,
            segment: SegmentId::FIRST,
            severity: 0,
        };
        let need = Need::new(id, traits);
        assert_eq!((need.community(), need.origin(), need.onset()), (CommunityId::new(60_000), CategoryId::new(11), 50_000));
    }

    fn latent() -> Need {
        let second = Maybe::NONE;
        let traits =
            Traits { difficulty: 0.0, work: 1, second_work: 0, patience: 0, second, segment: SegmentId::FIRST, severity: 0 };
        let mut need = Need::new(1, traits);
        need.lie(Local::new(7), 30);
        need
    }

    #[test]
    fn facts_that_share_a_field_are_those_of_the_stage() {
        let mut need = latent();
        assert_eq!((need.local(), need.leaves_on()), (Local::new(7), 30));
        need = need.at(Stage::Intake);
        need.await_intake();
        assert_eq!((need.bear_until(40), need.patience_ends(), need.taken_in()), (40, 40, None));
        need.take_in(12);
        need.queue_in(UnitId::new(3));
        need = need.at(Stage::Waiting);
        assert_eq!((need.line(), need.taken_in()), (UnitId::new(3), Some(12)));
        need.let_go(20);
        assert_eq!(need.at(Stage::Ownerless).unheld_since(), 20);
        assert_eq!(need.bear_until(u16::MAX), LAST_DAY);
    }

    /// The place of a community is not read as a line.
    #[cfg(debug_assertions)]
    #[test]
    #[should_panic(expected = "Latent")]
    fn a_fact_of_another_stage_is_not_given() {
        let _ = latent().line();
    }
}
