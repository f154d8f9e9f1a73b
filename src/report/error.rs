//! Errors of reports.

use crate::base::files::Trouble;
use crate::base::words::{Both, Pair, both, of_system, shown, shown_path};
use crate::scenario::error::nearest;
use std::fmt::{self};
use std::path::PathBuf;

/// Why no report could be made.
#[derive(Debug)]
pub enum ReportError {
    /// A file that every output folder has is missing.
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// Something in place of a table is not a plain file.
    NotPlain {
        /// The place.
        path: PathBuf,
        /// What stands there.
        found: Trouble,
    },
    /// A file could not be read as a table.
    Read {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: csv::Error,
    },
    /// A column is missing.
    Column {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// A field does not have the type of its column.
    Value {
        /// The file.
        path: PathBuf,
        /// Its line, from 1.
        line: u64,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
        /// What should.
        expected: Pair,
    },
    /// The folder was written by a version that does not say all that a page shows.
    Old {
        /// The file that does not.
        path: PathBuf,
    },
    /// There is no such community.
    Community {
        /// The file that names them.
        path: PathBuf,
        /// What was asked for.
        name: String,
        /// The nearest code that is there.
        nearest: Option<String>,
    },
    /// A folder of sampled worlds is not of this experiment.
    OtherWorlds {
        /// The folder.
        path: PathBuf,
        /// What differs.
        what: Both,
    },
    /// A chart could not be drawn.
    Draw(String),
    /// A chart could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: Trouble,
    },
}

impl ReportError {
    /// There is no community of that name among these codes.
    pub(crate) fn no_community<'a>(path: PathBuf, name: &str, codes: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Community { path, name: name.to_owned(), nearest: nearest(name, codes).map(str::to_owned) }
    }

    /// What it says, in both languages.
    #[must_use]
    pub fn said(&self) -> Both {
        match self {
            Self::Missing { path } => {
                let path = shown_path(path);
                both!(
                    "{path} is missing: is this the output folder of an experiment?",
                    "缺少 {path}：这是一次实验的结果文件夹吗？"
                )
            }
            Self::NotPlain { path, found } => {
                let (path, found) = (shown_path(path), found.said());
                both!("{path}: {found}", "{path}：{found}"; found = found)
            }
            Self::Read { path, source } => {
                let (path, why) = (shown_path(path), of_csv(source));
                both!("{path}: {why}", "{path}：{why}"; why = why)
            }
            Self::Column { path, column } => {
                let (path, column) = (shown_path(path), shown(column));
                both!(
                    "{path}: no column `{column}`; was it written by another version of this program?",
                    "{path}：没有 `{column}` 这一列；是否由本程序的其他版本写成？"
                )
            }
            Self::Value { path, line, column, text, expected } => {
                let (path, column, text) = (shown_path(path), shown(column), shown(text));
                let (en, zh) = (expected.en, expected.zh);
                both!(
                    "{path}, line {line}, column `{column}`: found `{text}`, expected {en}",
                    "{path} 第 {line} 行 `{column}` 列：实际为 `{text}`，应为{zh}"
                )
            }
            Self::Old { path } => {
                let path = shown_path(path);
                both!(
                    "{path}: it says no labels of policies; it was written by an earlier version of this program or is no manifest: run the experiment again",
                    "{path}：其中没有政策标签，由本程序的较早版本写成或不是清单文件；请重新运行该实验"
                )
            }
            Self::Community { path, name, nearest } => {
                let (path, name) = (shown_path(path), shown(name));
                let hint = match nearest {
                    Some(code) => both!("; did you mean `{code}`?", "；是否指 `{code}`？"),
                    None => Both::default(),
                };
                both!("{path}: no community `{name}`{hint}", "{path}：没有社区 `{name}`{hint}"; hint = hint)
            }
            Self::OtherWorlds { path, what } => {
                let path = shown_path(path);
                both!(
                    "{path}: its worlds are not those of this experiment: {what}",
                    "{path}：其中的世界不属于本实验：{what}";
                    what = what
                )
            }
            Self::Draw(why) => {
                let why = shown(why);
                both!("a chart could not be drawn: {why}", "图未能绘制：{why}")
            }
            Self::Write { path, source } => {
                let (path, why) = (shown_path(path), source.said());
                both!(
                    "{path} could not be written: {why}; the tables are complete, the same command draws the charts again",
                    "无法写入 {path}：{why}；各表已完整，重新执行同一命令即可重新绘图";
                    why = why
                )
            }
        }
    }
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for ReportError {}

/// What is wrong with a table as a file.
fn of_csv(error: &csv::Error) -> Both {
    match error.kind() {
        csv::ErrorKind::Io(error) => of_system(error),
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            both!(
                "line {line} has {len} fields, the header {expected_len}",
                "第 {line} 行有 {len} 个字段，表头有 {expected_len} 个"
            )
        }
        csv::ErrorKind::Utf8 { pos, .. } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            both!("line {line} is not UTF-8", "第 {line} 行不是 UTF-8 编码")
        }
        _ => {
            let why = shown(&error.to_string());
            both!("{why}", "无法按 CSV 读取（{why}）")
        }
    }
}
