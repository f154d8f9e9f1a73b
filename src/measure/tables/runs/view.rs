//! Everything that columns read of a finished run. Quantities that several columns need are computed once.

use crate::base::need::Loss;
use crate::base::places::{CategoryId, CommunityId, SegmentId};
use crate::bound::{self, classes::Arisen, yardstick::Yardstick};
use crate::measure::column::Cell;
use crate::measure::costs::{Costs, PAID};
use crate::measure::counts::{CellCounts, Cohort, Traffic, Year};
use crate::measure::ledger::Quarter;
use crate::measure::lifetimes::Lifetimes;
use crate::measure::months::Months;
use crate::measure::parity::Means;
use crate::measure::recovery::{self, Recovery};
use crate::measure::seen::Seen;
use crate::measure::table::Head;
use crate::measure::totals::{Totals, ratio, weighted};
use crate::measure::tries::Tries;
use crate::measure::waits::Survival;
use crate::model::state::minutes::Account;
use crate::world::World;
use crate::world::sites::Party;

/// Years after a change of policy that are taken for a transition.
pub const TRANSITION: usize = 2;

/// The value of a metric of a run.
pub type OfRun = for<'r> fn(&'r RunView<'_>) -> Cell<'r>;

/// A finished run.
#[derive(Clone, Debug)]
pub struct RunView<'a> {
    /// Which run it is.
    pub head: Head<'a>,
    /// The district at the end, and what was counted of it.
    pub seen: Seen<'a>,
    /// The baseline's consumption in the same replicate.
    pub baseline: &'a Means,
    /// Needs of the window.
    pub cohort: Cohort,
    /// Needs of its last two years.
    pub late: Cohort,
    /// The same by year of onset.
    pub years: Vec<Year>,
    /// Decisions and hand-offs of the window.
    pub traffic: Traffic,
    /// Tries of service for needs of the cohort.
    pub tries: Tries,
    /// Monthly looks at offices and people.
    pub months: Months,
    /// Lifetimes of organisations.
    pub lifetimes: Lifetimes,
    /// Minutes of family care in the window.
    pub family_minutes: u64,
    /// Minutes and money of the window.
    pub total: Quarter,
    /// Costs of the window.
    pub costs: Costs,
    /// The run's consumption.
    pub means: Means,
    /// Waits from onset to first service.
    pub waits: Survival,
    /// Waits from voicing to first service.
    pub waits_voiced: Survival,
    /// Parts of the unmet weight against the omniscient bound.
    gaps: [f64; bound::GAPS],
    /// Counts of every cell, with its community, segment and category.
    pub cells: Vec<(CommunityId, SegmentId, CategoryId, CellCounts)>,
    /// How the backlog came back after a shock; nothing without one.
    pub recovery: Option<Recovery>,
}

/// The parts of the unmet weight against the bound, in the order in which limits are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Too few minutes.
    Shortage,
    /// Minutes bound to places.
    Space,
    /// Providers bound to categories and difficulties.
    Category,
    /// Luck and length of needs unknown beforehand.
    Foresight,
    /// Needs unknown as they arise.
    Discovery,
    /// Known needs that the same minutes could have met.
    Coordination,
}

impl<'a> RunView<'a> {
    /// A run that has ended and whose books are closed; `arisen` is what arose in each subdistrict.
    #[must_use]
    pub fn new(seen: Seen<'a>, head: Head<'a>, arisen: &[Arisen], yardstick: &Yardstick, baseline: &'a Means) -> Self {
        let world = seen.world;
        let totals = Totals::of(seen);
        let total = seen.ledger().total();
        let family_minutes = seen.watch.family_minutes();
        let costs = Costs::of(&total, family_minutes, world);
        let (all, met) = (weighted(totals.cohort.created, world), weighted(totals.cohort.resolved, world));
        let Totals { cohort, late, years, traffic, tries, waits, waits_known } = totals;
        Self {
            head,
            seen,
            baseline,
            cohort,
            late,
            years,
            traffic,
            tries,
            months: seen.watch.months(world),
            lifetimes: seen.watch.lifetimes(),
            family_minutes,
            costs,
            means: Means::from(&total, &costs),
            waits: Survival::new(&waits[0], &waits[1]),
            waits_voiced: Survival::new(&waits_known[0], &waits_known[1]),
            gaps: bound::gaps(seen.arm, &seen.watch.bounded(), arisen, yardstick, world, all, met),
            cells: seen.cells().collect(),
            recovery: recovery::span(world).and_then(|span| recovery::recovery(seen.backlog(), span)),
            total,
        }
    }

