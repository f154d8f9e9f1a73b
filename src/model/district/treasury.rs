//! The treasury (财政): a year's budget is appropriated on its first day and accrues to the channels by the day; cash follows when it is due.
//!
//! cash = balances of the channels + what was delivered and not yet paid − what was paid in advance + what has not yet accrued this year.
//! So the public budget cannot be exceeded as long as balances and cash are not below zero. Balances are not, since what is in force costs no
//! more on any day than accrues and casual hours are bought out of what is there; cash is not, since advances are called back before it were.

use crate::base::calendar::whole_days_within;
use crate::base::calendar::{DAYS_PER_YEAR, MINUTES_PER_DAY};
use crate::model::compiled::Plan;
use crate::model::money::charity;
use crate::model::money::{funding, terms};
use crate::model::state::bill::{Bill, Fen};
use crate::model::state::channel;
use crate::model::state::channel::{ByChannel, Channel};
use crate::model::state::organisation::Account;
use crate::model::state::post::Post;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::world::World;
use crate::world::sites::{Party, clerk_fen};

use crate::model::district::advances;
use crate::model::state::district::{DayBook, District};
use crate::model::state::files::Level;

/// Money and minutes of the day.
pub fn day(subs: &mut [Subdistrict], district: &mut District, ctx: &Context<'_>) {
    let world = ctx.world;
    let accrued = terms::daily(district.budget);
    let mut total = Bill::default();
    for sub in subs.iter() {
        total.add(&sub.bill);
    }
    let minutes: u64 = district.clerk_minutes.iter().sum();
    let clerks = terms::daily(clerk_fen(&world.keys, minutes));
    total.fen[Party::Government][Fen::Pay] += clerks;
    let severance = district.pay_severance();
    total.fen[Party::Government][Fen::Severance] += severance;
    total.channels[Channel::InHouse] += clerks + severance;
    let fundraising = charity::spending(ctx.plan);
    total.fen[Party::Association][Fen::Fundraising] += fundraising;
    total.channels[Channel::SelfHelp] += fundraising;
    for (sum, fen) in district.borne.iter_mut().zip(total.channels) {
        *sum += fen;
    }
    settle(subs, district, ctx, &total, accrued);
    let used = |level: &mut Level| std::mem::take(&mut level.used_today);
    let clerk_used = used(&mut district.level) + subs.iter_mut().map(|s| used(&mut s.approvals.level)).sum::<u64>();
    district.today = DayBook { bill: total, accrued, clerk_minutes: minutes, clerk_used };
    revert(subs, district, ctx);
}

/// Balances of the channels, then cash: what is not delivered under a contract is paid at once, tranches when they are due.
fn settle(subs: &mut [Subdistrict], district: &mut District, ctx: &Context<'_>, total: &Bill, accrued: i64) {
    let day = ctx.day;
    if day.is_multiple_of(DAYS_PER_YEAR) {
        district.treasury.receive(district.budget);
        district.appropriated += district.budget;
    }
    district.appropriated -= accrued;
    district.balances.accrue(accrued, &ctx.plan.shares, &total.channels);
    let delivered: i64 = subs.iter_mut().map(|s| std::mem::take(&mut s.delivered)).sum();
    let due = total.public() - delivered;
    call_back(subs, &mut district.treasury, due);
    district.treasury.spend(due);
    for sub in subs.iter_mut() {
        for org in sub.organisations.iter_mut().filter(|o| !o.book.due.is_empty()) {
            let (account, book, income) = (&mut org.account, &mut org.book, &mut org.income);
            book.due.retain(|&(when, fen)| {
                // Government pays late rather than beyond its cash.
                if when > day || district.treasury.cash < fen {
                    return true;
                }
                district.treasury.spend(fen);
                account.receive(fen);
                income[0] += fen;
                book.paid += fen;
                false
            });
        }
    }
}

