//! Participation: how many residents are active volunteers (志愿者).
//!
//! Target v = v_max · σ(a₀ + a_T (T − T₀) + a_n (v − v₀)/v_max + a_s·support − a_c·paid − a_l·load), a₀ = logit(v₀/v_max): support is
//! coordination minutes per volunteer over those of full support, paid the paid share of direct minutes in the community, load the
//! share of volunteers' minutes in use. Recruiting closes a share of the gap per month; otherwise volunteers leave at their own pace;
//! movers reduce the share proportionally.

use crate::base::calendar::MONTH;
use crate::base::of::Of;
use crate::base::places::Local;

use crate::model::access::voicing::logistic;
use crate::model::state::community::Community;
use crate::model::state::subdistrict::Context;
use crate::model::workforce::administration::month_share;

/// Once a month.
pub fn month(communities: &mut Of<Local, Community>, ctx: &Context<'_>) {
    let keys = &ctx.world.keys.volunteer;
    let initial_trust = *ctx.world.keys.trust.initial as f32;
    let most = *keys.most_active as f32;
    for community in communities {
        let place = &ctx.world.places.communities[community.index];
        let residents = place.residents.max(1.0) as f32;
        let (now, first) = (community.volunteers / residents, (place.volunteers as f32 / residents).min(0.999 * most));
        let given = community.volunteers * minutes_per_day(ctx) as f32 * f32::from(MONTH);
        let support =
            (community.support_minutes as f32 / (community.volunteers.max(1.0) * *keys.full_support_minutes as f32)).min(1.0);
        let all = community.paid_minutes + community.volunteer_minutes;
        let paid = if all > 0 { community.paid_minutes as f32 / all as f32 } else { 0.0 };
        let load = if given > 0.0 { (community.volunteer_minutes as f32 / given).min(1.0) } else { 0.0 };
        if most > 0.0 && first > 0.0 {
            let base = libm::logf(first / (most - first));
            let target = most
                * logistic(
                    base + *keys.trust as f32 * (community.trust - initial_trust)
                        + *keys.peers as f32 * (now - first) / most
                        + *keys.support as f32 * support
                        - *keys.crowding_out as f32 * paid
                        - *keys.load as f32 * load,
                );
            let gap = target * residents - community.volunteers;
            let pace = if gap > 0.0 { *keys.recruit_pace } else { *keys.leave_per_year * month_share() };
            community.volunteers += pace as f32 * gap;
        }
        let moved = (*ctx.world.keys.trust.residential_turnover * month_share()) as f32;
        community.volunteers += moved * (first * residents - community.volunteers);
        community.support_minutes = 0;
        community.paid_minutes = 0;
        community.volunteer_minutes = 0;
    }
}

/// Minutes an active volunteer gives on a mean day.
#[must_use]
pub fn minutes_per_day(ctx: &Context<'_>) -> f64 {
    *ctx.world.keys.volunteer.hours_per_year * 60.0 / f64::from(crate::base::calendar::DAYS_PER_YEAR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::SubdistrictId;
    use crate::model::state::arm::idle::district;

    const ALONE: [&str; 8] = [
        "volunteer.active_share=0.01",
        "volunteer.most_active=0.05",
        "volunteer.trust=0",
        "volunteer.peers=0",
        "volunteer.support=0",
        "volunteer.crowding_out=0",
        "volunteer.load=0",
        "trust.residential_turnover=0",
    ];

    /// Volunteers after a month in which 300 of 400 minutes were given by paid staff, in a community of 2,000 that began with 20.
    fn after(sets: &[&str], volunteers: f32, trust: f32) -> f64 {
        let (world, keys, mut arm) = district(&[&ALONE[..], sets].concat(), |_| {});
        let communities = &mut arm.subs[SubdistrictId::FIRST].communities;
        let initial = communities[Local::FIRST].trust;
        let community = &mut communities[Local::FIRST];
        (community.volunteers, community.trust) = (volunteers, initial + trust);
        (community.paid_minutes, community.volunteer_minutes, community.support_minutes) = (300, 100, 50);
        month(communities, &Context::quiet(&world, &arm.plan, &keys, 19));
        let community = &communities[Local::FIRST];
        assert_eq!((community.paid_minutes, community.volunteer_minutes, community.support_minutes), (0, 0, 0));
        f64::from(community.volunteers)
    }

    /// Where participation is drawn to when the logit of the share of the start, ln ¼, moves by this.
    fn target(by: f64) -> f64 {
        2_000.0 * 0.05 / (1.0 + 4.0 * libm::exp(-by))
    }

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-3, "{a} {b}");
    }

    #[test]
    fn an_active_volunteer_gives_a_days_part_of_a_years_hours() {
        let (world, keys, arm) = district(&["volunteer.hours_per_year=50"], |_| {});
        assert_eq!(minutes_per_day(&Context::quiet(&world, &arm.plan, &keys, 0)), 12.0);
    }

    #[test]
    fn participation_comes_and_goes_to_where_trust_support_peers_load_and_paid_work_draw_it() {
        near(after(&[], 20.0, 0.0), 20.0);
        let (comes, goes) = ("volunteer.recruit_pace=0.1", "volunteer.leave_per_year=0.5");
        near(after(&[comes, "volunteer.trust=2"], 20.0, 0.25), 20.0 + 0.1 * (target(0.5) - 20.0));
        // A twelfth and a bit of a year: .04.
        near(after(&[goes, "volunteer.crowding_out=1"], 20.0, 0.0), 20.0 + 0.04 * (target(-0.75) - 20.0));
        near(
            after(&[comes, "volunteer.support=1", "volunteer.full_support_minutes=5"], 20.0, 0.0),
            20.0 + 0.1 * (target(0.5) - 20.0),
        );
        near(after(&[comes, "volunteer.peers=2"], 40.0, 0.0), 40.0 + 0.04 * 0.0 + pace_down(40.0, 2.0 * 0.01 / 0.05));
        // 20 volunteers give 1,000 minutes in a month at 2.5 a day: a tenth of it was asked for.
        near(
            after(&[goes, "volunteer.load=1", "volunteer.hours_per_year=10.416666666666666"], 20.0, 0.0),
            20.0 + 0.04 * (target(-0.1) - 20.0),
        );
        near(
            after(&["trust.residential_turnover=0.5", "volunteer.recruit_pace=0", "volunteer.leave_per_year=0"], 30.0, 0.0),
            30.0 - 0.04 * 10.0,
        );
    }

    /// Leavers of a month at the scenario's pace, for a target beside this many.
    fn pace_down(now: f64, by: f64) -> f64 {
        let (world, ..) = district(&[], |_| {});
        *world.keys.volunteer.leave_per_year * 0.08 * (target(by) - now)
    }
}
