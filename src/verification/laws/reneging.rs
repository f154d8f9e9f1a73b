//! Giving up: c servers, geometric work of whole days, exponential patience in whole days; and the line without patience.
//!
//! Patience is max(1, ⌊E/θ⌋) days, so that nobody gives up on the day of arrival, a need that waits since yesterday does with chance
//! 1 − e^(−2θ), and one that waits longer with 1 − e^(−θ) a day: two ages in the line, first come first served, are a chain. Giving up
//! comes before service. Without patience, a need not begun at once is lost: Erlang B.

use super::numbers::{binomial, binomials, poisson, settle};
use super::textbook::{erlang_a, erlang_b};

/// Means of a line with giving up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reneging {
    /// Share that gives up.
    pub given_up: f64,
    /// Waiting in the evening.
    pub waiting: f64,
    /// In the system in the evening.
    pub in_system: f64,
    /// Share of minutes in use.
    pub utilisation: f64,
}

/// c servers, `rate` needs a day, `s` the chance that a day of service is the last, `theta` days⁻¹ of giving up.
#[must_use]
pub fn reneging(c: usize, rate: f64, s: f64, theta: f64) -> Reneging {
    let (young, old) = (1.0 - libm::exp(-2.0 * theta), 1.0 - libm::exp(-theta));
    let arrivals = poisson(rate);
    // Longest line represented: where departures balance arrivals, plus some standard deviations.
    let fresh = arrivals.len();
    let middle = (rate - s * c as f64).max(0.0) / old;
    let most = if old >= 1.0 - 1e-12 { 1 } else { (middle + 12.0 * libm::sqrt(rate / old + 1.0) + 20.0) as usize };
    let width = most + 1;
    let (ends, stay_old) = (binomials(c, s), binomials(most, 1.0 - old));
    let stay_young: Vec<Vec<f64>> = (0..fresh).map(|a| binomial(a, 1.0 - young)).collect();
    // States at noon: busy servers 0..c without a line, then (since today, longer) behind c busy servers.
    let at = |a: usize, o: usize| c + a * width + o;
    let mut start = vec![0.0; c + fresh * width];
    start[0] = 1.0;
    let mut half = vec![0.0; fresh * width];
    let mut stayed = vec![0.0; fresh + most];
    let law = settle(start, |now, next| {
        // Overnight: of those since yesterday some stay, of those longer some stay; together they are the older ones of today.
        half.fill(0.0);
        stayed.fill(0.0);
        for a in 0..fresh {
            for o in 0..width {
                let p = now[at(a, o)];
                if p > 1e-18 {
                    for (kept, q) in stay_young[a].iter().enumerate() {
                        half[kept * width + o] += p * q;
                    }
                }
            }
        }
        for a in 0..fresh {
            for o in 0..width {
                let p = half[a * width + o];
                if p > 1e-18 {
                    for (kept, q) in stay_old[o].iter().enumerate() {
                        stayed[a + kept] += p * q;
                    }
                }
            }
        }
        let mut morning = |busy: usize, line: usize, p: f64| {
            for (n, q) in arrivals.iter().enumerate() {
                let all = busy + line + n;
                if all < c {
                    next[all] += p * q;
                } else {
                    let free = c - busy;
                    let taken = free.min(line);
                    next[at((n - (free - taken)).min(fresh - 1), (line - taken).min(most))] += p * q;
                }
            }
        };
        for (busy, p) in now[..c].iter().enumerate() {
            for (d, q) in ends[busy].iter().enumerate() {
                morning(busy - d, 0, p * q);
            }
        }
        for (line, p) in stayed.iter().enumerate().filter(|(_, p)| **p > 1e-18) {
            for (d, q) in ends[c].iter().enumerate() {
                morning(c - d, line, p * q);
            }
        }
    });
    let mut busy: f64 = law[..c].iter().enumerate().map(|(b, p)| b as f64 * p).sum();
    let mut waiting = 0.0;
    for a in 0..fresh {
        for o in 0..width {
            let p = law[at(a, o)];
            busy += c as f64 * p;
            waiting += (a + o) as f64 * p;
        }
    }
    Reneging { given_up: 1.0 - s * busy / rate, waiting, in_system: waiting + busy * (1.0 - s), utilisation: busy / c as f64 }
}

/// Without patience: θ → ∞.
#[must_use]
pub fn loss(c: usize, rate: f64, s: f64) -> Reneging {
    reneging(c, rate, s, 1e3)
}

/// Textbook share given up, and needs in the system, of Erlang A.
#[must_use]
pub fn textbook(c: usize, rate: f64, s: f64, theta: f64) -> (f64, f64) {
    let (given_up, line, busy) = erlang_a(c, rate / s, theta / s);
    (given_up, line + busy)
}

/// Textbook share lost: Erlang B.
#[must_use]
pub fn textbook_loss(c: usize, rate: f64, s: f64) -> f64 {
    erlang_b(c, rate / s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ticks_lead_to_erlang() {
        let near = |x: f64, y: f64, by: f64| assert!((x - y).abs() < by, "{x} is not near {y}");
        let k = 40.0;
        near(loss(4, 3.2 / k, 1.0 / k).given_up, 0.228_145, 0.006);
        near(reneging(4, 4.0 / k, 1.0 / k, 0.25 / k).given_up, 0.131_694, 0.005);
        let gap = |k: f64| 4.5 - reneging(4, 4.5 / k, 1.0 / k, 1.0 / k).in_system;
        near(gap(80.0) / gap(40.0), 0.5, 0.02);
    }

    #[test]
    fn endless_patience_is_the_line_without_giving_up() {
        let a = reneging(2, 0.3, 0.25, 1e-5);
        let b = super::super::servers::servers(2, 0.3, 0.25);
        assert!((a.waiting - b.waiting).abs() < 1e-3 && (a.in_system - b.in_system).abs() < 1e-3);
    }
}
