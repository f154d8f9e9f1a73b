//! Where and when: needs by community, sites and who waits elsewhere, at the end of every map period.
//!
//! A **map period** has 20 days where the window has two years at the most, else it is a quarter. Periods are numbered from the first of the
//! window, 0; those of the burn-in have negative numbers, and its last one, −1, ends where the window begins.
//!
//! In each period of a community *arisen − resolved − lost* is by how much *latent + waiting + serving* has grown: every need is in exactly
//! one of them, or has ended.

use crate::base::calendar::{DAYS_PER_YEAR, MONTH, ends_quarter};
use crate::base::need::{Need, Stage};
use crate::base::of::Of;
use crate::base::places::{CommunityId, SiteId, SubdistrictId};
use crate::model::state::log::{Kind, Kinds, Log, What};
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::WatchDistrict;
use crate::world::World;
use crate::world::sites::{Seat, office_of};

/// Years of a window that is told in periods of 20 days.
const SHORT: u16 = 2;

/// Needs of the residents of a community in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Arose.
    pub created: u32,
    /// Became known.
    pub known: u32,
    /// Were resolved.
    pub resolved: u32,
    /// Ended unmet.
    pub lost: u32,
    /// Known to nobody, at the end of the period.
    pub latent: u32,
    /// Known and not served, wherever: from intake to a line, without an owner, or closed on paper only.
    pub waiting: u32,
    /// Being served.
    pub serving: u32,
}

/// A site at the end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteState {
    /// Subdistrict of its seat.
    pub subdistrict: SubdistrictId,
    /// The site.
    pub site: SiteId,
    /// Whether it exists.
    pub open: bool,
    /// People in post.
    pub staff: u32,
    /// Of these, social workers.
    pub social_workers: u32,
    /// Needs in its lines.
    pub line: u32,
    /// Open cases.
    pub cases: u32,
}

/// Needs of the residents of a community at a site beyond the community's own office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Referral {
    /// Community of the residents.
    pub community: CommunityId,
    /// Identity of the site; see [`crate::world::sites::Site::stable`].
    pub site: u32,
    /// Joined its line in the period.
    pub delivered: u32,
    /// Wait there at the end of it.
    pub waiting: u32,
}

/// A map period that has ended.
#[derive(Clone, Debug)]
pub struct Period {
    /// Its number; negative in the burn-in.
    pub number: i32,
    /// Communities.
    pub communities: Of<CommunityId, Counts>,
    /// Sites, in the order of their identity; in the first replicate.
    pub sites: Vec<SiteState>,
    /// Who was sent elsewhere or waits there, by community, then site; in the first replicate.
    pub referrals: Vec<Referral>,
}

/// Who joined a line or waits in it: community and identity of the site.
type Way = (CommunityId, u32);

/// The watcher.
#[derive(Clone, Debug)]
pub struct Map {
    /// Whether sites and referrals are looked at, beside communities.
    detailed: bool,
    now: Of<CommunityId, Counts>,
    joined: Vec<Way>,
    /// Periods that have ended since it watches.
    pub periods: Vec<Period>,
}

impl Map {
    /// Nothing has been seen yet. Sites and who waits there are looked at in the first replicate alone: a site is there or not, and a mean of
    /// replicates would show houses that are partly there.
    #[must_use]
    pub fn new(world: &World, replicate: u32) -> Self {
        Self {
            detailed: replicate == 0,
            now: Of::alike(Counts::default(), world.places.communities.len()),
            joined: Vec::new(),
            periods: Vec::new(),
        }
    }

    fn fold(&mut self, subs: &Of<SubdistrictId, Subdistrict>, world: &World) {
        for sub in subs {
            self.count(&sub.cases.log);
            let homes = &world.places.subdistricts[sub.index].communities;
            for entry in &sub.cases.log.unheard {
                let lost = &mut self.now[homes[entry.local]].lost;
                // An entry that takes another back comes on the same day, in any order.
                *lost = lost.wrapping_add(entry.sign() as u32);
            }
        }
    }

    fn count(&mut self, log: &Log) {
        for onset in &log.arisen {
            self.now[Need::community_of(onset.id)].created += 1;
        }
        for event in &log.events {
            match event.what {
                What::Known => self.now[event.community()].known += 1,
                What::Joined(site) if self.detailed => self.joined.push((event.community(), site)),
                _ => {}
            }
        }
        for need in &log.ended {
            let counts = &mut self.now[need.community()];
            if need.stage == Stage::Resolved {
                counts.resolved += 1;
            } else {
                counts.lost = counts.lost.wrapping_add(1);
            }
        }
    }

    /// Ends the period, if this is its last day.
    fn end(&mut self, subs: &Of<SubdistrictId, Subdistrict>, world: &World, day: u16) {
        let Some(number) = period_that_ends(world, day) else { return };
        let mut communities = std::mem::replace(&mut self.now, Of::alike(Counts::default(), world.places.communities.len()));
        for sub in subs {
            stock(sub, world, &mut communities);
        }
        let (mut there, mut ways) = (Vec::new(), Vec::new());
        if self.detailed {
            there = sites(subs, world);
            ways = referrals(std::mem::take(&mut self.joined), waiting(subs, world));
        }
        self.periods.push(Period { number, communities, sites: there, referrals: ways });
    }
}

