//! What is looked at once a month: the burden of offices, social workers in post, the mix of skills on offer. The people of organisations are looked at
//! every day.
//!
//! A month ends with the twentieth day; people leave and sums of the month are cleared after watchers have looked.

use crate::base::calendar::{DAYS_PER_YEAR, MINUTES_PER_DAY, MONTH};
use crate::base::of::Of;
use crate::base::places::{Local, SubdistrictId};
use crate::model::state::post::Post;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::Watch;
use crate::model::state::worker::Worker;
use crate::world::{MOST_CATEGORIES, World};

/// What an office has had to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Burden {
    /// Minutes that its people had.
    pub available: u64,
    /// Of these, asked for before service.
    pub asked: u64,
    /// Tasks from above that wait at the end of the month, minutes; over several months the most.
    pub backlog: u64,
}

impl Burden {
    /// The share of the minutes that was asked for before service; `NaN` without any.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.available > 0 { self.asked as f64 / self.available as f64 } else { f64::NAN }
    }
}

/// Monthly looks at a subdistrict, or at all.
#[derive(Clone, Debug)]
pub struct Months {
    start: u16,
    /// All offices together, by month.
    pub months: Vec<Burden>,
    /// Each office over the window, in the order of the communities.
    pub offices: Of<Local, Burden>,
    /// Social workers in post at the ends of months, summed.
    pub social_heads: u64,
    /// Minutes that these could give in their months.
    pub social_minutes: u64,
    /// Of these, in use: their part of what their sites asked for before service, and their cases.
    pub social_used: u64,
    /// Minutes a day of social workers and care workers at the ends of months, by year and specialty.
    pub offered: Vec<[u64; MOST_CATEGORIES]>,
    /// Paid minutes of organisations' own people, whom neither contract nor grant pays.
    pub own_minutes: u64,
}

impl Months {
    /// Nothing has been seen yet of a subdistrict.
    #[must_use]
    pub fn new(world: &World, subdistrict: SubdistrictId) -> Self {
        let communities = world.places.subdistricts[subdistrict].communities.len();
        let years = usize::from(world.window_days() / DAYS_PER_YEAR);
        Self {
            start: world.burn_in_days(),
            months: Vec::new(),
            offices: Of::alike(Burden::default(), communities),
            social_heads: 0,
            social_minutes: 0,
            social_used: 0,
            offered: vec![[0; MOST_CATEGORIES]; years],
            own_minutes: 0,
        }
    }

    /// Adds what was seen of another subdistrict in the same months; its offices come after those of this one.
    pub fn add(&mut self, other: &Self) {
        self.months.resize(self.months.len().max(other.months.len()), Burden::default());
        for (to, from) in self.months.iter_mut().zip(&other.months) {
            to.available += from.available;
            to.asked += from.asked;
            to.backlog += from.backlog;
        }
        for office in &other.offices {
            self.offices.push(*office);
        }
        for (to, from) in self.offered.iter_mut().flatten().zip(other.offered.iter().flatten()) {
            *to += from;
        }
        self.social_heads += other.social_heads;
        self.social_minutes += other.social_minutes;
        self.social_used += other.social_used;
        self.own_minutes += other.own_minutes;
    }

    fn month(&mut self, sub: &Subdistrict, ctx: &Context<'_>) {
        let own = ctx.world.own(sub.index);
        let mut all = Burden::default();
        for ((office, unit), community) in self.offices.iter_mut().zip(&own.office).zip(&sub.communities) {
            let staff = &sub.staff[own.site_of[*unit]];
            office.available += staff.month_available;
            office.asked += staff.month_duty;
            office.backlog = office.backlog.max(community.backlog);
            all.available += staff.month_available;
            all.asked += staff.month_duty;
            all.backlog += community.backlog;
        }
        self.months.push(all);
        let year = usize::from((ctx.day - self.start) / DAYS_PER_YEAR);
        for worker in &sub.lines.workers {
            let social = worker.kind.is_social_worker();
            if social {
                self.social_worker(worker, &sub.staff[own.site_of[worker.unit]]);
            }
            if let (true, Some(offered), Some(specialty)) =
                (social || worker.kind.is_care_worker(), self.offered.get_mut(year), worker.specialty.get())
            {
                offered[specialty.at()] += u64::from(worker.potential);
            }
        }
    }

    /// A social worker's month. Casual hours at the site are as if its people gave more: the same that burnout reckons with.
    fn social_worker(&mut self, worker: &Worker, staff: &Staff) {
        self.social_heads += 1;
        let (base, all) = (staff.month_base.max(1), staff.month_available.max(1));
        let minutes = u64::from(worker.potential) * u64::from(MONTH) * staff.month_available / base;
        self.social_minutes += minutes;
        self.social_used += (minutes * staff.month_duty / all + u64::from(worker.busy)).min(minutes);
    }
}

