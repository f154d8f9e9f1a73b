//! `report.html`: one file that explains a comparison and plays it on a map, without a network and, but for what moves, without a script.
//!
//! Every number and every sentence is made here, for every choice of baseline and policy; the script only places them. The page shows nothing
//! that is not in a file of the folder.

mod advice;
mod assumed;
mod briefing;
mod cells;
mod charts;
mod cohort;
mod communities;
mod facts;
mod figures;
mod frames;
mod happened;
mod layout;
mod markup;
mod money;
mod payload;
mod periods;
mod places;
mod played;
mod profile;
mod sentences;
mod sources;
mod surely;
mod tables;
mod waterfall;
mod who;

use std::io::Write;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use minijinja::{Environment, context};
use serde_json::json;

use self::facts::Facts;
use self::figures::Figures;
use self::markup::{in_both, text};
pub use self::sources::Asked;
use self::sources::Sources;
use self::waterfall::{SPLITS, Split};
use crate::base::words::{Both, Lang, both};
use crate::report::error::ReportError;

/// The script, in the order in which its parts need each other.
pub const SCRIPT: &str = concat!(
    include_str!("../../../web/state.js"),
    include_str!("../../../web/map.js"),
    include_str!("../../../web/keys.js"),
    include_str!("../../../web/paint.js"),
    include_str!("../../../web/player.js"),
    include_str!("../../../web/out.js"),
    include_str!("../../../web/page.js"),
);
/// The SHA-256 of the script in base64, which the page's policy for content lets run. A test says what it must be.
pub const SCRIPT_HASH: &str = "zQcydJG2dzii3FymJsNDL/w7QHscoLvcM9UrxiQUXV4=";

const STYLE: &str = include_str!("../../../web/page.css");
const TEMPLATE: &str = include_str!("../../../web/page.html");

/// The page of a folder: its text. Equal folders give equal bytes.
///
/// # Errors
/// When a file that every folder has is missing, one is not what it should be, the folder was written by an earlier version, there is no such
/// community, or the worlds are of another experiment.
pub fn make(dir: &Path, asked: Asked<'_>, lang: Lang) -> Result<String, ReportError> {
    let sources = Sources::read(dir, asked)?;
    let payload = payload::payload(&sources);
    rendered(&sources, &packed(&payload.to_string())?, lang)
}

/// Text packed with gzip, in base64. The header has no time in it.
fn packed(json: &str) -> Result<String, ReportError> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    let packed = packer.write_all(json.as_bytes()).and_then(|()| packer.finish());
    Ok(STANDARD.encode(packed.map_err(|error| ReportError::Draw(error.to_string()))?))
}

fn rendered(sources: &Sources, data: &str, lang: Lang) -> Result<String, ReportError> {
    let Sources { facts, figures, frames, groups, .. } = sources;
    let ledger = sources.ledger.as_ref();
    let policy = figures.sorted(0).first().copied().unwrap_or(0);
    let mut page = Environment::new();
    // Everything that comes in has been escaped where it was made.
    page.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let wrong = |error: minijinja::Error| ReportError::Draw(error.to_string());
    page.add_template("page", TEMPLATE).map_err(wrong)?;
    let template = page.get_template("page").map_err(wrong)?;
    let map = facts.map.as_ref();
    let values = context! {
        lang => lang.tag(),
        title_text => text(lang.pick(&facts.title.en, &facts.title.zh)),
        title => in_both(&facts.title),
        style => STYLE,
        script => SCRIPT,
        hash => SCRIPT_HASH,
        data => data,
        words => words(facts),
        options => options(facts),
        checks => checks(facts),
        illustrative => facts.is_illustrative(),
        briefing => sources.briefing(0, policy),
        subtitle => in_both(&subtitle(facts)),
        forest_title => in_both(&charts::forest_title(facts, figures, 0)),
        forest => charts::forest(facts, figures, frames, 0),
        all => tables::all(facts, figures, frames, 0),
        splits => splits(facts, figures, policy),
        panels => map.map(|map| charts::panels(facts, figures, map, 0)),
        budget_base => ledger.map(|ledger| ledger.budget(facts, 0)),
        budget_own => ledger.map(|ledger| ledger.budget(facts, policy)),
        hours => ledger.map(|ledger| ledger.hours(facts, 0, policy)),
        recovery => tables::recovery(facts, figures),
        failed => failed(facts),
        books => tables::books(facts, figures, 0),
        who => if groups.is_empty() { String::new() } else { groups.table(facts, 0, policy) },
        everywhere => sources.everywhere(0, policy),
        focus => sources.of_focus(0, policy),
        focus_name => sources.profile.as_ref().map(|profile| in_both(&profile.name(facts))),
        switches => tables::switches(facts, 0, policy),
        assumptions => tables::assumptions(facts),
        command => text(&facts.command),
        made_by => facts.made_by.iter().map(|part| text(part)).collect::<Vec<_>>(),
        base_label => in_both(&facts.policies[0].label),
        own_label => in_both(&facts.policies[policy].label),
        policy => policy,
        has_map => map.is_some(),
    };
    template.render(values).map_err(wrong)
}

