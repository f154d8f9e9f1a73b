//! The journal of a folder: the record of what is safely on the disk.
//!
//! An append-only file of JSON lines (format 3). Its first line is the `head`: the experiment's identity, its waves, and the tables it fills. Then,
//! in order: `commit`, rows of these blocks are on the disk, with the length and digest of every table; `cut`, committed rows are missing
//! (lost by the disk) and the tables end earlier; `waves`, the waves from here on, which begin with what is kept; `build`, another build has reproduced the same
//! bytes; `files`, a small file is about to get this content; `clear`, the results are about to be replaced. Every line ends in a digest
//! of itself and of the previous digest, so that a changed, duplicated, dropped or exchanged line is detected.
//!
//! A line counts once it ends in a line feed; anything after the last line feed is torn and dropped. A complete line with a wrong digest
//! is a fault, and the folder is left alone. Memory does not grow with the number of blocks: reading keeps the state after the last line;
//! earlier states are obtained by reading again ([`Journal::commits`]).
//!
//! The journal's own file is also the folder's lock. It is replaced, never truncated, when other results are written to the folder.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Action, StoreError};
use crate::base::files::{Held, PART, has_name};
use crate::base::words::{Both, both};
use crate::store::digest::digest_of;
use crate::store::identity::Identity;
use crate::store::plan::Shard;
use crate::store::wave::{self, Wave};

/// Name of the journal in its folder.
pub const JOURNAL: &str = "journal.jsonl";
/// The format that is written.
pub const FORMAT: u32 = 3;

/// First bytes of a journal: of this format and the second, and of the first.
const STARTS: [&[u8]; 2] = [br#"{"head":{"format":"#, br#"{"plan":{"#];
/// First bytes of a journal of the second format.
const SECOND: &[u8] = br#"{"head":{"format":2,"#;
/// Text between a line and its digest, and after it.
const CHAIN: (&str, &str) = (",\"chain\":\"", "\"}");
/// Hex digits of a digest.
const DIGEST: usize = 32;
/// Longest line that is read, bytes: enough for a head with some thousand policies.
const LONGEST_LINE: u64 = 16 << 20;

/// A line of the journal, without its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Line {
    /// An experiment starts.
    Head(Head),
    /// Blocks are on the disk.
    Commit(Commit),
    /// The tables end here again.
    Cut(Kept),
    /// The experiment has these waves from here on.
    Waves(Grown),
    /// Another build continues.
    Build {
        /// Its digest.
        build: String,
    },
    /// Small files are written or removed.
    Files(BTreeMap<String, Whole>),
    /// Everything in the journal is removed.
    Clear {},
}

/// Start of an experiment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Format of the journal.
    pub format: u32,
    /// The experiment's identity.
    pub identity: Identity,
    /// Digest of the code that runs it.
    pub build: String,
    /// World points.
    pub points: u32,
    /// The waves that are known at the start.
    pub waves: Vec<Wave>,
    /// The part of the blocks that is run here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// The tables with their headers alone, in the order of [`Identity::tables`].
    pub empty: Vec<Extent>,
    /// The small files that belong to it from the start.
    pub files: BTreeMap<String, Whole>,
}

/// Waves of an experiment that grows, or is shortened to what is kept and wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grown {
    /// All waves.
    pub waves: Vec<Wave>,
    /// Its policies then, by name and digest of their switches.
    pub policies: Vec<(String, String)>,
    /// World points then.
    pub points: u32,
    /// The small files that say so.
    pub files: BTreeMap<String, Whole>,
}

/// Length of a table, and the digest of that much of it.
pub type Extent = (u64, String);

/// Blocks that are on the disk, and the tables then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// First block.
    pub first: u64,
    /// Last block.
    pub last: u64,
    /// Runs that failed, in all blocks so far.
    pub failed: u64,
    /// The tables, in the order of the head.
    pub tables: Vec<Extent>,
}

/// Everything that is on the disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Blocks: the first of the plan's that are run here, because results are written in its order.
    pub blocks: u64,
    /// Runs of them that failed.
    pub failed: u64,
    /// The tables.
    pub tables: Vec<Extent>,
}

/// A small file written as a whole: after an interruption it has either of the two contents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whole {
    /// Digest before; none when there was no file.
    pub from: Option<String>,
    /// Digest after; none when the file is removed.
    pub to: Option<String>,
}

