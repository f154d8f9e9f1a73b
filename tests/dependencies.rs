//! What the program is built from: licences, where crates come from, and of which there are two versions.
//!
//! The lock is read for every platform. Licences stand in the crates themselves: of all platforms when all were fetched
//! (`cargo fetch --locked`, as `.ci/run` does), otherwise of this one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Licences under which the program may be passed on under its own.
const LICENCES: [&str; 6] = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-3-Clause", "Unicode-3.0", "Zlib"];

/// Where every crate comes from: the index of cargo's own registry.
const REGISTRY: &str = "/crates.io-index";

/// Crates of which more than one version is built, and why.
const TWICE: [(&str, &str); 13] = [
    ("constant_time_eq", "blake3 has 0.4, zip (of rust_xlsxwriter and calamine) has a later one"),
    ("io-lifetimes", "fs-set-times (of cap-fs-ext) has 2, the other crates of cap-std have 3"),
    ("syn", "derive macros: those of serde have moved to 3, others have not; nothing of it is in the program"),
    ("windows-sys", "Windows alone: the crates of cap-std take three versions"),
    ("windows-targets", "Windows alone: through windows-sys"),
    ("windows_aarch64_gnullvm", "Windows alone: through windows-targets"),
    ("windows_aarch64_msvc", "Windows alone: through windows-targets"),
    ("windows_i686_gnu", "Windows alone: through windows-targets"),
    ("windows_i686_gnullvm", "Windows alone: through windows-targets"),
    ("windows_i686_msvc", "Windows alone: through windows-targets"),
    ("windows_x86_64_gnu", "Windows alone: through windows-targets"),
    ("windows_x86_64_gnullvm", "Windows alone: through windows-targets"),
    ("windows_x86_64_msvc", "Windows alone: through windows-targets"),
];

fn toml_of(file: &str) -> toml::Table {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("it reads");
    text.parse().expect("it is TOML")
}

/// What cargo knows of the crates of all platforms, or of this one when others were not fetched.
fn packages() -> Vec<serde_json::Value> {
    let ask = |more: &[&str]| {
        Command::new(env!("CARGO"))
            .args(["metadata", "--locked", "--offline", "--format-version", "1"])
            .args(more)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo runs")
    };
    let mut said = ask(&[]);
    if !said.status.success() {
        let version = Command::new("rustc").arg("-vV").output().expect("rustc runs").stdout;
        let version = String::from_utf8(version).expect("it is text");
        let host = version.lines().find_map(|l| l.strip_prefix("host: ")).expect("rustc names its host");
        println!("crates of other platforms are not here: licences of {host} alone");
        said = ask(&["--filter-platform", host]);
    }
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let mut all: serde_json::Value = serde_json::from_slice(&said.stdout).expect("it is JSON");
    let serde_json::Value::Array(packages) = all["packages"].take() else { panic!("cargo names no packages") };
    packages.into_iter().filter(|p| !p["source"].is_null()).collect()
}

/// The licences an expression asks us to name, one way for each choice: `A OR B AND C` is [[A], [B, C]].
fn ways(expression: &str) -> Vec<BTreeSet<String>> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let ways = choice(&words, &mut at);
    assert_eq!(at, words.len(), "a licence expression that cannot be read: {expression}");
    ways
}

fn choice(words: &[&str], at: &mut usize) -> Vec<BTreeSet<String>> {
    let mut ways = together(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        ways.extend(together(words, at));
    }
    ways
}

fn together(words: &[&str], at: &mut usize) -> Vec<BTreeSet<String>> {
    let mut ways = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        let more = one(words, at);
        ways = ways.iter().flat_map(|a| more.iter().map(|b| a.union(b).cloned().collect())).collect();
    }
    ways
}

fn one(words: &[&str], at: &mut usize) -> Vec<BTreeSet<String>> {
    let first = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if first == "(" {
        let inner = choice(words, at);
        assert_eq!(words.get(*at), Some(&")"), "an open bracket in {words:?}");
        *at += 1;
        return inner;
    }
    let mut name = first.to_owned();
    if words.get(*at) == Some(&"WITH") {
        name = format!("{name} WITH {}", words.get(*at + 1).copied().unwrap_or_default());
        *at += 2;
    }
    vec![BTreeSet::from([name])]
}

/// Whether one of the ways needs nothing but what may be passed on.
fn is_allowed(expression: &str) -> bool {
    ways(expression).iter().any(|way| way.iter().all(|name| LICENCES.contains(&name.as_str())))
}

#[test]
fn every_crate_may_be_passed_on_under_the_licences_of_this_one() {
    let packages = packages();
    assert!(packages.len() > 100, "cargo names {} packages", packages.len());
    let refused: Vec<String> = packages
        .iter()
        .filter(|p| !p["license"].as_str().is_some_and(is_allowed))
        .map(|p| format!("{} {}: {}", p["name"], p["version"], p["license"]))
        .collect();
    assert!(refused.is_empty(), "licences that are not in the list:\n{}", refused.join("\n"));
}

#[test]
fn a_licence_counts_as_its_expression_says() {
    for allowed in [
        "MIT",
        "MIT/Apache-2.0",
        "Apache-2.0 / MIT",
        "MIT OR GPL-3.0-only",
        "(Apache-2.0 OR MIT) AND BSD-3-Clause",
        "GPL-3.0-only AND MIT OR Zlib",
        "GPL-2.0-only OR Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(is_allowed(allowed), "{allowed}");
    }
    for refused in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "(MIT OR GPL-3.0-only) AND MPL-2.0", "MIT WITH Something", "mit"] {
        assert!(!is_allowed(refused), "{refused}");
    }
}

