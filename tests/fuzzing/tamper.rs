//! What somebody may do to a folder of results before the next start: for folders that are fuzzed and for runs that are killed.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::dice::Dice;

/// A way of tampering, and what it is called in the report.
type Way = (&'static str, fn(&mut Dice, &Place) -> Option<String>);

/// The folder of a trial and, beside it, files that are not the program's.
pub struct Place {
    /// The output folder.
    pub folder: PathBuf,
    /// Foreign files.
    pub foreign: PathBuf,
}

/// All ways. Each says what it did, or nothing where there is nothing to do it to.
pub const WAYS: [Way; 22] = [
    ("a byte of a table flipped", |d, p| p.tables(d).and_then(|path| flip(d, &path))),
    ("a byte of the journal flipped", |d, p| flip(d, &p.own("journal.jsonl")?)),
    ("a byte of the manifest flipped", |d, p| flip(d, &p.own("manifest.json")?)),
    ("a byte of the list of policies flipped", |d, p| flip(d, &p.own("policies.csv")?)),
    ("a line of the journal doubled", |d, p| lines(d, p, |lines, at, _| lines.insert(at, lines[at].clone()))),
    ("two lines of the journal swapped", |d, p| lines(d, p, |lines, at, other| lines.swap(at, other))),
    ("a line of the journal deleted", |d, p| lines(d, p, |lines, at, _| drop(lines.remove(at)))),
    ("the journal cut", |d, p| cut(d, &p.own("journal.jsonl")?)),
    ("a table cut", |d, p| p.tables(d).and_then(|path| cut(d, &path))),
    ("bytes after the end of a table", |d, p| p.tables(d).and_then(|path| append(d, &path))),
    ("two tables exchanged", exchange),
    ("a file deleted", |d, p| {
        let path = p.any(d)?;
        fs::remove_file(&path).ok()?;
        Some(name(&path))
    }),
    ("a link to a foreign file in the place of a file", |d, p| {
        let path = p.any(d)?;
        // The same bytes: what it holds gives the link not away.
        let target = p.foreign.join("held");
        fs::rename(&path, &target).ok()?;
        symlink(&target, &path).ok()?;
        Some(name(&path))
    }),
    ("a hard link to a foreign file in the place of a file", |d, p| {
        let path = p.any(d)?;
        fs::hard_link(&path, p.foreign.join("held")).ok()?;
        Some(name(&path))
    }),
    ("a hard link to a foreign file under a name that a run writes", |d, p| {
        let part = *d.pick(&[
            "timing.json.part",
            "manifest.json.part",
            "policies.csv.part",
            "journal.jsonl.part",
            "timing.json",
            "dictionary.md",
        ]);
        fs::hard_link(p.foreign.join("notes.txt"), p.folder.join(part)).ok()?;
        Some(part.into())
    }),
    ("a pipe in the place of a file", |d, p| {
        let path = p.any(d)?;
        fs::remove_file(&path).ok()?;
        Command::new("mkfifo").arg(&path).status().ok()?.success().then(|| name(&path))
    }),
    ("a socket in the place of a file", |d, p| {
        let path = p.any(d)?;
        fs::remove_file(&path).ok()?;
        UnixListener::bind(&path).ok()?;
        Some(name(&path))
    }),
    ("a device without end in the place of a file", |d, p| {
        let path = p.any(d)?;
        fs::remove_file(&path).ok()?;
        // Only root may make one; a link to one is as much of one.
        let made = Command::new("mknod").arg(&path).args(["c", "1", "5"]).stderr(Stdio::null()).status();
        if !made.is_ok_and(|s| s.success()) {
            symlink("/dev/zero", &path).ok()?;
        }
        Some(name(&path))
    }),
    ("a folder in the place of a file", |d, p| {
        let path = p.any(d)?;
        fs::remove_file(&path).ok()?;
        fs::create_dir(&path).ok()?;
        Some(name(&path))
    }),
    ("a link to a foreign folder in the place of the charts", |_, p| {
        let charts = p.folder.join("charts");
        let _ = fs::remove_dir_all(&charts);
        symlink(p.foreign.join("photos"), &charts).ok()?;
        Some("charts".into())
    }),
    ("a file of the user saved in the folder", |d, p| {
        let file = *d.pick(&["notes.txt", "analysis.R", "runs (copy).csv", "charts.zip"]);
        fs::write(p.folder.join(file), "mine\n").ok()?;
        Some(file.into())
    }),
    ("the head of another build", |d, p| {
        let path = p.own("journal.jsonl")?;
        let text = fs::read_to_string(&path).ok()?;
        let (first, rest) = text.split_once('\n')?;
        // Another digest of the same length: of the code where the head has one, otherwise of the plan.
        let at = first.find("\"build\":\"").map(|at| at + 9).or_else(|| first.find("\"digest\":\"").map(|at| at + 10))?;
        let digit = if &first[at..=at] == "0" { "1" } else { "0" };
        fs::write(&path, format!("{}{digit}{}\n{rest}", &first[..at], &first[at + 1..])).ok()?;
        let _ = d.bits();
        Some("journal.jsonl".into())
    }),
];

impl Place {
    /// A regular file of the folder with something in it.
    fn own(&self, file: &str) -> Option<PathBuf> {
        let path = self.folder.join(file);
        fs::symlink_metadata(&path).is_ok_and(|m| m.is_file() && m.len() > 0).then_some(path)
    }

    /// One of the tables that are there.
    fn tables(&self, dice: &mut Dice) -> Option<PathBuf> {
        let tables: Vec<PathBuf> = self.files().into_iter().filter(|p| p.extension().is_some_and(|e| e == "csv")).collect();
        (!tables.is_empty()).then(|| dice.pick(&tables).clone()).filter(|p| fs::metadata(p).is_ok_and(|m| m.len() > 0))
    }

    /// One of all files that are there.
    fn any(&self, dice: &mut Dice) -> Option<PathBuf> {
        let files = self.files();
        (!files.is_empty()).then(|| dice.pick(&files).clone())
    }

    /// Files of the folder and of its charts, by name.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for dir in [self.folder.clone(), self.folder.join("charts")] {
            let entries = fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
            files.extend(entries.map(|e| e.path()).filter(|p| fs::symlink_metadata(p).is_ok_and(|m| m.is_file())));
        }
        files.sort();
        files
    }
}

