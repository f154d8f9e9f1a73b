//! A policy compiled for the engine: switches as numbers, and the providers visible to every router.

use crate::base::calendar::whole_days_around;
use crate::base::draws;
use crate::base::of::Of;
use crate::base::places::{Maybe, SiteId, UnitId};
use crate::scenario::keys::policy::{Base, Bins, Choice, Discipline, Policy, Router, ThetaRule, Visibility};
use crate::world::geography::distance;
use crate::world::sites::{Party, Seat, UnitRef};
use crate::world::{World, sites::Site};

use crate::model::state::channel::{ByChannel, Channel};
use crate::model::state::dependence;
use crate::model::state::groups::Groups;
use crate::model::state::prices::Prices;

/// Maximum number of options per decision.
pub const MOST_OPTIONS: usize = 26;

/// A provider that a router can see: what its choice reads, and no more, since a decision reads some five of them far apart.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Its line.
    pub unit: UnitRef,
    /// Factor of the distance in a router's choice.
    pub nearness: f32,
    /// Its site, if it is in the community's own subdistrict.
    pub site: Maybe<SiteId>,
    /// Place of the tie among the community's ties; the highest bit says that it is a social organisation.
    tie: u16,
}

/// See [`Candidate::is_organisation`].
const ORGANISATION: u16 = 1 << 15;
/// Sites with which a community can have a tie: the nearest.
const MOST_TIES: usize = ORGANISATION as usize;

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
#[derive(Clone, Debug, Default)]
pub struct Sight {
    providers: Vec<Candidate>,
    ways: Vec<f32>,
    starts: Vec<u32>,
}

impl Sight {
    /// Options beyond the community's own, for a community (place in the subdistrict) and category.
    #[inline]
    #[must_use]
    pub fn of(&self, community: usize, category: u8, kinds: usize) -> Options<'_> {
        let at = community * kinds + usize::from(category);
        let places = self.starts[at] as usize..self.starts[at + 1] as usize;
        Options { providers: &self.providers[places.clone()], ways: &self.ways[places] }
    }
}

/// A compiled policy.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The policy it was compiled from.
    pub policy: Policy,
    /// Policies under which the district lived before this one, the first first.
    pub before: Vec<Policy>,
    /// Share of the budget of each channel; an adaptive budget moves them.
    pub shares: ByChannel<f64>,
    /// Prices of this year.
    pub prices: Prices,
    /// Sites that are open, by subdistrict.
    pub open: Vec<Of<SiteId, bool>>,
    /// Share of the volunteers whose insurance the self-help channel can pay this month.
    pub insured: f64,
    /// Fundraising of a year that it can pay this month, fen.
    pub fundraising: i64,
    /// Groups that are possible without facilities, and with them.
    pub groups: [Groups; 2],
    /// Dependence of associations on public money; see [`crate::model::state::dependence`].
    pub association_dependence: f64,
    /// Levels in use: no more than the world has.
    pub levels: u8,
    /// Whom routers see, by subdistrict.
    pub sight: Vec<Sight>,
    /// Everybody in the registry, by subdistrict, where routers see less than that; see [`Plan::registry`].
    wide: Vec<Sight>,
    /// Sites with which each community can have a tie: stable identities, sorted; by subdistrict and community.
    pub partners: Vec<Vec<Vec<u32>>>,
    /// Group in which each category is reported.
    pub report_group: Vec<u8>,
    /// Day of the report period on which each site reports, by subdistrict; see [`Plan::report_turn`].
    pub report_phase: Vec<Of<SiteId, u16>>,
    /// Whether any facility is open.
    pub rooms_open: bool,
    /// Whether any has been open under this policy.
    pub rooms_ever: bool,
    /// Bit set of the categories served first in every line.
    pub first: u16,
    /// Bit set of the categories to which purchase money is earmarked.
    pub earmarked: u16,
}

