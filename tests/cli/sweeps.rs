//! Sweeps as researchers run them: one file, one folder, any number of processes, the same bytes.

use std::collections::BTreeMap;
use std::fs;

use super::support::{SMALL, World, with};

/// Rows of a table by its first columns, sorted.
fn rows(world: &World, file: &str) -> Vec<String> {
    let mut rows: Vec<String> = world.read(file).lines().map(str::to_owned).collect();
    rows.sort();
    rows
}

#[test]
fn a_sweep_runs_every_arm_of_every_point_and_says_what_they_set() {
    let world = with(SMALL);
    world
        .sanshe("sweep small.toml --dry-run")
        .ok()
        .says(&["3 points with 9 arms in all, 3 replicates of each: 9 blocks, 27 runs"]);
    assert!(!world.has("out"), "nothing is written");
    world.sanshe("sweep small.toml --out o").ok().says(&["9 blocks are in o"]);
    let points = world.read("o/points.csv");
    let expected = "point,policy,demand.needs_per_resident,linkage:information.report_period_days\n\
                    0,administrative,0.3,\n0,linkage@0,0.3,5\n0,linkage@1,0.3,20\n\
                    1,administrative,0.6,\n1,linkage@0,0.6,5\n1,linkage@1,0.6,20\n\
                    2,administrative,0.9,\n2,linkage@0,0.9,5\n2,linkage@1,0.9,20\n";
    assert_eq!(points, expected);
    let runs = world.read("o/runs.csv");
    assert_eq!(runs.lines().count(), 1 + 27);
    // Replicate 0 of all points first, and in a block the baseline first.
    let first: Vec<&str> = runs.lines().skip(1).take(4).collect();
    assert!(first[0].starts_with("administrative,0,0,") && first[1].starts_with("linkage@0,0,0,"), "{first:?}");
    assert!(first[2].starts_with("linkage@1,0,0,") && first[3].starts_with("administrative,0,1,"), "{first:?}");
    // Arms of a point meet the same needs, and other needs than those of another point.
    let needs = |row: &str| row.split(',').nth(6).map(str::to_owned);
    assert!(needs(first[0]) == needs(first[2]) && needs(first[0]) != needs(first[3]), "{first:?}");
}

/// The numbers of a row of the summary, by column.
fn summary(world: &World, file: &str, point: &str, policy: &str, measure: &str) -> BTreeMap<String, String> {
    let text = world.read(file);
    let header: Vec<&str> = text.lines().next().unwrap_or_default().split(',').collect();
    let head = format!("{point},{policy},{measure},");
    let row = text.lines().find(|line| line.starts_with(&head)).unwrap_or_else(|| panic!("{head} is not in {file}"));
    header.into_iter().map(str::to_owned).zip(row.split(',').map(str::to_owned)).collect()
}

#[test]
fn the_summary_says_of_every_point_what_its_rows_say() {
    let world = with(SMALL);
    let said = world.sanshe("sweep small.toml --out o").ok();
    said.says(&["small: points: 3; replicates of each: 3; blocks: 9", "difference [95 %]", "linkage@1", "sign test"]);
    let text = world.read("o/summary.csv");
    // Three points, three arms, nine measures.
    assert_eq!(text.lines().count(), 1 + 3 * 3 * 9);
    let names: Vec<&str> = sanshe::measure::tables::SUMMARY.columns.iter().map(|column| column.name).collect();
    assert_eq!(text.lines().next(), Some(names.join(",").as_str()));
    let runs = world.read("o/runs.csv");
    let place =
        runs.lines().next().and_then(|header| header.split(',').position(|name| name == "unmet_share")).expect("a column");
    let of = |policy: &str| -> Vec<f64> {
        let rows = runs.lines().filter(|row| row.starts_with(&format!("{policy},")) && row.split(',').nth(2) == Some("1"));
        rows.map(|row| row.split(',').nth(place).and_then(|field| field.parse().ok()).expect("a share")).collect()
    };
    let (a, b) = (of("administrative"), of("linkage@0"));
    let row = summary(&world, "o/summary.csv", "1", "linkage@0", "unmet_share");
    let number = |column: &str| row[column].parse::<f64>().unwrap_or_else(|e| panic!("{column}: {e}"));
    let near = |x: f64, y: f64| assert!((x - y).abs() < 1e-9, "{x}, not {y}");
    near(number("mean"), (b[0] + b[1] + b[2]) / 3.0);
    let d: Vec<f64> = a.iter().zip(&b).map(|(a, b)| b - a).collect();
    let mean = (d[0] + d[1] + d[2]) / 3.0;
    let deviation = (d.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 2.0).sqrt();
    near(number("difference"), mean);
    // t with two degrees of freedom.
    assert!((number("difference_high") - mean - 4.302_653 * deviation / 3_f64.sqrt()).abs() < 1e-6);
    assert_eq!((row["n"].as_str(), row["pairs"].as_str(), row["failed"].as_str()), ("3", "3", "0"));
    assert!(row["tenth_low"].is_empty(), "three values say nothing on how low a tenth reaches");
    let base = summary(&world, "o/summary.csv", "1", "administrative", "unmet_share");
    assert!(base["difference"].is_empty() && !base["regret_mean"].is_empty());
    let chinese = world.sanshe("--lang zh sweep small.toml --out o").ok();
    chinese.says(&["small：点数 3", "与基准之差 [95%区间]", "符号检验"]);
}

