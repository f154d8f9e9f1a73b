//! Text as it stands in the page: escaped, in both languages, and numbers for people.

use serde_json::{Value, json};

use crate::base::words::Both;
use crate::measure::statistics::Estimate;
use crate::report::numbers;

/// Text in which nothing is markup.
#[must_use]
pub fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// Text in both languages, of which the page shows one.
#[must_use]
pub fn in_both(words: &Both) -> String {
    let [en, zh] = [&words.en, &words.zh].map(|words| text(words));
    spans(&en, &zh)
}

/// Text in both languages, for the script.
#[must_use]
pub fn said(words: &Both) -> Value {
    json!([words.en, words.zh])
}

/// Markup in both languages; once where it is the same.
#[must_use]
pub fn spans(en: &str, zh: &str) -> String {
    if en == zh { en.to_owned() } else { format!("<span lang=\"en\">{en}</span><span lang=\"zh-CN\">{zh}</span>") }
}

/// A number with a true minus sign.
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    numbers::number(value, decimals).replace('-', "−")
}

/// A number with its sign; a zero has none.
#[must_use]
pub fn signed(value: f64, decimals: usize) -> String {
    let shown = number(value, decimals);
    let zero = !shown.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if zero || shown.starts_with('−') { shown } else { format!("+{shown}") }
}

/// A number with two digits, more before the point where there are more.
#[must_use]
pub fn two_digits(value: f64) -> String {
    number(value, if value.abs() >= 9.95 { 0 } else { 1 })
}

/// A share as so many of a hundred.
#[must_use]
pub fn of_hundred(share: f64) -> String {
    two_digits(100.0 * share)
}

/// A difference of shares in points, with its interval where there is one.
#[must_use]
pub fn points(estimate: Option<Estimate>) -> String {
    let Some(estimate) = estimate else { return "–".to_owned() };
    let estimate = estimate.scaled(100.0);
    signed(estimate.mean, 1) + &interval(estimate, 1)
}

/// The interval of an estimate as ` [−2.8, −1.1]`; nothing where there is none.
#[must_use]
pub fn interval(estimate: Estimate, decimals: usize) -> String {
    estimate.interval.map(|i| format!(" [{}, {}]", number(i.low, decimals), number(i.high, decimals))).unwrap_or_default()
}

/// Yuan as ten thousands.
#[must_use]
pub fn wan(yuan: f64) -> String {
    let wan = yuan / 10_000.0;
    number(wan, usize::from(wan.abs() < 99.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_markup() {
        assert_eq!(text("<script>\"a\" & 'b'</script>三社"), "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;三社");
    }

    #[test]
    fn numbers_have_a_true_minus_and_no_false_digits() {
        assert_eq!((signed(-2.04, 1), signed(2.04, 1), signed(-0.04, 1)), ("−2.0".into(), "+2.0".into(), "0.0".into()));
        assert_eq!((of_hundred(0.5432), of_hundred(0.0371), of_hundred(0.0996)), ("54".into(), "3.7".into(), "10".into()));
        assert_eq!((wan(1_234_567.0), wan(91_234_567.0)), ("123".into(), "9,123".into()));
    }
}
