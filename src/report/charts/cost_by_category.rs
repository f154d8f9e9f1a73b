//! What resolving a need costs society, by category, stacked.
//!
//! Coordination that pays for itself makes its own part longer and the whole bar shorter; both must be seen at once.

use super::canvas::Tag;
use super::drawing::Drawing;
use super::finding::{by_effect, least, of_what};
use super::stacked::{Bar, Stacked};
use crate::base::words::both;
use crate::measure::statistics;
use crate::measure::tables::runs::{Metric, costs, outcomes};
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;

/// The categories, in the order of the legend.
pub const CATEGORIES: [Metric; 6] = [
    costs::COORDINATION_COST_CNY,
    costs::EXECUTION_COST_CNY,
    costs::ADMIN_COST_CNY,
    costs::TRANSACTION_COST_CNY,
    costs::LEARNING_COST_CNY,
    costs::IDLE_COST_CNY,
];
/// A rest of the social cost below this share of it is rounding.
const ROUNDING: f64 = 0.002;

/// Draws the chart: per run `category / needs_resolved`, then the mean over replicates, yuan. What the social cost holds beyond the six
/// categories (family care, for example) is shown as other, so that the bar is as long as the social cost in the table.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn draw(comparison: &Comparison) -> Result<Drawing, ReportError> {
    let texts = comparison.texts();
    let mut bars = Vec::new();
    let mut any_other = false;
    for policy in by_effect(comparison)? {
        let mut parts = Vec::new();
        for category in CATEGORIES {
            let ratios = comparison.runs.ratios(policy, &category, &outcomes::NEEDS_RESOLVED)?;
            parts.extend(statistics::mean(&ratios));
        }
        if parts.len() != CATEGORIES.len() {
            continue;
        }
        let total = comparison.estimate(policy, &costs::SOCIAL_COST_PER_RESOLVED_CNY)?;
        let other = total.map_or(0.0, |t| t.mean - statistics::sum(&parts));
        let real = total.is_some_and(|t| other > t.mean * ROUNDING);
        any_other |= real;
        parts.push(if real { other } else { 0.0 });
        let (tag, label) = (Tag::new(comparison, policy, 250.0), comparison.label(policy).to_owned());
        bars.push(Bar { tag, label, baseline: comparison.is_baseline(policy), parts });
    }
    if bars.is_empty() {
        return Ok(Drawing::Empty);
    }
    let mut names = texts.cost_parts.to_vec();
    if any_other {
        names.push(texts.other);
    } else {
        for bar in &mut bars {
            bar.parts.pop();
        }
    }
    let title = least(comparison, &costs::SOCIAL_COST_PER_RESOLVED_CNY, 1.0, |label, yuan, base, of_base| {
        both!(
            "A resolved need costs society least under {label}: {yuan} yuan; under {base} {of_base}",
            "每件已解决需求的社会成本最低者：{label} {yuan} 元；{base} {of_base} 元"
        )
    })?;
    let (title, what) = (title.unwrap_or_default(), of_what(comparison));
    let chart = Stacked {
        lang: comparison.lang,
        title: &title,
        of_what: &what,
        note: texts.cost_note,
        axis: texts.cost_axis,
        parts: names,
        total: texts.total,
        decimals: 0,
        about: None,
    };
    Ok(Drawing::Done(chart.draw(&bars)?))
}
