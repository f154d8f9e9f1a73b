//! Contracts: who gets them, what they cost besides the work, and when they end.

#[path = "support/days.rs"]
mod days;
#[path = "support/small_world.rs"]
mod small_world;

use days::Days;
use sanshe::base::calendar::{DAYS_PER_YEAR, FEN};
use sanshe::base::places::SiteId;
use sanshe::engine::block::Engine;
use sanshe::measure::collect::Collect;
use sanshe::model::district::entry;
use sanshe::model::money::terms;
use sanshe::model::state::arm::Arm;
use sanshe::model::state::bill::Fen;
use sanshe::model::state::channel::Channel;
use sanshe::model::state::minutes::Account;
use sanshe::model::state::post::Post;
use sanshe::model::state::subdistrict::Context;
use sanshe::scenario::keys::policy::Policy;
use sanshe::scenario::keys::quantity::{Count, NonNegative};
use sanshe::world::sites::{Party, Seat};
use small_world::{metric, run, small};

const MANY: [&str; 2] = ["organisation.per_1000=0.4", "run.years=2"];

fn engine(sets: &[&str], policies: &[&str]) -> Engine {
    small(&MANY.iter().chain(sets).collect::<Vec<_>>(), Some(policies))
}

/// Changes the policy at a place, whatever it is called.
fn change(engine: &mut Engine, place: usize, how: impl Fn(&mut Policy)) {
    how(&mut engine.policies[place].1);
}

/// Minutes of administration that organisations owe.
fn owed(days: &Days<'_>) -> u32 {
    let sites = days.arm.subs.iter().zip(&days.engine.world.sites.by_subdistrict);
    sites.flat_map(|(sub, own)| own.all_organisations().map(|i| sub.days[i].owed[Account::Administration])).sum()
}

#[test]
fn where_price_alone_counts_houses_with_little_overhead_hold_the_lots() {
    let held = |price: f64| {
        let mut engine = engine(&["market.score_noise=0.01", "organisation.per_1000=2"], &["administrative", "purchase"]);
        change(&mut engine, 1, |p| {
            let weights = [&mut p.purchase.quality, &mut p.purchase.price, &mut p.purchase.incumbency];
            for (weight, x) in weights.into_iter().zip([0.0, price, 0.0]) {
                *weight = NonNegative::new(x).expect("in range");
            }
        });
        let days = Days::of(&engine, 1);
        let lots = &days.arm.district.lots;
        let overhead = lots.iter().map(|lot| {
            let own = &engine.world.sites.by_subdistrict[usize::from(lot.holder.owner)];
            let seat = own.seat_of(own.site_of[lot.holder.unit]).expect("an organisation");
            let org = &days.arm.subs[usize::from(lot.holder.owner)].organisations[seat];
            (f64::from(org.overhead_factor), lot.price as f64)
        });
        let sum = overhead.fold((0.0, 0.0), |(a, b), (x, y)| (a + x, b + y));
        (sum.0 / lots.len() as f64, sum.1 / lots.len() as f64)
    };
    let (blind, keen) = (held(0.0), held(50.0));
    assert!(keen.0 < blind.0 - 0.05 && keen.1 < blind.1, "{blind:?} {keen:?}");
}

#[test]
fn rooms_cost_their_operators_a_bid_and_the_public_tender_and_monitoring() {
    let engine = engine(&[], &["administrative", "facility"]);
    let mut days = Days::of(&engine, 1);
    let open = |days: &Days<'_>| days.arm.subs.iter().flat_map(|s| &s.rooms).filter(|r| r.operator.is_some()).count();
    let (mut seen, mut opened) = (0, false);
    for _ in 0..2 * DAYS_PER_YEAR {
        let before = open(&days);
        days.pass();
        if before == 0 && open(&days) > 0 {
            opened = true;
            assert!(owed(&days) >= (*engine.world.keys.market.bid_hours * 60.0) as u32, "{}", owed(&days));
        }
        let heads: u32 = days.arm.subs.iter().flat_map(|s| &s.staff).map(|s| s.by_post[Post::Operator]).sum();
        let yearly = terms::friction(&engine.world, &days.arm.plan, Post::Operator);
        let borne: i64 = days.arm.subs.iter().map(|s| s.bill.fen[Party::Organisation][Fen::Transaction]).sum();
        // On the last day of a month people may leave between the bill and the count.
        if !days.day.is_multiple_of(20) {
            assert_eq!(borne, i64::from(heads) * yearly / i64::from(DAYS_PER_YEAR), "day {}", days.day);
        }
        seen += borne;
    }
    assert!(seen > 0 && opened);
    let price = days.arm.plan.prices.of(Post::Operator) as f64;
    let part = *engine.world.keys.money.tender + *engine.world.keys.money.monitoring * *days.arm.plan.policy.purchase.monitoring;
    let yearly = terms::friction(&engine.world, &days.arm.plan, Post::Operator) as f64;
    assert!((yearly - price * part).abs() <= f64::from(DAYS_PER_YEAR), "{yearly} of {price}");
}

