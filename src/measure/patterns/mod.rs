//! Measures of a run that published facts can be held against: patterns (模式) in the sense of pattern-oriented modelling.
//!
//! A measure has a name, a meaning in both languages and what may be chosen of it; [`vocabulary`] declares them all. Its value follows from [`Facts`]:
//! what watchers beside the instruments have counted, and the run's row of `runs.csv`. The share of residents who are users is reckoned, with the
//! assumption that [`contacts`](crate::measure::contacts) states.

pub mod vocabulary;

use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::measure::contacts::{Chosen, Contacts};
use crate::measure::heard::Heard;
use crate::measure::orders::Orders;
use crate::measure::record::RunRecord;
use crate::measure::tables::runs::Metric;
use crate::model::state::arm::Arm;
use crate::model::state::log::Kinds;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::WatchDistrict;
use crate::world::World;

/// Watches all that the measures need beside the instruments of a run.
#[derive(Clone, Debug)]
pub struct Watched {
    /// Visits and users.
    pub contacts: Contacts,
    /// Orders of the hotline.
    pub orders: Orders,
    /// What became known.
    pub heard: Heard,
}

impl Watched {
    /// Nothing has been seen yet.
    #[must_use]
    pub fn new(world: &World) -> Self {
        Self { contacts: Contacts::new(world), orders: Orders::new(world), heard: Heard::new(world) }
    }
}

impl WatchDistrict for Watched {
    fn kinds(&self) -> Kinds {
        self.contacts.kinds().and(self.orders.kinds()).and(self.heard.kinds())
    }

    fn subdistricts(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, parallel: bool) {
        self.contacts.subdistricts(subs, ctx, parallel);
        self.orders.subdistricts(subs, ctx, parallel);
        self.heard.subdistricts(subs, ctx, parallel);
    }

    fn late(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
        self.contacts.late(subs, ctx);
        self.orders.late(subs, ctx);
        self.heard.late(subs, ctx);
    }

    fn district(&mut self, arm: &Arm, world: &World, day: u16) {
        self.contacts.district(arm, world, day);
        self.orders.district(arm, world, day);
    }
}

/// A finished run, as the measures see it.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The world.
    pub world: &'a World,
    /// What was watched.
    pub watched: &'a Watched,
    /// The rows of the run.
    pub record: &'a RunRecord,
}

impl Facts<'_> {
    /// A column of `runs.csv`; `NaN` where it has no value.
    #[must_use]
    pub fn column(&self, metric: &Metric) -> f64 {
        self.record.metric(metric).unwrap_or(f64::NAN)
    }
}

/// What is chosen of a measure.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Segments, categories and parties.
    pub of: Chosen,
    /// Within how many days, where that is asked for.
    pub days: u16,
}

/// The least step down of a list of values, each from the one before: above 0 where they are in falling order. `NaN` where a value is missing.
#[must_use]
pub fn least_step(values: &[f64]) -> f64 {
    let steps = values.windows(2).map(|pair| pair[0] - pair[1]);
    steps.fold(f64::INFINITY, |least, step| if step.is_nan() || least.is_nan() { f64::NAN } else { least.min(step) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_in_falling_order_where_the_least_step_down_is_above_nothing() {
        assert!((least_step(&[0.9, 0.5, 0.4]) - 0.1).abs() < 1e-12);
        assert!(least_step(&[0.9, 0.4, 0.5]) < 0.0);
        assert_eq!(least_step(&[2.0, 2.0]), 0.0);
        assert!(least_step(&[3.0, f64::NAN, 1.0]).is_nan() && least_step(&[f64::NAN, 2.0, 1.0]).is_nan());
    }
}
