//! What the bound watches in one subdistrict: the needs that a run knew, and the minutes it had.

use crate::base::need::{Need, flag};
use crate::model::state::log::{Kind, Kinds, Log};
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::Watch;
use crate::world::World;

use super::capacity::Capacity;
use super::classes::Known;
use super::yardstick::Yardstick;

/// What the bound knows of one subdistrict under one policy.
#[derive(Clone, Debug)]
pub struct Bounded<'a> {
    yardstick: &'a Yardstick,
    window: u16,
    /// Known needs of the cohort by class.
    pub known: Known,
    /// Minutes that could have gone to needs.
    pub capacity: Capacity,
}

impl<'a> Bounded<'a> {
    /// Nothing has been seen yet.
    #[must_use]
    pub fn new(world: &World, yardstick: &'a Yardstick) -> Self {
        Self { yardstick, window: world.burn_in_days(), known: Known::default(), capacity: Capacity::default() }
    }

    /// Books a need that became known, at its end or at the end of the run, when it is of the window.
    #[inline]
    pub fn take(&mut self, ctx: &Context<'_>, need: &Need) {
        if need.onset() >= self.window {
            self.known.take(self.yardstick, self.window, ctx, need);
        }
    }
}

impl Watch for Bounded<'_> {
    fn kinds(&self) -> Kinds {
        Kinds::of(&[Kind::Ended])
    }

    fn fold(&mut self, log: &Log, ctx: &Context<'_>) {
        for need in log.ended.iter().filter(|need| need.is(flag::KNOWN)) {
            self.take(ctx, need);
        }
    }

    fn evening(&mut self, sub: &Subdistrict, ctx: &Context<'_>) {
        if let Some(day) = ctx.day.checked_sub(self.window) {
            self.capacity.note_day(self.yardstick, sub, ctx, day);
        }
    }
}
