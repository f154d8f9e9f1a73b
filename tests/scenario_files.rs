//! The scenarios and policies that ship are read as they are.

use std::path::Path;

use sanshe::scenario::LoadOptions;
use sanshe::scenario::load;

#[test]
fn every_shipped_scenario_loads_with_every_shipped_policy() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let names = |folder: &Path| -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder ships")
            .filter_map(|e| e.ok()?.path().file_name()?.to_str().map(String::from))
            .filter_map(|n| n.strip_suffix(".toml").map(String::from))
            .collect();
        names.sort();
        names
    };
    let mut policies = names(&folder.join("policies"));
    let of_before = names(&folder.join("policies/0.1.0")).into_iter().map(|name| format!("0.1.0/{name}"));
    policies.extend(of_before);
    assert_eq!(policies.iter().filter(|name| name.as_str() == "0.1.0/linkage" || name.as_str() == "linkage").count(), 2);
    // What is said of keys is no scenario, nor are published facts.
    for name in names(&folder).into_iter().filter(|name| name != "ranges" && name != "patterns") {
        let options = LoadOptions { policies: Some(policies.clone()), ..LoadOptions::default() };
        let result = load(&folder.join(format!("{name}.toml")), &options);
        if name == "base" {
            let error = result.expect_err("base.toml has no communities");
            assert!(error.to_string().contains("district.generate"), "{error}");
            continue;
        }
        let experiment = result.unwrap_or_else(|e| panic!("{name}:\n{e}"));
        assert_eq!(experiment.scenario.name, name);
        assert_eq!(experiment.policies.len(), policies.len());
    }
}

#[test]
fn no_two_shipped_policies_have_the_same_switches() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/shahekou.toml");
    let experiment = load(&path, &LoadOptions::default()).unwrap_or_else(|e| panic!("{e}"));
    for (i, a) in experiment.policies.iter().enumerate() {
        for b in &experiment.policies[..i] {
            assert_ne!(a.switches, b.switches, "{} and {}", a.name, b.name);
        }
    }
}

#[test]
fn the_schemas_know_every_key_of_the_shipped_files() {
    use sanshe::scenario::schema::{is_policy_key, is_world_key};
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/shahekou.toml");
    let experiment = load(&path, &LoadOptions::default()).unwrap_or_else(|e| panic!("{e}"));
    for (key, _) in &experiment.world_keys {
        assert!(is_world_key(key), "{key}");
    }
    for policy in &experiment.policies {
        for (key, _) in &policy.switches {
            assert!(is_policy_key(key), "{key}");
        }
    }
}

#[test]
fn every_base_value_says_where_it_comes_from() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let text = std::fs::read_to_string(path).expect("base.toml ships");
    let mut table = "";
    for line in text.lines() {
        if line.starts_with('[') {
            table = line;
        }
        // Rates and kinds are explained above their tables.
        let explained = table.ends_with(".rate]") || table.starts_with("[organisation.kind");
        let label = ["label", "name", "title", "policies"].iter().any(|key| line.starts_with(key));
        if line.contains(" = ") && !line.starts_with('#') && !explained && !label {
            assert!(line.contains(" # "), "no note: {line}");
        }
    }
}

#[test]
fn memory_grows_with_residents_and_policies() {
    use sanshe::scenario::memory::estimated_bytes;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/shahekou.toml");
    let bytes = |residents: &str, policies: &[&str]| {
        let options = LoadOptions {
            sets: vec![format!("district.generate.residents={residents}")],
            policies: Some(policies.iter().map(ToString::to_string).collect()),
            memory: None,
        };
        estimated_bytes(&load(&path, &options).unwrap_or_else(|e| panic!("{e}")))
    };
    let one = bytes("1e5", &["administrative"]);
    // A part goes with subdistricts and periods: the classes of the bound.
    assert!(bytes("1e6", &["administrative"]) > 3 * one);
    // What arose is held once for all policies.
    let two = bytes("1e5", &["administrative", "posts"]);
    assert!(two > one && two < 2 * one, "{one} {two}");
}