#[test]
fn every_crate_comes_from_the_registry_as_its_checksum_says() {
    let lock = toml_of("Cargo.lock");
    for package in lock["package"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a name");
        if name == env!("CARGO_PKG_NAME") {
            continue;
        }
        let source = package.get("source").and_then(|s| s.as_str());
        assert!(source.is_some_and(|s| s.starts_with("registry+") && s.ends_with(REGISTRY)), "{name}: {source:?}");
        assert!(package.get("checksum").is_some_and(|c| c.as_str().is_some_and(|c| c.len() == 64)), "{name} has no checksum");
    }
    let manifest = toml_of("Cargo.toml");
    for table in ["patch", "replace"] {
        assert!(!manifest.contains_key(table), "[{table}] puts other code in the place of a crate");
    }
}

#[test]
fn a_crate_is_built_in_two_versions_only_where_that_has_a_reason() {
    let lock = toml_of("Cargo.lock");
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in lock["package"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a name");
        versions.entry(name).or_default().push(package["version"].as_str().expect("a version"));
    }
    versions.retain(|_, versions| versions.len() > 1);
    for (name, versions) in &versions {
        assert!(
            TWICE.iter().any(|(n, _)| n == name),
            "{name} is there in versions {versions:?}: unite them, or say why in TWICE"
        );
    }
    for (name, why) in TWICE {
        assert!(versions.contains_key(name), "{name} is there once; its reason can go: {why}");
    }
}

/// Crates that the library needs without its features on a system that knows neither files nor threads. None asks the system for anything
/// there: rayon falls back to the calling thread, blake3 and libm compute.
const IN_A_BROWSER: [&str; 22] = [
    "blake3",
    "csv",
    "csv-core",
    "indexmap",
    "libm",
    "num-traits",
    "rand",
    "rand_chacha",
    "rand_core",
    "rayon",
    "rayon-core",
    "schemars",
    "serde",
    "serde_json",
    "statrs",
    "thiserror",
    "toml",
    "toml_datetime",
    "toml_parser",
    "toml_writer",
    "unicode-width",
    "winnow",
];

#[test]
fn without_its_features_the_library_builds_on_nothing_that_needs_an_operating_system() {
    const BROWSER: &[&str] = &["--target", "wasm32-unknown-unknown"];
    let ask = |features: &[&str], more: &[&str]| {
        Command::new(env!("CARGO"))
            .args(["tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"])
            .args(more)
            .args(features)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("cargo runs")
    };
    let tree = |features: &[&str]| {
        // Crates of another platform may have to be fetched; where there is no network, those of this one are looked at.
        let ways: [&[&str]; 3] = [&[BROWSER, &["--offline"]].concat(), BROWSER, &["--offline"]];
        let said = ways.iter().map(|way| ask(features, way)).find(|said| said.status.success());
        let said = said.expect("cargo tells the tree");
        let text = String::from_utf8(said.stdout).expect("it is text");
        text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let (bare, whole) = (tree(&["--no-default-features"]), tree(&[]));
    for name in IN_A_BROWSER {
        assert!(bare.contains(name), "{name} is not needed: it can leave the list");
    }
    for name in ["getrandom", "libc", "rustix", "windows-sys", "js-sys", "web-time", "memmap2"] {
        assert!(!bare.contains(name), "{name} asks the system");
    }
    for name in ["clap", "plotters", "indicatif", "ctrlc", "cap-std", "cap-fs-ext", "calamine", "zip", "encoding_rs"] {
        assert!(whole.contains(name) && !bare.contains(name), "{name} belongs to a feature");
    }
}

/// The modules that a source declares only with some feature.
fn behind_features(source: &str) -> impl Iterator<Item = &str> {
    let mut gated = false;
    source.lines().filter_map(move |line| {
        if line.starts_with('#') {
            gated |= line.starts_with("#[cfg(feature = ");
            return None;
        }
        let name = line.strip_suffix(';').and_then(|line| line.rsplit_once("mod ")).map(|(_, name)| name);
        name.filter(|_| std::mem::take(&mut gated))
    })
}

#[test]
fn what_asks_the_system_stands_in_files_that_only_features_build() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut open, mut asked, mut looked_at) = (vec![root.join("lib.rs")], Vec::new(), 0);
    while let Some(path) = open.pop() {
        looked_at += 1;
        let text = fs::read_to_string(&path).expect("it reads");
        let folder = if ["lib.rs", "mod.rs"].iter().any(|name| path.ends_with(name)) {
            path.parent().expect("a folder").to_path_buf()
        } else {
            path.with_extension("")
        };
        let gated: BTreeSet<&str> = behind_features(&text).collect();
        for line in text.lines().filter(|line| !line.starts_with(' ')) {
            let Some((_, name)) = line.strip_suffix(';').and_then(|line| line.rsplit_once("mod ")) else { continue };
            if line.starts_with("//") || gated.contains(name) {
                continue;
            }
            let file = folder.join(format!("{name}.rs"));
            open.push(if file.is_file() { file } else { folder.join(name).join("mod.rs") });
        }
        for line in text.lines().map(str::trim).take_while(|line| *line != "mod tests {") {
            let asks = ["std::fs", "std::time", "Instant::now", "SystemTime", "std::net", "std::process", "canonicalize("];
            if !line.starts_with("//") && asks.iter().any(|ask| line.contains(ask)) {
                asked.push(format!("{}: {line}", path.display()));
            }
        }
    }
    assert_eq!(asked, [] as [String; 0]);
    assert!(looked_at > 150, "{looked_at} files: modules are declared in another way than this test reads");
}
