//! Posts (岗位): how many people each site wants, and the pace at which people come and go.
//!
//! Targets follow from budget share ÷ price of a post, dealt to sites by largest remainders. People leave by attrition and, where a
//! site has more than it wants, by dismissals up to a yearly share with severance; vacancies take time to fill, from a finite labour
//! pool, and are opened only with money that is not committed.

use crate::engine::draws::{self, Purpose};
use crate::scenario::policy_keys::{Base, Bins};
use crate::world::sites::{self, Party, Seat, SubdistrictSites};
use crate::world::{FEN, MINUTES_PER_DAY, MOST_CATEGORIES, World};

use super::burnout;
use super::channel::Channel;
use super::labour::LabourPool;
use super::plan::Plan;
use super::skills;
use super::subdistrict::{Context, Subdistrict};
use super::worker::{Case, Kind, Known, MOST_CASES, MOST_KNOWN, Worker};
use super::{funding, line, participation};

/// Kinds of post paid from the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Post {
    /// Community worker in an office.
    CommunityWorker,
    /// In-house social worker, at a station or in an office.
    SocialWorker,
    /// Social worker of an organisation, purchased.
    Purchased,
    /// Coordinator of volunteers in an office.
    Coordinator,
    /// Social worker of an operator, in a facility.
    Operator,
    /// Part of a day of a social worker of an organisation, paid by a grant.
    Granted,
}

/// Number of kinds of post.
pub const POSTS: usize = 6;
/// All kinds of post.
pub const ALL: [Post; POSTS] =
    [Post::CommunityWorker, Post::SocialWorker, Post::Purchased, Post::Coordinator, Post::Operator, Post::Granted];

impl Post {
    /// The channel that pays for it.
    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::CommunityWorker | Self::SocialWorker => Channel::InHouse,
            Self::Purchased => Channel::Purchase,
            Self::Coordinator => Channel::SelfHelp,
            Self::Operator => Channel::Facility,
            Self::Granted => Channel::Venture,
        }
    }

    /// Whether government is the employer: such posts move at the world's pace, with severance.
    #[must_use]
    pub const fn is_governments(self) -> bool {
        matches!(self, Self::CommunityWorker | Self::SocialWorker | Self::Coordinator)
    }
}

/// Deals a whole number by weights: floors, then the largest remainders; equals in an order that favours no place in the list.
#[must_use]
pub fn apportion(total: u64, weights: &[f64]) -> Vec<u64> {
    apportion_among(total, weights, |i| i as u64)
}

/// As [`apportion`], among parties that have an identity: equals come in an order that hangs on it and on nobody else.
#[must_use]
pub fn apportion_among(total: u64, weights: &[f64], identity: impl Fn(usize) -> u64) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 || weights.is_empty() {
        let number = weights.len().max(1) as u64;
        return (0..weights.len() as u64).map(|i| total / number + u64::from(i < total % number)).collect();
    }
    let exact: Vec<f64> = weights.iter().map(|w| total as f64 * w / sum).collect();
    let mut dealt: Vec<u64> = exact.iter().map(|e| *e as u64).collect();
    let given: u64 = dealt.iter().sum();
    let rest = total.saturating_sub(given) as usize;
    // Who has the largest remainders is all that counts, not their order.
    let mut order: Vec<(f64, u64, u32)> =
        exact.iter().zip(&dealt).enumerate().map(|(i, (e, d))| (e - *d as f64, draws::mix(identity(i) + 1), i as u32)).collect();
    if 0 < rest && rest < order.len() {
        order.select_nth_unstable_by(rest - 1, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    }
    for &(.., i) in order.iter().cycle().take(rest) {
        dealt[i as usize] += 1;
    }
    dealt
}

