//! A grid of efforts, so that needs of any effort can be kept as counts and still give a bound.
//!
//! A need of effort x between two neighbouring points g < h counts as the share (h − x)/(h − g) of a need of effort g and the rest
//! of one of effort h. This preserves its minutes and its weight and spreads it around its mean. An allocation that may serve it in part
//! can then only do better (by Jensen: the value of the best minutes is concave), so the optimum over the grid bounds the optimum over the
//! needs; and needs distinguished only by their class mean, put on the grid as that mean, never do better than the same needs put on it
//! one by one. Points are 1, 2, 3, 4, 6, 8, 12, 16 …: an effort is at most 20 % from one of them, and since steps are powers of
//! two, the minutes of both parts are whole in units of 1/[`SHARES`]: the bound is exact, not only exact to rounding.

/// Units in which needs and their minutes are counted: a bundle's parts share one need.
pub const SHARES: u64 = 1024;
/// Points per doubling of effort.
const STEPS: u64 = 2;
/// log2 of [`STEPS`].
const SHIFT: u32 = STEPS.trailing_zeros();
/// Doublings.
const OCTAVES: u32 = 18;
/// Largest effort distinguished, minutes.
pub const LARGEST: u64 = (1 << OCTAVES) - 1;
/// Intervals between points.
pub const BINS: usize = (STEPS - 1 + STEPS * (OCTAVES - SHIFT) as u64) as usize;

/// The interval in which an effort lies.
#[inline]
#[must_use]
pub const fn bin(effort: u64) -> usize {
    let x = if effort == 0 {
        1
    } else if effort > LARGEST {
        LARGEST
    } else {
        effort
    };
    if x < STEPS {
        return (x - 1) as usize;
    }
    let k = x.ilog2() - SHIFT;
    (STEPS - 1 + STEPS * k as u64 + ((x >> k) & (STEPS - 1))) as usize
}

/// A point of the grid and the step to the next.
const fn point_and_step(i: usize) -> (u64, u64) {
    let i = i as u64;
    if i < STEPS - 1 {
        return (i + 1, 1);
    }
    let (k, j) = ((i - (STEPS - 1)) / STEPS, (i - (STEPS - 1)) % STEPS);
    ((STEPS + j) << k, 1 << k)
}

/// A point of the grid, minutes.
#[must_use]
pub const fn point(i: usize) -> u64 {
    point_and_step(i).0
}

/// Minutes at the lower and at the upper point of an interval, in units of 1/[`SHARES`], of needs of the interval: `shares` of needs
/// with `minutes` in all, each with an effort in the interval.
#[must_use]
pub fn spread(bin: usize, shares: u64, minutes: u64) -> (u64, u64) {
    let (low, step) = point_and_step(bin);
    let high = low + step;
    let units = minutes * SHARES;
    // Shares at the points, times the step; minutes are these times the point.
    let at_low = (shares * high).saturating_sub(units);
    let at_high = units.saturating_sub(shares * low);
    (at_low * (low / step), at_high * (high / step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_effort_lies_in_its_interval_and_is_near_a_point() {
        for effort in (1..5000).chain([65_535, 100_000, LARGEST]) {
            let (low, high) = (point(bin(effort)), point(bin(effort) + 1));
            assert!(low <= effort && effort < high, "{effort} is not between {low} and {high}");
            assert!(effort < 2 || 2 * high <= 3 * low || high == 2, "{low} {high}");
        }
        assert_eq!(bin(LARGEST), BINS - 1);
        assert_eq!(bin(0), 0);
        assert_eq!(bin(u64::MAX), BINS - 1);
    }

    #[test]
    fn spreading_keeps_needs_and_minutes() {
        for effort in [1, 2, 5, 7, 11, 90, 1000, 65_535] {
            let i = bin(effort);
            let (low, high) = spread(i, 3 * SHARES, 3 * effort);
            assert_eq!(low + high, 3 * effort * SHARES, "minutes at {effort}");
            let needs = low as f64 / point(i) as f64 + high as f64 / point(i + 1) as f64;
            assert!((needs - 3.0 * SHARES as f64).abs() < 1e-6, "needs at {effort}");
        }
    }
}
