//! A case: a scenario with a table `[case]` that names the law it obeys and the measures.
//!
//! A case is in a folder inside the folder of the scenarios, so that it can extend their base values. The exact values follow from the
//! keys of the file; an edited case remains valid as long as its law holds.

use serde::{Deserialize, Serialize};

use crate::base::words::{Both, both};
use crate::scenario::error::{Kind, ScenarioError};
use crate::scenario::experiment::Experiment;
use crate::scenario::keys::quantity::Count;
use crate::scenario::keys::world::Scenario;
use crate::scenario::reading::layers::Layered;
use crate::world::World;

/// Last day a case may reach: days are counted in 16 bits, and patience must fit after the last of them.
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
    /// Batches into which the days are divided, each a sample.
    pub batches: Count<1, 1000>,
    /// Runs with different random numbers.
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
    /// A line with giving up.
    Reneging,
    /// A line without patience.
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
    /// Autocorrelated demand.
    News,
    /// Offered capacity against needs, by place.
    Spread,
    /// Inequality between places.
    Inequality,
    /// Where trust settles.
    Trust,
    /// Ties after many hand-offs.
    Ties,
    /// Time in each stage equals the sum of daily counts, life by life.
    Sojourn,
    /// A line to which needs return after a failed try.
    Returns,
    /// One line, servers of unequal skill.
    Unequal,
    /// Labels given by triagers of unequal skill.
    Triage,
    /// The cost of wrong labels.
    Misrouting,
    /// Minutes that volunteers give, and which needs they accept.
    Volunteers,
    /// How many volunteers are active.
    Participation,
    /// Minutes of work by the skill of the server, life by life.
    Effort,
    /// Services begin in the order of delivery, life by life.
    Turns,
}

impl Law {
    /// Whether both sides of its equation come from the run.
    #[must_use]
    pub const fn is_identity(self) -> bool {
        self.counts_lives() || matches!(self, Self::Ties | Self::Participation)
    }

    /// Whether it follows lives, in a run that drains.
    #[must_use]
    pub const fn counts_lives(self) -> bool {
        matches!(self, Self::Sojourn | Self::Effort | Self::Turns)
    }

    /// Measures allowed for an identity.
    #[must_use]
    pub const fn identities(self) -> &'static [Measure] {
        match self {
            Self::Ties => &[Measure::Tie],
            Self::Participation => &[Measure::ActiveShare],
            Self::Sojourn => &[Measure::Sojourn],
            Self::Effort => &[Measure::Effort, Measure::EffortLives],
            Self::Turns => &[Measure::InTurn],
            _ => &[],
        }
    }
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
    /// Mean product of needs of two days at this lag, over the square of the mean.
    Echo,
    /// Earth mover's distance, km.
    EarthMover,
    /// Total variation.
    TotalVariation,
    /// Gini index.
    Gini,
    /// Theil index.
    Theil,
    /// Trust in the evening.
    Trust,
    /// Tie at the end.
    Tie,
    /// Need-days in each stage.
    Sojourn,
    /// Needs waiting that were served before, in the evening.
    WaitingAgain,
    /// Open cases of the most skilled server, in the evening.
    OpenBest,
    /// Share of labels that are wrong, by community and category.
    Mislabelled,
    /// Of these, the share that name the next category, by category.
    TakenForNext,
    /// Deliveries to a wrong provider per ended need.
    Misrouted,
    /// Deliveries per ended need.
    Deliveries,
    /// Intake minutes per ended need.
    IntakeMinutes,
    /// Minutes that associations give a day.
    Given,
    /// Direct minutes of associations per day.
    VolunteerMinutes,
    /// Share of resolved needs resolved by associations.
    ByAssociation,
    /// Active share of residents at the end.
    ActiveShare,
    /// Direct minutes, by party.
    Effort,
    /// Needs served whose minutes follow from work and skill.
    EffortLives,
    /// Services that begin in the order of delivery.
    InTurn,
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
    pub(super) layered: Layered,
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

    /// Conditions on the keys of a case, independent of its law.
    ///
    /// # Errors
    /// At the first that is broken, with its place.
    pub(super) fn check(&self) -> Result<(), ScenarioError> {
        let keys = &self.keys;
        if self.scenario().name != self.name {
            let name = &self.name;
            return Err(self
                .wrong(Kind::Contradiction, "name")
                .found(format!("{:?}", self.scenario().name))
                .expected(both!("{name:?}, as the file is called", "{name:?}，与文件同名")));
        }
        let last = keys.warm_days.get() + keys.days.get();
        if last > LAST_DAY {
            return Err(self
                .wrong(Kind::OutOfRange, "case.days")
                .found(both!("{last} days with the warm ones", "连同预热共 {last} 天"))
                .expected(both!("at most {LAST_DAY}", "至多 {LAST_DAY}")));
        }
        if !keys.days.get().is_multiple_of(keys.batches.get()) {
            let days = keys.days.get();
            return Err(self
                .wrong(Kind::Contradiction, "case.batches")
                .found(Both::same(keys.batches.get()))
                .expected(both!("a divisor of the {days} days", "{days} 天的因数")));
        }
        if keys.measures.is_empty() {
            return Err(self
                .wrong(Kind::OutOfRange, "case.measures")
                .found(both!("an empty list", "空列表"))
                .expected(both!("what to measure", "要测量的量")));
        }
        let number = self.experiment.policies.len();
        if keys.ratio.is_some() && number != 2 {
            return Err(self
                .wrong(Kind::Contradiction, "case.ratio")
                .found(both!("{number} policies", "{number} 个政策"))
                .expected(both!("two policies: the ratio is the second over the first", "两个政策：比值为第二个除以第一个")));
        }
        if keys.law == Law::News && keys.lags.as_ref().is_none_or(Vec::is_empty) {
            return Err(self
                .wrong(Kind::MissingKey, "case.lags")
                .expected(both!("lags in days, such as [5, 20, 60]", "以天计的间隔，如 [5, 20, 60]")));
        }
        if keys.law.is_identity() && keys.warm_days.get() > 0 {
            return Err(self
                .wrong(Kind::Contradiction, "case.warm_days")
                .found(Both::same(keys.warm_days.get()))
                .expected(both!("0: this law counts from the first day", "0：该定律自第一天起计数")));
        }
        if self.scenario().run.burn_in_years.get() > 0 {
            return Err(self
                .wrong(Kind::Contradiction, "run.burn_in_years")
                .found(Both::same(self.scenario().run.burn_in_years.get()))
                .expected(both!("0: `case.warm_days` takes its place", "0：由 `case.warm_days` 代替")));
        }
        Ok(())
    }

    /// The world of the case.
    ///
    /// # Errors
    /// When it cannot be built.
    pub fn world(&self) -> Result<World, ScenarioError> {
        World::new(self.scenario()).map_err(|e| self.wrong(Kind::Contradiction, "district").found(e))
    }
}
