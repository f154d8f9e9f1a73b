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
use std::path::{Path, PathBuf};

use self::charts::Drawing;
use self::comparison::Comparison;
use self::data::{Daily, Runs};
pub use self::lang::Lang;
use self::texts::fill;
use crate::base::files::{Held, Trouble};
use crate::base::words::{Both, Pair, of_system, shown, shown_path};
use crate::both;
use crate::measure::tables;
use crate::scenario::reading::load::Experiment;
use crate::store::closed::ReportFiles;

/// The files of a report in an output folder: what may be replaced along with its results.
pub static KEPT: [ReportFiles; 2] = [charts::KEPT, ReportFiles { folder: excel::FOLDER, files: excel::KEPT.files }];

/// Why no report could be made.
#[derive(Debug)]
pub enum ReportError {
    /// A file that every output folder has is not there.
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// Something that is no plain file stands at the place of a table.
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
        source: Trouble,
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

/// A report, not yet in a folder.
#[derive(Clone, Debug)]
pub struct Report {
    /// The table as text, with what could not be drawn and why.
    pub text: String,
    /// The charts by name, in the order of [`charts::FILES`]; none where there is nothing to draw: a chart of that name from an earlier
    /// report would belong to other results.
    pub charts: Vec<(&'static str, Option<String>)>,
}

/// Makes the report of the result files of `dir`. Writes nothing.
///
/// Charts that need a table which was not collected are left out, and the text says so.
///
/// # Errors
/// When `runs.csv` is missing, or a table is not what it should be.
pub fn make(dir: &Path, experiment: &Experiment, lang: Lang, with_charts: bool) -> Result<Report, ReportError> {
    let names: Vec<&str> = experiment.policies.iter().map(|policy| policy.name.as_str()).collect();
    let runs = Runs::read(dir, &names)?;
    let daily = Daily::read(dir, &names, &runs)?;
    let comparison = Comparison::new(experiment, &runs, lang);
    let mut text = table::render(&comparison)?;
    let texts = lang.texts();
    if !with_charts {
        let _ = writeln!(text, "{}", texts.no_charts);
        return Ok(Report { text, charts: charts::FILES.map(|file| (file, None)).to_vec() });
    }
    let mut drawn = Vec::new();
    for (file, drawing) in charts::draw_all(&comparison, daily.as_ref())? {
        drawn.push((
            file,
            match drawing {
                Drawing::Done(svg) => Some(svg),
                Drawing::NotCollected(table) => {
                    let values = [("file", file), ("table", table)];
                    let _ = writeln!(text, "{}", fill(texts.skipped_table, &values));
                    None
                }
                Drawing::Empty => {
                    let _ = writeln!(text, "{}", fill(texts.skipped_empty, &[("file", file)]));
                    None
                }
            },
        ));
    }
    Ok(Report { text, charts: drawn })
}

/// Makes the report of the result files of `dir`, writes the charts to `dir/charts`, and gives the text, followed by the list of files
/// unless `quiet`. This is for a folder that no run holds; a run writes the charts through the folder it holds.
///
/// # Errors
/// As [`make`], or when a chart cannot be written.
pub fn finish(dir: &Path, experiment: &Experiment, lang: Lang, quiet: bool) -> Result<String, ReportError> {
    let report = make(dir, experiment, lang, true)?;
    let folder = dir.join(charts::KEPT.folder);
    let wrong = |path: PathBuf| move |source: Trouble| ReportError::Write { path, source };
    let held = Held::open(dir).map_err(|e| wrong(folder.clone())(e.into()))?;
    let held = held.make_below(charts::KEPT.folder).map_err(wrong(folder.clone()))?;
    for (file, svg) in &report.charts {
        let written = match svg {
            Some(svg) => held.plain(file).and_then(|_| held.replace(file, svg.as_bytes())),
            None => held.remove_plain(file).map(drop),
        };
        written.map_err(wrong(folder.join(file)))?;
    }
    let list = if quiet { String::new() } else { list_of_files(dir, lang) };
    Ok(report.text + &list)
}

/// The files of an output folder, as text below a report.
#[must_use]
pub fn list_of_files(dir: &Path, lang: Lang) -> String {
    let head = fill(lang.texts().files, &[("folder", &shown_path(dir))]);
    let files = files(dir).into_iter().map(|file| format!("  {file}\n"));
    format!("\n{head}\n{}", files.collect::<String>())
}

/// The files of an output folder that this program writes and that are there, in the order of the documentation.
fn files(dir: &Path) -> Vec<String> {
    let tables = tables::ALL.iter().map(|table| table.file.to_owned());
    let drawn = charts::FILES.iter().map(|file| format!("charts/{file}"));
    ["manifest.json".to_owned()]
        .into_iter()
        .chain(tables)
        .chain(drawn)
        .chain(excel::KEPT.paths())
        .filter(|file| dir.join(file).is_file())
        .collect()
}
