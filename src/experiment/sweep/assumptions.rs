//! What of a scenario is assumed: the keys of its world that `scenarios/ranges.toml` gives a range, and how they are varied together.
//!
//! Varied is every key of the world with a grade (A, B or C) and a range, with four exceptions:
//!
//! - keys that the scenario says itself, in a file above the lowest of those it extends, or that `--set` says: they are what the scenario is about;
//! - keys of `run`, which are the experiment, and of `measure`, which decide how results are counted and not what happens;
//! - keys whose range has one value, as a factor on 0;
//! - keys that others leave no room.
//!
//! A table of numbers (the rates of a segment) is scaled as a whole, a list by the item of which the range speaks. Shares that sum to 1 stay so: those without a
//! range are the rest and take what is left; where there is none, all are rescaled. A key that may not exceed another, or is with it a share of
//! the same whole, is spread up to where that leaves room. One value beside the range has half of the worlds.

use crate::experiment::design::around::Tie;
use crate::experiment::design::factor::{Factor, Kind, Level, Scale};
use crate::experiment::design::value::{Value, rounded};
use crate::experiment::sweep::factors::{Target, Varied, is_whole};
use crate::scenario::error::Origin;
use crate::scenario::keys::ranges::{self, About, Grade, Scope, kinds_of, ranges};
use crate::scenario::overlay::Base;
use crate::scenario::reading::node::{Node, Value as Own};
use crate::scenario::schema;

/// Tables of the world that are no assumptions about it.
const NOT_ASSUMED: [&str; 2] = ["run", "measure"];

/// What is assumed in a scenario.
#[derive(Debug, Default)]
pub struct Assumptions {
    /// What is varied; all of one column.
    pub varied: Vec<Varied>,
    /// The values as they are.
    pub base: Level,
    /// What holds between them.
    pub ties: Vec<Tie>,
    /// Keys with a range that stay as they are, because the scenario or the command line says them.
    pub own: Vec<String>,
}

/// A number of the world that is tied to others.
struct Tied {
    key: String,
    about: About,
    value: f64,
    origin: Origin,
    own: bool,
}

/// The assumptions of a scenario.
#[must_use]
pub fn assumptions(base: &Base) -> Assumptions {
    let mut found = Assumptions::default();
    let mut tied: Vec<Tied> = Vec::new();
    base.walk(&mut |path, node| {
        if NOT_ASSUMED.contains(&path) {
            return false;
        }
        let Some(about) = ranges().about(Scope::World, path) else { return true };
        let (own, assumed) = (is_own(node), about.is_sampled() && about.grade != Some(Grade::Given));
        if let Some(value) = number(&node.value) {
            tied.push(Tied { key: path.to_owned(), about: about.clone(), value, origin: node.origin.clone(), own });
        }
        if assumed && own {
            found.own.push(path.to_owned());
        } else if assumed {
            found.add(path, node, &about);
        }
        !assumed
    });
    found.sums(&tied);
    found.ceilings(&tied);
    found
}

/// Whether something is said above the lowest file: by any key, of a table.
fn is_own(node: &Node) -> bool {
    match &node.value {
        Own::Table(table) => table.iter().any(|(_, inner)| is_own(inner)),
        _ => node.origin.layer > 0,
    }
}

impl Assumptions {
    /// How many keys are sampled: without those that follow from others.
    #[must_use]
    pub fn sampled(&self) -> usize {
        let following = |tie: &Tie| if let Tie::Sum { rest, .. } = tie { rest.len() } else { 0 };
        self.varied.len() - self.ties.iter().map(following).sum::<usize>()
    }

    /// A key, if there is more than one value to sample.
    fn add(&mut self, path: &str, node: &Node, about: &About) {
        let at = schema::at(Scope::World, path);
        let end = |name: &str, otherwise: f64| at.and_then(|at| at.get(name)?.as_f64()).unwrap_or(otherwise);
        let legal = [end("minimum", f64::NEG_INFINITY), end("maximum", f64::INFINITY)];
        let key = path.to_owned();
        let (target, kind, value) = match &node.value {
            Own::Table(_) => {
                let Some([low, high]) = about.times else { return };
                (Target::Scale(key), Kind::Real { low, high, scale: Scale::Linear }, Value::Real(1.0))
            }
            Own::List(items) => {
                let item = about.item.unwrap_or_default().checked_sub(1);
                let Some((item, value)) = item.and_then(|item| Some((item, number(&items.get(item)?.value)?))) else { return };
                let Some([low, high]) = about.sampled(value, legal) else { return };
                (Target::Item(key, item), Kind::Real { low, high, scale: Scale::Linear }, Value::Real(value))
            }
            Own::Flag(flag) => (Target::World(key), Kind::Boolean, Value::Boolean(*flag)),
            Own::Text(word) => {
                let options = about.among.iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect();
                (Target::World(key), Kind::Choice { options }, Value::Word(word.clone()))
            }
            other => {
                let Some((value, [low, high])) = number(other).and_then(|value| Some((value, about.sampled(value, legal)?)))
                else {
                    return;
                };
                let low = about.or.map_or(low, |more| self.one_more(more, [low, high]));
                if is_whole(Scope::World, path) {
                    let (low, high) = (libm::ceil(low) as i64, libm::floor(high) as i64);
                    (Target::World(key), Kind::Integer { low, high, scale: Scale::Linear }, Value::Integer(value as i64))
                } else {
                    (Target::World(key), Kind::Real { low, high, scale: Scale::Linear }, Value::Real(value))
                }
            }
        };
        let one_value = matches!(&kind, Kind::Integer { low, high, .. } if low >= high);
        if !one_value {
            self.push(path, target, kind, value, &node.origin);
        }
    }

