//! What people read: the table in the terminal and the charts, in English or Chinese, made from the files of an output folder.
//!
//! Nothing here changes a result. Charts are SVG, so that nothing needs to be installed to draw them, and the same files give the same
//! bytes on any machine.

pub mod block;
pub mod charts;
pub mod comparison;
pub mod data;
pub mod excel;
pub mod lang;
pub mod parity;
pub mod table;
pub mod texts;
pub mod trace;

use std::fmt::{self, Write};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use self::charts::Drawing;
use self::comparison::Comparison;
use self::data::{Daily, Runs};
pub use self::lang::Lang;
use self::texts::fill;
use crate::both;
use crate::measure::tables;
use crate::scenario::load::Experiment;
use crate::store::no_link;
use crate::words::{Both, Pair, of_system, shown, shown_path};

/// Why no report could be made.
#[derive(Debug)]
pub enum ReportError {
    /// A file that every output folder has is not there.
    Missing {
        /// The file.
        path: PathBuf,
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
    /// A field does not hold what its column should.
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
    /// A chart could not be drawn.
    Draw(String),
    /// A chart could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
}

impl ReportError {
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
            Self::Draw(why) => {
                let why = shown(why);
                both!("a chart could not be drawn: {why}", "图未能绘制：{why}")
            }
            Self::Write { path, source } => {
                let (path, why) = (shown_path(path), of_system(source));
                both!(
                    "{path} could not be written: {why}; the tables are complete, the same command draws the charts again",
                    "无法写入 {path}：{why}；各表已完整，重新执行同一命令即可重新绘图";
                    why = why
                )
            }
        }
    }
}

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

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for ReportError {}

/// Reads the result files of `dir`, writes the charts to `dir/charts`, and gives the table as text, followed by the list of files
/// unless `quiet`.
///
/// Charts that need a table which was not collected are left out, and the text says so; a chart of that name from an earlier report is
/// removed, since it would belong to other results.
///
/// # Errors
/// When `runs.csv` is missing, a table is not what it should be, or a chart cannot be written.
pub fn finish(dir: &Path, experiment: &Experiment, lang: Lang, quiet: bool) -> Result<String, ReportError> {
    report(dir, experiment, lang, quiet, true)
}

/// As [`finish`], for an experiment that keeps `runs.csv` alone: no chart is drawn, those of an earlier report are removed, and the
/// text says so.
///
/// # Errors
/// As [`finish`].
pub fn finish_without_charts(dir: &Path, experiment: &Experiment, lang: Lang, quiet: bool) -> Result<String, ReportError> {
    report(dir, experiment, lang, quiet, false)
}

fn report(dir: &Path, experiment: &Experiment, lang: Lang, quiet: bool, drawn: bool) -> Result<String, ReportError> {
    let names: Vec<&str> = experiment.policies.iter().map(|policy| policy.name.as_str()).collect();
    let runs = Runs::read(dir, &names)?;
    let daily = Daily::read(dir, &names, &runs)?;
    let comparison = Comparison::new(experiment, &runs, lang);
    let mut text = table::render(&comparison)?;
    let texts = lang.texts();
    let folder = dir.join("charts");
    no_link(&folder).map_err(|source| ReportError::Write { path: folder.clone(), source })?;
    if !drawn {
        for file in charts::FILES {
            remove(&folder.join(file))?;
        }
        let _ = writeln!(text, "{}", texts.no_charts);
    }
    let drawings = if drawn { charts::draw_all(&comparison, daily.as_ref())?.into() } else { Vec::new() };
    for (file, drawing) in drawings {
        let path = folder.join(file);
        match drawing {
            Drawing::Done(svg) => write_whole(&path, &svg)?,
            Drawing::NotCollected(table) => {
                remove(&path)?;
                let values = [("file", file), ("table", table)];
                let _ = writeln!(text, "{}", fill(texts.skipped_table, &values));
            }
            Drawing::Empty => {
                remove(&path)?;
                let _ = writeln!(text, "{}", fill(texts.skipped_empty, &[("file", file)]));
            }
        }
    }
    if !quiet {
        let head = fill(texts.files, &[("folder", &shown_path(dir))]);
        let _ = write!(text, "\n{head}\n");
        for file in files(dir) {
            let _ = writeln!(text, "  {file}");
        }
    }
    Ok(text)
}

/// The files of an output folder that this program writes and that are there, in the order of the documentation.
fn files(dir: &Path) -> Vec<String> {
    let tables = tables::ALL.iter().map(|table| table.file.to_owned());
    let drawn = charts::FILES.iter().map(|file| format!("charts/{file}"));
    ["manifest.json".to_owned()]
        .into_iter()
        .chain(tables)
        .chain(drawn)
        .chain(excel::paths())
        .filter(|file| dir.join(file).is_file())
        .collect()
}

/// Writes a file beside its place and moves it there, so that a reader never meets half of it.
fn write_whole(path: &Path, text: &str) -> Result<(), ReportError> {
    let wrong = |source| ReportError::Write { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(wrong)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".tmp");
    no_link(Path::new(&beside)).map_err(wrong)?;
    fs::write(&beside, text).map_err(wrong)?;
    fs::rename(&beside, path).map_err(wrong)
}

fn remove(path: &Path) -> Result<(), ReportError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(ReportError::Write { path: path.to_owned(), source }),
        _ => Ok(()),
    }
}
