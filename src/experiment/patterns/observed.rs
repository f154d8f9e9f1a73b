//! The status quo as the patterns see it: the baseline is run alone, and each pattern has a value of every replicate.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{Patterns, Target, Verdict};
use crate::engine::block::Engine;
use crate::experiment::runner::{BlockError, BlockRequest, Means, One};
use crate::experiment::simulator::{Beside, engine};
use crate::experiment::unkept;
use crate::measure::collect::Collect;
use crate::measure::patterns::vocabulary::{How, Named};
use crate::measure::patterns::{Facts, Watched, least_step};
use crate::measure::record::RunRecord;
use crate::measure::statistics::{Estimate, mean_interval};
use crate::model::state::watch::WatchDistrict;
use crate::scenario::error::ScenarioError;
use crate::store::plan::Plan;

/// What was seen of a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Mean over replicates with its interval; nothing where no replicate has a value.
    pub estimate: Option<Estimate>,
    /// Whether it is met; nothing where the model cannot say it.
    pub verdict: Option<Verdict>,
}

/// What was seen of all patterns.
#[derive(Clone, Debug)]
pub struct Observed {
    /// In their order.
    pub seen: Vec<Seen>,
    /// Replicates that failed and are left out.
    pub failed: usize,
}

/// Why nothing was seen.
#[derive(Debug)]
pub enum Unobserved {
    /// The world cannot be built.
    World(ScenarioError),
    /// It was told to stop.
    Stopped,
    /// The system refused threads, with its reason.
    Threads(String),
}

/// An engine whose runs are watched for the measures.
struct Watching<'a> {
    engine: &'a Engine,
    targets: &'a [Target],
    values: Mutex<BTreeMap<u32, Vec<f64>>>,
}

/// The value of a pattern that follows from a run; `NaN` where it has none.
fn value(target: &Target, facts: &Facts<'_>) -> f64 {
    match target.measure {
        Named::Column(metric) => facts.column(metric),
        Named::Measure(measure) => match measure.how {
            How::OfRun(of) => of(facts, &target.asked),
            How::OfOthers | How::NotMeasured(_) => f64::NAN,
        },
    }
}

/// The values of all patterns of a run.
fn values(targets: &[Target], facts: &Facts<'_>) -> Vec<f64> {
    let own: Vec<f64> = targets.iter().map(|target| value(target, facts)).collect();
    let among = |(target, own_value): (&Target, &f64)| {
        if target.order.is_empty() {
            *own_value
        } else {
            least_step(&target.order.iter().map(|place| own[*place]).collect::<Vec<_>>())
        }
    };
    targets.iter().zip(&own).map(among).collect()
}

impl Beside for Watching<'_> {
    fn engine(&self) -> &Engine {
        self.engine
    }

    fn watched(&self, request: &BlockRequest<'_>) -> Result<Vec<RunRecord>, BlockError> {
        let world = &self.engine.world;
        let mut watched: Vec<Watched> = self.engine.policies.iter().map(|_| Watched::new(world)).collect();
        let beside = watched.iter_mut().map(|one| one as &mut dyn WatchDistrict).collect();
        let records = self.engine.block_watched(request.replicate, &request.conditions(), beside)?;
        if let Some(record) = records.iter().find(|record| record.policy == self.engine.baseline) {
            let facts = Facts { world, watched: &watched[record.policy], record };
            let found = values(self.targets, &facts);
            self.values.lock().unwrap_or_else(PoisonError::into_inner).insert(request.replicate, found);
        }
        Ok(records)
    }
}

/// Runs the baseline and holds it against the patterns.
///
/// # Errors
/// When the world cannot be built, when told to stop, or when threads cannot be started.
pub fn observe(patterns: &Patterns, means: Means<'_>) -> Result<Observed, Unobserved> {
    let engine = engine(&patterns.experiment).map_err(Unobserved::World)?;
    let watching = Watching { engine: &engine, targets: &patterns.targets, values: Mutex::new(BTreeMap::new()) };
    let plan = Plan::of(&patterns.experiment, Collect::NONE);
    let records = unkept::records(&plan, &One(&watching), means, &|_| ()).map_err(Unobserved::Threads)?;
    let records = records.ok_or(Unobserved::Stopped)?;
    let right: Vec<u32> = records.iter().filter(|record| record.ok).map(|record| record.replicate).collect();
    let values = watching.values.into_inner().unwrap_or_else(PoisonError::into_inner);
    let of = |place: usize| right.iter().filter_map(|replicate| values.get(replicate)?.get(place).copied()).collect::<Vec<_>>();
    let seen = patterns.targets.iter().enumerate().map(|(place, target)| judged(target, &of(place)));
    Ok(Observed { seen: seen.collect(), failed: records.len() - right.len() })
}

/// A pattern with its values, one of each replicate; replicates without a value are left out.
#[must_use]
pub fn judged(target: &Target, values: &[f64]) -> Seen {
    if matches!(target.measure, Named::Measure(measure) if matches!(measure.how, How::NotMeasured(_))) {
        return Seen { estimate: None, verdict: None };
    }
    let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let estimate = mean_interval(&finite);
    Seen { estimate, verdict: Some(estimate.map_or(Verdict::Undecided, |estimate| target.goal.judge(estimate))) }
}
