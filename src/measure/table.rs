//! Tidy tables: their columns, and rows written as text.
//!
//! Every table of the output folder is described here once; the data dictionary is printed from the same descriptions.
//! Whole numbers are written as such, real numbers with the fewest digits that read back to the same value, an absent value as an
//! empty field. Every column has a range, and every value is held to it as it is written: see [`Table::fault`].

use std::fmt::{self, Display, Write};

/// What the values of a column may be; an empty field may stand in any.
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
    /// Whether a whole number lies in it.
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

    /// Whether a number lies in it.
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

/// As it stands in the dictionary: the same in both languages.
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

/// A column: name, unit, range, and what it means.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Name in the header.
    pub name: &'static str,
    /// Unit; `-` for a pure number or a name.
    pub unit: &'static str,
    /// What its values may be.
    pub range: Range,
    /// Meaning, English.
    pub meaning: &'static str,
    /// Meaning, Chinese.
    pub meaning_zh: &'static str,
}

/// A table of the output folder.
#[derive(Debug)]
pub struct TableSpec {
    /// File name, for example `runs.csv`.
    pub file: &'static str,
    /// What one row is.
    pub row: &'static str,
    /// What one row is, Chinese.
    pub row_zh: &'static str,
    /// Columns in order.
    pub columns: &'static [Column],
}

impl TableSpec {
    /// The header line, with its line end.
    #[must_use]
    pub fn header(&self) -> String {
        let mut line = String::new();
        for (i, column) in self.columns.iter().enumerate() {
            if i > 0 {
                line.push(',');
            }
            line.push_str(column.name);
        }
        line.push('\n');
        line
    }

    /// The place of a column.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }
}

/// Rows of one table as text.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its description.
    pub spec: &'static TableSpec,
    text: String,
    fields: usize,
    fault: Option<String>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub const fn new(spec: &'static TableSpec) -> Self {
        Self { spec, text: String::new(), fields: 0, fault: None }
    }

    /// The rows, each with its line end, without a header.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first value that lies outside the range of its column, if any: a mistake in this program, which makes the run a failed one.
    #[must_use]
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Separates the next field from the last; says whether its column holds such a value.
    fn next(&mut self, holds: impl Fn(Range) -> bool, value: &dyn Display) {
        let column = self.spec.columns.get(self.fields);
        if let Some(column) = column.filter(|c| self.fault.is_none() && !holds(c.range)) {
            let number = self.text.bytes().filter(|b| *b == b'\n').count() + 1;
            let (file, name, range) = (self.spec.file, column.name, column.range);
            self.fault = Some(format!("{file}, row {number} of the run, column `{name}`: found {value}, expected {range}"));
        }
        if self.fields > 0 {
            self.text.push(',');
        }
        self.fields += 1;
    }

    /// A whole number.
    pub fn int(&mut self, value: impl Into<i128>) -> &mut Self {
        let value = value.into();
        self.next(|range| range.holds_whole(value), &value);
        let _ = write!(self.text, "{value}");
        self
    }

    /// A real number; nothing when there is none (`NaN`).
    pub fn real(&mut self, value: f64) -> &mut Self {
        self.next(|range| value.is_nan() || range.holds(value), &value);
        if value.is_finite() {
            // A negative zero is written as zero: the two compare equal and must read equal.
            let _ = write!(self.text, "{}", if value == 0.0 { 0.0 } else { value });
        }
        self
    }

    /// Words that a scenario gives to a place, as [`Table::name`]. Spreadsheets reckon with a field that begins with `=`, `+`, `-` or `@`,
    /// in full width, too: an apostrophe before it makes it words again.
    pub fn words(&mut self, value: &str) -> &mut Self {
        let reckons = value.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t']);
        if reckons { self.name(&format!("'{value}")) } else { self.name(value) }
    }

    /// A name, in quotes where it holds what separates fields; a line end becomes a space.
    pub fn name(&mut self, value: &str) -> &mut Self {
        self.next(|range| value.is_empty() || range == Range::Text, &value);
        if value.contains([',', '"', '\n', '\r']) {
            self.text.push('"');
            for c in value.chars() {
                if c == '"' {
                    self.text.push('"');
                }
                self.text.push(if c == '\n' || c == '\r' { ' ' } else { c });
            }
            self.text.push('"');
        } else {
            self.text.push_str(value);
        }
        self
    }

    /// Ends the row.
    ///
    /// # Panics
    /// When the number of fields is not that of the header: a mistake in this program, not in its input.
    pub fn end(&mut self) {
        assert_eq!(self.fields, self.spec.columns.len(), "a row of {} has as many fields as its header", self.spec.file);
        self.text.push('\n');
        self.fields = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tables::{ALL, COMMUNITIES};

    #[test]
    fn every_column_has_a_range_and_words_are_what_has_no_numbers() {
        for column in ALL.iter().flat_map(|t| t.columns) {
            let says_number = !["-", "unit"].contains(&column.unit);
            assert!(!says_number || column.range != Range::Text, "{}: a unit and no range", column.name);
            match column.range {
                Range::Between(least, most) => assert!(least < most),
                Range::Whole(least, most) => assert!(least < most),
                Range::Signed(why, zh) => assert!(!why.is_empty() && !zh.is_empty()),
                Range::Text | Range::Count | Range::AtLeast(_) => {}
            }
        }
    }

    #[test]
    fn the_first_value_outside_its_range_is_kept_with_its_column_and_range() {
        let mut table = Table::new(&COMMUNITIES);
        assert_eq!(table.name("a").int(0).words("c1").words("").words("s").real(-0.5).int(-1).fault().map(str::to_owned), {
            Some("communities.csv, row 1 of the run, column `residents`: found -0.5, expected ≥ 0".to_owned())
        });
        let share = Range::Between(0.0, 1.0);
        assert!(
            share.holds(0.0) && share.holds(1.0) && !share.holds(1.0 + 1e-15) && !share.holds(-1e-16) && !share.holds_whole(2)
        );
        assert!(Range::Count.holds(3.0) && !Range::Count.holds(3.5) && !Range::AtLeast(0.0).holds(f64::INFINITY));
        assert!(!Range::Text.holds_whole(1) && Range::Signed("a", "b").holds(-3.0));
    }

    #[test]
    fn a_value_that_does_not_exist_is_in_every_range() {
        let mut table = Table::new(&COMMUNITIES);
        assert_eq!(table.name("").name("").name("").name("").name("").real(f64::NAN).fault(), None);
    }

    #[test]
    fn names_of_places_are_words_to_a_spreadsheet_too() {
        let mut table = Table::new(&COMMUNITIES);
        table.name("p").int(0).words("=1+1").words("东一\"社区\",\n甲").words("＝cmd").real(1.5);
        assert_eq!(table.text(), "p,0,'=1+1,\"东一\"\"社区\"\", 甲\",'＝cmd,1.5");
    }
}
