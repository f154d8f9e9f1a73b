//! Where needs were lost: the six parts of the weighted unmet share, stacked.
//!
//! It separates needs that never became known from those that were known and still not met; only the second kind concerns coordination.

use super::drawing::Drawing;
use super::finding::{Telling, best, finding};
use super::stacked::Columns;
use crate::base::words::both;
use crate::measure::tables::runs::outcomes::UNMET_SHARE_WEIGHTED;
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;
use crate::report::table::PARTS;

/// The parts in which needs were known and yet lost: neither the first nor the last.
const KNOWN: [usize; 5] = [1, 2, 3, 4, 5];

/// Draws the chart: `U_w = latent + door + desk + routing + giving up + failure + open`, in percent.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn draw(comparison: &Comparison) -> Result<Drawing, ReportError> {
    let texts = comparison.texts();
    let says = Telling {
        least: &both!("Fewest needs lost, weighted by severity", "按严重程度加权，流失最少"),
        unit: &both!("points", "个百分点"),
        scale: 100.0,
        decimals: 1,
        none: &both!("No policy surely loses less, weighted by severity,", "按严重程度加权，没有哪种政策的流失明确少"),
    };
    let title = finding(comparison, best(comparison, &UNMET_SHARE_WEIGHTED)?.as_ref(), &says);
    Columns { metrics: PARTS, names: texts.parts, note: texts.lost_note, about: &KNOWN }.draw(comparison, &title)
}
