//! Cases run through the engine: the days of every policy and replicate are read every evening and compared with the exact values.
//!
//! The work is cut into tasks (a law to solve, a policy and replicate to run) that threads share; results are put together in the order
//! of the cases, so they are the same for any number of threads.

use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::case::{Case, Law, Measure};
use super::exact::{self, Limit, Solution};
use super::interval::{self, Estimate, Sample};
use super::laws::lives;
use super::lived::{self, Lived, Pair};
use super::probe::Sums;
use super::{effort, sojourn, turns};
use crate::base::draws;
use crate::base::draws::Keys;
use crate::base::of::Of;
use crate::base::places::{Local, SubdistrictId};
use crate::base::words::{Both, both, shown};
use crate::engine::stretch;
use crate::experiment::conduct::{Unwatched, Watch};
use crate::measure::collect::Collect;
use crate::measure::tally::Tally;
use crate::model::compiled::Plan;
use crate::model::state::arm::Arm;
use crate::model::state::tie::FirstTies;
use crate::scenario::error::{Kind, ScenarioError};
use crate::world::World;
use crate::world::demand::Demand;

/// Tolerance for a value stored in single precision.
const SINGLE: f64 = 1e-4;

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Policy, or two of them for a ratio.
    pub policy: String,
    /// What.
    pub measure: Measure,
    /// A lag or a stage.
    pub detail: Option<String>,
    /// The law.
    pub exact: f64,
    /// The run.
    pub simulated: f64,
    /// Half the width of the 99 % interval; for an identity, how far apart the two may be.
    pub half: f64,
    /// Half the width within which it passes.
    pub allowed: f64,
    /// Samples; 0 for an identity.
    pub samples: usize,
}

impl Row {
    fn of(policy: &str, measure: Measure, detail: Option<String>, exact: f64, e: Estimate) -> Self {
        let policy = policy.to_owned();
        Self { policy, measure, detail, exact, simulated: e.value, half: e.half, allowed: e.allowed, samples: e.n }
    }

    fn identity(policy: &str, measure: Measure, detail: Option<String>, (exact, simulated): (f64, f64), by: f64) -> Self {
        Self { policy: policy.to_owned(), measure, detail, exact, simulated, half: by, allowed: by, samples: 0 }
    }

    /// Whether the run agrees with the law.
    #[must_use]
    pub fn passes(&self) -> bool {
        (self.simulated - self.exact).abs() <= self.allowed
    }

    /// Distance between run and law in half widths of the printed interval; infinite for a broken identity.
    #[must_use]
    pub fn distance(&self) -> f64 {
        let gap = (self.simulated - self.exact).abs();
        if gap == 0.0 {
            0.0
        } else if self.half > 0.0 {
            gap / self.half
        } else {
            f64::INFINITY
        }
    }
}

/// The verdict on a case.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Name.
    pub name: String,
    /// Title, English and Chinese.
    pub title: (String, String),
    /// What it proves.
    pub proves: String,
    /// Law.
    pub law: Law,
    /// Needs that arose in the days measured, or in all days of an identity.
    pub needs: u64,
    /// Comparisons.
    pub rows: Vec<Row>,
    /// Textbook laws as limits, by policy.
    pub limits: Vec<(String, Limit)>,
    /// What failed in the engine, if anything.
    pub broken: Option<Both>,
}

impl Verdict {
    /// Whether every comparison passes.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.broken.is_none() && self.rows.iter().all(Row::passes)
    }
}

/// A case with its world.
struct Prepared<'a> {
    case: &'a Case,
    world: World,
    replicates: u32,
}

enum Done {
    Ran(Vec<Vec<Sums>>, Vec<(f64, f64)>),
    Lived(Result<Counted, String>),
}

/// The result of a run with followed lives.
struct Counted {
    pairs: Vec<Pair>,
    arisen: u64,
    left: u64,
}

/// Runs cases on all threads of the current pool; verdicts in the order of the cases.
///
/// # Errors
/// When the world of a case cannot be built, or its law does not hold for its keys.
pub fn conduct(cases: &[Case], full: bool) -> Result<Vec<Verdict>, ScenarioError> {
    watched(cases, full, &Unwatched)
}

