//! What a chart says in one sentence, and what every chart says of itself.

use super::role::Role;
use crate::base::words::{Both, both};
use crate::measure::statistics::{Estimate, paired_difference};
use crate::measure::tables::runs::{Metric, outcomes};
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;
use crate::report::lang::Lang;
use crate::report::numbers::{number, with_interval};
use crate::report::purse::purse;
use crate::report::says::Says;

/// The policies from the fewest needs unmet to the most, the baseline in its place among them.
///
/// # Errors
/// When `runs.csv` lacks the column or a field is not a number.
pub fn by_effect(comparison: &Comparison) -> Result<Vec<usize>, ReportError> {
    let mut order = Vec::new();
    for &policy in &comparison.order {
        let effect = match comparison.baseline {
            Some(baseline) if baseline == policy => Some(0.0),
            Some(_) => comparison.difference(policy, &outcomes::UNMET_SHARE)?.map(|estimate| estimate.mean),
            None => comparison.estimate(policy, &outcomes::UNMET_SHARE)?.map(|estimate| estimate.mean),
        };
        order.push((effect.unwrap_or(f64::INFINITY), !comparison.is_baseline(policy), policy));
    }
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    Ok(order.into_iter().map(|(.., policy)| policy).collect())
}

/// Whose line or point is the baseline's, whose is the best, and whose is any other.
#[must_use]
pub fn roles(comparison: &Comparison, order: &[usize], best: Option<&Best>) -> Vec<Role> {
    let role = |policy: &usize| match () {
        () if comparison.is_baseline(*policy) => Role::Baseline,
        () if best.is_some_and(|best| best.policy == *policy) => Role::Best,
        () => Role::Other,
    };
    order.iter().map(role).collect()
}

/// The policy under which a measure is least, surely less than under the baseline.
#[derive(Clone, Copy, Debug)]
pub struct Best {
    /// The policy.
    pub policy: usize,
    /// Its paired difference from the baseline.
    pub difference: Estimate,
    /// How many others cannot be told from it.
    pub alike: usize,
}

/// Which policy is the best by a measure whose pairs of two policies are given; none where none is surely better than the baseline.
///
/// # Errors
/// As the pairs.
pub fn best_by(
    comparison: &Comparison,
    pairs: impl Fn(usize, usize) -> Result<Vec<(f64, f64)>, ReportError>,
) -> Result<Option<Best>, ReportError> {
    let Some(baseline) = comparison.baseline else { return Ok(None) };
    let others: Vec<usize> = comparison.order.iter().copied().filter(|policy| *policy != baseline).collect();
    let mut least: Option<(usize, Estimate)> = None;
    for &policy in &others {
        if let Some(difference) = paired_difference(&pairs(baseline, policy)?)
            && least.is_none_or(|(_, least)| difference.mean < least.mean)
        {
            least = Some((policy, difference));
        }
    }
    let Some((policy, difference)) = least.filter(|(_, difference)| is_less(*difference)) else { return Ok(None) };
    let mut alike = 0;
    for &other in others.iter().filter(|other| **other != policy) {
        alike += usize::from(paired_difference(&pairs(other, policy)?).is_some_and(|difference| !is_less(difference)));
    }
    Ok(Some(Best { policy, difference, alike }))
}

fn is_less(difference: Estimate) -> bool {
    difference.interval.is_some_and(|interval| interval.high < 0.0)
}

/// As [`best_by`], by a column of `runs.csv`.
///
/// # Errors
/// When `runs.csv` lacks the column or a field is not a number.
pub fn best(comparison: &Comparison, metric: &Metric) -> Result<Option<Best>, ReportError> {
    best_by(comparison, |one, other| comparison.runs.pairs(one, other, metric))
}

/// How the finding of a measure is said.
pub struct Telling<'a> {
    /// What is least where it is best: "Fewest needs unmet".
    pub least: &'a Both,
    /// The unit of the difference.
    pub unit: &'a Both,
    /// What a difference is multiplied by.
    pub scale: f64,
    /// Decimals of the difference.
    pub decimals: usize,
    /// What no policy surely does: "No policy surely leaves fewer needs unmet".
    pub none: &'a Both,
}

/// The finding: what is best, by how much, with its interval, and how many are as good; or that none is surely better.
#[must_use]
pub fn finding(comparison: &Comparison, best: Option<&Best>, says: &Telling) -> Both {
    let Some(base) = comparison.baseline.map(|policy| comparison.label(policy)) else {
        return both!("No run of the baseline: nothing to compare with", "没有基准政策的运行，无从比较");
    };
    let (least, unit, none) = (says.least, says.unit, says.none);
    let Some(best) = best else {
        return both!("{none} than {base}", "{none}于{base}"; none = none);
    };
    let (label, size) = (comparison.label(best.policy), with_interval(best.difference.scaled(says.scale), says.decimals));
    let alike = match best.alike {
        0 => Both::same(""),
        alike => both!("; {alike} more cannot be told from it", "；另有 {alike} 种与之难分高下"),
    };
    both!(
        "{least}: {label}, {size} {unit} against {base}{alike}",
        "{least}：{label}，较{base} {size} {unit}{alike}";
        least = least, unit = unit, alike = alike
    )
}

