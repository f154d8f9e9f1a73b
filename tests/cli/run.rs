//! What `run` leaves behind and what its options do.

use crate::support::{CHARTS, TABLES, World};

#[test]
fn a_run_ends_with_the_table_the_files_and_the_charts() {
    let world = World::new();
    let said = world.sanshe("run tiny.toml").ok();
    let said = said.says(&[
        "Tiny world: 1 year measured, after 1 year under the baseline (administrative)",
        "Outcomes",
        "Where needs were lost",
        "Cost and effort",
        "Replicates per policy: 2.",
        "Files in out/tiny:",
    ]);
    for policy in ["administrative", "linkage", "endogenous"] {
        assert!(said.out.lines().any(|l| l.starts_with(policy)), "{policy}");
    }
    let others = ["manifest.json", "policies.csv"];
    for file in TABLES.iter().chain(&CHARTS).chain(&others) {
        assert!(world.has(&format!("out/tiny/{file}")), "{file}");
        assert_eq!(said.out.matches(&format!("  {file}\n")).count(), 1, "{file}");
    }
    assert_eq!(said.out.matches("out/tiny").count(), 1, "{}", said.out);
    let runs = world.read("out/tiny/runs.csv");
    assert_eq!(runs.lines().count(), 1 + 3 * 2);
    assert!(world.column("out/tiny", "status").iter().all(|r| r.2 == "ok"));
}

#[test]
fn progress_is_plain_lines_off_a_terminal_and_nothing_when_quiet() {
    let world = World::new();
    world.sanshe("run tiny.toml --out a").ok().tells(&["0/2 replicates", "100 %"]);
    let quiet = world.sanshe("run tiny.toml --out b --quiet").ok();
    assert_eq!(quiet.err, "");
    assert!(quiet.out.starts_with("Tiny world"), "{}", quiet.out);
    assert!(!quiet.out.contains("Files in"), "{}", quiet.out);
}

#[test]
fn chinese_is_chosen_by_the_option_or_the_locale() {
    let world = World::new();
    let words = ["小世界", "三社联动", "未满足率"];
    let said = world.sanshe("run tiny.toml --lang zh").ok().says(&words);
    assert!(!said.out.contains("Outcomes"), "{}", said.out);
    let chart = world.read("out/tiny/charts/difference.svg");
    assert!(chart.contains("三社联动"));
    let again = world.command(["run", "tiny.toml", "-q"]).env("LANG", "zh_CN.UTF-8").output().expect("the program starts");
    crate::support::Said::of(again).ok().says(&words);
    let english = world.sanshe("run tiny.toml -q").ok();
    assert!(english.out.contains("Outcomes"), "{}", english.out);
    assert!(!world.read("out/tiny/charts/difference.svg").contains("三社联动"));
}

#[test]
fn a_policy_of_the_command_line_is_compared_with_the_baseline() {
    let world = World::new();
    world.sanshe("run tiny.toml --policy random --out a -q").ok();
    let policies = |folder: &str| -> Vec<String> {
        let rows = world.column(folder, "status");
        rows.into_iter().filter(|r| r.1 == "0").map(|r| r.0).collect()
    };
    assert_eq!(policies("a"), ["administrative", "random"]);
    world.sanshe("run tiny.toml --policy linkage,random --policy posts --out b -q").ok();
    assert_eq!(policies("b"), ["administrative", "linkage", "random", "posts"]);
    world.sanshe("run tiny.toml --policy linkage --policy administrative --policy linkage --out c -q").ok();
    assert_eq!(policies("c"), ["linkage", "administrative"]);
    for command in ["check", "run"] {
        let line = format!("{command} tiny.toml --policy linkage,linkage");
        world.sanshe(&line).ok().tells(&["note: named more than once, but one policy each: `linkage`"]);
        world.sanshe(&format!("{line} --lang zh")).ok().tells(&["注意：以下政策列出不止一次，各按一项计：`linkage`"]);
    }
    world.write("twice.toml", crate::support::TINY.replace("\"endogenous\"", "\"linkage\""));
    world.sanshe("check twice.toml").ok().tells(&["note: named more than once, but one policy each: `linkage`"]);
}

