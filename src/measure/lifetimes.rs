//! Lifetimes of organisations (组织存续): from the day on which one was founded or given a grant in the window, and from the day on which its grant ended,
//! until it closes.
//!
//! Houses are looked at on the first day of every month and year: founding, grants and closing come at the ends of these. A house counts once in each: from
//! founding or its first grant of the window, and from the first end of such a grant that no other grant followed.

use crate::base::calendar::{DAYS_PER_YEAR, MONTH};
use crate::measure::waits::Survival;
use crate::model::state::organisation::Organisation;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::Watch;
use crate::world::World;

/// After how many days one asks whether a house is still open: two years.
pub const TWO_YEARS: u16 = 2 * DAYS_PER_YEAR;

/// The time of a house from some day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Life {
    from: u16,
    closed: Option<u16>,
}

/// What is known of the house that sits at a place.
#[derive(Clone, Copy, Debug, Default)]
struct House {
    founded: Option<u16>,
    /// When the grant ends that was given to it before the window.
    before: Option<u16>,
    /// Whether it has a grant that was given in the window.
    granted: bool,
    /// Places of its lives in the two lists.
    lives: [Option<usize>; 2],
}

/// The houses of a subdistrict, or of all.
#[derive(Clone, Debug, Default)]
pub struct Lifetimes {
    start: u16,
    looked: u16,
    houses: Vec<House>,
    /// From founding or grant; from the end of a grant.
    lives: [Vec<Life>; 2],
}

impl Lifetimes {
    /// Nothing has been seen yet.
    #[must_use]
    pub fn new(world: &World) -> Self {
        Self { start: world.burn_in_days(), ..Self::default() }
    }

    /// Adds the houses of another subdistrict.
    pub fn add(&mut self, other: &Self) {
        self.looked = self.looked.max(other.looked);
        for (to, from) in self.lives.iter_mut().zip(&other.lives) {
            to.extend(from);
        }
    }

    /// Share of those founded or given a grant that is open two years later; `NaN` without any, or where none can have been seen for two years.
    #[must_use]
    pub fn after_start(&self) -> f64 {
        self.open_share(&self.lives[0])
    }

    /// Share of those whose grant ended that is open two years later; `NaN` without any.
    #[must_use]
    pub fn after_grant(&self) -> f64 {
        self.open_share(&self.lives[1])
    }

    /// Kaplan and Meier's share: a house that has not been seen for two years is at risk for as long as it was.
    fn open_share(&self, lives: &[Life]) -> f64 {
        let days = usize::from(TWO_YEARS);
        let (mut closed, mut open) = (vec![0; days + 1], vec![0; days + 1]);
        for life in lives {
            let span = usize::from(life.closed.unwrap_or(self.looked).saturating_sub(life.from));
            let ends = life.closed.is_some() && span <= days;
            *if ends { &mut closed[span] } else { &mut open[span.min(days)] } += 1;
        }
        // Nobody was seen for as long: what is left of a shorter time is no share of two years.
        let left = if lives.is_empty() { f64::NAN } else { Survival::new(&closed, &open).left() };
        let seen = lives.iter().any(|life| self.looked.saturating_sub(life.from) >= TWO_YEARS);
        if seen || left == 0.0 { left } else { f64::NAN }
    }

    fn begin(&mut self, place: usize, which: usize, from: u16) {
        if self.houses[place].lives[which].is_none() {
            self.houses[place].lives[which] = Some(self.lives[which].len());
            self.lives[which].push(Life { from, closed: None });
        }
    }

    /// A house is looked at; a grant given today ends after `term` days.
    fn look(&mut self, place: usize, org: &Organisation, term: u16, day: u16) {
        let known = self.houses[place];
        if !org.open || org.founded != known.founded {
            for (lives, life) in self.lives.iter_mut().zip(known.lives) {
                if let Some(life) = life {
                    lives[life].closed = Some(day);
                }
            }
            self.houses[place] = House { founded: org.founded, ..House::default() };
        }
        if !org.open {
            return;
        }
        if let Some(founded) = org.founded.filter(|&day| day >= self.start) {
            self.begin(place, 0, founded);
        }
        let until = org.grant.map(|grant| grant.until);
        if day == self.start && until != Some(day.saturating_add(term)) {
            self.houses[place].before = until;
        }
        match until {
            Some(until) if self.houses[place].before != Some(until) => {
                self.houses[place].granted = true;
                self.begin(place, 0, until.saturating_sub(term).clamp(self.start, day));
            }
            Some(_) => {}
            None if std::mem::take(&mut self.houses[place].granted) => self.begin(place, 1, day),
            None => {}
        }
    }
}

