//! Points and arms of a design: rows with equal values of the world are one point, their values of policies its arms.
//!
//! The baseline is an arm of every point, as it is. A policy of which the design varies a key is there as the rows change it, under a name of its own
//! (`linkage@3`: the fourth combination of its values, in the order of the rows); one that is not varied is there as it is, unless the design says
//! which policies run.

use std::collections::BTreeMap;

use crate::experiment::design::factor::Kind;
use crate::experiment::design::value::Value;
use crate::experiment::design::{Design, Scheme};
use crate::experiment::sweep::factors::{Target, Varied};

/// A policy of a point: as its file says, or with the values that a row of the design gives to its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArmOf {
    /// Its place among the policies of the sweep.
    pub policy: usize,
    /// The number of the combination of its values, and the first row that has it.
    pub changed: Option<(u32, u64)>,
}

/// The points of a design, by the first row of each.
#[derive(Clone, Debug, Default)]
pub struct Points {
    firsts: Vec<u64>,
    /// Rows of a point beyond its first.
    more: BTreeMap<u32, Vec<u64>>,
    /// Policies of which the design varies keys.
    changed: Vec<Changed>,
    /// The place of the column that says which policy runs.
    which: Option<usize>,
}

/// A policy of which the design varies keys.
#[derive(Clone, Debug)]
struct Changed {
    policy: usize,
    /// The combination of its values in each row.
    of_row: Vec<u32>,
    /// The first row of each combination.
    firsts: Vec<u64>,
}

impl Points {
    /// The points of all rows of a design.
    #[must_use]
    pub fn of(design: &Design, varied: &[Varied]) -> Self {
        let targets: Vec<&Target> = varied.iter().flat_map(|one| &one.targets).collect();
        let mut changed: Vec<usize> =
            targets.iter().filter_map(|t| if let Target::Policy(place, _) = t { Some(*place) } else { None }).collect();
        changed.sort_unstable();
        changed.dedup();
        let mut points = Self {
            changed: changed.iter().map(|&policy| Changed { policy, of_row: Vec::new(), firsts: Vec::new() }).collect(),
            which: targets.iter().position(|target| **target == Target::Which),
            ..Self::default()
        };
        if points.has_worlds_alone() && all_rows_differ(design, varied) {
            points.firsts = (0..design.rows()).collect();
            return points;
        }
        let mut worlds: BTreeMap<String, u32> = BTreeMap::new();
        let mut combinations: Vec<BTreeMap<String, u32>> = vec![BTreeMap::new(); changed.len()];
        for row in 0..design.rows() {
            let values = design.row(row).unwrap_or_default();
            let text = |wanted: &dyn Fn(&Target) -> bool| {
                let part = targets.iter().zip(&values).filter(|(target, _)| wanted(target));
                part.map(|(_, value)| format!("{value}\n")).collect::<String>()
            };
            let next = worlds.len() as u32;
            let point = *worlds.entry(text(&Target::is_of_world)).or_insert(next);
            if point == next {
                points.firsts.push(row);
            } else {
                points.more.entry(point).or_default().push(row);
            }
            for (one, known) in points.changed.iter_mut().zip(&mut combinations) {
                let next = known.len() as u32;
                let own = |target: &Target| matches!(target, Target::Policy(place, _) if *place == one.policy);
                let combination = *known.entry(text(&own)).or_insert(next);
                if combination == next {
                    one.firsts.push(row);
                }
                one.of_row.push(combination);
            }
        }
        points
    }

    /// Whether the design varies the world alone, so that every point has all policies as they are.
    #[must_use]
    pub const fn has_worlds_alone(&self) -> bool {
        self.changed.is_empty() && self.which.is_none()
    }

    /// How many points there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.firsts.len()).unwrap_or(u32::MAX)
    }

    /// Rows of a point, in order; none of a point that does not exist.
    pub fn rows(&self, point: u32) -> impl Iterator<Item = u64> + '_ {
        let first = self.firsts.get(point as usize).copied();
        first.into_iter().chain(self.more.get(&point).into_iter().flatten().copied())
    }

    /// The arms of a point, the baseline first, then in the order of `policies` and of the rows.
    #[must_use]
    pub fn arms(&self, point: u32, design: &Design, policies: &[String], baseline: usize) -> Vec<ArmOf> {
        let as_it_is = |policy: usize| ArmOf { policy, changed: None };
        let others = (0..policies.len()).filter(|&policy| policy != baseline);
        if self.has_worlds_alone() {
            return [baseline].into_iter().chain(others).map(as_it_is).collect();
        }
        let of_row = |policy: usize, row: u64| ArmOf {
            policy,
            changed: self.changed.iter().find(|one| one.policy == policy).and_then(|one| {
                let combination = *one.of_row.get(usize::try_from(row).ok()?)?;
                Some((combination, *one.firsts.get(combination as usize)?))
            }),
        };
        let mut arms: Vec<ArmOf> = Vec::new();
        for row in self.rows(point) {
            let run = self.which.map(|at| design.row(row).and_then(|values| values.into_iter().nth(at)));
            match run {
                Some(Some(Value::Word(name))) => {
                    arms.extend(policies.iter().position(|known| *known == name).map(|policy| of_row(policy, row)));
                }
                Some(_) => {}
                None => arms.extend((0..policies.len()).map(|policy| of_row(policy, row))),
            }
        }
        let unchanged = as_it_is(baseline);
        arms.retain(|arm| *arm != unchanged);
        // By policy, each in the order of its combinations, which is that of the rows.
        arms.sort_unstable();
        arms.dedup();
        arms.insert(0, unchanged);
        arms
    }
}

/// Whether no two rows of a design can have equal values.
fn all_rows_differ(design: &Design, varied: &[Varied]) -> bool {
    let spread = |one: &Varied| matches!(one.factor.kind(), Kind::Real { .. });
    matches!(design.scheme(), Scheme::Latin(_) | Scheme::Sobol(_) | Scheme::Around(_)) && varied.iter().any(spread)
}
