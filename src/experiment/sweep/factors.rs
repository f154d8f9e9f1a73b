//! From the keys of a sweep file to the factors of its design: what is varied, over which range, and whose key it is.

use crate::base::words::{Both, both, shown};
use crate::experiment::design::factor::{Factor, Kind, Level, Scale};
use crate::experiment::sweep::keys::{FactorKeys, ScaleKey};
use crate::scenario::error::Origin;
use crate::scenario::error::{self, ScenarioError};
use crate::scenario::keys::ranges::{Scope, ranges};
use crate::scenario::overlay::Base;
use crate::scenario::reading::node::Value as Node;
use crate::scenario::schema;

/// What a column of a design sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A key of the world.
    World(String),
    /// An item, from 0, of a list of shares of the world; the others follow in proportion.
    Item(String, usize),
    /// All numbers of a table of the world, by a factor.
    Scale(String),
    /// A key of the policy at this place.
    Policy(usize, String),
    /// Which policy runs beside the baseline.
    Which,
}

impl Target {
    /// The key or table that it sets; nothing where it says which policy runs.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::World(key) | Self::Item(key, _) | Self::Scale(key) | Self::Policy(_, key) => Some(key),
            Self::Which => None,
        }
    }

    /// Whether it is of the world.
    #[must_use]
    pub const fn is_of_world(&self) -> bool {
        matches!(self, Self::World(_) | Self::Item(..) | Self::Scale(_))
    }
}

/// A factor with what its columns set.
#[derive(Clone, Debug)]
pub struct Varied {
    /// The factor.
    pub factor: Factor,
    /// What each of its columns sets.
    pub targets: Vec<Target>,
    /// Levels that the file lists; nothing where it lists none.
    pub listed: Option<Vec<Level>>,
    /// How many levels it is to have where it lists none.
    pub levels: Option<u32>,
    /// Where it stands in the file.
    pub origin: Origin,
}

/// Reads a factor.
///
/// # Errors
/// When there is no such key or policy, or its range is none.
pub fn varied(keys: &FactorKeys, base: &Base, origin: &Origin) -> Result<Varied, ScenarioError> {
    let wrong = |problem: Both| ScenarioError::new(error::Kind::OutOfRange).at(origin).key("factor").found(problem);
    let (targets, named) = targets(keys, base).map_err(wrong)?;
    let name = keys.name.clone().unwrap_or(named);
    let kind = kind(keys, &targets, base).map_err(wrong)?;
    let factor = Factor::new(name, kind).map_err(wrong)?;
    let texts = keys.values.as_ref().map(|values| values.iter().map(|value| value.texts()).collect::<Vec<_>>());
    let listed = texts.map(|texts| factor.list(&texts)).transpose().map_err(wrong)?;
    Ok(Varied { factor, targets, listed, levels: keys.levels, origin: origin.clone() })
}

/// Keys of a scenario that no point can have for itself: what it is called, who is compared, how often, from which draws, and by which rule of means.
const NOT_VARIED: [&str; 8] = ["name", "title", "title_zh", "baseline", "policies", "run.seeds", "run.root_seed", "run.parity"];

/// What the columns of a factor set, and the name that the factor has by itself.
fn targets(keys: &FactorKeys, base: &Base) -> Result<(Vec<Target>, String), Both> {
    let place = keys.policy.as_ref().map(|name| policy(base, name)).transpose()?;
    let target = |key: &String| {
        if place.is_none() && NOT_VARIED.contains(&key.as_str()) {
            let key = shown(key);
            return Err(both!("`{key}`, which a sweep sets for all its points", "`{key}` 由扫描统一设定，不能作为因子"));
        }
        let known = if place.is_some() { schema::is_policy_key(key) } else { schema::is_world_key(key) };
        let there = place.map_or_else(|| base.value(key).is_some(), |place| base.policy_value(place, key).is_some());
        if known && there {
            return Ok(place.map_or_else(|| Target::World(key.clone()), |place| Target::Policy(place, key.clone())));
        }
        let (key, other) = (shown(key), schema::is_policy_key(key) && place.is_none());
        Err(if other {
            both!("`{key}`, a key of policies: say which, with `policy`", "`{key}` 是政策的键：请用 `policy` 写明政策")
        } else {
            both!("`{key}`, a key that is not there", "`{key}`：没有这个键")
        })
    };
    let name = |key: &str| keys.policy.as_ref().map_or_else(|| key.to_owned(), |policy| format!("{policy}:{key}"));
    match (&keys.key, &keys.keys, &keys.policies) {
        (Some(key), None, None) => Ok((vec![target(key)?], name(key))),
        (None, Some(list), None) => Ok((list.iter().map(target).collect::<Result<_, _>>()?, name(&list.join("+")))),
        (None, None, Some(_)) if place.is_none() => Ok((vec![Target::Which], "policy".to_owned())),
        _ => Err(both!(
            "a factor with not exactly one of `key`, `keys` and `policies`",
            "因子须恰好写明 `key`、`keys`、`policies` 之一"
        )),
    }
}

