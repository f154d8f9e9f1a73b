//! The output of a verification, for people in two languages and for programs.

use crate::verification::words::{law_word, measure_word};
use serde::Serialize;

use super::case::Measure;
use super::conduct::{Row, Verdict};
use super::exact::Limit;
use super::interval::{self, FAMILY, LEVEL};
use crate::base::words::shown;
use crate::report::Lang;

/// A measure for people, English and Chinese.
#[must_use]
pub const fn label(measure: Measure) -> (&'static str, &'static str) {
    match measure {
        Measure::InSystem => ("in the system, evening", "系统内（日末）"),
        Measure::Waiting => ("waiting, evening", "等待中（日末）"),
        Measure::Wait => ("wait, days", "等待天数"),
        Measure::Utilisation => ("utilisation", "人员饱和度"),
        Measure::GivenUp => ("share that gives up", "放弃比例"),
        Measure::WaitingMild => ("milder waiting, evening", "轻者等待中（日末）"),
        Measure::WaitingGrave => ("graver waiting, evening", "重者等待中（日末）"),
        Measure::FilesFirst => ("files at level 1, evening", "一级审批积压（日末）"),
        Measure::FilesSecond => ("files at level 2, evening", "二级审批积压（日末）"),
        Measure::Pair => ("product of two lines, evening", "两条队列之积（日末）"),
        Measure::Latent => ("latent, evening", "潜在需求（日末）"),
        Measure::Expired => ("share that expires", "自行消失比例"),
        Measure::Resolved => ("share resolved", "解决比例"),
        Measure::MinutesPerNeed => ("direct minutes per need", "每件需求直接分钟"),
        Measure::Ownerless => ("ownerless, evening", "无主（日末）"),
        Measure::Lost => ("share of hand-offs lost", "转介流失比例"),
        Measure::Crossing => ("share of decisions that cross", "跨界决定比例"),
        Measure::Local => ("share of these taken locally", "其中就地决定比例"),
        Measure::ByOrganisation => ("share resolved by organisations", "社会组织解决比例"),
        Measure::Echo => ("echo of demand after days", "需求的回声（隔天数）"),
        Measure::EarthMover => ("earth mover's distance, km", "推土机距离（公里）"),
        Measure::TotalVariation => ("total variation", "总变差"),
        Measure::Gini => ("Gini index", "基尼系数"),
        Measure::Theil => ("Theil index", "泰尔指数"),
        Measure::Trust => ("trust, evening", "信任（日末）"),
        Measure::Tie => ("tie at the end", "期末关系强度"),
        Measure::Sojourn => ("need-days", "需求·天"),
        Measure::WaitingAgain => ("waiting, served before, evening", "等待中且曾获服务（日末）"),
        Measure::OpenBest => ("open cases of the most skilled, evening", "最熟练者在办（日末）"),
        Measure::Mislabelled => ("share of labels that are wrong", "错误标签比例"),
        Measure::TakenForNext => ("of these, share taken for the next", "其中错作下一类的比例"),
        Measure::Misrouted => ("deliveries to a wrong door per need", "每项需求误送次数"),
        Measure::Deliveries => ("deliveries per need", "每项需求派送次数"),
        Measure::IntakeMinutes => ("intake minutes per need", "每项需求受理分钟"),
        Measure::Given => ("minutes given by associations a day", "社区社会组织日均可用分钟"),
        Measure::VolunteerMinutes => ("direct minutes of volunteers a day", "志愿者日均直接分钟"),
        Measure::ByAssociation => ("share resolved by associations", "社区社会组织解决比例"),
        Measure::ActiveShare => ("active share at the end", "期末活跃志愿者比例"),
        Measure::Effort => ("direct minutes", "直接分钟"),
        Measure::EffortLives => ("needs with the minutes of the law", "分钟数合乎定律的需求"),
        Measure::InTurn => ("services begun in turn, by delivery", "依次开始的服务（按第几次派送）"),
    }
}

