//! Money within the legal ranges of its keys: what the audit checks holds for all of them, under any policy, and every value that a run
//! writes lies within the range of its column.
//!
//! `PROPTEST_CASES=2000 cargo test --test money` looks at others.

use std::path::Path;

use proptest::prelude::*;
use sanshe::engine::block::{Conditions, Engine};
use sanshe::experiment::simulator::engine;
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;
use sanshe::scenario::keys::policy::{Award, Policy, PurchaseUnit};
use sanshe::scenario::keys::quantity::{Count, Factor, Fifth, NonNegative, Positive, Share};
use sanshe::scenario::load::{LoadOptions, load};
use sanshe::scenario::memory;

/// Keys that decide what something costs or how much money there is, from where to where, and whether by factors or by steps.
const KEYS: [(&str, f64, f64, bool); 44] = [
    ("community_worker.wage", 100.0, 1e6, true),
    ("social_worker.wage", 100.0, 1e6, true),
    ("community_worker.wage", 100.0, 3000.0, true),
    ("social_worker.wage", 100.0, 3000.0, true),
    ("community_worker.per_10k", 0.0, 30.0, false),
    ("social_worker.per_10k", 0.0, 15.0, false),
    ("government.clerk_hours", 1e-3, 3.0, true),
    ("organisation.overhead", 1e-3, 20.0, true),
    ("organisation.own_staff", 0.0, 4.0, false),
    ("organisation.reserve_months", 0.0, 24.0, false),
    ("organisation.red_days", 1.0, 400.0, false),
    ("organisation.founders_per_1000", 0.0, 1.0, false),
    ("volunteer.cost_per_year", 1.0, 1e5, true),
    ("volunteer.active_share", 0.0, 0.2, false),
    ("property_firm.wage", 1.0, 1e6, true),
    ("posts.attrition", 0.0, 1.0, false),
    ("posts.dismissals", 0.0, 1.0, false),
    ("posts.severance_months", 0.0, 60.0, false),
    ("posts.transfer", 0.0, 1.0, false),
    ("posts.vacancy_days", 0.0, 400.0, false),
    ("posts.social_worker_pool", 0.0, 3.0, false),
    ("posts.community_worker_pool", 0.0, 3.0, false),
    ("posts.inhouse_cap", 0.0, 30.0, false),
    ("posts.casual_limit", 0.0, 2.0, false),
    ("posts.casual_days", 1.0, 250.0, true),
    ("money.monitoring", 0.0, 3.0, false),
    ("money.tender", 0.0, 3.0, false),
    ("money.materials_per_hour", 0.0, 1000.0, false),
    ("market.markup", 0.0, 5.0, false),
    ("market.overhead_spread", 0.0, 1.0, false),
    ("market.cut_saving", 0.0, 1.0, false),
    ("market.credit", 0.0, 1.0, false),
    ("market.outside_price", 0.0, 1000.0, false),
    ("market.entry_rate", 0.0, 1.0, false),
    ("facility.rooms_per_10k", 0.0, 10.0, false),
    ("facility.fixed_cost", 1.0, 1e6, true),
    ("facility.posts", 1.0, 5.0, false),
    ("charity.yield_per_yuan", 0.0, 20.0, false),
    ("charity.most_per_resident", 0.0, 100.0, false),
    ("charity.crowding_out", -3.0, 3.0, false),
    ("wages.drift", -0.3, 0.3, false),
    ("wages.scarcity", 0.0, 0.5, false),
    ("government.levels", 0.0, 2.0, false),
    ("district.generate.residents", 400.0, 40_000.0, true),
];

/// A value of a key's range at a share of the way.
fn setting((key, low, high, by_factors): (&str, f64, f64, bool), at: f64) -> String {
    let x = if by_factors { low * libm::pow(high / low, at) } else { low + (high - low) * at };
    let whole = ["own_staff", "red_days", "casual_days", "facility.posts", "levels", "residents"];
    if whole.iter().any(|end| key.ends_with(end)) { format!("{key}={}", x.round()) } else { format!("{key}={x}") }
}

