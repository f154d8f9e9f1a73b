//! Following lives: events of chosen needs, the days of a chosen site and of a chosen person, and how the needs of some days of onset
//! ended; kept without touching any result.

use std::ops::Range;

use crate::base::calendar::MONTH;
use crate::base::need::{Need, Stage};
use crate::base::places::{CategoryId, Maybe};
use crate::model::state::log::{Kind, Kinds, Log, What};
use crate::model::state::minutes::Day;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::Watch;
use crate::model::state::worker;
use crate::world::MOST_CATEGORIES;

/// Something that happened to a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// Day.
    pub day: u16,
    /// Order within the day: events of one need are in the order in which they happened, across subdistricts.
    pub order: u32,
    /// The need.
    pub id: u64,
    /// What.
    pub what: What,
}

/// How a life ended, or its stage at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ending {
    /// The need.
    pub id: u64,
    /// Day of the end, or the first day after the window.
    pub day: u16,
    /// Last stage.
    pub stage: Stage,
}

/// A day of a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorkerDay {
    /// Day.
    pub day: u16,
    /// Where: identity of the site.
    pub site: u32,
    /// Minutes of today for needs, travel included.
    pub minutes: u32,
    /// The person's share of the other duties of the site today, minutes.
    pub duties: u32,
    /// Minutes this person can give a day.
    pub potential: u16,
    /// Open cases in the evening.
    pub open: u8,
    /// Burnout.
    pub burnout: f32,
    /// Skill by category.
    pub skill: [f32; MOST_CATEGORIES],
    /// Kind of person.
    pub kind: worker::Kind,
    /// Specialty, if the person has one.
    pub specialty: Maybe<CategoryId>,
}

/// Events in the life of a followed need.
const HAPPENINGS: Kinds = Kinds::of(&[
    Kind::Found,
    Kind::Labelled,
    Kind::Moved,
    Kind::Joined,
    Kind::Visited,
    Kind::Mislabelled,
    Kind::TryFailed,
    Kind::ClosedOnPaper,
    Kind::WrittenOff,
    Kind::PassedOn,
    Kind::Hotline,
    Kind::StayedAway,
    Kind::TakenInByStation,
    Kind::TakenInByOrganisation,
    Kind::Duplicate,
]);

/// Lives being followed in one subdistrict.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Needs followed, sorted.
    pub ids: Vec<u64>,
    /// Whether all needs are followed that arise.
    pub everyone: bool,
    /// The event.
    pub happenings: Vec<Happening>,
    /// Site followed, by its identity.
    pub site: Option<u32>,
    /// Days of the site followed: day, minutes.
    pub days: Vec<(u16, Day)>,
    /// Records of needs followed as they arose.
    pub births: Vec<Need>,
    /// Person followed, by identity.
    pub worker: Option<u64>,
    /// Days of the person followed.
    pub worker_days: Vec<WorkerDay>,
    /// Minutes of the person followed from the start of the month to last evening.
    pub busy: u32,
    /// Days of onset of the needs whose ends are kept.
    pub cohort: Range<u16>,
    /// How they ended.
    pub endings: Vec<Ending>,
}

impl Watch for Trace {
    fn kinds(&self) -> Kinds {
        let lives = self.everyone || !self.ids.is_empty();
        let whole = Kinds::of(&[Kind::WholeLives]).when(lives || !self.cohort.is_empty());
        let ends = Kinds::of(&[Kind::Ended]).when(!self.cohort.is_empty());
        HAPPENINGS.and(Kinds::of(&[Kind::Arose])).when(lives).and(whole).and(ends)
    }

    fn fold(&mut self, log: &Log, ctx: &Context<'_>) {
        for need in log.ended.iter().filter(|need| self.cohort.contains(&need.onset())) {
            self.endings.push(Ending { id: need.id, day: ctx.day, stage: need.stage });
        }
        if !self.everyone && self.ids.is_empty() {
            return;
        }
        for (order, onset) in (0..).zip(&log.arisen) {
            if self.follows(onset.id) {
                self.births.push(onset.need());
                self.happenings.push(Happening { day: ctx.day, order, id: onset.id, what: What::Arose });
            }
        }
        let first = log.arisen.len() as u32;
        for (place, event) in (first..).zip(&log.events) {
            if HAPPENINGS.has(event.what.kind()) && self.follows(event.id) {
                let order = u32::from(event.part) << PART | place;
                self.happenings.push(Happening { day: ctx.day, order, id: event.id, what: event.what });
            }
        }
    }

    fn evening(&mut self, sub: &Subdistrict, ctx: &Context<'_>) {
        let own = &ctx.world.sites.by_subdistrict[sub.index];
        if let Some(i) = self.site.and_then(|stable| own.sites.position(|s| s.stable == stable)) {
            self.days.push((ctx.day, sub.days[i]));
        }
        let Some(worker) = self.worker.and_then(|stable| sub.lines.workers.iter().find(|w| w.stable == stable)) else { return };
        let site = own.site_of[worker.unit];
        let day = &sub.days[site];
        // A person's minutes are counted by the month.
        let before = if ctx.day.is_multiple_of(MONTH) { 0 } else { self.busy };
        self.busy = worker.busy;
        self.worker_days.push(WorkerDay {
            day: ctx.day,
            site: own.sites[site].stable,
            minutes: worker.busy.saturating_sub(before),
            duties: u32::from(worker.potential) * day.duty / day.available.max(1),
            potential: worker.potential,
            open: worker.open_cases().len() as u8,
            burnout: worker.burnout,
            skill: worker.skill,
            kind: worker.kind,
            specialty: worker.specialty,
        });
    }
}

/// Bits of an order that number the events of a subdistrict and day, below its part of the day.
const PART: u32 = 28;

impl Trace {
    fn follows(&self, id: u64) -> bool {
        self.everyone || self.ids.binary_search(&id).is_ok()
    }
}