#[test]
fn a_summary_that_is_as_it_was_left_is_not_made_anew_and_tells_the_same() {
    let world = with(SMALL);
    let first = world.sanshe("sweep small.toml --out o").ok();
    let written = |world: &World| {
        fs::metadata(world.path("o/summary.csv")).and_then(|of| of.modified()).expect("the time of the last change")
    };
    let (time, journal) = (written(&world), world.read("o/journal.jsonl"));
    let again = world.sanshe("sweep small.toml --out o").ok();
    assert_eq!((written(&world), world.read("o/journal.jsonl")), (time, journal), "nothing was written");
    assert_eq!(again.out, first.out, "what is printed of a summary that was read is what is printed of one that was made");
    // With other rows, or without the file, it is made.
    world.sanshe("sweep small.toml --out o -q --seeds 4").ok();
    assert_eq!(summary(&world, "o/summary.csv", "1", "linkage@0", "unmet_share")["n"], "4");
    let text = world.read("o/summary.csv");
    fs::remove_file(world.path("o/summary.csv")).expect("removed");
    world.sanshe("sweep small.toml --out o -q --seeds 4").ok();
    assert_eq!(world.read("o/summary.csv"), text);
    // Whatever else follows from the same rows: a merge makes what one process made.
    (0..2).for_each(|i| drop(world.sanshe(&format!("sweep small.toml --out m -q --seeds 4 --shard {i}/2")).ok()));
    let merged = world.sanshe("merge m").ok();
    assert_eq!((world.read("m/summary.csv"), world.sanshe("merge m").ok().out), (text, merged.out));
}

#[test]
fn a_summary_that_something_else_changed_is_not_replaced_and_one_of_a_run_is_nobodys() {
    let world = with(SMALL);
    world.sanshe("sweep small.toml --out o -q").ok();
    let text = world.read("o/summary.csv");
    world.write("o/summary.csv", text.replacen("unmet", "UNMET", 1));
    world.sanshe("sweep small.toml --out o -q").ends(2).tells(&["summary.csv"]);
    std::fs::remove_file(world.path("o/summary.csv")).expect("removed");
    world.sanshe("sweep small.toml --out o -q").ok();
    assert_eq!(world.read("o/summary.csv"), text);
    world.sanshe("sweep small.toml --out o -q --fresh --seeds 2").ok();
    assert_ne!(world.read("o/summary.csv"), text);
    // A run has none, so a file of that name is whoever's wrote it.
    world.sanshe("run tiny.toml --out r -q --collect none").ok();
    world.write("r/summary.csv", "mine\n");
    world.sanshe("run tiny.toml --out r -q --collect none --seeds 3").ok();
    world.sanshe("run tiny.toml --out r -q --collect none --fresh").ok();
    assert_eq!(world.read("r/summary.csv"), "mine\n");
}

/// An arm is the policy that a file with the same values would be, and a point the scenario that `--set` would make.
#[test]
fn an_arm_of_a_point_is_the_run_of_the_same_values() {
    let world = with(SMALL);
    world.sanshe("sweep small.toml --out o -q").ok();
    world.write("policies/fast.toml", "extends = \"linkage.toml\"\n[information]\nreport_period_days = 5\n");
    let set = "--set run.burn_in_years=0 --set demand.needs_per_resident=0.6 --set run.seeds=3 --collect none";
    world.sanshe(&format!("run tiny.toml --policy fast {set} --out r -q")).ok();
    let from = |file: &str, policy: &str, point: &str| -> Vec<String> {
        let of = |row: &&str| row.starts_with(&format!("{policy},")) && row.split(',').nth(2) == Some(point);
        world.read(file).lines().filter(of).map(|row| row.split(',').skip(3).collect::<Vec<_>>().join(",")).collect()
    };
    assert_eq!(from("o/runs.csv", "linkage@0", "1").len(), 3);
    assert_eq!(from("o/runs.csv", "linkage@0", "1"), from("r/runs.csv", "fast", "0"));
    assert_eq!(from("o/runs.csv", "administrative", "1"), from("r/runs.csv", "administrative", "0"));
}

