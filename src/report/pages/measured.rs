//! What `summary.csv` says of a measure at a point, and `worlds.csv` over all worlds: which field a placeholder asks for, and how it is shown.

use std::collections::{BTreeMap, BTreeSet};

use super::format::{ABSENT, Format, Show, no_sign, sign};
use super::problem::no_such;
use crate::base::words::{Both, both, shown};
use crate::measure::column::{Column, Range};
use crate::measure::statistics::Interval;
use crate::measure::table::TableSpec;
use crate::measure::tables::runs::outcomes;
use crate::measure::tables::summary::{self, SUMMARY};
use crate::measure::tables::worlds::{self, WORLDS_CSV};
use crate::report::summary::of_point;
use crate::report::worlds::over;

/// The columns before what is said: which point, policy and measure it is said of.
const MEASURE: &str = "measure";
/// Decimals of a number, of a count, and of a p-value, where none are asked for.
const DECIMALS: [usize; 3] = [1, 0, 3];

/// A field of one of the two tables.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The table.
    pub table: &'static TableSpec,
    /// The measure: a column of `runs.csv`.
    pub measure: &'static str,
    column: &'static Column,
    place: usize,
    format: Format,
}

impl Measured {
    /// A column of `summary.csv` for a point, of `worlds.csv` without one.
    ///
    /// # Errors
    /// When the table has no such measure or column, or the column is not shown so.
    pub fn read(at_point: bool, measure: &str, column: &str, format: Option<&str>) -> Result<Self, Both> {
        let (table, measures): (&TableSpec, Vec<&'static str>) = if at_point {
            (&SUMMARY, of_point::MEASURES.iter().map(|(metric, _)| metric.name).collect())
        } else {
            (&WORLDS_CSV, over::MEASURES.iter().map(|metric| metric.name).collect())
        };
        let file = table.file;
        let known = measures.iter().find(|known| **known == measure);
        let what = both!("measure of {file}", "{file} 指标");
        let measure = *known.ok_or_else(|| no_such(&what, measure, measures.iter().copied()))?;
        let what = both!("column of {file}", "{file} 列");
        let names = table.columns.iter().map(|column| column.name);
        let place = table.position(column).ok_or_else(|| no_such(&what, column, names))?;
        let column = &table.columns[place];
        let found = Self { table, measure, column, place, format: Format::read("")? };
        let format = found.shown_as(format)?;
        Ok(Self { format, ..found })
    }

    /// The format, as far as the column can be shown in it.
    fn shown_as(&self, words: Option<&str>) -> Result<Format, Both> {
        let Some(words) = words else { return Ok(self.format) };
        if self.column.range == Range::Text {
            return Err(both!("words have no format", "文字不带格式"));
        }
        let allowed: &[&str] = match (self.ends(), self.is_difference()) {
            (Some(_), true) => &["interval", "sign"],
            (Some(_), false) => &["interval"],
            _ => &[],
        };
        let format = Format::of_number(words, allowed)?;
        // Over worlds differences of a cost are shares of the baseline's, for which δ serves too.
        let has_delta = self.measure == outcomes::UNMET_SHARE.name || self.table.file == WORLDS_CSV.file;
        if format.show == Some(Show::Sign) && !has_delta { Err(no_sign()) } else { Ok(format) }
    }

    /// The places of the ends of the column's interval, if it has one.
    fn ends(&self) -> Option<[usize; 2]> {
        let name = self.column.name;
        let of = |name: &str| Some([self.table.position(&format!("{name}_low"))?, self.table.position(&format!("{name}_high"))?]);
        // The interval of `regret_mean` begins with `regret_low`.
        of(name).or_else(|| of(name.strip_suffix("_mean")?))
    }

    /// Whether it is a difference, whose sign is always shown.
    fn is_difference(&self) -> bool {
        [summary::DIFFERENCE_OF.range, worlds::DIFFERENCE_OF.range].contains(&self.column.range)
    }

    fn is_p(&self) -> bool {
        [summary::P.name, summary::P_HOLM.name, worlds::SIGN_P.name, worlds::ADJUSTED_P.name].contains(&self.column.name)
    }

