//! The working calendar and the units of time and money: a year of 250 days, a day of 480 paid minutes, a month of 20 days.

/// Working days in a year.
pub const DAYS_PER_YEAR: u16 = 250;
/// Minutes in a paid day.
pub const MINUTES_PER_DAY: u32 = 480;
/// Days between reports on staff, volunteers and posts.
pub const MONTH: u16 = 20;
/// Fen in a yuan.
pub const FEN: f64 = 100.0;

/// The day of something that happens once, or of nothing yet. Two bytes; the last day of all stands for nothing yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct MaybeDay(u16);

impl MaybeDay {
    /// It has not happened.
    pub const NOT_YET: Self = Self(u16::MAX);

    /// It happened on a day.
    #[inline]
    #[must_use]
    pub const fn on(day: u16) -> Self {
        Self(day)
    }

    /// The day, if it has happened.
    #[inline]
    #[must_use]
    pub const fn get(self) -> Option<u16> {
        if self.has_come() { Some(self.0) } else { None }
    }

    /// Whether it has happened.
    #[inline]
    #[must_use]
    pub const fn has_come(self) -> bool {
        self.0 != Self::NOT_YET.0
    }

    /// The day, or one after all days.
    #[inline]
    #[must_use]
    pub const fn or_never(self) -> u16 {
        self.0
    }
}

impl std::fmt::Debug for MaybeDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.get().fmt(f)
    }
}

/// Whether a day, counted from the first of any year, is the last of a quarter: days 63, 125, 188 and 250 of a year.
#[must_use]
pub fn ends_quarter(day: u16) -> bool {
    let day = u32::from(day % DAYS_PER_YEAR) + 1;
    (1..=4).any(|q| day == (q * u32::from(DAYS_PER_YEAR)).div_ceil(4))
}

/// A yearly amount as whole fen a day, to the nearest: every day of the year costs the same.
///
/// All that the public budget pays is such an amount, and so is the budget. What is in force and within the budget of a year is then within
/// what accrues on every single day, to the fen.
#[must_use]
pub fn whole_days(fen: f64) -> i64 {
    let year = i64::from(DAYS_PER_YEAR);
    libm::round(fen / year as f64) as i64 * year
}

/// As much of a yearly amount as is whole fen a day: for what is spent out of a given sum.
#[must_use]
pub fn whole_days_within(fen: f64) -> i64 {
    let year = i64::from(DAYS_PER_YEAR);
    libm::floor(fen / year as f64) as i64 * year
}

/// The least amount of whole fen a day that is not below a yearly one: for the sum out of which others are spent.
#[must_use]
pub fn whole_days_around(fen: f64) -> i64 {
    let year = i64::from(DAYS_PER_YEAR);
    libm::ceil(fen / year as f64) as i64 * year
}
