//! Needs by class: the bound's record of the demand of a run.
//!
//! Classes are period of onset × category × whether volunteers may take it × severity, in one subdistrict. Two things are recorded per class.
//! [`Arisen`], by effort: the needs that anybody could resolve, on the grid, and all needs together; these are the same under all policies
//! that could use the same groups. [`Known`], by what the run did: needs it tried (resolved or not) and those it knew and did not try, by
//! the delay until it learned of them; and all known needs as they arose. The difference between arisen and known needs, both as they
//! arose, is what the run never knew. All are integers, so sums do not depend on an order.

use rayon::prelude::*;

use crate::base::draws::Keys;
use crate::base::need::{Need, Stage};
use crate::base::of::Of;
use crate::base::places::{CategoryId, SubdistrictId};
use crate::model::compiled::Plan;
use crate::model::state::groups::Groups;
use crate::model::state::subdistrict::Context;
use crate::world::World;
use crate::world::demand::{Arrivals, Onset};

use super::grid::{BINS, SHARES, bin};
use super::yardstick::{Appraisal, Terms, Yardstick};

/// Delays distinguished, in periods: none, one, two, three and more.
pub const DELAYS: usize = 4;
/// By what the run did: tried and known by delay, never known.
pub const DEEDS: usize = 2 * DELAYS + 1;
/// Severities.
pub const SEVERITIES: usize = 3;

/// Needs of a class: how many can be met and the minutes they take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Needs that can be met, in units of 1/[`SHARES`]: up to four million.
    pub shares: u32,
    /// Minutes they take; by deed, those of needs that cannot be met, too.
    pub minutes: u32,
}

impl Sum {
    #[inline]
    const fn add(&mut self, shares: u64, minutes: u64) {
        self.shares = self.shares.saturating_add(shares as u32);
        self.minutes = self.minutes.saturating_add(minutes as u32);
    }

    const fn less(self, other: Self) -> Self {
        Self { shares: self.shares.saturating_sub(other.shares), minutes: self.minutes.saturating_sub(other.minutes) }
    }
}

/// One class of needs: its place among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// Period of onset.
    pub period: usize,
    /// Category.
    pub category: CategoryId,
    /// Whether volunteers may take it.
    pub easy: bool,
    /// Severity, from 0.
    pub severity: usize,
}

/// Sums by period of onset, class and entry, with `entries` entries per class.
#[derive(Clone, Debug, Default)]
struct Book<const ENTRIES: usize> {
    periods: Vec<Vec<[Sum; ENTRIES]>>,
}

impl<const ENTRIES: usize> Book<ENTRIES> {
    /// The classes of a period, with this number of categories.
    #[inline]
    fn period(&mut self, period: usize, kinds: usize) -> &mut [[Sum; ENTRIES]] {
        if self.periods.len() <= period {
            let empty = vec![[Sum::default(); ENTRIES]; kinds * 2 * SEVERITIES];
            self.periods.resize(period + 1, empty);
        }
        &mut self.periods[period]
    }

    fn of(&self, period: usize, class: usize) -> [Sum; ENTRIES] {
        self.periods.get(period).map_or([Sum::default(); ENTRIES], |classes| classes[class])
    }
}

/// The place of a class in its period.
#[inline]
const fn place(category: CategoryId, easy: bool, severity: u8) -> usize {
    (category.at() * 2 + easy as usize) * SEVERITIES + severity as usize
}

/// Shares of a need by part: a bundle's weight is divided by the minutes of its parts, so that serving only one part gains no more per
/// minute.
#[inline]
fn shares(appraisal: &Appraisal) -> [u64; 2] {
    if appraisal.number < 2 {
        return [SHARES, 0];
    }
    let whole = appraisal.parts[0].effort + appraisal.parts[1].effort;
    let first = (SHARES * appraisal.parts[0].effort / whole.max(1)).clamp(1, SHARES - 1);
    [first, SHARES - first]
}

/// The whole of a class among the entries of [`Arisen`], behind those by effort.
const WHOLE: usize = BINS;
/// All known needs of a class as they arose, among the entries of [`Known`].
const AS_ARISEN: usize = 2 * DELAYS;

/// The needs of the window that arose in one subdistrict, for policies that could use the same groups.
#[derive(Clone, Debug, Default)]
pub struct Arisen {
    book: Book<{ BINS + 1 }>,
}

impl Arisen {
    /// Periods in which needs arose.
    #[must_use]
    pub const fn periods(&self) -> usize {
        self.book.periods.len()
    }

    /// Books what arose on a day of the window.
    pub fn take(&mut self, terms: &Terms<'_>, onsets: &[Onset], day_of_window: u16) {
        let yardstick = terms.yardstick;
        let classes = self.book.period(yardstick.period_of(day_of_window), terms.world.kinds());
        for onset in onsets {
            let appraisal = yardstick.appraise(terms, &onset.need());
            for (part, shares) in appraisal.parts[..appraisal.number].iter().zip(shares(&appraisal)) {
                let entries = &mut classes[place(part.category, appraisal.easy, onset.severity)];
                if appraisal.can_be_met {
                    let effort = if shares == SHARES { part.effort } else { part.effort * SHARES / shares };
                    entries[bin(effort)].add(shares, part.effort);
                }
                entries[WHOLE].add(if appraisal.can_be_met { shares } else { 0 }, part.effort);
            }
        }
    }
}

