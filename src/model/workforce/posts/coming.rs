//! Arrivals: filling posts, new staff, shifts of volunteers.

use crate::base::calendar::MINUTES_PER_DAY;
use crate::base::draws::{Draw, Keys};
use crate::base::of::Of;
use crate::base::places::{SiteId, UnitId};
use crate::model::community::participation;
use crate::model::compiled::Plan;
use crate::model::provision::skills;
use crate::model::state::caseload::Caseload;
use crate::model::state::community::Community;
use crate::model::state::labour::LabourPool;
use crate::model::state::lines::{Lines, Unit};
use crate::model::state::organisation::Organisation;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::worker::{Case, Kind, Known, MOST_CASES, MOST_KNOWN, Worker};
use crate::model::workforce::capability;
use crate::world::sites::{Party, Seat, SubdistrictSites};
use crate::world::{MOST_CATEGORIES, World};

use crate::model::state::post::Post;
use crate::model::workforce::posts::bins::bin_shares;
use crate::model::workforce::posts::going::{release, take_out};
use crate::model::workforce::posts::turn::turn;

/// The parts of a subdistrict that change when somebody begins, and the houses whose grants and contracts say how.
#[derive(Debug)]
pub struct Seats<'a> {
    /// Place of the subdistrict.
    pub index: u16,
    /// Its sites.
    pub own: &'a SubdistrictSites,
    /// Staff of each.
    pub staff: &'a mut Of<SiteId, Staff>,
    /// People.
    pub workers: &'a mut Vec<Worker>,
    /// Communities, which have coordinators.
    pub communities: &'a mut [Community],
    /// Organisations.
    pub organisations: &'a [Organisation],
}

impl<'a> Seats<'a> {
    /// The seats of a subdistrict.
    pub fn of(sub: &'a mut Subdistrict, world: &'a World) -> Self {
        Self::beside(sub, world).0
    }

    /// The seats of a subdistrict, and beside them its cases and lines.
    pub fn beside(sub: &'a mut Subdistrict, world: &'a World) -> (Self, &'a mut Caseload, &'a mut Of<UnitId, Unit>) {
        let Subdistrict { index, cases, staff, lines, communities, organisations, .. } = sub;
        let Lines { units, workers, .. } = lines;
        (Self { index: *index, own: world.own(*index), staff, workers, communities, organisations }, cases, units)
    }
}

/// Fills every post that is wanted at once: the first day. Stock is to be taken afterwards.
pub fn fill_all(seats: &mut Seats<'_>, ctx: &Context<'_>) {
    let own = seats.own;
    for (i, site) in own.sites.pairs() {
        for post in Post::ALL {
            for _ in 0..seats.staff[i].target[post] {
                hire(seats, ctx, i, post);
            }
        }
        if site.party == Party::Organisation && site.seat == Seat::Standing {
            for _ in 0..ctx.world.keys.organisation.own_staff.get() {
                engage(seats, ctx, i, Kind::OwnStaff, None);
            }
        }
        if site.party == Party::PropertyFirm {
            let place = &ctx.world.places.communities[usize::from(site.community)];
            let people = place.residents * place.managed_share / 10_000.0 * *ctx.world.keys.property_firm.staff_per_10k;
            let minutes = people * f64::from(MINUTES_PER_DAY);
            let number = libm::ceil(people) as u32;
            for _ in 0..number {
                engage(seats, ctx, i, Kind::FirmStaff, None);
                if let Some(worker) = seats.workers.last_mut() {
                    worker.potential = (minutes / f64::from(number)) as u16;
                }
            }
        }
    }
}

/// A post is filled.
pub fn hire(seats: &mut Seats<'_>, ctx: &Context<'_>, site: SiteId, post: Post) {
    match post {
        Post::CommunityWorker => engage(seats, ctx, site, Kind::CommunityWorker, Some(post)),
        Post::SocialWorker | Post::Purchased | Post::Operator | Post::Granted => {
            engage(seats, ctx, site, Kind::SocialWorker, Some(post));
        }
        Post::Coordinator => {
            let seat = &ctx.world.places.communities[usize::from(seats.own.sites[site].community)];
            seats.communities[usize::from(seat.local)].coordinators += 1;
        }
    }
    seats.staff[site].by_post[post] += 1;
}