impl Plan {
    /// Compiles a policy.
    #[must_use]
    pub fn new(world: &World, policy: &Policy) -> Self {
        let kinds = world.kinds();
        let reported = usize::try_from(policy.information.categories_reported.get()).unwrap_or(kinds).clamp(1, kinds);
        let mut plan = Self {
            policy: policy.clone(),
            before: Vec::new(),
            shares: ByChannel::new([
                *policy.funding.inhouse,
                *policy.funding.purchase,
                *policy.funding.venture,
                *policy.funding.facility,
                *policy.funding.self_help,
            ]),
            prices: Prices::new(world),
            open: world
                .sites
                .by_subdistrict
                .iter()
                .map(|own| own.sites.iter().map(|s| s.seat == Seat::Standing).collect())
                .collect(),
            groups: [false, true].map(|facilities| Groups::of(world, policy, facilities)),
            insured: 0.0,
            fundraising: 0,
            association_dependence: 0.0,
            levels: policy.routing.levels.get().min(world.keys.government.levels.get()) as u8,
            sight: Vec::new(),
            wide: Vec::new(),
            partners: Vec::new(),
            report_group: (0..kinds).map(|k| (k * reported / kinds) as u8).collect(),
            report_phase: report_phases(world, policy),
            rooms_open: false,
            rooms_ever: false,
            first: category_set(world, &policy.guidance.priority_categories),
            earmarked: category_set(world, &policy.guidance.earmarked_categories),
        };
        let support = plan.budget(world) as f64 * plan.shares[Channel::SelfHelp];
        plan.association_dependence = dependence::of_associations(world, support);
        let open = plan.open.clone();
        plan.look_around(world, |owner, i| open[usize::from(owner)][i]);
        plan
    }

    /// Recomputes the sites visible to every router: those that are open.
    pub fn look_around(&mut self, world: &World, open: impl Fn(u16, SiteId) -> bool) {
        self.sight.clear();
        self.wide.clear();
        self.partners.clear();
        let index = SiteIndex::new(world, open);
        self.rooms_open = index.sites(world).any(|site| site.seat == Seat::Facility);
        self.rooms_ever |= self.rooms_open;
        let wider = self.policy.information.visibility != Visibility::Registry;
        for (s, sub) in world.places.subdistricts.iter().enumerate() {
            let (mut sight, mut wide, mut partners) = (Sight::default(), Sight::default(), Vec::new());
            for &community in &sub.communities {
                let reach = self.reach(world, &index, s as u16, community);
                let visibility = self.policy.information.visibility;
                self.see(world, &reach, &mut sight, |there| there.visible(visibility, community));
                if wider {
                    self.see(world, &reach, &mut wide, |_| true);
                }
                let mut known: Vec<u32> = reach.iter().map(|there| there.site.stable).collect();
                known.sort_unstable();
                partners.push(known);
            }
            sight.starts.push(sight.providers.len() as u32);
            wide.starts.push(wide.providers.len() as u32);
            self.sight.push(sight);
            if wider {
                self.wide.push(wide);
            }
            self.partners.push(partners);
        }
    }

    /// Whom the highest level of government sees: everybody in the registry.
    #[inline]
    #[must_use]
    pub fn registry(&self, subdistrict: usize) -> &Sight {
        self.wide.get(subdistrict).unwrap_or(&self.sight[subdistrict])
    }

    /// The phase of the sites that report on a day.
    #[inline]
    #[must_use]
    pub fn report_turn(&self, day: u16) -> u16 {
        let period = self.policy.information.report_period_days.get() as u16;
        (period - day % period) % period
    }

    /// Unit of a station that takes a category.
    #[inline]
    #[must_use]
    pub fn station_unit(&self, first: UnitId, category: u8) -> UnitId {
        match self.policy.capacity.bins {
            Bins::ZoneCategory => UnitId::new(first.get() + u16::from(category)),
            Bins::None => first,
        }
    }

