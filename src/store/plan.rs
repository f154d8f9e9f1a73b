//! The plan of an experiment: what decides its results, and the [waves](crate::store::wave) of blocks that are wanted.
//!
//! A block is one world point and one replicate: the burn-in once, then every policy. What makes two plans one experiment is told by their
//! [`Identity`](crate::store::identity::Identity): plans of equal identity and equal waves give equal bytes, which is what makes resuming safe; other waves of
//! the same identity make the experiment longer, row for row.

use serde::{Deserialize, Serialize};

use crate::base::identity::{RESULTS, build};
use crate::base::words::Both;
use crate::measure::collect::Collect;
use crate::scenario::experiment::{Experiment, NamedPolicy};
use crate::scenario::keys::policy::Policy;
use crate::scenario::labels::{MOST_CHARACTERS, MOST_LETTERS, cut};
use crate::store::parity::Parity;
use crate::store::wave::{self, Block, Part, Wave};

/// A policy of the plan: its name and its switches in canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    /// Name of the policy.
    pub name: String,
    /// Every switch with its value, in canonical order.
    pub switches: Vec<(String, String)>,
    /// What people call it; decides nothing.
    pub labels: Labels,
}

/// What people call something, in two languages and two lengths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// In full.
    pub label: Both,
    /// Where there is little room.
    pub short: Both,
}

impl Labels {
    /// Those of a policy; its name where it has none.
    fn of(named: &NamedPolicy) -> Self {
        let Policy { label, label_zh, label_short, label_short_zh, .. } = &named.policy;
        // A label that is missing in one language is that of the other, or the name.
        let first = |texts: [&String; 3]| texts.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
        let full = [first([label, label_zh, &named.name]), first([label_zh, label, &named.name])];
        let short = [(label_short, MOST_LETTERS), (label_short_zh, MOST_CHARACTERS)];
        let [en, zh] = [0, 1].map(|at| cut(&first([short[at].0, &full[at], &named.name]), short[at].1));
        let [label_en, label_zh] = full;
        Self { label: Both { en: label_en, zh: label_zh }, short: Both { en, zh } }
    }
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
    /// Its title; decides nothing.
    pub title: Both,
    /// Name of the policy the others are compared with.
    pub baseline: String,
    /// Policies in order.
    pub arms: Vec<Arm>,
    /// World points; one unless the experiment is a sweep.
    pub points: u32,
    /// Digest of the design that the points are of; nothing where there is none.
    pub design: String,
    /// The waves: of a plan that is asked for, replicates of all points; of a folder, all that it holds or is to hold.
    pub waves: Vec<Wave>,
    /// Which of the blocks are run here; all unless the experiment is run in shards.
    pub shard: Option<Shard>,
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

/// A part of an experiment that one of several processes runs: the blocks whose number leaves this remainder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// Its number, from 0.
    pub index: u32,
    /// How many there are.
    pub of: u32,
}

impl Shard {
    /// The name of its folder.
    #[must_use]
    pub fn folder(self) -> String {
        format!("shard-{}-of-{}", self.index, self.of)
    }

    /// The shard that a folder's name says.
    #[must_use]
    pub fn of_folder(name: &str) -> Option<Self> {
        let (index, of) = name.strip_prefix("shard-")?.split_once("-of-")?;
        let shard = Self { index: index.parse().ok()?, of: of.parse().ok()? };
        (shard.of > 0 && shard.index < shard.of && shard.folder() == name).then_some(shard)
    }

    /// Whether a block belongs to it.
    #[must_use]
    pub const fn has(self, block: u64) -> bool {
        block % self.of as u64 == self.index as u64
    }

    /// How many of so many blocks belong to it.
    #[must_use]
    pub const fn part_of(self, blocks: u64) -> u64 {
        (blocks + (self.of - 1 - self.index) as u64) / self.of as u64
    }
}

impl Arm {
    /// The arm of a policy.
    #[must_use]
    pub fn of(named: &NamedPolicy) -> Self {
        Self { name: named.name.clone(), switches: named.switches.clone(), labels: Labels::of(named) }
    }
}

