//! Collects errors, to report all of them at once, by file and line, without duplicates.

use crate::base::words::both;
use crate::scenario::error::{Kind, ScenarioError};

/// Maximum number of errors reported at once.
const MOST: usize = 50;

/// The mistakes found so far.
#[derive(Debug, Default)]
pub(in crate::scenario) struct Mistakes {
    found: Vec<ScenarioError>,
    /// Whether there may be more than those.
    cut: bool,
}

impl Mistakes {
    /// Adds one.
    pub(in crate::scenario) fn add(&mut self, error: ScenarioError) {
        // A file that several others extend is read with each of them.
        if self.found.contains(&error) {
            return;
        }
        if self.is_full() {
            self.cut = true;
        } else {
            self.found.push(error);
        }
    }

    /// The value, or nothing when it is a mistake, which is added.
    pub(in crate::scenario) fn keep<T>(&mut self, result: Result<T, ScenarioError>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    /// Says that there may be more than what is added.
    pub(in crate::scenario) const fn and_more(&mut self) {
        self.cut = true;
    }

    /// Whether no more are taken.
    pub(in crate::scenario) const fn is_full(&self) -> bool {
        self.found.len() >= MOST
    }

    /// Whether there is none.
    pub(in crate::scenario) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Changes every one.
    pub(in crate::scenario) fn map(mut self, change: impl FnMut(ScenarioError) -> ScenarioError) -> Self {
        self.found = self.found.into_iter().map(change).collect();
        self
    }

    /// Takes over those of another gathering.
    pub(in crate::scenario) fn append(&mut self, other: Self) {
        self.cut |= other.cut;
        for error in other.found {
            self.add(error);
        }
    }

    /// The value when nothing is wrong.
    ///
    /// # Errors
    /// When something is: all of it, files first by name and line, then what has no line (the command line, sheets) as it came.
    pub(in crate::scenario) fn or<T>(mut self, value: T) -> Result<T, ScenarioError> {
        self.found.sort_by(|a, b| order(a).cmp(&order(b)));
        let shown = self.found.len();
        if self.cut {
            self.found.push(ScenarioError::new(Kind::More).found(both!(
                "these are the first {shown}; the rest is told once they are mended",
                "以上是前 {shown} 个；改正后再列出其余的"
            )));
        }
        ScenarioError::many(self.found).map_or(Ok(value), Err)
    }
}

/// The sort key of an error.
fn order(error: &ScenarioError) -> (bool, &str, usize, usize) {
    match &error.report().place {
        Some(place) => match place.line {
            Some(line) => (false, &place.file, line, place.column),
            None => (true, "", 0, 0),
        },
        None => (true, "", 0, 0),
    }
}
