//! Distance between where capacity is offered and where needs arise: total variation and the earth mover's distance (推土机距离).
//!
//! Both compare shares, so they are independent of totals; applied to minutes *served* they are nearly uninformative, and must be given
//! minutes *offered*.

/// ½ Σ |pᵢ − qᵢ| of the shares; 0 when one side is empty.
#[must_use]
pub fn total_variation(supply: &[u64], demand: &[u64]) -> f64 {
    let (p, q): (u64, u64) = (supply.iter().sum(), demand.iter().sum());
    if p == 0 || q == 0 {
        return 0.0;
    }
    let gap: f64 = supply.iter().zip(demand).map(|(&a, &b)| (a as f64 / p as f64 - b as f64 / q as f64).abs()).sum();
    gap / 2.0
}

/// Least cost of moving the shares of supply onto those of demand, per unit: a transport problem, solved by successive shortest paths
/// over whole numbers (every share is scaled by the other side's total, so both sides sum to the same).
#[must_use]
pub fn earth_mover(supply: &[u64], demand: &[u64], cost: impl Fn(usize, usize) -> f64) -> f64 {
    let (p, q): (u64, u64) = (supply.iter().sum(), demand.iter().sum());
    if p == 0 || q == 0 {
        return 0.0;
    }
    let (n, m) = (supply.len(), demand.len());
    let mut left: Vec<u128> = supply.iter().map(|&s| u128::from(s) * u128::from(q)).collect();
    let mut open: Vec<u128> = demand.iter().map(|&d| u128::from(d) * u128::from(p)).collect();
    let mut flow = vec![0_u128; n * m];
    while left.iter().any(|&l| l > 0) {
        let Some((path, amount)) = shortest(&left, &open, &flow, &cost) else { break };
        for (step, pair) in path.windows(2).enumerate() {
            // Steps alternate: supply to demand forwards, demand to supply along a flow taken back.
            if step % 2 == 0 {
                flow[pair[0] * m + pair[1]] += amount;
            } else {
                flow[pair[1] * m + pair[0]] -= amount;
            }
        }
        if let (Some(&first), Some(&last)) = (path.first(), path.last()) {
            left[first] -= amount;
            open[last] -= amount;
        }
    }
    let total = p as f64 * q as f64;
    flow.iter().enumerate().map(|(k, &f)| f as f64 / total * cost(k / m, k % m)).sum()
}

/// The cheapest way from a place with supply left to one with demand open: places in turn, and what can be moved along it.
fn shortest(left: &[u128], open: &[u128], flow: &[u128], cost: &impl Fn(usize, usize) -> f64) -> Option<(Vec<usize>, u128)> {
    const NOWHERE: usize = usize::MAX;
    let (n, m) = (left.len(), open.len());
    let mut from: Vec<(f64, usize)> = left.iter().map(|&l| (if l > 0 { 0.0 } else { f64::INFINITY }, NOWHERE)).collect();
    let mut to = vec![(f64::INFINITY, NOWHERE); m];
    loop {
        let mut changed = false;
        for i in 0..n {
            for j in 0..m {
                let through = from[i].0 + cost(i, j);
                if through < to[j].0 - 1e-12 {
                    to[j] = (through, i);
                    changed = true;
                }
                let back = to[j].0 - cost(i, j);
                if flow[i * m + j] > 0 && back < from[i].0 - 1e-12 {
                    from[i] = (back, j);
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    let end = (0..m).filter(|&j| open[j] > 0 && to[j].0.is_finite()).min_by(|&a, &b| to[a].0.total_cmp(&to[b].0))?;
    let (mut path, mut amount, mut at) = (vec![end], open[end], end);
    loop {
        let i = to[at].1;
        path.push(i);
        let before = from[i].1;
        if before == NOWHERE {
            amount = amount.min(left[i]);
            break;
        }
        amount = amount.min(flow[i * m + before]);
        path.push(before);
        at = before;
    }
    path.reverse();
    Some((path, amount))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(i: usize, j: usize) -> f64 {
        i.abs_diff(j) as f64
    }

    #[test]
    fn three_places_in_a_row() {
        let (p, q) = ([5, 3, 2], [2, 3, 5]);
        assert!((earth_mover(&p, &q, line) - 0.6).abs() < 1e-12);
        assert!((total_variation(&p, &q) - 0.3).abs() < 1e-12);
        assert_eq!(earth_mover(&[0, 0], &[1, 2], line), 0.0);
    }

    proptest! {
        #[test]
        fn it_is_a_distance_and_on_a_line_the_area_between_the_curves(
            a in prop::collection::vec(0_u64..50, 5), b in prop::collection::vec(0_u64..50, 5), c in prop::collection::vec(0_u64..50, 5),
        ) {
            prop_assume!([&a, &b, &c].iter().all(|v| v.iter().sum::<u64>() > 0));
            let d = |x: &[u64], y: &[u64]| earth_mover(x, y, line);
            prop_assert!((d(&a, &b) - d(&b, &a)).abs() < 1e-9);
            prop_assert!(d(&a, &c) <= d(&a, &b) + d(&b, &c) + 1e-9);
            let share = |v: &[u64], i: usize| v[..=i].iter().sum::<u64>() as f64 / v.iter().sum::<u64>() as f64;
            let area: f64 = (0..5).map(|i| (share(&a, i) - share(&b, i)).abs()).sum();
            prop_assert!((d(&a, &b) - area).abs() < 1e-9);
            let flat = earth_mover(&a, &b, |i, j| f64::from(u8::from(i != j)));
            prop_assert!((flat - total_variation(&a, &b)).abs() < 1e-9);
        }
    }
}
