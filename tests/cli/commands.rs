//! `check`, `diff`, `new`, `schema` and help.

use std::fs;

use crate::support::{Said, TINY, World};

#[test]
fn check_says_what_a_run_would_do_and_leaves_nothing() {
    let world = World::new();
    let before = fs::read_dir(&world.dir).expect("it lists").count();
    world.sanshe("check tiny.toml").ok().says(&[
        "tiny.toml: ok",
        "Tiny world",
        "administrative, linkage, endogenous",
        "replicates: 2   years: 1",
        "memory: about",
    ]);
    world.sanshe("check tiny.toml --policy random --set run.seeds=7 --lang zh").ok().says(&[
        "无误",
        "administrative, random",
        "重复次数：7",
    ]);
    world.sanshe("check tiny.toml --policy nope").ends(2).tells(&["no such policy"]);
    assert_eq!(fs::read_dir(&world.dir).expect("it lists").count(), before);
}

#[test]
fn diff_shows_the_keys_in_which_scenarios_or_policies_differ() {
    let world = World::new();
    world.write("other.toml", format!("{TINY}[demand]\nbundle_share = 0.3\n"));
    let said = world.sanshe("diff tiny.toml other.toml").ok();
    assert_eq!(said.out.lines().count(), 1, "{}", said.out);
    assert!(said.out.starts_with("scenario  demand.bundle_share: "), "{}", said.out);
    assert!(said.out.ends_with(" → 0.3\n"), "{}", said.out);
    let said = world.sanshe("diff policies/linkage.toml policies/linkage-broker.toml").ok();
    assert_eq!(said.out, "policy linkage → linkage-broker  routing.router: lead → broker\n");
    let said = world.sanshe("diff tiny.toml tiny.toml").ok().tells(&["No key differs."]);
    assert_eq!(said.out, "");
    world.sanshe("diff tiny.toml policies/linkage.toml").ends(2).tells(&["one of the files is a scenario, the other a policy"]);
    world.sanshe("diff tiny.toml nowhere.toml").ends(2).tells(&["error: nowhere.toml"]);
    world.write("policies/bad.toml", "extends = \"linkage.toml\"\n[routing]\nthet = 1\n");
    world.sanshe("diff policies/linkage.toml policies/bad.toml").ends(2).tells(&["error: policies/bad.toml:3:1: unknown key"]);
}

#[test]
fn schemas_are_json_and_know_the_keys() {
    let world = World::new();
    for (kind, table) in [("scenario", "demand"), ("policy", "funding")] {
        let said = world.sanshe(&format!("schema {kind}")).ok();
        let schema: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        assert!(schema["properties"][table].is_object(), "{kind}");
        assert!(schema["properties"]["extends"].is_object(), "{kind}");
    }
    world.sanshe("schema weather").ends(2).tells(&["possible values: scenario, policy"]);
}

#[test]
fn the_phases_of_a_policy_are_printed_in_both_languages() {
    let world = World::new();
    let all = world.sanshe("phases").ok().says(&["| phase | § |", "| routing, desk by desk | 7.6 |", "| level 1 of approvals"]);
    let of_policy = world.sanshe("phases tiny.toml --policy linkage").ok().says(&["| routing, desk by desk | 7.6 |"]);
    assert!(of_policy.out.lines().all(|line| all.out.contains(line)), "{}", of_policy.out);
    assert!(of_policy.out.lines().count() < all.out.lines().count(), "nothing that linkage cannot need");
    world.sanshe("phases tiny.toml --lang zh").ok().says(&["| 环节 | § |", "| 每日 |"]);
    world.sanshe("phases nowhere.toml").ends(2).tells(&["error: nowhere.toml"]);
    world.sanshe("phases tiny.toml --policy nowhere").ends(2).tells(&["nowhere"]);
    world.sanshe("phases --policy linkage").ends(2).tells(&["<SCENARIO>"]);
    world.sanshe("phases --policy linkage --lang zh").ends(2).tells(&["情景文件"]);
}

#[test]
fn a_new_folder_runs_as_it_is() {
    let world = World::new();
    let said = world.sanshe("new fresh").ok().tells(&["Next: sanshe run \"fresh/scenario.toml\""]);
    assert!(said.out.lines().all(|file| world.has(file)), "{}", said.out);
    assert!(!world.has("fresh/communities.csv"));
    world.sanshe("check fresh/scenario.toml").ok();
    world
        .sanshe("run fresh/scenario.toml --seeds 2 --years 1 --set district.generate.residents=15000")
        .ok()
        .says(&["My district", "Files in out/fresh"]);
    // Nothing is overwritten.
    let before = world.read("fresh/scenario.toml");
    world.write("fresh/base.toml", "mine");
    world.sanshe("new fresh").ends(2).tells(&["error: fresh/scenario.toml exists already; nothing was written"]);
    assert_eq!(world.read("fresh/base.toml"), "mine");
    assert_eq!(world.read("fresh/scenario.toml"), before);
}

