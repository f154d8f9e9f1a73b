//! The identity of a build: what changes it, what does not, and that nothing which decides results stands outside it.

#[path = "../build/token_digest.rs"]
mod token_digest;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use proc_macro2::TokenTree;
use sanshe::base::identity;
use token_digest::{DECIDING, PINNED, SUMMING, decisive, of_crate, of_sources, of_summary, sources};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn manifest() -> String {
    fs::read_to_string(root().join("Cargo.toml")).expect("it reads")
}

/// The sources that decide results.
fn ours() -> BTreeMap<String, String> {
    sources(&root()).expect("they read")
}

fn digest(sources: &BTreeMap<String, String>) -> String {
    of_sources(sources, &manifest()).expect("they are Rust")
}

/// The digest when every source is changed in this way.
fn changed(change: impl Fn(&str) -> String) -> String {
    digest(&ours().into_iter().map(|(path, text)| (path, change(&text))).collect())
}

/// The digest of a crate of one file.
fn of(text: &str) -> String {
    digest(&BTreeMap::from([("src/model/a.rs".to_owned(), text.to_owned())]))
}

#[test]
fn a_build_carries_the_digest_of_its_own_sources() {
    assert_eq!(identity::build(), of_crate(&root()).expect("the sources read"));
    assert_eq!(identity::summary(), of_summary(&root()).expect("the sources read"));
    assert_ne!(identity::summary(), identity::build(), "what sums up is more than what decides results");
    assert!(SUMMING.iter().all(|name| root().join("src").join(name).exists()), "{SUMMING:?}");
    assert_eq!(identity::build().len(), 64);
    for layer in DECIDING {
        assert!(ours().keys().any(|path| path.starts_with(&format!("src/{layer}"))), "no source of {layer}");
    }
}

#[test]
fn comments_documentation_and_tests_are_no_part_of_it() {
    let plain = digest(&ours());
    let is_comment = |line: &str| line.trim_start().starts_with("//");
    let without = changed(|text| text.lines().filter(|l| !is_comment(l)).map(|l| format!("{l}\n")).collect());
    assert_eq!(without, plain, "without comments");
    let other = changed(|text| text.lines().map(|l| format!("{l}{}\n", if is_comment(l) { " and more" } else { "" })).collect());
    assert_eq!(other, plain, "with other comments");
    let tested = changed(|text| {
        format!("{text}\n/* of tests */ #[cfg(test)] #[allow(unused)] pub(crate) mod more {{ fn f() {{ g(1); }} }}\n")
    });
    assert_eq!(tested, plain, "with more tests");
    let text = "fn f() -> u32 { 1 }";
    for same in [
        "#![doc = \"x\"] fn f() -> u32 { 1 }",
        "fn f() -> u32 { /* x */ 1 } // y",
        "#[cfg(test)] use a::{b, c}; fn f() -> u32 { 1 }",
        "fn f() -> u32 { 1 } #[cfg(test)] const X: [u8; 2] = { [0; 2] };",
        "#[cfg(test)] const fn g() {} fn f() -> u32 { 1 }",
        "#[allow(x)] #[cfg(test)] mod tests; fn f() -> u32 { 1 }",
        "fn f()\n->   u32 {\n\t1\n}",
    ] {
        assert_eq!(of(same), of(text), "{same}");
    }
}

#[test]
fn a_test_module_in_a_file_of_its_own_is_no_part_of_it() {
    let with = |files: &[(&str, &str)]| digest(&files.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect());
    let alone = with(&[("src/model/a.rs", "fn f() {}"), ("src/model/mod.rs", "mod a;")]);
    let tested = with(&[
        ("src/model/a.rs", "fn f() {} #[cfg(test)] mod tests;"),
        ("src/model/a/tests.rs", "fn g() {}"),
        ("src/model/mod.rs", "mod a; #[cfg(test)] mod both;"),
        ("src/model/both/mod.rs", "fn h() {}"),
    ]);
    assert_eq!(tested, alone);
    assert_ne!(with(&[("src/model/a.rs", "fn f() {}"), ("src/model/a/tests.rs", ""), ("src/model/mod.rs", "mod a;")]), alone);
}

#[test]
fn a_token_changed_in_any_file_changes_it() {
    let mut seen = BTreeSet::new();
    for (path, text) in ours() {
        // File by file, as the digest of all of them takes the same way through each.
        for text in [text.clone(), format!("{text}\nconst _: u8 = 0;\n")] {
            assert!(seen.insert(digest(&BTreeMap::from([(path.clone(), text)]))), "one more constant in {path}");
        }
    }
    let texts = [
        "fn f(a: u8, b: u8) -> u8 { a + b }",
        "fn f(a: u8, b: u8) -> u8 { a - b }",
        "fn f(a: u8, b: u8) -> u8 { a + 1 }",
        "fn f(a: u8, b: u8) -> u8 { a + 1_ }",
        "fn f(a: u8, b: u8) -> u8 { (a + b) }",
        "fn f(a: u8, b: u8) -> u8 { a & &b }",
        "fn f(a: u8, b: u8) -> u8 { a && b }",
        "fn f(a: u8, b: u8) -> u8 { \"a + b\" }",
        "fn f(a: u8, b: u8) -> u8 { \"// a + b\" }",
        "fn f(a: u8, b: u8) -> u8 { r\"a + b\" }",
        "#[cfg(not(test))] fn f(a: u8, b: u8) -> u8 { a + b }",
        "struct S { #[cfg(test)] a: u8, b: u8 }",
        "struct S { b: u8 }",
    ];
    assert_eq!(texts.iter().map(|t| of(t)).collect::<BTreeSet<_>>().len(), texts.len());
}