/// As [`conduct`], reporting progress to `watch`.
///
/// # Errors
/// As [`conduct`].
pub fn watched(cases: &[Case], full: bool, watch: &dyn Watch) -> Result<Vec<Verdict>, ScenarioError> {
    let prepared: Vec<Prepared<'_>> = cases
        .iter()
        .map(|case| {
            let replicates = if full { case.keys.full_replicates.get() } else { case.keys.replicates.get() };
            let prepared = Prepared { case, world: case.world()?, replicates };
            prepared.enough_samples()?;
            Ok(prepared)
        })
        .collect::<Result<_, ScenarioError>>()?;
    let arms: Vec<(usize, usize)> =
        prepared.iter().enumerate().flat_map(|(c, p)| (0..p.case.experiment.policies.len()).map(move |i| (c, i))).collect();
    // Laws first, so that an inapplicable law is reported before anything runs. Tasks are handed out one by one, because they differ a
    // hundredfold in size.
    let solved: Vec<_> = arms.par_iter().with_max_len(1).map(|&(c, i)| prepared[c].solve(i)).collect();
    let mut solutions = solved.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter();
    let tasks: Vec<(usize, usize, u32)> =
        arms.iter().flat_map(|&(c, i)| (0..prepared[c].replicates).map(move |r| (c, i, r))).collect();
    // A case is done with the last of its tasks.
    let left: Vec<AtomicU64> = prepared.iter().map(|p| AtomicU64::new(p.tasks())).collect();
    let (complete, all) = (AtomicU64::new(0), prepared.len() as u64);
    watch.begin(0, all, prepared.iter().map(|p| p.tasks() * p.days()).sum());
    let perform = |&(c, i, r): &(usize, usize, u32)| {
        let done = prepared[c].perform(i, r);
        watch.units(prepared[c].days());
        if left[c].fetch_sub(1, Ordering::Relaxed) == 1 {
            watch.block(complete.fetch_add(1, Ordering::Relaxed) + 1, all);
        }
        done
    };
    let done: Vec<Done> = tasks.par_iter().with_max_len(1).map(perform).collect();
    watch.end();
    let mut done = done.into_iter();
    Ok(prepared.iter().map(|p| p.verdict(&mut solutions, &mut done)).collect())
}

