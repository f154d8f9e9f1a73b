//! Merging: the folders of the shards of an experiment become one folder, with the bytes that one process would have written.
//!
//! A shard is an ordinary folder `shard-i-of-n` in the folder of the experiment. Block b is in shard b mod n, so the rows are taken from the shards in turn. Everything is
//! read and compared first: other experiments, other waves, shards that are missing or unfinished, and files that were changed are refused, all at
//! once, and nothing is written. Then tables and small files are written beside their places, and put there one by one, the journal last:
//! whoever is cut off merges again.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use super::closed::{self, small};
use super::finished::Kept;
use super::journal::{Commit, FORMAT, Found, Head, JOURNAL, Journal, Line, State, Whole};
use super::manifest::MANIFEST;
use super::timing::TIMING;
use super::{Action, StoreError};
use crate::base::files::{Held, PART};
use crate::base::words::{Both, both, shown, shown_path};
use crate::store::digest::{digest_of, short};
use crate::store::plan::Shard;
use crate::store::wave::{self, Block};

/// Why shards cannot be merged.
#[derive(Debug)]
pub enum MergeError {
    /// What is wrong with them, all of it.
    Shards(Vec<Both>),
    /// A folder cannot be used.
    Store(StoreError),
}

impl MergeError {
    /// What it says, in both languages.
    #[must_use]
    pub fn said(&self) -> Both {
        match self {
            Self::Store(error) => error.said(),
            Self::Shards(list) => {
                let join = |of: &dyn Fn(&Both) -> &String| list.iter().map(|one| of(one).as_str()).collect::<Vec<_>>().join("\n");
                Both { en: join(&|one| &one.en), zh: join(&|one| &one.zh) }
            }
        }
    }
}

impl From<StoreError> for MergeError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

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

/// The name of the folder of a shard.
#[must_use]
pub fn shard_folder(shard: Shard) -> String {
    format!("shard-{}-of-{}", shard.index, shard.of)
}

/// The shard that a folder's name says.
#[must_use]
pub fn shard_of(name: &str) -> Option<Shard> {
    let (index, of) = name.strip_prefix("shard-")?.split_once("-of-")?;
    let shard = Shard { index: index.parse().ok()?, of: of.parse().ok()? };
    (shard.of > 0 && shard.index < shard.of && shard_folder(shard) == name).then_some(shard)
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
    let blocks = wave::blocks(&state.waves);
    let shards = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let journal = match target(&held, state)? {
        Target::Ahead { failed } => return Ok(Merged { shards, blocks, failed }),
        Target::New => None,
        Target::Behind(journal) => Some(journal),
    };
    let names: Vec<String> = state.head.identity.tables.iter().map(|(name, _)| name.clone()).collect();
    let mut extents = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let mut rows = Rows { shards: parts.iter().map(|part| Lines::open(part, place, name)).collect::<Result<_, _>>()? };
        extents.push(rows.write(&held, name, state)?);
    }
    let mut files = std::collections::BTreeMap::new();
    for name in small().into_iter().filter(|name| *name != TIMING) {
        let Some(text) = parts[0].held.text(name).map_err(StoreError::at(&parts[0].held, Action::Read, name))? else { continue };
        files.insert(name.to_owned(), Whole { from: None, to: Some(digest_of(text.as_bytes())) });
        held.replace(name, text.as_bytes()).map_err(StoreError::at(&held, Action::Write, name))?;
    }
    for name in &names {
        let part = format!("{name}{PART}");
        held.rename(&part, name).map_err(|e| StoreError::io(Action::Write, dir.join(name))(e))?;
    }
    // What was said of the rows before: it is said again of these.
    for name in closed::OF_ALL_ROWS {
        held.remove_plain(name).map_err(StoreError::at(&held, Action::Remove, name))?;
    }
    let failed = parts.iter().map(|part| part.state.kept.failed).sum();
    // The folder of the merge is an experiment's as any other.
    let head = Head { format: FORMAT, shard: None, files, ..state.head.clone() };
    drop(journal);
    let (mut journal, _) = Journal::replace(&held, Head { waves: state.waves.clone(), ..head })?;
    if blocks > 0 {
        journal.append(&Line::Commit(Commit { first: 0, last: blocks - 1, failed, tables: extents }))?;
    }
    held.sync();
    Ok(Merged { shards, blocks, failed })
}

