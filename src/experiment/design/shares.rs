//! Shares of a whole: parts that are nowhere below 0 and add up to a given number.
//!
//! **From the cube.** k parts take k − 1 coordinates u_j. Part j takes of what the parts before it have left, R_j (R_1 = 1),
//!
//! x_j = R_j · (1 − (1 − u_j)^(1/(k − j))),  R_(j+1) = R_j − x_j,  x_k = R_k.
//!
//! Uniform coordinates give parts uniform on the simplex: these are the spacings of k − 1 sorted uniform numbers, each drawn given those before it
//! (Devroye 1986, ch. V; Fang and Wang 1994). Sorting the coordinates themselves gives the same law, but (k − 1)! points of the cube would then give
//! the same parts, and a coordinate would mean now one part and now another. Here a point of the simplex has one point of the cube, so that strata
//! of a Latin hypercube, steps of Morris and indices of Sobol keep their meaning: coordinate j decides part j out of what is left.
//!
//! **On a grid.** The lattice {k, m} (Scheffé 1958): all parts that are multiples of 1/m of the whole.
//!
//! **Rounding.** Parts are whole multiples of the ninth digit of the whole (10⁻⁸ for a whole of 1), dealt by largest remainders: as decimals they add up to the
//! whole exactly; as doubles to a few units in the last place.

use super::value::Value;
use crate::base::apportion::apportion;
use crate::base::words::{Both, both};

/// The most points of a lattice.
pub const MOST_POINTS: u64 = 1_000_000;

/// A whole that is divided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Whole {
    /// How many units it has.
    units: u64,
    /// The power of ten of a unit.
    place: i32,
}

impl Whole {
    /// A whole of that size.
    ///
    /// # Errors
    /// When it is not a number above 0, or has more than 9 significant digits, so that it could not be divided exactly.
    pub fn new(size: f64) -> Result<Self, Both> {
        let refused = || {
            let size = Value::Real(size);
            both!(
                "{size} cannot be divided into shares: expected a number above 0 with at most 9 digits",
                "{size} 不能分成份额：应为大于 0、至多 9 位有效数字的数"
            )
        };
        if !size.is_finite() || size <= 0.0 {
            return Err(refused());
        }
        let text = format!("{size:.8e}");
        if text.parse() != Ok(size) {
            return Err(refused());
        }
        let (digits, power) = text.split_once('e').ok_or_else(refused)?;
        let units = digits.replace('.', "").parse().map_err(|_| refused())?;
        let place = power.parse::<i32>().map_err(|_| refused())? - 8;
        Ok(Self { units, place })
    }

    /// Parts by weight that add up to the whole, as decimals exactly. Weights that are all 0 give equal parts.
    #[must_use]
    pub fn divided(self, weights: &[f64]) -> Vec<f64> {
        let place = self.place;
        let value = |units: u64| format!("{units}e{place}").parse().unwrap_or(0.0);
        apportion(self.units, weights).into_iter().map(value).collect()
    }
}

/// Shares of 1 from the coordinates of the unit cube, one share more than coordinates.
#[must_use]
pub fn spacings(unit: &[f64]) -> Vec<f64> {
    let mut left = 1.0;
    let mut shares = Vec::with_capacity(unit.len() + 1);
    for (j, u) in unit.iter().enumerate() {
        let after = (unit.len() - j) as f64;
        let share = left * (1.0 - libm::pow(1.0 - u, 1.0 / after));
        shares.push(share);
        left -= share;
    }
    shares.push(left.max(0.0));
    shares
}

/// All ways to write `m` as a sum of `parts` whole numbers in order; the first part rises slowest.
///
/// # Errors
/// When there are more than [`MOST_POINTS`].
pub fn lattice(parts: usize, m: u64) -> Result<Vec<Vec<f64>>, Both> {
    let points = lattice_points(parts, m).filter(|points| *points <= MOST_POINTS).ok_or_else(|| {
        let levels = m + 1;
        both!(
            "{parts} shares at {levels} levels are more than {MOST_POINTS} combinations: fewer levels",
            "{parts} 个份额、{levels} 个水平，组合超过 {MOST_POINTS} 种：请减少水平数"
        )
    })?;
    let mut all = Vec::with_capacity(points as usize);
    let mut now = vec![0_u64; parts];
    if let Some(last) = now.last_mut() {
        *last = m;
    }
    loop {
        all.push(now.iter().map(|n| *n as f64).collect());
        // The next in the order of a dictionary: one more in the last place that still has something behind it, the rest at the end.
        let Some(from) = (1..parts).rev().find(|i| now[*i] > 0) else { return Ok(all) };
        let rest = now[from] - 1;
        now[from] = 0;
        now[from - 1] += 1;
        now[parts - 1] = rest;
    }
}

