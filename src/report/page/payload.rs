//! What the script places: markup for every choice of baseline and policy, and the map by period.

use serde_json::{Value, json};

use super::facts::Facts;
use super::places::{LOST, Map, Places, RESOLVED};
use super::tables::Budget;
use super::{Sources, charts, tables};
use crate::base::words::{Both, both};
use crate::measure::statistics::moments::Moments;
use crate::measure::statistics::{LEVEL, t_quantile};

/// Fewest needs that wait elsewhere for an arc to be kept.
const ARC: u32 = 2;

/// The whole payload.
#[must_use]
pub fn payload(sources: &Sources<'_>, budget: Option<&Budget>) -> Value {
    let Sources { facts, figures, groups, .. } = *sources;
    let all = 0..facts.policies.len();
    let each = |of: &dyn Fn(usize) -> Value| all.clone().map(of).collect::<Value>();
    let pairs = |of: &dyn Fn(usize, usize) -> Value| each(&|baseline| each(&|policy| of(baseline, policy)));
    json!({
        "policies": facts.policies.iter().map(|p| json!({ "name": p.name, "label": said(&p.label), "short": said(&p.short) })).collect::<Value>(),
        "briefing": pairs(&|b, p| json!(sources.briefing(b, p))),
        "forest": each(&|b| json!(charts::forest(facts, figures, b))),
        "forestTitle": each(&|b| said(&charts::forest_title(facts, figures, b))),
        "shares": each(&|p| json!(charts::shares(figures, p).iter().map(|share| libm::round(share * 1e5) / 1e5).collect::<Vec<_>>())),
        "parts": pairs(&|b, p| json!(charts::parts_text(figures, facts.delta, b, p))),
        "partsTitle": pairs(&|b, p| said(&charts::waterfall_title(figures, b, p))),
        "all": each(&|b| json!(tables::all(facts, figures, b))),
        "books": each(&|b| json!(tables::books(facts, figures, b))),
        "budget": budget.map(|budget| each(&|p| json!(budget.table(facts, p)))),
        "who": pairs(&|b, p| json!(if groups.is_empty() { String::new() } else { groups.table(facts, b, p) })),
        "switches": pairs(&|b, p| json!(tables::switches(facts, b, p))),
        "order": each(&|b| json!(figures.sorted(b))),
        "map": facts.places.as_ref().zip(facts.map.as_ref()).map(|(places, map)| of_map(facts, places, map)),
    })
}

fn said(words: &Both) -> Value {
    json!([words.en, words.zh])
}

/// The map: places; by policy and period what each community shows; sites and arcs of the first replicate.
fn of_map(facts: &Facts, places: &Places, map: &Map) -> Value {
    let policies = 0..facts.policies.len();
    let illustrative = facts.is_illustrative();
    let community = |c: &super::places::Community| {
        let name = if illustrative { &c.code } else { &c.chinese };
        json!([c.code, name, c.subdistrict, c.at.0, c.at.1, c.residents, c.fifth])
    };
    let site = |s: &super::places::Site| {
        let names = if illustrative { [&s.id, &s.id] } else { [&s.names[0], &s.names[1]] };
        json!([s.kind, s.id, names[0], names[1], s.at.0, s.at.1])
    };
    let share = |counts: &super::places::Counts| {
        let ended = counts[LOST] + counts[RESOLVED];
        if ended == 0 { -1 } else { libm::round(1000.0 * counts[LOST] as f64 / ended as f64) as i64 }
    };
    let by_period = |of: &dyn Fn(usize, usize) -> Value| {
        policies.clone().map(|p| (0..map.periods.len()).map(|t| of(p, t)).collect::<Value>()).collect::<Value>()
    };
    let open = |p: usize, t: usize, c: usize| {
        let counts = &map.counts[p][t][c];
        libm::round((counts[5] + counts[6]) as f64 / map.replicates[p].max(1) as f64) as u64
    };
    let communities = 0..places.communities.len();
    json!({
        "periods": map.periods.iter().map(|period| said(&named(facts, *period))).collect::<Value>(),
        "first": map.periods.iter().position(|period| *period >= 0),
        "subdistricts": places.subdistricts,
        "communities": places.communities.iter().map(community).collect::<Value>(),
        "sites": places.sites.iter().map(site).collect::<Value>(),
        "share": by_period(&|p, t| json!(map.counts[p][t].iter().map(share).collect::<Vec<_>>())),
        "open": by_period(&|p, t| json!(communities.clone().map(|c| open(p, t, c)).collect::<Vec<_>>())),
        "standing": by_period(&|p, t| {
            let drawn = |kind: &str| ["station", "organisation", "founder"].contains(&kind);
            let open = map.sites[p][t].iter().filter(|site| site.open && drawn(&places.sites[site.site].kind));
            open.map(|s| json!([s.site, s.staff])).collect::<Value>()
        }),
        "arcs": by_period(&|p, t| {
            let mut arcs: Vec<_> = map.arcs[p][t].iter().filter(|arc| arc.waiting >= ARC).collect();
            arcs.sort_by_key(|arc| (std::cmp::Reverse(arc.waiting), arc.community, arc.site));
            arcs.into_iter().map(|arc| json!([arc.community, arc.site, arc.waiting])).collect::<Value>()
        }),
        // The same for both of a pair: the script takes the smaller place first.
        "sure": policies.clone().map(|b| {
            policies.clone().map(|p| if b < p { json!(sure(map, b, p)) } else { Value::Null }).collect::<Value>()
        }).collect::<Value>(),
    })
}

