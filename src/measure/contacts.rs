//! Contacts (人次) and users (服务人数): how often residents are served in person, and how many of them.
//!
//! A **visit** is one day on which somebody serves a need in person, wherever: at home, at a site or in a group. It counts for the category of the
//! part that was served, and for the party of the server's site. Minutes are those with the resident, without the trip.
//!
//! **Users** are persons who were served at least once in a year. Needs are records of their own and do not say whose they are, so users are
//! reckoned, not counted: of the N residents of a community and segment, of whom n needs were served in the year,
//!
//! users = N · (1 − e^(−n/N)).
//!
//! This assumes that needs fall independently and evenly on the residents of a segment in a community. Where the same few persons have most needs
//! there are fewer users than this. A need that is served in two years counts in both.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::need::Need;
use crate::base::of::Of;
use crate::base::places::{CategoryId, CommunityId, SegmentId, SubdistrictId};
use crate::measure::heads::heads;
use crate::model::state::arm::Arm;
use crate::model::state::log::{Kind, Kinds, What};
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::WatchDistrict;
use crate::world::sites::{ByParty, Party};
use crate::world::{World, ageing};

/// Who is visited, for what and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Segment of the resident.
    pub segment: SegmentId,
    /// Category of the part that was served.
    pub category: CategoryId,
    /// Party of the server's site.
    pub party: Party,
}

/// Visits of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visits {
    /// Their number.
    pub number: u64,
    /// Their minutes.
    pub minutes: u64,
}

/// A year of the window.
#[derive(Clone, Debug, Default)]
pub struct Year {
    /// Visits by cell.
    pub visits: BTreeMap<Cell, Visits>,
    /// Needs that were served, each once in a cell.
    served: BTreeSet<(u64, Cell)>,
    /// Visits by social workers.
    by_social_workers: u64,
    /// Days of social workers in post, whoever employs them.
    social_worker_days: u64,
}

/// Cells that are asked for.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The part of each segment that is meant: 0 none of it, 1 all of it.
    pub parts: Of<SegmentId, f64>,
    /// Whether a category is meant.
    pub categories: Of<CategoryId, bool>,
    /// Whether a party is meant.
    pub parties: ByParty<bool>,
}

impl Chosen {
    /// Everybody, everything.
    #[must_use]
    pub fn all(world: &World) -> Self {
        let parts = Of::alike(1.0, world.segment_names.len());
        Self { parts, categories: Of::alike(true, world.kinds()), parties: ByParty::from_fn(|_| true) }
    }

    fn has(&self, cell: Cell) -> bool {
        self.parts[cell.segment] > 0.0 && self.categories[cell.category] && self.parties[cell.party]
    }
}

/// Visits, and needs that were served, of a district by year.
#[derive(Clone, Debug)]
pub struct Contacts {
    start: u16,
    parties: BTreeMap<u32, Party>,
    years: Vec<Year>,
}

