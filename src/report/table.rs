//! The main table in the terminal: outcomes, where needs were lost, cost and effort, transition and settled state, and notes.
//!
//! Plain text without colour, so that it can go into a file or a mail.

use std::fmt::Write;

use super::block::Block;
use super::comparison::Comparison;
use super::numbers::{number, with_interval};
use super::settled::{self, State};
use super::texts::fill;
use crate::base::words::shown;
use crate::measure::statistics;
use crate::measure::tables::runs::{Metric, costs, outcomes, shared, work};
use crate::report::error::ReportError;

/// The parts of `unmet_share_weighted`, in the order a need meets them.
pub const PARTS: [Metric; 7] = [
    outcomes::UNMET_LATENT,
    outcomes::UNMET_DOOR,
    outcomes::UNMET_DESK,
    outcomes::UNMET_ROUTE,
    outcomes::UNMET_GIVING_UP,
    outcomes::UNMET_FAILURE,
    outcomes::UNMET_OPEN,
];
/// The parts of `unmet_share_weighted` against the omniscient bound, in the order in which limits are added.
pub const GAPS: [Metric; 6] = [
    outcomes::SHORTAGE,
    outcomes::SPACE_GAP,
    outcomes::CATEGORY_GAP,
    outcomes::FORESIGHT_GAP,
    outcomes::DISCOVERY_GAP,
    outcomes::COORDINATION_GAP,
];
/// All that the table shows of a policy, in the order of its blocks: for whoever reads it by program.
pub const MEASURES: [Metric; 24] = [
    outcomes::UNMET_SHARE,
    outcomes::MEAN_WAIT_DAYS,
    outcomes::UNMET_SHARE_WEIGHTED,
    PARTS[0],
    PARTS[1],
    PARTS[2],
    PARTS[3],
    PARTS[4],
    PARTS[5],
    PARTS[6],
    GAPS[0],
    GAPS[1],
    GAPS[2],
    GAPS[3],
    GAPS[4],
    GAPS[5],
    costs::SOCIAL_COST_PER_RESOLVED_CNY,
    costs::PUBLIC_COST_PER_RESOLVED_CNY,
    costs::COORDINATION_MINUTES_PER_RESOLVED,
    work::UTILISATION,
    outcomes::UNMET_SHARE_FIRST2,
    outcomes::UNMET_SHARE_LAST2,
    outcomes::UNMET_SHARE_SLOPE,
    shared::PARITY_RESIDUAL,
];
/// The number of the gaps that are unavoidable even with full knowledge.
const BOUND: usize = 3;
/// Name of the row of the bound.
const OMNISCIENT: &str = "omniscient";
/// A missing value.
const ABSENT: &str = "-";

/// The whole text: a head line, the blocks, the notes.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn render(comparison: &Comparison) -> Result<String, ReportError> {
    let texts = comparison.texts();
    let scenario = &comparison.experiment.scenario;
    let mut text = fill(
        texts.head,
        &[
            ("title", &shown(comparison.lang.pick(&scenario.title, &scenario.title_zh))),
            ("years", &comparison.lang.years(scenario.run.years.get())),
            ("burn_in", &comparison.lang.years(scenario.run.burn_in_years.get())),
            ("baseline", &scenario.baseline),
        ],
    );
    text.push('\n');
    text.push_str(texts.not_varied);
    text.push('\n');
    let mut blocks = vec![outcomes(comparison)?, lost(comparison)?, gaps(comparison)?, effort(comparison)?];
    if scenario.run.years.get() > 2 {
        blocks.push(last_years(comparison)?);
    }
    blocks.push(super::parity::block(comparison)?);
    for block in blocks {
        text.push('\n');
        text.push_str(&block.render());
    }
    text.push('\n');
    for note in notes(comparison)? {
        text.push_str(&note);
        text.push('\n');
    }
    Ok(text)
}

fn outcomes(comparison: &Comparison) -> Result<Block, ReportError> {
    let texts = comparison.texts();
    let mut block = Block::new(texts.outcomes);
    block.left(texts.policy, "");
    block.label("", "");
    block.right(texts.unmet, "%");
    block.right(texts.difference, texts.points);
    block.right(texts.wait, texts.days);
    for &policy in &comparison.order {
        block.rows.push(vec![
            comparison.name(policy).to_owned(),
            comparison.label(policy).to_owned(),
            percent(comparison, policy, &outcomes::UNMET_SHARE)?,
            difference(comparison, policy, &outcomes::UNMET_SHARE)?,
            value(comparison, policy, &outcomes::MEAN_WAIT_DAYS, 1.0, 1)?,
        ]);
    }
    Ok(block)
}

