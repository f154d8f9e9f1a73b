//! Sorting what lies evenly over its range: dealt to buckets first, then put in order where neighbours are not.
//!
//! Orders of a day are hashes, and arrivals carry the number of their line, so that buckets hold a few entries each. That takes a third
//! of the steps of a sort that compares.

/// Room to sort lists of one kind, used again every day.
#[derive(Clone, Debug)]
pub struct Spread<T> {
    starts: Vec<u32>,
    dealt: Vec<T>,
}

impl<T> Default for Spread<T> {
    fn default() -> Self {
        Self { starts: Vec::new(), dealt: Vec::new() }
    }
}

impl<T: Copy> Spread<T> {
    /// Sorts a list by a hash.
    pub fn by_hash(&mut self, list: &mut Vec<T>, key: impl Fn(&T) -> u64) {
        let number = list.len();
        self.by(list, number, |item| ((u128::from(key(item)) * number as u128) >> 64) as usize, &key);
    }

    /// Sorts a list by a key; `bucket` must rise with it, and stay below `buckets`.
    pub fn by(&mut self, list: &mut Vec<T>, buckets: usize, bucket: impl Fn(&T) -> usize, key: impl Fn(&T) -> u64) {
        let Some(&filler) = list.first() else { return };
        self.starts.clear();
        self.starts.resize(buckets, 0);
        for item in list.iter() {
            self.starts[bucket(item)] += 1;
        }
        let mut start = 0;
        for place in &mut self.starts {
            let number = *place;
            *place = start;
            start += number;
        }
        self.dealt.clear();
        self.dealt.resize(list.len(), filler);
        for item in list.iter() {
            let place = &mut self.starts[bucket(item)];
            self.dealt[*place as usize] = *item;
            *place += 1;
        }
        for i in 1..self.dealt.len() {
            let item = self.dealt[i];
            let mut at = i;
            while at > 0 && key(&self.dealt[at - 1]) > key(&item) {
                self.dealt[at] = self.dealt[at - 1];
                at -= 1;
            }
            self.dealt[at] = item;
        }
        std::mem::swap(list, &mut self.dealt);
    }
}

#[cfg(test)]
mod tests {
    use super::Spread;
    use crate::engine::draws::mix;

    #[test]
    fn hashes_come_out_in_order() {
        let mut spread = Spread::default();
        for n in [0, 1, 2, 3, 100, 1000] {
            let mut list: Vec<(u64, u64)> = (0..n).map(|i| (mix(i), i)).collect();
            let mut expected = list.clone();
            expected.sort_unstable();
            spread.by_hash(&mut list, |item| item.0);
            assert_eq!(list, expected);
        }
    }

    #[test]
    fn lines_come_first_and_order_within_them_second() {
        let mut spread = Spread::default();
        let mut list: Vec<u64> = (0..500).map(|i| (mix(i) % 7) << 48 | mix(i + 1000) >> 16).collect();
        let mut expected = list.clone();
        expected.sort_unstable();
        spread.by(&mut list, 7, |item| (item >> 48) as usize, |item| *item);
        assert_eq!(list, expected);
    }
}