impl Prepared<'_> {
    /// Runs of all policies.
    fn tasks(&self) -> u64 {
        self.case.experiment.policies.len() as u64 * u64::from(self.replicates)
    }

    /// Days of a run, as a measure of its work.
    fn days(&self) -> u64 {
        u64::from(self.case.keys.warm_days.get() + self.case.keys.days.get())
    }

    fn enough_samples(&self) -> Result<(), ScenarioError> {
        let samples = self.replicates as usize * self.case.keys.batches.get() as usize * self.world.places.subdistricts.len();
        if self.case.keys.law.is_identity() || samples >= 10 {
            return Ok(());
        }
        Err(self
            .case
            .wrong(Kind::OutOfRange, "case.replicates")
            .found(both!("{samples} samples", "{samples} 个样本"))
            .expected(both!("at least 10: subdistricts × batches × replicates", "至少 10 个：街道数 × 批数 × 重复数")))
    }

    /// The district on its first day.
    fn district(&self, policy: usize, keys: &Keys) -> Arm {
        Arm::new(&self.world, keys, Plan::new(&self.world, &self.case.experiment.policies[policy].policy))
    }

    fn keys(&self, replicate: u32) -> Keys {
        Keys::new(draws::replicate_seed(self.world.keys.run.root_seed.get(), replicate))
    }

    fn solve(&self, policy: usize) -> Result<Solution, ScenarioError> {
        let arm = self.district(policy, &self.keys(0));
        exact::solve(self.case, &self.world, &self.case.experiment.policies[policy].policy, &arm)
    }

    fn perform(&self, policy: usize, replicate: u32) -> Done {
        if !self.case.keys.law.counts_lives() {
            return self.run(policy, replicate);
        }
        let keys = &self.case.experiment.policies[policy].policy;
        let count = |lived: Lived| {
            let pairs = match self.case.keys.law {
                Law::Effort => effort::pairs(&lived, &self.world),
                Law::Turns => turns::pairs(&lived),
                _ => sojourn::pairs(&lived),
            };
            Counted { pairs, arisen: lived.arisen, left: lived.left }
        };
        Done::Lived(lived::drain(self.case, &self.world, keys, replicate).map(count))
    }

    /// Runs the days of one policy and replicate: sums by subdistrict and batch, and pairs (law, run) of an identity.
    fn run(&self, policy: usize, replicate: u32) -> Done {
        let (world, case) = (&self.world, &self.case.keys);
        let keys = self.keys(replicate);
        let mut arm = self.district(policy, &keys);
        let mut demand = Demand::new(world, &keys);
        let warm = case.warm_days.get() as u16;
        let batch = (case.days.get() / case.batches.get()) as u16;
        let mut sums: Vec<Vec<Sums>> = vec![Vec::new(); arm.subs.len()];
        let mut tallies: Of<SubdistrictId, Tally> = Of::from_fn(arm.subs.len(), |s| Tally::new(world, s, Collect::NONE));
        let begin = |arm: &Arm, tallies: &Of<SubdistrictId, Tally>, sums: &mut Vec<Vec<Sums>>, day: u16| {
            if day >= warm && (day - warm).is_multiple_of(batch) {
                for ((sub, tally), list) in arm.subs.iter().zip(tallies).zip(sums) {
                    list.push(Sums::begin(sub, tally, world));
                }
            }
        };
        let end = warm + case.days.get() as u16;
        begin(&arm, &tallies, &mut sums, 0);
        let Ok(()) = stretch::each(world, &keys, &mut demand, 0..end, 1, false, |days| {
            days.walk(&mut arm, &mut tallies, false, |arm, tallies, day| {
                let each = arm.subs.iter().zip(&*tallies).zip(&mut sums);
                for ((sub, tally), now) in each.filter_map(|(seen, list)| Some((seen, list.last_mut()?))) {
                    now.evening(sub, tally, world, &case.measures);
                    if (day + 1 - warm).is_multiple_of(batch) {
                        now.end(sub, tally, world);
                    }
                }
                if day + 1 < end {
                    begin(arm, tallies, &mut sums, day + 1);
                }
                Ok::<(), Infallible>(())
            })
        });
        let pairs = self.approached(&arm, &sums);
        Done::Ran(sums, pairs)
    }

    /// Ties and volunteers at the end: the law applied to the events of the run, and the run's own values.
    fn approached(&self, arm: &Arm, sums: &[Vec<Sums>]) -> Vec<(f64, f64)> {
        let keys = &self.world.keys;
        let handoffs = |list: &Vec<Sums>| list.iter().map(Sums::handoffs).sum();
        let each = arm.subs.iter().zip(sums);
        match self.case.keys.law {
            Law::Ties => each
                .map(|(sub, list)| {
                    let first = *keys.handoff.initial_tie_organisation;
                    let own = &self.world.sites.by_subdistrict[sub.index];
                    let partner = own.sites[own.organisations.start].stable;
                    let tie = sub.communities[Local::FIRST].ties.with(partner, own, &FirstTies::new(&self.world));
                    let tie = tie.map_or(f64::NAN, |tie| f64::from(tie.strength));
                    (lives::approach(first, *keys.handoff.tie_growth, handoffs(list)), tie)
                })
                .collect(),
            Law::Participation => {
                let law = exact::participation(&self.world);
                each.map(|(sub, list)| {
                    let community = &sub.communities[Local::FIRST];
                    let residents = self.world.places.communities[community.index].residents;
                    let seen = list.iter().flat_map(Sums::months);
                    let share =
                        seen.fold(law.first, |now, month| law.next(now, exact::month(&self.world, now * residents, month)));
                    (share, f64::from(community.volunteers) / residents)
                })
                .collect()
            }
            _ => Vec::new(),
        }
    }

    /// Puts the laws and runs of this case together.
    fn verdict(&self, solutions: &mut impl Iterator<Item = Solution>, done: &mut impl Iterator<Item = Done>) -> Verdict {
        let (keys, scenario) = (&self.case.keys, self.case.scenario());
        let mut verdict = Verdict {
            name: self.case.name.clone(),
            title: (scenario.title.clone(), scenario.title_zh.clone()),
            proves: keys.proves.clone(),
            law: keys.law,
            needs: 0,
            rows: Vec::new(),
            limits: Vec::new(),
            broken: None,
        };
        let mut found: Vec<(Solution, Vec<Vec<Sums>>)> = Vec::new();
        for policy in &self.case.experiment.policies {
            let solution = solutions.next().unwrap_or_default();
            let (mut copies, mut pairs) = (Vec::new(), Vec::new());
            for part in done.by_ref().take(self.replicates as usize) {
                match part {
                    Done::Ran(sums, ends) => {
                        copies.extend(sums);
                        pairs.extend(ends);
                    }
                    Done::Lived(Ok(counted)) => verdict.lived(&policy.name, counted, &keys.measures),
                    Done::Lived(Err(reason)) => {
                        // An account has the same value in every table.
                        let (policy, reason) = (&policy.name, shown(&reason));
                        verdict.broken = Some(both!("{policy}: {reason}", "{policy}：{reason}（照录）"));
                    }
                }
            }
            if !pairs.is_empty() {
                verdict.rows.push(approached(&policy.name, keys.measures[0], &pairs));
            }
            verdict.limits.extend(solution.limits.iter().cloned().map(|l| (policy.name.clone(), l)));
            found.push((solution, copies));
        }
        for ((solution, copies), policy) in found.iter().zip(&self.case.experiment.policies) {
            verdict.needs += copies.iter().flatten().map(Sums::arisen).sum::<u64>();
            for value in solution.values.iter().filter(|v| keys.measures.contains(&v.measure)) {
                let estimate = interval::ratio(&self.samples(copies, value.measure, value.index));
                verdict.rows.push(Row::of(&policy.name, value.measure, value.detail.clone(), value.value, estimate));
            }
        }
        if let (Some(measure), [first, second]) = (keys.ratio, &found[..]) {
            let exact = |s: &Solution| s.values.iter().find(|v| v.measure == measure).map_or(f64::NAN, |v| v.value);
            let samples = |f: &(Solution, Vec<Vec<Sums>>)| self.samples(&f.1, measure, None);
            let names: Vec<&str> = self.case.experiment.policies.iter().map(|p| p.name.as_str()).collect();
            let estimate = interval::ratio_of_ratios(&samples(first), &samples(second));
            let policy = format!("{} / {}", names[1], names[0]);
            verdict.rows.push(Row::of(&policy, measure, None, exact(&second.0) / exact(&first.0), estimate));
        }
        verdict
    }

    fn samples(&self, copies: &[Vec<Sums>], measure: Measure, index: Option<u16>) -> Vec<Sample> {
        let subs = self.world.places.subdistricts.len();
        let rate = exact::needs_a_day(&self.world);
        let each = copies.iter().enumerate().flat_map(|(i, list)| list.iter().map(move |s| (SubdistrictId::from(i % subs), s)));
        each.map(|(sub, sums)| sums.sample(measure, index, rate, sub, &self.world)).collect()
    }
}

/// An identity of single-precision numbers: means are printed, the largest gap decides the verdict.
fn approached(policy: &str, measure: Measure, pairs: &[(f64, f64)]) -> Row {
    let n = pairs.len() as f64;
    let widest = pairs.iter().map(|(law, run)| run - law).fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a });
    let law = pairs.iter().map(|p| p.0).sum::<f64>() / n;
    Row::identity(policy, measure, None, (law, law + widest), SINGLE)
}

impl Verdict {
    fn lived(&mut self, policy: &str, counted: Counted, wanted: &[Measure]) {
        self.needs += counted.arisen;
        if counted.left > 0 {
            let left = counted.left;
            self.broken = Some(both!("{policy}: {left} needs never ended", "{policy}：{left} 件需求始终没有结局"));
        }
        for pair in counted.pairs.into_iter().filter(|pair| wanted.contains(&pair.measure)) {
            let detail = (!pair.detail.is_empty()).then_some(pair.detail);
            self.rows.push(Row::identity(policy, pair.measure, detail, (pair.law as f64, pair.run as f64), 0.0));
        }
    }
}