/// A person begins: entry skill, no local knowledge.
fn engage(seats: &mut Seats<'_>, ctx: &Context<'_>, site_index: SiteId, kind: Kind, post: Option<Post>) {
    let own = seats.own;
    let site = &own.sites[site_index];
    let seat = seats.staff[site_index].hired;
    seats.staff[site_index].hired += 1;
    let stable = u64::from(site.stable) << 32 | u64::from(seat);
    let kinds = ctx.world.kinds();
    let place = &ctx.world.places.communities[usize::from(site.community)];
    let kind = match kind {
        Kind::CommunityWorker if ctx.keys.unit(Draw::certified(stable)) < place.certified_share => Kind::Certified,
        kind => kind,
    };
    let specialty = match kind {
        Kind::Certified | Kind::SocialWorker | Kind::OwnStaff => {
            if site.specialties.is_empty() && site.seat == Seat::Facility {
                facility_specialty(site.categories, seat)
            } else if site.specialties.is_empty() {
                ctx.plan.next_specialty(ctx.world, seats.index, site_index, seat, stable, ctx.keys)
            } else {
                site.specialties[seat as usize % site.specialties.len()]
            }
        }
        _ => u8::MAX,
    };
    // A person paid by a grant is hired for its category.
    let specialty = match (post, own.seat_of(site_index)) {
        (Some(Post::Granted), Some(seat)) => seats.organisations[seat].grant.map_or(specialty, |g| g.category),
        _ => specialty,
    };
    let unit = match site.party {
        Party::Station => ctx.plan.station_unit(site.units.start, specialty),
        _ => site.units.start,
    };
    let mut skill = [0.0; MOST_CATEGORIES];
    // A contractor that cuts quality hires cheaper, less skilled people where the contract cannot say what quality is.
    let cut = match (post, own.seat_of(site_index)) {
        (Some(Post::Purchased), Some(seat)) => seats.organisations[seat].cut * *ctx.world.keys.market.cut_harm as f32,
        _ => 0.0,
    };
    for (k, q) in skill.iter_mut().enumerate().take(kinds) {
        *q = skills::entry(ctx.world, kind, specialty, k);
        if cut > 0.0 {
            *q = (*q - cut * (1.0 - *ctx.world.keys.category.0[k].1.contractible as f32)).max(0.0);
        }
    }
    let full = match post {
        Some(Post::Granted) => seats.staff[site_index].granted_minutes.min(MINUTES_PER_DAY) as u16,
        _ => MINUTES_PER_DAY as u16,
    };
    seats.workers.push(Worker {
        stable,
        kind,
        specialty,
        unit,
        potential: capability::rested(ctx, full, 0.0),
        burnout: 0.0,
        busy: 0,
        cases: [Case::default(); MOST_CASES],
        skill,
        known: [Known { community: u16::MAX, share: 0 }; MOST_KNOWN],
        post,
        full,
    });
}

/// People of a facility are specialists of its categories in turn.
fn facility_specialty(categories: u16, seat: u32) -> u8 {
    let number = categories.count_ones().max(1);
    (0..16).filter(|k| categories >> k & 1 == 1).nth((seat % number) as usize).unwrap_or(0)
}

impl Plan {
    /// Specialty of a newcomer where the site has none of its own: a station assigns specialties by expected work so that every prefix of
    /// newcomers is close to it; in an office it is drawn.
    fn next_specialty(&self, world: &World, owner: u16, site: SiteId, seat: u32, stable: u64, keys: &Keys) -> u8 {
        let kinds = world.kinds();
        let shares = bin_shares(world, self, None);
        let u = if world.sites.by_subdistrict[usize::from(owner)].sites[site].party == Party::Station {
            // The golden ratio spreads seats evenly over the unit interval.
            let x = (f64::from(seat) + 0.5) * 0.618_033_988_749_894_9;
            x - libm::floor(x)
        } else {
            keys.unit(Draw::specialty(stable))
        };
        let mut sum = 0.0;
        shares
            .iter()
            .position(|s| {
                sum += s;
                u < sum
            })
            .unwrap_or(kinds - 1) as u8
    }
}

