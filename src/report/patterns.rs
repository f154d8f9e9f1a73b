//! The status quo held against patterns: as a text for the terminal, and as JSON.

use serde_json::{Value, json};

use super::block::{Block, WIDTH};
use super::lang::Lang;
use super::numbers::{interval, number};
use super::trace::wrap;
use crate::base::words::{Both, Pair, both, shown};
use crate::experiment::patterns::keys::Purpose;
use crate::experiment::patterns::observed::{Observed, Seen};
use crate::experiment::patterns::{Goal, Patterns, Target, Verdict};
use crate::measure::patterns::vocabulary::{How, Named};
use crate::measure::statistics::LEVEL;

const ABSENT: &str = "-";
const COLUMNS: [Pair; 6] = [
    Pair { en: "pattern", zh: "模式" },
    Pair { en: "what it says", zh: "内容" },
    Pair { en: "published", zh: "公开事实" },
    Pair { en: "model [95 %]", zh: "模型 [95%区间]" },
    Pair { en: "verdict", zh: "判定" },
    Pair { en: "grade", zh: "等级" },
];
/// The blocks, in their order: what they are called, which patterns stand in them.
const BLOCKS: [(Pair, Pair, &[Purpose]); 3] = [
    (
        Pair { en: "Fitted: a calibration may use these", zh: "用于拟合：校准可使用" },
        Pair { en: "fitted", zh: "用于拟合" },
        &[Purpose::Fit],
    ),
    (
        Pair { en: "Held out: a calibration may not look at these", zh: "留作检验：校准不得查看" },
        Pair { en: "held out", zh: "留作检验" },
        &[Purpose::HeldOut],
    ),
    (
        Pair { en: "Others: to check, or shown beside them", zh: "其他：仅供核对或并列显示" },
        Pair { en: "others", zh: "其他" },
        &[Purpose::Check, Purpose::Shown],
    ),
];
const NOT_MEASURED: Pair = Pair { en: "not measured", zh: "未测" };

const fn word(verdict: Verdict) -> Pair {
    match verdict {
        Verdict::Met => Pair { en: "met", zh: "符合" },
        Verdict::Missed => Pair { en: "missed", zh: "不符" },
        Verdict::Undecided => Pair { en: "undecided", zh: "未定" },
    }
}

/// Patterns with what was seen of them, of some purposes.
fn of<'a>(patterns: &'a Patterns, observed: &'a Observed, which: &'a [Purpose]) -> impl Iterator<Item = (&'a Target, &'a Seen)> {
    patterns.targets.iter().zip(&observed.seen).filter(|(target, _)| which.contains(&target.purpose))
}

/// The whole text: a head, the blocks, what is not measured, the counts.
#[must_use]
pub fn render(patterns: &Patterns, observed: &Observed, lang: Lang) -> String {
    let mut text = wrapped(&head(patterns), lang);
    for (heading, _, which) in &BLOCKS {
        let mut block = Block::new(heading.get(lang));
        let [name, says, published, model, verdict, grade] = COLUMNS.map(|column| column.get(lang));
        block.left(name, "");
        block.label(says, "");
        block.right(published, "");
        block.right(model, "");
        block.left(verdict, "");
        block.left(grade, "");
        block.rows = of(patterns, observed, which).map(|(target, seen)| row(target, seen, lang)).collect();
        if !block.rows.is_empty() {
            text.push('\n');
            text.push_str(&block.render());
        }
    }
    text.push('\n');
    for note in notes(patterns, observed) {
        text.push_str(&wrapped(&note, lang));
    }
    text + &wrapped(&counts(patterns, observed), lang)
}

fn wrapped(text: &Both, lang: Lang) -> String {
    wrap(text.get(lang), WIDTH).join("\n") + "\n"
}

fn head(patterns: &Patterns) -> Both {
    let scenario = &patterns.experiment.scenario;
    let (name, number) = (shown(&scenario.name), patterns.targets.len());
    let (baseline, list) = (shown(&scenario.baseline), shown(&patterns.name));
    let (seeds, years) = (scenario.run.seeds.get(), scenario.run.years.get());
    let years = Both { en: Lang::En.years(years), zh: Lang::Zh.years(years) };
    both!(
        "{name} under {baseline} alone, replicates: {seeds}, measured: {years}, held against the {number} patterns of {list}",
        "{name}：仅运行 {baseline}，重复 {seeds} 次，计量 {years}，与 {list} 所列 {number} 项模式对照";
        years = years
    )
}

/// So many decimals that a number of that size shows three figures.
fn decimals(size: f64) -> usize {
    let places = 2.0 - libm::floor(libm::log10(size.max(1e-6)));
    places.clamp(0.0, 5.0) as usize
}

/// Decimals of a pattern: those of its values, or of the model's where it has but a sign around 0.
fn decimals_of(target: &Target, seen: &Seen) -> usize {
    let size = match target.goal {
        Goal::Between(low, high) => low.abs().max(high.abs()),
        Goal::Above(x) | Goal::Below(x) => x.abs(),
    };
    decimals(if size > 0.0 { size } else { seen.estimate.map_or(1.0, |estimate| estimate.mean.abs()) })
}

fn row(target: &Target, seen: &Seen, lang: Lang) -> Vec<String> {
    let decimals = decimals_of(target, seen);
    let shown_number = |value: f64| number(value, decimals);
    let published = match target.goal {
        Goal::Between(low, high) => format!("{} – {}", shown_number(low), shown_number(high)),
        Goal::Above(least) => format!("> {}", shown_number(least)),
        Goal::Below(most) => format!("< {}", shown_number(most)),
    };
    let model = seen.estimate.map_or_else(
        || ABSENT.to_owned(),
        |estimate| shown_number(estimate.mean) + &interval(estimate, &|end| number(end, decimals)),
    );
    vec![
        target.name.clone(),
        shown(target.title.get(lang)),
        published,
        model,
        seen.verdict.map_or(NOT_MEASURED, word).get(lang).to_owned(),
        target.grade.letter().to_owned(),
    ]
}

