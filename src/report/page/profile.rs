//! One community's page (社区画像): its needs by segment, who serves them, how many wait, what changes under a policy, and what changes for its
//! neighbours.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use super::cohort::{ByReplicate, cell};
use super::communities::Communities;
use super::facts::Facts;
use super::markup::{in_both, number, points, text};
use super::places::{Community, KNOWN, Places, place_of};
use crate::base::words::{Both, both};
use crate::measure::tables::segments::{COMMUNITY, CREATED, RESOLVED, SEGMENT};
use crate::measure::tables::{COMMUNITIES, PLACES, REFERRALS, SEGMENTS, head, referrals};
use crate::report::error::ReportError;
use crate::report::says::Says;
use crate::report::sheet::Sheet;

/// As many neighbours and providers are shown.
const MANY: usize = 5;

/// A community, looked at.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its place in the list.
    at: usize,
    /// Neighbours: their places, the nearest first, with kilometres.
    near: Vec<(usize, f64)>,
    /// By policy and segment: its needs.
    segments: Vec<BTreeMap<String, ByReplicate>>,
    /// By policy: needs of the community that joined the line of each site in the window, in the first replicate.
    served: Vec<BTreeMap<usize, u64>>,
}

impl Profile {
    /// Its name: the code where places are illustrative.
    #[must_use]
    pub fn name(&self, facts: &Facts) -> Both {
        let place = facts.places.as_ref().map(|places| &places.communities[self.at]);
        place.map_or_else(Both::default, |place| match facts.is_illustrative() {
            true => Both::same(place.code.clone()),
            false => Both { en: place.english.clone(), zh: place.chinese.clone() },
        })
    }

    /// Reads what the folder says of a community, by its code or one of its names; `counted` says whether it has `communities.csv`.
    ///
    /// # Errors
    /// When there is no such community, or a table is not what it should be.
    pub fn read(dir: &Path, facts: &Facts, name: &str, counted: bool) -> Result<Self, ReportError> {
        let missing = |file: &str| ReportError::Missing { path: dir.join(file) };
        let places = facts.places.as_ref().ok_or_else(|| missing(PLACES.file))?;
        if !counted {
            return Err(missing(COMMUNITIES.file));
        }
        let is = |community: &Community| [&community.code, &community.chinese, &community.english].iter().any(|own| *own == name);
        let Some(at) = places.communities.iter().position(is) else {
            let known = places.communities.iter().map(|community| community.code.as_str());
            return Err(ReportError::no_community(dir.join(PLACES.file), name, known));
        };
        let (own, mut near) = (places.communities[at].at, Vec::new());
        for (other, place) in places.communities.iter().enumerate().filter(|(other, _)| *other != at) {
            near.push((other, libm::hypot(place.at.0 - own.0, place.at.1 - own.1)));
        }
        near.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        near.truncate(MANY);
        let code = places.communities[at].code.as_str();
        Ok(Self { at, near, segments: segments(dir, facts, code)?, served: served(dir, facts, places, code)? })
    }

    /// The section of a policy against a baseline.
    #[must_use]
    pub fn section(&self, facts: &Facts, communities: &Communities, baseline: usize, policy: usize) -> String {
        let Some(places) = &facts.places else { return String::new() };
        let place = &places.communities[self.at];
        let residents = number(place.residents, 0);
        let (street, fifth) = (text(&places.subdistricts[place.subdistrict]), place.fifth);
        let mut out = format!(
            "<p>{}</p>",
            in_both(&both!(
                "Subdistrict {street}; residents: {residents}; fifth by distance, 1 the nearest: {fifth}.",
                "所属街道 {street}；居民 {residents} 人；距离五分位 {fifth}（1 为最近）。"
            ))
        );
        let _ = write!(out, "<p>{}</p>", in_both(&self.changes(facts, communities, baseline, policy)));
        out += &self.by_segment(facts, baseline, policy);
        out += &self.providers(facts, places, baseline, policy);
        out += &self.neighbours(facts, places, communities, baseline, policy);
        out
    }

