//! Numbers as they are printed in tables and charts.

use std::fmt::Write;

use crate::measure::statistics::Estimate;

/// An estimate as `-3.12 [-3.40, -2.84]`, with the sign of the mean always shown; without brackets when there is no interval.
#[must_use]
pub fn with_interval(estimate: Estimate, decimals: usize) -> String {
    let mut text = number(estimate.mean, decimals);
    if !text.starts_with('-') {
        text.insert(0, '+');
    }
    if let Some(interval) = estimate.interval {
        let _ = write!(text, " [{}, {}]", number(interval.low, decimals), number(interval.high, decimals));
    }
    text
}

/// A number with this number of decimals, commas between thousands, and no negative zero.
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        grouped.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_never_minus_zero() {
        assert_eq!(number(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(number(-123.0, 0), "-123");
        assert_eq!(number(-0.0004, 2), "0.00");
    }
}
