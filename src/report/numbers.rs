//! Numbers as they are printed in tables and charts.

use crate::measure::statistics::Estimate;

/// An estimate as `-3.12 [-3.40, -2.84]`, with the sign of the mean always shown; without brackets when there is no interval.
#[must_use]
pub fn with_interval(estimate: Estimate, decimals: usize) -> String {
    signed(estimate.mean, decimals) + &interval(estimate, &|end| number(end, decimals))
}

/// The interval of an estimate as ` [-3.40, -2.84]`, each end as `shown` writes it; nothing when there is none.
#[must_use]
pub fn interval(estimate: Estimate, shown: &dyn Fn(f64) -> String) -> String {
    estimate.interval.map(|i| format!(" [{}, {}]", shown(i.low), shown(i.high))).unwrap_or_default()
}

/// Half the width of the interval of an estimate as ` ±0.28`; nothing when there is none.
#[must_use]
pub fn half(estimate: Estimate, decimals: usize) -> String {
    estimate.interval.map(|i| format!(" ±{}", number((i.high - i.low) / 2.0, decimals))).unwrap_or_default()
}

/// A number that always shows its sign.
#[must_use]
pub fn signed(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    if text.starts_with('-') { text } else { format!("+{text}") }
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
