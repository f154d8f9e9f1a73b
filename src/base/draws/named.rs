//! Every draw of the project by name: which purpose it belongs to, whose it is, and which ticks and indices it may use.
//!
//! The bits of a draw follow from (purpose, entity, tick, index) alone, so two decisions that shared such a key would be correlated without
//! a trace in any table. Draws of one purpose therefore use ticks or indices that no other draw of that purpose uses; the table below
//! declares them, [`NAMED`] holds the declarations, and a test compares every pair. A [`Draw`] can be made in no other way, so a caller
//! cannot pass a bare number for "which draw".
//!
//! Needs are given by their identity ([`crate::base::need::Need::pack`]), sites by their stable number, people by the stable number of the
//! site and their number there, cells by [`cell`].

use super::purpose::Purpose;
use crate::base::places::{CategoryId, CommunityId, SubdistrictId};

/// Ticks or indices: `first`, `first + step`, … up to `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub first: u32,
    /// None is above this.
    pub last: u32,
    /// Distance between two of them.
    pub step: u32,
}

impl Span {
    const fn new(first: u32, last: u32, step: u32) -> Self {
        Self { first, last, step }
    }

    /// Whether it contains a number.
    #[must_use]
    pub const fn contains(&self, number: u32) -> bool {
        number >= self.first && number <= self.last && (number - self.first).is_multiple_of(self.step)
    }

    /// Whether some number is in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        // Numbers common to both repeat after at most the product of the steps.
        let period = self.step.saturating_mul(other.step);
        first <= last && (first..=last.min(first.saturating_add(period))).any(|n| self.contains(n) && other.contains(n))
    }
}

/// What the table declares of a draw.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// Its name: that of its constructor.
    pub name: &'static str,
    pub(super) purpose: Purpose,
    /// Ticks that it may use.
    pub ticks: &'static [Span],
    /// Indices that it may use.
    pub indices: &'static [Span],
}

impl Named {
    /// Whether two draws may use the same key for one entity.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let any = |a: &[Span], b: &[Span]| a.iter().any(|a| b.iter().any(|b| a.meets(b)));
        self.purpose == other.purpose && any(self.ticks, other.ticks) && any(self.indices, other.indices)
    }
}

/// The key of one random draw; see the table of this module.
#[derive(Clone, Copy, Debug)]
pub struct Draw {
    pub(super) purpose: Purpose,
    pub(super) entity: u64,
    pub(super) tick: u32,
    pub(super) index: u32,
    #[cfg(test)]
    pub(super) name: &'static str,
}

/// Decided once in a life.
const ONCE: &[Span] = &[Span::new(0, 0, 1)];
/// Any day.
const DAYS: &[Span] = &[Span::new(0, DAY_MAX, 1)];
/// Any day but the first: tick 0 is the draw at onset.
const LATER: &[Span] = &[Span::new(1, DAY_MAX, 1)];
/// The day before all days.
const START: &[Span] = &[Span::new(u32::MAX, u32::MAX, 1)];
/// A day at a level of government: community, subdistrict, district.
const LEVELS: &[Span] = &[Span::new(0, MOMENT_MAX, 4), Span::new(1, MOMENT_MAX, 4), Span::new(2, MOMENT_MAX, 4)];
/// A day among peers.
const PEERS: &[Span] = &[Span::new(3, MOMENT_MAX, 4)];
/// A count of tries or deliveries.
const COUNT: &[Span] = &[Span::new(0, 255, 1)];
/// A count of tries that leaves room for another draw.
const TRIES: &[Span] = &[Span::new(0, 63, 1)];
/// Yes or no.
const EITHER: &[Span] = &[Span::new(0, 1, 1)];
/// A category of need.
const CATEGORY: &[Span] = &[Span::new(0, 15, 1)];
/// Steps of a Poisson count: one for every 16 expected events.
const STEPS: &[Span] = &[Span::new(0, 4096, 1)];
/// Anything.
const ANY: &[Span] = &[Span::new(0, u32::MAX, 1)];

const DAY_MAX: u32 = 0xFFFF;
const MOMENT_MAX: u32 = 4 * DAY_MAX + 3;
/// First index of the second draw of two that are counted by tries or deliveries.
const SECOND: u32 = 64;
/// Deliveries from this one on are counted beyond those of a second draw.
const BEYOND: u32 = 256;
/// Marks the index of a facility among those of lots.
const ROOMS: u32 = 0x8000_0000;

