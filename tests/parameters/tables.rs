//! The tables of §8 of `docs/odd.md`.

use std::fs;
use std::path::Path;

use sanshe::base::words::Lang;
use sanshe::scenario::describe::{said, values};
use sanshe::scenario::experiment::NamedPolicy;
use sanshe::scenario::keys::ranges::{Scope, kinds_of, ranges};
use sanshe::scenario::{LoadOptions, load, schema};

/// Tables of policies that are compared by their switches.
const SWITCHES: [&str; 8] = ["intake", "information", "routing", "capacity", "funding", "oversight", "training", "planning"];

/// All tables by name.
pub fn all(root: &Path) -> Vec<(&'static str, String)> {
    let base = fs::read_to_string(root.join("scenarios/base.toml")).expect("it ships");
    let shock = fs::read_to_string(root.join("scenarios/shock.toml")).expect("it ships");
    vec![
        ("world keys", world(&base)),
        ("shock keys", shocks(&shock)),
        ("kinds of organisations", kinds(&base)),
        ("categories", categories(&base)),
        ("segments", segments(&base)),
        ("compared policies", policies(root, &compared(&base), false)),
        ("policy keys", policy_keys(root)),
        ("policies of version 0.1.0", policies(root, &former(root), true)),
    ]
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn head(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
    format!("{}|{}\n", row(&cells), "---|".repeat(cells.len()))
}

/// What is said of a key: text, unit, grade, range, source.
fn about(scope: Scope, path: &str) -> [String; 5] {
    let said = said(Lang::En, scope, path).unwrap_or_else(|| panic!("nothing is said of {path}"));
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_string());
    [said.text, or_dash(said.unit), said.grade.to_string(), or_dash(said.range), said.source]
}

fn world(base: &str) -> String {
    let mut out = head(&["key", "default", "what it is", "unit", "grade", "range", "source"]);
    let of_a_kind = |path: &str| ["segment.", "category.", "organisation.kind."].iter().any(|kind| path.starts_with(kind));
    for line in values(base).filter(|line| !line.table.is_empty()) {
        let path = line.path();
        // Names of the district are its own.
        if of_a_kind(&path) || path.starts_with("district.name") {
            continue;
        }
        let mut cells = vec![format!("`{path}`"), line.value.to_string()];
        cells.extend(about(Scope::World, &path));
        out += &row(&cells);
    }
    out
}

fn shocks(shock: &str) -> String {
    let mut out = head(&["key", "in `shock`", "what it is", "unit", "grade", "range", "source"]);
    let default = |key: &str| {
        let found = values(shock).find(|line| line.table.starts_with("shock.") && line.key == key);
        found.map_or_else(|| "–".to_string(), |line| line.value.to_string())
    };
    for (path, _) in ranges().world.iter().filter(|(path, _)| path.starts_with("shock.*.")) {
        let mut cells = vec![format!("`{path}`"), default(path.rsplit('.').next().expect("a key"))];
        cells.extend(about(Scope::World, path));
        out += &row(&cells);
    }
    out
}

/// Entries of a table of the base file (`category`, `segment`, …), in its order.
fn entries<'t>(base: &'t str, table: &str) -> Vec<&'t str> {
    let mut found = Vec::new();
    for line in values(base) {
        if let Some(name) = line.table.strip_prefix(table).and_then(|rest| rest.strip_prefix('.'))
            && !name.contains('.')
            && !found.contains(&name)
        {
            found.push(name);
        }
    }
    found
}

/// A value of the base file as people read it.
fn value(base: &str, path: &str) -> String {
    let line = values(base).find(|line| line.path() == path).unwrap_or_else(|| panic!("base.toml has no {path}"));
    plain(line.value)
}

fn plain(value: &str) -> String {
    match value {
        "true" => "yes".to_string(),
        "false" => "no".to_string(),
        "[]" => "none".to_string(),
        value => value.replace(['"', '[', ']'], ""),
    }
}

/// What is said of the keys of a kind, and below it of the entries that differ.
fn of_kind(kind: &str, but: &[&str]) -> String {
    let prefix = format!("{kind}.*.");
    let mut out = head(&["key", "what it is", "unit", "grade", "range", "source"]);
    for (path, _) in ranges().world.iter().filter(|(path, _)| path.starts_with(&prefix)) {
        let key = path.rsplit('.').next().expect("a key");
        if !key.starts_with("label") && !but.contains(&key) {
            let mut cells = vec![format!("`{path}`")];
            cells.extend(about(Scope::World, path));
            out += &row(&cells);
        }
    }
    for (path, about_it) in ranges().world.iter().filter(|(path, _)| path.starts_with(&format!("{kind}.")) && !path.contains('*'))
    {
        assert!(about_it.zh.is_none() && kinds_of(path).iter().any(|k| k.starts_with(&prefix)));
        let mut cells = vec![format!("`{path}`")];
        cells.extend(about(Scope::World, path));
        out += &row(&cells);
    }
    out
}

fn kinds(base: &str) -> String {
    let mut out = head(&["`organisation.kind.*`", "中文", "share", "categories, home first"]);
    for name in entries(base, "organisation.kind") {
        let of = |key: &str| value(base, &format!("organisation.kind.{name}.{key}"));
        out += &row(&[format!("`{name}`"), of("label_zh"), of("share"), of("categories")]);
    }
    format!("{out}\n{}", of_kind("organisation.kind", &[]))
}

