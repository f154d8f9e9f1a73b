//! Ageing (老龄化): the older segments grow, the others shrink.
//!
//! With growth g a year, m months of the window gone and O the older residents of a community at its start,
//!
//! O(m) = min(N, O · (1 + g)^(m·20/250)),
//!
//! each older segment keeps its part of O, each other one its part of N − O; N, the residents of the community, is constant. Steps are
//! monthly and nothing is random, so every policy has the same residents.

use super::World;
use super::geography::Community;
use crate::base::calendar::{DAYS_PER_YEAR, MONTH};

/// Completed months of the window on a day counted from the start of the burn-in; 0 without ageing.
#[must_use]
pub fn months(world: &World, day: u16) -> u16 {
    if *world.keys.demand.ageing > 0.0 { day.saturating_sub(world.burn_in_days()) / MONTH } else { 0 }
}

/// Residents of a community by segment after this number of months of the window.
#[must_use]
pub fn segments(world: &World, place: &Community, months: u16) -> Vec<f64> {
    if months == 0 {
        return place.segments.clone();
    }
    let older: Vec<bool> = world.keys.segment.iter().map(|(_, s)| s.older).collect();
    let sum = |which: bool| -> f64 { place.segments.iter().zip(&older).filter(|(_, o)| **o == which).map(|(n, _)| n).sum() };
    let (old, young) = (sum(true), sum(false));
    if old <= 0.0 || young <= 0.0 {
        return place.segments.clone();
    }
    let years = f64::from(months) * f64::from(MONTH) / f64::from(DAYS_PER_YEAR);
    let grown = (old * libm::pow(1.0 + *world.keys.demand.ageing, years)).min(old + young);
    let (up, down) = (grown / old, (old + young - grown) / young);
    place.segments.iter().zip(&older).map(|(n, o)| n * if *o { up } else { down }).collect()
}
