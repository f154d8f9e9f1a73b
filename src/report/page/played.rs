//! What the map plays: places, and by policy and period what each of them shows.
//!
//! A place is a community; where there are too many to be shown at once, a subdistrict too, numbered after the last community, with the sums of its
//! communities. What is said of places is told in one list, so that the script need not know which is which. Lists of pairs and triples are told one
//! after another, without brackets: there are hundreds of thousands.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::facts::Facts;
use super::happened::{Arc, Counts, LOST, Map, OPEN, RESOLVED, Standing};
use super::layout::{Area, Layout, MOST, round};
use super::markup::said;
use super::periods::named;
use super::places::{Community, Places};
use super::surely::sure;

/// Fewest needs that wait elsewhere for an arc to be kept.
const ARC: u32 = 2;

/// The map of a folder.
#[must_use]
pub fn map(facts: &Facts, places: &Places, map: &Map) -> Value {
    let layout = Layout::of(places);
    let opens = places.communities.len() > MOST;
    let areas: &[Area] = if opens { &layout.areas } else { &[] };
    let shown = shown(map);
    let all = 0..facts.policies.len();
    let by_period = |of: &dyn Fn(usize, usize) -> Value| {
        all.clone().map(|p| (0..map.periods.len()).map(|t| of(p, t)).collect::<Value>()).collect::<Value>()
    };
    let counts =
        |p: usize, t: usize| map.counts[p][t].iter().copied().chain(areas.iter().map(move |area| sum(&map.counts[p][t], area)));
    let middles = layout.at.iter().copied().chain(areas.iter().map(|area| area.at));
    let mut value = json!({
        "periods": map.periods.iter().map(|period| said(&named(facts, *period))).collect::<Value>(),
        "first": map.periods.iter().position(|period| *period >= 0),
        "view": layout.view.map(round),
        "at": middles.flat_map(|(x, y)| [round(x), round(y)]).collect::<Vec<f64>>(),
        "outlines": layout.cells.as_ref().map(|cells| (0..cells.len()).map(|c| layout.outline(c)).collect::<Vec<_>>()),
        "borders": layout.borders,
        "communities": places.communities.iter().map(|c| community(facts, c)).collect::<Value>(),
        "subdistricts": layout.areas.iter().enumerate().map(|(s, area)| subdistrict(places, s, area)).collect::<Value>(),
        "opens": opens,
        "scale": scale(facts, map, areas, opens),
        "sites": sites(facts, places, &layout, &shown),
        "share": by_period(&|p, t| json!(counts(p, t).map(|counts| share(&counts)).collect::<Vec<_>>())),
        "open": by_period(&|p, t| json!(counts(p, t).map(|counts| open(&counts, map.replicates[p][t])).collect::<Vec<_>>())),
        "standing": by_period(&|p, t| json!(standing(&map.sites[p][t], &shown))),
        "arcs": by_period(&|p, t| json!(arcs(&map.arcs[p][t], &shown))),
        // The same for both of a pair: the script takes the smaller place first.
        "sure": all.clone().map(|b| {
            all.clone().map(|p| if b < p { json!(sure(map, areas, b, p)) } else { Value::Null }).collect::<Value>()
        }).collect::<Value>(),
    });
    if opens {
        value["staffed"] = by_period(&|p, t| json!(staffed(places, &map.sites[p][t])));
        value["flows"] = by_period(&|p, t| json!(flows(places, &map.arcs[p][t])));
    }
    value
}

/// Code, name, subdistrict, residents, fifth.
fn community(facts: &Facts, of: &Community) -> Value {
    let name = if facts.is_illustrative() { &of.code } else { &of.chinese };
    json!([of.code, name, of.subdistrict, of.residents, of.fifth])
}

/// Name, residents, communities, ends and middle in the picture.
fn subdistrict(places: &Places, at: usize, area: &Area) -> Value {
    let residents: f64 = area.communities.iter().map(|c| places.communities[*c].residents).sum();
    json!([places.subdistricts[at], residents, area.communities, area.ends.map(round), [round(area.at.0), round(area.at.1)]])
}

