//! What is said of keys: complete, within what is legal, enforced where it is a tie, and printed into `scenarios/base.toml` and §8 of
//! `docs/odd.md` as `scenarios/ranges.toml` has it. `SANSHE_RENEW=1 cargo test --test parameters` prints both again.

#[path = "parameters/tables.rs"]
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sanshe::base::words::Lang;
use sanshe::measure::tables::runs::RUNS;
use sanshe::scenario::describe::{self, Line, values};
use sanshe::scenario::keys::ranges::{About, Grade, Ranges, Scope, TEXT, Tie, kinds_of, ranges};
use sanshe::scenario::{LoadOptions, load, new_folder, schema};
use serde_json::Value;

const SCOPES: [Scope; 2] = [Scope::World, Scope::Policy];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn base() -> String {
    fs::read_to_string(root().join("scenarios/base.toml")).expect("it ships")
}

/// Whether keys stand below a path.
fn is_table(scope: Scope, path: &str) -> bool {
    [path.to_string(), format!("{path}.x")]
        .iter()
        .any(|path| schema::at(scope, path).is_some_and(|at| at.get("properties").is_some()))
}

/// Every key and table that the types declare.
fn declared(scope: Scope) -> BTreeSet<String> {
    schema::described(scope).into_iter().filter(|d| d.word.is_none() && !d.path.is_empty()).map(|d| d.path).collect()
}

/// Every key, with what is said of it.
fn keys() -> Vec<(Scope, String, About)> {
    let of = |scope: Scope| declared(scope).into_iter().filter(move |path| !is_table(scope, path)).map(move |path| (scope, path));
    SCOPES
        .into_iter()
        .flat_map(of)
        .map(|(scope, path)| {
            let about = ranges().about(scope, &path).unwrap_or_else(|| panic!("ranges.toml says nothing of {path}"));
            (scope, path, about)
        })
        .collect()
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn the_file_is_what_its_type_says() {
    let read: Ranges = toml::from_str(TEXT).unwrap_or_else(|e| panic!("{e}"));
    assert!(read.world.len() > 200 && read.policy.len() > 50);
    assert!(toml::from_str::<Ranges>(&format!("{TEXT}\ncolour = 1\n")).is_err(), "an unknown field is refused");
}

#[test]
fn every_key_and_table_has_an_entry_and_every_entry_a_key() {
    for scope in SCOPES {
        let said: BTreeSet<String> =
            ranges().of(scope).iter().filter(|(_, about)| about.zh.is_some()).map(|(path, _)| path.to_string()).collect();
        assert_eq!(declared(scope), said, "{scope:?}: left what the types declare, right what ranges.toml has");
        for (path, _) in ranges().of(scope).iter().filter(|(_, about)| about.zh.is_none()) {
            assert!(kinds_of(path).iter().any(|kind| said.contains(kind)), "{path} is neither a key nor one of a kind");
            assert!(values(&base()).any(|line| line.path() == path), "{path} is not in base.toml");
        }
    }
}

#[test]
fn every_key_has_a_grade_a_source_and_chinese_for_all_that_is_said() {
    let mut used = BTreeSet::new();
    let own = SCOPES.into_iter().flat_map(|scope| ranges().of(scope).iter().map(move |(path, _)| (scope, path)));
    for (scope, path) in own.filter(|(scope, path)| !is_table(*scope, path)) {
        let about = ranges().about(scope, path).expect("it is there");
        let source = about.source.clone().unwrap_or_else(|| panic!("{path} has no source"));
        assert!(about.grade.is_some(), "{path} has no grade");
        assert!(is_chinese(about.zh.as_deref().unwrap_or_default()), "{path} has no Chinese");
        let chinese = ranges().chinese(&source, about.source_zh.as_deref());
        assert!(chinese.is_some(), "{path}: no Chinese for the source {source:?}");
        used.insert(source);
        if let Some(unit) = about.unit.clone() {
            assert!(ranges().chinese(&unit, None).is_some(), "{path}: no Chinese for the unit {unit:?}");
            used.insert(unit);
        }
        for lang in [Lang::En, Lang::Zh] {
            assert!(describe::said(lang, scope, path).is_some(), "{path}");
        }
    }
    for word in ranges().words.keys() {
        assert!(used.contains(word), "no key uses the word {word:?}");
    }
}

#[test]
fn every_word_a_key_takes_has_its_chinese_and_no_chinese_is_left_over() {
    for scope in SCOPES {
        let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for found in schema::described(scope) {
            if let Some(word) = found.word {
                words.entry(found.path).or_default().insert(word);
            }
        }
        for (path, about) in ranges().of(scope).iter() {
            let said: BTreeSet<String> = about.words.keys().cloned().collect();
            assert_eq!(words.get(path).cloned().unwrap_or_default(), said, "{path}");
        }
    }
}

#[test]
fn every_description_of_a_chinese_schema_is_chinese() {
    for scope in SCOPES {
        let (english, chinese) = (describe::schema(Lang::En, scope), describe::schema(Lang::Zh, scope));
        assert_ne!(english["title"], chinese["title"]);
        for found in schema::described(scope) {
            let text = chinese.pointer(&found.pointer).and_then(|at| at["description"].as_str()).expect("it is described");
            assert!(is_chinese(text), "{}: {text}", found.path);
        }
    }
}

/// The schema of one value of a key: of a list, that of its items.
fn of_value(scope: Scope, path: &str) -> &'static Value {
    let at = schema::at(scope, path).unwrap_or_else(|| panic!("no key {path}"));
    match at["items"].is_object() {
        true => &at["items"],
        // A table of numbers by name, such as the rates of a segment.
        false => at.get("additionalProperties").filter(|inner| inner.is_object()).unwrap_or(at),
    }
}

