//! The state before a first day.

use crate::base::draws::Keys;
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::model::state::caseload::Caseload;
use crate::model::state::community::Community;
use crate::model::state::district::department_weights;
use crate::model::state::files::{Approvals, Level};
use crate::model::state::latent::LatentNeeds;
use crate::model::state::lines::{Lines, Unit};
use crate::model::state::organisation::{Organisation, Rooms};
use crate::model::state::scratch::Scratch;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Subdistrict;
use crate::model::state::tie::Ties;
use crate::world::World;
use crate::world::sites::Seat;

impl Subdistrict {
    /// A subdistrict before its first day: nobody is in post, nothing has arisen.
    #[must_use]
    pub fn new(world: &World, keys: &Keys, index: SubdistrictId) -> Self {
        let own = &world.sites.by_subdistrict[index];
        let place = &world.places.subdistricts[index];
        let residents = world.places.residents_of(index);
        let minutes =
            if world.keys.government.levels.get() >= 1 { crate::world::sites::clerk_minutes(&world.keys, residents) } else { 0 };
        let kinds = world.kinds();
        Self {
            index,
            residents,
            cases: Caseload::new(index, place.communities.len()),
            latent: LatentNeeds::new(place.communities.len(), kinds),
            communities: place
                .communities
                .iter()
                .map(|&c| Community {
                    index: c,
                    trust: *world.keys.trust.initial as f32,
                    volunteers: world.places.communities[c].volunteers as f32,
                    coordinators: 0,
                    support_minutes: 0,
                    backlog: 0,
                    refused: Vec::new(),
                    association_tasks: 0,
                    ties: Ties::default(),
                    paid_minutes: 0,
                    volunteer_minutes: 0,
                })
                .collect(),
            days: Of::alike(Default::default(), own.sites.len()),
            staff: Of::alike(Staff::default(), own.sites.len()),
            organisations: own
                .all_organisations()
                .map(|i| Organisation::new(world, keys, &own.sites[i], own.sites[i].seat == Seat::Standing))
                .collect(),
            rooms: vec![Rooms::default(); own.facilities.len()],
            lines: Lines { units: Of::alike(Unit::default(), own.site_of.len()), ..Lines::default() },
            approvals: Approvals {
                level: Level::new(world.department_names.len(), minutes, &department_weights(world)),
                ..Approvals::default()
            },
            reported_work: vec![0.0; kinds],
            resolved: Default::default(),
            bill: Default::default(),
            claims: Default::default(),
            delivered: 0,
            scratch: Scratch::default(),
        }
    }
}