/// The verdicts as text.
#[must_use]
pub fn text(verdicts: &[Verdict], lang: Lang) -> String {
    let mut out = String::new();
    for verdict in verdicts {
        out.push_str(&one(verdict, lang));
    }
    let passed = verdicts.iter().filter(|v| v.passes()).count();
    let rows = || verdicts.iter().flat_map(|v| &v.rows);
    let (all, numbers) = (verdicts.len(), rows().count());
    let family = 100.0 * (1.0 - (1.0 - LEVEL) / FAMILY);
    let drawn = rows().filter(|row| row.samples > 0 && row.half > 0.0).count();
    out.push_str(&match lang {
        Lang::En => format!("{passed} of {all} cases pass ({numbers} numbers)."),
        Lang::Zh => format!("{all} 个算例中 {passed} 个通过（{numbers} 个数）。"),
    });
    if let Some(runs) = interval::false_alarm(drawn) {
        out.push_str(&match lang {
            Lang::En => format!(
                " ± is the 99 % interval; a number passes within its {family:.3} % interval, so that\nchance alone fails {drawn} right numbers once in {runs:.0} times."
            ),
            Lang::Zh => format!(
                "± 为 99% 区间；落在 {family:.3}% 区间内即通过，\n使 {drawn} 个正确的数仅因偶然而误报的机会为 {runs:.0} 次中一次。"
            ),
        });
    }
    out.push_str(lang.pick(" `=` marks identities.\n", "“=” 表示恒等式。\n"));
    out
}

fn one(verdict: &Verdict, lang: Lang) -> String {
    let title = shown(lang.pick(&verdict.title.0, &verdict.title.1));
    let mark = match (verdict.passes(), lang) {
        (true, Lang::En) => "pass",
        (false, Lang::En) => "FAIL",
        (true, Lang::Zh) => "通过",
        (false, Lang::Zh) => "未通过",
    };
    let needs = match lang {
        Lang::En => format!("{} needs", verdict.needs),
        Lang::Zh => format!("{} 件需求", verdict.needs),
    };
    let (law, proves, name) = (law_word(verdict.law), shown(&verdict.proves), shown(&verdict.name));
    let mut out = format!("{mark}  {name}  {title}  [{proves}; {law}; {needs}]\n");
    let several = verdict.rows.iter().any(|r| r.policy != verdict.rows[0].policy);
    for row in &verdict.rows {
        out.push_str(&line(row, several, lang));
    }
    for (policy, limit) in &verdict.limits {
        let policy = if several { format!("{policy}: ") } else { String::new() };
        out.push_str(&limit_line(&policy, limit, lang));
    }
    if let Some(reason) = &verdict.broken {
        out.push_str(&match lang {
            Lang::En => format!("      broken: {}\n", reason.en),
            Lang::Zh => format!("      出错：{}\n", reason.zh),
        });
    }
    out
}

fn line(row: &Row, several: bool, lang: Lang) -> String {
    let (english, chinese) = label(row.measure);
    let mut what = lang.pick(english, chinese).to_owned();
    if let Some(detail) = &row.detail {
        what = format!("{what} {detail}");
    }
    if several {
        what = format!("{}: {what}", row.policy);
    }
    let width = unicode_width::UnicodeWidthStr::width(what.as_str());
    let pad = " ".repeat(52_usize.saturating_sub(width));
    let (law, run) = match lang {
        Lang::En => ("exact", "simulated"),
        Lang::Zh => ("精确", "模拟"),
    };
    let sign = if row.passes() {
        ""
    } else if lang == Lang::En {
        "  FAIL"
    } else {
        "  未通过"
    };
    if row.samples == 0 {
        let number = |x: f64| if row.allowed == 0.0 { format!("{x:.0}") } else { format!("{x:.6}") };
        return format!("      {what}{pad} {law} {:>12}  {run} {:>12}  ={sign}\n", number(row.exact), number(row.simulated));
    }
    format!(
        "      {what}{pad} {law} {:>12.5}  {run} {:>12.5} ± {:.5}  ({:.2}){sign}\n",
        row.exact,
        row.simulated,
        row.half,
        row.distance()
    )
}

