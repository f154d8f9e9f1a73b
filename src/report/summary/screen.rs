//! What is printed of a sweep: how every arm differs from the baseline over the points, in about 25 lines for any number of them.

use super::overview::{Case, Over, Overview};
use crate::base::words::{Both, Lang, Pair, both, shown};
use crate::measure::statistics::Estimate;
use crate::report::block::Block;
use crate::report::numbers::{number, with_interval};
use crate::store::journal::State;
use crate::store::wave;

/// From a share to percentage points.
const POINTS: f64 = 100.0;
/// A missing value.
const ABSENT: &str = "-";

const HEADING: Pair = Pair {
    en: "Unmet share less the baseline's at the same point: percentage points",
    zh: "未满足率与同点基准之差（百分点）",
};
const LISTED: Pair = Pair { en: "Points", zh: "各点" };
const POLICY: Pair = Pair { en: "policy", zh: "政策" };
const COMPARED: Pair = Pair { en: "compared", zh: "比较数" };
const LOWER: Pair = Pair { en: "lower", zh: "更低" };
const ALIKE: Pair = Pair { en: "alike", zh: "相近" };
const HIGHER: Pair = Pair { en: "higher", zh: "更高" };
const OPEN: Pair = Pair { en: "open", zh: "未定" };
const LEAST: Pair = Pair { en: "smallest", zh: "最小" };
const MEDIAN: Pair = Pair { en: "median", zh: "中位" };
const MOST: Pair = Pair { en: "largest", zh: "最大" };
const AT: Pair = Pair { en: "(point)", zh: "（点）" };
const SIGNS: Pair = Pair { en: "below/above 0", zh: "低于/高于 0" };
const SIGN_TEST: Pair = Pair { en: "sign test", zh: "符号检验" };
const POINT: Pair = Pair { en: "point", zh: "点" };
const SETS: Pair = Pair { en: "with", zh: "取值" };
const BASELINE: Pair = Pair { en: "baseline", zh: "基准" };
const UNMET: Pair = Pair { en: "unmet", zh: "未满足率" };
const UNIT: Pair = Pair { en: "percentage points", zh: "百分点" };
const DIFFERENCE: Pair = Pair { en: "difference [95 %]", zh: "与基准之差 [95%区间]" };

/// The text, of what was kept of the points.
#[must_use]
pub fn render(overview: &Overview, state: &State, delta: f64, lang: Lang) -> String {
    let mut text = format!("{}\n\n", head(overview, state).get(lang));
    let mut rows = overview.rows();
    if let Some(cases) = overview.cases.as_ref().filter(|cases| !cases.is_empty()) {
        text += &listed(cases, &overview.factors, lang).render();
        text.push('\n');
        // Arms stand in the list already.
        rows = overview.policies();
    }
    if !rows.is_empty() {
        text += &over_points(rows, delta, lang).render();
        text.push('\n');
    }
    for note in notes(overview, state, delta) {
        text += note.get(lang);
        text.push('\n');
    }
    text
}

/// What was run.
fn head(overview: &Overview, state: &State) -> Both {
    let (name, baseline) = (shown(&state.head.identity.scenario), shown(&state.head.identity.baseline));
    let (points, blocks) = (overview.points, wave::blocks(&state.waves));
    let points = number(points as f64, 0);
    let blocks = number(blocks as f64, 0);
    let each = match overview.replicates {
        Some([least, most]) if least < most => both!("{least} to {most}", "{least} 至 {most}"),
        Some([least, _]) => Both::same(least),
        None => Both::same(0),
    };
    both!(
        "{name}: points: {points}; replicates of each: {each}; blocks: {blocks}; baseline: {baseline}.",
        "{name}：点数 {points}，各点重复 {each} 次，区块 {blocks} 个，基准为 {baseline}。";
        each = each
    )
}

/// A row for every arm or policy.
fn over_points(rows: &[(String, Over)], delta: f64, lang: Lang) -> Block {
    let mut block = Block::new(HEADING.get(lang));
    let threshold = number(delta * POINTS, 1);
    block.left(POLICY.get(lang), "");
    block.right(COMPARED.get(lang), "");
    block.right(LOWER.get(lang), format!("< -{threshold}"));
    block.right(ALIKE.get(lang), "");
    block.right(HIGHER.get(lang), format!("> {threshold}"));
    block.right(OPEN.get(lang), "");
    block.right(LEAST.get(lang), AT.get(lang));
    block.right(MEDIAN.get(lang), "");
    block.right(MOST.get(lang), AT.get(lang));
    block.right(SIGNS.get(lang), "");
    block.right(SIGN_TEST.get(lang), "p");
    let points = |value: f64| with_interval(Estimate { n: 1, mean: value * POINTS, interval: None }, 2);
    for (name, over) in rows {
        let [least, most] = over
            .ends
            .map_or_else(<[String; 2]>::default, |ends| ends.map(|(value, point)| format!("{} ({point})", points(value))));
        let test = over.sign_test();
        let signs = &over.signs;
        block.rows.push(vec![
            shown(name),
            over.cases().to_string(),
            signs.minus.to_string(),
            signs.zero.to_string(),
            signs.plus.to_string(),
            signs.undecided.to_string(),
            least,
            over.median().map_or_else(|| ABSENT.to_owned(), |(median, _)| points(median)),
            most,
            test.map_or_else(|| ABSENT.to_owned(), |test| format!("{}/{}", test.minus, test.plus)),
            test.map_or_else(|| ABSENT.to_owned(), |test| p_value(test.p)),
        ]);
    }
    block
}

