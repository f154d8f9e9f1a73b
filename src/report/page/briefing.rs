//! Page one: what to tell whoever decides, for a policy against a baseline. Every sentence is chosen by the figures; none is written for a policy.

use std::fmt::Write;

use super::facts::Facts;
use super::figures::{FIRST, Figures, PARTS, PEOPLE, PUBLIC, SETTLED, Says, part, replicates_needed};
use super::frames::Frames;
use super::markup::{in_both, number, of_hundred, points, signed, spans, two_digits, wan};
use super::who::Groups;
use crate::base::words::{Both, both};
use crate::experiment::sweep::frames::YEARS;
use crate::measure::statistics::Estimate;
use crate::report::settled::State;

/// What is recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// 可推广
    Extend,
    /// 先试点
    Pilot,
    /// 暂不宜
    NotNow,
    /// 证据不足
    TooLittle,
}

/// What advice is chosen by.
#[derive(Clone, Copy, Debug)]
pub struct Grounds {
    /// What the headline says.
    pub says: Says,
    /// Signs of other frames that are the same, and how many there are.
    pub frames: (usize, usize),
    /// Share of the sampled worlds in which it is better; nothing where assumptions were not varied.
    pub worlds: Option<f64>,
}

/// Share of sampled worlds in which it must be better to be extended without a pilot.
const ROBUST: f64 = 0.9;

impl Advice {
    /// The advice that follows.
    #[must_use]
    pub fn of(grounds: Grounds) -> Self {
        let everywhere = grounds.frames.1 > 0 && grounds.frames.0 == grounds.frames.1;
        match grounds.says {
            Says::Better if everywhere && grounds.worlds.is_some_and(|share| share >= ROBUST) => Self::Extend,
            Says::Better | Says::BetterUnsure => Self::Pilot,
            Says::Same | Says::WorseUnsure | Says::Worse => Self::NotNow,
            Says::Undecided => Self::TooLittle,
        }
    }

    fn words(self) -> Both {
        match self {
            Self::Extend => both!("may be extended", "可推广"),
            Self::Pilot => both!("pilot first", "先试点"),
            Self::NotNow => both!("not now", "暂不宜"),
            Self::TooLittle => both!("too little evidence", "证据不足"),
        }
    }

    fn rule(self, grounds: Grounds) -> Both {
        let (same, all) = grounds.frames;
        match self {
            Self::Extend => both!(
                "Rule: better by more than counts, in this frame and in the others, and in nine of ten sampled worlds.",
                "规则：本口径及其他口径均改善且超过有意义的差异，并在九成以上抽样世界中成立。"
            ),
            Self::Pilot => {
                let others = match all {
                    0 => both!("other frames were not run", "未运行其他口径"),
                    _ => both!("{same} of {all} other frames have the same sign", "{all} 个其他口径中 {same} 个同向"),
                };
                let worlds = match grounds.worlds {
                    None => both!("assumptions were not varied (--worlds)", "尚未检验假设（--worlds）"),
                    Some(_) => both!("it is not better in nine of ten sampled worlds", "未在九成抽样世界中成立"),
                };
                both!(
                    "Rule: better with a sure sign; {others}; {worlds}.",
                    "规则：改善方向明确；{others}；{worlds}。";
                    others = others, worlds = worlds
                )
            }
            Self::NotNow if grounds.says == Says::Same => {
                both!("Rule: the difference is too small to count.", "规则：差异过小，无实际意义。")
            }
            Self::NotNow => both!("Rule: more needs are left unmet, with a sure sign.", "规则：未满足需求增多，方向明确。"),
            Self::TooLittle => {
                both!("Rule: chance alone may have made the sign of the difference.", "规则：差异的方向可能仅由偶然造成。")
            }
        }
    }
}

/// What a briefing is made from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The folder.
    pub facts: &'a Facts,
    /// Its numbers.
    pub figures: &'a Figures,
    /// Other frames.
    pub frames: &'a Frames,
    /// Who is better off.
    pub groups: &'a Groups,
}

