//! Tidy tables: their columns, and rows written as text.
//!
//! Every table of the output folder is described here once; the data dictionary is printed from the same descriptions.
//! Whole numbers are written as such, real numbers with the fewest digits that read back to the same value, an absent value as an
//! empty field. Names are ASCII identifiers, so no field needs quoting.

use std::fmt::Write;

/// A column: name, unit, and what it means.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Name in the header.
    pub name: &'static str,
    /// Unit; `-` for a pure number or a name.
    pub unit: &'static str,
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
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub const fn new(spec: &'static TableSpec) -> Self {
        Self { spec, text: String::new(), fields: 0 }
    }

    /// The rows, each with its line end, without a header.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    fn separate(&mut self) {
        if self.fields > 0 {
            self.text.push(',');
        }
        self.fields += 1;
    }

    /// A whole number.
    pub fn int(&mut self, value: impl Into<i128>) -> &mut Self {
        self.separate();
        let _ = write!(self.text, "{}", value.into());
        self
    }

    /// A real number; nothing when it is not finite.
    pub fn real(&mut self, value: f64) -> &mut Self {
        self.separate();
        if value.is_finite() {
            // A negative zero is written as zero: the two compare equal and must read equal.
            let _ = write!(self.text, "{}", if value == 0.0 { 0.0 } else { value });
        }
        self
    }

    /// A name; what is not an identifier is replaced by `_`.
    pub fn name(&mut self, value: &str) -> &mut Self {
        self.separate();
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