fn categories(base: &str) -> String {
    let names = entries(base, "category");
    let of = |key: &str| names.iter().map(|name| value(base, &format!("category.{name}.{key}"))).collect::<Vec<_>>();
    let labels = of("label_zh");
    let mut out = head(&[&["`category.*`"], labels.iter().map(String::as_str).collect::<Vec<_>>().as_slice()].concat());
    for (path, _) in ranges().world.iter().filter(|(path, _)| path.starts_with("category.*.")) {
        let key = path.rsplit('.').next().expect("a key");
        if !key.starts_with("label") {
            out += &row(&[vec![format!("`{key}`")], of(key)].concat());
        }
    }
    format!("{out}\n{}", of_kind("category", &[]))
}

fn segments(base: &str) -> String {
    let categories = entries(base, "category");
    let labels: Vec<String> = categories.iter().map(|name| value(base, &format!("category.{name}.label_zh"))).collect();
    let mut out = head(
        &[
            &["segment", "中文", "share", "voice", "able_to_pay"],
            labels.iter().map(String::as_str).collect::<Vec<_>>().as_slice(),
        ]
        .concat(),
    );
    for name in entries(base, "segment") {
        let of = |key: &str| value(base, &format!("segment.{name}.{key}"));
        let mut cells = vec![format!("`{name}`"), of("label_zh"), of("share"), of("voice"), of("able_to_pay")];
        cells.extend(categories.iter().map(|category| of(&format!("rate.{category}"))));
        out += &row(&cells);
    }
    format!("{out}\n{}", of_kind("segment", &[]))
}

/// The policies that the base scenario compares.
fn compared(base: &str) -> Vec<String> {
    let table: toml::Table = base.parse().expect("it is TOML");
    table["policies"].as_array().expect("a list").iter().map(|name| name.as_str().expect("a name").to_string()).collect()
}

/// The policies of version 0.1.0, its baseline first.
fn former(root: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root.join("scenarios/policies/0.1.0"))
        .expect("they ship")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".toml").map(|name| format!("0.1.0/{name}")))
        .collect();
    names
        .sort_by_key(|name| (name != "0.1.0/administrative", name.contains("/fusion-") || name.contains("/role-"), name.clone()));
    names
}

fn loaded(root: &Path, names: &[String]) -> Vec<NamedPolicy> {
    let options = LoadOptions { policies: Some(names.to_vec()), ..LoadOptions::default() };
    load(&root.join("scenarios/reference.toml"), &options).unwrap_or_else(|e| panic!("{e}")).policies
}

/// Switches of policies side by side; rows in which none differs from the first can be left out.
fn policies(root: &Path, names: &[String], differing: bool) -> String {
    let policies = loaded(root, names);
    let titles: Vec<String> = policies.iter().map(|policy| format!("`{}`", policy.name)).collect();
    let mut out = head(&[&["key"], titles.iter().map(String::as_str).collect::<Vec<_>>().as_slice()].concat());
    for key in keys(&policies) {
        let value = |policy: &NamedPolicy| {
            policy.switches.iter().find(|(path, _)| *path == key).map_or_else(|| "–".to_string(), |(_, value)| value.clone())
        };
        let (first, rest) = (&value(&policies[0]), policies[1..].iter().map(value).collect::<Vec<_>>());
        let shown = SWITCHES.contains(&key.split('.').next().expect("a table"));
        if shown && (!differing || rest.iter().any(|value| value != first)) {
            let mut cells = vec![format!("`{key}`"), plain(first)];
            cells.extend(rest.iter().map(|value| if value == first { "·".to_string() } else { format!("**{}**", plain(value)) }));
            out += &row(&cells);
        }
    }
    out
}

/// Keys of some policies, in order: not every policy has those of a table that may be left out.
fn keys(policies: &[NamedPolicy]) -> Vec<String> {
    let longest = policies.iter().max_by_key(|policy| policy.switches.len()).expect("a policy");
    longest.switches.iter().map(|(key, _)| key.clone()).collect()
}

fn policy_keys(root: &Path) -> String {
    let policies = loaded(root, &["administrative".to_string(), "linkage".to_string()]);
    let baseline = &policies[0];
    let mut out = head(&["key", "`administrative`", "legal", "what it is", "unit", "range", "source"]);
    for key in keys(&policies) {
        let value = baseline.switches.iter().find(|(path, _)| *path == key).map_or("–", |(_, value)| value);
        let key = key.as_str();
        let [text, unit, _, range, source] = about(Scope::Policy, key);
        out += &row(&[format!("`{key}`"), plain(value), legal(key), text, unit, range, source]);
    }
    out
}

/// The values that the type of a key allows.
fn legal(key: &str) -> String {
    let at = schema::at(Scope::Policy, key).unwrap_or_else(|| panic!("no key {key}"));
    match (at["type"].as_str(), at["minimum"].as_f64(), at["maximum"].as_f64()) {
        (Some("boolean"), ..) => "yes, no".to_string(),
        (Some("array"), ..) => if key.ends_with("segments") { "segments" } else { "categories" }.to_string(),
        (_, Some(0.0), Some(most)) if most >= 1e9 => "≥ 0".to_string(),
        (_, Some(least), Some(most)) if least > 0.0 && least < 1e-6 && most >= 1e9 => "> 0".to_string(),
        (_, Some(least), Some(most)) => {
            format!("{}–{}", sanshe::scenario::describe::short(least), sanshe::scenario::describe::short(most))
        }
        _ => {
            let branches = at["oneOf"].as_array().into_iter().flatten().filter_map(|branch| branch["const"].as_str());
            branches.collect::<Vec<_>>().join(", ")
        }
    }
}
