//! Servers of unequal skill on one line: the best free server takes its head.
//!
//! Work is a geometric number of days for full skill; a less skilled server takes f times as many, f an integer. So a case is a geometric
//! number of blocks of f days, and the last day of a block is the last of the case with chance s. State of an evening: for every server
//! the days left of the present block, or none; needs waiting.

use super::numbers::{poisson, settle};

/// Means of the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Unequal {
    /// Days from onset to first service.
    pub wait: f64,
    /// Needs waiting in the evening.
    pub waiting: f64,
    /// Open cases in the evening, best server first.
    pub open: Vec<f64>,
    /// Cases begun a day, best server first.
    pub begun: Vec<f64>,
}

/// `rate` needs a day, `s` the chance that a block is the last, `blocks` the days of a block of each server, the best first.
#[must_use]
pub fn unequal(rate: f64, s: f64, blocks: &[usize]) -> Unequal {
    let load = rate / (s * blocks.iter().map(|f| 1.0 / *f as f64).sum::<f64>());
    let most = blocks.len() + 30 + (34.0 / (1.0 - load)) as usize;
    let states: usize = blocks.iter().map(|f| f + 1).product();
    let at = |servers: usize, n: usize| servers * (most + 1) + n;
    let arrivals = poisson(rate);
    let begun = std::cell::RefCell::new(vec![0.0; blocks.len()]);
    let step = |now: &[f64], next: &mut [f64]| {
        begun.borrow_mut().fill(0.0);
        for servers in 0..states {
            for n in 0..=most {
                let p = now[at(servers, n)];
                if p < 1e-19 {
                    continue;
                }
                for (a, q) in arrivals.iter().enumerate() {
                    let (mut line, mut rest) = ((n + a).min(most), servers);
                    // Distribution of the servers' states tonight, combined by mixed-radix place values.
                    let (mut tonight, mut place) = (vec![(0, p * q)], 1);
                    for (w, f) in blocks.iter().enumerate() {
                        let mut left = rest % (f + 1);
                        rest /= f + 1;
                        if left == 0 && line > 0 {
                            line -= 1;
                            left = *f;
                            begun.borrow_mut()[w] += p * q;
                        }
                        tonight = match left {
                            0 => tonight,
                            1 => {
                                let ends = tonight.iter().map(|&(at, p)| (at, p * s));
                                ends.chain(tonight.iter().map(|&(at, p)| (at + f * place, p * (1.0 - s)))).collect()
                            }
                            _ => tonight.iter().map(|&(at, p)| (at + (left - 1) * place, p)).collect(),
                        };
                        place *= f + 1;
                    }
                    for (servers, p) in tonight {
                        next[at(servers, line)] += p;
                    }
                }
            }
        }
    };
    let mut start = vec![0.0; at(states - 1, most) + 1];
    start[0] = 1.0;
    let law = settle(start, step);
    let mut end = vec![0.0; law.len()];
    step(&law, &mut end);
    let (mut waiting, mut open) = (0.0, vec![0.0; blocks.len()]);
    for servers in 0..states {
        for n in 0..=most {
            let p = law[at(servers, n)];
            waiting += p * n as f64;
            let mut rest = servers;
            for (busy, f) in open.iter_mut().zip(blocks) {
                *busy += if rest % (f + 1) > 0 { p } else { 0.0 };
                rest /= f + 1;
            }
        }
    }
    Unequal { wait: waiting / rate, waiting, open, begun: begun.into_inner() }
}

/// Share of cases that the best server begins, when a service takes `factor` times as many days.
#[must_use]
pub fn best_share(rate: f64, s: f64, blocks: &[usize], factor: f64) -> f64 {
    let begun = unequal(rate / factor, s / factor, blocks).begun;
    begun[0] / begun.iter().sum::<f64>()
}

/// The textbook: M/M/2 with unequal servers, the faster preferred (Morse 1958); the share of cases that the faster one begins. From the
/// balance of the states empty, faster alone, slower alone, both and n waiting.
#[must_use]
pub fn textbook(rate: f64, fast: f64, slow: f64) -> f64 {
    let all = fast + slow;
    let slow_alone = fast / (rate + slow);
    let fast_alone = all / rate - slow_alone;
    let nobody = (fast * fast_alone + slow * slow_alone) / rate;
    let both = 1.0 / (1.0 - rate / all);
    fast * (fast_alone + both) / (rate * (nobody + fast_alone + slow_alone + both))
}

#[cfg(test)]
mod tests {
    use super::super::servers::servers;
    use super::*;

    #[test]
    fn equal_servers_are_the_line_of_several() {
        let (one, many) = (unequal(0.6, 0.4, &[1, 1]), servers(2, 0.6, 0.4));
        assert!((one.waiting - many.waiting).abs() < 1e-7, "{one:?} {many:?}");
        assert!((one.open.iter().sum::<f64>() + one.waiting - many.in_system).abs() < 1e-7);
        assert!((one.begun.iter().sum::<f64>() - 0.6).abs() < 1e-9 && one.begun[0] > one.begun[1]);
    }

    #[test]
    fn longer_services_tend_to_the_textbook() {
        let (rate, s) = (0.5, 0.5);
        let limit = textbook(rate, s, s / 2.0);
        let far = |factor| (best_share(rate, s, &[1, 2], factor) - limit).abs();
        assert!(far(1.0) > far(4.0) && far(4.0) > far(16.0) && far(16.0) < 0.01, "{limit}: {} {}", far(1.0), far(16.0));
        assert!((textbook(1.0, 0.9, 0.9) - textbook(1.0, 0.9, 0.899_999)).abs() < 1e-5);
    }
}
