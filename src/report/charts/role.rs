//! Whose line, bar or point it is: at most two colours and grey on a chart, so that a thirteenth policy is told apart by its label, not by a hue.

use plotters::style::RGBColor;

use super::canvas::INK;
use crate::report::says::Says;

/// Better: fewer needs unmet.
pub const BLUE: RGBColor = RGBColor(23, 94, 148);
/// Worse: more needs unmet.
pub const ORANGE: RGBColor = RGBColor(176, 74, 18);
/// Whatever is neither.
const NEITHER: RGBColor = RGBColor(128, 128, 128);

/// What a policy is on a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The one that others are compared with.
    Baseline,
    /// The one with the fewest needs unmet, beyond chance.
    Best,
    /// Any other.
    Other,
}

impl Role {
    /// Its colour.
    #[must_use]
    pub const fn colour(self) -> RGBColor {
        match self {
            Self::Baseline => INK,
            Self::Best => BLUE,
            Self::Other => NEITHER,
        }
    }

    /// The same, dark enough for text on white.
    #[must_use]
    pub const fn of_text(self) -> RGBColor {
        match self {
            Self::Other => RGBColor(85, 85, 85),
            own => own.colour(),
        }
    }

    /// Width of its line, pixels.
    #[must_use]
    pub const fn width(self) -> u32 {
        if matches!(self, Self::Other) { 1 } else { 3 }
    }
}

/// The colour of a difference of the unmet share.
#[must_use]
pub const fn colour_of(says: Says) -> RGBColor {
    match says {
        Says::Better | Says::BetterUnsure => BLUE,
        Says::Worse | Says::WorseUnsure => ORANGE,
        Says::Same | Says::Undecided => NEITHER,
    }
}
