//! Upper bounds of everything the engine counts, from the scenario's own numbers: a world whose counters could overflow is refused before
//! its first day.
//!
//! Each bound is the maximum of a counter over the whole run, and its limit is the maximum of its type. The bounds are conservative (every
//! post filled every day, every minute booked at the most expensive account), so a world that passes cannot overflow; they are computed in
//! double precision, with a factor of two as margin for rounding.

use std::collections::BTreeMap;

use crate::base::calendar::{DAYS_PER_YEAR, FEN, MINUTES_PER_DAY, MONTH};
use crate::base::words::{Both, both};
use crate::model::money::charity;
use crate::model::sight;
use crate::model::state::channel::Channel;
use crate::model::state::division::Division;
use crate::model::state::post::{ByPost, Post};
use crate::model::state::prices::Prices;
use crate::scenario::keys::policy::{Policy, Visibility};
use crate::world::error::WorldError;
use crate::world::geography::Community;
use crate::world::sites::{Party, clerk_fen, clerk_minutes};
use crate::world::{World, residents};

/// Maximum of demand relative to its mean on a day, for the number of needs of one cell and day.
const SWING: f64 = 1000.0;
/// Maximum of the needs of a window relative to their mean.
const EXCESS: f64 = 4.0;
/// Bits of an ordinal in a need's identity.
const ORDINALS: f64 = 268_435_456.0;
/// Maximum number of options visible to the routers of one policy (24 bytes each, twice).
const MOST_SIGHT: f64 = 134_217_728.0;
/// Number of 32 and of 63 bits, halved for rounding.
const HALF_32: f64 = 2_147_483_648.0;
const HALF_63: f64 = 4_611_686_018_427_387_904.0;
/// Minutes of a site on a day: their product with a person's minutes must fit 32 bits. Donated hours may be a quarter of them.
const SITE_MINUTES: f64 = 2.0 * HALF_32 / MINUTES_PER_DAY as f64;
const DONATED: f64 = 0.25;

/// The maximum of a counter, and its capacity.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// What is counted.
    pub what: Both,
    /// The key with the largest influence on it.
    pub key: &'static str,
    /// Its maximum in a run.
    pub most: f64,
    /// Its capacity.
    pub limit: f64,
}

impl Bound {
    /// Whether it fits.
    #[must_use]
    pub fn fits(&self) -> bool {
        self.most <= self.limit
    }
}

/// Checks all bounds of a world under its policies; returns those that do not fit, with their amount, the first for each key.
#[must_use]
pub fn check(world: &World, policies: &[(String, Policy)]) -> Vec<WorldError> {
    let mut errors: Vec<WorldError> = Vec::new();
    for Bound { what, key, most, limit } in bounds(world, policies).into_iter().filter(|bound| !bound.fits()) {
        if errors.iter().all(|error| error.key != key) {
            let found = both!("up to {most:.3e} {what}", "{what}最多可达 {most:.3e}"; what = what);
            errors.push(WorldError::new(key, found, both!("at most {limit:.3e}", "至多 {limit:.3e}")));
        }
    }
    errors
}

