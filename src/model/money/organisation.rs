//! The finances of a social organisation (社会组织): income from outside, contracts, grants, pay, overhead, reputation,
//! dependence, and the day on which it closes.
//!
//! Its own staff is paid in full by income from outside the budget. What it delivers under contracts accrues at the contract's price and
//! is paid in advance and in tranches; people are paid every day, so that late payment is a debt. It can borrow a share of what is owed
//! to it, and closes when cash and loan have been below zero for some days in a row ([`crate::model::district::entry`]).
//!
//! reputation ← reputation + a (y − reputation), y the resolved share of a quarter's cases as the evaluator sees it.
//! dependence ← ½ dependence + ½ public income / income of the quarter.

use crate::base::calendar::MINUTES_PER_DAY;
use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::SiteId;
use crate::model::state::organisation::{Organisation, Rooms};
use crate::world::sites::{Party, SubdistrictSites};

use crate::model::money::terms::{self, daily};
use crate::model::state::bill::{Bill, Fen};
use crate::model::state::channel::Channel;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::post::Post;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;

/// Weight of the last quarter in the moving average of dependence.
const LAST_QUARTER: f32 = 0.5;

/// Today's income, outlays and deliveries of organisations. Returns the value delivered under contracts, fen.
pub fn day(
    organisations: &mut [Organisation],
    staff: &Of<SiteId, Staff>,
    rooms: &[Rooms],
    own: &SubdistrictSites,
    ctx: &Context<'_>,
    bill: &mut Bill,
) -> i64 {
    let mut delivered = 0;
    let all_staff = staff;
    let prices = &ctx.plan.prices;
    let (pay, overhead) = (daily(prices.social_worker), daily(prices.overhead));
    let friction = |post: Post| daily(terms::friction(ctx.world, ctx.plan, post));
    let (of_grants, of_operators) = (friction(Post::Granted), friction(Post::Operator));
    for (org, site) in organisations.iter_mut().zip(own.all_organisations()).filter(|(o, _)| o.open) {
        let staff = &all_staff[site];
        let (bought, granted) = (i64::from(staff.by_post[Post::Purchased]), i64::from(staff.by_post[Post::Granted]));
        let kept = i64::from(staff.heads) - bought - granted;
        org.account.receive(kept * (pay + overhead));
        org.income[1] += kept * (pay + overhead);
        org.account.spend(kept * (pay + overhead));
        let paid = libm::round(pay as f64 * (1.0 - *ctx.world.keys.market.cut_saving * f64::from(org.cut))) as i64;
        let own_overhead = org.overhead(overhead);
        let value = bought * daily(org.price) + staff.casual_fen;
        let transaction = bought * daily(terms::of_contract(ctx.world, ctx.plan, org.price));
        org.account.spend(bought * (paid + own_overhead) + staff.casual_fen);
        org.account.receive(staff.charity_fen);
        org.income[1] += staff.charity_fen;
        org.account.spend(staff.charity_fen);
        delivered += value;
        org.book.accrued += value;
        org.book.quarter += value;
        // A grant's post is part of a day, and is paid while somebody holds it.
        let part = |fen: i64| granted * (fen * i64::from(staff.granted_minutes) / i64::from(MINUTES_PER_DAY));
        let (grant_pay, grant_overhead, grant_friction) = (part(pay), part(overhead), part(of_grants));
        org.account.receive(grant_pay + grant_overhead);
        org.income[0] += grant_pay + grant_overhead;
        org.account.spend(grant_pay + grant_overhead);
        let row = &mut bill.fen[Party::Organisation];
        row[Fen::Pay] += bought * paid + staff.casual_fen + grant_pay;
        row[Fen::Overhead] += bought * own_overhead + grant_overhead;
        row[Fen::Margin] += value - staff.casual_fen - bought * (paid + own_overhead);
        row[Fen::Transaction] += transaction + grant_friction;
        row[Fen::Charity] += staff.charity_fen;
        row[Fen::OwnPay] += kept * pay;
        row[Fen::OwnOverhead] += kept * overhead;
        bill.channels[Channel::Purchase] += value + transaction;
        bill.channels[Channel::Venture] += grant_pay + grant_overhead + grant_friction;
    }
    let rent = daily(terms::rent(ctx.world));
    for (rooms, site) in rooms.iter().zip(own.facilities) {
        let Some(operator) = rooms.operator else { continue };
        let staff = &all_staff[site];
        let heads = i64::from(staff.by_post[Post::Operator]);
        let value = heads * (pay + overhead) + rent + staff.casual_fen;
        let org = &mut organisations[usize::from(operator)];
        org.account.spend(value);
        delivered += value;
        org.book.accrued += value;
        org.book.quarter += value;
        let row = &mut bill.fen[Party::Organisation];
        row[Fen::Pay] += heads * pay + staff.casual_fen;
        row[Fen::Overhead] += heads * overhead;
        row[Fen::Rent] += rent;
        row[Fen::Transaction] += heads * of_operators;
        bill.channels[Channel::Facility] += value + heads * of_operators;
    }
    let credit = *ctx.world.keys.market.credit;
    for org in organisations.iter_mut().filter(|o| o.open) {
        let loan = libm::floor((org.book.accrued - org.book.paid).max(0) as f64 * credit) as i64;
        org.red = if org.account.cash + loan < 0 { org.red.saturating_add(1) } else { 0 };
    }
    delivered
}

