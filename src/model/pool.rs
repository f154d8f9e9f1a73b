//! The needs of one owner: records in one array, found by slot; a generation tells whether a reference is stale.

use super::need::Need;

/// Needs of one owner.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    needs: Vec<Need>,
    generations: Vec<u32>,
    free: Vec<u32>,
}

/// A reference to a need that goes stale when the need moves on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    /// Place in the pool.
    pub slot: u32,
    /// Generation at which it was given.
    pub generation: u32,
}

impl Pool {
    /// Puts a need in.
    #[inline]
    pub fn insert(&mut self, need: Need) -> u32 {
        if let Some(slot) = self.free.pop() {
            self.needs[slot as usize] = need;
            slot
        } else {
            self.needs.push(need);
            self.generations.push(0);
            (self.needs.len() - 1) as u32
        }
    }

    /// Takes a need out; every reference to it goes stale.
    #[inline]
    pub fn remove(&mut self, slot: u32) -> Need {
        self.renew(slot);
        self.free.push(slot);
        self.needs[slot as usize]
    }

    /// Makes every reference to the need stale, but keeps it.
    #[inline]
    pub fn renew(&mut self, slot: u32) {
        let generation = &mut self.generations[slot as usize];
        *generation = generation.wrapping_add(1);
    }

    /// The generation of a slot.
    #[inline]
    #[must_use]
    pub fn generation(&self, slot: u32) -> u32 {
        self.generations[slot as usize]
    }

    /// A reference that goes stale when the need moves on.
    #[inline]
    #[must_use]
    pub fn handle(&self, slot: u32) -> Handle {
        Handle { slot, generation: self.generations[slot as usize] }
    }

    /// Whether a reference is current.
    #[inline]
    #[must_use]
    pub fn holds(&self, handle: Handle) -> bool {
        self.generations[handle.slot as usize] == handle.generation
    }

    /// Needs held, in any order, with their slots.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Need)> {
        let mut free = vec![false; self.needs.len()];
        for &slot in &self.free {
            free[slot as usize] = true;
        }
        self.needs.iter().enumerate().filter(move |(i, _)| !free[*i]).map(|(i, n)| (i as u32, n))
    }

    /// Needs held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.needs.len() - self.free.len()
    }

    /// Whether none is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.needs.capacity() * size_of::<Need>() + (self.generations.capacity() + self.free.capacity()) * 4
    }
}

impl std::ops::Index<u32> for Pool {
    type Output = Need;
    #[inline]
    fn index(&self, slot: u32) -> &Need {
        &self.needs[slot as usize]
    }
}

impl std::ops::IndexMut<u32> for Pool {
    #[inline]
    fn index_mut(&mut self, slot: u32) -> &mut Need {
        &mut self.needs[slot as usize]
    }
}
