//! Textbook laws in continuous time: the limits of the engine's process when a tick is short compared with a service.

use super::numbers::settle;

/// Erlang B: share lost by c servers at offered load a, without a line.
#[must_use]
pub fn erlang_b(c: usize, a: f64) -> f64 {
    (1..=c).fold(1.0, |b, k| a * b / (k as f64 + a * b))
}

/// Erlang C: chance to wait.
#[must_use]
pub fn erlang_c(c: usize, a: f64) -> f64 {
    let b = erlang_b(c, a);
    let rho = a / c as f64;
    b / (1.0 - rho * (1.0 - b))
}

/// Mean wait of M/M/c in mean services.
#[must_use]
pub fn wait_mmc(c: usize, a: f64) -> f64 {
    erlang_c(c, a) / (c as f64 - a)
}

/// Pollaczek–Khinchine: mean wait of M/G/1 in mean services.
#[must_use]
pub fn wait_mg1(rho: f64, squared_cv: f64) -> f64 {
    rho * (1.0 + squared_cv) / (2.0 * (1.0 - rho))
}

/// Cobham: mean waits of two classes with priority on one server, exponential work of mean 1; the first class goes first.
#[must_use]
pub fn cobham(first: f64, second: f64) -> (f64, f64) {
    let residual = first + second;
    (residual / (1.0 - first), residual / ((1.0 - first) * (1.0 - first - second)))
}

/// Erlang A in mean services: share given up, mean line, mean busy servers; θ the rate of giving up over that of service.
#[must_use]
pub fn erlang_a(c: usize, a: f64, theta: f64) -> (f64, f64, f64) {
    let mut weight = vec![1.0];
    let mut n = 0;
    loop {
        n += 1;
        let out = n.min(c) as f64 + theta * n.saturating_sub(c) as f64;
        let next = weight[n - 1] * a / out;
        if n > c && next < 1e-18 * weight.iter().copied().fold(0.0, f64::max) {
            break;
        }
        weight.push(next);
    }
    let total: f64 = weight.iter().sum();
    let mean = |f: &dyn Fn(usize) -> f64| weight.iter().enumerate().map(|(n, w)| w * f(n)).sum::<f64>() / total;
    let line = mean(&|n| n.saturating_sub(c) as f64);
    (theta * line / a, line, mean(&|n| n.min(c) as f64))
}

/// Mean wait of a first come, first served line with c servers and two classes of exponential work: rates and means, in time units.
#[must_use]
pub fn wait_two_classes(c: usize, rate: [f64; 2], mean: [f64; 2]) -> f64 {
    let total = rate[0] + rate[1];
    let first = rate[0] / total;
    let load = rate[0] * mean[0] + rate[1] * mean[1];
    let most = (100.0 / (1.0 - load / c as f64)) as usize;
    let at = |i: usize, busy: usize, line: usize| ((busy * (c + 1)) + i) * (most + 1) + line;
    let size = (c + 1) * (c + 1) * (most + 1);
    let fastest = total + c as f64 * (1.0 / mean[0]).max(1.0 / mean[1]);
    let (arrive, serve) = (total / fastest, mean.map(|m| 1.0 / m / fastest));
    let mut start = vec![0.0; size];
    start[0] = 1.0;
    let law = settle(start, |now, next| {
        for busy in 0..=c {
            for i in 0..=busy {
                for line in 0..=if busy == c { most } else { 0 } {
                    let p = now[at(i, busy, line)];
                    if p < 1e-18 {
                        continue;
                    }
                    if busy == c {
                        next[at(i, c, (line + 1).min(most))] += p * arrive;
                    } else {
                        next[at(i + 1, busy + 1, 0)] += p * arrive * first;
                        next[at(i, busy + 1, 0)] += p * arrive * (1.0 - first);
                    }
                    let mut stay = 1.0 - arrive;
                    for (class, count) in [(0, i), (1, busy - i)] {
                        let q = count as f64 * serve[class];
                        stay -= q;
                        let left = i - usize::from(class == 0 && count > 0);
                        if count == 0 {
                        } else if line > 0 {
                            next[at(left + 1, c, line - 1)] += p * q * first;
                            next[at(left, c, line - 1)] += p * q * (1.0 - first);
                        } else {
                            next[at(left, busy - 1, 0)] += p * q;
                        }
                    }
                    next[at(i, busy, line)] += p * stay;
                }
            }
        }
    });
    let waiting: f64 =
        (0..=c).flat_map(|i| (0..=most).map(move |line| (i, line))).map(|(i, l)| l as f64 * law[at(i, c, l)]).sum();
    waiting / total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 2e-5 * b.abs().max(1.0), "{a} is not {b}");
    }

    #[test]
    fn values_are_those_of_the_tables() {
        close(wait_mg1(0.8, 1.0), 4.0);
        close(wait_mg1(0.8, 0.0), 2.0);
        close(wait_mmc(2, 1.6), 1.7778);
        close(erlang_c(4, 3.2), 0.59643);
        close(wait_mmc(4, 3.2), 0.74554);
        close(wait_mmc(10, 8.0), 0.20459);
        close(erlang_b(4, 3.2), 0.228_145);
        let (lost, line, busy) = erlang_a(4, 4.0, 0.25);
        close(lost, 0.131_694);
        close(line, 2.107_105);
        close(busy / 4.0, 0.868_306);
        close(erlang_a(4, 3.2, 0.1).0, 0.040_430);
        close(erlang_a(10, 12.0, 0.5).0, 0.195_656);
        close(erlang_a(100, 120.0, 0.5).0, 0.166_791);
        let (lost, line, busy) = erlang_a(4, 4.5, 1.0);
        close(lost, 0.241_796);
        close(line + busy, 4.5);
        let (one, two) = cobham(0.3, 0.5);
        close(one, 1.142_86);
        close(two, 5.714_29);
    }

    #[test]
    fn short_and_long_cases_in_one_line_wait_longer_than_apart() {
        let pooled = wait_two_classes(2, [0.8, 0.08], [1.0, 10.0]);
        assert!((pooled - 9.367).abs() < 5e-3, "{pooled}");
        close(wait_two_classes(2, [0.8, 0.8], [1.0, 1.0]), 1.7778);
    }
}