/// Other terms of money in a policy: shares, advances, delays, grants, contracts.
fn terms(policy: &mut Policy, at: &[f64]) {
    let share = |x: f64| Share::new(x.clamp(0.0, 1.0)).expect("a share");
    let whole = |from: f64, to: f64, at: f64| (from + (to - from) * at) as u32;
    // Some channels have nothing.
    let parts: Vec<f64> = at[..5].iter().map(|x| if *x < 0.2 { 0.0 } else { x * x }).collect();
    let sum: f64 = parts.iter().sum();
    if sum > 0.0 {
        let funding = &mut policy.funding;
        let of = |i: usize| share(parts[i] / sum);
        (funding.inhouse, funding.purchase, funding.venture, funding.facility, funding.self_help) =
            (of(0), of(1), of(2), of(3), of(4));
    }
    policy.funding.fundraising = share(at[5]);
    policy.funding.budget_factor = Factor::new(1.0 + (at[6] * 1.5 - 0.5).max(0.0)).expect("a factor");
    policy.purchase.advance = share(at[7] * 1.2);
    policy.purchase.pay_delay_days = Count::new(whole(0.0, 300.0, at[8])).expect("days");
    policy.purchase.period_days = Count::new(whole(20.0, 700.0, at[9])).expect("days");
    policy.purchase.monitoring = share(at[10]);
    policy.purchase.award = if at[11] < 0.5 { Award::Winner } else { Award::Shares };
    policy.purchase.quality = NonNegative::new(at[12] * 3.0).expect("a weight");
    policy.venture.grant = Positive::new(libm::pow(10.0, 1.0 + 5.0 * at[13])).expect("yuan");
    policy.venture.days = Count::new(whole(1.0, 600.0, at[14])).expect("days");
    policy.venture.award_rate = share(at[15]);
    policy.facility.contract_days = Count::new(whole(20.0, 700.0, at[16])).expect("days");
    policy.funding.personnel_moved = share(at[17] - 0.5);
    policy.purchase.unit = if at[17] < 0.2 { PurchaseUnit::Post } else { PurchaseUnit::Service };
    policy.funding.whole_budget = None;
    policy.adaptive.step = share(at[18] - 0.5);
    policy.tasks.refused = share(at[19] - 0.5);
    policy.tasks.bought = Fifth::new((at[20] - 0.5).max(0.0) * 0.4).expect("a fifth");
}

/// Worlds that are drawn are small, so that many can be.
const DRAWN: u64 = 64 << 20;
/// Those that are named may be of any size.
const ANY: u64 = u64::MAX;

