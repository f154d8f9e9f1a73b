//! Shocks (冲击): some days of the window on which more needs arise, or staff are absent.
//!
//! Days, categories, factor and reach are the scenario's; which communities are hit is drawn once per replicate, before any policy
//! acts: with reach r the community of place c among all is hit when ⌊(c + 1) r + u⌋ > ⌊c r + u⌋, u uniform, so that their number is
//! ⌊n r⌋ or ⌈n r⌉ and they are spread over the list. Needs and staff share the same hits. Shocks on the same day multiply.

use crate::base::draws::{Draw, Keys};
use crate::base::of::Of;
use crate::base::places::{CategoryId, CommunityId};
use crate::scenario::keys::world::Scenario;

/// A shock, compiled.
#[derive(Clone, Debug)]
pub struct Shock {
    /// First day, from the start of the burn-in.
    pub from: u16,
    /// The day after the last.
    pub to: u16,
    /// Factor on the needs that arise, by category.
    pub demand: Of<CategoryId, f64>,
    /// Share of communities hit.
    pub reach: f64,
    /// Share of paid staff absent.
    pub absent: f64,
}

/// The shocks of a scenario.
#[must_use]
pub fn compile(keys: &Scenario, window: u16) -> Vec<Shock> {
    let list = keys.shock.iter().flat_map(|table| table.iter().map(|(_, shock)| shock));
    list.map(|shock| {
        let first = u32::from(window) + shock.day.get() - 1;
        let hit = |name: &str| shock.categories.as_ref().is_none_or(|list| list.iter().any(|c| c == name));
        Shock {
            from: u16::try_from(first).unwrap_or(u16::MAX),
            to: u16::try_from(first + shock.days.get()).unwrap_or(u16::MAX),
            demand: keys.category.iter().map(|(name, _)| if hit(name) { *shock.demand } else { 1.0 }).collect(),
            reach: *shock.reach,
            absent: *shock.absent,
        }
    })
    .collect()
}

impl Shock {
    /// Whether a day is within it.
    #[inline]
    #[must_use]
    pub const fn lasts(&self, day: u16) -> bool {
        self.from <= day && day < self.to
    }

    /// Whether it hits a community. `number` is its place among the shocks of the scenario.
    #[must_use]
    pub fn hits(&self, keys: &Keys, number: usize, community: CommunityId) -> bool {
        let u = keys.unit(Draw::shock_reach(number as u16));
        let place = |c: u32| libm::floor(f64::from(c) * self.reach + u);
        place(u32::from(community.get()) + 1) > place(u32::from(community.get()))
    }
}

/// Factor on the needs of a category that arise in a community on a day.
#[must_use]
pub fn demand(shocks: &[Shock], keys: &Keys, community: CommunityId, category: CategoryId, day: u16) -> f64 {
    let lasting = shocks.iter().enumerate().filter(|(_, s)| s.lasts(day) && s.demand[category] != 1.0);
    lasting.filter(|(number, s)| s.hits(keys, *number, community)).map(|(_, s)| s.demand[category]).product()
}

/// Whether a shock that makes staff absent begins or ends on a day.
#[must_use]
pub fn staff_change(shocks: &[Shock], day: u16) -> bool {
    shocks.iter().any(|s| s.absent > 0.0 && (s.from == day || s.to == day))
}
