//! The scenarios and policies that ship are read as they are.

use std::path::Path;

use sanshe::scenario::{LoadOptions, load};

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
    let policies = names(&folder.join("policies"));
    assert_eq!(policies.len(), 8);
    for name in names(&folder) {
        let options = LoadOptions {
            policies: Some(policies.clone()),
            ..LoadOptions::default()
        };
        let result = load(&folder.join(format!("{name}.toml")), &options);
        if name == "base" {
            let error = result.expect_err("base.toml has no communities");
            assert!(error.to_string().contains("district.generate"), "{error}");
            continue;
        }
        let experiment = result.unwrap_or_else(|e| panic!("{name}:\n{e}"));
        assert_eq!(experiment.scenario.name, name);
        assert_eq!(experiment.policies.len(), 8);
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
