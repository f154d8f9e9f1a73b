//! Bins (分格): a station's people by category, and how they are reassigned.

use crate::base::of::Of;
use crate::base::places::{CategoryId, UnitId, WorkerId};
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
pub fn replan(workers: &mut Of<WorkerId, Worker>, reported_work: &mut [f64], own: &SubdistrictSites, ctx: &Context<'_>) {
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
    let people: Vec<WorkerId> = workers.places().iter().filter(|&w| station.units.contains(workers[w].unit)).collect();
    let wanted = apportion(people.len() as u64, &shares);
    let mut here = vec![0_u64; shares.len()];
    let mut movers = Vec::new();
    for &w in &people {
        let k = workers[w].specialty.get().map_or(shares.len() - 1, usize::from).min(shares.len() - 1);
        if here[k] < wanted[k] {
            here[k] += 1;
            move_to(&mut workers[w], station.units.nth(k));
        } else {
            movers.push(w);
        }
    }
    for w in movers {
        // A care worker fills a gap in care first, a social worker one elsewhere.
        let care = workers[w].kind.is_care_worker();
        let gap = |k: usize| {
            let gap = wanted[k].saturating_sub(here[k]);
            (gap > 0 && ctx.world.occupations.is_care(CategoryId::from(k)) == care, gap, shares.len() - k)
        };
        let k = (0..shares.len()).max_by_key(|&k| gap(k)).unwrap_or(0);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::{Maybe, SubdistrictId};
    use crate::model::state::arm::idle::{district, person};
    use crate::model::state::worker::Kind;
    use crate::scenario::keys::quantity::{Count, Share};

    /// Bins of people with these specialties at a station, after a plan that goes by so many reported minutes of the first categories.
    fn planned(by_reports: f64, reported: &[f64], specialties: &[u8]) -> Vec<usize> {
        let (world, keys, arm) = district(&[], |p| {
            p.planning.by_reports = Share::new(by_reports).expect("a share");
            p.capacity.bins = Bins::ZoneCategory;
            p.information.categories_reported = Count::new(8).expect("categories");
        });
        let own = &world.sites.by_subdistrict[SubdistrictId::FIRST];
        let mut work = vec![0.0; world.kinds()];
        work[..reported.len()].copy_from_slice(reported);
        let mut workers: Of<WorkerId, Worker> = specialties
            .iter()
            .map(|k| Worker { specialty: Maybe::some(CategoryId::new(*k)), ..person(Kind::SocialWorker, own.station) })
            .collect();
        replan(&mut workers, &mut work, own, &Context::quiet(&world, &arm.plan, &keys, 20));
        assert!(work.iter().all(|w| *w == 0.0), "what was reported is planned with once");
        workers.iter().map(|w| own.sites[own.station_site].units.offset(w.unit)).collect()
    }

    #[test]
    fn care_workers_fill_gaps_in_care_and_social_workers_the_others() {
        let sets = ["care_worker.hired=true", "category.medical.skill_care_worker=1"];
        let (world, keys, arm) = district(&sets, |p| {
            (p.planning.by_reports, p.capacity.bins) = (Share::whole(), Bins::ZoneCategory);
            p.information.categories_reported = Count::new(8).expect("categories");
        });
        let own = &world.sites.by_subdistrict[SubdistrictId::FIRST];
        let at = |name: &str| world.category_names.position(|c| c == name).expect("a category");
        let (medical, culture) = (at("medical"), at("culture"));
        let mut work = vec![0.0; world.kinds()];
        (work[medical.at()], work[culture.at()]) = (60.0, 60.0);
        // One of each is wanted; both are of a category that is not.
        for kinds in [[Kind::SocialWorker, Kind::CareWorker], [Kind::CareWorker, Kind::SocialWorker]] {
            let person = |kind| Worker { specialty: Maybe::some(at("employment")), ..person(kind, own.station) };
            let mut workers: Of<WorkerId, Worker> = kinds.into_iter().map(person).collect();
            replan(&mut workers, &mut work.clone(), own, &Context::quiet(&world, &arm.plan, &keys, 20));
            for worker in &workers {
                let bin = own.sites[own.station_site].units.offset(worker.unit);
                assert_eq!(bin, if worker.kind == Kind::CareWorker { medical.at() } else { culture.at() });
            }
        }
    }

    #[test]
    fn people_stay_with_their_specialty_as_far_as_it_is_needed_and_the_others_fill_the_gaps() {
        assert_eq!(planned(1.0, &[0.0, 60.0], &[0, 0, 2]), [1, 1, 1]);
        assert_eq!(planned(1.0, &[30.0, 60.0], &[0, 0, 2]), [0, 1, 1]);
        assert_eq!(planned(1.0, &[30.0, 30.0, 30.0], &[2, 1, 0]), [2, 1, 0]);
        assert_eq!(planned(0.0, &[90.0], &[0, 0, 0, 0, 1, 1, 1, 1]), [0, 2, 3, 4, 1, 5, 6, 7], "evenly, whatever is reported");
        assert_eq!(planned(1.0, &[], &[3, 3]), [0, 0], "nothing was reported: who stands where stays there");
    }
}