/// Volunteers' shifts for the coming month: as many as the active volunteers' minutes fill, divided evenly among associations. Takes the
/// whole owner,
/// since open cases of shifts that end go back to their lines. Stock is to be taken afterwards.
pub fn shifts(seats: &mut Seats<'_>, cases: &mut Caseload, units: &mut Of<UnitId, Unit>, ctx: &Context<'_>) {
    let own = seats.own;
    let most = ctx.world.keys.volunteer.shift_minutes.get();
    // Seats wanted and minutes of each, by line; lines of associations alone.
    let mut wanted: Of<UnitId, (u32, u16)> = Of::alike((0, 0), units.len());
    for (local, lines) in own.associations.iter().enumerate().filter(|(_, u)| !u.is_empty()) {
        let minutes = f64::from(seats.communities[local].volunteers) * participation::minutes_per_day(ctx);
        let each = (minutes / lines.len() as f64) as u32;
        let seats = each.div_ceil(most).min(2_000);
        for unit in *lines {
            wanted[unit] = (seats, (each / seats.max(1)).min(MINUTES_PER_DAY) as u16);
        }
    }
    let mut here: Of<UnitId, u32> = Of::alike(0, units.len());
    let mut gone = Vec::new();
    for (i, worker) in seats.workers.iter().enumerate().filter(|(_, w)| w.kind == Kind::Volunteer) {
        let unit = worker.unit;
        here[unit] += 1;
        if here[unit] > wanted[unit].0 {
            gone.push(i);
        }
    }
    for worker in take_out(seats.workers, &gone) {
        release(cases, units, ctx, &worker);
    }
    for unit in own.associations.iter().copied().flatten() {
        let site = own.site_of[unit];
        for _ in here[unit]..wanted[unit].0 {
            engage(seats, ctx, site, Kind::Volunteer, None);
        }
    }
    for worker in seats.workers.iter_mut().filter(|w| w.kind == Kind::Volunteer) {
        worker.potential = wanted[worker.unit].1;
    }
}

/// Vacancies that are due are filled as far as the labour pool allows. Sites take turns in an order drawn for the day: no place in the list, and
/// no boundary, is favoured when the pool runs dry.
pub fn fill_vacancies(subs: &mut [Subdistrict], ctx: &Context<'_>, pool: &mut LabourPool) {
    let mut sites: Vec<(u64, usize, SiteId)> = Vec::new();
    for (s, sub) in subs.iter().enumerate() {
        let due = |days: &[u16]| days.iter().any(|&d| d <= ctx.day);
        for (i, staff) in sub.staff.pairs() {
            if due(&staff.own_vacancies) || staff.vacancies.iter().any(|days| due(days)) {
                sites.push((turn(ctx, s, i), s, i));
            }
        }
    }
    sites.sort_unstable();
    for (_, s, site) in sites {
        let sub = &mut subs[s];
        for post in Post::ALL {
            let due = take_due(&mut sub.staff[site].vacancies[post], ctx.day);
            for _ in 0..due {
                if pool.take(Kind::of(post)) {
                    hire(&mut Seats::of(sub, ctx.world), ctx, site, post);
                } else {
                    sub.staff[site].vacancies[post].push(ctx.day);
                }
            }
        }
        let due = take_due(&mut sub.staff[site].own_vacancies, ctx.day);
        for _ in 0..due {
            if pool.take(Kind::OwnStaff) {
                engage(&mut Seats::of(sub, ctx.world), ctx, site, Kind::OwnStaff, None);
            } else {
                sub.staff[site].own_vacancies.push(ctx.day);
            }
        }
    }
}

fn take_due(days: &mut Vec<u16>, today: u16) -> usize {
    let before = days.len();
    days.retain(|&d| d > today);
    before - days.len()
}
