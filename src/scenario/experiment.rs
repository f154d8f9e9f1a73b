//! A scenario with all it needs: what the rest of the program starts from.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::source::Source;
use crate::scenario::keys::policy::Policy;
use crate::scenario::keys::world::Scenario;
use crate::scenario::remark::Remark;
use crate::scenario::sheet::Understood;

/// A policy with the name of its file.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPolicy {
    /// Name of the file, without `.toml`.
    pub name: String,
    /// What it says.
    pub policy: Policy,
    /// Every switch: dotted key and value as text, labels left out. Two policies with the same switches are the same policy.
    pub switches: Vec<(String, String)>,
}

/// Where a scenario was read from, so that a mistake found later can still be shown at its line.
#[derive(Clone, Debug)]
pub struct FileOrigin {
    /// The folder.
    pub files: Arc<dyn Source>,
    /// The file in it.
    pub file: PathBuf,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Path relative to the scenario's folder, parts joined by `/`.
    pub path: String,
    /// BLAKE3 hash of its bytes, in hex.
    pub blake3: String,
}

/// A scenario with all it needs: what the rest of the program starts from.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// The file, as people know it.
    pub path: PathBuf,
    /// Where it was read from.
    pub origin: FileOrigin,
    /// The world and the frame. Communities of a table stand in `community`.
    pub scenario: Scenario,
    /// Policies to compare, each once, the baseline among them.
    pub policies: Vec<NamedPolicy>,
    /// Files read, by path.
    pub inputs: Vec<InputFile>,
    /// Every key of the scenario: dotted key and value as text.
    pub world_keys: Vec<(String, String)>,
    /// Warnings: valid input that is probably unintended.
    pub remarks: Vec<Remark>,
    /// What was understood of the sheet that the communities are read from.
    pub sheet: Option<Understood>,
}