    /// What changes in the community itself.
    fn changes(&self, facts: &Facts, communities: &Communities, baseline: usize, policy: usize) -> Both {
        let share = |at: usize| {
            let needs = &communities.under(at, self.at).needs;
            let (created, resolved) = needs.values().fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
            if created == 0 { "–".to_owned() } else { number(100.0 * (1.0 - resolved as f64 / created as f64), 0) }
        };
        let end = |at: usize, which: usize, scale: f64, decimals: usize| {
            let runs = facts.runs.count(at).max(1) as f64;
            number(scale * communities.under(at, self.at).end[which] / runs, decimals)
        };
        let [(base, own), (trust, trust_own), (volunteers, volunteers_own), (workers, workers_own)] = [
            (share(baseline), share(policy)),
            (end(baseline, 0, 100.0, 0), end(policy, 0, 100.0, 0)),
            (end(baseline, 1, 1.0, 0), end(policy, 1, 1.0, 0)),
            (end(baseline, 2, 1.0, 1), end(policy, 2, 1.0, 1)),
        ];
        let difference = communities.difference(baseline, policy, self.at);
        let (says, apart) = (Says::of(difference, facts.delta).sign(), points(difference));
        if baseline == policy {
            return both!(
                "Unmet of 100 needs over the whole window: {own}. At the end: trust {trust_own} of 100, volunteers {volunteers_own}, workers in the office {workers_own}.",
                "全窗口期每 100 件未满足 {own} 件。期末：信任 {trust_own}（满分 100），志愿者 {volunteers_own} 人，社区工作者 {workers_own} 人。"
            );
        }
        both!(
            "Unmet of 100 needs over the whole window: {base} → {own}, difference {says} {apart}. At the end: trust {trust} → {trust_own} of 100, volunteers \
             {volunteers} → {volunteers_own}, workers in the office {workers} → {workers_own}.",
            "全窗口期每 100 件未满足：{base} → {own}，差值 {says} {apart}。期末：信任 {trust} → {trust_own}（满分 100），志愿者 {volunteers} → \
             {volunteers_own} 人，社区工作者 {workers} → {workers_own} 人。"
        )
    }

    fn by_segment(&self, facts: &Facts, baseline: usize, policy: usize) -> String {
        let heads = [
            both!("needs a year", "每年需求（件）"),
            both!("unmet, per cent, and difference in points", "未满足率（%）与差值（百分点）"),
        ];
        let mut out = headed(&both!("Whose needs", "谁的需求"), &heads);
        let years = f64::from(facts.years.max(1));
        for (name, own) in &self.segments[policy] {
            let none = ByReplicate::new();
            let base = self.segments[baseline].get(name).unwrap_or(&none);
            let needs = own.values().map(|counts| counts.0).sum::<u64>() as f64 / own.len().max(1) as f64 / years;
            let _ = write!(
                out,
                "<tr><th scope=\"row\">{}</th><td>{}</td>{}</tr>",
                in_both(&facts.label("segment", name)),
                number(needs, 0),
                cell(base, own, facts.delta, baseline == policy)
            );
        }
        out + "</tbody></table>"
    }

    /// Sites whose lines its needs joined most.
    fn providers(&self, facts: &Facts, places: &Places, baseline: usize, policy: usize) -> String {
        let years = f64::from(facts.years.max(1));
        let heads = [&facts.policies[baseline].label, &facts.policies[policy].label].map(Clone::clone);
        let (columns, shown) = if baseline == policy { (&heads[..1], 1) } else { (&heads[..], 2) };
        let title =
            both!("Who serves: needs that joined a line, a year (one replicate)", "由谁服务：每年进入其队列的需求（一次重复）");
        let mut out = headed(&title, columns);
        let mut sites: Vec<usize> = self.served[baseline].keys().chain(self.served[policy].keys()).copied().collect();
        sites.sort_unstable();
        sites.dedup();
        let count = |at: usize, site: usize| self.served[at].get(&site).copied().unwrap_or(0);
        sites.sort_by_key(|site| std::cmp::Reverse(count(baseline, *site) + count(policy, *site)));
        sites.truncate(MANY);
        for site in sites {
            let place = &places.sites[site];
            let [en, zh] = place.names.clone();
            let name = if facts.is_illustrative() { Both::same(place.id.clone()) } else { Both { en, zh } };
            let kind = kind(&place.kind);
            let _ = write!(
                out,
                "<tr><th scope=\"row\">{}</th>",
                in_both(&both!("{kind} {name}", "{kind} {name}"; kind = kind, name = name))
            );
            for at in [baseline, policy].into_iter().take(shown) {
                let _ = write!(out, "<td>{}</td>", number(count(at, site) as f64 / years, 0));
            }
            out += "</tr>";
        }
        out + "</tbody></table>"
    }

