//! The market: tenders against exact laws, money that closes, and what each mechanism does.

#[path = "support/days.rs"]
mod days;
#[path = "support/small_world.rs"]
mod small_world;

use days::Days;
use proptest::prelude::*;
use sanshe::base::calendar::{DAYS_PER_YEAR, MINUTES_PER_DAY};
use sanshe::base::draws::{Draw, Keys};
use sanshe::base::of::Of;
use sanshe::base::places::SubdistrictId;
use sanshe::engine::block::Engine;
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;
use sanshe::measure::trace::Trace;
use sanshe::measure::watch::Instruments;
use sanshe::model::money::purchase;
use sanshe::model::money::purchase::Bid;
use sanshe::model::money::terms;
use sanshe::model::state::channel::Channel;
use sanshe::model::state::post::Post;
use sanshe::scenario::keys::policy::{Award, Policy, Purchaser, WholeBudgetKeys};
use sanshe::scenario::keys::quantity::{Count, NonNegative, Share};
use small_world::metric;

/// The small world, two years after one.
fn small(sets: &[String], policies: &[&str]) -> Engine {
    let two_years = ["run.years=2"].into_iter().chain(sets.iter().map(String::as_str));
    small_world::small(&two_years.collect::<Vec<_>>(), Some(policies))
}

fn run(engine: &Engine) -> Vec<RunRecord> {
    small_world::run(engine, Collect::ALL)
}

/// Changes the policy at a place, whatever it is called.
fn change(engine: &mut Engine, name: &str, how: impl Fn(&mut Policy)) {
    let policy = engine.policies.iter_mut().find(|(n, _)| n == name).expect("the policy is there");
    how(&mut policy.1);
}

fn terms() -> sanshe::scenario::keys::policy::PurchaseKeys {
    small(&[], &["administrative"]).policies[0].1.purchase.clone()
}

fn market() -> sanshe::scenario::keys::market::MarketKeys {
    small(&[], &["administrative"]).world.keys.market.clone()
}

fn number(x: f64) -> NonNegative {
    NonNegative::new(x).expect("in range")
}

fn share(x: f64) -> Share {
    Share::new(x).expect("in range")
}

/// Variance of the first bidder's share of a hundred tenders, over many histories.
fn variance_of_wins(incumbency: f64) -> f64 {
    let mut terms = terms();
    (terms.quality, terms.price, terms.incumbency) = (number(0.0), number(0.0), number(incumbency));
    terms.award = Award::Winner;
    let keys = Keys::new(7);
    let histories = 4000;
    let (mut sum, mut squares) = (0.0, 0.0);
    for history in 0..histories {
        let mut wins = [0_u32; 2];
        for round in 0..100 {
            let bids = wins.map(|w| Bid { quality: 1.0, price: 1.0, standing: f64::from(w) + 1.0 });
            let shares =
                purchase::award(&terms, 1.0, &bids, |i| keys.unit(Draw::bid(history, round, SubdistrictId::FIRST, i as u8)));
            wins[usize::from(shares[1] > 0.5)] += 1;
        }
        let x = f64::from(wins[0]) / 100.0;
        sum += x;
        squares += x * x;
    }
    let n = histories as f64;
    squares / n - (sum / n) * (sum / n)
}

#[test]
fn a_committee_that_looks_at_standing_alone_is_a_polya_urn() {
    // Wins are uniform on 0..100: variance of the share (n + 2) / (12 n) = .085.
    let variance = variance_of_wins(1.0);
    assert!((variance - 0.085).abs() < 0.004, "{variance}");
}

#[test]
fn a_committee_that_sees_nothing_tosses_a_fair_coin() {
    let variance = variance_of_wins(0.0);
    assert!((variance - 0.0025).abs() < 0.0003, "{variance}");
}

