//! Why no world can be built from a scenario.

use crate::base::words::{Both, both};

/// Why no world can be built: the key to change, its effect, and the limit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.both().en)]
pub struct WorldError {
    /// Dotted key.
    pub key: &'static str,
    /// What it leads to.
    pub found: Both,
    /// What is possible.
    pub expected: Both,
}

impl WorldError {
    /// An error at a key.
    #[must_use]
    pub fn new(key: &'static str, found: impl Into<Both>, expected: impl Into<Both>) -> Self {
        Self { key, found: found.into(), expected: expected.into() }
    }

    /// The error in one line.
    #[must_use]
    pub fn both(&self) -> Both {
        let key = self.key;
        both!(
            "`{key}`: found {found}, expected {expected}",
            "`{key}`：实际为{found}，应为{expected}"; found = self.found, expected = self.expected
        )
    }
}

impl From<WorldError> for Both {
    fn from(error: WorldError) -> Self {
        error.both()
    }
}
