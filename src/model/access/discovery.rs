//! Discovery: grid patrol (网格巡查) and outreach (外展服务) look for latent needs.
//!
//! Finds of a day in a community are Poisson with mean η · H · Σ_k D_k n_k / max(n, n½), n_k the latent needs of category k, H the hours
//! of search, D the searcher's detection profile; which need is found is drawn in proportion to D_k.
//!
//! Where outreach travels (`discovery.outreach_travels`), of an outing of m minutes (`discovery.outing_minutes`) the trip there and back is no search:
//! of the minutes given to a community a share min(1, trip/m) is travel.

use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{CategoryId, CommunityId, Local, SiteId};
use crate::model::state::scratch::Found;
use crate::world::Category;
use crate::world::demand::Arrivals;
use crate::world::geography::distance;
use crate::world::sites::{Party, Site};

use crate::base::need::{Need, flag};
use crate::model::abandonment::moving;
use crate::model::access::voicing;
use crate::model::state::caseload::Caseload;
use crate::model::state::latent::{LatentNeeds, Place};
use crate::model::state::minutes::{Account, Day};
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::unheard::{self, Unheard};

/// What searches change.
pub struct Search<'a> {
    /// Known needs: those that are found join them.
    pub cases: &'a mut Caseload,
    /// Latent needs: those that are found leave them.
    pub latent: &'a mut LatentNeeds,
    /// Minutes of sites.
    pub days: &'a mut Of<SiteId, Day>,
    /// Room for what is found.
    pub found: &'a mut Vec<Found>,
}

impl<'a> Search<'a> {
    /// Those parts of a subdistrict.
    #[must_use]
    pub fn of(sub: &'a mut Subdistrict) -> Self {
        let Subdistrict { cases, latent, days, scratch, .. } = sub;
        Self { cases, latent, days, found: &mut scratch.found }
    }
}

/// Grid workers of every office go their rounds.
pub fn patrol(all: &mut Search<'_>, ctx: &Context<'_>, arrivals: &Arrivals) {
    let share = *ctx.plan.policy.information.patrol_share;
    let rate = *ctx.world.keys.discovery.patrol_finds_per_hour;
    if share <= 0.0 {
        return;
    }
    for local in all.cases.desks.places() {
        let site = crate::model::office_site(ctx.world, all.cases.home, local);
        let minutes = (f64::from(all.days[site].left()) * share) as u32;
        let minutes = all.days[site].take(Account::Discovery, minutes);
        search(all, ctx, local, f64::from(minutes), rate, Searcher::Patrol);
    }
    bring_in(all, ctx, arrivals, flag::FOUND);
}

/// Social workers of stations, offices and organisations seek needs; stations and organisations go round the subdistrict.
pub fn outreach(all: &mut Search<'_>, staff: &Of<SiteId, Staff>, ctx: &Context<'_>, arrivals: &Arrivals) {
    let share = *ctx.plan.policy.information.outreach_share;
    if share <= 0.0 || all.cases.desks.is_empty() {
        return;
    }
    let own = &ctx.world.sites.by_subdistrict[all.cases.home];
    let rate = *ctx.world.keys.discovery.outreach_finds_per_hour;
    let number = all.cases.desks.len();
    // Minutes in each community, weighted by .5 + .5·κ, κ the searchers' local knowledge.
    let mut minutes: Of<Local, f64> = Of::alike(0.0, number);
    for (i, site) in own.sites.pairs() {
        let social = f64::from(staff[i].social);
        if social <= 0.0 {
            continue;
        }
        let given = (f64::from(all.days[i].left()) * share * social) as u32;
        let given = given.min(all.days[i].left());
        let worth = f64::from(given) * (0.5 + 0.5 * f64::from(staff[i].knowledge));
        let lost = |local: Local| on_the_way(ctx, site, ctx.world.places.subdistricts[all.cases.home].communities[local]);
        let travel = if site.party == Party::Office {
            let local = ctx.world.places.communities[site.community].local;
            minutes[local] += worth * (1.0 - lost(local));
            lost(local)
        } else {
            // Stations and organisations visit all communities of the subdistrict equally.
            let mut travel = 0.0;
            for (local, m) in minutes.pairs_mut() {
                let lost = lost(local);
                *m += worth / number as f64 * (1.0 - lost);
                travel += lost / number as f64;
            }
            travel
        };
        let travel = (f64::from(given) * travel) as u32;
        all.days[i].take(Account::Travel, travel);
        all.days[i].take(Account::Discovery, given - travel);
    }
    for (local, &minutes) in minutes.pairs() {
        search(all, ctx, local, minutes, rate, Searcher::Outreach);
    }
    bring_in(all, ctx, arrivals, flag::FOUND | flag::OUTREACH);
}

