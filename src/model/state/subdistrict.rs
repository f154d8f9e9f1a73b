//! A subdistrict (街道) with all it owns: communities, sites, workers, lines, files, needs.
//!
//! State has one owner. What leaves a subdistrict leaves as a [`Parcel`](crate::model::state::parcel::Parcel) and arrives at an exchange, in an
//! order that does not depend on who sent it.

use crate::base::draws::Keys;
use crate::base::need::{ByStage, Need, Stage};
use crate::base::of::Of;
use crate::base::places::{Local, SiteId, SubdistrictId};
use crate::model::compiled::Plan;
use crate::model::state::board::Board;
use crate::model::state::caseload::Caseload;
use crate::model::state::community::Community;
use crate::model::state::files::Approvals;
use crate::model::state::latent::LatentNeeds;
use crate::model::state::lines::Lines;
use crate::model::state::minutes::Day;
use crate::model::state::organisation::{Organisation, Rooms};
use crate::model::state::scratch::Scratch;
use crate::model::state::staff::Staff;
use crate::world::World;
use crate::world::sites::{ByParty, Party};

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
    pub boards: &'a Of<SubdistrictId, Board>,
    /// Today, from the start of the burn-in.
    pub day: u16,
}

/// No board yet.
static NONE_PUBLISHED: Of<SubdistrictId, Board> = Of::new();

impl<'a> Context<'a> {
    /// A day on which no board is read.
    #[must_use]
    pub fn quiet(world: &'a World, plan: &'a Plan, keys: &'a Keys, day: u16) -> Self {
        Self { world, plan, keys, boards: &NONE_PUBLISHED, day }
    }
}

/// A subdistrict, in the parts that phases borrow.
#[derive(Clone, Debug)]
pub struct Subdistrict {
    /// Place among the subdistricts.
    pub index: SubdistrictId,
    /// Residents.
    pub residents: f64,
    /// Known needs it holds, and what moves with them.
    pub cases: Caseload,
    /// Needs of its households that nobody else knows of.
    pub latent: LatentNeeds,
    /// Communities.
    pub communities: Of<Local, Community>,
    /// Minutes of each site.
    pub days: Of<SiteId, Day>,
    /// Staff of each site.
    pub staff: Of<SiteId, Staff>,
    /// Organisations, in the order of [`crate::world::sites::SubdistrictSites::all_organisations`].
    pub organisations: Vec<Organisation>,
    /// Rooms that operators may run, in the order of their sites.
    pub rooms: Vec<Rooms>,
    /// Lines and who serves them.
    pub lines: Lines,
    /// Level 1 of government with its files.
    pub approvals: Approvals,
    /// Work that reached the station's bins since the last plan, minutes by category as reported.
    pub reported_work: Vec<f64>,
    /// Cases resolved since the year began, by the party of the last server: what an adaptive budget acts on.
    pub resolved: ByParty<u64>,
    /// Today's costs.
    pub bill: crate::model::state::bill::Bill,
    /// Claims of its sites on casual hours, by channel; see [`crate::model::money::casual::claims`].
    pub claims: crate::model::state::channel::ByChannel<u64>,
    /// Value delivered under contracts today, fen: accrues now and is paid in tranches.
    pub delivered: i64,
    /// Room for what lives within a phase.
    pub scratch: Scratch,
}

impl Subdistrict {
    /// Needs held, known and latent, in any order; of those in [`LatentNeeds::unheard`] there are no records.
    pub fn held(&self) -> impl Iterator<Item = &Need> {
        self.cases.needs.iter().map(|(_, need)| need).chain(self.latent.kept.iter())
    }

    /// Needs by stage, counted afresh.
    #[must_use]
    pub fn count_stages(&self) -> ByStage<i64> {
        let mut count = ByStage::default();
        for need in self.held() {
            count[need.stage] += 1;
        }
        count[Stage::Latent] += self.latent.unheard.count();
        count
    }

    /// Minutes booked today by party and account, and the heads who earned them.
    pub fn each_day(&self, world: &World) -> impl Iterator<Item = (Party, &Day)> {
        let own = &world.sites.by_subdistrict[self.index];
        own.sites.iter().map(|s| s.party).zip(&self.days)
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.cases.bytes() + self.latent.bytes() + self.lines.bytes() + self.communities.capacity() * size_of::<Community>()
    }
}
