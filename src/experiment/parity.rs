//! Parity (同等投入) by search: the budget at which a policy pays for as many hours, or has the same social cost, as the baseline.
//!
//! Before the experiment, on pilot replicates that are never evaluated, each policy's budget factor is searched for: 1 first, then
//! outwards until two factors bracket the baseline's level, then between these by interpolation and bisection, a bounded number of times.
//! A policy with less money than the baseline begins with the posts that its budget pays for
//! ([`crate::model::district::establishment::restaff`]); a factor at which the treasury is nevertheless overdrawn on any day of a
//! pilot is rejected. If no factor in bounds comes close enough, the nearest is used, and the residual shows it. Nothing depends on
//! threads: policies are searched independently, and sums run in the order of the pilots.

use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::store::parity::Found;
use crate::store::parity::Parity;
use std::fmt;
#[cfg(feature = "files")]
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::runner::{Crew, cannot_start};
use super::simulator::engine;
use crate::base::draws::Keys;
#[cfg(feature = "files")]
use crate::base::files::Held;
use crate::base::words::{Both, Lang, both, shown};
use crate::engine::block::{Conditions, Engine, Halt};
use crate::engine::stretch;
use crate::measure::collect::Collect;
use crate::measure::family::Family;
use crate::measure::ledger::Ledger;
use crate::measure::parity::{Means, SEARCH_LIMIT};
use crate::model::compiled as model;
use crate::model::state::arm::Arm;
use crate::scenario::ScenarioError;
use crate::scenario::experiment::Experiment;
use crate::scenario::keys::policy::Policy;
use crate::scenario::keys::quantity::Factor;
use crate::scenario::keys::world::Parity as Rule;
#[cfg(feature = "files")]
use crate::store::manifest;
use crate::store::plan::Plan;
use crate::world::demand::Demand;

/// Name of the threads of a search. A panic there is told by the hook: no row of a run tells of it.
const PILOT: &str = "sanshe-pilot";
/// First pilot replicate; `run.seeds` is always far below.
pub const FIRST_PILOT: u32 = 1_000_000;
/// Pilot replicates.
pub const PILOTS: u32 = 3;
/// Tolerance on the pilots: half of what is allowed, leaving the rest for chance differences between pilots and replicates.
const GOAL: f64 = SEARCH_LIMIT / 2.0;
/// Lowest and highest factor tried.
const BOUNDS: (f64, f64) = (0.8, 2.0);
/// Number of factors tried outwards from 1 until the baseline's level is bracketed.
const MOST_OUTWARDS: u32 = 8;
/// Minimum outward step.
const LEAST_STEP: f64 = 0.01;
/// Overshoot of an outward step beyond the estimated level, so that the level is bracketed.
const BEYOND: f64 = 1.3;
/// Number of factors tried within the bracket.
const MOST_STEPS: u32 = 10;
/// Factors are multiples of this.
const GRAIN: f64 = 1e-4;
/// Decrease with more money beyond which the search is called not monotone.
const SLACK: f64 = 0.002;

/// Why the search failed.
#[derive(Clone, Debug, PartialEq)]
pub enum ParityError {
    /// The world cannot be built.
    Scenario(ScenarioError),
    /// A pilot run failed, for this reason.
    Failed(String),
    /// It was told to stop; nothing has been written.
    Stopped,
    /// Threads could not be started.
    Threads(usize, String),
}

impl ParityError {
    /// The message in both languages; the reason of a failed run is not translated.
    #[must_use]
    pub fn said(&self) -> Both {
        match self {
            Self::Scenario(error) => Both { en: error.in_language(Lang::En), zh: error.in_language(Lang::Zh) },
            Self::Failed(reason) => {
                let reason = shown(reason);
                both!("a pilot run failed: {reason}", "试点运行失败，原因（照录）：{reason}")
            }
            Self::Stopped => both!(
                "stopped while searching for the budgets of equal means; nothing was written",
                "搜索同等投入预算时被中断，未写入任何文件"
            ),
            Self::Threads(threads, reason) => cannot_start(*threads, reason),
        }
    }
}

impl fmt::Display for ParityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for ParityError {}

