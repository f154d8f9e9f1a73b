//! The merged tree: what all layers say together, where every key and every value still knows the line it came from.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::words::{Both, both};
use crate::scenario::error::{Kind, Origin, ScenarioError};
use crate::scenario::reading::depth::DEEPEST;

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its place. For a table filled by several layers: where the last of them opens it.
    pub origin: Origin,
    /// Its kind.
    pub value: Value,
}

/// Kinds of nodes.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text.
    Text(String),
    /// Whole number.
    Integer(i64),
    /// Real number.
    Real(f64),
    /// True or false.
    Flag(bool),
    /// A date, which no key of ours takes.
    Date(String),
    /// List.
    List(Vec<Node>),
    /// Table.
    Table(Table),
}

/// A key with its place.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub origin: Origin,
}

/// A table in the order of the lowest layer that fills it.
#[derive(Clone, Debug, Default)]
pub struct Table {
    entries: Vec<(Key, Node)>,
}

impl Table {
    /// Entries in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Key, &Node)> {
        self.entries.iter().map(|(k, v)| (k, v))
    }

    /// The entry at that place in the order.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<(&Key, &Node)> {
        self.entries.get(index).map(|(k, v)| (k, v))
    }

    /// The entry of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<(&Key, &Node)> {
        self.iter().find(|(k, _)| k.name == name)
    }

    /// The value of that name, to be changed.
    pub(in crate::scenario) fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|(k, _)| k.name == name).map(|(_, node)| node)
    }

    /// How many keys and values there are, all levels counted.
    pub(in crate::scenario) fn size(&self) -> usize {
        self.iter().map(|(_, node)| 1 + node.size()).sum()
    }

    /// Leaves the entries whose names are among those.
    pub(in crate::scenario) fn leave(&mut self, known: &[&str]) {
        self.entries.retain(|(key, _)| known.contains(&key.name.as_str()));
    }

    /// Takes the entry of that name out.
    pub fn take(&mut self, name: &str) -> Option<(Key, Node)> {
        let at = self.entries.iter().position(|(k, _)| k.name == name)?;
        Some(self.entries.remove(at))
    }

    /// Adds an entry of which the table has none yet.
    pub fn push(&mut self, key: Key, node: Node) {
        self.entries.push((key, node));
    }

    /// Lays another table over this one: tables are merged, anything else is replaced.
    pub fn lay_over(&mut self, upper: Self) {
        // Keys of one table differ from each other, so those of `upper` need only be looked for among those that are here now; by an
        // index, so that a table of a million keys takes no million times longer than one of a thousand.
        let known: BTreeMap<String, usize> = self.entries.iter().enumerate().map(|(i, (k, _))| (k.name.clone(), i)).collect();
        for (key, node) in upper.entries {
            let Some((old_key, old)) = known.get(&key.name).and_then(|&at| self.entries.get_mut(at)) else {
                self.entries.push((key, node));
                continue;
            };
            match (&mut old.value, node) {
                (Value::Table(lower), Node { origin, value: Value::Table(upper) }) => {
                    // Missing keys are reported where the table was opened, not where one of its keys was set.
                    if !origin.is_implied() {
                        *old_key = key;
                        old.origin = origin;
                    }
                    lower.lay_over(upper);
                }
                (_, node) => {
                    *old_key = key;
                    *old = node;
                }
            }
        }
    }

    /// Puts a value at a dotted path, in place of what is there; tables on the way that are missing are made.
    pub fn put(&mut self, path: &str, node: Node) {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let at = self.entries.iter().position(|(key, _)| key.name == first);
        match (rest, at.map(|at| &mut self.entries[at])) {
            (Some(rest), Some((_, Node { value: Value::Table(table), .. }))) => table.put(rest, node),
            (Some(rest), place) => {
                let origin = node.origin.clone();
                let mut table = Self::default();
                table.put(rest, node);
                let entry = (Key { name: first.to_owned(), origin: origin.clone() }, Node { origin, value: Value::Table(table) });
                match place {
                    Some(there) => *there = entry,
                    None => self.entries.push(entry),
                }
            }
            (None, Some((key, there))) => {
                key.origin = node.origin.clone();
                *there = node;
            }
            (None, None) => self.entries.push((Key { name: first.to_owned(), origin: node.origin.clone() }, node)),
        }
    }

    /// Puts a value at a dotted path where there is one, and gives what was there, with the place of its key: putting that back in the same way
    /// leaves the table as it was. Nothing where the path does not exist.
    #[cfg(feature = "files")]
    pub(in crate::scenario) fn exchange(&mut self, path: &str, key: Origin, node: Node) -> Option<(Origin, Node)> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let (own, there) = self.entries.iter_mut().find(|(own, _)| own.name == first)?;
        match (rest, &mut there.value) {
            (Some(rest), Value::Table(table)) => table.exchange(rest, key, node),
            (Some(_), _) => None,
            (None, _) => Some((std::mem::replace(&mut own.origin, key), std::mem::replace(there, node))),
        }
    }

    /// Drops what a dotted path names; says whether there was anything.
    pub fn remove_path(&mut self, path: &str) -> bool {
        match path.split_once('.') {
            None => self.take(path).is_some(),
            Some((first, rest)) => {
                self.entries.iter_mut().find(|(k, _)| k.name == first).is_some_and(|(_, node)| match &mut node.value {
                    Value::Table(table) => table.remove_path(rest),
                    _ => false,
                })
            }
        }
    }

    /// The key and value of a dotted path, or as much of the path as exists.
    #[must_use]
    pub fn locate(&self, path: &str) -> Option<(&Key, &Node)> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(a, b)| (a, Some(b)));
        let found = self.get(first)?;
        match (&found.1.value, rest) {
            (Value::Table(table), Some(rest)) => table.locate(rest).or(Some(found)),
            _ => Some(found),
        }
    }

    /// Whether all of a dotted path exists.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        match path.split_once('.') {
            None => self.get(path).is_some(),
            Some((first, rest)) => match self.get(first).map(|(_, node)| &node.value) {
                Some(Value::Table(table)) => table.has(rest),
                _ => false,
            },
        }
    }

    /// Calls a function on the place of every key and value.
    pub(in crate::scenario) fn each_origin(&mut self, change: &mut impl FnMut(&mut Origin)) {
        for (key, node) in &mut self.entries {
            change(&mut key.origin);
            node.each_origin(change);
        }
    }

    /// Replaces the one leaf of a table that a single dotted key made; the tables on the way to it are implied.
    pub(in crate::scenario) fn put_leaf(&mut self, leaf: Node) {
        if let Some((_, node)) = self.entries.first_mut() {
            match &mut node.value {
                Value::Table(inner) => {
                    node.origin.span = 0..0;
                    inner.put_leaf(leaf);
                }
                _ => *node = leaf,
            }
        }
    }

    /// The entry, among dotted paths, that the highest layer wrote: the one to point at when several contradict each other.
    #[must_use]
    pub fn latest<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> Option<(&Key, &Node)> {
        let mut best: Option<(&Key, &Node)> = None;
        for path in paths {
            if let Some(found) = self.locate(path)
                && best.is_none_or(|b| found.1.origin.layer > b.1.origin.layer)
            {
                best = Some(found);
            }
        }
        best
    }
}

