//! Sweeps: a scenario varied by a design, every point of it compared under its arms.
//!
//! A [`Sweep`] is data: the scenario that was read once, the factors, the points. It gives the [`plan`](Sweep::plan) and is the [`Worlds`] of the runner: the world of
//! a point is an overlay on what was read, built when one of its blocks starts and dropped after it.

pub mod assumptions;
pub mod factors;
pub mod file;
pub mod frames;
pub mod keys;
pub mod points;
pub mod points_csv;
pub mod rule;
pub mod texts;
pub mod worlds;

use rayon::prelude::*;

use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::draws::replicate_seed;
use crate::base::words::{Both, both, shown};
use crate::engine::block::Engine;
use crate::experiment::design::Design;
use crate::experiment::design::value::{Value, rounded};
use crate::experiment::precision::Precision;
use crate::experiment::runner::{Simulate, Worlds};
use crate::experiment::simulator::{engine_of, known_engine};
use crate::experiment::sweep::factors::{Target, Varied};
use crate::experiment::sweep::points::{ArmOf, Points};
use crate::measure::collect::Collect;
use crate::scenario::error::{Origin, ScenarioError};
use crate::scenario::experiment::NamedPolicy;
use crate::scenario::keys::world::Scenario;
use crate::scenario::memory::Footprint;
use crate::scenario::overlay::{Base, Change};
use crate::scenario::reading::node::Value as Node;
use crate::store::digest::digest_of;
use crate::store::plan::Plan;

/// The most values of a point that an error lists.
const MOST_TOLD: usize = 12;

/// A scenario varied by a design.
#[derive(Debug)]
pub struct Sweep {
    /// Its name.
    pub name: String,
    /// What it asks.
    pub title: Both,
    /// The scenario as its files say it, with the policies of the sweep.
    pub base: Base,
    /// What is varied.
    pub varied: Vec<Varied>,
    /// By which rows.
    pub design: Design,
    /// The points that these are.
    pub points: Points,
    /// Replicates of each.
    pub replicates: u32,
    /// The precision that is asked for.
    pub precision: Option<Precision>,
    /// What defines the design: its kind and seed, and its rows where it cannot grow.
    pub definition: String,
    /// The files that were read, the scenario's among them.
    pub inputs: Vec<(String, String)>,
    /// What a block of any point takes of the memory at the most, once all have been checked.
    footprint: Footprint,
    /// Whether all have been checked.
    is_checked: bool,
    /// Names of the policies, in order.
    policies: Vec<String>,
    /// The place of the baseline among them.
    baseline: usize,
}

impl Sweep {
    /// A scenario that was read, under all its policies, varied by a design: named after it, with `suffix` behind the name.
    fn of_scenario(base: Base, suffix: &str, replicates: u32, varied: Vec<Varied>, design: Design, definition: String) -> Self {
        let scenario = &base.experiment.scenario;
        let policies: Vec<String> = base.experiment.policies.iter().map(|policy| policy.name.clone()).collect();
        Self {
            name: format!("{}{suffix}", scenario.name),
            title: Both { en: scenario.title.clone(), zh: scenario.title_zh.clone() },
            points: Points::of(&design, &varied),
            varied,
            design,
            replicates,
            precision: None,
            definition,
            inputs: Vec::new(),
            footprint: Footprint::default(),
            is_checked: false,
            baseline: policies.iter().position(|name| *name == scenario.baseline).unwrap_or(0),
            policies,
            base,
        }
    }

    /// Days under a policy that a block of a point takes: of the burn-in once, of the window for every arm.
    #[must_use]
    pub fn block_days(&self, point: u32) -> u64 {
        let run = &self.base.experiment.scenario.run;
        let years = |key: &str, own: u32| match self.value(point, key) {
            Some(Value::Integer(years)) => u64::try_from(years).unwrap_or_default(),
            _ => u64::from(own),
        };
        let window = years("run.years", run.years.get()) * self.arms(point).len() as u64;
        (years("run.burn_in_years", run.burn_in_years.get()) + window) * u64::from(DAYS_PER_YEAR)
    }

