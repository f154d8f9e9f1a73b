//! What makes an experiment the one it is: every value of a scenario that decides a result, whichever file it comes from.

use std::fs;
use std::path::{Path, PathBuf};

use sanshe::measure::collect::Collect;
use sanshe::scenario::experiment::Experiment;
use sanshe::scenario::keys::world::Scenario;
use sanshe::scenario::load::{LoadOptions, load};
use sanshe::scenario::reading::flat::flatten;
use sanshe::store::plan::Plan;
use serde_json::Value;

/// Keys that decide no result: only shown, or in the identity under another name.
const NOT_DECIDING: [&str; 6] = ["title", "title_zh", "policies", "district.table", "run.seeds", "run.frame_seeds"];

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// The shipped base and policies with a scenario and a sheet beside them.
fn with_sheet(dir: &Path, sheet: &str) -> Experiment {
    fs::create_dir_all(dir.join("policies")).expect("made");
    fs::copy(shipped().join("base.toml"), dir.join("base.toml")).expect("copied");
    for name in ["administrative", "linkage"] {
        let name = format!("policies/{name}.toml");
        fs::copy(shipped().join(&name), dir.join(&name)).expect("copied");
    }
    let scenario = "extends = \"base.toml\"\nwithout = [\"district.generate\"]\nname = \"s\"\ntitle = \"S\"\ntitle_zh = \"S\"\n\
                    policies = [\"linkage\"]\n[district]\ntable = \"sheet.csv\"\n";
    let whole = fs::read_to_string(dir.join("base.toml")).expect("it reads").contains("[district.generate]");
    let scenario = if whole { scenario.to_owned() } else { scenario.replace("without = [\"district.generate\"]\n", "") };
    fs::write(dir.join("s.toml"), scenario).expect("written");
    fs::write(dir.join("sheet.csv"), sheet).expect("written");
    load(&dir.join("s.toml"), &LoadOptions::default()).unwrap_or_else(|e| panic!("{e}"))
}

const SHEET: &str = "code,subdistrict,residents,x,y,staff,certified share,organisations,associations,volunteers,property share,80+\n\
                     A,S1,4000,0,0,8,0.5,1,2,30,0.4,100\nB,S1,5000,1,0,9,0.4,2,3,40,0.5,200\nC,S2,6000,0,2,7,0.3,1,1,20,0.6,300\n";

fn digest(experiment: &Experiment) -> String {
    Plan::of(experiment, Collect::ALL).digest()
}

/// Every place of a tree at which a word, a number or a yes stands.
fn leaves(value: &Value, path: &str, out: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Object(map) => map
            .iter()
            .for_each(|(key, inner)| leaves(inner, &format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), out)),
        Value::Array(list) => list.iter().enumerate().for_each(|(place, inner)| leaves(inner, &format!("{path}/{place}"), out)),
        _ => out.push(path.to_owned()),
    }
}

/// Other values that may be allowed where this one is; for a word of a closed set, those that the refusal names.
fn others(value: &Value, refusal: &str) -> Vec<Value> {
    match value {
        Value::Bool(is) => vec![Value::Bool(!is)],
        Value::Number(n) => {
            let x = n.as_f64().expect("a number");
            let whole = n.as_i64().into_iter().flat_map(|n| [n + 1, n - 1]).map(Value::from);
            whole.chain([x * 0.5, x * 0.9, x + 0.01, x - 0.01, x + 1.0].map(Value::from)).collect()
        }
        Value::String(word) => {
            let known = refusal.split('`').skip(3).step_by(2).filter(|other| other != word).map(Value::from);
            std::iter::once(Value::from(format!("{word}x"))).chain(known).collect()
        }
        _ => Vec::new(),
    }
}

fn every_value_counts(experiment: &Experiment) {
    let before = digest(experiment);
    let tree = serde_json::to_value(&experiment.scenario).expect("it serializes");
    let mut places = Vec::new();
    leaves(&tree, "", &mut places);
    assert!(places.len() > 100, "{}", places.len());
    for place in places {
        let key = place[1..].replace('/', ".");
        let (mut changed, mut refusal) = (false, String::new());
        let mut tried = others(tree.pointer(&place).expect("there"), "");
        while let Some(value) = tried.pop() {
            let mut other = tree.clone();
            *other.pointer_mut(&place).expect("there") = value.clone();
            let scenario: Scenario = match serde_json::from_value(other) {
                Ok(scenario) => scenario,
                Err(error) => {
                    if refusal.is_empty() && tried.is_empty() {
                        refusal = error.to_string();
                        tried = others(tree.pointer(&place).expect("there"), &refusal);
                    }
                    continue;
                }
            };
            let other = Experiment { world_keys: flatten(&scenario), scenario, ..experiment.clone() };
            // A value that is read as the same one is no change.
            if other.scenario == experiment.scenario {
                continue;
            }
            changed = true;
            let decides = !NOT_DECIDING.iter().any(|k| key == *k || key.starts_with(&format!("{k}.")));
            assert_eq!(digest(&other) != before, decides, "{key} = {value}");
            break;
        }
        assert!(changed, "no other value of {key} could be tried: {refusal}");
    }
}

#[test]
fn every_value_of_a_scenario_counts() {
    let mut seen = 0;
    for entry in fs::read_dir(shipped()).expect("it lists").flatten() {
        let path = entry.path();
        let is_scenario = path
            .file_name()
            .is_some_and(|name| !["base.toml", "ranges.toml", "patterns.toml"].iter().any(|other| name == *other));
        if path.is_file() && path.extension().is_some_and(|e| e == "toml") && is_scenario {
            every_value_counts(&load(&path, &LoadOptions::default()).unwrap_or_else(|e| panic!("{e}")));
            seen += 1;
        }
    }
    assert!(seen >= 2);
}

#[test]
fn every_cell_of_a_sheet_counts() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    every_value_counts(&with_sheet(dir.path(), SHEET));
}

#[test]
fn a_sheet_with_the_same_values_in_other_bytes_is_the_same_experiment() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let before = digest(&with_sheet(dir.path(), SHEET));
    for same in
        [SHEET.replace('\n', "\r\n"), SHEET.replace(',', ";"), SHEET.replace("4000", " 4000 "), SHEET.replace("0.5", "50%")]
    {
        assert_ne!(same, SHEET);
        assert_eq!(digest(&with_sheet(dir.path(), &same)), before, "{same}");
    }
    let rows: Vec<&str> = SHEET.lines().collect();
    let swapped = [rows[0], rows[2], rows[1], rows[3]].join("\n");
    assert_ne!(digest(&with_sheet(dir.path(), &swapped)), before, "communities stand in the order of the rows");
}
