//! What one subdistrict counts while days pass: whole numbers only, so that sums never depend on an order.

use crate::base::need::{LOSSES, Loss, NEVER, Need, STAGES, Stage, flag, loss_in};
use crate::bound::capacity::Capacity;
use crate::bound::classes::Known;
use crate::model::state::subdistrict::Context;
use crate::model::state::unheard;
use crate::world::demand::{Births, Onset};
use crate::world::sites::PARTIES;

/// Counters of a day, cleared every morning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCounts {
    /// Needs that arose.
    pub created: u32,
    /// Needs that became known.
    pub known: u32,
    /// Needs resolved.
    pub resolved: u32,
    /// Needs that ended unmet.
    pub lost: u32,
    /// Of those that became known, needs of the cohort.
    pub known_cohort: u32,
    /// Of those resolved, needs of the cohort.
    pub resolved_cohort: u32,
    /// Of those that ended unmet, needs of the cohort.
    pub lost_cohort: u32,
}

/// Counts of needs of the cohort, for one cell or community.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellCounts {
    /// Arose.
    pub created: u32,
    /// Became known.
    pub known: u32,
    /// Resolved.
    pub resolved: u32,
}

/// What became of the known needs of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Heard {
    known: u32,
    resolved: u32,
}

/// Sums over the cohort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cohort {
    /// Needs by severity.
    pub created: [u64; 3],
    /// Resolved by severity.
    pub resolved: [u64; 3],
    /// Unmet by part and severity.
    pub lost: [[u64; 3]; LOSSES],
    /// Became known.
    pub known: u64,
    /// Found by patrol or outreach.
    pub found: u64,
    /// Served within the timely days of being known.
    pub timely: u64,
    /// Recorded as closed: resolved, or on paper.
    pub recorded: u64,
    /// Closed on paper and not resolved.
    pub paper_unresolved: u64,
    /// Came back after they were closed on paper.
    pub came_back: u64,
    /// Taken to the hotline.
    pub escalated: u64,
    /// Bought outside after giving up.
    pub bought: u64,
    /// Days nobody held a known need.
    pub ownerless_days: u64,
    /// Digest of what arose.
    pub digest: u64,
}

/// Decisions and hand-offs in the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Decisions of routers.
    pub decisions: u64,
    /// Of these across the community's boundary.
    pub crossing: u64,
    /// Of these taken locally.
    pub local: u64,
    /// Deliveries to a line.
    pub deliveries: u64,
    /// Cases that servers opened.
    pub opened: u64,
    /// Of these, cases that came under the wrong category.
    pub misrouted: u64,
    /// Hand-offs between parties.
    pub handoffs: u64,
    /// Of these lost.
    pub lost: u64,
    /// Files decided and their days in approvals.
    pub files: u64,
    /// See `files`.
    pub file_days: u64,
    /// Jobs found.
    pub jobs: u64,
    /// Needs of the cohort that were resolved, by the party of the last server.
    pub resolved_by: [u64; PARTIES],
}

impl DayCounts {
    /// Adds the counts of another subdistrict.
    pub fn add(&mut self, other: &Self) {
        self.created += other.created;
        self.known += other.known;
        self.resolved += other.resolved;
        self.lost += other.lost;
        self.known_cohort += other.known_cohort;
        self.resolved_cohort += other.resolved_cohort;
        self.lost_cohort += other.lost_cohort;
    }
}

impl CellCounts {
    /// Adds the counts of another cell.
    pub fn add(&mut self, other: &Self) {
        self.created += other.created;
        self.known += other.known;
        self.resolved += other.resolved;
    }
}

fn add_all<const N: usize>(to: &mut [u64; N], from: &[u64; N]) {
    for (t, f) in to.iter_mut().zip(from) {
        *t += f;
    }
}

impl Cohort {
    /// Adds the sums of another subdistrict.
    pub fn add(&mut self, other: &Self) {
        add_all(&mut self.created, &other.created);
        add_all(&mut self.resolved, &other.resolved);
        for (to, from) in self.lost.iter_mut().zip(&other.lost) {
            add_all(to, from);
        }
        self.known += other.known;
        self.found += other.found;
        self.timely += other.timely;
        self.recorded += other.recorded;
        self.paper_unresolved += other.paper_unresolved;
        self.came_back += other.came_back;
        self.escalated += other.escalated;
        self.bought += other.bought;
        self.ownerless_days += other.ownerless_days;
        self.digest = self.digest.wrapping_add(other.digest);
    }
}