    /// All that the registry lists within reach of a community, nearest first, identity as tie-break: the order must not depend on
    /// subdistricts. Each knows its place among the community's ties.
    fn reach<'w>(&self, world: &'w World, index: &SiteIndex, home: u16, community: u16) -> Vec<There<'w>> {
        let at = world.places.communities[usize::from(community)].at;
        let near = index.near(world, at, *world.keys.organisation.radius_km as f32, home);
        let listed = near.iter().map(|&(owner, place)| {
            let site = &world.sites.by_subdistrict[usize::from(owner)].sites[place];
            let distance = distance(at, site.at);
            let nearness = world.weights.of_distance(distance);
            There { site, owner, place, local: owner == home, distance, nearness, tie: 0 }
        });
        let stations = self.policy.capacity.base != Base::Office;
        let kinds = world.kinds() as u8;
        let mut reach: Vec<There<'w>> = listed
            .filter(|there| stations || there.site.party != Party::Station)
            .filter(|there| (0..kinds).any(|k| there.site.takes(k)))
            .collect();
        let key = |there: &There<'_>| (there.distance, there.site.stable);
        if reach.len() > MOST_TIES {
            reach.sort_unstable_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal));
            reach.truncate(MOST_TIES);
            reach.sort_unstable_by_key(|there| there.site.stable);
        }
        // They are in order of identity, like ties.
        for (tie, there) in reach.iter_mut().enumerate() {
            there.tie = tie as u16;
        }
        reach.sort_unstable_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal));
        reach
    }

    /// Adds the options of a community, category by category.
    fn see(&self, world: &World, reach: &[There<'_>], sight: &mut Sight, visible: impl Fn(&There<'_>) -> bool) {
        let own = |there: &There<'_>| if there.local { Maybe::some(there.place) } else { Maybe::NONE };
        for k in 0..world.kinds() as u8 {
            sight.starts.push(sight.providers.len() as u32);
            for there in reach.iter().filter(|there| there.site.takes(k) && visible(there)) {
                let site = there.site;
                let first = site.units.start;
                let unit = if site.party == Party::Station { self.station_unit(first, k) } else { first };
                sight.providers.push(Candidate {
                    unit: UnitRef { owner: there.owner, unit },
                    nearness: there.nearness,
                    site: own(there),
                    tie: there.tie | if site.party == Party::Organisation { ORGANISATION } else { 0 },
                });
                sight.ways.push(if site.seat == Seat::Facility { there.distance } else { IT_COMES });
            }
        }
    }

    /// Public budget of a year, whole fen a day: what the posts that exist at the start cost, times the policy's factor.
    #[must_use]
    pub fn budget(&self, world: &World) -> i64 {
        whole_days_around(world.budget_fen as f64 * *self.policy.funding.budget_factor)
    }

    /// Whether rooms may open under this policy, or have.
    #[must_use]
    pub fn may_have_rooms(&self) -> bool {
        self.rooms_ever || *self.policy.funding.facility > 0.0
    }

    /// Groups that were possible so far: facilities count from the first that opens, for the whole run.
    #[must_use]
    pub const fn groups_so_far(&self) -> Groups {
        self.groups[self.rooms_ever as usize]
    }

    /// Whether retained decisions pass a level at all.
    #[inline]
    #[must_use]
    pub const fn has_levels(&self) -> bool {
        self.levels > 0
    }

    /// Who routes.
    #[inline]
    #[must_use]
    pub const fn router(&self) -> Router {
        self.policy.routing.router
    }

    /// Whether the choice is uniform.
    #[inline]
    #[must_use]
    pub fn uniform(&self) -> bool {
        self.policy.routing.choice == Choice::Uniform
    }

    /// Order of service of a need that begins to wait, by its category as triaged: higher first.
    #[inline]
    #[must_use]
    pub fn priority(&self, weight: [f64; 3], severity: u8, work: u32, category: u8) -> u32 {
        let own = match self.policy.capacity.discipline {
            Discipline::Fifo => 0,
            Discipline::Severity => u32::from(severity),
            Discipline::SeverityPerMinute => (weight[usize::from(severity)] * 1e6 / f64::from(work.max(1))) as u32,
        };
        if self.first == 0 {
            return own;
        }
        // The highest bit: the categories that are served first, then the discipline.
        own.min(u32::MAX >> 1) | u32::from(self.first >> category & 1) << 31
    }

    /// Whether a cross-boundary decision is taken locally, given a uniform number of the need.
    #[inline]
    #[must_use]
    pub fn is_local(&self, u: f64, severity: u8, difficulty: f32, shares: [f64; 3], range: (f64, f64)) -> bool {
        let theta = *self.policy.routing.theta;
        let place = match self.policy.routing.theta_rule {
            ThetaRule::Random => u,
            ThetaRule::BySeverity => {
                // The least severe first; within a severity at random, so that the share transferred is θ.
                let below: f64 = shares[..usize::from(severity)].iter().sum();
                below + u * shares[usize::from(severity)]
            }
            ThetaRule::ByDifficulty => (f64::from(difficulty) - range.0) / (range.1 - range.0).max(1e-9),
        };
        place < theta
    }
}

