//! What the worlds say, as a text for the terminal.

use super::over::{COST, Gathered, MEASURES};
use crate::base::words::{Both, Pair, both, list, shown};
use crate::experiment::sweep::Sweep;
use crate::experiment::sweep::assumptions::assumptions;
use crate::measure::statistics::LEVEL;
use crate::measure::statistics::rank::standing_out;
use crate::measure::statistics::share::Share;
use crate::measure::statistics::verdict::Verdict;
use crate::measure::tables::worlds::OverWorlds;
use crate::report::block::{Block, WIDTH};
use crate::report::lang::Lang;
use crate::report::numbers::{number, with_interval};
use crate::report::trace::wrap;
use crate::scenario::describe::said;
use crate::scenario::keys::ranges::Scope;

const POLICY: Pair = Pair { en: "policy", zh: "政策" };
const AS_IT_IS: Pair = Pair { en: "as it is [95 %]", zh: "情景本身 [95%区间]" };
const POINTS: Pair = Pair { en: "points", zh: "百分点" };
const EITHER: Pair = Pair { en: "points or %", zh: "百分点或%" };
const OF_BASELINE: Pair = Pair { en: "% of baseline's", zh: "占基准%" };
const SIGNS: [(Verdict, [Pair; 2]); 3] = [
    (Verdict::Minus, [Pair { en: "- less unmet", zh: "- 未满足更少" }, Pair { en: "- cheaper", zh: "- 更省" }]),
    (Verdict::Zero, [Pair { en: "0 about equal", zh: "0 相近" }, Pair { en: "0 about equal", zh: "0 相近" }]),
    (Verdict::Plus, [Pair { en: "+ more unmet", zh: "+ 未满足更多" }, Pair { en: "+ dearer", zh: "+ 更贵" }]),
];
const UNDECIDED: Pair = Pair { en: "?", zh: "未定" };
const OF_WORLDS: Pair = Pair { en: "% of worlds", zh: "%世界" };
const PERCENT: Pair = Pair { en: "%", zh: "%" };
const SPREAD: Pair = Pair { en: "median (least to most)", zh: "中位数（最小至最大）" };
const HEADINGS: [Pair; 2] = [
    Pair { en: "Unmet share: difference from the baseline over worlds", zh: "未满足率：各世界中与基准之差" },
    Pair {
        en: "Social cost per resolved need: difference from the baseline over worlds",
        zh: "每解决一件的社会总成本：各世界中与基准之差",
    },
];
const STANDING: Pair = Pair { en: "Regret, and whether it is good enough", zh: "后悔值，以及是否足够好" };
const BEST: [Pair; 2] = [Pair { en: "least unmet", zh: "未满足最少" }, Pair { en: "cheapest", zh: "最省" }];
const REGRET: [Pair; 2] =
    [Pair { en: "regret p90 / max", zh: "后悔值 p90/最大" }, Pair { en: "cost: p90 / max", zh: "成本：p90/最大" }];
const ENOUGH: [Pair; 2] = [Pair { en: "good enough", zh: "足够好" }, Pair { en: "cheap enough", zh: "足够省" }];
const FOLLOWS: Pair = Pair { en: "What the difference depends on most", zh: "差值主要取决于什么" };
const MEASURE: Pair = Pair { en: "of", zh: "指标" };
const NAMES: [Pair; 2] = [Pair { en: "unmet", zh: "未满足率" }, Pair { en: "cost", zh: "成本" }];
const ASSUMPTION: Pair = Pair { en: "assumption", zh: "假定" };
const MEANING: Pair = Pair { en: "what it is", zh: "含义" };
const RHO: Pair = Pair { en: "rho", zh: "秩相关" };
const HALVES: [Pair; 2] = [Pair { en: "lower half", zh: "取值较低" }, Pair { en: "higher half", zh: "取值较高" }];
const ABSENT: &str = "-";
/// Decimals of what is seen over worlds.
const DECIMALS: [usize; 2] = [1, 0];
/// The most keys that are named of those that are not varied.
const MOST_KEPT: usize = 6;