fn policy(base: &Base, name: &str) -> Result<usize, Both> {
    let found = base.experiment.policies.iter().position(|policy| policy.name == name);
    found.ok_or_else(|| {
        let name = shown(name);
        let known = base.experiment.policies.iter().map(|p| p.name.clone()).collect::<Vec<_>>().join(", ");
        both!("policy `{name}`, which is not among those of the sweep: {known}", "政策 `{name}` 不在本扫描之列：{known}")
    })
}

/// What values a factor has.
fn kind(keys: &FactorKeys, targets: &[Target], base: &Base) -> Result<Kind, Both> {
    let (scope, key, default) = match targets.first() {
        Some(Target::Which) | None => {
            let names = keys.policies.clone().unwrap_or_default();
            names.iter().try_for_each(|name| policy(base, name).map(drop))?;
            return Ok(Kind::Policy { names });
        }
        Some(Target::World(key) | Target::Item(key, _) | Target::Scale(key)) => (Scope::World, key, base.value(key)),
        Some(Target::Policy(place, key)) => (Scope::Policy, key, base.policy_value(*place, key)),
    };
    if let Some(list) = &keys.keys {
        return Ok(Kind::Shares { parts: list.clone(), whole: keys.whole });
    }
    match default {
        Some(Node::Flag(_)) => Ok(Kind::Boolean),
        Some(Node::Text(_)) => Ok(Kind::Choice { options: words(keys, scope, key) }),
        Some(Node::Integer(number)) if is_whole(scope, key) => {
            let [low, high] = range(keys, scope, key, *number as f64)?;
            Ok(Kind::Integer { low: low.ceil() as i64, high: high.floor() as i64, scale: scale(keys) })
        }
        Some(Node::Integer(number)) => real(keys, scope, key, *number as f64),
        Some(Node::Real(number)) => real(keys, scope, key, *number),
        _ => {
            let key = shown(key);
            Err(both!("`{key}`, which has no single value", "`{key}` 没有单一取值"))
        }
    }
}

fn real(keys: &FactorKeys, scope: Scope, key: &str, default: f64) -> Result<Kind, Both> {
    let [low, high] = range(keys, scope, key, default)?;
    Ok(Kind::Real { low, high, scale: scale(keys) })
}

fn scale(keys: &FactorKeys) -> Scale {
    if keys.scale == ScaleKey::Log { Scale::Log } else { Scale::Linear }
}

/// Whether a key takes whole numbers alone.
pub(super) fn is_whole(scope: Scope, key: &str) -> bool {
    let kind = schema::at(scope, key).and_then(|at| at.get("type"));
    kind.is_some_and(|kind| kind == "integer")
}

/// The words that a key takes here: those that are listed, else those that are known to be worth sampling.
fn words(keys: &FactorKeys, scope: Scope, key: &str) -> Vec<String> {
    let listed = keys.values.iter().flatten().flat_map(|value| value.texts()).collect::<Vec<_>>();
    if !listed.is_empty() {
        return listed;
    }
    let among = ranges().about(scope, key).and_then(|about| about.among).unwrap_or_default();
    among.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

/// Lowest and highest value: as the file says, as far as its values reach, or as is known of the key.
fn range(keys: &FactorKeys, scope: Scope, key: &str, default: f64) -> Result<[f64; 2], Both> {
    let numbers: Vec<f64> =
        keys.values.iter().flatten().flat_map(|value| value.texts()).filter_map(|text| text.parse().ok()).collect();
    let reach = numbers
        .iter()
        .fold(None, |reach: Option<[f64; 2]>, x| Some(reach.map_or([*x; 2], |[low, high]| [low.min(*x), high.max(*x)])));
    // A list of one value is a factor of one level; a range needs two ends that differ.
    let reach = reach.map(|[low, high]| if low < high { [low, high] } else { [low, low + 1.0] });
    let known = ranges().about(scope, key).and_then(|about| about.sampled(default, [f64::NEG_INFINITY, f64::INFINITY]));
    let [low, high] = match (keys.low, keys.high, reach.or(known)) {
        (Some(low), Some(high), _) => [low, high],
        (low, high, Some([a, b])) => [low.unwrap_or(a), high.unwrap_or(b)],
        _ => {
            let key = shown(key);
            return Err(both!(
                "`{key}` without `low` and `high`, and no range is known for it",
                "`{key}` 缺少 `low` 与 `high`，且没有已知的取样范围"
            ));
        }
    };
    Ok([low, high])
}
