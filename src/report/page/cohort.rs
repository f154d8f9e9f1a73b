//! The needs of a group that arose in the window and were resolved, replicate by replicate.

use std::collections::BTreeMap;

use super::markup::{number, signed, text};
use crate::measure::statistics::{Estimate, mean_interval, paired_difference};
use crate::report::says::Says;

/// Needs that arose and were resolved, by replicate.
pub type ByReplicate = BTreeMap<u32, (u64, u64)>;

/// Groups put together.
#[must_use]
pub fn together<'a>(groups: impl IntoIterator<Item = &'a ByReplicate>) -> ByReplicate {
    let mut sums = ByReplicate::new();
    for (replicate, (created, resolved)) in groups.into_iter().flatten() {
        let sum = sums.entry(*replicate).or_default();
        *sum = (sum.0 + created, sum.1 + resolved);
    }
    sums
}

/// A cell: the unmet share, and the difference where there is one; hatched where its sign is not sure.
#[must_use]
pub fn cell(base: &ByReplicate, own: &ByReplicate, delta: f64, same: bool) -> String {
    let Some(share) = mean_interval(&shares(own)) else { return "<td>–</td>".to_owned() };
    let level = number(100.0 * share.mean, 0);
    if same {
        return format!("<td>{level}</td>");
    }
    let difference = difference(base, own);
    let says = Says::of(difference, delta);
    let unsure = if says == Says::Undecided { " unsure" } else { "" };
    let apart = difference.map_or_else(String::new, |d| format!("{} {}", says.sign(), text(&signed(100.0 * d.mean, 1))));
    format!("<td class=\"{}{unsure}\">{level}<small>{apart}</small></td>", says.class())
}

/// The unmet share of each replicate in which needs arose.
#[must_use]
pub fn shares(of: &ByReplicate) -> Vec<f64> {
    of.values().filter(|(created, _)| *created > 0).map(|counts| unmet(*counts)).collect()
}

/// The paired difference of the unmet share.
#[must_use]
pub fn difference(base: &ByReplicate, own: &ByReplicate) -> Option<Estimate> {
    let pairs: Vec<(f64, f64)> = base
        .iter()
        .filter_map(|(replicate, counts)| Some((*counts, *own.get(replicate)?)))
        .filter(|(a, b)| a.0 > 0 && b.0 > 0)
        .map(|(a, b)| (unmet(a), unmet(b)))
        .collect();
    paired_difference(&pairs)
}

fn unmet((created, resolved): (u64, u64)) -> f64 {
    1.0 - resolved as f64 / created as f64
}
