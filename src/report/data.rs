//! Reads the result files of an output folder into typed columns.
//!
//! The report is made from the files alone, never from a run's memory: what is printed is what is on disk, and a resumed folder reports
//! like any other. Columns are found by name, so a file with more columns than this
//! program knows can be read. Rows are sorted by policy and replicate, whatever the order in which blocks ended.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::{Path, PathBuf};

use crate::base::words::Pair;
use crate::measure::tables::runs::{Metric, RUNS, head};
use crate::measure::tables::{DAILY, daily};
use crate::report::error::ReportError;
use crate::report::sheet::{A_NUMBER, Sheet, place};

/// A failed run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedRun {
    /// Place of its policy in the experiment.
    pub policy: usize,
    /// Replicate.
    pub replicate: u32,
    /// Why it failed.
    pub reason: String,
}

/// `runs.csv`: every metric of every run.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    path: PathBuf,
    /// Fields of the runs that are `ok`, by policy and replicate, with their line.
    rows: Vec<BTreeMap<u32, (u64, Vec<String>)>>,
    columns: BTreeMap<String, usize>,
    /// Failed runs; they are used for nothing else.
    pub failed: Vec<FailedRun>,
}

impl Runs {
    /// Reads `runs.csv` of a folder; `policies` are the names in the order of the experiment.
    ///
    /// # Errors
    /// When the file is missing or not a table, names a policy that is not in the experiment, contains a run twice, or has a status other
    /// than `ok` and `failed`.
    pub fn read(folder: &Path, policies: &[&str]) -> Result<Self, ReportError> {
        let mut runs = Self::by_point(Sheet::of(folder.join(RUNS.file))?, policies, |_| Some(0))?;
        Ok(runs.remove(&0).unwrap_or_default())
    }

    /// Reads `runs.csv` from a text, as it would stand in a folder: of runs that are not kept.
    ///
    /// # Errors
    /// As [`Runs::read`].
    pub fn of_text(text: String, policies: &[&str]) -> Result<Self, ReportError> {
        let sheet = Sheet::new(PathBuf::from(RUNS.file), Box::new(Cursor::new(text)))?;
        let mut runs = Self::by_point(sheet, policies, |_| Some(0))?;
        Ok(runs.remove(&0).unwrap_or_default())
    }

    /// Reads the runs of some points of a sweep from `runs.csv` of its folder, in one pass. A point without a row has no runs.
    ///
    /// # Errors
    /// As [`Runs::read`].
    pub fn at_points(folder: &Path, policies: &[&str], points: &BTreeSet<u32>) -> Result<BTreeMap<u32, Self>, ReportError> {
        let sheet = Sheet::of(folder.join(RUNS.file))?;
        Self::by_point(sheet, policies, |point| points.contains(&point).then_some(point))
    }

    /// The runs by the number under which `kept` puts those of a point; nothing for a point that is not wanted.
    fn by_point(
        mut sheet: Sheet,
        policies: &[&str],
        kept: impl Fn(u32) -> Option<u32>,
    ) -> Result<BTreeMap<u32, Self>, ReportError> {
        let [policy, replicate, point] =
            [sheet.place(&head::POLICY)?, sheet.place(&head::REPLICATE)?, sheet.place(&head::POINT)?];
        let [status, reason] = [sheet.place(&head::STATUS)?, sheet.place(&head::REASON)?];
        let nothing = Self {
            columns: sheet.columns.clone(),
            rows: vec![BTreeMap::new(); policies.len()],
            failed: Vec::new(),
            path: sheet.path.clone(),
        };
        let mut found: BTreeMap<u32, Self> = kept(0).map(|point| (point, nothing.clone())).into_iter().collect();
        while let Some(line) = sheet.next()? {
            let Some(point) = kept(sheet.whole(point)?) else { continue };
            let (policy, number) = (sheet.policy(policy, policies)?, sheet.whole(replicate)?);
            let runs = found.entry(point).or_insert_with(|| nothing.clone());
            match sheet.field(status) {
                head::OK => {
                    let fields = sheet.record.iter().map(str::to_owned).collect();
                    let before = runs.rows[policy].insert(number, (line, fields));
                    if before.is_some() {
                        let expected = Pair { en: "a run that is there once", zh: "只出现一次的运行" };
                        return Err(sheet.wrong(replicate, expected));
                    }
                }
                head::FAILED => {
                    runs.failed.push(FailedRun { policy, replicate: number, reason: sheet.field(reason).to_owned() });
                }
                _ => return Err(sheet.wrong(status, Pair { en: "`ok` or `failed`", zh: " ok 或 failed" })),
            }
        }
        for runs in found.values_mut() {
            runs.failed.sort_by_key(|run| (run.policy, run.replicate));
        }
        Ok(found)
    }

