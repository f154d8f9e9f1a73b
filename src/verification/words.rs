//! Laws and measures by their words in files.

use crate::verification::case::Law;
use crate::verification::case::Measure;

/// A measure by its word in files.
#[must_use]
pub fn measure_word(measure: Measure) -> String {
    serde_json::to_value(measure).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A law by its word in files.
#[must_use]
pub fn law_word(law: Law) -> String {
    serde_json::to_value(law).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
