//! The tables of the page: money by year and payer, the books, what differs, what was assumed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use super::facts::Facts;
use super::figures::{BOOKS, Figures};
use super::markup::{in_both, number, points, text, wan};
use crate::base::words::{Both, both};
use crate::measure::tables::ledger::{AMOUNT, CATEGORY, IN_FEN, PARTY, QUARTER, UNIT};
use crate::measure::tables::{LEDGER, head};
use crate::report::error::ReportError;
use crate::report::sheet::Sheet;

/// The party under which the ledger has what each channel bore.
const TREASURY: &str = "treasury";
/// The budget itself, which nobody pays.
const ENTITLEMENT: &str = "entitlement";

/// Public money by policy, channel and year, in fen: sums over replicates.
#[derive(Clone, Debug, Default)]
pub struct Budget {
    channels: Vec<String>,
    /// By policy: channel, year.
    fen: Vec<BTreeMap<(String, usize), f64>>,
}

impl Budget {
    /// Reads `ledger.csv`; nothing where there is none.
    ///
    /// # Errors
    /// When it is not such a table.
    pub fn read(dir: &Path, facts: &Facts) -> Result<Option<Self>, ReportError> {
        let Some(mut sheet) = Sheet::open(&dir.join(LEDGER.file))? else { return Ok(None) };
        let policies: Vec<&str> = facts.policies.iter().map(|policy| policy.name.as_str()).collect();
        let [policy, quarter, party] = [sheet.place(&head::POLICY)?, sheet.place(&QUARTER)?, sheet.place(&PARTY)?];
        let [category, unit, amount] = [sheet.place(&CATEGORY)?, sheet.place(&UNIT)?, sheet.place(&AMOUNT)?];
        let mut all = Self { channels: Vec::new(), fen: vec![BTreeMap::new(); policies.len()] };
        while sheet.next()?.is_some() {
            let channel = sheet.field(category);
            if sheet.field(party) != TREASURY || sheet.field(unit) != IN_FEN || channel == ENTITLEMENT {
                continue;
            }
            let channel = channel.to_owned();
            if !all.channels.contains(&channel) {
                all.channels.push(channel.clone());
            }
            let year = sheet.whole(quarter)? as usize / 4;
            *all.fen[sheet.policy(policy, &policies)?].entry((channel, year)).or_default() += sheet.number(amount)?;
        }
        all.channels.sort();
        Ok(Some(all))
    }

    /// The table of a policy: ten thousand yuan by year and channel, a mean of replicates.
    #[must_use]
    pub fn table(&self, facts: &Facts, policy: usize) -> String {
        let replicates = facts.runs.count(policy).max(1) as f64;
        let years = facts.years as usize;
        let mut out = String::from("<table class=\"money\"><thead><tr><td></td>");
        for year in 0..years {
            let number = year + 1;
            let class = if year < 2 { " class=\"transition\"" } else { "" };
            let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", in_both(&both!("year {number}", "第 {number} 年")));
        }
        out += "</tr></thead><tbody>";
        let fen =
            |channel: &String, year: usize| self.fen[policy].get(&(channel.clone(), year)).copied().unwrap_or(0.0) / replicates;
        let mut row = |name: &Both, of: &dyn Fn(usize) -> f64, class: &str| {
            let _ = write!(out, "<tr{class}><th scope=\"row\">{}</th>", in_both(name));
            for year in 0..years {
                let _ = write!(out, "<td>{}</td>", wan(of(year) / 100.0));
            }
            out += "</tr>";
        };
        for channel in self.channels.iter().filter(|channel| (0..years).any(|year| fen(channel, year) > 0.0)) {
            row(&channel_name(channel), &|year| fen(channel, year), "");
        }
        row(&both!("together", "合计"), &|year| self.channels.iter().map(|channel| fen(channel, year)).sum(), " class=\"sum\"");
        out + "</tbody></table>"
    }
}

/// What people call a channel of public money, and which line it is of.
fn channel_name(channel: &str) -> Both {
    match channel {
        "inhouse" => both!("posts of the government", "自设岗位"),
        "contracts" => both!("contracts", "购买服务"),
        "grants" => both!("grants", "公益创投"),
        "facilities" => both!("facilities", "设施外包"),
        "self_help" => both!("self-help", "居民自助"),
        "personnel" => both!("personnel line", "人员经费"),
        other => Both::same(other),
    }
}

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

/// Every policy's headline, transition and cost, with the differences from a baseline.
#[must_use]
pub fn all(facts: &Facts, figures: &Figures, baseline: usize) -> String {
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
    out += "</tr></thead><tbody>";
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
            "<tr data-policy=\"{policy}\"><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            in_both(&facts.policies[policy].label),
            shown(mean(figures.headline), &|share| number(100.0 * share, 1)),
            difference(figures.headline),
            difference(FIRST),
            shown(mean(PUBLIC), &|yuan| wan(yuan / years)),
            shown(mean(PER_RESOLVED), &|yuan| number(yuan, 0)),
        );
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
