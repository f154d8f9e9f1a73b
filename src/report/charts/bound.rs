//! The weighted unmet share against the omniscient bound: its six nested parts, stacked.
//!
//! It separates what no allocation of the same minutes could have met from what better knowledge or coordination could; only the last part
//! concerns coordination.

use super::drawing::Drawing;
use super::finding::least;
use super::stacked::Columns;
use crate::base::words::both;
use crate::measure::tables::runs::outcomes::COORDINATION_GAP;
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;
use crate::report::table::GAPS;

/// Draws the chart: `U_w = shortage + space + category + foresight + discovery + coordination`, in percent.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn draw(comparison: &Comparison) -> Result<Drawing, ReportError> {
    let texts = comparison.texts();
    let columns = Columns { metrics: GAPS, names: texts.gap_parts, note: texts.gaps_note, about: Some(GAPS.len() - 1) };
    columns.draw(comparison, |_| {
        let title = least(comparison, &COORDINATION_GAP, 100.0, |label, share, base, of_base| {
            both!(
                "Left to coordination: {of_base} of 100 needs under {base}, fewest under {label}: {share}",
                "可由协调满足而未满足：{base}每 100 件 {of_base} 件，最少者{label} {share} 件"
            )
        })?;
        Ok(title.unwrap_or_default())
    })
}