#[test]
fn shared_awards_follow_the_replicator_equation() {
    let mut terms = terms();
    (terms.quality, terms.price, terms.incumbency) = (number(1.0), number(0.0), number(1.0));
    terms.award = Award::Shares;
    let mut x = [0.1, 0.9];
    for _ in 0..30 {
        let bids = [Bid { quality: 1.1, price: 1.0, standing: x[0] }, Bid { quality: 1.0, price: 1.0, standing: x[1] }];
        let shares = purchase::award(&terms, 1.0, &bids, |_| 0.5);
        x = [shares[0], shares[1]];
    }
    // x₀ f^t / (x₀ f^t + 1 − x₀)
    assert!((x[0] - 0.659_73).abs() < 5e-6, "{}", x[0]);
}

#[test]
fn bidders_burn_as_much_of_the_rent_as_tullock_says() {
    let market = market();
    assert!((purchase::effort(&market, 2, 1.0) - 0.25).abs() < 1e-12);
    assert!((2.0 * purchase::effort(&market, 2, 1.0) - 0.5).abs() < 1e-12);
    assert!((5.0 * purchase::effort(&market, 5, 1.0) - 0.8).abs() < 1e-12);
    assert_eq!(purchase::effort(&market, 1, 1.0), 0.0);
}

#[test]
fn quality_is_cut_exactly_when_fear_is_worth_less_than_the_saving() {
    let (market, mut terms) = (market(), terms());
    // s/b = .2/.3; with P = 1 and no weight on quality, m decides alone.
    terms.quality = number(0.0);
    terms.monitoring = share(2.0 / 3.0 + 1e-9);
    assert_eq!(purchase::cut(&market, &terms), 0.0);
    terms.monitoring = share(2.0 / 3.0 - 1e-6);
    assert!(purchase::cut(&market, &terms) > 0.0);
    terms.monitoring = share(0.0);
    assert!((purchase::cut(&market, &terms) - 0.4).abs() < 1e-12);
}

#[test]
fn the_public_budget_is_used_up_under_every_policy() {
    // What stands at the end of a window is the same whatever its length, and weighs more in a short one.
    for (years, most) in [("run.years=1", 1.5e-3), ("run.years=2", 1e-3), ("run.years=6", 1e-3)] {
        let engine = small_world::small(&[years], None);
        assert_eq!(engine.policies.len(), 12, "all that the main job compares");
        for (record, (name, _)) in run(&engine).iter().zip(&engine.policies) {
            let used = metric(record, "budget_used");
            assert!((used - 1.0).abs() < most, "{name} used {used} of its budget, {years}");
        }
    }
}

/// Coordinators whom a policy takes over come before appeals and insurance: these wait until there is money of the channel's own.
#[test]
fn a_policy_that_takes_over_more_coordinators_than_its_share_pays_exceeds_no_budget() {
    let sets = [
        "baseline=endogenous",
        "district.generate.residents=16000",
        "district.generate.residents_cv=0.4",
        "demand.needs_per_resident=0.1",
        "community_worker.per_10k=33.6",
        "social_worker.per_10k=1",
        "government.levels=0",
        "burnout.social_worker_quit=0",
        "posts.attrition=0",
        "trust.residential_turnover=0",
        "posts.dismissals=0.3",
        "wages.drift=0.02",
        "wages.scarcity=0.09",
        // Rooms that take what the others leave.
        "facility.fixed_cost=12000",
        "facility.posts=1",
        "facility.rooms_per_10k=3",
    ];
    let used = metric(&run(&small(&sets.map(str::to_owned), &["endogenous", "five-society"]))[1], "budget_used");
    assert!(used < 1.0 + 1e-3, "{used}");
}

/// An advance for posts that nobody takes stands with the holder: what accrues for them meanwhile is not there for other hours.
#[test]
fn advances_to_holders_who_find_nobody_exceed_no_budget() {
    let sets = [
        "run.years=2",
        "posts.social_worker_pool=1",
        "social_worker.per_10k=1",
        "community_worker.per_10k=36",
        "posts.community_worker_pool=60",
        "posts.attrition=0.4",
        "organisation.per_1000=0.3",
        "government.levels=0",
        "market.credit=1",
    ];
    let mut engine = small(&sets.map(str::to_owned), &["administrative", "purchase"]);
    change(&mut engine, "purchase", |p| p.purchase.advance = share(1.0));
    let used = metric(&run(&engine)[1], "budget_used");
    assert!(used < 1.0 + 1e-9, "{used}");
}

