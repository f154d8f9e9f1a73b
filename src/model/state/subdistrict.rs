//! A subdistrict (街道) with all it owns: communities, sites, workers, lines, files, needs.
//!
//! State has one owner. What leaves a subdistrict leaves as a [`Parcel`] and arrives at an exchange, in an order that does not depend
//! on who sent it.

use std::collections::VecDeque;
use std::ops::Range;

use crate::base::draws::Keys;
use crate::world::World;
use crate::world::sites::{ByParty, Party, UnitRef};

use crate::base::need::{ByStage, Need, Stage};
use crate::model::compiled::Plan;
use crate::model::state::accounts::Accounts;
use crate::model::state::agenda::{Agenda, Event};
use crate::model::state::board::Board;
use crate::model::state::community::Community;
use crate::model::state::files::{File, Level};
use crate::model::state::latent::{LatentPool, Latents};
use crate::model::state::log::{Log, What};
use crate::model::state::minutes::Day;
use crate::model::state::organisation::{Organisation, Rooms};
use crate::model::state::parcel::{Arrival, Homecoming, JobRequest, Parcel};
use crate::model::state::pool::{Handle, Pool};
use crate::model::state::staff::Staff;
use crate::model::state::unheard::Unheard;
use crate::model::state::worker::{Clock, Waiting, Worker};

/// Context that every phase may read.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The world.
    pub world: &'a World,
    /// The policy.
    pub plan: &'a Plan,
    /// Keys of the replicate.
    pub keys: &'a Keys,
    /// Published boards, by subdistrict.
    pub boards: &'a [Board],
    /// Today, from the start of the burn-in.
    pub day: u16,
}

impl<'a> Context<'a> {
    /// A day on which no board is read.
    #[must_use]
    pub fn quiet(world: &'a World, plan: &'a Plan, keys: &'a Keys, day: u16) -> Self {
        Self { world, plan, keys, boards: &[], day }
    }
}

/// A line of a provider.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Needs waiting, in order of service.
    pub line: VecDeque<Waiting>,
    /// Live entries of the line.
    pub waiting: u32,
    /// Work of the live entries, minutes.
    pub work: u64,
    /// Servers.
    pub servers: Range<u32>,
    /// Open cases over the servers.
    pub open: u32,
    /// Minutes its servers could give to service in a day, moving average.
    pub capacity: f32,
    /// Minutes its servers can give a day at most.
    pub potential: u32,
    /// Minutes left of its open cases.
    pub begun: u64,
    /// Whether its servers' clocks were set today.
    pub clocked: bool,
}

/// A subdistrict.
#[derive(Clone, Debug)]
pub struct Subdistrict {
    /// Place among the subdistricts.
    pub index: u16,
    /// Residents.
    pub residents: f64,
    /// Known needs it holds.
    pub needs: Pool,
    /// Latent needs that will speak or have been known, by the day on which they leave.
    pub latents: Latents,
    /// Days on which unheard latent needs leave.
    pub unheard: Unheard,
    /// Where latent needs lie, (community, category).
    pub latent: Vec<LatentPool>,
    /// What falls due.
    pub agenda: Agenda,
    /// Communities.
    pub communities: Vec<Community>,
    /// Minutes of each site.
    pub days: Vec<Day>,
    /// Staff of each site.
    pub staff: Vec<Staff>,
    /// Organisations, in the order of [`crate::world::sites::SubdistrictSites::all_organisations`].
    pub organisations: Vec<Organisation>,
    /// Rooms that operators may run, in the order of their sites.
    pub rooms: Vec<Rooms>,
    /// Lines.
    pub units: Vec<Unit>,
    /// Servers, sorted by line.
    pub workers: Vec<Worker>,
    /// Their clocks, in the same order.
    pub clocks: Vec<Clock>,
    /// Level 1 of government.
    pub level: Level,
    /// Files of today for level 1.
    pub filed: Vec<File>,
    /// Files of today for level 2.
    pub upward: Vec<File>,
    /// Needs that join lines today.
    pub arrivals: Vec<Arrival>,
    /// Needs that join lines tomorrow (peer referral).
    pub tomorrow: Vec<(UnitRef, Handle)>,
    /// What leaves today.
    pub outbox: Vec<Parcel>,
    /// Requests for jobs.
    pub job_requests: Vec<JobRequest>,
    /// Needs that came home and wait for the evening, when they go to the desk or to intake in a drawn order.
    pub returning: Vec<(u64, Handle, Homecoming)>,
    /// Items due today that are handled after delivery.
    pub due: Vec<crate::model::state::agenda::Entry>,
    /// Households that speak today, with their order; empty between phases.
    pub speaking: Vec<(u64, crate::model::state::agenda::Entry)>,
    /// Latent needs found today; empty between phases.
    pub found: Vec<crate::model::state::scratch::Found>,
    /// Servers of a line that can open another case; empty between phases.
    pub free: Vec<crate::model::state::scratch::Free>,
    /// Room for the options that a router may offer; see [`crate::model::provision::facility::offered`].
    pub offered: Vec<crate::model::compiled::Candidate>,
    /// Cases that left their servers today.
    pub left: Vec<crate::model::state::scratch::Left>,
    /// Needs and tasks, counted.
    pub accounts: Accounts,
    /// Today's events, of the kinds that are watched.
    pub log: Log,
    /// Work that reached the station's bins since the last plan, minutes by category as reported.
    pub reported_work: Vec<f64>,
    /// Today's payments of this subdistrict's households for outside help, fen.
    pub bought_fen: i64,
    /// Cases resolved since the year began, by the party of the last server: what an adaptive budget acts on.
    pub resolved: ByParty<u64>,
    /// Today's costs.
    pub bill: crate::model::state::bill::Bill,
    /// Claims of its sites on casual hours, by channel; see [`crate::model::money::casual::claims`].
    pub claims: crate::model::state::channel::ByChannel<u64>,
    /// Value delivered under contracts today, fen: accrues now and is paid in tranches.
    pub delivered: i64,
}

