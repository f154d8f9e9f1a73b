//! Page one: what to tell whoever decides, for a policy against a baseline. Every sentence is chosen by the figures; none is written for a policy.

use std::fmt::Write;

use super::advice::{Advice, Grounds};
use super::assumed::Over;
use super::figures::{FIRST, PARTS, PEOPLE, PUBLIC, SETTLED, part};
use super::frames::title_of_frame;
use super::markup::{in_both, number, of_hundred, points, spans, two_digits, wan};
use super::sentences::{by_assumption, by_chance, concluded, in_frames};
use super::sources::Sources;
use crate::base::words::{Both, both};
use crate::experiment::sweep::frames::YEARS;
use crate::report::purse::purse;
use crate::report::says::Says;
use crate::report::settled::State;

impl Sources {
    /// The briefing of a policy against a baseline, as markup.
    #[must_use]
    pub fn briefing(&self, baseline: usize, policy: usize) -> String {
        let Self { facts, figures, .. } = self;
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
            let grounds = Grounds {
                says,
                frames: self.same_signs(baseline, policy),
                worlds: self.over(baseline, policy).map(Over::better),
            };
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
        out += &item(&both!("To find out first", "需先查明"), &self.open_questions(baseline, policy));
        out
    }

    /// The one conclusion.
    fn conclusion(&self, baseline: usize, policy: usize) -> Both {
        let Self { facts, figures, .. } = self;
        let [own, base] = [policy, baseline].map(|at| &facts.policies[at].label);
        let Some(main) = figures.main(baseline, policy) else {
            return both!("There is nothing to compare.", "没有可比较的结果。");
        };
        let size = two_digits(100.0 * main.mean.abs());
        let when = self.when();
        concluded(Says::of(Some(main), facts.delta), &size, base, own, &when)
    }

    /// Which needs, with whose money.
    fn when(&self) -> Both {
        let facts = &self.facts;
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
        let frame = purse(&facts.frame, line, increment);
        both!("{period}; {frame}", "{period}；{frame}"; period = period, frame = frame)
    }

    /// The sign in each other frame.
    fn frames_line(&self, baseline: usize, policy: usize) -> String {
        let [own, base] = [policy, baseline].map(|at| self.facts.policies[at].name.as_str());
        let all = self.frames.differences(base, own);
        let titled: Vec<(Both, Option<f64>)> =
            all.into_iter().map(|(name, difference)| (title_of_frame(name), difference.map(|d| d.mean))).collect();
        let sign = self.figures.main(baseline, policy).map_or(0.0, |estimate| estimate.mean);
        in_both(&in_frames(&titled, sign, self.facts.years.min(YEARS), self.frames.replicates()))
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
        let Self { facts, figures, .. } = self;
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
        let (base, line) = (Both::same(money(baseline)), self.payer());
        let against = both!("baseline {base}; {line}", "基准 {base}；{line}"; base = base, line = line);
        format!(
            "<div class=\"cards\">{}{}{}{}</div>",
            card(&share(baseline), "", &unmet, &facts.policies[baseline].label),
            card(&share(policy), says.class(), &unmet, &facts.policies[policy].label),
            card(&difference, says.class(), &apart, &Both::default()),
            card(&money(policy), "", &cost, &against),
        )
    }

    /// Which line of the public budget may pay in this frame.
    fn payer(&self) -> Both {
        match self.facts.frame.as_str() {
            "project_line" => both!("payable from the project line for purchased services", "可由政府购买服务专项列支"),
            "added" => both!("takes new money on top of the lines there are", "须在现有条线之外新增经费"),
            _ => both!(
                "would take community workers' pay, which no line may be moved for",
                "须动用社区工作者人员经费，条线之间不得调剂"
            ),
        }
    }

    /// What a pilot should be.
    fn pilot(&self, baseline: usize, policy: usize) -> String {
        let figures = &self.figures;
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
        let Self { facts, figures, .. } = self;
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
        let Self { facts, figures, .. } = self;
        let chance = by_chance(figures.fewer[baseline][policy], figures.main(baseline, policy), facts.delta);
        let assumptions = self.assumptions(baseline, policy);
        in_both(&both!("{chance}{assumptions}", "{chance}{assumptions}"; chance = chance, assumptions = assumptions))
    }

    /// What sampled worlds say; nothing for a pair of which neither is the experiment's baseline.
    fn over(&self, baseline: usize, policy: usize) -> Option<&Over> {
        (baseline == 0).then(|| self.assumed.as_ref()?.of(policy)).flatten()
    }

    /// How much hangs on what was assumed.
    fn assumptions(&self, baseline: usize, policy: usize) -> Both {
        let assumed = self.facts.keys.iter().filter(|key| key.grade == "C").count();
        by_assumption(self.over(baseline, policy), assumed, self.assumed.is_some())
    }

    /// Where the baseline loses most is what a survey should look at; before it, what the difference follows most.
    fn open_questions(&self, baseline: usize, policy: usize) -> String {
        let follows = self.over(baseline, policy).map(|over| over.follows.as_str()).filter(|key| !key.is_empty());
        let first = follows.map_or_else(Both::default, |name| {
            let key = self.facts.keys.iter().find(|key| key.key == name);
            let (value, what) = key.map_or(("?", Both::default()), |key| (key.value.as_str(), key.text.clone()));
            both!(
                "Over sampled worlds the difference follows most \"{what}\" (`{name}`, here {value}). ",
                "在抽样世界中，差值最随“{what}”而变（`{name}`，此处取 {value}）。";
                what = what
            )
        });
        in_both(&first) + &self.most_lost(baseline)
    }

    fn most_lost(&self, baseline: usize) -> String {
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
    fn a_sample_is_as_large_as_the_difference_of_two_shares_asks() {
        // (2.8016)² · (.25 + .2475) / .05² = 1,562.
        assert_eq!(sample_of(0.5, 0.45), Some(1600.0));
        assert_eq!(sample_of(0.5, 0.5), None);
        assert_eq!(sample_of(0.5, 0.499), None);
    }
}