/// All bounds of a world under its policies.
#[must_use]
pub fn bounds(world: &World, policies: &[(String, Policy)]) -> Vec<Bound> {
    let days = f64::from(world.burn_in_days()) + f64::from(world.window_days());
    let years = days / f64::from(DAYS_PER_YEAR);
    let minutes = f64::from(MINUTES_PER_DAY);
    let people = People::of(world, policies);
    let needs = Needs::of(world);
    let all = people.posts.iter().sum::<f64>() + people.others;
    let visits = all * minutes * days;
    let bound = |what, key, most, limit| Bound { what, key, most, limit };
    let partners = most_partners(world);
    // One list for all where all see the same; see `crate::model::sight`.
    let one = |policy: &Policy| policy.information.visibility == Visibility::Registry && sight::is_alike(world, policy);
    let shared = policies.iter().all(|(_, policy)| one(policy)) && partners <= sight::MOST_TIES as f64;
    let lists = if shared { 1.0 } else { world.places.communities.len() as f64 };
    let sight = lists * partners * world.kinds() as f64;
    vec![
        bound(
            both!(
                "working days in a run (16 bits, the last values kept apart)",
                "一次运行的工作日数（16 位，末尾几个值另有用途）"
            ),
            "run.years",
            days,
            60_000.0,
        ),
        bound(
            both!("needs of one community and category on a day", "一个社区某一类别一天的需求数"),
            "demand.needs_per_resident",
            needs.of_cell * SWING,
            ORDINALS,
        ),
        bound(
            both!("needs of one subdistrict in a run", "一个街道一次运行的需求数"),
            "demand.needs_per_resident",
            needs.of_subdistrict * years * EXCESS + ORDINALS,
            2.0 * HALF_32,
        ),
        bound(
            both!(
                "people at one site, casual hours included (its minutes times a person's must fit 32 bits)",
                "一个站点的人数，含临时工时（站点分钟数与一人分钟数之积须在 32 位之内）"
            ),
            "district",
            people.at_site * (1.0 + *world.keys.posts.casual_limit),
            ((1.0 - DONATED) * SITE_MINUTES / minutes).floor(),
        ),
        bound(
            both!("donated minutes at one site on a day", "一个站点一天由捐赠支付的分钟数"),
            "charity.most_per_resident",
            donated(world, policies) / lowest_price(world, Post::Purchased) * minutes,
            DONATED * SITE_MINUTES,
        ),
        bound(
            both!("minutes of one subdistrict in a month", "一个街道一个月的分钟数"),
            "district",
            all * minutes * f64::from(MONTH),
            2.0 * HALF_32,
        ),
        bound(
            both!("minutes of clerks on a day", "机关办事人员一天的分钟数"),
            "government.clerk_hours",
            clerk_minutes(&world.keys, world.residents) as f64,
            HALF_32,
        ),
        bound(both!("minutes paid in a run", "一次运行支付的分钟数"), "run.years", visits, HALF_63),
        bound(
            both!("minutes of tasks handed down in a run", "一次运行中下派任务的分钟数"),
            "administration.hours_per_1000",
            tasks(world, &needs, days),
            HALF_63,
        ),
        bound(
            both!("tasks handed down to one office on a day", "一天下派给一个社区办公室的任务数"),
            "administration.hours_per_1000",
            tasks_a_day(world),
            HALF_32,
        ),
        bound(
            both!("minutes of families in a run", "一次运行中家庭付出的分钟数"),
            "persistence.family_minutes",
            family(world, &needs, years),
            HALF_63,
        ),
        bound(
            both!("fen in one account in a run", "一次运行中单个账户的金额（分）"),
            "community_worker.wage",
            fen(world, policies, &people, visits, years),
            HALF_63,
        ),
        bound(
            both!("fen paid by households in a run", "一次运行中住户支付的金额（分）"),
            "market.outside_price",
            outside(world, &needs, years),
            HALF_63,
        ),
        bound(both!("partners of one community", "一个社区的合作方数"), "organisation.radius_km", partners, f64::from(u16::MAX)),
        bound(
            both!("providers in sight of all routers", "全部派单方可见的服务方数"),
            "organisation.radius_km",
            sight,
            MOST_SIGHT,
        ),
    ]
}

/// Needs in expectation.
struct Needs {
    /// Of the largest community and category on a day.
    of_cell: f64,
    /// Of the largest subdistrict in a year.
    of_subdistrict: f64,
    /// Of the district in a year.
    of_all: f64,
}

impl Needs {
    fn of(world: &World) -> Self {
        let (rates, kinds) = (residents::rates(&world.keys), world.kinds());
        let mut needs = Self { of_cell: 0.0, of_subdistrict: 0.0, of_all: 0.0 };
        for sub in &world.places.subdistricts {
            let mut year = 0.0;
            for &c in &sub.communities {
                let place = &world.places.communities[c];
                for k in 0..kinds {
                    let of: f64 = place.segments.iter().enumerate().map(|(s, n)| n * rates[s * kinds + k]).sum();
                    needs.of_cell = needs.of_cell.max(of / f64::from(DAYS_PER_YEAR));
                    year += of;
                }
            }
            needs.of_subdistrict = needs.of_subdistrict.max(year);
            needs.of_all += year;
        }
        needs
    }
}

