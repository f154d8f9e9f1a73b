//! Latin hypercubes, plain and nested.
//!
//! **Plain.** n rows; each coordinate is cut into n strata of equal width and every stratum holds one row (McKay, Beckman and Conover 1979):
//!
//! x_ij = (π_j(i) + v_ij) / n,
//!
//! with an independent random order π_j of 0…n − 1 per coordinate, and v_ij uniform on [0, 1) (*jittered*: means are unbiased) or ½ (*middle*).
//!
//! **Nested.** The first n, 2n, 4n, … rows are each a Latin hypercube, and a row does not depend on how many there are, so that a design is doubled
//! without running a row again (Qian 2009; Sheikholeslami and Razavi 2017). A coordinate is a binary tree over n strata: every stratum of a level
//! holds one of its rows. On doubling, the row of a stratum s lies in one half of it, by a random bit of its own h(s), and a new row takes the other
//! half; the new rows take the strata in a random order. Rows are computed from these orders and the bits alone, nothing is searched.

use super::random::{Stream, Use};
use crate::base::draws::{mix, unit};
use crate::base::words::{Both, both};

/// The most rows of a Latin hypercube.
pub const MOST_ROWS: u64 = 1 << 20;
/// The most coordinates of all rows: an order takes 4 bytes for each.
pub const MOST_CELLS: u64 = 1 << 26;

/// How many strata a coordinate is followed down to: positions within are left at their middle.
const FINEST: u64 = 1 << 44;

/// Where in its stratum a row lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placing {
    /// At a random place.
    #[default]
    Jittered,
    /// In the middle. Such a design cannot be doubled.
    Middle,
}

/// A Latin hypercube.
#[derive(Clone, Debug, PartialEq)]
pub struct Latin {
    rows: u64,
    /// Rows of the smallest design.
    base: u64,
    placing: Placing,
    coordinates: Vec<Coordinate>,
}

#[derive(Clone, Debug, PartialEq)]
struct Coordinate {
    /// Which stratum each row of the base takes; then, for each doubling, which stratum of the level before each new row halves.
    orders: Vec<Vec<u32>>,
    /// Of the halves, and of the places within strata.
    key: u64,
}

impl Latin {
    /// A plain design of so many rows.
    ///
    /// # Errors
    /// When there are no rows, or more than [`MOST_ROWS`] or [`MOST_CELLS`].
    pub fn new(rows: u64, coordinates: usize, placing: Placing, seed: u32) -> Result<Self, Both> {
        Self::grown(rows, rows, coordinates, placing, seed)
    }

    /// A nested design: the first `base`, 2·`base`, 4·`base`, … rows are Latin hypercubes, as far as there are so many. Jittered. Designs of the same
    /// base and seed have the same rows, as far as both go; with `base` = `rows` it is the plain one.
    ///
    /// # Errors
    /// As [`new`](Self::new); when `base` is 0 or above `rows`.
    pub fn nested(base: u64, rows: u64, coordinates: usize, seed: u32) -> Result<Self, Both> {
        Self::grown(base, rows, coordinates, Placing::Jittered, seed)
    }

    fn grown(base: u64, rows: u64, coordinates: usize, placing: Placing, seed: u32) -> Result<Self, Both> {
        if base == 0 || base > rows {
            return Err(both!(
                "a Latin hypercube of {rows} rows that begins with {base}: expected 1 to {rows}",
                "拉丁超立方共 {rows} 行，却从 {base} 行开始：应为 1 至 {rows} 行"
            ));
        }
        if rows > MOST_ROWS {
            return Err(both!(
                "a Latin hypercube of {rows} rows; at most {MOST_ROWS} are supported",
                "拉丁超立方有 {rows} 行；至多支持 {MOST_ROWS} 行"
            ));
        }
        let cells = rows.saturating_mul(coordinates as u64);
        if cells > MOST_CELLS {
            return Err(both!(
                "a Latin hypercube of {rows} rows in {coordinates} coordinates: at most {MOST_CELLS} places in all are supported",
                "拉丁超立方有 {rows} 行、{coordinates} 个坐标：总共至多支持 {MOST_CELLS} 个位置"
            ));
        }
        let coordinate = |j: u64| {
            let mut orders = Vec::new();
            let mut strata = base;
            orders.push(Stream::new(seed, Use::Strata, j << 8).permutation(strata as u32));
            while strata < rows {
                orders.push(Stream::new(seed, Use::Strata, (j << 8) | orders.len() as u64).permutation(strata as u32));
                strata *= 2;
            }
            Coordinate { orders, key: Stream::new(seed, Use::Halves, j).bits() }
        };
        Ok(Self { rows, base, placing, coordinates: (0..coordinates as u64).map(coordinate).collect() })
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// The point of a row in the unit cube; `None` behind the last.
    #[must_use]
    pub fn unit(&self, index: u64) -> Option<Vec<f64>> {
        (index < self.rows).then(|| self.coordinates.iter().map(|c| c.place(index, self.base, self.placing)).collect())
    }
}

impl Coordinate {
    /// Which half of a stratum, of so many, the row lies in that holds it.
    const fn half(&self, strata: u64, stratum: u64) -> u64 {
        mix(mix(strata ^ self.key) ^ stratum) & 1
    }

