//! How a placeholder shows a number: what follows its `|`.

use super::problem::{Suggest, known_words};
use crate::base::words::{Both, both, shown};
use crate::measure::statistics::Estimate;
use crate::measure::tables::runs::Metric;
use crate::report::Lang;
use crate::report::comparison::Paired;
use crate::report::error::ReportError;
use crate::report::numbers::{half, interval, number, signed};

/// The words of a format.
const WORDS: [&str; 6] = ["difference", "mean", "interval", "half", "n", "percent"];
/// Most decimals.
const MOST: usize = 6;
/// A missing value, as in the table.
const ABSENT: &str = "-";

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
}

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Whether it is the paired difference from the baseline, with its sign.
    pub difference: bool,
    /// What of it.
    pub show: Show,
    /// Whether it is multiplied by 100: shares in per cent, their differences in points.
    pub percent: bool,
    /// Decimals.
    pub decimals: usize,
}

impl Format {
    /// Reads the words of a format, in any order; none of them is the mean with one decimal.
    ///
    /// # Errors
    /// What is wrong with the first word that is.
    pub fn read(text: &str) -> Result<Self, Both> {
        let (mut difference, mut percent, mut show, mut decimals) = (false, false, None, None);
        for word in text.split_whitespace() {
            let twice = both!("`{word}` is given twice, or another such word before", "`{word}` 重复，或与前面的词冲突");
            let shows = |is: Show| if show.is_some() { Err(twice.clone()) } else { Ok(Some(is)) };
            match word {
                "difference" if !difference => difference = true,
                "percent" if !percent => percent = true,
                "mean" => show = shows(Show::Mean)?,
                "interval" => show = shows(Show::Interval)?,
                "half" => show = shows(Show::Half)?,
                "n" => show = shows(Show::Number)?,
                "difference" | "percent" => return Err(twice),
                _ => match word.parse::<usize>() {
                    Ok(wanted) if wanted <= MOST && decimals.is_none() => decimals = Some(wanted),
                    Ok(_) => return Err(both!("expected one number of decimals, 0 to {MOST}", "应为一个小数位数，0 至 {MOST}")),
                    Err(_) => return Err(unknown(word)),
                },
            }
        }
        let show = show.unwrap_or(if difference { Show::Interval } else { Show::Mean });
        Ok(Self { difference, show, percent, decimals: decimals.unwrap_or(1) })
    }

    /// The metric of a policy in this format; the baseline's difference from itself is a word.
    ///
    /// # Errors
    /// When the table lacks the column or a field is not a number.
    pub fn write(&self, paired: Paired<'_>, policy: usize, metric: &Metric, lang: Lang) -> Result<String, ReportError> {
        if self.difference && paired.baseline == Some(policy) {
            return Ok(lang.texts().baseline.to_owned());
        }
        let estimate = if self.difference { paired.difference(policy, metric)? } else { paired.estimate(policy, metric)? };
        Ok(estimate.map_or_else(|| ABSENT.to_owned(), |estimate| self.of(estimate)))
    }

    fn of(&self, estimate: Estimate) -> String {
        let estimate = if self.percent { estimate.scaled(100.0) } else { estimate };
        // In running text an end without a sign would be read as a size.
        let shown = |value: f64| if self.difference { signed(value, self.decimals) } else { number(value, self.decimals) };
        let mean = shown(estimate.mean);
        match self.show {
            Show::Mean => mean,
            Show::Interval => mean + &interval(estimate, &shown),
            Show::Half => mean + &half(estimate, self.decimals),
            Show::Number => estimate.n.to_string(),
        }
    }
}

fn unknown(word: &str) -> Both {
    let (known, hint, word) = (known_words(WORDS), Suggest::of(word, WORDS).said(), shown(word));
    both!(
        "unknown format `{word}`; expected some of {known} and a number of decimals{hint}",
        "未知的格式 `{word}`；应为 {known} 中的若干项和小数位数{hint}"; known = known, hint = hint
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::statistics::Interval;

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
        for format in ["mean half", "percent percent", "1 2", "7", "-1"] {
            assert!(!said(format).is_empty());
        }
    }
}