impl Sources<'_> {
    /// The briefing of a policy against a baseline, as markup.
    #[must_use]
    pub fn briefing(&self, baseline: usize, policy: usize) -> String {
        let Self { facts, figures, .. } = *self;
        if baseline == policy {
            let same = both!(
                "A policy does not differ from itself: choose another one to look at.",
                "政策与自身无从比较，请另选一项查看。"
            );
            return format!("<p class=\"conclusion level\">{}</p>", in_both(&same));
        }
        let main = figures.main(baseline, policy);
        let says = Says::of(main, facts.delta);
        let conclusion = format!("<p class=\"conclusion {}\">{}</p>", says.class(), in_both(&self.conclusion(baseline, policy)));
        if main.is_none() {
            return conclusion;
        }
        let mut out = conclusion;
        let _ = write!(out, "<p class=\"frames\">{}</p>", self.frames_line(baseline, policy));
        out += &self.cards(baseline, policy);
        // What to do is a question about what there is: the baseline of the experiment.
        if baseline == 0 {
            let grounds = Grounds { says, frames: self.same_signs(baseline, policy), worlds: None };
            let advice = Advice::of(grounds);
            let _ = write!(
                out,
                "<p class=\"advice\"><strong>{}</strong>{}{}</p>",
                in_both(&advice.words()),
                spans(". ", "。"),
                in_both(&advice.rule(grounds))
            );
            if advice == Advice::Pilot {
                out += &item(&both!("The pilot", "如何试点"), &self.pilot(baseline, policy));
            }
        }
        out += &item(&both!("Who benefits less", "受益不足的群体"), &self.groups.less(facts, baseline, policy));
        out += &item(&both!("The transition", "过渡期"), &self.transition(baseline, policy));
        out += &item(&both!("How sure", "把握程度"), &self.sureness(baseline, policy));
        out += &item(&both!("To find out first", "需先查明"), &self.open_questions(baseline));
        out
    }

    /// The one conclusion.
    fn conclusion(&self, baseline: usize, policy: usize) -> Both {
        let Self { facts, figures, .. } = *self;
        let [own, base] = [policy, baseline].map(|at| &facts.policies[at].label);
        let Some(main) = figures.main(baseline, policy) else {
            return both!("There is nothing to compare.", "没有可比较的结果。");
        };
        let size = two_digits(100.0 * main.mean.abs());
        let when = self.when();
        let (b, p) = (base, own);
        match Says::of(Some(main), facts.delta) {
            Says::Better => both!(
                "In the model, \"{p}\" leaves {size} fewer of every 100 needs unmet than \"{b}\" ({when}).",
                "在本模型中，与“{b}”相比，“{p}”每 100 件需求中未满足的少 {size} 件（{when}）。";
                p = p, b = b, when = when
            ),
            Says::BetterUnsure => both!(
                "In the model, \"{p}\" leaves fewer needs unmet than \"{b}\", about {size} of every 100; whether by as much as counts is open ({when}).",
                "在本模型中，与“{b}”相比，“{p}”的未满足需求较少，每 100 件约少 {size} 件，是否达到有实际意义的程度尚不能定（{when}）。";
                p = p, b = b, when = when
            ),
            Says::Same => both!(
                "In the model, \"{p}\" and \"{b}\" leave as many needs unmet: no difference that counts ({when}).",
                "在本模型中，“{p}”与“{b}”的未满足需求无实质差别（{when}）。";
                p = p, b = b, when = when
            ),
            Says::WorseUnsure => both!(
                "In the model, \"{p}\" leaves more needs unmet than \"{b}\", about {size} of every 100; whether by as much as counts is open ({when}).",
                "在本模型中，与“{b}”相比，“{p}”的未满足需求较多，每 100 件约多 {size} 件，是否达到有实际意义的程度尚不能定（{when}）。";
                p = p, b = b, when = when
            ),
            Says::Worse => both!(
                "In the model, \"{p}\" leaves {size} more of every 100 needs unmet than \"{b}\" ({when}).",
                "在本模型中，与“{b}”相比，“{p}”每 100 件需求中未满足的多 {size} 件（{when}）。";
                p = p, b = b, when = when
            ),
            Says::Undecided => both!(
                "In the model it is open whether \"{p}\" leaves more or fewer needs unmet than \"{b}\" ({when}).",
                "在本模型中，“{p}”与“{b}”相比未满足需求是多是少尚不能定（{when}）。";
                p = p, b = b, when = when
            ),
        }
    }

    /// Which needs, with whose money.
    fn when(&self) -> Both {
        let facts = self.facts;
        let years = facts.years;
        let from = years.saturating_sub(1);
        let period = if self.figures.headline == SETTLED {
            both!("last two years, {from} and {years}", "末两年，即第 {from}、{years} 年")
        } else if years == 1 {
            both!("one year", "一年")
        } else {
            both!("all {years} years", "全部 {years} 年")
        };
        let line = facts.key("money.project_line").unwrap_or("?");
        let increment = facts.key("money.increment").unwrap_or("?");
        let frame = match facts.frame.as_str() {
            "project_line" => both!(
                "project line of {line} yuan a resident and year, community workers' pay untouched",
                "专项经费每位居民每年 {line} 元，社区工作者经费不动"
            ),
            "added" => both!(
                "{increment} yuan a resident and year on top of what there is",
                "在现有经费之上每位居民每年增加 {increment} 元"
            ),
            _ => both!("one budget, community workers' pay included (a stress test)", "含社区工作者经费的全部预算（压力测试）"),
        };
        both!("{period}; {frame}", "{period}；{frame}"; period = period, frame = frame)
    }

    /// The sign in each other frame.
    fn frames_line(&self, baseline: usize, policy: usize) -> String {
        let [own, base] = [policy, baseline].map(|at| self.facts.policies[at].name.as_str());
        let all = self.frames.differences(base, own);
        let of = |(name, difference): &(&str, Option<Estimate>)| {
            let title = title_of_frame(name);
            let size = difference.map_or_else(|| "–".to_owned(), |d| signed(100.0 * d.mean, 1));
            both!("{title} {size}", "{title} {size}"; title = title)
        };
        if all.is_empty() {
            return in_both(&both!("Other frames of money were not run.", "未运行其他经费口径。"));
        }
        let each: Vec<Both> = all.iter().map(of).collect();
        let join = |get: fn(&Both) -> &str, between: &str| each.iter().map(get).collect::<Vec<_>>().join(between);
        let (en, zh) = (join(|b| &b.en, "; "), join(|b| &b.zh, "；"));
        let (years, n) = (self.facts.years.min(YEARS), self.frames.replicates());
        in_both(&both!(
            "In other frames, points of the unmet share in the last two of {years} years (replicates: {n}; sign and size alone): {en}.",
            "其他口径下 {years} 年中末两年未满足率之差（百分点；重复 {n} 次，只看方向与大小）：{zh}。"
        ))
    }

    /// In how many other frames the sign is that of the headline.
    fn same_signs(&self, baseline: usize, policy: usize) -> (usize, usize) {
        let [own, base] = [policy, baseline].map(|at| self.facts.policies[at].name.as_str());
        let sign = self.figures.main(baseline, policy).map_or(0.0, |estimate| estimate.mean);
        let all = self.frames.differences(base, own);
        let found: Vec<f64> = all.iter().filter_map(|(_, difference)| difference.map(|d| d.mean)).collect();
        (found.iter().filter(|mean| **mean * sign > 0.0).count(), found.len())
    }

    /// The three numbers.
    fn cards(&self, baseline: usize, policy: usize) -> String {
        let Self { facts, figures, .. } = *self;
        let headline = figures.headline;
        let mean = |at: usize, measure: usize| figures.means[at][measure].map(|estimate| estimate.mean);
        let share = |at: usize| mean(at, headline).map_or_else(|| "–".to_owned(), of_hundred);
        let years = f64::from(facts.years.max(1));
        let money = |at: usize| mean(at, PUBLIC).map_or_else(|| "–".to_owned(), |yuan| wan(yuan / years));
        let says = Says::of(figures.main(baseline, policy), facts.delta);
        let unmet = both!("of every 100 needs unmet", "每 100 件需求中未满足的件数");
        let card = |value: &str, class: &str, what: &Both, who: &Both| {
            format!("<div class=\"card {class}\"><b>{value}</b><span>{}</span><span>{}</span></div>", in_both(what), in_both(who))
        };
        let difference = format!("{} {}", says.sign(), points(figures.main(baseline, policy)));
        let apart = both!("difference, of every 100 [95 % interval]", "差值（每 100 件）［95% 区间］");
        let cost = both!("ten thousand yuan of public money a year", "财政支出（万元/年）");
        let against = both!("baseline {base}", "基准 {base}"; base = Both::same(money(baseline)));
        format!(
            "<div class=\"cards\">{}{}{}{}</div>",
            card(&share(baseline), "", &unmet, &facts.policies[baseline].label),
            card(&share(policy), says.class(), &unmet, &facts.policies[policy].label),
            card(&difference, says.class(), &apart, &Both::default()),
            card(&money(policy), "", &cost, &against),
        )
    }

    /// What a pilot should be.
    fn pilot(&self, baseline: usize, policy: usize) -> String {
        let figures = self.figures;
        let share = |at: usize| figures.means[at][figures.headline].map_or(0.5, |estimate| estimate.mean);
        let sample = match sample_of(share(baseline), share(policy)) {
            Some(n) => {
                let n = number(n, 0);
                both!(
                    "To tell the modelled difference from none (95 %, power 80 %) each side wants a sample of {n} needs, and more where needs of one place are alike.",
                    "要识别模型所示差异（95%，功效 80%），每一侧需 {n} 件需求的样本；同一地点的需求相似时还需更多。"
                )
            }
            None => both!("The modelled difference is too small for a pilot to show.", "模型所示差异过小，试点难以显示。"),
        };
        in_both(&both!(
            "Where there are several subdistricts, one near and one remote, with as many that go on as before; three years, since the first two are a \
             transition; indicator: the share of needs, asked for at home and not taken from the books, that are unmet after a year. {sample}",
            "有多个街道时，选一近一远，并以同样多的街道照旧作对照；为期三年，因前两年属过渡；指标：入户询问（而非台账）所得需求中一年后仍未满足者的比例。{sample}";
            sample = sample
        ))
    }

    /// What happens to people, and before things have settled.
    fn transition(&self, baseline: usize, policy: usize) -> String {
        let Self { facts, figures, .. } = *self;
        let mean = |at: usize, measure: usize| figures.means[at][measure].map_or_else(|| "–".to_owned(), |e| number(e.mean, 0));
        let both_ends = |measure: usize| (mean(baseline, measure), mean(policy, measure));
        let [(a, b), (c, d), (e, f), (g, h)] = PEOPLE.map(both_ends);
        let people = both!(
            "In post at the end, baseline → policy: social workers {a} → {b}, community workers {c} → {d}, care workers {e} → {f}. Organisations: {g} → {h}.",
            "期末在岗（基准 → 本政策）：社会工作者 {a} → {b}，社区工作者 {c} → {d}，护理员 {e} → {f}。社会组织：{g} → {h} 家。"
        );
        if facts.years < 3 {
            return in_both(&people);
        }
        let first = points(figures.differences[baseline][policy][FIRST]);
        let state = match figures.states[baseline][policy] {
            Some(State::Settled) => both!("after that the difference has settled", "此后差值已稳定"),
            Some(State::Moving) => both!("after that the difference still moves", "此后差值仍在变动"),
            _ => both!("whether the difference has settled since cannot be told", "此后是否稳定尚不能定"),
        };
        in_both(&both!(
            "In years 1 and 2 the difference is {first} points; {state}. {people}",
            "第 1、2 年差值为 {first} 个百分点；{state}。{people}";
            state = state, people = people
        ))
    }

    /// Chance, and apart from it what was assumed.
    fn sureness(&self, baseline: usize, policy: usize) -> String {
        let Self { facts, figures, .. } = *self;
        let (fewer, pairs) = figures.fewer[baseline][policy];
        let chance = both!(
            "Chance: in {fewer} of {pairs} paired replicates fewer needs are unmet.",
            "偶然性：{pairs} 次配对模拟中，{fewer} 次未满足件数更少。"
        );
        let main = figures.main(baseline, policy);
        let more = main
            .filter(|_| !matches!(Says::of(main, facts.delta), Says::Better | Says::Same | Says::Worse))
            .map(|estimate| match replicates_needed(estimate, facts.delta) {
                Some(needed) => both!(
                    " About {needed} replicates would tell whether the difference counts.",
                    "约需 {needed} 次重复方可判定差异是否有实际意义。"
                ),
                None if pairs < 2 => {
                    both!(" One replicate has no interval: run more (--seeds).", "单次重复没有区间，请增加重复（--seeds）。")
                }
                None => both!(" More replicates would hardly decide it.", "增加重复也难以判定。"),
            })
            .unwrap_or_default();
        let assumed = facts.keys.iter().filter(|key| key.grade == "C").count();
        let assumptions = both!(
            " Assumptions: {assumed} values are assumed (grade C) and were not varied here (run --worlds).",
            "假设：{assumed} 个取值属假设（C 级），本次未加变动（可用 --worlds）。"
        );
        in_both(
            &both!("{chance}{more}{assumptions}", "{chance}{more}{assumptions}"; chance = chance, more = more, assumptions = assumptions),
        )
    }

    /// Where the baseline loses most is what a survey should look at.
    fn open_questions(&self, baseline: usize) -> String {
        let means = &self.figures.means[baseline];
        let size = |measure: usize| means[measure].map_or(0.0, |estimate| estimate.mean);
        let Some(most) = PARTS.max_by(|a, b| size(*a).total_cmp(&size(*b))) else { return String::new() };
        let (part, share) = (part(most), of_hundred(size(most)));
        in_both(&both!(
            "Under the baseline most needs are lost here: {part}, {share} of every 100 by severity. Whether that is so in reality no account of the \
             books shows; ask households.",
            "基准下流失最多之处为“{part}”，按严重程度计每 100 件占 {share} 件。现实中是否如此，台账无从显示，须向居民家庭询问。";
            part = part
        ))
    }
}

