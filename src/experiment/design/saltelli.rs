//! Saltelli's design for Sobol indices: how much of the variance of an answer each factor explains, alone and with all its interactions.
//!
//! From n rows of a scrambled Sobol sequence in 2d coordinates come two independent samples A (the first d) and B (the last d). AB_i is A with factor i
//! from B; BA_i is B with factor i from A (Saltelli 2002; Saltelli et al. 2010). A factor of several coordinates (shares of a whole) is exchanged
//! as one group.
//!
//! **Order of rows**: a block for each base row, within it A, AB_1 … AB_k, then BA_1 … BA_k when indices of pairs are asked for, then B. Blocks do not
//! depend on n, so the design is extended by going on, best to a power of two. Rows are n(k + 2) or n(2k + 2).
//!
//! Estimates are in [`indices`](super::indices).

use super::sobol::{MOST_COORDINATES, MOST_ROWS, Sobol};
use crate::base::words::{Both, both};

/// What a row of a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A.
    A,
    /// A with this factor from B.
    AB(usize),
    /// B with this factor from A.
    BA(usize),
    /// B.
    B,
}

/// A design for Sobol indices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saltelli {
    base: Sobol,
    /// Coordinates of each factor.
    widths: Vec<usize>,
    pairs: bool,
}

impl Saltelli {
    /// From so many base rows, for factors that take so many coordinates each; with `pairs` also for indices of two factors.
    ///
    /// # Errors
    /// When there is no factor; base rows are none or more than [`MOST_ROWS`]; coordinates are more than half of [`MOST_COORDINATES`].
    pub fn new(base: u64, widths: Vec<usize>, pairs: bool, seed: u32) -> Result<Self, Both> {
        let coordinates: usize = widths.iter().sum();
        if coordinates == 0 {
            return Err(both!("there is no factor", "没有因素"));
        }
        let most = MOST_COORDINATES / 2;
        if coordinates > most {
            return Err(both!(
                "Sobol indices of {coordinates} coordinates; at most {most} are supported, since each is sampled twice",
                "要估计 {coordinates} 个坐标的 Sobol 指数；每个坐标要抽两次，至多支持 {most} 个"
            ));
        }
        if !(1..=MOST_ROWS).contains(&base) {
            return Err(both!(
                "Sobol indices from {base} base rows; expected 1 to {MOST_ROWS}",
                "Sobol 指数有 {base} 个基准行；应为 1 至 {MOST_ROWS} 个"
            ));
        }
        Ok(Self { base: Sobol::new(base, 2 * coordinates, seed)?, widths, pairs })
    }

    /// How many base rows there are.
    #[must_use]
    pub const fn blocks(&self) -> u64 {
        self.base.rows()
    }

    /// How many factors there are.
    #[must_use]
    pub const fn factors(&self) -> usize {
        self.widths.len()
    }

    /// Whether it has the rows for indices of two factors.
    #[must_use]
    pub const fn pairs(&self) -> bool {
        self.pairs
    }

    /// How many rows a base row has.
    #[must_use]
    pub const fn block(&self) -> usize {
        if self.pairs { 2 * self.widths.len() + 2 } else { self.widths.len() + 2 }
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.blocks() * self.block() as u64
    }

    /// What a row is, by its place in its block.
    #[must_use]
    pub const fn part(&self, index: u64) -> Part {
        let k = self.widths.len();
        let place = (index % self.block() as u64) as usize;
        if place == 0 {
            Part::A
        } else if place <= k {
            Part::AB(place - 1)
        } else if place + 1 == self.block() {
            Part::B
        } else {
            Part::BA(place - k - 1)
        }
    }

    /// The point of a row in the unit cube; `None` behind the last.
    #[must_use]
    pub fn unit(&self, index: u64) -> Option<Vec<f64>> {
        let both = self.base.unit(index / self.block() as u64)?;
        let (a, b) = both.split_at(both.len() / 2);
        let (mut point, exchanged) = match self.part(index) {
            Part::A => (a.to_vec(), None),
            Part::B => (b.to_vec(), None),
            Part::AB(i) => (a.to_vec(), Some((i, b))),
            Part::BA(i) => (b.to_vec(), Some((i, a))),
        };
        if let Some((factor, other)) = exchanged {
            let from: usize = self.widths[..factor].iter().sum();
            let to = from + self.widths[factor];
            point[from..to].copy_from_slice(&other[from..to]);
        }
        Some(point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_exchanges_one_factor_at_a_time() {
        for pairs in [false, true] {
            let design = Saltelli::new(16, vec![1, 2, 1], pairs, 3).expect("a design");
            assert_eq!(design.rows(), if pairs { 128 } else { 80 });
            let of = [0..1, 1..3, 3..4];
            for block in 0..16 {
                let first = block * design.block() as u64;
                let (a, b) = (design.unit(first).expect("A"), design.unit(first + design.block() as u64 - 1).expect("B"));
                assert_ne!(a, b);
                for place in 1..design.block() as u64 - 1 {
                    let point = design.unit(first + place).expect("a row");
                    let (factor, own, other) = match design.part(first + place) {
                        Part::AB(i) => (i, &a, &b),
                        Part::BA(i) => (i, &b, &a),
                        part => panic!("{part:?}"),
                    };
                    for (i, places) in of.iter().enumerate() {
                        let from = if i == factor { other } else { own };
                        assert_eq!(point[places.clone()], from[places.clone()]);
                    }
                }
            }
            assert_eq!(design.unit(design.rows()), None);
        }
    }

    #[test]
    fn more_base_rows_keep_the_first_blocks() {
        let few = Saltelli::new(8, vec![1; 4], true, 1).expect("a design");
        let many = Saltelli::new(64, vec![1; 4], true, 1).expect("a design");
        assert!((0..few.rows()).all(|i| few.unit(i) == many.unit(i)));
    }

    #[test]
    fn more_than_the_sequence_has_is_refused() {
        assert!(Saltelli::new(8, vec![1; 129], false, 1).expect_err("too many").en.contains("128"));
        assert!(Saltelli::new(8, vec![1; 128], false, 1).is_ok());
        assert!(Saltelli::new(65_537, vec![1], false, 1).is_err() && Saltelli::new(0, vec![1], false, 1).is_err());
        assert!(Saltelli::new(8, Vec::new(), false, 1).is_err());
    }
}
