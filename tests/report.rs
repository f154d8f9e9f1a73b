//! What the report says about an output folder.

#[path = "support/results.rs"]
mod results;

use std::fs;
use std::path::Path;

use results::{day, experiment, run, tables, write};
use sanshe::measure::tables::{DAILY, RUNS};
use sanshe::report::charts::FILES;
use sanshe::report::data::{Daily, Runs};
use sanshe::report::error::ReportError;
use sanshe::report::finish;
use sanshe::report::lang::Lang;
use sanshe::scenario::experiment::Experiment;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const TWO: [(&str, &str, &str); 2] = [("status-quo", "Status quo", "现状"), ("linkage", "Three-party linkage", "三社联动")];

/// Two policies: unmet .50 .52 .54 under the baseline, less by .10 .11 .12 under the other.
fn small(dir: &Path) {
    let [mut runs, mut daily] = tables();
    // Blocks end in any order.
    for replicate in [2, 0, 1] {
        let r = f64::from(replicate);
        for (policy, unmet) in [("linkage", 0.40 + 0.01 * r), ("status-quo", 0.50 + 0.02 * r)] {
            run(&mut runs, policy, replicate, None, &metrics(unmet, 2000.0));
            for d in 0..750 {
                day(&mut daily, policy, replicate, d, 100, 40 + replicate);
            }
        }
    }
    write(dir, &RUNS, &runs);
    write(dir, &DAILY, &daily);
}

fn metrics(unmet: f64, cost: f64) -> Vec<(&'static str, f64)> {
    let mut all = vec![
        ("needs_created", 10_000.0),
        ("needs_resolved", 5_000.0),
        ("unmet_share", unmet),
        ("unmet_share_weighted", unmet + 0.01),
        ("unmet_share_last2", unmet - 0.05),
        ("mean_wait_days", 12.34),
        ("social_cost_per_resolved_cny", cost),
        ("public_cost_per_resolved_cny", cost * 0.8),
        ("coordination_minutes_per_resolved", 33.3),
        ("utilisation", 0.812),
        ("approvals_utilisation_1", 0.5),
        ("approvals_utilisation_2", 0.97),
    ];
    let parts = [0.2, 0.01, 0.04, 0.05, 0.05, 0.03];
    let names = ["unmet_latent", "unmet_door", "unmet_desk", "unmet_route", "unmet_giving_up", "unmet_failure"];
    all.extend(names.into_iter().zip(parts));
    all.push(("unmet_open", unmet + 0.01 - parts.iter().sum::<f64>()));
    let gaps = [0.1, 0.01, 0.02, 0.04, 0.15];
    let names = ["shortage", "space_gap", "category_gap", "foresight_gap", "discovery_gap"];
    all.extend(names.into_iter().zip(gaps));
    all.push(("coordination_gap", unmet + 0.01 - gaps.iter().sum::<f64>()));
    for (name, share) in [
        ("coordination_cost_cny", 0.12),
        ("execution_cost_cny", 0.5),
        ("admin_cost_cny", 0.2),
        ("transaction_cost_cny", 0.02),
        ("learning_cost_cny", 0.01),
        ("idle_cost_cny", 0.05),
    ] {
        all.push((name, cost * share * 5_000.0));
    }
    all
}

fn row<'a>(text: &'a str, block: &str, policy: &str) -> &'a str {
    let start = text.find(block).expect("a block");
    text[start..].lines().find(|line| line.starts_with(policy)).expect("a row")
}

fn assert_well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        assert!(!rest[..start].contains('>'), "a stray >");
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        assert_eq!(tag.matches('"').count() % 2, 0, "quotes are closed: {tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().expect("a name"));
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "left open: {open:?}");
    assert!(svg.chars().all(|c| c == '\n' || !c.is_control()));
    for (i, _) in svg.match_indices('&') {
        let entity = ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"];
        assert!(entity.iter().any(|e| svg[i..].starts_with(e)), "a bare &");
    }
}

