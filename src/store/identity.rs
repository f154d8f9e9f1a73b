//! What makes two plans the same experiment: the resolved values that determine results, by group, and nothing else.
//!
//! Not part of it: the bytes of files (a comment changes nothing), threads, folder and language, titles, and how many replicates and points of
//! its design there are: more of them only extend an experiment, as do policies after those that it has. The version of the results is part of it, the build is not: another build may continue
//! after reproducing the same bytes (see [`conduct`](crate::experiment::conduct)).
//!
//! The groups are kept separate so that a refusal can name what differs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::words::{Both, both, shown};
use crate::store::digest::{digest_of, short};
use crate::store::plan::Plan;

/// Keys of a scenario that do not determine results: what is only displayed, what is elsewhere in an identity, and what is in it under its
/// own name (the communities of a sheet, not the sheet's name).
const NOT_DECIDING: [&str; 11] = [
    "name",
    "title",
    "title_zh",
    "baseline",
    "policies",
    "district.table",
    "run.seeds",
    "run.frame_seeds",
    "run.years",
    "run.burn_in_years",
    "run.root_seed",
];

/// The values that determine an experiment's results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Version of the results ([`crate::base::identity::RESULTS`]).
    pub results: u32,
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the policy the others are compared with.
    pub baseline: String,
    /// Digest of the design whose points are run; empty where the scenario alone is.
    pub design: String,
    /// Years in the window.
    pub years: u32,
    /// Years before policies part.
    pub burn_in_years: u32,
    /// Root of all random keys.
    pub root_seed: u32,
    /// Digest of the keys of the world, by the first part of their names.
    pub world: BTreeMap<String, String>,
    /// Policies in order: name, and digest of the switches.
    pub policies: Vec<(String, String)>,
    /// Tables in order: file, and digest of the header. A build that would write other columns must not append to old files.
    pub tables: Vec<(String, String)>,
}

impl Identity {
    /// The identity of a plan.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut groups: BTreeMap<String, Fields> = BTreeMap::new();
        for (key, value) in plan.world_keys.iter().filter(|(key, _)| !NOT_DECIDING.contains(&key.as_str())) {
            let group = key.split('.').next().unwrap_or_default();
            groups.entry(group.to_owned()).or_default().text(key).text(value);
        }
        let switches = |pairs: &[(String, String)]| {
            let mut fields = Fields::default();
            for (key, value) in pairs {
                fields.text(key).text(value);
            }
            fields.hex()
        };
        Self {
            results: plan.results,
            scenario: plan.scenario.clone(),
            baseline: plan.baseline.clone(),
            design: plan.design.clone(),
            years: plan.years,
            burn_in_years: plan.burn_in_years,
            root_seed: plan.root_seed,
            world: groups.into_iter().map(|(group, fields)| (group, fields.hex())).collect(),
            policies: plan.arms.iter().map(|arm| (arm.name.clone(), switches(&arm.switches))).collect(),
            tables: plan.collect.tables().iter().map(|t| (t.file.to_owned(), digest_of(t.header().as_bytes()))).collect(),
        }
    }

    /// Digest of everything, hex.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut fields = Fields::default();
        fields.text("sanshe identity 3").text(&self.scenario).text(&self.baseline).text(&self.design);
        for number in [self.results, self.years, self.burn_in_years, self.root_seed] {
            fields.number(number.into());
        }
        fields.pairs(self.world.iter()).pairs(self.policies.iter().map(|(a, b)| (a, b)));
        fields.pairs(self.tables.iter().map(|(a, b)| (a, b)));
        fields.0.finalize().to_hex().to_string()
    }

    /// Whether `other` is `self`, found in a folder, or that with more policies.
    #[must_use]
    pub fn grows_into(&self, other: &Self) -> bool {
        let kept = |policy: &(String, String)| other.policies.contains(policy);
        let alike = Self { policies: self.policies.clone(), ..other.clone() };
        self.policies.iter().all(kept) && *self == alike
    }

    /// How `self`, found in a folder, differs from the requested `other`: a phrase for each group.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<Both> {
        let mut said = Vec::new();
        let mut words = |en: &str, zh: &str, there: &str, here: &str| {
            if there != here {
                let (there, here) = (shown(there), shown(here));
                said.push(both!("{en} ({there} there, {here} here)", "{zh}（该处 {there}，本次 {here}）"));
            }
        };
        words("the scenario", "情景", &self.scenario, &other.scenario);
        words("the baseline", "基准政策", &self.baseline, &other.baseline);
        for (en, zh, there, here) in [
            ("the years", "窗口年数", self.years, other.years),
            ("the burn-in years", "预热年数", self.burn_in_years, other.burn_in_years),
            ("the root seed", "根种子", self.root_seed, other.root_seed),
        ] {
            words(en, zh, &there.to_string(), &here.to_string());
        }
        let names = |list: &[(String, String)]| list.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>().join(", ");
        words("the policies", "政策", &names(&self.policies), &names(&other.policies));
        words("the collected tables", "收集的表", &names(&self.tables), &names(&other.tables));
        if self.design != other.design {
            said.push(both!("the design of the sweep: its factors, their ranges or its kind", "扫描的设计：因子、范围或种类"));
        }
        let moved = |there: &[(String, String)], here: &[(String, String)]| {
            let differs = |(name, digest): &&(String, String)| here.iter().any(|(n, d)| n == name && d != digest);
            there.iter().filter(differs).map(|(name, _)| shown(name)).collect::<Vec<_>>().join(", ")
        };
        let (switches, columns) = (moved(&self.policies, &other.policies), moved(&self.tables, &other.tables));
        if !switches.is_empty() {
            said.push(both!("switches of the policies {switches}", "政策 {switches} 的开关"));
        }
        if !columns.is_empty() {
            said.push(both!("the columns of {columns}", "{columns} 的列"));
        }
        let groups: std::collections::BTreeSet<&String> = self.world.keys().chain(other.world.keys()).collect();
        let groups = groups.into_iter().filter(|group| self.world.get(*group) != other.world.get(*group));
        let groups = groups.map(|group| format!("[{}]", shown(group))).collect::<Vec<_>>().join(", ");
        if !groups.is_empty() {
            said.push(both!("keys of the world in {groups}", "{groups} 中的情景参数"));
        }
        said
    }
}

impl Plan {
    /// The identity of this experiment, independent of the number of replicates.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity::of(self)
    }

    /// Digest of [`Plan::identity`], hex.
    #[must_use]
    pub fn digest(&self) -> String {
        self.identity().digest()
    }
}

/// A hash of length-prefixed fields, so that no two lists of fields coincide.
#[derive(Default)]
struct Fields(blake3::Hasher);

impl Fields {
    fn number(&mut self, value: u64) -> &mut Self {
        self.0.update(&value.to_le_bytes());
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.number(text.len() as u64).0.update(text.as_bytes());
        self
    }

    fn pairs<'a>(&mut self, pairs: impl ExactSizeIterator<Item = (&'a String, &'a String)>) -> &mut Self {
        self.number(pairs.len() as u64);
        for (key, value) in pairs {
            self.text(key).text(value);
        }
        self
    }

    fn hex(&self) -> String {
        short(&self.0.finalize())
    }
}
