//! Latent needs.
//!
//! About half of all needs arise and expire unheard. They never enter the owner's pool. For most, the way they leave is determined on the
//! first day, and only the date is stored: see [`crate::model::state::unheard`]. The others are stored here, filed under the day on which
//! they will be voiced or leave, and are read again on that day.
//!
//! In addition a community keeps, by category, the positions of its latent needs, for searches. A need that leaves on its own date is not
//! looked up there: its entry carries that date and is void from then on. So a need that comes and goes unseen costs two
//! pushes.

use crate::base::need::{Need, Stage};
use crate::base::places::{CategoryId, Local};
use crate::base::ring::Ring;
use crate::model::state::unheard::Unheard;

/// Latent needs of a subdistrict.
#[derive(Clone, Debug, Default)]
pub struct LatentNeeds {
    /// Those that will speak or have been known, by the day on which they leave.
    pub kept: Latents,
    /// Days on which the others leave, unheard.
    pub unheard: Unheard,
    /// Where both lie.
    pub pools: Pools,
}

/// Where latent needs lie, community by category.
#[derive(Clone, Debug, Default)]
pub struct Pools {
    pools: Vec<LatentPool>,
    kinds: usize,
}

impl Pools {
    /// Those of a community in one category.
    #[inline]
    pub fn at(&mut self, local: Local, category: CategoryId) -> &mut LatentPool {
        &mut self.pools[local.at() * self.kinds + usize::from(category)]
    }
}

impl LatentNeeds {
    /// No latent needs yet, for this number of communities and categories.
    #[must_use]
    pub fn new(communities: usize, kinds: usize) -> Self {
        Self { pools: Pools { pools: vec![LatentPool::default(); communities * kinds], kinds }, ..Self::default() }
    }

    /// Where the latent needs of a community lie, by category.
    #[inline]
    #[must_use]
    pub fn of(&self, local: Local) -> &[LatentPool] {
        &self.pools.pools[local.at() * self.pools.kinds..][..self.pools.kinds]
    }

    /// Where the latent needs of a community in one category lie.
    #[inline]
    pub fn pool(&mut self, local: Local, category: CategoryId) -> &mut LatentPool {
        self.pools.at(local, category)
    }

    /// Latent needs, as the pools count them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pools.pools.iter().map(LatentPool::len).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.kept.bytes() + self.unheard.bytes() + self.pools.pools.iter().map(LatentPool::bytes).sum::<usize>()
    }
}

/// Where a latent need is found: among those kept here, or by its number among all that arose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In [`Latents`].
    Kept(u32),
    /// See [`crate::world::demand::Arrivals::onset`].
    Arisen(u32),
}

/// The bit that distinguishes the two kinds of place.
const ARISEN: u32 = 1 << 31;

impl Place {
    /// Its number, when it is found by that.
    #[must_use]
    pub const fn number(self) -> Option<u32> {
        match self {
            Self::Kept(_) => None,
            Self::Arisen(number) => Some(number),
        }
    }

    #[inline]
    const fn pack(self) -> u32 {
        match self {
            Self::Kept(place) => place,
            Self::Arisen(number) => number | ARISEN,
        }
    }

    #[inline]
    const fn unpack(packed: u32) -> Self {
        if packed & ARISEN == 0 { Self::Kept(packed) } else { Self::Arisen(packed & !ARISEN) }
    }
}

/// A latent need and the day on which it is voiced or leaves.
#[derive(Clone, Copy, Debug)]
struct Entry {
    place: u32,
    due: u16,
}

/// Where the latent needs of a community and category lie.
#[derive(Clone, Debug, Default)]
pub struct LatentPool {
    entries: Vec<Entry>,
    live: u32,
}

