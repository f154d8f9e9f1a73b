//! Of every hundred needs, by severity, where they end: what is lost in each part and what is resolved, once by where needs were lost and once
//! by what would have had to be otherwise (the omniscient bound).

use std::fmt::Write;
use std::ops::Range;

use super::facts::Facts;
use super::figures::{Figures, GAPS, PARTS, WEIGHTED, part};
use super::markup::{in_both, number, signed};
use crate::base::words::{Both, both};
use crate::report::says::Says;

/// Width of what is drawn, in its own units; it is stretched to the room that there is.
const WIDTH: f64 = 1000.0;

/// By what the unmet share is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Where needs were lost.
    Lost,
    /// What even full knowledge could not have met, limit by limit, and what is left for coordination.
    Bound,
}

/// Both, in the order of the page.
pub const SPLITS: [Split; 2] = [Split::Lost, Split::Bound];

impl Split {
    /// The name of its place on the page.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Lost => "waterfall",
            Self::Bound => "bound",
        }
    }

    /// Its parts among the measures.
    const fn parts(self) -> Range<usize> {
        match self {
            Self::Lost => PARTS,
            Self::Bound => GAPS,
        }
    }

    fn label(self, measure: usize) -> Both {
        match self {
            Self::Lost => part(measure),
            Self::Bound => match measure.wrapping_sub(GAPS.start) {
                0 => both!("beyond all minutes", "总量短缺"),
                1 => both!("minutes elsewhere", "空间错配"),
                2 => both!("minutes of other kinds", "品类错配"),
                3 => both!("not to be foreseen", "预见不足"),
                4 => both!("not found", "发现不足"),
                _ => both!("left to coordination", "协调损失"),
            },
        }
    }

    /// What is lost in each part, and what is resolved.
    #[must_use]
    pub fn shares(self, figures: &Figures, policy: usize) -> Vec<f64> {
        let mean = |measure: usize| figures.means[policy][measure].map_or(0.0, |estimate| estimate.mean);
        self.parts().map(mean).chain(std::iter::once(1.0 - mean(WEIGHTED))).collect()
    }

    /// Whether the folder has its columns.
    #[must_use]
    pub fn is_there(self, figures: &Figures) -> bool {
        self.parts().all(|measure| figures.means.iter().all(|of| of[measure].is_some()))
    }

    /// What stands behind the bars of a policy against a baseline.
    #[must_use]
    pub fn texts(self, figures: &Figures, delta: f64, baseline: usize, policy: usize) -> Vec<String> {
        let levels = self.shares(figures, policy);
        let differences = &figures.differences[baseline][policy];
        let resolved = differences[WEIGHTED].map(|estimate| estimate.scaled(-1.0));
        let each = self.parts().map(|measure| (differences[measure], true)).chain(std::iter::once((resolved, false)));
        levels
            .iter()
            .zip(each)
            .map(|(level, (difference, lost))| {
                let level = number(100.0 * level, 1);
                let Some(estimate) = difference else { return format!("{level} %") };
                let says = Says::of(Some(if lost { estimate } else { estimate.scaled(-1.0) }), delta);
                format!("{level} %<small class=\"{}\">{} {}</small>", says.class(), says.sign(), signed(100.0 * estimate.mean, 1))
            })
            .collect()
    }

    /// The rows: filled the policy, dashed the baseline. Parts that are 0 under all policies are left out.
    #[must_use]
    pub fn rows(self, facts: &Facts, figures: &Figures, baseline: usize, policy: usize) -> String {
        let (own, base) = (self.shares(figures, policy), self.shares(figures, baseline));
        let all: Vec<Vec<f64>> = (0..facts.policies.len()).map(|at| self.shares(figures, at)).collect();
        let texts = self.texts(figures, facts.delta, baseline, policy);
        let (mut out, mut from, mut from_base) = (String::new(), 0.0, 0.0);
        for (at, text) in texts.iter().enumerate() {
            let last = at + 1 == texts.len();
            let label = if last { both!("resolved", "已解决") } else { self.label(self.parts().start + at) };
            let (start, start_base) = if last { (0.0, 0.0) } else { (from, from_base) };
            let hidden = if all.iter().all(|shares| shares[at] < 0.0005) { " hidden" } else { "" };
            let kind = if last { "resolved" } else { "lost" };
            let _ = write!(
                out,
                "<div class=\"row part\" data-part=\"{at}\"{hidden}><span class=\"name\">{}</span><svg class=\"bar\" viewBox=\"0 0 {WIDTH} 20\" \
                 preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"own {kind}\" x=\"{:.1}\" y=\"3\" width=\"{:.1}\" height=\"14\"/><rect \
                 class=\"base\" x=\"{:.1}\" y=\"1\" width=\"{:.1}\" height=\"18\"/></svg><span class=\"figure\">{text}</span></div>",
                in_both(&label),
                WIDTH * start,
                WIDTH * own[at],
                WIDTH * start_base,
                WIDTH * base[at],
            );
            from += own[at];
            from_base += base[at];
        }
        out
    }

    /// What is drawn.
    #[must_use]
    pub fn note(self) -> Both {
        match self {
            Self::Lost => both!(
                "Of 100 needs, by severity. Filled: the policy; dashed: the baseline; points apart behind each.",
                "每 100 件需求（按严重程度加权）。实心为本政策，虚线为基准，其后为相差百分点。"
            ),
            Self::Bound => both!(
                "The same needs against what full knowledge could have met with the policy's own minutes. Each part is what one more limit costs, in this \
                 order: the minutes there are, where they are, what they are for, what nobody can foresee, what nobody has found; coordination is the rest.",
                "同样的需求与“知晓一切时以本政策自身工时所能满足者”相比。各部分为依次多加一道限制的代价：工时总量、所在之处、所属品类、无法预见、未被发现；余下为协调损失。"
            ),
        }
    }

    /// Its title.
    #[must_use]
    pub fn title(self, figures: &Figures, baseline: usize, policy: usize) -> Both {
        match self {
            Self::Lost => lost_title(figures, baseline, policy),
            Self::Bound => bound_title(figures, baseline, policy),
        }
    }
}

