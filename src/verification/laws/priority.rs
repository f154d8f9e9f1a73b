//! Priority without interruption: one server, two severities, geometric work of whole days.
//!
//! A chain on (busy, graver waiting, milder waiting) at noon: a free server takes the more severe first. First come, first served leaves
//! the same total waiting: the server does the same work in any order.

use super::numbers::{poisson, settle};
use super::textbook::cobham;

/// Mean numbers waiting in the evening: more severe, less severe.
#[must_use]
pub fn waiting(graver: f64, milder: f64, s: f64) -> (f64, f64) {
    let load = (graver + milder) / s;
    let (rows, columns) = (24 + (20.0 / (1.0 - graver / s)) as usize, 30 + (34.0 / (1.0 - load)) as usize);
    let (first, second) = (poisson(graver), poisson(milder));
    let at = |i: usize, j: usize| 1 + i * columns + j;
    let mut start = vec![0.0; 1 + rows * columns];
    start[0] = 1.0;
    let mut part = vec![0.0; rows * columns];
    let law = settle(start, |now, next| {
        // After service the busy server is free with chance s: (free, line) and (busy, line), then arrivals of both kinds, then a free
        // server takes one. Free servers stand first.
        for (free, share) in [(true, s), (false, 1.0 - s)] {
            part.fill(0.0);
            for i in 0..rows {
                for j in 0..columns {
                    let p = now[at(i, j)] * share + if free && i == 0 && j == 0 { now[0] } else { 0.0 };
                    if p > 1e-18 {
                        for (a, q) in first.iter().enumerate() {
                            part[(i + a).min(rows - 1) * columns + j] += p * q;
                        }
                    }
                }
            }
            for i in 0..rows {
                for j in 0..columns {
                    let p = part[i * columns + j];
                    if p > 1e-18 {
                        for (b, q) in second.iter().enumerate() {
                            let j = (j + b).min(columns - 1);
                            let to = match (free, i, j) {
                                (false, ..) => at(i, j),
                                (true, 0, 0) => 0,
                                (true, 0, _) => at(0, j - 1),
                                (true, ..) => at(i - 1, j),
                            };
                            next[to] += p * q;
                        }
                    }
                }
            }
        }
    });
    let (mut one, mut two) = (0.0, 0.0);
    for i in 0..rows {
        for j in 0..columns {
            one += i as f64 * law[at(i, j)];
            two += j as f64 * law[at(i, j)];
        }
    }
    (one, two)
}

/// Mean waits in mean services when a service takes `factor` times as many days.
#[must_use]
pub fn waits_in_services(graver: f64, milder: f64, s: f64, factor: f64) -> (f64, f64) {
    let (graver, milder, s) = (graver / factor, milder / factor, s / factor);
    let (one, two) = waiting(graver, milder, s);
    (one / graver * s, two / milder * s)
}

/// Textbook: Cobham.
#[must_use]
pub fn textbook(graver: f64, milder: f64, s: f64) -> (f64, f64) {
    cobham(graver / s, milder / s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_that_of_first_come_first_served() {
        let (one, two) = waiting(0.15, 0.25, 0.5);
        let all = super::super::servers::servers(1, 0.4, 0.5).waiting;
        assert!((one + two - all).abs() < 1e-6, "{one} + {two} is not {all}");
        assert!(one / 0.15 < two / 0.25);
    }
}
