//! Tidy tables: rows written as text, every value held to the range of its column.
//!
//! Whole numbers are written as such, real numbers with the fewest digits that read back to the same value, an absent value as an
//! empty field. A row is written column by column from their declarations; there is no way to write a field by its position.

use std::fmt::{Display, Write};

use super::column::{Cell, Column, Range, Topic};

/// The run that a row belongs to, finished or failed.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Name of the policy.
    pub policy: &'a str,
    /// Replicate.
    pub replicate: u32,
    /// World point.
    pub point: u32,
    /// Its seed, where it is known.
    pub seed: Option<u64>,
    /// Why the run failed; nothing when it did not.
    pub failure: Option<&'a str>,
}

/// The value of a column that identifies the run.
pub type OfHead = for<'r> fn(&'r Head<'_>) -> Cell<'r>;

/// A table of the output folder.
#[derive(Debug)]
pub struct TableSpec {
    /// File name, for example `runs.csv`.
    pub file: &'static str,
    /// The subject of one row.
    pub row: &'static str,
    /// The subject of one row, in Chinese.
    pub row_zh: &'static str,
    /// The first columns, which identify the run.
    pub head: Topic<OfHead>,
    /// All columns in order.
    pub columns: &'static [Column],
}

impl TableSpec {
    /// The header line, with its line end.
    #[must_use]
    pub fn header(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name).collect();
        names.join(",") + "\n"
    }

    /// The place of a column by its name in the header.
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
    /// The numbers of all fields, row after row; `NaN` if empty.
    numbers: Vec<f64>,
    fault: Option<String>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub const fn new(spec: &'static TableSpec) -> Self {
        Self { spec, text: String::new(), numbers: Vec::new(), fault: None }
    }

    /// The rows, each with its line end, without a header.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The numbers of a column, row by row: `NaN` where a field is empty or holds words. Nothing when the table has no such column.
    pub fn numbers<F>(&self, column: &Column<F>) -> impl Iterator<Item = f64> + '_ {
        let width = self.spec.columns.len();
        let place = self.spec.position(column.name);
        self.numbers.chunks_exact(width).filter_map(move |row| row.get(place?).copied())
    }

    /// The first value outside the range of its column, if any: an internal error, which makes the run a failed one.
    #[must_use]
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Adds a row: the columns of the head, then those of `topics`. `ask` applies the function of a column to the view of the row.
    ///
    /// # Panics
    /// When `topics` are not those the table is described with: a mistake in this program, not in its input.
    pub fn row<'c, F: Copy + 'static>(&mut self, head: &'c Head<'_>, topics: &[Topic<F>], ask: impl Fn(F) -> Cell<'c>) {
        let first = self.spec.head.iter().map(|column| (column.name, (column.value)(head)));
        let rest = topics.iter().copied().flatten().map(|column| (column.name, ask(column.value)));
        let row: Vec<(&str, Cell<'_>)> = first.chain(rest).collect();
        let named = row.iter().map(|(name, _)| *name).eq(self.spec.columns.iter().map(|column| column.name));
        assert!(named, "a row of {} has the columns of its header", self.spec.file);
        self.add(row.into_iter().map(|(_, cell)| cell));
    }

    /// Adds a row; `value` gives the value of every column from its description.
    pub fn fill<'c>(&mut self, value: impl FnMut(&'static Column) -> Cell<'c>) {
        self.add(self.spec.columns.iter().map(value));
    }

    /// Adds the row of a failed run: the columns of the head; all others are empty.
    pub fn failed(&mut self, head: &Head<'_>) {
        let known = self.spec.head;
        let mut places = 0..;
        self.fill(|_| {
            places.next().and_then(|place: usize| known.get(place)).map_or(Cell::Nothing, |column| (column.value)(head))
        });
    }

    fn add<'c>(&mut self, cells: impl Iterator<Item = Cell<'c>>) {
        for (place, (column, cell)) in self.spec.columns.iter().zip(cells).enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            let number = self.put(column, cell);
            self.numbers.push(number);
        }
        self.text.push('\n');
    }

    /// Writes a field and returns its number, if it is one.
    fn put(&mut self, column: &Column, cell: Cell<'_>) -> f64 {
        match cell {
            Cell::Nothing => f64::NAN,
            Cell::Whole(value) => {
                self.check(column, column.range.holds_whole(value), &value);
                let _ = write!(self.text, "{value}");
                value as f64
            }
            Cell::Real(value) => {
                self.check(column, value.is_nan() || column.range.holds(value), &value);
                if value.is_finite() {
                    // A negative zero is written as zero: the two compare equal and must read equal.
                    let _ = write!(self.text, "{}", if value == 0.0 { 0.0 } else { value });
                }
                value
            }
            Cell::Name(value) => {
                self.check(column, value.is_empty() || column.range == Range::Text, &value);
                self.name(&value);
                f64::NAN
            }
            Cell::Words(value) => {
                self.check(column, value.is_empty() || column.range == Range::Text, &value);
                // A spreadsheet evaluates a field that begins with one of these characters, also in full width; a leading apostrophe
                // makes it text.
                let evaluated = value.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t']);
                if evaluated {
                    self.name(&format!("'{value}"))
                } else {
                    self.name(value)
                }
                f64::NAN
            }
        }
    }

    /// Keeps the first value that its column does not hold.
    fn check(&mut self, column: &Column, holds: bool, value: &dyn Display) {
        if holds || self.fault.is_some() {
            return;
        }
        let number = self.text.bytes().filter(|b| *b == b'\n').count() + 1;
        let (file, name, range) = (self.spec.file, column.name, column.range);
        self.fault = Some(format!("{file}, row {number} of the run, column `{name}`: found {value}, expected {range}"));
    }

    /// A name, in quotes where it holds what separates fields; a line end becomes a space.
    fn name(&mut self, value: &str) {
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::column::{described, name, number, real, whole};

    const HEAD: Topic<OfHead> = &[];
    /// The number of the place is the view of a row.
    type OfPlace = for<'r> fn(&'r [Cell<'static>]) -> Cell<'r>;

    mod declared {
        use super::OfPlace;
        use crate::measure::column::{Range, Scale, columns, scale};

        columns! {
            /// A place.
            pub PLACE: OfPlace;

            CODE: scale::WORDS, "code", "代码", |cells| cells[0].clone();
            RESIDENTS: scale::PERSONS, "residents", "居民数", |cells| cells[1].clone();
            KNOWN: scale::NEEDS, "known", "被知晓", |cells| cells[2].clone();
            BALANCE: Scale { unit: "fen", range: Range::Signed("may be owed", "可为负") }, "balance", "余额", |cells| cells[3].clone();
        }
    }

    static PLACES: TableSpec = TableSpec {
        file: "places.csv",
        row: "a place",
        row_zh: "一处",
        head: HEAD,
        columns: &described::<_, OfPlace, { number(HEAD, &[declared::PLACE]) }>(HEAD, &[declared::PLACE]),
    };

    fn rows(rows: &[[Cell<'static>; 4]]) -> Table {
        let mut table = Table::new(&PLACES);
        for cells in rows {
            table.row(&Head { policy: "p", replicate: 0, point: 0, seed: None, failure: None }, &[declared::PLACE], |value| {
                value(cells)
            });
        }
        table
    }

    #[test]
    fn a_column_is_named_in_the_header_as_its_constant_is() {
        assert_eq!(PLACES.header(), "code,residents,known,balance\n");
        assert_eq!((declared::KNOWN.name, declared::KNOWN.unit, declared::KNOWN.chinese), ("known", "needs", "被知晓"));
    }

    #[test]
    fn the_first_value_outside_its_range_is_kept_with_its_column_and_range() {
        let table = rows(&[[name("a"), real(1.0), whole(1), whole(-1)], [name("b"), real(-0.5), whole(-1), whole(0)]]);
        let fault = "places.csv, row 2 of the run, column `residents`: found -0.5, expected ≥ 0";
        assert_eq!(table.fault(), Some(fault));
    }

    #[test]
    fn a_value_that_does_not_exist_is_in_every_range() {
        let table = rows(&[[name(""), real(f64::NAN), Cell::Nothing, Cell::Nothing]]);
        assert_eq!((table.fault(), table.text()), (None, ",,,\n"));
    }

    #[test]
    fn names_of_places_are_words_to_a_spreadsheet_too() {
        let text = |words| rows(&[[Cell::Words(words), real(1.5), whole(2), whole(0)]]).text().to_owned();
        assert_eq!(text("=1+1"), "'=1+1,1.5,2,0\n");
        assert_eq!(text("东一\"社区\",\n甲"), "\"东一\"\"社区\"\", 甲\",1.5,2,0\n");
        assert_eq!(text("＝cmd"), "'＝cmd,1.5,2,0\n");
    }

    #[test]
    fn numbers_read_back_by_their_column() {
        let table = rows(&[[name("a"), real(0.1), whole(7), whole(-2)], [name("b"), real(f64::NAN), whole(8), whole(3)]]);
        let of = |column: &Column<OfPlace>| table.numbers(column).collect::<Vec<_>>();
        assert_eq!(of(&declared::KNOWN), [7.0, 8.0]);
        assert_eq!(of(&declared::BALANCE), [-2.0, 3.0]);
        assert!(of(&declared::RESIDENTS)[1].is_nan() && of(&declared::CODE).iter().all(|x| x.is_nan()));
        assert_eq!(table.numbers(&Column { name: "elsewhere", ..declared::KNOWN }).count(), 0);
    }
}