fn lost(comparison: &Comparison) -> Result<Block, ReportError> {
    let texts = comparison.texts();
    let mut block = Block::new(texts.lost);
    block.left(texts.policy, "");
    block.right(texts.weighted, "%");
    for (i, part) in texts.parts.into_iter().enumerate() {
        block.right(part, if i == 0 { "= %" } else { "+ %" });
    }
    for &policy in &comparison.order {
        let mut row = vec![comparison.name(policy).to_owned(), percent(comparison, policy, &outcomes::UNMET_SHARE_WEIGHTED)?];
        for part in PARTS {
            row.push(percent(comparison, policy, &part)?);
        }
        block.rows.push(row);
    }
    Ok(block)
}

/// The gaps of every policy, and in a separate row what would remain with full knowledge and the baseline's minutes.
fn gaps(comparison: &Comparison) -> Result<Block, ReportError> {
    let texts = comparison.texts();
    let mut block = Block::new(texts.gaps);
    block.left(texts.policy, "");
    block.right(texts.weighted, "%");
    for (i, part) in texts.gap_parts.into_iter().enumerate() {
        block.right(part, if i == 0 { "= %" } else { "+ %" });
    }
    for &policy in &comparison.order {
        let mut row = vec![comparison.name(policy).to_owned(), percent(comparison, policy, &outcomes::UNMET_SHARE_WEIGHTED)?];
        for gap in GAPS {
            row.push(percent(comparison, policy, &gap)?);
        }
        block.rows.push(row);
    }
    if let Some(baseline) = comparison.baseline {
        let mut parts = Vec::new();
        for gap in &GAPS[..BOUND] {
            parts.extend(comparison.estimate(baseline, gap)?.map(|e| e.mean * 100.0));
        }
        if parts.len() == BOUND {
            let mut row = vec![OMNISCIENT.to_owned(), number(statistics::sum(&parts), 1)];
            row.extend(parts.iter().map(|&part| number(part, 1)));
            row.resize(2 + GAPS.len(), ABSENT.to_owned());
            block.rows.push(row);
        }
    }
    Ok(block)
}

fn effort(comparison: &Comparison) -> Result<Block, ReportError> {
    let texts = comparison.texts();
    let mut block = Block::new(texts.effort);
    block.left(texts.policy, "");
    block.right(texts.social, texts.yuan);
    block.right(texts.public, texts.yuan);
    block.right(texts.coordination, texts.minutes);
    block.right(texts.utilisation, "%");
    for &policy in &comparison.order {
        block.rows.push(vec![
            comparison.name(policy).to_owned(),
            value(comparison, policy, &costs::SOCIAL_COST_PER_RESOLVED_CNY, 1.0, 0)?,
            value(comparison, policy, &costs::PUBLIC_COST_PER_RESOLVED_CNY, 1.0, 0)?,
            value(comparison, policy, &costs::COORDINATION_MINUTES_PER_RESOLVED, 1.0, 1)?,
            percent(comparison, policy, &work::UTILISATION)?,
        ]);
    }
    Ok(block)
}

fn last_years(comparison: &Comparison) -> Result<Block, ReportError> {
    let texts = comparison.texts();
    let mut block = Block::new(texts.last);
    let delta = *comparison.experiment.scenario.measure.delta;
    block.left(texts.policy, "");
    block.right(texts.first_years, texts.points);
    block.right(texts.last_years, texts.points);
    block.right(texts.slope, texts.points_a_year);
    block.left(texts.state, "");
    for &policy in &comparison.order {
        let slope = settled::slope(&comparison.pairs(policy, &outcomes::UNMET_SHARE_SLOPE)?);
        let state = slope.map_or(ABSENT, |slope| match settled::state(&slope, delta) {
            State::Settled => texts.settled,
            State::Moving => texts.moving,
            State::Undecided => texts.undecided,
        });
        block.rows.push(vec![
            comparison.name(policy).to_owned(),
            difference(comparison, policy, &outcomes::UNMET_SHARE_FIRST2)?,
            difference(comparison, policy, &outcomes::UNMET_SHARE_LAST2)?,
            slope.map_or_else(|| ABSENT.to_owned(), |slope| with_interval(slope.scaled(100.0), 2)),
            state.to_owned(),
        ]);
    }
    Ok(block)
}

