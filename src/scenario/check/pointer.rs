//! Points at the key to change: where several keys contradict each other, at the one that the highest layer wrote.

use crate::base::words::{Both, both};
use crate::scenario::error::{Kind, Origin, ScenarioError};
use crate::scenario::reading::mistakes::Mistakes;
use crate::scenario::reading::name::{NAME, is_name};
use crate::scenario::reading::node::{Table, Value};

/// How far a sum of shares may be from 1.
const TOLERANCE: f64 = 1e-6;
/// A tree to point into.
pub(in crate::scenario) struct Pointer<'t> {
    /// The merged tree.
    pub(in crate::scenario) table: &'t Table,
    /// Where an error without a better place points: the top file.
    pub(in crate::scenario) top: &'t Origin,
    /// Dotted keys whose intended value is unknown.
    pub(in crate::scenario) unsure: &'t [String],
}

impl Pointer<'_> {
    /// An error at a key's value, or at its nearest table that exists.
    pub(in crate::scenario) fn at(&self, kind: Kind, key: &str) -> ScenarioError {
        let error = ScenarioError::new(kind).key(key);
        match self.table.locate(key) {
            Some((_, node)) => error.at(&node.origin),
            None => error.at(self.top),
        }
    }

    /// An error at a key itself.
    pub(in crate::scenario) fn at_key(&self, kind: Kind, path: &str) -> ScenarioError {
        let error = ScenarioError::new(kind).key(path);
        match self.table.locate(path) {
            Some((key, _)) => error.at(&key.origin),
            None => error.at(self.top),
        }
    }

    /// Whether all of these keys say what was meant, with all that stands below them.
    pub(in crate::scenario) fn sure<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> bool {
        let below = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        keys.into_iter().all(|key| !self.unsure.iter().any(|unsure| below(unsure, key) || below(key, unsure)))
    }

    /// Shares must sum to 1.
    pub(in crate::scenario) fn sum(&self, name: &str, keys: &[String], shares: &[f64], mistakes: &mut Mistakes) {
        let sum: f64 = shares.iter().sum();
        if (sum - 1.0).abs() <= TOLERANCE || !self.sure(keys.iter().map(String::as_str)) {
            return;
        }
        let place = self.table.latest(keys.iter().map(String::as_str)).map_or(self.top, |(_, node)| &node.origin);
        let (sum, rest) = (rounded(sum), rounded((sum - 1.0).abs()));
        mistakes.add(
            ScenarioError::new(Kind::Contradiction)
                .at(place)
                .key(name)
                .found(both!("shares that sum to {sum}", "比例之和为 {sum}"))
                .expected(both!("a sum of 1", "合计为 1"))
                .hint(if sum > 1.0 {
                    both!("take {rest} away", "请减去 {rest}")
                } else {
                    both!("add {rest} more", "请再加 {rest}")
                }),
        );
    }

    /// Shares of the same whole must not exceed it.
    pub(in crate::scenario) fn at_most_one(&self, keys: [&str; 2], shares: [f64; 2], mistakes: &mut Mistakes) {
        let sum: f64 = shares.iter().sum();
        if sum <= 1.0 + TOLERANCE || !self.sure(keys) {
            return;
        }
        let place = self.table.latest(keys).map_or(self.top, |(_, node)| &node.origin);
        let sum = rounded(sum);
        mistakes.add(
            ScenarioError::new(Kind::Contradiction)
                .at(place)
                .key(keys.join(" + "))
                .found(both!("a sum of {sum}", "合计为 {sum}"))
                .expected(both!("at most 1: both are shares of the same whole", "至多 1：两者是同一总量的比例")),
        );
    }

    /// The first of two keys must not exceed the second.
    pub(in crate::scenario) fn ordered(&self, low: (&str, f64), high: (&str, f64), mistakes: &mut Mistakes) {
        if low.1 <= high.1 || !self.sure([low.0, high.0]) {
            return;
        }
        let place = self.table.latest([low.0, high.0]).map_or(self.top, |(_, node)| &node.origin);
        let ((low, lower), (high, higher)) = (low, high);
        mistakes.add(
            ScenarioError::new(Kind::Contradiction)
                .at(place)
                .key(low)
                .found(both!("{low} = {lower}, {high} = {higher}", "{low} = {lower}，{high} = {higher}"))
                .expected(both!("`{low}` not above `{high}`", "`{low}` 不大于 `{high}`")),
        );
    }

    /// Names that a table gives to its entries must be names everywhere.
    pub(in crate::scenario) fn names<'a>(&self, table: &str, names: impl Iterator<Item = &'a str>, mistakes: &mut Mistakes) {
        for name in names.filter(|name| !is_name(name)) {
            let error = ScenarioError::new(Kind::OutOfRange).key(table).found(named(name)).expected(NAME);
            // A name with a dot cannot be looked up by a dotted path.
            let place = self.table.get(table).and_then(|(_, node)| match &node.value {
                Value::Table(inner) => inner.get(name),
                _ => None,
            });
            mistakes.add(error.at(place.map_or(self.top, |(key, _)| &key.origin)));
        }
    }
}

/// A name that was found.
pub(in crate::scenario) fn named(name: &str) -> Both {
    both!("the name {name:?}", "名称 {name:?}")
}

/// A word that stands in a list twice.
pub(in crate::scenario) fn twice(word: &str) -> Both {
    both!("{word:?} twice", "{word:?} 出现两次")
}

/// So many of something.
pub(in crate::scenario) fn of_them(count: usize) -> Both {
    both!("{count} of them", "共 {count} 个")
}

/// A sum without the dust of binary fractions.
fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}
