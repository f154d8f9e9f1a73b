//! The report of an output folder: its table and charts, made from the files of the folder alone.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::base::files::{Held, Trouble};
use crate::base::words::shown_path;
use crate::measure::tables;
#[cfg(feature = "charts")]
use crate::report::charts::Drawing;
use crate::report::comparison::Comparison;
use crate::report::data::{Daily, Runs};
use crate::report::error::ReportError;
use crate::report::lang::Lang;
use crate::report::texts::fill;
use crate::report::{charts, compared, excel, table};
use crate::scenario::experiment::Experiment;
use crate::store::closed::{self, ReportFiles};

/// The files of a report in an output folder, which may be replaced together with its results.
pub static KEPT: [ReportFiles; 2] = [charts::KEPT, ReportFiles { folder: excel::FOLDER, files: excel::KEPT.files }];

/// A report, not yet written to a folder.
#[derive(Clone, Debug)]
pub struct Report {
    /// The table as text, with what could not be drawn and why.
    pub text: String,
    /// The text of `comparison.csv`.
    pub compared: String,
    /// The runs of the table.
    pub runs: Runs,
    /// The charts by name, in the order of [`charts::FILES`]; `None` where there is nothing to draw: an existing chart of that name would
    /// belong to other results.
    pub charts: Charts,
}

/// Charts by name.
type Charts = Vec<(&'static str, Option<String>)>;

/// Makes the report of the result files of `dir`. Writes nothing.
///
/// Charts whose table was not collected are left out, and the text says so.
///
/// # Errors
/// When `runs.csv` is missing, or a table is not what it should be.
pub fn make(dir: &Path, experiment: &Experiment, lang: Lang, with_charts: bool) -> Result<Report, ReportError> {
    let names: Vec<&str> = experiment.policies.iter().map(|policy| policy.name.as_str()).collect();
    let runs = Runs::read(dir, &names)?;
    let daily = Daily::read(dir, &names, &runs)?;
    let comparison = Comparison::new(experiment, &runs, lang);
    let mut text = table::render(&comparison)?;
    let compared = compared::text(&comparison)?;
    let texts = lang.texts();
    if !with_charts {
        let _ = writeln!(text, "{}", texts.no_charts);
        return Ok(Report { text, compared, runs, charts: charts::FILES.map(|file| (file, None)).to_vec() });
    }
    let charts = drawn(&comparison, daily.as_ref(), &mut text)?;
    Ok(Report { text, compared, runs, charts })
}

/// The charts; `text` gains a line for each that is left out.
#[cfg(feature = "charts")]
fn drawn(comparison: &Comparison, daily: Option<&Daily>, text: &mut String) -> Result<Charts, ReportError> {
    let texts = comparison.texts();
    let mut drawn = Vec::new();
    for (file, drawing) in charts::draw_all(comparison, daily)? {
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
    Ok(drawn)
}

/// A program without the feature draws none, and says so.
#[cfg(not(feature = "charts"))]
fn drawn(comparison: &Comparison, _: Option<&Daily>, text: &mut String) -> Result<Charts, ReportError> {
    let _ = writeln!(text, "{}", comparison.texts().cannot_draw);
    Ok(charts::FILES.map(|file| (file, None)).to_vec())
}

/// Makes the report of the result files of `dir`, writes the charts to `dir/charts`, and gives the text, followed by the list of files
/// unless `quiet`. This is for a folder that is not held by a run; a run writes the charts through its own held folder.
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
    let tables = tables::FILES.iter().map(|file| (*file).to_owned());
    let drawn = charts::FILES.iter().map(|file| format!("charts/{file}"));
    [closed::REPORT.to_owned(), "manifest.json".to_owned()]
        .into_iter()
        .chain(tables)
        .chain(drawn)
        .chain(excel::KEPT.paths())
        .filter(|file| dir.join(file).is_file())
        .collect()
}