impl Traffic {
    /// Adds the sums of another subdistrict.
    pub fn add(&mut self, other: &Self) {
        self.decisions += other.decisions;
        self.crossing += other.crossing;
        self.local += other.local;
        self.deliveries += other.deliveries;
        self.opened += other.opened;
        self.misrouted += other.misrouted;
        self.handoffs += other.handoffs;
        self.lost += other.lost;
        self.files += other.files;
        self.file_days += other.file_days;
        self.jobs += other.jobs;
        add_all(&mut self.resolved_by, &other.resolved_by);
    }
}

/// Counters of one subdistrict.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Needs by stage, all that are held here.
    pub stage: [i64; STAGES],
    /// Needs that ended, by stage, since the first day.
    pub ended_in: [u64; STAGES],
    /// Needs that arose here since the first day.
    pub arisen: u64,
    /// Moves between stages in the window.
    pub flows: [[u64; STAGES]; STAGES],
    /// Whether the window has begun.
    pub in_window: bool,
    /// Today.
    pub today: DayCounts,
    /// Cohort of the window, its last two years apart.
    pub early: Cohort,
    /// Cohort of the window's last two years.
    pub late: Cohort,
    /// First day of the last two years.
    pub late_from: u16,
    /// Decisions and hand-offs in the window.
    pub traffic: Traffic,
    /// Needs that arose by cell (community, category, segment): in the order in which they arise, so that a day walks through it once.
    pub created: Vec<u32>,
    /// Of these, what became of those that were known.
    cells: Vec<Heard>,
    /// Waits from onset, (category, day): served.
    pub served: Vec<u32>,
    /// Waits from onset, (category, day): left unserved.
    pub censored: Vec<u32>,
    /// Waits from voicing, by day: served.
    pub served_known: Vec<u32>,
    /// Waits from voicing, by day: left unserved.
    pub censored_known: Vec<u32>,
    /// Days kept in the histograms.
    pub horizon: usize,
    /// Family minutes after giving up.
    pub family_minutes: u64,
    /// Administrative tasks since the first day, minutes: handed down.
    pub tasks_created: u64,
    /// See `tasks_created`: worked off.
    pub tasks_done: u64,
    /// Known needs of the cohort by class, for the bound.
    pub classes: Known,
    /// Minutes of the window that could have gone to needs, for the bound.
    pub capacity: Capacity,
    segments: usize,
    kinds: usize,
}

impl Tally {
    /// Empty counters.
    #[must_use]
    pub fn new(communities: usize, segments: usize, kinds: usize, horizon: usize, late_from: u16) -> Self {
        Self {
            stage: [0; STAGES],
            ended_in: [0; STAGES],
            arisen: 0,
            flows: [[0; STAGES]; STAGES],
            in_window: false,
            today: DayCounts::default(),
            early: Cohort::default(),
            late: Cohort::default(),
            late_from,
            traffic: Traffic::default(),
            created: vec![0; communities * segments * kinds],
            cells: vec![Heard::default(); communities * segments * kinds],
            served: vec![0; kinds * (horizon + 1)],
            censored: vec![0; kinds * (horizon + 1)],
            served_known: vec![0; horizon + 1],
            censored_known: vec![0; horizon + 1],
            horizon,
            family_minutes: 0,
            tasks_created: 0,
            tasks_done: 0,
            classes: Known::default(),
            capacity: Capacity::default(),
            segments,
            kinds,
        }
    }

    /// Needs arose today.
    pub fn born(&mut self, ctx: &Context<'_>, births: &Births) {
        let number: u32 = births.needs.iter().sum();
        self.arisen += u64::from(number);
        self.stage[Stage::Latent as usize] += i64::from(number);
        self.today.created += number;
        if ctx.day >= ctx.window {
            let cohort = if ctx.day >= self.late_from { &mut self.late } else { &mut self.early };
            for (to, new) in cohort.created.iter_mut().zip(births.needs) {
                *to += u64::from(new);
            }
            cohort.digest = cohort.digest.wrapping_add(births.digest);
        }
    }

