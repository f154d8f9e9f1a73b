//! Shards: the folders of the parts of an experiment, each of which another process may run, in the folder into which they are merged.

use std::path::Path;

use super::closed::small;
use super::finished::Kept;
use super::folder::look;
use super::journal::State;
use super::manifest::{self, MANIFEST};
use super::timing::TIMING;
use super::{Action, StoreError};
use crate::base::files::Held;
use crate::base::words::{Both, both, list, shown_path};
use crate::store::plan::Shard;
use crate::store::wave;

/// Why shards cannot be merged.
#[derive(Debug)]
pub enum MergeError {
    /// What is wrong with them, all of it.
    Shards {
        /// One after the other.
        wrong: Vec<Both>,
        /// Whether the system refused something: then nothing need be wrong with the shards themselves.
        refused: bool,
    },
    /// The folder into which they are merged cannot be used.
    Store(StoreError),
    /// Nothing is wrong with them, but what they make together could not be written.
    Unwritten(StoreError),
}

impl MergeError {
    /// Whether something is wrong with the folders as they stand: the caller should choose otherwise.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        match self {
            Self::Shards { refused, .. } => !*refused,
            Self::Store(error) | Self::Unwritten(error) => error.is_refusal(),
        }
    }

    /// What it says, in both languages.
    #[must_use]
    pub fn said(&self) -> Both {
        match self {
            Self::Store(error) => error.said(),
            Self::Unwritten(error) => {
                let said = error.said();
                both!(
                    "{said}\n  The shards are as they were; the same command merges them again.",
                    "{said}\n  各分片未作改动；重新执行同一命令即可再次合并。"; said = said
                )
            }
            Self::Shards { wrong, .. } => joined(wrong, "\n", "\n"),
        }
    }
}

impl From<StoreError> for MergeError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn joined(list: &[Both], en: &str, zh: &str) -> Both {
    let join = |of: &dyn Fn(&Both) -> &str, between: &str| list.iter().map(of).collect::<Vec<_>>().join(between);
    Both { en: join(&|one| &one.en, en), zh: join(&|one| &one.zh, zh) }
}

fn wrong(list: Vec<Both>) -> MergeError {
    MergeError::Shards { wrong: list, refused: false }
}

/// Another shard of the same division that has begun in the folder `merged`, the first by number, with its folder's name.
///
/// A shard that cannot be read is passed over: it is the merge's to tell, and another shard need not wait for it.
#[must_use]
pub fn sibling(merged: &Path, shard: Shard) -> Option<(String, State)> {
    let names = Held::open(merged).ok()?.names().ok()?;
    let mut others: Vec<Shard> = names.iter().filter_map(|name| Shard::of_folder(name)).collect();
    others.retain(|other| other.of == shard.of && other.index != shard.index);
    others.sort_by_key(|other| other.index);
    others.into_iter().map(Shard::folder).find_map(|name| look(&merged.join(&name)).ok().flatten().map(|state| (name, state)))
}

/// Opens every shard of the folder and checks that it is finished and as it was left.
pub(super) fn parts(held: &Held) -> Result<Vec<Kept>, MergeError> {
    let dir = shown_path(held.path());
    let names = held.names().map_err(StoreError::io(Action::List, held.path()))?;
    let mut found: Vec<Shard> = names.iter().filter_map(|name| Shard::of_folder(name)).collect();
    found.sort_by_key(|shard| (shard.of, shard.index));
    let Some(of) = found.first().map(|shard| shard.of) else {
        return Err(wrong(vec![both!(
            "{dir} holds no shards: folders `shard-0-of-n`, `shard-1-of-n`, …",
            "{dir} 中没有分片：即 `shard-0-of-n`、`shard-1-of-n` 等文件夹"
        )]));
    };
    if found.iter().any(|shard| shard.of != of) {
        return Err(wrong(vec![both!(
            "{dir} holds shards of different divisions: move away those that do not belong to the experiment",
            "{dir} 中有不同划分的分片：请移走不属于本实验的"
        )]));
    }
    let opened: Vec<_> = (0..of).map(|index| (Shard { index, of }.folder(), index)).collect();
    let opened: Vec<_> = opened.into_iter().map(|(name, index)| (part(held, &name), name, index)).collect();
    let waves = opened.iter().filter_map(|(part, ..)| part.as_ref().ok()?.as_ref()).map(|part| part.state.waves.len()).max();
    let mut found = Found::default();
    for (part, name, index) in opened {
        found.take(part, name, index, waves.unwrap_or(0));
    }
    found.all(of)
}