    /// Successful replicates of a policy, in order.
    pub fn replicates(&self, policy: usize) -> impl Iterator<Item = u32> + '_ {
        self.rows[policy].keys().copied()
    }

    /// Number of successful replicates of a policy.
    #[must_use]
    pub fn count(&self, policy: usize) -> usize {
        self.rows[policy].len()
    }

    /// The values of a metric by replicate; runs for which it is empty are left out.
    ///
    /// # Errors
    /// When there is no such column, or a field is neither empty nor a number.
    pub fn series(&self, policy: usize, metric: &Metric) -> Result<BTreeMap<u32, f64>, ReportError> {
        let position = place(&self.columns, metric, &self.path)?;
        let mut series = BTreeMap::new();
        for (&replicate, (line, fields)) in &self.rows[policy] {
            let text = fields.get(position).map_or("", String::as_str);
            if text.is_empty() {
                continue;
            }
            let value = text.parse::<f64>().ok().filter(|v| v.is_finite()).ok_or_else(|| ReportError::Value {
                path: self.path.clone(),
                line: *line,
                column: metric.name.to_owned(),
                text: text.to_owned(),
                expected: A_NUMBER,
            })?;
            series.insert(replicate, value);
        }
        Ok(series)
    }

    /// The values of a metric in the order of replicates.
    ///
    /// # Errors
    /// As [`Runs::series`].
    pub fn values(&self, policy: usize, metric: &Metric) -> Result<Vec<f64>, ReportError> {
        Ok(self.series(policy, metric)?.into_values().collect())
    }

    /// The values of `metric / per` run by run; runs where `per` is 0 or either is empty are left out.
    ///
    /// # Errors
    /// As [`Runs::series`].
    pub fn ratios(&self, policy: usize, metric: &Metric, per: &Metric) -> Result<Vec<f64>, ReportError> {
        let below = self.series(policy, per)?;
        Ok(self
            .series(policy, metric)?
            .iter()
            .filter_map(|(replicate, value)| {
                let divisor = below.get(replicate)?;
                (*divisor != 0.0).then(|| value / divisor)
            })
            .collect())
    }

    /// Pairs (baseline, policy) of a metric, for the replicates that both have.
    ///
    /// # Errors
    /// As [`Runs::series`].
    pub fn pairs(&self, baseline: usize, policy: usize, metric: &Metric) -> Result<Vec<(f64, f64)>, ReportError> {
        let other = self.series(policy, metric)?;
        Ok(self.series(baseline, metric)?.iter().filter_map(|(replicate, a)| other.get(replicate).map(|b| (*a, *b))).collect())
    }
}

/// Needs that ended in one quarter of the window, regardless of onset.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quarter {
    /// Needs that ended, resolved or not.
    pub ended: f64,
    /// Needs that ended unmet.
    pub lost: f64,
}

/// `daily.csv`, summed by quarter while it is read, because the file may be far larger than what a chart needs.
#[derive(Clone, Debug)]
pub struct Daily {
    /// By policy and replicate: the complete quarters in order.
    pub quarters: Vec<BTreeMap<u32, Vec<Quarter>>>,
}

impl Daily {
    /// Reads `daily.csv`; nothing when it was not collected. Rows of runs that are not `ok` are left out.
    ///
    /// A year of 250 working days has four quarters of 62.5 days; day `d` (from 0) is in quarter `⌊4d / 250⌋`, as in the ledger. An
    /// incomplete last quarter is dropped.
    ///
    /// # Errors
    /// When the file is not a table of this kind.
    pub fn read(folder: &Path, policies: &[&str], runs: &Runs) -> Result<Option<Self>, ReportError> {
        let Some(mut sheet) = Sheet::open(&folder.join(DAILY.file))? else {
            return Ok(None);
        };
        let [policy, replicate] = [sheet.place(&head::POLICY)?, sheet.place(&head::REPLICATE)?];
        let [day, resolved, lost] = [sheet.place(&daily::DAY)?, sheet.place(&daily::RESOLVED)?, sheet.place(&daily::LOST)?];
        let mut quarters: Vec<BTreeMap<u32, Vec<Quarter>>> = vec![BTreeMap::new(); policies.len()];
        let mut last_day = 0;
        while sheet.next()?.is_some() {
            let (policy, replicate) = (sheet.policy(policy, policies)?, sheet.whole(replicate)?);
            if !runs.rows[policy].contains_key(&replicate) {
                continue;
            }
            let number = sheet.whole(day)?;
            if number > 1_000_000 {
                return Err(sheet.wrong(day, Pair { en: "a day of the window", zh: "窗口期内的一日" }));
            }
            last_day = last_day.max(number);
            let quarter = quarter_of(number);
            let series = quarters[policy].entry(replicate).or_default();
            if series.len() <= quarter {
                series.resize(quarter + 1, Quarter::default());
            }
            let (resolved, lost) = (sheet.number(resolved)?, sheet.number(lost)?);
            series[quarter].ended += resolved + lost;
            series[quarter].lost += lost;
        }
        let complete = quarter_of(last_day.saturating_add(1));
        for series in quarters.iter_mut().flat_map(BTreeMap::values_mut) {
            series.truncate(complete);
        }
        Ok((complete > 0).then_some(Self { quarters }))
    }
}

const fn quarter_of(day: u32) -> usize {
    (day as usize * 4) / 250
}
