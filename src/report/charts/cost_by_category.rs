//! What resolving a need costs society, by category, stacked.
//!
//! Coordination that pays for itself makes its own part longer and the whole bar shorter; both must be seen at once.

use super::drawing::Drawing;
use super::finding::{best, by_effect, cheapest};
use super::stacked::{Bar, Stacked};
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
/// The categories that are work on needs: coordination and execution; the others are overheads.
const SERVED: [usize; 2] = [0, 1];
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
        bars.push((policy, parts));
    }
    let mut names = texts.cost_parts.to_vec();
    if any_other {
        names.push(texts.other);
    } else {
        bars.iter_mut().for_each(|(_, parts)| parts.truncate(CATEGORIES.len()));
    }
    let bars = bars.into_iter().map(|(policy, parts)| Bar::new(comparison, policy, parts)).collect::<Result<Vec<Bar>, _>>()?;
    let chart = Stacked {
        title: &cheapest(comparison, best(comparison, &costs::SOCIAL_COST_PER_RESOLVED_CNY)?.as_ref()),
        note: texts.cost_note,
        axis: texts.cost_axis,
        most: f64::INFINITY,
        parts: names,
        decimals: 0,
        about: &SERVED,
    };
    chart.draw(comparison, &bars)
}
