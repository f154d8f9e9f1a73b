//! Several servers, geometric work of whole days: N' = N + A − Bin(min(N + A, c), s).
//!
//! N the needs in the system in the evening, A the day's arrivals, s the chance that a day of service is the last. Arrivals can be served
//! on the same day (V9); serving before arrivals would leave exactly one day's arrivals more in the evening.

use super::numbers::{binomials, poisson, settle};
use super::textbook::wait_mmc;

/// Means of a line with c servers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Servers {
    /// In the system in the evening.
    pub in_system: f64,
    /// Waiting in the evening.
    pub waiting: f64,
    /// Days from onset to first service.
    pub wait: f64,
    /// Share of minutes in use.
    pub utilisation: f64,
}

/// c servers, `rate` needs a day, `s` the chance that a day of service is the last.
#[must_use]
pub fn servers(c: usize, rate: f64, s: f64) -> Servers {
    let load = rate / (s * c as f64);
    let most = c + (34.0 / (1.0 - load)) as usize + 30;
    let (arrivals, ends) = (poisson(rate), binomials(c, s));
    let mut day = vec![0.0; most + 1];
    let mut start = vec![0.0; most + 1];
    start[0] = 1.0;
    let law = settle(start, |now, next| {
        noon(now, &arrivals, &mut day);
        for (x, p) in day.iter().enumerate() {
            for (d, q) in ends[x.min(c)].iter().enumerate() {
                next[x - d] += p * q;
            }
        }
    });
    noon(&law, &arrivals, &mut day);
    let waiting: f64 = day.iter().enumerate().map(|(x, p)| x.saturating_sub(c) as f64 * p).sum();
    let in_system = super::numbers::mean(&law);
    Servers { in_system, waiting, wait: waiting / rate, utilisation: load }
}

/// The law at noon, when the day's needs have arrived.
fn noon(evening: &[f64], arrivals: &[f64], day: &mut [f64]) {
    let last = day.len() - 1;
    day.fill(0.0);
    for (n, p) in evening.iter().enumerate().filter(|(_, p)| **p > 0.0) {
        for (a, q) in arrivals.iter().enumerate() {
            day[(n + a).min(last)] += p * q;
        }
    }
}

/// Mean wait in mean services when a service takes `factor` times as many days.
#[must_use]
pub fn wait_in_services(c: usize, rate: f64, s: f64, factor: f64) -> f64 {
    servers(c, rate / factor, s / factor).wait * s / factor
}

/// Needs in the system in the evening, likewise.
#[must_use]
pub fn in_system(c: usize, rate: f64, s: f64, factor: f64) -> f64 {
    servers(c, rate / factor, s / factor).in_system
}

/// Textbook wait of M/M/c in mean services.
#[must_use]
pub fn textbook(c: usize, rate: f64, s: f64) -> f64 {
    wait_mmc(c, rate / s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evenings_are_those_of_the_table_of_tick_orders() {
        for (rate, s, after) in [(0.8, 0.25, 4.491_20), (0.4, 0.125, 5.037_54), (0.16, 0.05, 5.366_23), (0.08, 0.025, 5.475_94)] {
            let found = servers(4, rate, s).in_system;
            assert!((found - after).abs() < 6e-6, "{found} is not {after}");
        }
        assert!((in_system(4, 0.8, 0.25, 200.0) - 5.585_73).abs() < 0.01);
    }

    #[test]
    fn one_server_is_the_lindley_recursion() {
        use super::super::work::WorkLaw;
        use crate::scenario::keys::needs::WorkDistribution;
        let work = WorkLaw { distribution: WorkDistribution::Geometric, mean: 1920.0, cv: 0.0, step: 480.0 };
        let (a, b) = (servers(1, 0.2, 0.25), super::super::single::single(0.2, work, 480.0, true));
        assert!((a.wait - b.wait).abs() < 1e-7 && (a.in_system - b.waiting - b.open).abs() < 1e-7);
    }
}
