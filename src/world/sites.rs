//! Sites: offices, stations, organisations, community associations and property firms, and the lines they keep.
//!
//! A site belongs to the subdistrict in which it is seated. A station keeps one line per category so that a policy may bin it; every
//! other site keeps one line.

use crate::base::of::Of;
use crate::base::places::{CategoryId, CommunityId, Local, Places, SiteId, SubdistrictId, UnitId};
use crate::base::words::both;
use crate::scenario::keys::world::Scenario;

use super::geography::Geography;
use crate::base::calendar::{FEN, MINUTES_PER_DAY};
use crate::world::error::WorldError;

/// Maximum number of lines in a subdistrict: they are numbered with 16 bits, and the last number means none.
pub const MOST_LINES: u64 = u16::MAX as u64 - 1;

crate::base::by::enumerated! {
    /// Kind of site, and the party under which its minutes and money are booked.
    pub enum Party, /// One value for each party.
    pub type ByParty {
        /// Community office (社区服务站).
        Office = "office",
        /// In-house social workers at the subdistrict (街道社工站).
        Station = "station",
        /// Social organisation (社会组织).
        Organisation = "organisation",
        /// Community association (社区社会组织) with its volunteers.
        Association = "association",
        /// Property firm (物业公司).
        PropertyFirm = "property_firm",
        /// Clerks of the levels of government.
        Government = "government",
        /// Households that buy help outside: only money is booked; there is no site.
        Household = "household",
    }
}

/// A line of a site, found by subdistrict and place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitRef {
    /// Subdistrict.
    pub owner: SubdistrictId,
    /// Place among its units.
    pub unit: UnitId,
}

/// A site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Kind.
    pub party: Party,
    /// Identity that does not depend on the subdistrict it belongs to.
    pub stable: u32,
    /// Community of its seat (any of the subdistrict for a station).
    pub community: CommunityId,
    /// Place, km.
    pub at: (f32, f32),
    /// Its lines.
    pub units: Places<UnitId>,
    /// Bit set of the categories it works in.
    pub categories: u16,
    /// Categories of its specialists, in order.
    pub specialties: Vec<CategoryId>,
    /// Whether it is open on the first day.
    pub seat: Seat,
}

/// Whether a site is there on the first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// It is.
    Standing,
    /// An organisation that may be founded (see [`crate::model::district::entry`]).
    Founder,
    /// Rooms that an operator may open (see [`crate::model::provision::facility`]).
    Facility,
}

impl Site {
    /// Whether it works in a category.
    #[inline]
    #[must_use]
    pub const fn takes(&self, category: CategoryId) -> bool {
        self.categories >> category.get() & 1 == 1
    }

    /// The categories it works in, in order.
    #[must_use]
    pub fn in_order(&self) -> Vec<CategoryId> {
        (0..16).filter(|k| self.categories >> k & 1 == 1).map(CategoryId::new).collect()
    }
}

/// Sites of one subdistrict.
#[derive(Clone, Debug, Default)]
pub struct SubdistrictSites {
    /// Sites: per community its office, associations and property firm; then organisations; last the station.
    pub sites: Of<SiteId, Site>,
    /// Site of each unit.
    pub site_of: Of<UnitId, SiteId>,
    /// Per local community: unit of the office.
    pub office: Of<Local, UnitId>,
    /// Per local community: units of the associations.
    pub associations: Of<Local, Places<UnitId>>,
    /// Per local community: unit of the property firm.
    pub firm: Of<Local, Option<UnitId>>,
    /// Sites of the organisations.
    pub organisations: Places<SiteId>,
    /// First unit of the station.
    pub station: UnitId,
    /// Site of the station.
    pub station_site: SiteId,
    /// Sites of organisations that may be founded.
    pub founders: Places<SiteId>,
    /// Sites of facilities that may be opened.
    pub facilities: Places<SiteId>,
}

