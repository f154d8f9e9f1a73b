//! Arrivals: filling posts, new staff, shifts of volunteers.

use crate::base::calendar::MINUTES_PER_DAY;
use crate::base::draws::{Draw, Keys};
use crate::base::of::Of;
use crate::base::places::{CategoryId, Local, Maybe, SiteId, SubdistrictId, UnitId, WorkerId};
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
    pub index: SubdistrictId,
    /// Its sites.
    pub own: &'a SubdistrictSites,
    /// Staff of each.
    pub staff: &'a mut Of<SiteId, Staff>,
    /// People.
    pub workers: &'a mut Of<WorkerId, Worker>,
    /// Communities, which have coordinators.
    pub communities: &'a mut Of<Local, Community>,
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
            let place = &ctx.world.places.communities[site.community];
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
        Post::Coordinator => {
            let seat = &ctx.world.places.communities[seats.own.sites[site].community];
            seats.communities[seat.local].coordinators += 1;
        }
        _ => engage(seats, ctx, site, Kind::of(post), Some(post)),
    }
    seats.staff[site].by_post[post] += 1;
}

/// Whom a house hires of its own for this seat: whoever the rule of the world gives the seat's category to.
fn own_kind(ctx: &Context<'_>, owner: SubdistrictId, site: SiteId, seat: u32) -> Kind {
    let specialties = &ctx.world.own(owner).sites[site].specialties;
    match specialties.get(seat as usize % specialties.len().max(1)) {
        Some(&k) if ctx.world.occupations.is_care(k) => Kind::OwnCareWorker,
        _ => Kind::OwnStaff,
    }
}

/// A person begins: entry skill, no local knowledge.
fn engage(seats: &mut Seats<'_>, ctx: &Context<'_>, site_index: SiteId, kind: Kind, post: Option<Post>) {
    let own = seats.own;
    let site = &own.sites[site_index];
    let seat = seats.staff[site_index].hired;
    seats.staff[site_index].hired += 1;
    let stable = u64::from(site.stable) << 32 | u64::from(seat);
    let place = &ctx.world.places.communities[site.community];
    let kind = match kind {
        Kind::CommunityWorker if ctx.keys.unit(Draw::certified(stable)) < place.certified_share => Kind::Certified,
        Kind::OwnStaff => own_kind(ctx, seats.index, site_index, seat),
        kind => kind,
    };
    let specialty = match kind {
        Kind::Certified | Kind::SocialWorker | Kind::OwnStaff | Kind::CareWorker | Kind::OwnCareWorker => {
            let newcomer = Newcomer { site: site_index, seat, stable, post };
            Maybe::some(ctx.plan.main_category(ctx.world, seats.index, &newcomer, ctx.keys))
        }
        _ => Maybe::NONE,
    };
    // A person paid by a grant is hired for its category.
    let specialty = match (post, own.seat_of(site_index)) {
        (Some(Post::Granted | Post::GrantedCare), Some(seat)) => {
            seats.organisations[seat].grant.map_or(specialty, |g| Maybe::some(g.category))
        }
        _ => specialty,
    };
    let unit = match site.party {
        Party::Station => specialty.get().map_or(site.units.start, |category| ctx.plan.station_unit(site.units.start, category)),
        _ => site.units.start,
    };
    let mut skill = [0.0; MOST_CATEGORIES];
    // A contractor that cuts quality hires cheaper, less skilled people where the contract cannot say what quality is.
    let cut = match (post, own.seat_of(site_index)) {
        (Some(Post::Purchased | Post::PurchasedCare), Some(seat)) => {
            seats.organisations[seat].cut * *ctx.world.keys.market.cut_harm as f32
        }
        _ => 0.0,
    };
    for (k, q) in ctx.world.categories.places().iter().zip(&mut skill) {
        *q = skills::entry(ctx.world, kind, specialty, k);
        if cut > 0.0 {
            *q = (*q - cut * (1.0 - *ctx.world.keys.category.0[k.at()].1.contractible as f32)).max(0.0);
        }
    }
    let full = match post {
        Some(Post::Granted | Post::GrantedCare) => seats.staff[site_index].granted_minutes.min(MINUTES_PER_DAY) as u16,
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
        known: [Known::default(); MOST_KNOWN],
        post,
        full,
    });
}

/// Somebody who begins.
struct Newcomer {
    site: SiteId,
    /// Number of the seat at the site.
    seat: u32,
    /// Identity for draws.
    stable: u64,
    post: Option<Post>,
}

impl Newcomer {
    /// Whether a post of this kind may be for a category: the rule of the world gives it to the occupation that the post is of. Others of an
    /// organisation's own staff, or of an office, are whoever their category asks for.
    fn may_be_for(&self, world: &World, category: CategoryId) -> bool {
        match self.post {
            None | Some(Post::CommunityWorker | Post::Coordinator) => true,
            Some(post) => post.is_care() == world.occupations.is_care(category),
        }
    }

