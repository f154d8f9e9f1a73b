//! Work of a need (工作量) around the mean of its category, by the distribution that the scenario selects.
//!
//! Lognormal with cv w: exp(ln(mean) − v/2 + √v·ε), v = ln(1 + w²). Geometric: a number of steps n ≥ 1 with P(n > k) = (1 − step/mean)^k.
//! Fixed: the mean. All are rounded to whole minutes, then up to whole steps, and capped at 60,000 minutes.

use crate::base::draws;
use crate::base::functions::exp;
use crate::base::of::Of;
use crate::base::places::CategoryId;
use crate::scenario::keys::needs::WorkDistribution;

use super::World;

/// Most minutes of one need.
pub const MOST_MINUTES: u16 = 60_000;

/// The distribution of work, compiled.
#[derive(Clone, Debug)]
pub struct Work {
    distribution: WorkDistribution,
    step: u16,
    /// Mean of the log of minutes, by category.
    mu: Of<CategoryId, f64>,
    sigma: f64,
    /// Whole steps of the mean, in minutes, by category.
    mean: Of<CategoryId, u16>,
    /// −ln of the probability that a step is not the last, by category.
    hazard: Of<CategoryId, f64>,
}

impl Work {
    /// The distribution of work of a world.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let demand = &world.keys.demand;
        let variance = libm::log(1.0 + *demand.work_cv * *demand.work_cv);
        let step = demand.work_step_minutes.get() as u16;
        let minutes = || world.categories.iter().map(|c| c.work_minutes);
        Self {
            distribution: demand.work_distribution,
            step,
            mu: minutes().map(|m| libm::log(m) - variance / 2.0).collect(),
            sigma: libm::sqrt(variance),
            mean: minutes().map(|m| in_steps(m.clamp(1.0, f64::from(MOST_MINUTES)) as u16, step)).collect(),
            hazard: minutes().map(|m| -libm::log1p(-(f64::from(step) / m).min(1.0))).collect(),
        }
    }

    /// Minutes of a need of this category, from 64 random bits.
    #[inline]
    #[must_use]
    pub fn minutes(&self, category: CategoryId, bits: u64) -> u16 {
        match self.distribution {
            WorkDistribution::Lognormal => {
                let minutes = exp(self.mu[category] + self.sigma * draws::normal(bits));
                in_steps(minutes.clamp(1.0, f64::from(MOST_MINUTES)) as u16, self.step)
            }
            WorkDistribution::Geometric => {
                let steps = 1.0 + libm::floor(draws::exponential(bits) / self.hazard[category]);
                in_steps((steps * f64::from(self.step)).min(f64::from(MOST_MINUTES)) as u16, self.step)
            }
            WorkDistribution::Fixed => self.mean[category],
        }
    }
}

/// Rounds minutes up to whole steps, up to the maximum.
#[inline]
const fn in_steps(minutes: u16, step: u16) -> u16 {
    if step == 1 {
        return minutes;
    }
    let (steps, most) = (minutes.div_ceil(step), MOST_MINUTES / step);
    (if steps < most { steps } else { most }) * step
}