impl SubdistrictSites {
    /// Party of the site of a line.
    #[inline]
    #[must_use]
    pub fn party_of(&self, unit: UnitId) -> Party {
        self.sites[self.site_of[unit]].party
    }

    /// Sites of organisations: those that exist on the first day, then those that may be founded.
    pub fn all_organisations(&self) -> impl Iterator<Item = SiteId> + Clone + use<> {
        self.organisations.iter().chain(self.founders)
    }
}

/// All sites.
#[derive(Clone, Debug)]
pub struct Sites {
    /// By subdistrict.
    pub by_subdistrict: Of<SubdistrictId, SubdistrictSites>,
    /// Organisations in all.
    pub organisations: usize,
    /// Every site, by subdistrict and place in it, in order of identity, which does not depend on the boundaries of subdistricts.
    pub in_order: Vec<(SubdistrictId, SiteId)>,
}

const ASSOCIATION: u32 = 0x1000_0000;
const FIRM: u32 = 0x2000_0000;
const ORGANISATION: u32 = 0x3000_0000;
const STATION: u32 = 0x4000_0000;
const FOUNDER: u32 = 0x5000_0000;
const FACILITY: u32 = 0x6000_0000;

/// Identity of the office of a community; see [`Site::stable`].
#[must_use]
pub fn office_of(community: CommunityId) -> u32 {
    u32::from(community.get())
}

