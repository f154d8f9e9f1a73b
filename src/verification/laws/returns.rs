//! A line with returns: one server, work in whole days, and a fixed probability that a try fails.
//!
//! A failed need goes home in the evening, is decided and delivered again in the morning, and joins the line behind all that already wait,
//! among the day's new needs in random order. State of an evening: days left of the open case, whether a need is on its way back, needs
//! waiting. Only single waits depend on the order of service; the number in line does not. The wait of first deliveries is the textbook's
//! at every tick length, because all of a day's needs are present when service begins.

use super::numbers::{poisson, settle};

/// Means of the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Returns {
    /// Days from onset to first service.
    pub wait: f64,
    /// Days from a later delivery to service.
    pub wait_again: f64,
    /// Needs waiting in the evening.
    pub waiting: f64,
    /// Those of them that have been served before.
    pub waiting_again: f64,
}

/// `rate` needs a day, a try that takes `days` days and fails with probability `vain`.
#[must_use]
pub fn returns(rate: f64, vain: f64, days: usize) -> Returns {
    let (tries, k) = (rate / (1.0 - vain), days as f64);
    let most = 60 + (60.0 / (1.0 - tries * k)) as usize;
    let at = |left: usize, back: usize, n: usize| (left * 2 + back) * (most + 1) + n;
    let arrivals = poisson(rate);
    let mut start = vec![0.0; at(days - 1, 1, most) + 1];
    start[0] = 1.0;
    let law = settle(start, |now, next| {
        for left in 0..days {
            for back in 0..2 {
                for n in 0..=most {
                    let p = now[at(left, back, n)];
                    if p < 1e-19 {
                        continue;
                    }
                    for (a, q) in arrivals.iter().enumerate() {
                        let there = (n + a + back).min(most);
                        let p = p * q;
                        // A case continues, or the next in line is begun; a case that ends today may be on its way back tomorrow.
                        let (left, there) = match (left, there) {
                            (0, 0) => {
                                next[at(0, 0, 0)] += p;
                                continue;
                            }
                            (0, _) => (days - 1, there - 1),
                            _ => (left - 1, there),
                        };
                        if left == 0 {
                            next[at(0, 1, there)] += p * vain;
                            next[at(0, 0, there)] += p * (1.0 - vain);
                        } else {
                            next[at(left, 0, there)] += p;
                        }
                    }
                }
            }
        }
    });
    let (mut line, mut rest, mut backs, mut line_back) = (0.0, 0.0, 0.0, 0.0);
    for left in 0..days {
        for back in 0..2 {
            for n in 0..=most {
                let p = law[at(left, back, n)];
                line += p * n as f64;
                rest += p * left as f64;
                backs += p * back as f64;
                line_back += p * (back * n) as f64;
            }
        }
    }
    // A newcomer finds ahead of it last evening's line, half of the other arrivals of its day, and the rest of the open case. A returning
    // need finds the line of the evening on which its own case ended, and half of the day's new needs.
    let wait = rest + k * (line + (rate + backs) / 2.0);
    let wait_again = k * (line_back / backs + rate / 2.0);
    Returns { wait, wait_again, waiting: line, waiting_again: backs * wait_again }
}

/// Mean wait in services when a service takes `factor` times as many days.
#[must_use]
pub fn wait_in_services(rate: f64, vain: f64, days: usize, factor: usize) -> f64 {
    let longer = days * factor;
    returns(rate / factor as f64, vain, longer).wait / longer as f64
}

/// Textbook wait before the first service, in services: the single-server queue with Bernoulli feedback (Takács 1963) and fixed service.
/// An arrival finds ρ/2 of a service in progress and the line of a work-conserving server ahead of it, ρ²(1 + r)/(2(1 − ρ)), r the
/// probability of a return.
#[must_use]
pub fn textbook(rate: f64, vain: f64, days: usize) -> f64 {
    let load = rate * days as f64 / (1.0 - vain);
    load / 2.0 + load * load * (1.0 + vain) / (2.0 * (1.0 - load))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_wait_for_the_first_time_and_again_are_all_who_wait() {
        for (rate, vain, days) in [(0.5, 0.38, 1), (0.2, 0.5, 2), (0.7, 0.0001, 1)] {
            let line = returns(rate, vain, days);
            let both = rate * line.wait + line.waiting_again;
            assert!((both - line.waiting).abs() < 1e-7, "{both} is not {}", line.waiting);
        }
    }

    #[test]
    fn without_return_it_is_pollaczek_and_khinchine() {
        use super::super::textbook::wait_mg1;
        assert!((returns(0.8, 1e-12, 1).wait - 2.0).abs() < 1e-6);
        assert!((textbook(0.8, 0.0, 1) - wait_mg1(0.8, 0.0)).abs() < 1e-12);
    }

    #[test]
    fn the_wait_of_newcomers_is_the_textbook_at_any_tick() {
        for (rate, vain, factor) in [(0.5, 0.38, 1), (0.5, 0.38, 5), (0.2, 0.6, 2)] {
            let far = (wait_in_services(rate, vain, 1, factor) - textbook(rate, vain, 1)).abs();
            assert!(far < 1e-7, "{far} at {rate}, {vain}, {factor}");
        }
    }
}
