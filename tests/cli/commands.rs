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
    world.write("other.toml", format!("{TINY}[demand]\nremit_share = 0.3\n"));
    let said = world.sanshe("diff tiny.toml other.toml").ok();
    assert_eq!(said.out.lines().count(), 1, "{}", said.out);
    assert!(said.out.starts_with("scenario  demand.remit_share: "), "{}", said.out);
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
    for command in ["run", "check", "diff", "new", "schema"] {
        let said = world.sanshe(&format!("{command} --help")).ok().says(&["Usage: sanshe", "--lang"]);
        assert_eq!(said.err, "");
    }
    world.sanshe("").ends(2).tells(&["Usage: sanshe"]);
}
