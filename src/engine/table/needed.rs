//! Which districts can need a phase. A phase that is left out would change nothing on any day, so results are the same with it.
//!
//! What a policy before has left behind counts: a lot, a grant or a file outlives the policy under which it began.

use crate::engine::phase::Lived;
use crate::model::state::channel::Channel;
use crate::model::state::division::Division;
use crate::scenario::keys::policy::Policy;
use crate::scenario::keys::service::TaskOrder;
use crate::world::World;

/// Level 1 of approvals works wherever the world has clerks at it.
pub fn level_one(lived: &Lived<'_>) -> bool {
    lived.levels() >= 1
}

/// So does level 2.
pub fn level_two(lived: &Lived<'_>) -> bool {
    lived.levels() >= 2
}

/// Files at level 2 are given back by a policy that does not use it.
pub fn gives_files_back(lived: &Lived<'_>) -> bool {
    level_two(lived) && lived.now.routing.levels.get() < 2
}

/// Clerks leave levels of the world that the policy does not use.
pub fn unused_levels(lived: &Lived<'_>) -> bool {
    lived.now.routing.levels.get() < lived.levels()
}

/// Organisations pass needs to peers.
pub fn peers(lived: &Lived<'_>) -> bool {
    lived.ever(|policy| policy.routing.peer_referral)
}

/// Grid workers patrol.
pub fn patrol(lived: &Lived<'_>) -> bool {
    *lived.now.information.patrol_share > 0.0
}

/// Social workers seek needs out.
pub fn outreach(lived: &Lived<'_>) -> bool {
    *lived.now.information.outreach_share > 0.0
}

/// There is another door than the office.
pub fn doors(lived: &Lived<'_>) -> bool {
    !lived.now.intake.office_alone()
}

/// The policy before had other doors.
pub fn doors_change(lived: &Lived<'_>) -> bool {
    lived.before.last().is_some_and(|before| before.intake.doors != lived.now.intake.doors)
}

/// Associations take no needs: a policy that takes over from one under which they did takes back what they have.
pub fn no_associations(lived: &Lived<'_>) -> bool {
    !lived.now.capacity.associations
}

/// People go over to another employer.
pub fn transfer(lived: &Lived<'_>) -> bool {
    *lived.world.keys.posts.transfer > 0.0
}

/// Offices refuse tasks, or have refused some.
pub fn refusal(lived: &Lived<'_>) -> bool {
    lived.ever(|policy| *policy.tasks.refused > 0.0)
}

/// Offices keep minutes for people at the door.
pub fn service_floor(lived: &Lived<'_>) -> bool {
    *lived.world.keys.administration.service_floor > 0.0
}

/// Offices work on tasks after the door and the desk.
pub fn doors_first(lived: &Lived<'_>) -> bool {
    lived.world.keys.administration.order == TaskOrder::DoorsFirst
}

/// Offices work on tasks after service.
pub fn service_first(lived: &Lived<'_>) -> bool {
    lived.world.keys.administration.order == TaskOrder::ServiceFirst
}

/// Offices may pass tasks on.
pub fn pass_through(lived: &Lived<'_>) -> bool {
    *lived.world.keys.administration.pass_through > 0.0 && *lived.now.oversight.pass_through_cap > 0.0
}

/// Social workers may move between bins within the plan.
pub fn reallocation(lived: &Lived<'_>) -> bool {
    *lived.now.planning.local_reallocation > 0.0 && bins(lived)
}

/// The station has bins.
pub fn bins(lived: &Lived<'_>) -> bool {
    lived.now.capacity.bins == crate::scenario::keys::policy::Bins::ZoneCategory
}

/// Self-help raises funds.
pub fn fundraising(lived: &Lived<'_>) -> bool {
    *lived.now.funding.fundraising > 0.0
}

/// Whether a policy gives a channel money in the frame of the world.
fn pays(world: &World, policy: &Policy, channel: Channel) -> bool {
    Division::new(world, policy).divided[channel] > 0.0
}

/// Services are purchased, or have been.
pub fn purchase(lived: &Lived<'_>) -> bool {
    lived.ever(|policy| pays(lived.world, policy, Channel::Purchase))
}

/// Grants are given.
pub fn venture(lived: &Lived<'_>) -> bool {
    pays(lived.world, lived.now, Channel::Venture)
}