/// Share of the minutes of an outing from a site to a community that its trip takes; none where outreach does not travel.
fn on_the_way(ctx: &Context<'_>, site: &Site, community: CommunityId) -> f64 {
    let keys = &ctx.world.keys.discovery;
    if !keys.outreach_travels {
        return 0.0;
    }
    let trips = &ctx.world.trips;
    let trip = if site.party != Party::Station && site.community == community {
        trips.local
    } else {
        trips.over(distance(site.at, ctx.world.places.communities[community].at))
    };
    (f64::from(trip) / f64::from(keys.outing_minutes.get())).min(1.0)
}

/// Who searches.
#[derive(Clone, Copy)]
enum Searcher {
    /// Grid workers.
    Patrol,
    /// Social workers.
    Outreach,
}

/// A search of a community for this number of minutes; finds are recorded.
fn search(all: &mut Search<'_>, ctx: &Context<'_>, local: Local, minutes: f64, rate: f64, who: Searcher) {
    if minutes <= 0.0 {
        return;
    }
    let community = ctx.world.places.subdistricts[all.cases.home].communities[local];
    let categories = &ctx.world.categories;
    let detection = |c: &Category| match who {
        Searcher::Patrol => c.detection_patrol,
        Searcher::Outreach => c.detection_outreach,
    };
    let (mut weight, mut latent) = (0.0, 0_usize);
    for (c, pool) in categories.iter().zip(all.latent.of(local)) {
        weight += detection(c) * pool.len() as f64;
        latent += pool.len();
    }
    if latent == 0 || weight <= 0.0 {
        return;
    }
    let mean = rate * minutes / 60.0 * weight / (latent as f64).max(*ctx.world.keys.discovery.half_pool);
    let finds = match who {
        Searcher::Patrol => Draw::patrol_finds(community, ctx.day),
        Searcher::Outreach => Draw::outreach_finds(community, ctx.day),
    };
    let finds = ctx.keys.poisson(finds, mean);
    for i in 0..finds {
        let weight: f64 = categories.iter().zip(all.latent.of(local)).map(|(c, p)| detection(c) * p.len() as f64).sum();
        if weight <= 0.0 {
            break;
        }
        let bits = ctx.keys.bits(match who {
            Searcher::Patrol => Draw::found_by_patrol(community, ctx.day, i),
            Searcher::Outreach => Draw::found_by_outreach(community, ctx.day, i),
        });
        let mut at = draws::unit(bits) * weight;
        let mut category = CategoryId::FIRST;
        for (k, pool) in categories.places().iter().zip(all.latent.of(local)) {
            let here = detection(&ctx.world.categories[k]) * pool.len() as f64;
            if here > 0.0 {
                category = k;
                if at < here {
                    break;
                }
                at -= here;
            }
        }
        let mut next = bits;
        let found = all.latent.pool(local, category).find(ctx.day, |places| {
            next = draws::mix(next);
            ((u128::from(next) * places as u128) >> 64) as usize
        });
        let Some((place, due)) = found else { break };
        all.found.push(Found { local, due, place });
    }
}

/// Needs found today become known.
fn bring_in(all: &mut Search<'_>, ctx: &Context<'_>, arrivals: &Arrivals, facts: u16) {
    let Search { cases, latent, found, .. } = all;
    arrivals.look_ahead(found.iter().filter_map(|found| found.place.number()));
    for found in found.drain(..) {
        let need = match found.place {
            Place::Kept(place) => latent.kept.take(place),
            Place::Arisen(number) => unheard_of(&mut latent.unheard, ctx, arrivals, number, &found),
        };
        let slot = cases.needs.insert(need);
        voicing::known(cases, ctx, slot, found.local, facts);
    }
}

