//! The summary of a sweep: `summary.csv`, and what is printed of it.
//!
//! Both come from the files of the folder alone: the summary from the runs, in one walk over the points, and what is printed from the summary. Nothing is
//! kept of a point that is done but what [`overview`](mod@overview) keeps.

pub mod factors;
pub mod of_point;
pub mod overview;
pub mod screen;
pub mod written;

use std::io::{self, Write};

use self::factors::Factors;
use self::overview::Overview;
use self::written::Written;
use crate::base::words::Both;
use crate::measure::table::Table;
use crate::measure::tables::SUMMARY;
use crate::measure::tables::summary::row;
use crate::store::StoreError;
use crate::store::by_point::ByPoint;
use crate::store::complete::Complete;
use crate::store::manifest::MANIFEST;
use crate::store::wave::Wave;
use crate::store::waves_csv::POINTS;

/// Why a wave is run that follows from a precision.
const PRECISION: &str = "precision";

/// The small files from which `summary.csv` follows, beside the rows.
const FROM: [&str; 2] = [MANIFEST, POINTS];

/// Writes `summary.csv` of a sweep that is complete, unless this very program has made it of these rows.
///
/// # Errors
/// When a file cannot be read or written, or the summary was changed since this program wrote it.
pub fn write(folder: &mut Complete) -> Result<(), StoreError> {
    if folder.follows(SUMMARY.file, &FROM)? {
        return Ok(());
    }
    let mut runs = folder.by_point(&of_point::columns())?;
    let baseline = folder.state().head.identity.baseline.clone();
    let first = first_stage(&folder.state().waves);
    let path = folder.dir().join(SUMMARY.file);
    // What goes wrong with other files is told as such, not as what cannot be written.
    let mut trouble = None;
    let written = folder.write_from(SUMMARY.file, &FROM, &mut |out| {
        fill(&mut runs, &baseline, first, out).map_err(|error| match error {
            Wrong::Write(error) => error,
            Wrong::Read(error) => {
                trouble = Some(error);
                io::ErrorKind::Other.into()
            }
            Wrong::Value(fault) => {
                trouble = Some(StoreError::Table { path: path.clone(), what: Both::same(fault) });
                io::ErrorKind::Other.into()
            }
        })
    });
    trouble.map_or(written, Err)
}

/// What is printed of a summary that was written.
///
/// # Errors
/// When it or `points.csv` cannot be read.
pub fn overview(folder: &Complete) -> Result<Overview, StoreError> {
    let mut points = folder.file(POINTS)?.map(|file| Factors::new(file, folder.dir().join(POINTS))).transpose()?;
    let names = points.as_ref().map(|points| points.names.clone()).unwrap_or_default();
    let mut overview = Overview::new(names, folder.delta()?);
    let Some(file) = folder.file(SUMMARY.file)? else { return Ok(overview) };
    let mut rows = Written::new(file, folder.dir().join(SUMMARY.file));
    while let Some((point, arms)) = rows.next_point()? {
        let sets = points.as_mut().map(|points| points.of_point(point)).transpose()?;
        overview.add(&arms, &folder.state().head.identity.baseline, &sets.unwrap_or_default());
    }
    Ok(overview)
}

/// The replicates of the first stage, where a later wave was as large as they showed to be needed.
fn first_stage(waves: &[Wave]) -> Option<u32> {
    let before = waves.iter().position(|wave| wave.why == PRECISION)?;
    waves[..before].iter().flat_map(|wave| &wave.parts).map(|part| part.replicates.1).max()
}

/// What may go wrong on the way.
enum Wrong {
    Read(StoreError),
    Write(io::Error),
    /// A value outside the range of its column: a mistake in this program.
    Value(String),
}

fn fill(runs: &mut ByPoint, baseline: &str, first: Option<u32>, out: &mut dyn Write) -> Result<bool, Wrong> {
    out.write_all(SUMMARY.header().as_bytes()).map_err(Wrong::Write)?;
    while let Some(point) = runs.next_point().map_err(Wrong::Read)? {
        let mut table = Table::new(&SUMMARY);
        of_point::of_point(&point, baseline, first).iter().for_each(|summary| row(summary, &mut table));
        if let Some(fault) = table.fault() {
            return Err(Wrong::Value(fault.to_owned()));
        }
        out.write_all(table.text().as_bytes()).map_err(Wrong::Write)?;
    }
    Ok(true)
}
