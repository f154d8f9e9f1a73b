//! Who is left out, and who is worse off: the unmet share by segment and category, from `cells.csv`.

use std::fmt::Write;
use std::path::Path;

use super::cohort::{ByReplicate, cell, difference, together};
use super::facts::Facts;
use super::markup::{in_both, points};
use super::places::place_of;
use crate::base::words::{Both, Pair, both};
use crate::measure::statistics::Estimate;
use crate::measure::tables::cells::{CATEGORY, CREATED, DISTANCE_FIFTH, RESOLVED, SEGMENT};
use crate::measure::tables::{CELLS, head};
use crate::report::error::ReportError;
use crate::report::sheet::Sheet;

/// Needs by policy and group.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// Names of segments.
    segments: Vec<String>,
    /// Names of categories.
    categories: Vec<String>,
    /// By policy, segment and category.
    cells: Vec<Vec<Vec<ByReplicate>>>,
    /// By policy and fifth of distance.
    fifths: Vec<Vec<ByReplicate>>,
}

/// A name that the world should have.
const OF_THE_WORLD: Pair = Pair { en: "a segment or category of assumptions.csv", zh: "assumptions.csv 中的人群或品类" };
/// A fifth by distance.
const IN_ORDER: Pair = Pair { en: "1 to 5", zh: "1 至 5" };

impl Groups {
    /// Reads `cells.csv`; empty where there is none.
    ///
    /// # Errors
    /// When it is not such a table.
    pub fn read(dir: &Path, facts: &Facts) -> Result<Self, ReportError> {
        let names = |kind: &str| -> Vec<String> {
            let of = |key: &str| key.strip_prefix(kind)?.strip_suffix(".label").map(str::to_owned);
            facts.keys.iter().filter_map(|key| of(&key.key)).collect()
        };
        let (segments, categories) = (names("segment."), names("category."));
        let Some(mut sheet) = Sheet::open(&dir.join(CELLS.file))? else { return Ok(Self::default()) };
        let policies: Vec<&str> = facts.policies.iter().map(|policy| policy.name.as_str()).collect();
        let [policy, replicate] = [sheet.place(&head::POLICY)?, sheet.place(&head::REPLICATE)?];
        let [segment, category, fifth] = [sheet.place(&SEGMENT)?, sheet.place(&CATEGORY)?, sheet.place(&DISTANCE_FIFTH)?];
        let [created, resolved] = [sheet.place(&CREATED)?, sheet.place(&RESOLVED)?];
        let [of_segment, of_category] = [&segments, &categories].map(|names| place_of(names.iter().map(String::as_str)));
        let none = vec![vec![ByReplicate::new(); categories.len()]; segments.len()];
        let mut cells = vec![none; policies.len()];
        let mut fifths = vec![vec![ByReplicate::new(); 5]; policies.len()];
        while sheet.next()?.is_some() {
            let s = *of_segment.get(sheet.field(segment)).ok_or_else(|| sheet.wrong(segment, OF_THE_WORLD))?;
            let k = *of_category.get(sheet.field(category)).ok_or_else(|| sheet.wrong(category, OF_THE_WORLD))?;
            let (arm, number) = (sheet.policy(policy, &policies)?, sheet.whole(replicate)?);
            let counts = (u64::from(sheet.whole(created)?), u64::from(sheet.whole(resolved)?));
            let distance = (sheet.whole(fifth)? as usize).wrapping_sub(1);
            let far = fifths[arm].get_mut(distance).ok_or_else(|| sheet.wrong(fifth, IN_ORDER))?;
            for sums in [&mut cells[arm][s][k], far] {
                let sum = sums.entry(number).or_default();
                *sum = (sum.0 + counts.0, sum.1 + counts.1);
            }
        }
        Ok(Self { segments, categories, cells, fifths })
    }

    /// Whether there is anything to tell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// A segment over all categories.
    fn of_segment(&self, policy: usize, segment: usize) -> ByReplicate {
        together(&self.cells[policy][segment])
    }

