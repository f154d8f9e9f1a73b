//! The full factorial: every level of every factor with every level of all others (Fisher 1935).
//!
//! Row i in mixed radix: with n_j levels of factor j, the last factor changes fastest,
//!
//! level of factor j = ⌊i / (n_(j+1)·…·n_k)⌋ mod n_j,  rows = n_1·…·n_k.

use super::factor::Level;
use super::value::Value;
use crate::base::words::{Both, both};

/// The most rows of a grid.
pub const MOST_ROWS: u64 = 1_000_000_000;

/// A full factorial design.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    levels: Vec<Vec<Level>>,
    rows: u64,
}

impl Grid {
    /// All combinations of these levels, a list for each factor.
    ///
    /// # Errors
    /// When a factor has no level, or there are more than [`MOST_ROWS`] combinations.
    pub fn new(levels: Vec<Vec<Level>>) -> Result<Self, Both> {
        let mut rows = 1_u64;
        for (i, of_one) in levels.iter().enumerate() {
            let number = i + 1;
            if of_one.is_empty() {
                return Err(both!("factor number {number} has no level", "第 {number} 个因素没有水平"));
            }
            rows = rows.checked_mul(of_one.len() as u64).filter(|rows| *rows <= MOST_ROWS).ok_or_else(|| {
                both!(
                    "the grid has more than {MOST_ROWS} rows: fewer levels, or a design that samples (`latin`, `sobol`)",
                    "网格超过 {MOST_ROWS} 行：请减少水平数，或改用抽样设计（`latin`、`sobol`）"
                )
            })?;
        }
        Ok(Self { levels, rows })
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// The values of a row; `None` behind the last.
    #[must_use]
    pub fn row(&self, index: u64) -> Option<Vec<Value>> {
        if index >= self.rows {
            return None;
        }
        let mut rest = index;
        let mut chosen = Vec::with_capacity(self.levels.len());
        for levels in self.levels.iter().rev() {
            let n = levels.len() as u64;
            chosen.push(&levels[(rest % n) as usize]);
            rest /= n;
        }
        Some(chosen.into_iter().rev().flatten().cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(n: i64) -> Vec<Level> {
        (0..n).map(|i| vec![Value::Integer(i)]).collect()
    }

    #[test]
    fn every_combination_comes_once_and_the_first_factor_changes_slowest() {
        let grid = Grid::new(vec![levels(2), levels(3), levels(4)]).expect("a grid");
        let rows: Vec<Vec<i64>> = (0..grid.rows())
            .map(|i| grid.row(i).expect("a row").iter().map(|v| if let Value::Integer(n) = v { *n } else { -1 }).collect())
            .collect();
        assert_eq!((rows.len(), grid.row(24)), (24, None));
        assert!(rows.windows(2).all(|w| w[0] < w[1]), "in the order of a dictionary, hence each once");
        assert_eq!(
            (rows[0].as_slice(), rows[1].as_slice(), rows[23].as_slice()),
            (&[0, 0, 0][..], &[0, 0, 1][..], &[1, 2, 3][..])
        );
    }

    #[test]
    fn levels_with_several_values_stand_side_by_side() {
        let pair = vec![vec![Value::Integer(1), Value::Integer(2)]];
        let grid = Grid::new(vec![pair, levels(2)]).expect("a grid");
        assert_eq!(grid.row(1), Some(vec![Value::Integer(1), Value::Integer(2), Value::Integer(1)]));
    }

    #[test]
    fn a_grid_that_nobody_can_run_is_refused() {
        assert!(Grid::new(vec![levels(1000); 30]).expect_err("too many").zh.contains("网格"));
        assert!(Grid::new(vec![levels(2), Vec::new()]).is_err());
    }
}