impl Whole {
    /// Whether a file with this digest, or no file, agrees with the journal.
    #[must_use]
    pub fn is(&self, digest: Option<&String>) -> bool {
        digest.is_none() || digest == self.to.as_ref() || digest == self.from.as_ref()
    }
}

/// The journal's state after its last line.
#[derive(Clone, Debug)]
pub struct State {
    /// The experiment.
    pub head: Head,
    /// Its waves.
    pub waves: Vec<Wave>,
    /// Digest of the build that wrote last.
    pub build: String,
    /// What is on the disk.
    pub kept: Kept,
    /// Small files by name.
    pub files: BTreeMap<String, Whole>,
    /// Whether everything is being removed.
    pub clearing: bool,
}

impl State {
    pub(super) fn new(head: Head) -> Self {
        Self {
            waves: head.waves.clone(),
            build: head.build.clone(),
            kept: Kept { blocks: 0, failed: 0, tables: head.empty.clone() },
            files: head.files.clone(),
            clearing: false,
            head,
        }
    }

    /// Blocks of the experiment.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        part_of(wave::blocks(&self.waves), self.head.shard)
    }

    /// Applies a line; an error if it cannot follow.
    pub(super) fn take(&mut self, line: Line) -> Result<(), Both> {
        if self.clearing {
            return Err(both!("a line after the results were removed", "结果清除之后仍有记录"));
        }
        match line {
            Line::Head(_) => return Err(both!("a second head", "重复的首行")),
            Line::Commit(commit) => {
                let next = self.kept.blocks;
                if commit.first != next || commit.last < commit.first || commit.last >= self.blocks() {
                    let (first, last, blocks) = (commit.first, commit.last, self.blocks());
                    return Err(both!(
                        "blocks {first} to {last} where block {next} of {blocks} follows",
                        "此处应为第 {next} 个区块（共 {blocks} 个），实为 {first} 至 {last}"
                    ));
                }
                self.grow_only(&commit.tables, commit.failed)?;
                self.kept = Kept { blocks: commit.last + 1, failed: commit.failed, tables: commit.tables };
            }
            Line::Cut(kept) => {
                if kept.blocks >= self.kept.blocks || kept.tables.len() != self.kept.tables.len() {
                    return Err(both!("a cut that cuts nothing", "截断记录不成立"));
                }
                self.kept = kept;
            }
            Line::Waves(grown) => {
                let names: Vec<&String> = grown.policies.iter().map(|(name, _)| name).collect();
                wave::sound(&grown.waves, grown.points, &names)?;
                if part_of(wave::blocks(&grown.waves), self.head.shard) < self.kept.blocks {
                    return Err(both!("fewer blocks than are kept", "区块数少于已保存的区块"));
                }
                self.waves = grown.waves;
                self.head.identity.policies = grown.policies;
                self.head.points = grown.points;
                self.files.extend(grown.files);
            }
            Line::Build { build } => self.build = build,
            Line::Files(files) => self.files.extend(files),
            Line::Clear {} => self.clearing = true,
        }
        Ok(())
    }

    fn grow_only(&self, tables: &[Extent], failed: u64) -> Result<(), Both> {
        let longer = tables.iter().zip(&self.kept.tables).all(|(now, before)| now.0 >= before.0);
        if tables.len() != self.kept.tables.len() || !longer || failed < self.kept.failed {
            return Err(both!("tables that are shorter than before", "各表比此前更短"));
        }
        Ok(())
    }
}

/// How many of so many blocks a shard runs.
fn part_of(blocks: u64, shard: Option<Shard>) -> u64 {
    shard.map_or(blocks, |shard| shard.part_of(blocks))
}

/// The contents of a journal's file.
#[derive(Debug)]
pub enum Found {
    /// No complete line: a folder whose start was interrupted at once.
    Nothing,
    /// A journal of an earlier format, by its lines.
    Old(OldRecord),
    /// A valid journal.
    Whole(State),
    /// A journal with a damaged line: the state after the lines before it, and the fault.
    Fault(State, StoreError),
}

/// The files recorded in a journal of an earlier format.
#[derive(Clone, Debug, Default)]
pub struct OldRecord {
    /// Files that were written.
    pub wrote: Vec<String>,
    /// Length of every table after the last block.
    pub lengths: BTreeMap<String, u64>,
}

/// A journal, open and locked.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    /// Where the last whole line ends.
    length: u64,
    /// Digest at the end of that line.
    chain: String,
}