fn limit_line(policy: &str, limit: &Limit, lang: Lang) -> String {
    let what = lang.pick(limit.what.0, limit.what.1);
    let (days, values): (Vec<String>, Vec<String>) = limit.at.iter().map(|(d, v)| (format!("{d:.4}"), format!("{v:.5}"))).unzip();
    let days: Vec<&str> = days.iter().map(|d| d.trim_end_matches('0').trim_end_matches('.')).collect();
    let comma = if lang == Lang::Zh { "、" } else { ", " };
    let (days, values, law, textbook) = (days.join(comma), values.join(comma), limit.law, limit.textbook);
    match lang {
        Lang::En => format!("      {policy}{what}: {values} with services of {days} days → {law} {textbook:.5}\n"),
        Lang::Zh => format!("      {policy}{what}：服务时长 {days} 天时为 {values} → {law} {textbook:.5}\n"),
    }
}

#[derive(Serialize)]
struct JsonRow<'a> {
    policy: &'a str,
    measure: String,
    detail: Option<&'a str>,
    exact: f64,
    simulated: f64,
    half_width: f64,
    allowed: f64,
    samples: usize,
    pass: bool,
}

#[derive(Serialize)]
struct JsonLimit<'a> {
    policy: &'a str,
    law: &'a str,
    of: &'a str,
    service_days: Vec<f64>,
    exact: Vec<f64>,
    textbook: f64,
}

#[derive(Serialize)]
struct JsonCase<'a> {
    name: &'a str,
    title: &'a str,
    title_zh: &'a str,
    proves: &'a str,
    law: String,
    needs: u64,
    pass: bool,
    broken: Option<&'a str>,
    rows: Vec<JsonRow<'a>>,
    limits: Vec<JsonLimit<'a>>,
}

#[derive(Serialize)]
struct Json<'a> {
    version: &'a str,
    full: bool,
    interval_level: f64,
    pass_level: f64,
    pass: bool,
    cases: Vec<JsonCase<'a>>,
}

/// The verdicts as JSON, the same bytes for the same program and cases.
#[must_use]
pub fn json(verdicts: &[Verdict], full: bool) -> String {
    let cases = verdicts
        .iter()
        .map(|v| JsonCase {
            name: &v.name,
            title: &v.title.0,
            title_zh: &v.title.1,
            proves: &v.proves,
            law: law_word(v.law),
            needs: v.needs,
            pass: v.passes(),
            broken: v.broken.as_ref().map(|reason| reason.en.as_str()),
            rows: v
                .rows
                .iter()
                .map(|r| JsonRow {
                    policy: &r.policy,
                    measure: measure_word(r.measure),
                    detail: r.detail.as_deref(),
                    exact: r.exact,
                    simulated: r.simulated,
                    half_width: r.half,
                    allowed: r.allowed,
                    samples: r.samples,
                    pass: r.passes(),
                })
                .collect(),
            limits: v
                .limits
                .iter()
                .map(|(policy, l)| JsonLimit {
                    policy,
                    law: l.law,
                    of: l.what.0,
                    service_days: l.at.iter().map(|a| a.0).collect(),
                    exact: l.at.iter().map(|a| a.1).collect(),
                    textbook: l.textbook,
                })
                .collect(),
        })
        .collect();
    let whole = Json {
        version: env!("CARGO_PKG_VERSION"),
        full,
        interval_level: LEVEL,
        pass_level: 1.0 - (1.0 - LEVEL) / FAMILY,
        pass: verdicts.iter().all(Verdict::passes),
        cases,
    };
    // Only numbers and strings, so serialisation cannot fail; non-finite numbers become null.
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}
