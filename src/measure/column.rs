//! Columns: each is declared once, with its unit, its range, its meaning in two languages and how its value follows from the view of a
//! row.
//!
//! A table lists its columns by topic; the macro `columns!` below says how one is written. Header, data dictionary, checks of ranges, statistics
//! and charts use that declaration, so a new column is one entry in one file. Code that needs a certain column names its constant: a
//! column that was renamed or removed is then an error of the compiler.

use std::borrow::Cow;
use std::fmt::{self, Display};

/// The allowed values of a column; any column may have empty fields.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// Words: a name, a key, a digest.
    Text,
    /// Whole numbers from 0.
    Count,
    /// Whole numbers from one to another.
    Whole(i64, i64),
    /// Numbers from one to another.
    Between(f64, f64),
    /// Numbers that are no less than this.
    AtLeast(f64),
    /// Numbers of either sign; why, in English and Chinese.
    Signed(&'static str, &'static str),
}

impl Range {
    /// Whether it contains an integer.
    #[must_use]
    pub fn holds_whole(self, value: i128) -> bool {
        match self {
            Self::Text => false,
            Self::Count => value >= 0,
            Self::Whole(least, most) => (i128::from(least)..=i128::from(most)).contains(&value),
            Self::Between(least, most) => (least..=most).contains(&(value as f64)),
            Self::AtLeast(least) => value as f64 >= least,
            Self::Signed(..) => true,
        }
    }

    /// Whether it contains a number.
    #[must_use]
    pub fn holds(self, value: f64) -> bool {
        let whole = || libm::trunc(value) == value;
        match self {
            Self::Text => false,
            Self::Count => value >= 0.0 && whole(),
            Self::Whole(least, most) => (least as f64..=most as f64).contains(&value) && whole(),
            Self::Between(least, most) => (least..=most).contains(&value),
            Self::AtLeast(least) => value >= least && value.is_finite(),
            Self::Signed(..) => value.is_finite(),
        }
    }
}

/// Its text in the dictionary, the same in both languages.
impl Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("-"),
            Self::Count => f.write_str("0, 1, 2, …"),
            Self::Whole(least, most) => write!(f, "{least}, …, {most}"),
            Self::Between(least, most) => write!(f, "{least} … {most}"),
            Self::AtLeast(least) => write!(f, "≥ {least}"),
            Self::Signed(..) => f.write_str("±"),
        }
    }
}

/// The unit of a column and what its values may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Unit; `-` for a pure number or a name.
    pub unit: &'static str,
    /// The allowed values.
    pub range: Range,
}

/// The scales that several columns share.
pub mod scale {
    use super::{Range, Scale};

    const fn scale(unit: &'static str, range: Range) -> Scale {
        Scale { unit, range }
    }

    /// A name, a key, a digest.
    pub const WORDS: Scale = scale("-", Range::Text);
    /// A number that identifies something.
    pub const IDENTITY: Scale = scale("-", Range::Count);
    /// Needs.
    pub const NEEDS: Scale = scale("needs", Range::Count);
    /// A share of something: none to all.
    pub const SHARE: Scale = scale("share", Range::Between(0.0, 1.0));
    /// Change of a share in a year.
    pub const SHARE_PER_YEAR: Scale = scale("share per year", Range::Between(-1.0, 1.0));
    /// An index between none and all.
    pub const INDEX: Scale = scale("index", Range::Between(0.0, 1.0));
    /// A duration.
    pub const WORKING_DAYS: Scale = scale("working days", Range::AtLeast(0.0));
    /// A day of the window.
    pub const WORKING_DAY: Scale = scale("working day", Range::Count);
    /// An age in whole days.
    pub const AGE: Scale = scale("working days", Range::Count);
    /// Money.
    pub const YUAN: Scale = scale("yuan", Range::AtLeast(0.0));
    /// Money for each need.
    pub const YUAN_PER_NEED: Scale = scale("yuan per need", Range::AtLeast(0.0));
    /// Money, whole fen.
    pub const FEN: Scale = scale("fen", Range::Count);
    /// Hours.
    pub const HOURS: Scale = scale("hours", Range::AtLeast(0.0));
    /// Whole minutes.
    pub const MINUTES: Scale = scale("minutes", Range::Count);
    /// Minutes for each need.
    pub const MINUTES_PER_NEED: Scale = scale("minutes per need", Range::AtLeast(0.0));
    /// Deliveries for each need.
    pub const HOPS_PER_NEED: Scale = scale("hops per need", Range::AtLeast(0.0));
    /// Workers for each worker in post, in a year.
    pub const PER_HEAD_AND_YEAR: Scale = scale("per head and year", Range::AtLeast(0.0));
    /// Things for each resident in a year.
    pub const PER_RESIDENT_AND_YEAR: Scale = scale("per resident and year", Range::AtLeast(0.0));
    /// Workers.
    pub const HEADS: Scale = scale("heads", Range::Count);
    /// Residents or volunteers, which may be a fraction of one on average.
    pub const PERSONS: Scale = scale("persons", Range::AtLeast(0.0));
    /// Things that are counted.
    pub const NUMBER: Scale = scale("number", Range::Count);
}

