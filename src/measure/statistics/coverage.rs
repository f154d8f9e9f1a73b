//! Small versions of the experiments of `examples/coverage`: what every interval must cover, with room for chance in 2,000 experiments (three
//! standard errors of .95 are .015).

use super::bootstrap::Bootstrap;
use super::moments::Moments;
use super::quantile::quantile;
use super::ratio::of_means;
use super::stein::{First, Split, Wanted, plan};
use super::{holm, mean_interval, mean_interval_at};
use crate::base::draws::{mix, normal, unit};

const EXPERIMENTS: u64 = 2_000;

/// Numbers of one experiment, one after another.
struct Numbers {
    key: u64,
    next: u64,
}

impl Numbers {
    fn of(table: u64, experiment: u64) -> Self {
        Self { key: mix(mix(table).wrapping_add(experiment.wrapping_mul(0x9E37_79B9_7F4A_7C15))), next: 0 }
    }

    fn bits(&mut self) -> u64 {
        self.next += 1;
        mix(self.key.wrapping_add(self.next.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    fn normal(&mut self) -> f64 {
        normal(self.bits())
    }

    fn normals(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| self.normal()).collect()
    }

    fn exponential(&mut self) -> f64 {
        -libm::log1p(-unit(self.bits()))
    }
}

fn share(table: u64, mut covers: impl FnMut(&mut Numbers) -> bool) -> f64 {
    let covered = (0..EXPERIMENTS).filter(|&i| covers(&mut Numbers::of(table, i))).count();
    covered as f64 / EXPERIMENTS as f64
}

fn about(share: f64, expected: f64) {
    assert!((share - expected).abs() <= 0.015, "{share}, not about {expected}");
}

#[test]
fn the_interval_of_a_normal_mean_covers_with_its_level() {
    about(share(1, |x| mean_interval(&x.normals(10)).is_some_and(|e| e.low() <= 0.0 && e.high() >= 0.0)), 0.95);
}

#[test]
fn two_stages_cover_with_the_level_at_the_width_that_was_asked() {
    let mut runs = Moments::default();
    let covered = share(2, |x| {
        let mut all = x.normals(10);
        let first = First::new(Wanted { first: &all, half_width: 0.4 }, 0.95).expect("ten");
        all.extend(x.normals(first.needed - 10));
        runs.add(first.needed as f64);
        let estimate = first.estimate(&all).expect("all");
        assert!(estimate.high() - estimate.low() <= 0.8 + 1e-12);
        estimate.mean.abs() <= 0.4
    });
    assert!(covered >= 0.94, "{covered}");
    // The mean of (t·s₀/h)², rounded up, with E s₀² = 1.
    let expected = (2.262_157 / 0.4_f64) * (2.262_157 / 0.4) + 0.5;
    assert!((runs.mean().expect("many") - expected).abs() < 1.5);
}

#[test]
fn looking_from_three_on_until_the_interval_is_narrow_covers_too_little() {
    let covered = share(3, |x| {
        let mut seen: Moments = x.normals(3).into_iter().collect();
        loop {
            let estimate = seen.estimate(0.95).expect("three or more");
            if estimate.high() - estimate.mean <= 0.5 {
                return estimate.low() <= 0.0 && estimate.high() >= 0.0;
            }
            seen.add(x.normal());
        }
    });
    assert!(covered < 0.93, "{covered}: if peeking covered, two stages would not be needed");
}

#[test]
fn ten_comparisons_planned_together_cover_together() {
    let covered = share(4, |x| {
        let mut rows: Vec<Vec<f64>> = vec![Vec::new(); 10];
        let more = |x: &mut Numbers, rows: &mut Vec<Vec<f64>>, n: usize| {
            for _ in 0..n {
                let shared = x.normal();
                rows.iter_mut().for_each(|row| row.push(shared + x.normal()));
            }
        };
        more(x, &mut rows, 10);
        let wanted: Vec<Wanted<'_>> = rows.iter().map(|first| Wanted { first, half_width: 1.2 }).collect();
        let plan = plan(&wanted, 0.95, Split::Together).expect("ten");
        more(x, &mut rows, plan.replicates - 10);
        plan.first.iter().zip(&rows).all(|(first, row)| first.estimate(row).is_some_and(|e| e.low() <= 0.0 && e.high() >= 0.0))
    });
    assert!(covered >= 0.935, "{covered}");
}

#[test]
fn holm_finds_nothing_where_there_is_nothing_but_for_the_level() {
    let wrong = share(5, |x| {
        let baseline = x.normals(10);
        let p: Vec<f64> = (0..11)
            .filter_map(|_| {
                let differences: Vec<f64> = baseline.iter().map(|a| x.normal() - a).collect();
                holm::of_differences(&differences)
            })
            .collect();
        holm::adjusted(&p).iter().any(|p| *p <= 0.05)
    });
    assert!((0.005..=0.055).contains(&wrong), "{wrong}");
}

#[test]
fn intervals_of_order_statistics_cover_at_least_with_their_level() {
    for (table, n, order, truth) in [(6, 10, 0.5, 0.0), (7, 10, 0.9, 1.281_552), (8, 30, 0.1, -1.281_552), (9, 30, 0.5, 0.0)] {
        let mut said = 0.0;
        let covered = share(table, |x| {
            let q = quantile(&x.normals(n), order, 0.95).expect("values");
            said = q.covers;
            q.interval.low <= truth && truth <= q.interval.high
        });
        about(covered, said);
        assert!(said >= 0.95);
    }
}

#[test]
fn a_ratio_of_means_is_covered_also_where_the_set_is_unbounded() {
    // Means 3 and 6 with a deviation of 1: nearly always bounded. Means .3 and .6: mostly not.
    for (table, scale) in [(10, 1.0), (11, 0.1)] {
        let covered = share(table, |x| {
            let pair = |x: &mut Numbers| {
                let shared = x.normal();
                (3.0 * scale + x.normal(), 6.0 * scale + shared)
            };
            let pairs: Vec<(f64, f64)> = (0..10).map(|_| pair(x)).collect();
            of_means(&pairs, 0.95).and_then(|r| r.set).is_some_and(|s| s.contains(2.0))
        });
        about(covered, 0.95);
    }
}

#[test]
fn the_studentised_interval_of_a_skewed_mean_covers_more_than_student() {
    let bootstrap = |seed| Bootstrap { resamples: 399, ..Bootstrap::new(seed) };
    let mut seed = 0;
    let (mut plain, mut studentised) = (0, 0);
    share(12, |x| {
        seed += 1;
        let values: Vec<f64> = (0..10).map(|_| x.exponential()).collect();
        plain += i32::from(mean_interval_at(&values, 0.95).is_some_and(|e| e.low() <= 1.0 && e.high() >= 1.0));
        studentised += i32::from(bootstrap(seed).studentised_mean(&values).is_some_and(|i| i.low <= 1.0 && i.high >= 1.0));
        true
    });
    let share = |count: i32| f64::from(count) / EXPERIMENTS as f64;
    assert!(
        share(plain) < 0.92 && share(studentised) > share(plain) + 0.02 && share(studentised) > 0.92,
        "{plain} {studentised}"
    );
}
