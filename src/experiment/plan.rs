//! The plan of an experiment: a numbered list of blocks.
//!
//! A block is one world point and one replicate: the burn-in once, then every policy. Replicate 0 of all points comes first, so a
//! run that is cut short leaves an even sample. The digest names everything that decides the results and nothing else (not the
//! threads, the folder or the language): two plans of equal digest give equal bytes, which is what makes resuming safe.

use std::fmt::Write;

use super::parity::Parity;
use crate::measure::collect::Collect;
use crate::scenario::load::Experiment;

/// A policy of the plan: its name and its switches in canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    /// Name of the policy.
    pub name: String,
    /// Every switch with its value, in canonical order.
    pub switches: Vec<(String, String)>,
}

/// A file the scenario was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Path as published in the manifest.
    pub path: String,
    /// BLAKE3 of its contents, hex.
    pub blake3: String,
}

/// Everything that decides the results of an experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the policy the others are compared with.
    pub baseline: String,
    /// Policies in order.
    pub arms: Vec<Arm>,
    /// World points; one unless the experiment is a sweep.
    pub points: u32,
    /// Replicates of each point.
    pub replicates: u32,
    /// Years in the window.
    pub years: u32,
    /// Years before policies part.
    pub burn_in_years: u32,
    /// Root of all random keys.
    pub root_seed: u32,
    /// Keys of the world in canonical form.
    pub world_keys: Vec<(String, String)>,
    /// Files that were read.
    pub inputs: Vec<Input>,
    /// Tables to fill besides `runs.csv`.
    pub collect: Collect,
    /// Budgets that were searched for; they stand among the switches of the arms, and so in the digest.
    pub parity: Option<Parity>,
}

/// A block: the unit that is run, written and resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    /// Number in the plan, from 0.
    pub number: u64,
    /// World point, from 0.
    pub point: u32,
    /// Replicate, from 0.
    pub replicate: u32,
}

impl Plan {
    /// The plan of `run`: the scenario as it stands, so one point.
    #[must_use]
    pub fn of(experiment: &Experiment, collect: Collect) -> Self {
        let scenario = &experiment.scenario;
        Self {
            scenario: scenario.name.clone(),
            baseline: scenario.baseline.clone(),
            arms: experiment.policies.iter().map(|p| Arm { name: p.name.clone(), switches: p.switches.clone() }).collect(),
            points: 1,
            replicates: scenario.run.seeds.get(),
            years: scenario.run.years.get(),
            burn_in_years: scenario.run.burn_in_years.get(),
            root_seed: scenario.run.root_seed.get(),
            world_keys: experiment.world_keys.clone(),
            inputs: experiment
                .inputs
                .iter()
                .map(|input| Input { path: input.path.clone(), blake3: input.blake3.clone() })
                .collect(),
            collect,
            parity: None,
        }
    }

    /// How many blocks there are.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        u64::from(self.points) * u64::from(self.replicates)
    }

    /// All blocks in order: replicate 0 of every point first.
    pub fn list(&self) -> impl Iterator<Item = Block> + use<> {
        let points = self.points;
        (0..self.replicates)
            .flat_map(move |replicate| (0..points).map(move |point| (replicate, point)))
            .zip(0u64..)
            .map(|((replicate, point), number)| Block { number, point, replicate })
    }

    /// Digest of everything that decides the results, hex.
    ///
    /// The columns of the collected tables are part of it: a build that would write other columns must not append to old files.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut digest = Digest(blake3::Hasher::new());
        digest.text("sanshe plan 1");
        digest.text(env!("CARGO_PKG_VERSION"));
        digest.text(&self.scenario);
        digest.text(&self.baseline);
        for number in [self.points, self.replicates, self.years, self.burn_in_years, self.root_seed] {
            digest.number(number.into());
        }
        digest.pairs(&self.world_keys);
        digest.number(self.arms.len() as u64);
        for arm in &self.arms {
            digest.text(&arm.name);
            digest.pairs(&arm.switches);
        }
        digest.number(self.inputs.len() as u64);
        for input in &self.inputs {
            digest.text(&input.blake3);
        }
        for table in self.collect.tables() {
            digest.text(table.file);
            digest.text(&table.header());
        }
        let mut hex = String::with_capacity(64);
        for byte in digest.0.finalize().as_bytes() {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }
}

/// A hash of fields, each with its length in front, so that no two lists of fields look alike.
struct Digest(blake3::Hasher);

impl Digest {
    fn number(&mut self, value: u64) {
        self.0.update(&value.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.update(text.as_bytes());
    }

    fn pairs(&mut self, pairs: &[(String, String)]) {
        self.number(pairs.len() as u64);
        for (key, value) in pairs {
            self.text(key);
            self.text(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        Plan {
            scenario: "small".into(),
            baseline: "a".into(),
            arms: vec![Arm { name: "a".into(), switches: vec![("routing.theta".into(), "0".into())] }],
            points: 3,
            replicates: 2,
            years: 1,
            burn_in_years: 1,
            root_seed: 7,
            world_keys: vec![("demand.bundle_share".into(), "0.1".into())],
            inputs: vec![],
            collect: Collect::NONE,
            parity: None,
        }
    }

    #[test]
    fn replicate_0_of_all_points_comes_first() {
        let order: Vec<(u64, u32, u32)> = plan().list().map(|b| (b.number, b.replicate, b.point)).collect();
        assert_eq!(order, [(0, 0, 0), (1, 0, 1), (2, 0, 2), (3, 1, 0), (4, 1, 1), (5, 1, 2)]);
        assert_eq!(plan().blocks(), 6);
    }

    #[test]
    fn the_digest_changes_with_whatever_decides_results() {
        let base = plan().digest();
        assert_eq!(base, plan().digest());
        let changes: [fn(&mut Plan); 8] = [
            |p| p.replicates = 3,
            |p| p.years = 2,
            |p| p.root_seed = 8,
            |p| p.world_keys[0].1 = "0.2".into(),
            |p| p.arms[0].name = "b".into(),
            |p| p.arms[0].switches[0].1 = "1".into(),
            |p| p.collect = Collect::ALL,
            |p| {
                p.inputs.push(Input { path: "x.csv".into(), blake3: "00".into() });
            },
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut other = plan();
            change(&mut other);
            assert_ne!(other.digest(), base, "change {i}");
        }
    }

    #[test]
    fn fields_cannot_slide_into_each_other() {
        let mut one = plan();
        one.world_keys = vec![("ab".into(), "c".into())];
        let mut two = plan();
        two.world_keys = vec![("a".into(), "bc".into())];
        assert_ne!(one.digest(), two.digest());
    }
}
