//! Where needs were lost: the six parts of the weighted unmet share, stacked.
//!
//! It separates needs that never became known from those that were known and still not met; only the second kind concerns coordination.

use super::drawing::Drawing;
use super::finding::most;
use super::stacked::Columns;
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;
use crate::report::table::PARTS;

/// Draws the chart: `U_w = latent + intake + route + giving up + failure + open`, in percent.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn draw(comparison: &Comparison) -> Result<Drawing, ReportError> {
    let texts = comparison.texts();
    let columns = Columns { metrics: PARTS, names: texts.parts, note: texts.lost_note, about: None };
    columns.draw(comparison, |parts| Ok(most(comparison, &texts.parts, parts)))
}
