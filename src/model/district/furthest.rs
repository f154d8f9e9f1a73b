//! Sites in the order in which posts are opened or given up: the one furthest from what it wants comes first, then by turn, then by place.
//!
//! A heap, so that a vacancy costs the logarithm of the number of sites and not a look at every one of them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::base::of::Of;
use crate::base::places::{SiteId, SubdistrictId};
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::workforce::posts::turn;

/// Distance of a site, its turn, and its place: subdistrict, then site.
type Entry = (u32, u64, Reverse<(SubdistrictId, SiteId)>);

/// Sites by their distance from what they want.
#[derive(Debug)]
pub struct Furthest {
    heap: BinaryHeap<Entry>,
}

impl Furthest {
    /// All sites with a distance above 0.
    #[must_use]
    pub fn of(subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, distance: impl Fn(&Subdistrict, SiteId) -> u32) -> Self {
        let mut entries = Vec::new();
        for (s, sub) in subs.pairs() {
            for i in sub.staff.places() {
                let distance = distance(sub, i);
                if distance > 0 {
                    entries.push((distance, turn(ctx, s, i), Reverse((s, i))));
                }
            }
        }
        Self { heap: BinaryHeap::from(entries) }
    }

    /// The site furthest away today. Distances may have become less since they were noted; one that has become greater is to be noted again.
    pub fn first(
        &mut self,
        subs: &Of<SubdistrictId, Subdistrict>,
        distance: impl Fn(&Subdistrict, SiteId) -> u32,
    ) -> Option<(SubdistrictId, SiteId)> {
        while let Some(mut top) = self.heap.peek_mut() {
            let (noted, turn, Reverse((s, i))) = *top;
            let now = distance(&subs[s], i);
            if now == noted {
                return Some((s, i));
            }
            if now > 0 && now < noted {
                *top = (now, turn, Reverse((s, i)));
            } else {
                std::collections::binary_heap::PeekMut::pop(top);
            }
        }
        None
    }

    /// Notes a site whose distance has become greater.
    pub fn note(&mut self, distance: u32, (s, i): (SubdistrictId, SiteId), ctx: &Context<'_>) {
        self.heap.push((distance, turn(ctx, s, i), Reverse((s, i))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::idle::district;

    #[test]
    fn the_site_that_is_furthest_today_comes_first_however_distances_have_shrunk() {
        let (world, keys, arm) = district(&[], |_| {});
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        let of =
            |distances: [u32; 3]| move |_: &Subdistrict, i: SiteId| distances.get(usize::from(i.get())).copied().unwrap_or(0);
        let mut heap = Furthest::of(&arm.subs, &ctx, of([5, 3, 1]));
        let mut first = |distances: [u32; 3]| heap.first(&arm.subs, of(distances)).map(|(_, i)| i.get());
        assert_eq!(first([5, 3, 1]), Some(0));
        assert_eq!(first([2, 3, 1]), Some(1));
        assert_eq!(first([2, 1, 1]), Some(0), "it was noted again with what was left of it");
        assert_eq!(first([0, 1, 0]), Some(1));
        assert_eq!(first([0, 0, 0]), None);
        heap.note(4, (SubdistrictId::FIRST, SiteId::new(2)), &ctx);
        assert_eq!(heap.first(&arm.subs, of([0, 0, 4])).map(|(_, i)| i.get()), Some(2));
        assert!(Furthest::of(&arm.subs, &ctx, of([0; 3])).first(&arm.subs, of([0; 3])).is_none());
    }
}
