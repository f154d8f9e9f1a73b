//! The tables of the page: all policies, the books, recovery, what differs, what was assumed.

use std::fmt::Write;

use super::facts::Facts;
use super::figures::{BOOKS, Figures, RECOVERY};
use super::frames::{Frames, title_of_frame};
use super::markup::{in_both, interval, number, points, signed, text, wan};
use crate::base::words::both;

/// The four shares of the books, each with what it is a share of.
#[must_use]
pub fn books(facts: &Facts, figures: &Figures, baseline: usize) -> String {
    let names = [
        both!("served in time, of known needs", "及时响应率（占已知晓需求）"),
        both!("closed in the books, of known needs", "办结率（占已知晓需求）"),
        both!("resolved, of known needs", "解决率（占已知晓需求）"),
        both!("expected satisfaction, of closed cases, from assumed chances", "满意率（占已办结个案，按假设推算）"),
    ];
    let mut out = String::from("<table class=\"books\"><thead><tr><td></td>");
    for name in &names {
        let _ = write!(out, "<th scope=\"col\">{}</th>", in_both(name));
    }
    let _ = write!(
        out,
        "<th scope=\"col\">{}</th></tr></thead><tbody>",
        in_both(&both!("closed in the books, not resolved for the resident", "台账已办结、居民未解决"))
    );
    let order: Vec<usize> = std::iter::once(baseline).chain(figures.sorted(baseline)).collect();
    for policy in order {
        let mean = |measure: usize| figures.means[policy][measure].map(|estimate| 100.0 * estimate.mean);
        let _ = write!(out, "<tr data-policy=\"{policy}\"><th scope=\"row\">{}</th>", in_both(&facts.policies[policy].label));
        for measure in BOOKS {
            let _ = write!(out, "<td>{}</td>", mean(measure).map_or_else(|| "–".to_owned(), |share| number(share, 1)));
        }
        let paper = mean(BOOKS.start + 1).zip(mean(BOOKS.start + 2)).map(|(closed, resolved)| closed - resolved);
        let _ = write!(out, "<td>{}</td></tr>", paper.map_or_else(|| "–".to_owned(), |share| number(share, 1)));
    }
    out + "</tbody></table>"
}

/// Days until the backlog is as before a shock, by policy; nothing without a shock.
#[must_use]
pub fn recovery(facts: &Facts, figures: &Figures) -> Option<String> {
    let order: Vec<usize> = std::iter::once(0).chain(figures.sorted(0)).collect();
    order.iter().find_map(|policy| figures.means[*policy][RECOVERY])?;
    let head =
        both!("working days from the end of the shock until the backlog is as before", "冲击结束至积压恢复到此前水平的工作日");
    let mut out =
        format!("<table class=\"recovery\"><thead><tr><td></td><th scope=\"col\">{}</th></tr></thead><tbody>", in_both(&head));
    for policy in order {
        let days = figures.means[policy][RECOVERY].map_or_else(|| "–".to_owned(), |e| number(e.mean, 0) + &interval(e, 0));
        let label = in_both(&facts.policies[policy].label);
        let _ = write!(out, "<tr data-policy=\"{policy}\"><th scope=\"row\">{label}</th><td>{days}</td></tr>");
    }
    Some(out + "</tbody></table>")
}

