//! Funding (经费): what a day costs, who pays, and where it goes; whole fen, so that every account closes.
//!
//! The budget of a year accrues by the day. In-house pay, contracts with organisations (pay and overhead), tender and monitoring,
//! severance, and the insurance of volunteers are paid from it; organisations' own staff by income from outside; property firms by
//! residents. A yearly amount is paid in equal daily parts, the remainder on the last day of the year.

use crate::world::sites::{PARTIES, Party};
use crate::world::{DAYS_PER_YEAR, FEN, World};

use super::plan::Plan;
use super::posts::{self, Post};
use super::subdistrict::{Context, Subdistrict};
use super::worker::Kind;

/// Accounts of money by party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Fen {
    /// Pay from the public budget.
    Pay,
    /// Overhead of contracts.
    Overhead,
    /// Pay from income outside the budget (organisations' own staff, property firms).
    OwnPay,
    /// Overhead on that.
    OwnOverhead,
    /// Tender and monitoring.
    Transaction,
    /// Severance.
    Severance,
    /// Insurance and training of volunteers.
    Insurance,
    /// Materials, paid by residents.
    Materials,
}

/// Number of accounts of money.
pub const FEN_ACCOUNTS: usize = 8;
/// Names in files.
pub const FEN_NAMES: [&str; FEN_ACCOUNTS] =
    ["pay", "overhead", "own_pay", "own_overhead", "transaction", "severance", "insurance", "materials"];
/// Accounts paid from the public budget.
pub const PUBLIC: [bool; FEN_ACCOUNTS] = [true, true, false, false, true, true, true, false];
/// Accounts that use resources; severance moves money and is no social cost.
pub const SOCIAL: [bool; FEN_ACCOUNTS] = [true, true, true, true, true, false, true, true];

/// What a day costs, by party and account.
pub type Bill = [[i64; FEN_ACCOUNTS]; PARTIES];

/// Budget of a year under a plan, fen.
#[must_use]
pub fn budget(world: &World, plan: &Plan) -> i64 {
    libm::round(world.budget_fen as f64 * *plan.policy.funding.budget_factor) as i64
}

/// A day's part of a yearly amount.
#[inline]
#[must_use]
pub fn daily(yearly: i64, day: u16) -> i64 {
    let year = i64::from(DAYS_PER_YEAR);
    yearly / year + if day % DAYS_PER_YEAR == DAYS_PER_YEAR - 1 { yearly % year } else { 0 }
}

/// Parts of the price of a purchased post in a year, fen: pay, overhead, tender and monitoring.
#[must_use]
pub fn contract(world: &World) -> [i64; 3] {
    let keys = &world.keys;
    let pay = libm::round(*keys.social_worker.wage * FEN) as i64;
    let overhead = libm::round(*keys.social_worker.wage * FEN * *keys.organisation.overhead) as i64;
    let extra = libm::round((pay + overhead) as f64 * (*keys.money.monitoring + *keys.money.tender)) as i64;
    [pay, overhead, extra]
}

/// Price of a purchased post in a year, fen.
#[must_use]
pub fn contract_price(world: &World) -> i64 {
    contract(world).iter().sum()
}