/// Posts of government that the shares of a policy pay for, by kind; the clerks in post are paid first from the in-house share. What is in
/// force decides how much of their shares the other channels can count on.
#[must_use]
pub fn affordable(world: &World, plan: &Plan, clerk_minutes: u64) -> [u64; POSTS] {
    let budget = funding::budget(world, plan);
    let clerks = sites::clerk_fen(&world.keys, clerk_minutes);
    let inhouse = budget as f64 * plan.shares[Channel::InHouse as usize];
    // Clerks are there whatever the shares say: social workers have what they leave of the in-house share.
    let social = (inhouse * *plan.policy.capacity.social_worker_share).min((inhouse - clerks as f64).max(0.0));
    let posts = |money: f64, post: Post| (money.max(0.0) / plan.prices.of(post).max(1) as f64 + 1e-9) as u64;
    let volunteers: f64 = world.places.communities.iter().map(|c| c.volunteers).sum();
    let insurance = volunteers * *world.keys.volunteer.cost_per_year * FEN;
    let mut wanted = [0; POSTS];
    wanted[Post::CommunityWorker as usize] = posts(inhouse - social - clerks as f64, Post::CommunityWorker);
    wanted[Post::SocialWorker as usize] = posts(social, Post::SocialWorker);
    let support = budget as f64 * plan.shares[Channel::SelfHelp as usize] * (1.0 - *plan.policy.funding.fundraising);
    wanted[Post::Coordinator as usize] = posts(support - insurance, Post::Coordinator);
    let cap = *world.keys.posts.inhouse_cap;
    if cap > 0.0 {
        // The establishment (编制) caps heads, whatever money there is.
        let most = (world.residents / 10_000.0 * cap) as u64;
        let both = wanted[Post::CommunityWorker as usize] + wanted[Post::SocialWorker as usize];
        if both > most {
            wanted[Post::SocialWorker as usize] = wanted[Post::SocialWorker as usize] * most / both;
            wanted[Post::CommunityWorker as usize] = most - wanted[Post::SocialWorker as usize];
        }
    }
    wanted
}

/// Sets how many people of government every site wants under a plan, with so many clerk minutes a day in post.
pub fn set_targets(subs: &mut [Subdistrict], world: &World, plan: &Plan, clerk_minutes: u64) {
    let posts = affordable(world, plan, clerk_minutes);
    // In the order of identity, so that neither a sum nor an equal remainder hangs on where boundaries run.
    let all = &world.sites.in_order;
    for post in ALL.into_iter().filter(|p| p.is_governments()) {
        let weigh = |&(s, i): &(u16, u16)| {
            let (s, i) = (usize::from(s), usize::from(i));
            weight(world, plan, &world.sites.by_subdistrict[s], s, i, post)
        };
        let weights: Vec<f64> = all.iter().map(weigh).collect();
        let total = if weights.iter().any(|w| *w > 0.0) { posts[post as usize] } else { 0 };
        let identity = |at: usize| {
            let (s, i) = all[at];
            u64::from(world.sites.by_subdistrict[usize::from(s)].sites[usize::from(i)].stable)
        };
        for (&(s, i), wanted) in all.iter().zip(apportion_among(total, &weights, identity)) {
            subs[usize::from(s)].staff[usize::from(i)].target[post as usize] = wanted as u32;
        }
    }
}

/// Weight of a site when posts are dealt.
fn weight(world: &World, plan: &Plan, own: &SubdistrictSites, s: usize, i: usize, post: Post) -> f64 {
    let site = &own.sites[i];
    let community = &world.places.communities[usize::from(site.community)];
    let in_offices = plan.policy.capacity.base == Base::Office;
    match (post, site.party) {
        (Post::CommunityWorker, Party::Office) => {
            community.community_workers.unwrap_or(community.residents / 10_000.0 * *world.keys.community_worker.per_10k)
        }
        (Post::Coordinator, Party::Office) => community.residents,
        (Post::SocialWorker, Party::Office) if in_offices => community.residents,
        (Post::SocialWorker, Party::Station) if !in_offices => world.places.residents_of(s),
        _ => 0.0,
    }
}

/// Fills every post that is wanted at once: the first day.
pub fn fill_all(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    for (i, site) in own.sites.iter().enumerate() {
        for post in ALL {
            for _ in 0..sub.staff[i].target[post as usize] {
                hire(sub, ctx, i, post);
            }
        }
        if site.party == Party::Organisation && site.seat == Seat::Standing {
            for _ in 0..ctx.world.keys.organisation.own_staff.get() {
                engage(sub, ctx, i, Kind::OwnStaff, None);
            }
        }
        if site.party == Party::PropertyFirm {
            let place = &ctx.world.places.communities[usize::from(site.community)];
            let people = place.residents * place.managed_share / 10_000.0 * *ctx.world.keys.property_firm.staff_per_10k;
            let minutes = people * f64::from(MINUTES_PER_DAY);
            let seats = libm::ceil(people) as u32;
            for _ in 0..seats {
                engage(sub, ctx, i, Kind::FirmStaff, None);
                if let Some(worker) = sub.workers.last_mut() {
                    worker.potential = (minutes / f64::from(seats)) as u16;
                }
            }
        }
    }
    shifts(sub, ctx);
    rebuild(sub, ctx);
}

