//! Overlays: a scenario that was read once, with other values of some keys. What the files say is parsed once; an overlay costs what reading the types
//! from the tree costs.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::scenario::check;
use crate::scenario::error::{Kind, Origin, ScenarioError};
use crate::scenario::experiment::{Experiment, NamedPolicy};
use crate::scenario::keys::world::Scenario;
use crate::scenario::load::{LoadOptions, in_scenario, load_layers, named};
use crate::scenario::reading::layers::Layered;
use crate::scenario::reading::node::{Node, Table, Value};
use crate::scenario::reading::{repair, typed};

/// Another value of a key, with the place that says so.
#[derive(Clone, Debug)]
pub struct Change {
    /// Dotted key, of the world or of a policy.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// Where it is set.
    pub origin: Origin,
}

/// A scenario that was read, with the trees it was read from.
#[derive(Debug)]
pub struct Base {
    /// The scenario as its files say it.
    pub experiment: Experiment,
    layered: Layered,
    /// The trees of its policies, in their order.
    policies: Vec<Layered>,
    /// Copies of its tree for changes.
    spare: Spare,
}

impl Base {
    /// Reads a scenario and its policies from the disk and checks both.
    ///
    /// # Errors
    /// As [`load`](crate::scenario::load::load).
    pub fn load(path: &Path, options: &LoadOptions) -> Result<Self, ScenarioError> {
        let (experiment, layered, mut policies) = load_layers(path, options)?;
        for (named, files) in experiment.policies.iter().zip(&mut policies) {
            write_out(files, &named.switches);
        }
        Ok(Self { experiment, layered, policies, spare: Spare::default() })
    }

    /// The value of a key of the world as the files say it; nothing where it has none.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.layered.table.has(key).then(|| self.layered.table.locate(key)).flatten().map(|(_, node)| &node.value)
    }

    /// Goes through the keys and tables of the world, each with its dotted path; a table of which `visit` says so is entered.
    pub fn walk(&self, visit: &mut dyn FnMut(&str, &Node) -> bool) {
        walk(&self.layered.table, "", visit);
    }

    /// The value of a key of a policy.
    #[must_use]
    pub fn policy_value(&self, policy: usize, key: &str) -> Option<&Value> {
        let table = &self.policies.get(policy)?.table;
        table.has(key).then(|| table.locate(key)).flatten().map(|(_, node)| &node.value)
    }

    /// The scenario with other values of keys of the world, checked as a file is.
    ///
    /// # Errors
    /// All that is wrong with it, at the places of the changes where these cause it.
    pub fn scenario(&self, changes: &[Change]) -> Result<Scenario, ScenarioError> {
        self.spare.with(&self.layered.table, changes, |table| self.checked(table))
    }

    /// The scenario with changes that were checked before: the tables that they change are read, nothing is checked.
    ///
    /// # Errors
    /// As [`Base::scenario`], where they were not.
    pub fn known_scenario(&self, changes: &[Change]) -> Result<Scenario, ScenarioError> {
        let mut scenario = self.experiment.scenario.clone();
        let mut names: Vec<&str> = changes.iter().map(|change| change.key.split('.').next().unwrap_or_default()).collect();
        names.sort_unstable();
        names.dedup();
        self.spare.with(&self.layered.table, changes, |table| {
            // Communities of a sheet stay those of the sheet.
            let from_a_sheet = self.experiment.sheet.is_some();
            for name in names.into_iter().filter(|name| !from_a_sheet || *name != "community") {
                let Some((_, node)) = table.get(name) else { continue };
                if !scenario.take(name, typed::of_node(node)).map_err(|error| in_scenario(error.under(name)))? {
                    return Err(ScenarioError::new(Kind::UnknownKey).at(&node.origin).key(name));
                }
            }
            Ok(())
        })?;
        Ok(scenario)
    }

    /// The scenario that a tree says.
    fn checked(&self, table: &Table) -> Result<Scenario, ScenarioError> {
        let read = repair::read::<Scenario>(table, &self.layered.top);
        let mut mistakes = read.mistakes.map(in_scenario);
        let Some(mut scenario) = read.value else {
            return Err(mistakes.or(()).err().unwrap_or_else(|| ScenarioError::new(Kind::Syntax)));
        };
        mistakes.append(check::world::scenario(&scenario, table, &self.layered.top, &read.unsure));
        if self.experiment.sheet.is_some() {
            scenario.community.clone_from(&self.experiment.scenario.community);
        }
        for (named, files) in self.experiment.policies.iter().zip(&self.policies) {
            mistakes.append(check::policy::guidance(&named.policy, &scenario, &files.table, &files.top));
        }
        mistakes.or(scenario)
    }

    /// The policy at a place with other values of some of its keys, under another name, checked as a file is.
    ///
    /// # Errors
    /// All that is wrong with it, at the places of the changes where these cause it.
    pub fn policy(&self, place: usize, name: String, changes: &[Change]) -> Result<NamedPolicy, ScenarioError> {
        let layered = &self.policies[place];
        let files = Layered {
            table: changed(&layered.table, changes),
            top: layered.top.clone(),
            folders: layered.folders.clone(),
            files: layered.files.clone(),
        };
        let (policy, mut mistakes) = named(name, &files);
        if let Some(policy) = &policy {
            mistakes.append(check::policy::guidance(&policy.policy, &self.experiment.scenario, &files.table, &files.top));
        }
        let policy = mistakes.or(policy)?;
        policy.ok_or_else(|| ScenarioError::new(Kind::Syntax))
    }
}