/// What a subdistrict costs today. Purses of organisations receive and spend.
pub fn bill(sub: &mut Subdistrict, ctx: &Context<'_>) -> Bill {
    let world = ctx.world;
    let own = &world.sites.by_subdistrict[usize::from(sub.index)];
    let mut bill: Bill = [[0; FEN_ACCOUNTS]; PARTIES];
    let per_day = |yearly: i64| daily(yearly, ctx.day);
    let (worker, social) =
        (per_day(posts::price(world, Post::CommunityWorker)), per_day(posts::price(world, Post::SocialWorker)));
    let [pay, overhead, extra] = contract(world).map(per_day);
    let firm_wage = libm::round(*world.keys.property_firm.wage * FEN) as i64;
    let materials = *world.keys.money.materials_per_hour * FEN;
    // Paid for the minutes given to needs of this kind.
    let year = f64::from(DAYS_PER_YEAR) * f64::from(crate::world::MINUTES_PER_DAY);
    for ((site, staff), day) in own.sites.iter().zip(&sub.staff).zip(&sub.days) {
        let row = &mut bill[site.party as usize];
        let direct = day.booked[super::minutes::Account::Direct as usize];
        if direct > 0 {
            row[Fen::Materials as usize] += libm::round(materials * f64::from(direct) / 60.0) as i64;
        }
        let heads = |post: Post| i64::from(staff.by_post[post as usize]);
        match site.party {
            Party::Association => {}
            Party::PropertyFirm => {
                row[Fen::OwnPay as usize] += libm::round(firm_wage as f64 * f64::from(day.paid()) / year) as i64;
            }
            _ => {
                row[Fen::Pay as usize] += (heads(Post::CommunityWorker) + heads(Post::Coordinator)) * worker;
                row[Fen::Pay as usize] += heads(Post::SocialWorker) * social;
            }
        }
    }
    let seats = usize::from(own.organisations.start)..usize::from(own.organisations.end);
    let row = &mut bill[Party::Organisation as usize];
    for (staff, purse) in sub.staff[seats].iter().zip(&mut sub.purses) {
        let bought = i64::from(staff.by_post[Post::Purchased as usize]);
        let kept = i64::from(staff.heads) - bought;
        let income = bought * (pay + overhead) + kept * (pay + overhead);
        purse.received += income;
        purse.spent += income;
        row[Fen::Pay as usize] += bought * pay;
        row[Fen::Overhead as usize] += bought * overhead;
        row[Fen::Transaction as usize] += bought * extra;
        row[Fen::OwnPay as usize] += kept * pay;
        row[Fen::OwnOverhead as usize] += kept * overhead;
    }
    if *ctx.plan.policy.funding.self_help > 0.0 {
        let yearly = libm::floor(insured(sub, world) * *world.keys.volunteer.cost_per_year * FEN) as i64;
        bill[Party::Association as usize][Fen::Insurance as usize] += per_day(yearly);
    }
    bill
}

/// Sum of a bill over what the public pays.
#[must_use]
pub fn public(bill: &Bill) -> i64 {
    bill.iter().flat_map(|row| row.iter().zip(PUBLIC)).map(|(fen, public)| if public { *fen } else { 0 }).sum()
}

/// Keeps the day's bill within the cash there is: people are paid, and as many volunteers are insured as the rest allows.
pub fn within(bill: &mut Bill, cash: i64) {
    let insurance = bill[Party::Association as usize][Fen::Insurance as usize];
    let rest = (cash - (public(bill) - insurance)).max(0);
    bill[Party::Association as usize][Fen::Insurance as usize] = insurance.min(rest);
}

/// What those committed in post and vacancies cost in a year, fen.
#[must_use]
pub fn committed(sub: &Subdistrict, world: &World, plan: &Plan) -> i64 {
    let mut sum = 0;
    for staff in &sub.staff {
        for post in posts::ALL {
            let people = staff.by_post[post as usize] as usize + staff.vacancies[post as usize].len();
            sum += people as i64 * posts::price(world, post);
        }
    }
    if *plan.policy.funding.self_help > 0.0 {
        sum += libm::ceil(insured(sub, world) * *world.keys.volunteer.cost_per_year * FEN) as i64;
    }
    sum
}

/// Volunteers who are insured: those active, as far as the budget was made for them, which is as many as there were at the start.
fn insured(sub: &Subdistrict, world: &World) -> f64 {
    sub.communities.iter().map(|c| f64::from(c.volunteers).min(world.places.communities[usize::from(c.index)].volunteers)).sum()
}

/// Whether a kind of person is paid from the public budget.
#[must_use]
pub const fn is_public(kind: Kind) -> bool {
    matches!(kind, Kind::CommunityWorker | Kind::Certified | Kind::SocialWorker)
}