/// Opens every shard of the folder and checks that it is finished and as it was left.
fn parts(held: &Held) -> Result<Vec<Kept>, MergeError> {
    let dir = shown_path(held.path());
    let names = held.names().map_err(StoreError::io(Action::List, held.path()))?;
    let mut found: Vec<Shard> = names.iter().filter_map(|name| shard_of(name)).collect();
    found.sort_by_key(|shard| (shard.of, shard.index));
    let Some(of) = found.first().map(|shard| shard.of) else {
        return Err(MergeError::Shards(vec![both!(
            "{dir} holds no shards: folders `shard-0-of-n`, `shard-1-of-n`, …",
            "{dir} 中没有分片：即 `shard-0-of-n`、`shard-1-of-n` 等文件夹"
        )]));
    };
    if found.iter().any(|shard| shard.of != of) {
        return Err(MergeError::Shards(vec![both!(
            "{dir} holds shards of different divisions: move away those that do not belong to the experiment",
            "{dir} 中有不同划分的分片：请移走不属于本实验的"
        )]));
    }
    let (mut parts, mut wrong, mut open) = (Vec::new(), Vec::new(), Vec::new());
    let opened: Vec<_> = (0..of).map(|index| part(held, &shard_folder(Shard { index, of }))).collect();
    let waves = opened.iter().flatten().flatten().map(|part| part.state.waves.len()).max().unwrap_or(0);
    for (opened, index) in opened.into_iter().zip(0..of) {
        let name = shard_folder(Shard { index, of });
        match opened {
            Ok(Some(part)) if part.state.kept.blocks == part.state.blocks() && part.state.waves.len() < waves => {
                let there = part.state.waves.len();
                wrong.push(both!("{name}: {there} of {waves} waves", "{name}：{waves} 波中有 {there} 波"));
                open.push(index.to_string());
            }
            Ok(Some(part)) if part.state.kept.blocks == part.state.blocks() => parts.push(part),
            Ok(Some(part)) => {
                let (there, all) = (part.state.kept.blocks, part.state.blocks());
                wrong.push(both!("{name}: {there} of {all} blocks", "{name}：{all} 个区块中有 {there} 个"));
                open.push(index.to_string());
            }
            Ok(None) => {
                wrong.push(both!("{name} is missing", "缺少 {name}"));
                open.push(index.to_string());
            }
            Err(error) => wrong.push(error.said()),
        }
    }
    if !open.is_empty() {
        let list = open.join(",");
        wrong.push(both!(
            "To be run: shards {list} of {of} (for Slurm: --array={list}, with the same number of shards).",
            "需运行：共 {of} 个分片中的 {list}（Slurm：--array={list}，分片总数不变）。"
        ));
    }
    if wrong.is_empty() { Ok(parts) } else { Err(MergeError::Shards(wrong)) }
}

/// A shard by its folder; nothing where there is none or it never began.
fn part(held: &Held, name: &str) -> Result<Option<Kept>, StoreError> {
    let below = held.below(name).map_err(StoreError::at(held, Action::Open, name))?;
    below.map_or(Ok(None), Kept::open)
}

