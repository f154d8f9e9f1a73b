//! The bill of a day (当日账单): what a subdistrict costs, and which channel bears it.
//!
//! Organisations receive and spend as it is made ([`crate::model::money::organisation`]); prices and contracts are those of
//! [`crate::model::money::funding`].

use crate::base::calendar::{DAYS_PER_YEAR, FEN, MINUTES_PER_DAY, whole_days_within};
use crate::base::of::Of;
use crate::base::places::SiteId;
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
    pub communities: &'a [Community],
    /// Rooms that operators run.
    pub rooms: &'a [Rooms],
    /// Organisations, which receive and spend.
    pub organisations: &'a mut [Organisation],
    /// What households paid today for help outside, fen.
    pub bought_fen: i64,
}

/// What a subdistrict costs today, and the value that was delivered under contracts, fen. Organisations receive and spend.
pub fn of_day(books: Books<'_>, ctx: &Context<'_>) -> (Bill, i64) {
    let world = ctx.world;
    let Books { own, staff, days, communities, rooms, organisations, bought_fen } = books;
    let mut bill = Bill::default();
    let (worker, social) = (daily(ctx.plan.prices.community_worker), daily(ctx.plan.prices.social_worker));
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
                let inhouse = heads(Post::CommunityWorker) * worker + heads(Post::SocialWorker) * social + staff.casual_fen;
                let support = heads(Post::Coordinator) * worker + staff.support_fen;
                row[Fen::Pay] += inhouse + support;
                bill.channels[Channel::InHouse] += inhouse;
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
    if ctx.plan.shares[Channel::SelfHelp] > 0.0 {
        let today = daily(whole_days_within(insurance(communities, world) * ctx.plan.insured));
        bill.fen[Party::Association][Fen::Insurance] += today;
        bill.channels[Channel::SelfHelp] += today;
    }
    (bill, delivered)
}