fn legal(scope: Scope, path: &str) -> Option<[f64; 2]> {
    let at = of_value(scope, path);
    Some([at["minimum"].as_f64()?, at["maximum"].as_f64()?])
}

/// The words a key takes; yes and no as `true` and `false`.
fn legal_words(scope: Scope, path: &str) -> BTreeSet<String> {
    let at = of_value(scope, path);
    if at["type"] == "boolean" {
        return ["false", "true"].map(String::from).into();
    }
    let branches = at["oneOf"].as_array().into_iter().flatten().filter_map(|branch| branch["const"].as_str());
    branches.chain(at["enum"].as_array().into_iter().flatten().filter_map(Value::as_str)).map(String::from).collect()
}

#[test]
fn what_is_sampled_is_legal() {
    for (scope, path, about) in keys() {
        if let Some([low, high]) = about.range {
            let [least, most] = legal(scope, &path).unwrap_or_else(|| panic!("{path} takes no number"));
            assert!(least <= low && low < high && high <= most, "{path}: {low} to {high}, legal are {least} to {most}");
        }
        if let Some([low, high]) = about.times {
            assert!((0.0..=1.0).contains(&low) && high >= 1.0 && legal(scope, &path).is_some(), "{path}");
        }
        if let Some(distance) = about.plus {
            assert!(distance > 0.0 && legal(scope, &path).is_some(), "{path}");
        }
        for value in about.among.iter().flatten() {
            let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert!(legal_words(scope, &path).contains(&word), "{path} does not take {word}");
        }
        let ways = [about.range.is_some(), about.times.is_some(), about.plus.is_some(), about.among.is_some()];
        assert!(ways.iter().filter(|way| **way).count() <= 1, "{path} has more than one range");
        let numbers = legal(scope, &path).is_some() && schema::at(scope, &path).is_some_and(|at| at["type"] != "array");
        assert!(about.grade == Some(Grade::Given) || !numbers || about.is_sampled(), "{path} is graded and has no range");
    }
}