    /// How much work a block of a point is, as far as the keys say: days under a policy × residents × needs of each.
    #[must_use]
    pub fn block_work(&self, point: u32) -> f64 {
        let scenario = &self.base.experiment.scenario;
        let number = |key: &str, own: f64| match self.value(point, key) {
            Some(Value::Integer(number)) => number as f64,
            Some(Value::Real(number)) => number,
            _ => own,
        };
        let residents = scenario.district.generate.as_ref().map_or(1.0, |plan| *plan.residents);
        let needs = number("demand.needs_per_resident", *scenario.demand.needs_per_resident);
        self.block_days(point) as f64 * number("district.generate.residents", residents) * needs
    }

    /// What a point sets a key of the world to; nothing where the design does not vary it.
    fn value(&self, point: u32, key: &str) -> Option<Value> {
        let targets = self.varied.iter().flat_map(|one| &one.targets);
        let place = targets.into_iter().position(|target| matches!(target, Target::World(own) if own == key))?;
        self.design.row(self.points.rows(point).next()?)?.into_iter().nth(place)
    }

    /// The plan of the sweep.
    #[must_use]
    pub fn plan(&self, collect: Collect) -> Plan {
        let mut plan = Plan::of(&self.base.experiment, collect);
        let mut text = format!("sanshe-design-1\n{}\n", self.definition);
        for one in &self.varied {
            text += &format!("{:?}\n{:?}\n{:?}\n", one.factor, one.targets, one.listed);
        }
        plan.scenario = self.name.clone();
        plan.design = digest_of(text.as_bytes());
        plan.points = self.points.count();
        plan.inputs.extend(
            self.inputs.iter().map(|(path, blake3)| crate::store::plan::Input { path: path.clone(), blake3: blake3.clone() }),
        );
        plan.of_replicates(self.replicates)
    }

    /// The arms of a point, the baseline first.
    #[must_use]
    pub fn arms(&self, point: u32) -> Vec<ArmOf> {
        self.points.arms(point, &self.design, &self.policies, self.baseline)
    }

    /// The name of an arm: that of its policy, and which combination of its values it has.
    #[must_use]
    pub fn name_of(&self, arm: ArmOf) -> String {
        let policy = &self.policies[arm.policy];
        arm.changed.map_or_else(|| policy.clone(), |(combination, _)| format!("{policy}@{combination}"))
    }

    /// What a row sets, as far as it is wanted.
    fn changes(&self, row: u64, wanted: &dyn Fn(&Target) -> bool) -> Vec<Change> {
        if self.design.is_the_base(row) {
            return Vec::new();
        }
        let values = self.design.row(row).unwrap_or_default();
        let targets = self.varied.iter().flat_map(|one| one.targets.iter().map(move |target| (target, &one.origin)));
        let wanted = targets.zip(values).filter(|((target, _), _)| wanted(target));
        wanted.flat_map(|((target, origin), value)| self.changes_of(target, value, origin)).collect()
    }

    /// What a value sets.
    fn changes_of(&self, target: &Target, value: Value, origin: &Origin) -> Vec<Change> {
        let change = |key: String, value: Node| Change { key, value, origin: origin.clone() };
        match target {
            Target::World(key) | Target::Policy(_, key) => vec![change(key.clone(), node(value))],
            Target::Item(key, item) => {
                let list = proportional(self.base.value(key), *item, real(&value), origin);
                list.map(|list| change(key.clone(), list)).into_iter().collect()
            }
            Target::Scale(table) => {
                let scaled =
                    |(name, own): (String, f64)| change(format!("{table}.{name}"), Node::Real(rounded(own * real(&value), 1.0)));
                numbers(self.base.value(table)).into_iter().map(scaled).collect()
            }
            Target::Which => Vec::new(),
        }
    }