impl WatchDistrict for Map {
    fn kinds(&self) -> Kinds {
        Kinds::of(&[Kind::Arose, Kind::Known, Kind::Ended, Kind::Unheard]).and(Kinds::of(&[Kind::Joined]).when(self.detailed))
    }

    fn subdistricts(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, _: bool) {
        self.fold(subs, ctx.world);
    }

    /// The last look of every day.
    fn late(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
        self.fold(subs, ctx.world);
        self.end(subs, ctx.world, ctx.day);
    }
}

/// Days of a map period; nothing where it is a quarter.
#[must_use]
pub fn days_of_period(world: &World) -> Option<u16> {
    (world.window_days() <= SHORT * DAYS_PER_YEAR).then_some(MONTH)
}

/// Number of the map period whose last day this is, counted from the first of the burn-in.
fn period_that_ends(world: &World, day: u16) -> Option<i32> {
    let (start, next) = (world.burn_in_days(), day + 1);
    let per_year = i32::from(DAYS_PER_YEAR);
    if let Some(length) = days_of_period(world) {
        if next <= start {
            let before = start - next;
            return before.is_multiple_of(length).then(|| -1 - i32::from(before / length));
        }
        let after = next - start;
        let ends = after.is_multiple_of(length) || after == world.window_days();
        return ends.then(|| i32::from((after - 1) / length));
    }
    // A burn-in has whole years, so its quarters are those of any year.
    let quarter = |days: i32| days.div_euclid(per_year) * 4 + days.rem_euclid(per_year) * 4 / per_year;
    ends_quarter(day).then(|| quarter(i32::from(day) - i32::from(start)))
}

/// Adds the needs that a subdistrict holds to the communities in which they arose.
fn stock(sub: &Subdistrict, world: &World, communities: &mut Of<CommunityId, Counts>) {
    let homes = &world.places.subdistricts[sub.index].communities;
    for need in sub.held() {
        let counts = &mut communities[need.community()];
        match need.stage {
            Stage::Latent => counts.latent = counts.latent.wrapping_add(1),
            Stage::Serving => counts.serving += 1,
            _ => counts.waiting += 1,
        }
    }
    for entry in sub.latent.unheard.iter() {
        let latent = &mut communities[homes[entry.local]].latent;
        *latent = latent.wrapping_add(entry.sign() as u32);
    }
}

/// Needs in lines: the community in which each arose, and the site.
fn waiting(subs: &Of<SubdistrictId, Subdistrict>, world: &World) -> Vec<Way> {
    let of = |sub: &Subdistrict| {
        let own = world.own(sub.index);
        let lined = sub.cases.needs.iter().map(|(_, need)| need).filter(|need| need.stage == Stage::Waiting);
        lined.map(|need| (need.community(), own.sites[own.site_of[need.line()]].stable)).collect::<Vec<_>>()
    };
    subs.iter().flat_map(of).collect()
}

/// What joined and what waits, counted; the community's own office is left out.
fn referrals(mut joined: Vec<Way>, mut waiting: Vec<Way>) -> Vec<Referral> {
    joined.sort_unstable();
    waiting.sort_unstable();
    let mut ways: Vec<Way> = joined.iter().chain(&waiting).copied().collect();
    ways.sort_unstable();
    ways.dedup();
    let number = |of: &[Way], way: Way| {
        let from = of.partition_point(|other| *other < way);
        of[from..].partition_point(|other| *other == way) as u32
    };
    let elsewhere = ways.into_iter().filter(|&(community, site)| office_of(community) != site);
    elsewhere
        .map(|way| Referral { community: way.0, site: way.1, delivered: number(&joined, way), waiting: number(&waiting, way) })
        .collect()
}

fn sites(subs: &Of<SubdistrictId, Subdistrict>, world: &World) -> Vec<SiteState> {
    let of = |&(subdistrict, site): &(SubdistrictId, SiteId)| {
        let (own, sub) = (world.own(subdistrict), &subs[subdistrict]);
        let place = &own.sites[site];
        let units = sub.lines.units.part(place.units);
        let servers = units.iter().flat_map(|unit| sub.lines.workers.part(unit.servers));
        SiteState {
            subdistrict,
            site,
            open: match place.seat {
                Seat::Facility => sub.rooms[own.facilities.offset(site)].operator.is_some(),
                _ => own.seat_of(site).is_none_or(|seat| sub.organisations[seat].open),
            },
            staff: sub.staff[site].heads,
            social_workers: servers.filter(|worker| worker.kind.is_social_worker()).count() as u32,
            line: units.iter().map(|unit| unit.waiting).sum(),
            cases: units.iter().map(|unit| unit.open).sum(),
        }
    };
    world.sites.in_order.iter().map(of).collect()
}
