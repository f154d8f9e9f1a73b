//! District (区) → subdistricts (街道) → communities (社区), with places in km.

use crate::base::draws;
use crate::base::draws::{Draw, Keys};
use crate::base::of::Of;
use crate::base::places::{CommunityId, Local, SubdistrictId};
use crate::base::words::both;
use crate::scenario::keys::world::{CommunityKeys, Scenario};

use super::residents;
use crate::world::error::WorldError;

/// A community: the area of one residents' committee.
#[derive(Clone, Debug)]
pub struct Community {
    /// Code or name, an identifier.
    pub code: String,
    /// Name as the scenario gives it; empty where it gives none.
    pub name: String,
    /// Subdistrict it belongs to.
    pub subdistrict: SubdistrictId,
    /// Place among the communities of its subdistrict.
    pub local: Local,
    /// Place, km.
    pub at: (f32, f32),
    /// Residents.
    pub residents: f64,
    /// Residents by segment.
    pub segments: Vec<f64>,
    /// Fifth by distance from the centre of the subdistrict, 0 nearest.
    pub fifth: u8,
    /// Community workers at the start; if absent, the district's number per resident applies.
    pub community_workers: Option<f64>,
    /// Certified share of them.
    pub certified_share: f64,
    /// Organisations seated here; if absent, spread evenly.
    pub organisations: Option<u32>,
    /// Associations.
    pub associations: u32,
    /// Active volunteers at the start.
    pub volunteers: f64,
    /// Share of homes that a property firm manages.
    pub managed_share: f64,
}

/// A subdistrict: the level between district and community, and the owner of all that happens in it.
#[derive(Clone, Debug)]
pub struct Subdistrict {
    /// Code.
    pub code: String,
    /// Its communities, in the order of the scenario.
    pub communities: Of<Local, CommunityId>,
    /// Centre, km: the mean of its communities.
    pub centre: (f32, f32),
}

/// Communities and subdistricts.
#[derive(Clone, Debug)]
pub struct Geography {
    /// Communities in the order of the scenario: the order gives identity.
    pub communities: Of<CommunityId, Community>,
    /// Subdistricts in order of first mention.
    pub subdistricts: Of<SubdistrictId, Subdistrict>,
}

impl Geography {
    /// Residents of a subdistrict.
    #[must_use]
    pub fn residents_of(&self, subdistrict: SubdistrictId) -> f64 {
        self.subdistricts[subdistrict].communities.iter().map(|&c| self.communities[c].residents).sum()
    }

    /// Lays out the communities of a scenario.
    ///
    /// # Errors
    /// When there is no community or no resident.
    pub fn new(keys: &Scenario) -> Result<Self, WorldError> {
        let listed = match (&keys.community, &keys.district.generate) {
            (Some(list), _) if !list.is_empty() => listed(keys, &list.0),
            (_, Some(_)) => generated(keys),
            _ => return Err(WorldError::new("district", both!("no community", "没有社区"), both!("at least one", "至少一个"))),
        };
        let mut places = listed;
        if places.communities.iter().map(|c| c.residents).sum::<f64>() <= 0.0 {
            return Err(WorldError::new("district", both!("no residents", "没有居民"), both!("at least one", "至少一名")));
        }
        places.centres();
        places.fifths();
        Ok(places)
    }

    fn centres(&mut self) {
        for sub in &mut self.subdistricts {
            let n = sub.communities.len().max(1) as f32;
            let (x, y) = sub.communities.iter().fold((0.0, 0.0), |(x, y), &c| {
                let at = self.communities[c].at;
                (x + at.0, y + at.1)
            });
            sub.centre = (x / n, y / n);
        }
    }

    fn fifths(&mut self) {
        let mut order: Vec<(u64, CommunityId)> = self
            .communities
            .pairs()
            .map(|(i, c)| {
                let centre = self.subdistricts[c.subdistrict].centre;
                ((f64::from(distance(c.at, centre)) * 1e6) as u64, i)
            })
            .collect();
        order.sort_unstable();
        let n = order.len();
        for (rank, (_, c)) in order.into_iter().enumerate() {
            self.communities[c].fifth = (rank * 5 / n) as u8;
        }
    }

    fn empty() -> Self {
        Self { communities: Of::new(), subdistricts: Of::new() }
    }

    fn subdistrict(&mut self, code: &str, known: &mut Known) -> SubdistrictId {
        *known.entry(code.to_owned()).or_insert_with(|| {
            self.subdistricts.push(Subdistrict { code: code.to_owned(), communities: Of::new(), centre: (0.0, 0.0) })
        })
    }

