//! The plan of an experiment: a numbered list of blocks.
//!
//! A block is one world point and one replicate: the burn-in once, then every policy. Replicate 0 of all points comes first, so a
//! run that is cut short leaves an even sample, and more replicates only add blocks at the end. What makes two plans one experiment is
//! told by their [`Identity`](crate::store::identity::Identity): plans of equal identity and equal number of replicates give equal bytes, which is what makes resuming
//! safe.

use crate::base::identity::{RESULTS, build};
use crate::measure::collect::Collect;
use crate::scenario::experiment::Experiment;
use crate::store::parity::Parity;

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
    /// Budgets that were searched for; they stand among the switches of the arms, and so in the identity.
    pub parity: Option<Parity>,
    /// Version of the results.
    pub results: u32,
    /// Digest of the code that makes them.
    pub build: String,
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
            results: RESULTS,
            build: build().to_owned(),
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
            results: 1,
            build: "b".into(),
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
        let changes: [fn(&mut Plan); 12] = [
            |p| p.points = 4,
            |p| p.years = 2,
            |p| p.burn_in_years = 2,
            |p| p.root_seed = 8,
            |p| p.baseline = "b".into(),
            |p| p.scenario = "large".into(),
            |p| p.results = 2,
            |p| p.world_keys[0].0 = "demand.volatility".into(),
            |p| p.world_keys[0].1 = "0.2".into(),
            |p| p.arms[0].name = "b".into(),
            |p| p.arms[0].switches[0].1 = "1".into(),
            |p| p.collect = Collect::ALL,
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut other = plan();
            change(&mut other);
            assert_ne!(other.digest(), base, "change {i}");
            assert!(other.results != 1 || !plan().identity().differences(&other.identity()).is_empty(), "change {i} can be told");
        }
    }

    #[test]
    fn more_replicates_other_bytes_of_files_and_another_build_are_the_same_experiment() {
        let changes: [fn(&mut Plan); 4] = [
            |p| p.replicates = 9,
            |p| p.inputs.push(Input { path: "x.csv".into(), blake3: "00".into() }),
            |p| p.build = "c".into(),
            |p| p.world_keys.push(("title".into(), "Another title".into())),
        ];
        for change in changes {
            let mut other = plan();
            change(&mut other);
            assert_eq!(other.digest(), plan().digest());
            assert_eq!(plan().identity().differences(&other.identity()), []);
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
