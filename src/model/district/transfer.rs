//! Transfer of staff (人员划转): whose post ends because the work goes to another employer can go over to that employer.
//!
//! One rule in three directions: from in-house posts to contracts, from one contract to another, from contracts to in-house posts. With s
//! `posts.transfer`, of the people above what their site wants each is willing with chance s, drawn once for a post. Who is willing moves to the site
//! of the own subdistrict that lacks most people of that occupation, as far as the money for the new posts goes when theirs is given up; skill, local
//! knowledge, burnout and open cases stay with the person, and of n people at the old site each brings 1/n of its ties, which it loses. Nobody waits for the
//! post, and nobody is paid severance. The others go the usual way ([`crate::model::district::establishment`]).
//!
//! Operators of rooms who change keep the willing people of the room ([`crate::model::district::facilities`]).

use std::collections::BTreeMap;

use crate::base::calendar::MINUTES_PER_DAY;
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{CategoryId, SiteId, SubdistrictId, UnitId, WorkerId};
use crate::model::abandonment::withdrawal::withdraw;
use crate::model::access::intake;
use crate::model::money::terms;
use crate::model::provision::{line, service};
use crate::model::state::channel::{self, ByChannel};
use crate::model::state::lines::Unit;
use crate::model::state::post::Post;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::worker::Worker;
use crate::model::workforce::posts;
use crate::world::sites::{Party, SubdistrictSites};

use crate::model::district::{establishment, tender, treasury};
use crate::model::state::district::District;

/// The two sides between which people of an occupation go over.
const SIDES: [[Post; 2]; 2] = [[Post::SocialWorker, Post::Purchased], [Post::CareWorker, Post::PurchasedCare]];

/// Whether a person goes over when the work does.
#[must_use]
pub fn is_willing(worker: &Worker, ctx: &Context<'_>) -> bool {
    let share = *ctx.world.keys.posts.transfer;
    share > 0.0 && ctx.keys.unit(Draw::transfer(worker.stable)) < share
}

/// Somebody who is willing to go over.
struct Mover {
    subdistrict: SubdistrictId,
    from: SiteId,
    post: Post,
    worker: WorkerId,
    stable: u64,
}

impl Mover {
    /// The posts of the occupation, on both sides.
    const fn sides(&self) -> [Post; 2] {
        SIDES[self.post.is_care() as usize]
    }
}

/// Where somebody goes.
type Seat = (SiteId, Post);

/// People above what their sites want go over to sites that lack people. Stock is to be taken afterwards.
pub fn go_over(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
    let movers = movers(subs, ctx);
    let mut most = movers.len();
    while most > 0 {
        match seat(subs, district, ctx, &movers, most) {
            Ok(seats) => {
                tender::call_off(subs, district, ctx);
                move_all(subs, district, ctx, &movers, &seats);
                hand_over_lines(subs, ctx, &movers, &seats);
                break;
            }
            Err(0) => {
                // What was tried out is taken back.
                tender::call_off(subs, district, ctx);
                break;
            }
            Err(fewer) => most = fewer,
        }
    }
    tender::forget_strangers(subs, district, ctx.world);
}

/// Everybody who is willing, among the newest people above what each site wants, in an order drawn for each.
fn movers(subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) -> Vec<Mover> {
    let mut found = Vec::new();
    for (s, sub) in subs.pairs() {
        let own = ctx.world.own(s);
        for (i, staff) in sub.staff.pairs() {
            for post in SIDES.into_iter().flatten() {
                let surplus = staff.by_post[post].saturating_sub(staff.target[post]) as usize;
                if surplus == 0 {
                    continue;
                }
                let workers = &sub.lines.workers;
                let here = |w: &Worker| w.post == Some(post) && own.site_of[w.unit] == i;
                let mut people: Vec<(u64, WorkerId)> =
                    workers.pairs().filter(|(_, w)| here(w)).map(|(place, w)| (w.stable, place)).collect();
                people.sort_unstable_by(|a, b| b.cmp(a));
                people.truncate(surplus);
                let willing = people.into_iter().filter(|&(_, w)| is_willing(&workers[w], ctx));
                found.extend(willing.map(|(stable, worker)| Mover { subdistrict: s, from: i, post, worker, stable }));
            }
        }
    }
    found.sort_by_key(|mover| (ctx.keys.bits(Draw::transfer(mover.stable)), mover.stable));
    found
}