impl Plan {
    /// The plan of `run`: the scenario as it stands, so one point.
    #[must_use]
    pub fn of(experiment: &Experiment, collect: Collect) -> Self {
        let scenario = &experiment.scenario;
        Self {
            scenario: scenario.name.clone(),
            title: Both { en: scenario.title.clone(), zh: scenario.title_zh.clone() },
            baseline: scenario.baseline.clone(),
            arms: experiment.policies.iter().map(Arm::of).collect(),
            points: 1,
            design: String::new(),
            waves: Vec::new(),
            shard: None,
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
        .of_replicates(scenario.run.seeds.get())
    }

    /// The same with this number of replicates of every point, in one wave.
    #[must_use]
    pub fn of_replicates(mut self, replicates: u32) -> Self {
        self.waves = vec![Wave::of("start", self.policies(), Part::whole((0, self.points), (0, replicates)))];
        self
    }

    /// The value of a key of the world, as text.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&str> {
        self.world_keys.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// How many policies it has.
    #[must_use]
    pub fn policies(&self) -> u32 {
        u32::try_from(self.arms.len()).unwrap_or(u32::MAX)
    }

    /// Replicates of the point that has most of them.
    #[must_use]
    pub fn replicates(&self) -> u32 {
        self.waves.iter().flat_map(|wave| &wave.parts).map(|part| part.replicates.1).max().unwrap_or(0)
    }

    /// How many blocks are run here.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        let all = wave::blocks(&self.waves);
        self.shard.map_or(all, |shard| shard.part_of(all))
    }

    /// The blocks that are run here, in order: replicate 0 of every point of a wave first.
    pub fn list(&self) -> impl Iterator<Item = Block> + '_ {
        wave::list(&self.waves).filter(|block| self.shard.is_none_or(|shard| shard.has(block.number)))
    }

    /// Of the policies at the point of a block, those whose rows it brings.
    #[must_use]
    pub fn brought_by(&self, block: Block, mut policies: Vec<String>) -> Vec<String> {
        let Some(wave) = self.waves.get(block.wave as usize) else { return Vec::new() };
        let named = wave.parts.get(block.part as usize).map_or(&[][..], |part| &part.arms);
        // A policy that the experiment got after the wave is not of it.
        let later: Vec<&String> = self.arms.iter().skip(wave.policies as usize).map(|arm| &arm.name).collect();
        policies.retain(|name| if named.is_empty() { !later.contains(&name) } else { named.contains(name) });
        let place = |name: &String| self.arms.iter().position(|arm| arm.name == *name).unwrap_or(usize::MAX);
        policies.sort_by_key(place);
        policies
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        Plan {
            scenario: "small".into(),
            title: Both::default(),
            baseline: "a".into(),
            arms: vec![Arm { name: "a".into(), switches: vec![("routing.theta".into(), "0".into())], labels: Labels::default() }],
            points: 3,
            design: String::new(),
            waves: Vec::new(),
            shard: None,
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
        .of_replicates(2)
    }

    #[test]
    fn shards_share_the_blocks_out_evenly_over_time() {
        for of in 1..8 {
            let shards = (0..of).map(|index| Plan { shard: Some(Shard { index, of }), ..plan() });
            let mut all: Vec<u64> = Vec::new();
            for shard in shards {
                let own: Vec<u64> = shard.list().map(|block| block.number).collect();
                assert_eq!(own.len() as u64, shard.blocks());
                all.extend(own);
            }
            all.sort_unstable();
            assert_eq!(all, (0..6).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_wave_brings_the_policies_that_were_known_then_or_those_it_names() {
        let mut grown = plan();
        grown.arms.push(Arm { name: "later".into(), switches: vec![], labels: Labels::default() });
        let there = || vec!["later".to_owned(), "a".to_owned()];
        let all = |plan: &Plan| plan.list().map(|block| plan.brought_by(block, there())).collect::<Vec<_>>();
        assert!(all(&grown).iter().all(|names| *names == ["a"]));
        grown.waves[0].policies = 2;
        assert!(all(&grown).iter().all(|names| *names == ["a", "later"]));
        grown.waves[0].parts[0].arms = vec!["later".into()];
        assert!(all(&grown).iter().all(|names| *names == ["later"]));
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
            |p| p.design = "d".into(),
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
    fn more_replicates_or_points_other_bytes_of_files_and_another_build_are_the_same_experiment() {
        let changes: [fn(&mut Plan); 5] = [
            |p| p.points = 4,
            |p| p.waves[0].parts[0].replicates.1 = 9,
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
