//! Two kinds of case in one line: c servers, geometric work of whole days with a mean for each kind, first come first served.
//!
//! The head of the line is of the first kind with that kind's share of arrivals, so (first kind in service, second kind
//! in service, line) at noon is a chain. Short cases stuck behind long ones can wait longer than in two lines of their own.

use super::numbers::{binomials, poisson, settle};

/// Mean number waiting in the evening; `rate` and `s` (chance that a day of service is the last) by kind.
#[must_use]
pub fn waiting(c: usize, rate: [f64; 2], s: [f64; 2]) -> f64 {
    let total = rate[0] + rate[1];
    let load = (rate[0] / s[0] + rate[1] / s[1]) / c as f64;
    let slow = s[0].min(s[1]);
    let most = c + (18.0 / (1.0 - load) * (total / slow / c as f64).max(1.0)) as usize + 30;
    let arrivals = poisson(total);
    let kinds = binomials(c, rate[0] / total);
    let (ends_first, ends_second) = (binomials(c, s[0]), binomials(c, s[1]));
    // States: (first in service, all in service, line); a line only behind c busy servers.
    let at = |i: usize, busy: usize, line: usize| (busy * (c + 1) + i) * (most + 1) + line;
    let size = (c + 1) * (c + 1) * (most + 1);
    let mut start = vec![0.0; size];
    start[0] = 1.0;
    let mut half = vec![0.0; size];
    let law = settle(start, |now, next| {
        // Services end: (first kept, all kept, line).
        half.fill(0.0);
        for busy in 0..=c {
            for i in 0..=busy {
                for line in 0..=if busy == c { most } else { 0 } {
                    let p = now[at(i, busy, line)];
                    if p < 1e-18 {
                        continue;
                    }
                    for (d, q) in ends_first[i].iter().enumerate() {
                        for (e, r) in ends_second[busy - i].iter().enumerate() {
                            half[at(i - d, busy - d - e, line)] += p * q * r;
                        }
                    }
                }
            }
        }
        for busy in 0..=c {
            for i in 0..=busy {
                for line in 0..=most {
                    let p = half[at(i, busy, line)];
                    if p < 1e-18 {
                        continue;
                    }
                    for (n, q) in arrivals.iter().enumerate() {
                        let taken = (c - busy).min(line + n);
                        let rest = (line + n - taken).min(most);
                        for (first, r) in kinds[taken].iter().enumerate() {
                            next[at(i + first, busy + taken, rest)] += p * q * r;
                        }
                    }
                }
            }
        }
    });
    (0..=c).flat_map(|i| (0..=most).map(move |l| (i, l))).map(|(i, l)| l as f64 * law[at(i, c, l)]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_that_are_alike_are_one_kind() {
        let a = waiting(2, [0.2, 0.2], [0.25, 0.25]);
        let b = super::super::servers::servers(2, 0.4, 0.25).waiting;
        assert!((a - b).abs() < 1e-6, "{a} is not {b}");
    }
}
