//! Keys of a file of pages.

use schemars::JsonSchema;
use serde::Deserialize;

/// Pages whose figures are written from folders of results
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PagesFile {
    /// Folder into which charts are copied; paths are relative to this file, and nothing is written outside of its folder
    #[serde(default = "pictures")]
    pub pictures: String,
    /// Folders of results, each with the command that makes it
    pub folder: Vec<FolderKeys>,
    /// Points of sweeps by name
    #[serde(default)]
    pub world: Vec<WorldKeys>,
    /// Pages, each with its template
    pub page: Vec<PageKeys>,
}

/// A folder of results.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FolderKeys {
    /// Name in the templates
    pub name: String,
    /// The folder
    pub path: String,
    /// The command that makes it
    pub command: String,
}

/// A point of a sweep.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldKeys {
    /// The folder of the sweep
    pub folder: String,
    /// Name in the templates
    pub name: String,
    /// Values of the point, `COLUMN=VALUE` of points.csv each
    pub values: Vec<String>,
}

/// A page.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageKeys {
    /// The text with its placeholders
    pub template: String,
    /// The file that is written
    pub page: String,
    /// Language of the few words that are filled in: en or zh
    #[serde(default = "english")]
    pub lang: String,
}

fn pictures() -> String {
    "img".to_owned()
}

fn english() -> String {
    "en".to_owned()
}