    /// A range that is as wide again below, where it stands for one more value.
    fn one_more(&mut self, value: f64, [low, high]: [f64; 2]) -> f64 {
        self.ties.push(Tie::OneMore { column: self.varied.len(), below: low, value });
        low - (high - low)
    }

    /// Adds a factor; says in which column it is. One without a range is none.
    fn push(&mut self, name: &str, target: Target, kind: Kind, value: Value, origin: &Origin) -> Option<usize> {
        let factor = Factor::new(name, kind).ok()?;
        self.varied.push(Varied { factor, targets: vec![target], listed: None, levels: None, origin: origin.clone() });
        self.base.push(value);
        Some(self.varied.len() - 1)
    }

    /// The column that sets a key of the world.
    fn column(&self, key: &str) -> Option<usize> {
        self.varied.iter().position(|one| matches!(&one.targets[..], [Target::World(own)] if own == key))
    }

    /// Leaves a key as it is.
    fn leave(&mut self, column: usize) {
        self.varied.remove(column);
        self.base.remove(column);
        let moved = |at: &mut usize| *at -= usize::from(*at > column);
        for tie in &mut self.ties {
            match tie {
                Tie::Sum { parts, rest, .. } => parts.iter_mut().chain(rest).for_each(moved),
                Tie::Ceiling { column, other, .. } => [column, other].into_iter().for_each(moved),
                Tie::OneMore { column, .. } => moved(column),
            }
        }
    }

    /// Shares of a whole.
    fn sums(&mut self, tied: &[Tied]) {
        let mut patterns: Vec<&String> = Vec::new();
        for tie in tied.iter().flat_map(|one| &one.about.ties) {
            if let ranges::Tie::SumToOne(keys) = tie {
                patterns.extend(keys.iter().filter(|key| key.contains('*')));
            }
        }
        patterns.sort_unstable();
        patterns.dedup();
        for pattern in patterns {
            let members: Vec<&Tied> = tied.iter().filter(|one| kinds_of(&one.key).contains(pattern)).collect();
            let parts: Vec<usize> = members.iter().filter_map(|one| self.column(&one.key)).collect();
            let rests = |one: &&&Tied| !one.own && one.about.grade == Some(Grade::Given) && !one.about.is_sampled();
            let rest: Vec<&Tied> = members.iter().filter(rests).copied().collect();
            let moves = |one: &&&Tied| self.column(&one.key).is_some() || rests(one);
            let whole = rounded(members.iter().filter(moves).fold(0.0, |sum, one| sum + one.value), 1.0);
            if parts.is_empty() || whole <= 0.0 || parts.len() + rest.len() < 2 {
                parts.into_iter().rev().for_each(|column| self.leave(column));
                continue;
            }
            let follows = |one: &Tied| {
                let kind = Kind::Real { low: 0.0, high: whole, scale: Scale::Linear };
                self.push(&one.key, Target::World(one.key.clone()), kind, Value::Real(one.value), &one.origin)
            };
            let rest = rest.into_iter().filter_map(follows).collect();
            self.ties.push(Tie::Sum { parts, rest, whole });
        }
    }

    /// Keys that bound each other.
    fn ceilings(&mut self, tied: &[Tied]) {
        for one in tied {
            for tie in &one.about.ties {
                let (other, constant, factor) = match tie {
                    ranges::Tie::NotAbove(other) => (other, 0.0, 1.0),
                    ranges::Tie::AtMostOneWith(other) => (other, 1.0, -1.0),
                    ranges::Tie::SumToOne(_) => continue,
                };
                let fixed = |key: &str| tied.iter().find(|one| one.key == key).map(|one| one.value);
                match (self.column(&one.key), self.column(other)) {
                    (Some(column), Some(other)) => {
                        let Kind::Real { low, high, .. } = *self.varied[column].factor.kind() else { continue };
                        self.ties.push(Tie::Ceiling { column, range: [low, high], other, constant, factor });
                    }
                    (Some(column), None) => {
                        let bound = fixed(other).map_or(f64::INFINITY, |value| constant + factor * value);
                        self.narrow(column, [f64::NEG_INFINITY, bound]);
                    }
                    // The other is bounded: from below where this may not exceed it.
                    (None, Some(column)) if factor > 0.0 => self.narrow(column, [one.value, f64::INFINITY]),
                    (None, Some(column)) => self.narrow(column, [f64::NEG_INFINITY, constant - one.value]),
                    (None, None) => {}
                }
            }
        }
    }

    /// Cuts the range of a column; where nothing is left of it, the key stays as it is.
    fn narrow(&mut self, column: usize, [least, most]: [f64; 2]) {
        let one = &mut self.varied[column];
        let Kind::Real { low, high, scale } = *one.factor.kind() else { return };
        let kind = Kind::Real { low: low.max(least), high: high.min(most), scale };
        match Factor::new(one.factor.name(), kind) {
            Ok(factor) => one.factor = factor,
            Err(_) => self.leave(column),
        }
    }
}

/// A number of a file.
const fn number(value: &Own) -> Option<f64> {
    match value {
        Own::Real(number) => Some(*number),
        Own::Integer(number) => Some(*number as f64),
        _ => None,
    }
}