#[test]
fn the_table_has_the_means_and_the_paired_intervals() {
    let dir = tempfile::tempdir().expect("a folder");
    small(dir.path());
    let text = finish(dir.path(), &experiment(&TWO), Lang::En, false).expect("a report");
    // Differences -.10, -.11, -.12: mean -11, s = 1, half width 4.302653 / sqrt 3 = 2.484 points.
    let line = row(&text, "Outcomes", "linkage");
    for cell in ["Three-party linkage", "41.0", "-11.00 [-13.48, -8.52]", "12.3"] {
        assert!(line.contains(cell), "{cell} in {line}");
    }
    let line = row(&text, "Outcomes", "status-quo");
    assert!(line.contains("52.0") && line.contains("baseline"), "{line}");
    let parts = row(&text, "Where needs were lost", "status-quo");
    let cells: Vec<&str> = parts.split_whitespace().skip_while(|cell| *cell != "53.0").collect();
    assert_eq!(cells, ["53.0", "20.0", "1.0", "4.0", "5.0", "5.0", "3.0", "15.0"], "{parts}");
    let gaps = row(&text, "Against the omniscient bound", "status-quo");
    assert!(gaps.ends_with("53.0      10.0    1.0       2.0        4.0       15.0          21.0"), "{gaps}");
    // The bound is the baseline's: 10 + 1 + 2 points that nobody could avoid.
    let bound = row(&text, "Against the omniscient bound", "omniscient");
    assert!(bound.ends_with("13.0      10.0    1.0       2.0          -          -             -"), "{bound}");
    assert!(text.contains("the baseline's own minutes (status-quo); not a run."));
    let cost = row(&text, "Cost and effort", "linkage");
    for cell in ["2,000", "1,600", "33.3", "81.2"] {
        assert!(cost.contains(cell), "{cell} in {cost}");
    }
    assert!(row(&text, "Transition and settled", "linkage").contains("-11.00 [-13.48, -8.52]"));
    assert!(text.contains("Replicates per policy: 3.") && text.contains("Illustrative"));
    // The baseline varies with sd .02, the other with .01, their difference with .01: 1 - 1/5.
    assert!(text.contains("Pairing removed 80 to 80 %"), "{text}");
    assert!(text.contains("level 2 approvals are 97.0 % busy") && !text.contains("level 1"));
    assert!(text.find("\nstatus-quo") < text.find("\nlinkage"), "the baseline is first");
    assert!(text.contains("  charts/lost.svg"));
    assert!(text.lines().take_while(|line| !line.starts_with("Files in")).all(|line| line.width() <= 120));
}

#[test]
fn charts_are_well_formed_in_both_languages_and_repeat_their_bytes() {
    let dir = tempfile::tempdir().expect("a folder");
    small(dir.path());
    for (lang, title) in [
        (Lang::En, "Fewest needs lost, weighted by severity: Three-party linkage, −11.0 ["),
        (Lang::Zh, "按严重程度加权，流失最少：三社联动，较现状 −11.0 ["),
    ] {
        let text = finish(dir.path(), &experiment(&TWO), lang, true).expect("a report");
        assert!(!text.contains("charts/"), "quiet lists no files");
        let read = || FILES.map(|file| fs::read_to_string(dir.path().join("charts").join(file)).expect(file));
        let first = read();
        first.iter().for_each(|svg| assert_well_formed(svg));
        assert!(first[2].contains(title));
        finish(dir.path(), &experiment(&TWO), lang, true).expect("a report");
        assert_eq!(first, read());
    }
    let left: Vec<_> = fs::read_dir(dir.path().join("charts")).expect("charts").collect();
    assert_eq!(left.len(), FILES.len(), "no temporary file stays");
}

#[test]
fn the_chinese_table_lines_up() {
    let dir = tempfile::tempdir().expect("a folder");
    small(dir.path());
    let text = finish(dir.path(), &experiment(&TWO), Lang::Zh, true).expect("a report");
    let lines: Vec<&str> = text.lines().skip_while(|l| *l != "结果").skip(1).take(4).collect();
    assert!(lines.iter().all(|line| line.width() == lines[0].width()), "{lines:#?}");
    assert!(text.lines().all(|line| line.width() <= 120));
    assert!(text.contains("不用于考核排名") && text.contains("未检验假设敏感性"));
    assert!(row(&text, "结果", "linkage").contains("三社联动"));
}

