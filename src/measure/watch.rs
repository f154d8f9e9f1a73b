//! The instruments of a run: all watchers of a district.
//!
//! One part watches one subdistrict, so that parts work side by side; what is district-wide follows once a day. Counting begins with
//! watching, on
//! the first day of the window.

use crate::base::need::flag;
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::bound::watch::Bounded;
use crate::bound::yardstick::Yardstick;
use crate::model::state::arm::Arm;
use crate::model::state::log::{Kinds, Log};
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::{Watch, WatchDistrict};
use crate::world::World;

use super::collect::Collect;
use super::contacts::Contacts;
use super::family::Family;
use super::ledger::Ledger;
use super::lifetimes::Lifetimes;
use super::losses::Losses;
use super::map::Map;
use super::months::Months;
use super::recovery::Backlog;
use super::tally::Tally;

/// The watchers of one subdistrict.
#[derive(Clone, Debug)]
struct Part<'a> {
    tally: Tally,
    bounded: Bounded<'a>,
    family: Family,
    months: Months,
    lifetimes: Lifetimes,
    losses: Option<Losses>,
}

impl Watch for Part<'_> {
    fn kinds(&self) -> Kinds {
        self.tally.kinds().and(self.bounded.kinds()).and(self.family.kinds()).and(self.losses.kinds())
    }

    fn fold(&mut self, log: &Log, ctx: &Context<'_>) {
        self.tally.fold(log, ctx);
        self.bounded.fold(log, ctx);
        self.family.fold(log, ctx);
        self.losses.fold(log, ctx);
    }

    fn evening(&mut self, sub: &Subdistrict, ctx: &Context<'_>) {
        self.tally.evening(sub, ctx);
        self.bounded.evening(sub, ctx);
        self.months.evening(sub, ctx);
        self.lifetimes.evening(sub, ctx);
    }
}

/// All that the tables of a run are written from, besides the district itself.
#[derive(Clone, Debug)]
pub struct Instruments<'a> {
    /// What a need takes at the least in this world.
    pub yardstick: &'a Yardstick,
    parts: Of<SubdistrictId, Part<'a>>,
    /// Minutes and money by quarter.
    pub ledger: Ledger,
    /// Known needs that have not ended, day by day.
    pub backlog: Backlog,
    /// Visits and those who were visited, if `contacts.csv` is collected.
    pub contacts: Option<Contacts>,
    /// Communities, sites and ways between them by map period: put beside the others where `map.csv` is collected.
    pub map: Option<Map>,
}

impl<'a> Instruments<'a> {
    /// Instruments of a district in this world that have seen nothing yet, for these tables.
    #[must_use]
    pub fn new(world: &World, yardstick: &'a Yardstick, collect: Collect) -> Self {
        let part = |s| Part {
            tally: Tally::new(world, s, collect),
            bounded: Bounded::new(world, yardstick),
            family: Family::new(world),
            months: Months::new(world, s),
            lifetimes: Lifetimes::new(world),
            losses: collect.losses.then(|| Losses::new(world)),
        };
        Self {
            yardstick,
            parts: Of::from_fn(world.places.subdistricts.len(), part),
            ledger: Ledger::default(),
            backlog: Backlog::default(),
            contacts: collect.contacts.then(|| Contacts::new(world)),
            map: None,
        }
    }

    /// Counters of a subdistrict.
    #[must_use]
    pub fn tally(&self, subdistrict: SubdistrictId) -> &Tally {
        &self.parts[subdistrict].tally
    }

    /// Counters of every subdistrict.
    pub fn tallies(&self) -> impl Iterator<Item = &Tally> {
        self.parts.iter().map(|part| &part.tally)
    }

    /// What became of needs in every subdistrict, if `losses.csv` is collected.
    pub fn losses(&self) -> impl Iterator<Item = &Losses> {
        self.parts.iter().filter_map(|part| part.losses.as_ref())
    }

    /// The bound's record of every subdistrict.
    #[must_use]
    pub fn bounded(&self) -> Vec<&Bounded<'a>> {
        self.parts.iter().map(|part| &part.bounded).collect()
    }

    /// Monthly looks at all subdistricts.
    #[must_use]
    pub fn months(&self, world: &World) -> Months {
        let mut parts = self.parts.iter().map(|part| &part.months);
        let mut sum = parts.next().map_or_else(|| Months::new(world, SubdistrictId::FIRST), Months::clone);
        parts.for_each(|months| sum.add(months));
        sum
    }

    /// Lifetimes of the organisations of all subdistricts.
    #[must_use]
    pub fn lifetimes(&self) -> Lifetimes {
        let mut sum = Lifetimes::default();
        self.parts.iter().for_each(|part| sum.add(&part.lifetimes));
        sum
    }

    /// Minutes that families gave after giving up.
    #[must_use]
    pub fn family_minutes(&self) -> u64 {
        self.parts.iter().map(|part| part.family.minutes).sum()
    }

    /// Books the needs of the cohort that are still open at the end of the run.
    pub fn close(&mut self, arm: &Arm, ctx: &Context<'_>) {
        for sub in &arm.subs {
            for need in sub.held() {
                let home = ctx.world.places.communities[need.community()].subdistrict;
                let part = &mut self.parts[home];
                part.tally.still_open(ctx, need);
                if let Some(losses) = &mut part.losses {
                    losses.book(need);
                }
                if need.is(flag::KNOWN) {
                    part.bounded.take(ctx, need);
                }
            }
        }
        for (sub, part) in arm.subs.iter().zip(&mut self.parts) {
            for entry in sub.latent.unheard.iter() {
                part.tally.still_unheard(ctx.day, entry);
            }
        }
    }
}

impl WatchDistrict for Instruments<'_> {
    fn kinds(&self) -> Kinds {
        self.parts.kinds().and(self.contacts.kinds()).and(self.map.kinds())
    }

    fn subdistricts(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, parallel: bool) {
        self.parts.subdistricts(subs, ctx, parallel);
        self.contacts.subdistricts(subs, ctx, parallel);
        self.map.subdistricts(subs, ctx, parallel);
    }

    fn late(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
        self.parts.late(subs, ctx);
        self.contacts.late(subs, ctx);
        self.map.late(subs, ctx);
    }

    fn district(&mut self, arm: &Arm, world: &World, day: u16) {
        self.ledger.district(arm, world, day);
        self.backlog.district(arm, world, day);
        self.contacts.district(arm, world, day);
    }
}