    /// The field of a row, in its format; `baseline` is the word that stands for the baseline's difference from itself, in its row.
    ///
    /// # Errors
    /// When a field is no number.
    pub fn write(&self, row: &[String], delta: f64, baseline: Option<&str>) -> Result<Both, Both> {
        if let Some(word) = baseline.filter(|_| self.is_difference()) {
            return Ok(Both::same(word));
        }
        let text = row.get(self.place).map_or("", String::as_str);
        if self.column.range == Range::Text {
            return Ok(Both::same(if text.is_empty() { ABSENT.to_owned() } else { shown(text) }));
        }
        let ends = match self.ends() {
            Some([low, high]) => Some([self.number(&row[low])?, self.number(&row[high])?]),
            None => None,
        };
        if self.format.show == Some(Show::Sign) {
            let interval = ends.and_then(|[low, high]| Some(Interval { low: low?, high: high? }));
            return Ok(Both::same(sign(interval, delta)));
        }
        let Some(value) = self.number(text)? else { return Ok(Both::same(ABSENT)) };
        let value = self.text(value);
        match ends.filter(|ends| self.format.show == Some(Show::Interval) && ends.iter().any(Option::is_some)) {
            Some(ends) => Ok(self.with_ends(&value, ends, row)),
            None => Ok(Both::same(value)),
        }
    }

    /// A value with its ends, of which one may be missing; the ratios of Fieller's set may be those outside of them.
    fn with_ends(&self, value: &str, ends: [Option<f64>; 2], row: &[String]) -> Both {
        let [low, high] = ends.map(|end| end.map_or_else(|| ABSENT.to_owned(), |end| self.text(end)));
        let set = self.table.position(summary::RATIO_SET.name).and_then(|place| row.get(place));
        if self.column.name == summary::RATIO.name && set.is_some_and(|set| set == summary::OUTSIDE) {
            return both!("{value}, outside [{low}, {high}]", "{value}，[{low}, {high}] 之外");
        }
        Both::same(format!("{value} [{low}, {high}]"))
    }

    fn number(&self, text: &str) -> Result<Option<f64>, Both> {
        if text.is_empty() {
            return Ok(None);
        }
        let (file, column, told) = (self.table.file, self.column.name, shown(text));
        let number = text.parse::<f64>().ok().filter(|value| value.is_finite());
        number.map(Some).ok_or_else(|| {
            both!("{file}, column `{column}`: found `{told}`, expected a number", "{file}，列 `{column}`：现为 `{told}`，应为数")
        })
    }

    fn text(&self, value: f64) -> String {
        let [plain, count, p] = DECIMALS;
        let decimals = if self.is_p() {
            p
        } else if self.column.range == Range::Count {
            count
        } else {
            plain
        };
        let least = libm::pow(10.0, -(self.format.decimals.unwrap_or(decimals) as f64));
        if self.is_p() && !self.format.percent && value < least {
            // A p-value is never 0.
            return format!("< {}", self.format.number(least, false, decimals));
        }
        self.format.number(value, self.is_difference(), decimals)
    }
}

/// Rows of one of the tables, by point (0 where it names none), policy and measure.
#[derive(Clone, Debug, Default)]
pub struct Rows(BTreeMap<(u32, String, String), Vec<String>>);

impl Rows {
    /// The rows of a table at these points; nothing when it is not that table as this version writes it.
    #[must_use]
    pub fn read(text: &str, table: &TableSpec, points: &BTreeSet<u32>) -> Option<Self> {
        let rows = text.strip_prefix(table.header().as_str())?;
        let (point, policy) = (table.position(summary::POINT.name), table.position(summary::POLICY.name)?);
        let measure = table.position(MEASURE)?;
        let mut found = BTreeMap::new();
        for record in csv::ReaderBuilder::new().has_headers(false).from_reader(rows.as_bytes()).into_records() {
            let record = record.ok().filter(|record| record.len() == table.columns.len())?;
            let number = point.map_or(Some(0), |point| record[point].parse().ok())?;
            if point.is_none() || points.contains(&number) {
                let key = (number, record[policy].to_owned(), record[measure].to_owned());
                found.insert(key, record.iter().map(str::to_owned).collect());
            }
        }
        Some(Self(found))
    }

