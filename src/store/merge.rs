//! Merging: the folders of the shards of an experiment become one folder, with the bytes that one process would have written.
//!
//! A shard is an ordinary folder `shard-i-of-n` in the folder of the experiment. Block b is in shard b mod n, so the rows are taken from the shards in turn. Everything is
//! read and compared first: other experiments, other waves, shards that are missing or unfinished, and files that were changed are refused, all at
//! once, and nothing is written. Then tables, small files and the journal are written beside their places, and only when all of them are on the disk is one after
//! the other put there, the journal last: on a full disk the folder stays as it was, and whoever is cut off merges again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::closed::{self, digest_at, small};
use super::complete::known_digest;
use super::finished::Kept;
use super::journal::{Commit, Extent, FORMAT, Found, Head, JOURNAL, Journal, Line, State, Whole};
use super::manifest::MANIFEST;
use super::shards::{MergeError, agree, parts};
use super::timing::TIMING;
use super::{Action, StoreError};
use crate::base::files::{Held, PART};
use crate::base::words::{both, shown};
use crate::store::digest::{digest_of, short};
use crate::store::plan::Shard;
use crate::store::wave::{self, Block};

/// What was merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Shards.
    pub shards: u32,
    /// Blocks of all.
    pub blocks: u64,
    /// Runs that failed.
    pub failed: u64,
}

/// Merges the shards in a folder.
///
/// # Errors
/// When shards are missing, unfinished, of different experiments or changed, or a file cannot be read or written.
pub fn merge(dir: &Path) -> Result<Merged, MergeError> {
    let held = Held::open(dir).map_err(StoreError::io(Action::Open, dir))?;
    let parts = parts(&held)?;
    agree(&parts)?;
    let state = &parts[0].state;
    let (blocks, shards) = (wave::blocks(&state.waves), u32::try_from(parts.len()).unwrap_or(u32::MAX));
    match target(&held, state)? {
        Target::Ahead { failed } => Ok(Merged { shards, blocks, failed }),
        Target::Behind(before) => {
            let merging = Merging { held: &held, parts: &parts, before };
            merging.carry_out().map_err(MergeError::Unwritten)?;
            Ok(Merged { shards, blocks, failed: failed_of(&parts) })
        }
    }
}

fn failed_of(parts: &[Kept]) -> u64 {
    parts.iter().map(|part| part.state.kept.failed).sum()
}

/// Shards that belong together, and the folder for what they make, whose journal is locked until it is replaced.
struct Merging<'a> {
    held: &'a Held,
    parts: &'a [Kept],
    before: Journal,
}

