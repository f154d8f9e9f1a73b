//! Places: the types of indices, and ranges of them.
//!
//! Communities, subdistricts, sites and lines are kept in dense lists and named by their places in these. Each kind of place has a type of its
//! own, and a list is indexed by the type that belongs to it alone (see [`crate::base::of`]). A place takes the bytes of its integer.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

/// The place of something in a list of its kind.
pub trait Place: Copy + Ord + From<usize> + Into<usize> {
    /// The last place that the integer could hold: never in use, it stands for none.
    const NONE: Self;
}

/// Declares types of places over an unsigned integer.
macro_rules! index {
    ($($(#[$meta:meta])* pub $name:ident($integer:ty);)+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($integer);

        impl $name {
            /// The place of this number, from 0.
            #[inline]
            #[must_use]
            pub const fn new(place: $integer) -> Self {
                Self(place)
            }

            /// Its number, from 0.
            #[inline]
            #[must_use]
            pub const fn get(self) -> $integer {
                self.0
            }

            /// Its number as an index.
            #[inline]
            #[must_use]
            pub const fn at(self) -> usize {
                self.0 as usize
            }
        }

        impl From<usize> for $name {
            #[inline]
            fn from(place: usize) -> Self {
                debug_assert!(place < <$integer>::MAX as usize, "{place} as a {}", stringify!($name));
                Self(place as $integer)
            }
        }

        impl From<$name> for usize {
            #[inline]
            fn from(place: $name) -> Self {
                place.at()
            }
        }

        impl Place for $name {
            const NONE: Self = Self(<$integer>::MAX);
        }
    )+ };
}

index! {
    /// Place of a line (a unit of a provider) among those of its subdistrict.
    pub UnitId(u16);
    /// Place of a site among those of its subdistrict.
    pub SiteId(u16);
}

/// A place, or none, in the bytes of the place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Maybe<I>(I);

impl<I: Place> Maybe<I> {
    /// No place.
    pub const NONE: Self = Self(I::NONE);

    /// A place.
    #[inline]
    #[must_use]
    pub const fn some(place: I) -> Self {
        Self(place)
    }

    /// The place, if there is one.
    #[inline]
    #[must_use]
    pub fn get(self) -> Option<I> {
        (self.0 != I::NONE).then_some(self.0)
    }

    /// Whether there is one.
    #[inline]
    #[must_use]
    pub fn is_some(self) -> bool {
        self.0 != I::NONE
    }

    /// Whether it is this place.
    #[inline]
    #[must_use]
    pub fn is(self, place: I) -> bool {
        self.0 == place
    }
}

impl<I: Place> Default for Maybe<I> {
    fn default() -> Self {
        Self::NONE
    }
}

impl<I: Place> From<Option<I>> for Maybe<I> {
    #[inline]
    fn from(place: Option<I>) -> Self {
        place.map_or(Self::NONE, Self)
    }
}

impl<I: Place + fmt::Debug> fmt::Debug for Maybe<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

/// Consecutive places: from `start` to before `end`.
///
/// ```
/// use sanshe::base::places::{Places, UnitId};
/// let units = Places::new(UnitId::new(3), UnitId::new(5));
/// assert_eq!(units.iter().map(UnitId::get).collect::<Vec<_>>(), [3, 4]);
/// assert!(units.contains(UnitId::new(4)) && !units.contains(units.end));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places<I> {
    /// The first.
    pub start: I,
    /// The one after the last.
    pub end: I,
}

impl<I: Place> Places<I> {
    /// From a place to before another.
    #[inline]
    #[must_use]
    pub const fn new(start: I, end: I) -> Self {
        Self { start, end }
    }

    /// The first places of a list, as many as this.
    #[inline]
    #[must_use]
    pub fn first(count: usize) -> Self {
        Self { start: I::from(0), end: I::from(count) }
    }

    /// Their number.
    #[inline]
    #[must_use]
    pub fn len(self) -> usize {
        self.end.into().saturating_sub(self.start.into())
    }

    /// Whether there is none.
    #[inline]
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether a place is among them.
    #[inline]
    #[must_use]
    pub fn contains(self, place: I) -> bool {
        self.start <= place && place < self.end
    }

    /// The n-th of them, from 0; it is not checked that there are as many.
    #[inline]
    #[must_use]
    pub fn nth(self, n: usize) -> I {
        I::from(self.start.into() + n)
    }

    /// How many of them come before a place that is among them.
    #[inline]
    #[must_use]
    pub fn offset(self, place: I) -> usize {
        place.into() - self.start.into()
    }

    /// Each of them, in order.
    #[inline]
    #[must_use]
    pub fn iter(self) -> Each<I> {
        Each { numbers: self.start.into()..self.end.into(), of: PhantomData }
    }
}

impl<I: Place> IntoIterator for Places<I> {
    type Item = I;
    type IntoIter = Each<I>;

    #[inline]
    fn into_iter(self) -> Each<I> {
        self.iter()
    }
}

/// Each of some places; see [`Places::iter`].
#[derive(Clone, Debug)]
pub struct Each<I> {
    numbers: Range<usize>,
    of: PhantomData<I>,
}

impl<I: Place> Iterator for Each<I> {
    type Item = I;

    #[inline]
    fn next(&mut self) -> Option<I> {
        self.numbers.next().map(I::from)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.numbers.size_hint()
    }
}

impl<I: Place> DoubleEndedIterator for Each<I> {
    #[inline]
    fn next_back(&mut self) -> Option<I> {
        self.numbers.next_back().map(I::from)
    }
}

impl<I: Place> ExactSizeIterator for Each<I> {}
