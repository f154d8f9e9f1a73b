//! Which districts can need a phase. A phase that is left out would change nothing on any day, so results are the same with it.
//!
//! What a policy before has left behind counts: a lot, a grant or a file outlives the policy under which it began.

use crate::engine::phase::Lived;

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

/// The station has a window of its own.
pub fn station_intake(lived: &Lived<'_>) -> bool {
    *lived.now.information.station_intake > 0.0
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

/// Services are purchased, or have been.
pub fn purchase(lived: &Lived<'_>) -> bool {
    lived.ever(|policy| *policy.funding.purchase > 0.0)
}

/// Grants are given.
pub fn venture(lived: &Lived<'_>) -> bool {
    *lived.now.funding.venture > 0.0
}

/// Grants are given, or have been.
pub fn grants(lived: &Lived<'_>) -> bool {
    lived.ever(|policy| *policy.funding.venture > 0.0)
}

/// Rooms are paid for, or have been.
pub fn facilities(lived: &Lived<'_>) -> bool {
    lived.ever(|policy| *policy.funding.facility > 0.0)
}

/// Organisations may be founded.
pub fn entry(lived: &Lived<'_>) -> bool {
    let funding = &lived.now.funding;
    *lived.world.keys.market.entry_rate > 0.0 && *funding.purchase + *funding.venture > 0.0
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
