//! Bins (分格): a station's people by category, and how they are reassigned.

use crate::base::places::UnitId;
use crate::model::compiled::Plan;
use crate::model::state::subdistrict::Context;
use crate::model::state::worker::Worker;
use crate::scenario::keys::policy::Bins;
use crate::world::World;
use crate::world::sites::SubdistrictSites;

use crate::base::apportion::apportion;

/// Share of a station's posts for each bin: a part evenly, the rest by hours reported (or expected, before there are reports).
#[must_use]
pub fn bin_shares(world: &World, plan: &Plan, reported: Option<&[f64]>) -> Vec<f64> {
    let kinds = world.kinds();
    let by_reports = *plan.policy.planning.by_reports;
    let expected = expected_hours(world);
    let hours = reported.filter(|r| r.iter().sum::<f64>() > 0.0).unwrap_or(&expected);
    let total: f64 = hours.iter().sum();
    hours.iter().map(|h| (1.0 - by_reports) / kinds as f64 + by_reports * h / total.max(1e-9)).collect()
}

/// Expected minutes of work of a need of any category, by category: they add up to the mean work of a need.
#[must_use]
pub fn expected_hours(world: &World) -> Vec<f64> {
    world.keys.category.iter().zip(&world.categories).map(|((_, c), w)| *c.mix * w.work_minutes).collect()
}

/// The bins of a station are reassigned: people whose specialty is needed stay, others fill the gaps.
pub fn replan(workers: &mut [Worker], reported_work: &mut [f64], own: &SubdistrictSites, ctx: &Context<'_>) {
    let station = &own.sites[own.station_site];
    if ctx.plan.policy.capacity.bins != Bins::ZoneCategory {
        return;
    }
    if reported_work.iter().sum::<f64>() <= 0.0 && ctx.day > 0 {
        // Nothing was reported since the last plan: it remains in force.
        return;
    }
    let reported = as_reported(reported_work, &ctx.plan.report_group, &expected_hours(ctx.world));
    reported_work.iter_mut().for_each(|r| *r = 0.0);
    let shares = bin_shares(ctx.world, ctx.plan, Some(&reported));
    let people: Vec<usize> = (0..workers.len()).filter(|&w| station.units.contains(workers[w].unit)).collect();
    let wanted = apportion(people.len() as u64, &shares);
    let mut here = vec![0_u64; shares.len()];
    let mut movers = Vec::new();
    for &w in &people {
        let k = usize::from(workers[w].specialty).min(shares.len() - 1);
        if here[k] < wanted[k] {
            here[k] += 1;
            move_to(&mut workers[w], station.units.nth(k));
        } else {
            movers.push(w);
        }
    }
    for w in movers {
        let k = (0..shares.len()).max_by_key(|&k| (wanted[k].saturating_sub(here[k]), shares.len() - k)).unwrap_or(0);
        here[k] += 1;
        move_to(&mut workers[w], station.units.nth(k));
    }
}

/// Hours as known to superiors: of categories reported together only the sum is known; it is divided by expected hours.
fn as_reported(work: &[f64], group: &[u8], expected: &[f64]) -> Vec<f64> {
    group
        .iter()
        .zip(expected)
        .map(|(g, own)| {
            let together = |of: &[f64]| -> f64 { group.iter().zip(of).filter(|(other, _)| *other == g).map(|(_, w)| w).sum() };
            together(work) * own / together(expected).max(1e-9)
        })
        .collect()
}

/// A person moves to another line; open cases go along. Stock is to be taken afterwards.
pub fn move_to(worker: &mut Worker, unit: UnitId) {
    worker.unit = unit;
}