    /// A row.
    #[must_use]
    pub fn of(&self, point: u32, policy: &str, measure: &str) -> Option<&[String]> {
        self.0.get(&(point, policy.to_owned(), measure.to_owned())).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row in which the columns named have values.
    fn row(table: &TableSpec, values: &[(&str, &str)]) -> Vec<String> {
        let value = |name: &str| values.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
        table.columns.iter().map(|column| value(column.name).to_owned()).collect()
    }

    fn written(column: &str, format: Option<&str>, values: &[(&str, &str)]) -> String {
        let measured = Measured::read(true, "unmet_share", column, format).expect("it is shown so");
        measured.write(&row(&SUMMARY, values), 0.02, None).expect("numbers").en
    }

    #[test]
    fn a_field_is_shown_with_its_sign_and_its_interval() {
        let values = [("difference", "-0.0313"), ("difference_low", "-0.04"), ("difference_high", "-0.0226"), ("pairs", "10")];
        assert_eq!(written("difference", Some("percent 2"), &values), "-3.13");
        assert_eq!(written("difference", Some("percent interval"), &values), "-3.1 [-4.0, -2.3]");
        assert_eq!(written("difference_high", Some("percent"), &[("difference_high", "0.01")]), "+1.0");
        assert_eq!(written("difference", Some("sign"), &values), "-");
        assert_eq!(written("pairs", None, &values), "10");
        assert_eq!(written("difference", None, &[]), "-");
        let regret = [("regret_mean", "0.25"), ("regret_low", "0.1")];
        assert_eq!(written("regret_mean", Some("interval 2"), &regret), "0.25 [0.10, -]", "an end that is not known");
    }

    #[test]
    fn a_p_value_is_never_nothing_and_a_ratio_may_lie_outside() {
        assert_eq!(written("p_holm", None, &[("p_holm", "0.00004")]), "< 0.001");
        assert_eq!(written("p_holm", Some("5"), &[("p_holm", "0.00004")]), "0.00004");
        assert_eq!(written("p", None, &[("p", "0.0312")]), "0.031");
        let ratio = |set| [("ratio", "1.5"), ("ratio_low", "-2"), ("ratio_high", "0.5"), ("ratio_set", set)];
        assert_eq!(written("ratio", Some("interval"), &ratio("outside")), "1.5, outside [-2.0, 0.5]");
        assert_eq!(written("ratio", Some("interval"), &ratio("within")), "1.5 [-2.0, 0.5]");
        assert_eq!(written("ratio_set", None, &ratio("within")), "within");
    }

    #[test]
    fn a_wrong_measure_column_or_format_is_told() {
        let said =
            |at: bool, measure: &str, column: &str, format| Measured::read(at, measure, column, format).expect_err("refused").en;
        assert!(said(true, "unmet_shar", "mean", None).ends_with("did you mean `unmet_share`?"));
        assert!(said(true, "unmet_share", "pholm", None).ends_with("did you mean `p_holm`?"));
        assert!(said(false, "utilisation", "plus", None).starts_with("no measure of worlds.csv"));
        assert!(said(false, "unmet_share", "regret_mean", Some("interval")).contains("unknown format `interval`"), "it has none");
        assert!(said(true, "utilisation", "difference", Some("sign")).contains("unmet share"));
        assert!(said(true, "unmet_share", "ratio_set", Some("percent")).contains("words have no format"));
        assert!(Measured::read(false, "social_cost_per_resolved_cny", "as_it_is", Some("sign")).is_ok());
    }

    #[test]
    fn rows_are_those_of_the_points_that_are_asked_for() {
        let line = |point: &str| row(&SUMMARY, &[("point", point), ("policy", "a"), ("measure", "utilisation")]).join(",") + "\n";
        let text = SUMMARY.header() + &line("3") + &line("4");
        let rows = Rows::read(&text, &SUMMARY, &[4].into()).expect("a table");
        assert!(rows.of(4, "a", "utilisation").is_some() && rows.of(3, "a", "utilisation").is_none());
        assert!(Rows::read(&text.replacen("point", "pont", 1), &SUMMARY, &[4].into()).is_none(), "another version's");
    }
}