/// A post is filled.
pub fn hire(sub: &mut Subdistrict, ctx: &Context<'_>, site: usize, post: Post) {
    match post {
        Post::CommunityWorker => engage(sub, ctx, site, Kind::CommunityWorker, Some(post)),
        Post::SocialWorker | Post::Purchased | Post::Operator | Post::Granted => {
            engage(sub, ctx, site, Kind::SocialWorker, Some(post));
        }
        Post::Coordinator => {
            let seat = ctx.world.sites.by_subdistrict[usize::from(sub.index)].sites[site].community;
            if let Some(local) = sub.local(ctx.world, seat) {
                sub.communities[local].coordinators += 1;
            }
        }
    }
    sub.staff[site].by_post[post as usize] += 1;
}

/// A person begins: entry skill, no local knowledge.
fn engage(sub: &mut Subdistrict, ctx: &Context<'_>, site_index: usize, kind: Kind, post: Option<Post>) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let site = &own.sites[site_index];
    let seat = sub.staff[site_index].hired;
    sub.staff[site_index].hired += 1;
    let stable = u64::from(site.stable) << 32 | u64::from(seat);
    let kinds = ctx.world.kinds();
    let place = &ctx.world.places.communities[usize::from(site.community)];
    let kind = match kind {
        Kind::CommunityWorker if ctx.keys.unit(Purpose::Newcomer, stable, 0, 0) < place.certified_share => Kind::Certified,
        kind => kind,
    };
    let specialty = match kind {
        Kind::Certified | Kind::SocialWorker | Kind::OwnStaff => {
            if site.specialties.is_empty() && site.seat == Seat::Facility {
                facility_specialty(site.categories, seat)
            } else if site.specialties.is_empty() {
                ctx.plan.next_specialty(ctx.world, sub.index, site_index, seat, stable, ctx.keys)
            } else {
                site.specialties[seat as usize % site.specialties.len()]
            }
        }
        _ => u8::MAX,
    };
    // Who is paid by a grant is hired for what it was given for.
    let specialty = match (post, own.seat_of(site_index)) {
        (Some(Post::Granted), Some(seat)) => sub.organisations[seat].grant.map_or(specialty, |g| g.category),
        _ => specialty,
    };
    let unit = match site.party {
        Party::Station => ctx.plan.station_unit(site.units.start, specialty),
        _ => site.units.start,
    };
    let mut skill = [0.0; MOST_CATEGORIES];
    // A contractor that cuts quality hires cheaper, less skilled people where the contract cannot say what quality is.
    let cut = match (post, own.seat_of(site_index)) {
        (Some(Post::Purchased), Some(seat)) => sub.organisations[seat].cut * *ctx.world.keys.market.cut_harm as f32,
        _ => 0.0,
    };
    for (k, q) in skill.iter_mut().enumerate().take(kinds) {
        *q = skills::entry(ctx.world, kind, specialty, k);
        if cut > 0.0 {
            *q = (*q - cut * (1.0 - *ctx.world.keys.category.0[k].1.contractible as f32)).max(0.0);
        }
    }
    let full = match post {
        Some(Post::Granted) => sub.staff[site_index].granted_minutes.min(MINUTES_PER_DAY) as u16,
        _ => MINUTES_PER_DAY as u16,
    };
    sub.workers.push(Worker {
        stable,
        kind,
        specialty,
        unit,
        potential: burnout::potential(ctx, full, 0.0),
        minutes: 0,
        burnout: 0.0,
        busy: 0,
        open: 0,
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
    /// Specialty of a newcomer where the site has none of its own: a station deals specialties by expected work so that every run of
    /// newcomers is close to it; in an office it is drawn.
    fn next_specialty(&self, world: &World, owner: u16, site: usize, seat: u32, stable: u64, keys: &draws::Keys) -> u8 {
        let kinds = world.kinds();
        let shares = bin_shares(world, self, None);
        let u = if world.sites.by_subdistrict[usize::from(owner)].sites[site].party == Party::Station {
            // The golden ratio spreads seats evenly over the unit interval.
            let x = (f64::from(seat) + 0.5) * 0.618_033_988_749_894_9;
            x - libm::floor(x)
        } else {
            keys.unit(Purpose::Newcomer, stable, 0, 1)
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

/// Share of a station's posts for each bin: a part evenly, the rest by hours reported (or expected, before there are reports).
#[must_use]
pub fn bin_shares(world: &World, plan: &Plan, reported: Option<&[f64]>) -> Vec<f64> {
    let kinds = world.kinds();
    let by_reports = *plan.policy.planning.by_reports;
    let expected = expected_hours(world);
    let hours = reported.filter(|r| r.iter().sum::<f64>() > 0.0).unwrap_or(&expected);
    let total: f64 = hours.iter().sum();
    hours.iter().map(|h| (1.0 - by_reports) / kinds as f64 + by_reports * h / total.max(1e-9)).collect()
}

/// Expected minutes of work of a need of any category, by category: they add up to the mean work of a need.
#[must_use]
pub fn expected_hours(world: &World) -> Vec<f64> {
    world.keys.category.iter().zip(&world.categories).map(|((_, c), w)| *c.mix * w.work_minutes).collect()
}

/// Volunteers' shifts for the coming month: as many as the active volunteers' minutes fill, dealt evenly to associations.
pub fn shifts(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let most = ctx.world.keys.volunteer.shift_minutes.get();
    // Seats wanted and minutes of each, by line; lines of associations alone.
    let mut wanted = vec![(0_u32, 0_u16); sub.units.len()];
    for (local, units) in own.associations.iter().enumerate().filter(|(_, u)| !u.is_empty()) {
        let minutes = f64::from(sub.communities[local].volunteers) * participation::minutes_per_day(ctx);
        let each = (minutes / units.len() as f64) as u32;
        let seats = each.div_ceil(most).min(2_000);
        for unit in units.clone() {
            wanted[usize::from(unit)] = (seats, (each / seats.max(1)).min(MINUTES_PER_DAY) as u16);
        }
    }
    let mut here = vec![0_u32; sub.units.len()];
    let mut gone = Vec::new();
    for (i, worker) in sub.workers.iter().enumerate().filter(|(_, w)| w.kind == Kind::Volunteer) {
        let unit = usize::from(worker.unit);
        here[unit] += 1;
        if here[unit] > wanted[unit].0 {
            gone.push(i);
        }
    }
    for worker in take_out(&mut sub.workers, &gone) {
        release(sub, ctx, &worker);
    }
    for unit in own.associations.iter().cloned().flatten() {
        let site = usize::from(own.site_of[usize::from(unit)]);
        for _ in here[usize::from(unit)]..wanted[usize::from(unit)].0 {
            engage(sub, ctx, site, Kind::Volunteer, None);
        }
    }
    for worker in sub.workers.iter_mut().filter(|w| w.kind == Kind::Volunteer) {
        worker.potential = wanted[usize::from(worker.unit)].1;
    }
}

/// Takes people out, given their places in order; the last comes first.
fn take_out(workers: &mut Vec<Worker>, places: &[usize]) -> Vec<Worker> {
    let gone = places.iter().rev().map(|&i| workers[i].clone()).collect();
    let (mut at, mut next) = (0, places.iter().peekable());
    // One pass moves those who stay; to take out one after another would move most people as often as somebody goes.
    if !places.is_empty() {
        workers.retain(|_| {
            let stays = next.next_if(|&&place| place == at).is_none();
            at += 1;
            stays
        });
    }
    gone
}

/// A person leaves: open cases go back to the line.
pub fn dismiss(sub: &mut Subdistrict, ctx: &Context<'_>, worker: usize) {
    let gone = sub.workers.remove(worker);
    release(sub, ctx, &gone);
}

/// A site gives up everybody it has and every vacancy; what it wants from now on is not decided here.
pub fn dismiss_all(sub: &mut Subdistrict, ctx: &Context<'_>, site: usize, pool: &mut LabourPool) {
    let units = &ctx.world.sites.by_subdistrict[usize::from(sub.index)].sites[site].units;
    let people: Vec<usize> = (0..sub.workers.len()).filter(|&w| units.contains(&sub.workers[w].unit)).collect();
    for worker in take_out(&mut sub.workers, &people) {
        pool.returns(worker.kind);
        release(sub, ctx, &worker);
    }
    let staff = &mut sub.staff[site];
    staff.by_post = [0; POSTS];
    staff.vacancies.iter_mut().for_each(Vec::clear);
    staff.own_vacancies.clear();
}

fn release(sub: &mut Subdistrict, ctx: &Context<'_>, gone: &Worker) {
    for &Case { slot, left: rest, seat, .. } in gone.open_cases() {
        let unit = &mut sub.units[usize::from(gone.unit)];
        unit.open = unit.open.saturating_sub(1);
        unit.begun = unit.begun.saturating_sub(u64::from(rest));
        // What is left is each one's part in a group, stated in the leaver's minutes; the next server's skill decides anew what it takes.
        let skill = gone.skill[usize::from(sub.needs[slot].category)];
        let slack = 1.0 + *ctx.world.keys.service.effort_slack as f32 * (1.0 - skill);
        sub.needs[slot].work = (f32::from(rest) * f32::from(super::facility::group_of(seat)) / slack).max(1.0) as u16;
        let wait = super::voicing::patience(ctx, &sub.needs[slot]);
        sub.needs[slot].due = ctx.day.saturating_add(wait);
        let due = sub.needs[slot].due;
        sub.file(ctx.day, due, slot, super::agenda::Event::Patience);
        // A case of another bin that a helper had taken goes back to its own bin.
        let station = ctx.world.sites.by_subdistrict[usize::from(sub.index)].station;
        let label = sub.needs[slot].label;
        let unit = if gone.unit >= station { ctx.plan.station_unit(station, label) } else { gone.unit };
        line::enter(sub, ctx, slot, unit);
    }
}

/// Orders people by line, and takes stock of every line and site.
pub fn rebuild(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    sub.workers.sort_by_key(|w| (w.unit, w.stable));
    for unit in &mut sub.units {
        unit.servers = 0..0;
        unit.potential = 0;
        unit.open = 0;
        unit.begun = 0;
    }
    for staff in &mut sub.staff {
        staff.heads = 0;
        staff.paid = 0;
        staff.available = 0;
        staff.social = 0.0;
    }
    let mut social = vec![0_u32; sub.staff.len()];
    let mut knowledge = vec![(0.0_f32, 0.0_f32); sub.staff.len()];
    for (i, worker) in sub.workers.iter().enumerate() {
        let unit = &mut sub.units[usize::from(worker.unit)];
        if unit.servers.is_empty() {
            unit.servers = i as u32..i as u32;
        }
        unit.servers.end = i as u32 + 1;
        unit.potential += u32::from(worker.potential);
        unit.open += u32::from(worker.open);
        unit.begun += worker.open_cases().iter().map(|c| u64::from(c.left)).sum::<u64>();
        let place = usize::from(own.site_of[usize::from(worker.unit)]);
        let staff = &mut sub.staff[place];
        staff.heads += 1;
        staff.paid += match worker.kind {
            Kind::Volunteer | Kind::FirmStaff => u32::from(worker.potential),
            _ => u32::from(worker.full),
        };
        staff.available += u32::from(worker.potential);
        if worker.kind.is_social_worker() {
            social[place] += u32::from(worker.potential);
            knowledge[place].0 += worker.mean_knowledge();
            knowledge[place].1 += 1.0;
        }
    }
    for ((staff, social), (known, people)) in sub.staff.iter_mut().zip(social).zip(knowledge) {
        staff.knowledge = if people > 0.0 { known / people } else { 0.0 };
        staff.social = social as f32 / staff.available.max(1) as f32;
    }
}

/// People leave for reasons of their own.
pub fn leave(sub: &mut Subdistrict, ctx: &Context<'_>, pool: &mut LabourPool) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let mut gone = Vec::new();
    for (i, worker) in sub.workers.iter().enumerate() {
        let p = burnout::leaving(ctx, worker.kind, worker.burnout);
        if p > 0.0 && ctx.keys.unit(Purpose::Leaving, worker.stable, u32::from(ctx.day), 0) < p {
            gone.push(i);
        }
    }
    for worker in take_out(&mut sub.workers, &gone) {
        let site = usize::from(own.site_of[usize::from(worker.unit)]);
        sub.leavers += u64::from(ctx.day >= ctx.window);
        pool.returns(worker.kind);
        if let Some(post) = worker.post {
            sub.staff[site].by_post[post as usize] -= 1;
        } else if worker.kind == Kind::OwnStaff {
            // Its own income pays for the successor; the seat is filled like any other vacancy.
            let day = ctx.day.saturating_add(*ctx.world.keys.posts.vacancy_days as u16);
            sub.staff[site].own_vacancies.push(day);
        }
        release(sub, ctx, &worker);
    }
}

/// Vacancies that are due are filled as far as the labour pool allows. Sites come in an order drawn for the day: no place in the list, and
/// no boundary, is favoured when the pool runs dry.
pub fn fill_vacancies(subs: &mut [Subdistrict], ctx: &Context<'_>, pool: &mut LabourPool) {
    let mut sites: Vec<(u64, usize, usize)> = Vec::new();
    for (s, sub) in subs.iter().enumerate() {
        let due = |days: &[u16]| days.iter().any(|&d| d <= ctx.day);
        for (i, staff) in sub.staff.iter().enumerate() {
            if due(&staff.own_vacancies) || staff.vacancies.iter().any(|days| due(days)) {
                sites.push((turn(ctx, s, i), s, i));
            }
        }
    }
    sites.sort_unstable();
    for (_, s, site) in sites {
        let sub = &mut subs[s];
        for post in ALL {
            let due = take_due(&mut sub.staff[site].vacancies[post as usize], ctx.day);
            for _ in 0..due {
                if pool.take(kind_of(post)) {
                    hire(sub, ctx, site, post);
                } else {
                    sub.staff[site].vacancies[post as usize].push(ctx.day);
                }
            }
        }
        let due = take_due(&mut sub.staff[site].own_vacancies, ctx.day);
        for _ in 0..due {
            if pool.take(Kind::OwnStaff) {
                engage(sub, ctx, site, Kind::OwnStaff, None);
            } else {
                sub.staff[site].own_vacancies.push(ctx.day);
            }
        }
    }
}

/// Whose turn it is among sites that are equally far from what they want: drawn for the day, so that no place in the list is favoured.
#[must_use]
pub fn turn(ctx: &Context<'_>, s: usize, i: usize) -> u64 {
    let stable = ctx.world.sites.by_subdistrict[s].sites[i].stable;
    ctx.keys.bits(Purpose::Phase, u64::from(stable), u32::from(ctx.day), 8)
}

fn take_due(days: &mut Vec<u16>, today: u16) -> usize {
    let before = days.len();
    days.retain(|&d| d > today);
    before - days.len()
}

/// Kind of person a post asks for.
#[must_use]
pub const fn kind_of(post: Post) -> Kind {
    match post {
        Post::CommunityWorker | Post::Coordinator => Kind::CommunityWorker,
        Post::SocialWorker | Post::Purchased | Post::Operator | Post::Granted => Kind::SocialWorker,
    }
}

/// The bins of a station are dealt anew: people whose specialty is wanted stay, others fill what is missing.
pub fn replan(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let station = &own.sites[usize::from(own.station_site)];
    if ctx.plan.policy.capacity.bins != Bins::ZoneCategory {
        return;
    }
    let first = station.units.start;
    if sub.reported_work.iter().sum::<f64>() <= 0.0 && ctx.day > 0 {
        // Nothing was reported since the last plan: the last plan stands.
        return;
    }
    let reported = as_reported(&sub.reported_work, &ctx.plan.report_group, &expected_hours(ctx.world));
    sub.reported_work.iter_mut().for_each(|r| *r = 0.0);
    let shares = bin_shares(ctx.world, ctx.plan, Some(&reported));
    let people: Vec<usize> = (0..sub.workers.len()).filter(|&w| station.units.contains(&sub.workers[w].unit)).collect();
    let wanted = apportion(people.len() as u64, &shares);
    let mut here = vec![0_u64; shares.len()];
    let mut movers = Vec::new();
    for &w in &people {
        let k = usize::from(sub.workers[w].specialty).min(shares.len() - 1);
        if here[k] < wanted[k] {
            here[k] += 1;
            move_to(sub, w, first + k as u16);
        } else {
            movers.push(w);
        }
    }
    for w in movers {
        let k = (0..shares.len()).max_by_key(|&k| (wanted[k].saturating_sub(here[k]), shares.len() - k)).unwrap_or(0);
        here[k] += 1;
        move_to(sub, w, first + k as u16);
    }
}

/// Hours as superiors know them: categories reported together are known by their sum alone, and shared by what was expected.
fn as_reported(work: &[f64], group: &[u8], expected: &[f64]) -> Vec<f64> {
    group
        .iter()
        .zip(expected)
        .map(|(g, own)| {
            let together = |of: &[f64]| -> f64 { group.iter().zip(of).filter(|(other, _)| *other == g).map(|(_, w)| w).sum() };
            together(work) * own / together(expected).max(1e-9)
        })
        .collect()
}

/// A person moves to another line; open cases go along.
pub fn move_to(sub: &mut Subdistrict, worker: usize, unit: u16) {
    sub.workers[worker].unit = unit;
}
