//! Whole powers.

/// x to a whole power, by squaring: products alone, so that every processor gives the same bits.
#[must_use]
pub fn power<X: Copy + From<u8> + std::ops::Mul<Output = X>>(mut x: X, n: impl Into<u64>) -> X {
    let mut n = n.into();
    let mut result = X::from(1);
    while n > 0 {
        if n & 1 == 1 {
            result = result * x;
        }
        x = x * x;
        n >>= 1;
    }
    result
}
