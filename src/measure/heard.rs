//! Needs that arose in the window and those of them that became known, by the category in which they arose.

use crate::base::need::Need;
use crate::base::of::Of;
use crate::base::places::{CategoryId, SubdistrictId};
use crate::measure::totals::ratio;
use crate::model::state::log::{Kind, Kinds, What};
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::WatchDistrict;
use crate::world::World;

/// The two counts.
#[derive(Clone, Debug)]
pub struct Heard {
    start: u16,
    /// Arose in the window.
    pub arose: Of<CategoryId, u64>,
    /// Of these, became known.
    pub known: Of<CategoryId, u64>,
}

impl Heard {
    /// Nothing has been seen yet.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let none = || Of::alike(0, world.kinds());
        Self { start: world.burn_in_days(), arose: none(), known: none() }
    }

    /// Known / arose over some categories; `NaN` where none arose.
    #[must_use]
    pub fn share(&self, categories: &Of<CategoryId, bool>) -> f64 {
        let sum = |counts: &Of<CategoryId, u64>| counts.iter().zip(categories).filter(|(_, c)| **c).map(|(n, _)| n).sum::<u64>();
        ratio(sum(&self.known) as f64, sum(&self.arose) as f64)
    }

    fn fold(&mut self, subs: &Of<SubdistrictId, Subdistrict>, day: u16) {
        for log in subs.iter().map(|sub| &sub.cases.log) {
            for onset in log.arisen.iter().filter(|_| day >= self.start) {
                self.arose[Need::category_of(onset.id)] += 1;
            }
            for event in log.events.iter().filter(|event| event.what == What::Known && event.onset() >= self.start) {
                self.known[event.category()] += 1;
            }
        }
    }
}

impl WatchDistrict for Heard {
    fn kinds(&self) -> Kinds {
        Kinds::of(&[Kind::Arose, Kind::Known])
    }

    fn subdistricts(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, _: bool) {
        self.fold(subs, ctx.day);
    }

    fn late(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
        self.fold(subs, ctx.day);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::reference::world;

    #[test]
    fn the_share_known_is_over_the_categories_that_are_asked_for() {
        let world = world(&[]);
        let mut heard = Heard::new(&world);
        let [a, b] = [0, 1].map(CategoryId::new);
        (heard.arose[a], heard.known[a], heard.arose[b], heard.known[b]) = (10, 2, 30, 18);
        let of = |asked: &[CategoryId]| heard.share(&Of::from_fn(world.kinds(), |k| asked.contains(&k)));
        assert_eq!([of(&[a]), of(&[b]), of(&[a, b])], [0.2, 0.6, 0.5]);
        assert!(of(&[CategoryId::new(2)]).is_nan(), "none arose");
    }
}