fn p_value(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".to_owned() } else { number(p, 4) }
}

/// A row for every case: the values of the point, those of the arm, and the difference.
fn listed(cases: &[Case], factors: &[String], lang: Lang) -> Block {
    let mut block = Block::new(LISTED.get(lang));
    // A factor of the world has one value for all arms of a point; one of a policy stands with the arm that has it.
    let of_world = |place: usize| {
        cases.iter().all(|case| case.values.get(place).is_some_and(|value| !value.is_empty()))
            && cases
                .windows(2)
                .all(|pair| pair[0].point != pair[1].point || pair[0].values.get(place) == pair[1].values.get(place))
    };
    let (world, own): (Vec<usize>, Vec<usize>) = (0..factors.len()).partition(|&place| of_world(place));
    let short = |place: usize| short(factors, place);
    block.left(POINT.get(lang), "");
    for &place in &world {
        block.right(short(place), "");
    }
    block.left(POLICY.get(lang), "");
    if !own.is_empty() {
        block.label(SETS.get(lang), "");
    }
    block.right(BASELINE.get(lang), "%");
    block.right(UNMET.get(lang), "%");
    block.right(DIFFERENCE.get(lang), UNIT.get(lang));
    let mut before = None;
    for case in cases {
        let value = |place: usize| case.values.get(place).map(|value| shown(value)).unwrap_or_default();
        let fresh = before.replace(case.point) != Some(case.point);
        let mut row = vec![if fresh { case.point.to_string() } else { String::new() }];
        row.extend(world.iter().map(|&place| if fresh { value(place) } else { String::new() }));
        row.push(shown(&case.policy));
        if !own.is_empty() {
            let sets = own.iter().filter(|place| !value(**place).is_empty());
            row.push(sets.map(|&place| format!("{} {}", short(place), value(place))).collect::<Vec<_>>().join(", "));
        }
        row.extend(case.unmet.map(|unmet| number(unmet * POINTS, 1)));
        row.push(with_interval(case.difference.scaled(POINTS), 2));
        block.rows.push(row);
    }
    block
}

/// The last part of a factor's name, where no other factor of the world, or of the same policy, ends in it.
fn short(factors: &[String], place: usize) -> String {
    let parts = |name: &str| {
        let (whose, key) = name.split_once(':').unwrap_or(("", name));
        (whose.to_owned(), key.rsplit('.').next().unwrap_or_default().to_owned())
    };
    let own = parts(&factors[place]);
    let alone = factors.iter().filter(|other| parts(other) == own).count() == 1;
    shown(if alone { &own.1 } else { &factors[place] })
}

/// What the columns mean, and what should be known beside them.
fn notes(overview: &Overview, state: &State, delta: f64) -> Vec<Both> {
    let mut notes = Vec::new();
    let baseline = shown(&state.head.identity.baseline);
    if overview.rows().is_empty() {
        notes.push(both!(
            "No run of the baseline ({baseline}) is there: differences cannot be given.",
            "没有基准（{baseline}）的运行，无法给出差值。"
        ));
    } else {
        let threshold = number(delta * POINTS, 1);
        notes.push(both!(
            "lower, alike, higher: the 95 % interval is below -{threshold}, within, above {threshold} (measure.delta); open: not yet known, or one replicate.",
            "更低、相近、更高：95% 区间低于 -{threshold}、在两者之间、高于 {threshold}（measure.delta）；未定：尚不能判定，或只有一次重复。"
        ));
        notes.push(both!(
            "Intervals cover chance (seeds) at one point each. Points are what was assumed possible: their shares are not chances.",
            "区间仅含各点内的偶然性（随机种子）。各点是所假定的可能情形，其比例不是概率。"
        ));
        notes.extend(overview.policies().iter().filter_map(|(name, over)| follows(overview, name, over)));
    }
    if overview.rows().iter().any(|(_, over)| over.median().is_some_and(|(_, sampled)| sampled)) {
        notes.push(both!("Medians are of an even sample of 4,096.", "中位数取自 4,096 个均匀抽取的比较。"));
    }
    if overview.failed > 0 {
        let failed = overview.failed;
        notes.push(both!(
            "Warning: runs that failed and are left out with their pairs: {failed}",
            "警告：{failed} 次运行失败，连同其配对均未计入"
        ));
    }
    notes
}

/// On which factor the difference of a policy depends most.
fn follows(overview: &Overview, name: &str, over: &Over) -> Option<Both> {
    let (place, share, rises) = over.follows()?;
    let (name, factor, share) = (shown(name), shown(overview.factors.get(place)?), number(share * 100.0, 0));
    let how = if rises { both!("rising", "同升") } else { both!("falling", "反向") };
    Some(both!(
        "{name} varies most with {factor}, {how}: a straight line explains {share} % of the variance of its difference over the points.",
        "{name} 之差主要随 {factor} 变化（{how}）：直线可解释各点差值方差的 {share}%。";
        how = how
    ))
}
