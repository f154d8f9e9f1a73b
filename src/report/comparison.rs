//! Shared by table, charts, JSON and pages: the policies in the order shown, their names, and estimates of any metric.

use super::data::Runs;
use super::lang::Lang;
use super::texts::Texts;
use crate::base::words::shown;
use crate::measure::statistics::{self, Estimate};
use crate::measure::tables::runs::Metric;
use crate::report::error::ReportError;
use crate::scenario::experiment::{Experiment, NamedPolicy};

/// Policies by name, and their runs, which are compared with those of the baseline.
#[derive(Clone, Copy, Debug)]
pub struct Paired<'a> {
    /// The results.
    pub runs: &'a Runs,
    /// Place of the baseline among the policies; `None` if it is not among them.
    pub baseline: Option<usize>,
}

impl Paired<'_> {
    /// The mean of a metric over replicates.
    ///
    /// # Errors
    /// As [`Runs::series`].
    pub fn estimate(&self, policy: usize, metric: &Metric) -> Result<Option<Estimate>, ReportError> {
        Ok(statistics::mean_interval(&self.runs.values(policy, metric)?))
    }

    /// Pairs (baseline, policy) of a metric; none for the baseline itself.
    ///
    /// # Errors
    /// As [`Runs::series`].
    pub fn pairs(&self, policy: usize, metric: &Metric) -> Result<Vec<(f64, f64)>, ReportError> {
        match self.baseline {
            Some(baseline) if baseline != policy => self.runs.pairs(baseline, policy, metric),
            _ => Ok(Vec::new()),
        }
    }

    /// The paired difference of a metric from the baseline; `None` for the baseline itself.
    ///
    /// # Errors
    /// As [`Runs::series`].
    pub fn difference(&self, policy: usize, metric: &Metric) -> Result<Option<Estimate>, ReportError> {
        Ok(statistics::paired_difference(&self.pairs(policy, metric)?))
    }
}

/// The places of policies in the order shown: the baseline, then that of the experiment.
#[must_use]
pub fn in_order(policies: usize, baseline: Option<usize>) -> Vec<usize> {
    baseline.into_iter().chain((0..policies).filter(|i| Some(*i) != baseline)).collect()
}

/// The runs of an experiment, ready to be compared with the baseline.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// What was run.
    pub experiment: &'a Experiment,
    /// The results.
    pub runs: &'a Runs,
    /// Language of labels and texts.
    pub lang: Lang,
    /// Place of the baseline in the experiment; `None` if it is not among the policies.
    pub baseline: Option<usize>,
    /// Places of the policies in the order shown ([`in_order`]).
    pub order: Vec<usize>,
    /// Labels of the policies, escaped for display.
    labels: Vec<String>,
}

impl<'a> Comparison<'a> {
    /// Puts the policies in order.
    #[must_use]
    pub fn new(experiment: &'a Experiment, runs: &'a Runs, lang: Lang) -> Self {
        let baseline = experiment.policies.iter().position(|policy| policy.name == experiment.scenario.baseline);
        let label = |named: &NamedPolicy| {
            let label = lang.pick(&named.policy.label, &named.policy.label_zh);
            shown(if label.is_empty() { &named.name } else { label })
        };
        let labels = experiment.policies.iter().map(label).collect();
        Self { experiment, runs, lang, baseline, order: in_order(experiment.policies.len(), baseline), labels }
    }

    /// The texts of the language.
    #[must_use]
    pub const fn texts(&self) -> &'static Texts {
        self.lang.texts()
    }

    /// The name of a policy: its key in every file.
    #[must_use]
    pub fn name(&self, policy: usize) -> &'a str {
        &self.experiment.policies[policy].name
    }

    /// The label of a policy for people, in the language; its name where it has none.
    #[must_use]
    pub fn label(&self, policy: usize) -> &str {
        &self.labels[policy]
    }

    /// Whether a policy is the baseline.
    #[must_use]
    pub fn is_baseline(&self, policy: usize) -> bool {
        self.baseline == Some(policy)
    }

    /// The runs in pairs.
    #[must_use]
    pub const fn paired(&self) -> Paired<'a> {
        Paired { runs: self.runs, baseline: self.baseline }
    }

    /// As [`Paired::estimate`].
    ///
    /// # Errors
    /// As [`Runs::series`].
    pub fn estimate(&self, policy: usize, metric: &Metric) -> Result<Option<Estimate>, ReportError> {
        self.paired().estimate(policy, metric)
    }

    /// As [`Paired::pairs`].
    ///
    /// # Errors
    /// As [`Runs::series`].
    pub fn pairs(&self, policy: usize, metric: &Metric) -> Result<Vec<(f64, f64)>, ReportError> {
        self.paired().pairs(policy, metric)
    }

    /// As [`Paired::difference`].
    ///
    /// # Errors
    /// As [`Runs::series`].
    pub fn difference(&self, policy: usize, metric: &Metric) -> Result<Option<Estimate>, ReportError> {
        self.paired().difference(policy, metric)
    }
}