#[test]
fn terms_without_money_change_nothing() {
    let mut engine = small(&[], &["administrative", "reformed-administration"]);
    let before: Vec<String> = run(&engine).iter().flat_map(|r| r.tables.iter().map(|t| t.text().to_owned())).collect();
    for name in ["administrative", "reformed-administration"] {
        change(&mut engine, name, |p| {
            p.purchase.purchaser = Purchaser::District;
            p.purchase.period_days = Count::new(100).expect("in range");
            p.purchase.quality = number(3.0);
            p.purchase.advance = share(1.0);
            p.venture.panel_noise = number(9.0);
            p.facility.contract_days = Count::new(10).expect("in range");
            p.guidance.earmark = share(0.7);
            p.funding.fundraising = share(0.5);
        });
    }
    let after: Vec<String> = run(&engine).iter().flat_map(|r| r.tables.iter().map(|t| t.text().to_owned())).collect();
    assert!(before == after, "a term of a market without money moved a row");
}

#[test]
fn houses_that_are_paid_too_late_close_and_those_paid_at_once_do_not() {
    let closed = |delay: u32, credit: &str| {
        let mut engine = small(&[format!("market.credit={credit}"), "run.years=3".to_owned()], &["administrative", "purchase"]);
        change(&mut engine, "purchase", |p| {
            p.purchase.pay_delay_days = Count::new(delay).expect("in range");
            p.purchase.advance = share(if delay == 0 { 0.3 } else { 0.0 });
        });
        metric(&run(&engine)[1], "closed")
    };
    assert_eq!(closed(0, "0.9"), 0.0);
    assert!(closed(250, "0.0") > 0.0);
}

#[test]
fn rising_wages_leave_fewer_people_in_post() {
    let heads = |drift: &str| {
        let engine = small(&[format!("wages.drift={drift}"), "run.years=4".to_owned()], &["administrative"]);
        metric(&run(&engine)[0], "community_worker_heads")
    };
    assert!(heads("0.08") < heads("0.0"));
}

#[test]
fn an_establishment_that_is_capped_does_not_grow_with_money() {
    let engine = small(&["posts.inhouse_cap=10".to_owned()], &["administrative"]);
    let record = &run(&engine)[0];
    // 24,000 residents at 10 per 10,000: 24 in-house, beside one own social worker of each organisation.
    let inhouse =
        metric(record, "community_worker_heads") + metric(record, "social_worker_heads") - metric(record, "organisations");
    assert!(inhouse <= 24.0, "{inhouse}");
}

#[test]
fn tasks_that_are_passed_on_burden_organisations_and_are_not_lost() {
    let admin = |psi: &str| {
        let engine = small(
            &[format!("administration.pass_through={psi}"), "administration.hours_per_1000=9.4".to_owned()],
            &["administrative", "linkage"],
        );
        metric(&run(&engine)[1], "administrativisation_organisations")
    };
    assert!(admin("0.5") > admin("0.0"));
}

#[test]
fn donations_are_crowded_out_or_in_by_the_sign_of_one_key() {
    let raised = |sign: &str| {
        let engine = small(&[format!("charity.crowding_out={sign}")], &["administrative", "five-society"]);
        metric(&run(&engine)[1], "charity_cny")
    };
    let (out, none, crowded_in) = (raised("0.7"), raised("0.0"), raised("-0.3"));
    assert!(out < none && none < crowded_in, "{out} {none} {crowded_in}");
}

#[test]
fn grants_found_organisations_and_organisations_without_work_close() {
    let engine = small(
        &["market.entry_rate=1".to_owned(), "organisation.founders_per_1000=0.3".to_owned(), "run.years=4".to_owned()],
        &["administrative", "venture"],
    );
    let records = run(&engine);
    assert_eq!(metric(&records[0], "founded"), 0.0);
    assert!(metric(&records[1], "founded") > 0.0);
    assert!(metric(&records[1], "grants") > 0.0);
}

