//! Burnout (职业倦怠): a moving average of strain.
//!
//! strain = a·max(0, utilisation − u₀) + r·administrative share, at most 1; burnout reduces available time and raises quitting:
//! a social worker leaves with yearly hazard h·e^(s·(burnout − b₀)).

use crate::base::calendar::MONTH;
use crate::base::of::Of;
use crate::base::places::{Local, SiteId, WorkerId};
use crate::model::state::community::Community;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;
use crate::model::state::worker::{Kind, Worker};
use crate::model::workforce::capability;
use crate::world::sites::{Party, SubdistrictSites};

/// Burnout b₀ at which a social worker leaves with the hazard of the scenario.
const USUAL: f64 = 0.3;

/// Once a month.
pub fn month(workers: &mut Of<WorkerId, Worker>, staff: &mut Of<SiteId, Staff>, own: &SubdistrictSites, ctx: &Context<'_>) {
    let keys = &ctx.world.keys.burnout;
    let pace = *keys.pace as f32;
    for worker in workers {
        let staff = &staff[own.site_of[worker.unit]];
        if matches!(worker.kind, Kind::Volunteer | Kind::FirmStaff) {
            worker.busy = 0;
            continue;
        }
        let month = staff.month_available.max(1) as f32;
        let site = &own.sites[own.site_of[worker.unit]];
        // Casual hours are shared by those in post, and are hours of others.
        let casual = month / staff.month_base.max(1) as f32;
        // An absent person had full days before the absence.
        let full = if worker.potential > 0 { worker.potential } else { capability::rested(ctx, worker.full, worker.burnout) };
        let own_minutes = (u32::from(full) * u32::from(MONTH)).max(1) as f32 * casual;
        let used = staff.month_duty as f32 / month + worker.busy as f32 / own_minutes;
        let admin = staff.month_admin as f32 / month;
        let strain =
            *keys.per_utilisation as f32 * (used - *keys.from_utilisation as f32).max(0.0) + *keys.per_admin as f32 * admin;
        worker.burnout += pace * (strain.min(1.0) - worker.burnout);
        worker.potential = capability::potential(ctx, worker, site.community);
        worker.busy = 0;
    }
    for staff in staff {
        staff.month_available = 0;
        staff.month_base = 0;
        staff.month_duty = 0;
        staff.month_admin = 0;
    }
}

/// Chance that a person leaves in a month, by kind.
#[must_use]
pub fn leaving(ctx: &Context<'_>, kind: Kind, burnout: f32) -> f64 {
    let keys = &ctx.world.keys;
    let yearly = match kind {
        Kind::SocialWorker | Kind::OwnStaff | Kind::CareWorker | Kind::OwnCareWorker => {
            *keys.burnout.social_worker_quit * libm::exp(*keys.burnout.quit_slope * (f64::from(burnout) - USUAL))
        }
        Kind::CommunityWorker | Kind::Certified => *keys.posts.attrition,
        Kind::Volunteer | Kind::FirmStaff => 0.0,
    };
    (yearly * crate::model::workforce::administration::month_share()).min(1.0)
}

/// Adds a day to the month's sums of every site, and the direct minutes given in each community.
pub fn note_day(
    staff: &mut Of<SiteId, Staff>,
    days: &Of<SiteId, Day>,
    communities: &mut Of<Local, Community>,
    own: &SubdistrictSites,
    ctx: &Context<'_>,
) {
    let mut station = 0;
    for ((staff, day), site) in staff.iter_mut().zip(days).zip(&own.sites) {
        let direct = day.booked[Account::Direct];
        if direct > 0 {
            let local = ctx.world.places.communities[site.community].local;
            let community = &mut communities[local];
            match site.party {
                Party::Association => community.volunteer_minutes += direct,
                Party::Station => station += direct,
                _ => community.paid_minutes += direct,
            }
        }
        staff.month_available += u64::from(day.available);
        staff.month_base += u64::from(day.base);
        staff.month_duty += u64::from(day.duty);
        staff.month_admin += u64::from(day.booked[Account::Administration]);
    }
    // A station serves all communities of the subdistrict equally.
    let each = station / communities.len().max(1) as u32;
    for community in communities {
        community.paid_minutes += each;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::SubdistrictId;
    use crate::model::state::arm::idle::{district, person};

    const HERE: SubdistrictId = SubdistrictId::FIRST;
    const KEYS: [&str; 4] =
        ["burnout.pace=0.5", "burnout.per_utilisation=2", "burnout.from_utilisation=0.5", "burnout.per_admin=1"];

    /// Burnout after a month that began with .2, of a person who can give 240 minutes a day and was busy for some, in an office that had 9,600 minutes, half of
    /// them casual, and used a quarter before service and a tenth for administration.
    fn after(kind: Kind, busy: u32) -> f32 {
        let (world, keys, mut arm) = district(&KEYS, |_| {});
        let own = &world.sites.by_subdistrict[HERE];
        let unit = own.office[Local::FIRST];
        let staff = &mut arm.subs[HERE].staff;
        let office = &mut staff[own.site_of[unit]];
        (office.month_available, office.month_base, office.month_duty, office.month_admin) = (9_600, 4_800, 2_400, 960);
        let worker = Worker { busy, burnout: 0.2, potential: 240, ..person(kind, unit) };
        let mut workers: Of<WorkerId, Worker> = std::iter::once(worker).collect();
        month(&mut workers, staff, own, &Context::quiet(&world, &arm.plan, &keys, 19));
        let office = &staff[own.site_of[unit]];
        assert_eq!((office.month_available, office.month_base, office.month_duty, office.month_admin), (0, 0, 0, 0));
        let worker = workers.iter().next().expect("one");
        assert_eq!(worker.busy, 0);
        worker.burnout
    }

    #[test]
    fn burnout_moves_half_the_way_to_the_strain_of_the_month() {
        let near = |a: f32, b: f32| assert!((a - b).abs() < 1e-6, "{a} {b}");
        // Of 9,600 minutes with their casual hours half were busy, and a quarter of the office's went before: .25 over; and .1 of administration.
        near(after(Kind::CommunityWorker, 4_800), 0.2 + 0.5 * (2.0 * 0.25 + 0.1 - 0.2));
        near(after(Kind::CommunityWorker, 1_200), 0.2 + 0.5 * (0.1 - 0.2));
        near(after(Kind::SocialWorker, 9_600), 0.2 + 0.5 * (1.0 - 0.2));
        near(after(Kind::Volunteer, 9_600), 0.2);
    }

    #[test]
    fn social_workers_leave_the_sooner_the_more_burnt_out_they_are() {
        let (world, keys, arm) =
            district(&["burnout.social_worker_quit=0.25", "burnout.quit_slope=2", "posts.attrition=0.5"], |_| {});
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a} {b}");
        near(leaving(&ctx, Kind::SocialWorker, 0.3), 0.02);
        near(leaving(&ctx, Kind::OwnStaff, 0.8), 0.02 * std::f64::consts::E);
        near(leaving(&ctx, Kind::CommunityWorker, 0.8), 0.04);
        near(leaving(&ctx, Kind::Volunteer, 0.8), 0.0);
    }
}