/// The world with these settings under the shipped policies, two of them with other terms.
///
/// # Errors
/// Why it is refused.
fn world(settings: &[String], seed: u32, years: u32, policies: &[Vec<f64>], most_bytes: u64) -> Result<Engine, String> {
    let mut sets: Vec<String> =
        ["district.generate.subdistricts=2", "district.generate.communities=4", "district.generate.residents=6000"]
            .map(str::to_owned)
            .into();
    sets.extend([format!("run.root_seed={seed}"), format!("run.years={years}"), format!("run.burn_in_years={}", seed % 2)]);
    for setting in settings {
        // The last word on a key holds; a key is named once.
        let key = setting.split('=').next().unwrap_or_default();
        sets.retain(|s| s.split('=').next() != Some(key));
        sets.push(setting.clone());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference.toml");
    let experiment = load(&path, &LoadOptions { sets, ..LoadOptions::default() }).map_err(|e| format!("{e:?}"))?;
    let bytes = memory::of(&experiment).whole();
    if bytes > most_bytes {
        return Err(format!("it takes {bytes} bytes"));
    }
    let mut engine = engine(&experiment).map_err(|e| format!("{e:?}"))?;
    for (i, at) in policies.iter().enumerate() {
        let place = (seed as usize + 5 * i) % engine.policies.len();
        terms(&mut engine.policies[place].1, at);
    }
    let bounds = sanshe::engine::limits::check(&engine.world, &engine.policies);
    if bounds.is_empty() { Ok(engine) } else { Err(format!("{bounds:?}")) }
}

fn lived(engine: &Engine, audit: bool) -> Result<Vec<RunRecord>, TestCaseError> {
    let how = Conditions { audit, threads: 1, collect: Collect::ALL, ..Conditions::default() };
    let records = engine.block(0, &how).map_err(|halt| TestCaseError::fail(format!("{halt:?}")))?;
    for table in records.iter().flat_map(|r| &r.tables) {
        prop_assert_eq!(table.fault(), None);
    }
    Ok(records)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn money_closes_and_every_value_is_in_range_whatever_legal_keys_and_terms_say(
        keys in prop::collection::vec((0..KEYS.len(), 0.0..1.0_f64), 0..8),
        seed in 0..100_000_u32,
        years in 1..4_u32,
        policies in prop::collection::vec(prop::collection::vec(0.0..1.0_f64, 21), 0..3),
    ) {
        let settings: Vec<String> = keys.iter().map(|&(key, at)| setting(KEYS[key], at)).collect();
        let engine = world(&settings, seed, years, &policies, DRAWN).map_err(TestCaseError::reject)?;
        lived(&engine, true).map_err(|e| TestCaseError::fail(format!("{settings:?}: {e}")))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    /// The same where employers hire care workers, at any pay and skill, and pay overhead in-house.
    #[test]
    fn money_closes_whoever_is_hired_at_whatever_pay(
        keys in prop::collection::vec((0..KEYS.len(), 0.0..1.0_f64), 0..5),
        care in (0.0..1.0_f64, 0.0..1.0_f64, 0.0..1.0_f64, 0.0..1.0_f64),
        seed in 0..100_000_u32,
        years in 1..4_u32,
        policies in prop::collection::vec(prop::collection::vec(0.0..1.0_f64, 21), 0..3),
    ) {
        let (wage, pool, overhead, skill) = care;
        let own = [
            ("care_worker.wage", 100.0, 1e6, true),
            ("posts.care_worker_pool", 0.0, 5.0, false),
            ("social_worker.inhouse_overhead", 0.0, 2.0, false),
            ("category.comfort.skill_care_worker", 0.0, 1.0, false),
        ];
        let own = own.into_iter().zip([wage, pool, overhead, skill]).map(|(key, at)| setting(key, at));
        let settings: Vec<String> =
            keys.iter().map(|&(key, at)| setting(KEYS[key], at)).chain(own).chain(["care_worker.hired=true".to_owned()]).collect();
        let engine = world(&settings, seed, years, &policies, DRAWN).map_err(TestCaseError::reject)?;
        lived(&engine, true).map_err(|e| TestCaseError::fail(format!("{settings:?}: {e}")))?;
    }
}

/// The wages at which 0.1.0 spent more than there was.
#[test]
fn wages_of_a_few_hundred_yuan_keep_to_the_budget_to_the_fen() {
    for (community, social, residents, seed) in [
        (511, 138, 12_000, 8117),
        (104, 1952, 12_000, 8228),
        (649, 347, 6000, 5829),
        (1968, 1468, 2000, 5884),
        (100, 3000, 24_000, 1),
    ] {
        let settings = [
            format!("community_worker.wage={community}"),
            format!("social_worker.wage={social}"),
            format!("district.generate.residents={residents}"),
        ];
        let engine = world(&settings, seed, 2, &[], ANY).expect("it is legal");
        let records = lived(&engine, true).unwrap_or_else(|e| panic!("{settings:?}: {e}"));
        assert_eq!(records.len(), engine.policies.len());
    }
}

/// Posts that nobody takes while others find people: 0.1.0 spent the money of their advances a second time.
#[test]
fn advances_are_called_back_before_the_treasury_spends_what_it_has_not() {
    let settings = ["social_worker.per_10k=12.57578352298125".to_owned()];
    let engine = world(&settings, 77_502, 1, &[], ANY).expect("it is legal");
    lived(&engine, true).unwrap_or_else(|e| panic!("{e}"));
}

/// Idle money of the year before let a policy want more posts than the budget pays once wages have risen; none went.
#[test]
fn posts_go_until_the_budget_pays_them_however_many_are_wanted() {
    let settings = ["wages.scarcity=0.4342872300276761".to_owned(), "government.levels=0".to_owned()];
    let engine = world(&settings, 2849, 2, &[], ANY).expect("it is legal");
    lived(&engine, true).unwrap_or_else(|e| panic!("{e}"));
}