    /// Who benefits less than all: segments and fifths of distance that are worse off, or gain less than half of what all gain.
    #[must_use]
    pub fn less(&self, facts: &Facts, baseline: usize, policy: usize) -> String {
        if self.is_empty() {
            return in_both(&both!("cells.csv was not collected.", "未收集 cells.csv。"));
        }
        let all = |at: usize| together(&self.fifths[at]);
        let Some(estimate) = difference(&all(baseline), &all(policy)) else { return String::from("–") };
        if estimate.interval.is_none() {
            return in_both(&both!("One replicate cannot say.", "单次重复无法判断。"));
        }
        let whole = estimate.mean;
        let segments = (0..self.segments.len()).map(|s| {
            let of = difference(&self.of_segment(baseline, s), &self.of_segment(policy, s));
            (facts.label("segment", &self.segments[s]), of)
        });
        let remote = both!("the remotest fifth of communities", "最远的五分之一社区");
        let far = std::iter::once((remote, difference(&self.fifths[baseline][4], &self.fifths[policy][4])));
        let named: Vec<(Both, Estimate)> = segments
            .chain(far)
            .filter_map(|(label, estimate)| Some((label, estimate?)))
            .filter(|(_, estimate)| stands_out(*estimate, whole))
            .collect();
        if named.is_empty() {
            let whole = points(Some(estimate));
            return in_both(&both!(
                "No segment of residents, nor the remotest fifth of communities, surely lags behind all ({whole} points over the whole window).",
                "没有哪一人群，也没有最远五分之一的社区，明确落后于全体（全窗口期 {whole} 个百分点）。"
            ));
        }
        let shown: Vec<String> =
            named.iter().map(|(label, estimate)| format!("{} {}", in_both(label), points(Some(*estimate)))).collect();
        let whole = points(Some(Estimate { n: 1, mean: whole, interval: None }));
        let all = in_both(&both!(" points; all: {whole}, over the whole window.", " 个百分点；全体：{whole}（全窗口期）。"));
        shown.join(&super::markup::spans("; ", "；")) + &all
    }

    /// The table of a policy against a baseline: the unmet share in each cell, and how it differs.
    #[must_use]
    pub fn table(&self, facts: &Facts, baseline: usize, policy: usize) -> String {
        let mut out = String::from("<table class=\"cells\"><thead><tr><td></td>");
        for name in &self.categories {
            let _ = write!(out, "<th scope=\"col\">{}</th>", in_both(&facts.label("category", name)));
        }
        out += "</tr></thead><tbody>";
        for (s, name) in self.segments.iter().enumerate() {
            let _ = write!(out, "<tr><th scope=\"row\">{}</th>", in_both(&facts.label("segment", name)));
            for k in 0..self.categories.len() {
                out += &cell(&self.cells[baseline][s][k], &self.cells[policy][s][k], facts.delta, baseline == policy);
            }
            out += "</tr>";
        }
        for (at, name) in [(0, both!("nearest fifth", "最近的五分之一")), (4, both!("remotest fifth", "最远的五分之一"))]
        {
            let inner = cell(&self.fifths[baseline][at], &self.fifths[policy][at], facts.delta, baseline == policy);
            let rest = self.categories.len().saturating_sub(1);
            let _ = write!(out, "<tr><th scope=\"row\">{}</th>{inner}<td colspan=\"{rest}\"></td></tr>", in_both(&name));
        }
        out += "</tbody></table>";
        out
    }
}

/// Whether a group is worse off, or gains less than half of what all gain, beyond chance.
fn stands_out(group: Estimate, whole: f64) -> bool {
    let Some(interval) = group.interval else { return false };
    interval.low > 0.0 || whole < 0.0 && interval.low > whole / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::statistics::Interval;

    #[test]
    fn a_group_stands_out_that_is_worse_off_or_gains_less_than_half_beyond_chance() {
        let of = |low, high| Estimate { n: 5, mean: (low + high) / 2.0, interval: Some(Interval { low, high }) };
        assert!(stands_out(of(0.01, 0.03), -0.04), "worse off");
        assert!(stands_out(of(-0.015, -0.005), -0.04), "gains, but less than half");
        assert!(!stands_out(of(-0.03, -0.01), -0.04), "may gain half");
        assert!(!stands_out(of(-0.01, 0.02), 0.03), "where all lose, who loses less does not stand out");
        assert!(!stands_out(Estimate { n: 1, mean: 0.3, interval: None }, -0.04), "one replicate");
    }
}