    /// The world of a point. What was checked before is not checked again.
    ///
    /// # Errors
    /// All that is wrong with it, at the lines of the factors.
    pub fn scenario(&self, point: u32) -> Result<Scenario, ScenarioError> {
        let row = self.points.rows(point).next().unwrap_or_default();
        let changes = self.changes(row, &Target::is_of_world);
        if self.is_checked { self.base.known_scenario(&changes) } else { self.base.scenario(&changes) }
    }

    /// The policy of an arm.
    ///
    /// # Errors
    /// As [`Sweep::scenario`].
    pub fn policy(&self, arm: ArmOf) -> Result<NamedPolicy, ScenarioError> {
        let own = |target: &Target| matches!(target, Target::Policy(place, _) if *place == arm.policy);
        match arm.changed {
            None => Ok(self.base.experiment.policies[arm.policy].clone()),
            Some((_, row)) => self.base.policy(arm.policy, self.name_of(arm), &self.changes(row, &own)),
        }
    }

    /// The engine of a point. What was checked before is not checked again.
    ///
    /// # Errors
    /// As [`Sweep::scenario`], and when its world cannot be built or counted.
    pub fn engine(&self, point: u32) -> Result<Engine, ScenarioError> {
        let as_it_is = |arm: ArmOf| &self.base.experiment.policies[arm.policy];
        let of = |arm: ArmOf| match arm.changed {
            None => Ok((as_it_is(arm).name.clone(), as_it_is(arm).policy.clone())),
            Some(_) => self.policy(arm).map(|named| (named.name, named.policy)),
        };
        let policies: Vec<_> = self.arms(point).into_iter().map(of).collect::<Result<_, _>>()?;
        let of = if self.is_checked { known_engine } else { engine_of };
        of(self.scenario(point)?, policies, &self.base.experiment)
    }

    /// The sweep with every point checked, on all threads: the values of its keys, and that its world can be built and counted.
    ///
    /// # Errors
    /// What is wrong with the first point that cannot be, with its values.
    pub fn checked(mut self) -> Result<Self, ScenarioError> {
        let checked = |point| match self.engine(point) {
            Ok(engine) => Checked { footprint: Simulate::footprint(&engine), wrong: None },
            Err(error) => Checked { footprint: Footprint::default(), wrong: Some((point, error)) },
        };
        let Checked { footprint, wrong } =
            (0..self.points.count()).into_par_iter().map(checked).reduce(Checked::default, Checked::and);
        if let Some((point, error)) = wrong {
            return Err(self.with_values(point, error));
        }
        (self.footprint, self.is_checked) = (footprint, true);
        Ok(self)
    }

    /// An error about a point, with what it sets.
    fn with_values(&self, point: u32, error: ScenarioError) -> ScenarioError {
        let row = self.points.rows(point).next().unwrap_or_default();
        let values = self.design.row(row).unwrap_or_default();
        // What the world as a whole does not allow is told of a key: the factor that varies it is the line to mend.
        let key = error.report().key.clone();
        let varies = |one: &&Varied| one.targets.iter().any(|target| target.key() == Some(&key));
        let error = match self.varied.iter().find(varies) {
            Some(one) => error.moved_to(&one.origin),
            None => error,
        };
        let mut pairs: Vec<(&str, Value)> = self.design.columns().into_iter().zip(values).collect();
        let more = pairs.len().saturating_sub(MOST_TOLD);
        if more > 0 {
            // Of many, those first that stand in a table which the error is about.
            let table = |key: &str| key.split('.').next().unwrap_or_default().to_owned();
            let concerned: Vec<String> = key.split(" + ").map(table).collect();
            pairs.sort_by_key(|(name, _)| !concerned.contains(&table(name)));
        }
        let told = pairs.iter().take(MOST_TOLD).map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ");
        let list = shown(&told);
        if self.is_over_worlds() {
            return error.hint(both!(
                "world {point}: {list}, …; `--set KEY=VALUE` keeps a key from being varied",
                "第 {point} 个世界：{list}，…；`--set KEY=VALUE` 可使某个键不被变动"
            ));
        }
        let dots = if more > 0 { ", …" } else { "" };
        error.hint(both!("point {point} of the sweep: {list}{dots}", "扫描的第 {point} 个点：{list}{dots}"))
    }
}