/// Tries out who of at most so many goes where, and counts the posts so; or says how many would be few enough for the money.
///
/// A contract is called off as far as money is free: so all are taken out of their posts first. Whoever finds no seat keeps the old post and its money,
/// which can leave too little for the new ones.
fn seat(
    subs: &mut Of<SubdistrictId, Subdistrict>,
    district: &District,
    ctx: &Context<'_>,
    movers: &[Mover],
    most: usize,
) -> Result<Vec<Option<Seat>>, usize> {
    let in_force = |subs: &Of<SubdistrictId, Subdistrict>| treasury::committed(subs, district, ctx.world, ctx.plan);
    let before: i64 = in_force(subs).iter().sum();
    for mover in movers {
        subs[mover.subdistrict].staff[mover.from].by_post[mover.post] -= 1;
    }
    tender::deal(subs, district, ctx);
    let committed = in_force(subs);
    let flows = channel::flows(district.budget, &ctx.plan.shares, ctx.plan.fenced, &committed);
    let mut means = Means { room: ByChannel::from_fn(|c| flows[c] - committed[c]), gone: BTreeMap::new() };
    let (mut seats, mut placed) = (Vec::with_capacity(movers.len()), 0);
    for mover in movers {
        let seat = if placed < most { best(&subs[mover.subdistrict], ctx, mover, &mut means) } else { None };
        placed += usize::from(seat.is_some());
        let (site, post) = seat.unwrap_or((mover.from, mover.post));
        subs[mover.subdistrict].staff[site].by_post[post] += 1;
        seats.push(seat);
    }
    tender::deal(subs, district, ctx);
    let beyond = beyond(subs, movers, &seats);
    // A vacancy that gives way is no longer in force.
    let vacancies: i64 =
        means.gone.iter().map(|(&(_, _, post), &n)| i64::from(n) * terms::with_friction(ctx.world, ctx.plan, post)).sum();
    let dearer = in_force(subs).iter().sum::<i64>() - vacancies > before.max(district.budget);
    if placed == 0 || (beyond == 0 && !dearer) {
        return if placed == 0 { Err(0) } else { Ok(seats) };
    }
    for (mover, seat) in movers.iter().zip(seats) {
        let staff = &mut subs[mover.subdistrict].staff;
        let (site, post) = seat.unwrap_or((mover.from, mover.post));
        staff[site].by_post[post] -= 1;
        staff[mover.from].by_post[mover.post] += 1;
    }
    Err(placed - beyond.clamp(1, placed))
}

/// How many of those with a seat have one that is no longer called off.
fn beyond(subs: &Of<SubdistrictId, Subdistrict>, movers: &[Mover], seats: &[Option<Seat>]) -> usize {
    let mut taken: BTreeMap<(SubdistrictId, SiteId, Post), u32> = BTreeMap::new();
    for (mover, (site, post)) in movers.iter().zip(seats).filter_map(|(mover, seat)| Some((mover, (*seat)?))) {
        *taken.entry((mover.subdistrict, site, post)).or_default() += 1;
    }
    let over = |(&(s, i, post), &n): (&(SubdistrictId, SiteId, Post), &u32)| {
        let staff = &subs[s].staff[i];
        n.min(staff.by_post[post].saturating_sub(staff.target[post])) as usize
    };
    taken.iter().map(over).sum()
}

/// What new posts are paid with.
struct Means {
    /// Money of a year that each channel has left, fen.
    room: ByChannel<i64>,
    /// Vacancies that have given way.
    gone: BTreeMap<(SubdistrictId, SiteId, Post), u32>,
}

