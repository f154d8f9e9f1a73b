//! The charts of the page, as rows of text with drawn bars: they are there without a script, wrap on a narrow screen, and a row can be left out.

use std::fmt::Write;

use super::facts::Facts;
use super::figures::{Figures, PARTS, Says, WEIGHTED, part};
use super::happened::{LOST, Map, RESOLVED};
use super::markup::{in_both, number, points, signed};
use crate::base::words::{Both, both};
use crate::measure::statistics::Estimate;

/// Width of what is drawn, in its own units; it is stretched to the room that there is.
const WIDTH: f64 = 1000.0;
/// Height of a small panel.
const HIGH: f64 = 300.0;

/// The differences of all policies from a baseline, from the least unmet to the most.
#[must_use]
pub fn forest(facts: &Facts, figures: &Figures, baseline: usize) -> String {
    let most = reach(facts, figures, baseline);
    // What is beyond the ends stands at them.
    let place = |value: f64| WIDTH / 2.0 + (value / most).clamp(-1.0, 1.0) * (WIDTH / 2.0 - 20.0);
    let mut out = String::new();
    for policy in figures.sorted(baseline) {
        let main = figures.main(baseline, policy);
        let says = Says::of(main, facts.delta);
        let label = in_both(&facts.policies[policy].label);
        let _ = write!(
            out,
            "<div class=\"row {}\" data-policy=\"{policy}\"><button type=\"button\" class=\"name\" data-focus=\"{policy}\">{label}</button>{}<span \
             class=\"figure\">{} {}</span></div>",
            says.class(),
            bar(main, facts.delta, &place),
            says.sign(),
            points(main),
        );
    }
    let end = |value: f64| signed(100.0 * value, 0);
    let _ = write!(
        out,
        "<div class=\"row axis\"><span class=\"name\"></span><span class=\"ends\"><span>{}</span><span>{}</span><span>{}</span></span><span \
         class=\"figure\">{}</span></div>",
        end(-most),
        in_both(&both!("← fewer · more →", "← 较少 · 较多 →")),
        end(most),
        in_both(&both!("points [95 %]", "百分点［95%］")),
    );
    out
}

/// The largest end of an interval, rounded up to a whole number of points that is easy to read.
fn reach(facts: &Facts, figures: &Figures, baseline: usize) -> f64 {
    let end = |estimate: Estimate| estimate.interval.map_or(estimate.mean.abs(), |i| i.low.abs().max(i.high.abs()));
    let ends = (0..facts.policies.len()).filter_map(|policy| figures.main(baseline, policy)).map(end);
    let most = ends.fold(1.5 * facts.delta, f64::max).max(0.005);
    let steps = [0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0];
    steps.into_iter().find(|step| *step >= most).unwrap_or(1.0)
}