/// Checks that all shards are of one experiment, each the one that its folder's name says.
fn agree(parts: &[Kept]) -> Result<(), MergeError> {
    let mut wrong = Vec::new();
    let of = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let first = &parts[0].state;
    for (part, index) in parts.iter().zip(0..) {
        let (name, state) = (shown_path(part.held.path()), &part.state);
        if state.head.shard != Some(Shard { index, of }) {
            wrong.push(both!("{name} holds another part than its name says", "{name} 的内容与其名称不符"));
            continue;
        }
        let mut differs = first.head.identity.differences(&state.head.identity);
        if differs.is_empty() && (state.waves != first.waves || state.head.points != first.head.points) {
            differs.push(both!("the waves", "波次"));
        }
        for file in small().into_iter().filter(|file| *file != TIMING) {
            let digest = |state: &State| state.files.get(file).and_then(|whole| whole.to.clone());
            if differs.is_empty() && digest(state) != digest(first) {
                differs.push(both!("the file {file}", "文件 {file}"));
            }
        }
        if !differs.is_empty() {
            let join = |of: &dyn Fn(&Both) -> &String| differs.iter().map(|one| of(one).as_str()).collect::<Vec<_>>().join("; ");
            let (en, zh) = (join(&|one| &one.en), join(&|one| &one.zh));
            wrong.push(Both {
                en: format!("{name} is of another experiment than shard 0: {en}"),
                zh: format!("{name} 与分片 0 不属同一实验：{zh}"),
            });
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(MergeError::Shards(wrong)) }
}

/// What a folder is to a merge.
enum Target {
    /// It holds no results.
    New,
    /// It holds some of the rows, or all.
    Behind(Journal),
    /// It holds all rows of the shards, and a further wave has been added that none of them has begun.
    Ahead {
        /// Runs that failed.
        failed: u64,
    },
}

/// Locks the folder for the merge, and refuses it when something that is not a merge's stands at the places of its files.
fn target(held: &Held, state: &State) -> Result<Target, StoreError> {
    let ours = |name: &str| name == JOURNAL || shard_of(name).is_some() || name.starts_with('.');
    let written = |name: &str| {
        let plain = name.strip_suffix(PART).unwrap_or(name);
        small().contains(&plain) || plain == JOURNAL || crate::measure::tables::FILES.contains(&plain)
    };
    let names = held.names().map_err(StoreError::io(Action::List, held.path()))?;
    if names.iter().any(|name| name == JOURNAL) {
        let (journal, found) = Journal::open(held)?;
        return match found {
            Found::Whole(there) if there.head.shard.is_none() && grows(&there, state) => Ok(Target::Behind(journal)),
            Found::Whole(there) if is_ahead(&there, state) => Ok(Target::Ahead { failed: there.kept.failed }),
            Found::Whole(there) if there.head.shard.is_none() => {
                let mut differs = there.head.identity.differences(&state.head.identity);
                if differs.is_empty() {
                    differs.push(both!("waves that the shards do not hold", "各分片所没有的波次"));
                }
                Err(StoreError::OtherPlan { dir: held.path().to_owned(), scenario: there.head.identity.scenario, differs })
            }
            Found::Nothing => Ok(Target::Behind(journal)),
            Found::Fault(_, fault) => Err(fault),
            Found::Old(_) => Err(StoreError::OldFormat { dir: held.path().to_owned() }),
            Found::Whole(_) => Err(StoreError::foreign(held, JOURNAL)),
        };
    }
    // A merge that was cut off leaves some of its files and no journal yet: those, and nothing else, are written again.
    match names.iter().find(|name| !ours(name) && !written(name)) {
        Some(entry) => Err(StoreError::foreign(held, entry)),
        None => Ok(Target::New),
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
    reader: BufReader<std::io::Take<File>>,
    /// The next line, with its line end.
    next: Option<String>,
}

impl Lines {
    fn open(part: &Kept, place: usize, name: &str) -> Result<Self, StoreError> {
        let length = part.state.kept.tables.get(place).map_or(0, |extent| extent.0);
        let file = part.held.read(name).map_err(StoreError::at(&part.held, Action::Read, name))?;
        let missing = || StoreError::Changed { path: part.held.path().join(name), what: both!("it is gone", "文件缺失") };
        let mut lines = Self { reader: BufReader::with_capacity(1 << 16, file.ok_or_else(missing)?.take(length)), next: None };
        let fail = |e| StoreError::io(Action::Read, part.held.path().join(name))(e);
        // The header.
        lines.step().map_err(fail)?;
        lines.step().map_err(fail)?;
        Ok(lines)
    }

    /// Goes to the next line and gives the one before.
    fn step(&mut self) -> std::io::Result<Option<String>> {
        let mut line = String::new();
        let read = self.reader.read_line(&mut line)?;
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
        let tables = crate::measure::collect::Collect::ALL.tables();
        let header = tables.iter().find(|spec| spec.file == name).map(|spec| spec.header()).unwrap_or_default();
        put(&header).map_err(fail)?;
        let of = self.shards.len();
        let arms = |block: Block| &state.waves[block.wave as usize].parts[block.part as usize].arms[..];
        let mut following = wave::list(&state.waves).skip(of);
        for block in wave::list(&state.waves) {
            let after = following.next().map(|next| (next, arms(next)));
            let lines = &mut self.shards[(block.number % of as u64) as usize];
            while lines.is_of(block, after) {
                if let Some(line) = lines.step().map_err(fail)? {
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