/// Why the model cannot say a pattern.
fn reason(target: &Target) -> Option<Both> {
    match target.measure {
        Named::Measure(measure) => match measure.how {
            How::NotMeasured(Pair { en, zh }) => Some(Both { en: en.to_owned(), zh: zh.to_owned() }),
            How::OfRun(_) | How::OfOthers => None,
        },
        Named::Column(_) => None,
    }
}

fn notes(patterns: &Patterns, observed: &Observed) -> Vec<Both> {
    let mut notes: Vec<Both> = Vec::new();
    for target in &patterns.targets {
        if let Some(why) = reason(target) {
            let name = &target.name;
            notes.push(both!("{name} is not measured: {why}.", "{name} 未测：{why}。"; why = why));
        }
    }
    for (target, _) in patterns.targets.iter().zip(&observed.seen).filter(|(_, s)| s.verdict.is_some() && s.estimate.is_none()) {
        let name = &target.name;
        notes.push(both!(
            "{name} has no value: nothing of the kind happened in any replicate.",
            "{name} 无取值：各次重复中均未发生此类情形。"
        ));
    }
    if patterns.experiment.scenario.run.seeds.get() < 2 {
        notes.push(both!(
            "One replicate has no interval, so that nothing is decided: give --seeds 2 or more.",
            "仅一次重复，没有区间，任何一项都无法判定：请用 --seeds 2 或更多。"
        ));
    }
    notes.push(both!(
        "Met: the 95 % interval over replicates lies within what is published; missed: outside; undecided: neither. Grade F: figures in the \
         source; D: reckoned from such; B: direction or order of magnitude.",
        "符合：各次重复的 95% 区间落在公开事实的范围之内；不符：落在其外；未定：两者皆非。等级 F：来源载有数字；D：由此推算；B：仅有方向或量级。"
    ));
    if observed.failed > 0 {
        let failed = observed.failed;
        notes.push(both!("Runs that failed and are left out: {failed}.", "{failed} 次运行失败，未计入。"));
    }
    notes
}

/// The last line.
fn counts(patterns: &Patterns, observed: &Observed) -> Both {
    let mut parts: Vec<Both> = Vec::new();
    for (_, name, which) in &BLOCKS {
        let seen: Vec<&Seen> = of(patterns, observed, which).map(|(_, seen)| seen).collect();
        if seen.is_empty() {
            continue;
        }
        let count = |verdict: Option<Verdict>| seen.iter().filter(|seen| seen.verdict == verdict).count();
        let [met, missed, undecided] = [Verdict::Met, Verdict::Missed, Verdict::Undecided].map(|v| count(Some(v)));
        let (all, unmeasured, name) = (seen.len(), count(None), Both { en: name.en.to_owned(), zh: name.zh.to_owned() });
        parts.push(both!(
            "{name} {met}/{missed}/{undecided}/{unmeasured} of {all}",
            "{name} {all} 项 {met}/{missed}/{undecided}/{unmeasured}";
            name = name
        ));
    }
    let join = |of: fn(&Both) -> &str, between: &str| parts.iter().map(of).collect::<Vec<_>>().join(between);
    let all = Both { en: join(|part| &part.en, "; "), zh: join(|part| &part.zh, "；") };
    both!("Met/missed/undecided/not measured: {all}.", "符合/不符/未定/未测：{all}。"; all = all)
}

/// The same for programs: one object, one line.
#[must_use]
pub fn json(patterns: &Patterns, observed: &Observed) -> String {
    let scenario = &patterns.experiment.scenario;
    let each = patterns.targets.iter().zip(&observed.seen).map(|(target, seen)| of_target(target, seen));
    let moved = patterns.may_move.iter().map(|(key, reason)| json!({ "key": key, "reason": reason.en }));
    let all = json!({
        "name": patterns.name,
        "scenario": scenario.name,
        "baseline": scenario.baseline,
        "replicates": scenario.run.seeds.get(),
        "years": scenario.run.years.get(),
        "root_seed": scenario.run.root_seed.get(),
        "level": LEVEL,
        "failed": observed.failed,
        "patterns": each.collect::<Vec<Value>>(),
        "may_move": moved.collect::<Vec<Value>>(),
    });
    format!("{all}\n")
}

fn of_target(target: &Target, seen: &Seen) -> Value {
    let (low, high) = match target.goal {
        Goal::Between(low, high) => (Some(low), Some(high)),
        Goal::Above(low) => (Some(low), None),
        Goal::Below(high) => (None, Some(high)),
    };
    let interval = seen.estimate.and_then(|estimate| estimate.interval);
    json!({
        "name": target.name,
        "measure": match target.measure {
            Named::Measure(measure) => measure.name,
            Named::Column(column) => column.name,
        },
        "unit": target.unit.en,
        "grade": target.grade.letter(),
        "use": target.purpose.word(),
        "source": target.source.en,
        "published": { "low": low, "high": high },
        "model": {
            "n": seen.estimate.map_or(0, |estimate| estimate.n),
            "mean": seen.estimate.map(|estimate| estimate.mean),
            "low": interval.map(|i| i.low),
            "high": interval.map(|i| i.high),
        },
        "verdict": seen.verdict.map_or(NOT_MEASURED, word).en,
        "reason": reason(target).map(|why| why.en),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_show_three_figures() {
        assert_eq!([0.3, 0.013, 0.99, 60.0, 900.0, 5.0, 0.0].map(decimals), [3, 4, 3, 1, 0, 2, 5]);
    }
}
