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

mod lines;
mod old;
mod record;

use std::fs::{File, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::{Action, StoreError};
use crate::base::files::{Held, PART, has_name};
use crate::base::words::both;

pub use lines::{decode, encode};
pub use old::OldRecord;
pub use record::{Commit, Extent, Grown, Head, Kept, Line, State, Whole};

use lines::Lines;

/// Name of the journal in its folder.
pub const JOURNAL: &str = "journal.jsonl";
/// The format that is written.
pub const FORMAT: u32 = 3;

/// First bytes of a journal: of this format and the second, and of the first.
const STARTS: [&[u8]; 2] = [br#"{"head":{"format":"#, br#"{"plan":{"#];
/// First bytes of a journal of the second format.
const SECOND: &[u8] = br#"{"head":{"format":2,"#;
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