/// C(m + k − 1, k − 1), while it fits.
fn lattice_points(parts: usize, m: u64) -> Option<u64> {
    let mut points = 1_u64;
    for j in 1..parts as u64 {
        points = points.checked_mul(m.checked_add(j)?)? / j;
    }
    Some(points)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::draws::unit;
    use crate::experiment::design::random::{Stream, Use};

    fn units(x: f64, place: f64) -> u64 {
        libm::round(x * place) as u64
    }

    #[test]
    fn parts_add_up_to_the_whole_exactly_as_decimals() {
        let mut stream = Stream::new(3, Use::Strata, 0);
        for size in [1.0, 0.7, 100.0, 0.012_345_678_9] {
            let whole = Whole::new(size).expect("it can be divided");
            for parts in 2..8 {
                let cube: Vec<f64> = (1..parts).map(|_| unit(stream.bits())).collect();
                let shares = whole.divided(&spacings(&cube));
                let place = libm::pow(10.0, f64::from(-whole.place));
                assert_eq!(shares.iter().map(|x| units(*x, place)).sum::<u64>(), whole.units);
                assert!((shares.iter().sum::<f64>() / size - 1.0).abs() < 1e-15);
                assert!(shares.iter().all(|x| x.to_string().len() <= 13), "{shares:?}");
            }
        }
    }

    #[test]
    fn shares_are_uniform_on_the_simplex() {
        // Uniform on the simplex of k parts: every part exceeds t with chance (1 − t)^(k − 1).
        let mut stream = Stream::new(5, Use::Strata, 0);
        let (parts, n) = (4, 20_000);
        let mut above = [[0_u32; 3]; 4];
        for _ in 0..n {
            let cube: Vec<f64> = (1..parts).map(|_| unit(stream.bits())).collect();
            for (share, counts) in spacings(&cube).iter().zip(&mut above) {
                for (count, t) in counts.iter_mut().zip([0.1, 0.3, 0.6]) {
                    *count += u32::from(*share > t);
                }
            }
        }
        for counts in above {
            for (count, t) in counts.into_iter().zip([0.1, 0.3, 0.6]) {
                let left: f64 = 1.0 - t;
                let expected = left * left * left;
                assert!((f64::from(count) / f64::from(n) - expected).abs() < 0.015, "{count} {expected}");
            }
        }
    }

    #[test]
    fn the_ends_of_coordinates_are_corners() {
        assert_eq!(spacings(&[1.0, 0.3]), [1.0, 0.0, 0.0]);
        assert_eq!(spacings(&[0.0, 0.0]), [0.0, 0.0, 1.0]);
        assert_eq!(spacings(&[0.0, 1.0]), [0.0, 1.0, 0.0]);
    }

    #[test]
    fn a_lattice_lists_every_combination_once() {
        let points = lattice(3, 4).expect("few");
        assert_eq!(points.len(), 15);
        assert_eq!((&points[0], &points[14]), (&vec![0.0, 0.0, 4.0], &vec![4.0, 0.0, 0.0]));
        assert!(points.windows(2).all(|w| w[0] < w[1]), "in order, hence without repetition");
        assert!(points.iter().all(|p| p.iter().sum::<f64>() == 4.0));
        assert_eq!(lattice(1, 4), Ok(vec![vec![4.0]]));
        assert!(lattice(30, 30).is_err() && lattice(2, u64::MAX - 1).is_err());
    }

    #[test]
    fn thirds_are_rounded_by_largest_remainder() {
        let mut thirds = Whole::new(1.0).expect("it can be divided").divided(&[1.0, 1.0, 1.0]);
        thirds.sort_by(f64::total_cmp);
        assert_eq!(thirds, [0.333_333_33, 0.333_333_33, 0.333_333_34]);
    }

    #[test]
    fn a_whole_without_size_is_refused() {
        for size in [0.0, -1.0, f64::NAN, f64::INFINITY, 0.123_456_789_123] {
            assert!(Whole::new(size).is_err(), "{size}");
        }
    }
}
