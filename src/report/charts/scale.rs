//! From values to pixels: ranges, round ticks, and separation of labels.

/// A linear axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    from: i32,
    to: i32,
}

impl Scale {
    /// An axis from `low` at pixel `from` to `high` at pixel `to`.
    #[must_use]
    pub const fn new((low, high): (f64, f64), (from, to): (i32, i32)) -> Self {
        Self { low, high, from, to }
    }

    /// The pixel of a value; values outside the range are clamped.
    ///
    /// `p = from + (to − from) · (v − low) / (high − low)`
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "between two pixels of the sheet")]
    pub fn pixel(&self, value: f64) -> i32 {
        let share = (value.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        self.from + (f64::from(self.to - self.from) * share).round() as i32
    }

    /// Round values within the range, at least `apart` pixels from each other, with the decimals they need.
    #[must_use]
    pub fn ticks(&self, apart: i32) -> (Vec<f64>, usize) {
        let room = f64::from((self.to - self.from).abs());
        let step = round_step((self.high - self.low) * f64::from(apart) / room.max(1.0));
        (multiples(step, self.low, self.high), decimals(step))
    }
}

/// A range that contains all values with a margin and ends at round values; with `from_zero`, it also contains 0.
#[must_use]
pub fn range(values: impl IntoIterator<Item = f64>, from_zero: bool) -> (f64, f64) {
    let (mut low, mut high) =
        values.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low > high {
        return (0.0, 1.0);
    }
    if from_zero {
        low = low.min(0.0);
        high = high.max(0.0);
    }
    if low >= high {
        let air = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
        high += air;
        if !from_zero || low < 0.0 {
            low -= air;
        }
    }
    let step = round_step((high - low) / 10.0);
    ((low / step).floor() * step, (high / step).ceil() * step)
}

/// The smallest of 1, 2, 5 times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    if !(least > 0.0 && least.is_finite()) {
        return 1.0;
    }
    let power = libm::pow(10.0, libm::floor(libm::log10(least)));
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= least * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

fn multiples(step: f64, low: f64, high: f64) -> Vec<f64> {
    let first = libm::ceil(low / step - 1e-9);
    let last = libm::floor(high / step + 1e-9);
    let mut ticks = Vec::new();
    let mut i = first;
    while i <= last && ticks.len() < 200 {
        ticks.push(i * step);
        i += 1.0;
    }
    ticks
}

fn decimals(step: f64) -> usize {
    (0..9)
        .zip([1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8])
        .find(|(_, power)| step * power >= 1.0 - 1e-9)
        .map_or(9, |(digits, _)| digits)
}

/// Positions for labels of this height with ideal positions `wanted`, without overlap, within `low..=high`, displaced as little as
/// possible (least squares), in the same order. If there is not enough room, they are evenly spaced and overlap.
///
/// With `uᵢ = wantedᵢ − i·h` the places are `yᵢ = vᵢ + i·h` for the non-decreasing `v` nearest to `u`: pools of neighbours that would
/// overlap get their common mean.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a few labels on a sheet")]
pub fn spread(wanted: &[i32], height: i32, low: i32, high: i32) -> Vec<i32> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&i| (wanted[i], i));
    let gaps = (wanted.len() as i32 - 1).max(1);
    let height = height.min((high - low) / gaps);
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (i, &label) in order.iter().enumerate() {
        let mut pool = (f64::from(wanted[label] - i as i32 * height), 1);
        while let Some(&(total, n)) = pools.last() {
            if total * f64::from(pool.1) < pool.0 * f64::from(n as u32) {
                break;
            }
            pools.pop();
            pool = (pool.0 + total, pool.1 + n as u32);
        }
        pools.push((pool.0, pool.1 as usize));
    }
    let highest = f64::from(high - (wanted.len() as i32 - 1) * height);
    let mut places = vec![0; wanted.len()];
    let mut i = 0;
    for (total, n) in pools {
        let mean = (total / f64::from(n as u32)).clamp(f64::from(low), highest.max(f64::from(low)));
        for _ in 0..n {
            places[order[i]] = mean.round() as i32 + i as i32 * height;
            i += 1;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within_the_range() {
        let scale = Scale::new((0.0, 47.0), (0, 470));
        assert_eq!(scale.ticks(60), (vec![0.0, 10.0, 20.0, 30.0, 40.0], 0), "steps of 10, none finer than 60 pixels");
        let fine = Scale::new((-0.02, 0.03), (0, 100));
        assert_eq!(fine.ticks(20).1, 2);
        assert_eq!(scale.pixel(47.0), 470);
        assert_eq!(scale.pixel(f64::MAX), 470);
    }

    #[test]
    fn a_range_holds_its_values_and_zero_where_bars_begin() {
        assert_eq!(range([3.2, 9.7], true), (0.0, 10.0));
        let (low, high) = range([0.512, 0.534], false);
        assert!(low <= 0.512 && low > 0.5 && high >= 0.534);
        assert_eq!(range([], true), (0.0, 1.0));
        assert_eq!(range([0.0], true), (0.0, 1.0));
        let (low, high) = range([5.0, 5.0], false);
        assert!(low < 5.0 && high > 5.0);
    }

    #[test]
    fn labels_are_pushed_apart_and_stay_within() {
        assert_eq!(spread(&[100, 10], 20, 0, 200), [100, 10]);
        assert_eq!(spread(&[100, 100], 20, 0, 200), [90, 110]);
        assert_eq!(spread(&[0, 0, 0], 20, 0, 200), [0, 20, 40]);
        assert_eq!(spread(&[200, 199], 20, 0, 200), [200, 180]);
        let places = spread(&[50, 52, 60, 90, 91], 20, 0, 200);
        assert!(places.windows(2).all(|p| p[1] - p[0] >= 20), "{places:?}");
    }
}