fn notes(comparison: &Comparison) -> Result<Vec<String>, ReportError> {
    let texts = comparison.texts();
    let scenario = &comparison.experiment.scenario;
    let counts: Vec<usize> = comparison.order.iter().map(|&policy| comparison.runs.count(policy)).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    let mut first = fill(texts.replicates, &[("n", &most.to_string())]);
    for (&policy, &n) in comparison.order.iter().zip(&counts) {
        if n < most {
            let _ = write!(first, " {}.", fill(texts.fewer, &[("policy", comparison.name(policy)), ("n", &n.to_string())]));
        }
    }
    let mut notes = vec![first];
    if most == 1 {
        notes.push(texts.no_interval.to_owned());
    }
    match comparison.baseline {
        Some(baseline) if comparison.runs.count(baseline) > 0 => {
            notes.push(texts.paired.to_owned());
            notes.extend(pairing(comparison)?);
        }
        _ => notes.push(fill(texts.no_baseline, &[("baseline", &scenario.baseline)])),
    }
    notes.push(texts.counted.to_owned());
    if scenario.run.years.get() > 2 {
        let delta = super::numbers::number(*scenario.measure.delta * settled::MOST * 100.0, 2);
        notes.push(fill(texts.settled_note, &[("delta", &delta)]));
    }
    notes.push(texts.parts_sum.to_owned());
    notes.push(texts.gaps_sum.to_owned());
    if comparison.baseline.is_some() {
        notes.push(fill(texts.omniscient, &[("baseline", &scenario.baseline)]));
    }
    if scenario.district.illustrative {
        notes.push(texts.illustrative.to_owned());
    }
    notes.extend(super::parity::note(comparison)?);
    notes.extend(warnings(comparison)?);
    Ok(notes)
}

/// How much of the variance pairing removed, over the policies.
fn pairing(comparison: &Comparison) -> Result<Option<String>, ReportError> {
    let mut removed = Vec::new();
    for &policy in &comparison.order {
        let pairs = comparison.pairs(policy, &outcomes::UNMET_SHARE)?;
        removed.extend(statistics::variance_removed(&pairs));
    }
    let low = removed.iter().copied().reduce(f64::min);
    let high = removed.iter().copied().reduce(f64::max);
    Ok(low.zip(high).map(|(low, high)| {
        fill(comparison.texts().pairing, &[("low", &number(low * 100.0, 0)), ("high", &number(high * 100.0, 0))])
    }))
}

fn warnings(comparison: &Comparison) -> Result<Vec<String>, ReportError> {
    let texts = comparison.texts();
    let mut warnings = Vec::new();
    let limit = comparison.experiment.scenario.government.warn_utilisation.get();
    if let Some(baseline) = comparison.baseline {
        for (level, metric) in [("1", &work::APPROVALS_UTILISATION_1), ("2", &work::APPROVALS_UTILISATION_2)] {
            let busy = comparison.estimate(baseline, metric)?;
            if let Some(busy) = busy.filter(|busy| busy.mean > limit) {
                warnings.push(fill(
                    texts.approvals,
                    &[("level", level), ("value", &number(busy.mean * 100.0, 1)), ("limit", &number(limit * 100.0, 0))],
                ));
            }
        }
    }
    let failed = &comparison.runs.failed;
    if !failed.is_empty() {
        warnings.push(fill(texts.failed, &[("n", &failed.len().to_string())]));
        // Thousands of runs may fail; the file has them all.
        for run in failed.iter().take(10) {
            warnings.push(format!(
                "  {}",
                fill(
                    texts.failed_run,
                    &[
                        ("policy", comparison.name(run.policy)),
                        ("replicate", &run.replicate.to_string()),
                        ("reason", &shown(&run.reason)),
                    ],
                )
            ));
        }
        if failed.len() > 10 {
            warnings.push("  ...".to_owned());
        }
    }
    Ok(warnings)
}

fn value(comparison: &Comparison, policy: usize, metric: &Metric, factor: f64, decimals: usize) -> Result<String, ReportError> {
    Ok(comparison.estimate(policy, metric)?.map_or_else(|| ABSENT.to_owned(), |e| number(e.mean * factor, decimals)))
}

fn percent(comparison: &Comparison, policy: usize, metric: &Metric) -> Result<String, ReportError> {
    value(comparison, policy, metric, 100.0, 1)
}

fn difference(comparison: &Comparison, policy: usize, metric: &Metric) -> Result<String, ReportError> {
    if comparison.is_baseline(policy) {
        return Ok(comparison.texts().baseline.to_owned());
    }
    Ok(comparison.difference(policy, metric)?.map_or_else(|| ABSENT.to_owned(), |e| with_interval(e.scaled(100.0), 2)))
}
