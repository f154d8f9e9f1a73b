//! Intervals of quantiles, regrets and ratios, each by every method that might be used.

use sanshe::measure::statistics::bootstrap::Bootstrap;
use sanshe::measure::statistics::quantile::{of_sorted, quantile, sorted};
use sanshe::measure::statistics::ratio::{RatioSet, of_means};
use sanshe::measure::statistics::regret::{Better, by_column};
use sanshe::measure::statistics::share::share as share_of;
use sanshe::measure::statistics::{Interval, LEVEL, mean, mean_interval, sum};

use super::law::Numbers;
use super::replicates::Replicates;
use super::table::{markdown, share};

/// Replicates per experiment.
const SIZES: [usize; 2] = [10, 30];

/// What a method gave in one experiment.
struct Got {
    what: String,
    method: &'static str,
    covered: bool,
    width: f64,
}

/// Quantities that hold for all replicates of a law, and its regrets in order.
struct Truth {
    mean: f64,
    quantiles: [f64; 3],
    /// Policies with the least, a middle and the largest mean regret, of those that have any.
    policies: [usize; 3],
    regrets: Vec<f64>,
    /// Regrets of the middle policy, sorted.
    middle: Vec<f64>,
    best: f64,
    ratio: f64,
    weak: Option<f64>,
}

const ORDERS: [(f64, &str); 3] = [(0.1, "tenth percentile"), (0.5, "median"), (0.9, "ninetieth percentile")];
const PLACES: [&str; 3] = ["least", "middle", "largest"];