    /// The coordinate of a row.
    #[expect(clippy::cast_precision_loss, reason = "strata are fewer than 2^53")]
    fn place(&self, row: u64, base: u64, placing: Placing) -> f64 {
        let mut strata = base;
        let mut stratum;
        if row < base {
            stratum = u64::from(self.orders[0][row as usize]);
        } else {
            // New in the doubling that first has room for the row.
            let mut doubling = 1;
            while row >= 2 * strata {
                strata *= 2;
                doubling += 1;
            }
            let halved = u64::from(self.orders[doubling][(row - strata) as usize]);
            let other = 1 - self.half(strata, halved);
            (strata, stratum) = (2 * strata, 2 * halved + other);
        }
        if placing == Placing::Middle {
            return (stratum as f64 + 0.5) / strata as f64;
        }
        while strata < FINEST {
            stratum = 2 * stratum + self.half(strata, stratum);
            strata *= 2;
        }
        // What is left of the place decides no stratum: it is uniform, as the halves before it.
        (stratum as f64 + unit(mix(mix(self.key) ^ stratum))) / strata as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the first `n` rows hit every one of `n` strata of every coordinate once.
    fn is_latin(design: &Latin, n: u64, coordinates: usize) -> bool {
        let mut hit = vec![vec![0_u32; n as usize]; coordinates];
        for i in 0..n {
            for (x, counts) in design.unit(i).expect("a row").iter().zip(&mut hit) {
                assert!((0.0..1.0).contains(x));
                counts[(x * n as f64) as usize] += 1;
            }
        }
        hit.iter().flatten().all(|count| *count == 1)
    }

    #[test]
    fn each_column_hits_every_stratum_once() {
        for n in [1, 2, 7, 100, 1000] {
            for placing in [Placing::Jittered, Placing::Middle] {
                let design = Latin::new(n, 5, placing, 11).expect("a design");
                assert!(is_latin(&design, n, 5), "{n} {placing:?}");
                assert_eq!(design.unit(n), None);
            }
        }
    }

    #[test]
    fn middles_are_middles_and_jittered_places_are_uniform_in_their_stratum() {
        let n = 1000;
        let middle = Latin::new(n, 3, Placing::Middle, 4).expect("a design");
        let jittered = Latin::new(n, 3, Placing::Jittered, 4).expect("a design");
        let inside = |x: f64| x * n as f64 - libm::floor(x * n as f64);
        let (mut sum, mut square) = (0.0, 0.0);
        for i in 0..n {
            assert!(middle.unit(i).expect("a row").iter().all(|x| (inside(*x) - 0.5).abs() < 1e-9));
            for x in jittered.unit(i).expect("a row") {
                sum += inside(x);
                square += inside(x) * inside(x);
            }
        }
        let (mean, second) = (sum / 3000.0, square / 3000.0);
        assert!((mean - 0.5).abs() < 0.027 && (second - 1.0 / 3.0).abs() < 0.027, "{mean} {second}");
    }

    #[test]
    fn doubling_keeps_every_row_and_every_doubled_design_is_latin() {
        for base in [1, 3, 10] {
            let large = Latin::nested(base, base * 64, 4, 9).expect("a design");
            for doubling in 0..7 {
                let n = base << doubling;
                let small = Latin::nested(base, n, 4, 9).expect("a design");
                assert!(is_latin(&small, n, 4), "{base} {n}");
                assert!((0..n).all(|i| small.unit(i) == large.unit(i)), "{base} {n}");
            }
        }
        let between = Latin::nested(10, 33, 4, 9).expect("a design");
        let large = Latin::nested(10, 640, 4, 9).expect("a design");
        assert!((0..33).all(|i| between.unit(i) == large.unit(i)));
        let plain = Latin::new(10, 4, Placing::Jittered, 9).expect("a design");
        assert!((0..10).all(|i| plain.unit(i) == large.unit(i)));
    }

    #[test]
    fn coordinates_are_uncorrelated_and_seeds_differ() {
        let n = 4096;
        let design = Latin::nested(1, n, 2, 1).expect("a design");
        let product: f64 = (0..n).map(|i| design.unit(i).expect("a row")).map(|x| (x[0] - 0.5) * (x[1] - 0.5)).sum();
        let correlation = product / n as f64 * 12.0;
        assert!(correlation.abs() < 0.06, "{correlation}");
        let other = Latin::nested(1, n, 2, 2).expect("a design");
        assert!((0..n).filter(|i| design.unit(*i) == other.unit(*i)).count() == 0);
    }

    #[test]
    fn a_design_without_rows_or_with_too_many_is_refused() {
        assert!(Latin::new(0, 1, Placing::Jittered, 1).is_err());
        assert!(Latin::nested(3, 2, 1, 1).is_err() && Latin::nested(0, 2, 1, 1).is_err());
        assert!(Latin::new(MOST_ROWS + 1, 1, Placing::Jittered, 1).is_err());
        assert!(Latin::new(MOST_ROWS, 65, Placing::Jittered, 1).is_err());
    }
}
