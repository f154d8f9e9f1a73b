//! What a chart says in one sentence, and what every chart says of itself.

use super::role::Role;
use crate::base::words::{Both, both};
use crate::measure::statistics::Estimate;
use crate::measure::tables::runs::{Metric, outcomes};
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;
use crate::report::numbers::{number, with_interval};

/// The policies from the fewest needs unmet to the most, the baseline before all.
///
/// # Errors
/// When `runs.csv` lacks the column or a field is not a number.
pub fn by_effect(comparison: &Comparison) -> Result<Vec<usize>, ReportError> {
    let mut order = Vec::new();
    for &policy in &comparison.order {
        let level = comparison.estimate(policy, &outcomes::UNMET_SHARE)?.map_or(f64::INFINITY, |estimate| estimate.mean);
        let effect = comparison.difference(policy, &outcomes::UNMET_SHARE)?.map_or(level, |estimate| estimate.mean);
        order.push((!comparison.is_baseline(policy), effect, policy));
    }
    order.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    Ok(order.into_iter().map(|(.., policy)| policy).collect())
}

/// Whose line or point is the baseline's, whose leaves fewest needs unmet beyond chance, and whose is any other.
///
/// # Errors
/// As [`by_effect`].
pub fn roles(comparison: &Comparison, order: &[usize]) -> Result<Vec<Role>, ReportError> {
    let best = best(comparison)?.map(|(policy, _)| policy);
    let role = |policy: &usize| match () {
        () if comparison.is_baseline(*policy) => Role::Baseline,
        () if Some(*policy) == best => Role::Best,
        () => Role::Other,
    };
    Ok(order.iter().map(role).collect())
}

/// The policy that leaves fewest needs unmet, if that is surely fewer than the baseline's.
fn best(comparison: &Comparison) -> Result<Option<(usize, Estimate)>, ReportError> {
    for policy in by_effect(comparison)? {
        if let Some(estimate) = comparison.difference(policy, &outcomes::UNMET_SHARE)? {
            let surely = estimate.interval.is_some_and(|interval| interval.high < 0.0);
            return Ok(surely.then_some((policy, estimate)));
        }
    }
    Ok(None)
}

/// Which leaves fewest needs unmet, and by how much.
///
/// # Errors
/// As [`by_effect`].
pub fn fewest(comparison: &Comparison) -> Result<String, ReportError> {
    let base = comparison.baseline.map_or("", |policy| comparison.label(policy));
    let said = match best(comparison)? {
        Some((policy, estimate)) => {
            let (label, size) = (comparison.label(policy), with_interval(estimate.scaled(100.0), 1));
            both!("Fewest needs unmet: {label}, {size} points beside {base}", "未满足最少：{label}，较{base} {size} 个百分点")
        }
        None => both!("No policy surely leaves fewer needs unmet than {base}", "没有政策的未满足明确少于{base}"),
    };
    Ok(chosen(comparison, &said))
}

/// In which part of a division of the unmet share most is lost under the baseline.
#[must_use]
pub fn most(comparison: &Comparison, names: &[&str], parts: &[f64]) -> String {
    let base = comparison.baseline.map_or("", |policy| comparison.label(policy));
    let at = (0..parts.len()).max_by(|a, b| parts[*a].total_cmp(&parts[*b])).unwrap_or(0);
    let (name, share) = (names.get(at).copied().unwrap_or_default(), number(parts.get(at).copied().unwrap_or_default(), 0));
    let said = both!(
        "Where needs are lost under {base}: most at \"{name}\", {share} of 100 by severity",
        "{base}下需求流失最多之处：“{name}”，按严重程度每 100 件占 {share} 件"
    );
    chosen(comparison, &said)
}

/// Where a measure is least: the policy, its value, and the baseline's.
///
/// # Errors
/// When `runs.csv` lacks the column or a field is not a number.
pub fn least(
    comparison: &Comparison,
    metric: &Metric,
    scale: f64,
    words: impl Fn(&str, &str, &str, &str) -> Both,
) -> Result<Option<String>, ReportError> {
    let mut found: Option<(usize, f64)> = None;
    for &policy in &comparison.order {
        if let Some(estimate) = comparison.estimate(policy, metric)?
            && found.is_none_or(|(_, least)| estimate.mean < least)
        {
            found = Some((policy, estimate.mean));
        }
    }
    let Some((policy, value)) = found else { return Ok(None) };
    let of = |value: f64| number(scale * value, 0);
    let base = comparison.baseline.map_or("", |policy| comparison.label(policy));
    let of_base = comparison.baseline.map(|policy| comparison.estimate(policy, metric)).transpose()?.flatten();
    let of_base = of_base.map_or_else(|| "–".to_owned(), |estimate| of(estimate.mean));
    Ok(Some(chosen(comparison, &words(comparison.label(policy), &of(value), base, &of_base))))
}

/// What is shown of what: scenario, years, replicates, whose money, and that it is simulated.
#[must_use]
pub fn of_what(comparison: &Comparison) -> String {
    let scenario = &comparison.experiment.scenario;
    let title = comparison.lang.pick(&scenario.title, &scenario.title_zh);
    let title = crate::base::words::shown(if title.is_empty() { &scenario.name } else { title });
    let (years, frame) = (scenario.run.years.get(), frame(comparison));
    let n = comparison.order.iter().map(|policy| comparison.runs.count(*policy)).max().unwrap_or(0);
    let said = both!(
        "Simulated. {title}; years: {years}; replicates: {n}; {frame}.",
        "模拟结果。{title}；窗口期 {years} 年；重复 {n} 次；{frame}。";
        frame = frame
    );
    chosen(comparison, &said)
}

/// The frame of money in a few words.
fn frame(comparison: &Comparison) -> Both {
    let keys = &comparison.experiment.world_keys;
    let value = |name: &str| keys.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let yuan = value("money.project_line");
    let more = value("money.increment");
    match value("run.frame").trim_matches('"') {
        "project_line" => both!("project line of {yuan} yuan a resident", "专项经费每位居民 {yuan} 元"),
        "added" => both!("{more} yuan a resident on top", "每位居民新增 {more} 元"),
        _ => both!("one whole budget (stress test)", "全部预算（压力测试）"),
    }
}

/// A sentence in the language of the chart.
#[must_use]
pub fn chosen(comparison: &Comparison, said: &Both) -> String {
    comparison.lang.pick(&said.en, &said.zh).to_owned()
}