/// Which leaves fewest needs unmet, and by how much.
#[must_use]
pub fn fewest(comparison: &Comparison, best: Option<&Best>) -> Both {
    let says = Telling {
        least: &both!("Fewest needs unmet", "未满足最少"),
        unit: &both!("points", "个百分点"),
        scale: 100.0,
        decimals: 1,
        none: &both!("No policy surely leaves fewer needs unmet", "没有哪种政策的未满足明确少"),
    };
    finding(comparison, best, &says)
}

/// Under which a resolved need costs society least, and by how much.
#[must_use]
pub fn cheapest(comparison: &Comparison, best: Option<&Best>) -> Both {
    let says = Telling {
        least: &both!("Lowest social cost of a resolved need", "每件已解决需求的社会成本最低"),
        unit: &both!("yuan", "元"),
        scale: 1.0,
        decimals: 0,
        none: &both!(
            "Under no policy does a resolved need surely cost society less",
            "没有哪种政策每件已解决需求的社会成本明确低"
        ),
    };
    finding(comparison, best, &says)
}

/// What the interval says of a policy's difference of the unmet share from the baseline's.
///
/// # Errors
/// When `runs.csv` lacks the column or a field is not a number.
pub fn verdict(comparison: &Comparison, policy: usize) -> Result<Says, ReportError> {
    let delta = comparison.experiment.scenario.measure.delta.get();
    Ok(Says::of(comparison.difference(policy, &outcomes::UNMET_SHARE)?, delta))
}

/// The label of a policy with the sign of its difference before it; the baseline's with its mark.
///
/// # Errors
/// As [`verdict`].
pub fn signed_label(comparison: &Comparison, policy: usize) -> Result<String, ReportError> {
    let label = comparison.label(policy);
    Ok(match comparison.baseline {
        Some(baseline) if baseline == policy => marked(comparison, policy),
        Some(_) => format!("{} {label}", verdict(comparison, policy)?.sign()),
        None => label.to_owned(),
    })
}

/// The label of a policy, with a mark if it is the baseline.
#[must_use]
pub fn marked(comparison: &Comparison, policy: usize) -> String {
    let label = comparison.label(policy);
    if !comparison.is_baseline(policy) {
        return label.to_owned();
    }
    let mark = comparison.texts().baseline;
    chosen(comparison, &both!("{mark}: {label}", "{mark}：{label}"))
}

/// The label of a policy with its name in the files, for whoever reads the figures as text.
#[must_use]
pub fn named(comparison: &Comparison, policy: usize) -> String {
    let (label, name) = (marked(comparison, policy), comparison.name(policy));
    if comparison.label(policy).eq_ignore_ascii_case(name) { label } else { format!("{label} ({name})") }
}

/// What the signs say.
#[must_use]
pub fn signs(comparison: &Comparison) -> String {
    let delta = number(comparison.experiment.scenario.measure.delta.get() * 100.0, 2);
    let delta = if delta.contains('.') { delta.trim_end_matches('0').trim_end_matches('.') } else { &delta };
    let said = both!(
        "Needs unmet: ▼ fewer, ▲ more than under the baseline by over {delta} points; ＝ within {delta}; ◇ not decided.",
        "未满足率：▼ 比基准低、▲ 比基准高 {delta} 个百分点以上；＝ 相差不足 {delta}；◇ 未能断定。"
    );
    chosen(comparison, &said)
}

/// What is shown of what: scenario, years, replicates, whose money, and that it is simulated.
#[must_use]
pub fn of_what(comparison: &Comparison) -> String {
    let scenario = &comparison.experiment.scenario;
    let title = comparison.lang.pick(&scenario.title, &scenario.title_zh);
    let title = crate::base::words::shown(if title.is_empty() { &scenario.name } else { title });
    let (years, burn_in) = (scenario.run.years.get(), scenario.run.burn_in_years.get());
    let burn_in = Both { en: Lang::En.years(burn_in), zh: Lang::Zh.years(burn_in) };
    let n = comparison.order.iter().map(|policy| comparison.runs.count(*policy)).max().unwrap_or(0);
    let keys = &comparison.experiment.world_keys;
    let value = |name: &str| keys.iter().find(|(key, _)| key == name).map_or("?", |(_, value)| value.trim_matches('"'));
    let frame = purse(value("run.frame"), value("money.project_line"), value("money.increment"));
    let window = match years {
        1 => both!("year 1", "第 1 年"),
        _ => both!("years 1–{years}", "第 1–{years} 年"),
    };
    let said = both!(
        "Simulated: {title}, {window} after {burn_in} of burn-in; replicates: {n}; {frame}.",
        "模拟结果：{title}，预热 {burn_in}后的{window}；重复 {n} 次；{frame}。";
        frame = frame, window = window, burn_in = burn_in
    );
    chosen(comparison, &said)
}

/// A sentence in the language of the chart.
#[must_use]
pub fn chosen(comparison: &Comparison, said: &Both) -> String {
    comparison.lang.pick(&said.en, &said.zh).to_owned()
}
