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
            (Party::Organisation, Seat::Facility) => Post::OPERATED.iter().any(|&post| sub.staff[i].by_post[post] > 0),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::idle::{district, houses};

    #[test]
    fn routers_see_houses_that_are_open_and_rooms_with_people_in_them() {
        let (world, _, mut arm) = district(&["facility.rooms_per_10k=5"], |_| {});
        let here = SubdistrictId::FIRST;
        let own = &world.sites.by_subdistrict[here];
        let (rooms, all): (Vec<SiteId>, Vec<SiteId>) = (own.facilities.iter().collect(), houses(&world));
        assert_eq!((rooms.len(), all.len()), (2, 2));
        // Sites besides these two kinds are always there.
        let mut seen = |change: &dyn Fn(&mut Subdistrict)| {
            change(&mut arm.subs[here]);
            look_around(&mut arm.subs, &mut arm.plan, &world);
            let open = |of: &[SiteId]| of.iter().map(|i| arm.plan.open[here][*i]).collect::<Vec<_>>();
            let others = own.sites.places().iter().filter(|i| !rooms.contains(i) && !all.contains(i));
            assert!(others.into_iter().all(|i| arm.plan.open[here][i]));
            let listed = |i: &SiteId| {
                let unit = own.sites[*i].units.nth(0);
                let lists =
                    world.categories.places().iter().map(|k| arm.plan.registry(here).of(crate::base::places::Local::FIRST, k));
                lists.into_iter().any(|options| options.providers.iter().any(|c| c.unit.unit == unit))
            };
            assert_eq!(all.iter().chain(&rooms).map(listed).collect::<Vec<_>>(), [open(&all), open(&rooms)].concat());
            (open(&all), open(&rooms), arm.plan.rooms_open, arm.plan.rooms_ever)
        };
        assert_eq!(seen(&|_| {}), (vec![true, true], vec![false, false], false, false));
        let operated =
            |people: u32| move |sub: &mut Subdistrict| sub.staff[own.facilities.nth(1)].by_post[Post::Operator] = people;
        assert_eq!(seen(&operated(1)), (vec![true, true], vec![false, true], true, true));
        assert_eq!(seen(&|sub| sub.organisations[0].open = false), (vec![false, true], vec![false, true], true, true));
        assert_eq!(seen(&operated(0)), (vec![false, true], vec![false, false], false, true));
    }
}
