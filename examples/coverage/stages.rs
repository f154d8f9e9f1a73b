//! Intervals of mean differences: Student's at a number of replicates fixed before, Stein's two stages, stopping by looking; several
//! comparisons together; Holm's family error.

use sanshe::measure::statistics::moments::Moments;
use sanshe::measure::statistics::stein::{First, LEAST, Split, Wanted, plan};
use sanshe::measure::statistics::verdict::level_of_each;
use sanshe::measure::statistics::{Estimate, LEVEL, holm, mean_interval, t_quantile};

use super::law::{Law, Numbers};
use super::replicates::Replicates;
use super::table::{Targets, markdown, share};

/// Half-widths that are wanted, in standard deviations of a difference.
const WIDTHS: [f64; 4] = [1.0, 0.5, 0.3, 0.2];
/// Differences in a longer first stage.
const LONGER: usize = 30;
/// Replicates at planned looks.
const LOOKS: [usize; 5] = [10, 20, 40, 80, 160];
/// Replicates after which looking stops in any case.
const MOST: usize = 2_000;
/// Policies beside the baseline in the family.
const FAMILY: usize = 11;

fn covers(estimate: Option<Estimate>, truth: f64) -> bool {
    estimate.and_then(|e| e.interval).is_some_and(|i| i.low <= truth && truth <= i.high)
}

/// Half-widths of Student's intervals in units of the sample's deviation, t/√n, by n.
struct Widths(Vec<f64>);

impl Widths {
    fn new() -> Self {
        let width = |n: usize| t_quantile(n.saturating_sub(1), LEVEL).map_or(f64::INFINITY, |t| t / (n as f64).sqrt());
        Self((0..=MOST).map(width).collect())
    }

    /// The fewest replicates with which the interval is as narrow as wanted, if the sample has the deviation of its law.
    fn needed(&self, width: f64) -> usize {
        self.0.iter().position(|w| *w <= width).unwrap_or(MOST)
    }
}

/// One comparison: how often each covers, and with how many replicates.
pub fn one(seed: u64, experiments: u64, laws: &[(&str, Law)], targets: &mut Targets) -> String {
    let widths = Widths::new();
    let mut rows = Vec::new();
    for (l, (name, law)) in laws.iter().enumerate() {
        for (w, width) in WIDTHS.into_iter().enumerate() {
            let table = (10 * l + w) as u64;
            let fixed = widths.needed(width);
            let (mut student, mut stein, mut longer, mut peeking) = (0, 0, 0, 0);
            let (mut of_stein, mut of_longer, mut of_peeking) = (Moments::default(), Moments::default(), Moments::default());
            for experiment in 0..experiments {
                let mut x = Numbers::of(seed, table, experiment);
                let values: Vec<f64> = (0..fixed).map(|_| law.next(&mut x)).collect();
                student += u64::from(covers(mean_interval(&values), 0.0));
                let mut x = Numbers::of(seed, 1000 + table, experiment);
                let (covered, n) = two_stages(law, &mut x, width, LEAST);
                stein += u64::from(covered);
                of_stein.add(n as f64);
                let mut x = Numbers::of(seed, 3000 + table, experiment);
                let (covered, n) = two_stages(law, &mut x, width, LONGER);
                longer += u64::from(covered);
                of_longer.add(n as f64);
                let mut x = Numbers::of(seed, 2000 + table, experiment);
                let (covered, n) = looking(law, &mut x, width, &widths);
                peeking += u64::from(covered);
                of_peeking.add(n as f64);
            }
            if let Some(target) = law.target() {
                targets.at_least(&format!("Student, {name}, half-width {width} sd"), student, experiments, target);
                targets.at_least(&format!("Stein, {name}, half-width {width} sd"), stein, experiments, target);
            }
            let mean = |m: &Moments| format!("{:.1}", m.mean().unwrap_or(0.0));
            rows.push(vec![
                (*name).to_owned(),
                width.to_string(),
                fixed.to_string(),
                share(student, experiments),
                mean(&of_stein),
                share(stein, experiments),
                mean(&of_longer),
                share(longer, experiments),
                mean(&of_peeking),
                share(peeking, experiments),
            ]);
        }
    }
    let head = [
        "differences",
        "half-width / sd",
        "n",
        "Student",
        "N",
        "Stein",
        "N, n₀ = 30",
        "Stein, n₀ = 30",
        "n, looking",
        "looking from 3 on",
    ];
    markdown(&head, 1, &rows)
}

