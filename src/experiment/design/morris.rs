//! Morris' elementary effects: which factors matter at all, at a cost that grows with their number only.
//!
//! **Design** (Morris 1991). Coordinates take p levels 0, 1/(p − 1), …, 1, p even. A trajectory begins at a random point and changes every coordinate
//! once, in a random order, up or down by
//!
//! Δ = p / (2(p − 1)),
//!
//! so that each level is as likely as any other. r trajectories over k coordinates have r(k + 1) rows, one trajectory behind the other. A trajectory
//! depends on the seed and its number alone: more can be added.
//!
//! **Estimates.** The elementary effect of coordinate j on a trajectory is (y_after − y_before) / (x_after − x_before). Over trajectories,
//! μ is its mean, μ* the mean of its absolute value (Campolongo, Cariboni and Saltelli 2007), σ its standard deviation. Small μ*: negligible.
//! Large σ beside μ*: the effect depends on the other factors, or is not linear. Units: those of the answer, per whole range of the factor.

use super::outputs::complete;
use super::random::{Stream, Use};
use crate::base::words::{Both, both};

/// The most rows of a design.
pub const MOST_ROWS: u64 = 1_000_000_000;
/// The most levels of a coordinate.
pub const MOST_LEVELS: u32 = 1000;

/// Trajectories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Morris {
    trajectories: u64,
    levels: u32,
    coordinates: usize,
    seed: u32,
}

/// The elementary effects of a coordinate over all trajectories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Their mean, μ.
    pub mean: f64,
    /// The mean of their absolute values, μ*.
    pub mean_absolute: f64,
    /// Their standard deviation, σ; 0 on a single trajectory.
    pub deviation: f64,
}

/// A trajectory before it is walked, in levels.
struct Trajectory {
    begin: Vec<u32>,
    /// Where each coordinate goes.
    end: Vec<u32>,
    /// Which coordinate changes at each step.
    order: Vec<u32>,
}

impl Morris {
    /// So many trajectories over coordinates of so many levels; usual are 10 to 50 of 4 levels.
    ///
    /// # Errors
    /// When there are no trajectories or coordinates, levels are odd or not 2 to [`MOST_LEVELS`], or rows are more than [`MOST_ROWS`].
    pub fn new(trajectories: u64, levels: u32, coordinates: usize, seed: u32) -> Result<Self, Both> {
        if trajectories == 0 || coordinates == 0 {
            return Err(both!(
                "{trajectories} trajectories over {coordinates} coordinates: expected at least one of each",
                "{coordinates} 个坐标上有 {trajectories} 条轨迹：两者都至少应为 1"
            ));
        }
        if !levels.is_multiple_of(2) || !(2..=MOST_LEVELS).contains(&levels) {
            return Err(both!(
                "{levels} levels for elementary effects; expected an even number from 2 to {MOST_LEVELS}",
                "基本效应法有 {levels} 个水平；应为 2 至 {MOST_LEVELS} 的偶数"
            ));
        }
        if trajectories.checked_mul(coordinates as u64 + 1).is_none_or(|rows| rows > MOST_ROWS) {
            return Err(both!(
                "{trajectories} trajectories over {coordinates} coordinates have more than {MOST_ROWS} rows",
                "{coordinates} 个坐标上的 {trajectories} 条轨迹超过 {MOST_ROWS} 行"
            ));
        }
        Ok(Self { trajectories, levels, coordinates, seed })
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.trajectories * (self.coordinates as u64 + 1)
    }

    /// How far a coordinate moves, Δ.
    #[must_use]
    pub fn step(&self) -> f64 {
        f64::from(self.levels / 2) / f64::from(self.levels - 1)
    }

    /// The point of a row in the unit cube; `None` behind the last.
    #[must_use]
    pub fn unit(&self, index: u64) -> Option<Vec<f64>> {
        if index >= self.rows() {
            return None;
        }
        let points = self.coordinates as u64 + 1;
        let trajectory = self.trajectory(index / points);
        let mut point = trajectory.begin;
        for &j in &trajectory.order[..(index % points) as usize] {
            point[j as usize] = trajectory.end[j as usize];
        }
        Some(point.into_iter().map(|level| f64::from(level) / f64::from(self.levels - 1)).collect())
    }

    fn trajectory(&self, number: u64) -> Trajectory {
        let mut stream = Stream::new(self.seed, Use::Trajectory, number);
        let half = self.levels / 2;
        let (mut begin, mut end) = (Vec::new(), Vec::new());
        for _ in 0..self.coordinates {
            let low = stream.below(u64::from(half)) as u32;
            let up = stream.below(2) == 1;
            begin.push(if up { low } else { low + half });
            end.push(if up { low + half } else { low });
        }
        Trajectory { begin, end, order: stream.permutation(self.coordinates as u32) }
    }

