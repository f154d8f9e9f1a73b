//! The treasury (财政): a year's budget is appropriated on its first day and accrues to the channels by the day; cash follows when it is due.
//!
//! cash = balances of the channels + what was delivered and not yet paid − what was paid in advance + what has not yet accrued this year.
//! So the public budget cannot be exceeded as long as balances and cash are not below zero. Balances are not, since what is in force costs no
//! more on any day than accrues and casual hours are bought out of what is there; cash is not, since advances are called back before it were.

use crate::base::calendar::whole_days_within;
use crate::base::calendar::{DAYS_PER_YEAR, MINUTES_PER_DAY};
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
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
pub fn day(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
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
    total.channels[ctx.plan.channel(Post::CommunityWorker)] += clerks;
    total.channels[Channel::InHouse] += severance;
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
fn settle(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>, total: &Bill, accrued: i64) {
    let day = ctx.day;
    if day.is_multiple_of(DAYS_PER_YEAR) {
        district.treasury.receive(district.budget);
        district.appropriated += district.budget;
    }
    district.appropriated -= accrued;
    district.balances.accrue(accrued, &ctx.plan.shares, ctx.plan.fenced, &total.channels);
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
fn call_back(subs: &mut Of<SubdistrictId, Subdistrict>, treasury: &mut Account, due: i64) {
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
fn revert(subs: &Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
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
fn stranded(subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) -> i64 {
    let day = ctx.day;
    let left = |from: u16| i64::from((DAYS_PER_YEAR - 1 - day % DAYS_PER_YEAR).saturating_sub(from.saturating_sub(day)));
    let mut stranded = -payables(subs);
    if stranded <= 0 {
        return 0;
    }
    for (sub, own) in subs.iter().zip(&ctx.world.sites.by_subdistrict) {
        for (org, i) in sub.organisations.iter().zip(own.all_organisations()) {
            let staff = &sub.staff[i];
            for post in Post::BOUGHT {
                let days =
                    i64::from(staff.by_post[post]) * left(day) + staff.vacancies[post].iter().map(|&d| left(d)).sum::<i64>();
                stranded -= org.price_of(post) / i64::from(DAYS_PER_YEAR) * days;
            }
        }
    }
    stranded.max(0)
}

/// What grants in force will take until they end, fen, and the most days that one of them has left.
pub(super) fn granted(subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) -> (i64, i64) {
    let price = Post::OF_GRANTS.map(|post| terms::with_friction(ctx.world, ctx.plan, post));
    let (mut sum, mut longest) = (0, 0);
    for (sub, own) in subs.iter().zip(&ctx.world.sites.by_subdistrict) {
        for (org, i) in sub.organisations.iter().zip(own.all_organisations()) {
            if let Some(grant) = org.grant {
                let days = i64::from(grant.until.saturating_sub(ctx.day));
                let minutes = i64::from(sub.staff[i].granted_minutes);
                let price = price[usize::from(ctx.world.occupations.is_care(grant.category))];
                sum += price * minutes / i64::from(MINUTES_PER_DAY) * days / i64::from(DAYS_PER_YEAR);
                longest = longest.max(days);
            }
        }
    }
    (sum, longest)
}

/// What was delivered and not yet paid, less what was paid in advance, fen.
#[must_use]
pub fn payables(subs: &Of<SubdistrictId, Subdistrict>) -> i64 {
    subs.iter().flat_map(|s| &s.organisations).map(|o| o.book.accrued - o.book.paid).sum()
}

/// Settles what the self-help channel pays besides coordinators: fundraising first, then insurance as far as it goes. Coordinators in post
/// come first: a policy may take over more of them than its share pays.
pub fn support(subs: &Of<SubdistrictId, Subdistrict>, district: &mut District, plan: &mut Plan, world: &World) {
    district.flows = channel::flows(district.budget, &plan.shares, plan.fenced, &committed(subs, district, world, plan));
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
pub fn committed(subs: &Of<SubdistrictId, Subdistrict>, district: &District, world: &World, plan: &Plan) -> ByChannel<i64> {
    let mut sum = ByChannel::default();
    for sub in subs {
        for (sum, fen) in sum.iter_mut().zip(funding::committed(sub, world, plan)) {
            *sum += fen;
        }
    }
    sum[plan.channel(Post::CommunityWorker)] += clerk_fen(&world.keys, district.clerk_minutes.iter().sum());
    sum[Channel::InHouse] += district.severance_yearly();
    sum[Channel::SelfHelp] += plan.fundraising;
    sum
}

/// Of what is in force, what cannot be called off within a month, fen a year: all but contracts with organisations.
#[must_use]
pub fn binding(subs: &Of<SubdistrictId, Subdistrict>, district: &District, world: &World, plan: &Plan) -> i64 {
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
pub fn inhouse_beyond_share(subs: &Of<SubdistrictId, Subdistrict>, district: &District, ctx: &Context<'_>) -> i64 {
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
pub fn flows(subs: &Of<SubdistrictId, Subdistrict>, district: &District, ctx: &Context<'_>) -> ByChannel<i64> {
    let committed = committed(subs, district, ctx.world, ctx.plan);
    channel::flows(district.budget, &ctx.plan.shares, ctx.plan.fenced, &committed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::Arm;
    use crate::model::state::arm::idle::{district, houses};
    use crate::model::state::district::Severance;
    use crate::model::state::organisation::Grant;

    const HERE: SubdistrictId = SubdistrictId::FIRST;

    /// Grants until a day, for so many minutes a day, one for each house.
    fn give(arm: &mut Arm, world: &World, grants: &[(u16, u32)]) {
        let sub = &mut arm.subs[HERE];
        for ((org, site), &(until, minutes)) in sub.organisations.iter_mut().zip(houses(world)).zip(grants) {
            org.grant = Some(Grant { until, category: world.categories.places().iter().next().expect("a category") });
            sub.staff[site].granted_minutes = minutes;
        }
    }

    #[test]
    fn grants_in_force_take_their_part_of_a_post_for_the_days_they_have_left() {
        let (world, keys, mut arm) = district(&[], |_| {});
        // A whole post costs 33,000 fen a day: half of it for 6 days, a quarter for 20.
        give(&mut arm, &world, &[(10, 240), (24, 120)]);
        let ctx = Context::quiet(&world, &arm.plan, &keys, 4);
        assert_eq!(granted(&arm.subs, &ctx), (16_500 * 6 + 8_250 * 20, 20));
        let ctx = Context::quiet(&world, &arm.plan, &keys, 12);
        assert_eq!(granted(&arm.subs, &ctx), (8_250 * 12, 12), "one has ended");
    }

    /// What is left to a channel that had 500,000 fen and can count on 1,000 a day, when its people can work off so much a day.
    fn kept(world: &World, keys: &crate::base::draws::Keys, arm: &mut Arm, channel: Channel, usable: i64) -> i64 {
        let d = &mut arm.district;
        (d.balances.0, d.flows, d.usable) = Default::default();
        (d.balances.0[channel], d.flows[channel], d.usable[channel]) = (500_000, 250_000, usable);
        let ctx = Context::quiet(world, &arm.plan, keys, 4);
        revert(&arm.subs, &mut arm.district, &ctx);
        assert_eq!(arm.district.balances.sum(), 500_000, "what one channel loses another has");
        assert_eq!(arm.district.balances.0[Channel::InHouse], 500_000 - arm.district.balances.0[channel]);
        arm.district.balances.0[channel]
    }

    #[test]
    fn a_channel_keeps_some_days_of_its_money_and_what_its_grants_will_take_the_rest_goes_to_offices() {
        let (world, keys, mut arm) = district(&["posts.casual_days=10"], |_| {});
        for channel in channel::OTHERS {
            assert_eq!(kept(&world, &keys, &mut arm, channel, 2_000), 10_000, "ten days of its money: {channel:?}");
            assert_eq!(kept(&world, &keys, &mut arm, channel, 400), 4_000, "ten days of its people: {channel:?}");
        }
        // What grants take beyond what comes in while the longest of them lasts.
        give(&mut arm, &world, &[(10, 240), (24, 120)]);
        assert_eq!(kept(&world, &keys, &mut arm, Channel::Venture, 2_000), 10_000 + 264_000 - 20 * 1_000);
        assert_eq!(kept(&world, &keys, &mut arm, Channel::Purchase, 2_000), 10_000);
    }

    #[test]
    fn an_advance_that_nobody_will_work_off_stays_with_purchase() {
        let (world, keys, mut arm) = district(&["posts.casual_days=10"], |_| {});
        let house = houses(&world)[0];
        arm.subs[HERE].organisations[0].book.paid = 60_000;
        arm.subs[HERE].organisations[0].price = 250 * 100;
        assert_eq!(kept(&world, &keys, &mut arm, Channel::Purchase, 2_000), 10_000 + 60_000);
        for other in [Channel::Venture, Channel::Facility, Channel::SelfHelp] {
            assert_eq!(kept(&world, &keys, &mut arm, other, 2_000), 10_000, "{other:?}");
        }
        // Two in post work all ten days that are left, whoever comes on the sixth four of them; next year does not count.
        arm.subs[HERE].staff[house].by_post[Post::Purchased] = 2;
        arm.subs[HERE].staff[house].vacancies[Post::Purchased] = vec![245, 260];
        let ctx = Context::quiet(&world, &arm.plan, &keys, 239);
        assert_eq!(stranded(&arm.subs, &ctx), 60_000 - 100 * (2 * 10 + 4));
        arm.subs[HERE].organisations[1].book.accrued = 58_000;
        let ctx = Context::quiet(&world, &arm.plan, &keys, 239);
        assert_eq!((payables(&arm.subs), stranded(&arm.subs, &ctx)), (-2_000, 0));
    }

    #[test]
    fn what_is_in_force_is_everybody_in_post_and_every_vacancy_at_its_price() {
        let (world, _, mut arm) = district(&[], |_| {});
        let (office, house) = (crate::model::office_site(&world, HERE, crate::base::places::Local::FIRST), houses(&world)[1]);
        let sub = &mut arm.subs[HERE];
        sub.staff[office].by_post[Post::CommunityWorker] = 3;
        sub.staff[office].vacancies[Post::CommunityWorker] = vec![9];
        sub.staff[house].by_post[Post::Purchased] = 2;
        sub.staff[house].vacancies[Post::Purchased] = vec![9, 9];
        sub.organisations[1].price = 8_000_000;
        arm.district.severance = vec![Severance { daily: 100, left: 150 }];
        arm.plan.fundraising = 500;
        let sum = committed(&arm.subs, &arm.district, &world, &arm.plan);
        // The tender is a tenth of a contract.
        let expected = [4 * 5_000_000 + 100 * 250, 4 * 8_800_000, 0, 0, 500, 0];
        assert_eq!(Channel::ALL.map(|c| sum[c]), expected);
        assert_eq!(binding(&arm.subs, &arm.district, &world, &arm.plan), expected[0] + 500, "contracts can be called off");
        assert_eq!((arm.district.pay_severance(), arm.district.pay_severance(), arm.district.pay_severance()), (100, 50, 0));
    }

    #[test]
    fn idle_money_may_go_to_posts_beyond_their_share_but_for_casual_hours_and_parts_of_posts() {
        let (world, keys, mut arm) = district(&["posts.casual_limit=1"], |_| {});
        // The dearest post is one of an operator: 7,500,000 fen and a tenth of it.
        let dearest = 8_250_000;
        let mut beyond = |budget, shares, usable: [i64; 2], balance| {
            arm.plan.shares = ByChannel::new(shares);
            arm.district.budget = budget;
            arm.district.usable = ByChannel::new([usable[0], usable[1], 0, 0, 0, 0]);
            arm.district.balances.0 = ByChannel::new([balance, 0, 0, 0, 0, 0]);
            inhouse_beyond_share(&arm.subs, &arm.district, &Context::quiet(&world, &arm.plan, &keys, 4))
        };
        let (all, most) = ([1.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.8, 0.2, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(beyond(100_000_000, all, [0, 0], 0), (100_000_000 - dearest) / 2, "half of it for their casual hours");
        assert_eq!(beyond(100_000_000, all, [1_000, 0], 50_000), (100_000_000 - dearest + 50_000 - 10_000 - 900 * 250) / 2);
        assert_eq!(beyond(100_000_000, most, [0, 2_000], 0), (100_000_000 - 2 * dearest - 1_800 * 250) / 2);
        // Of another channel no more than is left of its share.
        assert_eq!(beyond(20_000_000, most, [0, 2_000_000], 0), 0);
        assert_eq!(beyond(40_000_000, most, [0, 2_000_000], 0), (40_000_000 - 2 * dearest - 8_000_000) / 2);
        assert_eq!(beyond(dearest, all, [0, 0], 0), 0, "a part of a post is not idle");
    }

    #[test]
    fn advances_are_called_back_in_proportion_when_cash_does_not_cover_the_day() {
        let (_, _, mut arm) = district(&[], |_| {});
        for (org, advance) in arm.subs[HERE].organisations.iter_mut().zip([300, 100]) {
            (org.book.advance, org.book.paid, org.income) = (advance, advance, [advance, 0]);
        }
        let mut treasury = Account { cash: 50, received: 50, spent: 0 };
        call_back(&mut arm.subs, &mut treasury, 50);
        assert_eq!(treasury.cash, 50, "it covers the day");
        call_back(&mut arm.subs, &mut treasury, 251);
        // 201 are short: parts are rounded up.
        let left: Vec<i64> = arm.subs[HERE].organisations.iter().map(|o| o.book.advance).collect();
        assert_eq!((treasury.cash, left), (50 + 151 + 51, vec![149, 49]));
        call_back(&mut arm.subs, &mut treasury, 10_000);
        assert_eq!(treasury.cash, 450, "no more comes back than was paid");
    }

    #[test]
    fn a_year_begins_with_its_budget_and_a_day_pays_its_bill_and_the_tranches_that_are_due() {
        let (world, keys, mut arm) = district(&[], |_| {});
        arm.district.budget = 250 * 10_000;
        arm.plan.shares = ByChannel::new([0.5, 0.5, 0.0, 0.0, 0.0, 0.0]);
        let sub = &mut arm.subs[HERE];
        sub.bill.fen[Party::Office][Fen::Pay] = 1_000;
        sub.bill.fen[Party::Organisation][Fen::Pay] = 500;
        sub.bill.fen[Party::Organisation][Fen::OwnPay] = 77;
        (sub.bill.channels[Channel::InHouse], sub.bill.channels[Channel::Purchase]) = (1_000, 500);
        sub.delivered = 500;
        let before = sub.organisations[0].account.cash;
        sub.organisations[0].book.accrued = 300;
        sub.organisations[0].book.due = vec![(0, 200), (1, 100)];
        (sub.approvals.level.used_today, arm.district.level.used_today) = (7, 5);
        day(&mut arm.subs, &mut arm.district, &Context::quiet(&world, &arm.plan, &keys, 0));
        let (treasury, org) = (arm.district.treasury, &arm.subs[HERE].organisations[0]);
        // What is delivered under contracts is paid with its tranche.
        assert_eq!((treasury.received, treasury.spent), (2_500_000, 1_000 + 200));
        assert_eq!((org.account.cash - before, org.income[0], org.book.paid), (200, 200, 200));
        assert_eq!(org.book.due, [(1, 100)]);
        assert_eq!((arm.district.balances.sum(), arm.district.appropriated), (10_000 - 1_500, 2_490_000));
        let today = &arm.district.today;
        assert_eq!((today.accrued, today.clerk_used, today.bill.public()), (10_000, 12, 1_500));
        assert_eq!((arm.subs[HERE].approvals.level.used_today, arm.district.level.used_today), (0, 0));
        assert_eq!(arm.district.borne[Channel::InHouse], 1_000);
    }

    #[test]
    fn self_help_pays_coordinators_then_appeals_then_as_much_insurance_as_is_left() {
        let sets = ["volunteer.cost_per_year=100", "volunteer.active_share=0.01"];
        let share = |x| crate::scenario::keys::quantity::Share::new(x).expect("a share");
        let (world, _, mut arm) = district(&sets, |p| p.funding.fundraising = share(0.2));
        let settle = |arm: &mut Arm, budget: i64| {
            arm.plan.shares = ByChannel::new([0.5, 0.0, 0.0, 0.0, 0.5, 0.0]);
            (arm.plan.insured, arm.plan.fundraising) = (0.0, 0);
            arm.district.budget = budget;
            support(&arm.subs, &mut arm.district, &mut arm.plan, &world);
            (arm.plan.fundraising, arm.plan.insured)
        };
        // Forty volunteers at 100 yuan.
        let full = 40.0 * 100.0 * 100.0;
        let (appeals, insured) = settle(&mut arm, 500_000);
        assert_eq!(appeals, 50_000);
        assert!((insured - (250_000.0 - 50_000.0) / full).abs() < 1e-9, "{insured}");
        assert_eq!(settle(&mut arm, 5_000_000), (500_000, 1.0));
        let office = crate::model::office_site(&world, HERE, crate::base::places::Local::FIRST);
        arm.subs[HERE].staff[office].by_post[Post::Coordinator] = 1;
        // 250,000 are left: less than a fifth of the channel's money.
        assert_eq!(settle(&mut arm, 10_500_000), (250_000, 0.0));
    }
}
