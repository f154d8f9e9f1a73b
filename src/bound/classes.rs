//! Needs by class: what the bound knows of the demand of a run.
//!
//! Classes are period of onset × category × whether volunteers may take it × severity, in one subdistrict. Within a class two things are kept. By
//! effort: the needs that anybody could resolve, on the grid. By what the run did: those it tried (resolved, or in vain), those it knew and
//! did not try, by the delay until it knew them, and those it never knew: how many could be resolved and the minutes that all of them take. All are whole
//! numbers, so that sums do not depend on an order.

use crate::model::need::{Need, Stage};
use crate::model::subdistrict::Context;

use super::grid::{BINS, SHARES, bin};

/// Delays told apart, periods: none, one, two, three and more.
pub const DELAYS: usize = 4;
/// By what the run did: tried and known by delay, never known.
pub const DEEDS: usize = 2 * DELAYS + 1;
/// Severities.
pub const SEVERITIES: usize = 3;
/// Entries of a class: by effort, then by deed.
const ENTRIES: usize = BINS + DEEDS;

/// Needs that share a class: how many can be met and the minutes they take.
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
}

/// Needs are booked so many at a time: the classes are then in the cache, and the needs after one another.
const BATCH: usize = 2048;

/// Classes of the needs of one subdistrict.
#[derive(Clone, Debug, Default)]
pub struct Classes {
    /// By period of onset: (category, easy, severity, entry).
    periods: Vec<Vec<Sum>>,
    /// Needs that have ended and are not booked yet.
    ended: Vec<Need>,
}

/// One class of needs: where it stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// Period of onset.
    pub period: usize,
    /// Category.
    pub category: usize,
    /// Whether volunteers may take it.
    pub easy: bool,
    /// Severity, from 0.
    pub severity: usize,
}

impl Classes {
    /// Takes a need of the window at its end, or at the end of the run.
    #[inline]
    pub fn take(&mut self, ctx: &Context<'_>, need: &Need) {
        self.ended.push(*need);
        if self.ended.len() >= BATCH {
            self.book(ctx);
        }
    }

    /// Books all needs taken so far.
    pub fn book(&mut self, ctx: &Context<'_>) {
        let mut ended = std::mem::take(&mut self.ended);
        for need in &ended {
            self.book_one(ctx, need);
        }
        ended.clear();
        self.ended = ended;
    }

    #[inline]
    fn book_one(&mut self, ctx: &Context<'_>, need: &Need) {
        let yardstick = &ctx.world.yardstick;
        let appraisal = yardstick.appraise(ctx, need);
        let period = yardstick.period_of(need.onset() - ctx.window);
        if self.periods.len() <= period {
            let size = ctx.world.kinds() * 2 * SEVERITIES * ENTRIES;
            self.periods.resize_with(period + 1, || vec![Sum::default(); size]);
        }
        let classes = &mut self.periods[period][..];
        let met = need.stage == Stage::Resolved;
        let parts = &appraisal.parts[..appraisal.number];
        let tried = met || parts.iter().any(|part| part.spent > 0);
        let deed = match yardstick.delay(need, ctx.window) {
            Some(delay) => delay.min(DELAYS - 1) + if tried { 0 } else { DELAYS },
            None => DEEDS - 1,
        };
        let whole: u64 = parts.iter().map(|part| part.effort).sum();
        let mut shares = [SHARES, 0];
        if appraisal.number == 2 {
            // A bundle's weight is shared by the minutes of its parts: whoever serves one part of it gains no more per minute.
            shares[0] = (SHARES * parts[0].effort / whole.max(1)).clamp(1, SHARES - 1);
            shares[1] = SHARES - shares[0];
        }
        for (part, shares) in parts.iter().zip(shares) {
            let class = (usize::from(part.category) * 2 + usize::from(appraisal.easy)) * SEVERITIES + usize::from(need.severity);
            let entries = &mut classes[class * ENTRIES..(class + 1) * ENTRIES];
            if appraisal.can_be_met {
                let effort = if shares == SHARES { part.effort } else { part.effort * SHARES / shares };
                entries[bin(effort)].add(shares, part.effort);
            }
            let by_deed = &mut entries[BINS + deed];
            if met {
                by_deed.add(shares, part.effort);
            } else if tried {
                by_deed.add(0, part.spent);
            } else {
                by_deed.add(if appraisal.can_be_met { shares } else { 0 }, part.effort);
            }
        }
    }

    /// Periods in which needs arose.
    #[must_use]
    pub const fn periods(&self) -> usize {
        self.periods.len()
    }

    /// All classes in which there is a need, with the sums by effort and by deed.
    pub fn iter(&self) -> impl Iterator<Item = (Class, &[Sum], &[Sum])> {
        self.periods.iter().enumerate().flat_map(|(period, classes)| {
            classes.chunks_exact(ENTRIES).enumerate().filter_map(move |(i, entries)| {
                let (by_effort, by_deed) = entries.split_at(BINS);
                let any = by_deed.iter().any(|sum| sum.minutes > 0);
                let (severity, easy, category) = (i % SEVERITIES, i / SEVERITIES % 2 == 1, i / SEVERITIES / 2);
                any.then_some((Class { period, category, easy, severity }, by_effort, by_deed))
            })
        })
    }
}
