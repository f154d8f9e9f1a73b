//! A ring of days: what is filed for which day, so that nothing has to be scanned for it.
//!
//! Items of a day lie in blocks, chained in the order in which they were filed. A block is given back when its day has come and is the next to be
//! used, so that a ring touches little memory besides its items. Days farther away than the ring is long wait in its last day: whoever takes
//! them files them again.

const BLOCK: usize = 16;
/// Days told apart.
const DAYS: u16 = 512;
const NONE: u32 = u32::MAX;

/// The blocks of a day: the first, and where in the blocks the next item goes.
#[derive(Clone, Copy, Debug)]
struct Chain {
    first: u32,
    end: u32,
}

const EMPTY: Chain = Chain { first: NONE, end: 0 };

/// Items by day.
#[derive(Clone, Debug)]
pub struct Ring<T> {
    blocks: Vec<[T; BLOCK]>,
    /// The block that follows, per block.
    next: Vec<u32>,
    spare: Vec<u32>,
    days: Vec<Chain>,
}

impl<T> Default for Ring<T> {
    fn default() -> Self {
        Self { blocks: Vec::new(), next: Vec::new(), spare: Vec::new(), days: vec![EMPTY; usize::from(DAYS)] }
    }
}

impl<T: Copy + Default> Ring<T> {
    /// Files an item for a day; a day that is not after today counts as tomorrow.
    #[inline]
    pub fn file(&mut self, today: u16, day: u16, item: T) {
        let ahead = day.saturating_sub(today).clamp(1, DAYS - 1);
        let day = usize::from(today.wrapping_add(ahead) % DAYS);
        let end = self.days[day].end;
        let end = if end.is_multiple_of(BLOCK as u32) { self.lengthen(day) } else { end };
        self.blocks[end as usize / BLOCK][end as usize % BLOCK] = item;
        self.days[day].end = end + 1;
    }

    /// Adds a block to a chain; says where it begins.
    #[cold]
    fn lengthen(&mut self, day: usize) -> u32 {
        let block = self.spare.pop().unwrap_or_else(|| {
            self.blocks.push([T::default(); BLOCK]);
            self.next.push(NONE);
            (self.next.len() - 1) as u32
        });
        self.next[block as usize] = NONE;
        let chain = &mut self.days[day];
        if chain.first == NONE {
            chain.first = block;
        } else {
            self.next[(chain.end as usize - 1) / BLOCK] = block;
        }
        block * BLOCK as u32
    }

    /// Moves the items of a day to the end of a list, in the order in which they were filed.
    pub fn take(&mut self, day: u16, into: &mut Vec<T>) {
        let chain = std::mem::replace(&mut self.days[usize::from(day % DAYS)], EMPTY);
        let mut block = chain.first;
        while block != NONE {
            let next = self.next[block as usize];
            into.extend_from_slice(&self.blocks[block as usize][..filled(chain, block, next)]);
            self.spare.push(block);
            block = next;
        }
    }

    /// All items, in any order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.days.iter().flat_map(move |&chain| {
            let blocks = std::iter::successors((chain.first != NONE).then_some(chain.first), |&b| {
                let next = self.next[b as usize];
                (next != NONE).then_some(next)
            });
            blocks.flat_map(move |b| &self.blocks[b as usize][..filled(chain, b, self.next[b as usize])])
        })
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.blocks.capacity() * size_of::<[T; BLOCK]>()
            + (self.next.capacity() + self.spare.capacity()) * 4
            + self.days.capacity() * size_of::<Chain>()
    }
}

/// Items in a block of a chain: only the last is not full.
const fn filled(chain: Chain, block: u32, next: u32) -> usize {
    if next == NONE { chain.end as usize - block as usize * BLOCK } else { BLOCK }
}

#[cfg(test)]
mod tests {
    use crate::base::ring::{DAYS, Ring};

    #[test]
    fn a_day_gives_back_what_was_filed_for_it_in_order() {
        let mut ring = Ring::default();
        for item in 0..100_u32 {
            ring.file(3, 3 + (item % 3) as u16, item);
        }
        let mut seen = Vec::new();
        assert_eq!(ring.iter().count(), 100);
        ring.take(4, &mut seen);
        let due: Vec<u32> = (0..100).filter(|i| i % 3 < 2).collect();
        assert_eq!(seen, due, "what was due today or tomorrow comes tomorrow");
        seen.clear();
        ring.take(5, &mut seen);
        assert!(seen.iter().all(|i| i % 3 == 2) && seen.len() == 33);
        assert_eq!(ring.iter().count(), 0);
    }

    #[test]
    fn far_days_wait_in_the_last_day_of_the_ring() {
        let mut ring = Ring::default();
        ring.file(10, 60_000, 7_u32);
        let mut seen = Vec::new();
        (11..10 + DAYS - 1).for_each(|day| ring.take(day, &mut seen));
        assert!(seen.is_empty());
        ring.take(10 + DAYS - 1, &mut seen);
        assert_eq!(seen, [7]);
    }

    #[test]
    fn blocks_that_were_given_back_are_used_again() {
        let mut ring = Ring::default();
        let mut seen = Vec::new();
        for day in 0..2000_u16 {
            (0..50_u32).for_each(|item| ring.file(day, day + 1 + (item % 5) as u16, item));
            seen.clear();
            ring.take(day + 1, &mut seen);
        }
        assert!(ring.bytes() < 10_000, "{} bytes", ring.bytes());
    }
}