/// A line of the briefing.
fn item(head: &Both, body: &str) -> String {
    format!("<p class=\"item\"><strong>{}</strong>{} {body}</p>", in_both(head), spans(":", "："))
}

/// The name of a frame for people.
fn title_of_frame(name: &str) -> Both {
    if let Some(yuan) = name.strip_prefix("line-") {
        return both!("line of {yuan} yuan", "专项每人 {yuan} 元");
    }
    match name {
        "added" => both!("increment on top", "增量"),
        "whole-budget" => both!("whole budget (stress test)", "全部预算（压力测试）"),
        "paper" => both!("reports on paper", "纸质报表"),
        "platform" => both!("reports by platform", "平台报表"),
        "burnout" => both!("burnout takes time", "倦怠耗时"),
        other => Both::same(other),
    }
}

/// Needs in each of two samples that tell two shares apart: n = (z₁₋α/₂ + z₁₋β)² (p₁(1 − p₁) + p₂(1 − p₂)) / (p₁ − p₂)², at 95 % and a power of
/// 80 %, rounded up to two digits. Nothing beyond a hundred thousand.
#[must_use]
pub fn sample_of(one: f64, other: f64) -> Option<f64> {
    const Z: f64 = 1.959_964 + 0.841_621;
    let variance = one * (1.0 - one) + other * (1.0 - other);
    let n = Z * Z * variance / ((one - other) * (one - other));
    if !n.is_finite() || n > 100_000.0 {
        return None;
    }
    let step = libm::pow(10.0, (libm::floor(libm::log10(n.max(1.0))) - 1.0).max(0.0));
    Some(libm::ceil(n / step) * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_needs_a_sure_sign_and_tested_assumptions_before_anything_is_extended() {
        let of = |says, frames, worlds| Advice::of(Grounds { says, frames, worlds });
        assert_eq!(of(Says::Better, (6, 6), Some(0.95)), Advice::Extend);
        assert_eq!(of(Says::Better, (5, 6), Some(0.95)), Advice::Pilot);
        assert_eq!(of(Says::Better, (6, 6), Some(0.6)), Advice::Pilot);
        assert_eq!(of(Says::Better, (6, 6), None), Advice::Pilot, "assumptions were not varied");
        assert_eq!(of(Says::BetterUnsure, (6, 6), Some(1.0)), Advice::Pilot);
        assert_eq!(of(Says::Same, (6, 6), Some(1.0)), Advice::NotNow);
        assert_eq!(of(Says::WorseUnsure, (0, 6), None), Advice::NotNow);
        assert_eq!(of(Says::Worse, (0, 6), None), Advice::NotNow);
        assert_eq!(of(Says::Undecided, (6, 6), Some(1.0)), Advice::TooLittle);
    }

    #[test]
    fn a_sample_is_as_large_as_the_difference_of_two_shares_asks() {
        // (2.8016)² · (.25 + .2475) / .05² = 1,562.
        assert_eq!(sample_of(0.5, 0.45), Some(1600.0));
        assert_eq!(sample_of(0.5, 0.5), None);
        assert_eq!(sample_of(0.5, 0.499), None);
    }
}