/// Asserts that a value lies in the sampled range of its key.
fn in_range(scope: Scope, path: &str, value: &toml::Value) {
    let about = ranges().about(scope, path).unwrap_or_else(|| panic!("nothing is said of {path}"));
    if let Some(words) = &about.among {
        assert!(words.contains(value), "{path} = {value} is not among {words:?}");
        return;
    }
    let value = about.item.map_or(value, |item| &value.as_array().expect("a list")[item - 1]);
    let number = value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64));
    let Some((number, legal)) = number.zip(legal(scope, path)) else { return };
    if let Some([low, high]) = about.sampled(number, legal) {
        let is_more = about.or.is_some_and(|more| (more - number).abs() < 1e-12);
        assert!(is_more || (low..=high).contains(&number), "{path} = {number} is outside {low} to {high}");
        assert!(legal[0] <= low && high <= legal[1], "{path}: {low} to {high} is not legal");
    }
}

fn value(text: &str) -> Option<toml::Value> {
    format!("v = {text}").parse::<toml::Table>().ok()?.remove("v")
}

#[test]
fn every_default_lies_in_the_range_that_is_sampled() {
    let text = base();
    let mut seen = 0;
    for line in values(&text) {
        // Rates stand in a table of their own, by category.
        let path = if line.table.ends_with(".rate") { line.table.to_string() } else { line.path() };
        if let Some(value) = value(line.value) {
            in_range(Scope::World, &path, &value);
            seen += 1;
        }
    }
    assert!(seen > 300, "{seen} values");
}

#[test]
fn every_switch_of_a_shipped_policy_lies_in_the_range_that_is_sampled() {
    let files = ["scenarios/policies", "scenarios/policies/0.1.0"]
        .into_iter()
        .flat_map(|folder| fs::read_dir(root().join(folder)).expect("they ship").flatten().map(|entry| entry.path()))
        .filter(|path| path.is_file());
    for path in files {
        let text = fs::read_to_string(path).expect("it reads");
        for line in values(&text).filter(|line| !line.table.is_empty()) {
            in_range(Scope::Policy, &line.path(), &value(line.value).unwrap_or_else(|| panic!("{}", line.value)));
        }
    }
}

/// A file in the folder `policies` of a new scenario, and what loading says when it is compared.
fn refused(sets: &[String], policy: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    new_folder::write(folder.path(), None).expect("a new folder");
    fs::write(folder.path().join("policies/mine.toml"), format!("extends = \"administrative.toml\"\n{policy}")).expect("written");
    let options = LoadOptions { sets: sets.to_vec(), policies: Some(vec!["mine".to_string()]), memory: None };
    load(&folder.path().join("scenario.toml"), &options).err().map_or_else(String::new, |error| error.to_string())
}

#[test]
fn every_tie_is_enforced_and_every_check_of_shares_and_order_is_a_tie() {
    let set = |scope: Scope, values: &[(&str, &str)]| match scope {
        Scope::World => refused(&values.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>(), ""),
        Scope::Policy => {
            let tables: Vec<String> = values
                .iter()
                .map(|(path, value)| {
                    let (table, key) = path.split_once('.').expect("a key in a table");
                    format!("[{table}]\n{key} = {value}\n")
                })
                .collect();
            // A table that may be left out is there, and whole.
            let whole = "[funding.whole_budget]\ncommunity_workers = 1.0\n";
            let rest = ["inhouse", "purchase", "venture", "facility", "self_help"].map(|key| format!("{key} = 0.0\n")).concat();
            let text = tables.concat();
            match text.strip_prefix("[funding]\nwhole_budget.community_workers = ") {
                Some(value) => refused(&[], &format!("[funding.whole_budget]\ncommunity_workers = {value}{rest}")),
                None => refused(&[], &format!("{text}{whole}{rest}")),
            }
        }
    };
    let mut ties = 0;
    for scope in SCOPES {
        for (path, about) in ranges().of(scope).iter() {
            for tie in &about.ties {
                ties += 1;
                let (broken, named) = match tie {
                    Tie::SumToOne(keys) if keys.len() == 1 && keys[0].contains('*') => {
                        let text = base();
                        let one = values(&text)
                            .find(|line| kinds_of(&line.path()).contains(&keys[0]))
                            .expect("one in base.toml")
                            .path();
                        (vec![(one, "0.99")], vec![keys[0].clone()])
                    }
                    Tie::SumToOne(keys) if keys.len() == 1 => (vec![(keys[0].clone(), "[0.9, 0.9, 0.9]")], keys.clone()),
                    Tie::SumToOne(keys) => {
                        assert!(keys.iter().any(|key| key == path));
                        (vec![(path.to_string(), "0.5")], vec![path.split('.').next().expect("a table").to_string()])
                    }
                    Tie::AtMostOneWith(other) => {
                        (vec![(path.to_string(), "0.9"), (other.clone(), "0.9")], vec![path.to_string(), other.clone()])
                    }
                    Tie::NotAbove(other) => {
                        (vec![(path.to_string(), "0.9"), (other.clone(), "0.1")], vec![path.to_string(), other.clone()])
                    }
                };
                let broken: Vec<(&str, &str)> = broken.iter().map(|(key, value)| (key.as_str(), *value)).collect();
                let said = set(scope, &broken);
                assert!(said.contains("contradiction") && named.iter().all(|key| said.contains(key.as_str())), "{path}: {said}");
            }
        }
    }
    let checks = ["world", "policy", "shifts", "district"].map(|name| {
        let text = fs::read_to_string(root().join(format!("src/scenario/check/{name}.rs"))).expect("it is there");
        ["p.sum(", "p.at_most_one(", "p.ordered("].map(|call| text.matches(call).count()).iter().sum::<usize>()
    });
    assert_eq!(ties, checks.iter().sum::<usize>(), "ties in ranges.toml, and checks in src/scenario/check");
}

