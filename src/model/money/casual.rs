//! Casual hours (临时工时): the part of a channel's money that no post uses buys hours of the staff in post in the same channel.
//!
//! A balance is spent over some days (`posts.casual_days`), in proportion to staff in post, up to a share of their minutes; money too
//! little for a whole minute stays in the balance. What a channel cannot use in this way reverts to in-house hours
//! ([`Balances::revert`]). So vacancies and parts of posts cost a policy nothing of its money, and the public budget is used up under
//! every policy.

use crate::base::calendar::MINUTES_PER_DAY;
use crate::base::of::Of;
use crate::base::places::{CommunityId, SiteId, SubdistrictId};
use crate::world::World;
use crate::world::sites::{Party, Seat};

use crate::model::compiled::Plan;
use crate::model::money::terms::daily;
use crate::model::state::channel::{Balances, ByChannel, Channel};
use crate::model::state::post::Post;
use crate::model::state::subdistrict::Subdistrict;

/// A claim on a channel's balance: its weight, and what a full day of one of its people costs, fen.
type Claim = (Channel, u64, i64);

/// A site's claims. Where community workers have a line of their own, an office has one for them and one for its social workers.
fn claims_of(sub: &Subdistrict, world: &World, plan: &Plan, site: SiteId) -> [Option<Claim>; 2] {
    let own = &world.sites.by_subdistrict[sub.index];
    let staff = &sub.staff[site];
    let heads = |posts: &[Post]| -> u64 { posts.iter().map(|&post| u64::from(staff.by_post[post])).sum() };
    // What a day of them costs.
    let pay = |posts: &[Post]| -> i64 { posts.iter().map(|&post| heads(&[post]) as i64 * daily(plan.prices.of(post))).sum() };
    let claim = match (own.sites[site].party, own.sites[site].seat) {
        (Party::Office | Party::Station, _) if plan.division.lines.fenced => {
            let claim = |posts: &[Post]| (plan.channel(posts[0]), heads(posts), pay(posts) / (heads(posts).max(1) as i64));
            return [&[Post::CommunityWorker][..], &Post::IN_HOUSE].map(claim).map(|claim| (claim.1 > 0).then_some(claim));
        }
        (Party::Office | Party::Station, _) => {
            let all = [Post::CommunityWorker, Post::SocialWorker, Post::CareWorker];
            (Channel::InHouse, heads(&all), pay(&all) / (heads(&all).max(1) as i64))
        }
        (Party::Organisation, Seat::Facility) => {
            (Channel::Facility, heads(&Post::OPERATED), pay(&Post::OPERATED) / (heads(&Post::OPERATED).max(1) as i64))
        }
        (Party::Organisation, _) => {
            // A holder whose posts are not yet filled begins with the people it has, at the price of those that it is to have.
            let bought = heads(&Post::BOUGHT);
            let posts = if bought > 0 { &staff.by_post } else { &staff.target };
            let posts = Post::BOUGHT.map(|post| i64::from(posts[post]));
            let price = own.seat_of(site).map_or(0, |seat| {
                let org = &sub.organisations[seat];
                match posts {
                    [_, 0] => daily(org.price),
                    [social, care] => (social * daily(org.price) + care * daily(org.care_price)) / (social + care),
                }
            });
            let holds = Post::BOUGHT.iter().any(|&post| staff.target[post] > 0);
            (Channel::Purchase, if holds { u64::from(staff.heads) } else { bought }, price)
        }
        _ => return [None, None],
    };
    [(claim.1 > 0).then_some(claim), None]
}

/// Sum of the claims of a subdistrict's sites on each channel's balance. They change only when posts move, so they are counted when
/// stock is taken ([`crate::model::workforce::posts::rebuild`]).
#[must_use]
pub fn claims(sub: &Subdistrict, world: &World, plan: &Plan) -> ByChannel<u64> {
    let mut sum = ByChannel::default();
    for site in sub.staff.places() {
        for (channel, people, _) in claims_of(sub, world, plan, site).into_iter().flatten() {
            sum[channel] += people;
        }
    }
    // Hours of support belong to the offices, whoever coordinates.
    sum[Channel::SelfHelp] = sub.communities.iter().map(|c| residents(world, c.index)).sum();
    sum
}

/// Deals the casual hours of tomorrow; says what they could have cost at most, by channel, fen: a channel has no use for more.
pub fn deal(subs: &mut Of<SubdistrictId, Subdistrict>, world: &World, plan: &Plan, balances: &Balances) -> ByChannel<i64> {
    let mut usable = ByChannel::<f64>::default();
    let mut weight = ByChannel::<u64>::default();
    for sub in subs.iter() {
        debug_assert_eq!(sub.claims, claims(sub, world, plan), "posts moved and no stock was taken");
        for (sum, own) in weight.iter_mut().zip(sub.claims) {
            *sum += own;
        }
    }
    let limit = *world.keys.posts.casual_limit;
    let spread = i64::from(world.keys.posts.casual_days.get());
    let money = |channel: Channel| (balances.0[channel].max(0) / spread) as u128;
    for sub in subs {
        let own = &world.sites.by_subdistrict[sub.index];
        for (i, site) in own.sites.pairs() {
            let claims = claims_of(sub, world, plan, i);
            let staff = &mut sub.staff[i];
            (staff.casual, staff.casual_fen, staff.charity_fen) = (0, 0, 0);
            (staff.support, staff.support_fen, staff.personnel_fen) = (0, 0, 0);
            for (channel, people, price) in claims.into_iter().flatten() {
                let part = (money(channel) * u128::from(people) / u128::from(weight[channel])) as i64;
                let most = (people as f64 * f64::from(MINUTES_PER_DAY) * limit) as i64;
                let (minutes, fen) = hours(part, price, most);
                staff.casual += minutes;
                staff.casual_fen += fen;
                if channel == Channel::Personnel {
                    staff.personnel_fen = fen;
                }
                usable[channel] += most as f64 * price as f64;
            }
            if site.party == Party::Office && plan.shares[Channel::SelfHelp] > 0.0 {
                let (people, all) = (residents(world, site.community), weight[Channel::SelfHelp].max(1));
                let part = (money(Channel::SelfHelp) * u128::from(people) / u128::from(all)) as i64;
                let price = daily(plan.prices.community_worker);
                let most = (f64::from(staff.paid) * limit) as i64;
                (staff.support, staff.support_fen) = hours(part, price, most);
                usable[Channel::SelfHelp] += most as f64 * price as f64;
            }
        }
    }
    usable.map(|sum| (sum / f64::from(MINUTES_PER_DAY)) as i64)
}

