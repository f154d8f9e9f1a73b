//! The weighted unmet share against the omniscient bound: its six nested parts, stacked.
//!
//! It separates what no allocation of the same minutes could have met from what better knowledge or coordination could: only the last part is about
//! coordination.

use super::Drawing;
use super::canvas::Tag;
use super::stacked::{Bar, Stacked};
use crate::report::ReportError;
use crate::report::comparison::Comparison;
use crate::report::table::GAPS;

/// Draws the chart: `U_w = shortage + space + category + foresight + discovery + coordination`, in percent.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn draw(comparison: &Comparison) -> Result<Drawing, ReportError> {
    let texts = comparison.texts();
    let mut bars = Vec::new();
    for &policy in &comparison.order {
        let mut parts = Vec::new();
        for gap in GAPS {
            parts.extend(comparison.estimate(policy, gap)?.map(|e| e.mean * 100.0));
        }
        if parts.len() == GAPS.len() {
            bars.push(Bar { tag: Tag::new(comparison, policy, 250.0), baseline: comparison.is_baseline(policy), parts });
        }
    }
    if bars.is_empty() {
        return Ok(Drawing::Empty);
    }
    let chart = Stacked {
        lang: comparison.lang,
        title: texts.gaps_chart,
        note: texts.gaps_note,
        axis: texts.lost_axis,
        parts: texts.gap_parts.to_vec(),
        total: texts.total,
        decimals: 1,
    };
    Ok(Drawing::Done(chart.draw(&bars)?))
}