impl Journal {
    /// Opens the journal of a folder, making an empty one when there is none, locks it and reads it. Changes nothing in it.
    ///
    /// # Errors
    /// When another process holds it, the file is not a journal, or the system refuses.
    pub fn open(held: &Held) -> Result<(Self, Found), StoreError> {
        let path = held.path().join(JOURNAL);
        let busy = || StoreError::Busy { dir: held.path().to_owned() };
        let fail = |e: crate::base::files::Trouble| StoreError::at(held, Action::Open, JOURNAL)(e);
        let file = match held.edit(JOURNAL).map_err(fail)? {
            Some(file) => file,
            None => held.create_new(JOURNAL).map_err(|e| match e.kind() {
                std::io::ErrorKind::AlreadyExists => busy(),
                _ => fail(e.into()),
            })?,
        };
        lock(&file, held)?;
        // Between opening and locking, another run may have replaced the journal.
        if !has_name(&file).map_err(|e| fail(e.into()))? {
            return Err(busy());
        }
        let mut journal = Self { file, path, length: 0, chain: String::new() };
        let found = journal.replay(held)?;
        Ok((journal, found))
    }

    /// What the journal of a folder says at this moment, read without its lock; nothing where there is none.
    ///
    /// # Errors
    /// When it is damaged, of an earlier format or of something else, or cannot be read.
    pub fn look(held: &Held) -> Result<Option<State>, StoreError> {
        let Some(file) = held.read(JOURNAL).map_err(StoreError::at(held, Action::Open, JOURNAL))? else { return Ok(None) };
        let mut journal = Self { file, path: held.path().join(JOURNAL), length: 0, chain: String::new() };
        match journal.replay(held)? {
            Found::Nothing => Ok(None),
            Found::Old(_) => Err(StoreError::OldFormat { dir: held.path().to_owned() }),
            Found::Fault(_, fault) => Err(fault),
            Found::Whole(state) => Ok(Some(state)),
        }
    }

