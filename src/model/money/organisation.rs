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
use crate::model::state::prices::Prices;
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
    let friction = |post: Post| daily(terms::friction(ctx.world, ctx.plan, post));
    for (org, site) in organisations.iter_mut().zip(own.all_organisations()).filter(|(o, _)| o.open) {
        let staff = &all_staff[site];
        org.account.receive(staff.charity_fen);
        org.income[1] += staff.charity_fen;
        org.account.spend(staff.charity_fen + staff.casual_fen);
        let mut value = staff.casual_fen;
        let row = &mut bill.fen[Party::Organisation];
        row[Fen::Charity] += staff.charity_fen;
        row[Fen::Pay] += staff.casual_fen;
        let all_own = i64::from(staff.heads) - heads(staff, &Post::BOUGHT) - heads(staff, &Post::OF_GRANTS);
        for care in [false, true] {
            let [bought_post, grants_post] = [Post::BOUGHT, Post::OF_GRANTS].map(|posts| posts[usize::from(care)]);
            let (bought, granted) = (heads(staff, &[bought_post]), heads(staff, &[grants_post]));
            let own_carers = i64::from(staff.carers) - heads(staff, &[Post::PurchasedCare, Post::GrantedCare]);
            let kept = if care { own_carers } else { all_own - own_carers };
            if (bought, granted, kept) == (0, 0, 0) {
                continue;
            }
            let (pay, overhead) = (daily(ctx.plan.prices.pay(bought_post)), daily(ctx.plan.prices.overhead(bought_post)));
            org.account.receive(kept * (pay + overhead));
            org.income[1] += kept * (pay + overhead);
            org.account.spend(kept * (pay + overhead));
            let paid = libm::round(pay as f64 * (1.0 - *ctx.world.keys.market.cut_saving * f64::from(org.cut))) as i64;
            let own_overhead = org.overhead(overhead);
            let price = org.price_of(bought_post);
            let transaction = bought * daily(terms::of_contract(ctx.world, ctx.plan, price));
            org.account.spend(bought * (paid + own_overhead));
            value += bought * daily(price);
            // A grant's post is part of a day, and is paid while somebody holds it.
            let part = |fen: i64| granted * (fen * i64::from(staff.granted_minutes) / i64::from(MINUTES_PER_DAY));
            let (grant_pay, grant_overhead, grant_friction) = (part(pay), part(overhead), part(friction(grants_post)));
            org.account.receive(grant_pay + grant_overhead);
            org.income[0] += grant_pay + grant_overhead;
            org.account.spend(grant_pay + grant_overhead);
            row[Fen::Pay] += bought * paid + grant_pay;
            row[Fen::Overhead] += bought * own_overhead + grant_overhead;
            row[Fen::Margin] += bought * (daily(price) - paid - own_overhead);
            row[Fen::Transaction] += transaction + grant_friction;
            row[Fen::OwnPay] += kept * pay;
            row[Fen::OwnOverhead] += kept * overhead;
            bill.channels[Channel::Purchase] += transaction;
            bill.channels[Channel::Venture] += grant_pay + grant_overhead + grant_friction;
        }
        delivered += value;
        org.book.accrued += value;
        org.book.quarter += value;
        bill.channels[Channel::Purchase] += value;
    }
    let rent = daily(terms::rent(ctx.world));
    for (rooms, site) in rooms.iter().zip(own.facilities) {
        let Some(operator) = rooms.operator else { continue };
        let staff = &all_staff[site];
        let of = |fen: fn(&Prices, Post) -> i64| -> i64 {
            Post::OPERATED.iter().map(|&post| heads(staff, &[post]) * daily(fen(&ctx.plan.prices, post))).sum()
        };
        let (pay, overhead) = (of(Prices::pay), of(Prices::overhead));
        let transaction: i64 = Post::OPERATED.iter().map(|&post| heads(staff, &[post]) * friction(post)).sum();
        let value = pay + overhead + rent + staff.casual_fen;
        let org = &mut organisations[usize::from(operator)];
        org.account.spend(value);
        delivered += value;
        org.book.accrued += value;
        org.book.quarter += value;
        let row = &mut bill.fen[Party::Organisation];
        row[Fen::Pay] += pay + staff.casual_fen;
        row[Fen::Overhead] += overhead;
        row[Fen::Rent] += rent;
        row[Fen::Transaction] += transaction;
        bill.channels[Channel::Facility] += value + transaction;
    }
    let credit = *ctx.world.keys.market.credit;
    for org in organisations.iter_mut().filter(|o| o.open) {
        let loan = libm::floor((org.book.accrued - org.book.paid).max(0) as f64 * credit) as i64;
        org.red = if org.account.cash + loan < 0 { org.red.saturating_add(1) } else { 0 };
    }
    delivered
}