/// Gives the policies of an experiment the budgets that make them comparable, if the scenario asks for a parity other than the public
/// budget: those that were found before ([`kept`]), otherwise new ones by search, announced to `searching`. Nothing under
/// `equal_public`.
///
/// # Errors
/// As [`search`].
pub fn settle(
    experiment: &mut Experiment,
    before: Option<Parity>,
    threads: usize,
    stop: &AtomicBool,
    searching: &dyn Fn(),
) -> Result<Option<Parity>, ParityError> {
    if !is_searched(experiment) {
        return Ok(None);
    }
    let found = match before {
        Some(kept) => kept,
        None => {
            searching();
            search(experiment, threads, stop)?
        }
    };
    apply(experiment, &found);
    Ok(Some(found))
}

/// Whether the experiment's rule requires a search.
#[must_use]
pub fn is_searched(experiment: &Experiment) -> bool {
    experiment.scenario.run.parity != Rule::EqualPublic && experiment.policies.len() > 1
}

/// The answer that an output folder has to the same question, from an earlier start.
#[cfg(feature = "files")]
#[must_use]
pub fn kept(experiment: &Experiment, dir: &Path) -> Option<Parity> {
    if !is_searched(experiment) {
        return None;
    }
    let text = Held::open(dir).ok()?.text(manifest::MANIFEST).ok()??;
    let parity = manifest::parity(&text)?;
    let names = |p: &Found| experiment.policies.iter().any(|named| named.name == p.policy);
    (parity.asked == asked(experiment) && parity.found.iter().all(names)).then_some(parity)
}

/// Searches for the budgets of an experiment on this number of threads, until `stop` is set. The answer does not depend on the number of
/// threads.
///
/// # Errors
/// When the world cannot be built, a pilot run fails, threads cannot be started, or when told to stop.
pub fn search(experiment: &Experiment, threads: usize, stop: &AtomicBool) -> Result<Parity, ParityError> {
    let rule = experiment.scenario.run.parity;
    let engine = engine(experiment).map_err(ParityError::Scenario)?;
    let crew = Crew::of(threads, PILOT).map_err(|reason| ParityError::Threads(threads, reason))?;
    let pilots: Vec<u32> = (FIRST_PILOT..FIRST_PILOT + PILOTS).collect();
    let found = crew.work(|| {
        let forks = pilots.par_iter().map(|&p| Fork::new(&engine, p, stop)).collect::<Result<Vec<_>, _>>()?;
        let base = &engine.policies[engine.baseline].1;
        let level: f64 = forks.par_iter().map(|f| f.walk(&engine, base, stop).0.measure(rule)).collect::<Vec<_>>().iter().sum();
        let others: Vec<&(String, Policy)> =
            engine.policies.iter().enumerate().filter(|(i, _)| *i != engine.baseline).map(|(_, p)| p).collect();
        let one = |(name, policy): &&(String, Policy)| {
            let mut search = Search::new(|factor| {
                // Told to stop: the result will not be read.
                if stop.load(Ordering::Relaxed) {
                    return Trial { factor, residual: 0.0, solvent: true };
                }
                trial((&engine, &forks), rule, level, &with_factor(policy, factor), factor, stop)
            });
            search.run();
            search.found(name)
        };
        Ok(others.par_iter().map(one).collect::<Vec<_>>())
    });
    let found = found.map_err(|halt: Halt| match halt {
        Halt::Failed(reason) => ParityError::Failed(reason),
        Halt::Stopped => ParityError::Stopped,
    })?;
    if stop.load(Ordering::Relaxed) {
        return Err(ParityError::Stopped);
    }
    Ok(Parity { rule, asked: asked(experiment), pilots, found })
}

/// Gives the policies of an experiment the budgets found.
pub fn apply(experiment: &mut Experiment, parity: &Parity) {
    for found in &parity.found {
        for named in experiment.policies.iter_mut().filter(|p| p.name == found.policy) {
            named.policy = with_factor(&named.policy, found.factor);
            for (_, value) in named.switches.iter_mut().filter(|(key, _)| key == "funding.budget_factor") {
                *value = format!("{}", found.factor);
            }
        }
    }
}

/// Digest of the question: everything that determines the answer, but not the tables collected.
fn asked(experiment: &Experiment) -> String {
    Plan::of(experiment, Collect::NONE).digest()
}