#[test]
fn another_name_of_a_file_or_another_version_of_a_pinned_crate_changes_it() {
    let plain = ours();
    let (first, text) = plain.first_key_value().expect("there are sources");
    let mut renamed = plain.clone();
    renamed.remove(first);
    renamed.insert(format!("{first}.other.rs"), text.clone());
    assert_ne!(digest(&renamed), digest(&plain));
    for name in PINNED {
        let other = manifest().replacen(&format!("\n{name} = "), &format!("\n{name} = \"=9.9.9\" # "), 1);
        assert_ne!(of_sources(&plain, &other).expect("pinned"), digest(&plain), "{name}");
        let loose = manifest().replacen(&format!("\n{name} = "), &format!("\n{name} = \"9.9.9\" # "), 1);
        assert!(of_sources(&plain, &loose).expect_err("it is not pinned").contains(name));
    }
}

#[test]
fn a_checkout_with_other_line_ends_has_the_same_digest() {
    assert_eq!(changed(|text| text.replace('\n', "\r\n")), digest(&ours()));
    assert_eq!(changed(|text| format!("\u{feff}{text}")), digest(&ours()));
    let manifest = manifest().replace('\n', "\r\n");
    assert_eq!(of_sources(&ours(), &manifest).expect("pinned"), digest(&ours()));
}

/// What `cargo publish` would send, unpacked, without a repository around it.
#[test]
fn the_packaged_crate_has_the_same_digest() {
    let temp = tempfile::tempdir().expect("a folder");
    let made = Command::new(env!("CARGO"))
        .args(["package", "--locked", "--offline", "--allow-dirty", "--no-verify", "--quiet", "--target-dir"])
        .arg(temp.path())
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let name = format!("{}-{}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let package = temp.path().join("package");
    let unpacked = Command::new("tar").arg("-xzf").arg(format!("{name}.crate")).current_dir(&package).status();
    assert!(unpacked.expect("tar runs").success());
    let package = package.join(name);
    assert_eq!(of_crate(&package).expect("the sources are in it"), identity::build());
    for needed in ["build.rs", "build/token_digest.rs", "Cargo.lock"] {
        assert!(package.join(needed).is_file(), "the package has no {needed}");
    }
}

/// Names that stand after `crate::` in a stream of tokens, those of a `use crate::{a, b}` included.
fn used(trees: &[TokenTree], found: &mut BTreeSet<String>) {
    for (i, tree) in trees.iter().enumerate() {
        match (tree, trees.get(i + 3)) {
            (TokenTree::Ident(ident), Some(TokenTree::Ident(name))) if ident == "crate" => drop(found.insert(name.to_string())),
            (TokenTree::Ident(ident), Some(TokenTree::Group(group))) if ident == "crate" => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inner.split(|t| matches!(t, TokenTree::Punct(p) if p.as_char() == ',')) {
                    found.extend(part.first().map(ToString::to_string));
                }
            }
            (TokenTree::Group(group), _) => used(&group.stream().into_iter().collect::<Vec<_>>(), found),
            _ => {}
        }
    }
}

#[test]
fn what_decides_results_uses_nothing_outside_the_digest() {
    let inside = |name: &str| DECIDING.iter().any(|d| d.strip_suffix(".rs").unwrap_or(d) == name);
    let mut all = BTreeSet::new();
    for (path, text) in ours() {
        let (tokens, _) = decisive(&text).expect("it is Rust");
        let mut names = BTreeSet::new();
        used(&tokens, &mut names);
        for name in &names {
            assert!(inside(name), "{path} uses crate::{name}: name it in DECIDING of build/token_digest.rs");
        }
        all.append(&mut names);
    }
    assert!(all.contains("model") && all.contains("scenario"), "names are found: {all:?}");
}

/// Sources that take a file in only to write it out, and what they write: nothing of it is read by a run.
const WRITERS: [(&str, &str); 4] = [
    ("src/base/identity.rs", "the digest itself, written beside results"),
    ("src/scenario/starter.rs", "shipped scenarios; they count when they are read again, by their resolved values"),
    ("src/scenario/comments.rs", "the Chinese of comments in new scenarios"),
    ("src/scenario/keys/ranges.rs", "what is said of keys in comments, schemas and documents"),
];

/// Data taken into the program would decide results without a token of it being digested.
#[test]
fn no_file_is_taken_into_what_decides_results() {
    for (path, text) in ours() {
        let (tokens, _) = decisive(&text).expect("it is Rust");
        let text: String = tokens.into_iter().map(|t| format!("{t} ")).collect();
        let takes = ["include_str !", "include_bytes !", "include !", "env !"].iter().any(|m| text.contains(m));
        let writes = WRITERS.iter().any(|(writer, _)| *writer == path);
        assert!(!takes || writes, "{path} takes in a file or a variable");
    }
}

#[test]
fn crates_whose_values_decide_results_are_pinned_and_the_lock_agrees() {
    let manifest: toml::Table = manifest().parse().expect("it is TOML");
    let lock: toml::Table = fs::read_to_string(root().join("Cargo.lock")).expect("it reads").parse().expect("it is TOML");
    for name in PINNED {
        let entry = &manifest["dependencies"][name];
        let version = entry.as_str().or_else(|| entry["version"].as_str()).expect("a version");
        let pinned = version.strip_prefix('=').unwrap_or_else(|| panic!("{name} is not pinned: {version}"));
        let locked: Vec<&str> = lock["package"]
            .as_array()
            .expect("packages")
            .iter()
            .filter(|p| p["name"].as_str() == Some(name))
            .filter_map(|p| p["version"].as_str())
            .collect();
        assert!(locked.contains(&pinned), "{name}: the lock has {locked:?}");
    }
}
