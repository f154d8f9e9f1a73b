//! The days of a site and of a person.

use std::ops::Range;

use super::fork::Fork;
use super::places::Person;
use crate::engine::block::{Conditions, Engine};
use crate::experiment::tracing::error::TracingError;
use crate::measure::trace::{Trace, WorkerDay};
use crate::model::state::minutes::Day;
use crate::world::World;
use crate::world::named::Place;

/// A range of days of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// First day, from 1.
    pub from: u32,
    /// How many.
    pub number: u32,
}

impl Days {
    /// The days of the window, from 0; truncated at its end.
    ///
    /// # Errors
    /// When the first day is not in the window.
    pub fn within(&self, world: &World) -> Result<Range<u16>, TracingError> {
        let last = world.window_days();
        if self.from == 0 || self.from > u32::from(last) {
            return Err(TracingError::OutsideWindow { from: self.from, last });
        }
        let from = (self.from - 1) as u16;
        let number = u16::try_from(self.number).unwrap_or(u16::MAX);
        Ok(from..from.saturating_add(number).min(last))
    }
}

/// Work units (policy-ticks) of [`site_days`] and [`worker_days`].
#[must_use]
pub fn days_units(engine: &Engine, policies: usize, days: &Range<u16>) -> u64 {
    u64::from(engine.world.burn_in_days()) + policies as u64 * u64::from(days.end)
}

/// The days of a site under some of the engine's policies; day 0 is the first of the window.
///
/// # Errors
/// When told to stop, or when an account does not close.
pub fn site_days(
    engine: &Engine,
    policies: &[usize],
    replicate: u32,
    place: &Place,
    days: Range<u16>,
    how: Conditions<'_>,
) -> Result<Vec<Vec<(u16, Day)>>, TracingError> {
    let start = engine.world.burn_in_days();
    let fork = Fork::new(engine, replicate, how)?;
    let watch = Trace { site: Some(place.stable), ..Trace::default() };
    let arms = fork.walk(policies, &watch, days.end)?;
    Ok(arms
        .into_iter()
        .map(|(_, traces)| {
            traces
                .into_iter()
                .flat_map(|t| t.days)
                .map(|(day, minutes)| (day - start, minutes))
                .filter(|(day, _)| days.contains(day))
                .collect()
        })
        .collect())
}

/// The days of a person under some of the engine's policies; day 0 is the first of the window.
/// A person who has left has no more days.
///
/// # Errors
/// When there is no such person, when told to stop, or when an account does not close.
pub fn worker_days(
    engine: &Engine,
    policies: &[usize],
    replicate: u32,
    person: &Person,
    days: Range<u16>,
    how: Conditions<'_>,
) -> Result<Vec<Vec<WorkerDay>>, TracingError> {
    let world = &engine.world;
    let start = world.burn_in_days();
    let fork = Fork::new(engine, replicate, how)?;
    let at = person.place.subdistrict;
    let units = world.sites.by_subdistrict[at].sites[person.place.index].units;
    let mut there: Vec<_> = fork.trunk.subs[at].lines.workers.iter().filter(|w| units.contains(w.unit)).collect();
    there.sort_by_key(|w| w.stable);
    let heads = there.len();
    let Some(worker) = there.get(person.number) else {
        return Err(TracingError::NoSuchPerson { site: person.place.name(world), person: person.number, heads });
    };
    let watch = Trace { worker: Some(worker.stable), busy: worker.busy, ..Trace::default() };
    let arms = fork.walk(policies, &watch, days.end)?;
    Ok(arms
        .into_iter()
        .map(|(_, traces)| {
            let mut all: Vec<WorkerDay> = traces.into_iter().flat_map(|t| t.worker_days).collect();
            for day in &mut all {
                day.day -= start;
            }
            all.retain(|d| days.contains(&d.day));
            all
        })
        .collect())
}