    /// Of categories that a site has in turn, the one of this seat: among those of the post's occupation.
    fn in_turn(&self, world: &World, categories: &[CategoryId]) -> CategoryId {
        let own = || categories.iter().copied().filter(|&k| self.may_be_for(world, k));
        let number = own().count();
        match number {
            0 => categories[self.seat as usize % categories.len()],
            _ => own().nth(self.seat as usize % number).unwrap_or(CategoryId::FIRST),
        }
    }
}

impl Plan {
    /// Main category of a newcomer's post: of the specialties of a house, or of the categories of a facility, in turn; elsewhere by expected work.
    fn main_category(&self, world: &World, owner: SubdistrictId, newcomer: &Newcomer, keys: &Keys) -> CategoryId {
        let site = &world.own(owner).sites[newcomer.site];
        if !site.specialties.is_empty() {
            newcomer.in_turn(world, &site.specialties)
        } else if site.seat == Seat::Facility {
            let categories = site.in_order();
            if categories.is_empty() { CategoryId::FIRST } else { newcomer.in_turn(world, &categories) }
        } else {
            self.next_specialty(world, owner, newcomer, keys)
        }
    }

    /// Main category where the site has none of its own: a station assigns categories by expected work so that every prefix of
    /// newcomers is close to it; in an office it is drawn.
    fn next_specialty(&self, world: &World, owner: SubdistrictId, newcomer: &Newcomer, keys: &Keys) -> CategoryId {
        let &Newcomer { site, seat, stable, .. } = newcomer;
        let mut shares = bin_shares(world, self, None);
        let mut whole = 1.0;
        if world.categories.places().iter().any(|k| !newcomer.may_be_for(world, k)) {
            for (k, share) in world.categories.places().iter().zip(&mut shares) {
                *share = if newcomer.may_be_for(world, k) { *share } else { 0.0 };
            }
            whole = shares.iter().sum();
        }
        let u = if world.sites.by_subdistrict[owner].sites[site].party == Party::Station {
            // The golden ratio spreads seats evenly over the unit interval.
            let x = (f64::from(seat) + 0.5) * 0.618_033_988_749_894_9;
            x - libm::floor(x)
        } else {
            keys.unit(Draw::specialty(stable))
        };
        let mut sum = 0.0;
        let place = shares.iter().position(|s| {
            sum += s;
            u * whole < sum
        });
        CategoryId::from(place.unwrap_or_else(|| last_of(&shares)))
    }
}

/// The last category with a share.
fn last_of(shares: &[f64]) -> usize {
    shares.iter().rposition(|share| *share > 0.0).unwrap_or(shares.len() - 1)
}

