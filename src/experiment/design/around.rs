//! The values as they are, and a nested Latin hypercube over what they may be instead.
//!
//! Row 0 is the base: every key as it is. Rows 1, 2, … are those of a nested Latin hypercube ([`latin`](super::latin)) that begins with one row, so that the first
//! 1, 2, 4, 8, … of them are each a Latin hypercube and any number can be continued to any larger one. Values that are bound to each other are then
//! put right ([`Tie`]), each row by itself.

use super::factor::{Factor, Level};
use super::latin::Latin;
use super::value::{Value, rounded};
use crate::base::words::{Both, both};

/// What holds between the columns of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Tie {
    /// Shares of a whole. With a rest, that takes what the parts leave of it, in proportion to its own values in the base; without one, or where the parts are more
    /// than the whole, the parts are rescaled to the whole.
    Sum {
        /// Columns that are sampled.
        parts: Vec<usize>,
        /// Columns that follow from them.
        rest: Vec<usize>,
        /// What they add up to.
        whole: f64,
    },
    /// A column is at most `constant + factor · other`: where that is inside its range, it is spread from its lower end up to there instead.
    Ceiling {
        /// The column.
        column: usize,
        /// Its range.
        range: [f64; 2],
        /// The column that bounds it.
        other: usize,
        /// The bound at 0 of that column.
        constant: f64,
        /// By how much the bound rises with it.
        factor: f64,
    },
    /// A column has one more value: those below a number stand for it.
    OneMore {
        /// The column.
        column: usize,
        /// From where on values stand for themselves.
        below: f64,
        /// The value of the others.
        value: f64,
    },
}

/// A base and the rows around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Around {
    base: Level,
    latin: Latin,
    ties: Vec<Tie>,
}

impl Around {
    /// So many rows beside the base, which has a value for each of the factors.
    ///
    /// # Errors
    /// As [`Latin::nested`]; when a factor does not take one coordinate and one column, or the base is not of the factors.
    pub fn new(factors: &[Factor], base: Level, ties: Vec<Tie>, rows: u64, seed: u32) -> Result<Self, Both> {
        if base.len() != factors.len() || factors.iter().any(|factor| factor.columns().len() != 1) {
            return Err(both!("a base that is not of the factors", "基准与因素不符"));
        }
        Ok(Self { base, latin: Latin::nested(1, rows, factors.len(), seed)?, ties })
    }

    /// How many rows there are, the base among them.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.latin.rows() + 1
    }

    /// The columns that follow from others.
    #[must_use]
    pub fn following(&self) -> Vec<usize> {
        let rest = |tie: &Tie| if let Tie::Sum { rest, .. } = tie { rest.clone() } else { Vec::new() };
        self.ties.iter().flat_map(rest).collect()
    }

    /// The values of a row; `None` behind the last.
    #[must_use]
    pub fn row(&self, factors: &[Factor], index: u64) -> Option<Level> {
        let Some(place) = index.checked_sub(1) else { return Some(self.base.clone()) };
        let unit = self.latin.unit(place)?;
        let mut values: Level = factors.iter().zip(&unit).flat_map(|(factor, u)| factor.at(&[*u])).collect();
        for tie in &self.ties {
            self.put_right(tie, &mut values);
        }
        Some(values)
    }

    fn put_right(&self, tie: &Tie, values: &mut [Value]) {
        match tie {
            Tie::Sum { parts, rest, whole } => {
                let sum = parts.iter().fold(0.0, |sum, at| sum + number(&values[*at]));
                let left = whole - sum;
                if rest.is_empty() || left < 0.0 {
                    scale(values, parts, |_, x| x * whole / sum);
                    scale(values, rest, |_, _| 0.0);
                } else {
                    let own = |at: usize| number(&self.base[at]);
                    let all = rest.iter().fold(0.0, |sum, at| sum + own(*at));
                    let even = 1.0 / rest.len() as f64;
                    scale(values, rest, |at, _| left * if all > 0.0 { own(at) / all } else { even });
                }
            }
            Tie::Ceiling { column, range: [low, high], other, constant, factor } => {
                let bound = constant + factor * number(&values[*other]);
                if bound <= *low {
                    scale(values, &[*column], |_, _| bound.max(0.0));
                } else if bound < *high {
                    scale(values, &[*column], |_, x| low + (x - low) * (bound - low) / (high - low));
                }
            }
            Tie::OneMore { column, below, value } => scale(values, &[*column], |_, x| if x < *below { *value } else { x }),
        }
    }
}

/// A value as a number: yes is 1.
fn number(value: &Value) -> f64 {
    match value {
        Value::Real(x) => *x,
        Value::Integer(n) => *n as f64,
        Value::Boolean(yes) => f64::from(u8::from(*yes)),
        Value::Word(_) => 0.0,
    }
}

