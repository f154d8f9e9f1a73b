//! Digests of what is written.

/// Digest of bytes, hex: the first 128 bits of BLAKE3, enough to avoid collisions.
#[must_use]
pub fn digest_of(bytes: &[u8]) -> String {
    short(&blake3::hash(bytes))
}

/// As [`digest_of`], from a computed hash.
#[must_use]
pub fn short(hash: &blake3::Hash) -> String {
    hash.to_hex()[..32].to_owned()
}
