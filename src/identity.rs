//! What a build computes: the number of its results, and a digest of the code that decides them.

/// Version of the results: raised by every change that moves a number of any table. A test holds it against the golden tables.
pub const RESULTS: u32 = 1;

/// Digest of the code that decides results, from the base layers to the engine; comments, documentation and tests left out.
#[must_use]
pub const fn build() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