    /// Replaces the journal that `held` has, if any, by one with this head.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn replace(held: &Held, head: Head) -> Result<(Self, State), StoreError> {
        let journal = Self::beside(held, &[Line::Head(head.clone())])?;
        journal.put(held)?;
        Ok((journal, State::new(head)))
    }

    /// Writes a journal of these lines, locked, beside the place of the one that `held` has, if any; [`put`](Self::put) replaces that by it.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn beside(held: &Held, lines: &[Line]) -> Result<Self, StoreError> {
        let part = format!("{JOURNAL}{PART}");
        held.remove_plain(&part).map_err(StoreError::at(held, Action::Remove, &part))?;
        let file = held.create_new(&part).map_err(StoreError::io(Action::Write, held.path().join(JOURNAL)))?;
        let mut journal = Self { file, path: held.path().join(JOURNAL), length: 0, chain: String::new() };
        let written = lock(&journal.file, held).and_then(|()| lines.iter().try_for_each(|line| journal.append(line)));
        if written.is_err() {
            held.forget_beside(JOURNAL);
        }
        written.map(|()| journal)
    }

    /// Puts a journal that was written [`beside`](Self::beside) its place there.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn put(&self, held: &Held) -> Result<(), StoreError> {
        held.rename(&format!("{JOURNAL}{PART}"), JOURNAL).map_err(StoreError::io(Action::Write, &self.path))
    }

    /// Whether it says nothing yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether the journal's file is still the one in a folder.
    #[must_use]
    pub fn has_name(&self) -> bool {
        has_name(&self.file).unwrap_or(false)
    }

    fn replay(&mut self, held: &Held) -> Result<Found, StoreError> {
        let foreign = || StoreError::foreign(held, JOURNAL);
        let mut lines = Lines::new(&self.file, &self.path)?;
        let Some(first) = lines.next()? else {
            // A torn first line begins like a complete one.
            let starts = |start: &[u8]| start.starts_with(&lines.torn[..lines.torn.len().min(start.len())]);
            return if STARTS.into_iter().any(starts) { Ok(Found::Nothing) } else { Err(foreign()) };
        };
        if first.starts_with(STARTS[1]) || first.starts_with(SECOND) {
            return OldRecord::read(&self.file, &self.path).map(Found::Old);
        }
        let (line, chain) = match decode(&first, "") {
            Ok((Line::Head(head), chain)) if head.format == FORMAT => (head, chain),
            // A changed head: nothing in the journal can be trusted, so the folder must not be replaced.
            _ if first.starts_with(STARTS[0]) => {
                let what = both!("its first line is not as it was written", "首行与写入时不同");
                return Err(StoreError::Journal { path: self.path.clone(), line: 1, block: 0, what });
            }
            _ => return Err(foreign()),
        };
        (self.length, self.chain) = (lines.end, chain);
        let mut state = State::new(line);
        while let Some(text) = lines.next()? {
            let taken = decode(&text, &self.chain).and_then(|(line, chain)| state.take(line).map(|()| chain));
            match taken {
                Ok(chain) => (self.length, self.chain) = (lines.end, chain),
                Err(what) => {
                    let fault =
                        StoreError::Journal { path: self.path.clone(), line: lines.number, block: state.kept.blocks, what };
                    return Ok(Found::Fault(state, fault));
                }
            }
        }
        Ok(Found::Whole(state))
    }

    /// Reads again, and gives `take` every state of the tables that is still valid (without those cut back), from the first block on, with
    /// its commit; ends when `take` says so.
    ///
    /// # Errors
    /// When the file cannot be read, or with an error of `take`.
    pub fn commits(&self, take: &mut dyn FnMut(&Commit) -> Result<bool, StoreError>) -> Result<(), StoreError> {
        // Cuts are rare, and a commit is valid if no later cut goes back before it.
        let mut cuts: Vec<(u64, u64)> = Vec::new();
        self.each(&mut |number, line| {
            if let Line::Cut(kept) = line {
                cuts.push((number, kept.blocks));
            }
            Ok(true)
        })?;
        self.each(&mut |number, line| match line {
            Line::Commit(commit) if cuts.iter().all(|&(at, blocks)| at < number || commit.last < blocks) => take(&commit),
            _ => Ok(true),
        })
    }

    fn each(&self, take: &mut dyn FnMut(u64, Line) -> Result<bool, StoreError>) -> Result<(), StoreError> {
        let mut lines = Lines::new(&self.file, &self.path)?;
        let mut chain = String::new();
        while lines.end < self.length
            && let Some(text) = lines.next()?
        {
            let number = lines.number;
            let (line, next) = decode(&text, &chain).map_err(|what| StoreError::Journal {
                path: self.path.clone(),
                line: number,
                block: 0,
                what,
            })?;
            chain = next;
            if !take(number, line)? {
                break;
            }
        }
        Ok(())
    }

    /// Drops everything after the last valid line, so that the next can be appended.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn drop_torn(&self) -> Result<(), StoreError> {
        let now = self.file.metadata().map(|meta| meta.len());
        let dropped = now.and_then(|now| if now > self.length { self.file.set_len(self.length) } else { Ok(()) });
        dropped.map_err(StoreError::io(Action::Write, &self.path))
    }

    /// Appends a line and waits until it is on the disk.
    ///
    /// # Errors
    /// When the file cannot be written. What of the line is there is dropped, or on the next start.
    pub fn append(&mut self, line: &Line) -> Result<(), StoreError> {
        let fail = |e| StoreError::io(Action::Write, &self.path)(e);
        let (text, chain) = encode(line, &self.chain).map_err(fail)?;
        let mut write = || {
            self.file.seek(SeekFrom::Start(self.length))?;
            self.file.write_all(&text)?;
            self.file.sync_data()
        };
        if let Err(error) = write() {
            // A line may be there as a whole and not be certain: under a shorter one that is written over it, its end would be a line too many.
            let _ = self.drop_torn();
            return Err(fail(error));
        }
        self.length += text.len() as u64;
        self.chain = chain;
        Ok(())
    }
}

fn lock(file: &File, held: &Held) -> Result<(), StoreError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy { dir: held.path().to_owned() }),
        Err(TryLockError::Error(e)) => Err(StoreError::io(Action::Lock, held.path().join(JOURNAL))(e)),
    }
}

/// A line with its digest and line feed, and the digest.
///
/// # Errors
/// Never with the present types: all of them can be serialised.
pub fn encode(line: &Line, before: &str) -> std::io::Result<(Vec<u8>, String)> {
    let mut text = serde_json::to_string(line)?;
    let chain = digest_of(format!("{before}{text}").as_bytes());
    text.pop();
    Ok((format!("{text}{}{chain}{}\n", CHAIN.0, CHAIN.1).into_bytes(), chain))
}

