//! A case: a scenario with a table `[case]` that says which law it obeys and what is measured.
//!
//! A case stands in a folder inside the folder of the scenarios, so that it can extend their base values. The exact values follow from
//! the keys of the file; a case that is changed still checks, as long as its law holds.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::exact;
use crate::scenario::check::is_name;
use crate::scenario::error::{Kind, ScenarioError, list, nearest};
use crate::scenario::layers::Layered;
use crate::scenario::load::{Accompanied, Experiment, load_accompanied};
use crate::scenario::quantity::Count;
use crate::scenario::{LoadOptions, world_keys::Scenario};
use crate::world::World;

/// Last day a case may reach: days are counted in 16 bits, and patience must fit behind the last of them.
const LAST_DAY: u32 = 30_000;

/// The table `[case]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseKeys {
    /// What it proves: names of the list in docs/verification.md, such as "V1".
    pub proves: String,
    /// The law.
    pub law: Law,
    /// What is measured and compared.
    pub measures: Vec<Measure>,
    /// The second policy over the first in this measure, when there are two.
    pub ratio: Option<Measure>,
    /// Days before measuring begins.
    pub warm_days: Count<0, 30_000>,
    /// Days measured.
    pub days: Count<1, 30_000>,
    /// Parts into which the days are cut, each a sample of its own.
    pub batches: Count<1, 1000>,
    /// Runs with other chance.
    pub replicates: Count<1, 1000>,
    /// Runs under `--full`.
    pub full_replicates: Count<1, 10_000>,
    /// Lags in days, for the law of news.
    pub lags: Option<Vec<Count<1, 1000>>>,
}

/// A law with an exact value; see `docs/verification.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Law {
    /// An office and its line: one server with any work, several with geometric work.
    Line,
    /// The line people leave.
    Reneging,
    /// The line nobody stays in.
    Loss,
    /// Two severities in one line.
    Priority,
    /// A station with bins or without.
    Pooling,
    /// Two levels of approval, then a station.
    Approvals,
    /// Random routing to providers of one server each.
    Split,
    /// Joining the provider reported as shorter.
    Choices,
    /// Latent needs.
    Latent,
    /// Success, rework, failure.
    Tries,
    /// Hand-offs that get lost.
    Handoff,
    /// Decisions at the desk and at a level.
    Authority,
    /// Demand that remembers.
    News,
    /// Offered capacity against needs, by place.
    Spread,
    /// Inequality between places.
    Inequality,
    /// Trust after many needs resolved.
    Trust,
    /// Ties after many hand-offs.
    Ties,
    /// Time in each stage equals the sum of daily counts, life by life.
    Sojourn,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Needs waiting or served, in the evening.
    InSystem,
    /// Needs waiting, in the evening.
    Waiting,
    /// Days from onset to first service.
    Wait,
    /// Direct minutes over paid minutes.
    Utilisation,
    /// Share of ended needs that gave up.
    GivenUp,
    /// Waiting of severity 1, in the evening.
    WaitingMild,
    /// Waiting of severity 3, in the evening.
    WaitingGrave,
    /// Files at level 1, in the evening.
    FilesFirst,
    /// Files at level 2, in the evening.
    FilesSecond,
    /// Product of the numbers in the first two lines, in the evening.
    Pair,
    /// Latent needs, in the evening.
    Latent,
    /// Share of ended needs that expired.
    Expired,
    /// Share of ended needs resolved.
    Resolved,
    /// Direct minutes per ended need.
    MinutesPerNeed,
    /// Lost and ownerless needs, in the evening.
    Ownerless,
    /// Share of hand-offs lost.
    Lost,
    /// Share of decisions that cross the boundary of the community.
    Crossing,
    /// Share of crossing decisions taken locally.
    Local,
    /// Share of resolved needs resolved by organisations.
    ByOrganisation,
    /// Mean product of needs of two days so far apart, over the square of the mean.
    Echo,
    /// Earth mover's distance, km.
    EarthMover,
    /// Total variation.
    TotalVariation,
    /// Gini index.
    Gini,
    /// Theil index.
    Theil,
    /// Trust at the end.
    Trust,
    /// Tie at the end.
    Tie,
    /// Need-days in each stage.
    Sojourn,
}

/// A case, read and checked.
#[derive(Debug)]
pub struct Case {
    /// Name of the file without `.toml`.
    pub name: String,
    /// The table.
    pub keys: CaseKeys,
    /// Its scenario and policies.
    pub experiment: Experiment,
    /// All keys with their places.
    layered: Layered,
}

