//! A design that is given row by row, as texts: from a CSV file, or from any other program that makes designs.
//!
//! Columns may stand in any order. All mistakes are reported together, each with its line and column.

use super::factor::Factor;
use super::value::Value;
use crate::base::words::{Both, both, shown};

/// One line of a table: its number in the file, and its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Number in the file, from 1.
    pub number: u64,
    /// Texts of its cells.
    pub cells: Vec<String>,
}

/// Rows as they were given, read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    rows: Vec<Vec<Value>>,
    lines: Vec<u64>,
}

impl Table {
    /// Reads a table: a header that names the [columns](Factor::columns) of all factors, and at least one line.
    ///
    /// # Errors
    /// All that is wrong: a column that no factor has, that is missing or stands there twice; a line with too many or too few cells; a cell that is
    /// not [of the kind of its factor](Factor::parse); no line at all.
    pub fn read(factors: &[Factor], header: &Line, lines: &[Line]) -> Result<Self, Vec<Both>> {
        let places = places(factors, header)?;
        let mut problems = Vec::new();
        let mut rows = Vec::with_capacity(lines.len());
        for line in lines {
            let (number, found, expected) = (line.number, line.cells.len(), header.cells.len());
            if found != expected {
                problems.push(both!(
                    "line {number}: {found} cells; the header has {expected}",
                    "第 {number} 行：有 {found} 个单元格；表头有 {expected} 个"
                ));
                continue;
            }
            let mut row = Vec::new();
            for (factor, at) in factors.iter().zip(&places) {
                let texts: Vec<&str> = at.iter().map(|i| line.cells[*i].as_str()).collect();
                match factor.parse(&texts) {
                    Ok(level) => row.extend(level),
                    Err(problem) => {
                        let columns = at.iter().map(|i| (i + 1).to_string()).collect::<Vec<_>>().join("+");
                        problems.push(both!(
                            "line {number}, column {columns}: {problem}",
                            "第 {number} 行第 {columns} 列：{problem}";
                            problem = problem
                        ));
                    }
                }
            }
            rows.push(row);
        }
        if lines.is_empty() {
            problems.push(both!("the table has a header and no rows", "表中只有表头，没有行"));
        }
        if problems.is_empty() { Ok(Self { rows, lines: lines.iter().map(|l| l.number).collect() }) } else { Err(problems) }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows.len() as u64
    }

    /// The values of a row; `None` behind the last.
    #[must_use]
    pub fn row(&self, index: u64) -> Option<Vec<Value>> {
        self.rows.get(usize::try_from(index).ok()?).cloned()
    }

    /// In which line of its file a row stands.
    #[must_use]
    pub fn line(&self, index: u64) -> Option<u64> {
        self.lines.get(usize::try_from(index).ok()?).copied()
    }
}

/// Where the columns of each factor stand.
fn places(factors: &[Factor], header: &Line) -> Result<Vec<Vec<usize>>, Vec<Both>> {
    let mut problems = Vec::new();
    let names: Vec<&str> = header.cells.iter().map(|cell| cell.trim()).collect();
    let number = header.number;
    let known: Vec<&str> = factors.iter().flat_map(Factor::columns).collect();
    for (i, name) in names.iter().enumerate() {
        let (column, name_shown) = (i + 1, shown(name));
        if !known.contains(name) {
            problems.push(both!(
                "line {number}, column {column}: no factor has a column `{name_shown}`",
                "第 {number} 行第 {column} 列：没有因素有列 `{name_shown}`"
            ));
        } else if names[..i].contains(name) {
            problems.push(both!(
                "line {number}, column {column}: `{name_shown}` stands there twice",
                "第 {number} 行第 {column} 列：`{name_shown}` 出现了两次"
            ));
        }
    }
    for name in known.iter().filter(|name| !names.contains(name)) {
        let name = shown(name);
        problems.push(both!("line {number}: there is no column `{name}`", "第 {number} 行：没有列 `{name}`"));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let place = |column: &str| names.iter().position(|name| *name == column);
    Ok(factors.iter().map(|f| f.columns().into_iter().filter_map(place).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::design::factor::{Kind, Scale};

    fn factors() -> Vec<Factor> {
        let real = Kind::Real { low: 0.0, high: 1.0, scale: Scale::Linear };
        let shares = Kind::Shares { parts: vec!["a".to_owned(), "b".to_owned()], whole: 1.0 };
        [("x", real), ("n", Kind::Integer { low: 0, high: 9, scale: Scale::Linear }), ("s", shares)]
            .into_iter()
            .map(|(name, kind)| Factor::new(name, kind).expect("a factor"))
            .collect()
    }

    fn line(number: u64, cells: &str) -> Line {
        Line { number, cells: cells.split(',').map(str::to_owned).collect() }
    }

    #[test]
    fn columns_may_stand_in_any_order() {
        let table = Table::read(&factors(), &line(1, "b, n,a,x"), &[line(2, "0.25,3,0.75, 1e-3"), line(4, "1,4,0,2")]);
        let table = table.expect("a table");
        let expected = [Value::Real(0.001), Value::Integer(3), Value::Real(0.75), Value::Real(0.25)];
        assert_eq!(table.row(0).as_deref(), Some(&expected[..]));
        assert_eq!((table.rows(), table.row(2), table.line(1), table.line(2)), (2, None, Some(4), None));
    }

    #[test]
    fn every_mistake_is_named_with_its_line_and_column() {
        let lines = [line(2, "1,2,0.5,0.5"), line(3, "1,2.5,0.5,0.5"), line(4, "one,2,0.5,0.6"), line(5, "1,2")];
        let problems = Table::read(&factors(), &line(1, "x,n,a,b"), &lines).expect_err("mistakes");
        let said: Vec<&str> = problems.iter().map(|p| p.en.as_str()).collect();
        assert_eq!(said.len(), 4, "{said:?}");
        assert!(said[0].starts_with("line 3, column 2: ") && said[0].contains("`2.5`"));
        assert!(said[1].starts_with("line 4, column 1: ") && said[2].starts_with("line 4, column 3+4: "));
        assert!(said[3].starts_with("line 5: "));
        assert!(problems[0].zh.starts_with("第 3 行第 2 列"));
    }

    #[test]
    fn a_header_must_name_each_column_once() {
        let said = Table::read(&factors(), &line(3, "x,n,x,c,b"), &[]).expect_err("mistakes");
        let said: Vec<&str> = said.iter().map(|p| p.en.as_str()).collect();
        assert_eq!(said.len(), 3);
        assert!(said[0].contains("column 3") && said[0].contains("twice"));
        assert!(said[1].contains("column 4") && said[1].contains("`c`"));
        assert!(said[2].contains("no column `a`"));
        assert!(Table::read(&factors(), &line(1, "x,n,a,b"), &[]).is_err());
    }
}