#[test]
fn a_table_that_was_not_collected_costs_only_its_chart() {
    let dir = tempfile::tempdir().expect("a folder");
    small(dir.path());
    let experiment = experiment(&TWO);
    finish(dir.path(), &experiment, Lang::En, true).expect("a report");
    fs::remove_file(dir.path().join("daily.csv")).expect("removed");
    let text = finish(dir.path(), &experiment, Lang::En, true).expect("a report");
    assert!(text.contains("unmet-over-time.svg: not drawn, daily.csv was not collected"));
    assert!(!dir.path().join("charts/unmet-over-time.svg").exists(), "no chart of other results stays");
    assert!(dir.path().join("charts/difference.svg").exists());
}

#[test]
fn failed_runs_are_counted_and_left_out() {
    let dir = tempfile::tempdir().expect("a folder");
    let [mut runs, ..] = tables();
    run(&mut runs, "status-quo", 0, None, &metrics(0.5, 1.0));
    run(&mut runs, "status-quo", 1, None, &metrics(0.6, 1.0));
    run(&mut runs, "linkage", 0, None, &metrics(0.4, 1.0));
    run(&mut runs, "linkage", 1, Some("ledger did not close, day 7"), &[]);
    write(dir.path(), &RUNS, &runs);
    let text = finish(dir.path(), &experiment(&TWO), Lang::En, true).expect("a report");
    assert!(text.contains("left out: 1\n"));
    assert!(text.contains("linkage, replicate 1: ledger did not close, day 7"));
    assert!(text.contains("per policy: 2. linkage: 1."));
    let line = row(&text, "Outcomes", "linkage");
    assert!(line.contains("-10.00") && !line.contains('['), "one pair has no interval: {line}");
}

#[test]
fn an_experiment_in_which_every_run_failed_still_reports() {
    let dir = tempfile::tempdir().expect("a folder");
    let [mut runs, ..] = tables();
    run(&mut runs, "linkage", 0, Some("stopped"), &[]);
    write(dir.path(), &RUNS, &runs);
    let text = finish(dir.path(), &experiment(&TWO), Lang::En, true).expect("a report");
    assert!(text.contains("No run of the baseline (status-quo)"));
    assert!(text.contains("difference.svg: not drawn, there is nothing to show"));
}

#[test]
fn one_run_of_one_policy_with_an_awkward_label_is_drawn() {
    let dir = tempfile::tempdir().expect("a folder");
    let [mut runs, mut daily] = tables();
    let name = "a&b<c>";
    run(&mut runs, name, 0, None, &metrics(0.5, 1.0));
    // One complete quarter, and a day of the next.
    for d in 0..64 {
        day(&mut daily, name, 0, d, 10, 5);
    }
    write(dir.path(), &RUNS, &runs);
    write(dir.path(), &DAILY, &daily);
    let experiment = experiment(&[(name, "\"R&D\" <\u{1}\u{7}>", "")]);
    let text = finish(dir.path(), &experiment, Lang::Zh, true).expect("a report");
    assert!(text.contains("仅一次重复"));
    for file in FILES.iter().filter(|file| **file != "difference.svg") {
        let svg = fs::read_to_string(dir.path().join("charts").join(file)).expect(file);
        assert_well_formed(&svg);
        assert!(svg.contains("&quot;R&amp;D&quot; &lt;"), "{file}");
    }
}

/// A text of a chart: its left, top, right and lower end as estimated, and what it says.
type Drawn = ([f64; 4], String);

/// The attribute of the first element that has it.
fn attribute(tag: &str, name: &str) -> String {
    let (_, rest) = tag.split_once(&format!(" {name}=\"")).unwrap_or_else(|| panic!("{name} in {tag}"));
    rest.split_once('"').expect("its end").0.to_owned()
}

