//! Recovery (恢复) after a shock: how long the backlog stays above its earlier level.
//!
//! B(d) is the number of known needs that have not ended, at the end of day d of the window. Before the first shock, over the last 60
//! days (fewer when there are fewer), it has mean b and standard deviation s. It is near that level when its mean over 20 days is at
//! most b + max(b/10, 2 s). The district has recovered on the first day after the last shock from which 20 days are near; with D days
//! of the window left after the shock it has not when there is none, and D is a lower bound.

use crate::base::calendar::MONTH;
use crate::base::need::Stage;
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::model::state::arm::Arm;
use crate::model::state::log::Kinds;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::WatchDistrict;
use crate::world::World;

/// Days before the shock that tell the level.
const BEFORE: usize = 60;
/// Share of the level by which the backlog may stay above it.
const NEAR: f64 = 0.1;
/// Standard deviations by which it may.
const SPREADS: f64 = 2.0;

/// When a district was back near its level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recovery {
    /// Days from the end of the shock; those left of the window when it has not recovered.
    pub days: f64,
    /// Whether it has recovered.
    pub recovered: bool,
}

/// Known needs that have not ended, at the end of each day of the window; recorded if there is a shock.
#[derive(Clone, Debug, Default)]
pub struct Backlog(pub Vec<u32>);

impl WatchDistrict for Backlog {
    fn kinds(&self) -> Kinds {
        Kinds::NONE
    }

    fn subdistricts(&mut self, _: &Of<SubdistrictId, Subdistrict>, _: &Context<'_>, _: bool) {}

    fn late(&mut self, _: &Of<SubdistrictId, Subdistrict>, _: &Context<'_>) {}

    fn district(&mut self, arm: &Arm, world: &World, day: u16) {
        if day >= world.burn_in_days() && !world.shocks.is_empty() {
            let known: i64 =
                arm.stages().pairs().filter(|(stage, _)| (Stage::Intake..=Stage::Serving).contains(stage)).map(|(_, n)| n).sum();
            self.0.push(u32::try_from(known).unwrap_or(u32::MAX));
        }
    }
}

/// First day of the first shock and the day after the last one, days of the window from 0; none without a shock.
#[must_use]
pub fn span(world: &World) -> Option<(usize, usize)> {
    let window = world.burn_in_days();
    let first = world.shocks.iter().map(|s| s.from).min()?;
    let end = world.shocks.iter().map(|s| s.to).max()?;
    Some((usize::from(first - window), usize::from(end - window)))
}

/// Recovery of a backlog, day by day, from a shock on the days `from..to`; nothing when no day before it or none after it is known.
#[must_use]
pub fn recovery(backlog: &[u32], (from, to): (usize, usize)) -> Option<Recovery> {
    let before = backlog.get(from.saturating_sub(BEFORE)..from).filter(|days| !days.is_empty())?;
    let after = backlog.get(to..).filter(|days| !days.is_empty())?;
    let mean = |days: &[u32]| days.iter().map(|&n| f64::from(n)).sum::<f64>() / days.len() as f64;
    let level = mean(before);
    let variance = before.iter().map(|&n| (f64::from(n) - level) * (f64::from(n) - level)).sum::<f64>() / before.len() as f64;
    let near = level + (NEAR * level).max(SPREADS * libm::sqrt(variance));
    let first = after.windows(usize::from(MONTH)).position(|days| mean(days) <= near);
    Some(Recovery { days: first.unwrap_or(after.len()) as f64, recovered: first.is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Level 100, a shock of 40 days from day 100, then a decline by this number per day from 300.
    fn series(fall: u32) -> Vec<u32> {
        let mut days = vec![100; 100];
        days.extend([300; 40]);
        days.extend((0..200).map(|d| (300_u32.saturating_sub(d * fall)).max(100)));
        days
    }

    #[test]
    fn a_backlog_that_falls_twice_as_fast_has_recovered_in_half_the_time() {
        let (slow, fast) = (recovery(&series(2), (100, 140)), recovery(&series(4), (100, 140)));
        // 20 days have a mean of at most 110 when 13 (fall of 2 a day) or 9 (of 4) of them are left until the level is reached.
        assert_eq!(slow, Some(Recovery { days: 87.0, recovered: true }));
        assert_eq!(fast, Some(Recovery { days: 41.0, recovered: true }));
    }

    #[test]
    fn a_backlog_that_stays_high_has_not_recovered_and_counts_the_days_seen() {
        assert_eq!(recovery(&series(0), (100, 140)), Some(Recovery { days: 200.0, recovered: false }));
    }

    #[test]
    fn a_shock_that_nothing_comes_of_is_over_when_it_ends() {
        assert_eq!(recovery(&[100; 300], (100, 140)), Some(Recovery { days: 0.0, recovered: true }));
    }

    #[test]
    fn without_days_before_or_after_nothing_can_be_said() {
        assert_eq!(recovery(&series(2), (0, 40)), None);
        assert_eq!(recovery(&series(2), (300, 340)), None);
    }
}