#[test]
fn shards_merge_into_the_bytes_of_one_process_whatever_their_number() {
    let world = with(SMALL);
    world.sanshe("sweep small.toml --out whole -q --collect all --threads 1").ok();
    for of in [1, 2, 4] {
        let dir = format!("s{of}");
        for index in (0..of).rev() {
            world.sanshe(&format!("sweep small.toml --out {dir} --shard {index}/{of} -q --collect all")).ok();
        }
        assert!(!world.has(&format!("{dir}/shard-0-of-{of}/summary.csv")), "a part says nothing of the whole");
        let merged = world.sanshe(&format!("merge {dir}")).ok();
        merged.says(&[&format!("9 blocks of {of} shards"), "difference [95 %]"]);
        world.same("whole", &dir);
        // Merged once more, and taken up as any other folder.
        world.sanshe(&format!("merge {dir} -q")).ok();
        world.same("whole", &dir);
        world.sanshe(&format!("sweep small.toml --out {dir} -q --collect all")).ok();
        world.same("whole", &dir);
    }
    // What was added to the merged folder is not in the shards: a further merge would lose it.
    world.sanshe("sweep small.toml --out s2 -q --collect all --seeds 4").ok();
    world.sanshe("merge s2").ends(2).tells(&["waves that the shards do not hold"]);
    world.sanshe("sweep small.toml --out s2 -q --collect all --seeds 4").ok();
}

/// Every wave is run by all shards and merged before the next, as on a cluster.
#[test]
fn three_waves_in_shards_have_the_bytes_of_one_process() {
    let world = with(SMALL);
    let cases = [("threads", 1, 2), ("four", 4, 1), ("seven", 7, 2)];
    for seeds in 1..=3 {
        let all = format!("sweep small.toml -q --collect daily --seeds {seeds}");
        world.sanshe(&format!("{all} --out whole --threads 1")).ok();
        for (dir, of, threads) in cases {
            for index in 0..of {
                let shard = if of == 1 { String::new() } else { format!("--shard {index}/{of}") };
                world.sanshe(&format!("{all} --out {dir} --threads {threads} {shard}")).ok();
            }
            if of > 1 {
                world.sanshe(&format!("merge {dir} -q")).ok();
            }
            world.same("whole", dir);
        }
    }
    assert_eq!(world.read("whole/waves.csv").lines().count(), 1 + 3);
    // A shard that is lost is run once more, wave by wave.
    fs::remove_dir_all(world.path("four/shard-2-of-4")).expect("removed");
    world.sanshe("merge four").ends(2).tells(&["--array=2"]);
    for seeds in 1..=3 {
        world.sanshe(&format!("sweep small.toml -q --collect daily --seeds {seeds} --out four --shard 2/4")).ok();
    }
    world.sanshe("merge four -q").ok();
    world.same("whole", "four");
}

#[test]
fn a_merge_names_what_is_missing_and_writes_nothing() {
    let world = with(SMALL);
    for index in [0, 2] {
        world.sanshe(&format!("sweep small.toml --out o --shard {index}/4 -q")).ok();
    }
    let gaps = world.sanshe("merge o").ends(2);
    gaps.tells(&["shard-1-of-4 is missing", "shard-3-of-4 is missing", "--array=1,3"]);
    assert!(!world.has("o/runs.csv") && !world.has("o/journal.jsonl"));
    world.sanshe("sweep small.toml --out o --shard 1/4 -q").ok();
    world.sanshe("sweep small.toml --out o --shard 3/4 -q --set demand.volatility=0.1 --fresh").ok();
    world.sanshe("merge o").ends(2).tells(&["shard-3-of-4 is of another experiment", "[demand]"]);
    world.sanshe("sweep small.toml --out o --shard 3/4 -q --fresh").ok();
    let runs = world.read("o/shard-3-of-4/runs.csv");
    world.write("o/shard-3-of-4/runs.csv", runs.replacen("ok", "xx", 1));
    world.sanshe("merge o").ends(2).tells(&["shard-3-of-4"]);
    world.write("o/shard-3-of-4/runs.csv", runs);
    world.sanshe("merge o").ok();
    world.sanshe("merge nowhere").ends(1).tells(&["nowhere"]);
    fs::create_dir(world.path("empty")).expect("made");
    world.sanshe("merge empty").ends(2).tells(&["holds no shards"]);
}

