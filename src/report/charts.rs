//! The charts of a report, one file each. Each takes what it shows from the comparison and gives a whole SVG document.

#[cfg(feature = "charts")]
pub mod bound;
#[cfg(feature = "charts")]
pub mod canvas;
#[cfg(feature = "charts")]
pub mod cost_by_category;
#[cfg(feature = "charts")]
pub mod difference;
pub mod drawing;
#[cfg(feature = "charts")]
mod finding;
#[cfg(feature = "charts")]
pub mod lost;
#[cfg(feature = "charts")]
mod role;
#[cfg(feature = "charts")]
pub mod scale;
#[cfg(feature = "charts")]
mod stacked;
#[cfg(feature = "charts")]
pub mod unmet_against_cost;
#[cfg(feature = "charts")]
pub mod unmet_over_time;

pub use drawing::Drawing;

#[cfg(feature = "charts")]
use super::comparison::Comparison;
#[cfg(feature = "charts")]
use super::data::Daily;
#[cfg(feature = "charts")]
use crate::report::error::ReportError;
use crate::store::closed::ReportFiles;

/// Names of the charts, in the order of the report.
pub const FILES: [&str; 6] =
    ["difference.svg", "unmet-over-time.svg", "lost.svg", "bound.svg", "cost-by-category.svg", "unmet-against-cost.svg"];

/// The charts as files of an output folder.
pub const KEPT: ReportFiles = ReportFiles { folder: "charts", files: &FILES };

/// Draws every chart, in the order of [`FILES`].
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
#[cfg(feature = "charts")]
pub fn draw_all(comparison: &Comparison, daily: Option<&Daily>) -> Result<[(&'static str, Drawing); 6], ReportError> {
    Ok([
        (FILES[0], difference::draw(comparison)?),
        (FILES[1], unmet_over_time::draw(comparison, daily)?),
        (FILES[2], lost::draw(comparison)?),
        (FILES[3], bound::draw(comparison)?),
        (FILES[4], cost_by_category::draw(comparison)?),
        (FILES[5], unmet_against_cost::draw(comparison)?),
    ])
}
