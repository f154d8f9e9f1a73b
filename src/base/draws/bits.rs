//! Bits that were mixed, and uniform numbers from them.

/// A finaliser on 64 bits: bijective, every input bit moves every output bit with a chance near one half.
#[inline]
#[must_use]
pub const fn mix(mut x: u64) -> u64 {
    x ^= x >> 27;
    x = x.wrapping_mul(0x3C79_AC49_2BA7_B653);
    x ^= x >> 33;
    x = x.wrapping_mul(0x1C69_B3F7_4AC4_AE35);
    x ^ (x >> 27)
}

/// A uniform number in [0, 1) from 64 bits.
#[inline]
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "53 bits fit a double")]
pub const fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// Two uniform numbers in [0, 1) from 64 bits, 32 bits each.
#[inline]
#[must_use]
pub fn two(bits: u64) -> (f32, f32) {
    const SCALE: f32 = 1.0 / 16_777_216.0;
    #[expect(clippy::cast_precision_loss, reason = "24 bits fit a float")]
    ((bits >> 40) as f32 * SCALE, ((bits >> 8) & 0xFF_FFFF) as f32 * SCALE)
}