/// People, at most: every post that any policy could pay for, filled.
struct People {
    /// By post, the most of any policy.
    posts: ByPost<f64>,
    /// At the largest site.
    at_site: f64,
    /// Own staff of organisations, staff of firms, shifts of volunteers.
    others: f64,
}

impl People {
    fn of(world: &World, policies: &[(String, Policy)]) -> Self {
        let mut posts = ByPost::<f64>::default();
        for (_, policy) in policies {
            let division = Division::new(world, policy);
            let budget = division.lines.budget(*policy.funding.budget_factor);
            let shares = division.shares(policy);
            let inhouse = budget * shares[Channel::InHouse];
            let (workers, social) = if division.lines.fenced {
                // Money that lies idle may employ social workers beyond their share.
                (budget * shares[Channel::Personnel], budget - division.lines.personnel as f64)
            } else {
                let social = inhouse * division.social;
                (inhouse - social, social)
            };
            for (most, post) in posts.iter_mut().zip(Post::ALL) {
                let money = match post {
                    Post::CommunityWorker => workers,
                    Post::SocialWorker => social,
                    // Care workers hold posts of the same money: they are counted with the social workers of the same employers.
                    Post::CareWorker | Post::PurchasedCare | Post::OperatorCare | Post::GrantedCare => continue,
                    // An adaptive budget may move money to any channel.
                    _ if *policy.adaptive.step > 0.0 => budget,
                    Post::Purchased => budget * shares[Channel::Purchase],
                    Post::Coordinator => budget * shares[Channel::SelfHelp],
                    Post::Operator => budget * shares[Channel::Facility],
                    Post::Granted => budget * shares[Channel::Venture],
                };
                *most = most.max(money / lowest_price(world, post) + 1.0);
            }
        }
        let weights = |each: &mut dyn Iterator<Item = f64>| -> f64 {
            let (sum, most) = each.fold((0.0, 0.0_f64), |(s, m), w| (s + w, m.max(w)));
            if sum > 0.0 { most / sum } else { 1.0 }
        };
        let places = &world.places;
        let office = |place: &Community| {
            place.community_workers.unwrap_or(place.residents / 10_000.0 * *world.keys.community_worker.per_10k)
        };
        let (largest_office, largest_sub) = (
            weights(&mut places.communities.iter().map(office))
                .max(weights(&mut places.communities.iter().map(|place| place.residents))),
            weights(&mut places.subdistricts.places().iter().map(|s| places.residents_of(s))),
        );
        let own_staff = f64::from(world.keys.organisation.own_staff.get());
        let firm =
            |place: &Community| place.residents * place.managed_share / 10_000.0 * *world.keys.property_firm.staff_per_10k + 1.0;
        let firms = || places.communities.iter().map(firm);
        let at = |post: Post, share: f64| posts[post] * share + 1.0;
        let at_site = [
            at(Post::CommunityWorker, largest_office)
                + at(Post::SocialWorker, largest_office)
                + at(Post::Coordinator, largest_office),
            at(Post::SocialWorker, largest_sub),
            at(Post::Purchased, largest_sub) + own_staff,
            firms().fold(0.0, f64::max),
        ];
        let volunteers: f64 = places
            .communities
            .iter()
            .map(|c| {
                let most = c.volunteers.max(c.residents * *world.keys.volunteer.most_active);
                let minutes = most * *world.keys.volunteer.hours_per_year * 60.0 / f64::from(DAYS_PER_YEAR);
                let shifts = minutes / f64::from(world.keys.volunteer.shift_minutes.get());
                (shifts + f64::from(c.associations)).min(2_000.0 * f64::from(c.associations))
            })
            .sum();
        Self {
            posts,
            at_site: at_site.into_iter().fold(0.0, f64::max),
            others: world.sites.organisations as f64 * own_staff + firms().sum::<f64>() + volunteers,
        }
    }
}