/// Sites of which anything is shown, in order.
fn shown(map: &Map) -> Vec<usize> {
    let standing = map.sites.iter().flatten().flatten().map(|standing| standing.site);
    let waited_at = map.arcs.iter().flatten().flatten().filter(|arc| arc.waiting >= ARC).map(|arc| arc.site);
    standing.chain(waited_at).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Kind, names, subdistrict, place in the picture.
fn sites(facts: &Facts, places: &Places, layout: &Layout, shown: &[usize]) -> Value {
    let of = |(site, (x, y)): (&usize, (f64, f64))| {
        let site = &places.sites[*site];
        let names = if facts.is_illustrative() { [&site.id, &site.id] } else { [&site.names[0], &site.names[1]] };
        json!([site.kind, names[0], names[1], site.subdistrict, round(x), round(y)])
    };
    shown.iter().zip(layout.sites(places, shown)).map(of).collect()
}

/// The counts of a subdistrict: the sums of its communities.
fn sum(counts: &[Counts], area: &Area) -> Counts {
    let mut all = Counts::default();
    for community in &area.communities {
        for (sum, count) in all.iter_mut().zip(counts[*community]) {
            *sum += count;
        }
    }
    all
}

/// Of the needs that ended, how many of a thousand were lost; −1 where none ended.
fn share(counts: &Counts) -> i64 {
    let ended = counts[LOST] + counts[RESOLVED];
    if ended == 0 { -1 } else { libm::round(1000.0 * counts[LOST] as f64 / ended as f64) as i64 }
}

/// Needs known and open, as the mean of replicates.
fn open(counts: &Counts, replicates: usize) -> u64 {
    let open: u64 = OPEN.iter().map(|at| counts[*at]).sum();
    libm::round(open as f64 / replicates.max(1) as f64) as u64
}

/// Site and staff, in the order of sites.
fn standing(of: &[Standing], shown: &[usize]) -> Vec<u32> {
    let place = |site: usize| shown.binary_search(&site).ok().and_then(|at| u32::try_from(at).ok());
    of.iter().filter_map(|standing| Some([place(standing.site)?, standing.staff])).flatten().collect()
}

/// Community, site and how many wait, the most first.
fn arcs(of: &[Arc], shown: &[usize]) -> Vec<u64> {
    let mut kept: Vec<&Arc> = of.iter().filter(|arc| arc.waiting >= ARC).collect();
    kept.sort_by_key(|arc| (Reverse(arc.waiting), arc.community, arc.site));
    let told = |arc: &Arc| Some([arc.community as u64, shown.binary_search(&arc.site).ok()? as u64, u64::from(arc.waiting)]);
    kept.into_iter().filter_map(told).flatten().collect()
}

/// For each subdistrict: staff of its station, organisations, their staff.
fn staffed(places: &Places, of: &[Standing]) -> Vec<u32> {
    let mut sums = vec![[0_u32; 3]; places.subdistricts.len()];
    for standing in of {
        let site = &places.sites[standing.site];
        let sum = &mut sums[site.subdistrict];
        if site.is_station() {
            sum[0] += standing.staff;
        } else {
            sum[1] += 1;
            sum[2] += standing.staff;
        }
    }
    sums.into_iter().flatten().collect()
}

/// Subdistrict of the residents, subdistrict of the site where it is another one, and how many wait, the most first.
fn flows(places: &Places, of: &[Arc]) -> Vec<u64> {
    let mut sums: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for arc in of {
        let ends = (places.communities[arc.community].subdistrict, places.sites[arc.site].subdistrict);
        if ends.0 != ends.1 {
            *sums.entry(ends).or_default() += u64::from(arc.waiting);
        }
    }
    let mut sorted: Vec<_> = sums.into_iter().collect();
    sorted.sort_by_key(|(ends, waiting)| (Reverse(*waiting), *ends));
    sorted.into_iter().flat_map(|((from, to), waiting)| [from as u64, to as u64, waiting]).collect()
}

/// The ends of the scale of levels, and the end of that of differences, over all policies and periods of the window: a colour means the same at any time.
fn scale(facts: &Facts, map: &Map, areas: &[Area], opens: bool) -> Value {
    let window = map.periods.iter().position(|period| *period >= 0).unwrap_or(0)..map.periods.len();
    let all = 0..facts.policies.len();
    let shares = |p: usize, t: usize| -> Vec<i64> {
        match opens {
            true => areas.iter().map(|area| share(&sum(&map.counts[p][t], area))).collect(),
            false => map.counts[p][t].iter().map(share).collect(),
        }
    };
    let by: Vec<Vec<i64>> = all.map(|p| window.clone().flat_map(|t| shares(p, t)).collect()).collect();
    let mut levels: Vec<i64> = by.iter().flatten().copied().filter(|share| *share >= 0).collect();
    levels.sort_unstable();
    let at = |sorted: &[i64], q: f64| {
        sorted.get((q * sorted.len().saturating_sub(1) as f64) as usize).map_or(q, |s| *s as f64 / 1000.0)
    };
    let (low, high) = (libm::floor(at(&levels, 0.02) * 20.0) / 20.0, libm::ceil(at(&levels, 0.98) * 20.0) / 20.0);
    let apart = |a: &[i64], b: &[i64]| {
        a.iter().zip(b).filter(|(a, b)| **a >= 0 && **b >= 0).map(|(a, b)| (a - b).abs()).collect::<Vec<_>>()
    };
    let mut sizes: Vec<i64> = (1..by.len()).flat_map(|p| apart(&by[0], &by[p])).collect();
    sizes.sort_unstable();
    let most = at(&sizes, 0.95);
    // Three classes to each side of the middle one.
    let step = STEPS.into_iter().find(|step| most <= 3.5 * step).unwrap_or(STEPS[STEPS.len() - 1]);
    json!([low, high, round(3.0 * step)])
}

/// Widths of a class of differences.
const STEPS: [f64; 3] = [0.01, 0.02, 0.05];