    fn push(&mut self, keys: &Scenario, code: String, residents: f64, at: (f32, f32), given: &CommunityKeys, known: &mut Known) {
        let subdistrict = self.subdistrict(&given.subdistrict, known);
        let owner = &mut self.subdistricts[subdistrict];
        let local = owner.communities.push(self.communities.next_place());
        self.communities.push(Community {
            code,
            name: given.name_zh.clone().unwrap_or_default(),
            subdistrict,
            local,
            at,
            residents,
            segments: residents::by_segment(keys, residents, given.segments.as_ref()),
            fifth: 0,
            community_workers: given.community_workers.map(|v| *v),
            certified_share: given.certified_share.map_or(*keys.community_worker.certified_share, |v| *v),
            organisations: given.organisations.map(|v| v.get()),
            associations: given.associations.map_or(keys.volunteer.associations.get(), |v| v.get()),
            volunteers: given.volunteers.map_or(*keys.volunteer.active_share * residents, |v| *v),
            managed_share: given.property_managed_share.map_or(*keys.property_firm.managed_share, |v| *v),
        });
    }
}

/// Subdistricts met so far, by code.
type Known = std::collections::BTreeMap<String, SubdistrictId>;

/// Communities that are listed or come from a table. Those without coordinates are placed on a square grid in the order of the list.
fn listed(keys: &Scenario, list: &[(String, CommunityKeys)]) -> Geography {
    let mut places = Geography::empty();
    let spacing = *keys.district.spacing_km;
    let width = libm::ceil(libm::sqrt(list.len() as f64)).max(1.0) as usize;
    let mut known = Known::new();
    for (i, (code, given)) in list.iter().enumerate() {
        let x = given.x_km.map_or((i % width) as f64 * spacing, |v| *v);
        let y = given.y_km.map_or((i / width) as f64 * spacing, |v| *v);
        let residents = given.residents.map_or(0.0, |v| *v);
        places.push(keys, code.clone(), residents, (x as f32, y as f32), given, &mut known);
    }
    places
}

/// Generated communities: subdistricts are square blocks on a square grid, communities lie on a grid within them; residents vary
/// between communities by a lognormal factor drawn from the root seed and add up to the district's total.
fn generated(keys: &Scenario) -> Geography {
    let mut places = Geography::empty();
    let Some(plan) = &keys.district.generate else { return places };
    let (subdistricts, communities) = (plan.subdistricts.get() as usize, plan.communities.get() as usize);
    let draws = Keys::new(draws::replicate_seed(keys.run.root_seed.get(), u32::MAX));
    let spread = libm::sqrt(libm::log(1.0 + *plan.residents_cv * *plan.residents_cv));
    let weight: Vec<f64> = (0..communities)
        .map(|c| libm::exp(spread * draws::normal(draws.bits(Draw::community_size(CommunityId::from(c))))))
        .collect();
    let total: f64 = weight.iter().sum();
    let spacing = *keys.district.spacing_km as f32;
    let across = libm::ceil(libm::sqrt(subdistricts as f64)) as usize;
    let most = communities.div_ceil(subdistricts);
    let inner = libm::ceil(libm::sqrt(most as f64)) as usize;
    let digits = if subdistricts > 99 { 5 } else { 2 };
    let mut index = 0;
    let mut known = Known::new();
    for s in 0..subdistricts {
        let name = keys
            .district
            .subdistricts
            .as_ref()
            .and_then(|names| names.get(s).cloned())
            .unwrap_or_else(|| format!("s{:0digits$}", s + 1));
        let own = communities / subdistricts + usize::from(s < communities % subdistricts);
        for i in 0..own {
            let x = ((s % across) * inner + i % inner) as f32 * spacing;
            let y = ((s / across) * inner + i / inner) as f32 * spacing;
            let code = format!("{name}-{:02}", i + 1);
            let residents = libm::round(*plan.residents * weight[index] / total);
            let given = CommunityKeys { subdistrict: name.clone(), ..CommunityKeys::default() };
            places.push(keys, code, residents, (x, y), &given, &mut known);
            index += 1;
        }
    }
    places
}

/// Distance between two points, km.
#[inline]
#[must_use]
pub fn distance(a: (f32, f32), b: (f32, f32)) -> f32 {
    let (dx, dy) = (a.0 - b.0, a.1 - b.1);
    libm::sqrtf(dx * dx + dy * dy)
}