    /// A need of the window arose in a cell.
    #[inline]
    pub fn arose(&mut self, local: usize, onset: &Onset) {
        let at = self.cell(local, Need::category_of(onset.id), onset.segment);
        self.created[at] += 1;
    }

    #[inline]
    const fn cell(&self, local: usize, category: u8, segment: u8) -> usize {
        (local * self.kinds + category as usize) * self.segments + segment as usize
    }

    /// Counts of a cell: a community (place in the subdistrict), a segment and a category.
    #[must_use]
    pub fn counts(&self, local: usize, segment: usize, category: usize) -> CellCounts {
        let at = self.cell(local, category as u8, segment as u8);
        let Heard { known, resolved } = self.cells[at];
        CellCounts { created: self.created[at], known, resolved }
    }

    /// A need moved between stages.
    #[inline]
    pub fn moved(&mut self, from: Stage, to: Stage) {
        self.stage[from as usize] -= 1;
        self.stage[to as usize] += 1;
        if self.in_window {
            self.flows[from as usize][to as usize] += 1;
        }
    }

    /// A need left this subdistrict.
    #[inline]
    pub fn leave(&mut self, stage: Stage) {
        self.stage[stage as usize] -= 1;
    }

    /// A need came to this subdistrict.
    #[inline]
    pub fn come(&mut self, stage: Stage) {
        self.stage[stage as usize] += 1;
    }

    /// A router decided.
    #[inline]
    pub fn decided(&mut self, crossing: bool, local: bool) {
        if self.in_window {
            self.traffic.decisions += 1;
            self.traffic.crossing += u64::from(crossing);
            self.traffic.local += u64::from(crossing && local);
        }
    }

    /// A life ended; `need.stage` says how.
    #[inline]
    pub fn ended(&mut self, ctx: &Context<'_>, local: usize, need: &Need) {
        self.leave(need.stage);
        self.ended_in[need.stage as usize] += 1;
        let of_cohort = u32::from(need.onset() >= ctx.window);
        if need.stage == Stage::Resolved {
            self.today.resolved += 1;
            self.today.resolved_cohort += of_cohort;
        } else {
            self.today.lost += 1;
            self.today.lost_cohort += of_cohort;
        }
        if need.onset() >= ctx.window {
            self.book(ctx, local, need);
        }
    }

    /// A latent need came to its end without a word: it expired, or its household moved away; `gone.stage` says which.
    #[inline]
    pub fn faded(&mut self, ctx: &Context<'_>, local: usize, gone: &Need) {
        self.stage[Stage::Latent as usize] -= 1;
        if self.in_window {
            self.flows[Stage::Latent as usize][gone.stage as usize] += 1;
        }
        self.ended_in[gone.stage as usize] += 1;
        self.today.lost += 1;
        if gone.onset() < ctx.window {
            return;
        }
        self.today.lost_cohort += 1;
        if gone.is(flag::KNOWN) {
            self.book(ctx, local, gone);
            return;
        }
        self.never_known(ctx.day, gone.onset(), gone.origin(), gone.severity, Self::ONE_MORE);
    }

    /// A need left unheard today; or did not, since it had been found, and is taken off again.
    #[inline]
    pub fn left_unheard(&mut self, ctx: &Context<'_>, gone: unheard::Entry) {
        let sign = if gone.is_taken_back() { Self::ONE_LESS } else { Self::ONE_MORE };
        let (latent, end) = (Stage::Latent as usize, gone.stage() as usize);
        self.stage[latent] -= sign as i64;
        if self.in_window {
            self.flows[latent][end] = self.flows[latent][end].wrapping_add(sign);
        }
        self.ended_in[end] = self.ended_in[end].wrapping_add(sign);
        self.today.lost = self.today.lost.wrapping_add(sign as u32);
        if gone.onset >= ctx.window {
            self.today.lost_cohort = self.today.lost_cohort.wrapping_add(sign as u32);
            self.never_known(ctx.day, gone.onset, gone.category(), gone.severity(), sign);
        }
    }

