//! Sight (可见范围): whom the routers of a community can see, and with whom it can have ties.
//!
//! The registry lists all organisations and stations that are open. A community reaches those within the radius of organisations and those of its own
//! subdistrict; a policy's visibility says which of these its routers see.
//!
//! A community has a list for each category: nearest first, so that a router who looks at a few of them looks near and far. Where distance says
//! nothing, because it has no weight in the choice, every site is within the radius of every community and residents go to no facility, all communities
//! share one list for each category: its length does not grow with the number of communities, and any few of it are looked at.

use std::sync::Arc;

use crate::base::of::Of;
use crate::base::places::{CategoryId, CommunityId, Local, SiteId, SubdistrictId, UnitId};
use crate::scenario::keys::policy::{Base, Bins, Policy, Visibility};
use crate::world::World;
use crate::world::geography::distance;
use crate::world::sites::{Party, Seat, Site, UnitRef};

/// A provider that a router can see: what its choice reads, and no more, since a decision reads some five of them far apart.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Its line.
    pub unit: UnitRef,
    /// Factor of the distance in a router's choice.
    pub nearness: f32,
    /// Its site, among those of its subdistrict.
    pub site: SiteId,
    /// Place of the tie among the community's ties; the highest bit says that it is a social organisation.
    tie: u16,
}

/// See [`Candidate::is_organisation`].
const ORGANISATION: u16 = 1 << 15;
/// Sites with which a community can have a tie: the nearest.
pub const MOST_TIES: usize = ORGANISATION as usize;

impl Candidate {
    /// Place of the tie among the community's ties.
    #[inline]
    #[must_use]
    pub const fn tie(&self) -> u16 {
        self.tie & !ORGANISATION
    }

    /// Whether a social organisation (else in-house).
    #[inline]
    #[must_use]
    pub const fn is_organisation(&self) -> bool {
        self.tie & ORGANISATION != 0
    }
}

/// Travel distance of residents, km, to a provider who comes to them: less than to any facility.
pub const IT_COMES: f32 = f32::NEG_INFINITY;

/// Options of a community in a category.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The providers.
    pub providers: &'a [Candidate],
    /// Travel distance of residents to each, km: the distance of a facility, or [`IT_COMES`].
    pub ways: &'a [f32],
}

/// Whom the routers of one subdistrict can see.
#[derive(Clone, Debug)]
pub struct Sight {
    providers: Arc<[Candidate]>,
    ways: Arc<[f32]>,
    /// Where each list lies: by community and category, or by category alone where all communities share them.
    lists: Vec<(u32, u32)>,
    /// Lists of a community; none where all share them.
    stride: usize,
}

impl Sight {
    /// Options beyond the community's own, for a community and category.
    #[inline]
    #[must_use]
    pub fn of(&self, community: Local, category: CategoryId) -> Options<'_> {
        let (start, end) = self.lists[community.at() * self.stride + category.at()];
        let places = start as usize..end as usize;
        Options { providers: &self.providers[places.clone()], ways: &self.ways[places] }
    }

    /// Whether all communities see the same providers.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        self.stride == 0
    }

    /// Providers in all lists.
    #[must_use]
    pub fn len(&self) -> usize {
        self.providers.len()
    }

    /// Whether nobody is seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.providers.is_empty()
    }
}

/// What all routers of a district see under a policy.
#[derive(Clone, Debug)]
pub struct View {
    /// Whom routers see, by subdistrict.
    pub sight: Of<SubdistrictId, Sight>,
    /// Everybody in the registry, by subdistrict; empty where routers see that anyway.
    pub wide: Of<SubdistrictId, Sight>,
    /// Sites with which each community can have a tie: stable identities, sorted; by subdistrict and community.
    pub partners: Of<SubdistrictId, Of<Local, Arc<[u32]>>>,
    /// Whether any facility is open.
    pub rooms_open: bool,
}

/// Whether every community of a world sees the same where everybody in the registry is seen: distance has no weight, there is no facility, everything is
/// within the radius of organisations, and these do not pass needs on to the nearest of their peers.
#[must_use]
pub fn is_alike(world: &World, policy: &Policy) -> bool {
    let facilities = || world.sites.by_subdistrict.iter().any(|own| !own.facilities.is_empty());
    !policy.routing.peer_referral
        && world.farthest <= *world.keys.organisation.radius_km
        && *world.keys.routing.distance == 0.0
        && !facilities()
}