fn with_factor(policy: &Policy, factor: f64) -> Policy {
    let mut policy = policy.clone();
    policy.funding.budget_factor = Factor::searched(factor);
    policy
}

/// A pilot replicate runs on one thread, and none of its tables are kept.
fn alone(stop: &AtomicBool) -> Conditions<'_> {
    Conditions { audit: false, threads: 1, collect: Collect::NONE, point: 0, memory: u64::MAX, stop, progress: &|_| {} }
}

/// A pilot replicate at the moment of the branch.
struct Fork {
    keys: Keys,
    trunk: Arm,
    demand: Demand,
}

impl Fork {
    fn new(engine: &Engine, replicate: u32, stop: &AtomicBool) -> Result<Self, Halt> {
        let keys = Keys::new(engine.seed(replicate));
        let mut demand = Demand::new(&engine.world, &keys);
        let trunk = engine.burn_in(&keys, &mut demand, &alone(stop))?;
        Ok(Self { keys, trunk, demand })
    }

    /// The window under a policy: what it spent, and whether the treasury stayed in credit on every day. If told to stop, it returns early
    /// with a meaningless value.
    fn walk(&self, engine: &Engine, policy: &Policy, stop: &AtomicBool) -> (Means, bool) {
        let world = &engine.world;
        let start = world.burn_in_days();
        let mut demand = self.demand.clone();
        let mut arm = self.trunk.branch(world, &self.keys, model::Plan::new(world, policy), start);
        let families: Of<SubdistrictId, Family> = Of::alike(Family::new(world), arm.subs.len());
        let mut watch = (Ledger::default(), families);
        let mut solvent = true;
        let _ = stretch::each(world, &self.keys, &mut demand, start..start + world.window_days(), 1, false, |days| {
            days.walk(&mut arm, &mut watch, false, |arm, _, _| {
                solvent &= arm.district.balances.sum() >= 0 && arm.district.treasury.cash >= 0;
                alone(stop).go_on()
            })
        });
        let (ledger, families) = watch;
        let family_minutes = families.iter().map(|family| family.minutes).sum();
        (Means::of(&ledger, family_minutes, world), solvent)
    }
}

/// A factor that was tried.
#[derive(Clone, Copy, Debug)]
struct Trial {
    factor: f64,
    residual: f64,
    /// Whether the treasury stayed in credit.
    solvent: bool,
}

impl Trial {
    fn is_low(&self) -> bool {
        self.residual < 0.0 || !self.solvent
    }
}

/// The nearest factor that is written in four decimals.
fn on_grain(factor: f64) -> f64 {
    libm::round(factor / GRAIN) / libm::round(1.0 / GRAIN)
}

fn trial((engine, forks): (&Engine, &[Fork]), rule: Rule, level: f64, policy: &Policy, factor: f64, stop: &AtomicBool) -> Trial {
    let mut sum = 0.0;
    let mut solvent = true;
    for fork in forks {
        let (means, in_credit) = fork.walk(engine, policy, stop);
        sum += means.measure(rule);
        solvent &= in_credit;
    }
    let residual = if level > 0.0 { libm::round((sum / level - 1.0) * 1e6) / 1e6 } else { 0.0 };
    Trial { factor, residual, solvent }
}

/// The search for one policy.
struct Search<F: FnMut(f64) -> Trial> {
    measure: F,
    trials: Vec<Trial>,
}

impl<F: FnMut(f64) -> Trial> Search<F> {
    fn new(measure: F) -> Self {
        Self { measure, trials: Vec::new() }
    }

    /// Tries a factor; says whether the search is over.
    fn try_factor(&mut self, factor: f64) -> (Trial, bool) {
        let trial = (self.measure)(factor);
        self.trials.push(trial);
        (trial, trial.solvent && trial.residual.abs() <= GOAL)
    }

    fn run(&mut self) {
        let (first, over) = self.try_factor(1.0);
        if over {
            return;
        }
        let Some((mut low, mut high)) = self.bracket(first) else { return };
        for step in 0..MOST_STEPS {
            let width = high.factor - low.factor;
            if width < 2.0 * GRAIN {
                return;
            }
            let rise = high.residual - low.residual;
            // Interpolated, well inside; halved when that makes no sense, and every third time.
            let at = if low.solvent && rise > 0.0 && step % 3 != 2 { (-low.residual / rise).clamp(0.1, 0.9) } else { 0.5 };
            let (trial, over) = self.try_factor(on_grain(low.factor + at * width));
            if over {
                return;
            }
            *(if trial.is_low() { &mut low } else { &mut high }) = trial;
        }
    }

