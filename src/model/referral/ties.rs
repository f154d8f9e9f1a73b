//! Ties (关系强度) between a community and the providers it works with.
//!
//! Grown and shrunk by hand-offs ([`crate::model::referral::handoff`]); every month a tie decays by δ a day, and ties above a strength cost
//! upkeep
//! minutes on both sides, so that dense networks are expensive.

use crate::base::calendar::MONTH;
use crate::base::of::Of;
use crate::base::places::SiteId;

use crate::model::state::community::Community;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;
use crate::model::state::tie::Tie;
use crate::world::World;
use crate::world::sites::{Party, SubdistrictSites};

/// Once a month.
pub fn month(
    communities: &mut [Community],
    days: &mut Of<SiteId, Day>,
    staff: &Of<SiteId, Staff>,
    own: &SubdistrictSites,
    ctx: &Context<'_>,
) {
    let keys = &ctx.world.keys.handoff;
    let kept = (0..MONTH).fold(1.0, |kept, _| kept * (1.0 - *keys.tie_decay as f32));
    let (from, minutes) = (*keys.upkeep_from as f32, *keys.upkeep_minutes as u32);
    for (community, &office) in communities.iter_mut().zip(&own.office) {
        let office = own.site_of[office];
        let mut active = 0;
        for tie in &mut community.ties {
            active += u32::from(tie.strength > from);
            tie.set(tie.strength * kept, &ctx.world.weights);
        }
        days[office].owe(Account::Coordination, active.saturating_mul(minutes));
    }
    if minutes == 0 {
        return;
    }
    // The other side bears the same, as far as it sits here; sites elsewhere book their own communities' ties.
    for (i, site) in own.sites.pairs() {
        if matches!(site.party, Party::Organisation | Party::Station) && staff[i].heads > 0 {
            let held = communities
                .iter()
                .filter(|c| c.ties.binary_search_by_key(&site.stable, |t| t.site).is_ok_and(|t| c.ties[t].strength > from * kept))
                .count() as u32;
            days[i].owe(Account::Coordination, held.saturating_mul(minutes));
        }
    }
}

/// Lays the ties of a subdistrict out for the sites with which a plan lets each community have one: strengths are kept, new partners begin as
/// the world says.
pub fn lay_out(communities: &mut [Community], partners: &[Vec<u32>], own: &SubdistrictSites, world: &World) {
    let keys = &world.keys.handoff;
    let initial =
        |stable: u32| {
            own.sites.iter().find(|s| s.stable == stable).map_or(0.0, |s| {
                if s.party == Party::Station { *keys.initial_tie_station } else { *keys.initial_tie_organisation }
            }) as f32
        };
    for (community, partners) in communities.iter_mut().zip(partners) {
        let old = std::mem::take(&mut community.ties);
        community.ties = partners
            .iter()
            .map(|&site| {
                let strength = old.binary_search_by_key(&site, |t| t.site).map_or_else(|_| initial(site), |at| old[at].strength);
                Tie::new(site, strength, &world.weights)
            })
            .collect();
    }
}