/// Volunteers' shifts for the coming month: as many as the active volunteers' minutes fill, divided evenly among associations; none where a
/// policy lets associations take no needs. Takes the whole owner,
/// since open cases of shifts that end go back to their lines. Stock is to be taken afterwards.
pub fn shifts(seats: &mut Seats<'_>, cases: &mut Caseload, units: &mut Of<UnitId, Unit>, ctx: &Context<'_>) {
    let own = seats.own;
    let most = ctx.world.keys.volunteer.shift_minutes.get();
    // Seats wanted and minutes of each, by line; lines of associations alone.
    let mut wanted: Of<UnitId, (u32, u16)> = Of::alike((0, 0), units.len());
    let open = ctx.plan.policy.capacity.associations;
    for (local, lines) in own.associations.pairs().filter(|(_, u)| open && !u.is_empty()) {
        let minutes = f64::from(seats.communities[local].volunteers) * participation::minutes_per_day(ctx);
        let each = (minutes / lines.len() as f64) as u32;
        let seats = each.div_ceil(most).min(2_000);
        for unit in *lines {
            wanted[unit] = (seats, (each / seats.max(1)).min(MINUTES_PER_DAY) as u16);
        }
    }
    let mut here: Of<UnitId, u32> = Of::alike(0, units.len());
    let mut gone = Vec::new();
    for (i, worker) in seats.workers.pairs().filter(|(_, w)| w.kind == Kind::Volunteer) {
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
pub fn fill_vacancies(subs: &mut Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, pool: &mut LabourPool) {
    let mut sites: Vec<(u64, SubdistrictId, SiteId)> = Vec::new();
    for (s, sub) in subs.pairs() {
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
            if pool.take(own_kind(ctx, s, site, sub.staff[site].hired)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::Arm;
    use crate::model::state::arm::idle::{district, houses};
    use crate::model::workforce::posts::rebuild;
    use crate::scenario::keys::policy::{Base, Bins};

    const HERE: SubdistrictId = SubdistrictId::FIRST;

    /// Care workers are better at living care and nursing for their pay, at nothing else.
    const HIRED: [&str; 4] = [
        "care_worker.hired=true",
        "category.medical.skill_care_worker=0",
        "category.comfort.skill_care_worker=0",
        "category.culture.skill_care_worker=0",
    ];

    /// A district in which so many posts of a kind were filled at a site.
    fn filled(sets: &[&str], base: Base, posts: &[(Post, u32)], at: impl Fn(&World) -> SiteId) -> (World, Keys, Arm, SiteId) {
        let (world, keys, mut arm) = district(sets, |p| (p.capacity.base, p.capacity.bins) = (base, Bins::ZoneCategory));
        let site = at(&world);
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        let sub = &mut arm.subs[HERE];
        for &(post, number) in posts {
            for _ in 0..number {
                hire(&mut Seats::of(sub, &world), &ctx, site, post);
            }
        }
        rebuild(sub, &ctx);
        (world, keys, arm, site)
    }

    /// Each person's kind and main category.
    fn people(world: &World, arm: &Arm) -> Vec<(Kind, String)> {
        let name = |w: &Worker| {
            w.specialty.get().map_or(String::new(), |k| world.category_names[CategoryId::from(usize::from(k))].clone())
        };
        let mut people: Vec<_> = arm.subs[HERE].lines.workers.iter().map(|w| (w.stable, (w.kind, name(w)))).collect();
        people.sort_by_key(|(stable, _)| *stable);
        people.into_iter().map(|(_, person)| person).collect()
    }

    #[test]
    fn a_post_is_for_a_category_that_the_rule_gives_to_its_occupation_wherever_it_is() {
        let station = |world: &World| world.own(HERE).station_site;
        let office = |world: &World| crate::model::office_site(world, HERE, Local::FIRST);
        let house = |world: &World| houses(world)[0];
        type At<'a> = &'a dyn Fn(&World) -> SiteId;
        let cases: [(Base, [Post; 2], At<'_>); 3] = [
            (Base::Station, Post::IN_HOUSE, &station),
            (Base::Office, Post::IN_HOUSE, &office),
            (Base::Station, Post::BOUGHT, &house),
        ];
        for (base, posts, at) in cases {
            let (world, _, arm, site) = filled(&HIRED, base, &posts.map(|post| (post, 12)), at);
            let people = people(&world, &arm);
            assert_eq!(people.len(), 24);
            for (kind, category) in &people {
                let care = category == "living_care" || category == "nursing";
                assert_eq!(*kind, if care { Kind::CareWorker } else { Kind::SocialWorker }, "{category}");
            }
            assert!(people.iter().any(|(_, k)| k == "nursing") && people.iter().any(|(_, k)| k == "comfort"));
            let staff = &arm.subs[HERE].staff[site];
            assert_eq!((staff.heads, staff.carers, posts.map(|post| staff.by_post[post])), (24, 12, [12; 2]));
            // Half of the minutes are social workers'; all of them have files.
            assert_eq!((staff.social, staff.filed), (0.5, 1.0));
        }
    }

    #[test]
    fn where_none_are_hired_a_post_may_be_for_any_category() {
        let station = |world: &World| world.own(HERE).station_site;
        let (world, _, arm, site) = filled(&HIRED[1..], Base::Station, &[(Post::SocialWorker, 24)], station);
        let people = people(&world, &arm);
        assert!(people.iter().all(|(kind, _)| *kind == Kind::SocialWorker) && people.iter().any(|(_, k)| k == "nursing"));
        let staff = &arm.subs[HERE].staff[site];
        assert_eq!((staff.carers, staff.social, staff.filed), (0, 1.0, 1.0));
    }

    #[test]
    fn a_houses_own_people_are_of_the_occupation_that_its_specialties_ask_for_in_turn() {
        let (world, keys, mut arm) = district(&[&HIRED[..], &["organisation.own_staff=4"]].concat(), |_| {});
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        let sub = &mut arm.subs[HERE];
        let site = houses(&world)[0];
        assert_eq!(world.own(HERE).sites[site].specialties.len(), 3, "living care, nursing, comfort");
        for _ in 0..3 {
            engage(&mut Seats::of(sub, &world), &ctx, site, Kind::OwnStaff, None);
        }
        let (care, social) = (Kind::OwnCareWorker, Kind::OwnStaff);
        let expected = [(care, "living_care"), (care, "nursing"), (social, "comfort")].map(|(kind, k)| (kind, k.to_owned()));
        assert_eq!(people(&world, &arm), expected);
        // The fourth is a care worker again, and waits for one in the market.
        let mut pool = LabourPool { social: 1, care: 0, community: 0 };
        let plan = arm.plan.clone();
        for (there, heads) in [(0, 3), (1, 4)] {
            pool.care = there;
            arm.subs[HERE].staff[site].own_vacancies = vec![0];
            fill_vacancies(&mut arm.subs, &Context::quiet(&world, &plan, &keys, 0), &mut pool);
            assert_eq!(arm.subs[HERE].lines.workers.len(), heads);
        }
        assert_eq!((pool.social, pool.care), (1, 0));
    }
}