/// The divisions of the unmet share: where they stand on the page, and their rows.
fn splits(facts: &Facts, figures: &Figures, policy: usize) -> Vec<minijinja::Value> {
    let of = |split: &Split| {
        context! {
            id => split.id(),
            title => in_both(&split.title(figures, 0, policy)),
            note => in_both(&split.note()),
            rows => split.rows(facts, figures, 0, policy),
        }
    };
    SPLITS.iter().filter(|split| split.is_there(figures)).map(of).collect()
}

/// What every picture says of itself.
fn subtitle(facts: &Facts) -> Both {
    let (years, burn_in, n) = (facts.years, facts.burn_in, facts.replicates());
    both!(
        "Simulated. Years of the window: {years}, after {burn_in} of burn-in; replicates of each policy: {n}.",
        "模拟结果。预热 {burn_in} 年后窗口期 {years} 年，每种政策重复 {n} 次。"
    )
}

/// Runs that failed, if any did.
fn failed(facts: &Facts) -> String {
    match facts.runs.failed.len() {
        0 => String::new(),
        number => in_both(&both!("Runs that failed and are left out: {number}.", "有 {number} 次运行失败，未计入。")),
    }
}

/// The list of policies for a choice; options show one language at a time, which the script sets.
fn options(facts: &Facts) -> String {
    let of = |(at, policy): (usize, &facts::Policy)| format!("<option value=\"{at}\">{}</option>", text(&policy.label.en));
    facts.policies.iter().enumerate().map(of).collect()
}

/// The list of policies that are shown.
fn checks(facts: &Facts) -> String {
    let of = |(at, policy): (usize, &facts::Policy)| {
        format!("<label><input type=\"checkbox\" data-show=\"{at}\" checked> {}</label>", in_both(&policy.label))
    };
    facts.policies.iter().enumerate().map(of).collect()
}

/// How to see communities where a map shows subdistricts.
fn opens(facts: &Facts) -> Both {
    let of = |number: fn(&places::Places) -> usize| markup::number(facts.places.as_ref().map_or(0, number) as f64, 0);
    let (communities, subdistricts) = (of(|all| all.communities.len()), of(|all| all.subdistricts.len()));
    both!(
        "{communities} communities in {subdistricts} subdistricts: open one to see its communities.",
        "共 {subdistricts} 个街道、{communities} 个社区：点开街道可见其社区。"
    )
}

/// Words that the script writes itself: on buttons, and beside what is pointed at.
fn words(facts: &Facts) -> String {
    let delta = markup::number(100.0 * facts.delta, 0);
    let all = [
        ("play", both!("Play", "播放")),
        ("pause", both!("Pause", "暂停")),
        ("level", both!("Show levels", "显示水平")),
        ("apart", both!("Show difference", "显示差值")),
        ("level_of", both!("unmet share, per cent", "未满足率（%）")),
        ("unmet", both!("unmet share of the needs that ended in the period", "本期终结需求的未满足率")),
        ("difference", both!("difference from the baseline, points", "与基准之差（百分点）")),
        ("residents", both!("residents", "居民")),
        ("fifth", both!("distance fifth", "距离五分位")),
        ("open", both!("known and open", "已知晓未结")),
        ("staff", both!("staff", "人员")),
        ("line", both!("in line", "排队")),
        ("cases", both!("open cases", "在办个案")),
        ("waiting", both!("wait there", "在此等待")),
        ("chance", both!("chance alone may explain it", "可能仅为偶然")),
        ("surely", both!("more than chance", "超出偶然")),
        (
            "simulated",
            if facts.is_illustrative() {
                both!("simulated, places illustrative", "模拟，位置为示意")
            } else {
                both!("simulated", "模拟")
            },
        ),
        ("communities", both!("communities", "个社区")),
        ("pinned", both!("pinned", "已固定")),
        ("close", both!("Back to all", "返回全部")),
        (
            "hint",
            both!("Point at a community: its figures and its two lines stand here.", "指向一个社区，这里显示其数据与两条曲线。"),
        ),
        (
            "hint_area",
            both!(
                "Point at a subdistrict: its figures and its two lines stand here.",
                "指向一个街道，这里显示其数据与两条曲线。"
            ),
        ),
        ("opens", opens(facts)),
        (
            "keys",
            both!(
                "Keys: Tab to the map, arrows from place to place, Enter opens or pins, Esc goes back, space plays, Shift with ← → steps.",
                "键盘：Tab 进入地图，方向键移动，回车打开或固定，Esc 返回，空格播放，Shift 加 ← → 逐期。"
            ),
        ),
        ("copied", both!("Copied", "已复制")),
        (
            "missing",
            both!(
                "The data of the page could not be unpacked in this browser: what is printed above is complete, what moves is left out.",
                "本浏览器无法解开页内数据：上文完整，动态部分略去。"
            ),
        ),
        ("delta", both!("{delta} points count", "{delta} 个百分点为有实际意义的差异")),
    ];
    let pairs = all.iter().map(|(name, both)| ((*name).to_owned(), json!([both.en, both.zh])));
    // In a block of data a `<` could end it.
    serde_json::Value::Object(pairs.collect()).to_string().replace('<', "\\u003c")
}
