//! Whose minutes reach which needs under any policy.

use crate::base::of::Of;
use crate::base::places::{CategoryId, SubdistrictId};
use crate::model::state::arm::Arm;
use crate::world::World;
use crate::world::sites::Party;

use super::capacity::FIRST_ORGANISATION;
use super::yardstick::Yardstick;

/// Pools of minutes, and which of them can reach the needs of each subdistrict.
///
/// Offices, associations and firms serve their own communities. A station can be reached from any community to which the registry shows
/// it. An organisation may refer to a peer, which may refer further; so organisations of subdistricts that see each other, directly or
/// indirectly, form one circle.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Number of pools.
    pub pools: usize,
    subdistricts: usize,
    kinds: usize,
    /// Circle of organisations of each subdistrict.
    circle: Of<SubdistrictId, SubdistrictId>,
    /// Stations that each subdistrict can reach, sorted.
    stations: Of<SubdistrictId, Vec<SubdistrictId>>,
}

impl Reach {
    /// The widest view that any policy can have in this world, with all sites counted as open: a site closed at the end may have served
    /// before.
    #[must_use]
    pub fn new(arm: &Arm, yardstick: &Yardstick, world: &World) -> Self {
        let mut plan = arm.plan.clone();
        plan.look_around(world, |_, _| true);
        let subdistricts = arm.subs.len();
        let mut circle: Of<SubdistrictId, SubdistrictId> = Of::from_fn(subdistricts, |s| s);
        let mut stations: Of<SubdistrictId, Vec<SubdistrictId>> = Of::from_fn(subdistricts, |s| vec![s]);
        // Where all see the same, the list of one subdistrict is read for all.
        let mut read: Vec<(SubdistrictId, bool)> = Vec::new();
        for (s, place) in world.places.subdistricts.pairs() {
            let sight = plan.registry(s);
            if !sight.is_shared() || read.is_empty() {
                read.clear();
                for local in place.communities.places().iter().take(if sight.is_shared() { 1 } else { usize::MAX }) {
                    for category in world.categories.places() {
                        let seen = sight.of(local, category).providers.iter();
                        read.extend(seen.map(|c| (c.unit.owner, world.site(c.unit).party == Party::Station)));
                    }
                }
                read.sort_unstable();
                read.dedup();
            }
            for &(owner, station) in read.iter().filter(|(owner, _)| *owner != s) {
                if station {
                    stations[s].push(owner);
                } else {
                    join(&mut circle, s, owner);
                }
            }
            stations[s].sort_unstable();
        }
        let circle = Of::from_fn(subdistricts, |s| root(&circle, s));
        let kinds = yardstick.kinds_of_organisation.len();
        Self { pools: subdistricts * (FIRST_ORGANISATION + kinds), subdistricts, kinds, circle, stations }
    }

    /// The pool that minutes of a kind of provider in a subdistrict belong to; organisations share that of their circle.
    #[must_use]
    pub fn pool_of(&self, subdistrict: SubdistrictId, kind: usize) -> usize {
        let owner = if kind >= FIRST_ORGANISATION { self.circle[subdistrict] } else { subdistrict };
        kind * self.subdistricts + owner.at()
    }

    /// Pools within reach of the needs of a subdistrict.
    #[must_use]
    pub fn near(&self, s: SubdistrictId) -> Vec<u32> {
        let own = [0, 2, 3].map(|kind| self.pool_of(s, kind));
        let organisations = (0..self.kinds).map(|m| self.pool_of(s, FIRST_ORGANISATION + m));
        let stations = self.stations[s].iter().map(|&owner| self.pool_of(owner, 1));
        own.into_iter().chain(stations).chain(organisations).map(|pool| pool as u32).collect()
    }

    /// Pools that may take needs of a category in a subdistrict.
    #[must_use]
    pub fn able(&self, yardstick: &Yardstick, s: SubdistrictId, category: CategoryId, easy: bool) -> Vec<u32> {
        let takes = |kind: usize| match kind {
            0 | 1 => true,
            2 => easy,
            3 => yardstick.property >> category.get() & 1 == 1,
            m => yardstick.kinds_of_organisation[m - FIRST_ORGANISATION] >> category.get() & 1 == 1,
        };
        self.near(s).into_iter().filter(|&pool| takes(pool as usize / self.subdistricts)).collect()
    }
}

/// The first subdistrict of a circle.
fn root(circle: &Of<SubdistrictId, SubdistrictId>, mut s: SubdistrictId) -> SubdistrictId {
    while circle[s] != s {
        s = circle[s];
    }
    s
}

/// Joins the circles of two subdistricts.
fn join(circle: &mut Of<SubdistrictId, SubdistrictId>, a: SubdistrictId, b: SubdistrictId) {
    let (a, b) = (root(circle, a), root(circle, b));
    circle[a.max(b)] = a.min(b);
}
