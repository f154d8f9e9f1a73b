//! The Sobol sequence, scrambled.
//!
//! A digital sequence in base 2 (Sobol' 1967; directions of Joe and Kuo 2008): among the first 2^m rows every coordinate hits each of 2^m strata once, and
//! rows fill boxes of several coordinates more evenly than independent ones. It is scrambled as Owen (1995) proposed, by a hash (Burley 2020): each row is then
//! uniform on the cube, and means over rows are unbiased. The scrambling is drawn from the seed.
//!
//! A row does not depend on how many there are: a design is extended by going on, best to a power of two.

use super::random::{Stream, Use};
use crate::base::words::{Both, both};

/// The most rows: directions are known to 16 bits.
pub const MOST_ROWS: u64 = 1 << 16;
/// The most coordinates for which directions are known.
pub const MOST_COORDINATES: usize = sobol_burley::NUM_DIMENSIONS as usize;

/// A scrambled Sobol sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sobol {
    rows: u64,
    coordinates: usize,
    scrambling: u32,
}

impl Sobol {
    /// The first so many rows of the sequence that belongs to a seed.
    ///
    /// # Errors
    /// When there are no rows, more than [`MOST_ROWS`], or more than [`MOST_COORDINATES`].
    pub fn new(rows: u64, coordinates: usize, seed: u32) -> Result<Self, Both> {
        if !(1..=MOST_ROWS).contains(&rows) {
            return Err(both!(
                "a Sobol sequence of {rows} rows; expected 1 to {MOST_ROWS}. Larger designs: `latin`",
                "Sobol 序列有 {rows} 行；应为 1 至 {MOST_ROWS} 行。更大的设计请用 `latin`"
            ));
        }
        if coordinates > MOST_COORDINATES {
            return Err(both!(
                "a Sobol sequence in {coordinates} coordinates; at most {MOST_COORDINATES} are supported. More factors: `latin`",
                "Sobol 序列有 {coordinates} 个坐标；至多支持 {MOST_COORDINATES} 个。因素更多请用 `latin`"
            ));
        }
        let scrambling = (Stream::new(seed, Use::Scrambling, 0).bits() >> 32) as u32;
        Ok(Self { rows, coordinates, scrambling })
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// The point of a row in the unit cube, in steps of 2⁻²⁴; `None` behind the last.
    #[must_use]
    pub fn unit(&self, index: u64) -> Option<Vec<f64>> {
        if index >= self.rows {
            return None;
        }
        let row = u32::try_from(index).ok()?;
        let coordinate = |j: usize| f64::from(sobol_burley::sample(row, j as u32, self.scrambling));
        Some((0..self.coordinates).map(coordinate).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_does_not_depend_on_how_many_there_are() {
        let (short, long) = (Sobol::new(5, 9, 3).expect("a sequence"), Sobol::new(65_536, 9, 3).expect("a sequence"));
        assert!((0..5).all(|i| short.unit(i) == long.unit(i)));
        assert_eq!((short.unit(5), long.unit(65_536)), (None, None));
        assert!(long.unit(65_535).is_some());
    }

    #[test]
    fn the_first_rows_to_a_power_of_two_hit_every_stratum_once() {
        let design = Sobol::new(65_536, 256, 7).expect("a sequence");
        for (power, coordinates) in [(0, 256), (4, 256), (8, 256), (16, 3)] {
            let n = 1_u64 << power;
            let mut hit = vec![vec![0_u32; n as usize]; coordinates];
            for i in 0..n {
                for (x, counts) in design.unit(i).expect("a row").iter().zip(&mut hit) {
                    counts[(x * n as f64) as usize] += 1;
                }
            }
            assert!(hit.iter().flatten().all(|count| *count == 1), "{n}");
        }
    }

    #[test]
    fn two_coordinates_fill_every_square() {
        let design = Sobol::new(256, 2, 1).expect("a sequence");
        let mut hit = [0_u32; 256];
        for i in 0..256 {
            let x = design.unit(i).expect("a row");
            hit[(x[0] * 16.0) as usize * 16 + (x[1] * 16.0) as usize] += 1;
        }
        assert!(hit.iter().all(|count| *count == 1));
    }

    #[test]
    fn seeds_give_other_scramblings() {
        let (a, b) = (Sobol::new(64, 4, 1).expect("a sequence"), Sobol::new(64, 4, 2).expect("a sequence"));
        assert_eq!((0..64).filter(|i| a.unit(*i) == b.unit(*i)).count(), 0);
    }

    #[test]
    fn more_rows_or_coordinates_than_there_are_directions_are_refused() {
        for error in [Sobol::new(65_537, 2, 1), Sobol::new(0, 2, 1), Sobol::new(8, 257, 1)] {
            let error = error.expect_err("too many");
            assert!(error.en.contains("Sobol") && error.zh.contains("序列"));
        }
        assert!(Sobol::new(65_536, 256, 1).is_ok());
    }
}