impl Node {
    fn size(&self) -> usize {
        match &self.value {
            Value::List(list) => list.iter().map(|item| 1 + item.size()).sum(),
            Value::Table(table) => table.size(),
            _ => 0,
        }
    }

    fn each_origin(&mut self, change: &mut impl FnMut(&mut Origin)) {
        change(&mut self.origin);
        match &mut self.value {
            Value::List(list) => list.iter_mut().for_each(|n| n.each_origin(change)),
            Value::Table(table) => table.each_origin(change),
            _ => {}
        }
    }
}

impl Value {
    /// The kind of value, for messages.
    #[must_use]
    pub fn describe(&self) -> Both {
        match self {
            Self::Text(text) => text_found(text),
            Self::Integer(number) => both!("the whole number {number}", "整数 {number}"),
            Self::Real(number) => both!("the number {number}", "数 {number}"),
            Self::Flag(flag) => both!("`{flag}`", "`{flag}`"),
            Self::Date(date) => both!("the date {date}", "日期 {date}"),
            Self::List(list) => list_of(list.len()),
            Self::Table(_) => both!("a table", "一个表"),
        }
    }
}

/// A text that was found.
pub(in crate::scenario) fn text_found(text: &str) -> Both {
    let text = shorten(text);
    both!("the text {text:?}", "文本 {text:?}")
}

/// A list of this length.
pub(in crate::scenario) fn list_of(length: usize) -> Both {
    both!("a list of {length}", "{length} 项的列表")
}

/// A text, cut when it is too long for a message.
pub(in crate::scenario) fn shorten(text: &str) -> String {
    if text.chars().count() <= 60 {
        return text.to_string();
    }
    text.chars().take(59).chain(['…']).collect()
}

/// Converts the toml crate's table into ours. `origin` is the place of the whole text; `shift` is added to all spans.
pub(in crate::scenario) fn table(
    from: &DeTable<'_>,
    origin: &Origin,
    shift: usize,
    depth: usize,
) -> Result<Table, ScenarioError> {
    let mut table = Table::default();
    for (key, value) in from {
        let key = Key { name: key.get_ref().to_string(), origin: within(origin, key.span(), shift) };
        let node = node(value, origin, shift, depth + 1).map_err(|e| e.under(&key.name))?;
        table.push(key, node);
    }
    Ok(table)
}

/// Turns the toml crate's value into ours.
pub(in crate::scenario) fn node(
    from: &Spanned<DeValue<'_>>,
    whole: &Origin,
    shift: usize,
    depth: usize,
) -> Result<Node, ScenarioError> {
    let origin = within(whole, from.span(), shift);
    if depth > DEEPEST {
        return Err(ScenarioError::new(Kind::Syntax)
            .at(&origin)
            .found(both!("tables or lists nested too deep", "表或列表嵌套过深"))
            .expected(both!("at most {DEEPEST} levels", "至多 {DEEPEST} 层")));
    }
    let value = match from.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => Value::Integer(i64::from_str_radix(number.as_str(), number.radix()).map_err(|_| {
            ScenarioError::new(Kind::OutOfRange)
                .at(&origin)
                .found(number.to_string())
                .expected(both!("a whole number of at most 64 bits", "不超过 64 位的整数"))
        })?),
        DeValue::Float(number) => Value::Real(number.as_str().parse().map_err(|_| {
            ScenarioError::new(Kind::WrongType).at(&origin).found(number.to_string()).expected(both!("a number", "数"))
        })?),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(list) => {
            Value::List(list.iter().map(|item| node(item, whole, shift, depth + 1)).collect::<Result<_, _>>()?)
        }
        DeValue::Table(inner) => Value::Table(table(inner, whole, shift, depth)?),
    };
    Ok(Node { origin, value })
}

fn within(whole: &Origin, span: std::ops::Range<usize>, shift: usize) -> Origin {
    Origin { span: span.start + shift..span.end + shift, ..whole.clone() }
}