impl Means {
    /// Whether a post can be paid: contracts were called off as far as their money goes; a post of government takes the place of a vacancy or has its
    /// price left.
    fn pay(&mut self, sub: &Subdistrict, ctx: &Context<'_>, (site, post): Seat, really: bool) -> bool {
        if !post.is_governments() {
            return true;
        }
        let gone = self.gone.get(&(sub.index, site, post)).copied().unwrap_or(0);
        if (gone as usize) < sub.staff[site].vacancies[post].len() {
            *self.gone.entry((sub.index, site, post)).or_default() += u32::from(really);
            return true;
        }
        let (room, price) = (&mut self.room[ctx.plan.channel(post)], terms::with_friction(ctx.world, ctx.plan, post));
        let pays = *room >= price;
        *room -= if pays && really { price } else { 0 };
        pays
    }
}

/// The seat of another employer in the own subdistrict where most people of the occupation are lacking and can be paid.
fn best(sub: &Subdistrict, ctx: &Context<'_>, mover: &Mover, means: &mut Means) -> Option<Seat> {
    let lack = |staff: &Staff, post: Post| staff.target[post].saturating_sub(staff.by_post[post]);
    let mut best: Option<((u32, u64), Seat)> = None;
    for (i, staff) in sub.staff.pairs() {
        for post in mover.sides() {
            // Government is one employer, whatever desk its people have.
            let same = i == mover.from || (post == mover.post && post.is_governments());
            let key = (lack(staff, post), posts::turn(ctx, sub.index, i));
            if !same
                && key.0 > 0
                && best.is_none_or(|(most, _)| key > most)
                && establishment::hires(sub, ctx, i)
                && means.pay(sub, ctx, (i, post), false)
            {
                best = Some((key, (i, post)));
            }
        }
    }
    let (_, seat) = best?;
    means.pay(sub, ctx, seat, true);
    Some(seat)
}

/// Those with a seat take it; the numbers of posts are settled already.
fn move_all(
    subs: &mut Of<SubdistrictId, Subdistrict>,
    district: &mut District,
    ctx: &Context<'_>,
    movers: &[Mover],
    seats: &[Option<Seat>],
) {
    // People of each site before anybody moved: stock is taken afterwards.
    let mut people: BTreeMap<(SubdistrictId, SiteId), u32> = BTreeMap::new();
    for mover in movers {
        people.insert((mover.subdistrict, mover.from), subs[mover.subdistrict].staff[mover.from].heads);
    }
    // Seats are numbered as people began: who came first stays first.
    let mut going: Vec<(&Mover, Seat)> = movers.iter().zip(seats).filter_map(|(mover, seat)| Some((mover, (*seat)?))).collect();
    going.sort_by_key(|(mover, _)| (mover.subdistrict, mover.from, mover.stable));
    for (mover, (to, post)) in going {
        let Some(n) = people.get_mut(&(mover.subdistrict, mover.from)) else { continue };
        bring_ties(subs, ctx, mover, to, 1.0 / (*n).max(1) as f32);
        *n = n.saturating_sub(1);
        let sub = &mut subs[mover.subdistrict];
        let (site, staff) = (&ctx.world.own(mover.subdistrict).sites[to], &mut sub.staff[to]);
        if staff.by_post[post] + staff.vacancies[post].len() as u32 > staff.target[post] {
            staff.vacancies[post].pop();
        }
        let stable = u64::from(site.stable) << 32 | u64::from(staff.hired);
        staff.hired += 1;
        let worker = &mut sub.lines.workers[mover.worker];
        let (old, new) = (worker.unit, line_at(ctx, ctx.world.own(mover.subdistrict), to, worker.specialty.get()));
        (worker.stable, worker.post, worker.full) = (stable, Some(post), MINUTES_PER_DAY as u16);
        posts::move_to(worker, new);
        service::measure_trips(worker, &sub.cases.needs, mover.subdistrict, ctx);
        let minutes = u32::from(worker.potential);
        bring_capacity(&mut sub.lines.units, old, new, minutes);
        district.seen.transferred += 1;
    }
}

/// What the old line could give to service a day, as far as it was this person's, is the new one's: routers see it in both.
fn bring_capacity(units: &mut Of<UnitId, Unit>, old: UnitId, new: UnitId, minutes: u32) {
    let line = &mut units[old];
    let part = line.capacity * (minutes as f32 / line.potential.max(1) as f32).min(1.0);
    (line.capacity, line.potential) = (line.capacity - part, line.potential.saturating_sub(minutes));
    let line = &mut units[new];
    (line.capacity, line.potential) = (line.capacity + part, line.potential + minutes);
}

