//! Replicates of several policies, to be drawn as a whole: from a `runs.csv`, or many of a law.

use std::collections::BTreeMap;
use std::path::Path;

use super::law::{Law, Numbers};

/// Outcomes by policy and replicate; the baseline is policy 0.
pub struct Replicates {
    names: Vec<String>,
    outcomes: Vec<Vec<f64>>,
}

/// Replicates of a law: so many that their quantiles are those of the law to .01 standard deviations.
const MANY: usize = 100_000;
/// Means of four policies with standard deviation 1, far from 0 beside it as outcomes are.
const MEANS: [f64; 4] = [11.0, 10.5, 10.0, 12.0];

impl Replicates {
    /// Those of a `runs.csv`: the baseline, the policy, and every other in it. A replicate counts if all policies have it.
    pub fn read(file: &Path, baseline: &str, policy: &str) -> Result<Self, String> {
        let error = |what: &dyn std::fmt::Display| format!("{}: {what}", file.display());
        let mut reader = csv::Reader::from_path(file).map_err(|e| error(&e))?;
        let header = reader.headers().map_err(|e| error(&e))?.clone();
        let column = |name: &str| header.iter().position(|h| h == name).ok_or_else(|| error(&format!("no column {name}")));
        let (name, replicate, outcome) = (column("policy")?, column("replicate")?, column("unmet_share")?);
        let mut by_policy: BTreeMap<String, BTreeMap<u64, f64>> = BTreeMap::new();
        for row in reader.records() {
            let row = row.map_err(|e| error(&e))?;
            let (Ok(number), Ok(value)) = (row[replicate].parse(), row[outcome].parse()) else { continue };
            by_policy.entry(row[name].to_owned()).or_default().insert(number, value);
        }
        let mut names = vec![baseline.to_owned(), policy.to_owned()];
        names.extend(by_policy.keys().filter(|n| *n != baseline && *n != policy).cloned());
        let all: Vec<_> =
            names.iter().map(|n| by_policy.get(n).ok_or_else(|| error(&format!("no policy {n}")))).collect::<Result<_, _>>()?;
        let complete = |number: &&u64| all.iter().all(|rows| rows.contains_key(*number));
        let numbers: Vec<u64> = all[0].keys().filter(complete).copied().collect();
        if numbers.len() < 30 {
            return Err(error(&format!("{} replicates of all policies; a law needs 30 or more", numbers.len())));
        }
        Ok(Self { names, outcomes: all.iter().map(|rows| numbers.iter().map(|n| rows[n]).collect()).collect() })
    }

    fn of(seed: u64, table: u64, noise: impl Fn(&mut Numbers) -> f64) -> Self {
        let mut outcomes = vec![Vec::with_capacity(MANY); MEANS.len()];
        for replicate in 0..MANY as u64 {
            let mut numbers = Numbers::of(seed, table, replicate);
            // Half the variance is that of the replicate, which policies share.
            let shared = noise(&mut numbers);
            for (row, mean) in outcomes.iter_mut().zip(MEANS) {
                row.push(mean + (shared + noise(&mut numbers)) * std::f64::consts::FRAC_1_SQRT_2);
            }
        }
        Self { names: MEANS.iter().map(|m| format!("mean {m}")).collect(), outcomes }
    }

    /// Normal outcomes of four policies.
    pub fn normal(seed: u64) -> Self {
        Self::of(seed, 101, Numbers::normal)
    }

    /// The same with exponential noise.
    pub fn exponential(seed: u64) -> Self {
        Self::of(seed, 102, |x| x.exponential() - 1.0)
    }

    /// Number of policies.
    pub const fn policies(&self) -> usize {
        self.outcomes.len()
    }

    /// Outcomes by policy and replicate.
    pub fn outcomes(&self) -> &[Vec<f64>] {
        &self.outcomes
    }

    /// Differences of a policy from the baseline.
    pub fn differences(&self, policy: usize) -> Vec<f64> {
        self.outcomes[policy].iter().zip(&self.outcomes[0]).map(|(b, a)| b - a).collect()
    }

    /// Replicates drawn with replacement, each with all policies.
    pub fn drawn(&self, numbers: &mut Numbers, n: usize) -> Vec<Vec<f64>> {
        let chosen: Vec<usize> = (0..n).map(|_| numbers.below(self.outcomes[0].len())).collect();
        self.outcomes.iter().map(|row| chosen.iter().map(|&i| row[i]).collect()).collect()
    }

    /// What they are, in a sentence.
    pub fn described(&self, law: &Law) -> String {
        let Law::Values { mean, deviation, skewness, .. } = law else { return String::new() };
        format!(
            "Real: {} replicates of {}; unmet share. {} less {}: mean {mean:.4}, standard deviation {deviation:.4}, skewness {skewness:.2}.\n",
            self.outcomes[0].len(),
            self.names.join(", "),
            self.names[1],
            self.names[0],
        )
    }
}
