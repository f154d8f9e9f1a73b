//! A tick (时步): the phases of a day, in the order of the table.
//!
//! Consecutive phases of owners run as one pass: every subdistrict goes through all of them, side by side with the others, before any of them
//! meet. Results do not depend on it, since an owner's phase sees nothing of another owner but its published board.

use rayon::prelude::*;

use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::engine::phase::{Act, Cadence, Lived, Look, Moment, Phase};
use crate::engine::table;
use crate::model::state::arm::Arm;
use crate::model::state::board::Board;
use crate::model::state::district::District;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::WatchDistrict;
use crate::world::World;

/// The phases that a district can need under its policy, in order.
#[derive(Clone, Debug)]
pub struct Schedule {
    phases: Vec<&'static Phase>,
}

impl Schedule {
    /// The schedule of a district: all phases but those that would never change anything.
    #[must_use]
    pub fn of(lived: &Lived<'_>) -> Self {
        Self { phases: table::phases().filter(|phase| (phase.needed)(lived)).collect() }
    }

    /// The phases.
    #[must_use]
    pub fn phases(&self) -> &[&'static Phase] {
        &self.phases
    }

    /// The phases of a cadence that no day brings: a first day, a branch.
    #[must_use]
    pub fn at(&self, cadence: Cadence) -> Vec<&'static Phase> {
        self.phases.iter().copied().filter(|phase| phase.cadence == cadence).collect()
    }

    /// The phases that are due on a day.
    #[must_use]
    pub fn due(&self, world: &World, arm: &Arm, day: u16) -> Vec<&'static Phase> {
        let mut due = Vec::with_capacity(self.phases.len());
        due.extend(self.phases.iter().filter(|phase| phase.cadence.is_due(world, &arm.plan.policy, day)));
        due
    }

    /// A district lives through a day, watched.
    pub fn day(&self, arm: &mut Arm, moment: &Moment<'_>, parallel: bool, watch: &mut dyn WatchDistrict) {
        let due = self.due(moment.world, arm, moment.day);
        let watched = watch.kinds();
        for sub in &mut arm.subs {
            sub.cases.log.open(watched);
        }
        run(&due, arm, moment, parallel, watch);
    }
}

/// Runs phases in their order; consecutive ones of owners as one pass.
pub fn run(phases: &[&'static Phase], arm: &mut Arm, moment: &Moment<'_>, parallel: bool, watch: &mut dyn WatchDistrict) {
    let mut left = phases;
    while let Some(first) = left.first() {
        let together = |phase: &&Phase| phase.cadence == first.cadence && same_act(phase.act, first.act);
        // A phase that is not of owners is alone.
        let length = left.iter().take_while(|phase| together(phase)).count().max(1);
        let (now, later) = left.split_at(length);
        let moment = Moment { day: first.cadence.counted(moment.day), ..*moment };
        match first.act {
            Act::Rules(act) => act(arm, &moment),
            Act::Watch(look) => seen(look, arm, &moment, parallel, watch),
            Act::Board(_) => published(now, arm, &moment, parallel),
            Act::Owner(_) => lived(now, arm, &moment, parallel),
            Act::Exchange(act) => {
                together_at(act, arm, &moment);
                turn(&mut arm.subs);
            }
            Act::District(act) => together_at(act, arm, &moment),
        }
        left = later;
    }
}

const fn same_act(a: Act, b: Act) -> bool {
    matches!((a, b), (Act::Owner(_), Act::Owner(_)) | (Act::Board(_), Act::Board(_)))
}

/// Every subdistrict goes through phases of its own.
fn lived(phases: &[&'static Phase], arm: &mut Arm, moment: &Moment<'_>, parallel: bool) {
    let Arm { plan, subs, boards, .. } = arm;
    let ctx = Context { boards, ..Context::quiet(moment.world, plan, moment.keys, moment.day) };
    let live = |sub: &mut Subdistrict| {
        for phase in phases {
            if let Act::Owner(act) = phase.act {
                act(sub, &ctx, moment);
            }
        }
    };
    if parallel {
        subs.all_mut().par_iter_mut().for_each(live);
    } else {
        subs.iter_mut().for_each(live);
    }
}

/// Every subdistrict publishes on its own board.
fn published(phases: &[&'static Phase], arm: &mut Arm, moment: &Moment<'_>, parallel: bool) {
    let Arm { plan, subs, boards, .. } = arm;
    let ctx = Context::quiet(moment.world, plan, moment.keys, moment.day);
    let publish = |(sub, board): (&mut Subdistrict, &mut Board)| {
        for phase in phases {
            if let Act::Board(act) = phase.act {
                act(sub, board, &ctx);
            }
        }
    };
    if parallel {
        subs.all_mut().par_iter_mut().zip(boards.all_mut().par_iter_mut()).for_each(publish);
    } else {
        subs.iter_mut().zip(boards.iter_mut()).for_each(publish);
    }
}

/// Subdistricts and the district are together.
fn together_at(act: fn(&mut Of<SubdistrictId, Subdistrict>, &mut District, &Context<'_>), arm: &mut Arm, moment: &Moment<'_>) {
    let Arm { plan, subs, boards, district } = arm;
    act(subs, district, &Context { boards, ..Context::quiet(moment.world, plan, moment.keys, moment.day) });
}

/// Watchers see what there is.
fn seen(look: Look, arm: &mut Arm, moment: &Moment<'_>, parallel: bool, watch: &mut dyn WatchDistrict) {
    let Arm { plan, subs, boards, .. } = arm;
    let quiet = Context::quiet(moment.world, plan, moment.keys, moment.day);
    match look {
        Look::Subdistricts => {
            watch.subdistricts(subs, &Context { boards, ..quiet }, parallel);
            for sub in subs.iter_mut() {
                sub.cases.log.clear();
            }
            turn(subs);
        }
        Look::District => watch.district(arm, moment.world, moment.day),
        Look::Late => watch.late(subs, &quiet),
    }
}

/// Another part of the day begins in every log.
fn turn(subs: &mut Of<SubdistrictId, Subdistrict>) {
    for sub in subs {
        sub.cases.log.turn();
    }
}