    fn neighbours(&self, facts: &Facts, places: &Places, communities: &Communities, baseline: usize, policy: usize) -> String {
        if baseline == policy {
            return String::new();
        }
        let heads =
            [both!("kilometres", "公里"), both!("difference of the unmet share, points [95 %]", "未满足率之差（百分点）［95%］")];
        let mut out = headed(&both!("The nearest neighbours", "最近的邻居"), &heads);
        for (other, far) in &self.near {
            let place = &places.communities[*other];
            let name = if facts.is_illustrative() { &place.code } else { &place.chinese };
            let difference = communities.difference(baseline, policy, *other);
            let says = Says::of(difference, facts.delta);
            let _ = write!(
                out,
                "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"{}\">{} {}</td></tr>",
                text(name),
                number(*far, 1),
                says.class(),
                says.sign(),
                points(difference)
            );
        }
        out + "</tbody></table>"
    }
}

/// The start of a table under a small title.
fn headed(title: &Both, columns: &[Both]) -> String {
    let mut out = format!("<h3>{}</h3><table class=\"profile\"><thead><tr><td></td>", in_both(title));
    for name in columns {
        let _ = write!(out, "<th scope=\"col\">{}</th>", in_both(name));
    }
    out + "</tr></thead><tbody>"
}

/// What people call a kind of site.
fn kind(name: &str) -> Both {
    match name {
        "office" => both!("office", "居委会"),
        "station" => both!("station", "社工站"),
        "association" => both!("association", "社区社会组织"),
        "organisation" => both!("organisation", "社会组织"),
        "founder" => both!("new organisation", "新成立组织"),
        "facility" => both!("facility", "设施"),
        "property-firm" | "property_firm" => both!("property firm", "物业企业"),
        other => Both::same(other),
    }
}

/// By policy and segment, the needs of a community.
fn segments(dir: &Path, facts: &Facts, code: &str) -> Result<Vec<BTreeMap<String, ByReplicate>>, ReportError> {
    let policies: Vec<&str> = facts.policies.iter().map(|policy| policy.name.as_str()).collect();
    let mut all = vec![BTreeMap::<String, ByReplicate>::new(); policies.len()];
    let Some(mut sheet) = Sheet::open(&dir.join(SEGMENTS.file))? else { return Ok(all) };
    let [policy, replicate] = [sheet.place(&head::POLICY)?, sheet.place(&head::REPLICATE)?];
    let [community, segment] = [sheet.place(&COMMUNITY)?, sheet.place(&SEGMENT)?];
    let [created, resolved] = [sheet.place(&CREATED)?, sheet.place(&RESOLVED)?];
    while sheet.next()?.is_some() {
        if sheet.field(community) != code {
            continue;
        }
        let counts = (u64::from(sheet.whole(created)?), u64::from(sheet.whole(resolved)?));
        let of = all[sheet.policy(policy, &policies)?].entry(sheet.field(segment).to_owned()).or_default();
        of.insert(sheet.whole(replicate)?, counts);
    }
    Ok(all)
}

/// By policy, the needs of a community that joined the line of each site in the window.
fn served(dir: &Path, facts: &Facts, places: &Places, code: &str) -> Result<Vec<BTreeMap<usize, u64>>, ReportError> {
    let policies: Vec<&str> = facts.policies.iter().map(|policy| policy.name.as_str()).collect();
    let mut all = vec![BTreeMap::new(); policies.len()];
    let Some(mut sheet) = Sheet::open(&dir.join(REFERRALS.file))? else { return Ok(all) };
    let ids = place_of(places.sites.iter().map(|site| site.id.as_str()));
    let [policy, period] = [sheet.place(&head::POLICY)?, sheet.place(&referrals::PERIOD)?];
    let [community, site] = [sheet.place(&referrals::COMMUNITY)?, sheet.place(&referrals::SITE)?];
    let delivered = sheet.place(&referrals::DELIVERED)?;
    while sheet.next()?.is_some() {
        if sheet.field(community) != code || sheet.number(period)? < 0.0 {
            continue;
        }
        let to = *ids.get(sheet.field(site)).ok_or_else(|| sheet.wrong(site, KNOWN))?;
        *all[sheet.policy(policy, &policies)?].entry(to).or_default() += u64::from(sheet.whole(delivered)?);
    }
    Ok(all)
}