#[test]
fn a_grant_of_a_year_can_be_won_again_when_it_is_over() {
    let mut engine = small(&["organisation.per_1000=0.3".to_owned(), "run.years=4".to_owned()], &["administrative", "venture"]);
    let mut grants = |days: u32| {
        change(&mut engine, "venture", |p| {
            p.venture.days = Count::new(days).expect("days in range");
            p.venture.bar = share(0.0);
        });
        metric(&run(&engine)[1], "grants")
    };
    let (short, year) = (grants(200), grants(250));
    assert!(short > 0.0 && year > 0.8 * short, "{short} grants of 200 days, {year} of 250");
}

#[test]
fn a_tender_of_the_district_draws_more_bids_than_one_of_each_subdistrict() {
    let mut engine = small(&["organisation.per_1000=0.3".to_owned()], &["administrative", "purchase"]);
    let bids = |engine: &Engine| metric(&run(engine)[1], "bids_per_lot");
    let own = bids(&engine);
    change(&mut engine, "purchase", |p| p.purchase.purchaser = Purchaser::District);
    assert!(bids(&engine) > own);
}

#[test]
fn the_money_of_grants_is_what_their_holders_are_paid_and_what_it_takes_to_choose_them() {
    let engine = small(&["organisation.per_1000=0.3".to_owned()], &["administrative", "venture"]);
    let mut days = Days::of(&engine, 1);
    let (mut vacant, mut paid) = (0, 0);
    for _ in 0..2 * DAYS_PER_YEAR {
        let prices = days.arm.plan.prices;
        let holders = days.arm.subs.iter().flat_map(|s| &s.lines.workers).filter(|w| w.post == Some(Post::Granted));
        let share = |yearly: i64, full: u16| terms::daily(yearly) * i64::from(full) / i64::from(MINUTES_PER_DAY);
        let (mut people, mut due) = (0, 0);
        for holder in holders {
            people += 1;
            let choice = terms::friction(&engine.world, &days.arm.plan, Post::Granted);
            due += [prices.social_worker, prices.overhead, choice].map(|yearly| share(yearly, holder.full)).iter().sum::<i64>();
        }
        let grants = days.arm.subs.iter().flat_map(|s| &s.organisations).filter(|o| o.grant.is_some()).count();
        days.pass();
        let borne: i64 = days.arm.subs.iter().map(|s| s.bill.channels[Channel::Venture]).sum();
        assert_eq!(borne, due, "day {}: {grants} grants, {people} holders", days.day);
        vacant += u32::from(grants > people);
        paid += borne;
    }
    assert!(vacant > 0 && paid > 0, "{vacant} days with a vacant post, {paid} fen");
}

#[test]
fn hours_that_donations_and_self_help_bought_end_with_the_policy_that_bought_them() {
    let mut engine = small(&[], &["administrative", "five-society"]);
    engine.baseline = 1;
    let mut days = Days::of(&engine, 0);
    let hours = |days: &Days<'_>| -> [i64; 2] {
        let staff = days.arm.subs.iter().flat_map(|s| &s.staff);
        staff.fold([0; 2], |[support, charity], s| [support + s.support_fen + i64::from(s.support), charity + s.charity_fen])
    };
    let before = hours(&days);
    assert!(before.iter().all(|h| *h > 0), "support and donations of the last evening: {before:?}");
    days.pass();
    assert_eq!(hours(&days), [0, 0]);
}

/// A baseline whose budget follows results, three years before the window.
fn follows_results() -> Engine {
    let mut engine = small(&["baseline=five-society", "run.burn_in_years=3"].map(str::to_owned), &["five-society", "purchase"]);
    change(&mut engine, "five-society", |p| p.adaptive.step = share(0.1));
    engine
}

