//! Latent needs: those nobody has found.
//!
//! About half of all needs come and go without anybody knowing. They never enter the owner's pool: they lie in blocks, one chain of
//! blocks per day on which they will be voiced or gone, and are read again block after block when that day comes.
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

    /// A need that is due in far days lies elsewhere now.
    fn moved(&mut self, from: u32, to: u32, due: u16) {
        if let Some(entry) = self.entries.iter_mut().find(|e| e.place == from && e.due == due) {
            entry.place = to;
        }
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

const BLOCK: usize = 8;
const RING: u16 = 512;
const NONE: u32 = u32::MAX;

/// A chain of blocks: its first block, and the place behind its last need.
#[derive(Clone, Copy, Debug)]
struct Chain {
    first: u32,
    end: u32,
}

const EMPTY: Chain = Chain { first: NONE, end: 0 };

/// The latent needs of one owner, by the day on which they leave. Needs due in farther days than the ring has wait in its last day.
#[derive(Clone, Debug)]
pub struct Latents {
    needs: Vec<Need>,
    /// The block that follows, per block.
    next: Vec<u32>,
    spare: Vec<u32>,
    /// Chains by day and fate.
    days: Vec<[Chain; 2]>,
}

impl Default for Latents {
    fn default() -> Self {
        Self { needs: Vec::new(), next: Vec::new(), spare: Vec::new(), days: vec![[EMPTY; 2]; usize::from(RING)] }
    }
}

impl Latents {
    /// Takes a need in until the day it is due; says where it lies. The need remembers the place of its community here.
    #[inline]
    pub fn push(&mut self, today: u16, fate: Fate, need: &Need, due: u16, local: u16) -> u32 {
        let day = today.wrapping_add(due.saturating_sub(today).clamp(1, RING - 1)) % RING;
        let end = self.days[usize::from(day)][fate as usize].end;
        let place = if end.is_multiple_of(BLOCK as u32) { self.lengthen(day, fate, *need) } else { end };
        // Copied where it shall lie and changed there: to change a copy first would make the processor wait for it.
        let kept = &mut self.needs[place as usize];
        *kept = *need;
        kept.due = due;
        kept.line = local;
        self.days[usize::from(day)][fate as usize].end = place + 1;
        place
    }

    /// Adds a block to a chain; says where it begins.
    #[cold]
    fn lengthen(&mut self, day: u16, fate: Fate, filler: Need) -> u32 {
        let block = self.spare.pop().unwrap_or_else(|| {
            self.needs.extend([filler; BLOCK]);
            self.next.push(NONE);
            (self.next.len() - 1) as u32
        });
        self.next[block as usize] = NONE;
        let chain = &mut self.days[usize::from(day)][fate as usize];
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

    /// Takes out the needs that leave today in this way. Needs due later that waited in the last day of the ring stay: they are moved,
    /// and `moved` is told from where to where.
    pub fn leave(&mut self, today: u16, fate: Fate, mut each: impl FnMut(&Need), mut moved: impl FnMut(&Need, u32, u32)) {
        let chain = std::mem::replace(&mut self.days[usize::from(today % RING)][fate as usize], EMPTY);
        self.look_ahead(chain);
        let mut block = chain.first;
        while block != NONE {
            let next = self.next[block as usize];
            let first = block as usize * BLOCK;
            let last = if next == NONE { chain.end as usize } else { first + BLOCK };
            for place in first..last {
                let need = self.needs[place];
                if need.stage != Stage::Latent {
                    continue;
                }
                if need.due > today {
                    let to = self.push(today, fate, &need, need.due, need.line);
                    moved(&need, place as u32, to);
                } else {
                    each(&need);
                }
            }
            self.spare.push(block);
            block = next;
        }
    }

    /// Looks at every block of a chain once: so the processor fetches many at a time and need not wait for each in turn.
    fn look_ahead(&self, chain: Chain) {
        let (mut block, mut sum) = (chain.first, 0);
        while block != NONE {
            let first = block as usize * BLOCK;
            sum ^= self.needs[first].due ^ self.needs[first + BLOCK / 2].due;
            block = self.next[block as usize];
        }
        std::hint::black_box(sum);
    }

    /// Needs held, in any order.
    pub fn iter(&self) -> impl Iterator<Item = &Need> {
        self.days.iter().flatten().flat_map(move |chain| {
            let blocks = std::iter::successors((chain.first != NONE).then_some(chain.first), |&b| {
                let next = self.next[b as usize];
                (next != NONE).then_some(next)
            });
            blocks.flat_map(move |b| {
                let first = b as usize * BLOCK;
                let last = if self.next[b as usize] == NONE { chain.end as usize } else { first + BLOCK };
                self.needs[first..last].iter().filter(|n| n.stage == Stage::Latent)
            })
        })
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.needs.capacity() * size_of::<Need>()
            + (self.next.capacity() + self.spare.capacity()) * 4
            + self.days.capacity() * size_of::<[Chain; 2]>()
    }
}

/// Tells a community's pool that a need of a far day lies elsewhere.
pub fn note_move(pools: &mut [LatentPool], need: &Need, from: u32, to: u32) {
    pools[usize::from(need.category)].moved(from, to, need.due);
}
