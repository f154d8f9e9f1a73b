//! A policy's rows do not depend on which other policies stand beside it, on their order, on threads, or on an interruption: nothing that
//! one arm leaves behind is found by another.
//!
//! The worlds have every mechanism on at once (people who move and leave, help bought outside, groups, ageing, a shock, founders, facilities,
//! donations, wages that drift, tasks passed on), and the policies differ in all that a policy may switch, so that each buffer is used by
//! one arm and left alone by the next.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use proptest::prelude::*;
use sanshe::engine::block::Engine;
use sanshe::experiment::conduct::{AsAsked, Conditions, Watch, conduct};
use sanshe::experiment::runner::One;
use sanshe::measure::collect::Collect;
use sanshe::store::plan::Plan;

use crate::worlds::{Draft, Tables, any_world, some, tables_on};

/// The shipped policies, and some that use what these leave alone.
const POLICIES: [&str; 16] = [
    "administrative",
    "endogenous",
    "purchase",
    "venture",
    "facility",
    "linkage",
    "linkage-broker",
    "linkage-substitute",
    "five-society",
    "posts",
    "reformed-administration",
    "random",
    "sharing",
    "following",
    "lending-a-hand",
    "guided",
];

/// Rooms shared and a look beyond the subdistrict, without associations.
const SHARING: &str = "extends = \"linkage-substitute.toml\"\n[information]\nshared_assets = true\n[routing]\nbridging = 0.3\n\
                       [capacity]\nassociations = false\n";

/// A budget that follows results, lots shared among all bidders of the district.
const FOLLOWING: &str = "extends = \"five-society.toml\"\n[adaptive]\nstep = 0.1\nfloor = 0.02\n\
                         [purchase]\npurchaser = \"district\"\nlots = \"zone-category\"\naward = \"shares\"\nperiod_days = 90\n";

/// Bins that help each other and move people, by severity per minute and by place, with rooms shared and a form at every door.
const LENDING: &str = "extends = \"administrative.toml\"\n[information]\nshared_assets = true\noutreach_share = 0.1\n\
                       [capacity]\npooling = 0.6\ndiscipline = \"severity-per-minute\"\nby_place = true\n[intake]\nform = true\n\
                       [planning]\nlocal_reallocation = 0.2\nreplan_days = 60\n[oversight]\nspot_check_share = 0.3\n";

/// Some persons and kinds first, purchase money earmarked, everything decided by neighbours.
const GUIDED: &str = "extends = \"purchase.toml\"\n[routing]\nrouter = \"neighbours\"\njoint_file = true\npeer_referral = true\n\
                      [guidance]\npriority_categories = [\"nursing\"]\npriority_segments = [\"disabled\"]\n\
                      earmarked_categories = [\"culture\", \"comfort\"]\nearmark = 0.5\n\
                      [training]\nshare = 0.05\nguidance_share = 0.05\n";

/// A world in which much goes on, whatever of it is on.
fn busy_world() -> impl Strategy<Value = Vec<String>> {
    let people = (0.0_f64..1.0, 0.0_f64..0.9, 0.0_f64..0.4, any::<bool>(), 0.0_f64..0.6, 0.0_f64..0.05);
    let days = (1_u32..165, 1_u32..80, 0.5_f64..3.0, 0.2_f64..1.0, 0.0_f64..0.5, 0.0_f64..2.0);
    let market = (0.0_f64..1.0, 0.05_f64..0.4, 0.0_f64..1.0, -0.02_f64..0.08, 0.0_f64..0.1, 0.0_f64..0.5);
    (any_world(), people, days, market).prop_map(|(mut world, people, days, market)| {
        let (quits, turnover, attrition, movers, pays, ageing) = people;
        let (day, long, demand, reach, absent, shifts) = days;
        let (entry, houses, credit, drift, scarcity, psi) = market;
        world.extend([
            format!("burnout.social_worker_quit={quits}"),
            format!("trust.residential_turnover={turnover}"),
            format!("posts.attrition={attrition}"),
            "posts.dismissals=0.3".to_owned(),
            "posts.casual_limit=0.5".to_owned(),
            format!("persistence.movers_take_needs={movers}"),
            format!("segment.adults.able_to_pay={pays}"),
            format!("segment.elderly_60_79.able_to_pay={}", pays / 2.0),
            format!("demand.ageing={ageing}"),
            format!("demand.shifts_per_year={shifts}"),
            format!("shock.surge={{day={day},days={long},demand={demand},reach={reach},absent={absent}}}"),
            format!("market.entry_rate={entry}"),
            format!("organisation.per_1000={houses}"),
            "organisation.founders_per_1000=0.2".to_owned(),
            "organisation.reserve_months=0.5".to_owned(),
            format!("market.credit={credit}"),
            format!("wages.drift={drift}"),
            format!("wages.scarcity={scarcity}"),
            format!("administration.pass_through={psi}"),
            // Rooms that a district of this size can pay for.
            "facility.fixed_cost=12000".to_owned(),
            "facility.posts=1".to_owned(),
            "facility.rooms_per_10k=3".to_owned(),
        ]);
        world
    })
}