#[test]
fn a_policy_that_pays_for_no_rooms_lets_the_contracts_it_finds_run_out() {
    let mut engine = engine(&["baseline=\"facility\""], &["facility", "administrative"]);
    change(&mut engine, 0, |p| p.facility.contract_days = Count::new(300).expect("in range"));
    let mut days = Days::of(&engine, 1);
    let open = |days: &Days<'_>| days.arm.subs.iter().flat_map(|s| &s.rooms).filter(|r| r.operator.is_some()).count();
    assert!(open(&days) > 0);
    for _ in 0..DAYS_PER_YEAR + 100 {
        days.pass();
    }
    assert_eq!(open(&days), 0);
    let people: u32 = days.arm.subs.iter().flat_map(|s| &s.staff).map(|s| s.by_post[Post::Operator]).sum();
    let rent: i64 = days.arm.subs.iter().map(|s| s.bill.channels[Channel::Facility]).sum();
    assert_eq!((people, rent), (0, 0));
}

#[test]
fn who_founds_a_house_anew_has_neither_the_debts_nor_the_name_of_the_last() {
    let sets = ["organisation.founders_per_1000=0.4", "market.entry_rate=1000000", "market.entry_density=0.5"];
    let engine = engine(&sets, &["administrative", "venture"]);
    let mut days = Days::of(&engine, 1);
    let world = &engine.world;
    let seats = |days: &Days<'_>| -> Vec<(usize, usize, SiteId)> {
        let all = world.sites.by_subdistrict.iter().enumerate();
        all.flat_map(|(s, own)| own.all_organisations().enumerate().map(move |(seat, i)| (s, seat, i)))
            .filter(|&(s, seat, i)| {
                world.sites.by_subdistrict[s].sites[i].seat == Seat::Founder && !days.arm.subs[s].organisations[seat].open
            })
            .collect()
    };
    for _ in 0..60 {
        days.pass();
    }
    let closed = seats(&days);
    assert!(closed.len() > 1, "{closed:?}");
    let still_paid = closed[0];
    for &(s, seat, i) in &closed {
        let sub = &mut days.arm.subs[s];
        let org = &mut sub.organisations[seat];
        org.account.spend(1_000_000 * FEN as i64);
        (org.red, org.wins, org.good, org.reputation) = (100, 7, false, 0.9);
        sub.days[i].owed[Account::Administration] = 5_000;
        if (s, seat, i) == still_paid {
            org.book.due.push((u16::MAX, 1));
        }
    }
    let Arm { subs, plan, .. } = &mut days.arm;
    entry::found(subs, &Context::quiet(world, plan, &days.keys, days.day));
    let mut founded = 0;
    for &(s, seat, i) in &closed {
        let sub = &days.arm.subs[s];
        let org = &sub.organisations[seat];
        if !org.open {
            continue;
        }
        founded += 1;
        assert_ne!((s, seat, i), still_paid, "the last house is not yet wound up");
        assert_eq!((org.account.cash, org.red, org.wins, org.good), (0, 0, 0, true));
        assert_eq!(org.reputation, *world.keys.market.reputation as f32);
        assert_eq!(sub.days[i].owed[Account::Administration], 0);
    }
    assert!(founded > 0, "{} seats", closed.len());
}

#[test]
fn no_round_is_held_for_a_year_that_nobody_lives_through() {
    let engine = engine(&[], &["administrative", "venture"]);
    let mut days = Days::of(&engine, 1);
    for _ in 0..DAYS_PER_YEAR + 1 {
        days.pass();
    }
    let given = days.arm.district.seen.grants;
    assert!(given > 0);
    assert_eq!(metric(&run(&engine, Collect::NONE)[1], "grants"), given as f64, "of two years, in the second alone");
}
