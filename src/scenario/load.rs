//! Reads a scenario with its policies. (Stand-in: the real reader replaces this file.)

use std::path::{Path, PathBuf};

use super::policy_keys::Policy;
use super::world_keys::Scenario;

/// What the command line changes.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// `KEY=VALUE` settings.
    pub sets: Vec<String>,
    /// Policies instead of the scenario's own list.
    pub policies: Option<Vec<String>>,
}

/// A policy under its name.
#[derive(Clone, Debug)]
pub struct NamedPolicy {
    /// Name.
    pub name: String,
    /// Switches, typed.
    pub policy: Policy,
    /// Switches, canonical.
    pub switches: Vec<(String, String)>,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Path as it may be published.
    pub path: String,
    /// Digest of its contents.
    pub blake3: String,
}

/// A scenario and the policies it compares.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// The scenario file.
    pub path: PathBuf,
    /// The world.
    pub scenario: Scenario,
    /// The policies, in order.
    pub policies: Vec<NamedPolicy>,
    /// Files that were read.
    pub inputs: Vec<InputFile>,
    /// Keys of the world, canonical.
    pub world_keys: Vec<(String, String)>,
}

/// Why a scenario cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ScenarioError(String);

/// Reads a scenario.
///
/// # Errors
/// Always, in this stand-in.
pub fn load(path: &Path, _options: &LoadOptions) -> Result<Experiment, ScenarioError> {
    Err(ScenarioError(format!(
        "{}: this build reads no scenarios",
        path.display()
    )))
}
