//! The registry (机构名录): who is open, and whom routers can therefore see.

use crate::base::of::Of;
use crate::base::places::{SiteId, SubdistrictId};
use crate::model::compiled::Plan;
use crate::model::referral::ties;
use crate::model::state::post::Post;
use crate::model::state::subdistrict::Subdistrict;
use crate::world::World;
use crate::world::sites::{Party, Seat};

/// Routers find out who is there now; new partners begin as strangers.
pub fn look_around(subs: &mut Of<SubdistrictId, Subdistrict>, plan: &mut Plan, world: &World) {
    let open = |owner: SubdistrictId, i: SiteId| {
        let (own, sub) = (&world.sites.by_subdistrict[owner], &subs[owner]);
        match (own.sites[i].party, own.sites[i].seat) {
            (Party::Organisation, Seat::Facility) => sub.staff[i].by_post[Post::Operator] > 0,
            (Party::Organisation, _) => own.seat_of(i).is_none_or(|seat| sub.organisations[seat].open),
            _ => true,
        }
    };
    let now: Of<SubdistrictId, Of<SiteId, bool>> =
        subs.iter().map(|s| s.staff.places().iter().map(|i| open(s.index, i)).collect()).collect();
    if now == plan.open {
        return;
    }
    plan.open.clone_from(&now);
    plan.look_around(world, |owner, i| now[owner][i]);
    for (s, sub) in subs.pairs_mut() {
        ties::lay_out(&mut sub.communities, &plan.partners[s], &world.sites.by_subdistrict[s], &plan.first_ties);
    }
}
