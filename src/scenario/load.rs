//! A checked experiment: the scenario, the policies it compares, and where they came from.

use std::path::PathBuf;

use super::policy_keys::Policy;
use super::world_keys::Scenario;

/// A policy under the name its file has.
#[derive(Clone, Debug)]
pub struct NamedPolicy {
    /// Name of the file, without its ending.
    pub name: String,
    /// What it says.
    pub policy: Policy,
    /// Its switches, key and value as text.
    pub switches: Vec<(String, String)>,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Where it lies.
    pub path: String,
    /// Digest of its bytes.
    pub blake3: String,
}

/// A scenario with its policies, typed and checked.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// The scenario's file.
    pub path: PathBuf,
    /// The world and the frame.
    pub scenario: Scenario,
    /// The policies compared, in order.
    pub policies: Vec<NamedPolicy>,
    /// Every file read.
    pub inputs: Vec<InputFile>,
    /// Keys of the world, key and value as text.
    pub world_keys: Vec<(String, String)>,
}