/// The whole text: a head, the blocks, the notes.
#[must_use]
pub fn render(sweep: &Sweep, gathered: &Gathered, rows: &[OverWorlds], lang: Lang) -> String {
    let mut text = format!("{}\n", head(sweep, gathered, rows).get(lang));
    let mut blocks: Vec<Block> = (0..MEASURES.len()).map(|measure| signs(rows, measure, lang)).collect();
    blocks.push(standing(rows, lang));
    blocks.extend(follows(rows, lang));
    for block in blocks {
        text.push('\n');
        text.push_str(&block.render());
    }
    text.push('\n');
    for line in notes(sweep, gathered, rows).iter().flat_map(|note| wrap(note.get(lang), WIDTH)) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// The rows of a measure.
fn of(rows: &[OverWorlds], measure: usize) -> impl Iterator<Item = &OverWorlds> {
    rows.iter().filter(move |row| row.measure == MEASURES[measure].name)
}

fn head(sweep: &Sweep, gathered: &Gathered, rows: &[OverWorlds]) -> Both {
    let scenario = &sweep.base.experiment.scenario;
    let title = Both { en: shown(&scenario.title), zh: shown(&scenario.title_zh) };
    let title = if title.en.is_empty() || title.zh.is_empty() { Both::same(shown(&scenario.name)) } else { title };
    let (worlds, baseline) = (gathered.worlds.len(), shown(&scenario.baseline));
    let assumptions =
        rows.iter().filter_map(|row| row.against.as_ref()).map(|a| a.tried).max().unwrap_or(0).max(sweep.sampled().len());
    let [least, most] = gathered.replicates;
    let replicates = if least == most { most.to_string() } else { format!("{least}-{most}") };
    both!(
        "{title}: {worlds} worlds in which {assumptions} assumptions have other values, {replicates} replicates in each; baseline {baseline}",
        "{title}：{worlds} 个世界（{assumptions} 项假定另取他值），各重复 {replicates} 次；基准 {baseline}";
        title = title
    )
}

/// In how many worlds a policy is better, about equal, worse.
fn signs(rows: &[OverWorlds], measure: usize, lang: Lang) -> Block {
    let unit = if measure == COST { OF_BASELINE } else { POINTS };
    let mut block = Block::new(HEADINGS[measure].get(lang));
    block.left(POLICY.get(lang), "");
    block.right(AS_IT_IS.get(lang), unit.get(lang));
    for (_, names) in SIGNS {
        block.right(names[measure].get(lang), OF_WORLDS.get(lang));
    }
    block.right(UNDECIDED.get(lang), PERCENT.get(lang));
    block.right(SPREAD.get(lang), unit.get(lang));
    for row in of(rows, measure) {
        let Some(against) = &row.against else { continue };
        let decimals = if measure == COST { 1 } else { 2 };
        let as_it_is = against.as_it_is.map_or_else(|| ABSENT.to_owned(), |e| with_interval(e.scaled(100.0), decimals));
        let mut cells = vec![row.policy.clone(), as_it_is];
        cells.extend(SIGNS.iter().map(|(sign, _)| share(against.signs.share(*sign, LEVEL))));
        let undecided = against.signs.share(Verdict::Undecided, LEVEL);
        cells.push(undecided.map_or_else(|| ABSENT.to_owned(), |s| number(s.value * 100.0, 0)));
        cells.push(against.spread.map_or_else(
            || ABSENT.to_owned(),
            |spread| {
                let [middle, least, most] = spread.map(|value| signed(value, DECIMALS[measure]));
                both!("{middle} ({least} to {most})", "{middle}（{least} 至 {most}）").get(lang).to_owned()
            },
        ));
        block.rows.push(cells);
    }
    block
}

/// Regret, and the share of worlds in which a policy is good enough.
fn standing(rows: &[OverWorlds], lang: Lang) -> Block {
    let mut block = Block::new(STANDING.get(lang));
    block.left(POLICY.get(lang), "");
    for measure in 0..MEASURES.len() {
        block.right(BEST[measure].get(lang), OF_WORLDS.get(lang));
        block.right(REGRET[measure].get(lang), if measure == COST { OF_BASELINE } else { POINTS }.get(lang));
        block.right(ENOUGH[measure].get(lang), OF_WORLDS.get(lang));
    }
    for (place, first) in of(rows, 0).enumerate() {
        let mut cells = vec![first.policy.clone()];
        for (measure, decimals) in DECIMALS.into_iter().enumerate() {
            let Some(row) = of(rows, measure).nth(place) else { continue };
            let best = row.regret.map(|r| 100.0 * r.best as f64 / row.worlds.max(1) as f64);
            cells.push(best.map_or_else(|| ABSENT.to_owned(), |best| number(best, 0)));
            cells.push(row.regret.map_or_else(
                || ABSENT.to_owned(),
                |r| [r.ninetieth, r.maximum].map(|regret| number(regret * 100.0, decimals)).join(" / "),
            ));
            cells.push(share(row.enough.map(|(_, share)| share)));
        }
        block.rows.push(cells);
    }
    block
}

/// The assumptions that stand out; no block where none does.
fn follows(rows: &[OverWorlds], lang: Lang) -> Option<Block> {
    let mut block = Block::new(FOLLOWS.get(lang));
    block.left(POLICY.get(lang), "");
    block.left(MEASURE.get(lang), "");
    block.left(ASSUMPTION.get(lang), "");
    block.label(MEANING.get(lang), "");
    block.right(RHO.get(lang), "");
    block.right(HALVES[0].get(lang), EITHER.get(lang));
    block.right(HALVES[1].get(lang), EITHER.get(lang));
    for (place, first) in of(rows, 0).enumerate() {
        for measure in 0..MEASURES.len() {
            let Some(row) = of(rows, measure).nth(place) else { continue };
            let follows = row.against.as_ref().and_then(|against| against.follows.as_ref());
            let Some(follows) = follows.filter(|follows| follows.stands_out()) else { continue };
            block.rows.push(vec![
                first.policy.clone(),
                NAMES[measure].get(lang).to_owned(),
                follows.key.clone(),
                said(lang, Scope::World, &follows.key).map(|said| shown(&said.text)).unwrap_or_default(),
                format!("{:+.2}", follows.rho),
                signed(follows.halves[0], DECIMALS[measure]),
                signed(follows.halves[1], DECIMALS[measure]),
            ]);
        }
    }
    (!block.rows.is_empty()).then_some(block)
}

fn notes(sweep: &Sweep, gathered: &Gathered, rows: &[OverWorlds]) -> Vec<Both> {
    let scenario = &sweep.base.experiment.scenario;
    let worlds = gathered.worlds.len();
    let delta = number(scenario.measure.delta.get() * 100.0, 1);
    let mut notes = vec![
        both!(
            "-, 0, +: the 95 % interval over replicates is below, within or above ±{delta} points (of cost, ±{delta} % of the baseline's); ?: \
             it is none of these.",
            "-、0、+：各次重复的 95% 区间低于、处于或高于 ±{delta} 个百分点（成本为基准的 ±{delta}%）；未定：三者皆非。"
        ),
        both!(
            "Shares [95 % interval] are of worlds drawn evenly over the ranges of what is assumed: no chances of what will be. The scenario as it \
             is does not count among them.",
            "比例 [95%区间] 是在假定范围内均匀抽取的世界中的比例，不是未来的概率；情景本身不计入。"
        ),
    ];
    let threshold = |measure: usize, factor: f64, decimals: usize| {
        of(rows, measure).find_map(|row| row.enough).map_or_else(|| ABSENT.to_owned(), |(t, _)| number(t * factor, decimals))
    };
    let (unmet, cost) = (threshold(0, 100.0, 1), threshold(COST, 1.0, 0));
    notes.push(both!(
        "Regret: how far a policy is above the best policy of the same world. Good enough: no more than the baseline in the scenario as it is \
         (unmet {unmet} %, {cost} yuan per resolved need).",
        "后悔值：比同一世界中最佳政策高出多少。足够好：不高于情景本身中基准的水平（未满足率 {unmet}%，每解决一件 {cost} 元）。"
    ));
    if gathered.replicates[1] < 2 {
        notes.push(both!(
            "One replicate has no interval, so that no world is decided: give --seeds 2 or more.",
            "仅一次重复，没有区间，任何世界都无法判定：请用 --seeds 2 或更多。"
        ));
    } else if undecided(rows) {
        notes.push(both!(
            "Most worlds are undecided: more replicates (--seeds) decide more of them.",
            "多数世界未能判定：增加重复次数（--seeds）可判定更多。"
        ));
    }
    notes.push(dependence(rows, worlds, sweep.sampled().len()));
    let own = assumptions(&sweep.base).own;
    if !own.is_empty() {
        let (number, list) = (own.len(), list(own.iter().take(MOST_KEPT).map(String::as_str)));
        let more = number.saturating_sub(MOST_KEPT);
        let more = if more > 0 { both!(" and {more} more", "等，另有 {more} 个") } else { Both::default() };
        notes.push(both!(
            "Not varied, since the scenario or --set says them itself: {list}{more}.",
            "情景或 --set 自行给出、因而未变动的键：{list}{more}。";
            list = list, more = more
        ));
    }
    let failed = gathered.failed;
    if failed > 0 {
        notes.push(both!(
            "Warning: runs that failed and are left out with their pairs: {failed}.",
            "警告：{failed} 次运行失败，连同其配对均未计入。"
        ));
    }
    if scenario.district.illustrative {
        let texts = [Lang::En, Lang::Zh].map(|lang| lang.texts().illustrative.to_owned());
        let [en, zh] = texts;
        notes.push(Both { en, zh });
    }
    notes
}

/// Whether most of all worlds of most policies are undecided.
fn undecided(rows: &[OverWorlds]) -> bool {
    let signs = || rows.iter().filter_map(|row| row.against.as_ref()).map(|against| against.signs);
    2 * signs().map(|signs| signs.undecided).sum::<usize>() > signs().map(|signs| signs.worlds()).sum::<usize>()
}

/// What can be told of what the differences depend on.
fn dependence(rows: &[OverWorlds], worlds: usize, assumptions: usize) -> Both {
    let stands_out = rows.iter().filter_map(|row| row.against.as_ref()?.follows.as_ref()).any(|follows| follows.stands_out());
    let Some(least) = standing_out(worlds, assumptions, LEVEL) else {
        return both!(
            "What the differences depend on is not told of fewer than 8 worlds.",
            "少于 8 个世界时，不判断差值取决于什么。"
        );
    };
    let (least, more) = (number(least, 2), (2 * worlds).max(64));
    if stands_out {
        both!(
            "Depends: rank correlation (rho) of the assumption with the difference, beyond ±{least}, which chance among {assumptions} assumptions rarely \
             reaches; median difference (points, or % of the baseline's cost) in the halves of the worlds with its lower and higher values.",
            "取决于：该假定与差值的秩相关，超过 ±{least}，即 {assumptions} 项假定中仅凭偶然很少达到的程度；并列出其取值较低与较高的各半世界中差值的中位数（百分点，\
             或占基准成本的%）。"
        )
    } else {
        both!(
            "No single assumption stands out: among {assumptions}, {worlds} worlds show only rank correlations beyond ±{least}. --worlds {more} goes on \
             from here and shows weaker ones.",
            "没有单独一项假定突出：{assumptions} 项中，{worlds} 个世界只能显示超过 ±{least} 的秩相关。--worlds {more} 可在此基础上继续，显示较弱的相关。"
        )
    }
}

/// A share with its interval, percent.
fn share(share: Option<Share>) -> String {
    share.map_or_else(
        || ABSENT.to_owned(),
        |s| {
            let percent = |x: f64| number(x * 100.0, 0);
            format!("{} [{}, {}]", percent(s.value), percent(s.interval.low), percent(s.interval.high))
        },
    )
}

/// A share as a difference, percent, with its sign.
fn signed(value: f64, decimals: usize) -> String {
    let text = number(value * 100.0, decimals);
    if text.starts_with('-') || !value.is_finite() { text } else { format!("+{text}") }
}
