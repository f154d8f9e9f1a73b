//! Ties (关系强度) between a community and the providers it works with.
//!
//! Grown and shrunk by hand-offs ([`crate::model::referral::handoff`]); every month a tie decays by δ a day, and ties above a strength cost
//! upkeep
//! minutes on both sides, so that dense networks are expensive.

use std::sync::Arc;

use crate::base::calendar::MONTH;
use crate::base::of::Of;
use crate::base::places::{Local, SiteId};

use crate::model::state::community::Community;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;
use crate::model::state::tie::FirstTies;
use crate::world::sites::{Party, SubdistrictSites};

/// Once a month.
pub fn month(
    communities: &mut Of<Local, Community>,
    days: &mut Of<SiteId, Day>,
    staff: &Of<SiteId, Staff>,
    own: &SubdistrictSites,
    ctx: &Context<'_>,
) {
    let keys = &ctx.world.keys.handoff;
    let kept = (0..MONTH).fold(1.0, |kept, _| kept * (1.0 - *keys.tie_decay as f32));
    let (from, minutes) = (*keys.upkeep_from as f32, *keys.upkeep_minutes as u32);
    let first = &ctx.plan.first_ties;
    for (community, &office) in communities.iter_mut().zip(&own.office) {
        if minutes > 0 {
            let active = community.ties.above(from, own, first);
            days[own.site_of[office]].owe(Account::Coordination, active.saturating_mul(minutes));
        }
        community.ties.decay(kept, own, ctx.world, first);
    }
    if minutes == 0 {
        return;
    }
    // The other side bears the same, as far as it sits here; sites elsewhere book their own communities' ties.
    for (i, site) in own.sites.pairs() {
        if matches!(site.party, Party::Organisation | Party::Station) && staff[i].heads > 0 {
            let tie = |c: &Community| c.ties.with(site.stable, own, first);
            let held = communities.iter().filter_map(tie).filter(|tie| tie.strength > from * kept).count() as u32;
            days[i].owe(Account::Coordination, held.saturating_mul(minutes));
        }
    }
}

/// The communities of a subdistrict can have ties with other sites from now on.
pub fn lay_out(
    communities: &mut Of<Local, Community>,
    partners: &Of<Local, Arc<[u32]>>,
    own: &SubdistrictSites,
    first: &FirstTies,
) {
    for (community, partners) in communities.iter_mut().zip(partners) {
        community.ties.turn_to(partners, own, first);
    }
}
