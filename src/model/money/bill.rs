//! The bill of a day (当日账单): what a subdistrict costs, and which channel bears it.
//!
//! Organisations receive and spend as it is made ([`crate::model::money::organisation`]); prices and contracts are those of
//! [`crate::model::money::funding`].

use crate::base::calendar::{DAYS_PER_YEAR, FEN, MINUTES_PER_DAY, whole_days_within};
use crate::base::of::Of;
use crate::base::places::{Local, SiteId};
use crate::model::money::funding::insurance;
use crate::model::money::organisation;
use crate::model::money::terms::daily;
use crate::model::state::bill::{Bill, Fen};
use crate::model::state::channel::Channel;
use crate::model::state::community::Community;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::organisation::{Organisation, Rooms};
use crate::model::state::post::Post;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;
use crate::world::sites::{Party, SubdistrictSites};

/// The books of a subdistrict from which a day's bill is made.
#[derive(Debug)]
pub struct Books<'a> {
    /// Its sites.
    pub own: &'a SubdistrictSites,
    /// Staff of each.
    pub staff: &'a Of<SiteId, Staff>,
    /// Minutes of each.
    pub days: &'a Of<SiteId, Day>,
    /// Its communities, whose volunteers are insured.
    pub communities: &'a Of<Local, Community>,
    /// Rooms that operators run.
    pub rooms: &'a [Rooms],
    /// Organisations, which receive and spend.
    pub organisations: &'a mut [Organisation],
    /// What households paid today for help outside, fen.
    pub bought_fen: i64,
    /// What tasks bought today cost, fen.
    pub assistance_fen: i64,
}