/// Minimum cost of a post in a year of the run, fen: wages may fall, contractors may cut quality, and a care worker may hold it.
fn lowest_price(world: &World, post: Post) -> f64 {
    let years = f64::from(world.window_days()) / f64::from(DAYS_PER_YEAR) + 1.0;
    let drift = libm::pow((1.0 + (*world.keys.wages.drift).min(0.0)).max(0.01), years);
    let prices = Prices::of_world(world);
    let twins = [Post::IN_HOUSE, Post::BOUGHT, Post::OPERATED, Post::OF_GRANTS].into_iter().filter(|twins| twins[0] == post);
    let cheapest = twins.map(|[_, care]| prices.of(care)).filter(|fen| *fen > 0).fold(prices.of(post), i64::min);
    (cheapest as f64 * drift * (1.0 - *world.keys.market.cut_saving)).max(1.0)
}

/// Maximum cost of a post in a year of the run, relative to the first year.
fn dearest(world: &World) -> f64 {
    let years = f64::from(world.window_days()) / f64::from(DAYS_PER_YEAR) + 1.0;
    libm::pow(1.0 + (*world.keys.wages.drift).max(0.0) + *world.keys.wages.scarcity, years)
}

/// Tasks of one office on a day, with a margin for chance.
fn tasks_a_day(world: &World) -> f64 {
    let keys = &world.keys.administration;
    let largest = world.places.communities.iter().map(|c| c.residents).fold(0.0, f64::max);
    let mean = largest / 1000.0 * *keys.hours_per_1000 * 60.0 / *keys.task_minutes;
    mean + 10.0 * libm::sqrt(mean)
}

/// Minutes of tasks in a run: handed down, and from the hotline, once for every need.
fn tasks(world: &World, needs: &Needs, days: f64) -> f64 {
    let stream = world.residents / 1000.0 * *world.keys.administration.hours_per_1000 * 60.0;
    let hotline = needs.of_all / f64::from(DAYS_PER_YEAR) * *world.keys.persistence.hotline_task_minutes;
    (stream + hotline) * days * 2.0
}

/// Minutes of families: every need goes to them with all its work, which is at most 60,000 minutes.
fn family(world: &World, needs: &Needs, years: f64) -> f64 {
    needs.of_all * years * EXCESS * 60_000.0 * *world.keys.persistence.family_minutes
}

/// Fen that households pay outside: all who give up in a segment that can pay, for all their work.
fn outside(world: &World, needs: &Needs, years: f64) -> f64 {
    let anybody = world.keys.segment.0.iter().any(|(_, segment)| *segment.able_to_pay > 0.0);
    let price = if anybody { *world.keys.market.outside_price } else { 0.0 };
    needs.of_all * years * EXCESS * 60_000.0 / 60.0 * price * FEN
}

/// Fen donated in a year, at most: under the policy that spends the most on appeals, at the dependence with the strongest crowding in.
fn donated(world: &World, policies: &[(String, Policy)]) -> f64 {
    let appeal = |policy: &Policy| {
        let division = Division::new(world, policy);
        let channel = if *policy.adaptive.step > 0.0 { 1.0 } else { division.divided[Channel::SelfHelp] };
        // What no policy divides pays for no appeals.
        division.lines.divided as f64 * *policy.funding.budget_factor * channel * *policy.funding.fundraising
    };
    let spent = policies.iter().map(|(_, policy)| appeal(policy)).fold(0.0, f64::max);
    charity::raised(world, spent, 0.0).max(charity::raised(world, spent, 1.0))
}

/// Fen in the largest account: a budget, pay from outside it, or materials.
fn fen(world: &World, policies: &[(String, Policy)], people: &People, visits: f64, years: f64) -> f64 {
    let keys = &world.keys;
    let factor = policies.iter().map(|(_, p)| *p.funding.budget_factor).fold(1.0, f64::max);
    let budget = world.lines.budget(factor);
    let clerks = clerk_fen(keys, clerk_minutes(keys, world.residents)) as f64 * 2.0;
    let prices = Prices::of_world(world);
    let contract = Post::BOUGHT.map(|post| prices.of(post)).into_iter().fold(0, i64::max) as f64 * (1.0 + *keys.market.markup);
    let extra = contract * (*keys.money.tender + *keys.money.monitoring);
    let rooms = world.sites.by_subdistrict.iter().map(|own| own.facilities.len()).sum::<usize>() as f64;
    let heads = people.posts.iter().sum::<f64>() + people.others;
    let outside =
        (heads * (contract + extra + *keys.property_firm.wage * FEN) + rooms * *keys.facility.fixed_cost * FEN) * dearest(world);
    let severance = budget * *keys.posts.severance_months / 12.0;
    let volunteers: f64 = world.places.communities.iter().map(|c| c.volunteers).sum();
    let insurance = volunteers * *keys.volunteer.cost_per_year * FEN;
    (budget + clerks + outside + severance + insurance + donated(world, policies)) * years
        + visits * *keys.money.materials_per_hour * FEN / 60.0
}