/// The texts of a chart. A wide character is as wide as the font is high, a Latin one .56 of it; both are as high as the font.
fn texts(svg: &str) -> Vec<Drawn> {
    let mut all = Vec::new();
    for part in svg.split("<text").skip(1) {
        let (tag, rest) = part.split_once('>').expect("a tag ends");
        let text = rest.split_once('<').expect("its end").0.trim().to_owned();
        let text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        let number = |name: &str| attribute(tag, name).parse::<f64>().expect("a number");
        let (x, y, size) = (number("x"), number("y"), number("font-size"));
        let wide = text.chars().map(|c| if c.width_cjk() == Some(2) && !c.is_ascii() { 1.0 } else { 0.56 }).sum::<f64>() * size;
        let left = match attribute(tag, "text-anchor").as_str() {
            "start" => x,
            "middle" => x - wide / 2.0,
            _ => x - wide,
        };
        all.push(([left, y - size / 2.0, left + wide, y + size / 2.0], text));
    }
    all
}

/// What is wrong with the places of the texts of a chart: one beyond the view box, or two on one another.
fn misplaced(svg: &str) -> Vec<String> {
    let view: Vec<f64> = attribute(svg, "viewBox").split(' ').map(|n| n.parse().expect("a number")).collect();
    let all = texts(svg);
    let mut wrong = Vec::new();
    for (i, (a, text)) in all.iter().enumerate() {
        if a[0] < view[0] || a[1] < view[1] || a[2] > view[2] || a[3] > view[3] {
            wrong.push(format!("{text} beyond the view box: {a:?}"));
        }
        for (b, other) in &all[..i] {
            let shared = [0, 1].map(|axis| a[axis + 2].min(b[axis + 2]) - a[axis].max(b[axis]));
            if shared.iter().all(|shared| *shared > 0.0) {
                wrong.push(format!("{text} lies over {other} by {shared:?}"));
            }
        }
    }
    wrong
}

/// A folder with so many policies with long labels, each with fewer needs unmet than the one before.
fn crowd(dir: &Path, many: u32) -> Experiment {
    let names: Vec<(String, String, String)> = (0..many)
        .map(|i| {
            let label = format!("A policy with a label that is as long as anybody would write {i}");
            (format!("policy-{i}"), label, format!("名称很长而且很难放进图中因而必须分行的一种社区治理政策 {i}"))
        })
        .collect();
    let policies: Vec<_> = names.iter().map(|(name, en, zh)| (name.as_str(), en.as_str(), zh.as_str())).collect();
    let [mut runs, mut daily] = tables();
    for i in 0..many {
        let (name, apart) = (&names[i as usize].0, f64::from(i));
        for replicate in 0..3 {
            let unmet = 0.5 - 0.01 * apart + 0.003 * f64::from(replicate) * (1.0 + apart / 5.0);
            run(&mut runs, name, replicate, None, &metrics(unmet, 1500.0 + 13.0 * apart));
            for d in 0..500 {
                day(&mut daily, name, replicate, d, 100, 30 + i + replicate);
            }
        }
    }
    write(dir, &RUNS, &runs);
    write(dir, &DAILY, &daily);
    experiment(&policies)
}

#[test]
fn no_text_of_a_chart_lies_over_another_or_beyond_its_sheet() {
    for many in [2, 12, 13] {
        let dir = tempfile::tempdir().expect("a folder");
        let experiment = crowd(dir.path(), many);
        for lang in [Lang::En, Lang::Zh] {
            finish(dir.path(), &experiment, lang, true).expect("a report");
            for file in FILES {
                let svg = fs::read_to_string(dir.path().join("charts").join(file)).expect(file);
                assert_eq!(misplaced(&svg), Vec::<String>::new(), "{many} {lang:?} {file}");
            }
        }
    }
}

