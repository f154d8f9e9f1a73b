//! Stopping at a precision (精度): Stein's two stages as two waves.
//!
//! The replicates that are asked for are the first stage. From its paired differences follows how many replicates each point needs
//! ([`stein`]); what it lacks is one more wave. That number is a function of the first stage alone, so an experiment that is
//! complete stays so, however often it is asked for, and on however many machines it was run.

use crate::measure::column::Range;
use crate::measure::statistics::LEVEL;
use crate::measure::statistics::stein::{self, LEAST, Split, Wanted as Comparison};
use crate::measure::tables::runs::{Metric, metrics};
use crate::store::StoreError;
use crate::store::by_point::ArmRuns;
use crate::store::folder::Folder;
use crate::store::plan::Plan;
use crate::store::wave::{self, Wanted, Wave};

/// The precision that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Precision {
    /// The column of `runs.csv` whose differences from the baseline count.
    pub column: &'static Metric,
    /// Half-width that each interval may have, in its unit.
    pub half_width: f64,
    /// Replicates that a point may have at most.
    pub most: u32,
    /// How the arms of a point share the chance of a miss.
    pub split: Split,
    /// Replicates of the first stage.
    pub first: u32,
}

impl Precision {
    /// The fewest replicates of a first stage.
    pub const FEWEST: u32 = LEAST as u32;

    /// A column of `runs.csv` that differences can be taken of.
    #[must_use]
    pub fn column(name: &str) -> Option<&'static Metric> {
        Self::columns().find(|column| column.name == name)
    }

    /// The columns that can be asked for.
    pub fn columns() -> impl Iterator<Item = &'static Metric> {
        metrics().filter(|column| column.range != Range::Text)
    }

    /// Differences of an arm from the baseline in the first stage.
    #[must_use]
    pub fn first_stage(&self, arm: &ArmRuns, baseline: &ArmRuns) -> Vec<f64> {
        arm.until(self.first).pairs(&baseline.until(self.first), 0).into_iter().map(|(own, base)| own - base).collect()
    }

    /// Replicates that a point needs, from the differences of its arms in the first stage: N, at most [`Self::most`]. No more than it has where one of the arms
    /// has no first stage, because runs of it failed.
    #[must_use]
    pub fn needed(&self, arms: &[Vec<f64>]) -> u32 {
        let wanted: Vec<Comparison<'_>> = arms.iter().map(|first| Comparison { first, half_width: self.half_width }).collect();
        let planned = stein::plan(&wanted, LEVEL, self.split).map_or(0, |plan| plan.replicates);
        u32::try_from(planned).unwrap_or(u32::MAX).clamp(self.first, self.most.max(self.first))
    }
}

/// The wave that follows in a folder that is complete: first what is missing of what is asked for, then what the precision still needs.
///
/// # Errors
/// When rows cannot be read.
pub fn next(folder: &Folder, asked: &Plan, precision: Option<&Precision>) -> Result<Option<Wave>, StoreError> {
    let plan = folder.plan();
    let policies: Vec<String> = plan.arms.iter().map(|arm| arm.name.clone()).collect();
    let wanted = Wanted { points: plan.points, replicates: asked.replicates(), policies: &policies };
    let mut whole = wave::grown(&plan.waves, wave::blocks(&plan.waves), wanted);
    if whole.len() > plan.waves.len() {
        return Ok(Some(whole.swap_remove(plan.waves.len())));
    }
    let Some(precision) = precision else { return Ok(None) };
    let needed = needed(folder, precision)?;
    let depths = wave::depths(&plan.waves, plan.points);
    let parts = wave::lacking(&depths, &|point| needed.get(point as usize).copied().unwrap_or(precision.first));
    let wave = Wave { why: "precision".to_owned(), policies: plan.policies(), parts };
    Ok((!wave.parts.is_empty()).then_some(wave))
}

/// Replicates that every point needs.
fn needed(folder: &Folder, precision: &Precision) -> Result<Vec<u32>, StoreError> {
    let mut needed = vec![precision.first; folder.plan().points as usize];
    let mut points = folder.by_point(&[*precision.column])?;
    while let Some(runs) = points.next_point()? {
        let baseline = runs.arm(&folder.plan().baseline);
        let (Some(baseline), Some(needed)) = (baseline, needed.get_mut(runs.point as usize)) else { continue };
        let others = runs.arms.iter().filter(|arm| arm.name != baseline.name);
        let arms: Vec<Vec<f64>> = others.map(|arm| precision.first_stage(arm, baseline)).collect();
        if !arms.is_empty() {
            *needed = precision.needed(&arms);
        }
    }
    Ok(needed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn precision(half_width: f64, most: u32) -> Precision {
        let column = Precision::column("unmet_share").expect("a column");
        Precision { column, half_width, most, split: Split::Each, first: 10 }
    }

    #[test]
    fn the_arm_that_needs_most_decides_within_what_is_allowed() {
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        let half: Vec<f64> = ten.iter().map(|x| x / 2.0).collect();
        // 47 by the formula of Stein's two stages, see there.
        assert_eq!(precision(1.0, 200).needed(&[half.clone(), ten.clone()]), 47);
        assert_eq!(precision(1.0, 30).needed(&[half.clone(), ten.clone()]), 30);
        assert_eq!(precision(100.0, 200).needed(&[half, ten.clone()]), 10);
        assert_eq!(precision(1.0, 200).needed(&[ten[..9].to_vec()]), 10, "no first stage, no second");
    }

    #[test]
    fn a_column_has_numbers() {
        assert!(Precision::column("unmet_share").is_some() && Precision::column("social_cost").is_none());
        assert!(Precision::column("policy").is_none() && Precision::column("point").is_none());
    }
}