/// When cash does not cover what is due today, advances that are not yet worked off are called back, from all houses in proportion. With all
/// of them back, cash is the sum of balances, of what was delivered and not yet paid, and of what has not yet accrued, none of which is below
/// zero. Posts that nobody takes while others find people can bring it to that.
fn call_back(subs: &mut [Subdistrict], treasury: &mut Account, due: i64) {
    let short = due - treasury.cash;
    if short <= 0 {
        return;
    }
    let houses = || subs.iter().flat_map(|s| &s.organisations);
    let advanced: i64 = houses().map(|o| o.book.advance).sum();
    if advanced <= 0 {
        return;
    }
    for org in subs.iter_mut().flat_map(|s| &mut s.organisations) {
        // Rounded up, so that the parts are enough.
        let part = i128::from(org.book.advance) * i128::from(short.min(advanced));
        let part = (part + i128::from(advanced) - 1) / i128::from(advanced);
        advances::repay(org, treasury, i64::try_from(part).unwrap_or(i64::MAX));
    }
}

/// What a channel has beyond some days of its money, as far as its people can work it off in casual hours, and beyond what grants in force
/// will take, reverts to in-house staff; and what was paid in advance to holders who find nobody for their posts stays, since it is not there
/// to be spent.
fn revert(subs: &[Subdistrict], district: &mut District, ctx: &Context<'_>) {
    let (flows, usable) = (district.flows, district.usable);
    for channel in channel::OTHERS {
        if district.balances.0[channel] <= 0 {
            continue;
        }
        let daily = flows[channel] / i64::from(DAYS_PER_YEAR);
        let mut needed = daily.min(usable[channel]) * i64::from(ctx.world.keys.posts.casual_days.get());
        if channel == Channel::Venture {
            // Beyond the money that comes in meanwhile.
            let (taken, longest) = granted(subs, ctx);
            needed += taken - longest * daily;
        }
        if channel == Channel::Purchase {
            needed += stranded(subs, ctx);
        }
        district.balances.revert(channel, needed);
    }
}

/// What was paid in advance beyond all that was delivered and is not yet paid, and that nobody will work off this year: those in post work
/// all days that are left of it, those being hired from the day on which they are due. Fen.
fn stranded(subs: &[Subdistrict], ctx: &Context<'_>) -> i64 {
    let day = ctx.day;
    let left = |from: u16| i64::from((DAYS_PER_YEAR - 1 - day % DAYS_PER_YEAR).saturating_sub(from.saturating_sub(day)));
    let mut stranded = -payables(subs);
    if stranded <= 0 {
        return 0;
    }
    for (sub, own) in subs.iter().zip(&ctx.world.sites.by_subdistrict) {
        for (org, i) in sub.organisations.iter().zip(own.all_organisations()) {
            let (staff, post) = (&sub.staff[i], Post::Purchased);
            let days = i64::from(staff.by_post[post]) * left(day) + staff.vacancies[post].iter().map(|&d| left(d)).sum::<i64>();
            stranded -= org.price / i64::from(DAYS_PER_YEAR) * days;
        }
    }
    stranded.max(0)
}

/// What grants in force will take until they end, fen, and the most days that one of them has left.
pub(super) fn granted(subs: &[Subdistrict], ctx: &Context<'_>) -> (i64, i64) {
    let price = terms::with_friction(ctx.world, ctx.plan, Post::Granted);
    let (mut sum, mut longest) = (0, 0);
    for (sub, own) in subs.iter().zip(&ctx.world.sites.by_subdistrict) {
        for (org, i) in sub.organisations.iter().zip(own.all_organisations()) {
            if let Some(grant) = org.grant {
                let days = i64::from(grant.until.saturating_sub(ctx.day));
                let minutes = i64::from(sub.staff[i].granted_minutes);
                sum += price * minutes / i64::from(MINUTES_PER_DAY) * days / i64::from(DAYS_PER_YEAR);
                longest = longest.max(days);
            }
        }
    }
    (sum, longest)
}

/// What was delivered and not yet paid, less what was paid in advance, fen.
#[must_use]
pub fn payables(subs: &[Subdistrict]) -> i64 {
    subs.iter().flat_map(|s| &s.organisations).map(|o| o.book.accrued - o.book.paid).sum()
}