/// Bit set of categories by name; names are checked when a policy is loaded.
fn category_set(world: &World, names: &[String]) -> u16 {
    names.iter().filter_map(|name| world.category_names.iter().position(|c| c == name)).fold(0, |set, k| set | 1 << k)
}

/// Sites report in turn: the phase of each depends on its identity.
fn report_phases(world: &World, policy: &Policy) -> Vec<Of<SiteId, u16>> {
    let period = policy.information.report_period_days.get() as u16;
    let phase = |site: &Site| (draws::mix(u64::from(site.stable)) % u64::from(period)) as u16;
    world.sites.by_subdistrict.iter().map(|own| own.sites.iter().map(phase).collect()).collect()
}

/// A provider within reach of a community.
struct There<'w> {
    site: &'w Site,
    owner: u16,
    /// Place among the sites of its subdistrict.
    place: SiteId,
    /// Whether that is the community's own subdistrict.
    local: bool,
    distance: f32,
    nearness: f32,
    tie: u16,
}

impl There<'_> {
    fn visible(&self, visibility: Visibility, community: u16) -> bool {
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
    grid: std::collections::BTreeMap<(i64, i64), Vec<(u16, SiteId)>>,
    /// Those of each subdistrict.
    own: Vec<Vec<SiteId>>,
}

impl SiteIndex {
    fn new(world: &World, open: impl Fn(u16, SiteId) -> bool) -> Self {
        let cell = (*world.keys.organisation.radius_km as f32).max(0.1);
        let mut grid: std::collections::BTreeMap<(i64, i64), Vec<(u16, SiteId)>> = std::collections::BTreeMap::new();
        let mut by_owner = Vec::new();
        for (s, own) in world.sites.by_subdistrict.iter().enumerate() {
            by_owner.push(Vec::new());
            for (i, site) in own.sites.pairs() {
                if matches!(site.party, Party::Organisation | Party::Station) && open(s as u16, i) {
                    by_owner[s].push(i);
                    let key = ((site.at.0 / cell).floor() as i64, (site.at.1 / cell).floor() as i64);
                    grid.entry(key).or_default().push((s as u16, i));
                }
            }
        }
        Self { cell, grid, own: by_owner }
    }

    /// All sites found.
    fn sites<'w>(&'w self, world: &'w World) -> impl Iterator<Item = &'w Site> + 'w {
        let site = |s: usize, i: &SiteId| &world.sites.by_subdistrict[s].sites[*i];
        self.own.iter().enumerate().flat_map(move |(s, places)| places.iter().map(move |i| site(s, i)))
    }

    /// Sites within the radius, and those of the own subdistrict wherever they are.
    fn near(&self, world: &World, at: (f32, f32), radius: f32, own: u16) -> Vec<(u16, SiteId)> {
        let (x, y) = ((at.0 / self.cell).floor() as i64, (at.1 / self.cell).floor() as i64);
        let mut found: Vec<(u16, SiteId)> = Vec::new();
        for i in x - 1..=x + 1 {
            for j in y - 1..=y + 1 {
                for &(owner, place) in self.grid.get(&(i, j)).into_iter().flatten() {
                    let site = &world.sites.by_subdistrict[usize::from(owner)].sites[place];
                    if owner != own && distance(at, site.at) <= radius {
                        found.push((owner, place));
                    }
                }
            }
        }
        found.extend(self.own[usize::from(own)].iter().map(|&i| (own, i)));
        found.sort_by_key(|&(owner, place)| world.sites.by_subdistrict[usize::from(owner)].sites[place].stable);
        found
    }
}
