//! How a placeholder shows a number: what follows its `|`.

use super::problem::{Suggest, known_words};
use crate::base::words::{Both, both, shown};
use crate::measure::statistics::verdict::{Verdict, verdict};
use crate::measure::statistics::{Estimate, Interval};
use crate::measure::tables::runs::{Metric, outcomes};
use crate::report::Lang;
use crate::report::comparison::Paired;
use crate::report::error::ReportError;
use crate::report::numbers::{half, interval, number, signed};

/// The words of a format.
const WORDS: [&str; 7] = ["difference", "mean", "interval", "half", "n", "sign", "percent"];
/// Most decimals.
const MOST: usize = 6;
/// Decimals where none are asked for.
const DECIMALS: usize = 1;
/// A missing value, as in the table.
pub const ABSENT: &str = "-";

/// What is shown of an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// `63.4`
    Mean,
    /// `63.4 [62.9, 63.9]`
    Interval,
    /// `63.4 ±0.5`
    Half,
    /// The number of replicates (or pairs)
    Number,
    /// What the interval of the difference says against ±δ: `-`, `0`, `+` or `?`
    Sign,
}

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Whether it is the paired difference from the baseline, with its sign.
    pub difference: bool,
    /// What of it, where that is said.
    pub show: Option<Show>,
    /// Whether it is multiplied by 100: shares in per cent, their differences in points.
    pub percent: bool,
    /// Decimals, where they are said.
    pub decimals: Option<usize>,
}

impl Format {
    /// Reads the words of a format, in any order.
    ///
    /// # Errors
    /// What is wrong with the first word that is.
    pub fn read(text: &str) -> Result<Self, Both> {
        let mut format = Self { difference: false, show: None, percent: false, decimals: None };
        for word in text.split_whitespace() {
            let twice = both!("`{word}` is given twice, or another such word before", "`{word}` 重复，或与前面的词冲突");
            let shows = |is: Show| if format.show.is_some() { Err(twice.clone()) } else { Ok(Some(is)) };
            match word {
                "difference" if !format.difference => format.difference = true,
                "percent" if !format.percent => format.percent = true,
                "mean" => format.show = shows(Show::Mean)?,
                "interval" => format.show = shows(Show::Interval)?,
                "half" => format.show = shows(Show::Half)?,
                "n" => format.show = shows(Show::Number)?,
                "sign" => format.show = shows(Show::Sign)?,
                "difference" | "percent" => return Err(twice),
                _ => match word.parse::<usize>() {
                    Ok(wanted) if wanted <= MOST && format.decimals.is_none() => format.decimals = Some(wanted),
                    Ok(_) => return Err(both!("expected one number of decimals, 0 to {MOST}", "应为一个小数位数，0 至 {MOST}")),
                    Err(_) => return Err(unknown(word, &WORDS)),
                },
            }
        }
        Ok(format)
    }

    /// The format of a column of `runs.csv`; none of its words is the mean with one decimal.
    ///
    /// # Errors
    /// As [`Format::read`]; a sign of anything but the unmet share, of which alone δ is the difference that would matter.
    pub fn of_metric(text: &str, metric: &Metric) -> Result<Self, Both> {
        let mut format = Self::read(text)?;
        if format.show == Some(Show::Sign) {
            if metric.name != outcomes::UNMET_SHARE.name {
                return Err(no_sign());
            }
            format.difference = true;
        }
        Ok(format)
    }

    /// The format of one number that stands in a table: per cent and decimals, and of the other words those that are `allowed`.
    ///
    /// # Errors
    /// As [`Format::read`]; a word that says nothing of such a number.
    pub fn of_number(text: &str, allowed: &[&str]) -> Result<Self, Both> {
        let format = Self::read(text)?;
        let allowed = [allowed, &["percent"]].concat();
        let number = |word: &str| word.parse::<usize>().is_ok();
        match text.split_whitespace().find(|word| !number(word) && !allowed.contains(word)) {
            Some(word) => Err(unknown(word, &allowed)),
            None => Ok(format),
        }
    }

