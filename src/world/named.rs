//! Names of sites: those of the command line, of `places.csv` and of everything that tells where something happened.

use crate::base::places::{CommunityId, SiteId, SubdistrictId};
use crate::world::World;
use crate::world::sites::{Party, Seat, Site};

/// A site: where it is kept and what people call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its subdistrict.
    pub subdistrict: SubdistrictId,
    /// Its place among the sites of the subdistrict.
    pub index: SiteId,
    /// Its identity.
    pub stable: u32,
    /// Kind.
    pub party: Party,
    /// Community of its seat.
    pub community: CommunityId,
    /// Whether it is open on the first day.
    pub seat: Seat,
    /// Number: of an organisation in the district, of an association in its community; else 0.
    pub number: u32,
}

/// All sites, in the order of subdistricts.
pub fn places(world: &World) -> impl Iterator<Item = Place> + '_ {
    world.sites.by_subdistrict.pairs().flat_map(move |(s, own)| {
        own.sites.pairs().map(move |(index, site)| {
            let local = world.places.communities[site.community].local;
            let number = match site.party {
                // Below the kind, the identity of an organisation is its number; those that may be founded come after the existing ones.
                Party::Organisation if site.seat == Seat::Founder => {
                    world.sites.organisations as u32 + (site.stable & 0x0FFF_FFFF)
                }
                Party::Organisation if site.seat == Seat::Standing => site.stable & 0x0FFF_FFFF,
                Party::Association => own.associations[local].offset(site.units.start) as u32,
                _ => 0,
            };
            let Site { stable, party, community, seat, .. } = *site;
            Place { subdistrict: s, index, stable, party, community, seat, number }
        })
    })
}

impl Place {
    /// Its name on the command line.
    #[must_use]
    pub fn name(&self, world: &World) -> String {
        let community = &world.places.communities[self.community].code;
        match self.party {
            Party::Office => community.clone(),
            Party::Association => format!("association:{community}:{}", self.number),
            Party::PropertyFirm => format!("property:{community}"),
            Party::Organisation if self.seat == Seat::Facility => format!("facility:{community}"),
            Party::Organisation => format!("organisation:{}", self.number),
            Party::Station | Party::Government | Party::Household => {
                let subdistrict = &world.places.subdistricts[self.subdistrict].code;
                format!("station:{subdistrict}")
            }
        }
    }
}

/// Chinese name of a community, where it has one.
#[must_use]
pub fn community_zh<'a>(world: &'a World, code: &str) -> Option<&'a str> {
    let keys = world.keys.community.as_ref()?.get(code)?;
    keys.name_zh.as_deref().filter(|name| !name.is_empty())
}