#[test]
fn a_new_folder_may_be_the_one_we_are_in() {
    let world = World::new();
    fs::create_dir(world.path("empty")).expect("made");
    for line in ["new .", "run scenario.toml -q --seeds 1 --years 1"] {
        let output =
            world.command(line.split_whitespace()).current_dir(world.path("empty")).output().expect("the program starts");
        Said::of(output).ok();
    }
    assert!(world.has("empty/out/empty/runs.csv"));
}

#[test]
fn help_and_version_are_results_and_a_bare_call_is_a_mistake() {
    let world = World::new();
    world.sanshe("--help").ok().says(&["Usage: sanshe", "run", "check", "Exit status"]);
    world.sanshe("--version").ok().says(&["sanshe 0."]);
    for command in ["run", "check", "diff", "new", "schema", "phases"] {
        let said = world.sanshe(&format!("{command} --help")).ok().says(&["Usage: sanshe", "--lang"]);
        assert_eq!(said.err, "");
    }
    world.sanshe("").ends(2).tells(&["Usage: sanshe"]);
}

#[test]
fn help_and_mistakes_of_the_command_line_are_chinese_on_request() {
    let world = World::new();
    world.sanshe("--help --lang zh").ok().says(&["用法：sanshe [选项] <命令>", "按各项政策运行情景并比较", "退出状态"]);
    world.sanshe("--lang zh help run").ok().says(&["用法：sanshe run [选项] <情景文件>", "［默认：all；"]);
    world.sanshe("--lang zh help sweep").ok().says(&["［默认：none］"]);
    for (line, words) in [
        ("runn", &["错误：没有“runn”这个命令", "是否指“run”？", "详见：sanshe --help"][..]),
        ("run", &["错误：缺少必需的参数：<情景文件>", "用法：sanshe run [选项] <情景文件>"]),
        ("run x.toml --thread 3", &["没有“--thread”这个参数或选项", "是否指“--threads”？", "详见：sanshe run --help"]),
        ("run x.toml --threads 0", &["“--threads <数>”不能取“0”：应为 1 至 4096 的整数"]),
        ("run x.toml --threads", &["“--threads <数>”缺少取值"]),
        ("run x.toml --seeds 1 --seeds 2", &["“--seeds <数>”只能给出一次"]),
        ("run x.toml --collect dayly", &["没有 `dayly` 这张表（是否指 `daily`？）"]),
        ("run x.toml --shard 0/2", &["缺少必需的参数：--worlds <数>"]),
        ("run x.toml -9", &["如果这是一个取值，请写作“-- -9”"]),
        ("schema weather", &["“<类别>”不能取“weather”，可选：scenario、policy"]),
        ("trace x.toml --site a --needs 3", &["“--site <站点>”不能与“--needs <数>”同时使用"]),
        ("trace tiny.toml --site nowhere", &["错误：没有这个站点：“nowhere”", "应为：社区（"]),
        ("verify --cases verification --case trus", &["未知的词"]),
    ] {
        let said = world.sanshe(&format!("{line} --lang zh")).ends(2).tells(words);
        for english in ["error:", "Usage", "tip:", "For more information", "expected"] {
            assert!(line.starts_with("verify") || !said.err.contains(english), "{}", said.err);
        }
    }
    world.sanshe("run x.toml --threads 0").ends(2).tells(&["expected a whole number from 1 to 4096"]);
    world.sanshe("run x.toml --collect dayly").ends(2).tells(&["`dayly` is not a table (did you mean `daily`?)"]);
}

#[test]
fn a_verification_shows_how_far_it_is_in_both_languages_and_none_beside_json() {
    let world = World::new();
    let line = "verify --cases verification --case trust";
    world.sanshe(line).ok().tells(&["1 cases on", "0/1 cases", "100 %"]);
    world.sanshe(&format!("{line} --lang zh")).ok().tells(&["1 个算例", "0/1 个算例", "100%  已用"]);
    assert_eq!(world.sanshe(&format!("{line} --json")).ok().err, "");
}