impl LatentPool {
    /// Needs held.
    #[inline]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.live as usize
    }

    /// Whether none is held.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// Takes a need in until the day it is due.
    #[inline]
    pub fn push(&mut self, place: Place, due: u16, today: u16) {
        if self.entries.len() > 2 * self.len() + 16 {
            self.entries.retain(|e| e.due > today);
        }
        self.entries.push(Entry { place: place.pack(), due });
        self.live = self.live.wrapping_add(1);
    }

    /// A need leaves on the day it is due.
    #[inline]
    pub const fn leave(&mut self) {
        self.live = self.live.wrapping_sub(1);
    }

    /// A need found earlier is already removed; do not subtract it again.
    #[inline]
    pub const fn has_left(&mut self) {
        self.live = self.live.wrapping_add(1);
    }

    /// Takes out the need at a place drawn by `draw`, which is given the number of places, and says when it was due; a place whose need is
    /// due today or has left is dropped, and another is drawn.
    pub fn find(&mut self, today: u16, mut draw: impl FnMut(usize) -> usize) -> Option<(Place, u16)> {
        while !self.entries.is_empty() {
            let entry = self.entries.swap_remove(draw(self.entries.len()));
            if entry.due > today {
                self.live -= 1;
                return Some((Place::unpack(entry.place), entry.due));
            }
        }
        None
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>() + size_of::<Self>()
    }
}

/// How a latent need leaves on its own date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Fate {
    /// The need is voiced.
    Voice,
    /// The need expires or moves away.
    Expire,
}

/// The latent needs of one owner that will be voiced, or that were known before; and by day and kind of exit the positions of those that
/// leave on it. A new need takes the slot freed last, which is still in the cache.
#[derive(Clone, Debug, Default)]
pub struct Latents {
    needs: Vec<Need>,
    free: Vec<u32>,
    /// Places of needs, by fate and day.
    days: [Ring<u32>; 2],
    /// Places of those that leave today; empty between phases.
    today: Vec<u32>,
}

impl Latents {
    /// Stores a need until the day it is due; returns its position. The need's record holds the place of its community meanwhile.
    #[inline]
    pub fn push(&mut self, today: u16, fate: Fate, need: &Need, due: u16, local: Local) -> u32 {
        let place = self.free.pop().unwrap_or_else(|| {
            self.needs.push(*need);
            (self.needs.len() - 1) as u32
        });
        // Copied into place and changed there: changing a copy first would stall the load on the stores.
        let kept = &mut self.needs[place as usize];
        *kept = *need;
        kept.lie(local, due);
        self.days[fate as usize].file(today, due, place);
        place
    }

    /// Takes a need out that has been found.
    #[inline]
    pub fn take(&mut self, place: u32) -> Need {
        let need = self.needs[place as usize];
        self.needs[place as usize].stage = Stage::Expired;
        need
    }

    /// Takes out the needs that leave today in this way; needs due later that waited in the last day of the ring are filed again.
    pub fn leave(&mut self, today: u16, fate: Fate, mut each: impl FnMut(&Need)) {
        let mut places = std::mem::take(&mut self.today);
        self.days[fate as usize].take(today, &mut places);
        // All are touched once before the work, so that their cache misses overlap.
        std::hint::black_box(places.iter().fold(0, |sum, &place| sum ^ self.needs[place as usize].leaves_on()));
        for place in places.drain(..) {
            let need = &self.needs[place as usize];
            if need.stage == Stage::Latent {
                if need.leaves_on() > today {
                    self.days[fate as usize].file(today, need.leaves_on(), place);
                    continue;
                }
                each(need);
            }
            self.free.push(place);
        }
        self.today = places;
    }

    /// Needs held, in any order.
    pub fn iter(&self) -> impl Iterator<Item = &Need> {
        let places = self.days.iter().flat_map(Ring::iter);
        places.map(|&place| &self.needs[place as usize]).filter(|need| need.stage == Stage::Latent)
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.needs.capacity() * size_of::<Need>()
            + (self.free.capacity() + self.today.capacity()) * 4
            + self.days.iter().map(Ring::bytes).sum::<usize>()
    }
}
