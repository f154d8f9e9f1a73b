//! A folder of results that somebody tampered with: it is taken up to the same bytes or refused, and nothing else is touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sanshe::experiment::guard::guarded;
use sanshe::scenario::experiment::Experiment;
use sanshe::scenario::load::{LoadOptions, load};

use super::dice::Dice;
use super::input::Input;
use super::judge::{conducted, panicked};
use super::sandbox::Sandbox;
#[cfg(unix)]
use super::tamper::{Place, WAYS};
use super::{Fault, Kind};

/// Files by their path.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Files that differ from run to run.
const TIMES: [&str; 2] = ["timing.json", "journal.jsonl"];

/// A small experiment and the folder that it leaves.
pub struct Kept {
    experiment: Experiment,
    files: Files,
}

impl Kept {
    /// Runs the experiment of the sandbox once.
    pub fn new(sandbox: &Sandbox) -> Self {
        let path = sandbox.path("inside/kept.toml");
        let experiment = load(&path, &LoadOptions::default()).expect("the shipped world loads");
        let dir = sandbox.path("out/kept");
        conducted(&experiment, &dir, false).expect("it runs");
        let kept = Self { experiment, files: everything(&dir) };
        fs::remove_dir_all(&dir).expect("removed");
        kept
    }

    /// Tampers with a copy of the folder as the input says, and takes it up; says whether it was completed.
    pub fn tampered(&self, input: &Input, sandbox: &Sandbox) -> Result<bool, Fault> {
        let mut seed = [0; 8];
        seed.copy_from_slice(&input.bytes[..8]);
        let mut dice = Dice::new(u64::from_le_bytes(seed), 0);
        let (dir, mine) = (sandbox.path("out/kept"), sandbox.path("mine"));
        for dir in [&dir, &mine] {
            let _ = fs::remove_dir_all(dir);
        }
        write(&dir, &self.files);
        let photos = ["lost.svg", "difference.svg", "holiday.jpg"]
            .map(|n| (PathBuf::from("photos").join(n), format!("my {n}").into_bytes()));
        write(&mine, &photos.into_iter().chain([(PathBuf::from("notes.txt"), b"mine\n".to_vec())]).collect());
        if dice.chance(50) {
            unfinished(&mut dice, &dir);
        }
        let done = tamper(&mut dice, &dir, &mine);
        let before = everything(&mine);
        let fresh = dice.chance(25);
        let wrong = |kind, what: String| Err(Fault::of(kind, format!("{done}{}: {what}", if fresh { "; fresh" } else { "" })));
        let came =
            guarded(|| conducted(&self.experiment, &dir, fresh)).map_err(|e| panicked("folder", &format!("{done}: {e}")))?;
        let after = everything(&mine);
        if let Some(gone) = before.keys().find(|path| !after.contains_key(*path)) {
            return wrong(Kind::Deleted, format!("{} is gone", gone.display()));
        }
        if after != before {
            return wrong(Kind::Outside, "foreign files changed".into());
        }
        if let Err(what) = came {
            return if what.len() > 20_000 {
                wrong(Kind::Other, format!("a message of {} bytes", what.len()))
            } else {
                Ok(false)
            };
        }
        let now = everything(&dir);
        for (path, bytes) in self.files.iter().filter(|(path, _)| !TIMES.contains(&path.to_string_lossy().as_ref())) {
            if now.get(path) != Some(bytes) {
                return wrong(Kind::Other, format!("completed, and {} has other bytes", path.display()));
            }
        }
        Ok(true)
    }
}

/// Leaves the folder as a kill leaves it: some lines of the journal, and of what came after them some files.
fn unfinished(dice: &mut Dice, dir: &Path) {
    let path = dir.join("journal.jsonl");
    let text = fs::read_to_string(&path).expect("it reads");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    fs::write(&path, lines[..1 + dice.below(lines.len())].concat()).expect("written");
    if dice.chance(50) {
        let _ = fs::remove_dir_all(dir.join("charts"));
    }
    for file in ["timing.json", "manifest.json"] {
        if dice.chance(25) {
            let _ = fs::remove_file(dir.join(file));
        }
    }
}

/// Does one or two things to the folder, sometimes none; says which.
#[cfg(unix)]
fn tamper(dice: &mut Dice, dir: &Path, mine: &Path) -> String {
    let place = Place { folder: dir.to_owned(), foreign: mine.to_owned() };
    let mut done = Vec::new();
    for _ in 0..*dice.pick(&[0, 1, 1, 1, 1, 2, 2]) {
        let (way, act) = dice.pick(&WAYS);
        // Not every way finds something to do it to.
        done.extend(act(dice, &place).map(|what| format!("{way} ({what})")));
    }
    done.join(", ")
}

#[cfg(not(unix))]
fn tamper(_: &mut Dice, _: &Path, _: &Path) -> String {
    String::new()
}

fn write(dir: &Path, files: &Files) {
    for (path, bytes) in files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("written");
    }
}

/// Plain files below a folder; no link is followed, nothing else is opened.
fn everything(dir: &Path) -> Files {
    let (mut files, mut open) = (Files::new(), vec![dir.to_owned()]);
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            let meta = fs::symlink_metadata(&path).expect("it is there");
            if meta.is_dir() {
                open.push(path);
            } else if meta.is_file() {
                let bytes = fs::read(&path).expect("it reads");
                files.insert(path.strip_prefix(dir).expect("below the folder").to_owned(), bytes);
            }
        }
    }
    files
}