    /// Elementary effects of every coordinate, from the answers of all rows in their order.
    ///
    /// # Errors
    /// When [an answer is missing](complete).
    pub fn effects(&self, outputs: &[Option<f64>]) -> Result<Vec<Effect>, Both> {
        let answers = complete(outputs, self.rows())?;
        let mut all: Vec<Vec<f64>> = vec![Vec::with_capacity(self.trajectories as usize); self.coordinates];
        for (number, walk) in answers.chunks_exact(self.coordinates + 1).enumerate() {
            let trajectory = self.trajectory(number as u64);
            for (&j, pair) in trajectory.order.iter().zip(walk.windows(2)) {
                let j = j as usize;
                let step = if trajectory.end[j] > trajectory.begin[j] { self.step() } else { -self.step() };
                all[j].push((pair[1] - pair[0]) / step);
            }
        }
        Ok(all.iter().map(|effects| Effect::of(effects)).collect())
    }
}

impl Effect {
    fn of(effects: &[f64]) -> Self {
        let n = effects.len() as f64;
        let mean = effects.iter().sum::<f64>() / n;
        let mean_absolute = effects.iter().map(|e| e.abs()).sum::<f64>() / n;
        let square: f64 = effects.iter().map(|e| (e - mean) * (e - mean)).sum();
        let deviation = if effects.len() > 1 { libm::sqrt(square / (n - 1.0)) } else { 0.0 };
        Self { mean, mean_absolute, deviation }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(design: &Morris, f: impl Fn(&[f64]) -> f64) -> Vec<Option<f64>> {
        (0..design.rows()).map(|i| Some(f(&design.unit(i).expect("a row")))).collect()
    }

    #[test]
    fn each_step_changes_one_coordinate_by_delta_and_each_trajectory_all_of_them() {
        for levels in [2, 4, 10] {
            let design = Morris::new(20, levels, 6, 5).expect("a design");
            assert_eq!(design.rows(), 140);
            for t in 0..20 {
                let walk: Vec<Vec<f64>> = (0..7).map(|s| design.unit(t * 7 + s).expect("a row")).collect();
                let mut changed = Vec::new();
                for pair in walk.windows(2) {
                    let moved: Vec<usize> = (0..6).filter(|j| pair[0][*j] != pair[1][*j]).collect();
                    assert_eq!(moved.len(), 1);
                    assert!(((pair[1][moved[0]] - pair[0][moved[0]]).abs() - design.step()).abs() < 1e-15);
                    changed.extend(moved);
                }
                changed.sort_unstable();
                assert_eq!(changed, [0, 1, 2, 3, 4, 5]);
                assert!(walk.iter().flatten().all(|x| (0.0..=1.0).contains(x)));
            }
            assert_eq!(design.unit(140), None);
        }
    }

    #[test]
    fn every_level_is_as_likely_as_any_other() {
        let design = Morris::new(4000, 4, 2, 3).expect("a design");
        let mut counts = [0_u32; 4];
        for i in 0..design.rows() {
            for x in design.unit(i).expect("a row") {
                counts[libm::round(x * 3.0) as usize] += 1;
            }
        }
        // 24,000 places, of which those of one trajectory and coordinate hang together.
        assert!(counts.iter().all(|c| c.abs_diff(6000) < 400), "{counts:?}");
    }

    #[test]
    fn the_effects_of_a_plane_are_its_slopes() {
        let design = Morris::new(7, 6, 3, 1).expect("a design");
        let effects = design.effects(&answers(&design, |x| 4.0 + 2.0 * x[0] - 3.0 * x[1])).expect("all answers");
        for (effect, slope) in effects.iter().zip([2.0, -3.0, 0.0_f64]) {
            assert!((effect.mean - slope).abs() < 1e-12 && (effect.mean_absolute - slope.abs()).abs() < 1e-12);
            assert!(effect.deviation < 1e-12);
        }
    }

    #[test]
    fn an_interaction_shows_in_the_deviation_and_not_in_the_mean() {
        // y = (x − ½)(z − ½): the effect of x is z − ½, of mean 0; levels are 0, 1/3, 2/3, 1, of mean square distance 5/36.
        let design = Morris::new(3000, 4, 2, 8).expect("a design");
        let effects = design.effects(&answers(&design, |x| (x[0] - 0.5) * (x[1] - 0.5))).expect("all answers");
        for effect in effects {
            assert!(effect.mean.abs() < 0.03 && (effect.mean_absolute - 1.0 / 3.0).abs() < 0.02, "{effect:?}");
            assert!((effect.deviation - libm::sqrt(5.0 / 36.0)).abs() < 0.02, "{effect:?}");
        }
    }

    #[test]
    fn more_trajectories_keep_the_first_ones() {
        let (few, many) = (Morris::new(3, 4, 5, 2).expect("a design"), Morris::new(9, 4, 5, 2).expect("a design"));
        assert!((0..few.rows()).all(|i| few.unit(i) == many.unit(i)));
    }

    #[test]
    fn a_design_without_sense_or_an_answer_that_is_missing_is_refused() {
        assert!(Morris::new(0, 4, 2, 1).is_err() && Morris::new(2, 4, 0, 1).is_err());
        assert!(Morris::new(2, 3, 2, 1).is_err() && Morris::new(2, 0, 2, 1).is_err());
        assert!(Morris::new(u64::MAX, 4, 2, 1).is_err());
        let design = Morris::new(2, 4, 2, 1).expect("a design");
        let mut outputs = answers(&design, |x| x[0]);
        outputs[4] = None;
        assert!(design.effects(&outputs).expect_err("missing").en.contains("row 4"));
    }
}