fn two_stages(law: &Law, x: &mut Numbers, width: f64, stage: usize) -> (bool, usize) {
    let mut all: Vec<f64> = (0..stage).map(|_| law.next(x)).collect();
    let Some(first) = First::new(Wanted { first: &all, half_width: width }, LEVEL) else { return (false, all.len()) };
    all.extend((stage..first.needed).map(|_| law.next(x)));
    (covers(first.estimate(&all), 0.0), all.len())
}

fn looking(law: &Law, x: &mut Numbers, width: f64, widths: &Widths) -> (bool, usize) {
    let mut seen: Moments = (0..3).map(|_| law.next(x)).collect();
    loop {
        let n = seen.n();
        let half = widths.0[n] * seen.variance().map_or(f64::INFINITY, f64::sqrt);
        if half <= width || n == MOST {
            return (seen.mean().is_some_and(|m| m.abs() <= half), n);
        }
        seen.add(law.next(x));
    }
}

/// Planned looks: how often one interval or more of all looks misses, at the level itself and at a split level.
pub fn looks(seed: u64, experiments: u64, laws: &[(&str, Law)], targets: &mut Targets) -> String {
    let mut rows = Vec::new();
    let split = level_of_each(LEVEL, LOOKS.len()).unwrap_or(LEVEL);
    for (l, (name, law)) in laws.iter().enumerate() {
        let mut missed = [0, 0];
        for experiment in 0..experiments {
            let mut x = Numbers::of(seed, 400 + l as u64, experiment);
            let (mut seen, mut misses) = (Moments::default(), [false, false]);
            for look in LOOKS {
                seen.extend((seen.n()..look).map(|_| law.next(&mut x)));
                for (missed, level) in misses.iter_mut().zip([LEVEL, split]) {
                    *missed |= !covers(seen.estimate(level), 0.0);
                }
            }
            missed.iter_mut().zip(misses).for_each(|(n, missed)| *n += u64::from(missed));
        }
        if law.target().is_some() {
            targets.at_most(&format!("planned looks, {name}"), missed[1], experiments, 0.055);
        }
        rows.push(vec![(*name).to_owned(), share(missed[0], experiments), share(missed[1], experiments)]);
    }
    markdown(&["differences", "some of five intervals at .95 misses", "some of five at .99 misses"], 1, &rows)
}

