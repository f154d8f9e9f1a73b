//! The closed list: every name at which this program ever writes in an output folder, and what is there now.
//!
//! Nothing outside the list is ever removed or replaced, nor anything on it that differs from the journal's record: a table up to its
//! committed length, a small file as a whole. Partially written temporary files are recognised by their names alone.

use std::fs::File;
use std::io::Read;

use super::journal::{JOURNAL, OldRecord, State};
use super::manifest::MANIFEST;
use super::tables::Reading;
use super::timing::TIMING;
use super::{Action, StoreError};
use crate::base::files::{Held, Kind, PART, Trouble};
use crate::measure::collect::Collect;
use crate::measure::table::TableSpec;
use crate::measure::tables::{ASSUMPTIONS, COMPARISON, FRAMES_CSV, PLACES, POLICIES, SUMMARY, WAVES, WORLDS_CSV};
use crate::store::digest::short;
use crate::store::plan::Plan;
use crate::store::waves_csv::POINTS;

/// The files of the report: a folder in the output folder, and the names in it.
#[derive(Clone, Copy, Debug)]
pub struct ReportFiles {
    /// The folder.
    pub folder: &'static str,
    /// Names of its files.
    pub files: &'static [&'static str],
}

impl ReportFiles {
    /// The files relative to the output folder.
    pub fn paths(self) -> impl Iterator<Item = String> {
        self.files.iter().map(move |file| format!("{}/{file}", self.folder))
    }
}

/// The report as one page.
pub const REPORT: &str = "report.html";

/// Files that are written as a whole, except the report's pictures.
#[must_use]
pub fn small() -> [&'static str; 12] {
    [
        REPORT,
        MANIFEST,
        POLICIES.file,
        ASSUMPTIONS.file,
        PLACES.file,
        COMPARISON.file,
        WAVES.file,
        POINTS,
        SUMMARY.file,
        WORLDS_CSV.file,
        FRAMES_CSV.file,
        TIMING,
    ]
}

/// Those of them that follow from all rows: they go when rows are added, and come back when these are there.
pub static OF_ALL_ROWS: [&str; 4] = [SUMMARY.file, WORLDS_CSV.file, COMPARISON.file, REPORT];

/// Whether an experiment ever writes a file of that name: points and what follows from all rows are a sweep's.
#[must_use]
pub fn is_written(name: &str, of_sweep: bool) -> bool {
    let of_run = [REPORT, FRAMES_CSV.file, COMPARISON.file, PLACES.file, ASSUMPTIONS.file].contains(&name);
    if of_sweep { !of_run } else { of_run || (name != POINTS && !OF_ALL_ROWS.contains(&name)) }
}

/// Ownership of a file at a name of the closed list.
#[derive(Debug)]
pub enum Whose {
    /// It is unchanged since this program wrote it.
    Ours,
    /// The program wrote a file of that name, but not this one.
    Changed,
    /// The program wrote no file of that name.
    Foreign,
    /// It is not a plain file, or has other names (hard links).
    NotPlain(Trouble),
}