impl Worlds for Sweep {
    fn policies(&self, point: u32) -> Vec<String> {
        self.arms(point).into_iter().map(|arm| self.name_of(arm)).collect()
    }

    fn with(&self, point: u32, work: &mut dyn FnMut(&dyn Simulate)) -> Result<(), String> {
        if point >= self.points.count() {
            return Err(both!("no world for point {point}", "没有第 {point} 个点的世界").en);
        }
        let engine = self.engine(point).map_err(|error| error.to_string())?;
        work(&engine);
        Ok(())
    }

    fn work_units(&self, point: u32) -> u64 {
        self.block_days(point)
    }

    fn lives_a_unit(&self, point: u32) -> u64 {
        // Needs of each are those of a year.
        let lives = self.block_work(point) / self.block_days(point).max(1) as f64 / f64::from(DAYS_PER_YEAR);
        (lives as u64).max(1)
    }

    fn seed(&self, _: u32, replicate: u32) -> Option<u64> {
        Some(replicate_seed(self.base.experiment.scenario.run.root_seed.get(), replicate))
    }

    fn owners(&self) -> usize {
        self.base.experiment.policies.len().max(1)
    }

    fn footprint(&self) -> Footprint {
        self.footprint
    }
}

/// Some points of a sweep that were checked.
#[derive(Default)]
struct Checked {
    /// What is not less than that of any of them.
    footprint: Footprint,
    /// The first that cannot be, and why.
    wrong: Option<(u32, ScenarioError)>,
}

impl Checked {
    /// These points, and later ones.
    fn and(self, later: Self) -> Self {
        Self { footprint: self.footprint.or_more(later.footprint), wrong: self.wrong.or(later.wrong) }
    }
}

/// A value of a design as a value of a file.
fn node(value: Value) -> Node {
    match value {
        Value::Real(number) => Node::Real(number),
        Value::Integer(number) => Node::Integer(number),
        Value::Boolean(flag) => Node::Flag(flag),
        Value::Word(word) => Node::Text(word),
    }
}

/// A value of a design as a number.
const fn real(value: &Value) -> f64 {
    match value {
        Value::Real(number) => *number,
        Value::Integer(number) => *number as f64,
        Value::Boolean(_) | Value::Word(_) => 0.0,
    }
}

/// The numbers of a table of a file, by name.
fn numbers(table: Option<&Node>) -> Vec<(String, f64)> {
    let Some(Node::Table(table)) = table else { return Vec::new() };
    table.iter().filter_map(|(key, own)| Some((key.name.clone(), number(&own.value)?))).collect()
}

/// A list of shares with another value of an item; the others follow in proportion, so that the sum stays.
fn proportional(list: Option<&Node>, item: usize, value: f64, origin: &Origin) -> Option<Node> {
    let Some(Node::List(items)) = list else { return None };
    let own: Vec<f64> = items.iter().map(|one| number(&one.value)).collect::<Option<_>>()?;
    let sum = own.iter().fold(0.0, |sum, x| sum + x);
    let others = sum - own.get(item)?;
    let share = |(place, x): (usize, &f64)| if place == item { value } else { rounded(x * (sum - value) / others, 1.0) };
    let put = |x| crate::scenario::reading::node::Node { origin: origin.clone(), value: Node::Real(x) };
    Some(Node::List(own.iter().enumerate().map(share).map(put).collect()))
}

/// A number of a file.
const fn number(node: &Node) -> Option<f64> {
    match node {
        Node::Real(number) => Some(*number),
        Node::Integer(number) => Some(*number as f64),
        _ => None,
    }
}