/// Asserts that a file is what is printed, or prints it.
fn hold(path: &str, printed: &str) {
    let file = root().join(path);
    if std::env::var_os("SANSHE_RENEW").is_some() {
        fs::write(&file, printed).expect("it can be written");
        return;
    }
    let there = fs::read_to_string(&file).expect("it is there");
    for (number, (left, right)) in there.lines().zip(printed.lines()).enumerate() {
        assert_eq!(left, right, "{path}:{}: SANSHE_RENEW=1 cargo test --test parameters prints it again", number + 1);
    }
    assert_eq!(there.len(), printed.len(), "{path}");
}

#[test]
fn the_comments_of_base_are_printed_from_what_is_said() {
    hold("scenarios/base.toml", &describe::commented(Lang::En, Scope::World, &base()));
}

#[test]
fn the_tables_of_parameters_are_printed_from_what_is_said() {
    let mut document = fs::read_to_string(root().join("docs/odd.md")).expect("it ships");
    for (name, table) in tables::all(&root()) {
        let (begin, end) = (format!("<!-- printed: {name} -->\n"), format!("<!-- end: {name} -->\n"));
        let from = document.find(&begin).unwrap_or_else(|| panic!("docs/odd.md has no place for {name}")) + begin.len();
        let to = document.find(&end).unwrap_or_else(|| panic!("docs/odd.md has no end of {name}"));
        document.replace_range(from..to, &format!("\n{table}\n"));
    }
    hold("docs/odd.md", &document);
}