/// A quarter ends: reputation and dependence move, a tranche is on its way, reports are written.
pub fn quarter(
    organisations: &mut [Organisation],
    staff: &mut Of<SiteId, Staff>,
    days: &mut Of<SiteId, Day>,
    own: &SubdistrictSites,
    ctx: &Context<'_>,
) {
    let keys = &ctx.world.keys.market;
    let terms = &ctx.plan.policy.purchase;
    for (org, site) in organisations.iter_mut().zip(own.all_organisations()) {
        let staff = &mut staff[site];
        let [resolved, failed] = std::mem::take(&mut staff.cases);
        if org.open {
            judge(org, own.sites[site].stable, [resolved, failed], ctx);
        }
        // Deliveries before an organisation closed are also paid.
        let delivered = std::mem::take(&mut org.book.quarter);
        if delivered > 0 {
            let worked_off = org.book.advance.min(libm::round(delivered as f64 * *terms.advance) as i64);
            org.book.advance -= worked_off;
            let day = ctx.day.saturating_add(terms.pay_delay_days.get() as u16);
            org.book.due.push((day, delivered - worked_off));
        }
        if org.open && (delivered > 0 || org.grant.is_some()) {
            days[site].owe(Account::Reports, *keys.contract_report_minutes as u32);
        }
    }
}

/// A quarter's evaluation of an organisation: its reputation, with error unless it is monitored, and its dependence on public money.
fn judge(org: &mut Organisation, stable: u32, [resolved, failed]: [u32; 2], ctx: &Context<'_>) {
    let (keys, terms) = (&ctx.world.keys.market, &ctx.plan.policy.purchase);
    if resolved + failed > 0 {
        let seen = f64::from(resolved) / f64::from(resolved + failed);
        let noise = draws::normal(ctx.keys.bits(Draw::evaluation(stable, ctx.day)));
        let error = *keys.evaluation_noise * (1.0 - *terms.monitoring) * noise;
        org.reputation += *keys.reputation_pace as f32 * ((seen + error).clamp(0.0, 1.0) as f32 - org.reputation);
    }
    // Advances that go back may be more than what came in: then nothing came in.
    let [public, other] = org.income.map(|fen| fen.max(0));
    if public + other > 0 {
        let now = public as f32 / (public + other) as f32;
        org.dependence += LAST_QUARTER * (now - org.dependence);
    }
    org.income = [0; 2];
}
