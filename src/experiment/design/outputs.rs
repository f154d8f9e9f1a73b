//! What the runs of a design gave, before anything is estimated from it.
//!
//! The estimators of designs rest on their balance: each row stands for others in a contrast or a pair. A row that failed cannot be left out, and what
//! made it fail is seldom independent of its answer. So an estimate is refused unless every row has an answer.

use crate::base::words::{Both, both};

/// The answers of all rows.
///
/// # Errors
/// When there are not as many as rows, or one is missing or not a finite number: how many, and the first.
pub fn complete(outputs: &[Option<f64>], rows: u64) -> Result<Vec<f64>, Both> {
    let found = outputs.len();
    if found as u64 != rows {
        return Err(both!("{found} answers for a design of {rows} rows", "设计有 {rows} 行，却有 {found} 个结果"));
    }
    let answers: Vec<f64> = outputs.iter().filter_map(|y| y.filter(|y| y.is_finite())).collect();
    let missing = found - answers.len();
    if missing > 0 {
        let first = outputs.iter().position(|y| !y.is_some_and(f64::is_finite)).unwrap_or(0);
        return Err(both!(
            "{missing} of {rows} rows have no answer, the first is row {first} (from 0): effects can be estimated only when all rows have one",
            "{rows} 行中有 {missing} 行没有结果，第一个是第 {first} 行（从 0 数起）：只有全部行都有结果才能估计效应"
        ));
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_answer_is_named_by_its_row() {
        assert_eq!(complete(&[Some(1.0), Some(-2.0)], 2), Ok(vec![1.0, -2.0]));
        let error = complete(&[Some(1.0), None, Some(f64::NAN), Some(2.0)], 4).expect_err("missing");
        assert!(error.en.starts_with("2 of 4 rows") && error.en.contains("row 1 "), "{error}");
        assert!(complete(&[Some(1.0)], 2).is_err());
    }
}
