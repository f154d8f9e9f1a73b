//! What a build computes: the number of its results, and a digest of the code that decides them.

/// Version of the results: raised by every change that moves a number of any table. `tests/golden` holds it against the
/// golden tables.
pub const RESULTS: u32 = 5;

/// Digest of the code that decides results, hex: BLAKE3 over the tokens of everything from the base layers to the engine and over the
/// versions of the crates whose values decide results. Comments, documentation and tests are left out, and neither line ends nor the
/// target matter: taken by `build.rs`.
#[must_use]
pub const fn build() -> &'static str {
    env!("SANSHE_BUILD")
}

/// Digest of the code that decides what stands in the summary of a sweep: that of results, and what sums them up.
#[must_use]
pub const fn summary() -> &'static str {
    env!("SANSHE_SUMMARY")
}