impl Contacts {
    /// Nobody has been seen yet.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let sites = world.sites.by_subdistrict.iter().flat_map(|own| &own.sites);
        Self {
            start: world.burn_in_days(),
            parties: sites.map(|site| (site.stable, site.party)).collect(),
            years: vec![Year::default(); usize::from(world.window_days() / DAYS_PER_YEAR)],
        }
    }

    /// The years of the window.
    #[must_use]
    pub fn years(&self) -> &[Year] {
        &self.years
    }

    fn year(&mut self, day: u16) -> Option<&mut Year> {
        self.years.get_mut(usize::from(day.saturating_sub(self.start) / DAYS_PER_YEAR))
    }

    /// A need was visited.
    pub fn visit(&mut self, day: u16, need: u64, what: What) {
        let What::Visited { site, minutes, category, segment, social_worker, .. } = what else { return };
        let Some(&party) = self.parties.get(&site) else { return };
        let cell = Cell { segment, category, party };
        let Some(year) = self.year(day) else { return };
        let visits = year.visits.entry(cell).or_default();
        visits.number += 1;
        visits.minutes += u64::from(minutes);
        year.served.insert((need, cell));
        year.by_social_workers += u64::from(social_worker);
    }

    fn fold(&mut self, subs: &Of<SubdistrictId, Subdistrict>, day: u16) {
        for event in subs.iter().flat_map(|sub| &sub.cases.log.events) {
            self.visit(day, event.id, event.what);
        }
    }

    /// Visits of cells over the window; of a part of a segment its part of the visits.
    #[must_use]
    pub fn visits(&self, chosen: &Chosen) -> f64 {
        let cells = self.years.iter().flat_map(|year| &year.visits).filter(|(cell, _)| chosen.has(**cell));
        cells.map(|(cell, visits)| chosen.parts[cell.segment] * visits.number as f64).sum()
    }

    /// Person-years of the residents of segments over the window, at the residents of the middle of each year.
    #[must_use]
    pub fn residents(&self, world: &World, chosen: &Chosen) -> f64 {
        let of = |residents: &Vec<f64>| residents.iter().zip(&chosen.parts).map(|(n, part)| n * part).sum::<f64>();
        (0..self.years.len()).map(|year| residents(world, year).iter().map(of).sum::<f64>()).sum()
    }

    /// Users of a year, summed over the years of the window.
    #[must_use]
    pub fn users(&self, world: &World, chosen: &Chosen) -> f64 {
        (0..self.years.len()).map(|year| self.users_in(world, year, chosen)).sum()
    }

    /// Users in a year, counted from 0.
    #[must_use]
    pub fn users_in(&self, world: &World, year: usize, chosen: &Chosen) -> f64 {
        let Some(seen) = self.years.get(year) else { return 0.0 };
        let (residents, mut needs, mut last) = (residents(world, year), BTreeMap::new(), None);
        // Sorted by need: a need that was served in several of the cells is met once.
        for (need, cell) in seen.served.iter().filter(|(_, cell)| chosen.has(*cell)) {
            if last.replace(*need) != Some(*need) {
                *needs.entry((Need::community_of(*need), cell.segment)).or_insert(0_u32) += 1;
            }
        }
        let of = |((community, segment), number): (&(CommunityId, SegmentId), &u32)| {
            chosen.parts[*segment] * among(residents[community.at()][segment.at()], f64::from(*number))
        };
        needs.iter().map(of).sum()
    }

    /// Needs served and users of every cell in a year, counted from 0.
    #[must_use]
    pub fn each(&self, world: &World, year: usize) -> BTreeMap<Cell, (u64, f64)> {
        let mut by_community: BTreeMap<(Cell, CommunityId), u64> = BTreeMap::new();
        for (need, cell) in self.years.get(year).iter().flat_map(|seen| &seen.served) {
            *by_community.entry((*cell, Need::community_of(*need))).or_default() += 1;
        }
        let (residents, mut cells) = (residents(world, year), BTreeMap::<Cell, (u64, f64)>::new());
        for ((cell, community), number) in by_community {
            let sums = cells.entry(cell).or_default();
            sums.0 += number;
            sums.1 += among(residents[community.at()][cell.segment.at()], number as f64);
        }
        cells
    }

    /// Visits by social workers for each social worker and year; `NaN` where there are none.
    #[must_use]
    pub fn visits_per_social_worker(&self) -> f64 {
        let sum = |of: fn(&Year) -> u64| self.years.iter().map(of).sum::<u64>() as f64;
        let years = sum(|year| year.social_worker_days) / f64::from(DAYS_PER_YEAR);
        if years > 0.0 { sum(|year| year.by_social_workers) / years } else { f64::NAN }
    }
}

/// Persons among `residents` on whom at least one of so many needs falls: N · (1 − e^(−n/N)).
#[must_use]
pub fn among(residents: f64, needs: f64) -> f64 {
    if residents > 0.0 { -residents * libm::expm1(-needs / residents) } else { 0.0 }
}

/// Residents of every community by segment, in the middle of a year of the window.
#[must_use]
pub fn residents(world: &World, year: usize) -> Vec<Vec<f64>> {
    let day = usize::from(world.burn_in_days()) + year * usize::from(DAYS_PER_YEAR) + usize::from(DAYS_PER_YEAR) / 2;
    let months = ageing::months(world, u16::try_from(day).unwrap_or(u16::MAX));
    world.places.communities.iter().map(|place| ageing::segments(world, place, months)).collect()
}

impl WatchDistrict for Contacts {
    fn kinds(&self) -> Kinds {
        Kinds::of(&[Kind::Visited])
    }

    fn subdistricts(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, _: bool) {
        self.fold(subs, ctx.day);
    }

    fn late(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
        self.fold(subs, ctx.day);
    }

