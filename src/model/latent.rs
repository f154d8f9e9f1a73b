//! Latent needs: those nobody has found.
//!
//! About half of all needs come and go without anybody knowing. They never enter the owner's pool: they lie apart, filed for the day
//! on which they will be voiced or gone, and are read again when that day comes.
//!
//! Beside that a community keeps, by category, where its latent needs lie, for those who search. A need that leaves by its own date is
//! not looked up there: its entry carries that date and counts as gone from then on. So a need that comes and goes unseen costs two
//! pushes.

use super::need::{Need, Stage};

/// A latent need and the day on which it is voiced or gone.
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

    /// Looks at the end of the list, where the next need goes.
    #[inline]
    #[must_use]
    pub fn end(&self) -> u16 {
        self.entries.last().map_or(0, |entry| entry.due)
    }

    /// Takes a need in until the day it is due.
    #[inline]
    pub fn push(&mut self, place: u32, due: u16, today: u16) {
        if self.entries.len() > 2 * self.live as usize + 16 {
            self.entries.retain(|e| e.due > today);
        }
        self.entries.push(Entry { place, due });
        self.live += 1;
    }

    /// A need leaves on the day it is due.
    #[inline]
    pub const fn leave(&mut self) {
        self.live -= 1;
    }

    /// Takes out the need at a place drawn by `draw`, which is given the number of places; a place whose need is due today or has left
    /// is dropped, and another is drawn.
    pub fn find(&mut self, today: u16, mut draw: impl FnMut(usize) -> usize) -> Option<u32> {
        while !self.entries.is_empty() {
            let entry = self.entries.swap_remove(draw(self.entries.len()));
            if entry.due > today {
                self.live -= 1;
                return Some(entry.place);
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
    /// The household speaks.
    Voice,
    /// The need is gone.
    Expire,
}

const BLOCK: usize = 16;
const RING: u16 = 512;
const NONE: u32 = u32::MAX;

/// A chain of blocks: its first block, and where in the blocks its next entry goes.
#[derive(Clone, Copy, Debug)]
struct Chain {
    first: u32,
    end: u32,
}

const EMPTY: Chain = Chain { first: NONE, end: 0 };

/// The latent needs of one owner, and by day and fate the places of those that leave on it. A need takes the place that was given up
/// last, which the processor still has at hand. Needs due in farther days than the ring has wait in its last day.
#[derive(Clone, Debug)]
pub struct Latents {
    needs: Vec<Need>,
    free: Vec<u32>,
    /// Places of needs, in blocks, chained by day and fate.
    places: Vec<[u32; BLOCK]>,
    /// The block that follows, per block.
    next: Vec<u32>,
    spare: Vec<u32>,
    /// Chains by day and fate.
    days: Vec<[Chain; 2]>,
}

impl Default for Latents {
    fn default() -> Self {
        let days = vec![[EMPTY; 2]; usize::from(RING)];
        Self { needs: Vec::new(), free: Vec::new(), places: Vec::new(), next: Vec::new(), spare: Vec::new(), days }
    }
}

impl Latents {
    /// Looks at the places that the next needs will take.
    pub fn look_ahead(&self, number: usize) {
        let next = &self.free[self.free.len().saturating_sub(number)..];
        std::hint::black_box(next.iter().fold(0, |sum, &place| sum ^ self.needs[place as usize].due));
    }

    /// Takes a need in until the day it is due; says where it lies. The need remembers the place of its community here.
    #[inline]
    pub fn push(&mut self, today: u16, fate: Fate, need: &Need, due: u16, local: u16) -> u32 {
        let place = self.free.pop().unwrap_or_else(|| {
            self.needs.push(*need);
            (self.needs.len() - 1) as u32
        });
        // Copied where it shall lie and changed there: to change a copy first would make the processor wait for it.
        let kept = &mut self.needs[place as usize];
        *kept = *need;
        kept.due = due;
        kept.line = local;
        self.file(today, fate, due, place);
        place
    }

    /// Files a place for the day on which its need leaves.
    #[inline]
    fn file(&mut self, today: u16, fate: Fate, due: u16, place: u32) {
        let day = usize::from(today.wrapping_add(due.saturating_sub(today).clamp(1, RING - 1)) % RING);
        let end = self.days[day][fate as usize].end;
        let end = if end.is_multiple_of(BLOCK as u32) { self.lengthen(day, fate) } else { end };
        self.places[end as usize / BLOCK][end as usize % BLOCK] = place;
        self.days[day][fate as usize].end = end + 1;
    }

    /// Adds a block to a chain; says where it begins.
    #[cold]
    fn lengthen(&mut self, day: usize, fate: Fate) -> u32 {
        let block = self.spare.pop().unwrap_or_else(|| {
            self.places.push([NONE; BLOCK]);
            self.next.push(NONE);
            (self.next.len() - 1) as u32
        });
        self.next[block as usize] = NONE;
        let chain = &mut self.days[day][fate as usize];
        if chain.first == NONE {
            chain.first = block;
        } else {
            self.next[(chain.end as usize - 1) / BLOCK] = block;
        }
        block * BLOCK as u32
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
        let chain = std::mem::replace(&mut self.days[usize::from(today % RING)][fate as usize], EMPTY);
        let needs = &self.needs;
        std::hint::black_box(self.chained(chain).fold(0, |sum, place| sum ^ needs[place as usize].due));
        let mut block = chain.first;
        while block != NONE {
            let next = self.next[block as usize];
            let last = if next == NONE { chain.end as usize - block as usize * BLOCK } else { BLOCK };
            for i in 0..last {
                let place = self.places[block as usize][i];
                let need = &self.needs[place as usize];
                if need.stage == Stage::Latent {
                    if need.due > today {
                        let due = need.due;
                        self.file(today, fate, due, place);
                        continue;
                    }
                    each(need);
                }
                self.free.push(place);
            }
            self.spare.push(block);
            block = next;
        }
    }

    /// Places in a chain.
    fn chained(&self, chain: Chain) -> impl Iterator<Item = u32> {
        let blocks = std::iter::successors((chain.first != NONE).then_some(chain.first), |&b| {
            let next = self.next[b as usize];
            (next != NONE).then_some(next)
        });
        blocks.flat_map(move |b| {
            let last = if self.next[b as usize] == NONE { chain.end as usize - b as usize * BLOCK } else { BLOCK };
            self.places[b as usize][..last].iter().copied()
        })
    }

    /// Needs held, in any order.
    pub fn iter(&self) -> impl Iterator<Item = &Need> {
        let places = self.days.iter().flatten().flat_map(|chain| self.chained(*chain));
        places.map(|place| &self.needs[place as usize]).filter(|need| need.stage == Stage::Latent)
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.needs.capacity() * size_of::<Need>()
            + self.places.capacity() * size_of::<[u32; BLOCK]>()
            + (self.free.capacity() + self.next.capacity() + self.spare.capacity()) * 4
            + self.days.capacity() * size_of::<[Chain; 2]>()
    }
}