/// First index of the draws of single tasks: those of their number come before.
const TASKS: u32 = 0x1_0000;
/// Last index of the draws of single tasks.
const TASK_MAX: u32 = 0x1_FFFF;

/// Index of a draw, 0 to 2, of the i-th task of a day.
#[inline]
const fn task(i: u32, which: u32) -> u32 {
    TASKS + 3 * i + which
}

const fn only(index: u32) -> [Span; 1] {
    [Span::new(index, index, 1)]
}

/// The cell of a community and a category.
#[inline]
#[must_use]
pub const fn cell(community: CommunityId, category: CategoryId) -> u64 {
    community.get() as u64 * 16 + category.get() as u64
}

/// A day at a level: 0 to 2 levels of government, 3 peers.
#[inline]
const fn moment(day: u16, level: u32) -> u32 {
    day as u32 * 4 + level
}

/// Index of a draw that is counted by deliveries. Those of a second draw begin at [`SECOND`], so that no more than that many come first.
#[inline]
const fn delivery(hops: u8) -> u32 {
    if (hops as u32) < SECOND { hops as u32 } else { hops as u32 + BEYOND }
}

/// Each row: name and what it needs = purpose, entity, tick in ticks, index in indices.
macro_rules! draws {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $type:ty),*) = $purpose:ident, $entity:expr, $tick:expr => $ticks:expr, $index:expr => $indices:expr;)*) => {
        impl Draw {
            $(
                $(#[$doc])*
                #[inline]
                #[must_use]
                pub fn $name($($arg: $type),*) -> Self {
                    let (tick, index): (u32, u32) = ($tick, $index);
                    debug_assert!($ticks.iter().any(|span| span.contains(tick)), "{}: tick {tick}", stringify!($name));
                    debug_assert!($indices.iter().any(|span| span.contains(index)), "{}: index {index}", stringify!($name));
                    Self {
                        purpose: Purpose::$purpose,
                        entity: $entity,
                        tick,
                        index,
                        #[cfg(test)]
                        name: stringify!($name),
                    }
                }
            )*
        }

        /// Every draw.
        pub const NAMED: &[Named] = &[
            $(Named { name: stringify!($name), purpose: Purpose::$purpose, ticks: $ticks, indices: $indices }),*
        ];
    };
}

