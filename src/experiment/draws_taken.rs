//! The draws that a run takes: no two decisions share a key, and every draw of the table is one that somebody takes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::simulator::engine;
use super::tracing::{Choice, lives};
use crate::base::draws::heard;
use crate::base::draws::named::NAMED;
use crate::engine::block::Conditions;
use crate::measure::collect::Collect;
use crate::scenario::keys::policy::{Door, Doors};
use crate::scenario::keys::quantity::{Fifth, Share};
use crate::scenario::load::{LoadOptions, load};

/// Policies that together use every mechanism.
const POLICIES: [&str; 6] = ["administrative", "endogenous", "five-society", "purchase", "0.1.0/fusion-pvf", "facility"];

/// A small world in which whatever may be switched off is on, and there is money for rooms.
const EVERYTHING: [&str; 25] = [
    "intake.second_door=1",
    "handoff.loss=0.3",
    "district.generate.subdistricts=2",
    "district.generate.communities=8",
    "district.generate.residents=24000",
    "district.generate.residents_cv=0.5",
    "demand.heterogeneity=1.2",
    "demand.volatility=0.3",
    "demand.shifts_per_year=2",
    "shock.surge.day=20",
    "shock.surge.reach=0.5",
    "persistence.movers_take_needs=true",
    "trust.residential_turnover=0.3",
    "segment.adults.able_to_pay=0.3",
    "community_worker.per_10k=54",
    "social_worker.per_10k=15",
    "posts.community_worker_pool=90",
    "posts.social_worker_pool=27",
    "facility.fixed_cost=30000",
    "facility.posts=1",
    "posts.transfer=0.5",
    "facility.rooms_per_10k=2",
    "run.seeds=1",
    "run.burn_in_years=1",
    "run.years=1",
];

#[test]
fn no_two_decisions_of_a_run_share_a_key() {
    let options = LoadOptions {
        sets: EVERYTHING.map(str::to_owned).to_vec(),
        policies: Some(POLICIES.map(str::to_owned).to_vec()),
        memory: None,
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/shock.toml");
    let taken = heard::during(|| {
        let mut engine = engine(&load(&path, &options).expect("it loads")).expect("the world can be built");
        for (_, policy) in &mut engine.policies {
            policy.routing.bridging = Share::new(0.3).expect("in range");
            policy.intake.doors = Doors::of(&Door::ALL);
            (policy.tasks.refused, policy.tasks.bought) =
                (Share::new(0.3).expect("in range"), Fifth::new(0.1).expect("in range"));
        }
        let stop = AtomicBool::new(false);
        let how = Conditions {
            audit: false,
            threads: 1,
            collect: Collect::NONE,
            point: 0,
            memory: u64::MAX,
            stop: &stop,
            progress: &|_| {},
        };
        engine.block(0, &how).expect("the run ends well");
        lives(&engine, &[0, 2], 0, Choice { needs: 6, seed: 1 }, how).expect("lives are followed");
    });
    let shared: BTreeMap<_, _> = taken.iter().filter(|(_, names)| names.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:?}");
    let names: BTreeSet<&str> = taken.values().flatten().copied().collect();
    let never: Vec<&str> = NAMED.iter().map(|draw| draw.name).filter(|name| !names.contains(name)).collect();
    assert!(never.is_empty(), "never taken: {never:?}");
}
