//! Values of factors, and how they are written.
//!
//! A value has one text, the same wherever it is written: in `points.csv`, in an overlay on a scenario, on the screen. The text of a real
//! number is the shortest decimal that reads back to it. Real values that a design computes are first rounded to 9 significant digits
//! ([`rounded`]): a level of 10 on a logarithmic scale is then 10 and not 9.999999999999998, and a table of points stays readable. What is run
//! is the rounded value, so that the text in a table is all that is needed to run a point again.

use std::fmt;

/// The value of one key of a scenario or a policy.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A real number, finite.
    Real(f64),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// A word: an option of a choice, or the name of a policy.
    Word(String),
}

impl fmt::Display for Value {
    /// The text of the value: the shortest decimal that reads back, with an exponent below 10⁻⁵ and from 10¹⁶; `true`, `false`; the word itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real(x) if *x == 0.0 => f.write_str("0"),
            Self::Real(x) if (1e-5..1e16).contains(&x.abs()) => write!(f, "{x}"),
            Self::Real(x) => write!(f, "{x:e}"),
            Self::Integer(n) => write!(f, "{n}"),
            Self::Boolean(yes) => write!(f, "{yes}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// The power of ten of the first digit of a positive number.
#[expect(clippy::cast_possible_truncation, reason = "an exponent of a double has three digits")]
fn magnitude(x: f64) -> i32 {
    libm::floor(libm::log10(x)) as i32
}

/// A number rounded to 9 significant digits; to as many more as the range of its factor is narrower than the number is large, at most 17.
///
/// `width` is the width of that range, so that 1,000,000.25 in a range from 1,000,000 to 1,000,001 keeps its distance from both ends.
#[must_use]
pub fn rounded(x: f64, width: f64) -> f64 {
    if x == 0.0 || !x.is_finite() || width <= 0.0 {
        return x + 0.0;
    }
    let more = (magnitude(x.abs()) - magnitude(width)).clamp(0, 8);
    let digits = 8 + more.unsigned_abs() as usize;
    format!("{x:.digits$e}").parse().unwrap_or(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_number_reads_back_to_it() {
        for x in [0.1, 1.0, -2.5, 1e-5, 9.99e-6, 1.234_567_89e-300, 1e15, 1e16, 1.797e308, 123_456.789, 0.1 + 0.2] {
            let text = Value::Real(x).to_string();
            assert_eq!(text.parse::<f64>(), Ok(x), "{text}");
            assert!(text.len() < 25, "{text}");
        }
        assert_eq!(Value::Real(0.5).to_string(), "0.5");
        assert_eq!(Value::Real(3.0).to_string(), "3");
        assert_eq!(Value::Real(-0.0).to_string(), "0");
        assert_eq!(Value::Real(2.5e-7).to_string(), "2.5e-7");
        assert_eq!(Value::Integer(-4).to_string(), "-4");
        assert_eq!(Value::Boolean(true).to_string(), "true");
    }

    #[test]
    fn rounding_keeps_nine_digits_and_the_place_in_a_narrow_range() {
        assert_eq!(rounded(9.999_999_999_999_998, 99.0), 10.0);
        assert_eq!(rounded(0.123_456_789_123, 1.0), 0.123_456_789);
        assert_eq!(rounded(-0.001_234_567_891_2, 1.0), -0.001_234_567_89);
        assert_eq!(rounded(1_000_000.250_000_1, 1.0), 1_000_000.250_000_1);
        assert_eq!(rounded(0.0, 1.0).to_bits(), 0);
    }
}