impl View {
    /// What routers see when these sites are open.
    #[must_use]
    pub fn new(world: &World, policy: &Policy, open: impl Fn(SubdistrictId, SiteId) -> bool) -> Self {
        let index = SiteIndex::new(world, open);
        let look = Look { world, policy, index: &index };
        let visibility = policy.information.visibility;
        let wider = visibility != Visibility::Registry;
        let alike = if is_alike(world, policy) { look.everybody() } else { None };
        let mut view = Self {
            sight: Of::new(),
            wide: Of::new(),
            partners: Of::new(),
            rooms_open: index.sites(world).any(|site| site.seat == Seat::Facility),
        };
        for (s, sub) in world.places.subdistricts.pairs() {
            if let (Some((all, partners)), false) = (&alike, wider) {
                view.sight.push(all.clone());
                view.partners.push(Of::alike(Arc::clone(partners), sub.communities.len()));
                continue;
            }
            let (mut sight, mut wide, mut known) = (Lists::default(), Lists::default(), Of::new());
            for &community in &sub.communities {
                let reach = look.reach(s, community);
                look.see(&reach, &mut sight, |there| there.visible(visibility, community));
                if wider && alike.is_none() {
                    look.see(&reach, &mut wide, |_| true);
                }
                let mut partners: Vec<u32> = reach.iter().map(|there| there.site.stable).collect();
                partners.sort_unstable();
                known.push(Arc::from(partners));
            }
            view.sight.push(sight.by_community(world.kinds()));
            if wider {
                view.wide.push(alike.as_ref().map_or_else(|| wide.by_community(world.kinds()), |(all, _)| all.clone()));
            }
            view.partners.push(known);
        }
        view
    }
}

/// Lists as they grow.
#[derive(Default)]
struct Lists {
    providers: Vec<Candidate>,
    ways: Vec<f32>,
    lists: Vec<(u32, u32)>,
}

impl Lists {
    fn by_community(self, kinds: usize) -> Sight {
        Sight { providers: self.providers.into(), ways: self.ways.into(), lists: self.lists, stride: kinds }
    }

    fn for_all(self) -> Sight {
        Sight { stride: 0, ..self.by_community(0) }
    }
}

/// Unit of a station that takes a category.
#[inline]
#[must_use]
pub fn station_unit(policy: &Policy, first: UnitId, category: CategoryId) -> UnitId {
    match policy.capacity.bins {
        Bins::ZoneCategory => UnitId::new(first.get() + u16::from(category.get())),
        Bins::None => first,
    }
}

/// A look around under a policy.
struct Look<'w> {
    world: &'w World,
    policy: &'w Policy,
    index: &'w SiteIndex,
}

impl<'w> Look<'w> {
    /// Everybody whom the registry lists, in the order of identity, and the identities; nothing if there are too many for ties.
    fn everybody(&self) -> Option<(Sight, Arc<[u32]>)> {
        let world = self.world;
        let sites = self.index.own.pairs().flat_map(|(s, places)| places.iter().map(move |&place| (s, place)));
        let mut all: Vec<There<'_>> = sites.map(|(owner, place)| self.there((owner, place), None, 0.0)).collect();
        all.retain(|there| self.lists(there));
        if all.len() > MOST_TIES {
            return None;
        }
        all.sort_unstable_by_key(|there| there.site.stable);
        number(&mut all);
        let mut lists = Lists::default();
        self.see(&all, &mut lists, |_| true);
        debug_assert_eq!(lists.lists.len(), world.kinds());
        Some((lists.for_all(), all.iter().map(|there| there.site.stable).collect()))
    }

    fn there(&self, (owner, place): (SubdistrictId, SiteId), home: Option<SubdistrictId>, distance: f32) -> There<'w> {
        let site = &self.world.sites.by_subdistrict[owner].sites[place];
        let nearness = self.world.weights.of_distance(distance);
        There { site, owner, place, local: home == Some(owner), distance, nearness, tie: 0 }
    }

    /// Whether a site is in the registry: it takes something, and stations count under policies that use them.
    fn lists(&self, there: &There<'_>) -> bool {
        let stations = self.policy.capacity.base != Base::Office;
        (stations || there.site.party != Party::Station) && self.world.categories.places().iter().any(|k| there.site.takes(k))
    }

    /// All that the registry lists within reach of a community, nearest first, identity as tie-break: the order must not depend on
    /// subdistricts. Each knows its place among the community's ties.
    fn reach(&self, home: SubdistrictId, community: CommunityId) -> Vec<There<'w>> {
        let at = self.world.places.communities[community].at;
        let near = self.index.near(self.world, at, *self.world.keys.organisation.radius_km as f32, home);
        let site = |&(owner, place): &(SubdistrictId, SiteId)| self.world.sites.by_subdistrict[owner].sites[place].at;
        let mut reach: Vec<There<'w>> =
            near.iter().map(|seat| self.there(*seat, Some(home), distance(at, site(seat)))).filter(|t| self.lists(t)).collect();
        let key = |there: &There<'_>| (there.distance, there.site.stable);
        if reach.len() > MOST_TIES {
            reach.sort_unstable_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal));
            reach.truncate(MOST_TIES);
            reach.sort_unstable_by_key(|there| there.site.stable);
        }
        number(&mut reach);
        reach.sort_unstable_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal));
        reach
    }

    /// Adds a list for each category.
    fn see(&self, reach: &[There<'_>], sight: &mut Lists, visible: impl Fn(&There<'_>) -> bool) {
        for k in self.world.categories.places() {
            let start = sight.providers.len() as u32;
            for there in reach.iter().filter(|there| there.site.takes(k) && visible(there)) {
                let site = there.site;
                let first = site.units.start;
                let unit = if site.party == Party::Station { station_unit(self.policy, first, k) } else { first };
                sight.providers.push(Candidate {
                    unit: UnitRef { owner: there.owner, unit },
                    nearness: there.nearness,
                    site: there.place,
                    tie: there.tie | if site.party == Party::Organisation { ORGANISATION } else { 0 },
                });
                sight.ways.push(if site.seat == Seat::Facility { there.distance } else { IT_COMES });
            }
            sight.lists.push((start, sight.providers.len() as u32));
        }
    }
}

