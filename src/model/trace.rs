//! Following lives: events of chosen needs, the days of a chosen site and of a chosen person, and how the needs of some days of onset
//! ended; kept without touching any result.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::base::calendar::MONTH;
use crate::base::need::{Need, Stage};
use crate::model::state::minutes::Day;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::worker::Kind;
use crate::world::MOST_CATEGORIES;

/// Something that happened to a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Happening {
    /// Day.
    pub day: u16,
    /// Order: what happened to one need stands in the order in which it happened, over all subdistricts.
    pub order: u32,
    /// The need.
    pub id: u64,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It arose; its record is in [`Trace::births`].
    Arose,
    /// A grid worker (`false`) or a social worker (`true`) came upon it.
    Found(bool),
    /// Triage gave it this label, which is wrong.
    Labelled(u8),
    /// It moved from one stage to another.
    Moved(Stage, Stage),
    /// It joined the line of this site.
    Joined(u32),
    /// A server of this site saw to it for so many minutes; so many are left.
    Visited(u32, u16, u16),
    /// Its label turned out wrong.
    Mislabelled(u8),
    /// A try failed.
    TryFailed,
    /// The books say closed.
    ClosedOnPaper,
    /// The organisation of this site passed it on to a peer.
    PassedOn(u32),
    /// The household called the hotline.
    Hotline,
    /// The household did not come to the facility of this site.
    StayedAway(u32),
}

/// How a life ended, or where it stood at the end.
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
    pub kind: Kind,
    /// Specialty, or `u8::MAX`.
    pub specialty: u8,
}

/// Lives being followed in one subdistrict.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Needs followed, sorted.
    pub ids: Vec<u64>,
    /// What happened.
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
    /// Numbers happenings; one for all subdistricts of an arm. A need is in one place at a time, so its own numbers rise.
    pub clock: Arc<AtomicU32>,
}

impl Trace {
    /// Notes that a need arose.
    pub fn arose(&mut self, day: u16, need: &Need) {
        if self.ids.binary_search(&need.id).is_ok() {
            self.births.push(*need);
            self.note(day, need.id, What::Arose);
        }
    }

    /// Notes the end of a life.
    pub fn ended(&mut self, day: u16, need: &Need) {
        if self.cohort.contains(&need.onset()) {
            self.endings.push(Ending { id: need.id, day, stage: need.stage });
        }
    }

    /// Notes a move.
    pub fn moved(&mut self, day: u16, need: &Need, from: Stage) {
        if from == Stage::Intake && need.stage == Stage::Desk && need.label != need.category {
            self.note(day, need.id, What::Labelled(need.label));
        }
        self.note(day, need.id, What::Moved(from, need.stage));
    }

    /// Notes something.
    pub fn note(&mut self, day: u16, id: u64, what: What) {
        if self.ids.binary_search(&id).is_ok() {
            let order = self.clock.fetch_add(1, Ordering::Relaxed);
            self.happenings.push(Happening { day, order, id, what });
        }
    }
}

/// In the evening: the day of the site and of the person followed.
pub fn evening(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let Some(mut followed) = sub.trace.take() else { return };
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    if let Some(i) = followed.site.and_then(|stable| own.sites.iter().position(|s| s.stable == stable)) {
        followed.days.push((ctx.day, sub.days[i]));
    }
    if let Some(worker) = followed.worker.and_then(|stable| sub.workers.iter().find(|w| w.stable == stable)) {
        let site = usize::from(own.site_of[usize::from(worker.unit)]);
        let day = &sub.days[site];
        // A person's minutes are counted by the month.
        let before = if ctx.day.is_multiple_of(MONTH) { 0 } else { followed.busy };
        followed.busy = worker.busy;
        followed.worker_days.push(WorkerDay {
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
    sub.trace = Some(followed);
}