impl Case {
    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.experiment.scenario
    }

    /// An error at a key of the file or of one it extends.
    #[must_use]
    pub fn wrong(&self, kind: Kind, key: &str) -> ScenarioError {
        let error = ScenarioError::new(kind).key(key);
        match self.layered.table.locate(key) {
            Some((_, node)) => error.at(&node.origin),
            None => error.at(&self.layered.top),
        }
    }

    /// Reads a case. `folder` lies inside the folder whose files the case may extend.
    ///
    /// # Errors
    /// At the first thing that is wrong, with its place.
    pub fn read(folder: &Path, name: &str) -> Result<Self, ScenarioError> {
        let (root, relative) = split(folder);
        let file = relative.join(format!("{name}.toml"));
        let read: Accompanied<CaseKeys> = load_accompanied(&root, &file, "case", &LoadOptions::default())?;
        let case = Self { name: name.to_owned(), keys: read.companion, experiment: read.experiment, layered: read.layered };
        case.check()?;
        Ok(case)
    }

    fn check(&self) -> Result<(), ScenarioError> {
        let keys = &self.keys;
        if self.scenario().name != self.name {
            return Err(self
                .wrong(Kind::Contradiction, "name")
                .found(format!("{:?}", self.scenario().name))
                .expected(format!("{:?}, as the file is called", self.name)));
        }
        let last = keys.warm_days.get() + keys.days.get();
        if last > LAST_DAY {
            return Err(self
                .wrong(Kind::OutOfRange, "case.days")
                .found(format!("{last} days with the warm ones"))
                .expected(format!("at most {LAST_DAY}")));
        }
        if !keys.days.get().is_multiple_of(keys.batches.get()) {
            return Err(self
                .wrong(Kind::Contradiction, "case.batches")
                .found(keys.batches.get())
                .expected(format!("a divisor of the {} days", keys.days.get())));
        }
        if keys.measures.is_empty() {
            return Err(self.wrong(Kind::OutOfRange, "case.measures").found("an empty list").expected("what to measure"));
        }
        if keys.ratio.is_some() && self.experiment.policies.len() != 2 {
            return Err(self
                .wrong(Kind::Contradiction, "case.ratio")
                .found(format!("{} policies", self.experiment.policies.len()))
                .expected("two policies: the ratio is the second over the first"));
        }
        if keys.law == Law::News && keys.lags.as_ref().is_none_or(Vec::is_empty) {
            return Err(self.wrong(Kind::MissingKey, "case.lags").expected("lags in days, such as [5, 20, 60]"));
        }
        if matches!(keys.law, Law::Trust | Law::Ties | Law::Sojourn) && keys.warm_days.get() > 0 {
            return Err(self
                .wrong(Kind::Contradiction, "case.warm_days")
                .found(keys.warm_days.get())
                .expected("0: this law counts from the first day"));
        }
        if self.scenario().run.burn_in_years.get() > 0 {
            return Err(self
                .wrong(Kind::Contradiction, "run.burn_in_years")
                .found(self.scenario().run.burn_in_years.get())
                .expected("0: `case.warm_days` takes its place"));
        }
        exact::requirements(self)
    }

    /// The world of the case.
    ///
    /// # Errors
    /// When it cannot be built.
    pub fn world(&self) -> Result<World, ScenarioError> {
        World::new(self.scenario()).map_err(|e| self.wrong(Kind::Contradiction, "district").found(e))
    }
}

/// The folder above, and the way back: what a case may extend lies beside its folder.
fn split(folder: &Path) -> (PathBuf, PathBuf) {
    let whole = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    match (folder.parent(), folder.file_name(), whole.parent(), whole.file_name()) {
        (Some(above), Some(own), ..) if above != Path::new("") => (above.to_path_buf(), PathBuf::from(own)),
        (_, _, Some(above), Some(own)) => (above.to_path_buf(), PathBuf::from(own)),
        _ => (folder.to_path_buf(), PathBuf::new()),
    }
}

/// Names of the cases in a folder, in order: every TOML file except `base.toml`.
///
/// # Errors
/// When the folder cannot be read or holds no case.
pub fn names(folder: &Path) -> Result<Vec<String>, ScenarioError> {
    let unreadable = |found: String| {
        ScenarioError::new(Kind::Unreadable)
            .in_file(folder.display().to_string())
            .found(found)
            .expected("a folder with cases")
            .hint("the cases that ship are in scenarios/verification; --cases names another folder")
    };
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map_err(|e| unreadable(e.to_string()))?
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".toml").map(str::to_owned))
        .filter(|name| name != "base" && is_name(name))
        .collect();
    names.sort();
    if names.is_empty() {
        return Err(unreadable("no case".to_owned()));
    }
    Ok(names)
}

/// The cases of a folder: all, or those asked for.
///
/// # Errors
/// When the folder or a case cannot be read, or a name is not there.
pub fn read_all(folder: &Path, wanted: &[String]) -> Result<Vec<Case>, ScenarioError> {
    let known = names(folder)?;
    for name in wanted {
        if !known.contains(name) {
            let error = ScenarioError::new(Kind::UnknownWord)
                .in_file(format!("--case {name}"))
                .found(format!("{name:?}"))
                .expected(format!("one of {}", list(known.iter().map(String::as_str))));
            return Err(match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            });
        }
    }
    known.iter().filter(|name| wanted.is_empty() || wanted.contains(name)).map(|name| Case::read(folder, name)).collect()
}
