//! Sites in the order in which posts are opened or given up: the one furthest from what it wants comes first, then by turn, then by place.
//!
//! A heap, so that a vacancy costs the logarithm of the number of sites and not a look at every one of them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::base::places::SiteId;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::workforce::posts::turn;

/// Distance of a site, its turn, and its place: subdistrict, then site.
type Entry = (u32, u64, Reverse<(usize, SiteId)>);

/// Sites by their distance from what they want.
#[derive(Debug)]
pub struct Furthest {
    heap: BinaryHeap<Entry>,
}

impl Furthest {
    /// All sites with a distance above 0.
    #[must_use]
    pub fn of(subs: &[Subdistrict], ctx: &Context<'_>, distance: impl Fn(&Subdistrict, SiteId) -> u32) -> Self {
        let mut entries = Vec::new();
        for (s, sub) in subs.iter().enumerate() {
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
    pub fn first(&mut self, subs: &[Subdistrict], distance: impl Fn(&Subdistrict, SiteId) -> u32) -> Option<(usize, SiteId)> {
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
    pub fn note(&mut self, distance: u32, (s, i): (usize, SiteId), ctx: &Context<'_>) {
        self.heap.push((distance, turn(ctx, s, i), Reverse((s, i))));
    }
}
