//! The weighted unmet share against the omniscient bound: its six nested parts, stacked.
//!
//! It separates what no allocation of the same minutes could have met from what better knowledge or coordination could; only the last part
//! concerns coordination.

use super::drawing::Drawing;
use super::stacked::draw_columns;
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;
use crate::report::table::GAPS;

/// Draws the chart: `U_w = shortage + space + category + foresight + discovery + coordination`, in percent.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn draw(comparison: &Comparison) -> Result<Drawing, ReportError> {
    let texts = comparison.texts();
    draw_columns(comparison, GAPS, texts.gap_parts, texts.gaps_chart, texts.gaps_note)
}