#[test]
fn two_texts_on_one_another_and_one_beyond_the_sheet_are_found() {
    let text =
        |x: i32, y: i32, words: &str| format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"start\" font-size=\"10\">{words}</text>");
    let sheet = |texts: &str| format!("<svg viewBox=\"0 0 100 50\">{texts}</svg>");
    let of = |one: String, other: String| misplaced(&sheet(&(one + &other))).len();
    assert_eq!(of(text(0, 10, "三社联动"), text(41, 10, "policy")), 0);
    assert_eq!(of(text(0, 10, "三社联动"), text(39, 10, "policy")), 1);
    assert_eq!(of(text(0, 10, "policy"), text(0, 21, "policy")), 0);
    assert_eq!(of(text(0, 10, "policy"), text(70, 10, "三社联动")), 1, "beyond the right edge");
    assert_eq!(of(text(0, 10, "policy"), text(0, 48, "policy")), 1, "beyond the lower edge");
}

#[test]
fn a_chart_says_what_it_found_of_what_and_gives_its_figures_as_text() {
    let dir = tempfile::tempdir().expect("a folder");
    let experiment = crowd(dir.path(), 3);
    for lang in [Lang::En, Lang::Zh] {
        finish(dir.path(), &experiment, lang, true).expect("a report");
        for file in FILES {
            let svg = fs::read_to_string(dir.path().join("charts").join(file)).expect(file);
            let between = |from: &str, to: &str| {
                let (_, rest) = svg.split_once(from).unwrap_or_else(|| panic!("{from} in {file}"));
                rest.split_once(to).expect("its end").0.to_owned()
            };
            let (title, desc) = (between("<title>", "</title>"), between("<desc>", "</desc>"));
            let drawn: String = texts(&svg).into_iter().map(|(_, text)| text + " ").collect();
            assert!(
                desc.contains(lang_of(lang, "Simulated: A made-up district, years 1–6", "模拟结果：虚构区")),
                "{file}: {desc}"
            );
            assert!(desc.contains("policy-2") && desc.contains("▼"), "{file}: {desc}");
            assert!(["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei"].iter().all(|face| svg.contains(face)), "{file}");
            assert!(
                title.contains('[') || title.contains(lang_of(lang, "No policy surely", "没有")) || title.contains("Under no"),
                "{file}: {title}"
            );
            // A minus is one, as long as a hyphen stands before no figure.
            let hyphen = |text: &str| text.split([' ', '[', '(']).any(|word| word.starts_with('-'));
            assert!(!hyphen(&title) && !hyphen(&desc) && !hyphen(&drawn), "{file}");
        }
    }
}