    fn district(&mut self, arm: &Arm, _: &World, day: u16) {
        let (social, ..) = heads(arm);
        if let Some(year) = self.year(day) {
            year.social_worker_days += u64::from(social);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::idle::{district, person};
    use crate::model::state::worker;
    use crate::world::reference::world;

    const SMALL: [&str; 4] = [
        "district.generate.subdistricts=1",
        "district.generate.communities=1",
        "district.generate.residents=1000",
        "run.years=2",
    ];

    /// A visit of the first segment by a site of a party.
    fn visit(world: &World, party: Party, category: u8, social_worker: bool) -> What {
        let sites = &world.sites.by_subdistrict[SubdistrictId::FIRST].sites;
        let site = sites.iter().find(|site| site.party == party).expect("there is one").stable;
        let (category, segment) = (CategoryId::new(category), SegmentId::FIRST);
        What::Visited { site, minutes: 40, left: 0, category, segment, social_worker }
    }

    fn need(ordinal: u32) -> u64 {
        Need::pack(CommunityId::FIRST, CategoryId::FIRST, 1, ordinal)
    }

    #[test]
    fn a_need_that_is_visited_on_three_days_is_three_visits_of_one_user() {
        let world = world(&SMALL);
        let (mut contacts, all) = (Contacts::new(&world), Chosen::all(&world));
        let start = world.burn_in_days();
        for day in 0..3 {
            contacts.visit(start + day, need(1), visit(&world, Party::Office, 0, false));
        }
        assert_eq!(contacts.visits(&all), 3.0);
        let cell = Cell { segment: SegmentId::FIRST, category: CategoryId::FIRST, party: Party::Office };
        assert_eq!(contacts.years()[0].visits[&cell], Visits { number: 3, minutes: 120 });
        assert_eq!(contacts.each(&world, 0)[&cell].0, 1);
        assert!(contacts.each(&world, 1).is_empty(), "nobody in the second year");
        // One need among 694 adults is one person, but for those on whom two needs might have fallen.
        assert!((contacts.users(&world, &all) - 1.0).abs() < 1e-3);
        assert!((contacts.residents(&world, &all) - 2000.0).abs() < 1e-6, "two years of 1,000 residents");
    }

    #[test]
    fn a_need_that_several_parties_serve_is_one_user_of_them_together_and_one_of_each() {
        let world = world(&SMALL);
        let (mut contacts, all) = (Contacts::new(&world), Chosen::all(&world));
        let day = world.burn_in_days();
        contacts.visit(day, need(1), visit(&world, Party::Office, 0, false));
        contacts.visit(day + 1, need(1), visit(&world, Party::Station, 1, true));
        let of = |party| Chosen { parties: ByParty::from_fn(|one| one == party), ..all.clone() };
        let users =
            [all.clone(), of(Party::Office), of(Party::Station), of(Party::Association)].map(|c| contacts.users(&world, &c));
        for (found, expected) in users.into_iter().zip([1.0, 1.0, 1.0, 0.0]) {
            assert!((found - expected).abs() < 1e-3, "{users:?}");
        }
        let second = Chosen { categories: Of::from_fn(world.kinds(), |k| k == CategoryId::new(1)), ..all.clone() };
        assert_eq!([contacts.visits(&second), contacts.visits(&all)], [1.0, 2.0]);
    }

    #[test]
    fn as_many_needs_as_residents_leave_a_third_of_them_without_service() {
        assert!((among(1000.0, 1000.0) - 1000.0 * (1.0 - libm::exp(-1.0))).abs() < 1e-9);
        assert!(among(1000.0, 1e9) <= 1000.0);
        assert_eq!([among(0.0, 5.0), among(10.0, 0.0)], [0.0, 0.0]);
    }

    #[test]
    fn half_of_a_segment_has_half_of_its_residents_visits_and_users() {
        let world = world(&SMALL);
        let (mut contacts, all) = (Contacts::new(&world), Chosen::all(&world));
        for ordinal in 0..50 {
            contacts.visit(world.burn_in_days(), need(ordinal), visit(&world, Party::Office, 0, false));
        }
        let mut half = all.clone();
        half.parts[SegmentId::FIRST] = 0.5;
        assert_eq!(contacts.visits(&half), 25.0);
        assert!((2.0 * contacts.users(&world, &half) - contacts.users(&world, &all)).abs() < 1e-9);
        assert!((contacts.residents(&world, &all) - contacts.residents(&world, &half) - 694.0).abs() < 1e-6);
    }

    #[test]
    fn only_days_of_social_workers_and_visits_by_them_count_for_their_rate() {
        let (world, _, mut arm) = district(&["run.years=1"], |_| {});
        let of = |kind| person(kind, crate::base::places::UnitId::FIRST);
        arm.subs[SubdistrictId::FIRST].lines.workers =
            [worker::Kind::SocialWorker, worker::Kind::OwnStaff, worker::Kind::CommunityWorker].map(of).into_iter().collect();
        let mut contacts = Contacts::new(&world);
        let (social, ..) = heads(&arm);
        assert!(contacts.visits_per_social_worker().is_nan(), "no day has passed");
        for day in 0..250 {
            contacts.district(&arm, &world, world.burn_in_days() + day);
        }
        contacts.visit(world.burn_in_days(), need(1), visit(&world, Party::Office, 0, false));
        contacts.visit(world.burn_in_days(), need(2), visit(&world, Party::Station, 0, true));
        assert_eq!((social, contacts.visits_per_social_worker()), (2, 0.5));
    }
}
