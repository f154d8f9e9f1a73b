//! Why a folder cannot be used, or a file not be read or written, in both languages.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::base::files::{Held, Trouble};
use crate::base::words::{Both, both, shown, shown_path};

/// What was tried when the system refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Make a folder.
    Make,
    /// List a folder.
    List,
    /// Open a file or folder.
    Open,
    /// Lock a file.
    Lock,
    /// Read a file.
    Read,
    /// Write a file.
    Write,
    /// Remove a file.
    Remove,
}

impl Action {
    fn said(self) -> Both {
        match self {
            Self::Make => both!("create the folder", "创建文件夹"),
            Self::List => both!("list the folder", "列出文件夹内容"),
            Self::Open => both!("open", "打开"),
            Self::Lock => both!("lock", "锁定"),
            Self::Read => both!("read", "读取"),
            Self::Write => both!("write", "写入"),
            Self::Remove => both!("remove", "删除"),
        }
    }
}

/// Why a folder cannot be used, or a file not be read or written. As [`Display`](fmt::Display) it is English.
#[derive(Debug)]
pub enum StoreError {
    /// The operating system refused.
    Io {
        /// What was tried.
        action: Action,
        /// On which file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Something that is no plain file, or a file with other names, stands at the place of a file.
    NotPlain {
        /// The place.
        path: PathBuf,
        /// What stands there.
        found: Trouble,
    },
    /// Another process writes the folder.
    Busy {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder holds another experiment.
    OtherPlan {
        /// The folder.
        dir: PathBuf,
        /// Scenario of the experiment found.
        scenario: String,
        /// In what it differs.
        differs: Vec<Both>,
    },
    /// A shard of the same folder is of another experiment.
    OtherShard {
        /// The folder of that shard.
        dir: PathBuf,
        /// In what it differs.
        differs: Vec<Both>,
    },
    /// The folder holds shards that are not merged.
    Unmerged {
        /// The folder.
        dir: PathBuf,
        /// One of them.
        entry: String,
    },
    /// The folder holds results of another version.
    OtherResults {
        /// The folder.
        dir: PathBuf,
        /// Version found.
        found: u32,
        /// Version of this program.
        wanted: u32,
    },
    /// The folder holds results of another build, and this one makes others.
    OtherBuild {
        /// The folder.
        dir: PathBuf,
        /// The first table whose rows differ.
        table: &'static str,
    },
    /// The journal has a format of an earlier version.
    OldFormat {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder holds what this program did not write, or not as it is.
    Foreign {
        /// The folder.
        dir: PathBuf,
        /// An entry of it.
        entry: String,
        /// Whether the program wrote a file of that name, which was changed since.
        changed: bool,
    },
    /// A file was changed by something else.
    Changed {
        /// The file.
        path: PathBuf,
        /// What differs.
        what: Both,
    },
    /// A line of the journal is not as this program wrote it.
    Journal {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// Blocks that the lines before it tell of.
        block: u64,
        /// What is wrong with it.
        what: Both,
    },
    /// The folder is no longer where it was opened.
    Moved {
        /// Where it was.
        dir: PathBuf,
        /// Whether it, or its files, were removed.
        removed: bool,
    },
    /// A field of a table cannot be read.
    Field {
        /// The file.
        path: PathBuf,
        /// Record, from 1 after the header.
        record: usize,
        /// Column.
        column: &'static str,
        /// What stands there.
        text: String,
        /// What should.
        expected: Box<Both>,
    },
    /// A table cannot be read as CSV.
    Table {
        /// The file.
        path: PathBuf,
        /// Why.
        what: Both,
    },
}

impl StoreError {
    /// Whether the folder was refused as it stands, before anything was run or changed: the caller should choose otherwise.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        !matches!(self, Self::Io { .. } | Self::Moved { .. } | Self::Field { .. } | Self::Table { .. })
    }

    /// What is wrong and what can be done, in both languages.
    #[must_use]
    pub fn said(&self) -> Both {
        match self {
            Self::Io { action, path, source } => {
                let (path, action, source) = (shown_path(path), action.said(), crate::base::words::of_system(source));
                both!("{path}: cannot {action}: {source}", "{path}：无法{action}：{source}"; action = action, source = source)
            }
            Self::NotPlain { path, found } => {
                let (path, found) = (shown_path(path), found.said());
                both!(
                    "{path}: {found}\n  Nothing was changed there. Move it away, or choose another folder with --out.",
                    "{path}：{found}\n  未作任何改动。请将其移走，或用 --out 另选文件夹。"; found = found
                )
            }
            Self::Busy { dir } => {
                let dir = shown_path(dir);
                both!(
                    "{dir}: another run is writing this folder\n  Wait for it to end, or choose another folder with --out.",
                    "{dir}：另一个运行正在写入此文件夹\n  请等待其结束，或用 --out 另选文件夹。"
                )
            }
            Self::OtherPlan { dir, scenario, differs } => other_plan(dir, scenario, differs),
            Self::OtherShard { dir, differs } => {
                let (dir, differs) = (shown_path(dir), listed(differs));
                both!(
                    "{dir}: this shard, which began before, is of another experiment: both could not be merged\n  It differs in {differs}. If the \
                     sweep was edited in between, take back what was edited, choose another folder with --out, or start every shard once with --fresh.",
                    "{dir}：此前开始的这一分片属于另一个实验，两者无法合并\n  不同之处：{differs}。如在此期间修改过扫描文件，请恢复原样，\
                     或用 --out 另选文件夹，或对每个分片各用一次 --fresh。";
                    differs = differs
                )
            }
            Self::Unmerged { dir, entry } => {
                let (dir, entry) = (shown_path(dir), shown(entry));
                both!(
                    "{dir}: the folder holds shards (`{entry}`) that are not merged\n  Nothing was changed. Put them together with `sanshe merge \
                     {dir}`, or choose another folder with --out.",
                    "{dir}：文件夹中有尚未合并的分片（`{entry}`）\n  未作任何改动。请用 `sanshe merge {dir}` 合并，或用 --out 另选文件夹。"
                )
            }
            Self::OtherResults { dir, found, wanted } => {
                let dir = shown_path(dir);
                both!(
                    "{dir}: this folder holds results of version {found}; this program makes results of version {wanted}, which are \
                     others\n  They can be read, but not added to. Choose another folder with --out, or replace the results with --fresh.",
                    "{dir}：此文件夹存有第 {found} 版结果，本程序产生第 {wanted} 版结果，两者不同\n  旧结果可以读取，但不能续写。请用 \
                     --out 另选文件夹，或用 --fresh 替换。"
                )
            }
            Self::OtherBuild { dir, table } => {
                let dir = shown_path(dir);
                both!(
                    "{dir}: the results are from another build of this program, and this one makes others: {table} of the first block, run \
                     again, differs\n  Nothing was changed. Go on with the build that began, choose another folder with --out, or replace \
                     the results with --fresh.",
                    "{dir}：结果由本程序的另一构建产生，而当前构建的结果不同：重跑首个区块后 {table} \
                     不一致\n  未作任何改动。请用原构建续跑，或用 --out 另选文件夹，或用 --fresh 替换。"
                )
            }
            Self::OldFormat { dir } => {
                let dir = shown_path(dir);
                both!(
                    "{dir}: the results are from an earlier version of this program, whose journal cannot be continued\n  They can still \
                     be read. Choose another folder with --out, or replace the results with --fresh.",
                    "{dir}：结果由本程序的较早版本产生，其日志无法续写\n  旧结果仍可读取。请用 --out 另选文件夹，或用 --fresh 替换。"
                )
            }
            Self::Foreign { dir, entry, changed } => foreign(dir, entry, *changed),
            Self::Changed { path, what } => {
                let path = shown_path(path);
                both!(
                    "{path}: the file is not as this program left it ({what})\n  Nothing was changed. Restore the file, or move it away and \
                     give the same command (what it held is then made again), or choose another folder with --out.",
                    "{path}：文件与本程序留下的不同（{what}）\n  未作任何改动。请恢复该文件；或将其移走后重新执行同一命令（其内容会重新生成）；或用 \
                     --out 另选文件夹。"; what = what
                )
            }
            Self::Journal { path, line: 1, what, .. } => {
                let path = shown_path(path);
                both!(
                    "{path}: {what}\n  Without it nothing is known of the files beside it, and nothing was changed. Restore the file, or choose \
                     another folder with --out.",
                    "{path}：{what}\n  缺少首行就无法确认文件夹中其他文件的来历，未作任何改动。请恢复该文件，或用 --out 另选文件夹。"; what = what
                )
            }
            Self::Journal { path, line, block, what } => {
                let path = shown_path(path);
                both!(
                    "{path}: line {line}, after {block} complete blocks: {what}\n  Nothing was changed. Restore the file, or choose another \
                     folder with --out; --fresh replaces results only as far as the lines before that one tell whose the files are.",
                    "{path}：第 {line} 行（其前有 {block} 个完整区块）：{what}\n  未作任何改动。请恢复该文件，或用 --out 另选文件夹；--fresh \
                     只替换该行之前的日志能够确认来历的文件。"; what = what
                )
            }
            Self::Moved { dir, removed: false } => {
                let dir = shown_path(dir);
                both!(
                    "{dir}: the folder was moved away while the run was in it; what stands there now, if anything, is another and was not \
                     touched",
                    "{dir}：运行期间文件夹被移走；该路径下现有的内容（如有）与本次运行无关，未作改动"
                )
            }
            Self::Moved { dir, removed: true } => {
                let dir = shown_path(dir);
                both!(
                    "{dir}: the folder, or its files, were removed while the run was in it",
                    "{dir}：运行期间文件夹或其中的文件被删除"
                )
            }
            Self::Field { path, record, column, text, expected } => {
                let (path, text) = (shown_path(path), shown(text));
                both!(
                    "{path}, record {record}, column `{column}`: found `{text}`, expected {expected}",
                    "{path}，第 {record} 条记录，列 `{column}`：读到 `{text}`，应为{expected}"; expected = **expected
                )
            }
            Self::Table { path, what } => {
                let path = shown_path(path);
                both!("{path}: {what}", "{path}：{what}"; what = what)
            }
        }
    }

    /// An error of the system about a path.
    pub(crate) fn io(action: Action, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }

    /// An error about a file of a held folder.
    pub(crate) fn at(held: &Held, action: Action, name: &str) -> impl FnOnce(Trouble) -> Self + use<> {
        Self::of(action, held.path().join(name))
    }

    /// An error about a path.
    pub(crate) fn of(action: Action, path: impl Into<PathBuf>) -> impl FnOnce(Trouble) -> Self {
        let path = path.into();
        move |trouble| match trouble {
            Trouble::System(source) => Self::Io { action, path, source },
            found => Self::NotPlain { path, found },
        }
    }

    /// A file in a folder that is not this program's.
    pub(crate) fn foreign(held: &Held, entry: &str) -> Self {
        Self::Foreign { dir: held.path().to_owned(), entry: entry.to_owned(), changed: false }
    }
}

fn listed(differs: &[Both]) -> Both {
    let all = |get: fn(&Both) -> &str, between: &str| differs.iter().map(get).collect::<Vec<_>>().join(between);
    Both { en: all(|d| &d.en, "; "), zh: all(|d| &d.zh, "；") }
}

fn other_plan(dir: &Path, scenario: &str, differs: &[Both]) -> Both {
    let (dir, scenario, differs) = (shown_path(dir), shown(scenario), listed(differs));
    both!(
        "{dir}: this folder holds another experiment (scenario `{scenario}`)\n  It differs in {differs}. Choose another folder with --out, \
         or replace the results with --fresh.",
        "{dir}：此文件夹存有另一个实验（情景 `{scenario}`）\n  不同之处：{differs}。请用 --out 另选文件夹，或用 --fresh 替换。";
        differs = differs
    )
}

fn foreign(dir: &Path, entry: &str, changed: bool) -> Both {
    let (dir, entry) = (shown_path(dir), shown(entry));
    if changed {
        both!(
            "{dir}: the folder holds `{entry}`, which was changed since this program wrote it\n  Nothing was changed. Move it away, or choose \
             another folder with --out.",
            "{dir}：文件夹中的 `{entry}` 在本程序写入之后被改动过\n  未作任何改动。请将其移走，或用 --out 另选文件夹。"
        )
    } else {
        both!(
            "{dir}: the folder holds `{entry}`, which is not from this program\n  Nothing was changed. Move it away, or choose an empty or new \
             folder with --out.",
            "{dir}：文件夹中的 `{entry}` 不是本程序写入的\n  未作任何改动。请将其移走，或用 --out 另选空文件夹或新文件夹。"
        )
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said().en)
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::Kind;

    #[test]
    fn every_error_speaks_both_languages_and_says_where() {
        let (dir, path) = (PathBuf::from("o"), PathBuf::from("o/runs.csv"));
        let what = || both!("changed", "已改动");
        let every = [
            StoreError::Io { action: Action::Write, path: path.clone(), source: io::ErrorKind::StorageFull.into() },
            StoreError::NotPlain { path: path.clone(), found: Trouble::Kind(Kind::Pipe) },
            StoreError::NotPlain { path: path.clone(), found: Trouble::Kind(Kind::Link) },
            StoreError::NotPlain { path: path.clone(), found: Trouble::Names(2) },
            StoreError::Busy { dir: dir.clone() },
            StoreError::OtherPlan { dir: dir.clone(), scenario: "s".into(), differs: vec![what(), what()] },
            StoreError::OtherShard { dir: dir.clone(), differs: vec![what(), what()] },
            StoreError::Unmerged { dir: dir.clone(), entry: "shard-0-of-2".into() },
            StoreError::OtherResults { dir: dir.clone(), found: 1, wanted: 2 },
            StoreError::OtherBuild { dir: dir.clone(), table: "runs.csv" },
            StoreError::OldFormat { dir: dir.clone() },
            StoreError::Foreign { dir: dir.clone(), entry: "x".into(), changed: true },
            StoreError::Foreign { dir: dir.clone(), entry: "x".into(), changed: false },
            StoreError::Changed { path: path.clone(), what: what() },
            StoreError::Journal { path: path.clone(), line: 1, block: 0, what: what() },
            StoreError::Journal { path: path.clone(), line: 7, block: 5, what: what() },
            StoreError::Moved { dir: dir.clone(), removed: true },
            StoreError::Moved { dir, removed: false },
            StoreError::Field { path: path.clone(), record: 1, column: "c", text: "t".into(), expected: Box::new(what()) },
            StoreError::Table { path, what: what() },
        ];
        let is_chinese = |c: char| ('\u{4e00}'..'\u{9fff}').contains(&c);
        for error in every {
            let words = error.said();
            assert!(words.en.starts_with('o') && words.zh.starts_with('o'), "{words:?}");
            assert!(!words.en.contains(is_chinese) && words.zh.contains(is_chinese), "{words:?}");
        }
    }
}
