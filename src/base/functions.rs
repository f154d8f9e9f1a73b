//! The logarithm and the exponential function for draws, which are taken several times per need: shorter than a library's, which is exact to the last bit and
//! handles every argument. Sums, products and quotients alone, so that every processor gives the same bits.

/// The natural logarithm of a positive, normal, finite number, to 6 parts in 10¹¹ of itself.
///
/// ln x = k·ln 2 + ln m with m from √½ to √2, and ln m = 2·artanh s with s = (m − 1)/(m + 1), |s| < .172, by its series up to s¹¹.
#[inline]
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "an exponent has 11 bits")]
pub const fn ln(x: f64) -> f64 {
    /// The bits of √½.
    const LEAST: i64 = 0x3FE6_A09E_667F_3BCD;
    let bits = x.to_bits() as i64;
    let k = (bits - LEAST) >> 52;
    let m = f64::from_bits((bits - (k << 52)) as u64);
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    let series = 1.0 + z * (1.0 / 3.0 + z * (1.0 / 5.0 + z * (1.0 / 7.0 + z * (1.0 / 9.0 + z * (1.0 / 11.0)))));
    k as f64 * std::f64::consts::LN_2 + 2.0 * s * series
}

/// The exponential function, to 3 parts in 10¹⁰ of itself; 0 below −700 and e⁷⁰⁰ above 700.
///
/// e^x = 2^k·e^r with a whole k and |r| ≤ ½ ln 2, e^r by its series up to r⁸.
#[inline]
#[must_use]
pub fn exp(x: f64) -> f64 {
    const WHOLE: f64 = 6_755_399_441_055_744.0;
    if x < -700.0 {
        return 0.0;
    }
    let x = x.min(700.0);
    // The sum has no bits left for parts of one.
    let k = x * std::f64::consts::LOG2_E + WHOLE - WHOLE;
    let r = x - k * std::f64::consts::LN_2;
    let half = r * (1.0 / 5040.0 + r * (1.0 / 40_320.0));
    let series =
        1.0 + r * (1.0 + r * (1.0 / 2.0 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0 + half))))));
    series * f64::from_bits(((k as i64 + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_the_logarithm() {
        let numbers = (1..4000).map(|i| f64::from(i) / 1000.0).chain((-60..60).map(|k| libm::exp2(f64::from(k)) * 1.3));
        for x in numbers {
            let exact = libm::log(x);
            assert!((ln(x) - exact).abs() <= 6e-11 * exact.abs(), "{x}: {} {exact}", ln(x));
        }
    }

    #[test]
    fn the_exponential_function_is_the_exponential_function() {
        for i in -70_000..70_000 {
            let x = f64::from(i) / 100.0;
            let exact = libm::exp(x);
            assert!((exp(x) - exact).abs() <= 3e-10 * exact, "{x}: {} {exact}", exp(x));
        }
        assert_eq!(exp(-701.0), 0.0);
        assert_eq!(exp(1e9), exp(700.0));
    }
}