/// Grants are given, or have been.
pub fn grants(lived: &Lived<'_>) -> bool {
    lived.ever(|policy| pays(lived.world, policy, Channel::Venture))
}

/// Rooms are paid for, or have been.
pub fn facilities(lived: &Lived<'_>) -> bool {
    lived.ever(|policy| pays(lived.world, policy, Channel::Facility))
}

/// Organisations may be founded.
pub fn entry(lived: &Lived<'_>) -> bool {
    *lived.world.keys.market.entry_rate > 0.0
        && [Channel::Purchase, Channel::Venture].into_iter().any(|c| pays(lived.world, lived.now, c))
}

/// The budget adapts.
pub fn adaptive(lived: &Lived<'_>) -> bool {
    *lived.now.adaptive.step > 0.0
}

/// Wages may move.
pub fn wages(lived: &Lived<'_>) -> bool {
    let wages = &lived.world.keys.wages;
    *wages.drift != 0.0 || *wages.scarcity != 0.0
}

/// The policy before seats social workers elsewhere, or in other bins. This is a rule of the model, not a saving: people stay where they are unless
/// the new policy seats them differently.
pub fn seats_move(lived: &Lived<'_>) -> bool {
    let of = |policy: &crate::scenario::keys::policy::Policy| (policy.capacity.bins, policy.capacity.base);
    lived.before.last().is_some_and(|before| of(before) != of(lived.now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::keys::policy::{Base, Bins, Door, DoorKeys, Doors, Policy};
    use crate::scenario::keys::quantity::{Count, Share};
    use crate::world::World;
    use crate::world::reference::with_baseline;

    fn share(x: f64) -> Share {
        Share::new(x).expect("a share")
    }

    fn nothing(policy: &mut Policy) {
        let none = share(0.0);
        (policy.information.patrol_share, policy.information.outreach_share) = (none, none);
        policy.intake = DoorKeys::default();
        (policy.planning.local_reallocation, policy.capacity.bins, policy.capacity.base) = (none, Bins::None, Base::Station);
        let funding = &mut policy.funding;
        (funding.fundraising, funding.purchase, funding.venture, funding.facility) = (none, none, none, none);
        (policy.adaptive.step, policy.routing.peer_referral) = (none, false);
        policy.routing.levels = Count::new(0).expect("none");
        policy.funding.whole_budget = None;
    }

    /// What a phase says of a district under a policy, and under one that does none of this after it.
    fn now_and_after(needed: fn(&Lived<'_>) -> bool, change: impl Fn(&mut Policy)) -> [bool; 2] {
        let (world, (_, mut before)) = with_baseline(&["government.levels=2", "market.entry_rate=0.1"]);
        nothing(&mut before);
        let idle = before.clone();
        assert!(!needed(&Lived { world: &world, now: &idle, before: &[] }), "without it");
        change(&mut before);
        let now = needed(&Lived { world: &world, now: &before, before: &[] });
        [now, needed(&Lived { world: &world, now: &idle, before: &[before] })]
    }

    fn world(sets: &[&str]) -> (World, Policy) {
        let (world, (_, mut policy)) = with_baseline(sets);
        nothing(&mut policy);
        (world, policy)
    }

    #[test]
    fn what_only_acts_while_the_policy_asks_for_it_is_needed_only_then() {
        let now = [true, false];
        assert_eq!(now_and_after(patrol, |p| p.information.patrol_share = share(0.1)), now);
        assert_eq!(now_and_after(outreach, |p| p.information.outreach_share = share(0.1)), now);
        assert_eq!(now_and_after(doors, |p| p.intake.doors = Doors::of(&[Door::Hotline])), now);
        assert_eq!(now_and_after(no_associations, |p| p.capacity.associations = false), now);
        assert_eq!(now_and_after(fundraising, |p| p.funding.fundraising = share(0.1)), now);
        assert_eq!(now_and_after(venture, |p| p.funding.venture = share(0.1)), now);
        assert_eq!(now_and_after(entry, |p| p.funding.venture = share(0.1)), now);
        assert_eq!(now_and_after(entry, |p| p.funding.purchase = share(0.1)), now);
        assert_eq!(now_and_after(adaptive, |p| p.adaptive.step = share(0.1)), now);
        assert_eq!(now_and_after(bins, |p| p.capacity.bins = Bins::ZoneCategory), now);
    }

    #[test]
    fn what_a_policy_leaves_behind_is_seen_to_under_the_next() {
        let always = [true, true];
        assert_eq!(now_and_after(peers, |p| p.routing.peer_referral = true), always);
        assert_eq!(now_and_after(purchase, |p| p.funding.purchase = share(0.1)), always);
        assert_eq!(now_and_after(grants, |p| p.funding.venture = share(0.1)), always);
        assert_eq!(now_and_after(facilities, |p| p.funding.facility = share(0.1)), always);
    }

    #[test]
    fn social_workers_move_between_bins_only_where_there_are_bins_and_some_may_move() {
        let both = |p: &mut Policy| (p.planning.local_reallocation, p.capacity.bins) = (share(0.1), Bins::ZoneCategory);
        assert_eq!(now_and_after(reallocation, both), [true, false]);
        assert_eq!(now_and_after(reallocation, |p| p.capacity.bins = Bins::ZoneCategory), [false, false]);
        assert_eq!(now_and_after(reallocation, |p| p.planning.local_reallocation = share(0.1)), [false, false]);
    }

    #[test]
    fn levels_work_where_the_world_has_them_and_give_back_what_the_policy_does_not_use() {
        for levels in 0..=2 {
            let (world, mut policy) = world(&[&format!("government.levels={levels}")]);
            for used in 0..=2 {
                policy.routing.levels = Count::new(used).expect("a level");
                let lived = Lived { world: &world, now: &policy, before: &[] };
                assert_eq!([level_one(&lived), level_two(&lived)], [levels >= 1, levels == 2]);
                assert_eq!(gives_files_back(&lived), levels == 2 && used < 2);
                assert_eq!(unused_levels(&lived), used < levels);
            }
        }
    }

    #[test]
    fn what_the_world_does_not_have_is_never_needed() {
        let says = |set: &str, change: fn(&mut Policy), needed: fn(&Lived<'_>) -> bool| {
            let (world, mut policy) = world(&[set]);
            change(&mut policy);
            needed(&Lived { world: &world, now: &policy, before: &[] })
        };
        let passes: fn(&mut Policy) = |p| p.oversight.pass_through_cap = share(0.1);
        assert!(says("administration.pass_through=0.1", passes, pass_through));
        assert!(!says("administration.pass_through=0", passes, pass_through));
        assert!(!says("administration.pass_through=0.1", |p| p.oversight.pass_through_cap = share(0.0), pass_through));
        assert!(says("administration.service_floor=0.1", |_| {}, service_floor));
        assert!(!says("administration.service_floor=0", |_| {}, service_floor));
        let grants: fn(&mut Policy) = |p| p.funding.venture = share(0.1);
        assert!(says("market.entry_rate=0.1", grants, entry) && !says("market.entry_rate=0", grants, entry));
        let (world, policy) = world(&["wages.drift=0", "wages.scarcity=0"]);
        assert!(!wages(&Lived { world: &world, now: &policy, before: &[] }));
        for set in ["wages.drift=-0.01", "wages.scarcity=0.1"] {
            assert!(says(set, |_| {}, wages), "{set}");
        }
    }

    #[test]
    fn households_set_out_anew_only_when_a_policy_takes_over_that_has_other_doors() {
        let (world, now) = world(&[]);
        let set_out = |before: &[Policy]| doors_change(&Lived { world: &world, now: &now, before });
        let mut other = now.clone();
        other.intake.doors = Doors::of(&[Door::Office, Door::Station]);
        assert!(!set_out(&[]) && !set_out(std::slice::from_ref(&now)) && set_out(std::slice::from_ref(&other)));
        assert!(!set_out(&[other, now.clone()]), "it is the last one whose doors they stand at");
    }

    #[test]
    fn desks_move_only_when_a_policy_takes_over_that_seats_people_elsewhere() {
        let (world, now) = world(&[]);
        let moves = |before: &[Policy]| seats_move(&Lived { world: &world, now: &now, before });
        let mut other = now.clone();
        other.capacity.bins = Bins::ZoneCategory;
        assert!(!moves(&[]) && !moves(std::slice::from_ref(&now)) && moves(std::slice::from_ref(&other)));
        assert!(!moves(&[other.clone(), now.clone()]), "it is the last one that seated them");
        other = now.clone();
        other.capacity.base = Base::Office;
        assert!(moves(&[other]));
    }
}