/// Paid minutes of a day of the people of an organisation's seat whom neither contract nor grant pays.
fn own_minutes(staff: &Staff) -> u32 {
    let held = |posts: [Post; 2]| posts.iter().map(|&post| staff.by_post[post]).sum::<u32>();
    let contracted = (held(Post::BOUGHT) + held(Post::OPERATED)) * MINUTES_PER_DAY;
    staff.paid.saturating_sub(contracted + held(Post::OF_GRANTS) * staff.granted_minutes)
}

impl Watch for Months {
    fn evening(&mut self, sub: &Subdistrict, ctx: &Context<'_>) {
        let houses = ctx.world.own(sub.index).all_organisations().map(|site| &sub.staff[site]);
        self.own_minutes += houses.filter(|staff| staff.heads > 0).map(|staff| u64::from(own_minutes(staff))).sum::<u64>();
        // A month that began before the window is the baseline's in part.
        if (ctx.day + 1).is_multiple_of(MONTH) && ctx.day + 1 >= self.start + MONTH {
            self.month(sub, ctx);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::{CategoryId, Maybe};
    use crate::model::state::arm::idle::{district, houses, person};
    use crate::model::state::worker::Kind;

    const HERE: SubdistrictId = SubdistrictId::FIRST;

    #[test]
    fn at_the_end_of_a_month_offices_social_workers_and_specialties_are_looked_at() {
        let (world, keys, mut arm) = district(&["run.years=1"], |_| {});
        let own = &world.sites.by_subdistrict[HERE];
        let sub = &mut arm.subs[HERE];
        for (local, (asked, backlog)) in [Local::FIRST, Local::from(1)].into_iter().zip([(3_000, 50), (1_000, 70)]) {
            let staff = &mut sub.staff[own.site_of[own.office[local]]];
            (staff.month_available, staff.month_base, staff.month_duty) = (10_000, 10_000, asked);
            sub.communities[local].backlog = backlog;
        }
        let station = &mut sub.staff[own.station_site];
        (station.month_available, station.month_base, station.month_duty) = (20_000, 10_000, 5_000);
        let of = |kind, unit, specialty| Worker { specialty, busy: 1_200, ..person(kind, unit) };
        let third = Maybe::some(CategoryId::new(2));
        sub.lines.workers = [
            of(Kind::SocialWorker, own.station, third),
            of(Kind::CareWorker, own.station, third),
            of(Kind::Certified, own.office[Local::FIRST], third),
        ]
        .into_iter()
        .collect();
        let mut months = Months::new(&world, HERE);
        for day in 0..60 {
            months.evening(sub, &Context::quiet(&world, &arm.plan, &keys, world.burn_in_days() + day));
        }
        // Of the three months that end within sixty days, two are of the window alone.
        assert_eq!(months.months, [Burden { available: 20_000, asked: 4_000, backlog: 120 }; 2]);
        assert_eq!(months.offices[Local::FIRST], Burden { available: 20_000, asked: 6_000, backlog: 50 });
        assert_eq!(months.offices[Local::from(1)].share(), 0.1);
        // 480 minutes on twenty days, twice as many with casual hours; a quarter of them asked for, and 1,200 of cases.
        assert_eq!((months.social_heads, months.social_minutes, months.social_used), (2, 38_400, 2 * (4_800 + 1_200)));
        assert_eq!(months.offered[0][2], 2 * (480 + 480), "a certified community worker is neither");
        let mut both = months.clone();
        both.add(&months);
        assert_eq!((both.months[1].backlog, both.offices.len(), both.offered[0][2], both.social_heads), (240, 4, 3_840, 4));
    }

    #[test]
    fn own_people_are_those_whom_neither_contract_nor_grant_pays() {
        let (world, keys, mut arm) = district(&["run.years=1"], |_| {});
        let sites = houses(&world);
        let sub = &mut arm.subs[HERE];
        let staff = &mut sub.staff[sites[0]];
        (staff.heads, staff.paid, staff.granted_minutes) = (6, 5 * 480 + 160, 160);
        (staff.by_post[Post::Purchased], staff.by_post[Post::PurchasedCare], staff.by_post[Post::Granted]) = (2, 1, 1);
        let mut months = Months::new(&world, HERE);
        for day in 0..3 {
            months.evening(sub, &Context::quiet(&world, &arm.plan, &keys, world.burn_in_days() + day));
        }
        assert_eq!(months.own_minutes, 3 * 2 * 480);
    }
}