    /// The world it ran in.
    #[must_use]
    pub const fn world(&self) -> &'a World {
        self.seen.world
    }

    /// Needs of the cohort.
    #[must_use]
    pub fn created(&self) -> u64 {
        self.cohort.created.iter().sum()
    }

    /// Of these, resolved.
    #[must_use]
    pub fn resolved(&self) -> u64 {
        self.cohort.resolved.iter().sum()
    }

    /// A count over the needs of the cohort.
    #[must_use]
    pub fn per_created(&self, count: u64) -> f64 {
        ratio(count as f64, self.created() as f64)
    }

    /// Something over the resolved needs of the cohort.
    #[must_use]
    pub fn per_resolved(&self, amount: f64) -> f64 {
        ratio(amount, self.resolved() as f64)
    }

    /// A count over the needs of the cohort that became known.
    #[must_use]
    pub fn per_known(&self, count: u64) -> f64 {
        ratio(count as f64, self.cohort.known as f64)
    }

    /// The share of a cohort that was not resolved.
    #[must_use]
    pub fn unmet(&self, cohort: &Cohort) -> f64 {
        let (all, met): (u64, u64) = (cohort.created.iter().sum(), cohort.resolved.iter().sum());
        ratio(all as f64 - met as f64, all as f64)
    }

    /// Needs with onset in the first two years of the window.
    #[must_use]
    pub fn first_years(&self) -> Year {
        sum(&self.years[..TRANSITION.min(self.years.len())])
    }

    /// Needs with onset in its last two years.
    #[must_use]
    pub fn last_years(&self) -> Year {
        sum(&self.years[self.years.len().saturating_sub(TRANSITION)..])
    }

    /// Person-years of residents over the window, at the residents of the start: ageing moves residents between segments and adds none.
    #[must_use]
    pub fn resident_years(&self) -> f64 {
        self.world().residents * self.years.len() as f64
    }

    /// Unmet share of the needs with onset in some years of the window, the first being 0.
    #[must_use]
    pub fn unmet_in(&self, years: std::ops::Range<usize>) -> f64 {
        let those = self.years.get(years.start..years.end.min(self.years.len())).unwrap_or_default();
        let (all, met) = those.iter().fold((0, 0), |(all, met), year| (all + year.created, met + year.resolved));
        ratio(all as f64 - met as f64, all as f64)
    }

    /// Slope of the unmet share over the years of onset after the first two, a year: least squares; `NaN` for fewer than two such years.
    #[must_use]
    pub fn unmet_slope(&self) -> f64 {
        let shares: Vec<f64> = (TRANSITION..self.years.len()).map(|year| self.unmet_in(year..year + 1)).collect();
        let n = shares.len() as f64;
        let (middle, mean) = ((n - 1.0) / 2.0, shares.iter().sum::<f64>() / n);
        let (mut above, mut below) = (0.0, 0.0);
        for (i, share) in shares.iter().enumerate() {
            above += (i as f64 - middle) * (share - mean);
            below += (i as f64 - middle) * (i as f64 - middle);
        }
        ratio(above, below)
    }

    /// The same, weighted by severity.
    #[must_use]
    pub fn unmet_weighted(&self, cohort: &Cohort) -> f64 {
        let (all, met) = (weighted(cohort.created, self.world()), weighted(cohort.resolved, self.world()));
        ratio(all - met, all)
    }

    /// The part of the weighted unmet share that was lost in some way.
    #[must_use]
    pub fn lost(&self, loss: Loss) -> f64 {
        ratio(weighted(self.cohort.lost[loss], self.world()), weighted(self.cohort.created, self.world()))
    }

    /// The part of the weighted unmet share that a limit brought about.
    #[must_use]
    pub fn gap(&self, gap: Gap) -> f64 {
        ratio(self.gaps[gap as usize], weighted(self.cohort.created, self.world()))
    }

    /// Minutes of a party on an account.
    #[must_use]
    pub fn minutes(&self, party: Party, account: Account) -> u64 {
        self.total.minutes[party][account]
    }

    /// Minutes of a party on all accounts.
    #[must_use]
    pub fn all_minutes(&self, party: Party) -> u64 {
        self.total.minutes[party].iter().sum()
    }

    /// Minutes of paid staff on an account.
    #[must_use]
    pub fn paid_minutes(&self, account: Account) -> f64 {
        PAID.iter().map(|&party| self.minutes(party, account)).sum::<u64>() as f64
    }

    /// Minutes of paid staff on all accounts.
    #[must_use]
    pub fn all_paid_minutes(&self) -> f64 {
        let of = |account: Account| PAID.iter().map(|&party| self.total.minutes[party][account]).sum::<u64>() as f64;
        Account::ALL.into_iter().map(of).sum()
    }
}

fn sum(years: &[Year]) -> Year {
    let mut sum = Year::default();
    years.iter().for_each(|year| sum.add(year));
    sum
}