fn name(path: &Path) -> String {
    path.file_name().expect("a file has a name").to_string_lossy().into_owned()
}

/// Flips one bit.
fn flip(dice: &mut Dice, path: &Path) -> Option<String> {
    let mut bytes = fs::read(path).ok()?;
    let at = dice.below(bytes.len());
    bytes[at] ^= 1 << dice.below(8);
    fs::write(path, bytes).ok()?;
    Some(format!("{} at {at}", name(path)))
}

/// Cuts a file somewhere.
fn cut(dice: &mut Dice, path: &Path) -> Option<String> {
    let length = fs::metadata(path).ok()?.len();
    let left = dice.below(usize::try_from(length).ok()?) as u64;
    fs::OpenOptions::new().write(true).open(path).ok()?.set_len(left).ok()?;
    Some(format!("{} to {left} of {length}", name(path)))
}

/// Adds rows or half a row.
fn append(dice: &mut Dice, path: &Path) -> Option<String> {
    let mut bytes = fs::read(path).ok()?;
    let rows: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let row = dice.pick(&rows).to_vec();
    let length = if dice.chance(50) { row.len() } else { row.len() / 2 };
    bytes.extend_from_slice(&row[..length]);
    fs::write(path, bytes).ok()?;
    Some(name(path))
}

/// Changes lines of the journal: at one place, with another.
fn lines(dice: &mut Dice, place: &Place, change: fn(&mut Vec<String>, usize, usize)) -> Option<String> {
    let path = place.own("journal.jsonl")?;
    let text = fs::read_to_string(&path).ok()?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.len() < 2 {
        return None;
    }
    let at = dice.below(lines.len());
    let other = (at + 1 + dice.below(lines.len() - 1)) % lines.len();
    change(&mut lines, at, other);
    fs::write(&path, lines.iter().map(|l| format!("{l}\n")).collect::<String>()).ok()?;
    Some(format!("lines {at}, {other} of {}", text.lines().count()))
}

/// Exchanges the contents of two tables.
fn exchange(dice: &mut Dice, place: &Place) -> Option<String> {
    let (a, b) = (place.tables(dice)?, place.tables(dice)?);
    let (left, right) = (fs::read(&a).ok()?, fs::read(&b).ok()?);
    if left == right {
        return None;
    }
    fs::write(&a, right).ok()?;
    fs::write(&b, left).ok()?;
    Some(format!("{} and {}", name(&a), name(&b)))
}
