//! Random numbers of designs.
//!
//! A stream is a function of the root seed, what it is for, and an index (a coordinate, a trajectory, …), so that no part of a design depends on
//! how many rows or parts there are beside it. ChaCha with the root seed itself gives the seeds of replicates
//! ([`replicate_seed`](crate::base::draws::replicate_seed)); designs take seeds above 2³², so that a design and the worlds on its points share no number.

use rand::SeedableRng;
use rand::rand_core::Rng;
use rand_chacha::ChaCha8Rng;

/// What a stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The order of strata of a Latin hypercube.
    Strata = 1,
    /// Which half of a stratum a row of a Latin hypercube stands in.
    Halves,
    /// Trajectories of Morris.
    Trajectory,
    /// The scrambling of a Sobol sequence.
    Scrambling,
    /// Resampling of rows.
    Bootstrap,
}

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of that index.
    #[must_use]
    pub fn new(seed: u32, purpose: Use, index: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(((purpose as u64) << 32) | u64::from(seed));
        rng.set_stream(index);
        Self(rng)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A whole number from 0 to `n` − 1, each with the same chance; 0 when `n` is 0. By the product with 64 bits, drawn again where numbers
    /// would not be equally likely (Lemire 2019).
    pub fn below(&mut self, n: u64) -> u64 {
        let unfair = n.wrapping_neg().checked_rem(n).unwrap_or(0);
        loop {
            let product = u128::from(self.bits()) * u128::from(n);
            if product as u64 >= unfair {
                return (product >> 64) as u64;
            }
        }
    }

    /// The numbers from 0 to `n` − 1 in an order drawn from all orders with the same chance (Durstenfeld 1964).
    pub fn permutation(&mut self, n: u32) -> Vec<u32> {
        let mut order: Vec<u32> = (0..n).collect();
        for last in (1..order.len()).rev() {
            order.swap(last, self.below(last as u64 + 1) as usize);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_has_the_same_chance() {
        let mut counts = [0_u32; 27];
        let mut stream = Stream::new(1, Use::Strata, 0);
        for _ in 0..6000 {
            let order = stream.permutation(3);
            counts[(order[0] * 9 + order[1] * 3 + order[2]) as usize] += 1;
        }
        let seen: Vec<u32> = counts.into_iter().filter(|c| *c > 0).collect();
        assert_eq!(seen.len(), 6);
        // Five standard deviations of a count with mean 1000.
        assert!(seen.iter().all(|c| c.abs_diff(1000) < 145), "{seen:?}");
    }

    #[test]
    fn streams_differ_by_seed_by_use_and_by_index() {
        let first = |seed, purpose, index| Stream::new(seed, purpose, index).bits();
        let all = [
            first(1, Use::Strata, 0),
            first(2, Use::Strata, 0),
            first(1, Use::Halves, 0),
            first(1, Use::Strata, 1),
            crate::base::draws::replicate_seed(1, 0),
        ];
        let mut distinct = all.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), all.len());
        assert_eq!(first(1, Use::Strata, 0), first(1, Use::Strata, 0));
    }

    #[test]
    fn below_nothing_is_nothing() {
        let mut stream = Stream::new(1, Use::Strata, 0);
        assert_eq!((stream.below(0), stream.below(1)), (0, 0));
        assert!(stream.permutation(0).is_empty());
    }
}
