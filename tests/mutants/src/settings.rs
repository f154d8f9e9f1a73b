//! `mutants.toml`, and where things are.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;

/// A file's text, or why there is none.
pub fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

/// Writes what differs: a file that stays keeps its time, and little is compiled again.
pub fn write(path: &Path, text: &str) -> Outcome<()> {
    if fs::read_to_string(path).is_ok_and(|now| now == text) {
        return Ok(());
    }
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, text))
        .map_err(|e| format!("{}: {e}", path.display()))
}

/// The files of the tree, without these.
pub fn files(places: &Places) -> Outcome<BTreeSet<String>> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(&places.root)
        .output()
        .map_err(|e| format!("git: {e}"))?;
    let names = String::from_utf8_lossy(&listed.stdout).into_owned();
    let here = |name: &&str| !name.is_empty() && !name.starts_with("tests/mutants/") && places.root.join(name).is_file();
    Ok(names.split('\0').filter(here).map(str::to_owned).collect())
}

/// The digest of all that tests can depend on: results of another tree are not of this one.
pub fn digest(places: &Places) -> Outcome<String> {
    let mut hash = blake3::Hasher::new();
    for file in files(places)? {
        if file.starts_with("docs/") || file.starts_with(".ci/") || file.ends_with(".md") {
            continue;
        }
        let bytes = fs::read(places.root.join(&file)).map_err(|e| format!("{file}: {e}"))?;
        hash.update(file.as_bytes()).update(&[0]).update(blake3::hash(&bytes).as_bytes());
    }
    Ok(hash.finalize().to_hex()[..16].to_owned())
}

/// Where things are.
pub struct Places {
    pub root: PathBuf,
    /// All that this makes.
    pub made: PathBuf,
    /// The copy of the tree with the mutants in it.
    pub tree: PathBuf,
    pub build: PathBuf,
}

impl Places {
    pub fn of(root: &Path) -> Self {
        let made = root.join("target/mutants");
        Self { root: root.to_owned(), tree: made.join("tree"), build: made.join("build"), made }
    }

    pub fn of_this(&self, name: &str) -> PathBuf {
        self.root.join("tests/mutants").join(name)
    }
}

/// A test executable, what of it is left out, and to what it is confined; both by parts of the tests' names.
pub struct Suite {
    pub name: String,
    pub skip: Vec<String>,
    pub only: Vec<String>,
    /// Whether it must not run twice at once: it writes outside the folder for temporary files.
    pub alone: bool,
}

impl Suite {
    /// What a mutant that passed has passed.
    pub fn label(&self) -> String {
        let without = [std::slice::from_ref(&self.name), &self.skip].concat().join(" -");
        [std::slice::from_ref(&without), &self.only].concat().join(" +")
    }
}

/// `mutants.toml`.
pub struct Settings {
    pub seed: u64,
    pub count: usize,
    /// Mutants that are run at once.
    pub jobs: usize,
    pub suites: Vec<Suite>,
}

impl Settings {
    pub fn read(places: &Places) -> Outcome<Self> {
        let path = places.of_this("mutants.toml");
        let table: toml::Table = read(&path)?.parse().map_err(|e| format!("{}: {e}", path.display()))?;
        let number = |key: &str| {
            let asked = std::env::var(format!("MUTANTS_{}", key.to_uppercase())).ok();
            let given = asked.map_or_else(|| table.get(key).and_then(toml::Value::as_integer), |text| text.parse().ok());
            given.and_then(|n| u64::try_from(n).ok()).ok_or_else(|| format!("{key} is a whole number"))
        };
        let strings = |value: Option<&toml::Value>| -> Vec<String> {
            value.and_then(toml::Value::as_array).into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
        };
        let suites = table.get("suite").and_then(toml::Value::as_array).into_iter().flatten();
        let suites = suites.map(|suite| Suite {
            name: suite.get("name").and_then(toml::Value::as_str).unwrap_or_default().to_owned(),
            skip: strings(suite.get("skip")),
            only: strings(suite.get("only")),
            alone: suite.get("alone").and_then(toml::Value::as_bool).unwrap_or(false),
        });
        Ok(Self {
            seed: number("seed")?,
            count: usize::try_from(number("count")?).map_err(|e| e.to_string())?,
            jobs: std::env::var("MUTANTS_JOBS").ok().and_then(|text| text.parse().ok()).unwrap_or(1).max(1),
            suites: suites.collect(),
        })
    }
}