#[test]
fn a_budget_that_follows_results_follows_them_in_the_burn_in_too() {
    let engine = follows_results();
    let world = &engine.world;
    let of = |i: usize| sanshe::model::compiled::Plan::new(world, &engine.policies[i].1).shares;
    // The baseline goes on with what its results have made of the shares; another policy begins with its own.
    let (goes_on, begins) = (Days::of(&engine, 0), Days::of(&engine, 1));
    let moved: f64 = goes_on.arm.plan.shares.iter().zip(of(0)).map(|(now, first)| (now - first).abs()).sum::<f64>() / 2.0;
    assert!(moved > 0.05, "{moved} of the budget has moved in three years");
    assert_eq!(begins.arm.plan.shares, of(1));
}

/// The district lives on as it would have, whoever reads its logs.
#[test]
fn a_district_that_is_watched_lives_as_one_that_is_not() {
    let engine = follows_results();
    let world = &engine.world;
    let (mut alone, mut watched) = (Days::of(&engine, 0), Days::of(&engine, 0));
    let mut instruments = (
        Instruments::new(world, &engine.yardstick, Collect::ALL),
        Of::<SubdistrictId, _>::alike(
            Trace { everyone: true, cohort: 0..u16::MAX, ..Trace::default() },
            world.places.subdistricts.len(),
        ),
    );
    for _ in 0..2 * DAYS_PER_YEAR + 1 {
        alone.pass_watched(&mut ());
        watched.pass_watched(&mut instruments);
    }
    assert!(instruments.0.ledger.total().entitlement > 0 && instruments.1.iter().all(|t| t.endings.len() > 100));
    let state = |days: &Days<'_>| {
        let (arm, district) = (&days.arm, &days.arm.district);
        let posts: Vec<_> = arm.subs.iter().flat_map(|s| &s.staff).map(|s| (s.by_post, s.target, s.casual)).collect();
        let cash: Vec<_> =
            arm.subs.iter().flat_map(|s| &s.organisations).map(|o| (o.account, o.reputation, o.dependence)).collect();
        (arm.stages(), district.treasury, district.balances, district.seen, arm.plan.shares, posts, cash)
    };
    assert_eq!(state(&alone), state(&watched));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn in_any_market_every_account_closes_on_every_tick(
        shares in prop::array::uniform4(0.0_f64..1.0), fundraising in 0.0_f64..1.0, advance in 0.0_f64..1.0, delay in 0_u32..200,
        period in 20_u32..600, credit in 0.0_f64..1.0, drift in -0.05_f64..0.2, psi in 0.0_f64..1.0, entry in 0.0_f64..1.0,
        grant in 1000.0_f64..500_000.0, step in 0.0_f64..0.5, many in 0.0_f64..0.6, district in any::<bool>(), shared in any::<bool>(),
    ) {
        let sets = [
            format!("market.credit={credit}"), format!("wages.drift={drift}"), format!("administration.pass_through={psi}"),
            format!("market.entry_rate={entry}"), format!("organisation.per_1000={many}"), "organisation.founders_per_1000=0.2".to_owned(),
        ];
        let mut engine = small(&sets, &["administrative", "linkage"]);
        change(&mut engine, "linkage", |p| {
            let all: f64 = shares.iter().sum::<f64>() + 0.3;
            let [purchase, venture, facility, self_help] = shares.map(|s| share(s / all));
            let community_workers = share((1.0 - shares.iter().sum::<f64>() / all).clamp(0.0, 1.0));
            let inhouse = share(0.0);
            p.funding.whole_budget = Some(WholeBudgetKeys { community_workers, inhouse, purchase, venture, facility, self_help });
            p.funding.fundraising = share(fundraising);
            p.purchase.advance = share(advance);
            p.purchase.pay_delay_days = Count::new(delay).expect("in range");
            p.purchase.period_days = Count::new(period).expect("in range");
            p.purchase.purchaser = if district { Purchaser::District } else { Purchaser::Subdistrict };
            p.purchase.award = if shared { Award::Shares } else { Award::Winner };
            p.venture.grant = sanshe::scenario::keys::quantity::Positive::new(grant).expect("in range");
            p.adaptive.step = share(step);
        });
        let used = metric(&run(&engine)[1], "budget_used");
        prop_assert!(used < 1.01, "the budget was exceeded: {used}");
    }
}
