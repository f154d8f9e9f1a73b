//! Terminal table and charts. (Stand-in: the real module replaces this file.)

use std::path::Path;

use crate::scenario::load::Experiment;

/// Language of what people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl Lang {
    /// The language of the environment.
    #[must_use]
    pub fn from_locale() -> Self {
        let zh = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|key| std::env::var(key).ok().filter(|v| !v.is_empty()))
            .is_some_and(|v| v.starts_with("zh"));
        if zh { Self::Zh } else { Self::En }
    }
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ReportError(String);

/// Writes the report of a finished experiment and returns the text for the terminal.
///
/// # Errors
/// Never, in this stand-in.
pub fn finish(_: &Path, experiment: &Experiment, _: Lang, _: bool) -> Result<String, ReportError> {
    Ok(format!("{}\n", experiment.scenario.name))
}
