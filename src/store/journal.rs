//! The journal of a folder: what is certainly on the disk.
//!
//! A file of JSON lines, only ever appended to. A `plan` line starts an experiment (and starts over when the folder is replaced), a
//! `block` line says that a block's rows are on the disk and how long every table is then, a `report` line names files the report
//! wrote. A line counts once it ends in a line feed; what follows the last such line is torn and dropped. The journal's own file is
//! also the folder's lock.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{StoreError, no_link};

/// Name of the journal in its folder.
pub const JOURNAL: &str = "journal.jsonl";

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    /// An experiment starts; tables are empty.
    Plan(PlanLine),
    /// A block is on the disk.
    Block(BlockLine),
    /// The report wrote these files.
    Report(Vec<String>),
}

/// Start of an experiment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLine {
    /// Digest of the plan.
    pub digest: String,
    /// Name of the scenario, for messages.
    pub scenario: String,
    /// Blocks in the plan.
    pub blocks: u64,
    /// Files the experiment writes, tables among them.
    pub files: Vec<String>,
}

/// A finished block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockLine {
    /// Number of the block.
    pub number: u64,
    /// Runs of it that failed.
    pub failed: u64,
    /// Length of every table after it, bytes.
    pub lengths: BTreeMap<String, u64>,
}

/// What the complete lines say.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The experiment the folder holds now.
    pub plan: Option<PlanLine>,
    /// Its finished blocks, in the order written.
    pub blocks: Vec<BlockLine>,
    /// Files this program wrote here under any plan.
    pub wrote: Vec<String>,
}

/// A journal, open and locked.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    /// Where each block line ends.
    ends: Vec<u64>,
    length: u64,
}

impl Journal {
    /// Opens the journal of a folder, making an empty one when there is none, locks it and reads its complete lines. Changes nothing
    /// in an existing journal.
    ///
    /// # Errors
    /// When another process holds it, the file is not a journal, or the system refuses.
    pub fn open(dir: &Path) -> Result<(Self, Record), StoreError> {
        let path = dir.join(JOURNAL);
        no_link(&path).map_err(StoreError::io("open", &path))?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(StoreError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Busy { dir: dir.to_owned() });
            }
            Err(TryLockError::Error(e)) => return Err(StoreError::io("lock", &path)(e)),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(StoreError::io("read", &path))?;
        let mut journal = Self { file, path, ends: Vec::new(), length: 0 };
        let record = journal.replay(&bytes);
        // A journal begins with a plan line: a file with a whole line and no plan, or a torn start of something else, is not one.
        let start: &[u8] = br#"{"plan":"#;
        let torn = &bytes[..bytes.len().min(start.len())];
        if record.plan.is_none() && (bytes.contains(&b'\n') || !start.starts_with(torn)) {
            return Err(StoreError::Foreign { dir: dir.to_owned(), entry: JOURNAL.to_owned() });
        }
        Ok((journal, record))
    }

    fn replay(&mut self, bytes: &[u8]) -> Record {
        let mut record = Record::default();
        for line in bytes.split_inclusive(|&b| b == b'\n') {
            let Some(text) = line.strip_suffix(b"\n") else {
                break;
            };
            let Ok(line_read) = serde_json::from_slice::<Line>(text) else {
                break;
            };
            if record.plan.is_none() && !matches!(line_read, Line::Plan(_)) {
                break;
            }
            self.length += line.len() as u64;
            match line_read {
                Line::Plan(plan) => {
                    record.wrote.extend(plan.files.iter().cloned());
                    record.blocks.clear();
                    self.ends.clear();
                    record.plan = Some(plan);
                }
                Line::Block(block) => {
                    record.blocks.push(block);
                    self.ends.push(self.length);
                }
                Line::Report(files) => record.wrote.extend(files),
            }
        }
        record.wrote.sort();
        record.wrote.dedup();
        record
    }

    /// Drops what follows the last complete line, so that the next line can be appended.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn drop_torn(&mut self) -> Result<(), StoreError> {
        self.truncate(self.length)
    }

    /// Drops every line after that of the block at place `kept` (counted from 1).
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_blocks(&mut self, kept: usize) -> Result<(), StoreError> {
        if let Some(&end) = kept.checked_sub(1).and_then(|last| self.ends.get(last)) {
            self.ends.truncate(kept);
            self.truncate(end)?;
        }
        Ok(())
    }

    fn truncate(&mut self, length: u64) -> Result<(), StoreError> {
        self.file.set_len(length).map_err(StoreError::io("write", &self.path))?;
        self.length = length;
        Ok(())
    }

    /// Appends a line and waits until it is on the disk.
    ///
    /// # Errors
    /// When the file cannot be written; the torn line is dropped on the next start.
    pub fn append(&mut self, line: &Line) -> Result<(), StoreError> {
        let fail = |e| StoreError::io("write", &self.path)(e);
        let mut text = serde_json::to_vec(line).map_err(|e| fail(e.into()))?;
        text.push(b'\n');
        self.file.seek(SeekFrom::Start(self.length)).map_err(fail)?;
        self.file.write_all(&text).map_err(fail)?;
        self.file.sync_data().map_err(fail)?;
        self.length += text.len() as u64;
        if matches!(line, Line::Block(_)) {
            self.ends.push(self.length);
        }
        Ok(())
    }
}
