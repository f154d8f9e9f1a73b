//! The comparison for programs: one JSON object with the measures that the table shows, from the same estimates.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::comparison::Comparison;
use super::table::MEASURES;
use crate::measure::statistics::{Estimate, LEVEL};
use crate::measure::tables::runs::Metric;
use crate::report::error::ReportError;
use crate::store::field::{Field, field, object};
use crate::store::plan::Plan;

/// What is told of a run.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The plan that was carried out.
    pub plan: &'a Plan,
    /// Its runs.
    pub comparison: &'a Comparison<'a>,
    /// Where the results are kept; nothing when they are not.
    pub folder: Option<&'a Path>,
}

/// The value of a field.
pub type OfRun = fn(&Told<'_>) -> Value;

/// The fields, in order; after them come those of the policies.
pub static FIELDS: [Field<OfRun>; 11] = [
    field("scenario", "name of the scenario", "情景名称", |it| json!(it.plan.scenario)),
    field("results", "version of the results", "结果版本号", |it| json!(it.plan.results)),
    field("baseline", "policy the others are compared with", "基准政策", |it| json!(it.plan.baseline)),
    field("replicates", "replicates of each policy", "重复次数", |it| json!(it.plan.replicates())),
    field("years", "years in the window", "窗口期年数", |it| json!(it.plan.years)),
    field("burn_in_years", "years under the baseline before policies part", "预热年数", |it| json!(it.plan.burn_in_years)),
    field("root_seed", "root of all random keys", "根种子", |it| json!(it.plan.root_seed)),
    field("illustrative", "whether the district is illustrative", "是否为示意情景", |it| {
        json!(it.comparison.experiment.scenario.district.illustrative)
    }),
    field("level", "level of the intervals", "区间的置信水平", |_| json!(LEVEL)),
    field("failed", "runs that failed", "失败的运行次数", |it| json!(it.comparison.runs.failed.len())),
    field("folder", "folder of the results; null when they are not kept", "结果文件夹；未保存时为 null", |it| {
        json!(it.folder.map(Path::to_string_lossy))
    }),
];

/// The name of the field that holds the policies.
pub const POLICIES: &str = "policies";

/// The text: an object, one line.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn json(told: &Told<'_>) -> Result<String, ReportError> {
    let comparison = told.comparison;
    let mut policies = Map::new();
    for &policy in &comparison.order {
        policies.insert(comparison.name(policy).to_owned(), of_policy(comparison, policy)?);
    }
    let mut all = object(&FIELDS, |value| value(told));
    all[POLICIES] = Value::Object(policies);
    Ok(format!("{all}\n"))
}

/// A policy: how many runs, its budget factor, its measures by column.
fn of_policy(comparison: &Comparison<'_>, policy: usize) -> Result<Value, ReportError> {
    let factor = *comparison.experiment.policies[policy].policy.funding.budget_factor;
    let mut measures = Map::new();
    for metric in &MEASURES {
        measures.insert(metric.name.to_owned(), of_metric(comparison, policy, metric)?);
    }
    Ok(json!({ "n": comparison.runs.count(policy), "budget_factor": factor, "measures": measures }))
}

/// A measure: its mean, and the paired difference from the baseline, which has none from itself.
fn of_metric(comparison: &Comparison<'_>, policy: usize, metric: &Metric) -> Result<Value, ReportError> {
    let mut value = estimate(comparison.estimate(policy, metric)?);
    value["unit"] = json!(metric.unit);
    value["difference"] = match comparison.difference(policy, metric)? {
        None if comparison.is_baseline(policy) => Value::Null,
        difference => estimate(difference),
    };
    Ok(value)
}

/// A mean with the ends of its interval in the unit of the column; what is not there or not finite is null.
fn estimate(estimate: Option<Estimate>) -> Value {
    let interval = estimate.and_then(|e| e.interval);
    json!({
        "n": estimate.map_or(0, |e| e.n),
        "mean": estimate.map(|e| e.mean),
        "low": interval.map(|i| i.low),
        "high": interval.map(|i| i.high),
    })
}
