//! A scenario in many worlds, as analysts run it: the scenario as it is beside worlds in which all that is assumed has other values.

use super::support::World;

/// One community and two policies: some milliseconds a world.
const SMALL: &str = "--policy linkage --set run.burn_in_years=0 --set district.generate.subdistricts=1 \
                     --set district.generate.communities=1 --set district.generate.residents=2000";

fn run(world: &World, more: &str) -> super::support::Said {
    world.sanshe(&format!("run tiny.toml {SMALL} {more}"))
}

#[test]
fn more_worlds_go_on_in_the_same_folder_and_keep_every_row() {
    let world = World::new();
    run(&world, "--worlds 4 --out o").ok().says(&["4 worlds in which", "Regret", "good enough"]);
    let (rows, points) = (world.read("o/runs.csv"), world.read("o/points.csv"));
    assert_eq!((rows.lines().count(), points.lines().count()), (1 + 5 * 2 * 2, 1 + 5));
    run(&world, "--worlds 8 --out o").ok().says(&["8 worlds in which"]).tells(&["grows from 5 to 9 world points"]);
    assert!(world.read("o/runs.csv").starts_with(&rows) && world.read("o/points.csv").starts_with(&points));
    // The same as if all had been asked for at once, for any number of threads.
    run(&world, "--worlds 8 --out whole -q --threads 1").ok();
    run(&world, "--worlds 8 --out two -q --threads 2").ok();
    world.same("whole", "two");
    let sorted = |folder: &str| {
        let mut rows: Vec<String> = world.read(&format!("{folder}/runs.csv")).lines().map(str::to_owned).collect();
        rows.sort();
        rows
    };
    assert_eq!(sorted("o"), sorted("whole"));
    for file in ["worlds.csv", "points.csv", "summary.csv"] {
        assert_eq!(world.read(&format!("o/{file}")), world.read(&format!("whole/{file}")), "{file}");
    }
    // Fewer than are there: all are told of.
    run(&world, "--worlds 4 --out o -q").ok().says(&["8 worlds in which"]);
    // More replicates are more rows too.
    run(&world, "--worlds 8 --out o --seeds 3").ok().says(&["3 replicates in each"]).tells(&["grows from 2 to 3 replicates"]);
}

#[test]
fn point_0_has_the_rows_of_the_plain_run() {
    let world = World::new();
    run(&world, "--worlds 2 --out o -q").ok();
    run(&world, "--out plain -q --collect none").ok();
    let rows = |file: &str, policy: &str| -> Vec<String> {
        let own = |row: &&str| row.starts_with(&format!("{policy},")) && row.split(',').nth(2) == Some("0");
        world.read(file).lines().filter(own).map(str::to_owned).collect()
    };
    for policy in ["administrative", "linkage"] {
        assert_eq!(rows("o/runs.csv", policy).len(), 2);
        assert_eq!(rows("o/runs.csv", policy), rows("plain/runs.csv", policy));
    }
}

#[test]
fn shards_of_worlds_merge_into_the_bytes_of_one_process() {
    let world = World::new();
    run(&world, "--worlds 3 --out whole -q").ok();
    for index in 0..2 {
        run(&world, &format!("--worlds 3 --out parts -q --shard {index}/2")).ok();
    }
    world.sanshe("merge parts -q").ok();
    run(&world, "--worlds 3 --out parts -q").ok();
    world.same("whole", "parts");
}

#[test]
fn what_is_set_is_not_varied_and_the_report_says_so() {
    let world = World::new();
    let said = run(&world, "--worlds 1 --out o --set handoff.loss=0.3").ok().says(&["Not varied", "`handoff.loss`"]);
    assert!(!world.read("o/points.csv").lines().next().expect("a header").contains("handoff.loss,"));
    assert!(said.out.lines().all(|line| line.chars().count() <= 120), "{}", said.out);
    let chinese = world.sanshe(&format!("--lang zh run tiny.toml {SMALL} --worlds 1 --out o --set handoff.loss=0.3")).ok();
    chinese.says(&["1 个世界", "未变动的键", "后悔值", "足够好"]);
}

#[test]
fn without_worlds_the_head_says_that_assumptions_were_not_varied() {
    let world = World::new();
    let head = |out: &str| out.lines().nth(1).map(str::to_owned).unwrap_or_default();
    let english = run(&world, "--out o -q --collect none").ok().out;
    assert!(head(&english).starts_with("Assumptions were not varied") && head(&english).contains("--worlds"), "{english}");
    let chinese = world.sanshe(&format!("--lang zh run tiny.toml {SMALL} --out o -q --collect none")).ok().out;
    assert!(head(&chinese).starts_with("未变动假定") && head(&chinese).contains("--worlds"), "{chinese}");
}

#[test]
fn bad_input_is_refused_and_nothing_is_written() {
    let world = World::new();
    for (more, words) in [
        ("--worlds 0", "a whole number from 1"),
        ("--worlds many", "a whole number from 1"),
        ("--worlds 4 --excel", "--excel"),
        ("--shard 0/2", "--worlds"),
        ("--worlds 4 --shard 2/2", "i from 0"),
        ("--worlds 4 --set handoff.loss=2", "handoff.loss"),
        ("--worlds 4 --set handoff.los=0.2", "did you mean `loss`"),
        ("--worlds 4 --set run.parity=equal_social_cost", "no budgets are searched for"),
        ("--worlds 4 --policy nobody", "nobody"),
    ] {
        run(&world, more).ends(2).tells(&[words]);
        assert!(!world.has("out"), "{more}");
    }
    run(&world, "--worlds 4 --dry-run").ok().says(&["The scenario as it is and 4 worlds", "10 blocks, 20 runs"]);
    assert!(!world.has("out"));
    // The results of the scenario alone stay beside those of its worlds, and neither is taken for the other.
    run(&world, "-q --collect none").ok();
    run(&world, "-q --worlds 1").ok();
    assert!(world.has("out/tiny/runs.csv") && world.has("out/tiny-worlds/worlds.csv"));
    run(&world, "-q --worlds 1 --out out/tiny").ends(2).tells(&["another experiment"]);
}
