//! What differs between two experiments, key by key: so that a comparison is of what files say, never of their names.

use std::fmt;

use crate::scenario::experiment::Experiment;

/// Where a difference lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In the scenario.
    World,
    /// In the policy of that name.
    Policy(String),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::World => f.write_str("scenario"),
            Self::Policy(name) => write!(f, "policy {name}"),
        }
    }
}

/// A key with different values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where.
    pub scope: Scope,
    /// Dotted key.
    pub key: String,
    /// Value in the first; nothing when it has no such key.
    pub a: Option<String>,
    /// Value in the second; nothing when it has no such key.
    pub b: Option<String>,
}

/// Every key whose value differs, in the order of the first, then what only the second has.
#[must_use]
pub fn diff(a: &Experiment, b: &Experiment) -> Vec<Difference> {
    let mut out = Vec::new();
    compare(&mut out, &Scope::World, &a.world_keys, &b.world_keys);
    let switches = |experiment: &Experiment, name: &str| {
        experiment.policies.iter().find(|p| p.name == name).map(|p| p.switches.clone()).unwrap_or_default()
    };
    let mut names: Vec<&str> = a.policies.iter().map(|p| p.name.as_str()).collect();
    for policy in &b.policies {
        if !names.contains(&policy.name.as_str()) {
            names.push(&policy.name);
        }
    }
    for name in names {
        compare(&mut out, &Scope::Policy(name.to_string()), &switches(a, name), &switches(b, name));
    }
    out
}

/// Every switch whose value differs between two lists of dotted keys.
#[must_use]
pub fn between(scope: &Scope, a: &[(String, String)], b: &[(String, String)]) -> Vec<Difference> {
    let mut out = Vec::new();
    compare(&mut out, scope, a, b);
    out
}

fn compare(out: &mut Vec<Difference>, scope: &Scope, a: &[(String, String)], b: &[(String, String)]) {
    use std::collections::BTreeMap;
    let in_a: BTreeMap<&str, &str> = a.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let in_b: BTreeMap<&str, &str> = b.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let keys = a.iter().map(|(key, _)| key).chain(b.iter().map(|(key, _)| key).filter(|k| !in_a.contains_key(k.as_str())));
    for key in keys {
        let (left, right) = (in_a.get(key.as_str()), in_b.get(key.as_str()));
        if left != right {
            out.push(Difference {
                scope: scope.clone(),
                key: key.clone(),
                a: left.map(ToString::to_string),
                b: right.map(ToString::to_string),
            });
        }
    }
}
