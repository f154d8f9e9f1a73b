//! Funding (经费): what a day costs, who pays, and where it goes; whole fen, so that every account closes.
//!
//! The budget of a year accrues by the day and is split among channels ([`crate::model::state::channel`]). In-house pay, contracts with organisations and
//! facility operators, grants, tender and monitoring, severance, and the insurance of volunteers are paid from it; organisations' own
//! staff by income from outside; property firms and help bought outside by residents. A yearly amount is paid in equal daily parts, the
//! remainder on the last day of the year.

use crate::base::calendar::whole_days_within;
use crate::base::calendar::{DAYS_PER_YEAR, FEN};
use crate::model::state::bill::Bill;
use crate::model::state::bill::Fen;
use crate::world::World;
use crate::world::sites::Party;

use crate::model::compiled::Plan;
use crate::model::money::organisation;
use crate::model::money::terms::{daily, of_contract, rent, with_friction};
use crate::model::state::channel::{ByChannel, Channel};
use crate::model::state::post::Post;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::worker::Kind;

/// What a subdistrict costs today. Organisations receive and spend.
pub fn bill(sub: &mut Subdistrict, ctx: &Context<'_>) -> Bill {
    let world = ctx.world;
    let own = &world.sites.by_subdistrict[usize::from(sub.index)];
    let mut bill = Bill::default();
    let (worker, social) = (daily(ctx.plan.prices.community_worker), daily(ctx.plan.prices.social_worker));
    let firm_wage = libm::round(*world.keys.property_firm.wage * FEN) as i64;
    let materials = *world.keys.money.materials_per_hour * FEN;
    // Paid for the minutes given to needs of this kind.
    let year = f64::from(DAYS_PER_YEAR) * f64::from(crate::base::calendar::MINUTES_PER_DAY);
    for ((site, staff), day) in own.sites.iter().zip(&sub.staff).zip(&sub.days) {
        let row = &mut bill.fen[site.party];
        let direct = day.booked[crate::model::state::minutes::Account::Direct];
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
    organisation::day(sub, ctx, &mut bill);
    bill.fen[Party::Household][Fen::Outside] += std::mem::take(&mut sub.bought_fen);
    if ctx.plan.shares[Channel::SelfHelp] > 0.0 {
        let today = daily(whole_days_within(insurance(sub, world) * ctx.plan.insured));
        bill.fen[Party::Association][Fen::Insurance] += today;
        bill.channels[Channel::SelfHelp] += today;
    }
    bill
}

/// What those in post and vacancies cost in a year, by channel, fen; clerks apart.
#[must_use]
pub fn committed(sub: &Subdistrict, world: &World, plan: &Plan) -> ByChannel<i64> {
    let mut sum = ByChannel::default();
    let own = &world.sites.by_subdistrict[usize::from(sub.index)];
    for (i, staff) in sub.staff.iter().enumerate() {
        for post in Post::ALL {
            let people = i64::from(staff.by_post[post]) + staff.vacancies[post].len() as i64;
            let price = match (post, own.seat_of(i)) {
                (Post::Purchased, Some(seat)) => {
                    let price = sub.organisations[seat].price;
                    price + of_contract(world, plan, price)
                }
                (Post::Granted, _) => {
                    with_friction(world, plan, post) * i64::from(staff.granted_minutes)
                        / i64::from(crate::base::calendar::MINUTES_PER_DAY)
                }
                _ => with_friction(world, plan, post),
            };
            sum[post.channel()] += people * price;
        }
    }
    sum[Channel::Facility] += sub.rooms.iter().filter(|r| r.operator.is_some()).count() as i64 * rent(world);
    if plan.shares[Channel::SelfHelp] > 0.0 {
        sum[Channel::SelfHelp] += whole_days_within(insurance(sub, world) * plan.insured);
    }
    sum
}

/// Insurance of a year, fen: of those active, as far as the budget was made for them, which is as many as there were at the start.
#[must_use]
pub fn insurance(sub: &Subdistrict, world: &World) -> f64 {
    let started = |c: u16| world.places.communities[usize::from(c)].volunteers;
    let people: f64 = sub.communities.iter().map(|c| f64::from(c.volunteers).min(started(c.index))).sum();
    people * *world.keys.volunteer.cost_per_year * FEN
}

/// Whether a kind of person is paid from the public budget.
#[must_use]
pub const fn is_public(kind: Kind) -> bool {
    matches!(kind, Kind::CommunityWorker | Kind::Certified | Kind::SocialWorker)
}