impl Watch for Lifetimes {
    fn evening(&mut self, sub: &Subdistrict, ctx: &Context<'_>) {
        if !ctx.day.is_multiple_of(MONTH) && !ctx.day.is_multiple_of(DAYS_PER_YEAR) {
            return;
        }
        self.looked = ctx.day;
        self.houses.resize(sub.organisations.len(), House::default());
        let term = ctx.plan.policy.venture.days.get() as u16;
        for (place, org) in sub.organisations.iter().enumerate() {
            self.look(place, org, term, ctx.day);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::{CategoryId, SubdistrictId};
    use crate::model::state::arm::idle::district;
    use crate::model::state::organisation::Grant;
    use crate::scenario::keys::quantity::Count;

    /// Looks at the two houses of a district every twenty days of four years; `change` says what happens to them.
    fn watched(change: impl Fn(u16, &mut [Organisation])) -> Lifetimes {
        let (world, keys, mut arm) =
            district(&["run.years=4", "run.burn_in_years=2"], |p| p.venture.days = Count::new(250).expect("days"));
        let mut lifetimes = Lifetimes::new(&world);
        for day in 0..1000 {
            change(day, &mut arm.subs[SubdistrictId::FIRST].organisations);
            let ctx = Context::quiet(&world, &arm.plan, &keys, world.burn_in_days() + day);
            lifetimes.evening(&arm.subs[SubdistrictId::FIRST], &ctx);
        }
        lifetimes
    }

    #[test]
    fn of_two_houses_that_were_founded_the_one_that_closes_within_two_years_is_half() {
        let of = |closes: u16| {
            watched(move |day, houses| {
                for (house, at) in houses.iter_mut().zip([0, 100]) {
                    if day == at {
                        (house.open, house.founded) = (true, Some(500 + at));
                    }
                }
                houses[1].open &= day < closes;
            })
        };
        let [early, late] = [of(400), of(700)];
        assert_eq!(early.lives[0][1], Life { from: 600, closed: Some(900) });
        assert_eq!([early.after_start(), late.after_start()], [0.5, 1.0]);
        assert!(early.after_grant().is_nan(), "there was no grant");
    }

    #[test]
    fn a_house_that_stood_before_counts_from_its_grant_and_again_from_the_end_of_the_last_one() {
        let lifetimes = watched(|day, houses| {
            let grant = |until| Some(Grant { until, category: CategoryId::FIRST });
            match day {
                0 => (houses[0].grant, houses[1].grant) = (grant(750), grant(700)),
                249 => houses[0].grant = grant(999),
                499 => houses[0].grant = None,
                800 => houses[0].open = false,
                _ => {}
            }
        });
        assert_eq!(lifetimes.lives[0], [Life { from: 500, closed: Some(1300) }], "the other's was given before the window");
        assert_eq!(lifetimes.lives[1], [Life { from: 1000, closed: Some(1300) }]);
        assert_eq!([lifetimes.after_start(), lifetimes.after_grant()], [1.0, 0.0], "after 800 days, and after 300");
    }

    #[test]
    fn a_house_of_which_the_end_is_not_seen_is_at_risk_for_as_long_as_it_is_seen() {
        // One closes after 300 days; of the other, only 200 are seen: it says nothing on what comes later.
        let lifetimes = watched(|day, houses| {
            match day {
                0 => (houses[0].open, houses[0].founded) = (true, Some(500)),
                780 => (houses[1].open, houses[1].founded) = (true, Some(1280)),
                300 => houses[0].open = false,
                _ => {}
            };
        });
        assert_eq!(lifetimes.after_start(), 0.0);
    }
}
