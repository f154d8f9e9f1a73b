//! The needs of one owner: records in one array, found by slot; a generation tells whether a reference is stale.

use crate::base::need::Need;

/// A need and its generation, in one line of the processor's cache so that one look at memory finds both.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Slot {
    need: Need,
    generation: u32,
}

/// Needs of one owner.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    slots: Vec<Slot>,
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
            self.slots[slot as usize].need = need;
            slot
        } else {
            self.slots.push(Slot { need, generation: 0 });
            (self.slots.len() - 1) as u32
        }
    }

    /// Takes a need out; every reference to it goes stale.
    #[inline]
    pub fn remove(&mut self, slot: u32) -> Need {
        self.renew(slot);
        self.free.push(slot);
        self.slots[slot as usize].need
    }

    /// Makes every reference to the need stale, but keeps it.
    #[inline]
    pub fn renew(&mut self, slot: u32) {
        let generation = &mut self.slots[slot as usize].generation;
        *generation = generation.wrapping_add(1);
    }

    /// The generation of a slot.
    #[inline]
    #[must_use]
    pub fn generation(&self, slot: u32) -> u32 {
        self.slots[slot as usize].generation
    }

    /// Looks at needs that will be worked on soon: so the processor fetches many at a time and need not wait for each in turn.
    #[inline]
    pub fn look_ahead(&self, slots: impl Iterator<Item = u32>) {
        std::hint::black_box(slots.fold(0, |sum, slot| sum ^ self.slots[slot as usize].generation));
    }

    /// A reference that goes stale when the need moves on.
    #[inline]
    #[must_use]
    pub fn handle(&self, slot: u32) -> Handle {
        Handle { slot, generation: self.slots[slot as usize].generation }
    }

    /// Whether a reference is current.
    #[inline]
    #[must_use]
    pub fn holds(&self, handle: Handle) -> bool {
        self.slots[handle.slot as usize].generation == handle.generation
    }

    /// Needs held, in any order, with their slots.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Need)> {
        let mut free = vec![false; self.slots.len()];
        for &slot in &self.free {
            free[slot as usize] = true;
        }
        self.slots.iter().enumerate().filter(move |(i, _)| !free[*i]).map(|(i, s)| (i as u32, &s.need))
    }

    /// Needs held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Whether none is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.slots.capacity() * size_of::<Slot>() + self.free.capacity() * 4
    }
}

impl std::ops::Index<u32> for Pool {
    type Output = Need;
    #[inline]
    fn index(&self, slot: u32) -> &Need {
        &self.slots[slot as usize].need
    }
}

impl std::ops::IndexMut<u32> for Pool {
    #[inline]
    fn index_mut(&mut self, slot: u32) -> &mut Need {
        &mut self.slots[slot as usize].need
    }
}
