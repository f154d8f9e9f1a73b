//! Work as drawn by the engine, as a list of probabilities over whole steps: derived from the keys, not from the code that draws.

use super::numbers::{normal_below, normalised, power};
use crate::scenario::keys::needs::WorkDistribution;

/// Most minutes of one need.
const MOST_MINUTES: f64 = 60_000.0;

/// A distribution of work: the scenario's keys for one category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorkLaw {
    /// Its kind.
    pub distribution: WorkDistribution,
    /// Mean, minutes.
    pub mean: f64,
    /// Coefficient of variation of the lognormal.
    pub cv: f64,
    /// Minutes of a step.
    pub step: f64,
}

impl WorkLaw {
    /// The same distribution with a mean `factor` times as long.
    #[must_use]
    pub fn stretched(self, factor: f64) -> Self {
        Self { mean: self.mean * factor, ..self }
    }

    /// Chance that a step of a geometric number of steps is the last.
    #[must_use]
    pub fn last_step(self) -> f64 {
        (self.step / self.mean).min(1.0)
    }

    /// Chances of 0, 1, 2, … steps; nobody has 0. With `whole`, work is not capped at the engine's maximum.
    #[must_use]
    pub fn steps(self, whole: bool) -> Vec<f64> {
        let most = (MOST_MINUTES / self.step).floor() as usize;
        match self.distribution {
            WorkDistribution::Fixed => {
                let steps = (self.mean.floor() / self.step).ceil() as usize;
                let mut list = vec![0.0; steps.min(if whole { steps } else { most }) + 1];
                if let Some(last) = list.last_mut() {
                    *last = 1.0;
                }
                list
            }
            WorkDistribution::Geometric => {
                let (s, r) = (self.last_step(), 1.0 - self.last_step());
                let end = if whole { (40.0 * self.mean / self.step) as usize + 2 } else { most };
                let mut list = vec![0.0];
                list.extend((1..end).map(|k| s * power(r, k as u64 - 1)));
                list.push(power(r, end as u64 - 1));
                trimmed(list)
            }
            WorkDistribution::Lognormal => {
                let variance = libm::log(1.0 + self.cv * self.cv);
                let (mu, sigma) = (libm::log(self.mean) - variance / 2.0, libm::sqrt(variance));
                // Minutes are whole (cut off), then rounded up to steps: at most k steps means below k·step + 1 minutes.
                let up_to = |k: usize| normal_below((libm::log(k as f64 * self.step + 1.0) - mu) / sigma.max(1e-12));
                let mut list = vec![0.0, up_to(1)];
                list.extend((2..most).map(|k| up_to(k) - up_to(k - 1)));
                list.push(1.0 - up_to(most - 1));
                trimmed(list)
            }
        }
    }

    /// Square of the coefficient of variation of the law in continuous time of which this is the discretised one.
    #[must_use]
    pub fn squared_cv(self) -> f64 {
        match self.distribution {
            WorkDistribution::Lognormal => self.cv * self.cv,
            WorkDistribution::Geometric => 1.0,
            WorkDistribution::Fixed => 0.0,
        }
    }
}

fn trimmed(mut list: Vec<f64>) -> Vec<f64> {
    while list.last().is_some_and(|p| *p < 1e-15) {
        list.pop();
    }
    normalised(list)
}

#[cfg(test)]
mod tests {
    use super::super::numbers::mean;
    use super::*;

    #[test]
    fn steps_have_the_mean_of_the_law() {
        let law = |distribution, cv| WorkLaw { distribution, mean: 1920.0, cv, step: 480.0 };
        assert!((mean(&law(WorkDistribution::Geometric, 0.0).steps(true)) - 4.0).abs() < 1e-9);
        assert!((mean(&law(WorkDistribution::Fixed, 0.0).steps(false)) - 4.0).abs() < 1e-12);
        // Rounding up to whole steps adds half a step, less half a minute that was cut off.
        let lognormal = WorkLaw { step: 60.0, ..law(WorkDistribution::Lognormal, 0.6) };
        assert!((mean(&lognormal.steps(false)) - (1920.0 - 0.5 + 29.5) / 60.0).abs() < 1e-3);
    }
}