/// What was found of the shards of a folder.
#[derive(Default)]
struct Found {
    /// Those that are whole.
    parts: Vec<Kept>,
    /// What is wrong with the others.
    wrong: Vec<Both>,
    /// Numbers of those that are to be run.
    open: Vec<String>,
    /// Names of those that another process has.
    busy: Vec<String>,
    /// Whether the system refused something.
    refused: bool,
}

impl Found {
    fn take(&mut self, part: Result<Option<Kept>, StoreError>, name: String, index: u32, waves: usize) {
        let told = match part {
            Ok(Some(part)) => {
                let (there, all, waves_there) = (part.state.kept.blocks, part.state.blocks(), part.state.waves.len());
                if there < all {
                    both!("{name}: {there} of {all} blocks", "{name}：{all} 个区块中有 {there} 个")
                } else if waves_there < waves {
                    both!("{name}: {waves_there} of {waves} waves", "{name}：{waves} 波中有 {waves_there} 波")
                } else {
                    return self.parts.push(part);
                }
            }
            Ok(None) => both!("{name} is missing", "缺少 {name}"),
            Err(StoreError::Busy { .. }) => return self.busy.push(name),
            Err(error) => {
                self.refused |= !error.is_refusal();
                return self.wrong.push(error.said());
            }
        };
        self.wrong.push(told);
        self.open.push(index.to_string());
    }

    /// All of them, or what is wrong.
    fn all(mut self, of: u32) -> Result<Vec<Kept>, MergeError> {
        if !self.busy.is_empty() {
            let list = self.busy.join(", ");
            self.wrong.push(both!(
                "in use by another process, be it the shard itself or another merge: {list}. Merge when it has ended.",
                "正被其他进程使用（分片本身或另一次合并）：{list}。请待其结束后再合并。"
            ));
        }
        if !self.open.is_empty() {
            let list = self.open.join(",");
            self.wrong.push(both!(
                "To be run: shards {list} of {of} (for Slurm: --array={list}, with the same number of shards).",
                "需运行：共 {of} 个分片中的 {list}（Slurm：--array={list}，分片总数不变）。"
            ));
        }
        let Self { parts, wrong, refused, .. } = self;
        if wrong.is_empty() { Ok(parts) } else { Err(MergeError::Shards { wrong, refused }) }
    }
}

/// A shard by its folder; nothing where there is none or it never began.
fn part(held: &Held, name: &str) -> Result<Option<Kept>, StoreError> {
    let below = held.below(name).map_err(StoreError::at(held, Action::Open, name))?;
    below.map_or(Ok(None), Kept::open)
}

/// In what a small file of a shard differs from that of another; nothing where that decides nothing.
fn file_differs(file: &str, one: &Held, other: &Held) -> Result<Option<Both>, StoreError> {
    if file != MANIFEST {
        return Ok(Some(both!("the file {file}", "文件 {file}")));
    }
    let text = |held: &Held| held.text(file).map(Option::unwrap_or_default).map_err(StoreError::at(held, Action::Read, file));
    let fields = list(manifest::differences(&text(other)?, &text(one)?));
    Ok((!fields.en.is_empty()).then(|| both!("what {file} says of {fields}", "{file} 中的 {fields}"; fields = fields)))
}

/// Checks that all shards are of one experiment, each the one that its folder's name says.
pub(super) fn agree(parts: &[Kept]) -> Result<(), MergeError> {
    let mut told = Vec::new();
    let of = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let first = &parts[0].state;
    for (part, index) in parts.iter().zip(0..) {
        let (name, state) = (shown_path(part.held.path()), &part.state);
        if state.head.shard != Some(Shard { index, of }) {
            told.push(both!("{name} holds another part than its name says", "{name} 的内容与其名称不符"));
            continue;
        }
        let mut differs = first.head.identity.differences(&state.head.identity);
        if differs.is_empty() && (state.waves != first.waves || state.head.points != first.head.points) {
            differs.push(wave::differ(&first.waves, &state.waves));
        }
        for file in small().into_iter().filter(|file| *file != TIMING) {
            let digest = |state: &State| state.files.get(file).and_then(|whole| whole.to.clone());
            if differs.is_empty() && digest(state) != digest(first) {
                differs.extend(file_differs(file, &part.held, &parts[0].held)?);
            }
        }
        if !differs.is_empty() {
            let differs = joined(&differs, "; ", "；");
            told.push(both!(
                "{name} is of another experiment than shard 0: {differs}",
                "{name} 与分片 0 不属同一实验：{differs}"; differs = differs
            ));
        }
    }
    if told.is_empty() { Ok(()) } else { Err(wrong(told)) }
}