/// The needs of the window that arose in each subdistrict, by possible groups: recorded once for all policies with the same groups.
#[derive(Clone, Debug)]
pub struct ByGroups<'a> {
    yardstick: &'a Yardstick,
    sorts: Vec<(Groups, Vec<Arisen>)>,
}

impl<'a> ByGroups<'a> {
    /// Nothing has arisen yet, under these plans.
    #[must_use]
    pub fn new<'p>(yardstick: &'a Yardstick, subdistricts: usize, plans: impl Iterator<Item = &'p Plan>) -> Self {
        let mut sorts: Vec<(Groups, Vec<Arisen>)> = Vec::new();
        for groups in plans.flat_map(|plan| plan.groups.into_iter().take(if plan.may_have_rooms() { 2 } else { 1 })) {
            if sorts.iter().all(|(other, _)| *other != groups) {
                sorts.push((groups, vec![Arisen::default(); subdistricts]));
            }
        }
        Self { yardstick, sorts }
    }

    /// Books the needs of some days of the window, which begin on a day of it.
    pub fn take(
        &mut self,
        world: &World,
        keys: &Keys,
        arrivals: &Of<SubdistrictId, Arrivals>,
        first: u16,
        days: u16,
        parallel: bool,
    ) {
        for (groups, arisen) in &mut self.sorts {
            let terms = Terms { yardstick: self.yardstick, world, keys, groups: *groups };
            let one = |(arisen, arrivals): (&mut Arisen, &Arrivals)| {
                (0..days).for_each(|i| arisen.take(&terms, arrivals.day(usize::from(i)), first + i));
            };
            if parallel {
                arisen.par_iter_mut().zip(arrivals.all()).for_each(one);
            } else {
                arisen.iter_mut().zip(arrivals).for_each(one);
            }
        }
    }

    /// What arose in each subdistrict, for a policy under which these groups were possible.
    #[must_use]
    pub fn of(&self, groups: Groups) -> &[Arisen] {
        self.sorts.iter().find(|(other, _)| *other == groups).map_or(&[], |(_, arisen)| arisen)
    }
}

/// The needs of the window that one subdistrict knew under one policy. Whether rooms will ever open is known at the end only: until the first
/// does, needs are booked as if none would and, under a policy that pays for some, also as if they would.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Without facilities, and with them.
    books: [Deeds; 2],
}

type Deeds = Book<{ 2 * DELAYS + 1 }>;

impl Known {
    /// Books a need of the window that became known, at its end or at the end of the run.
    #[inline]
    pub fn take(&mut self, yardstick: &Yardstick, window: u16, ctx: &Context<'_>, need: &Need) {
        let [without, with] = &mut self.books;
        let terms = |groups| Terms { yardstick, world: ctx.world, keys: ctx.keys, groups };
        if ctx.plan.may_have_rooms() {
            with.take(&terms(ctx.plan.groups[1]), window, need);
        }
        if !ctx.plan.rooms_ever {
            without.take(&terms(ctx.plan.groups[0]), window, need);
        }
    }
}

impl Deeds {
    fn take(&mut self, terms: &Terms<'_>, window: u16, need: &Need) {
        let yardstick = terms.yardstick;
        let appraisal = yardstick.appraise(terms, need);
        let period = yardstick.period_of(need.onset() - window);
        let classes = self.period(period, terms.world.kinds());
        let met = need.stage == Stage::Resolved;
        let parts = &appraisal.parts[..appraisal.number];
        let tried = met || parts.iter().any(|part| part.spent > 0);
        let delay = yardstick.period_of(need.known.or_never().saturating_sub(window)).saturating_sub(period);
        let deed = delay.min(DELAYS - 1) + if tried { 0 } else { DELAYS };
        for (part, shares) in parts.iter().zip(shares(&appraisal)) {
            let entries = &mut classes[place(part.category, appraisal.easy, need.severity)];
            let can_be_met = if appraisal.can_be_met { shares } else { 0 };
            entries[AS_ARISEN].add(can_be_met, part.effort);
            if met {
                entries[deed].add(shares, part.effort);
            } else if tried {
                entries[deed].add(0, part.spent);
            } else {
                entries[deed].add(can_be_met, part.effort);
            }
        }
    }
}

/// All classes in which a need arose, with the sums by effort and by deed, given whether a room was ever open.
pub fn classes<'a>(arisen: &'a Arisen, known: &'a Known, rooms: bool) -> impl Iterator<Item = (Class, &'a [Sum], [Sum; DEEDS])> {
    arisen.book.periods.iter().enumerate().flat_map(move |(period, classes)| {
        classes.iter().enumerate().filter(|(_, entries)| entries[WHOLE].minutes > 0).map(move |(i, entries)| {
            let mut by_deed = known.books[usize::from(rooms)].of(period, i);
            by_deed[DEEDS - 1] = entries[WHOLE].less(by_deed[AS_ARISEN]);
            let (severity, easy, category) = (i % SEVERITIES, i / SEVERITIES % 2 == 1, CategoryId::from(i / SEVERITIES / 2));
            (Class { period, category, easy, severity }, &entries[..BINS], by_deed)
        })
    })
}
