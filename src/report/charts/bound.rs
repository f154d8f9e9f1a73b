//! The weighted unmet share against the omniscient bound: its six nested parts, stacked.
//!
//! It separates what no allocation of the same minutes could have met from what better knowledge or coordination could; only the last part
//! concerns coordination.

use super::drawing::Drawing;
use super::finding::{Telling, best, finding};
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
    let says = Telling {
        least: &both!("Least left to coordination", "可由协调满足而未满足者最少"),
        unit: &both!("points", "个百分点"),
        scale: 100.0,
        decimals: 1,
        none: &both!("No policy surely leaves less to coordination", "没有哪种政策可由协调满足而未满足者明确少"),
    };
    let title = finding(comparison, best(comparison, &COORDINATION_GAP)?.as_ref(), &says);
    let about = &[GAPS.len() - 1];
    Columns { metrics: GAPS, names: texts.gap_parts, note: texts.gaps_note, about }.draw(comparison, &title)
}
