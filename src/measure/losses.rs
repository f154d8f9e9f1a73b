//! Where needs are lost, by segment, category and severity.

use crate::base::need::{ByLoss, Loss, Need, Stage, flag, loss_in};
use crate::base::places::{CategoryId, SegmentId};
use crate::model::state::log::{Kind, Kinds, Log};
use crate::model::state::subdistrict::Context;
use crate::model::state::watch::Watch;
use crate::world::World;

/// Needs by severity.
pub type BySeverity = [u64; 3];

/// What became of the needs of the cohort in a category and segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fates {
    /// Arose.
    pub created: BySeverity,
    /// Were resolved.
    pub resolved: BySeverity,
    /// Were known and are lost, by part; in [`Loss::Latent`] those that were known, and were latent again when they ended.
    lost: ByLoss<BySeverity>,
}

impl Fates {
    /// Needs lost in a part. What was never known is what arose less everything that was known: nobody keeps a record of it.
    #[must_use]
    pub fn lost(&self, part: Loss) -> BySeverity {
        let mut lost = self.lost[part];
        if part == Loss::Latent {
            for (severity, lost) in lost.iter_mut().enumerate() {
                let known = self.lost.iter().map(|counts| counts[severity]).sum::<u64>() + self.resolved[severity];
                *lost += self.created[severity] - known;
            }
        }
        lost
    }

    /// Adds those of another subdistrict.
    pub fn add(&mut self, other: &Self) {
        let add = |to: &mut BySeverity, from: &BySeverity| to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        add(&mut self.created, &other.created);
        add(&mut self.resolved, &other.resolved);
        self.lost.iter_mut().zip(&other.lost).for_each(|(to, from)| add(to, from));
    }
}

/// The part of the unmet share to which a known need counts, at its end or at the end of the run; nothing when it is resolved.
#[must_use]
pub fn part_of(need: &Need) -> Option<Loss> {
    match need.stage {
        Stage::Resolved => None,
        // It says where it was last before it became latent again or was given up.
        Stage::Family | Stage::Dropped | Stage::Moved | Stage::Bought => Some(loss_in(need.lost_in)),
        Stage::Latent | Stage::Expired if need.is(flag::KNOWN) => Some(loss_in(need.lost_in)),
        stage if stage.is_final() || stage == Stage::Latent => Some(loss_in(stage)),
        // Needs still in progress at the end count as open, whatever their stage.
        _ => Some(Loss::Open),
    }
}

/// The watcher of a subdistrict.
#[derive(Clone, Debug)]
pub struct Losses {
    window: u16,
    segments: usize,
    cells: Vec<Fates>,
}

impl Losses {
    /// Nothing has been seen yet.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let segments = world.segment_names.len();
        Self { window: world.burn_in_days(), segments, cells: vec![Fates::default(); world.kinds() * segments] }
    }

    /// Those of a segment and category.
    #[must_use]
    pub fn fates(&self, segment: SegmentId, category: CategoryId) -> &Fates {
        &self.cells[self.place(segment, category)]
    }

    const fn place(&self, segment: SegmentId, category: CategoryId) -> usize {
        category.at() * self.segments + segment.at()
    }

    /// Books a need that has ended, or is open at the end of the run.
    pub fn book(&mut self, need: &Need) {
        if need.onset() < self.window || !need.is(flag::KNOWN) {
            return;
        }
        let (at, severity) = (self.place(need.segment, need.origin()), usize::from(need.severity));
        let fates = &mut self.cells[at];
        let counts = part_of(need).map_or(&mut fates.resolved, |part| &mut fates.lost[part]);
        counts[severity] += 1;
    }
}

impl Watch for Losses {
    fn kinds(&self) -> Kinds {
        Kinds::of(&[Kind::Arose, Kind::Ended])
    }

    fn fold(&mut self, log: &Log, ctx: &Context<'_>) {
        if ctx.day >= self.window {
            for onset in &log.arisen {
                let at = self.place(onset.segment, Need::category_of(onset.id));
                self.cells[at].created[usize::from(onset.severity)] += 1;
            }
        }
        log.ended.iter().for_each(|need| self.book(need));
    }
}
