//! What is wrong in a file of patterns, each mistake at its line.

use super::keys::PatternsFile;
use crate::base::words::Both;
use crate::measure::patterns::vocabulary::{How, Named, named};
use crate::scenario::error::{Kind, Origin, ScenarioError, meant, nearest};
use crate::scenario::other_file::OtherFile;
use crate::scenario::reading::node::Value as Node;

/// Collects what is wrong.
pub(super) struct Checker<'a> {
    pub(super) file: &'a OtherFile<PatternsFile>,
    pub(super) errors: Vec<ScenarioError>,
}

impl<'a> Checker<'a> {
    /// Nothing has been found yet.
    pub(super) const fn of(file: &'a OtherFile<PatternsFile>) -> Self {
        Self { file, errors: Vec::new() }
    }

    /// The keys of the file.
    pub(super) const fn keys(&self) -> &'a PatternsFile {
        &self.file.value
    }

    /// Where a key of an item of a list stands; the item where it has no such key.
    fn origin(&self, list: &str, at: usize, key: &str) -> Origin {
        let top = || self.file.layered.top.clone();
        let Some((_, node)) = self.file.layered.table.get(list) else { return top() };
        let Node::List(items) = &node.value else { return node.origin.clone() };
        let Some(item) = items.get(at) else { return node.origin.clone() };
        let within = match &item.value {
            Node::Table(table) => table.locate(key).map(|(_, node)| node.origin.clone()),
            _ => None,
        };
        within.unwrap_or_else(|| item.origin.clone())
    }

    /// Something is wrong with a key of an item of a list.
    pub(super) fn note(&mut self, list: &str, at: usize, key: &str, kind: Kind, found: Both, expected: Both) {
        let error = self.error(list, at, key, kind).found(found).expected(expected);
        self.errors.push(error);
    }

    fn error(&self, list: &str, at: usize, key: &str, kind: Kind) -> ScenarioError {
        ScenarioError::new(kind).at(&self.origin(list, at, key)).key(format!("{list}[{at}].{key}"))
    }

    /// Something is wrong with a key of a pattern.
    pub(super) fn wrong(&mut self, at: usize, key: &str, found: Both, expected: Both) {
        self.note("pattern", at, key, Kind::OutOfRange, found, expected);
    }

    /// A word is not among those known.
    pub(super) fn unknown<'k>(
        &mut self,
        list: &str,
        at: usize,
        key: &str,
        word: &str,
        expected: Both,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let error = self.error(list, at, key, Kind::UnknownWord).found(format!("{word:?}")).expected(expected);
        self.errors.push(match nearest(word, known) {
            Some(near) => error.hint(meant(near)),
            None => error,
        });
    }
}

/// Whether a pattern is one whose value the model can say for a run.
pub(super) fn is_of_run(name: &str) -> bool {
    matches!(named(name), Some(Named::Column(_)))
        || matches!(named(name), Some(Named::Measure(m)) if matches!(m.how, How::OfRun(_)))
}
