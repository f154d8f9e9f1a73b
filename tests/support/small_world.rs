//! The small world of most tests: eight communities in two subdistricts on the values of the reference, one year after one; its runs and
//! what to read in them.

#![allow(dead_code, reason = "every test program uses a part of this")]

use std::fs;
use std::path::{Path, PathBuf};

use sanshe::engine::block::{Conditions, Engine, Halt};
use sanshe::experiment::simulator::engine;
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;
use sanshe::measure::table::TableSpec;
use sanshe::measure::tables::runs;
use sanshe::scenario::experiment::Experiment;
use sanshe::scenario::keys::policy::{Award, Discipline, Purchaser};
use sanshe::scenario::keys::quantity::{Count, Share};
use sanshe::scenario::load::{LoadOptions, load};

const FRAME: [&str; 5] = [
    "district.generate.subdistricts=2",
    "district.generate.communities=8",
    "district.generate.residents=24000",
    "run.seeds=1",
    "run.years=1",
];

/// Where the policies of version 0.1.0 lie.
const FOLDER: &str = "0.1.0/";

/// One budget, one kind of employee, no time for outings: what most laws of the small world are about.
pub const PLAIN: [&str; 5] = [
    "run.frame=whole_budget",
    "reports.system=paper",
    "care_worker.hired=false",
    "social_worker.inhouse_overhead=0",
    "discovery.outreach_travels=false",
];

/// Settings under which nobody serves.
pub const NOBODY: [&str; 5] = [
    "community_worker.per_10k=0",
    "social_worker.per_10k=0",
    "organisation.own_staff=0",
    "volunteer.active_share=0",
    "property_firm.staff_per_10k=0",
];

/// Names of the categories of the shipped scenarios.
pub const CATEGORIES: [&str; 8] =
    ["living_care", "medical", "nursing", "comfort", "counselling", "employment", "property", "culture"];

/// A shipped scenario or folder.
pub fn shipped(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// Copies the shipped base and the policies of version 0.1.0 into a folder.
pub fn copy_shipped(to: &Path) {
    fs::copy(shipped("base.toml"), to.join("base.toml")).expect("copied");
    fs::create_dir(to.join("policies")).expect("a folder");
    for entry in fs::read_dir(shipped("policies/0.1.0")).expect("it lists") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, to.join("policies").join(path.file_name().expect("a name"))).expect("copied");
    }
}

/// The small world's experiment with these settings laid over, under these policies of version 0.1.0 or all of them.
pub fn experiment<S: AsRef<str>>(sets: &[S], policies: Option<&[&str]>) -> Experiment {
    let in_folder = |set: &str| set.strip_prefix("baseline=").map(|name| format!("baseline={FOLDER}{}", name.trim_matches('"')));
    let sets = PLAIN.into_iter().chain(FRAME).chain(sets.iter().map(AsRef::as_ref));
    let sets = sets.map(|set| in_folder(set).unwrap_or_else(|| set.to_owned())).collect();
    let policies = policies.map(|p| p.iter().map(|s| format!("{FOLDER}{s}")).collect());
    let options = LoadOptions { sets, policies, memory: None };
    let mut experiment = load(&shipped("reference-0-1-0.toml"), &options).unwrap_or_else(|e| panic!("{e}"));
    // Named as if they lay in no folder.
    let named = |name: &str| name.trim_start_matches(FOLDER).to_owned();
    for policy in &mut experiment.policies {
        policy.name = named(&policy.name);
    }
    experiment.scenario.baseline = named(&experiment.scenario.baseline);
    experiment
}

/// The small world's engine.
pub fn small<S: AsRef<str>>(sets: &[S], policies: Option<&[&str]>) -> Engine {
    built(&experiment(sets, policies))
}

/// The engine of an experiment.
pub fn built(experiment: &Experiment) -> Engine {
    engine(experiment).expect("the world can be built")
}

/// The small world with three times the money and everything on that the shipped one leaves off or is too poor for: grants, rooms,
/// founders, houses that close, appeals, people who move, help bought outside, ageing, a shock, wages that drift; and policies that use what
/// the shipped ones do not.
pub fn busy() -> Engine {
    let sets = [
        "run.years=2",
        "community_worker.per_10k=54",
        "social_worker.per_10k=15",
        "posts.community_worker_pool=90",
        "posts.social_worker_pool=27",
        "demand.needs_per_resident=1.6",
        "demand.ageing=0.03",
        "demand.shifts_per_year=0.5",
        "persistence.movers_take_needs=true",
        "trust.residential_turnover=0.3",
        "segment.adults.able_to_pay=0.3",
        "shock.surge={day=120,days=40,demand=1.5,reach=0.6,absent=0.2}",
        "organisation.per_1000=0.2",
        "organisation.founders_per_1000=0.2",
        "organisation.reserve_months=0.2",
        "market.entry_rate=1",
        "market.credit=0",
        "wages.drift=0.03",
        "wages.scarcity=0.05",
        "administration.pass_through=0.3",
        "administration.hours_per_1000=25",
        "facility.fixed_cost=30000",
        "facility.posts=1",
        "facility.rooms_per_10k=2",
    ];
    let mut engine = small(&sets, None);
    let share = |x| Share::new(x).expect("in range");
    for (i, (name, policy)) in engine.policies.iter_mut().enumerate() {
        policy.information.shared_assets = i % 2 == 1;
        policy.purchase.pay_delay_days = Count::new(120).expect("in range");
        match name.as_str() {
            "administrative" => policy.planning.local_reallocation = share(0.2),
            "purchase" => (policy.purchase.purchaser, policy.purchase.award) = (Purchaser::District, Award::Shares),
            "five-society" => policy.adaptive.step = share(0.1),
            "linkage-broker" => policy.routing.bridging = share(0.3),
            "posts" => policy.capacity.discipline = Discipline::SeverityPerMinute,
            "linkage" => {
                policy.guidance.priority_categories = vec!["nursing".into()];
                policy.guidance.earmarked_categories = vec!["comfort".into()];
                policy.guidance.earmark = share(0.5);
            }
            _ => {}
        }
    }
    engine
}

/// The first replicate, with every account checked on every tick.
pub fn run(engine: &Engine, collect: Collect) -> Vec<RunRecord> {
    run_on(engine, 1, true, collect).expect("every account closes on every tick")
}

/// The first replicate on this number of threads.
pub fn run_on(engine: &Engine, threads: usize, audit: bool, collect: Collect) -> Result<Vec<RunRecord>, Halt> {
    let how = Conditions { audit, threads, collect, ..Conditions::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
    pool.install(|| engine.block(0, &how))
}

/// So many replicates, with every account checked on every tick.
pub fn replicates(engine: &Engine, number: u32, collect: Collect) -> Vec<Vec<RunRecord>> {
    let how = Conditions { audit: true, threads: 1, collect, ..Conditions::default() };
    (0..number).map(|r| engine.block(r, &how).expect("every account closes on every tick")).collect()
}

/// A column of a table of a run.
pub fn column(record: &RunRecord, spec: &TableSpec, name: &str) -> Vec<String> {
    let at = spec.position(name).expect("a column");
    let text = record.table(spec).expect("the table was collected").text();
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    rows.records().map(|row| row.expect("a row")[at].to_owned()).collect()
}

/// A metric of `runs.csv`; NaN where it is empty.
pub fn metric(record: &RunRecord, name: &str) -> f64 {
    record.metric(runs::metric(name).expect("a metric")).unwrap_or(f64::NAN)
}
