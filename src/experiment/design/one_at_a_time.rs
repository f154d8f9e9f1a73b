//! One at a time: a base row, and for each factor its other levels with all else as in the base (Daniel 1973).
//!
//! rows = 1 + Σ_j (levels of factor j that are not its base). Cheap, and blind to interactions: it says how the answer moves around the base only.

use super::factor::Level;
use super::value::Value;
use crate::base::words::{Both, both};

/// A base row and its neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct OneAtATime {
    base: Vec<Level>,
    /// What the rows after the base change: the factor, and its level there.
    changes: Vec<(usize, Level)>,
}

impl OneAtATime {
    /// Around that base, a level for each factor, with these levels of each factor; the base among the levels of a factor is left out there.
    ///
    /// # Errors
    /// When base and levels are not of as many factors.
    pub fn new(base: Vec<Level>, levels: Vec<Vec<Level>>) -> Result<Self, Both> {
        let (of_base, of_levels) = (base.len(), levels.len());
        if of_base != of_levels {
            return Err(both!(
                "the base row is of {of_base} factors, the levels are of {of_levels}",
                "基准行有 {of_base} 个因素，水平有 {of_levels} 个因素"
            ));
        }
        let mut changes = Vec::new();
        for (factor, of_one) in levels.into_iter().enumerate() {
            changes.extend(of_one.into_iter().filter(|level| *level != base[factor]).map(|level| (factor, level)));
        }
        Ok(Self { base, changes })
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.changes.len() as u64 + 1
    }

    /// Which factor a row changes, by its place; `None` for the base and behind the last row.
    #[must_use]
    pub fn changed(&self, index: u64) -> Option<usize> {
        let at = usize::try_from(index.checked_sub(1)?).ok()?;
        self.changes.get(at).map(|(factor, _)| *factor)
    }

    /// The values of a row, of which row 0 is the base; `None` behind the last.
    #[must_use]
    pub fn row(&self, index: u64) -> Option<Vec<Value>> {
        let changed = match index.checked_sub(1) {
            None => None,
            Some(at) => Some(self.changes.get(usize::try_from(at).ok()?)?),
        };
        let level = |(j, base)| match changed {
            Some((factor, level)) if *factor == j => level,
            _ => base,
        };
        Some(self.base.iter().enumerate().flat_map(level).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(n: i64) -> Level {
        vec![Value::Integer(n)]
    }

    #[test]
    fn every_row_but_the_base_differs_from_it_in_one_factor() {
        let base = vec![level(5), level(1), level(9)];
        let levels = vec![vec![level(4), level(5), level(6)], vec![level(1), level(2)], vec![level(8)]];
        let design = OneAtATime::new(base, levels).expect("a design");
        assert_eq!(design.rows(), 5);
        let first = design.row(0).expect("the base");
        let mut changed = Vec::new();
        for i in 1..design.rows() {
            let row = design.row(i).expect("a row");
            let differs: Vec<usize> = (0..3).filter(|j| row[*j] != first[*j]).collect();
            assert_eq!(design.changed(i), Some(differs[0]));
            assert_eq!(differs.len(), 1);
            changed.push(differs[0]);
        }
        assert_eq!(changed, [0, 0, 1, 2]);
        assert_eq!((design.row(5), design.changed(5), design.changed(0)), (None, None, None));
    }

    #[test]
    fn a_base_of_other_factors_is_refused() {
        assert!(OneAtATime::new(vec![level(1)], Vec::new()).is_err());
    }
}