    /// Books a need of the cohort that is still latent at the end of the run and would have left unheard; or takes it off again.
    pub fn still_unheard(&mut self, end: u16, open: unheard::Entry) {
        let sign = if open.is_taken_back() { Self::ONE_LESS } else { Self::ONE_MORE };
        self.never_known(end, open.onset, open.category(), open.severity(), sign);
    }

    const ONE_MORE: u64 = 1;
    const ONE_LESS: u64 = u64::MAX;

    /// All that the books take of a need of the cohort that was never known, once more or once less. Both come on the same day, in any
    /// order; counters go round, so that the sum is right either way.
    #[inline]
    fn never_known(&mut self, day: u16, onset: u16, category: u8, severity: u8, sign: u64) {
        let cohort = if onset >= self.late_from { &mut self.late } else { &mut self.early };
        let lost = &mut cohort.lost[Loss::Latent as usize][usize::from(severity)];
        *lost = lost.wrapping_add(sign);
        let days = usize::from(day.saturating_sub(onset)).min(self.horizon);
        let censored = &mut self.censored[usize::from(category) * (self.horizon + 1) + days];
        *censored = censored.wrapping_add(sign as u32);
    }

    /// Books a need of the cohort: at its end, or at the end of the run.
    #[inline]
    pub fn book(&mut self, ctx: &Context<'_>, local: usize, need: &Need) {
        let resolved = need.stage == Stage::Resolved;
        let loss = match need.stage {
            Stage::Family | Stage::Dropped | Stage::Moved | Stage::Bought => loss_in(need.lost_in),
            Stage::Latent if need.is(flag::KNOWN) => loss_in(need.lost_in),
            Stage::Paper => loss_in(need.lost_in),
            Stage::Expired if need.is(flag::KNOWN) => loss_in(need.lost_in),
            stage => loss_in(stage),
        };
        // What is still under way at the end counts as open, whatever stage it is in.
        let loss = if need.stage.is_final() || matches!(need.stage, Stage::Latent) { loss as usize } else { LOSSES - 1 };
        let severity = usize::from(need.severity);
        let timely = ctx.world.keys.measure.timely_days.get() as u16;
        let cohort = if need.onset() >= self.late_from { &mut self.late } else { &mut self.early };
        if resolved {
            cohort.resolved[severity] += 1;
        } else {
            cohort.lost[loss][severity] += 1;
        }
        cohort.known += u64::from(need.is(flag::KNOWN));
        cohort.found += u64::from(need.is(flag::FOUND));
        cohort.recorded += u64::from(resolved || need.is(flag::PAPER));
        cohort.paper_unresolved += u64::from(!resolved && need.is(flag::PAPER));
        cohort.came_back += u64::from(need.came_back);
        cohort.escalated += u64::from(need.is(flag::ESCALATED));
        cohort.bought += u64::from(need.stage == Stage::Bought);
        cohort.ownerless_days += u64::from(need.ownerless);
        cohort.timely += u64::from(need.served != NEVER && need.served - need.known <= timely);
        let at = self.cell(local, need.origin(), need.segment);
        let cell = &mut self.cells[at];
        cell.known += u32::from(need.is(flag::KNOWN));
        cell.resolved += u32::from(resolved);
        self.wait(ctx.day, need);
        if need.is(flag::KNOWN) {
            self.classes.take(ctx, need);
        }
    }

    #[inline]
    fn wait(&mut self, day: u16, need: &Need) {
        let span = |from: u16, to: u16| usize::from(to.saturating_sub(from)).min(self.horizon);
        let at = usize::from(need.origin()) * (self.horizon + 1);
        if need.served == NEVER {
            let days = span(need.onset(), day);
            self.censored[at + days] += 1;
            if need.known != NEVER {
                let days = span(need.known, day);
                self.censored_known[days] += 1;
            }
        } else {
            let days = span(need.onset(), need.served);
            self.served[at + days] += 1;
            let days = span(need.known, need.served);
            self.served_known[days] += 1;
        }
    }
}