/// What a subdistrict costs today, and the value that was delivered under contracts, fen. Organisations receive and spend.
pub fn of_day(books: Books<'_>, ctx: &Context<'_>) -> (Bill, i64) {
    let world = ctx.world;
    let Books { own, staff, days, communities, rooms, organisations, bought_fen, assistance_fen } = books;
    let mut bill = Bill::default();
    let prices = &ctx.plan.prices;
    let worker = daily(prices.community_worker);
    let occupations = Post::IN_HOUSE.map(|post| (post, daily(prices.pay(post)), daily(prices.overhead(post))));
    let firm_wage = libm::round(*world.keys.property_firm.wage * FEN) as i64;
    let materials = *world.keys.money.materials_per_hour * FEN;
    // Paid for the minutes given to needs of this kind.
    let year = f64::from(DAYS_PER_YEAR) * f64::from(MINUTES_PER_DAY);
    for ((site, staff), day) in own.sites.iter().zip(staff).zip(days) {
        let row = &mut bill.fen[site.party];
        let direct = day.booked[Account::Direct];
        if direct > 0 {
            row[Fen::Materials] += libm::round(materials * f64::from(direct) / 60.0) as i64;
        }
        let heads = |post: Post| i64::from(staff.by_post[post]);
        match site.party {
            Party::Office | Party::Station => {
                let workers = heads(Post::CommunityWorker) * worker + staff.personnel_fen;
                let of =
                    |fen: fn(&(Post, i64, i64)) -> i64| -> i64 { occupations.iter().map(|each| heads(each.0) * fen(each)).sum() };
                let inhouse = of(|(_, pay, _)| *pay) + staff.casual_fen - staff.personnel_fen;
                let overhead = of(|(_, _, overhead)| *overhead);
                let support = heads(Post::Coordinator) * worker + staff.support_fen;
                row[Fen::Pay] += workers + inhouse + support;
                row[Fen::Overhead] += overhead;
                bill.channels[ctx.plan.channel(Post::CommunityWorker)] += workers;
                bill.channels[Channel::InHouse] += inhouse + overhead;
                bill.channels[Channel::SelfHelp] += support;
            }
            Party::PropertyFirm => {
                row[Fen::OwnPay] += libm::round(firm_wage as f64 * f64::from(day.paid()) / year) as i64;
            }
            Party::Association | Party::Organisation | Party::Government | Party::Household => {}
        }
    }
    let delivered = organisation::day(organisations, staff, rooms, own, ctx, &mut bill);
    bill.fen[Party::Household][Fen::Outside] += bought_fen;
    bill.fen[Party::Organisation][Fen::Assistance] += assistance_fen;
    if ctx.plan.shares[Channel::SelfHelp] > 0.0 {
        let today = daily(whole_days_within(insurance(communities, world) * ctx.plan.insured));
        bill.fen[Party::Association][Fen::Insurance] += today;
        bill.channels[Channel::SelfHelp] += today;
    }
    (bill, delivered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::SubdistrictId;
    use crate::model::state::arm::Arm;
    use crate::model::state::arm::idle::district;
    use crate::model::state::channel::ByChannel;
    use crate::world::World;

    const HERE: SubdistrictId = SubdistrictId::FIRST;

    fn of(arm: &mut Arm, world: &World, bought_fen: i64) -> (Bill, i64) {
        let (own, sub) = (&world.sites.by_subdistrict[HERE], &mut arm.subs[HERE]);
        let crate::model::state::subdistrict::Subdistrict { staff, days, communities, rooms, organisations, .. } = sub;
        let keys = crate::base::draws::Keys::new(7);
        let books = Books { own, staff, days, communities, rooms, organisations, bought_fen, assistance_fen: 0 };
        of_day(books, &Context::quiet(world, &arm.plan, &keys, 0))
    }

    #[test]
    fn offices_and_stations_are_paid_by_the_in_house_channel_and_coordinators_by_self_help() {
        let (world, _, mut arm) = district(&[], |_| {});
        let own = &world.sites.by_subdistrict[HERE];
        let sites = [own.site_of[own.office[Local::FIRST]], own.station_site];
        for (site, [workers, social, coordinators]) in sites.into_iter().zip([[2, 1, 3], [0, 4, 0]]) {
            let staff = &mut arm.subs[HERE].staff[site];
            staff.by_post[Post::CommunityWorker] = workers;
            staff.by_post[Post::SocialWorker] = social;
            staff.by_post[Post::Coordinator] = coordinators;
            (staff.casual_fen, staff.support_fen) = (300, 40);
        }
        let (bill, delivered) = of(&mut arm, &world, 77);
        assert_eq!(bill.fen[Party::Office][Fen::Pay], 2 * 20_000 + 24_000 + 300 + 3 * 20_000 + 40);
        assert_eq!(bill.fen[Party::Station][Fen::Pay], 4 * 24_000 + 300 + 40);
        assert_eq!(bill.channels[Channel::InHouse], 2 * 20_000 + 5 * 24_000 + 600);
        assert_eq!(bill.channels[Channel::SelfHelp], 3 * 20_000 + 80);
        assert_eq!((bill.public(), delivered), (bill.channels.iter().sum(), 0));
        assert_eq!(bill.fen[Party::Household][Fen::Outside], 77, "no public money");
    }

    #[test]
    fn in_house_people_are_paid_by_their_occupation_with_overhead_from_the_same_channel() {
        let sets = ["care_worker.hired=true", "care_worker.wage=40000", "social_worker.inhouse_overhead=0.25"];
        let (world, _, mut arm) = district(&sets, |_| {});
        let station = world.sites.by_subdistrict[HERE].station_site;
        let staff = &mut arm.subs[HERE].staff[station];
        (staff.by_post[Post::SocialWorker], staff.by_post[Post::CareWorker], staff.casual_fen) = (2, 3, 500);
        let (bill, _) = of(&mut arm, &world, 0);
        let row = &bill.fen[Party::Station];
        assert_eq!((row[Fen::Pay], row[Fen::Overhead]), (2 * 24_000 + 3 * 16_000 + 500, 2 * 6_000 + 3 * 4_000));
        assert_eq!((bill.public(), bill.channels[Channel::InHouse]), (96_500 + 24_000, 96_500 + 24_000));
    }

    #[test]
    fn firms_are_paid_for_the_minutes_they_give_and_residents_pay_materials_by_the_hour() {
        let sets = ["property_firm.wage=60000", "property_firm.managed_share=1", "money.materials_per_hour=3"];
        let (world, _, mut arm) = district(&sets, |_| {});
        let own = &world.sites.by_subdistrict[HERE];
        let firm = own.site_of[own.firm[Local::FIRST].expect("managed")];
        let day = &mut arm.subs[HERE].days[firm];
        (day.paid, day.booked[Account::Direct]) = (240, 90);
        let (bill, _) = of(&mut arm, &world, 0);
        // Half of a day of 24,000 fen; an hour and a half at 300.
        assert_eq!((bill.fen[Party::PropertyFirm][Fen::OwnPay], bill.fen[Party::PropertyFirm][Fen::Materials]), (12_000, 450));
        assert_eq!((bill.public(), bill.channels), (0, ByChannel::default()));
    }

    #[test]
    fn self_help_insures_the_volunteers_for_whom_there_is_money_up_to_those_of_the_start() {
        let (world, _, mut arm) = district(&["volunteer.cost_per_year=250", "volunteer.active_share=0.01"], |_| {});
        arm.plan.insured = 0.5;
        let mut today = |share: f64, volunteers: f32| {
            arm.plan.shares = ByChannel::new([1.0 - share, 0.0, 0.0, 0.0, share, 0.0]);
            for community in &mut arm.subs[HERE].communities {
                community.volunteers = volunteers;
            }
            let (bill, _) = of(&mut arm, &world, 0);
            assert_eq!(bill.fen[Party::Association][Fen::Insurance], bill.channels[Channel::SelfHelp]);
            bill.channels[Channel::SelfHelp]
        };
        // Twenty in each community at first: 100 fen a day for each who is insured.
        assert_eq!([today(0.1, 20.0), today(0.1, 10.0), today(0.1, 40.0), today(0.0, 20.0)], [2_000, 1_000, 2_000, 0]);
    }
}
