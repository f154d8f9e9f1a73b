//! The charts of the page, as rows of text with drawn bars: they are there without a script, wrap on a narrow screen, and a row can be left out.

use std::fmt::Write;

use super::facts::Facts;
use super::figures::Figures;
use super::frames::Frames;
use super::happened::{LOST, Map, RESOLVED};
use super::markup::{in_both, number, points, signed, two_digits};
use super::periods::named;

use crate::base::words::{Both, both};
use crate::measure::statistics::Estimate;
use crate::report::says::Says;

/// Width of what is drawn, in its own units; it is stretched to the room that there is.
const WIDTH: f64 = 1000.0;
/// Height of a small panel.
const HIGH: f64 = 300.0;
/// Map periods of a year, where the window is longer than two years.
const QUARTERS: i32 = 4;

/// The differences of all policies from a baseline, from the least unmet to the most; other frames of money as small marks.
#[must_use]
pub fn forest(facts: &Facts, figures: &Figures, frames: &Frames, baseline: usize) -> String {
    let most = reach(facts, figures, baseline);
    let name = |policy: usize| facts.policies[policy].name.as_str();
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
            bar(main, &frames.means(name(baseline), name(policy)), facts.delta, &place),
            says.sign(),
            units(main),
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
        in_units(&both!("points [95 %]", "百分点［95%］"), &both!("of 100 needs [95 %]", "每100件［95%］")),
    );
    out
}

/// A difference in points, and as so many of a hundred needs, of which the page shows one.
fn units(estimate: Option<Estimate>) -> String {
    let whole = |estimate: Estimate| {
        let (estimate, says) = (estimate.scaled(100.0), estimate.mean);
        let size = two_digits(estimate.mean.abs());
        let ends = estimate.interval.map(|i| {
            let ends = [i.low, i.high].map(|end| signed(end, usize::from(end.abs() < 9.95)));
            format!(" [{}, {}]", ends[0], ends[1])
        });
        let ends = Both::same(ends.unwrap_or_default());
        match says {
            0.0 => both!("none{ends}", "无{ends}"; ends = ends),
            less if less < 0.0 => both!("{size} fewer{ends}", "少 {size} 件{ends}"; ends = ends),
            _ => both!("{size} more{ends}", "多 {size} 件{ends}"; ends = ends),
        }
    };
    match estimate {
        None => "–".to_owned(),
        Some(estimate) => in_units(&Both::same(points(Some(estimate))), &whole(estimate)),
    }
}

/// Words in points, and in needs of a hundred.
fn in_units(of_points: &Both, of_needs: &Both) -> String {
    format!("<span class=\"in-points\">{}</span><span class=\"in-needs\">{}</span>", in_both(of_points), in_both(of_needs))
}

/// The largest end of an interval, rounded up to a whole number of points that is easy to read.
fn reach(facts: &Facts, figures: &Figures, baseline: usize) -> f64 {
    let end = |estimate: Estimate| estimate.interval.map_or(estimate.mean.abs(), |i| i.low.abs().max(i.high.abs()));
    let ends = (0..facts.policies.len()).filter_map(|policy| figures.main(baseline, policy)).map(end);
    let most = ends.fold(1.5 * facts.delta, f64::max).max(0.005);
    let steps = [0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0];
    steps.into_iter().find(|step| *step >= most).unwrap_or(1.0)
}

/// A difference: δ shaded, the baseline, other frames, the interval and the mean.
fn bar(estimate: Option<Estimate>, frames: &[f64], delta: f64, place: &dyn Fn(f64) -> f64) -> String {
    let mut out = format!("<svg class=\"bar\" viewBox=\"0 0 {WIDTH} 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    let (from, to) = (place(-delta), place(delta));
    let _ = write!(out, "<rect class=\"delta\" x=\"{from:.1}\" y=\"0\" width=\"{:.1}\" height=\"20\"/>", to - from);
    let _ = write!(out, "<line class=\"zero\" x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"0\" y2=\"20\"/>", place(0.0));
    for frame in frames {
        let _ = write!(out, "<line class=\"frame\" x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"13\" y2=\"20\"/>", place(*frame));
    }
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
    // The window begins where the period before it ends.
    let start = begin.saturating_sub(1);
    let settled = (facts.years > 2).then(|| map.periods.iter().position(|period| *period == 2 * QUARTERS)).flatten();
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
            x(start),
        );
        if let Some(settled) = settled {
            let at = x(settled.saturating_sub(1));
            let _ = write!(out, "<line class=\"settled\" x1=\"{at:.0}\" x2=\"{at:.0}\" y1=\"0\" y2=\"{HIGH}\"/>");
        }
        for other in 0..all.len() {
            let _ = write!(out, "<use class=\"other\" data-policy=\"{other}\" href=\"#line-{other}\"/>");
        }
        let _ = write!(
            out,
            "<use class=\"of-baseline\" href=\"#line-{baseline}\"/><use class=\"own\" href=\"#line-{policy}\"/></svg><p class=\"ends\"><span>{}</span><span>{}</span></p></figure>",
            in_both(&named(facts, map.periods[0])),
            in_both(&named(facts, map.periods[map.periods.len() - 1])),
        );
    }
    let (bottom, top) = (number(100.0 * low, 0), number(100.0 * high, 0));
    let note = both!(
        "Of the needs that ended in each period, the share that ended unmet; from {bottom} % (bottom) to {top} % (top). Shaded: the burn-in under the \
         baseline of the experiment. Dashed: the baseline chosen above. Grey: all others. Thin line: the end of year 2, to which the transition lasts.",
        "各期终结的需求中未满足而终者的比例；下沿 {bottom} %，上沿 {top} %。阴影为预热期（按本实验基准）。虚线为上方所选基准，灰线为其余政策。细竖线为第 2 年末，此前为过渡期。"
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
