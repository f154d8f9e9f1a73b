//! Waves that follow from rows, as researchers run them: in one process or in shards that meet between the waves.

use super::support::World;

/// Three points with two policies of which one is varied; ten replicates are the first stage.
const PRECISE: &str = r#"name = "precise"
scenario = "tiny.toml"
policies = ["administrative", "linkage"]
replicates = 10
set = ["run.burn_in_years=0"]

[precision]
half_width = 0.004
most = 16

[design.grid]
levels = 3

[[factor]]
key = "demand.needs_per_resident"
low = 0.3
high = 0.9

[[factor]]
policy = "linkage"
key = "information.report_period_days"
values = [5, 20]
"#;

fn with(sweep: &str) -> World {
    let world = World::new();
    world.write("precise.toml", sweep);
    world
}

/// Fields of the rows of a small table without quotes.
fn rows(world: &World, file: &str) -> Vec<Vec<String>> {
    world.read(file).lines().skip(1).map(|row| row.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn a_sweep_to_a_precision_runs_what_its_first_stage_says_and_no_more() {
    let world = with(PRECISE);
    world.sanshe("sweep precise.toml --out o -q").ok();
    let waves = rows(&world, "o/waves.csv");
    assert_eq!(waves[0][1], "start");
    assert!(waves.len() > 1 && waves[1..].iter().all(|row| row[1] == "precision"), "{waves:?}");
    // No point has fewer than the first stage or more than is allowed.
    let runs = rows(&world, "o/runs.csv");
    let depth = |point: &str| runs.iter().filter(|row| row[2] == point && row[0] == "administrative").count();
    let depths = ["0", "1", "2"].map(depth);
    assert!(depths.iter().all(|n| (10..=16).contains(n)) && depths.iter().any(|n| *n > 10), "{depths:?}");
    // It is complete, and asking again is not a reason for more.
    let before = world.read("o/runs.csv");
    world.sanshe("sweep precise.toml --out o").ok();
    world.sanshe("next precise.toml --out o").ok().says(&["nothing follows"]);
    assert_eq!(world.read("o/runs.csv"), before);
    // A wider interval needs no second stage.
    world.write("wide.toml", PRECISE.replace("0.004", "9.0"));
    world.sanshe("sweep wide.toml --out w -q").ok();
    assert_eq!(rows(&world, "w/waves.csv").len(), 1);
}

#[test]
fn shards_that_meet_between_waves_end_in_the_bytes_of_one_process() {
    let world = with(PRECISE);
    world.sanshe("sweep precise.toml --out whole -q --collect daily").ok();
    for of in [1, 3] {
        let dir = format!("s{of}");
        let wave = |least: u32| {
            for index in (least..of).rev() {
                world.sanshe(&format!("sweep precise.toml --out {dir} --shard {index}/{of} -q --collect daily")).ok();
            }
        };
        wave(0);
        world.sanshe(&format!("merge {dir} -q")).ok();
        let next = format!("next precise.toml --out {dir} --collect daily");
        world.sanshe(&next).ok().says(&["wave 1 follows"]);
        // A chain of jobs that was cut off here does both again.
        world.sanshe(&format!("merge {dir} -q")).ok();
        world.sanshe(&next).ok().says(&["wave 1 follows"]);
        if of > 1 {
            wave(1);
            world.sanshe(&format!("merge {dir}")).ends(2).tells(&["shard-0-of-3: 1 of 2 waves", "--array=0"]);
        }
        wave(0);
        world.sanshe(&format!("merge {dir} -q")).ok();
        world.sanshe(&next).ok().says(&["nothing follows"]);
        world.same("whole", &dir);
        // A shard that was lost begins with all waves.
        std::fs::remove_dir_all(world.path(&format!("{dir}/shard-0-of-{of}"))).expect("it is removed");
        wave(0);
        world.sanshe(&format!("merge {dir} -q")).ok();
        world.same("whole", &dir);
    }
}

#[test]
fn a_shard_of_another_sweep_than_the_merged_one_does_not_start() {
    let world = with(PRECISE);
    world.sanshe("sweep precise.toml --out o --shard 0/1 -q").ok();
    world.sanshe("next precise.toml --out o").ends(2).tells(&["no results are here", "sanshe merge o"]);
    world.sanshe("merge o -q").ok();
    let files = world.results("o");
    world.write("edited.toml", PRECISE.replace("high = 0.9", "high = 0.8"));
    world.sanshe("sweep edited.toml --out o --shard 0/1 -q").ends(2).tells(&["the design of the sweep"]);
    world.sanshe("next edited.toml --out o").ends(2).tells(&["the design of the sweep"]);
    assert_eq!(world.results("o"), files);
}

#[test]
fn a_precision_that_cannot_be_reached_by_two_stages_is_refused_at_its_line() {
    let world = with(PRECISE);
    let wrong = PRECISE.replace("replicates = 10", "replicates = 3").replace("most = 16", "most = 2\ncolumn = \"unmet_shar\"");
    world.write("wrong.toml", wrong.replace("0.004", "0.0"));
    let told = world.sanshe("sweep wrong.toml").ends(2);
    told.tells(&["precision.column", "unmet_share", "precision.half_width", "above 0", "at least 10", "precision.most"]);
    world.sanshe("check wrong.toml").ends(2).tells(&["precision.half_width"]);
    assert!(!world.has("out"), "nothing is written");
    world.sanshe("check precise.toml").ok().says(&["3 points with 9 arms in all", "10 replicates"]);
    world.sanshe("check precise.toml --policy linkage").ends(2).tells(&["--policy"]);
}