/// The files that a journal records as written.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// A journal of this format.
    State(&'a State),
    /// A journal of an earlier format, whose digests are not read: the files it names must at least look like files of their kind.
    Old(&'a OldRecord),
}

/// The files at the names of the closed list: the report's files first, the tables last, so that removal in this order never leaves a
/// report beside different tables.
///
/// # Errors
/// When the folder cannot be read.
pub fn survey(held: &Held, reports: &[ReportFiles], told: Told<'_>) -> Result<Vec<(String, Whose)>, StoreError> {
    let mut there = Vec::new();
    let look = |there: &mut Vec<(String, Whose)>, name: &str, whose: &dyn Fn(&mut File) -> std::io::Result<Whose>| {
        let fail = |e| StoreError::io(Action::Read, held.path().join(name))(e);
        match with(held, name, |held, leaf| held.read(leaf)) {
            Ok(Some(Some(mut file))) => there.push((name.to_owned(), whose(&mut file).map_err(fail)?)),
            Ok(_) => {}
            Err(Trouble::System(e)) => return Err(fail(e)),
            Err(trouble) => there.push((name.to_owned(), Whose::NotPlain(trouble))),
        }
        Ok(())
    };
    let half = |_: &mut File| Ok(Whose::Ours);
    for report in reports {
        match held.kind(report.folder).map_err(StoreError::io(Action::Read, held.path().join(report.folder)))? {
            None => {}
            Some(Kind::Folder) => {
                for name in report.paths() {
                    look(&mut there, &name, &|file| whose_small(&name, file, told))?;
                    look(&mut there, &format!("{name}{PART}"), &half)?;
                }
            }
            Some(kind) => there.push((report.folder.to_owned(), Whose::NotPlain(Trouble::Kind(kind)))),
        }
    }
    for name in small() {
        look(&mut there, name, &|file| whose_small(name, file, told))?;
        look(&mut there, &format!("{name}{PART}"), &half)?;
    }
    look(&mut there, &format!("{JOURNAL}{PART}"), &half)?;
    for spec in Collect::WHOLE.tables() {
        look(&mut there, spec.file, &|file| whose_table(spec, file, told))?;
    }
    Ok(there)
}

fn whose_small(name: &str, file: &mut File, told: Told<'_>) -> std::io::Result<Whose> {
    match told {
        Told::State(state) => Ok(match state.files.get(name) {
            None => Whose::Foreign,
            Some(whole) if whole.is(Some(&digest(file)?)) => Whose::Ours,
            Some(_) => Whose::Changed,
        }),
        Told::Old(record) if record.wrote.iter().any(|wrote| wrote == name) => {
            let start: &[u8] = match name {
                MANIFEST => b"{\n  \"program\": \"sanshe\"",
                TIMING => b"{\n  \"sessions\": [",
                _ if name == POLICIES.file => b"policy,switch,value,differs\n",
                _ if name == WAVES.file => b"wave,",
                POINTS => b"point,",
                _ => b"<svg ",
            };
            let mut read = Vec::new();
            file.take(start.len() as u64).read_to_end(&mut read)?;
            Ok(if read == start { Whose::Ours } else { Whose::Changed })
        }
        Told::Old(_) => Ok(Whose::Foreign),
    }
}

fn whose_table(spec: &'static TableSpec, file: &mut File, told: Told<'_>) -> std::io::Result<Whose> {
    let header = spec.header();
    match told {
        Told::State(state) => {
            let Some(place) = state.head.identity.tables.iter().position(|(name, _)| name == spec.file) else {
                return Ok(Whose::Foreign);
            };
            let (length, wanted) = state.kept.tables.get(place).cloned().unwrap_or_default();
            let mut reading = Reading::new(file.try_clone()?);
            let whole = reading.advance(length)? && reading.digest() == wanted;
            // An interrupted start may leave less than the header.
            let begun = || state.kept.blocks == 0 && is_start(file, header.as_bytes()).unwrap_or(false);
            Ok(if whole || begun() { Whose::Ours } else { Whose::Changed })
        }
        Told::Old(record) if record.wrote.iter().any(|wrote| wrote == spec.file) => {
            let length = record.lengths.get(spec.file).copied().unwrap_or_default();
            let long = file.metadata()?.len() >= length;
            let mut read = Vec::new();
            let mut start = file.take(7);
            start.read_to_end(&mut read)?;
            // The columns may have been different then, but every table began with these.
            Ok(if long && b"policy,".starts_with(&read[..]) { Whose::Ours } else { Whose::Changed })
        }
        Told::Old(_) => Ok(Whose::Foreign),
    }
}

/// Whether a file is a prefix of a text.
fn is_start(mut file: &File, text: &[u8]) -> std::io::Result<bool> {
    use std::io::{Seek, SeekFrom};
    file.seek(SeekFrom::Start(0))?;
    let mut read = Vec::new();
    file.take(text.len() as u64 + 1).read_to_end(&mut read)?;
    Ok(text.starts_with(&read))
}

/// Refuses if something not written by this program is where a plan will write.
///
/// # Errors
/// With the first such file.
pub fn refuse_taken(held: &Held, plan: &Plan, there: &mut Vec<(String, Whose)>) -> Result<(), StoreError> {
    let file = |tables: Vec<&'static TableSpec>, name: &str| tables.iter().any(|t| t.file == name);
    let collected = |name: &str| !file(Collect::WHOLE.tables(), name) || file(plan.collect.tables(), name);
    let needed = |name: &str| collected(name) && is_written(name, !plan.design.is_empty());
    let taken = there.iter().position(|(name, whose)| needed(name) && !matches!(whose, Whose::Ours));
    let Some((name, whose)) = taken.map(|place| there.swap_remove(place)) else {
        return Ok(());
    };
    Err(match whose {
        Whose::NotPlain(found) => StoreError::NotPlain { path: held.path().join(name), found },
        other => StoreError::Foreign { dir: held.path().to_owned(), entry: name, changed: matches!(other, Whose::Changed) },
    })
}

/// Removes our files in order; returns the names of what remains.
///
/// # Errors
/// When a file cannot be removed.
pub fn clear(held: &Held, there: Vec<(String, Whose)>) -> Result<Vec<String>, StoreError> {
    let mut stays = Vec::new();
    for (name, whose) in there {
        if matches!(whose, Whose::Ours) {
            with(held, &name, |held, leaf| held.remove_plain(leaf)).map_err(StoreError::at(held, Action::Remove, &name))?;
        } else {
            stays.push(name);
        }
    }
    held.sync();
    Ok(stays)
}

/// Acts on a file of the folder, or of a folder in it that is not a link; `None` if that does not exist.
///
/// # Errors
/// As `act`, or when something that is not a folder is in the way.
pub fn with<T>(held: &Held, name: &str, act: impl FnOnce(&Held, &str) -> Result<T, Trouble>) -> Result<Option<T>, Trouble> {
    match name.split_once('/') {
        None => act(held, name).map(Some),
        Some((folder, leaf)) => held.below(folder)?.map(|below| act(&below, leaf)).transpose(),
    }
}

/// Digest of a whole file.
///
/// # Errors
/// When it cannot be read.
pub fn digest(file: &mut File) -> std::io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    std::io::copy(file, &mut hasher)?;
    Ok(short(&hasher.finalize()))
}

/// Digest of a small file of the folder; `None` if it does not exist.
///
/// # Errors
/// When something else stands there, or it cannot be read.
pub fn digest_at(held: &Held, name: &str) -> Result<Option<String>, StoreError> {
    let read = with(held, name, |held, leaf| match held.read(leaf)? {
        Some(mut file) => Ok(Some(digest(&mut file)?)),
        None => Ok(None),
    });
    Ok(read.map_err(StoreError::at(held, Action::Read, name))?.flatten())
}