#[test]
fn seeds_years_and_threads_do_what_they_say() {
    let world = World::new();
    world.sanshe("run tiny.toml --seeds 3 --years 2 --threads 2 --policy linkage -q --out somewhere/deep").ok();
    let runs = world.read("somewhere/deep/runs.csv");
    assert_eq!(runs.lines().count(), 1 + 2 * 3);
    let days = world.rows("somewhere/deep/daily.csv", "linkage");
    assert_eq!(days.iter().filter(|r| r.starts_with("0,")).count(), 500);
    let manifest: serde_json::Value = serde_json::from_str(&world.read("somewhere/deep/manifest.json")).expect("JSON");
    assert_eq!(manifest["replicates"], 3);
    assert_eq!(manifest["years"], 2);
    let command = manifest["command"].as_str().expect("text");
    assert_eq!(command, "sanshe run tiny.toml --policy linkage --set run.seeds=3 --set run.years=2");
    let timing: serde_json::Value = serde_json::from_str(&world.read("somewhere/deep/timing.json")).expect("JSON");
    assert_eq!(timing["sessions"][0]["threads"], 2);
    // The command of the manifest makes the same results.
    let words: Vec<&str> = command.split_whitespace().skip(1).collect();
    world.words(&words).ok();
    world.same("out/tiny", "somewhere/deep");
}

#[test]
fn only_the_tables_asked_for_are_written() {
    let world = World::new();
    let said =
        world.sanshe("run tiny.toml --collect none --out none").ok().says(&["No charts: --collect none keeps runs.csv alone."]);
    assert!(!said.out.contains(".svg"), "{}", said.out);
    world.sanshe("run tiny.toml --collect daily,ledger --out two -q").ok();
    for table in TABLES {
        assert_eq!(world.has(&format!("none/{table}")), table == "runs.csv");
        let two = ["runs.csv", "daily.csv", "ledger.csv"].contains(&table);
        assert_eq!(world.has(&format!("two/{table}")), two, "{table}");
    }
    assert!(!world.has("none/charts"));
    world.sanshe("run tiny.toml --collect ledger --out one").ok().says(&["charts/difference.svg", "not drawn, daily.csv"]);
    assert!(!world.has("one/charts/unmet-over-time.svg"));
    assert!(world.has("two/charts/unmet-over-time.svg"));
}

#[test]
fn a_setting_of_the_command_line_counts_like_the_same_line_in_the_file() {
    let world = World::new();
    let set = "--set demand.bundle_share=0.3 --set district.name=Elsewhere";
    world.sanshe(&format!("run tiny.toml --out a -q {set}")).ok();
    let keys = "[demand]\nbundle_share = 0.3\n[district]\nname = \"Elsewhere\"\n";
    world.write("other.toml", format!("{}{keys}", crate::support::TINY));
    world.sanshe("run other.toml --out b -q").ok();
    world.sanshe("run tiny.toml --out c -q").ok();
    for table in TABLES {
        let of = |folder: &str| world.read(&format!("{folder}/{table}"));
        assert_eq!(of("a"), of("b"), "{table}");
        assert_ne!(of("a"), of("c"), "{table}");
    }
    // The last one counts, and the short form after all; it is said.
    let line = "run tiny.toml --out d --seeds 3 --set run.seeds=9 --set run.seeds=1";
    world.sanshe(line).ok().tells(&[
        "note: `run.seeds` is set more than once: `--set run.seeds=9`, `--set run.seeds=1`, `--seeds 3`; the last holds: `--seeds 3`",
    ]);
    world
        .sanshe(&format!("{line} --lang zh"))
        .ok()
        .tells(&["注意：键 `run.seeds` 设置了不止一次", "以最后一次为准：`--seeds 3`"]);
    assert_eq!(world.sanshe(&format!("{line} -q")).ok().err, "");
    assert_eq!(world.read("d/runs.csv").lines().count(), 1 + 3 * 3);
}

#[test]
fn every_shipped_policy_runs_with_every_check_on_every_tick() {
    let world = World::new();
    let mut line = String::from("run tiny.toml --audit -q --seeds 1");
    for folder in ["", "0.1.0/"] {
        for entry in std::fs::read_dir(world.path("policies").join(folder)).expect("the folder lists") {
            let name = entry.expect("an entry").file_name();
            if let Some(name) = name.to_str().expect("UTF-8").strip_suffix(".toml") {
                line.push_str(&format!(" --policy {folder}{name}"));
            }
        }
    }
    world.sanshe(&line).ok();
}

#[test]
fn an_audit_says_what_it_checked_and_how_often_in_this_session() {
    let world = World::new();
    // 250 days of burn-in and 250 of each of three policies, twice.
    let said = world.sanshe("run tiny.toml --audit").ok();
    said.tells(&[
        "17 identities",
        "2000 policy-days",
        "replicates: 2, policies: 3",
        "all closed",
        "needs: arisen = ended + held",
    ]);
    world.sanshe("run tiny.toml --audit").ok().tells(&["nothing was run in this session, so nothing was checked"]);
    let said = world.sanshe("run tiny.toml --audit --fresh --lang zh").ok();
    said.tells(&["17 项恒等式", "2000 个政策日", "全部成立", "需求：发生 = 终结 + 在册"]);
    assert!(!world.sanshe("run tiny.toml --fresh").ok().err.contains("identities"));
}
