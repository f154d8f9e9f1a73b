//! What the lines of a journal say, and the state of a folder after them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::words::{Both, both};
use crate::store::identity::Identity;
use crate::store::plan::Shard;
use crate::store::wave::{self, Wave};

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
    /// Digest of what it follows from, of files that take long to make; see [`Complete::write_from`](crate::store::complete::Complete::write_from).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
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
    pub(in crate::store) fn new(head: Head) -> Self {
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
    pub(in crate::store) fn take(&mut self, line: Line) -> Result<(), Both> {
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
