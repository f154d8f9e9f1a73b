//! What the script places: markup for every choice of baseline and policy, and the map by period.

use serde_json::{Value, json};

use super::facts::Facts;
use super::periods::named;
use super::places::{LOST, Map, Places, RESOLVED};
use super::sources::Sources;
use super::waterfall::{SPLITS, Split};
use super::{charts, tables};
use crate::base::words::Both;
use crate::measure::statistics::moments::Moments;
use crate::measure::statistics::{LEVEL, t_quantile};

/// Fewest needs that wait elsewhere for an arc to be kept.
const ARC: u32 = 2;

/// The whole payload.
#[must_use]
pub fn payload(sources: &Sources) -> Value {
    let Sources { facts, figures, frames, groups, .. } = sources;
    let ledger = sources.ledger.as_ref();
    let all = 0..facts.policies.len();
    let each = |of: &dyn Fn(usize) -> Value| all.clone().map(of).collect::<Value>();
    let pairs = |of: &dyn Fn(usize, usize) -> Value| each(&|baseline| each(&|policy| of(baseline, policy)));
    json!({
        "policies": facts.policies.iter().map(|p| json!({ "name": p.name, "label": said(&p.label), "short": said(&p.short) })).collect::<Value>(),
        "briefing": pairs(&|b, p| json!(sources.briefing(b, p))),
        "forest": each(&|b| json!(charts::forest(facts, figures, frames, b))),
        "forestTitle": each(&|b| said(&charts::forest_title(facts, figures, b))),
        "splits": SPLITS.iter().filter(|split| split.is_there(figures)).map(|split| of_split(*split, sources)).collect::<Value>(),
        "all": each(&|b| json!(tables::all(facts, figures, frames, b))),
        "books": each(&|b| json!(tables::books(facts, figures, b))),
        "budget": ledger.map(|ledger| each(&|p| json!(ledger.budget(facts, p)))),
        "hours": ledger.map(|ledger| pairs(&|b, p| json!(ledger.hours(facts, b, p)))),
        "who": pairs(&|b, p| json!(if groups.is_empty() { String::new() } else { groups.table(facts, b, p) })),
        "everywhere": pairs(&|b, p| json!(sources.everywhere(b, p))),
        "focus": sources.profile.as_ref().map(|_| pairs(&|b, p| json!(sources.of_focus(b, p)))),
        "switches": pairs(&|b, p| json!(tables::switches(facts, b, p))),
        "order": each(&|b| json!(figures.sorted(b))),
        "map": facts.places.as_ref().zip(facts.map.as_ref()).map(|(places, map)| of_map(facts, places, map)),
    })
}

/// A division of the unmet share: what each policy has in every part, and what is written beside.
fn of_split(split: Split, sources: &Sources) -> Value {
    let Sources { facts, figures, .. } = sources;
    let all = 0..facts.policies.len();
    let rounded = |shares: Vec<f64>| shares.into_iter().map(|share| libm::round(share * 1e5) / 1e5).collect::<Vec<_>>();
    let pairs = |of: &dyn Fn(usize, usize) -> Value| {
        all.clone().map(|b| all.clone().map(|p| of(b, p)).collect::<Value>()).collect::<Value>()
    };
    json!({
        "id": split.id(),
        "shares": all.clone().map(|p| json!(rounded(split.shares(figures, p)))).collect::<Value>(),
        "texts": pairs(&|b, p| json!(split.texts(figures, facts.delta, b, p))),
        "title": pairs(&|b, p| said(&split.title(figures, b, p))),
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
