//! A block that fails as it runs, in a sweep. No scenario makes one, so the block is spoilt in the library, and the program goes on with what is there.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use sanshe::experiment::conduct::{Conditions, Unwatched, conduct};
use sanshe::experiment::runner::{BlockError, BlockRequest, Simulate, Worlds};
use sanshe::experiment::sweep::Sweep;
use sanshe::experiment::sweep::file::{SweepOptions, read};
use sanshe::experiment::sweep::rule::AsDesigned;
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;
use sanshe::store::plan::{Plan, Shard};

use super::faults::Once;
use super::support::{SMALL, with};

/// A sweep in which one block fails as it runs.
struct Faulty<'a>(&'a Sweep);

/// The world of one of its points, with the replicate that fails.
struct FaultyWorld<'a>(&'a dyn Simulate, Option<u32>);

/// Point and replicate of the block.
const BAD: (u32, u32) = (1, 1);

impl Worlds for Faulty<'_> {
    fn policies(&self, point: u32) -> Vec<String> {
        self.0.policies(point)
    }

    fn with(&self, point: u32, work: &mut dyn FnMut(&dyn Simulate)) -> Result<(), String> {
        let fails = (point == BAD.0).then_some(BAD.1);
        self.0.with(point, &mut |simulator| work(&FaultyWorld(simulator, fails)))
    }

    fn work_units(&self, point: u32) -> u64 {
        self.0.work_units(point)
    }

    fn seed(&self, point: u32, replicate: u32) -> Option<u64> {
        self.0.seed(point, replicate)
    }

    fn owners(&self) -> usize {
        self.0.owners()
    }
}

impl Simulate for FaultyWorld<'_> {
    fn policies(&self) -> Vec<String> {
        self.0.policies()
    }

    fn block(&self, request: &BlockRequest<'_>) -> Result<Vec<RunRecord>, BlockError> {
        assert!(self.1 != Some(request.replicate), "a need was lost");
        self.0.block(request)
    }

    fn work_units(&self) -> u64 {
        self.0.work_units()
    }
}

/// Carries out the sweep, or a shard of it, as the program does, but for the block that fails.
fn carried_out(sweep: &Sweep, dir: &Path, shard: Option<Shard>) {
    let plan = Plan { shard, ..sweep.plan(Collect::NONE) };
    let conditions = Conditions {
        memory: u64::MAX,
        dir,
        fresh: false,
        threads: 2,
        audit: false,
        wait: Duration::ZERO,
        report: &sanshe::report::KEPT,
        command: &|replicates| format!("sanshe sweep small.toml --seeds {replicates}"),
        typed: "",
        stop: &AtomicBool::new(false),
    };
    let rule = AsDesigned { sweep, asked: &plan, beside: None, sibling: None };
    let outcome = conduct(&plan, &Faulty(sweep), conditions, &rule, &Unwatched).expect("the others go on");
    assert!(outcome.folder.is_complete());
}

#[test]
fn a_block_that_fails_is_rows_with_a_reason_and_all_others_are_as_they_would_be() {
    let world = with(SMALL);
    let options = SweepOptions { sets: Vec::new(), replicates: None, rows: None, memory: None };
    let sweep = read(&world.path("small.toml"), &options).expect("a sweep");
    carried_out(&sweep, &world.path("o"), None);
    for index in 0..2 {
        let shard = Shard { index, of: 2 };
        carried_out(&sweep, &world.path("m").join(shard.folder()), Some(shard));
    }
    let told = "3 runs failed; they are rows with status `failed` in";
    world.sanshe("sweep small.toml -q --out o").ends(1).once(&[told]);
    // The merge did what it was asked, and what follows it in a chain of jobs goes on.
    world.sanshe("merge m").ok().tells(&[&format!("note: {told} m/runs.csv")]);
    world.sanshe("merge m --lang zh").ok().tells(&["注意：3 次运行失败"]);
    world.same("o", "m");
    world.sanshe("sweep small.toml -q --out whole").ok();
    let (found, whole) = (world.read("o/runs.csv"), world.read("whole/runs.csv"));
    assert_eq!(found.lines().count(), whole.lines().count());
    for (row, undisturbed) in found.lines().zip(whole.lines()) {
        let head = |row: &str| row.split(',').take(3).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(head(row), head(undisturbed));
        if head(row)[1..] == [BAD.1.to_string(), BAD.0.to_string()] {
            assert!(row.contains(",failed,") && row.contains("a need was lost"), "{row}");
        } else {
            assert_eq!(row, undisturbed);
        }
    }
}