/// Who waits in the lines of a site that everybody has left waits on, in the same order and with the same patience, where most of its people went, if that
/// is a site that does such work; others go back to the desk.
fn hand_over_lines(subs: &mut Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, movers: &[Mover], seats: &[Option<Seat>]) {
    let mut went: BTreeMap<(SubdistrictId, SiteId), BTreeMap<SiteId, u32>> = BTreeMap::new();
    for (mover, (to, _)) in movers.iter().zip(seats).filter_map(|(mover, seat)| Some((mover, (*seat)?))) {
        *went.entry((mover.subdistrict, mover.from)).or_default().entry(to).or_default() += 1;
    }
    for ((s, from), to) in went {
        let own = ctx.world.own(s);
        let Subdistrict { cases, lines, .. } = &mut subs[s];
        let left = &own.sites[from];
        if lines.workers.iter().any(|w| left.units.contains(w.unit)) {
            continue;
        }
        let Some((&to, _)) = to.iter().max_by_key(|&(site, n)| (*n, std::cmp::Reverse(*site))) else { continue };
        let site = &own.sites[to];
        for unit in left.units {
            for entry in std::mem::take(&mut lines.units[unit].line) {
                if !cases.needs.holds(entry.need) {
                    continue;
                }
                let slot = entry.need.slot;
                let need = &cases.needs[slot];
                let (label, work) = (need.label, u64::from(need.work));
                if site.takes(label) {
                    let old = &mut lines.units[unit];
                    (old.waiting, old.work) = (old.waiting - 1, old.work.saturating_sub(work));
                    line::enter(cases, &mut lines.units, ctx, slot, line_at(ctx, own, to, Some(label)));
                } else {
                    withdraw(&mut cases.needs, &mut lines.units, ctx.day, slot);
                    intake::to_desk(cases, ctx, slot);
                }
            }
        }
    }
}

/// The line of a site for a category.
fn line_at(ctx: &Context<'_>, own: &SubdistrictSites, site: SiteId, category: Option<CategoryId>) -> UnitId {
    let site = &own.sites[site];
    match (site.party, category) {
        (Party::Station, Some(category)) => ctx.plan.station_unit(site.units.start, category),
        _ => site.units.start,
    }
}

