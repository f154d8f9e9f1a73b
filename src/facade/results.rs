//! What a run leaves behind: its metrics by name, comparisons, and its tables as text.

use crate::facade::error::{Error, What};
use crate::measure::column::{Column, Range};
use crate::measure::record::RunRecord;
use crate::measure::statistics::{Estimate, paired_difference};
use crate::measure::table::TableSpec;
use crate::measure::tables::RUNS;
use crate::store::plan::Plan;

/// The results of a run: every metric of every policy and replicate.
#[derive(Clone, Debug)]
pub struct Results {
    policies: Vec<String>,
    baseline: String,
    replicates: u32,
    tables: Vec<&'static TableSpec>,
    /// By replicate, then by policy.
    records: Vec<RunRecord>,
}

impl Results {
    /// # Errors
    /// [`Error::Failed`] with the first run that failed.
    pub(super) fn new(plan: &Plan, records: Vec<RunRecord>) -> Result<Self, Error> {
        let policies: Vec<String> = plan.arms.iter().map(|arm| arm.name.clone()).collect();
        if let Some(record) = records.iter().find(|record| !record.ok) {
            let (policy, replicate) = (policies[record.policy].clone(), record.replicate);
            return Err(Error::Failed { policy, replicate, reason: reason(record) });
        }
        let tables = plan.collect.tables();
        Ok(Self { policies, baseline: plan.baseline.clone(), replicates: plan.replicates(), tables, records })
    }

    /// Names of the policies, in their order.
    pub fn policies(&self) -> impl Iterator<Item = &str> {
        self.policies.iter().map(String::as_str)
    }

    /// Replicates of each policy.
    #[must_use]
    pub const fn replicates(&self) -> u32 {
        self.replicates
    }

    /// Names of the metrics: the columns of numbers of `runs.csv`. `docs/data-dictionary.md` says what each means, its unit and range.
    pub fn metrics(&self) -> impl Iterator<Item = &'static str> {
        RUNS.columns.iter().filter(|column| column.range != Range::Text).map(|column| column.name)
    }

    /// A metric of one run; nothing where it does not exist, such as a mean wait where nobody waited.
    ///
    /// # Errors
    /// [`Error::Unknown`] when there is no such metric, policy or replicate.
    pub fn metric(&self, metric: &str, policy: &str, replicate: u32) -> Result<Option<f64>, Error> {
        let column = self.column(metric)?;
        let policy = self.policy(policy)?;
        if replicate >= self.replicates {
            let known = (0..self.replicates).map(|r| r.to_string()).collect();
            return Err(Error::Unknown { what: What::Replicate, name: replicate.to_string(), known });
        }
        Ok(self.value(column, policy, replicate))
    }

    /// A metric of a policy in every replicate that has it, in their order.
    ///
    /// # Errors
    /// As [`Results::metric`].
    pub fn values(&self, metric: &str, policy: &str) -> Result<Vec<f64>, Error> {
        let (column, policy) = (self.column(metric)?, self.policy(policy)?);
        Ok((0..self.replicates).filter_map(|replicate| self.value(column, policy, replicate)).collect())
    }

    /// By how much a metric of a policy differs from the baseline's: the mean over replicates of their difference, with its 95 %
    /// interval; nothing with no replicate that has both. Policies of one replicate meet the same needs, so differences are taken in
    /// pairs.
    ///
    /// # Errors
    /// As [`Results::metric`].
    pub fn difference(&self, metric: &str, policy: &str) -> Result<Option<Estimate>, Error> {
        let (column, policy, baseline) = (self.column(metric)?, self.policy(policy)?, self.policy(&self.baseline)?);
        let pair = |replicate| Some((self.value(column, baseline, replicate)?, self.value(column, policy, replicate)?));
        let pairs: Vec<(f64, f64)> = (0..self.replicates).filter_map(pair).collect();
        Ok(paired_difference(&pairs))
    }

    /// A table as the bytes that `sanshe run` writes: `runs.csv`, or another that was collected.
    ///
    /// # Errors
    /// [`Error::Unknown`] when it was not collected.
    pub fn csv(&self, file: &str) -> Result<String, Error> {
        let spec = self.tables.iter().find(|spec| spec.file == file).ok_or_else(|| Error::Unknown {
            what: What::Table,
            name: file.to_owned(),
            known: self.tables.iter().map(|spec| spec.file.to_owned()).collect(),
        })?;
        let parts = self.records.iter().flat_map(|record| &record.tables).filter(|table| table.spec.file == spec.file);
        Ok(parts.fold(spec.header(), |text, part| text + part.text()))
    }

    fn column(&self, metric: &str) -> Result<&'static Column, Error> {
        let found = RUNS.columns.iter().find(|column| column.name == metric && column.range != Range::Text);
        let known = || self.metrics().map(str::to_owned).collect();
        found.ok_or_else(|| Error::Unknown { what: What::Metric, name: metric.to_owned(), known: known() })
    }

    fn policy(&self, name: &str) -> Result<usize, Error> {
        let found = self.policies.iter().position(|policy| policy == name);
        found.ok_or_else(|| Error::Unknown { what: What::Policy, name: name.to_owned(), known: self.policies.clone() })
    }

    fn value(&self, column: &Column, policy: usize, replicate: u32) -> Option<f64> {
        let record = self.records.iter().find(|record| record.policy == policy && record.replicate == replicate)?;
        record.table(&RUNS)?.numbers(column).next().filter(|value| value.is_finite())
    }
}

/// Why a run failed, from its row.
fn reason(record: &RunRecord) -> String {
    let text = record.table(&RUNS).map_or("", |table| table.text());
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let row = reader.records().flatten().next();
    row.zip(RUNS.position("reason")).and_then(|(row, at)| row.get(at).map(str::to_owned)).unwrap_or_default()
}
