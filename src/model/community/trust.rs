//! Trust (信任) in the committee.
//!
//! T ← 1 − (1 − T)(1 − g)ⁿ for n needs resolved, T ← T (1 − l)ᵐ for m given up, failed or lost, with g, l scaled by the ratio of
//! reference residents to the community's; monthly, movers reset a share of it and it diffuses between neighbours.

use crate::base::calendar::MONTH;
use crate::base::power::power;
use crate::model::state::board::Board;
use crate::model::state::caseload::Desk;
use crate::model::state::community::Community;
use crate::model::state::subdistrict::Context;
use crate::model::workforce::administration::month_share;

/// Today's outcomes change trust.
pub fn update(communities: &mut [Community], desks: &mut [Desk], ctx: &Context<'_>) {
    let keys = &ctx.world.keys.trust;
    for (community, desk) in communities.iter_mut().zip(desks) {
        let residents = ctx.world.places.communities[usize::from(community.index)].residents.max(1.0);
        let scale = (*keys.reference_residents / residents).min(10.0);
        let (gain, loss) = ((*keys.gain * scale).min(1.0) as f32, (*keys.loss * scale).min(1.0) as f32);
        community.trust = 1.0 - (1.0 - community.trust) * power(1.0 - gain, desk.resolved_today);
        community.trust *= power(1.0 - loss, desk.lost_today);
        desk.resolved_today = 0;
        desk.lost_today = 0;
    }
}

/// Once a month: what neighbours read of a community.
pub fn publish(communities: &[Community], board: &mut Board) {
    board.trust.clear();
    board.trust.extend(communities.iter().map(|community| community.trust));
}

/// Once a month: neighbours' published trust spreads, and newcomers bring the initial trust.
pub fn month(communities: &mut [Community], ctx: &Context<'_>) {
    let published = |community: u16| {
        let place = &ctx.world.places.communities[usize::from(community)];
        ctx.boards[usize::from(place.subdistrict)].trust[usize::from(place.local)]
    };
    let keys = &ctx.world.keys.trust;
    // No community moves past what its neighbours have.
    let spread = (*keys.diffusion * f64::from(MONTH)).min(1.0) as f32;
    let moved = (*keys.residential_turnover * month_share()) as f32;
    for community in communities {
        let near = &ctx.world.places.communities[usize::from(community.index)].neighbours;
        if !near.is_empty() {
            let mean = near.iter().map(|&c| published(c)).sum::<f32>() / near.len() as f32;
            community.trust += spread * (mean - community.trust);
        }
        community.trust += moved * (*keys.initial as f32 - community.trust);
    }
}