impl Subdistrict {
    /// Moves a need to another stage; the only place where stages change.
    #[inline]
    pub fn shift(&mut self, slot: u32, to: Stage) {
        let need = &mut self.needs[slot];
        let from = std::mem::replace(&mut need.stage, to);
        self.accounts.moved(from, to);
        self.log.push(need.id, What::Moved(from, to));
    }

    /// Files an event of a need.
    #[inline]
    pub fn file(&mut self, today: u16, day: u16, slot: u32, event: Event) {
        let generation = self.needs.generation(slot);
        self.agenda.file(today, day, slot, generation, event);
    }

    /// Place of a community in this subdistrict, if it belongs to it.
    #[inline]
    #[must_use]
    pub fn local(&self, world: &World, community: u16) -> Option<usize> {
        let place = &world.places.communities[usize::from(community)];
        (place.subdistrict == self.index).then_some(usize::from(place.local))
    }

    /// Where the latent needs of a community lie, by category.
    #[inline]
    #[must_use]
    pub fn latent_of(&self, local: usize, kinds: usize) -> &[LatentPool] {
        &self.latent[local * kinds..(local + 1) * kinds]
    }

    /// Needs held, known and latent, in any order; of [`Self::unheard`] there are no records.
    pub fn held(&self) -> impl Iterator<Item = &Need> {
        self.needs.iter().map(|(_, need)| need).chain(self.latents.iter())
    }

    /// Needs by stage, counted afresh.
    #[must_use]
    pub fn count_stages(&self) -> ByStage<i64> {
        let mut count = ByStage::default();
        for need in self.held() {
            count[need.stage] += 1;
        }
        count[Stage::Latent] += self.unheard.count();
        count
    }

    /// Minutes booked today by party and account, and the heads who earned them.
    pub fn each_day(&self, world: &World) -> impl Iterator<Item = (Party, &Day)> {
        let own = &world.sites.by_subdistrict[usize::from(self.index)];
        own.sites.iter().map(|s| s.party).zip(&self.days)
    }

    /// Share of a site's minutes that social workers give.
    #[inline]
    #[must_use]
    pub fn social_share(&self, site: usize) -> f64 {
        f64::from(self.staff[site].social)
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let lines: usize = self.units.iter().map(|u| u.line.capacity() * size_of::<Waiting>() + size_of::<Unit>()).sum();
        let latent: usize = self.latent.iter().map(LatentPool::bytes).sum();
        self.needs.bytes()
            + self.latents.bytes()
            + self.unheard.bytes()
            + self.agenda.bytes()
            + lines
            + latent
            + self.communities.capacity() * size_of::<Community>()
            + self.workers.capacity() * size_of::<Worker>()
            + self.clocks.capacity() * size_of::<Clock>()
    }
}
