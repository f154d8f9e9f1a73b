//! Unheard needs (无人知晓): latent needs that will leave before they would be voiced.
//!
//! Whether a latent need will be voiced is determined once it is latent: both dates depend on its own random numbers. So for a need that
//! will leave
//! first nothing is kept but the day on which it leaves the books. Somebody may still find it before: then its record is drawn from what
//! arose, and a second entry takes the first one back on that day.

use crate::base::need::{Need, Stage};
use crate::base::places::{CategoryId, Local};
use crate::base::ring::Ring;

/// An entry: a need leaves unheard on a day, or would have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Day it leaves.
    pub due: u16,
    /// Day it arose.
    pub onset: u16,
    /// Place of its community in the subdistrict.
    pub local: Local,
    traits: u8,
}

const MOVED: u8 = 1 << 6;
const FOUND: u8 = 1 << 7;

impl Entry {
    /// A need that leaves on a day; whether its household moves away on it.
    #[inline]
    #[must_use]
    pub const fn new(id: u64, severity: u8, local: Local, due: u16, moves: bool) -> Self {
        let moved = if moves { MOVED } else { 0 };
        Self { due, onset: Need::onset_of(id), local, traits: Need::category_of(id).get() | severity << 4 | moved }
    }

    /// The entry that takes this one back.
    #[must_use]
    pub const fn taken_back(self) -> Self {
        Self { traits: self.traits | FOUND, ..self }
    }

    /// Category.
    #[inline]
    #[must_use]
    pub const fn category(self) -> CategoryId {
        CategoryId::new(self.traits & 0xF)
    }

    /// See [`Need::severity`].
    #[inline]
    #[must_use]
    pub const fn severity(self) -> u8 {
        self.traits >> 4 & 3
    }

    /// How it ends.
    #[inline]
    #[must_use]
    pub const fn stage(self) -> Stage {
        if self.traits & MOVED == 0 { Stage::Expired } else { Stage::Moved }
    }

    /// What it adds to a count of needs that left unheard: one more, or one less when it takes another back.
    #[inline]
    #[must_use]
    pub const fn sign(self) -> i64 {
        if self.is_taken_back() { -1 } else { 1 }
    }

    /// Whether it takes another back.
    #[inline]
    #[must_use]
    pub const fn is_taken_back(self) -> bool {
        self.traits & FOUND != 0
    }
}

/// The unheard needs of one owner, by the day on which they leave.
#[derive(Clone, Debug, Default)]
pub struct Unheard {
    days: Ring<Entry>,
    /// Those of today; empty between phases.
    today: Vec<Entry>,
}

impl Unheard {
    /// Files an entry for its day.
    #[inline]
    pub fn file(&mut self, today: u16, entry: Entry) {
        self.days.file(today, entry.due, entry);
    }

    /// Takes out the entries of today.
    pub fn leave(&mut self, today: u16, mut each: impl FnMut(Entry)) {
        let mut entries = std::mem::take(&mut self.today);
        self.days.take(today, &mut entries);
        for entry in entries.drain(..) {
            if entry.due > today {
                self.days.file(today, entry.due, entry);
            } else {
                each(entry);
            }
        }
        self.today = entries;
    }

    /// All entries, in any order.
    pub fn iter(&self) -> impl Iterator<Item = Entry> {
        self.days.iter().copied()
    }

    /// Needs held.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.iter().map(Entry::sign).sum()
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.days.bytes() + self.today.capacity() * size_of::<Entry>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::CommunityId;

    #[test]
    fn an_entry_keeps_what_the_books_take_of_a_need() {
        let id = Need::pack(CommunityId::new(700), CategoryId::new(11), 1234, 5);
        for (severity, moves) in [(0, false), (2, true)] {
            let entry = Entry::new(id, severity, Local::new(9), 1300, moves);
            assert_eq!((entry.due, entry.onset, entry.local), (1300, 1234, Local::new(9)));
            assert_eq!((entry.category(), entry.severity()), (CategoryId::new(11), severity));
            assert_eq!(entry.stage(), if moves { Stage::Moved } else { Stage::Expired });
            assert!(!entry.is_taken_back() && entry.taken_back().is_taken_back());
            assert_eq!(entry.taken_back().stage(), entry.stage());
        }
    }

    #[test]
    fn a_need_that_was_found_is_not_counted_as_held() {
        let mut unheard = Unheard::default();
        let entry = Entry::new(Need::pack(CommunityId::new(1), CategoryId::new(2), 3, 4), 1, Local::FIRST, 50, false);
        unheard.file(3, entry);
        assert_eq!(unheard.count(), 1);
        unheard.file(10, entry.taken_back());
        assert_eq!(unheard.count(), 0);
        let mut seen = Vec::new();
        unheard.leave(50, |e| seen.push(e.is_taken_back()));
        assert_eq!(seen, [false, true]);
    }
}