/// Creates the record of a need that would have expired unheard, and cancels its scheduled exit from the accounts.
fn unheard_of(unheard: &mut Unheard, ctx: &Context<'_>, arrivals: &Arrivals, number: u32, found: &Found) -> Need {
    let need = arrivals.onset(number).need();
    let moves = moving::date(ctx, need.id).is_some_and(|date| date <= found.due);
    let entry = unheard::Entry::new(need.id, need.severity, found.local, found.due, moves);
    unheard.file(ctx.day, entry.taken_back());
    need
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::SubdistrictId;
    use crate::model::state::arm::idle::district;
    use crate::scenario::keys::quantity::Share;

    #[test]
    fn patrols_and_outreach_take_their_share_of_the_minutes_of_those_who_go_out() {
        let (world, keys, mut arm) = district(&[], |p| {
            let information = &mut p.information;
            (information.patrol_share, information.outreach_share) =
                (Share::new(0.25).expect("a share"), Share::new(0.5).expect("a share"));
        });
        let here = SubdistrictId::FIRST;
        let own = &world.sites.by_subdistrict[here];
        let office = crate::model::office_site(&world, here, Local::FIRST);
        let sub = &mut arm.subs[here];
        sub.days[office].open(2, 960, 960, 0);
        sub.days[own.station_site].open(1, 480, 480, 0);
        (sub.staff[office].social, sub.staff[own.station_site].social) = (0.25, 1.0);
        let (staff, arrivals) = (sub.staff.clone(), Arrivals::default());
        let ctx = Context::quiet(&world, &arm.plan, &keys, 3);
        patrol(&mut Search::of(sub), &ctx, &arrivals);
        let searched = |sub: &Subdistrict| [office, own.station_site].map(|i| sub.days[i].booked[Account::Discovery]);
        assert_eq!(searched(sub), [240, 0]);
        outreach(&mut Search::of(sub), &staff, &ctx, &arrivals);
        // Of 720 minutes that are left a quarter is given by social workers, and half of that; of the station's half.
        assert_eq!(searched(sub), [240 + 90, 240]);
    }

    /// Minutes of search and of travel that an office and the station book for outreach, where a km takes 6 minutes there and back, two communities lie
    /// 10 km apart with the station between them, and a trip within one takes 15 minutes. Half of two days is for outreach.
    fn booked(sets: &[&str]) -> [[u32; 2]; 2] {
        let sets = [&["district.spacing_km=10", "service.speed_kmh=20", "service.local_trip=0.25"][..], sets].concat();
        let (world, keys, mut arm) = district(&sets, |p| p.information.outreach_share = Share::new(0.5).expect("a share"));
        let here = SubdistrictId::FIRST;
        let own = &world.sites.by_subdistrict[here];
        let sites = [crate::model::office_site(&world, here, Local::FIRST), own.station_site];
        let sub = &mut arm.subs[here];
        for i in sites {
            sub.days[i].open(2, 960, 960, 0);
            sub.staff[i].social = 1.0;
        }
        let (staff, arrivals) = (sub.staff.clone(), Arrivals::default());
        outreach(&mut Search::of(sub), &staff, &Context::quiet(&world, &arm.plan, &keys, 3), &arrivals);
        sites.map(|i| [Account::Discovery, Account::Travel].map(|account| sub.days[i].booked[account]))
    }

    #[test]
    fn where_outreach_travels_the_trip_of_every_outing_is_no_search() {
        assert_eq!(booked(&[]), [[480, 0], [480, 0]], "it does not by default");
        let travels = |more: &[&str]| booked(&[&["discovery.outreach_travels=true"][..], more].concat());
        // 15 and 30 of 240 minutes.
        assert_eq!(travels(&[]), [[450, 30], [420, 60]]);
        assert_eq!(travels(&["discovery.outing_minutes=120"]), [[420, 60], [360, 120]]);
        assert_eq!(travels(&["service.speed_kmh=2"]), [[180, 300], [0, 480]], "a trip longer than the outing finds nobody");
        assert_eq!(travels(&["service.speed_kmh=1e9"]), [[480, 0], [480, 0]]);
    }

    #[test]
    fn a_minute_of_outreach_is_worth_less_the_longer_the_trip() {
        let (world, keys, arm) =
            district(&["district.spacing_km=10", "service.speed_kmh=20", "discovery.outreach_travels=true"], |_| {});
        let own = &world.sites.by_subdistrict[SubdistrictId::FIRST];
        let ctx = Context::quiet(&world, &arm.plan, &keys, 3);
        let communities = &world.places.subdistricts[SubdistrictId::FIRST].communities;
        let lost = |site: SiteId| communities.iter().map(|&c| on_the_way(&ctx, &own.sites[site], c)).collect::<Vec<f64>>();
        // The office of the first: 15 minutes at home, 60 to the other.
        assert_eq!(lost(crate::model::office_site(&world, SubdistrictId::FIRST, Local::FIRST)), [15.0 / 240.0, 60.0 / 240.0]);
        assert_eq!(lost(own.station_site), [30.0 / 240.0; 2]);
    }
}