/// Writes into the tree of a policy what its files leave unwritten and the types fill in, so that a key can be varied that no file names. Lists are not
/// varied, and stay unwritten.
fn write_out(files: &mut Layered, switches: &[(String, String)]) {
    for (key, text) in switches.iter().filter(|(_, text)| !text.starts_with('[')) {
        if !files.table.has(key) {
            let value = match (text.parse::<i64>(), text.parse::<f64>(), text.parse::<bool>()) {
                (Ok(whole), ..) => Value::Integer(whole),
                (_, Ok(real), _) => Value::Real(real),
                (.., Ok(flag)) => Value::Flag(flag),
                _ => Value::Text(text.clone()),
            };
            files.table.put(key, Node { origin: files.top.clone(), value });
        }
    }
}

fn walk(table: &Table, above: &str, visit: &mut dyn FnMut(&str, &Node) -> bool) {
    for (key, node) in table.iter() {
        let path = if above.is_empty() { key.name.clone() } else { format!("{above}.{}", key.name) };
        if visit(&path, node)
            && let Value::Table(inner) = &node.value
        {
            walk(inner, &path, visit);
        }
    }
}

fn changed(tree: &Table, changes: &[Change]) -> Table {
    let mut table = tree.clone();
    for Change { key, value, origin } in changes {
        table.put(key, Node { origin: origin.clone(), value: value.clone() });
    }
    table
}

/// Copies of a tree, as many as are looked at side by side: a copy is changed, looked at, and changed back, which takes less than another copy.
#[derive(Debug, Default)]
struct Spare(Mutex<Vec<Table>>);

impl Spare {
    /// What `look` says of a tree with these changes.
    fn with<T>(&self, tree: &Table, changes: &[Change], look: impl FnOnce(&Table) -> T) -> T {
        if !changes.iter().all(|change| tree.has(&change.key)) {
            return look(&changed(tree, changes));
        }
        let copies = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = copies().pop();
        let mut table = kept.unwrap_or_else(|| tree.clone());
        let mut before = Vec::new();
        for Change { key, value, origin } in changes {
            let node = Node { origin: origin.clone(), value: value.clone() };
            before.extend(table.exchange(key, origin.clone(), node).map(|entry| (key, entry)));
        }
        let said = look(&table);
        for (key, (origin, node)) in before.into_iter().rev() {
            table.exchange(key, origin, node);
        }
        copies().push(table);
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::place::Source;

    fn origin(layer: usize) -> Origin {
        let source = Source { name: "a file".to_owned(), text: String::new(), has_lines: true };
        Origin { source: source.into(), span: 0..0, layer }
    }

    fn change(key: &str, value: i64, layer: usize) -> Change {
        Change { key: key.to_owned(), value: Value::Integer(value), origin: origin(layer) }
    }

    fn tree() -> Table {
        changed(&Table::default(), &[change("a", 1, 0), change("b.c", 2, 0), change("b.d", 3, 0)])
    }

    #[test]
    fn a_copy_that_was_changed_and_looked_at_is_the_tree_again() {
        let (tree, spare) = (tree(), Spare::default());
        let plain = format!("{tree:?}");
        for changes in [vec![change("b.c", 7, 5), change("a", 8, 5), change("b.c", 9, 6)], vec![change("b", 4, 5)], Vec::new()] {
            let expected = format!("{:?}", changed(&tree, &changes));
            assert_eq!(spare.with(&tree, &changes, |table| format!("{table:?}")), expected);
            let copies = spare.0.lock().expect("a lock");
            assert_eq!(copies.iter().map(|copy| format!("{copy:?}")).collect::<Vec<_>>(), std::slice::from_ref(&plain));
        }
    }

    #[test]
    fn a_key_that_the_tree_lacks_is_put_into_a_copy_of_its_own() {
        let (tree, spare) = (tree(), Spare::default());
        let changes = [change("a", 5, 5), change("e.f", 6, 5)];
        assert_eq!(spare.with(&tree, &changes, |table| format!("{table:?}")), format!("{:?}", changed(&tree, &changes)));
        assert!(spare.0.lock().expect("a lock").is_empty());
    }

    #[test]
    fn what_the_files_of_a_policy_leave_unwritten_is_written_out_and_what_they_say_stays() {
        let mut files = Layered { table: tree(), top: origin(0), folders: Vec::new(), files: Vec::new() };
        let said = [("a", "9"), ("b.e", "0.5"), ("b.f", "true"), ("b.g", "word"), ("b.h", "[x, y]"), ("c.d", "7")];
        write_out(&mut files, &said.map(|(key, text)| (key.to_owned(), text.to_owned())));
        let value =
            |key: &str| files.table.has(key).then(|| files.table.locate(key)).flatten().map(|(_, node)| node.value.clone());
        let written = ["a", "b.c", "b.e", "b.f", "b.g", "b.h", "c.d"].map(|key| format!("{:?}", value(key)));
        let expected = [
            "Some(Integer(1))",
            "Some(Integer(2))",
            "Some(Real(0.5))",
            "Some(Flag(true))",
            "Some(Text(\"word\"))",
            "None",
            "Some(Integer(7))",
        ];
        assert_eq!(written, expected);
    }
}
