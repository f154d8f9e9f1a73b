//! Numbers of a law from uniform ones, by inversion: the quantile function of the law at the uniform number, so that more of the one is always more of the
//! other. Sums, products and quotients alone, so that every processor gives the same bits.

use super::bits::unit;
use crate::base::functions::{exp, ln};

/// A standard normal number from 64 bits: the quantile function by Wichura's rational functions (1988, Applied Statistics 37, AS 241, PPND7), to a part in
/// 10⁷.
#[inline]
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "53 bits fit a double")]
pub fn normal(bits: u64) -> f64 {
    // The middle of one of 2⁵³ intervals, less a half: as often above 0 as below, and never at an end.
    let q = (((bits >> 11) as i64 - (1 << 52)) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0);
    if q.abs() > 0.425 {
        return tail(0.5 - q.abs()).copysign(q);
    }
    let r = 0.180_625 - q * q;
    q * (((59.109_374_72 * r + 159.291_132_02) * r + 50.434_271_938) * r + 3.387_132_717_9)
        / (((67.187_563_6 * r + 78.757_757_664) * r + 17.895_169_469) * r + 1.0)
}

/// How far from the middle a normal number is that is exceeded with this chance, at most .075.
fn tail(chance: f64) -> f64 {
    let r = libm::sqrt(-ln(chance));
    if r > 5.0 {
        let r = r - 5.0;
        return (((0.017_337_203_997 * r + 0.428_682_943_37) * r + 3.081_226_386) * r + 6.657_905_115)
            / ((0.012_258_202_635 * r + 0.241_978_942_25) * r + 1.0);
    }
    let r = r - 1.6;
    (((0.170_238_211_03 * r + 1.306_728_481_6) * r + 2.756_815_39) * r + 1.423_437_277_7)
        / ((0.120_211_329_75 * r + 0.737_001_642_5) * r + 1.0)
}

/// The quantile of a Poisson distribution with a mean of at most 16.
#[inline]
pub(super) fn poisson(u: f64, mean: f64) -> u32 {
    let mut p = exp(-mean);
    let mut cumulative = p;
    let mut n = 0;
    while u >= cumulative && n < 200 {
        n += 1;
        p *= mean / f64::from(n);
        cumulative += p;
    }
    n
}

/// An exponential number with mean 1 from 64 bits.
#[inline]
#[must_use]
pub fn exponential(bits: u64) -> f64 {
    -ln(1.0 - unit(bits))
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{ContinuousCDF, Normal};

    use super::*;

    #[test]
    fn normal_numbers_are_quantiles_of_the_normal_law() {
        let law = Normal::standard();
        // The number is that of the middle of an interval of uniform numbers.
        let half = libm::exp2(-54.0);
        let apart = |u: f64| {
            let exact = law.inverse_cdf(u + half);
            (normal((u * 18_446_744_073_709_551_616.0) as u64) - exact).abs() / exact.abs().max(1.0)
        };
        let middle = (1..2000).map(|i| apart(f64::from(i) / 2000.0));
        let low = (11..50).map(|i| apart(libm::exp2(-f64::from(i))));
        let most = middle.chain(low).fold(0.0, f64::max);
        assert!(most < 2e-7, "{most}");
        let ends = [normal(0), normal(u64::MAX)];
        assert!(ends[0] < -8.2 && ends[0] == -ends[1], "{ends:?}");
    }

    #[test]
    fn exponential_numbers_are_quantiles_of_the_exponential_law() {
        for i in 0..2000 {
            let u = f64::from(i) / 2000.0;
            let bits = (u * 18_446_744_073_709_551_616.0) as u64;
            assert!((exponential(bits) + libm::log1p(-u)).abs() < 1e-10, "{u}");
        }
        assert!((36.0..37.0).contains(&exponential(u64::MAX)));
    }

    #[test]
    fn poisson_numbers_are_quantiles_of_the_poisson_law() {
        for mean in [0.01, 0.7, 3.0, 16.0] {
            let (mut below, mut chance) = (0.0, libm::exp(-mean));
            for count in 0..8_u32 {
                // Numbers just below 1 are too far apart for the rarest counts.
                if chance < 1e-9 {
                    break;
                }
                let inside = below + chance * 0.5;
                assert_eq!(poisson(inside, mean), count);
                below += chance;
                chance *= mean / f64::from(count + 1);
            }
        }
    }
}