/// How much is left to coordination under a policy, and under the baseline.
fn bound_title(figures: &Figures, baseline: usize, policy: usize) -> Both {
    let of = |at: usize| Split::Bound.shares(figures, at);
    let (own, base) = (of(policy), of(baseline));
    let left = |shares: &[f64]| number(100.0 * shares[GAPS.len() - 1], 0);
    let beyond = number(100.0 * own[..GAPS.len() - 1].iter().sum::<f64>(), 0);
    let (own, base) = (left(&own), left(&base));
    if baseline == policy {
        return both!(
            "What could better coordination still meet? {own} of 100; {beyond} no coordination of the same minutes could",
            "协调再好还能多满足多少？每 100 件 {own} 件；另 {beyond} 件以同样的工时无论如何协调也无法满足"
        );
    }
    both!(
        "What could better coordination still meet? {own} of 100, under the baseline {base}; {beyond} no coordination of the same minutes could",
        "协调再好还能多满足多少？每 100 件 {own} 件，基准下 {base} 件；另 {beyond} 件以同样的工时无论如何协调也无法满足"
    )
}

/// Where most is lost, and what surely differs most.
fn lost_title(figures: &Figures, baseline: usize, policy: usize) -> Both {
    let own = Split::Lost.shares(figures, policy);
    let most = (0..PARTS.len()).max_by(|a, b| own[*a].total_cmp(&own[*b])).unwrap_or(0);
    let (at, share) = (part(PARTS.start + most), number(100.0 * own[most], 0));
    if baseline == policy {
        return both!("Where are needs lost? Most: {at}, {share} of 100", "需求流失在哪里？最多：{at}，每 100 件 {share} 件"; at = at);
    }
    let differences = &figures.differences[baseline][policy];
    let sure = |measure: &usize| differences[*measure].and_then(|e| e.interval).is_some_and(|i| i.low > 0.0 || i.high < 0.0);
    let size = |measure: usize| differences[measure].map_or(0.0, |estimate| estimate.mean);
    let moved = PARTS.filter(sure).max_by(|a, b| size(*a).abs().total_cmp(&size(*b).abs()));
    let Some(moved) = moved else {
        return both!(
            "Where are needs lost? Most: {at}, {share} of 100; no part surely differs",
            "需求流失在哪里？最多：{at}，每 100 件 {share} 件；没有明确不同的环节";
            at = at
        );
    };
    let (changed, by) = (part(moved), signed(100.0 * size(moved), 1));
    both!(
        "Where are needs lost? Most: {at}, {share} of 100; most changed: {changed}, {by}",
        "需求流失在哪里？最多：{at}，每 100 件 {share} 件；变化最大：{changed}，{by}";
        at = at, changed = changed
    )
}
