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

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use self::charts::Drawing;
use self::comparison::Comparison;
use self::data::{Daily, Runs};
pub use self::lang::Lang;
use self::texts::fill;
use crate::measure::tables;
use crate::scenario::load::Experiment;
use crate::store::no_link;

/// Why no report could be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file that every output folder has is not there.
    #[error("{} is missing: is this the output folder of an experiment?", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A file could not be read as a table.
    #[error("{}: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: csv::Error,
    },
    /// A column is missing.
    #[error("{}: no column `{column}`; was it written by another version of this program?", .path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// A field does not hold what its column should.
    #[error("{}, line {line}, column `{column}`: found `{text}`, expected {expected}", .path.display())]
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
        expected: &'static str,
    },
    /// A chart could not be drawn.
    #[error("a chart could not be drawn: {0}")]
    Draw(String),
    /// A chart could not be written.
    #[error("{} could not be written: {source}; the tables are complete, `sanshe report` draws the charts again", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
}

/// Reads the result files of `dir`, writes the charts to `dir/charts`, and gives the table as text, followed by the list of files
/// unless `quiet`.
///
/// Charts that need a table which was not collected are left out, and the text says so; a chart of that name from an earlier report is
/// removed, since it would belong to other results.
///
/// # Errors
/// When `runs.csv` is missing, a table is not what it should be, or a chart cannot be written.
pub fn finish(dir: &Path, experiment: &Experiment, lang: Lang, quiet: bool) -> Result<String, ReportError> {
    let names: Vec<&str> = experiment.policies.iter().map(|policy| policy.name.as_str()).collect();
    let runs = Runs::read(dir, &names)?;
    let daily = Daily::read(dir, &names, &runs)?;
    let comparison = Comparison::new(experiment, &runs, lang);
    let mut text = table::render(&comparison)?;
    let texts = lang.texts();
    let folder = dir.join("charts");
    no_link(&folder).map_err(|source| ReportError::Write { path: folder.clone(), source })?;
    for (file, drawing) in charts::draw_all(&comparison, daily.as_ref())? {
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
        let head = fill(texts.files, &[("folder", &dir.display().to_string())]);
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
        .chain(["report.html".to_owned()])
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