fn draft(world: &[String]) -> Draft {
    Draft::eight(world)
        .policy("sharing", SHARING)
        .policy("following", FOLLOWING)
        .policy("lending-a-hand", LENDING)
        .policy("guided", GUIDED)
}

/// Some policies, the baseline among them, without repetition.
fn some_policies(number: usize) -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(POLICIES.to_vec(), number).prop_shuffle()
}

/// The tables of a replicate by policy.
fn by_policy(engine: &Engine, threads: usize) -> BTreeMap<String, Tables> {
    let names = engine.policies.iter().map(|(name, _)| name.clone());
    names.zip(tables_on(engine, 1, threads, Collect::ALL)).collect()
}

/// The same world with the policies the other way round, under the same baseline.
fn turned_round(mut engine: Engine) -> Engine {
    engine.policies.reverse();
    engine.baseline = engine.policies.len() - 1 - engine.baseline;
    engine
}

#[track_caller]
fn same(what: &str, alone: &BTreeMap<String, Tables>, together: &BTreeMap<String, Tables>) {
    for (name, tables) in alone {
        assert!(tables.needs() > 50.0, "a world almost without needs shows nothing");
        assert!(*tables == together[name], "{name} differs {what}");
    }
}

proptest! {
    #![proptest_config(some(10))]

    #[test]
    fn a_policy_gives_the_same_rows_alone_beside_others_and_in_any_order(world in busy_world(), policies in some_policies(5)) {
        let draft = draft(&world);
        let together = by_policy(&draft.engine(&policies), 1);
        for threads in [2, 3, 7] {
            same("with other threads", &by_policy(&draft.engine(&policies), threads), &together);
        }
        same("in another order", &by_policy(&turned_round(draft.engine(&policies)), 1), &together);
        for policy in &policies[1..] {
            same("alone", &by_policy(&draft.engine(&[policies[0], policy]), 2), &together);
        }
    }

    /// The same through the store: cut off after some replicates and taken up again, the files are those of a run that nobody disturbed.
    #[test]
    fn a_run_that_was_cut_off_and_taken_up_again_leaves_the_same_files(world in busy_world(), policies in some_policies(3), after in 1_u64..4) {
        let experiment = draft(&world).set(&["run.seeds=6"]).experiment(&policies);
        let engine = sanshe::experiment::simulator::engine(&experiment).unwrap_or_else(|e| panic!("{e}"));
        let plan = Plan::of(&experiment, Collect::ALL);
        let folder = || tempfile::tempdir().expect("a folder");
        let (whole, parts) = (folder(), folder());
        let stop = AtomicBool::new(false);
        go(&plan, &engine, whole.path(), 1, &stop, u64::MAX);
        go(&plan, &engine, parts.path(), 2, &stop, after * engine.work_units());
        let cut = files(parts.path());
        stop.store(false, Ordering::Relaxed);
        go(&plan, &engine, parts.path(), 3, &stop, u64::MAX);
        prop_assert!(cut.get("runs.csv").is_none_or(|rows| rows.len() < files(whole.path())["runs.csv"].len()));
        prop_assert!(files(parts.path()) == files(whole.path()));
    }
}

/// Asks for an end as soon as so much work is done, whoever does it: what is left cannot be done any more.
struct After<'a> {
    units: u64,
    done: AtomicU64,
    stop: &'a AtomicBool,
}

impl Watch for After<'_> {
    fn note(&self, _: &sanshe::base::words::Both) {}
    fn begin(&self, _: u64, _: u64, _: u64) {}
    fn units(&self, units: u64) {
        if self.done.fetch_add(units, Ordering::Relaxed) + units >= self.units {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
    fn end(&self) {}
    fn block(&self, _: u64, _: u64) {}
}

fn go(plan: &Plan, engine: &Engine, dir: &Path, threads: usize, stop: &AtomicBool, units: u64) {
    let command = |replicates| format!("run {replicates}");
    let report = &sanshe::report::KEPT;
    let how = Conditions {
        dir,
        fresh: false,
        threads,
        audit: true,
        memory: u64::MAX,
        wait: std::time::Duration::ZERO,
        report,
        command: &command,
        typed: "run",
        stop,
    };
    let after = After { units, done: AtomicU64::new(0), stop };
    conduct(plan, &One(engine), how, &AsAsked, &after).unwrap_or_else(|e| panic!("{e}"));
}

/// The files of a folder, times and the journal apart.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(dir).expect("it lists").map(|e| e.expect("an entry"));
    let files = entries.map(|e| (e.file_name().to_string_lossy().into_owned(), e.path()));
    files
        .filter(|(name, path)| path.is_file() && !["timing.json", "journal.jsonl"].contains(&name.as_str()))
        .map(|(name, path)| (name, std::fs::read(path).expect("it reads")))
        .collect()
}