/// A provider within reach of a community.
struct There<'w> {
    site: &'w Site,
    owner: SubdistrictId,
    /// Place among the sites of its subdistrict.
    place: SiteId,
    /// Whether that is the community's own subdistrict.
    local: bool,
    distance: f32,
    nearness: f32,
    tie: u16,
}

/// Those in the order of identity get places among ties, which are in that order.
fn number(sites: &mut [There<'_>]) {
    for (tie, there) in sites.iter_mut().enumerate() {
        there.tie = tie as u16;
    }
}

impl There<'_> {
    fn visible(&self, visibility: Visibility, community: CommunityId) -> bool {
        match visibility {
            Visibility::Own => self.site.party != Party::Station && self.site.community == community,
            Visibility::Zone => self.local,
            Visibility::Registry => true,
        }
    }
}

/// Organisations and stations on a grid, so that looking around is linear in the size of the district.
struct SiteIndex {
    cell: f32,
    grid: std::collections::BTreeMap<(i64, i64), Vec<(SubdistrictId, SiteId)>>,
    /// Those of each subdistrict.
    own: Of<SubdistrictId, Vec<SiteId>>,
}

impl SiteIndex {
    fn new(world: &World, open: impl Fn(SubdistrictId, SiteId) -> bool) -> Self {
        let cell = (*world.keys.organisation.radius_km as f32).max(0.1);
        let mut grid: std::collections::BTreeMap<(i64, i64), Vec<(SubdistrictId, SiteId)>> = std::collections::BTreeMap::new();
        let mut by_owner = Of::new();
        for (s, own) in world.sites.by_subdistrict.pairs() {
            by_owner.push(Vec::new());
            for (i, site) in own.sites.pairs() {
                if matches!(site.party, Party::Organisation | Party::Station) && open(s, i) {
                    by_owner[s].push(i);
                    let key = ((site.at.0 / cell).floor() as i64, (site.at.1 / cell).floor() as i64);
                    grid.entry(key).or_default().push((s, i));
                }
            }
        }
        Self { cell, grid, own: by_owner }
    }

    /// All sites found.
    fn sites<'w>(&'w self, world: &'w World) -> impl Iterator<Item = &'w Site> + 'w {
        let site = |s: SubdistrictId, i: &SiteId| &world.sites.by_subdistrict[s].sites[*i];
        self.own.pairs().flat_map(move |(s, places)| places.iter().map(move |i| site(s, i)))
    }

    /// Sites within the radius, and those of the own subdistrict wherever they are.
    fn near(&self, world: &World, at: (f32, f32), radius: f32, own: SubdistrictId) -> Vec<(SubdistrictId, SiteId)> {
        let (x, y) = ((at.0 / self.cell).floor() as i64, (at.1 / self.cell).floor() as i64);
        let mut found: Vec<(SubdistrictId, SiteId)> = Vec::new();
        for i in x - 1..=x + 1 {
            for j in y - 1..=y + 1 {
                for &(owner, place) in self.grid.get(&(i, j)).into_iter().flatten() {
                    let site = &world.sites.by_subdistrict[owner].sites[place];
                    if owner != own && distance(at, site.at) <= radius {
                        found.push((owner, place));
                    }
                }
            }
        }
        found.extend(self.own[own].iter().map(|&i| (own, i)));
        found.sort_by_key(|&(owner, place)| world.sites.by_subdistrict[owner].sites[place].stable);
        found
    }
}
