//! Arrays indexed by an enum: a place in them has a name, and an array by one thing cannot be read by another.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// An enum whose variants are numbered from 0 without gaps; `enumerated!` declares one.
pub trait Enumerated: Copy + 'static {
    /// All of them, in order.
    const EACH: &'static [Self];

    /// Place among all.
    fn place(self) -> usize;
}

/// Declares an enum, the number `COUNT` of its variants, the list `ALL` of them in order, and the array indexed by it; where every variant has a
/// name in files, the names too.
macro_rules! enumerated {
    (
        $(#[$meta:meta])*
        pub enum $name:ident, $(#[$by_meta:meta])* pub type $by:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }
    ) => {
        $crate::base::by::enumerated! {
            $(#[$meta])*
            pub enum $name, $(#[$by_meta])* pub type $by { $($(#[$doc])* $variant,)+ }
        }

        impl $name {
            /// Name in files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
    (
        $(#[$meta:meta])*
        pub enum $name:ident, $(#[$by_meta:meta])* pub type $by:ident { $($(#[$doc:meta])* $variant:ident,)+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        $(#[$by_meta])*
        pub type $by<T> = $crate::base::by::By<$name, T, { $name::COUNT }>;

        impl $name {
            /// Their number.
            pub const COUNT: usize = [$(stringify!($variant)),+].len();
            /// All, in order.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$variant),+];
        }

        impl $crate::base::by::Enumerated for $name {
            const EACH: &'static [Self] = &Self::ALL;

            #[inline]
            fn place(self) -> usize {
                self as usize
            }
        }
    };
}
pub(crate) use enumerated;

/// One value for each variant of an enum.
pub struct By<E, T, const N: usize> {
    values: [T; N],
    of: PhantomData<E>,
}

impl<E: Enumerated, T, const N: usize> By<E, T, N> {
    /// The values, in the order of the variants.
    #[inline]
    #[must_use]
    pub const fn new(values: [T; N]) -> Self {
        Self { values, of: PhantomData }
    }

    /// The value that follows from each variant.
    #[inline]
    #[must_use]
    pub fn from_fn(mut value: impl FnMut(E) -> T) -> Self {
        Self::new(std::array::from_fn(|i| value(E::EACH[i])))
    }

    /// The values, in order.
    #[inline]
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.values.iter()
    }

    /// The values, in order, to be changed.
    #[inline]
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.values.iter_mut()
    }

    /// Another value for each.
    #[inline]
    #[must_use]
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> By<E, U, N> {
        By::new(self.values.map(change))
    }

    /// Each variant with its value, in order.
    #[inline]
    pub fn pairs(&self) -> impl Iterator<Item = (E, &T)> {
        E::EACH.iter().copied().zip(&self.values)
    }
}

impl<E: Enumerated, T, const N: usize> Index<E> for By<E, T, N> {
    type Output = T;

    #[inline]
    fn index(&self, at: E) -> &T {
        &self.values[at.place()]
    }
}

impl<E: Enumerated, T, const N: usize> IndexMut<E> for By<E, T, N> {
    #[inline]
    fn index_mut(&mut self, at: E) -> &mut T {
        &mut self.values[at.place()]
    }
}

impl<E, T: Clone, const N: usize> Clone for By<E, T, N> {
    #[inline]
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), of: PhantomData }
    }
}

impl<E, T: Copy, const N: usize> Copy for By<E, T, N> {}

impl<E, T: PartialEq, const N: usize> PartialEq for By<E, T, N> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl<E, T: Eq, const N: usize> Eq for By<E, T, N> {}

impl<E: Enumerated, T: Default, const N: usize> Default for By<E, T, N> {
    #[inline]
    fn default() -> Self {
        Self::from_fn(|_| T::default())
    }
}

impl<E: Enumerated + fmt::Debug, T: fmt::Debug, const N: usize> fmt::Debug for By<E, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.pairs()).finish()
    }
}

impl<E, T, const N: usize> IntoIterator for By<E, T, N> {
    type Item = T;
    type IntoIter = std::array::IntoIter<T, N>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.values.into_iter()
    }
}

impl<'a, E, T, const N: usize> IntoIterator for &'a By<E, T, N> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.values.iter()
    }
}

impl<'a, E, T, const N: usize> IntoIterator for &'a mut By<E, T, N> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.values.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    super::enumerated! {
        /// What is weighed.
        pub enum Fruit, /// A value for each fruit.
        pub type ByFruit {
            /// An apple.
            Apple = "apple",
            /// A pear.
            Pear = "pear",
        }
    }

    #[test]
    fn a_value_is_found_by_what_it_is_of() {
        let mut weights = ByFruit::new([3, 5]);
        weights[Fruit::Pear] += 1;
        assert_eq!((weights[Fruit::Apple], weights[Fruit::Pear]), (3, 6));
        assert_eq!(weights.iter().sum::<i32>(), 9);
        let named: Vec<_> = weights.pairs().map(|(fruit, n)| (fruit.name(), *n)).collect();
        assert_eq!(named, [("apple", 3), ("pear", 6)]);
        assert_eq!(ByFruit::from_fn(|fruit| fruit as usize), ByFruit::new([0, 1]));
        assert_eq!((Fruit::COUNT, ByFruit::<u8>::default()), (2, ByFruit::new([0, 0])));
        assert_eq!(format!("{weights:?}"), "{Apple: 3, Pear: 6}");
    }
}