    /// Two factors with the baseline's level between them; none when it is never passed, or when a factor tried is near enough.
    fn bracket(&mut self, first: Trial) -> Option<(Trial, Trial)> {
        let mut last = first;
        // What a factor more by 1 buys: at first as much more, then as seen.
        let mut slope = 1.0;
        for _ in 0..MOST_OUTWARDS {
            let step = (BEYOND * last.residual.abs() / slope).max(LEAST_STEP);
            let aim = if first.is_low() { last.factor + step } else { last.factor - step };
            let factor = on_grain(aim.clamp(BOUNDS.0, BOUNDS.1));
            if (factor - last.factor).abs() < GRAIN {
                return None;
            }
            let (trial, over) = self.try_factor(factor);
            if over {
                return None;
            }
            if trial.is_low() != first.is_low() {
                return Some(if first.is_low() { (last, trial) } else { (trial, last) });
            }
            slope = ((trial.residual - last.residual) / (trial.factor - last.factor)).clamp(0.2, 2.0);
            last = trial;
        }
        None
    }

    /// The nearest of the factors at which the treasury stays in credit; 1, tried first, where it does at none.
    fn found(&self, policy: &str) -> Found {
        let solvent = self.trials.iter().filter(|t| t.solvent);
        let best = solvent.min_by(|a, b| a.residual.abs().total_cmp(&b.residual.abs()));
        let (factor, residual) = best.or(self.trials.first()).map_or((1.0, 0.0), |t| (t.factor, t.residual));
        let mut order: Vec<&Trial> = self.trials.iter().collect();
        order.sort_by(|a, b| a.factor.total_cmp(&b.factor));
        Found {
            policy: policy.to_owned(),
            factor,
            pilot_residual: residual,
            reached: residual.abs() <= SEARCH_LIMIT,
            monotone: order.windows(2).all(|pair| pair[0].residual <= pair[1].residual + SLACK),
            tried: self.trials.len() as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn searched(level: impl Fn(f64) -> f64, poor_below: f64) -> Found {
        let mut search =
            Search::new(|factor| Trial { factor, residual: level(factor), solvent: factor >= 1.0 || factor >= poor_below });
        search.run();
        search.found("p")
    }

    #[test]
    fn a_policy_short_of_hours_gets_the_budget_that_buys_them() {
        let found = searched(|f| 0.9 * f - 1.0, 0.0);
        assert!(found.reached && found.monotone, "{found:?}");
        assert!((found.factor - 1.0 / 0.9).abs() < 0.005, "{found:?}");
        assert!(found.tried < 6, "{found:?}");
    }

    #[test]
    fn a_policy_that_costs_more_gets_less_as_long_as_the_treasury_stays_in_credit() {
        let found = searched(|f| 1.04 * f - 1.0, 0.0);
        assert!(found.reached && (found.factor - 1.0 / 1.04).abs() < 0.005, "{found:?}");
        let found = searched(|f| 1.04 * f - 1.0, 0.985);
        assert!(!found.reached && (found.factor - 0.985).abs() < 0.001, "{found:?}");
    }

    #[test]
    fn posts_are_whole_and_the_nearest_step_is_taken() {
        // Steps of 2 %: the level between two of them cannot be met.
        let found = searched(|f| libm::floor(f * 50.0) / 50.0 - 1.031, 0.0);
        assert!(!found.reached, "{found:?}");
        assert!((found.pilot_residual - 0.009).abs() < 1e-9 || (found.pilot_residual + 0.011).abs() < 1e-9, "{found:?}");
        assert!(found.pilot_residual > 0.0, "the nearer of the two: {found:?}");
    }

    #[test]
    fn where_money_buys_nothing_the_search_ends_and_says_so() {
        let found = searched(|_| -0.3, 0.0);
        assert!(!found.reached && found.tried <= 1 + MOST_OUTWARDS, "{found:?}");
        let found = searched(|f| 0.5 - f, 0.0);
        assert!(!found.monotone, "{found:?}");
    }
}