/// Every policy's headline, transition and cost, with the differences from a baseline, in this frame of money and in the others.
#[must_use]
pub fn all(facts: &Facts, figures: &Figures, frames: &Frames, baseline: usize) -> String {
    use super::figures::{FIRST, PER_RESOLVED, PUBLIC};
    let years = f64::from(facts.years.max(1));
    let heads = [
        both!("unmet, of 100", "未满足（每 100 件）"),
        both!("difference [95 %]", "差值［95%］"),
        both!("years 1 and 2", "第 1 至 2 年差值"),
        both!("public money, 10,000 yuan a year", "财政支出（万元/年）"),
        both!("social cost per resolved need, yuan", "每件已解决需求的社会成本（元）"),
    ];
    let mut out = String::from("<table class=\"all\"><thead><tr><td></td>");
    for name in &heads {
        let _ = write!(out, "<th scope=\"col\">{}</th>", in_both(name));
    }
    for name in frames.names() {
        let title = title_of_frame(name);
        let head = both!("difference: {title}", "差值：{title}"; title = title);
        let _ = write!(out, "<th scope=\"col\">{}</th>", in_both(&head));
    }
    out += "</tr></thead><tbody>";
    let empty = "<td></td>".repeat(frames.names().count());
    let order: Vec<usize> = std::iter::once(baseline).chain(figures.sorted(baseline)).collect();
    for policy in order {
        let mean = |measure: usize| figures.means[policy][measure].map(|estimate| estimate.mean);
        let shown = |value: Option<f64>, of: &dyn Fn(f64) -> String| value.map_or_else(|| "–".to_owned(), of);
        let difference = |measure: usize| match policy == baseline {
            true => in_both(&both!("baseline", "基准")),
            false => points(figures.differences[baseline][policy][measure]),
        };
        let _ = write!(
            out,
            "<tr data-policy=\"{policy}\"><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>",
            in_both(&facts.policies[policy].label),
            shown(mean(figures.headline), &|share| number(100.0 * share, 1)),
            difference(figures.headline),
            difference(FIRST),
            shown(mean(PUBLIC), &|yuan| wan(yuan / years)),
            shown(mean(PER_RESOLVED), &|yuan| number(yuan, 0)),
        );
        let [base, own] = [baseline, policy].map(|at| facts.policies[at].name.as_str());
        for (_, difference) in frames.differences(base, own).into_iter().filter(|_| policy != baseline) {
            let _ = write!(out, "<td>{}</td>", shown(difference.map(|d| d.mean), &|apart| signed(100.0 * apart, 1)));
        }
        out += if policy == baseline { &empty } else { "" };
        out += "</tr>";
    }
    out + "</tbody></table>"
}

/// The switches in which a policy differs from a baseline.
#[must_use]
pub fn switches(facts: &Facts, baseline: usize, policy: usize) -> String {
    let [base, own] = [baseline, policy].map(|at| &facts.policies[at]);
    let of = |key: &str| base.switches.iter().find(|(name, _)| name == key).map_or("–", |(_, value)| value.as_str());
    let differ: Vec<&(String, String)> = own.switches.iter().filter(|(key, value)| of(key) != value).collect();
    if differ.is_empty() {
        return format!("<p>{}</p>", in_both(&both!("No switch differs.", "各项开关均相同。")));
    }
    let mut out = format!(
        "<table class=\"switches\"><thead><tr><td></td><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
        in_both(&base.label),
        in_both(&own.label)
    );
    for (key, value) in differ {
        let _ = write!(
            out,
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td></tr>",
            text(key),
            text(of(key)),
            text(value)
        );
    }
    out + "</tbody></table>"
}

/// Every key of the world: its value, its grade, its source.
#[must_use]
pub fn assumptions(facts: &Facts) -> String {
    let mut out = String::from("<table class=\"assumptions\"><thead><tr>");
    for name in [
        both!("key", "键"),
        both!("value", "取值"),
        both!("grade of the shipped value", "随附取值的等级"),
        both!("range", "范围"),
        both!("what it is", "含义"),
        both!("source of the shipped value", "随附取值的来源"),
    ] {
        let _ = write!(out, "<th scope=\"col\">{}</th>", in_both(&name));
    }
    out += "</tr></thead><tbody>";
    for key in facts.keys.iter().filter(|key| !key.key.contains(".label")) {
        let value = if key.unit.is_empty() { text(&key.value) } else { format!("{} {}", text(&key.value), text(&key.unit)) };
        let _ = write!(
            out,
            "<tr><th scope=\"row\"><code>{}</code></th><td>{value}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            text(&key.key),
            text(&key.grade),
            text(&key.range),
            in_both(&key.text),
            in_both(&key.source),
        );
    }
    out + "</tbody></table>"
}