#[test]
fn a_value_that_is_written_is_found_with_its_key() {
    let found: Vec<(String, &str)> =
        values("a = 1 # x\n[t.u]\nb = \"#\"\n").map(|line: Line<'_>| (line.path(), line.value)).collect();
    assert_eq!(found, [("a".to_string(), "1"), ("t.u.b".to_string(), "\"#\"")]);
}

#[test]
fn no_shipped_policy_differs_from_the_status_quo_in_a_switch_that_its_row_does_not_name() {
    let document = fs::read_to_string(root().join("docs/odd.md")).expect("it is there");
    let table = document.split("<!-- table of what policies change -->").nth(1).and_then(|rest| rest.split("<!-- end").next());
    let rows: BTreeMap<String, (String, String)> = table
        .expect("the table")
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let name = cells.get(1)?.strip_prefix('`')?.strip_suffix('`')?;
            Some((name.to_string(), (cells[2].to_string(), cells[3].to_string())))
        })
        .collect();
    // What a row names, with what the policy names on which it says that it stands.
    fn named<'r>(rows: &'r BTreeMap<String, (String, String)>, cell: &'r str) -> BTreeSet<&'r str> {
        let words: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
        let (policies, keys): (Vec<&str>, Vec<&str>) = words.into_iter().partition(|word| rows.contains_key(*word));
        policies.into_iter().flat_map(|policy| named(rows, &rows[policy].1)).chain(keys).collect()
    }
    let files = fs::read_dir(root().join("scenarios/policies")).expect("they ship").flatten();
    let mut names: Vec<String> =
        files.filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".toml").map(str::to_owned)).collect();
    names.sort_by_key(|name| name != "administrative");
    let options = LoadOptions { policies: Some(names), ..LoadOptions::default() };
    let experiment = load(&root().join("scenarios/reference.toml"), &options).unwrap_or_else(|e| panic!("{e}"));
    let value =
        |switches: &[(String, String)], key: &str| switches.iter().find(|(path, _)| path == key).map(|(_, value)| value.clone());
    let quo = &experiment.policies[0].switches;
    assert_eq!(experiment.policies.iter().map(|p| &p.name).collect::<BTreeSet<_>>(), rows.keys().collect::<BTreeSet<_>>());
    let shares = ["inhouse", "purchase", "venture", "facility", "self_help"].map(|key| format!("funding.{key}"));
    for policy in &experiment.policies {
        let allowed = named(&rows, &rows[&policy.name].1);
        let differing: BTreeSet<&str> = policy
            .switches
            .iter()
            .filter(|(key, said)| value(quo, key).as_ref() != Some(said))
            .map(|(key, _)| key.as_str())
            .filter(|key| !shares.iter().any(|share| share == key) && !key.starts_with("funding.whole_budget."))
            .collect();
        // Whatever a row names does differ, and nothing else does.
        assert_eq!(differing, allowed, "{}", policy.name);
        let written = rows[&policy.name].0.clone();
        let written = written.strip_prefix("as `").map_or(written.clone(), |base| rows[base.trim_end_matches('`')].0.clone());
        let said: Vec<f64> = written.split('/').map(|share| share.trim().parse().expect("a share")).collect();
        let shipped: Vec<f64> =
            shares.iter().map(|key| value(&policy.switches, key).expect("a share").parse().expect("a number")).collect();
        assert_eq!(said, shipped, "{}", policy.name);
    }
}

#[test]
fn every_claim_of_the_paper_can_be_written_as_arms_worlds_and_a_column() {
    let document = fs::read_to_string(root().join("docs/odd.md")).expect("it is there");
    let table =
        document.split("<!-- table of claims -->").nth(1).and_then(|rest| rest.split("<!-- end").next()).expect("the table");
    let ships = |folder: &str| -> BTreeSet<String> {
        let files = fs::read_dir(root().join(folder)).expect("it ships").flatten();
        files.filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".toml").map(str::to_owned)).collect()
    };
    let [arms, worlds] = [(Scope::Policy, "scenarios/policies"), (Scope::World, "scenarios")].map(|(scope, folder)| {
        ranges().of(scope).iter().map(|(key, _)| key.to_owned()).chain(ships(folder)).collect::<BTreeSet<String>>()
    });
    let columns: BTreeSet<String> = RUNS.columns.iter().map(|column| column.name.to_owned()).collect();
    let mut claims = Vec::new();
    for line in table.lines().filter(|line| line.starts_with("| C")) {
        let cells: Vec<&str> = line.split(" | ").collect();
        claims.push(cells[0].trim_start_matches("| C").parse::<usize>().unwrap_or_else(|_| panic!("{line}")));
        for (cell, known) in cells[1..].iter().zip([&arms, &worlds, &columns]) {
            let names: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
            let unknown: Vec<&&str> = names.iter().filter(|name| !known.contains(**name)).collect();
            assert!(unknown.is_empty(), "{}: {unknown:?}", cells[0]);
        }
        assert!(cells[3].contains('`'), "{line}: no column");
    }
    claims.sort_unstable();
    assert_eq!(claims, (1..=46).collect::<Vec<_>>());
}