impl Sites {
    /// Lays out the sites of a scenario.
    ///
    /// # Errors
    /// When a subdistrict would have more lines than can be numbered.
    pub fn new(keys: &Scenario, places: &Geography, category_names: &Of<CategoryId, String>) -> Result<Self, WorldError> {
        let kinds = category_names.len();
        let every = ((1_u32 << kinds) - 1) as u16;
        let property: u16 = keys.category.iter().enumerate().map(|(k, (_, c))| u16::from(c.property) << k).sum();
        let seats = organisation_seats(keys, places);
        let residents = |c: &super::geography::Community| c.residents;
        let founders = dealt(
            places.communities.iter().map(residents),
            if keys.organisation.kind.is_empty() { 0.0 } else { *keys.organisation.founders_per_1000 / 1000.0 },
        );
        let rooms = dealt(places.communities.iter().map(residents), *keys.facility.rooms_per_10k / 10_000.0);
        let rooms: Of<CommunityId, u32> = rooms.into_iter().map(|n| n.min(1)).collect();
        count_lines(places, &seats, &founders, &rooms, kinds)?;
        let mut organisation = 0;
        let mut deal = Dealer::new(keys, category_names);
        let kind_of: Vec<usize> = (0..seats.iter().map(|n| *n as usize).sum()).map(|_| deal.next()).collect();
        let first_of = numbered(&seats);
        // Sites that may be opened later take their kinds last, so that those of existing sites do not depend on them.
        let founder_kinds: Vec<usize> = (0..founders.iter().map(|n| *n as usize).sum()).map(|_| deal.next()).collect();
        let first_founder = numbered(&founders);
        let by_subdistrict: Of<SubdistrictId, SubdistrictSites> = places
            .subdistricts
            .pairs()
            .map(|(s, sub)| {
                let mut own = SubdistrictSites::default();
                let push = |own: &mut SubdistrictSites, party, stable, community, at, lines: usize, categories, specialties| {
                    let first = own.site_of.next_place();
                    own.site_of.extend(std::iter::repeat_n(own.sites.next_place(), lines));
                    let units = Places::new(first, own.site_of.next_place());
                    own.sites.push(Site { party, stable, community, at, units, categories, specialties, seat: Seat::Standing });
                    first
                };
                for &c in &sub.communities {
                    let place = &places.communities[c];
                    let office = push(&mut own, Party::Office, office_of(c), c, place.at, 1, every, Vec::new());
                    own.office.push(office);
                    let first = own.site_of.next_place();
                    for a in 0..place.associations {
                        let stable = ASSOCIATION + u32::from(c.get()) * 128 + a;
                        push(&mut own, Party::Association, stable, c, place.at, 1, every, Vec::new());
                    }
                    own.associations.push(Places::new(first, own.site_of.next_place()));
                    let firm = (place.managed_share > 0.0 && property != 0).then(|| {
                        push(&mut own, Party::PropertyFirm, FIRM + u32::from(c.get()), c, place.at, 1, property, Vec::new())
                    });
                    own.firm.push(firm);
                }
                let first = own.sites.next_place();
                for &c in &sub.communities {
                    let place = &places.communities[c];
                    for i in 0..seats[c] as usize {
                        let number = first_of[c] + i;
                        let specialties = deal.categories[kind_of[number]].clone();
                        let categories = specialties.iter().map(|&k| 1_u16 << k.get()).fold(0, |a, b| a | b);
                        let stable = ORGANISATION + number as u32;
                        push(&mut own, Party::Organisation, stable, c, place.at, 1, categories, specialties);
                        organisation += 1;
                    }
                }
                own.organisations = Places::new(first, own.sites.next_place());
                let seat = sub.communities.iter().next().copied().unwrap_or(CommunityId::FIRST);
                own.station =
                    push(&mut own, Party::Station, STATION + u32::from(s.get()), seat, sub.centre, kinds, every, Vec::new());
                own.station_site = own.site_of[own.station];
                let first = own.sites.next_place();
                for &c in &sub.communities {
                    let place = &places.communities[c];
                    for i in 0..founders[c] as usize {
                        let number = first_founder[c] + i;
                        let specialties = deal.categories[founder_kinds[number]].clone();
                        let categories = specialties.iter().map(|&k| 1_u16 << k.get()).fold(0, |a, b| a | b);
                        push(&mut own, Party::Organisation, FOUNDER + number as u32, c, place.at, 1, categories, specialties);
                    }
                }
                own.founders = Places::new(first, own.sites.next_place());
                let groups: u16 = keys.category.iter().enumerate().map(|(k, (_, c))| u16::from(*c.group_share > 0.0) << k).sum();
                for &c in &sub.communities {
                    let place = &places.communities[c];
                    for _ in 0..rooms[c] {
                        push(
                            &mut own,
                            Party::Organisation,
                            FACILITY + u32::from(c.get()) * 16,
                            c,
                            place.at,
                            1,
                            groups,
                            Vec::new(),
                        );
                    }
                }
                own.facilities = Places::new(own.founders.end, own.sites.next_place());
                for i in own.founders {
                    own.sites[i].seat = Seat::Founder;
                }
                for i in own.facilities {
                    own.sites[i].seat = Seat::Facility;
                }
                own
            })
            .collect();
        let mut in_order: Vec<(SubdistrictId, SiteId)> =
            by_subdistrict.places().iter().flat_map(|s| by_subdistrict[s].sites.places().iter().map(move |i| (s, i))).collect();
        in_order.sort_unstable_by_key(|&(s, i)| by_subdistrict[s].sites[i].stable);
        Ok(Self { by_subdistrict, organisations: organisation, in_order })
    }

    /// The site of a unit.
    #[inline]
    #[must_use]
    pub fn site(&self, unit: UnitRef) -> &Site {
        let own = &self.by_subdistrict[unit.owner];
        &own.sites[own.site_of[unit.unit]]
    }
}