/// A difference: δ shaded, the baseline, the interval and the mean.
fn bar(estimate: Option<Estimate>, delta: f64, place: &dyn Fn(f64) -> f64) -> String {
    let mut out = format!("<svg class=\"bar\" viewBox=\"0 0 {WIDTH} 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    let (from, to) = (place(-delta), place(delta));
    let _ = write!(out, "<rect class=\"delta\" x=\"{from:.1}\" y=\"0\" width=\"{:.1}\" height=\"20\"/>", to - from);
    let _ = write!(out, "<line class=\"zero\" x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"0\" y2=\"20\"/>", place(0.0));
    if let Some(estimate) = estimate {
        if let Some(interval) = estimate.interval {
            let (low, high) = (place(interval.low), place(interval.high));
            let _ = write!(out, "<line class=\"interval\" x1=\"{low:.1}\" x2=\"{high:.1}\" y1=\"10\" y2=\"10\"/>");
        }
        // A line without length and with round ends: a dot that is not stretched.
        let _ = write!(out, "<line class=\"mean\" x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"10\" y2=\"10\"/>", place(estimate.mean));
    }
    out + "</svg>"
}

/// Where the needs of a policy go, of every hundred by severity: what is lost in each part, and what is resolved.
#[must_use]
pub fn shares(figures: &Figures, policy: usize) -> Vec<f64> {
    let mean = |measure: usize| figures.means[policy][measure].map_or(0.0, |estimate| estimate.mean);
    PARTS.map(mean).chain(std::iter::once(1.0 - mean(WEIGHTED))).collect()
}

/// What stands behind the bars of a policy against a baseline.
#[must_use]
pub fn parts_text(figures: &Figures, delta: f64, baseline: usize, policy: usize) -> Vec<String> {
    let levels = shares(figures, policy);
    let differences = &figures.differences[baseline][policy];
    let resolved = differences[WEIGHTED].map(|estimate| estimate.scaled(-1.0));
    let each = PARTS.map(|measure| (differences[measure], true)).chain(std::iter::once((resolved, false)));
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

/// The waterfall: filled the policy, dashed the baseline. Parts that are 0 under all policies are left out.
#[must_use]
pub fn waterfall(facts: &Facts, figures: &Figures, baseline: usize, policy: usize) -> String {
    let (own, base) = (shares(figures, policy), shares(figures, baseline));
    let all: Vec<Vec<f64>> = (0..facts.policies.len()).map(|at| shares(figures, at)).collect();
    let texts = parts_text(figures, facts.delta, baseline, policy);
    let (mut out, mut from, mut from_base) = (String::new(), 0.0, 0.0);
    for (at, text) in texts.iter().enumerate() {
        let last = at + 1 == texts.len();
        let label = if last { both!("resolved", "已解决") } else { part(PARTS.start + at) };
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

/// The share unmet of the needs that ended in each period, by policy; nothing of a period in which none ended.
#[must_use]
pub fn course(map: &Map, policy: usize) -> Vec<Option<f64>> {
    let of = |communities: &Vec<super::happened::Counts>| {
        let sum = |column: usize| communities.iter().map(|counts| counts[column]).sum::<u64>() as f64;
        let ended = sum(LOST) + sum(RESOLVED);
        (ended > 0.0).then(|| sum(LOST) / ended)
    };
    map.counts[policy].iter().map(of).collect()
}

/// The lines of all policies, to be used in every panel; and the panels.
#[must_use]
pub fn panels(facts: &Facts, figures: &Figures, map: &Map, baseline: usize) -> String {
    let all: Vec<Vec<Option<f64>>> = (0..facts.policies.len()).map(|policy| course(map, policy)).collect();
    // The first days of a district that begins empty would take all the room.
    let begin = map.periods.iter().position(|period| *period >= 0).unwrap_or(0);
    let found = || all.iter().flat_map(|course| course.iter().skip(begin)).flatten().copied();
    let (low, high) = (found().fold(1.0, f64::min), found().fold(0.0, f64::max));
    let (low, high) = (libm::floor(20.0 * low) / 20.0, (libm::ceil(20.0 * high) / 20.0).max(0.05));
    let steps = map.periods.len().max(2) - 1;
    let x = |at: usize| WIDTH * at as f64 / steps as f64;
    let y = |share: f64| HIGH - HIGH * (share - low) / (high - low).max(0.05);
    let mut out = String::from("<svg class=\"lines\" aria-hidden=\"true\"><defs>");
    for (policy, course) in all.iter().enumerate() {
        let points: Vec<String> =
            course.iter().enumerate().filter_map(|(at, share)| share.map(|s| format!("{:.0},{:.1}", x(at), y(s)))).collect();
        let _ = write!(out, "<polyline id=\"line-{policy}\" points=\"{}\"/>", points.join(" "));
    }
    out += "</defs></svg><div class=\"panels\">";
    let order: Vec<usize> = std::iter::once(baseline).chain(figures.sorted(baseline)).collect();
    for policy in order {
        let last = all[policy]
            .last()
            .copied()
            .flatten()
            .map_or_else(|| "–".to_owned(), |share| format!("{} %", number(100.0 * share, 0)));
        let _ = write!(
            out,
            "<figure class=\"panel\" data-policy=\"{policy}\"><figcaption><button type=\"button\" data-focus=\"{policy}\">{}</button> <b>{last}</b></figcaption><svg \
             viewBox=\"0 0 {WIDTH} {HIGH}\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"past\" x=\"0\" y=\"0\" width=\"{:.0}\" height=\"{HIGH}\"/>",
            in_both(&facts.policies[policy].short),
            x(begin),
        );
        for other in 0..all.len() {
            let _ = write!(out, "<use class=\"other\" data-policy=\"{other}\" href=\"#line-{other}\"/>");
        }
        let _ = write!(
            out,
            "<use class=\"of-baseline\" href=\"#line-{baseline}\"/><use class=\"own\" href=\"#line-{policy}\"/></svg></figure>"
        );
    }
    let (bottom, top) = (number(100.0 * low, 0), number(100.0 * high, 0));
    let note = both!(
        "Of the needs that ended in each period, the share that ended unmet; from {bottom} % (bottom) to {top} % (top). Shaded: the burn-in under the \
         baseline of the experiment. Dashed: the baseline chosen above. Grey: all others.",
        "各期终结的需求中未满足而终者的比例；下沿 {bottom} %，上沿 {top} %。阴影为预热期（按本实验基准）。虚线为上方所选基准，灰线为其余政策。"
    );
    let _ = write!(out, "</div><p class=\"note\">{}</p>", in_both(&note));
    out
}

/// The title of the forest: which policy leaves least unmet, and how many cannot be told from it.
#[must_use]
pub fn forest_title(facts: &Facts, figures: &Figures, baseline: usize) -> Both {
    if facts.policies.len() < 2 {
        return both!("There is one policy: nothing to compare", "只有一个政策，无从比较");
    }
    let leaders = figures.leaders(baseline, facts.delta);
    let Some(&best) = leaders.first() else {
        return both!(
            "Which leaves least unmet? None is surely better than the baseline",
            "哪种做法未满足最少？没有明确优于基准者"
        );
    };
    let (label, others) = (&facts.policies[best].label, leaders.len() - 1);
    let size = signed(100.0 * figures.main(baseline, best).map_or(0.0, |e| e.mean), 1);
    match others {
        0 => both!(
            "Which leaves least unmet? {label}: {size} points against the baseline",
            "哪种做法未满足最少？{label}：较基准 {size} 个百分点";
            label = label
        ),
        _ => both!(
            "Which leaves least unmet? {label}: {size} points against the baseline; {others} more cannot be told from it",
            "哪种做法未满足最少？{label}：较基准 {size} 个百分点；另有 {others} 种与之难分高下";
            label = label
        ),
    }
}

/// The title of the waterfall: where most is lost, and what surely differs most.
#[must_use]
pub fn waterfall_title(figures: &Figures, baseline: usize, policy: usize) -> Both {
    let own = shares(figures, policy);
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
