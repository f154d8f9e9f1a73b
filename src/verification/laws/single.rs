//! One server, any law of work: the Lindley recursion of a day.
//!
//! W' = max(W + B − n, 0), W the steps of work left in the evening, B the work that came during the day, n the steps of a day. All of
//! a day's needs are present when service begins, in random order; one that has V steps before it begins ⌊(W + V)/n⌋ days later. With
//! n = 1 and Poisson arrivals its mean is Pollaczek–Khinchine at every length of tick:
//! `E W = λE[S²]/(2(1 − ρ)) − ρ/2`, plus half of the rest of its batch, ρ/2 of work, ahead of it.

use super::numbers::{ahead_in_batch, compound, convolve, mean, mean_square, poisson, settle};
use super::textbook::wait_mg1;
use super::work::WorkLaw;

/// Means of a line with one server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Single {
    /// Days from onset to first service.
    pub wait: f64,
    /// Needs waiting in the evening.
    pub waiting: f64,
    /// Open cases in the evening.
    pub open: f64,
    /// Share of minutes in use.
    pub utilisation: f64,
}

/// One server of `day` minutes, `rate` needs a day. With `whole`, work is not capped at the engine's maximum.
#[must_use]
pub fn single(rate: f64, work: WorkLaw, day: f64, whole: bool) -> Single {
    let steps = work.steps(whole);
    let n = (day / work.step) as usize;
    let load = rate * mean(&steps) / n as f64;
    if n == 1 {
        let wait = rate * mean_square(&steps) / (2.0 * (1.0 - load));
        return Single { wait, waiting: rate * wait, open: rate * (mean(&steps) - 1.0), utilisation: load };
    }
    let batch = poisson(rate);
    let spread = mean_square(&steps) / mean(&steps);
    let most = ((20.0 * spread / (1.0 - load)) as usize).max(2 * steps.len());
    let today = compound(&batch, &steps, most);
    let law = settle(vec![1.0 / (most + 1) as f64; most + 1], |now, next| {
        for (w, p) in now.iter().enumerate().filter(|(_, p)| **p > 1e-17) {
            for (b, q) in today.iter().enumerate() {
                next[(w + b).saturating_sub(n).min(most)] += p * q;
            }
        }
    });
    let before = convolve(&law, &compound(&ahead_in_batch(&batch), &steps, most), 2 * most);
    let mut wait = 0.0;
    let mut offset = vec![0.0; n];
    for (w, p) in before.iter().enumerate() {
        wait += (w / n) as f64 * p;
        offset[w % n] += p;
    }
    // A case of s steps that begins o steps into a day is open in the evening of ⌊(o + s − 1)/n⌋ days.
    let mut evenings = 0.0;
    for (o, p) in offset.iter().enumerate() {
        for (s, q) in steps.iter().enumerate().skip(1) {
            evenings += p * q * ((o + s - 1) / n) as f64;
        }
    }
    Single { wait, waiting: rate * wait, open: rate * evenings, utilisation: load }
}

/// Mean wait in mean services when a service takes `factor` times as many days: towards the textbook value.
#[must_use]
pub fn wait_in_services(rate: f64, work: WorkLaw, day: f64, factor: f64) -> f64 {
    let longer = work.stretched(factor);
    single(rate / factor, longer, day, true).wait * day / longer.mean
}

/// The textbook value: Pollaczek–Khinchine.
#[must_use]
pub fn textbook(rate: f64, work: WorkLaw, day: f64) -> f64 {
    wait_mg1(rate * work.mean / day, work.squared_cv())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::keys::needs::WorkDistribution;

    #[test]
    fn whole_days_of_work_wait_as_pollaczek_and_khinchine_say_at_any_tick() {
        let work = WorkLaw { distribution: WorkDistribution::Fixed, mean: 480.0, cv: 0.0, step: 480.0 };
        assert!((single(0.8, work, 480.0, false).wait - 2.0).abs() < 1e-12);
        // The same in half days, two per day: the recursion itself.
        let halves = WorkLaw { step: 240.0, mean: 480.0, ..work };
        assert!((single(0.8, halves, 480.0, false).wait - 2.0).abs() < 1e-7);
    }

    #[test]
    fn geometric_work_tends_to_exponential_work() {
        let work = WorkLaw { distribution: WorkDistribution::Geometric, mean: 480.0, cv: 0.0, step: 480.0 };
        let values: Vec<f64> = [1.0, 4.0, 16.0, 64.0].map(|k| wait_in_services(0.8, work, 480.0, k)).to_vec();
        assert!(values.windows(2).all(|w| w[0] < w[1]) && (values[3] - 4.0).abs() < 0.05, "{values:?}");
    }
}
