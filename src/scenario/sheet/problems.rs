//! All that is wrong with a sheet, in one list.

use std::collections::BTreeMap;

use super::grid::{cell_place, found, row_place};
use crate::base::words::{Both, both};
use crate::scenario::error::{Kind, ScenarioError};

/// Number of problems of one kind in one column that are reported individually; the others are counted.
const TOLD_EACH: usize = 10;
/// Maximum number of problems reported in all.
const TOLD: usize = 100;

/// The list.
#[derive(Debug, Default)]
pub(super) struct Problems {
    told: Vec<(u64, usize, ScenarioError)>,
    like: BTreeMap<(usize, &'static str), usize>,
    left: usize,
}

/// Where a problem is.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    pub row: u64,
    /// Column from 0 and header; nothing for the row as a whole.
    pub column: Option<(usize, &'a str)>,
}

impl Problems {
    /// Adds one. `kind` groups problems that differ only in their row.
    pub(super) fn add(&mut self, at: At<'_>, kind: &'static str, error: ScenarioError) {
        let column = at.column.map_or(usize::MAX, |(column, _)| column);
        let like = self.like.entry((column, kind)).or_default();
        *like += 1;
        if *like > TOLD_EACH || self.told.len() == TOLD {
            self.left += 1;
            return;
        }
        let place = match at.column {
            Some((column, header)) => cell_place(at.row, column, header),
            None => row_place(at.row),
        };
        self.told.push((at.row, column, error.cell(place)));
    }

    /// Adds one about a cell that does not hold what its column takes.
    pub(super) fn cell(&mut self, at: At<'_>, kind: &'static str, text: &str, expected: Both, hint: Option<Both>) {
        let error = ScenarioError::new(Kind::Cell).found(found(text)).expected(expected);
        self.add(
            at,
            kind,
            match hint {
                Some(hint) => error.hint(hint),
                None => error,
            },
        );
    }

    pub(super) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// All of them as one error, in the order of the sheet; nothing when there are none.
    pub(super) fn error(self) -> Option<ScenarioError> {
        let mut told = self.told;
        told.sort_by_key(|(row, column, _)| (*row, *column));
        let left = self.left;
        let more =
            (left > 0).then(|| ScenarioError::new(Kind::Cell).found(both!("{left} more like these", "另有 {left} 处类似问题")));
        ScenarioError::many(told.into_iter().map(|(_, _, error)| error).chain(more))
    }
}
