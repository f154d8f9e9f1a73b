//! Random draws keyed by what they decide.
//!
//! A draw is a pure function of (seed, purpose, who decides, tick, index). Nobody shares a sequential stream, so an extra draw for one
//! agent disturbs no other, and a policy cannot change what it does not touch. ChaCha derives one key per purpose from the seed;
//! a draw then passes through a 64-bit finaliser twice: once whoever decides, the same for all that it decides, so that several draws of one
//! need take that step once; then the result with the key of the purpose, the tick and the index. The finaliser is a bijection with full avalanche.
//!
//! [`named`] gives every draw a name and keeps their keys apart.

mod bits;
#[cfg(test)]
mod evenness;
mod laws;
pub mod named;
mod purpose;

use rand::SeedableRng;
use rand::rand_core::Rng;
use rand_chacha::ChaCha8Rng;

pub use bits::{mix, two, unit};
pub use laws::{exponential, normal};
pub use named::{Draw, cell};
use purpose::{PURPOSES, Purpose};

/// Keys of one replicate.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Of whoever decides.
    entity: u64,
    /// Of a purpose.
    purpose: [u64; PURPOSES],
}

/// Seed of a replicate: depends on root and replicate alone, never on shard, thread or order.
#[must_use]
pub fn replicate_seed(root: u32, replicate: u32) -> u64 {
    let mut rng = ChaCha8Rng::seed_from_u64(u64::from(root));
    rng.set_stream(u64::from(replicate));
    rng.next_u64()
}

impl Keys {
    /// Keys of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        Self { entity: rng.next_u64(), purpose: std::array::from_fn(|_| rng.next_u64()) }
    }

    /// 64 random bits of a draw.
    #[inline]
    #[must_use]
    pub fn bits(&self, draw: Draw) -> u64 {
        #[cfg(test)]
        heard::note(draw);
        self.raw(draw.purpose, draw.entity, draw.tick, draw.index)
    }

    #[inline]
    fn raw(&self, purpose: Purpose, entity: u64, tick: u32, index: u32) -> u64 {
        let whose = mix(entity.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ self.entity);
        mix(whose ^ self.purpose[purpose as usize].wrapping_add((u64::from(tick) << 32) | u64::from(index)))
    }

    /// A uniform number in [0, 1).
    #[inline]
    #[must_use]
    pub fn unit(&self, draw: Draw) -> f64 {
        unit(self.bits(draw))
    }

    /// A Poisson count with this mean, by inversion of one uniform number per 16 expected events, each of the next index; above 2^16 by the
    /// normal law, which then differs by less than a part in a thousand, so that a draw never takes long.
    #[inline]
    #[must_use]
    pub fn poisson(&self, draw: Draw, mean: f64) -> u32 {
        const STEP: f64 = 16.0;
        if mean <= 0.0 {
            return 0;
        }
        if mean > 65_536.0 {
            let count = mean + libm::sqrt(mean) * normal(self.bits(draw));
            return libm::round(count) as u32;
        }
        let mut total = 0;
        let mut rest = mean;
        let mut draw = draw;
        while rest > STEP {
            total += laws::poisson(self.unit(draw), STEP);
            rest -= STEP;
            draw.index += 1;
        }
        total + laws::poisson(self.unit(draw), rest)
    }
}

/// Which draws were taken, for tests that ask whether two decisions shared a key.
#[cfg(test)]
pub(crate) mod heard {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use super::Draw;

    /// Purpose, entity, tick, index.
    type Key = (u8, u64, u32, u32);
    /// Keys taken by this thread, with the names of those who took them.
    pub(crate) type Taken = BTreeMap<Key, Vec<&'static str>>;

    thread_local! {
        static TAKEN: RefCell<Option<Taken>> = const { RefCell::new(None) };
    }

    pub(super) fn note(draw: Draw) {
        TAKEN.with_borrow_mut(|taken| {
            if let Some(taken) = taken {
                let names = taken.entry((draw.purpose as u8, draw.entity, draw.tick, draw.index)).or_default();
                if !names.contains(&draw.name) {
                    names.push(draw.name);
                }
            }
        });
    }

    /// The draws that this thread takes while something runs.
    pub(crate) fn during(run: impl FnOnce()) -> Taken {
        TAKEN.set(Some(Taken::new()));
        run();
        TAKEN.take().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_of_neighbouring_counters_are_uniform_and_uncorrelated() {
        let keys = Keys::new(7);
        let n = 200_000_u32;
        let mut bins = [0_u32; 64];
        let mut product = 0.0;
        let mut last = 0.5;
        for i in 0..n {
            let u = unit(keys.raw(Purpose::Onset, u64::from(i % 97), i / 97, i % 3));
            bins[(u * 64.0) as usize] += 1;
            product += (u - 0.5) * (last - 0.5);
            last = u;
        }
        let expected = f64::from(n) / 64.0;
        let chi: f64 = bins.iter().map(|&b| (f64::from(b) - expected) * (f64::from(b) - expected) / expected).sum();
        assert!(chi < 120.0, "chi-square with 63 degrees of freedom: {chi}");
        let correlation = product / f64::from(n) * 12.0;
        assert!(correlation.abs() < 0.01, "serial correlation {correlation}");
    }

    #[test]
    fn purposes_and_seeds_are_independent() {
        let (a, b) = (Keys::new(1), Keys::new(2));
        let mut agree = 0_u32;
        for i in 0..10_000 {
            agree += (a.raw(Purpose::Onset, i, 0, 0) ^ a.raw(Purpose::Kind, i, 0, 0)).count_ones();
            agree += (a.raw(Purpose::Onset, i, 0, 0) ^ b.raw(Purpose::Onset, i, 0, 0)).count_ones();
        }
        let share = f64::from(agree) / (2.0 * 64.0 * 10_000.0);
        assert!((share - 0.5).abs() < 0.003, "{share}");
    }

    #[test]
    fn poisson_counts_have_the_mean_and_variance_of_their_law() {
        let keys = Keys::new(3);
        for mean in [0.3, 4.0, 50.0] {
            let n = 40_000;
            let (mut sum, mut square) = (0.0, 0.0);
            for i in 0..n {
                let x = f64::from(keys.poisson(Draw::onsets(i, 5), mean));
                sum += x;
                square += x * x;
            }
            let average = sum / n as f64;
            let variance = square / n as f64 - average * average;
            assert!((average / mean - 1.0).abs() < 0.03, "{average} {mean}");
            assert!((variance / mean - 1.0).abs() < 0.05, "{variance} {mean}");
        }
    }

    #[test]
    fn normal_and_exponential_draws_have_their_moments() {
        let keys = Keys::new(4);
        let n = 100_000_u64;
        let (mut m, mut v, mut e) = (0.0, 0.0, 0.0);
        for i in 0..n {
            let x = normal(keys.bits(Draw::difficulty(i)));
            m += x;
            v += x * x;
            e += exponential(keys.bits(Draw::work(i)));
        }
        let n = n as f64;
        assert!((m / n).abs() < 0.015 && (v / n - 1.0).abs() < 0.02 && (e / n - 1.0).abs() < 0.02);
    }
}