/// Settles what the self-help channel pays besides coordinators: fundraising first, then insurance as far as it goes. Coordinators in post
/// come first: a policy may take over more of them than its share pays.
pub fn support(subs: &[Subdistrict], district: &mut District, plan: &mut Plan, world: &World) {
    district.flows = channel::flows(district.budget, &plan.shares, &committed(subs, district, world, plan));
    let flow = district.flows[Channel::SelfHelp] as f64;
    let own = |staff: &Staff| {
        let post = Post::Coordinator;
        i64::from(staff.by_post[post]) + staff.vacancies[post].len() as i64
    };
    let coordinators: i64 = subs.iter().flat_map(|s| &s.staff).map(own).sum();
    let free = (flow - (coordinators * plan.prices.of(Post::Coordinator)) as f64).max(0.0);
    let fundraising = whole_days_within((flow * *plan.policy.funding.fundraising).min(free));
    let full: f64 = subs.iter().map(|s| funding::insurance(&s.communities, world)).sum();
    plan.fundraising = fundraising;
    plan.insured = if full > 0.0 { ((free - fundraising as f64) / full).clamp(0.0, 1.0) } else { 0.0 };
}

/// What is in force costs in a year, by channel, fen: everybody in post and every vacancy, facilities, insurance of volunteers; clerks and
/// severance, at a year's pay until all of it is paid, are borne in-house, fundraising by self-help.
#[must_use]
pub fn committed(subs: &[Subdistrict], district: &District, world: &World, plan: &Plan) -> ByChannel<i64> {
    let mut sum = ByChannel::default();
    for sub in subs {
        for (sum, fen) in sum.iter_mut().zip(funding::committed(sub, world, plan)) {
            *sum += fen;
        }
    }
    sum[Channel::InHouse] += clerk_fen(&world.keys, district.clerk_minutes.iter().sum()) + district.severance_yearly();
    sum[Channel::SelfHelp] += plan.fundraising;
    sum
}

/// Of what is in force, what cannot be called off within a month, fen a year: all but contracts with organisations.
#[must_use]
pub fn binding(subs: &[Subdistrict], district: &District, world: &World, plan: &Plan) -> i64 {
    let mut sum = committed(subs, district, world, plan);
    sum[Channel::Purchase] = 0;
    sum.iter().sum()
}

/// Money of a year that in-house posts may take although the policy's share is less, fen; none where nothing lies idle.
///
/// Idle is what is neither committed nor of use for casual hours: budget − Σ committed − ⁹⁄₁₀ · what a year of casual hours can cost, of other
/// channels no more than what is left of their share; parts of posts are not idle. To it comes, to be used within a year, what the in-house
/// channel holds beyond two weeks of casual hours. A new post takes its price and, with its casual hours, up to `casual_limit` of it again: so
/// idle ÷ (1 + limit) is added to what is in force.
#[must_use]
pub fn inhouse_beyond_share(subs: &[Subdistrict], district: &District, ctx: &Context<'_>) -> i64 {
    /// Casual hours of all people on all days leave nothing for days that bring more.
    const IN_USE: f64 = 0.9;
    const TWO_WEEKS: i64 = 10;
    let (world, plan) = (ctx.world, ctx.plan);
    let committed = committed(subs, district, world, plan);
    let budget = district.budget as f64;
    let free = district.budget - committed.iter().sum::<i64>();
    let hours = |c: Channel| IN_USE * district.usable[c] as f64 * f64::from(DAYS_PER_YEAR);
    let left = |c: Channel| (budget * plan.shares[c] - committed[c] as f64).max(0.0);
    let of_others: f64 = channel::OTHERS.iter().map(|&c| hours(c).min(left(c))).sum();
    let dearest = Post::ALL.iter().map(|&post| terms::with_friction(world, plan, post)).max().unwrap_or(0);
    let parts = plan.shares.iter().filter(|&&share| share > 0.0).count() as i64 * dearest;
    let (inhouse, usable) = (Channel::InHouse, district.usable[Channel::InHouse]);
    let waiting = if usable > 0 { (district.balances.0[inhouse] - TWO_WEEKS * usable).max(0) } else { 0 };
    let idle = (free + waiting - parts) as f64 - hours(inhouse) - of_others;
    if idle <= 0.0 {
        return 0;
    }
    committed[inhouse] - district.severance_yearly() + (idle / (1.0 + *world.keys.posts.casual_limit)) as i64
}

/// Money of a year that each channel can count on.
#[must_use]
pub fn flows(subs: &[Subdistrict], district: &District, ctx: &Context<'_>) -> ByChannel<i64> {
    let committed = committed(subs, district, ctx.world, ctx.plan);
    channel::flows(district.budget, &ctx.plan.shares, &committed)
}