/// Maximum number of organisations and stations that one community can deal with: those nearby, and those of its own subdistrict.
fn most_partners(world: &World) -> f64 {
    let cell = (*world.keys.organisation.radius_km as f32).max(0.1);
    let mut grid: BTreeMap<(i64, i64), u64> = BTreeMap::new();
    let place = |at: (f32, f32)| ((at.0 / cell).floor() as i64, (at.1 / cell).floor() as i64);
    let mut own = 0_u64;
    for sub in &world.sites.by_subdistrict {
        let seats = || sub.sites.iter().filter(|s| matches!(s.party, Party::Organisation | Party::Station));
        own = own.max(seats().count() as u64);
        for site in seats() {
            *grid.entry(place(site.at)).or_default() += 1;
        }
    }
    let around = |(x, y): (i64, i64)| -> u64 {
        let near = |x: i64, y: i64| grid.get(&(x, y)).copied().unwrap_or(0);
        (-1..=1).flat_map(|i| (-1..=1).map(move |j| (x.saturating_add(i), y.saturating_add(j)))).map(|(x, y)| near(x, y)).sum()
    };
    let most = world.places.communities.iter().map(|c| place(c.at)).map(around).max().unwrap_or(0);
    (most + own) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::reference::with_baseline;

    /// A world of 4 communities of 2,000 residents without organisations, volunteers and firms: what is counted is a few products.
    fn plain(sets: &[&str]) -> (World, (String, Policy)) {
        let plain = [
            "district.generate.subdistricts=2",
            "district.generate.communities=4",
            "district.generate.residents=8000",
            "organisation.per_1000=0",
            "volunteer.active_share=0",
            "volunteer.most_active=0",
            "property_firm.managed_share=0",
            "run.years=2",
            "run.burn_in_years=1",
        ];
        with_baseline(&[&plain[..], sets].concat())
    }

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-9 * b.abs(), "{a} is not {b}");
    }

    #[test]
    fn needs_are_those_of_all_residents_and_of_the_largest_subdistrict() {
        let world = &plain(&["demand.needs_per_resident=0.5"]).0;
        let needs = Needs::of(world);
        // All residents alike: 8,000 of them, half in each subdistrict.
        let each = needs.of_all / 8000.0;
        near(needs.of_subdistrict, 4000.0 * each);
        let twice = Needs::of(&plain(&["demand.needs_per_resident=1.0"]).0);
        near(twice.of_all, 2.0 * needs.of_all);
        // The largest category of a community of 2,000 on one of 250 days.
        let rates = residents::rates(&world.keys);
        let kinds = world.kinds();
        let place = world.places.communities.iter().next().expect("a community");
        let of = |k: usize| -> f64 { place.segments.iter().enumerate().map(|(s, n)| n * rates[s * kinds + k]).sum() };
        near(needs.of_cell, (0..kinds).map(of).fold(0.0, f64::max) / 250.0);
        near(needs.of_all, 4.0 * (0..kinds).map(of).sum::<f64>());
    }

    #[test]
    fn a_world_that_fits_is_lived_in_and_of_one_that_does_not_each_key_is_named_once() {
        let (world, baseline) = plain(&[]);
        assert!(check(&world, std::slice::from_ref(&baseline)).is_empty());
        let all = bounds(&world, &[baseline]);
        assert!(all.iter().all(Bound::fits) && all.len() > 5);
        let beyond = Bound { most: 2.0, limit: 1.0, ..all.into_iter().next().expect("a bound") };
        assert!(!beyond.fits() && Bound { most: 1.0, ..beyond }.fits());
    }

    #[test]
    fn people_are_what_the_budget_buys_at_the_lowest_price() {
        let (world, baseline) = &plain(&[]);
        let policy = &baseline.1;
        let people = People::of(world, std::slice::from_ref(baseline));
        let (budget, division) = (world.lines.budget(*policy.funding.budget_factor), Division::new(world, policy));
        let inhouse = budget * division.divided[Channel::InHouse];
        let social = inhouse * division.social;
        near(people.posts[Post::SocialWorker], social / lowest_price(world, Post::SocialWorker) + 1.0);
        near(people.posts[Post::CommunityWorker], (inhouse - social) / lowest_price(world, Post::CommunityWorker) + 1.0);
        near(
            people.posts[Post::Purchased],
            budget * division.divided[Channel::Purchase] / lowest_price(world, Post::Purchased) + 1.0,
        );
        // One of four offices of equal size has a quarter of each post and one person more; a station half of the social workers and one.
        let quarter = |post: Post| people.posts[post] / 4.0 + 1.0;
        let office = quarter(Post::CommunityWorker) + quarter(Post::SocialWorker) + quarter(Post::Coordinator);
        let stations =
            [people.posts[Post::SocialWorker] / 2.0 + 1.0, people.posts[Post::Purchased] / 2.0 + 1.0 + own_staff(world)];
        near(people.at_site, stations.into_iter().fold(office, f64::max));
        // A firm of one person at every community, and one volunteer of each association.
        let associations: u32 = world.places.communities.iter().map(|c| c.associations).sum();
        assert!(associations > 0 && world.sites.organisations == 0);
        near(people.others, 4.0 + f64::from(associations));
    }

    fn own_staff(world: &World) -> f64 {
        f64::from(world.keys.organisation.own_staff.get())
    }

    #[test]
    fn prices_rise_and_fall_at_most_by_drift_and_scarcity_over_the_years_of_the_run() {
        let world = &plain(&["wages.drift=0.02", "wages.scarcity=0.05", "market.cut_saving=0.1"]).0;
        // Two years of the window and one more.
        near(dearest(world), libm::pow(1.07, 3.0));
        let price = Prices::of_world(world).of(Post::SocialWorker) as f64;
        near(lowest_price(world, Post::SocialWorker), price * 0.9);
        let falling = &plain(&["wages.drift=-0.02", "wages.scarcity=0.05", "market.cut_saving=0"]).0;
        near(dearest(falling), libm::pow(1.05, 3.0));
        near(
            lowest_price(falling, Post::SocialWorker),
            Prices::of_world(falling).of(Post::SocialWorker) as f64 * libm::pow(0.98, 3.0),
        );
    }

    #[test]
    fn an_account_holds_at_most_a_budget_pay_from_outside_and_materials() {
        let none = [
            "wages.drift=0",
            "wages.scarcity=0",
            "government.clerk_hours=0",
            "posts.severance_months=6",
            "property_firm.wage=50000",
        ];
        let (world, baseline) = &plain(&none);
        let policies = std::slice::from_ref(baseline);
        let people = People { posts: ByPost::default(), at_site: 0.0, others: 10.0 };
        let budget = world.lines.budget(1.0);
        let clerks = clerk_fen(&world.keys, clerk_minutes(&world.keys, world.residents)) as f64 * 2.0;
        let prices = Prices::of_world(world);
        let contract = (prices.social_worker + prices.overhead) as f64 * (1.0 + *world.keys.market.markup);
        let overhead = 1.0 + *world.keys.money.tender + *world.keys.money.monitoring;
        let heads = 10.0 * (contract * overhead + 50_000.0 * 100.0);
        let rooms = world.sites.by_subdistrict.iter().map(|own| own.facilities.len()).sum::<usize>() as f64;
        let heads = heads + rooms * *world.keys.facility.fixed_cost * 100.0;
        let materials = 600.0 * *world.keys.money.materials_per_hour * 100.0 / 60.0;
        let most = fen(world, policies, &people, 600.0, 3.0);
        near(most, (budget * 1.5 + clerks + heads + donated(world, policies)) * 3.0 + materials);
    }
}
