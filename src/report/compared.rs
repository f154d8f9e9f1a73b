//! `comparison.csv`: the printed table for programs, from the same estimates.

use super::comparison::Comparison;
use super::table::MEASURES;
use crate::measure::table::Table;
use crate::measure::tables::COMPARISON;
use crate::measure::tables::comparison::{self, Compared};
use crate::report::error::ReportError;

/// The text of the file, header included: policies in the order shown, each with its measures.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn text(compared: &Comparison<'_>) -> Result<String, ReportError> {
    let mut table = Table::new(&COMPARISON);
    for &policy in &compared.order {
        for metric in &MEASURES {
            let row = Compared {
                policy: compared.name(policy),
                measure: metric.name,
                unit: metric.unit,
                mean: compared.estimate(policy, metric)?,
                difference: compared.difference(policy, metric)?,
            };
            comparison::row(&row, &mut table);
        }
    }
    Ok(COMPARISON.header() + table.text())
}