/// A part of the old site's ties with every community goes to the new one.
fn bring_ties(subs: &mut Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, mover: &Mover, to: SiteId, part: f32) {
    let here = ctx.world.own(mover.subdistrict);
    let [from, to] = [mover.from, to].map(|i| here.sites[i].stable);
    for sub in subs {
        let own = ctx.world.own(sub.index);
        for community in &mut sub.communities {
            community.ties.pass(from, to, part, own, ctx.world, &ctx.plan.first_ties);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::draws::Keys;
    use crate::base::places::CommunityId;
    use crate::model::referral::ties;
    use crate::model::state::arm::Arm;
    use crate::model::state::arm::idle::{district, houses};
    use crate::model::state::lots::Lot;
    use crate::world::World;
    use crate::world::sites::UnitRef;

    const HERE: SubdistrictId = SubdistrictId::FIRST;
    /// A year of a social worker, fen: contracts cost the same where organisations have no overhead and tenders are free.
    const YEAR: i64 = 6_000_000;

    /// A district in which so many social workers are at the station and at each of two houses, and this money is there for those; everybody has another
    /// skill and knows something of the first community.
    fn staffed(transfer: &str, people: [u32; 3], shares: [f64; 2], budget: i64) -> (World, Keys, Arm) {
        let transfer = format!("posts.transfer={transfer}");
        let equal = ["organisation.overhead=0", "money.tender=0", "posts.inhouse_cap=0", &transfer];
        let (world, keys, mut arm) = district(&equal, |_| {});
        let (own, sites) = (world.own(HERE), sites(&world));
        arm.plan.shares = ByChannel::new([shares[0], shares[1], 0.0, 0.0, 0.0, 0.0]);
        arm.district.budget = budget;
        let sub = &mut arm.subs[HERE];
        ties::lay_out(&mut sub.communities, &arm.plan.partners[HERE], own, &arm.plan.first_ties);
        for (site, n) in sites.into_iter().zip(people) {
            let post = if site == own.station_site { Post::SocialWorker } else { Post::Purchased };
            for _ in 0..n {
                let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
                posts::hire(&mut posts::Seats::of(sub, &world), &ctx, site, post);
                let number = sub.lines.workers.len() as f32;
                let worker = sub.lines.workers.last_mut().expect("somebody was hired");
                worker.skill[0] = number / 100.0;
                worker.learn_place(CommunityId::FIRST, number / 1_000.0);
            }
        }
        posts::rebuild(sub, &Context::quiet(&world, &arm.plan, &keys, 0));
        (world, keys, arm)
    }

    /// The station and the two houses.
    fn sites(world: &World) -> [SiteId; 3] {
        let houses = houses(world);
        [world.own(HERE).station_site, houses[0], houses[1]]
    }

    /// Lots of equal weight that these houses hold at a price.
    fn lots(world: &World, holders: &[usize], price: i64) -> Vec<Lot> {
        let line = |i: &usize| UnitRef { owner: HERE, unit: world.own(HERE).sites[houses(world)[*i]].units.nth(0) };
        let lot = |holder| Lot { zone: HERE, bundle: 0, weight: 1.0, share: 1.0, holder, price, care_price: price };
        holders.iter().map(line).map(lot).collect()
    }

    /// Who goes over, then takes stock.
    fn gone(world: &World, keys: &Keys, arm: &mut Arm) {
        let ctx = Context::quiet(world, &arm.plan, keys, 20);
        go_over(&mut arm.subs, &mut arm.district, &ctx);
        posts::rebuild(&mut arm.subs[HERE], &ctx);
    }

    /// People in post at the station and the houses.
    fn heads(world: &World, arm: &Arm) -> [u32; 3] {
        sites(world).map(|i| {
            let staff = &arm.subs[HERE].staff[i];
            let posts: u32 = staff.by_post.iter().sum();
            assert_eq!(posts, staff.heads, "who is in post is there");
            posts
        })
    }

    /// Skill and local knowledge of everybody.
    fn persons(arm: &Arm) -> Vec<(u32, u16)> {
        let mut all: Vec<_> =
            arm.subs[HERE].lines.workers.iter().map(|w| ((w.skill[0] * 100.0) as u32, w.known[0].share)).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn at_equal_prices_all_that_government_had_is_with_its_contractors_the_next_day() {
        let (world, keys, mut arm) = staffed("1", [5, 0, 1], [0.0, 1.0], 6 * YEAR);
        arm.district.lots = lots(&world, &[0, 1], YEAR);
        arm.subs[HERE].staff[sites(&world)[2]].target[Post::Purchased] = 1;
        let (before, free) = (persons(&arm), format!("{:?}", arm.district.labour));
        gone(&world, &keys, &mut arm);
        assert_eq!((heads(&world, &arm), persons(&arm)), ([0, 3, 3], before));
        assert_eq!((arm.district.seen.transferred, arm.district.severance.len()), (5, 0));
        assert_eq!(free, format!("{:?}", arm.district.labour), "nobody was looking for work");
    }

    #[test]
    fn nobody_goes_where_nobody_is_willing() {
        let (world, keys, mut arm) = staffed("0", [5, 0, 1], [0.0, 1.0], 6 * YEAR);
        arm.district.lots = lots(&world, &[0, 1], YEAR);
        gone(&world, &keys, &mut arm);
        assert_eq!((heads(&world, &arm), arm.district.seen.transferred), ([5, 0, 1], 0), "not even between contractors");
    }

    #[test]
    fn no_more_go_over_than_the_money_pays_while_the_others_keep_their_posts() {
        // A contract costs a third more: each who goes takes two million fen more along.
        for (spare, heads_after) in [(0, [4, 0, 0]), (1, [4, 0, 0]), (2, [3, 1, 0]), (5, [2, 1, 1]), (8, [0, 2, 2])] {
            let (world, keys, mut arm) = staffed("1", [4, 0, 0], [0.0, 1.0], 4 * YEAR + spare * 1_000_000);
            arm.district.lots = lots(&world, &[0, 1], YEAR / 3 * 4);
            gone(&world, &keys, &mut arm);
            assert_eq!(heads(&world, &arm), heads_after, "{spare} million to spare");
        }
    }

    #[test]
    fn who_worked_under_a_contract_goes_to_the_next_contractor_or_to_government() {
        let (world, keys, mut arm) = staffed("1", [0, 4, 0], [0.0, 1.0], 4 * YEAR);
        arm.district.lots = lots(&world, &[1], YEAR);
        gone(&world, &keys, &mut arm);
        assert_eq!(heads(&world, &arm), [0, 0, 4]);
        // Three posts are wanted in-house, and the money is there for two.
        let (world, keys, mut arm) = staffed("1", [0, 2, 2], [1.0, 0.0], 2 * YEAR);
        arm.subs[HERE].staff[sites(&world)[0]].target[Post::SocialWorker] = 3;
        gone(&world, &keys, &mut arm);
        let [inhouse, ..] = heads(&world, &arm);
        assert_eq!((inhouse, heads(&world, &arm).iter().sum::<u32>()), (2, 4));
    }

    #[test]
    fn a_vacancy_gives_way_to_whoever_comes() {
        let (world, keys, mut arm) = staffed("1", [0, 2, 0], [1.0, 0.0], 0);
        let station = sites(&world)[0];
        let staff = &mut arm.subs[HERE].staff[station];
        (staff.target[Post::SocialWorker], staff.vacancies[Post::SocialWorker]) = (2, vec![30, 40]);
        gone(&world, &keys, &mut arm);
        assert_eq!(heads(&world, &arm), [2, 0, 0]);
        assert!(arm.subs[HERE].staff[station].vacancies[Post::SocialWorker].is_empty());
    }

    #[test]
    fn each_of_n_people_brings_an_nth_of_the_ties() {
        let (world, keys, mut arm) = staffed("1", [4, 0, 0], [0.0, 1.0], 2 * YEAR + YEAR / 2);
        arm.subs[HERE].staff[sites(&world)[0]].target[Post::SocialWorker] = 2;
        arm.district.budget += 2 * YEAR;
        arm.district.lots = lots(&world, &[0], YEAR);
        let stables = sites(&world).map(|i| world.own(HERE).sites[i].stable);
        let strengths = |arm: &Arm| {
            let ties = &arm.subs[HERE].communities[crate::base::places::Local::FIRST].ties;
            stables.map(|s| ties.with(s, world.own(HERE), &arm.plan.first_ties).map_or(0.0, |tie| tie.strength))
        };
        let [station, house, other] = strengths(&arm);
        assert!(station > 0.0, "a station is known");
        gone(&world, &keys, &mut arm);
        assert_eq!(heads(&world, &arm), [2, 2, 0]);
        let after = strengths(&arm);
        let near = |a: f32, b: f32| assert!((a - b).abs() < 1e-6, "{a} and {b}");
        near(after[0], station / 2.0);
        near(after[1], (house + station / 2.0).min(1.0));
        near(after[2], other);
    }

    #[test]
    fn whoever_is_willing_at_a_small_share_is_willing_at_a_larger() {
        let willing = |share: &str| -> Vec<bool> {
            let (world, keys, arm) = staffed(share, [60, 0, 0], [0.0, 1.0], 0);
            let ctx = Context::quiet(&world, &arm.plan, &keys, 20);
            arm.subs[HERE].lines.workers.iter().map(|w| is_willing(w, &ctx)).collect()
        };
        let (few, many) = (willing("0.3"), willing("0.7"));
        assert!(few.iter().zip(&many).all(|(few, many)| !few || *many));
        let count = |of: &[bool]| of.iter().filter(|w| **w).count();
        assert!((8..=28).contains(&count(&few)) && (32..=52).contains(&count(&many)), "{} and {}", count(&few), count(&many));
    }
}
