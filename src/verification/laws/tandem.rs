//! Approvals before service: files at level 1, then level 2, then a line with c servers.
//!
//! Clerks take the same minutes for every file, n files a day, so level 1 is Q' = max(Q + A − n, 0) and passes on D = min(Q + A, n);
//! level 2 has the same minutes and works on the same day, so no file stays there overnight (the second of two equal clerks in series
//! never has a queue). The provider then receives D per day: N' = N + D − Bin(min(N + D, c), s), a chain with Q. Clerks are not
//! exponential servers, so Jackson's product form does not apply and is not claimed.

use super::numbers::{binomials, poisson, settle};

/// Means in the evening: files at level 1, waiting at the provider, open cases.
#[must_use]
pub fn tandem(rate: f64, files: usize, c: usize, s: f64) -> (f64, f64, f64) {
    let loads = (rate / files as f64, rate / (s * c as f64));
    let rows = 20 + (18.0 / (1.0 - loads.0)) as usize;
    let columns = c + 30 + (30.0 / (1.0 - loads.1)) as usize;
    let (arrivals, ends) = (poisson(rate), binomials(c, s));
    let mut start = vec![0.0; rows * columns];
    start[0] = 1.0;
    let mut noon = vec![0.0; rows * columns];
    let pass = |now: &[f64], noon: &mut [f64]| {
        noon.fill(0.0);
        for q in 0..rows {
            for n in 0..columns {
                let p = now[q * columns + n];
                if p > 1e-18 {
                    for (a, w) in arrivals.iter().enumerate() {
                        let done = (q + a).min(files);
                        noon[(q + a - done).min(rows - 1) * columns + (n + done).min(columns - 1)] += p * w;
                    }
                }
            }
        }
    };
    let law = settle(start, |now, next| {
        pass(now, &mut noon);
        for q in 0..rows {
            for x in 0..columns {
                let p = noon[q * columns + x];
                if p > 1e-18 {
                    for (d, w) in ends[x.min(c)].iter().enumerate() {
                        next[q * columns + x - d] += p * w;
                    }
                }
            }
        }
    });
    pass(&law, &mut noon);
    let mean = |law: &[f64], f: &dyn Fn(usize, usize) -> usize| -> f64 {
        (0..rows).flat_map(|q| (0..columns).map(move |n| (q, n))).map(|(q, n)| f(q, n) as f64 * law[q * columns + n]).sum()
    };
    let held = mean(&law, &|_, n| n);
    let waiting = mean(&noon, &|_, x| x.saturating_sub(c));
    (mean(&law, &|q, _| q), waiting, held - waiting)
}