/// Counts the lines of every subdistrict before they are laid out.
fn count_lines(
    places: &Geography,
    seats: &Of<CommunityId, u32>,
    founders: &Of<CommunityId, u32>,
    rooms: &Of<CommunityId, u32>,
    kinds: usize,
) -> Result<(), WorldError> {
    for sub in &places.subdistricts {
        let of = |c: CommunityId| {
            let place = &places.communities[c];
            (2 + u64::from(place.associations) + u64::from(rooms[c]), u64::from(seats[c]) + u64::from(founders[c]))
        };
        let (own, seated) = sub.communities.iter().map(|&c| of(c)).fold((0, 0), |(a, b), (x, y)| (a + x, b + y));
        let lines = own + seated + kinds as u64;
        if lines > MOST_LINES {
            let key = if seated > own { "organisation.per_1000" } else { "district" };
            let code = &sub.code;
            let found = both!(
                "{lines} lines of providers in the subdistrict {code:?} ({seated} of organisations)",
                "街道 {code:?} 内有 {lines} 条服务方队列（其中社会组织 {seated} 条）"
            );
            let expected =
                both!("at most {MOST_LINES}: more and smaller subdistricts", "至多 {MOST_LINES} 条：请划分更多、更小的街道");
            return Err(WorldError::new(key, found, expected));
        }
    }
    Ok(())
}

/// Community workers at their standard.
pub(in crate::world) fn own_workers(keys: &Scenario, residents: f64) -> f64 {
    residents / 10_000.0 * *keys.community_worker.per_10k
}

/// Clerk minutes per level and day.
#[must_use]
pub fn clerk_minutes(keys: &Scenario, residents: f64) -> u64 {
    libm::round(residents / 1000.0 * *keys.government.clerk_hours * 60.0) as u64
}

/// Yearly cost of this number of clerk minutes per day, in whole fen per day.
#[must_use]
pub fn clerk_fen(keys: &Scenario, minutes: u64) -> i64 {
    crate::base::calendar::whole_days(minutes as f64 / f64::from(MINUTES_PER_DAY) * *keys.community_worker.wage * FEN)
}

/// The number of the first of each community, when all are numbered in the order of communities.
fn numbered(counts: &Of<CommunityId, u32>) -> Of<CommunityId, usize> {
    let mut before = 0;
    let mut number = |n: &u32| {
        let first = before;
        before += *n as usize;
        first
    };
    counts.iter().map(&mut number).collect()
}

/// A number per resident, spread evenly over residents in the order of communities.
fn dealt(residents: impl Iterator<Item = f64>, per_resident: f64) -> Of<CommunityId, u32> {
    let mut owed = 0.5;
    residents
        .map(|n| {
            owed += n * per_resident;
            let whole = libm::floor(owed).max(0.0);
            owed -= whole;
            whole as u32
        })
        .collect()
}

/// Organisations seated in each community: given, or spread evenly over residents in the order of communities.
fn organisation_seats(keys: &Scenario, places: &Geography) -> Of<CommunityId, u32> {
    let mut owed = 0.5;
    places
        .communities
        .iter()
        .map(|c| {
            c.organisations.unwrap_or_else(|| {
                owed += c.residents / 1000.0 * *keys.organisation.per_1000;
                let whole = libm::floor(owed).max(0.0);
                owed -= whole;
                whole as u32
            })
        })
        .collect()
}

/// Assigns types of organisation so that every prefix is close to their shares: the type furthest behind comes next.
struct Dealer {
    shares: Vec<f64>,
    owed: Vec<f64>,
    categories: Vec<Vec<CategoryId>>,
}

impl Dealer {
    fn new(keys: &Scenario, category_names: &Of<CategoryId, String>) -> Self {
        let kinds = &keys.organisation.kind;
        let categories = kinds
            .iter()
            .map(|(_, kind)| kind.categories.iter().filter_map(|n| category_names.position(|c| c == n)).collect())
            .collect();
        Self { shares: kinds.iter().map(|(_, k)| *k.share).collect(), owed: vec![0.0; kinds.len()], categories }
    }

    fn next(&mut self) -> usize {
        let mut best = 0;
        for i in 0..self.shares.len() {
            self.owed[i] += self.shares[i];
            if self.owed[i] > self.owed[best] + 1e-12 {
                best = i;
            }
        }
        if let Some(owed) = self.owed.get_mut(best) {
            *owed -= 1.0;
        }
        best
    }
}
