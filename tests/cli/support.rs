//! A folder with the shipped scenarios and a small world of its own, and the program started in it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A world that runs in some hundredths of a second: 4 communities in 2 subdistricts.
pub const TINY: &str = r#"extends = "reference.toml"
name = "tiny"
title = "Tiny world"
title_zh = "小世界"
policies = ["administrative", "linkage", "endogenous"]

[run]
seeds = 2
years = 1
frame_seeds = 0

[district.generate]
subdistricts = 2
communities = 4
residents = 8000
"#;

/// The tables that hold a row per run or several.
pub const TABLES: [&str; 12] = [
    "runs.csv",
    "daily.csv",
    "communities.csv",
    "segments.csv",
    "cells.csv",
    "losses.csv",
    "flows.csv",
    "waits.csv",
    "ledger.csv",
    "map.csv",
    "sites.csv",
    "referrals.csv",
];

pub const CHARTS: [&str; 6] = [
    "charts/difference.svg",
    "charts/unmet-over-time.svg",
    "charts/lost.svg",
    "charts/bound.svg",
    "charts/cost-by-category.svg",
    "charts/unmet-against-cost.svg",
];

/// A folder in which to run the program.
pub struct World {
    _kept: tempfile::TempDir,
    /// The folder.
    pub dir: PathBuf,
}

impl World {
    pub fn new() -> Self {
        Self::named("world")
    }

    /// A folder of that name.
    pub fn named(name: &str) -> Self {
        let kept = tempfile::tempdir().expect("a temporary folder");
        let dir = kept.path().join(name);
        copy(&shipped(), &dir);
        fs::write(dir.join("tiny.toml"), TINY).expect("written");
        Self { _kept: kept, dir }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), bytes).expect("written");
        self
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The program, to be started in the folder, in English.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("sanshe"));
        command
            .args(args)
            .current_dir(&self.dir)
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", "C")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end: words apart by blanks.
    pub fn sanshe(&self, line: &str) -> Said {
        self.words(&line.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs the program to its end.
    pub fn words(&self, args: &[&str]) -> Said {
        Said::of(self.command(args).output().expect("the program starts"))
    }

    /// Every file of a folder and of its `charts`, but the times and the journal.
    pub fn results(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for below in ["", "charts/"] {
            let Ok(entries) = fs::read_dir(self.path(folder).join(below)) else {
                continue;
            };
            for entry in entries {
                let path = entry.expect("an entry").path();
                let name = path.file_name().expect("a name").to_string_lossy();
                if path.is_file() && !["timing.json", "journal.jsonl"].contains(&name.as_ref()) {
                    files.insert(format!("{below}{name}"), fs::read(&path).expect("it reads"));
                }
            }
        }
        files
    }

    /// Two folders hold the same results, byte for byte.
    #[track_caller]
    pub fn same(&self, a: &str, b: &str) {
        self.alike(self.results(a), self.results(b), a, b);
    }

    /// Two folders hold the same results, whichever waves brought them.
    #[track_caller]
    pub fn same_rows(&self, a: &str, b: &str) {
        let [left, right] = [a, b].map(|folder| {
            let mut files = self.results(folder);
            assert!(files.remove("waves.csv").is_some(), "{folder}");
            files
        });
        self.alike(left, right, a, b);
    }

    #[track_caller]
    fn alike(&self, left: BTreeMap<String, Vec<u8>>, right: BTreeMap<String, Vec<u8>>, a: &str, b: &str) {
        let names: Vec<&String> = left.keys().collect();
        assert_eq!(names, right.keys().collect::<Vec<_>>(), "{a} and {b}");
        for (name, bytes) in &left {
            assert!(*bytes == right[name], "{name} of {a} and {b}");
        }
    }

    /// The rows of one policy in a table, without the column that names it.
    pub fn rows(&self, table: &str, policy: &str) -> Vec<String> {
        let text = self.read(table);
        let head = format!("{policy},");
        let rows: Vec<String> = text.lines().filter_map(|line| line.strip_prefix(&head).map(str::to_owned)).collect();
        assert!(!rows.is_empty(), "{table} has no rows of {policy}");
        rows
    }

    /// A column of `runs.csv`, with policy and replicate.
    pub fn column(&self, folder: &str, name: &str) -> Vec<(String, String, String)> {
        let mut reader = csv::Reader::from_path(self.path(folder).join("runs.csv")).expect("runs.csv");
        let headers = reader.headers().expect("a header").clone();
        let place = headers.iter().position(|h| h == name).expect("the column");
        let row = |r: csv::StringRecord| (r[0].to_owned(), r[1].to_owned(), r[place].to_owned());
        reader.records().map(|r| row(r.expect("a row"))).collect()
    }
}

/// What the program said and how it ended.
#[derive(Debug)]
pub struct Said {
    pub out: String,
    pub err: String,
    pub status: Option<i32>,
}

impl Said {
    pub fn of(output: Output) -> Self {
        Self {
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
            status: output.status.code(),
        }
    }

    /// It ended well.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.ends(0)
    }

    /// It ended with that status, and never by a mistake of its own.
    #[track_caller]
    pub fn ends(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{}\n{}", self.out, self.err);
        for word in ["internal error", "panicked", "RUST_BACKTRACE"] {
            assert!(!self.err.contains(word), "{}", self.err);
        }
        self
    }

    /// Its messages contain each of these.
    #[track_caller]
    pub fn tells(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in\n{}", self.err);
        }
        self
    }

    /// Its output contains each of these.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.out.contains(word), "no {word:?} in\n{}", self.out);
        }
        self
    }
}

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("the folder lists") {
        let path = entry.expect("an entry").path();
        let there = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &there);
        } else {
            fs::copy(&path, &there).expect("copied");
        }
    }
}

/// Three points with two policies of which one is varied: nine blocks.
pub const SMALL: &str = r#"name = "small"
scenario = "tiny.toml"
policies = ["administrative", "linkage"]
replicates = 3
set = ["run.burn_in_years=0"]

[design.grid]
levels = 3

[[factor]]
key = "demand.needs_per_resident"
low = 0.3
high = 0.9

[[factor]]
policy = "linkage"
key = "information.report_period_days"
values = [5, 20]
"#;

/// A folder with that sweep as `small.toml`.
pub fn with(sweep: &str) -> World {
    let world = World::new();
    world.write("small.toml", sweep);
    world
}