/// The text of a language.
fn lang_of<'a>(lang: Lang, en: &'a str, zh: &'a str) -> &'a str {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

#[test]
fn policies_stand_by_effect_and_the_baseline_in_its_place_among_them() {
    let dir = tempfile::tempdir().expect("a folder");
    let [mut runs, _] = tables();
    for replicate in 0..3 {
        for (policy, unmet) in [("quo", 0.5), ("worse", 0.6), ("better", 0.4), ("best", 0.3)] {
            run(&mut runs, policy, replicate, None, &metrics(unmet + 0.001 * f64::from(replicate), 1500.0));
        }
    }
    write(dir.path(), &RUNS, &runs);
    let policies = [("quo", "Quo", ""), ("worse", "Worse", ""), ("better", "Better", ""), ("best", "Best", "")];
    finish(dir.path(), &experiment(&policies), Lang::En, true).expect("a report");
    for file in FILES.iter().filter(|file| **file != "unmet-over-time.svg") {
        let svg = fs::read_to_string(dir.path().join("charts").join(file)).expect(file);
        let all = texts(&svg);
        let height = |label: &str| {
            let found = all.iter().rev().find(|(_, text)| text.trim_start_matches(['▼', '▲', ' ']) == label);
            found.unwrap_or_else(|| panic!("{label} in {file}")).0[1]
        };
        let heights = ["Best", "Better", "baseline: Quo", "Worse"].map(height);
        assert!(heights.windows(2).all(|pair| pair[0] < pair[1]), "{file}: {heights:?}");
    }
    let difference = fs::read_to_string(dir.path().join("charts/difference.svg")).expect("a chart");
    assert!(difference.contains("<title>Fewest needs unmet: Best, −20.0 [−20.0, −20.0] points against Quo</title>"));
    let cost = fs::read_to_string(dir.path().join("charts/cost-by-category.svg")).expect("a chart");
    assert!(cost.contains("<title>Under no policy does a resolved need surely cost society less than Quo</title>"), "{cost}");
}

#[test]
fn the_axis_of_a_share_ends_at_nothing_and_at_all() {
    let dir = tempfile::tempdir().expect("a folder");
    let [mut runs, mut daily] = tables();
    // Two replicates far apart: the intervals reach beyond what a share can be.
    for (replicate, unmet) in [(0, 0.05), (1, 0.95)] {
        run(&mut runs, "quo", replicate, None, &metrics(1.0 - unmet, 1500.0));
        run(&mut runs, "new", replicate, None, &metrics(unmet, 1500.0));
        for d in 0..250 {
            day(&mut daily, "quo", replicate, d, 100, 5 + 90 * replicate);
            day(&mut daily, "new", replicate, d, 100, 95 - 90 * replicate);
        }
    }
    write(dir.path(), &RUNS, &runs);
    write(dir.path(), &DAILY, &daily);
    finish(dir.path(), &experiment(&[("quo", "", ""), ("new", "", "")]), Lang::En, true).expect("a report");
    for (file, least, most) in
        [("difference.svg", -100.0, 100.0), ("unmet-over-time.svg", 0.0, 100.0), ("unmet-against-cost.svg", -1.0, 1651.0)]
    {
        let svg = fs::read_to_string(dir.path().join("charts").join(file)).expect(file);
        for (_, text) in texts(&svg) {
            let tick = text.replace('−', "-").replace(',', "").parse::<f64>().unwrap_or(0.0);
            assert!((least..=most).contains(&tick), "{file}: {text}");
        }
        assert_eq!(misplaced(&svg), Vec::<String>::new(), "{file}");
    }
}

#[test]
fn more_policies_than_colours_still_have_room_for_their_names() {
    let dir = tempfile::tempdir().expect("a folder");
    let names: Vec<String> = (0..40).map(|i| format!("policy-{i}")).collect();
    let policies: Vec<_> = names.iter().map(|n| (n.as_str(), "", "")).collect();
    let [mut runs, mut daily] = tables();
    for name in &names {
        run(&mut runs, name, 0, None, &metrics(0.5, 1.0));
        for d in 0..63 {
            day(&mut daily, name, 0, d, 10, 5);
        }
    }
    write(dir.path(), &RUNS, &runs);
    write(dir.path(), &DAILY, &daily);
    finish(dir.path(), &experiment(&policies), Lang::En, true).expect("a report");
    for file in FILES {
        let svg = fs::read_to_string(dir.path().join("charts").join(file)).expect(file);
        assert_well_formed(&svg);
        // No two names of policies on one another: the last texts of the file with the name, by height.
        let mut heights: Vec<i32> = svg
            .split("<text ")
            .filter(|text| text.contains("policy-"))
            .map(|text| {
                let y = text.split("y=\"").nth(1).and_then(|t| t.split('"').next());
                y.and_then(|y| y.parse().ok()).expect("a height")
            })
            .collect();
        heights.sort_unstable();
        assert!(heights.len() >= 39, "{file}: {}", heights.len());
        assert!(heights.windows(2).all(|h| h[1] - h[0] >= 13), "{file}: {heights:?}");
    }
}

#[test]
fn days_are_summed_by_quarter_and_run() {
    let dir = tempfile::tempdir().expect("a folder");
    small(dir.path());
    let names = ["status-quo", "linkage"];
    let runs = Runs::read(dir.path(), &names).expect("runs");
    let daily = Daily::read(dir.path(), &names, &runs).expect("readable").expect("collected");
    let ended: Vec<f64> = daily.quarters[1][&2].iter().map(|q| q.ended).collect();
    assert_eq!(ended.len(), 12);
    let lost: f64 = daily.quarters[1][&2].iter().map(|q| q.lost).sum();
    assert_eq!(lost, 750.0 * (100.0 - 42.0));
    assert_eq!(ended[..4], [6300.0, 6200.0, 6300.0, 6200.0], "quarters end on days 63, 125, 188, 250");
}

#[test]
fn a_mistake_in_a_file_is_named_with_its_place() {
    let dir = tempfile::tempdir().expect("a folder");
    let experiment = experiment(&TWO);
    let error = finish(dir.path(), &experiment, Lang::En, true).expect_err("no runs.csv");
    assert!(matches!(error, ReportError::Missing { .. }));
    small(dir.path());
    let path = dir.path().join("runs.csv");
    let good = fs::read_to_string(&path).expect("runs.csv");
    for (bad, message) in [
        (good.replacen("linkage", "linkge", 1), "line 2, column `policy`: found `linkge`"),
        (good.replacen(",12.34,", ",many,", 1), "line 2, column `mean_wait_days`: found `many`, expected a number"),
        (good.replacen("unmet_share,", "share,", 1), "no column `unmet_share`"),
        (format!("{good}{}", good.lines().nth(1).expect("a row")), "line 8, column `replicate`: found `2`"),
    ] {
        fs::write(&path, bad).expect("written");
        let error = finish(dir.path(), &experiment, Lang::En, true).expect_err("a mistake");
        assert!(error.to_string().contains(message), "{error}");
    }
}

/// Draws a large made-up folder in both languages, to be looked at: `cargo test --test report -- --ignored`.
#[test]
#[ignore = "writes charts for the eye to target/tmp/gallery"]
fn gallery() {
    let policies = [
        ("administrative", "Administrative (embedded)", "行政主导（嵌入式）"),
        ("endogenous", "Self-governance (endogenous)", "居民自治（内生式）"),
        ("purchase", "Government purchase of services", "政府购买服务"),
        ("venture", "Venture-philanthropy grants", "公益创投"),
        ("linkage", "Three-party linkage", "三社联动"),
        ("linkage-broker", "Linkage with a broker", "三社联动（社工链接）"),
        ("reformed-administration", "Reformed administration (control)", "行政流程改革（对照）"),
        ("random", "Random", "随机分派（对照）"),
        ("posts", "Embedded posts", "岗位购买"),
        ("five-society", "Five-society linkage", "五社联动"),
        ("linkage-substitute", "Linkage instead of the grid", "三社联动（替代网格）"),
        ("facility", "Facility outsourcing", "设施项目外包"),
    ];
    let effects = [0.0, 0.021, -0.018, 0.004, -0.035, -0.031, -0.029, 0.052, -0.006, -0.037, -0.033, -0.009];
    let costs = [1480.0, 1530.0, 1390.0, 1475.0, 1350.0, 1362.0, 1345.0, 1655.0, 1440.0, 1352.0, 1368.0, 1425.0];
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery");
    for count in [8, 12] {
        let mut state = 12_345_u64;
        let mut noise = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from(u32::try_from(state >> 40).expect("24 bits")) / f64::from(1 << 24) - 0.5
        };
        let [mut runs, mut daily] = tables();
        for replicate in 0..10 {
            let shared = noise() * 0.03;
            for p in 0..count {
                let unmet = 0.52 + shared + effects[p] + noise() * 0.006;
                let cost = costs[p] * (1.0 + shared + noise() * 0.01);
                run(&mut runs, policies[p].0, replicate, None, &metrics(unmet, cost));
                for d in 0..1500 {
                    let settled = 1.0 / (1.0 + f64::from(d) / 250.0);
                    let rate = 0.48 - shared - effects[p] * (1.0 - settled) + 0.03 * noise();
                    let resolved = (1800.0 * rate).round() as u32;
                    day(&mut daily, policies[p].0, replicate, d, 1800, resolved);
                }
            }
        }
        for (lang, name) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
            let dir = root.join(format!("{count}-{name}"));
            fs::create_dir_all(&dir).expect("a folder");
            write(&dir, &RUNS, &runs);
            write(&dir, &DAILY, &daily);
            println!("{}", finish(&dir, &experiment(&policies[..count]), lang, false).expect("a report"));
        }
    }
}
