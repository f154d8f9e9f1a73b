//! The state before a first day.

use crate::base::draws::Keys;
use crate::model::state::community::Community;
use crate::model::state::district::department_weights;
use crate::model::state::files::Level;
use crate::model::state::organisation::{Organisation, Rooms};
use crate::model::state::pool::Pool;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::{Subdistrict, Unit};
use crate::world::World;
use crate::world::sites::Seat;

impl Subdistrict {
    /// A subdistrict before its first day: nobody is in post, nothing has arisen.
    #[must_use]
    pub fn new(world: &World, keys: &Keys, index: u16) -> Self {
        let own = &world.sites.by_subdistrict[usize::from(index)];
        let place = &world.places.subdistricts[usize::from(index)];
        let residents = world.places.residents_of(usize::from(index));
        let minutes =
            if world.keys.government.levels.get() >= 1 { crate::world::sites::clerk_minutes(&world.keys, residents) } else { 0 };
        let kinds = world.kinds();
        Self {
            index,
            residents,
            needs: Pool::default(),
            agenda: Default::default(),
            latents: Default::default(),
            unheard: Default::default(),
            latent: vec![Default::default(); place.communities.len() * kinds],
            communities: place
                .communities
                .iter()
                .map(|&c| Community {
                    index: c,
                    trust: *world.keys.trust.initial as f32,
                    volunteers: world.places.communities[usize::from(c)].volunteers as f32,
                    coordinators: 0,
                    support_minutes: 0,
                    intake: Default::default(),
                    desk: Default::default(),
                    backlog: 0,
                    association_tasks: 0,
                    ties: Vec::new(),
                    resolved_today: 0,
                    lost_today: 0,
                    paid_minutes: 0,
                    volunteer_minutes: 0,
                })
                .collect(),
            days: vec![Default::default(); own.sites.len()],
            staff: vec![Staff::default(); own.sites.len()],
            organisations: own
                .all_organisations()
                .map(|i| Organisation::new(world, keys, own.sites[i].stable, own.sites[i].seat == Seat::Standing))
                .collect(),
            rooms: vec![Rooms::default(); own.facilities.len()],
            units: vec![Unit::default(); own.site_of.len()],
            workers: Vec::new(),
            clocks: Vec::new(),
            level: Level::new(world.department_names.len(), minutes, &department_weights(world)),
            filed: Vec::new(),
            upward: Vec::new(),
            arrivals: Vec::new(),
            tomorrow: Vec::new(),
            outbox: Vec::new(),
            job_requests: Vec::new(),
            returning: Vec::new(),
            due: Vec::new(),
            speaking: Vec::new(),
            found: Vec::new(),
            free: Vec::new(),
            offered: Vec::new(),
            left: Vec::new(),
            accounts: Default::default(),
            log: Default::default(),
            reported_work: vec![0.0; kinds],
            bought_fen: 0,
            resolved: Default::default(),
            bill: Default::default(),
            claims: Default::default(),
            delivered: 0,
        }
    }
}