/// People in posts of these kinds.
fn heads(staff: &Staff, posts: &[Post]) -> i64 {
    posts.iter().map(|&post| i64::from(staff.by_post[post])).sum()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::SubdistrictId;
    use crate::model::state::arm::idle::{district, houses};
    use crate::scenario::keys::quantity::{Count, Share};

    const HERE: SubdistrictId = SubdistrictId::FIRST;

    #[test]
    fn a_house_pays_its_people_and_its_overhead_and_delivers_at_its_price() {
        let (world, keys, mut arm) = district(&["market.cut_saving=0.2"], |_| {});
        let (sub, own) = (&mut arm.subs[HERE], &world.sites.by_subdistrict[HERE]);
        let staff = &mut sub.staff[houses(&world)[0]];
        (staff.heads, staff.casual_fen, staff.charity_fen, staff.granted_minutes) = (5, 500, 70, 120);
        (staff.by_post[Post::Purchased], staff.by_post[Post::Granted]) = (2, 1);
        let org = &mut sub.organisations[0];
        (org.price, org.cut, org.overhead_factor, org.account) = (9_000_000, 0.5, 1.5, Default::default());
        let mut bill = Bill::default();
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        let delivered = day(&mut sub.organisations, &sub.staff, &sub.rooms, own, &ctx, &mut bill);
        // Contracts pay two posts 36,000 each and the casual hours; a cut of half saves a tenth of 24,000 of pay; overhead is half as much again as 6,000.
        // Two of its own cost what comes in for them; a quarter of a day of a grant's post costs 6,000 and 1,500.
        let org = &sub.organisations[0];
        assert_eq!((delivered, org.book.accrued, org.book.quarter), (72_500, 72_500, 72_500));
        assert_eq!(org.income, [7_500, 2 * 30_000 + 70]);
        assert_eq!((org.account.received, org.account.spent), (67_570, 67_570 + 2 * (21_600 + 9_000) + 500));
        let row = &bill.fen[Party::Organisation];
        assert_eq!((row[Fen::Pay], row[Fen::Overhead]), (2 * 21_600 + 500 + 6_000, 2 * 9_000 + 1_500));
        assert_eq!((row[Fen::Margin], row[Fen::Transaction]), (2 * (36_000 - 30_600), 2 * 3_600 + 750));
        assert_eq!((row[Fen::Charity], row[Fen::OwnPay], row[Fen::OwnOverhead]), (70, 48_000, 12_000));
        assert_eq!((bill.channels[Channel::Purchase], bill.channels[Channel::Venture]), (72_500 + 7_200, 7_500 + 750));
        assert_eq!(bill.public(), bill.channels.iter().sum::<i64>());
        // A day like the first comes on top.
        day(&mut sub.organisations, &sub.staff, &sub.rooms, own, &ctx, &mut bill);
        assert_eq!((bill.channels[Channel::Venture], bill.fen[Party::Organisation][Fen::OwnPay]), (2 * 8_250, 2 * 48_000));
        assert_eq!((sub.organisations[0].income[1], sub.organisations[0].book.quarter), (2 * 60_070, 2 * 72_500));
    }

    #[test]
    fn a_house_pays_care_workers_their_own_pay_whoever_pays_the_house() {
        let sets = ["market.cut_saving=0.2", "care_worker.hired=true", "care_worker.wage=40000"];
        let (world, keys, mut arm) = district(&sets, |_| {});
        let (sub, own) = (&mut arm.subs[HERE], &world.sites.by_subdistrict[HERE]);
        let staff = &mut sub.staff[houses(&world)[0]];
        // Under the contract two social workers and three care workers, one of them on a grant, two social workers and a care worker of its own.
        (staff.heads, staff.carers, staff.granted_minutes) = (9, 5, 120);
        let [posts, grants] = [Post::BOUGHT, Post::OF_GRANTS];
        (staff.by_post[posts[0]], staff.by_post[posts[1]], staff.by_post[grants[1]]) = (2, 3, 1);
        let org = &mut sub.organisations[0];
        (org.price, org.care_price, org.cut, org.account) = (9_000_000, 6_000_000, 0.5, Default::default());
        let mut bill = Bill::default();
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        let delivered = day(&mut sub.organisations, &sub.staff, &sub.rooms, own, &ctx, &mut bill);
        // A day of a care worker costs 16,000 and 4,000 of overhead.
        assert_eq!(delivered, 2 * 36_000 + 3 * 24_000);
        let row = &bill.fen[Party::Organisation];
        assert_eq!((row[Fen::Pay], row[Fen::Overhead]), (2 * 21_600 + 3 * 14_400 + 4_000, 2 * 6_000 + 3 * 4_000 + 1_000));
        assert_eq!(row[Fen::Margin], 2 * (36_000 - 27_600) + 3 * (24_000 - 18_400));
        assert_eq!((row[Fen::OwnPay], row[Fen::OwnOverhead]), (2 * 24_000 + 16_000, 2 * 6_000 + 4_000));
        assert_eq!(row[Fen::Transaction], 2 * 3_600 + 3 * 2_400 + 500);
        assert_eq!((bill.channels[Channel::Purchase], bill.channels[Channel::Venture]), (144_000 + 14_400, 5_000 + 500));
        assert_eq!(bill.public(), bill.channels.iter().sum::<i64>());
    }

    #[test]
    fn an_operator_is_owed_its_people_the_rent_and_casual_hours_and_the_public_bears_the_tender() {
        let (world, keys, mut arm) = district(&["facility.rooms_per_10k=5", "facility.fixed_cost=50000"], |_| {});
        let (sub, own) = (&mut arm.subs[HERE], &world.sites.by_subdistrict[HERE]);
        sub.rooms[1].operator = Some(1);
        let site = own.facilities.nth(1);
        (sub.staff[site].by_post[Post::Operator], sub.staff[site].casual_fen) = (3, 200);
        sub.organisations[1].account = Default::default();
        let mut bill = Bill::default();
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        let delivered = day(&mut sub.organisations, &sub.staff, &sub.rooms, own, &ctx, &mut bill);
        let value = 3 * 30_000 + 20_000 + 200;
        assert_eq!((delivered, sub.organisations[1].book.accrued, sub.organisations[1].account.cash), (value, value, -value));
        assert_eq!(sub.organisations[0].book.accrued, 0);
        let row = &bill.fen[Party::Organisation];
        assert_eq!((row[Fen::Pay], row[Fen::Overhead], row[Fen::Rent]), (72_200, 18_000, 20_000));
        assert_eq!((row[Fen::Transaction], bill.channels[Channel::Facility]), (9_000, value + 9_000));
    }

    #[test]
    fn days_below_zero_are_counted_until_cash_and_loan_cover_them() {
        let (world, keys, mut arm) = district(&["market.credit=0.5"], |_| {});
        let (sub, own) = (&mut arm.subs[HERE], &world.sites.by_subdistrict[HERE]);
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        let mut red = |cash: i64| {
            let org = &mut sub.organisations[0];
            (org.account.cash, org.book.accrued, org.book.paid) = (cash, 1_500, 500);
            day(&mut sub.organisations, &sub.staff, &sub.rooms, own, &ctx, &mut Bill::default());
            sub.organisations[0].red
        };
        assert_eq!([red(-500), red(-501), red(-501), red(-500), red(-501)], [0, 1, 2, 0, 1]);
    }

    #[test]
    fn a_quarter_sends_what_was_delivered_less_the_advance_worked_off_on_its_way() {
        let (world, keys, mut arm) = district(&["market.contract_report_minutes=90"], |p| {
            p.purchase.advance = Share::new(0.2).expect("a share");
            p.purchase.pay_delay_days = Count::new(60).expect("days");
        });
        let (sub, own) = (&mut arm.subs[HERE], &world.sites.by_subdistrict[HERE]);
        let end = |sub: &mut crate::model::state::subdistrict::Subdistrict, day: u16| {
            let ctx = Context::quiet(&world, &arm.plan, &keys, day);
            quarter(&mut sub.organisations, &mut sub.staff, &mut sub.days, own, &ctx);
        };
        (sub.organisations[0].book.quarter, sub.organisations[0].book.advance) = (1_000, 250);
        end(sub, 62);
        let book = &sub.organisations[0].book;
        assert_eq!((book.due.as_slice(), book.advance, book.quarter), (&[(122, 800)][..], 50, 0));
        sub.organisations[0].book.quarter = 1_000;
        end(sub, 124);
        let book = &sub.organisations[0].book;
        assert_eq!((book.due.as_slice(), book.advance), (&[(122, 800), (184, 950)][..], 0));
        end(sub, 187);
        assert_eq!(sub.organisations[0].book.due.len(), 2, "nothing was delivered");
        assert!(sub.organisations[1].book.due.is_empty());
        let reports: Vec<u32> = houses(&world).iter().map(|i| sub.days[*i].owed[Account::Reports]).collect();
        assert_eq!(reports, [180, 0]);
    }

    #[test]
    fn a_quarter_moves_reputation_to_what_was_resolved_and_dependence_to_what_the_public_paid() {
        let sets = ["market.reputation_pace=0.25", "market.reputation=0.5", "market.evaluation_noise=0.3"];
        let judged = |monitoring: f64, cases: [u32; 2], income: [i64; 2]| {
            let (world, keys, mut arm) = district(&sets, |p| p.purchase.monitoring = Share::new(monitoring).expect("a share"));
            let (sub, own) = (&mut arm.subs[HERE], &world.sites.by_subdistrict[HERE]);
            sub.staff[houses(&world)[0]].cases = cases;
            sub.organisations[0].income = income;
            let ctx = Context::quiet(&world, &arm.plan, &keys, 62);
            quarter(&mut sub.organisations, &mut sub.staff, &mut sub.days, own, &ctx);
            assert_eq!((sub.organisations[0].income, sub.staff[houses(&world)[0]].cases), ([0; 2], [0; 2]));
            (sub.organisations[0].reputation, sub.organisations[0].dependence)
        };
        let near = |a: (f32, f32), b: (f32, f32)| assert!((a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6, "{a:?} {b:?}");
        near(judged(1.0, [8, 2], [300, 100]), (0.575, 0.375));
        near(judged(1.0, [0, 0], [0, 0]), (0.5, 0.0));
        near(judged(1.0, [0, 5], [-300, 100]), (0.375, 0.0));
        let (unwatched, _) = judged(0.0, [8, 2], [0, 0]);
        assert!((unwatched - 0.575).abs() > 1e-4, "who does not look errs");
    }
}