impl Merging<'_> {
    /// Writes everything beside its place, then puts it there. What was not put there is removed: on a full disk its space is wanted.
    fn carry_out(mut self) -> Result<(), StoreError> {
        let state = &self.parts[0].state;
        let tables: Vec<&str> = state.head.identity.tables.iter().map(|(name, _)| name.as_str()).collect();
        let whole = self.small_files().and_then(|texts| {
            let files = self.write(&tables, &texts)?;
            self.put(&tables, files)
        });
        if whole.is_err() {
            tables.iter().copied().chain(small()).chain([JOURNAL]).for_each(|name| self.held.forget_beside(name));
        }
        whole
    }

    /// The small files of all shards, which are the same in each.
    fn small_files(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        let first = &self.parts[0].held;
        let text = |name: &'static str| match first.text(name) {
            Ok(text) => text.map(|text| Ok((name, text))),
            Err(trouble) => Some(Err(StoreError::at(first, Action::Read, name)(trouble))),
        };
        small().into_iter().filter(|name| *name != TIMING).filter_map(text).collect()
    }

    /// Writes everything beside its place; returns the journal to be and the names of the small files.
    fn write(&self, tables: &[&str], texts: &[(&'static str, String)]) -> Result<Written, StoreError> {
        let (held, state) = (self.held, &self.parts[0].state);
        let mut extents: Vec<Extent> = Vec::new();
        for (place, name) in tables.iter().enumerate() {
            let shards = self.parts.iter().map(|part| Lines::open(part, place, name)).collect::<Result<_, _>>()?;
            extents.push(Rows { shards }.write(held, name, state)?);
        }
        let mut files = BTreeMap::new();
        for (name, text) in texts {
            files.insert((*name).to_owned(), Whole { from: None, to: Some(digest_of(text.as_bytes())), of: None });
            held.write_beside(name, text.as_bytes()).map_err(StoreError::at(held, Action::Write, name))?;
        }
        // The folder of the merge is an experiment's as any other.
        let head = Head { format: FORMAT, shard: None, files: files.clone(), waves: state.waves.clone(), ..state.head.clone() };
        let mut lines = vec![Line::Head(head)];
        if let Some(last) = wave::blocks(&state.waves).checked_sub(1) {
            lines.push(Line::Commit(Commit { first: 0, last, failed: failed_of(self.parts), tables: extents }));
        }
        Ok(Written { journal: Journal::beside(held, &lines)?, files })
    }

    /// Puts everything in its place. Until the journal is, the one before says that small files have either of two contents and that the tables are at least as
    /// long as they were, so that the folder can be used whenever this is cut off.
    fn put(&mut self, tables: &[&str], written: Written) -> Result<(), StoreError> {
        let held = self.held;
        let Written { journal, mut files } = written;
        let names: Vec<String> = files.keys().cloned().collect();
        // What was said of the rows before: it is said again of these.
        files.extend(closed::OF_ALL_ROWS.map(|name| (name.to_owned(), Whole::default())));
        for (name, whole) in &mut files {
            whole.from = digest_at(held, name)?;
        }
        if !self.before.is_empty() {
            self.before.append(&Line::Files(files))?;
        }
        for name in closed::OF_ALL_ROWS {
            held.remove_plain(name).map_err(StoreError::at(held, Action::Remove, name))?;
        }
        for name in names.iter().map(String::as_str).chain(tables.iter().copied()) {
            held.rename(&format!("{name}{PART}"), name).map_err(StoreError::io(Action::Write, held.path().join(name)))?;
        }
        journal.put(held)
    }
}

/// What lies beside its place.
struct Written {
    journal: Journal,
    /// Small files.
    files: BTreeMap<String, Whole>,
}

/// What a folder is to a merge.
enum Target {
    /// It holds some of the rows, or all, or nothing yet.
    Behind(Journal),
    /// It holds all rows of the shards, and a further wave has been added that none of them has begun.
    Ahead {
        /// Runs that failed.
        failed: u64,
    },
}

/// Locks the folder for the merge, and refuses it when something that is not a merge's stands at the places of its files.
fn target(held: &Held, state: &State) -> Result<Target, StoreError> {
    let names = held.names().map_err(StoreError::io(Action::List, held.path()))?;
    // A merge that was cut off leaves some of its files beside a journal that says nothing yet: those, and nothing else, are written again.
    let begun = names.iter().any(|name| name == JOURNAL);
    let written = |name: &str| {
        let plain = name.strip_suffix(PART).unwrap_or(name);
        plain == JOURNAL || crate::measure::tables::FILES.contains(&plain) || small().contains(&plain)
    };
    let foreign = |name: &&String| {
        let own = *name == JOURNAL || Shard::of_folder(name).is_some() || name.starts_with('.');
        let left = begun && written(name) && !closed::OF_ALL_ROWS.contains(&name.as_str());
        !(own || left)
    };
    let foreign = names.iter().find(foreign).map(|name| StoreError::foreign(held, name));
    if !begun && let Some(foreign) = foreign {
        return Err(foreign);
    }
    let (journal, found) = Journal::open(held)?;
    match found {
        Found::Nothing => foreign.map_or(Ok(Target::Behind(journal)), Err),
        Found::Whole(there) if there.head.shard.is_none() && grows(&there, state) => {
            for name in small().into_iter().filter(|name| *name != TIMING) {
                known_digest(held, &there, name)?;
            }
            Ok(Target::Behind(journal))
        }
        Found::Whole(there) if is_ahead(&there, state) => Ok(Target::Ahead { failed: there.kept.failed }),
        Found::Whole(there) if there.head.shard.is_none() => {
            let mut differs = there.head.identity.differences(&state.head.identity);
            if differs.is_empty() {
                differs.push(both!("waves that the shards do not hold", "各分片所没有的波次"));
            }
            Err(StoreError::OtherPlan { dir: held.path().to_owned(), scenario: there.head.identity.scenario, differs })
        }
        Found::Fault(_, fault) => Err(fault),
        Found::Old(_) => Err(StoreError::OldFormat { dir: held.path().to_owned() }),
        Found::Whole(_) => Err(StoreError::foreign(held, JOURNAL)),
    }
}

/// Whether a folder holds all rows of the shards, and waits for those of a wave that they have not begun.
fn is_ahead(there: &State, shards: &State) -> bool {
    let waits = there.waves.len() > shards.waves.len() && there.waves.starts_with(&shards.waves);
    let same = shards.head.identity.grows_into(&there.head.identity) && there.head.shard.is_none();
    waits && same && there.kept.blocks == wave::blocks(&shards.waves)
}

/// Whether what a folder holds is the beginning of what the shards hold.
fn grows(there: &State, shards: &State) -> bool {
    let (before, after) = (&there.head.identity, &shards.head.identity);
    before.grows_into(after) && shards.waves.starts_with(&there.waves) && there.kept.blocks <= wave::blocks(&shards.waves)
}

/// The rows of one table of a shard, up to what is committed.
struct Lines {
    path: PathBuf,
    reader: BufReader<std::io::Take<File>>,
    /// The next line, with its line end.
    next: Option<String>,
}

impl Lines {
    fn open(part: &Kept, place: usize, name: &str) -> Result<Self, StoreError> {
        let length = part.state.kept.tables.get(place).map_or(0, |extent| extent.0);
        let file = part.held.read(name).map_err(StoreError::at(&part.held, Action::Read, name))?;
        let path = part.held.path().join(name);
        let Some(file) = file else { return Err(StoreError::Changed { path, what: both!("it is gone", "文件缺失") }) };
        let mut lines = Self { path, reader: BufReader::with_capacity(1 << 16, file.take(length)), next: None };
        // The header.
        lines.step()?;
        lines.step()?;
        Ok(lines)
    }

    /// Goes to the next line and gives the one before.
    fn step(&mut self) -> Result<Option<String>, StoreError> {
        let mut line = String::new();
        let read = self.reader.read_line(&mut line).map_err(StoreError::io(Action::Read, &self.path))?;
        Ok(std::mem::replace(&mut self.next, (read > 0).then_some(line)))
    }

    /// Whether the next line is a row of a block; `after` is the block of the same shard that follows it, with the arms that it names.
    fn is_of(&self, block: Block, after: Option<(Block, &[String])>) -> bool {
        let Some(line) = &self.next else { return false };
        let mut fields = line.split(',');
        let (policy, replicate, point) = (fields.next().unwrap_or_default(), fields.next(), fields.next());
        let number = |field: Option<&str>| field.and_then(|text| text.trim_end().parse::<u32>().ok());
        let same = number(replicate) == Some(block.replicate) && number(point) == Some(block.point);
        let of_the_next = after.is_some_and(|(next, arms)| {
            next.point == block.point && next.replicate == block.replicate && arms.iter().any(|arm| arm == policy)
        });
        same && !of_the_next
    }
}

/// The rows of one table of all shards.
struct Rows {
    shards: Vec<Lines>,
}

impl Rows {
    /// Writes them in the order of the blocks beside the table's place; returns the length and digest.
    fn write(&mut self, held: &Held, name: &str, state: &State) -> Result<(u64, String), StoreError> {
        let part = format!("{name}{PART}");
        let fail = |e| StoreError::io(Action::Write, held.path().join(name))(e);
        held.remove_plain(&part).map_err(StoreError::at(held, Action::Remove, &part))?;
        let mut file = BufWriter::with_capacity(1 << 16, held.create_new(&part).map_err(fail)?);
        let (mut hasher, mut length) = (blake3::Hasher::new(), 0);
        let mut put = |text: &str| {
            hasher.update(text.as_bytes());
            length += text.len() as u64;
            file.write_all(text.as_bytes())
        };
        let tables = crate::measure::collect::Collect::WHOLE.tables();
        let header = tables.iter().find(|spec| spec.file == name).map(|spec| spec.header()).unwrap_or_default();
        put(&header).map_err(fail)?;
        let of = self.shards.len();
        let arms = |block: Block| &state.waves[block.wave as usize].parts[block.part as usize].arms[..];
        let mut following = wave::list(&state.waves).skip(of);
        for block in wave::list(&state.waves) {
            let after = following.next().map(|next| (next, arms(next)));
            let lines = &mut self.shards[(block.number % of as u64) as usize];
            while lines.is_of(block, after) {
                if let Some(line) = lines.step()? {
                    put(&line).map_err(fail)?;
                }
            }
        }
        let file = file.into_inner().map_err(|e| fail(e.into_error()))?;
        file.sync_all().map_err(fail)?;
        if let Some(place) = self.shards.iter().position(|lines| lines.next.is_some()) {
            let what = both!("shard {place} holds rows of no block of the plan", "分片 {place} 含有计划之外的行");
            let name = shown(name);
            return Err(StoreError::Table { path: held.path().join(MANIFEST).with_file_name(name), what });
        }
        Ok((length, short(&hasher.finalize())))
    }
}
