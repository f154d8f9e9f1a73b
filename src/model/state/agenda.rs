//! Agenda: what falls due on which day, so that nothing has to be scanned for it.

use crate::base::ring::Ring;

/// Kinds of due items. Latent needs are filed separately: see [`crate::model::state::latent::Latents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Event {
    /// A latent need is voiced.
    Voice,
    /// Patience ends.
    Patience,
    /// The deadline at which a case may be closed on paper.
    Deadline,
    /// A lost or refused file surfaces.
    Surface,
    /// A case closed on paper returns as a repeat.
    Repeat,
    /// A household that still waits for intake asks at a second door.
    SecondDoor,
}

const EVENTS: [Event; 8] = [
    Event::Voice,
    Event::Patience,
    Event::Deadline,
    Event::Surface,
    Event::Repeat,
    Event::SecondDoor,
    Event::SecondDoor,
    Event::SecondDoor,
];

/// An entry: a place in the need pool, valid while the generation there is unchanged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Place in the pool.
    pub slot: u32,
    tag: u32,
}

impl Entry {
    /// An entry for a need of this generation.
    #[inline]
    #[must_use]
    pub const fn new(slot: u32, generation: u32, event: Event) -> Self {
        Self { slot, tag: (generation & 0x1FFF_FFFF) << 3 | event as u32 }
    }

    /// What falls due.
    #[inline]
    #[must_use]
    pub const fn event(self) -> Event {
        EVENTS[(self.tag & 7) as usize]
    }

    /// Whether the entry still refers to the need in its slot.
    #[inline]
    #[must_use]
    pub const fn is_current(self, generation: u32) -> bool {
        self.tag >> 3 == generation & 0x1FFF_FFFF
    }
}

/// Due items, by day.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    days: Ring<Entry>,
    /// Room for the entries of a day; empty between phases.
    list: Vec<Entry>,
}

impl Agenda {
    /// Files an event of a need for a day; a day that is not after today is filed for tomorrow.
    #[inline]
    pub fn file(&mut self, today: u16, day: u16, slot: u32, generation: u32, event: Event) {
        self.days.file(today, day, Entry::new(slot, generation, event));
    }

    /// Takes the entries of a day; give the list back with [`Agenda::give_back`].
    #[must_use]
    pub fn take(&mut self, day: u16) -> Vec<Entry> {
        let mut list = std::mem::take(&mut self.list);
        self.days.take(day, &mut list);
        list
    }

    /// Returns the list of a day so that its memory is used again.
    pub fn give_back(&mut self, mut list: Vec<Entry>) {
        list.clear();
        self.list = list;
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.days.bytes() + self.list.capacity() * size_of::<Entry>()
    }
}