/// Changes the numbers of some columns, given the column and its value. The text of what is run stays short.
fn scale(values: &mut [Value], columns: &[usize], change: impl Fn(usize, f64) -> f64) {
    for &column in columns {
        let changed = change(column, number(&values[column]));
        match &mut values[column] {
            Value::Real(x) => *x = rounded(changed, 1.0),
            Value::Integer(n) => *n = libm::round(changed) as i64,
            Value::Boolean(_) | Value::Word(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::factor::{Kind, Scale};
    use super::*;

    fn factors() -> Vec<Factor> {
        let real = |low, high| Kind::Real { low, high, scale: Scale::Linear };
        let kinds = [("a", real(0.1, 0.3)), ("b", real(0.2, 0.4)), ("rest", real(0.0, 1.0)), ("c", real(0.0, 2.0))];
        kinds.into_iter().map(|(name, kind)| Factor::new(name, kind).expect("a factor")).collect()
    }

    fn around(ties: Vec<Tie>, rows: u64) -> Around {
        let base = [0.2, 0.3, 0.5, 1.0].map(Value::Real).to_vec();
        Around::new(&factors(), base, ties, rows, 3).expect("a design")
    }

    fn rows(design: &Around) -> Vec<Vec<f64>> {
        (1..design.rows()).map(|i| design.row(&factors(), i).expect("a row").iter().map(number).collect()).collect()
    }

    #[test]
    fn the_first_row_is_the_base_and_more_rows_leave_those_before_them() {
        let (few, many) = (around(Vec::new(), 5), around(Vec::new(), 16));
        assert_eq!(few.row(&factors(), 0).map(|row| number(&row[3])), Some(1.0));
        assert!((0..6).all(|i| few.row(&factors(), i) == many.row(&factors(), i)));
        assert_eq!((few.rows(), few.row(&factors(), 6)), (6, None));
        let mut strata: Vec<u32> = rows(&many).iter().map(|row| ((row[0] - 0.1) / 0.2 * 16.0) as u32).collect();
        strata.sort_unstable();
        assert_eq!(strata, (0..16).collect::<Vec<_>>(), "every sixteenth of the range once");
    }

    #[test]
    fn the_rest_of_a_whole_is_what_the_parts_leave() {
        for row in rows(&around(vec![Tie::Sum { parts: vec![0, 1], rest: vec![2], whole: 1.0 }], 32)) {
            assert!((row[0] + row[1] + row[2] - 1.0).abs() < 1e-8 && (0.1..0.3).contains(&row[0]), "{row:?}");
        }
    }

    #[test]
    fn parts_without_a_rest_are_rescaled_to_the_whole() {
        let plain = rows(&around(Vec::new(), 8));
        for (row, before) in rows(&around(vec![Tie::Sum { parts: vec![0, 1], rest: vec![], whole: 0.8 }], 8)).iter().zip(&plain) {
            assert!((row[0] + row[1] - 0.8).abs() < 1e-8);
            assert!((row[0] / row[1] - before[0] / before[1]).abs() < 1e-7, "in proportion");
        }
        for row in rows(&around(vec![Tie::Sum { parts: vec![0, 1], rest: vec![2], whole: 0.3 }], 8)) {
            assert!((row[0] + row[1] + row[2] - 0.3).abs() < 1e-8, "{row:?}");
        }
    }

    #[test]
    fn a_ceiling_bounds_a_column_and_keeps_its_order() {
        let tie = Tie::Ceiling { column: 3, range: [0.0, 2.0], other: 0, constant: 1.0, factor: -1.0 };
        let (bound, plain) = (rows(&around(vec![tie], 64)), rows(&around(Vec::new(), 64)));
        for (row, before) in bound.iter().zip(&plain) {
            assert!(row[3] + row[0] <= 1.0 + 1e-8 && row[3] > 0.0);
            assert!((row[3] / (1.0 - row[0]) - before[3] / 2.0).abs() < 1e-7, "as far up as before");
        }
    }

    #[test]
    fn one_more_value_stands_for_those_below() {
        let found = rows(&around(vec![Tie::OneMore { column: 3, below: 1.0, value: 0.0 }], 64));
        assert_eq!(found.iter().filter(|row| row[3] == 0.0).count(), 32);
        assert!(found.iter().all(|row| row[3] == 0.0 || row[3] >= 1.0));
    }

    #[test]
    fn a_base_of_other_factors_is_refused() {
        assert!(Around::new(&factors(), Vec::new(), Vec::new(), 4, 1).is_err());
    }
}