#[test]
fn more_replicates_and_more_rows_go_on_in_the_same_folder() {
    let sobol =
        SMALL.replace("[design.grid]\nlevels = 3", "[design.sobol]\nrows = 4").replace("values = [5, 20]", "low = 5\nhigh = 20");
    let world = with(&sobol);
    world.sanshe("sweep small.toml --out o -q --seeds 2").ok();
    world.sanshe("sweep small.toml --out o --seeds 3").ok().tells(&["grows from 2 to 3 replicates"]);
    world.sanshe("sweep small.toml --out o --seeds 3 --rows 6").ok().tells(&["grows from 4 to 6 world points"]);
    world.sanshe("sweep small.toml --out whole -q --seeds 3 --rows 6").ok();
    assert_eq!(rows(&world, "o/runs.csv"), rows(&world, "whole/runs.csv"));
    assert_eq!(world.read("o/points.csv"), world.read("whole/points.csv"));
    assert_eq!(world.read("o/summary.csv"), world.read("whole/summary.csv"), "whichever waves brought the rows");
    let reasons: Vec<String> =
        world.read("o/waves.csv").lines().skip(1).filter_map(|l| l.split(',').nth(1).map(str::to_owned)).collect();
    assert_eq!(reasons, ["start", "replicates", "points"]);
    // Fewer rows than are there: all are used, as long as nothing is to be run of points that are not asked for.
    world.sanshe("sweep small.toml --out o -q --seeds 3").ok();
    world.sanshe("sweep small.toml --out o -q --seeds 4").ends(2).tells(&["the points (6 there, 4 here"]);
    assert_eq!(world.read("o/points.csv"), world.read("whole/points.csv"));
    assert_eq!(rows(&world, "o/runs.csv"), rows(&world, "whole/runs.csv"));
    world.sanshe("sweep small.toml --out o -q --set demand.volatility=0.1").ends(2).tells(&["another experiment"]);
}

#[test]
fn a_bad_sweep_is_refused_at_its_line_before_anything_is_written() {
    let cases = [
        ("key = \"demand.needs_per_resident\"", "key = \"demand.needs\"", "a key that is not there"),
        ("policy = \"linkage\"", "policy = \"linkages\"", "not among those of the sweep"),
        ("policy = \"linkage\"\n", "", "a key of policies: say which"),
        ("high = 0.9", "high = 0.2", "range"),
        ("key = \"demand.needs_per_resident\"", "key = \"run.root_seed\"", "which a sweep sets for all its points"),
        ("set = [", "set = [\"run.parity=equal_social_cost\", ", "a sweep searches for no budgets"),
        ("[design.grid]\nlevels = 3", "[design.grid]\nlevels = 3\n[design.sobol]\nrows = 4", "2 kinds of designs"),
        ("[design.grid]\nlevels = 3", "[design.sobol]\nrows = 70000", "65"),
        ("scenario = \"tiny.toml\"", "scenario = \"none.toml\"", "none.toml"),
        ("replicates = 3", "replicate = 3", "replicates"),
    ];
    for (from, to, words) in cases {
        assert!(SMALL.contains(from), "{from}");
        let world = with(&SMALL.replacen(from, to, 1));
        let refused = world.sanshe("sweep small.toml").ends(2);
        refused.tells(&[words]);
        assert!(!world.has("out"), "{from}");
        let chinese = world.sanshe("--lang zh sweep small.toml").ends(2);
        assert!(chinese.err.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}", chinese.err);
    }
}

/// The point is named with its values, and the error stands at the line of its factor.
#[test]
fn a_point_that_is_no_world_is_found_before_the_first_run() {
    let world = with(&SMALL.replace("low = 0.3\nhigh = 0.9", "values = [0.3, 0.6, 1e9]"));
    let refused = world.sanshe("sweep small.toml").ends(2);
    refused.tells(&["small.toml:10", "point 2 of the sweep: demand.needs_per_resident = 1000000000"]);
    assert!(!world.has("out"));
}

#[test]
fn every_kind_of_design_can_be_written_in_a_file() {
    let designs = [
        ("[design.one_at_a_time]\nlevels = 2", 2),
        ("[design.latin]\nrows = 3", 3),
        ("[design.latin]\nrows = 4\nnested_from = 2", 4),
        ("[design.sobol]\nrows = 3", 3),
        ("[design.morris]\ntrajectories = 1", 2),
        ("[design.saltelli]\nbase = 2", 4),
        ("[design.fractional]\nresolution = 3", 2),
        ("[design.table]\nfile = \"rows.csv\"", 2),
    ];
    for (design, points) in designs {
        let text = SMALL.replace("[design.grid]\nlevels = 3", design).replace("values = [5, 20]", "low = 5\nhigh = 20");
        let world = with(&text);
        world.write("rows.csv", "demand.needs_per_resident,linkage:information.report_period_days\n0.4,7\n0.8,9\n");
        let dry = world.sanshe("sweep small.toml --dry-run").ok();
        let found: u32 =
            dry.out.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or_else(|| panic!("{}", dry.out));
        assert!(found >= points, "{design}: {}", dry.out);
    }
}