/// A column: name, unit, range, what it means, and how its value follows from the view of a row.
///
/// `F` is the type of [`value`](Self::value), a function of the view of a row; `()` where only the description is needed.
#[derive(Clone, Copy, Debug)]
pub struct Column<F = ()> {
    /// Name in the header.
    pub name: &'static str,
    /// Unit; `-` for a pure number or a name.
    pub unit: &'static str,
    /// Its allowed values.
    pub range: Range,
    /// Meaning, English.
    pub english: &'static str,
    /// Meaning, Chinese.
    pub chinese: &'static str,
    /// How its value follows from the view of a row.
    pub value: F,
}

impl<F> Column<F> {
    /// The column without its value.
    #[must_use]
    pub const fn described(&self) -> Column {
        let Self { name, unit, range, english, chinese, value: _ } = self;
        Column { name, unit, range: *range, english, chinese, value: () }
    }
}

/// Columns of the same kind of row that belong together.
pub type Topic<F> = &'static [Column<F>];

/// How many columns a table has: those of `first`, then those of the topics.
#[must_use]
pub const fn number<A, F>(first: &[Column<A>], topics: &[Topic<F>]) -> usize {
    let (mut sum, mut i) = (first.len(), 0);
    while i < topics.len() {
        sum += topics[i].len();
        i += 1;
    }
    sum
}

/// The columns of a table in order, without their values: those of `first`, then those of the topics.
///
/// # Panics
/// When their number is not `N`; it is known to the compiler.
#[must_use]
pub const fn described<A, F, const N: usize>(first: &[Column<A>], topics: &[Topic<F>]) -> [Column; N] {
    let nothing = Column { name: "", unit: "", range: Range::Text, english: "", chinese: "", value: () };
    let (mut columns, mut place) = ([nothing; N], 0);
    while place < first.len() {
        columns[place] = first[place].described();
        place += 1;
    }
    let mut topic = 0;
    while topic < topics.len() {
        let mut i = 0;
        while i < topics[topic].len() {
            columns[place] = topics[topic][i].described();
            place += 1;
            i += 1;
        }
        topic += 1;
    }
    assert!(place == N, "as many columns as there are places");
    columns
}

/// A value of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// No value: an empty field.
    Nothing,
    /// A whole number.
    Whole(i128),
    /// A real number; empty for `NaN`.
    Real(f64),
    /// A name that the program gives.
    Name(Cow<'a, str>),
    /// Words that a scenario gives to a place.
    Words(&'a str),
}

/// A whole number.
#[must_use]
pub fn whole(value: impl Into<i128>) -> Cell<'static> {
    Cell::Whole(value.into())
}

/// A real number; empty for `NaN`.
#[must_use]
pub const fn real(value: f64) -> Cell<'static> {
    Cell::Real(value)
}

/// A name that the program gives.
#[must_use]
pub fn name<'a>(value: impl Into<Cow<'a, str>>) -> Cell<'a> {
    Cell::Name(value.into())
}

/// The lower-case letters of a text of ASCII.
#[must_use]
pub const fn lower<const N: usize>(text: &str) -> [u8; N] {
    let (bytes, mut letters, mut i) = (text.as_bytes(), [0; N], 0);
    while i < N {
        letters[i] = bytes[i].to_ascii_lowercase();
        i += 1;
    }
    letters
}

/// Declares the columns of a topic, in order.
///
/// Each becomes a constant; the column's name in the header is that of the constant in lower case. A topic names the type of the function
/// that gives a value, and lists its columns as
///
/// ```text
/// UNMET_SHARE: SHARE,
///     "1 - needs_resolved / needs_created",
///     "未满足率（件数）",
///     |run| real(run.unmet(&run.cohort));
/// ```
///
/// scale (unit and range), meaning in English, meaning in Chinese, value.
macro_rules! columns {
    (
        $(#[$about:meta])*
        pub $topic:ident: $of:ty;
        $($column:ident: $scale:expr, $english:literal, $chinese:literal, $value:expr;)+
    ) => {
        $(
            #[doc = $english]
            pub const $column: $crate::measure::column::Column<$of> = $crate::measure::column::Column {
                name: {
                    const CONSTANT: &str = stringify!($column);
                    const LETTERS: [u8; CONSTANT.len()] = $crate::measure::column::lower(CONSTANT);
                    match std::str::from_utf8(&LETTERS) {
                        Ok(name) => name,
                        Err(_) => CONSTANT,
                    }
                },
                unit: $scale.unit,
                range: $scale.range,
                english: $english,
                chinese: $chinese,
                value: $value,
            };
        )+
        $(#[$about])*
        pub const $topic: $crate::measure::column::Topic<$of> = &[$($column),+];
    };
}
pub(crate) use columns;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_what_lies_in_it() {
        let share = Range::Between(0.0, 1.0);
        assert!(
            share.holds(0.0) && share.holds(1.0) && !share.holds(1.0 + 1e-15) && !share.holds(-1e-16) && !share.holds_whole(2)
        );
        assert!(Range::Count.holds(3.0) && !Range::Count.holds(3.5) && !Range::AtLeast(0.0).holds(f64::INFINITY));
        assert!(!Range::Text.holds_whole(1) && Range::Signed("a", "b").holds(-3.0));
    }
}
