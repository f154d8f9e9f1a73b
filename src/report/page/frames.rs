//! The signs in other frames, from `frames.csv`.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::words::{Both, both};
use crate::experiment::sweep::frames::OTHER;
use crate::measure::column::Column;
use crate::measure::statistics::{Estimate, mean, paired_difference};
use crate::measure::tables::FRAMES_CSV;
use crate::measure::tables::frames::{FRAME, OfFrame, POLICY, REPLICATE, UNMET_SHARE_LAST2};
use crate::report::error::ReportError;
use crate::report::sheet::Sheet;

/// The frame in which an increment comes on top of what the status quo has.
const ADDED: &str = "added";

/// The unmet share of the last two years, by policy and replicate.
type Rows = BTreeMap<String, BTreeMap<u32, f64>>;

/// The same by frame.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    status_quo: String,
    all: Vec<(String, Rows)>,
}

impl Frames {
    /// Reads `frames.csv`; empty where there is none.
    ///
    /// # Errors
    /// When it is not such a table.
    pub fn read(dir: &Path, status_quo: &str) -> Result<Self, ReportError> {
        let Some(mut sheet) = Sheet::open(&dir.join(FRAMES_CSV.file))? else { return Ok(Self::default()) };
        let at = |column: &Column<OfFrame>| sheet.place(column);
        let [frame, policy, replicate, share] = [at(&FRAME)?, at(&POLICY)?, at(&REPLICATE)?, at(&UNMET_SHARE_LAST2)?];
        let mut all: Vec<(String, Rows)> = Vec::new();
        while sheet.next()?.is_some() {
            let name = sheet.field(frame).to_owned();
            if all.last().is_none_or(|(last, _)| *last != name) {
                all.push((name, BTreeMap::new()));
            }
            if let (Some((_, rows)), false) = (all.last_mut(), sheet.field(share).is_empty()) {
                let of_policy = rows.entry(sheet.field(policy).to_owned()).or_default();
                of_policy.insert(sheet.whole(replicate)?, sheet.number(share)?);
            }
        }
        Ok(Self { status_quo: status_quo.to_owned(), all })
    }

    /// The mean differences of two policies in all frames that have them.
    #[must_use]
    pub fn means(&self, baseline: &str, policy: &str) -> Vec<f64> {
        self.differences(baseline, policy).into_iter().filter_map(|(_, difference)| difference.map(|d| d.mean)).collect()
    }

    /// Names of the frames.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|(name, _)| name.as_str())
    }

    /// The most replicates of a policy in a frame.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.all.iter().flat_map(|(_, rows)| rows.values()).map(BTreeMap::len).max().unwrap_or(0)
    }

    /// Each frame with the difference of two policies in it. With money on top, what the experiment's baseline does with it is the better of its two
    /// uses, on either side.
    #[must_use]
    pub fn differences(&self, baseline: &str, policy: &str) -> Vec<(&str, Option<Estimate>)> {
        let of = |frame: &str, rows: &Rows| {
            let level = |name: &str| rows.get(name).and_then(|row| mean(&row.values().copied().collect::<Vec<_>>()));
            let used = |name: &str| {
                let other = format!("{name}{OTHER}");
                let choice = frame == ADDED && name == self.status_quo;
                let better = choice && level(&other).zip(level(name)).is_some_and(|(other, own)| other < own);
                rows.get(if better { other.as_str() } else { name })
            };
            let (base, own) = (used(baseline)?, used(policy)?);
            let pairs: Vec<(f64, f64)> = base.iter().filter_map(|(n, a)| Some((*a, *own.get(n)?))).collect();
            paired_difference(&pairs)
        };
        self.all.iter().map(|(frame, rows)| (frame.as_str(), of(frame, rows))).collect()
    }
}

/// The name of a frame for people.
#[must_use]
pub fn title_of_frame(name: &str) -> Both {
    if let Some(yuan) = name.strip_prefix("line-") {
        return both!("line of {yuan} yuan", "专项每人 {yuan} 元");
    }
    match name {
        "added" => both!("increment on top", "增量"),
        "whole-budget" => both!("whole budget (stress test)", "全部预算（压力测试）"),
        "paper" => both!("reports on paper", "纸质报表"),
        "platform" => both!("reports by platform", "平台报表"),
        "burnout" => both!("burnout takes time", "倦怠耗时"),
        other => Both::same(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_money_on_top_the_status_quo_has_the_better_of_its_uses_on_either_side() {
        let row = |share: f64| [(0, share), (1, share + 0.01)].into_iter().collect::<BTreeMap<u32, f64>>();
        let rows: BTreeMap<String, BTreeMap<u32, f64>> =
            [("quo", 0.5), ("quo-other", 0.4), ("new", 0.45)].map(|(name, share)| (name.to_owned(), row(share))).into();
        let frames = Frames { status_quo: "quo".into(), all: vec![("line-5".into(), rows.clone()), (ADDED.into(), rows)] };
        let of = |a: &str, b: &str| {
            frames.differences(a, b).into_iter().map(|(_, d)| d.map_or(f64::NAN, |d| d.mean)).collect::<Vec<_>>()
        };
        let near = |found: Vec<f64>, expected: [f64; 2]| found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12);
        assert!(near(of("quo", "new"), [-0.05, 0.05]) && near(of("new", "quo"), [0.05, -0.05]));
    }
}
