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
