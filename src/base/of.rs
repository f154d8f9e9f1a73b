//! Lists that are indexed by one type of place alone.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use super::places::{Place, Places};

/// A list of `T`, one for each place `I` from the first on. It is indexed by `I` and by nothing else.
///
/// ```
/// use sanshe::base::of::Of;
/// use sanshe::base::places::{SiteId, UnitId};
/// let waiting: Of<UnitId, u32> = [4, 0, 2].into_iter().collect();
/// assert_eq!(waiting[UnitId::new(2)], 2);
/// assert_eq!(waiting.pairs().filter(|(_, n)| **n > 0).map(|(unit, _)| unit.get()).collect::<Vec<_>>(), [0, 2]);
/// ```
///
/// The place of a site is no place of a line:
///
/// ```compile_fail,E0308
/// # use sanshe::base::of::Of;
/// # use sanshe::base::places::{SiteId, UnitId};
/// # let waiting: Of<UnitId, u32> = [4, 0, 2].into_iter().collect();
/// let lost = waiting[SiteId::new(2)];
/// ```
pub struct Of<I, T> {
    list: Vec<T>,
    by: PhantomData<fn(I)>,
}

impl<I, T> Of<I, T> {
    /// An empty list.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { list: Vec::new(), by: PhantomData }
    }

    /// Its length.
    #[inline]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is nothing in it.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there is room for.
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.list.capacity()
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.list.clear();
    }

    /// What is in it, in order.
    #[inline]
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.list.iter()
    }

    /// What is in it, in order, to be changed.
    #[inline]
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.list.iter_mut()
    }

    /// Keeps the items for which the condition holds, in their order.
    pub fn retain(&mut self, keeps: impl FnMut(&T) -> bool) {
        self.list.retain(keeps);
    }

    /// The last one, to be changed.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.list.last_mut()
    }

    /// The list without its type of place: for what concerns all alike, such as dealing them to threads.
    #[inline]
    #[must_use]
    pub const fn all(&self) -> &[T] {
        self.list.as_slice()
    }

    /// See [`Of::all`].
    #[inline]
    #[must_use]
    pub const fn all_mut(&mut self) -> &mut [T] {
        self.list.as_mut_slice()
    }
}

impl<I: Place, T> Of<I, T> {
    /// The same value at each of the first `count` places.
    #[must_use]
    pub fn alike(value: T, count: usize) -> Self
    where
        T: Clone,
    {
        vec![value; count].into()
    }

    /// The value that `value` gives for each of the first `count` places.
    #[must_use]
    pub fn from_fn(count: usize, value: impl FnMut(I) -> T) -> Self {
        Places::first(count).into_iter().map(value).collect()
    }

    /// Its places.
    #[inline]
    #[must_use]
    pub fn places(&self) -> Places<I> {
        Places::first(self.list.len())
    }

    /// The place that the next one put in takes.
    #[inline]
    #[must_use]
    pub fn next_place(&self) -> I {
        I::from(self.list.len())
    }

    /// Puts one in at the end; its place.
    pub fn push(&mut self, value: T) -> I {
        let place = self.next_place();
        self.list.push(value);
        place
    }

    /// What is at a place, if there is such a place.
    #[inline]
    #[must_use]
    pub fn get(&self, place: I) -> Option<&T> {
        self.list.get(place.into())
    }

    /// Takes one out; those behind it move up.
    pub fn remove(&mut self, place: I) -> T {
        self.list.remove(place.into())
    }

    /// Those at consecutive places.
    #[inline]
    #[must_use]
    pub fn part(&self, places: Places<I>) -> &[T] {
        &self.list[places.start.into()..places.end.into()]
    }

    /// Those at consecutive places, to be changed.
    #[inline]
    #[must_use]
    pub fn part_mut(&mut self, places: Places<I>) -> &mut [T] {
        &mut self.list[places.start.into()..places.end.into()]
    }

    /// Each place with what is there, in order.
    #[inline]
    pub fn pairs(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator + Clone {
        self.list.iter().enumerate().map(|(place, value)| (I::from(place), value))
    }

    /// Each place with what is there, in order, to be changed.
    #[inline]
    pub fn pairs_mut(&mut self) -> impl DoubleEndedIterator<Item = (I, &mut T)> + ExactSizeIterator {
        self.list.iter_mut().enumerate().map(|(place, value)| (I::from(place), value))
    }

    /// The first place of which something holds.
    #[must_use]
    pub fn position(&self, holds: impl FnMut(&T) -> bool) -> Option<I> {
        self.list.iter().position(holds).map(I::from)
    }
}

impl<I: Place, T> Index<I> for Of<I, T> {
    type Output = T;

    #[inline]
    fn index(&self, place: I) -> &T {
        &self.list[place.into()]
    }
}

impl<I: Place, T> IndexMut<I> for Of<I, T> {
    #[inline]
    fn index_mut(&mut self, place: I) -> &mut T {
        &mut self.list[place.into()]
    }
}

impl<I, T> Default for Of<I, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<I, T: Clone> Clone for Of<I, T> {
    fn clone(&self) -> Self {
        self.list.clone().into()
    }

    fn clone_from(&mut self, source: &Self) {
        self.list.clone_from(&source.list);
    }
}

impl<I, T: fmt::Debug> fmt::Debug for Of<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.fmt(f)
    }
}

impl<I, T: PartialEq> PartialEq for Of<I, T> {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl<I, T> From<Vec<T>> for Of<I, T> {
    fn from(list: Vec<T>) -> Self {
        Self { list, by: PhantomData }
    }
}

impl<I, T> FromIterator<T> for Of<I, T> {
    fn from_iter<F: IntoIterator<Item = T>>(from: F) -> Self {
        Vec::from_iter(from).into()
    }
}

impl<I, T> Extend<T> for Of<I, T> {
    fn extend<F: IntoIterator<Item = T>>(&mut self, from: F) {
        self.list.extend(from);
    }
}

impl<I, T> IntoIterator for Of<I, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a, I, T> IntoIterator for &'a Of<I, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl<'a, I, T> IntoIterator for &'a mut Of<I, T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.list.iter_mut()
    }
}
