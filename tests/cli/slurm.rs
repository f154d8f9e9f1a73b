//! The script for Slurm, as far as it can be seen without one: `.ci/slurm` runs it under a real one.

use std::process::{Command, Stdio};

use super::support::World;

/// Two points of one arm and the baseline, of the smallest district.
const SWEEP: &str = r#"name = "little"
scenario = "tiny.toml"
policies = ["administrative", "linkage"]
replicates = 2
set = ["run.burn_in_years=0", "district.generate.communities=2", "district.generate.residents=800"]

[design.grid]
levels = 2

[[factor]]
key = "demand.needs_per_resident"
low = 0.3
high = 0.9
"#;

fn world() -> World {
    let world = World::named("a world's");
    world.write("the sweep.toml", SWEEP);
    world
}

/// Runs a script with an `sbatch` that writes its words and what it reads into files, and says the numbers of jobs as Slurm does.
fn submitted(world: &World, script: &str, list: Option<&str>) -> Vec<(String, String)> {
    world.write("chain.sh", script);
    world.write("n", "0");
    let fake = "#!/bin/sh\nn=$(($(cat \"$THERE/n\") + 1))\necho $n > \"$THERE/n\"\nprintf '%s\\n' \"$@\" > \"$THERE/words.$n\"\ncat > \"$THERE/job.$n\"\necho \"$n;cluster\"\n";
    world.write("bin/sbatch", fake);
    let made = Command::new("chmod").arg("+x").arg(world.path("bin/sbatch")).status().expect("chmod");
    assert!(made.success());
    let path = format!("{}:{}", world.path("bin").display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.arg(world.path("chain.sh")).args(list).env("PATH", path).env("THERE", &world.dir).stdin(Stdio::null());
    let said = shell.output().expect("a shell");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let count: usize = world.read("n").trim().parse().expect("a number");
    (1..=count).map(|n| (world.read(&format!("words.{n}")), world.read(&format!("job.{n}")))).collect()
}

fn script(world: &World, more: &[&str]) -> String {
    std::fs::create_dir_all(world.path("bin")).expect("made");
    world.words(&[&["slurm", "the sweep.toml"], more].concat()).ok().out
}

#[test]
fn the_chain_is_an_array_then_a_merge_for_every_wave_and_each_waits_for_the_one_before() {
    let world = world();
    let text = script(&world, &["--shards", "3", "--waves", "3"]);
    let jobs = submitted(&world, &text, None);
    let wants = |words: &str, all: &[&str]| {
        for word in all {
            assert!(words.lines().any(|line| line == *word), "no {word} in\n{words}");
        }
    };
    assert_eq!(jobs.len(), 6);
    wants(&jobs[0].0, &["--array=0-2", "--requeue", "--open-mode=append", "--cpus-per-task=1"]);
    wants(&jobs[1].0, &["--dependency=afterany:1", "--job-name=little-merge"]);
    wants(&jobs[2].0, &["--array=0-2", "--dependency=afterok:2"]);
    wants(&jobs[3].0, &["--dependency=afterok:2,afterany:3", "--kill-on-invalid-dep=yes"]);
    wants(&jobs[5].0, &["--dependency=afterok:4,afterany:5"]);
    for (array, merge) in [(0, 1), (2, 3), (4, 5)] {
        assert!(jobs[array].1.contains("--shard \"$SLURM_ARRAY_TASK_ID/3\""), "the number of shards is written out");
        assert!(jobs[merge].1.contains("merge out/little"), "{}", jobs[merge].1);
        assert_eq!(jobs[merge].1.contains("next 'the sweep.toml' --out out/little"), merge < 5, "{}", jobs[merge].1);
    }
    // What a merge names is submitted alone, with the same number of shards.
    let again = submitted(&world, &text, Some("0,2"));
    wants(&again[0].0, &["--array=0,2"]);
    wants(&again[2].0, &["--array=0-2"]);
    assert_eq!(again[0].1, jobs[0].1);
    assert!(!text.contains("SLURM_ARRAY_TASK_COUNT}"), "{text}");
}

/// The jobs are run as they are printed, in the place of Slurm: what the merges write has the bytes of one process.
#[test]
fn the_jobs_of_the_script_run_in_paths_of_any_name_and_give_the_bytes_of_one_process() {
    let world = world();
    let out = "out/50% of 'it' $HOME";
    let options = ["--shards", "3", "--threads", "2", "--seeds", "3", "--set", "demand.volatility=0.2", "--out", out];
    let jobs = submitted(&world, &script(&world, &options), None);
    assert!(jobs[0].0.lines().any(|line| line == "--output=out/50%% of 'it' $HOME.logs/%x-%A_%a.log"), "{}", jobs[0].0);
    assert!(world.has(&format!("{out}.logs")));
    for (job, task) in [(0, "0"), (0, "1"), (0, "2"), (1, "")] {
        world.write("job.sh", &jobs[job].1);
        let mut shell = Command::new("sh");
        shell.arg(world.path("job.sh")).current_dir(&world.dir).env("SLURM_ARRAY_TASK_ID", task).stdin(Stdio::null());
        let said = shell.output().expect("a shell");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }
    let whole = ["sweep", "the sweep.toml", "--seeds", "3", "--set", "demand.volatility=0.2", "--out", "whole", "-q"];
    world.words(&whole).ok();
    world.same("whole", out);
}

#[test]
fn the_script_is_valid_with_every_option_and_in_both_languages() {
    let world = world();
    let options = [
        "--shards",
        "40",
        "--waves",
        "2",
        "--threads",
        "4",
        "--time",
        "1-12:30",
        "--partition",
        "long,short",
        "--collect",
        "daily",
    ];
    for lang in ["en", "zh"] {
        let said = world.words(&[&["--lang", lang, "slurm", "the sweep.toml"][..], &options].concat()).ok();
        world.write("chain.sh", &said.out);
        let read = Command::new("sh").arg("-n").arg(world.path("chain.sh")).output().expect("a shell");
        assert!(read.status.success() && read.stderr.is_empty(), "{}", String::from_utf8_lossy(&read.stderr));
        let array = said.out.lines().find(|line| line.contains("--cpus-per-task")).expect("the array");
        for word in ["--cpus-per-task=4", "--time=1-12:30", "--partition=long,short"] {
            assert!(array.contains(word), "{array}");
        }
        assert!(said.out.contains("/40\" --threads 4") && said.out.contains("--collect daily"), "{}", said.out);
        let comments = said.out.lines().filter(|line| line.starts_with("# "));
        let chinese = |line: &str| line.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(comments.clone().count() > 5 && comments.clone().all(|line| chinese(line) == (lang == "zh")), "{}", said.out);
    }
}

#[test]
fn tasks_that_are_too_short_are_told_with_what_would_be_sensible() {
    let world = world();
    world.sanshe("slurm tiny.toml --shards 3").ends(2);
    let said = world.words(&["slurm", "the sweep.toml", "--shards", "3"]).ok();
    let said = said.tells(&["One of 3 tasks takes about", "note: tasks under 5 minutes", "one process does it all"]);
    assert!(said.out.starts_with("#!/bin/sh\n") && !said.out.contains("note:"), "{}", said.out);
    // Two hundred thousand blocks of ten years, which no machine runs in ten minutes: so many shards that each has its five.
    let long =
        ["slurm", "the sweep.toml", "--seeds", "100000", "--set", "run.years=10", "--set", "district.generate.residents=8000"];
    let said = world.words(&[&long[..], &["--shards", "100000"]].concat()).ok();
    said.tells(&["note: tasks under 5 minutes", "would be sensible"]);
    let said = world.words(&[&long[..], &["--shards", "1", "--time", "5"]].concat()).ok();
    assert!(!said.err.contains("5 minutes"), "{}", said.err);
    said.tells(&["more than --time 5"]);
}

#[test]
fn what_cannot_be_a_script_is_refused_and_nothing_is_printed() {
    let world = world();
    world.write("bad.toml", SWEEP.replace("demand.needs_per_resident", "demand.needs"));
    world.write("far.toml", SWEEP.replace("low = 0.3\nhigh = 0.9", "values = [0.3, 1e9]"));
    let cases: [(&[&str], &str); 8] = [
        (&["bad.toml", "--shards", "3"], "bad.toml:10"),
        (&["far.toml", "--shards", "3"], "point 1 of the sweep"),
        (&["none.toml", "--shards", "3"], "none.toml"),
        (&["the sweep.toml"], "--shards"),
        (&["the sweep.toml", "--shards", "0"], "from 1 to"),
        (&["the sweep.toml", "--shards", "3", "--time", "an hour"], "days-hours"),
        (&["the sweep.toml", "--shards", "3", "--partition", "a b"], "a name"),
        (&["the sweep.toml", "--shards", "3", "--out", "a\nJOB"], "control characters"),
    ];
    for (args, words) in cases {
        let said = world.words(&[&["slurm"], args].concat()).ends(2);
        assert_eq!(said.out, "", "{args:?}");
        said.tells(&[words]);
        let chinese = world.words(&[&["--lang", "zh", "slurm"], args].concat()).ends(2);
        assert!(chinese.err.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}", chinese.err);
    }
    world.words(&["slurm", "the sweep.toml", "--shards", "3", "--out", r"a\b"]).ends(2).tells(&["backslash"]);
    assert!(!world.has("out"));
}
