//! Two providers with reported backlogs: which one needs join.
//!
//! One server each, one day of work per need. Every need of a day goes to the provider with the shorter last report, to either with equal
//! probability if they are equal: n_i' = max(n_i + A_i − 1, 0). Reports come every T days, each provider on its own day, so the state
//! contains both lines, the value reported last, and which report is shorter. With a sample of one option, each need chooses a provider at
//! random.

use super::numbers::{poisson, settle};

/// Mean number waiting at both providers together in the evening; `rate` needs a day for both, reports every `period` days, the second
/// provider's `apart` days after the first's.
#[must_use]
pub fn waiting(rate: f64, period: usize, apart: usize) -> f64 {
    let most = lines(rate, period);
    let values = if apart == 0 { 1 } else { most };
    let (all, half, none) = (poisson(rate), poisson(rate / 2.0), vec![1.0]);
    let at = |sign: usize, r: usize, i: usize, j: usize| ((sign * values + r) * most + i) * most + j;
    let size = 3 * values * most * most;
    let mut start = vec![0.0; size];
    start[at(1, 0, 0, 0)] = 1.0;
    let mut total = 0.0;
    let mut reported = vec![0.0; size];
    let mut moved = vec![0.0; size];
    let mut cycle = |now: &[f64], next: &mut [f64], count: &mut f64| {
        let mut state = now.to_vec();
        *count = 0.0;
        for day in 0..period {
            if day == 0 || day == apart {
                reported.fill(0.0);
                for sign in 0..3 {
                    for r in 0..values {
                        for i in 0..most {
                            for j in 0..most {
                                let p = state[at(sign, r, i, j)];
                                if p > 1e-19 {
                                    // sign 0: the first is shorter, 1: equal, 2: the second is.
                                    let (a, b, kept) = match (apart, day) {
                                        (0, _) => (i, j, 0),
                                        (_, 0) => (i, r, i),
                                        _ => (r, j, j),
                                    };
                                    let sign = match a.cmp(&b) {
                                        std::cmp::Ordering::Less => 0,
                                        std::cmp::Ordering::Equal => 1,
                                        std::cmp::Ordering::Greater => 2,
                                    };
                                    reported[at(sign, kept, i, j)] += p;
                                }
                            }
                        }
                    }
                }
                state.copy_from_slice(&reported);
            }
            for sign in 0..3 {
                let (first, second) = match sign {
                    0 => (&all, &none),
                    1 => (&half, &half),
                    _ => (&none, &all),
                };
                for r in 0..values {
                    let plane = at(sign, r, 0, 0)..at(sign, r, 0, 0) + most * most;
                    walk(&state[plane.clone()], &mut moved[plane], most, first, second);
                }
            }
            std::mem::swap(&mut state, &mut moved);
            for (k, p) in state.iter().enumerate() {
                *count += ((k / most) % most + k % most) as f64 * p;
            }
        }
        next.copy_from_slice(&state);
    };
    let law = settle(start, |now, next| cycle(now, next, &mut total));
    let mut end = vec![0.0; size];
    cycle(&law, &mut end, &mut total);
    total / period as f64
}

/// Longest line worth keeping.
fn lines(rate: f64, period: usize) -> usize {
    let load = rate / 2.0;
    (14.0 + 5.0 / (1.0 - load) + 2.5 * rate * period as f64) as usize
}

/// A day of both lines: arrivals by these lists, then one served at each.
fn walk(now: &[f64], next: &mut [f64], most: usize, first: &[f64], second: &[f64]) {
    next.fill(0.0);
    for i in 0..most {
        for j in 0..most {
            let p = now[i * most + j];
            if p > 1e-19 {
                for (a, q) in first.iter().enumerate() {
                    let row = (i + a).saturating_sub(1).min(most - 1) * most;
                    for (b, w) in second.iter().enumerate() {
                        next[row + (j + b).saturating_sub(1).min(most - 1)] += p * q * w;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_of_last_evening_helps_and_old_news_hurts() {
        // Random choice between single lines of one day's work: Pollaczek–Khinchine, with half of a day's arrivals served at once.
        let blind = 2.0 * 0.7 * 0.7 / (2.0 * 0.3);
        let (fresh, old) = (waiting(1.4, 1, 0), waiting(1.4, 8, 0));
        assert!(fresh < blind && blind < old, "{fresh} {blind} {old}");
    }
}