/// The line in a text without its line feed, and its digest, which must follow from the previous digest.
///
/// # Errors
/// What is wrong, where it does not.
pub fn decode(text: &[u8], before: &str) -> Result<(Line, String), Both> {
    let changed = || both!("it is not as it was written", "与写入时不同");
    let text = std::str::from_utf8(text).map_err(|_| changed())?;
    let digits = text.len().checked_sub(DIGEST + CHAIN.1.len()).ok_or_else(changed)?;
    let (body, chain) = text.split_at_checked(digits).ok_or_else(changed)?;
    let body = body.strip_suffix(CHAIN.0).ok_or_else(changed)?;
    let chain = chain.strip_suffix(CHAIN.1).ok_or_else(changed)?;
    let line = format!("{body}}}");
    if digest_of(format!("{before}{line}").as_bytes()) != chain {
        return Err(both!("it is not as it was written, or not in its place", "与写入时不同，或不在原位"));
    }
    let line = serde_json::from_str(&line).map_err(|_| both!("it says nothing that is known here", "内容无法识别"))?;
    Ok((line, chain.to_owned()))
}

/// The complete lines of a file.
struct Lines<'a> {
    reader: BufReader<&'a File>,
    path: &'a PathBuf,
    /// Where the last line read ends.
    end: u64,
    /// Its number, from 1.
    number: u64,
    /// The text after the last line feed, once that is reached.
    torn: Vec<u8>,
}

impl<'a> Lines<'a> {
    fn new(mut file: &'a File, path: &'a PathBuf) -> Result<Self, StoreError> {
        file.seek(SeekFrom::Start(0)).map_err(StoreError::io(Action::Read, path))?;
        Ok(Self { reader: BufReader::new(file), path, end: 0, number: 0, torn: Vec::new() })
    }

    /// The next line, without its line feed.
    fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        let mut line = Vec::new();
        let read = self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
        let read = read.map_err(StoreError::io(Action::Read, self.path))? as u64;
        if line.pop_if(|last| *last == b'\n').is_none() && read < LONGEST_LINE {
            self.torn = line;
            return Ok(None);
        }
        self.end += read;
        self.number += 1;
        Ok(Some(line))
    }
}

impl OldRecord {
    fn read(file: &File, path: &PathBuf) -> Result<Self, StoreError> {
        #[derive(Deserialize)]
        struct Tables {
            tables: Vec<(String, String)>,
        }
        // The lines that name files, of the first format and then of the second.
        #[derive(Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Old {
            Plan { files: Vec<String> },
            Block { lengths: BTreeMap<String, u64> },
            Report(Vec<String>),
            Head { identity: Tables, files: BTreeMap<String, Whole> },
            Commit { tables: Vec<Extent> },
            Files(BTreeMap<String, Whole>),
        }
        let mut tables = Vec::new();
        let mut record = Self::default();
        let mut lines = Lines::new(file, path)?;
        while let Some(text) = lines.next()? {
            let Some(Ok(line)) = serde_json::from_slice::<BTreeMap<String, serde_json::Value>>(&text).ok().map(|mut line| {
                line.remove("chain");
                serde_json::from_value::<Old>(line.into_iter().collect())
            }) else {
                continue;
            };
            match line {
                Old::Head { identity, files } => {
                    tables = identity.tables.into_iter().map(|(file, _)| file).collect();
                    record.wrote.extend(tables.iter().cloned().chain(files.into_keys()));
                    record.lengths.clear();
                }
                Old::Commit { tables: extents } => {
                    record.lengths = tables.iter().cloned().zip(extents.into_iter().map(|extent| extent.0)).collect();
                }
                Old::Files(files) => record.wrote.extend(files.into_keys()),
                Old::Plan { files } => {
                    record.wrote.extend(files);
                    record.lengths.clear();
                }
                Old::Block { lengths } => record.lengths = lengths,
                Old::Report(files) => record.wrote.extend(files),
            }
        }
        record.wrote.sort();
        record.wrote.dedup();
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_back_and_only_where_it_was_written() {
        let line = Line::Build { build: "0a1b".into() };
        let (text, chain) = encode(&line, "before").expect("it encodes");
        let text = text.strip_suffix(b"\n").expect("a line");
        assert_eq!(decode(text, "before"), Ok((line, chain)));
        assert!(decode(text, "elsewhere").is_err());
        for place in 0..text.len() {
            let mut changed = text.to_vec();
            changed[place] ^= 1;
            assert!(decode(&changed, "before").is_err(), "byte {place}");
        }
        for end in 0..text.len() {
            assert!(decode(&text[..end], "before").is_err(), "{end} bytes");
        }
    }
}
