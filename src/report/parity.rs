//! The block on parity: what the compared policies have in common, and by how much each misses it.

use super::block::Block;
use super::comparison::Comparison;
use super::numbers::{number, signed};
use super::texts::fill;
use crate::measure::parity::limit;
use crate::measure::tables::runs::shared;
use crate::report::error::ReportError;
use crate::scenario::keys::world::Parity;

/// The budget factor and the residual of every policy, mean of replicates.
///
/// # Errors
/// When `runs.csv` lacks the column or a field is not a number.
pub fn block(comparison: &Comparison) -> Result<Block, ReportError> {
    let texts = comparison.texts();
    let rule = comparison.experiment.scenario.run.parity;
    let heading = match rule {
        Parity::EqualPublic => texts.parity[0],
        Parity::EqualPaidHours => texts.parity[1],
        Parity::EqualSocialCost => texts.parity[2],
    };
    let mut block = Block::new(heading);
    block.left(texts.policy, "");
    block.right(texts.factor, "");
    block.right(texts.residual, "%");
    for &policy in &comparison.order {
        let factor = *comparison.experiment.policies[policy].policy.funding.budget_factor;
        let residual = comparison.estimate(policy, &shared::PARITY_RESIDUAL)?;
        block.rows.push(vec![
            comparison.name(policy).to_owned(),
            number(factor, 4),
            residual.map_or_else(|| "-".to_owned(), |e| signed(e.mean * 100.0, 2)),
        ]);
    }
    Ok(block)
}

/// The policies that miss parity by more than the limit; `None` if all keep it.
///
/// # Errors
/// As [`block`].
pub fn note(comparison: &Comparison) -> Result<Option<String>, ReportError> {
    let limit = limit(comparison.experiment.scenario.run.parity);
    let mut beyond = Vec::new();
    for &policy in &comparison.order {
        if comparison.estimate(policy, &shared::PARITY_RESIDUAL)?.is_some_and(|e| e.mean.abs() > limit) {
            beyond.push(comparison.name(policy));
        }
    }
    if beyond.is_empty() {
        return Ok(None);
    }
    let limit = number(limit * 100.0, 1);
    Ok(Some(fill(comparison.texts().beyond, &[("limit", &limit), ("policies", &beyond.join(", "))])))
}