/// For every period a word of hexadecimal digits, four communities in each, the first in the highest place: a one where the difference of two policies
/// is more than chance (its 95 % interval leaves out 0).
#[must_use]
pub fn sure(map: &Map, baseline: usize, policy: usize) -> Vec<String> {
    // Student's quantiles are asked for at every community and period: each is computed once.
    let mut quantiles: Vec<Option<f64>> = Vec::new();
    let mut quantile = |n: usize| {
        while quantiles.len() <= n {
            quantiles.push(quantiles.len().checked_sub(1).and_then(|degrees| t_quantile(degrees, LEVEL)));
        }
        quantiles[n]
    };
    let share = |(lost, resolved): (u32, u32)| (lost + resolved > 0).then(|| f64::from(lost) / f64::from(lost + resolved));
    let mut is_sure = |t: usize, c: usize| {
        let (mut moments, mut n) = (Moments::default(), 0_usize);
        for (a, b) in map.ended[baseline][t][c].iter().zip(&map.ended[policy][t][c]) {
            if let (Some(a), Some(b)) = (share(*a), share(*b)) {
                moments.add(b - a);
                n += 1;
            }
        }
        let (Some(mean), Some(variance), Some(t)) = (moments.mean(), moments.variance(), quantile(n)) else { return false };
        mean.abs() > t * libm::sqrt(variance / n as f64)
    };
    let mut words = Vec::new();
    for t in 0..map.periods.len() {
        let bits: Vec<bool> = (0..map.ended[policy][t].len()).map(|c| is_sure(t, c)).collect();
        let digit = |four: &[bool]| (0..4).fold(0, |digit, at| digit << 1 | u32::from(four.get(at).copied().unwrap_or(false)));
        words.push(bits.chunks(4).filter_map(|four| char::from_digit(digit(four), 16)).collect::<String>());
    }
    words
}

/// What people call a map period.
#[must_use]
pub fn named(facts: &Facts, period: i32) -> Both {
    let quarters = facts.years > 2;
    if quarters {
        let (year, quarter) = (period.div_euclid(4), period.rem_euclid(4) + 1);
        let burn_in = i32::try_from(facts.burn_in).unwrap_or_default();
        let number = year + 1 + if year < 0 { burn_in } else { 0 };
        return match year < 0 {
            true => both!("burn-in, year {number}, quarter {quarter}", "预热期第 {number} 年第 {quarter} 季度"),
            false => both!("year {number}, quarter {quarter}", "第 {number} 年第 {quarter} 季度"),
        };
    }
    // 20 days each, the last of the window shorter.
    let last = (i64::from(period) + 1) * 20;
    match period < 0 {
        true => {
            let before = -last;
            both!("burn-in, {before} days before the window", "预热期，距窗口期 {before} 个工作日")
        }
        false => {
            let day = last.min(i64::from(facts.years) * 250);
            both!("to working day {day}", "至第 {day} 个工作日")
        }
    }
}
