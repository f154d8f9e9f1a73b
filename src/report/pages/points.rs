//! `points.csv` of a folder: its points, their arms, and what these set.

use std::collections::BTreeSet;

use super::problem::{known_words, no_such};
use crate::base::words::{Both, both, shown};

/// Columns before those of the factors: the point and the arm.
const BEFORE: usize = 2;

/// `points.csv`: header, and the rows.
#[derive(Debug)]
pub struct Points {
    columns: Vec<String>,
    rows: Vec<(u32, Vec<String>)>,
}

impl Points {
    /// Reads the table; nothing when it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns: Vec<String> = reader.headers().ok()?.iter().map(str::to_owned).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let fields: Vec<String> = record.ok()?.iter().map(str::to_owned).collect();
            rows.push((fields.first()?.parse().ok()?, fields));
        }
        (columns.len() >= BEFORE).then_some(Self { columns, rows })
    }

    /// Whether they are worlds, in each of which all policies run: their rows name no arm.
    #[must_use]
    pub fn are_worlds(&self) -> bool {
        self.rows.iter().all(|(_, row)| row[1].is_empty())
    }

    /// The arms of all points, each once, in the order of the table.
    #[must_use]
    pub fn arms(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let arms = self.rows.iter().map(|(_, row)| &row[1]);
        arms.filter(|arm| seen.insert(*arm)).cloned().collect()
    }

    /// The numbers of the points, each once, in the order of the table.
    #[must_use]
    pub fn numbers(&self) -> Vec<u32> {
        let mut seen = BTreeSet::new();
        self.rows.iter().map(|(point, _)| *point).filter(|point| seen.insert(*point)).collect()
    }

    /// Whether there is a point of that number.
    #[must_use]
    pub fn has(&self, point: u32) -> bool {
        self.of(point).next().is_some()
    }

    /// Whether an arm runs at a point.
    #[must_use]
    pub fn runs(&self, point: u32, arm: &str) -> bool {
        self.of(point).any(|row| row[1] == arm || row[1].is_empty())
    }

    /// The point with these values, `COLUMN=VALUE` each; `name` is for messages.
    ///
    /// # Errors
    /// When no point has them, or several.
    pub fn with(&self, name: &str, values: &[String]) -> Result<u32, Both> {
        let mut wanted = Vec::new();
        for value in values {
            let told = shown(value);
            let (column, value) =
                value.split_once('=').ok_or_else(|| both!("`{told}`: expected COLUMN=VALUE", "`{told}`：应为 列=值"))?;
            wanted.push((self.column(column.trim(), 0)?, value.trim()));
        }
        let fits = |row: &Vec<String>| wanted.iter().all(|(place, value)| equal(&row[*place], value));
        let found: BTreeSet<u32> = self.rows.iter().filter(|(_, row)| fits(row)).map(|(point, _)| *point).collect();
        let values = known_words(values.iter().map(String::as_str));
        match found.iter().collect::<Vec<_>>()[..] {
            [point] => Ok(*point),
            ref points => {
                let n = points.len();
                Err(both!(
                    "world `{name}`: {n} points have {values}; expected one",
                    "点 `{name}`：取值为 {values} 的点有 {n} 个；应恰为一个"; values = values
                ))
            }
        }
    }

    /// The value of a factor at a point: of an arm, or of all its arms; empty where it does not concern the arm.
    ///
    /// # Errors
    /// When there is no such factor, or the arms of the point differ in it and none is named.
    pub fn value(&self, point: u32, arm: Option<&str>, column: &str) -> Result<&str, Both> {
        let place = self.column(column, BEFORE)?;
        let rows = self.of(point).filter(|row| arm.is_none_or(|arm| row[1] == arm || row[1].is_empty()));
        let values: BTreeSet<&str> = rows.map(|row| row[place].as_str()).collect();
        match values.into_iter().collect::<Vec<_>>()[..] {
            [value] => Ok(value),
            _ => {
                let column = shown(column);
                Err(both!(
                    "the arms of the point differ in `{column}`; expected `folder:POINT.ARM.points/{column}`",
                    "该点各支的 `{column}` 不同；应为 `文件夹:点.支.points/{column}`"
                ))
            }
        }
    }

    fn of(&self, point: u32) -> impl Iterator<Item = &Vec<String>> {
        self.rows.iter().filter(move |(own, _)| *own == point).map(|(_, row)| row)
    }

    /// The place of a column by its name, from this one on.
    fn column(&self, name: &str, from: usize) -> Result<usize, Both> {
        let known = self.columns[from..].iter().map(String::as_str);
        let place = self.columns[from..].iter().position(|column| column == name);
        place.map(|place| from + place).ok_or_else(|| no_such(&both!("column", "列"), name, known))
    }
}

/// Whether two texts are the same, or the same number.
fn equal(a: &str, b: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    a == b || number(a).is_some_and(|x| number(b) == Some(x))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "point,policy,need,b:age\n0,a,0.3,\n0,b@0,0.3,5\n0,b@1,0.3,20\n1,a,0.6,\n1,b@0,0.6,5\n";

    #[test]
    fn a_factor_has_a_value_at_a_point_or_of_an_arm() {
        let points = Points::read(TABLE).expect("a table");
        assert_eq!((points.numbers(), points.arms()), (vec![0, 1], vec!["a".to_owned(), "b@0".into(), "b@1".into()]));
        assert_eq!(points.value(1, None, "need").ok(), Some("0.6"));
        assert_eq!(points.value(0, Some("b@1"), "b:age").ok(), Some("20"));
        assert_eq!(points.value(0, Some("a"), "b:age").ok(), Some(""));
        let told = |arm, column| points.value(0, arm, column).expect_err("refused").en;
        assert!(told(None, "b:age").contains("the arms of the point differ"), "{}", told(None, "b:age"));
        assert!(told(None, "ned").ends_with("did you mean `need`?"), "{}", told(None, "ned"));
        assert!(points.runs(0, "b@1") && !points.runs(1, "b@1") && !points.are_worlds());
        assert!(points.with("x", &["need=0.60".into()]).is_ok_and(|point| point == 1));
    }

    #[test]
    fn in_worlds_all_policies_run() {
        let points = Points::read("point,policy,need\n0,,0.3\n1,,0.6\n").expect("a table");
        assert!(points.are_worlds() && points.runs(1, "anyone") && !points.runs(2, "anyone"));
        assert_eq!(points.value(1, Some("anyone"), "need").ok(), Some("0.6"));
    }
}
