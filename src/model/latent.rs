//! The latent needs of a community in one category: those nobody has found.
//!
//! A need that leaves by its own date (voiced, or gone) is not looked up here: its entry carries that date and counts as gone from
//! then on. So a need that comes and goes unseen costs one push.

/// A latent need and the day on which it is voiced or gone.
#[derive(Clone, Copy, Debug)]
struct Entry {
    slot: u32,
    due: u16,
}

/// Latent needs of a community and category.
#[derive(Clone, Debug, Default)]
pub struct LatentPool {
    entries: Vec<Entry>,
    live: u32,
}

impl LatentPool {
    /// Needs held.
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
    pub fn push(&mut self, slot: u32, due: u16, today: u16) {
        if self.entries.len() > 2 * self.live as usize + 16 {
            self.entries.retain(|e| e.due > today);
        }
        self.entries.push(Entry { slot, due });
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
                return Some(entry.slot);
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