/// Several comparisons with one baseline, planned together: all policies of the replicates.
pub fn several(seed: u64, experiments: u64, real: Option<&Replicates>, targets: &mut Targets) -> String {
    // Each experiment holds some fifty replicates of ten policies.
    let experiments = experiments.div_ceil(4);
    let mut rows = Vec::new();
    for (name, table, replicates) in [("normal, 10 policies", 100, None), ("real", 110, real)] {
        if name == "real" && replicates.is_none() {
            continue;
        }
        // Differences by policy, and what they should be: mean and standard deviation.
        let laws: Vec<(f64, f64)> = replicates.map_or_else(
            || vec![(0.0, std::f64::consts::SQRT_2); 10],
            |r| (1..r.policies()).map(|p| law_of(r.differences(p))).collect(),
        );
        let more = |x: &mut Numbers, rows: &mut [Vec<f64>], n: usize| {
            let drawn = match replicates {
                Some(replicates) => replicates.drawn(x, n),
                None => independent(x, laws.len() + 1, n),
            };
            for (row, policy) in rows.iter_mut().zip(&drawn[1..]) {
                row.extend(policy.iter().zip(&drawn[0]).map(|(b, a)| b - a));
            }
        };
        for (s, split) in [Split::Each, Split::Together].into_iter().enumerate() {
            let (mut each, mut all, mut needed) = (vec![0; laws.len()], 0, Moments::default());
            for experiment in 0..experiments {
                let mut x = Numbers::of(seed, table + s as u64, experiment);
                let mut rows = vec![Vec::new(); laws.len()];
                more(&mut x, &mut rows, LEAST);
                let wanted: Vec<Wanted<'_>> =
                    rows.iter().zip(&laws).map(|(first, law)| Wanted { first, half_width: 0.5 * law.1 }).collect();
                let Some(plan) = plan(&wanted, LEVEL, split) else { continue };
                more(&mut x, &mut rows, plan.replicates - LEAST);
                let covered: Vec<bool> = plan
                    .first
                    .iter()
                    .zip(&rows)
                    .zip(&laws)
                    .map(|((first, row), law)| covers(first.estimate(row), law.0))
                    .collect();
                each.iter_mut().zip(&covered).for_each(|(n, covered)| *n += u64::from(*covered));
                all += u64::from(covered.iter().all(|covered| *covered));
                needed.add(plan.replicates as f64);
            }
            let least = each.iter().copied().min().unwrap_or(0);
            let target = if name == "real" { 0.93 } else { 0.945 };
            targets.at_least(&format!("Stein, several, {name}, {split:?}: the least of each"), least, experiments, target);
            if split == Split::Together {
                targets.at_least(&format!("Stein, several, {name}, {split:?}: all"), all, experiments, target);
            }
            let words = if split == Split::Each { "each .95" } else { "together .95" };
            let mean = format!("{:.1}", needed.mean().unwrap_or(0.0));
            let policies = if name == "real" { format!("real, {} policies", laws.len()) } else { name.to_owned() };
            rows.push(vec![policies, words.to_owned(), mean, share(least, experiments), share(all, experiments)]);
        }
    }
    markdown(&["differences", "level", "mean N", "the least of each", "all"], 2, &rows)
}

fn law_of(values: Vec<f64>) -> (f64, f64) {
    let Law::Values { mean, deviation, .. } = Law::of_values(values) else { return (0.0, 1.0) };
    (mean, deviation)
}

fn independent(x: &mut Numbers, policies: usize, n: usize) -> Vec<Vec<f64>> {
    (0..policies).map(|_| (0..n).map(|_| x.normal()).collect()).collect()
}

/// Eleven policies that all are the baseline: how often anything is found.
pub fn family(seed: u64, experiments: u64, real: Option<&Replicates>, targets: &mut Targets) -> String {
    let mut laws = vec![("normal", Law::Normal), ("exponential", Law::Exponential)];
    // Levels, of which baseline and policies are independent draws.
    laws.extend(real.map(|r| ("real", Law::of_values(r.outcomes()[1].clone()))));
    let mut rows = Vec::new();
    for (l, (name, law)) in laws.iter().enumerate() {
        for (k, n) in [10, 30].into_iter().enumerate() {
            let (mut plain, mut adjusted) = (0, 0);
            for experiment in 0..experiments {
                let mut x = Numbers::of(seed, 200 + (2 * l + k) as u64, experiment);
                let mut sample = || (0..n).map(|_| law.next(&mut x)).collect::<Vec<f64>>();
                let baseline = sample();
                let p: Vec<f64> = (0..FAMILY)
                    .filter_map(|_| {
                        let differences: Vec<f64> = sample().iter().zip(&baseline).map(|(b, a)| b - a).collect();
                        holm::of_differences(&differences)
                    })
                    .collect();
                let found = |p: &[f64]| u64::from(p.iter().any(|p| *p <= 1.0 - LEVEL));
                plain += found(&p);
                adjusted += found(&holm::adjusted(&p));
            }
            targets.at_most(&format!("family error, {name}, n = {n}"), adjusted, experiments, 0.055);
            rows.push(vec![(*name).to_owned(), n.to_string(), share(plain, experiments), share(adjusted, experiments)]);
        }
    }
    markdown(&["outcomes", "n", "some p ≤ .05", "some adjusted p ≤ .05"], 1, &rows)
}
