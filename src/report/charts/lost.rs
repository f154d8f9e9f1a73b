//! Where needs were lost: the six parts of the weighted unmet share, stacked.
//!
//! It separates the needs nobody heard of from those that were known and still not met: only the second kind is about coordination.

use super::Drawing;
use super::canvas::Tag;
use super::stacked::{Bar, Stacked};
use crate::report::ReportError;
use crate::report::comparison::Comparison;
use crate::report::table::PARTS;

/// Draws the chart: `U_w = latent + intake + route + giving up + failure + open`, in percent.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn draw(comparison: &Comparison) -> Result<Drawing, ReportError> {
    let texts = comparison.texts();
    let mut bars = Vec::new();
    for &policy in &comparison.order {
        let mut parts = Vec::new();
        for part in PARTS {
            parts.extend(comparison.estimate(policy, part)?.map(|e| e.mean * 100.0));
        }
        if parts.len() == PARTS.len() {
            bars.push(Bar { tag: Tag::new(comparison, policy, 250.0), baseline: comparison.is_baseline(policy), parts });
        }
    }
    if bars.is_empty() {
        return Ok(Drawing::Empty);
    }
    let chart = Stacked {
        lang: comparison.lang,
        title: texts.lost_chart,
        note: texts.lost_note,
        axis: texts.lost_axis,
        parts: texts.parts.to_vec(),
        total: texts.total,
        decimals: 1,
    };
    Ok(Drawing::Done(chart.draw(&bars)?))
}
