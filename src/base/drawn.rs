//! Lists that are put in the order of random draws.
//!
//! Draws are spread evenly, so a list of n items is dealt into 2n to 4n buckets by the highest bits of their keys, and what is still out of place
//! within a bucket moves a step or two: about forty instructions per item and hardly a branch that cannot be predicted, where sorting by
//! comparison takes log₂ n of them. Any keys are sorted rightly; keys that are not spread evenly only take longer.

/// What has a place in a drawn order.
pub trait Keyed: Copy {
    /// Place in the order: lower comes first. Keys of a list differ, as draws do.
    fn key(&self) -> u64;
}

/// Shorter lists are sorted at once.
const SHORT: usize = 8;

/// A list, with the room that ordering takes: kept, so that nothing is allocated anew.
#[derive(Clone, Debug)]
pub struct Drawn<T> {
    items: Vec<T>,
    room: Vec<T>,
    /// Where the next item of each bucket goes.
    places: Vec<u32>,
}

impl<T> Default for Drawn<T> {
    fn default() -> Self {
        Self { items: Vec::new(), room: Vec::new(), places: Vec::new() }
    }
}

impl<T: Keyed> Drawn<T> {
    /// Adds an item.
    #[inline]
    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }

    /// The items, as they lie.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// Puts the items in order of their keys, of which only the lowest bits are in use.
    pub fn order(&mut self, bits: u32) {
        let number = self.items.len();
        if number > SHORT {
            // Two to four buckets an item.
            let used = (usize::BITS - number.leading_zeros() + 1).min(bits);
            self.deal(bits - used, 1 << used);
        }
        settle(&mut self.items);
    }

    /// Deals the items into buckets: that of a key is the key without its lowest bits.
    fn deal(&mut self, lowest: u32, buckets: usize) {
        let bucket = |item: &T| (item.key() >> lowest) as usize & (buckets - 1);
        self.places.clear();
        self.places.resize(buckets, 0);
        for item in &self.items {
            self.places[bucket(item)] += 1;
        }
        let mut before = 0;
        for place in &mut self.places {
            before += std::mem::replace(place, before);
        }
        std::mem::swap(&mut self.items, &mut self.room);
        self.items.clear();
        self.items.extend_from_slice(&self.room);
        for item in &self.room {
            let place = &mut self.places[bucket(item)];
            self.items[*place as usize] = *item;
            *place += 1;
        }
    }

    /// Drops the items.
    pub fn clear(&mut self) {
        self.items.clear();
    }

    /// Takes the items out; give them back with [`Drawn::give_back`].
    #[must_use]
    pub fn take(&mut self) -> Vec<T> {
        std::mem::take(&mut self.items)
    }

    /// Returns the list so that its memory is used again.
    pub fn give_back(&mut self, mut items: Vec<T>) {
        items.clear();
        self.items = items;
    }
}

/// Moves every item back to its place, one step after the other: few, where all lie near their places.
fn settle<T: Keyed>(items: &mut [T]) {
    for at in 1..items.len() {
        let item = items[at];
        let mut to = at;
        while to > 0 && items[to - 1].key() > item.key() {
            items[to] = items[to - 1];
            to -= 1;
        }
        items[to] = item;
    }
}

#[cfg(test)]
mod tests {
    use super::{Drawn, Keyed};
    use crate::base::draws::mix;

    impl Keyed for u64 {
        fn key(&self) -> u64 {
            *self
        }
    }

    fn ordered(keys: &[u64], bits: u32) -> Vec<u64> {
        let mut list = Drawn::default();
        keys.iter().for_each(|key| list.push(*key));
        list.order(bits);
        list.take()
    }

    #[test]
    fn a_drawn_list_is_sorted_whatever_its_length_and_the_spread_of_its_keys() {
        for number in [0, 1, 2, 8, 9, 63, 64, 65, 1000] {
            let draws: Vec<u64> = (0..number).map(mix).collect();
            let few_lines: Vec<u64> = draws.iter().map(|draw| (draw % 5) << 48 | draw >> 16).collect();
            let crowded: Vec<u64> = draws.iter().map(|draw| draw >> 50).collect();
            for (keys, bits) in [(&draws, 64), (&few_lines, 51), (&crowded, 64), (&crowded, 14)] {
                let mut sorted = keys.clone();
                sorted.sort_unstable();
                assert_eq!(ordered(keys, bits), sorted, "{number} keys of {bits} bits");
            }
        }
    }

    #[test]
    fn a_list_that_was_given_back_is_empty_and_is_used_again() {
        let mut list = Drawn::default();
        (0..100).for_each(|key| list.push(mix(key)));
        list.order(64);
        let items = list.take();
        list.give_back(items);
        assert!(list.items().is_empty());
        list.push(7);
        list.order(64);
        assert_eq!(list.items(), [7]);
    }
}
