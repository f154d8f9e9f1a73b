//! Overlays: a scenario that was read once, with other values of some keys. What the files say is parsed once; an overlay costs what reading the types
//! from the tree costs.

use std::path::Path;

use crate::scenario::check;
use crate::scenario::error::{Origin, ScenarioError};
use crate::scenario::experiment::{Experiment, NamedPolicy};
use crate::scenario::keys::world::Scenario;
use crate::scenario::load::{LoadOptions, in_scenario, load_layers, named};
use crate::scenario::reading::flat::flatten;
use crate::scenario::reading::layers::Layered;
use crate::scenario::reading::node::{Node, Table, Value};
use crate::scenario::reading::repair;

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
}

impl Base {
    /// Reads a scenario and its policies from the disk and checks both.
    ///
    /// # Errors
    /// As [`load`](crate::scenario::load::load).
    pub fn load(path: &Path, options: &LoadOptions) -> Result<Self, ScenarioError> {
        let (experiment, layered, policies) = load_layers(path, options)?;
        Ok(Self { experiment, layered, policies })
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
        let table = changed(&self.layered, changes);
        let read = repair::read::<Scenario>(&table, &self.layered.top);
        let mut mistakes = read.mistakes.map(in_scenario);
        let Some(mut scenario) = read.value else {
            return Err(mistakes.or(()).err().unwrap_or_else(|| ScenarioError::new(crate::scenario::error::Kind::Syntax)));
        };
        mistakes.append(check::world::scenario(&scenario, &table, &self.layered.top, &read.unsure));
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
            table: changed(layered, changes),
            top: layered.top.clone(),
            folders: layered.folders.clone(),
            files: layered.files.clone(),
        };
        let (policy, mut mistakes) = named(name, &files);
        if let Some(policy) = &policy {
            mistakes.append(check::policy::guidance(&policy.policy, &self.experiment.scenario, &files.table, &files.top));
        }
        let policy = mistakes.or(policy)?;
        policy.ok_or_else(|| ScenarioError::new(crate::scenario::error::Kind::Syntax))
    }

    /// The experiment of a point: a changed scenario under some policies.
    #[must_use]
    pub fn experiment(&self, scenario: Scenario, policies: Vec<NamedPolicy>) -> Experiment {
        Experiment {
            path: self.experiment.path.clone(),
            origin: self.experiment.origin.clone(),
            world_keys: flatten(&scenario),
            scenario,
            policies,
            inputs: self.experiment.inputs.clone(),
            remarks: Vec::new(),
            sheet: self.experiment.sheet.clone(),
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

fn changed(layered: &Layered, changes: &[Change]) -> Table {
    let mut table = layered.table.clone();
    for Change { key, value, origin } in changes {
        table.put(key, Node { origin: origin.clone(), value: value.clone() });
    }
    table
}
