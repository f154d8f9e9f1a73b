//! Keys of a sweep file.

use schemars::JsonSchema;
use serde::Deserialize;

/// A sweep: a scenario, what is varied in it, and by which design.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepFile {
    /// Name: of the folder of its results
    pub name: String,
    /// What it asks, in English
    #[serde(default)]
    pub title: String,
    /// What it asks, in Chinese
    #[serde(default)]
    pub title_zh: String,
    /// The scenario that is varied, relative to this file
    pub scenario: String,
    /// Keys of the scenario that have other values in all of the sweep, `KEY=VALUE` each
    #[serde(default)]
    pub set: Vec<String>,
    /// Policies to compare instead of the scenario's
    #[serde(default)]
    pub policies: Option<Vec<String>>,
    /// Replicates of each point instead of the scenario's
    #[serde(default)]
    pub replicates: Option<u32>,
    /// How narrow the intervals of the differences from the baseline are to be; without it every point has the same replicates
    #[serde(default)]
    pub precision: Option<PrecisionKeys>,
    /// Which combinations are run: exactly one kind
    pub design: DesignKeys,
    /// What is varied
    pub factor: Vec<FactorKeys>,
}

/// A precision: the replicates of the sweep are a first stage, which says how many each point needs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrecisionKeys {
    /// The column of runs.csv whose differences count
    #[serde(default = "unmet_share")]
    pub column: String,
    /// Half-width that each interval may have, in the unit of the column
    pub half_width: f64,
    /// Replicates that a point may have at most
    pub most: u32,
    /// Whether the intervals of all arms of a point cover together, rather than each by itself
    #[serde(default)]
    pub together: bool,
}

/// The kinds of designs; one of them.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DesignKeys {
    /// Every combination of the factors' levels
    #[serde(default)]
    pub grid: Option<LevelKeys>,
    /// The scenario as it is, and one factor changed at a time
    #[serde(default)]
    pub one_at_a_time: Option<LevelKeys>,
    /// Latin hypercube: every factor evenly over its range
    #[serde(default)]
    pub latin: Option<LatinKeys>,
    /// Scrambled Sobol sequence, which can be continued
    #[serde(default)]
    pub sobol: Option<RowKeys>,
    /// Rows of a CSV file
    #[serde(default)]
    pub table: Option<TableKeys>,
    /// Morris' trajectories: which factors matter at all
    #[serde(default)]
    pub morris: Option<MorrisKeys>,
    /// Saltelli's rows for Sobol indices
    #[serde(default)]
    pub saltelli: Option<SaltelliKeys>,
    /// Fractional factorial of two levels
    #[serde(default)]
    pub fractional: Option<FractionalKeys>,
}

/// Levels of factors that list none.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelKeys {
    /// How many levels a factor has that lists none
    #[serde(default = "three")]
    pub levels: u32,
}

/// A Latin hypercube.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LatinKeys {
    /// Rows
    pub rows: u32,
    /// Rows of the first of nested hypercubes: these, twice as many and so on are hypercubes too, so that the sweep can be continued by doubling
    #[serde(default)]
    pub nested_from: Option<u32>,
}

/// A number of rows.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowKeys {
    /// Rows
    pub rows: u32,
}

/// A table of rows.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableKeys {
    /// The CSV file, relative to this one: a column per factor
    pub file: String,
}

/// Trajectories.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MorrisKeys {
    /// Trajectories
    pub trajectories: u32,
    /// Levels of each factor, an even number
    #[serde(default = "four")]
    pub levels: u32,
}

/// Rows for Sobol indices.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaltelliKeys {
    /// Base samples, best a power of 2; rows are these times factors + 2
    pub base: u32,
    /// Whether indices of pairs of factors are wanted too, at nearly twice the rows
    #[serde(default)]
    pub pairs: bool,
}

/// A fractional factorial.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FractionalKeys {
    /// Resolution, 3 to 5: with 4 no main effect is mixed with a pair, with 5 no pair with a pair
    #[serde(default = "four")]
    pub resolution: u32,
}

/// A factor. Without a range or values it is varied over the range that is known for its key.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorKeys {
    /// Name of its column; the key unless said otherwise
    #[serde(default)]
    pub name: Option<String>,
    /// Dotted key that is varied: of the world, or with `policy` of that policy
    #[serde(default)]
    pub key: Option<String>,
    /// Keys of shares that are varied together, as parts of a whole
    #[serde(default)]
    pub keys: Option<Vec<String>>,
    /// What the shares add up to
    #[serde(default = "one")]
    pub whole: f64,
    /// The policy whose key is varied
    #[serde(default)]
    pub policy: Option<String>,
    /// Policies of which a row runs one, beside the baseline
    #[serde(default)]
    pub policies: Option<Vec<String>>,
    /// Lowest value
    #[serde(default)]
    pub low: Option<f64>,
    /// Highest value
    #[serde(default)]
    pub high: Option<f64>,
    /// How values between are spaced
    #[serde(default)]
    pub scale: ScaleKey,
    /// Values, in the order of their levels; lists of values for shares
    #[serde(default)]
    pub values: Option<Vec<Scalar>>,
    /// How many levels, where the design has levels and no values are listed
    #[serde(default)]
    pub levels: Option<u32>,
}

/// How values of a range are spaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScaleKey {
    /// Equal differences
    #[default]
    Linear,
    /// Equal ratios
    Log,
}

/// A value in a file.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Scalar {
    /// Yes or no
    Flag(bool),
    /// Whole number
    Integer(i64),
    /// Number
    Real(f64),
    /// Word
    Text(String),
    /// Values of shares
    List(Vec<f64>),
}

impl Scalar {
    /// The texts of the values of a level.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        match self {
            Self::Flag(flag) => vec![flag.to_string()],
            Self::Integer(number) => vec![number.to_string()],
            Self::Real(number) => vec![number.to_string()],
            Self::Text(text) => vec![text.clone()],
            Self::List(list) => list.iter().map(f64::to_string).collect(),
        }
    }
}

fn unmet_share() -> String {
    "unmet_share".to_owned()
}

const fn one() -> f64 {
    1.0
}

const fn three() -> u32 {
    3
}

const fn four() -> u32 {
    4
}