fn residents(world: &World, community: CommunityId) -> u64 {
    world.places.communities[community].residents as u64
}

/// Whole minutes that an amount buys at the price of a day, and their cost; the remainder stays in the balance.
fn hours(part: i64, price: i64, most: i64) -> (u32, i64) {
    let (price, day) = (price.max(1), i64::from(MINUTES_PER_DAY));
    let minutes = (i128::from(part) * i128::from(day) / i128::from(price)).min(i128::from(most.max(0))) as i64;
    let cost = (minutes * price + day - 1) / day;
    (minutes as u32, cost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::Local;
    use crate::model::state::arm::idle::district;

    #[test]
    fn an_amount_buys_whole_minutes_and_costs_whole_fen() {
        // A minute costs 50 fen.
        assert_eq!([1_000, 999, 49, 0].map(|part| hours(part, 24_000, 1_000)), [(20, 1_000), (19, 950), (0, 0), (0, 0)]);
        assert_eq!(hours(1_000_000, 24_000, 100), (100, 5_000));
        assert_eq!(hours(1_000, 24_000, -1), (0, 0));
        assert_eq!(hours(500, 100, 1_000), (1_000, 209), "a part of a fen is a fen");
    }

    #[test]
    fn casual_hours_cost_what_the_people_in_post_do_by_their_occupation() {
        let sets = ["care_worker.hired=true", "care_worker.wage=40000", "posts.casual_days=1", "posts.casual_limit=1"];
        let (world, _, mut arm) = district(&sets, |_| {});
        let here = SubdistrictId::FIRST;
        let station = world.sites.by_subdistrict[here].station_site;
        let house = crate::model::state::arm::idle::houses(&world)[0];
        let sub = &mut arm.subs[here];
        (sub.staff[station].by_post[Post::SocialWorker], sub.staff[station].by_post[Post::CareWorker]) = (1, 3);
        (sub.staff[house].target[Post::Purchased], sub.staff[house].target[Post::PurchasedCare], sub.staff[house].heads) =
            (1, 1, 2);
        (sub.organisations[0].price, sub.organisations[0].care_price) = (9_000_000, 6_000_000);
        let claims = |site: SiteId| claims_of(&arm.subs[here], &world, &arm.plan, site)[0];
        // 24,000 and three times 16,000; a house is to have one at 36,000 and one at 24,000.
        assert_eq!(claims(station), Some((Channel::InHouse, 4, 18_000)));
        assert_eq!(claims(house), Some((Channel::Purchase, 2, 30_000)));
    }

    #[test]
    fn a_balance_is_spent_over_some_days_by_those_in_post_and_support_by_residents() {
        let (world, _, mut arm) = district(&["posts.casual_days=10", "posts.casual_limit=0.5"], |_| {});
        let here = SubdistrictId::FIRST;
        let own = &world.sites.by_subdistrict[here];
        let offices = [Local::FIRST, Local::from(1)].map(|local| own.site_of[own.office[local]]);
        let station = own.station_site;
        let sub = &mut arm.subs[here];
        (sub.staff[offices[0]].by_post[Post::CommunityWorker], sub.staff[offices[0]].paid) = (2, 960);
        sub.staff[station].by_post[Post::SocialWorker] = 1;
        let mut dealt = |self_help: f64| {
            arm.plan.shares = ByChannel::new([1.0 - self_help, 0.0, 0.0, 0.0, self_help, 0.0]);
            let sub = &mut arm.subs[here];
            sub.claims = claims(sub, &world, &arm.plan);
            let balances = Balances(ByChannel::new([100_000, 0, 0, 0, 50_000, 0]));
            let usable = deal(&mut arm.subs, &world, &arm.plan, &balances);
            let staff = |site: SiteId| arm.subs[here].staff[site].clone();
            let of = |s: &crate::model::state::staff::Staff| (s.casual, s.casual_fen, s.support, s.support_fen);
            ([offices[0], station, offices[1]].map(|site| of(&staff(site))), Channel::ALL.map(|c| usable[c]))
        };
        // 10,000 a day: two thirds at 20,000 a day of 480 minutes, a third at 24,000; at most half of a day each. 5,000 for 4,000 residents, half of
        // them in each community.
        let (people, usable) = dealt(0.1);
        assert_eq!(people, [(159, 6_625, 60, 2_500), (66, 3_300, 0, 0), (0, 0, 0, 0)]);
        assert_eq!(usable, [32_000, 0, 0, 0, 20_000, 0]);
        let (people, usable) = dealt(0.0);
        assert_eq!(people, [(159, 6_625, 0, 0), (66, 3_300, 0, 0), (0, 0, 0, 0)]);
        assert_eq!(usable, [32_000, 0, 0, 0, 0, 0]);
    }
}