    /// The metric of a policy in this format; the baseline's difference from itself is a word.
    ///
    /// # Errors
    /// When the table lacks the column or a field is not a number.
    pub fn write(
        &self,
        (paired, delta): (Paired<'_>, f64),
        policy: usize,
        metric: &Metric,
        lang: Lang,
    ) -> Result<String, ReportError> {
        if self.difference && paired.baseline == Some(policy) {
            return Ok(lang.texts().baseline.to_owned());
        }
        let estimate = if self.difference { paired.difference(policy, metric)? } else { paired.estimate(policy, metric)? };
        if self.show == Some(Show::Sign) {
            return Ok(sign(estimate.and_then(|estimate| estimate.interval), delta).to_owned());
        }
        Ok(estimate.map_or_else(|| ABSENT.to_owned(), |estimate| self.of(estimate)))
    }

    fn of(&self, estimate: Estimate) -> String {
        let decimals = self.decimals.unwrap_or(DECIMALS);
        let estimate = if self.percent { estimate.scaled(100.0) } else { estimate };
        // In running text an end without a sign would be read as a size.
        let shown = |value: f64| if self.difference { signed(value, decimals) } else { number(value, decimals) };
        let mean = shown(estimate.mean);
        match self.show.unwrap_or(if self.difference { Show::Interval } else { Show::Mean }) {
            Show::Mean | Show::Sign => mean,
            Show::Interval => mean + &interval(estimate, &shown),
            Show::Half => mean + &half(estimate, decimals),
            Show::Number => estimate.n.to_string(),
        }
    }

    /// One number, with this many decimals where none are asked for.
    #[must_use]
    pub fn number(&self, value: f64, is_difference: bool, decimals: usize) -> String {
        let (value, decimals) = (if self.percent { value * 100.0 } else { value }, self.decimals.unwrap_or(decimals));
        if is_difference { signed(value, decimals) } else { number(value, decimals) }
    }

    /// A number as a table has it, such as a value of a factor.
    ///
    /// # Errors
    /// When it is none.
    pub fn text(&self, text: &str) -> Result<String, Both> {
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
        let text = shown(text);
        let value = value.ok_or_else(|| both!("`{text}` is no number and has no format", "`{text}` 不是数，不带格式"))?;
        Ok(self.number(value, false, DECIMALS))
    }
}

/// What an interval says; nothing where there is none.
#[must_use]
pub fn sign(interval: Option<Interval>, delta: f64) -> &'static str {
    interval.map_or(Verdict::Undecided, |interval| verdict(interval, delta)).sign()
}

/// A sign is asked of what has none.
#[must_use]
pub fn no_sign() -> Both {
    both!("`sign` is told of differences of the unmet share alone", "`sign` 仅用于未满足率之差")
}

fn unknown(word: &str, known: &[&str]) -> Both {
    let hint = Suggest::of(word, known.iter().copied()).said();
    let (known, word) = (known_words(known.iter().copied()), shown(word));
    both!(
        "unknown format `{word}`; expected some of {known} and a number of decimals{hint}",
        "未知的格式 `{word}`；应为 {known} 中的若干项和小数位数{hint}"; known = known, hint = hint
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_as(format: &str) -> String {
        let estimate = Estimate { n: 10, mean: 0.0731, interval: Some(Interval { low: -0.0101, high: 0.1563 }) };
        Format::read(format).expect("a format").of(estimate)
    }

    #[test]
    fn a_number_is_shown_as_the_table_shows_it() {
        assert_eq!(shown_as(""), "0.1");
        assert_eq!(shown_as("percent"), "7.3");
        assert_eq!(shown_as("3"), "0.073");
        assert_eq!(shown_as("interval percent 2"), "7.31 [-1.01, 15.63]");
        assert_eq!(shown_as("difference percent 2"), "+7.31 [-1.01, +15.63]");
        assert_eq!(shown_as("percent difference half"), "+7.3 ±8.3");
        assert_eq!(shown_as("difference mean percent 0"), "+7");
        assert_eq!(shown_as("n"), "10");
    }

    #[test]
    fn a_wrong_word_is_told_with_the_right_ones() {
        let said = |format: &str| Format::read(format).expect_err("refused").en;
        assert!(said("percnt").contains("did you mean `percent`?"), "{}", said("percnt"));
        for format in ["mean half", "percent percent", "1 2", "7", "-1", "sign interval"] {
            assert!(!said(format).is_empty());
        }
        let told = Format::of_number("intervl 2", &["interval"]).expect_err("refused").en;
        assert!(told.contains("expected some of `interval`, `percent`") || told.contains("did you mean `interval`?"), "{told}");
        assert!(Format::of_number("half", &["interval"]).is_err(), "one number has no half-width");
    }

    #[test]
    fn a_sign_is_that_of_the_interval_against_the_difference_that_would_matter() {
        let of = |low, high| sign(Some(Interval { low, high }), 0.02);
        assert_eq!(
            [of(-0.05, -0.03), of(-0.01, 0.01), of(0.03, 0.04), of(-0.01, 0.04), sign(None, 0.02)],
            ["-", "0", "+", "?", "?"]
        );
        let told = Format::of_metric("sign", &outcomes::MEAN_WAIT_DAYS).expect_err("it has no difference that matters").en;
        assert!(told.contains("unmet share"), "{told}");
        assert!(Format::of_metric("sign", &outcomes::UNMET_SHARE).is_ok_and(|format| format.difference));
    }

    #[test]
    fn a_value_of_a_factor_is_a_number_only_where_a_format_asks_for_one() {
        let format = |text: &str| Format::of_number(text, &[]).expect("a format");
        assert_eq!(format("0").text("72000").ok().as_deref(), Some("72,000"));
        assert_eq!(format("percent 0").text("0.8").ok().as_deref(), Some("80"));
        assert!(format("0").text("yes").is_err());
    }
}