/// The smallest value that at least this share of sorted values does not exceed: the quantile of the law that draws them.
fn of_law(sorted: &[f64], order: f64) -> f64 {
    let rank = (sorted.len() as f64 * order - 1e-9).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

impl Truth {
    fn of(all: &Replicates) -> Self {
        let outcomes = all.outcomes();
        let values = sorted(&outcomes[1]);
        let by_policy = by_column(outcomes, Better::Lower).unwrap_or_default();
        let regrets: Vec<f64> = by_policy.iter().map(|r| mean(r).unwrap_or(0.0)).collect();
        let mut order: Vec<usize> = (0..regrets.len()).collect();
        order.sort_by(|&a, &b| regrets[a].total_cmp(&regrets[b]));
        // One that is always the best has no regret that could be covered; without any other there is nothing else.
        let never = order.iter().filter(|p| regrets[**p] == 0.0).count();
        order.drain(..never.min(order.len() - 1));
        let policies = [order[0], order[order.len() / 2], order[order.len() - 1]];
        let middle = sorted(&by_policy[policies[1]]);
        let best = by_policy[policies[0]].iter().filter(|r| **r == 0.0).count() as f64 / values.len() as f64;
        let weak = (all.policies() > 2).then(|| sum(&all.differences(2)) / sum(&all.differences(1)));
        Self {
            mean: mean(&values).unwrap_or(0.0),
            quantiles: ORDERS.map(|(order, _)| of_law(&values, order)),
            policies,
            regrets,
            middle,
            best,
            ratio: sum(&outcomes[1]) / sum(&outcomes[0]),
            weak,
        }
    }
}

/// The results of one experiment, in one order.
struct Results(Vec<Got>);

impl Results {
    fn add(&mut self, what: &str, method: &'static str, interval: Option<Interval>, truth: f64) {
        let covered = interval.is_some_and(|i| i.low <= truth && truth <= i.high);
        let width = interval.map_or(0.0, |i| i.high - i.low);
        self.0.push(Got { what: what.to_owned(), method, covered, width });
    }

    fn mean(&mut self, what: &str, values: &[f64], bootstrap: &Bootstrap, truth: f64, used: [&'static str; 4]) {
        let n = values.len();
        let of = |chosen: &[usize]| chosen.iter().fold(0.0, |total, &i| total + values[i]) / chosen.len() as f64;
        self.add(what, used[0], mean_interval(values).and_then(|e| e.interval), truth);
        self.add(what, used[1], bootstrap.percentile(n, of), truth);
        self.add(what, used[2], bootstrap.corrected(n, of), truth);
        self.add(what, used[3], bootstrap.studentised_mean(values), truth);
    }

    fn quantile(&mut self, what: &str, values: &[f64], order: f64, bootstrap: &Bootstrap, truth: f64) {
        let n = values.len();
        let mut drawn = vec![0.0; n];
        let mut of = |chosen: &[usize]| {
            drawn.clear();
            drawn.extend(chosen.iter().map(|&i| values[i]));
            drawn.sort_unstable_by(f64::total_cmp);
            of_sorted(&drawn, order).unwrap_or(f64::NAN)
        };
        self.add(what, "**order statistics**", quantile(values, order, LEVEL).map(|q| q.interval), truth);
        self.add(what, "percentile", bootstrap.percentile(n, &mut of), truth);
        self.add(what, "BCa", bootstrap.corrected(n, &mut of), truth);
    }

    fn ratio(&mut self, what: &str, pairs: &[(f64, f64)], bootstrap: &Bootstrap, truth: f64) {
        let set = of_means(pairs, LEVEL).and_then(|r| r.set);
        let width = set.map_or(0.0, |s| s.bounded().map_or(f64::INFINITY, |i| i.high - i.low));
        let covered = set.is_some_and(|s: RatioSet| s.contains(truth));
        self.0.push(Got { what: what.to_owned(), method: "**Fieller**", covered, width });
        let of = |chosen: &[usize]| {
            let (a, b) = chosen.iter().fold((0.0, 0.0), |(a, b), &i| (a + pairs[i].0, b + pairs[i].1));
            b / a
        };
        self.add(what, "percentile", bootstrap.percentile(pairs.len(), of), truth);
        self.add(what, "BCa", bootstrap.corrected(pairs.len(), of), truth);
    }
}

fn experiment(drawn: &[Vec<f64>], truth: &Truth, seed: u64) -> Vec<Got> {
    let bootstrap = Bootstrap::new(seed);
    let mut results = Results(Vec::new());
    results.mean("mean", &drawn[1], &bootstrap, truth.mean, ["**Student**", "percentile", "BCa", "studentised"]);
    for ((order, what), truth) in ORDERS.into_iter().zip(truth.quantiles) {
        results.quantile(what, &drawn[1], order, &bootstrap, truth);
    }
    let by_policy = by_column(drawn, Better::Lower).unwrap_or_default();
    for (policy, place) in truth.policies.into_iter().zip(PLACES) {
        let methods = ["Student", "percentile", "BCa", "**studentised**"];
        results.mean(&format!("mean regret, {place}"), &by_policy[policy], &bootstrap, truth.regrets[policy], methods);
    }
    let middle = &by_policy[truth.policies[1]];
    results.quantile("regret, ninetieth percentile", middle, 0.9, &bootstrap, of_law(&truth.middle, 0.9));
    // The share of all replicates with at most the regret that was the largest of these.
    let largest = middle.iter().fold(0.0_f64, |most, x| most.max(*x));
    let within = truth.middle.partition_point(|x| *x <= largest) as f64 / truth.middle.len() as f64;
    let bound = libm::pow(1.0 - LEVEL, 1.0 / middle.len() as f64);
    results.add("regret, share at most the maximum", "**Wilks**", Some(Interval { low: bound, high: 1.0 }), within);
    let zeros = by_policy[truth.policies[0]].iter().filter(|r| **r == 0.0).count();
    let best = share_of(zeros, middle.len(), LEVEL).map(|s| s.interval);
    results.add("regret, how often the best", "**Clopper-Pearson**", best, truth.best);
    let pairs = |a: &[f64], b: &[f64]| a.iter().copied().zip(b.iter().copied()).collect::<Vec<_>>();
    results.ratio("ratio of means", &pairs(&drawn[0], &drawn[1]), &bootstrap, truth.ratio);
    if let Some(truth) = truth.weak {
        let less = |row: &[f64]| row.iter().zip(&drawn[0]).map(|(b, a)| b - a).collect::<Vec<f64>>();
        results.ratio("ratio of two differences", &pairs(&less(&drawn[1]), &less(&drawn[2])), &bootstrap, truth);
    }
    results.0
}

/// Coverage and width of one method, over experiments.
#[derive(Default)]
struct Cell {
    covered: u64,
    widths: Vec<f64>,
}

/// Names of what is estimated and how, in the order of the first law.
type Names = Vec<(String, &'static str)>;

fn cells(seed: u64, table: u64, experiments: u64, all: &Replicates, truth: &Truth, n: usize) -> (Names, Vec<Cell>) {
    let (mut names, mut cells): (Names, Vec<Cell>) = (Vec::new(), Vec::new());
    for number in 0..experiments {
        let drawn = all.drawn(&mut Numbers::of(seed, table, number), n);
        for (i, got) in experiment(&drawn, truth, seed ^ (table << 32) ^ number).into_iter().enumerate() {
            if i == cells.len() {
                names.push((got.what, got.method));
                cells.push(Cell::default());
            }
            cells[i].covered += u64::from(got.covered);
            cells[i].widths.push(got.width);
        }
    }
    (names, cells)
}

/// A width beside another, in brackets; nothing where it cannot be compared.
fn beside(width: f64, first: f64, is_first: bool) -> String {
    if width.is_infinite() {
        " (∞)".to_owned()
    } else if is_first || !first.is_finite() || first <= 0.0 {
        String::new()
    } else {
        format!(" ({:.2})", width / first)
    }
}

/// The table: coverage, and median width beside that of the first method of the same quantity.
pub fn table(seed: u64, experiments: u64, populations: &[(&str, Replicates)]) -> String {
    let mut head = vec!["of".to_owned(), "interval".to_owned()];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (p, (name, all)) in populations.iter().enumerate() {
        let truth = Truth::of(all);
        for (s, n) in SIZES.into_iter().enumerate() {
            head.push(format!("{name}, {n}"));
            let (names, cells) = cells(seed, 300 + (2 * p + s) as u64, experiments, all, &truth, n);
            let median = |cell: &Cell| of_sorted(&sorted(&cell.widths), 0.5).unwrap_or(f64::NAN);
            let mut first = f64::NAN;
            for (i, (what, method)) in names.iter().enumerate() {
                let start = i == 0 || names[i - 1].0 != *what;
                let width = median(&cells[i]);
                if start {
                    first = width;
                }
                let row = rows.iter().position(|row| row[0] == *what && row[1] == *method).unwrap_or_else(|| {
                    rows.push(vec![what.clone(), (*method).to_owned()]);
                    rows.len() - 1
                });
                rows[row].resize(head.len() - 1, "–".to_owned());
                rows[row].push(format!("{}{}", share(cells[i].covered, experiments), beside(width, first, start)));
            }
        }
    }
    rows.iter_mut().for_each(|row| row.resize(head.len(), "–".to_owned()));
    // A quantity is named once.
    for i in (1..rows.len()).rev() {
        if rows[i][0] == rows[i - 1][0] {
            rows[i][0].clear();
        }
    }
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    markdown(&head, 2, &rows)
}