draws! {
    // The world.

    /// How far the size of a generated community is from the mean.
    community_size(community: CommunityId) = Geography, community.into(), 0 => ONCE, 0 => &only(0);
    /// Heterogeneity of a cell: the normal number of the i-th candidate of the Gamma law.
    heterogeneity_candidate(cell: u64, i: u16) = Heterogeneity, cell, 0 => ONCE, 2 * u32::from(i) => &[Span::new(0, 2 * DAY_MAX, 2)];
    /// Heterogeneity of a cell: whether the i-th candidate is taken.
    heterogeneity_taken(cell: u64, i: u16) = Heterogeneity, cell, 0 => ONCE, 2 * u32::from(i) + 1 => &[Span::new(1, 2 * DAY_MAX + 1, 2)];
    /// Heterogeneity of a cell: what brings a Gamma number of shape a + 1 down to shape a.
    heterogeneity_boost(cell: u64) = Heterogeneity, cell, 1 => &only(1), 0 => &only(0);
    /// Log of the demand of a cell before the first day.
    demand_at_start(cell: u64) = Volatility, cell, u32::MAX => START, 0 => &only(0);
    /// Movement of the demand of a cell.
    demand_moves(cell: u64, day: u16) = Volatility, cell, day.into() => DAYS, 0 => &only(0);
    /// Whether the demand of a community shifts between categories.
    shift(community: CommunityId, day: u16) = Shift, community.into(), day.into() => DAYS, 0 => &only(0);
    /// With which earlier category the i-th one changes places in a shift.
    shift_swap(community: CommunityId, day: u16, i: u8) = Shift, community.into(), day.into() => DAYS, i.into() => &[Span::new(1, 15, 1)];
    /// Number of needs that arise in a cell.
    onsets(cell: u64, day: u16) = Onset, cell, day.into() => DAYS, 0 => STEPS;
    /// Which communities a shock hits; by its number in the scenario.
    shock_reach(shock: u16) = Shock, shock.into(), 0 => ONCE, 0 => &only(0);
    /// Whether a person is absent in a shock; by its number in the scenario.
    absence(person: u64, shock: u16) = Shock, person, shock.into() => DAYS, 1 => &only(1);

    // What a need brings along.

    /// Who has a need, and how severe it is.
    segment_and_severity(need: u64) = Kind, need, 0 => ONCE, 0 => &only(0);
    /// Whether a need is a bundle, and the category of its other part.
    bundle_and_second(need: u64) = Kind, need, 0 => ONCE, 1 => &only(1);
    /// How difficult a need is.
    difficulty(need: u64) = Size, need, 0 => ONCE, 0 => &only(0);
    /// Work of a need.
    work(need: u64) = Size, need, 0 => ONCE, 1 => &only(1);
    /// Patience of a household.
    patience(need: u64) = Size, need, 0 => ONCE, 2 => &only(2);
    /// Whether a need is voiced on its first day.
    voice(need: u64) = Voicing, need, 0 => ONCE, 0 => &only(0);
    /// How long a need that is not voiced keeps silent.
    silence(need: u64) = Voicing, need, 0 => ONCE, 1 => &only(1);
    /// How long a need keeps silent that is latent again since a day.
    silence_again(need: u64, day: u16) = Voicing, need, day.into() => LATER, 1 => &only(1);
    /// How long a need lasts of which nobody knows.
    fading(need: u64) = Expiry, need, 0 => ONCE, 0 => &only(0);
    /// How long a need lasts that is latent again since a day.
    fading_again(need: u64, day: u16) = Expiry, need, day.into() => LATER, 0 => &only(0);
    /// When a household moves away.
    moving(need: u64) = Moving, need, 0 => ONCE, 0 => &only(0);
    /// How far a household goes to a facility.
    attendance(need: u64) = Facility, need, 0 => ONCE, 0 => &only(0);
    /// Whether the part of a need in a category can be served in a group.
    groupable(need: u64, category: CategoryId) = Facility, need, 1 => &only(1), category.get().into() => CATEGORY;
    /// Whether a household can pay for help outside.
    buying(need: u64) = Buying, need, 0 => ONCE, 0 => &only(0);

    // Access.

    /// How many needs a patrol finds in a community.
    patrol_finds(community: CommunityId, day: u16) = Patrol, community.into(), day.into() => DAYS, 0 => STEPS;
    /// How many needs outreach finds in a community.
    outreach_finds(community: CommunityId, day: u16) = Outreach, community.into(), day.into() => DAYS, 0 => STEPS;
    /// Which need is the i-th that a patrol finds.
    found_by_patrol(community: CommunityId, day: u16, i: u32) = Found, community.into(), day.into() => DAYS, 2 * i + 1 => &[Span::new(1, u32::MAX, 2)];
    /// Which need is the i-th that outreach finds.
    found_by_outreach(community: CommunityId, day: u16, i: u32) = Found, community.into(), day.into() => DAYS, 2 * i => &[Span::new(0, u32::MAX, 2)];
    /// Whether triage errs after this number of deliveries, and which category it names then.
    triage(need: u64, hops: u8) = Triage, need, hops.into() => COUNT, 0 => &only(0);
    /// Which door a household goes to; at first, or when it asks again.
    door(need: u64, day: u16, again: bool) = Doors, need, day.into() => DAYS, again.into() => EITHER;
    /// Whether a household that waits asks at a second door.
    second_door(need: u64) = Doors, need, 0 => ONCE, 2 => &only(2);
    /// Whether a file is lost between the door at which it was taken in and the desk.
    lost_at_door(need: u64, day: u16) = Doors, need, day.into() => DAYS, 3 => &only(3);

    // Referral.

    /// Which association of the community a router thinks of.
    association(need: u64, day: u16, level: u8, tries: u8) = Options, need, moment(day, level.into()) => LEVELS, SECOND + u32::from(tries) => &[Span::new(SECOND, SECOND + 63, 1)];
    /// Which providers beyond the community a router looks at.
    options(need: u64, day: u16, level: u8, tries: u8) = Options, need, moment(day, level.into()) => LEVELS, tries.into() => TRIES;
    /// Whether a router looks beyond its own view.
    bridging(need: u64, day: u16, level: u8, tries: u8) = Bridging, need, moment(day, level.into()) => LEVELS, tries.into() => COUNT;
    /// Which option a router chooses.
    choice(need: u64, day: u16, level: u8, tries: u8) = Choice, need, moment(day, level.into()) => LEVELS, tries.into() => COUNT;
    /// Which peer an organisation chooses.
    peer(need: u64, day: u16, hops: u8) = Choice, need, moment(day, 3) => PEERS, hops.into() => COUNT;
    /// Whether a property firm manages the estate where a need arose.
    estate_managed(need: u64) = Estate, need, 0 => ONCE, 0 => &only(0);
    /// Whether a property firm refuses a need.
    firm_refuses(need: u64) = Estate, need, 0 => ONCE, 1 => &only(1);
    /// Whether a decision is local; for the last part of a need or an earlier one.
    authority(need: u64, tries: u8, last_part: bool) = Authority, need, tries.into() => COUNT, last_part.into() => EITHER;
    /// Whether a local decision is audited.
    audit(need: u64, hops: u8, tries: u8) = Audit, need, hops.into() => COUNT, tries.into() => COUNT;
    /// Whether a file is lost on its way to a provider with which there is a tie.
    lost(need: u64, day: u16, hops: u8) = Handoff, need, day.into() => DAYS, delivery(hops) => &[Span::new(0, SECOND - 1, 1), Span::new(SECOND + BEYOND, 255 + BEYOND, 1)];
    /// Whether a file is lost on its way to a peer.
    lost_to_peer(need: u64, day: u16, hops: u8) = Handoff, need, day.into() => DAYS, SECOND + u32::from(hops) => &[Span::new(SECOND, SECOND + 255, 1)];
    /// Where a lost file surfaces.
    surfacing(need: u64, day: u16) = Surfacing, need, day.into() => DAYS, 0 => &only(0);
    /// Error of the report of a line of a site.
    report_error(site: u32, day: u16, line: u32) = Report, site.into(), day.into() => DAYS, line => ANY;

    // Order of what happens on one day.

    /// Order of needs that are delivered.
    delivery_order(need: u64, day: u16) = Phase, need, day.into() => DAYS, 0 => &only(0);
    /// Order of files for approval.
    approval_order(need: u64, day: u16) = Phase, need, day.into() => DAYS, 1 => &only(1);
    /// Order of requests for a job.
    job_order(need: u64, day: u16) = Phase, need, day.into() => DAYS, 2 => &only(2);
    /// Order of needs that come home.
    homecoming_order(need: u64, day: u16) = Phase, need, day.into() => DAYS, 3 => &only(3);
    /// Order of households that speak again.
    speaking_order(need: u64, day: u16) = Phase, need, day.into() => DAYS, 4 => &only(4);
    /// Order of sites that are equally far from the staff they want.
    site_order(site: u32, day: u16) = Phase, site.into(), day.into() => DAYS, 8 => &only(8);

    // Provision and abandonment.

    /// Whether a try succeeds; for the last part of a need or an earlier one.
    success(need: u64, tries: u8, last_part: bool) = Success, need, tries.into() => COUNT, last_part.into() => EITHER;
    /// What a household does that gives up, before and after the hotline.
    giving_up(need: u64, escalated: bool) = GivingUp, need, escalated.into() => EITHER, 0 => &only(0);
    /// Whether a case is closed on paper.
    paper_closure(need: u64, day: u16) = Paper, need, day.into() => DAYS, 0 => &only(0);
    /// Whether a household comes back with a case that was closed on paper.
    repeats(need: u64, day: u16) = Paper, need, day.into() => DAYS, 1 => &only(1);
    /// How long that household waits until then.
    repeats_after(need: u64, day: u16) = Paper, need, day.into() => DAYS, 2 => &only(2);

    /// Whether the file of a life that ended unresolved is closed on paper.
    write_off(need: u64) = Paper, need, 0 => &only(0), 3 => &only(3);

    // People.

    /// Administrative tasks that arise in a community.
    tasks(community: CommunityId, day: u16) = Tasks, community.into(), day.into() => DAYS, 0 => STEPS;
    /// Whether an office refuses the i-th task of a day.
    task_refused(community: CommunityId, day: u16, i: u32) = Tasks, community.into(), day.into() => DAYS, task(i, 0) => &[Span::new(TASKS, TASK_MAX, 3)];
    /// Whether the line above insists on the i-th task of a day.
    task_insisted(community: CommunityId, day: u16, i: u32) = Tasks, community.into(), day.into() => DAYS, task(i, 1) => &[Span::new(TASKS + 1, TASK_MAX, 3)];
    /// Whether the i-th task of a day is bought.
    task_bought(community: CommunityId, day: u16, i: u32) = Tasks, community.into(), day.into() => DAYS, task(i, 2) => &[Span::new(TASKS + 2, TASK_MAX, 3)];
    /// Whether a person leaves.
    leaving(person: u64, day: u16) = Leaving, person, day.into() => DAYS, 0 => &only(0);
    /// Whether a new community worker is certified.
    certified(person: u64) = Newcomer, person, 0 => ONCE, 0 => &only(0);
    /// Whether a person goes over to the employer who takes the work on.
    transfer(person: u64) = Newcomer, person, 0 => ONCE, 2 => &only(2);
    /// Specialty of a new person.
    specialty(person: u64) = Newcomer, person, 0 => ONCE, 1 => &only(1);

    // Organisations.

    /// Overhead of an organisation.
    overhead(site: u32) = Overhead, site.into(), 0 => ONCE, 0 => &only(0);
    /// Error of a quarter's evaluation.
    evaluation(site: u32, day: u16) = Evaluation, site.into(), day.into() => DAYS, 0 => &only(0);
    /// Whether an organisation is founded.
    founding(site: u32, day: u16) = Founding, site.into(), day.into() => DAYS, 0 => &only(0);
    /// What a committee sees in a bid for a lot: a bundle of categories in a zone.
    bid(site: u32, day: u16, zone: SubdistrictId, bundle: u8) = Tender, site.into(), day.into() => DAYS, (u32::from(zone.get()) << 8) | u32::from(bundle) => &[Span::new(0, ROOMS - 1, 1)];
    /// What a committee sees in a bid for a facility.
    facility_bid(site: u32, day: u16, facility: u16) = Tender, site.into(), day.into() => DAYS, ROOMS | u32::from(facility) => &[Span::new(ROOMS, u32::MAX, 1)];
    /// The gap in a category that a proposer of a venture sees.
    gap_seen(site: u32, day: u16, category: CategoryId) = Panel, site.into(), day.into() => DAYS, category.get().into() => CATEGORY;
    /// What a panel sees in the proposal of a venture.
    proposal(site: u32, day: u16) = Panel, site.into(), day.into() => DAYS, 64 => &only(64);

    // What is looked at.

    /// Order in which needs are picked to be followed; by seed and reason.
    followed(need: u64, seed: u32, why: u8) = Trace, need, seed => ANY, why.into() => COUNT;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_draws_may_use_the_same_key() {
        for (i, a) in NAMED.iter().enumerate() {
            for b in &NAMED[i + 1..] {
                assert!(!a.meets(b), "{} and {}", a.name, b.name);
                assert_ne!(a.name, b.name);
            }
        }
    }

    #[test]
    fn every_purpose_has_a_draw() {
        for purpose in 0..super::super::purpose::PURPOSES {
            assert!(NAMED.iter().any(|draw| draw.purpose as usize == purpose), "{purpose}");
        }
    }

    /// The first test can fail: draws meet where they share one tick and one index.
    #[test]
    fn spans_meet_where_they_share_a_number() {
        let span = Span::new;
        for (a, b, meet) in [
            (span(0, 63, 1), span(64, 127, 1), false),
            (span(0, 64, 1), span(64, 127, 1), true),
            (span(0, u32::MAX, 2), span(1, u32::MAX, 2), false),
            (span(0, 100, 2), span(51, 100, 3), true),
            (span(0, 52, 2), span(51, 53, 3), false),
            (span(3, u32::MAX, 4), span(2, u32::MAX, 4), false),
            (span(u32::MAX, u32::MAX, 1), span(0, u32::MAX - 1, 1), false),
            (span(u32::MAX, u32::MAX, 1), span(0, u32::MAX, 1), true),
        ] {
            assert_eq!((a.meets(&b), b.meets(&a)), (meet, meet), "{a:?} {b:?}");
        }
        let of = |ticks, indices| Named { name: "", purpose: Purpose::Handoff, ticks, indices };
        assert!(of(DAYS, TRIES).meets(&of(LATER, COUNT)));
        assert!(!of(ONCE, TRIES).meets(&of(LATER, COUNT)));
        assert!(!of(LEVELS, COUNT).meets(&of(PEERS, COUNT)));
    }
}
